//! Batches that pass the port alone: each rule by hand, then laws on random ports.

use std::path::Path;

use clearway::engine::{Limits, simulate};
use clearway::experiment::{CEILING_BATCHES, Ceilings, WaitingPays, ceiling, waiting_pays};
use clearway::input::Disk;
use clearway::model::{Exit, Model, ReleaseTarget, Target};
use clearway::observe::{Batch, Observer};
use clearway::random::Address;
use clearway::scenario::{Document, Scenario};
use clearway::time::{Span, Time};
use proptest::prelude::*;

use crate::harness::{at_minutes, scenario, timed};

fn minutes(minutes: i64) -> Span {
    Span::from_micros(minutes * 60_000_000)
}

/// Returns the model with a release target within this time.
fn aimed(model: &Model, within: Span) -> Model {
    let release = Some(ReleaseTarget { within, share: 0.9 });
    let target = *model.target();
    model.clone().with_target(Target { release, ..target })
}

/// Returns a run from Monday 2020-04-13 00:00 in which x arrives at one minute.
fn port(arrives: i64, rules: &str) -> Scenario {
    let text = format!(
        "run = {{ start = 2020-04-13, kind = \"period\", length = \"3 days\", \
         holidays = [2020-04-15] }}\n{rules}"
    );
    timed(&text, &[("x", &at_minutes([arrives]))])
}

const TO_DESK: &str = "arrivals.x = { every = \"1 day\", to = \"desk\" }\n";

/// Is the only batch released just within this many minutes of its arrival?
#[track_caller]
fn takes(scenario: &Scenario, expected: i64) {
    let found = |within: Span| {
        let model = aimed(&scenario.model, within);
        ceiling(&model, 1).expect("a target").counts[0]
    };
    let just = minutes(expected);
    assert_eq!(found(just), (1, 1), "in {expected} minutes");
    let less = Span::from_micros(just.micros() - 1);
    assert_eq!(found(less), (0, 1), "in less than {expected} minutes");
}

/// Asserts that the only batch is not released.
#[track_caller]
fn never_leaves(scenario: &Scenario) {
    let model = aimed(&scenario.model, Span::from_days(29));
    assert_eq!(ceiling(&model, 1).expect("a target").counts[0], (0, 1));
}

#[test]
fn a_batch_waits_for_opening_hours_and_over_holidays() {
    let desk = |lanes: &str| {
        format!(
            "{TO_DESK}stations.desk = {{ lanes = {lanes}, service = \"20 min\", \
             next = \"released\" }}\n"
        )
    };
    let by_day = desk("[{ hours = \"08:00-16:00\", open = 1 }]");
    takes(&port(10 * 60, &by_day), 20);
    takes(&port(8 * 60, &by_day), 20);
    takes(&port(16 * 60 - 1, &by_day), 20);
    takes(&port(16 * 60, &by_day), 16 * 60 + 20);
    let mondays = desk("[{ days = \"mon\", hours = \"08:00-16:00\", open = 1 }]");
    takes(&port(16 * 60, &mondays), (7 * 24 - 8) * 60 + 20);
    // Wednesday is a holiday, on which nothing opens
    let weekdays = desk("[{ days = \"mon-fri\", hours = \"08:00-16:00\", open = 1 }]");
    takes(&port((24 + 16) * 60, &weekdays), 40 * 60 + 20);
}

#[test]
fn a_batch_waits_for_the_staff_of_one_lane() {
    let rules = format!(
        "{TO_DESK}stations.desk = {{ lanes = [{{ hours = \"00:00-12:00\", open = 7 }}], \
         staff = {{ crew = 3 }}, service = \"20 min\", next = \"released\" }}\n\
         [teams.crew]\nmembers = [ {{ hours = \"04:00-10:00\", on = 2 }}, \
         {{ hours = \"09:00-13:00\", on = 1 }} ]\n"
    );
    // three are on duty from 09:00 to 10:00 only
    takes(&port(5 * 60, &rules), 4 * 60 + 20);
    takes(&port(9 * 60 + 30, &rules), 20);
    takes(&port(10 * 60, &rules), 23 * 60 + 20);
}

