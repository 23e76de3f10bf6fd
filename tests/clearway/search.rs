//! Searches for the cheapest arrangement and for the breaking point, against theory.

use clearway::experiment::{
    Claim, Effort, Pricing, Root, Roots, Search, Side, Space, Stress, Stressed, Unwatched,
    replicate, staff, stress,
};
use clearway::metric::{Metric, Scope};
use clearway::model::StationId;
use clearway::scenario::Document;
use clearway::theory;

use crate::harness::scenario;

/// Two stations in parallel, each with its own Poisson stream and exponential service: the share
/// released within 2 hours is known exactly for every number of lanes.
pub(crate) const PAIR: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "10 days"
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.red]
per_day = 96
to = "red"
[arrivals.blue]
per_day = 72
to = "blue"
[stations.red]
lanes = 4
cost_per_lane_hour = 10
service = { exponential = { mean = "45 min" } }
next = "released"
[stations.blue]
lanes = 3
cost_per_lane_hour = 1
service = { exponential = { mean = "40 min" } }
next = "released"
"#;

/// The probability that a batch of an M/M/c queue is released within some hours (Gross and Harris
/// 1998, section 2.4: the wait has an atom and an exponential tail, the service follows).
fn within(lanes: f64, per_hour: f64, mean: f64, hours: f64) -> f64 {
    let (load, rate) = (per_hour * mean, mean.recip());
    if load >= lanes {
        return 0.0;
    }
    // Erlang B by its recursion, then C
    let blocked = (1..=lanes as u32).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let waits = lanes * blocked / (lanes - load * (1.0 - blocked));
    let slack = lanes - 1.0 - load;
    let tail = (-rate * hours).exp();
    let mixed = if slack.abs() < 1e-9 {
        rate * hours
    } else {
        (1.0 - (-slack * rate * hours).exp()) / slack
    };
    1.0 - tail * (1.0 + waits * mixed)
}

/// Returns the exact share released in time with these numbers of lanes at the two stations.
fn share(red: usize, blue: usize) -> f64 {
    let of_red = within(red as f64, 9.0, 0.75, 2.0);
    let of_blue = within(blue as f64, 3.0, 2.0 / 3.0, 2.0);
    (9.0 * of_red + 3.0 * of_blue) / 12.0
}

/// How the pair is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    /// In the order of price.
    Price,
    /// By boxes, with the proof that more lanes never harm.
    Proven,
    /// By boxes, without the proof.
    Unproven,
}

impl Order {
    /// Largest number of lanes of each station; the smallest is 1.
    fn most_lanes(self) -> usize {
        match self {
            Self::Price => 12,
            Self::Proven | Self::Unproven => 30,
        }
    }
}

/// The pair with 216 batches a day at the first station, and the numbers of lanes to choose from.
fn busy_pair(order: Order) -> Document {
    let most = order.most_lanes();
    let text = PAIR.replace("per_day = 96", "per_day = 216");
    let choose = format!(
        "[staffing.choose]\n\"stations.red.lanes\" = {{ from = 1, to = {most} }}\n\
         \"stations.blue.lanes\" = {{ from = 1, to = {most} }}\n"
    );
    Document::parse("pair.toml", &format!("{text}{choose}")).expect("TOML")
}