#[test]
fn lanes_that_can_be_opened_on_demand_count_as_open() {
    let rules = format!(
        "{TO_DESK}stations.desk = {{ lanes = [{{ hours = \"08:00-16:00\", open = 1 }}], \
         service = \"20 min\", next = \"released\", \
         open_more = {{ when_waiting = 9, add = 1, until_waiting = 3, notice = \"1 h\" }} }}\n"
    );
    takes(&port(16 * 60, &rules), 20);
}

#[test]
fn a_batch_that_lost_patience_is_not_in_time() {
    let rules = |patience: i64| {
        format!(
            "arrivals.x = {{ every = \"1 day\", to = \"desk\", patience = \"{patience} min\" }}\n\
             stations.desk = {{ lanes = [{{ hours = \"08:00-16:00\", open = 1 }}], \
             service = \"5 h\", next = \"late\" }}\n\
             stations.late = {{ lanes = [{{ hours = \"20:00-21:00\", open = 1 }}], \
             service = \"20 min\", next = \"released\" }}\n"
        )
    };
    never_leaves(&port(7 * 60, &rules(59)));
    // service begins at the instant at which patience ends; later waits do not count
    takes(&port(7 * 60, &rules(60)), 13 * 60 + 20);
}

#[test]
fn work_in_hand_at_closing_goes_on_as_the_station_says() {
    // lanes or staff are available until 02:00 and from 05:00 on; 90 minutes of work begin at 01:20
    let hours = |key: &str| {
        format!(
            "[{{ hours = \"00:00-02:00\", {key} = 1 }}, {{ hours = \"05:00-24:00\", {key} = 1 }}]"
        )
    };
    let lanes = format!("lanes = {}\n", hours("open"));
    let staff = format!(
        "lanes = \"unlimited\"\nstaff = {{ crew = 1 }}\n[teams.crew]\nmembers = {}\n",
        hours("on")
    );
    for lanes in [lanes, staff] {
        let desk = |at_close: &str, work: i64| {
            let rules = format!(
                "{TO_DESK}[stations.desk]\nservice = \"{work} min\"\nnext = \"released\"\n\
                 at_close = \"{at_close}\"\n{lanes}"
            );
            port(80, &rules)
        };
        takes(&desk("finish", 90), 90);
        takes(&desk("pause", 90), 90 + 180);
        takes(&desk("restart", 90), 220 + 90);
        // work that ends at the instant at which the lane closes is finished
        for at_close in ["finish", "pause", "restart"] {
            takes(&desk(at_close, 40), 40);
        }
        // 19 hours of one day and 2 of the next are not enough for more than 19 hours without a
        // break
        takes(&desk("pause", 41 + 19 * 60), 180 + 41 + 19 * 60);
        never_leaves(&desk("restart", 22 * 60));
    }
}

#[test]
fn neither_breakdowns_nor_rooms_nor_others_hold_a_batch_up() {
    let rules = "arrivals.x = { every = \"1 day\", to = \"gate\" }\n\
        [stations.gate]\nlanes = 1\nservice = \"30 min\"\nnext = \"desk\"\n\
        breakdowns = { after = \"10 min\", counting = \"work\", repair = \"5 h\" }\n\
        [stations.desk]\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\nroom = 1\n\
        when_full = \"turn-away\"\n";
    takes(&port(0, rules), 90);
    let many = timed(
        &format!("run = {{ start = 2020-04-13, length = \"1 day\" }}\n{rules}"),
        &[("x", &at_minutes([0, 0, 0, 5, 5, 7]))],
    );
    let model = aimed(&many.model, minutes(90));
    assert_eq!(ceiling(&model, 1).expect("a target").counts[0], (6, 6));
}

#[test]
fn members_of_a_group_do_not_wait_for_each_other() {
    let group = scenario(
        "run = { start = 2020-04-13, length = \"1 day\" }\n\
         target.release = { within = \"30 min\", share = 0.9 }\n\
         arrivals.x = { every = \"5 h\", group = 7, to = \"desk\" }\n\
         stations.desk = { lanes = 1, service = \"30 min\", next = \"released\" }\n",
    );
    let found = ceiling(&group.model, 1).expect("a target");
    assert_eq!(found.counts[0], (28, 28));
    assert_eq!(found.share(), Some(1.0));
}

#[test]
fn a_loop_draws_each_visit_and_hours_count_at_every_station() {
    // 40 minutes of work three times, each in another hour
    let rules = "arrivals.x = { every = \"1 day\", to = \"a\" }\n\
        [stations.a]\nlanes = \"unlimited\"\nservice = \"1 min\"\nnext = \"b\"\n\
        [stations.b]\nlanes = [{ hours = \"06:00-07:00\", open = 1 }, \
        { hours = \"12:00-13:00\", open = 1 }]\nservice = \"60 min\"\n\
        next = [{ when = { visits = 3 }, to = \"released\" }, { to = \"a\" }]\n";
    // at b from 06:00, 12:00 and 06:00 of the next day
    takes(&port(0, rules), (24 + 7) * 60);
}

#[test]
fn service_is_drawn_when_it_begins_and_routing_when_it_ends() {
    let rules = |work: &str, change: &str| {
        format!(
            "{TO_DESK}[stations.desk]\nlanes = 1\nservice = \"{work}\"\nnext = \"more\"\n\
             [stations.more]\nlanes = 1\nservice = \"15 min\"\nnext = \"released\"\n\
             [[changes]]\nat = 2020-04-13T04:00:00\nset = {{ {change} }}\n"
        )
    };
    let service = "\"stations.desk.service\" = \"2 h\"";
    takes(&port(239, &rules("1 h", service)), 60 + 15);
    takes(&port(240, &rules("1 h", service)), 120 + 15);
    let route = "\"stations.desk.next\" = \"released\"";
    takes(&port(179, &rules("1 h", route)), 60 + 15);
    takes(&port(180, &rules("1 h", route)), 60);
    let hours = "\"stations.desk.lanes\" = [{ hours = \"08:00-16:00\", open = 1 }], \
                 \"stations.desk.at_close\" = \"pause\"";
    // the lane closes at 04:00 after an hour of work; an hour is left at 08:00
    takes(&port(180, &rules("2 h", hours)), 6 * 60 + 15);
    takes(&port(180, &rules("1 h", hours)), 60 + 15);
    // a need for staff that begins later does not stop work that began without it
    let staff = "\"stations.desk.staff\" = { crew = 1 }, \"stations.desk.at_close\" = \"pause\"";
    let crew = "[teams.crew]\nmembers = [{ hours = \"20:00-21:00\", on = 1 }]\n";
    takes(&port(180, &(rules("2 h", staff) + crew)), 120 + 15);
    takes(
        &port(240, &(rules("30 min", staff) + crew)),
        16 * 60 + 30 + 15,
    );
}

#[test]
fn what_is_not_followed_is_not_in_time() {
    let text = "run = { start = 2020-04-13, length = \"1 day\", follow_up = \"1 h\" }\n\
        target.release = { within = \"3 h\", share = 0.9 }\n\
        arrivals.x = { every = \"1 day\", to = \"desk\" }\n\
        stations.desk = { lanes = 1, service = \"2 h\", next = \"released\" }\n";
    // the horizon is 01:00 of the second day; nothing is released at that very instant
    let port = timed(text, &[("x", &at_minutes([0, 1379, 1380, 1439, 1440]))]);
    assert_eq!(ceiling(&port.model, 1).expect("a target").counts[0], (2, 4));
}

#[test]
fn other_ways_out_are_not_in_time_and_no_target_has_no_ceiling() {
    let rules = format!(
        "{TO_DESK}stations.desk = {{ lanes = 1, service = \"2 h\", \
         next = {{ refused = 1, released = 0 }} }}\n"
    );
    let port = port(0, &rules);
    never_leaves(&port);
    assert_eq!(ceiling(&port.model, 1), None);
}