/// Returns the number of replications that are needed to simulate every arrangement that can keep
/// up until its half-width is at most the tolerance, at a confidence that holds for all of them
/// together.
pub(crate) fn brute_force(order: Order) -> f64 {
    let document = busy_pair(order);
    let staffing = document.staffing().expect("choices");
    let lanes = 0..order.most_lanes();
    let all = lanes
        .clone()
        .flat_map(|red| lanes.clone().map(move |blue| [red, blue]));
    let models = all.map(|at| staffing.model(&document, &at).expect("sound"));
    let left: Vec<_> = models.filter(|it| !theory::cannot_keep_up(it)).collect();
    let pilot = 40;
    let effort = Effort {
        stopping: clearway::statistics::Stopping::Number,
        keep: clearway::statistics::Keep::Values,
        replications: pilot,
        seed: 77,
        confidence: 1.0 - 0.05 / left.len() as f64,
    };
    let needed = |model| {
        let replicated = replicate(model, effort, &Unwatched);
        let estimate = replicated.of_all(Metric::ReleasedWithin);
        let half_width = estimate.half_width.expect("an interval");
        (f64::from(pilot) * (half_width / 0.01).powi(2)).max(f64::from(pilot))
    };
    left.iter().map(needed).sum()
}

/// Searches the pair under a seed.
pub(crate) fn search_pair(seed: u64, order: Order) -> Search<()> {
    let document = busy_pair(order);
    let staffing = document.staffing().expect("choices");
    let model = |at: &[usize]| staffing.model(&document, at);
    let (mut space, pricing) = Space::new(&staffing, &model).expect("arrangements that run");
    assert!(space.proven && space.complete && pricing == Pricing::Money);
    space.proven = order != Order::Unproven;
    let effort = Effort {
        stopping: clearway::statistics::Stopping::Number,
        keep: clearway::statistics::Keep::Values,
        replications: 10_000,
        seed,
        confidence: 0.95,
    };
    staff(&space, effort, model, |_, _, _| (), &Unwatched)
}

/// Does the choice keep the guarantee: is it feasible within the tolerance, and no cheaper
/// arrangement clearly feasible?
pub(crate) fn keeps_the_guarantee(order: Order, choice: Option<&Vec<usize>>) -> bool {
    let Some([red, blue]) = choice.map(Vec::as_slice) else {
        return false;
    };
    let price = |red: usize, blue: usize| 10 * red + blue;
    let lanes = 1..=order.most_lanes();
    let all = lanes
        .clone()
        .flat_map(|red| lanes.clone().map(move |blue| (red, blue)));
    let (red, blue) = (red + 1, blue + 1);
    let cheaper = all.filter(|it| price(it.0, it.1) < price(red, blue));
    let passed_over = cheaper
        .into_iter()
        .any(|(red, blue)| share(red, blue) >= 0.91);
    share(red, blue) >= 0.89 && !passed_over
}

#[test]
fn staff_finds_the_cheapest_of_many() {
    for order in [Order::Price, Order::Proven, Order::Unproven] {
        let found: Vec<Search<()>> = (0..6).map(|seed| search_pair(seed, order)).collect();
        let kept = found.iter();
        let kept = kept.filter(|it| keeps_the_guarantee(order, it.choice.as_ref()));
        let kept = kept.count();
        assert!(kept >= 5, "{order:?}: {kept} of 6");
        let claim = match order {
            Order::Price | Order::Proven => Claim::Proven,
            Order::Unproven => Claim::IfMoreNeverHarms,
        };
        assert!(found.iter().all(|it| it.finished && it.claim == claim));
        if order == Order::Price {
            // with fewer lanes than work (6.75 lanes of it at the first station, 2 at the second)
            assert!(found.iter().all(|it| it.ruled_out > 50));
        } else {
            let most = found.iter().map(|it| it.trials.len()).max();
            assert!(most < Some(45), "{order:?}: {most:?} of 900 simulated");
        }
    }
}

/// The tandem in which a second lane at the first station lets a long case overtake, so that more
/// lanes make a batch late: the search does not end with the most of everything, which misses.
#[test]
fn more_lanes_that_harm_do_not_end_a_search() {
    for (most, boxes) in [(40, false), (1000, true)] {
        let text = TANDEM.replace("to = 40", &format!("to = {most}"));
        let found = search_of(&text, 40);
        assert_eq!(found.choice.as_deref(), Some(&[0, 0][..]), "{most}");
        assert_eq!(matches!(found.claim, Claim::Local { .. }), boxes);
        assert!(found.pairs.worse > 0 || !boxes);
    }
}