#[test]
fn the_first_batches_of_the_first_replications_stand_for_all() {
    let text = |per_day: u32| {
        format!(
            "run = {{ start = 2020-04-13, warm_up = \"1 day\", length = \"2 days\" }}\n\
             target.release = {{ within = \"2 h\", share = 0.9 }}\n\
             arrivals.x = {{ per_day = {per_day}, process = \"exact\", to = \"desk\" }}\n\
             stations.desk = {{ lanes = 1, service = {{ exponential = {{ mean = \"1 h\" }} }}, \
             next = \"released\" }}\n"
        )
    };
    let sent = |per_day: u32| {
        let found = ceiling(&scenario(&text(per_day)).model, 7).expect("a target");
        let counts: Vec<u64> = found.counts.iter().map(|(_, sent)| *sent).collect();
        (counts, found)
    };
    let (counts, found) = sent(2_000);
    assert_eq!(counts, [4_000, 4_000, 2_000]);
    assert_eq!(found.batches(), CEILING_BATCHES);
    // P(T <= 2) of an exponential of mean 1
    let exact = 1.0 - (-2.0_f64).exp();
    let error = (exact * (1.0 - exact) / 10_000.0).sqrt();
    assert!((found.share().expect("batches") - exact).abs() < 4.0 * error);
    assert_eq!(sent(20_000).0, [10_000]);
    assert_eq!(sent(1).0, vec![2; 1_000], "a thousand replications at most");
}

#[test]
fn an_endless_loop_ends() {
    let text = "run = { start = 2020-04-13, length = \"1 day\" }\n\
        target.release = { within = \"1 h\", share = 0.9 }\n\
        arrivals.x = { per_day = 1, to = \"desk\" }\n\
        stations.desk = { lanes = 1, service = \"0 min\", \
        next = { desk = \"rest\", released = 1e-8 } }\n";
    assert_eq!(
        ceiling(&scenario(text).model, 1).expect("a target").share(),
        None
    );
}

/// Opening hours allow batches that arrive from 00:20 to 16:00 to be released within 8 hours: 15 h
/// 40 min of 24 h.
#[test]
fn hours_alone_can_put_a_target_out_of_reach() {
    let port = scenario(
        "run = { start = 2026-05-04, warm_up = \"1 day\", length = \"20 days\", seed = 1 }\n\
         target.release = { within = \"8 h\", share = 0.75 }\n\
         goods.g.units = 1\n\
         arrivals.a = { per_day = 40, goods = \"g\", to = \"desk\" }\n\
         stations.desk = { lanes = [{ hours = \"08:00-16:00\", open = 3 }], \
         service = \"20 min\", next = \"released\" }\n",
    );
    let found = ceiling(&port.model, port.seed).expect("a target");
    let (exact, share) = (940.0 / 1440.0, found.share().expect("batches"));
    assert!((share - exact).abs() < 0.01, "{share} instead of {exact}");
    assert!(found.is_proven());
    assert_eq!(found.counts.len(), 13);
}

#[test]
fn what_can_reward_waiting_is_told() {
    let pays = |rules: &str, change: &str| {
        let text = format!(
            "run = {{ start = 2020-04-13, length = \"10 days\" }}\n\
             target.release = {{ within = \"8 h\", share = 0.75 }}\n\
             arrivals.a = {{ per_day = 40, to = \"desk\" }}\n\
             [stations.desk]\nlanes = [{{ hours = \"08:00-16:00\", open = 3 }}]\n\
             service = \"20 min\"\nnext = \"released\"\n{rules}\n\
             [stations.other]\nlanes = 1\nservice = \"20 min\"\nnext = \"released\"\n{change}"
        );
        waiting_pays(&scenario(&text).model)
    };
    let on = |date: &str, change: &str| format!("[[changes]]\nat = {date}\nset = {{ {change} }}\n");
    assert_eq!(pays("", ""), None);
    assert_eq!(pays("at_close = \"pause\"", ""), None);
    let restart = "at_close = \"restart\"";
    assert_eq!(pays(restart, ""), Some(WaitingPays::Restart));
    let breakdowns = "breakdowns = { after = \"5 h\", counting = \"clock\", repair = \"1 h\" }";
    assert_eq!(pays(breakdowns, ""), None);
    let pause = format!("at_close = \"pause\"\n{breakdowns}");
    assert_eq!(pays(&pause, ""), Some(WaitingPays::Breakdowns));
    let divert = "room = 4\nwhen_full = { divert = \"other\" }";
    assert_eq!(pays(divert, ""), Some(WaitingPays::Diversion));
    assert_eq!(pays("room = 4", ""), None);
    let faster = "\"stations.desk.service\" = \"10 min\"";
    let change = on("2020-04-20", faster);
    assert_eq!(pays("", &change), Some(WaitingPays::DatedChange));
    assert_eq!(
        pays("", &on("2020-04-24", faster)),
        None,
        "none sees it in time"
    );
    let more = "\"stations.desk.lanes\" = 5, \"arrivals.a.per_day\" = 50";
    assert_eq!(pays("", &on("2020-04-20", more)), None);
}