/// A number of lanes that is written twice is one choice and has a price.
#[test]
fn numbers_that_are_written_twice_have_a_price() {
    let document = busy_pair(Order::Price);
    for values in ["[9, 9]", "[9, 8, 9, 8]"] {
        let range = "{ from = 1, to = 12 }";
        let text = document.text().replace(range, values);
        let document = Document::parse("pair.toml", &text).expect("TOML");
        let staffing = document.staffing().expect("choices");
        let model = |at: &[usize]| staffing.model(&document, at);
        let (space, _) = Space::new(&staffing, &model).expect("arrangements that run");
        // 24 hours of a lane at 10 and one at 1
        let dearest = space.most().map(|at| space.price(&at));
        assert_eq!(dearest, Some(24.0 * 9.0 * 11.0), "{values}");
        let different = values.matches(',').count().div_ceil(2) as f64;
        assert_eq!(space.number(), different * different, "{values}");
    }
}

/// Searches a scenario with `[staffing]`.
fn search_of(text: &str, replications: u32) -> Search<()> {
    let document = Document::parse("port.toml", text).expect("TOML");
    let scenario = document.compile().expect("sound");
    let staffing = document.staffing().expect("choices");
    let model = |at: &[usize]| staffing.model(&document, at);
    let (space, _) = Space::new(&staffing, &model).expect("arrangements that run");
    let effort = Effort {
        replications,
        ..scenario.effort()
    };
    staff(&space, effort, model, |_, _, _| (), &Unwatched)
}

/// A long and a short case arrive together each hour. With one desk the long one is first at the
/// counter behind it; with two the short one overtakes it, and the long one is late there.
const TANDEM: &str = r#"
[run]
start = 2020-04-13
length = "10 days"
replications = 40
[target]
release = { within = "50 min", share = 0.5 }
[goods.long]
[goods.short]
[arrivals.long]
every = "2 h"
goods = "long"
to = "desk"
[arrivals.short]
every = "2 h"
goods = "short"
to = "desk"
[stations.desk]
lanes = 1
cost_per_lane_hour = 10
service = "20 min"
service_by_goods = { short = "19 min" }
next = "counter"
[stations.counter]
lanes = 1
cost_per_lane_hour = 10
service = "10 min"
service_by_goods = { short = "40 min" }
next = "released"
[staffing.choose]
"stations.desk.lanes" = { from = 1, to = 40 }
"stations.counter.lanes" = { from = 1, to = 1 }
"#;

#[test]
fn what_is_proven_of_more_lanes() {
    let never_harms = |text: &str| {
        let model = scenario(text).model;
        theory::more_lanes_never_harm(&model, StationId::new(0))
    };
    assert!(never_harms(PAIR));
    // its only staff is a team of its own
    let own = PAIR.replacen("lanes = 4", "lanes = 4\nstaff = { crew = 2 }", 1);
    let own = format!("{own}\n[teams.crew]\nmembers = 8\n");
    assert!(never_harms(&own));
    let members = |text: &str| {
        theory::more_members_never_harm(&scenario(text).model, clearway::model::TeamId::new(0))
    };
    assert!(members(&own));
    let shared = own.replacen("lanes = 3", "lanes = 3\nstaff = { crew = 1 }", 1);
    assert!(!never_harms(&shared) && !members(&shared));
    // priorities elsewhere do not matter, and neither does a limited station before it
    let elsewhere = PAIR.replace("to = \"blue\"", "to = \"blue\"\npriority = 1");
    assert!(!never_harms(&elsewhere), "priorities are of streams");
    let before = PAIR.replace("to = \"red\"", "to = \"gate\"");
    let gate =
        "[stations.gate]\nlanes = 2\nservice = \"5 min\"\norder = \"random\"\nnext = \"red\"\n";
    assert!(never_harms(&format!("{before}{gate}")));
    // a second station with limited lanes on the route: batches could arrive there in another order
    let red = "mean = \"45 min\" } }\nnext = \"released\"";
    let chain = PAIR.replace(red, "mean = \"45 min\" } }\nnext = \"blue\"");
    assert!(!never_harms(&chain));
    assert!(!never_harms(
        &PAIR.replace("to = \"red\"", "to = \"red\"\npriority = 1")
    ));
    assert!(!never_harms(
        &PAIR.replace("[target]", "[target]\nbatches_per_day = 100")
    ));
    assert!(!never_harms(&PAIR.replacen(
        "lanes = 4",
        "lanes = 4\norder = \"random\"",
        1
    )));
}

#[test]
fn what_is_proven_to_pile_up() {
    let full =
        |from: &str, to: &str| theory::cannot_keep_up(&scenario(&PAIR.replacen(from, to, 1)).model);
    assert!(!full("lanes = 4", "lanes = 4"));
    assert!(full("lanes = 4", "lanes = 3"));
    assert!(!full(
        "lanes = 4",
        "lanes = 3\nroom = 5\nwhen_full = \"turn-away\""
    ));
    assert!(!full(
        "lanes = 4",
        "lanes = 3\nopen_more = { when_waiting = 3, add = 1, \
                                until_waiting = 0, notice = \"1 min\" }"
    ));
    // 3 lanes of work, and 72 lane-hours a day are 3 lanes too; work finished after closing helps
    let rows = "lanes = [{ hours = \"06:00-24:00\", open = 4 }]";
    assert!(!full("lanes = 4", rows));
    assert!(full("lanes = 4", &format!("{rows}\nat_close = \"pause\"")));
    assert!(full(
        "lanes = 4",
        "lanes = [{ hours = \"08:00-24:00\", open = 4 }]"
    ));
}

#[test]
fn costs_are_known_without_a_run() {
    let cost = |text: &str| theory::fixed_cost(&scenario(text).model);
    let pair = cost(PAIR);
    assert!((pair.per_day - 24.0 * (4.0 * 10.0 + 3.0)).abs() < 1e-9);
    assert!((pair.hours_per_day - 24.0 * 7.0).abs() < 1e-9);
    assert!(pair.complete);
    let shifts = "lanes = [{ hours = \"08:00-20:00\", open = 4 }]";
    let shifts = cost(&PAIR.replacen("lanes = 4", shifts, 1));
    assert!((shifts.per_day - (12.0 * 40.0 + 24.0 * 3.0)).abs() < 1e-9);
    assert!(!shifts.complete, "work past closing is paid too");
    let delay = format!("{PAIR}\n[costs]\ndelay_per_batch_hour = 5\n");
    assert!(!cost(&delay).complete);
}

/// One lane and exponential service: the release time is exponential with rate mu - m lambda, so 90
/// % leave within 4 hours as long as m lambda <= mu - ln(10) / 4 h.
pub(crate) const SINGLE: &str = r#"
[run]
start = 2020-04-13
warm_up = "4 days"
length = "80 days"
[target]
release = { within = "4 h", share = 0.9 }
[arrivals.a]
per_day = 24
to = "desk"
[stations.desk]
lanes = 1
service = { exponential = { mean = "30 min" } }
next = "released"
"#;

/// Returns the exact breaking point of the single queue.
pub(crate) fn breaking_point() -> f64 {
    2.0 - 10_f64.ln() / 4.0
}

/// Stresses a scenario under a seed; keeps the side of each multiple tried.
fn stressed(text: &str, seed: u64, replications: u32) -> Stress<Side> {
    let scenario = scenario(text);
    let port = Stressed {
        model: &scenario.model,
        stream: None,
    };
    let effort = Effort {
        stopping: clearway::statistics::Stopping::Number,
        keep: clearway::statistics::Keep::Values,
        replications,
        seed,
        confidence: 0.95,
    };
    let side = |_: f64, sight: clearway::experiment::Sight, _: &_, _: &_| sight.side();
    stress(&port, effort, port.guess(), side, &Unwatched)
}