/// Measured batches, and those released in time.
struct InTime {
    within: Span,
    counts: (u64, u64),
}

impl Observer for InTime {
    fn arrived(&mut self, _now: Time, batch: &Batch) {
        self.counts.1 += u64::from(batch.measured);
    }

    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {
        let in_time = exit == Exit::Released && now - batch.arrived <= self.within;
        self.counts.0 += u64::from(batch.measured && in_time);
    }
}

/// Returns the counts of one replication of a run.
fn run(model: &Model, seed: u64, replication: usize) -> (u64, u64) {
    let within = model.target().release.expect("a target").within;
    let mut in_time = InTime {
        within,
        counts: (0, 0),
    };
    let address = Address::replication(seed, replication as u64);
    simulate(model, address, Limits::default(), &mut in_time);
    in_time.counts
}

#[test]
fn no_shipped_scenario_does_better_than_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).expect("the scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let document = Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"));
        let scenario = document
            .compile()
            .unwrap_or_else(|problems| panic!("{problems}"));
        let Some(found) = ceiling(&scenario.model, scenario.seed) else {
            continue;
        };
        let whole = &found.counts[..found.counts.len() - 1];
        for (replication, counts) in whole.iter().enumerate().take(3) {
            let (in_time, measured) = run(&scenario.model, scenario.seed, replication);
            assert_eq!(counts.1, measured, "{}", path.display());
            let better = in_time > counts.0 && found.is_proven();
            assert!(!better, "{}: {in_time} and {counts:?}", path.display());
            tried += 1;
        }
    }
    assert!(tried > 5, "{tried} replications");
}

/// A random port with hours, staff, patience, loops and dated changes; `lanes` and `members` are
/// the numbers where they are limited.
#[derive(Clone, Debug)]
struct Random {
    seed: u64,
    opens: [u32; 3],
    closes: [u32; 3],
    at_close: [usize; 3],
    mean: [u32; 3],
    back: f64,
    within: u32,
    change: usize,
    rules: usize,
}

fn random() -> impl Strategy<Value = Random> {
    let hours = |from: u32, to: u32| [from..to, from..to, from..to];
    (
        any::<u64>(),
        hours(0, 12),
        hours(13, 25),
        [0..3_usize, 0..3, 0..3],
        hours(1, 400),
        0.0..0.6,
        1..60_u32,
        0..6_usize,
        0..4_usize,
    )
        .prop_map(
            |(seed, opens, closes, at_close, mean, back, within, change, rules)| Random {
                seed: seed >> 1,
                opens,
                closes,
                at_close,
                mean,
                back,
                within,
                change,
                rules,
            },
        )
}