/// Stresses the single queue under a seed.
pub(crate) fn stress_single(seed: u64, replications: u32) -> Roots {
    let found = stressed(SINGLE, seed, replications);
    assert!(found.tried.len() < 24, "{} tries", found.tried.len());
    found.roots.expect("it came to its end")
}

/// Returns the ends of an interval.
pub(crate) fn ends(roots: Roots) -> (f64, f64) {
    match (roots.lower, roots.upper) {
        (Some(Root::At(lower)), Some(Root::At(upper))) => (lower, upper),
        other => panic!("no interval: {other:?}"),
    }
}

#[test]
fn stress_finds_the_breaking_point_of_a_single_queue() {
    let exact = breaking_point();
    let mut covered = 0;
    for seed in 0..10 {
        let roots = stress_single(seed, 40);
        let (lower, upper) = ends(roots);
        assert!(lower < upper && upper - lower < 0.2, "{lower} {upper}");
        covered += u32::from((lower..=upper).contains(&exact));
    }
    assert!(covered >= 8, "{covered} of 10 intervals hold {exact}");
}

/// Several lanes: the multiple at which the exact share in time of an M/M/3 queue is 90 %. Without
/// a release target, the multiple from which on a port with this number of lanes releases less than
/// arrives.
#[test]
fn stress_finds_the_breaking_point_of_several_lanes() {
    let text = SINGLE.replace("lanes = 1", "lanes = 3");
    let (mut low, mut high) = (1.0, 5.9);
    while high - low > 1e-9 {
        let middle = f64::midpoint(low, high);
        if within(3.0, middle, 0.5, 4.0) >= 0.9 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let found = stressed(&text, 1, 40);
    let (lower, upper) = ends(found.roots.expect("it came to its end"));
    // four standard errors; the interval has two on each side
    let middle = f64::midpoint(lower, upper);
    assert!(
        (middle - low).abs() < upper - lower,
        "{lower} {upper} {low}"
    );
    assert_eq!(found.changes.len(), 1);
}

/// More arrivals open lanes on demand: the share in time falls, rises again and finally falls.
const ON_DEMAND: &str = r#"
[run]
start = 2020-04-13
warm_up = "2 days"
length = "5 days"
[target]
release = { within = "60 min", share = 0.93 }
[arrivals.all]
per_day = 200
to = "desk"
[stations.desk]
lanes = 1
open_more = { when_waiting = 6, add = 3, until_waiting = 0, notice = "5 min" }
service = { exponential = { mean = "12 min" } }
next = "released"
"#;

#[test]
fn the_largest_multiple_is_the_answer() {
    let found = stressed(ON_DEMAND, 1, 40);
    let sides: Vec<Side> = found.changes.iter().map(|it| it.to).collect();
    // the scan ends where the target is met twice in a row: smaller multiples are not tried
    assert_eq!(sides, [Side::Missed]);
    let roots = found.roots.expect("it came to its end");
    let Root::At(largest) = roots.multiple else {
        panic!("{roots:?}")
    };
    assert!(largest > 1.0, "{largest}");
    assert_eq!(found.changes[0].multiple, largest);
    let at_one = found.tried.iter().find(|(multiple, _)| *multiple == 1.0);
    assert_eq!(at_one.map(|it| it.1), Some(Side::Met));
}

#[test]
fn fewer_replications_than_a_share_takes_are_raised() {
    assert_eq!(stress_single(3, 1), stress_single(3, 40));
    assert_ne!(stress_single(3, 41), stress_single(3, 40));
}

/// A desk open from 8 to 16 h: of batches that arrive around the clock, those are released within 8
/// h that arrive from 00:20 to 15:40 or, with a free lane, up to 16:00: 65.3 %.
pub(crate) const OFFICE: &str = r#"
[run]
start = 2026-05-04
warm_up = "1 day"
length = "20 days"
[target]
release = { within = "8 h", share = 0.75 }
[arrivals.a]
per_day = 40
to = "desk"
[stations.desk]
lanes = [{ hours = "08:00-16:00", open = 3 }]
service = "20 min"
next = "released"
"#;

#[test]
fn opening_hours_alone_can_forbid_a_target_at_any_volume() {
    let exact = (16.0 - 1.0 / 3.0) / 24.0;
    let out_of_reach = |text: &str, stream: Option<usize>| {
        let scenario = scenario(text);
        let port = Stressed {
            model: &scenario.model,
            stream: stream.map(clearway::model::StreamId::new),
        };
        port.out_of_reach(1, 0.95)
    };
    let best = out_of_reach(OFFICE, None).expect("out of reach");
    let mean = best.mean.expect("a share");
    assert!((mean - exact).abs() < 0.02, "{mean} {exact}");
    let busy = OFFICE.replace("per_day = 40", "per_day = 40_000");
    let mean = out_of_reach(&busy, None)
        .and_then(|it| it.mean)
        .expect("out of reach");
    assert!((mean - exact).abs() < 0.02, "{mean} {exact}");
    let exactly = OFFICE.replace("per_day = 40", "per_day = 40\nprocess = \"exact\"");
    assert!(out_of_reach(&exactly, None).is_some());
    // a share that the opening hours allow
    assert_eq!(out_of_reach(&OFFICE.replace("0.75", "0.6"), None), None);
    // gaps of a day: at another multiple batches arrive at other times
    let gaps = OFFICE.replace("per_day = 40", "every = \"24 h\"");
    assert_eq!(out_of_reach(&gaps, None), None);
    // where one stream grows, the target must be impossible with few and with many batches of it
    let day = "[arrivals.b]\nper_day = 40\nto = \"desk\"\n";
    let hours =
        "hours = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n";
    let both = format!("{OFFICE}{day}");
    assert!(out_of_reach(&both, Some(1)).is_some());
    let by_day = format!("{OFFICE}{day}{hours}");
    assert_eq!(out_of_reach(&by_day, Some(0)), None);
    assert_eq!(out_of_reach(&by_day, Some(1)), None);
}

#[test]
fn arrivals_are_multiplied_in_every_form() {
    let text = PAIR.replace(
        "per_day = 72",
        "every = { exponential = { mean = \"20 min\" } }",
    );
    let text = text.replace("share = 0.9 }", "share = 0.9 }\nbatches_per_day = 168");
    let scenario = scenario(&text);
    let mut port = Stressed {
        model: &scenario.model,
        stream: None,
    };
    let near = |(batches, _): (f64, f64), exact: f64| assert!((batches - exact).abs() < 1e-9);
    near(port.arrivals_per_day(2.0), 336.0);
    let mut twice = scenario.model.clone();
    port.multiply(2.0, &mut twice);
    assert_eq!(twice.target().batches_per_day, Some(336.0));
    let rates = twice.rates();
    assert!((rates[0] - 192.0).abs() < 1e-9 && (rates[1] - 144.0).abs() < 1e-9);
    // the first station is full at 4 / 3 of its arrivals, the second at 3 / 2
    let full = port.saturation().expect("it fills");
    assert_eq!(full.scope, Scope::station("red"));
    assert!((full.multiple - 4.0 / 3.0).abs() < 1e-9);
    port.stream = Some(clearway::model::StreamId::new(1));
    near(port.arrivals_per_day(2.0), 240.0);
    let full = port.saturation().expect("it fills");
    assert_eq!(full.scope, Scope::station("blue"));
    assert!((full.multiple - 1.5).abs() < 1e-9);
}