impl Random {
    fn text(&self, lanes: u32, members: u32) -> String {
        let at_close = |station: usize| ["finish", "pause", "restart"][self.at_close[station]];
        let hours = |station: usize| {
            let (open, close) = (self.opens[station], self.closes[station]);
            format!("hours = \"{open:02}:00-{close:02}:00\"")
        };
        let service = |station: usize| {
            let mean = self.mean[station];
            format!("{{ gamma = {{ mean = \"{mean} min\", cv = 0.7 }} }}")
        };
        let change = [
            "",
            "\"stations.s0.service\" = \"1 h\"",
            "\"stations.s1.next\" = \"released\"",
            "\"stations.s2.staff\" = {}",
            "\"stations.s1.at_close\" = \"restart\", \"arrivals.b.per_day\" = 30",
            "\"teams.t.members.0.hours\" = \"06:00-09:00\", \"stations.s2.at_close\" = \"pause\"",
        ][self.change];
        let change = if change.is_empty() {
            String::new()
        } else {
            format!("[[changes]]\nat = 2020-04-15T11:30:00\nset = {{ {change} }}\n")
        };
        let more = [
            "",
            "order = \"shortest\"",
            "preempt = true",
            "breakdowns = { after = \"9 h\", counting = \"work\", repair = \"2 h\" }",
        ][self.rules];
        format!(
            "run = {{ start = 2020-04-13T05:00:00, warm_up = \"30 h\", length = \"2 days\", \
             follow_up = \"50 h\", holidays = [2020-04-16] }}\n\
             target.release = {{ within = \"{} h\", share = 0.9 }}\n\
             arrivals.a = {{ per_day = 30, to = \"s0\", patience = \"6 h\" }}\n\
             arrivals.b = {{ per_day = 20, to = {{ s0 = 0.5, s1 = 0.5 }}, group = 3, priority = 1 }}\n\
             [stations.s0]\nlanes = [{{ {}, open = {lanes} }}]\nservice = {}\nnext = \"s1\"\n\
             at_close = \"{}\"\n{more}\n\
             [stations.s1]\nlanes = {lanes}\nservice = {}\nstaff = {{ t = 2 }}\nat_close = \"{}\"\n\
             next = {{ s2 = 0.5, s0 = {}, released = \"rest\" }}\n\
             [stations.s2]\nlanes = [{{ {}, days = \"mon-fri\", open = {lanes} }}, \
             {{ hours = \"00:00-24:00\", days = \"holiday\", open = {lanes} }}]\nservice = {}\n\
             staff = {{ t = 1 }}\nat_close = \"{}\"\n\
             next = [{{ when = {{ visits = 1 }}, to = {{ s1 = {}, released = \"rest\" }} }}, \
             {{ to = \"released\" }}]\n\
             [teams.t]\nmembers = [{{ {}, on = {members} }}]\n{change}",
            self.within,
            hours(0),
            service(0),
            at_close(0),
            service(1),
            at_close(1),
            self.back / 2.0,
            hours(2),
            service(2),
            at_close(2),
            self.back,
            hours(1),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// With more lanes and members than batches, no batch waits for another.
    #[test]
    fn a_port_with_ample_lanes_is_as_good_as_alone(mut port in random()) {
        port.rules %= 3;
        let scenario = scenario(&port.text(2_000, 6_000));
        let found = ceiling(&scenario.model, port.seed).expect("a target");
        for replication in 0..3 {
            prop_assert_eq!(found.counts[replication], run(&scenario.model, port.seed, replication));
        }
    }

    /// Unless waiting can help a batch, no run has a higher share.
    #[test]
    fn no_port_does_better_than_alone(port in random(), lanes in 1..5_u32, members in 2..9_u32) {
        let scenario = scenario(&port.text(lanes, members));
        let found = ceiling(&scenario.model, port.seed).expect("a target");
        for replication in 0..3 {
            let (in_time, measured) = run(&scenario.model, port.seed, replication);
            prop_assert_eq!(found.counts[replication].1, measured);
            prop_assert!(in_time <= found.counts[replication].0 || !found.is_proven());
        }
    }
}

/// A remembered result equals a new one, whatever the models differ in.
#[test]
fn a_remembered_ceiling_is_that_of_the_arrangement() {
    let text = |lanes: u32, hours: &str, share: f64, minutes: u32, seed: u64| {
        format!(
            "run = {{ start = 2020-04-13, length = \"2 days\", seed = {seed} }}\n\
             target.release = {{ within = \"2 h\", share = {share} }}\n\
             arrivals.x = {{ per_day = 50, to = \"desk\" }}\n\
             stations.desk = {{ lanes = [{{ hours = \"{hours}\", open = {lanes} }}], \
             service = \"{minutes} min\", next = \"released\" }}\n"
        )
    };
    let alike = [
        text(1, "08:00-20:00", 0.5, 20, 1),
        text(4, "08:00-20:00", 0.4, 20, 1),
    ];
    let others = [
        text(1, "20:00-08:00", 0.5, 20, 1),
        text(1, "08:00-19:00", 0.5, 20, 1),
        text(1, "08:00-20:00", 0.5, 50, 1),
        text(1, "08:00-20:00", 0.5, 20, 2),
    ];
    let ceilings = Ceilings::default();
    let mut found = vec![];
    for text in alike.iter().chain(&others) {
        let port = scenario(text);
        let remembered = ceilings.of(&port.model, port.seed).expect("a target");
        assert_eq!(Some(&remembered), ceiling(&port.model, port.seed).as_ref());
        found.push(remembered.counts);
    }
    assert_eq!(found[0], found[1]);
    for (position, counts) in found.iter().enumerate().skip(1) {
        assert!(!found[position + 1..].contains(counts));
    }
}
