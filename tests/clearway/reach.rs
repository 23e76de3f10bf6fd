//! Throughput targets above what arrives.

use clearway::experiment::Stressed;
use clearway::scenario::Scenario;
use clearway::theory::{beyond_arrivals, supply};

use crate::harness::{at_minutes, found, replicated, scenario, timed};

/// Ten days with these arrivals and this target; `run` has the rest of `[run]`.
fn port(run: &str, target: &str, arrivals: &str) -> Scenario {
    scenario(&text(run, target, arrivals))
}

fn text(run: &str, target: &str, arrivals: &str) -> String {
    format!(
        "{arrivals}\n[run]\nstart = 2020-04-13\nlength = \"10 days\"\n{run}\n\
         [target]\n{target}\n\
         [stations.desk]\nlanes = 1\nservice = \"1 min\"\nnext = \"released\"\n"
    )
}

const NINETY: &str = "arrivals.a = { per_day = 90, to = \"desk\" }\n";

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-9 * expected,
        "{found} instead of {expected}"
    );
}

/// Returns the most batches that can be released a day, if the target exceeds that.
fn batches(run: &str, target: &str, arrivals: &str) -> Option<f64> {
    let beyond = beyond_arrivals(&port(run, target, arrivals).model);
    beyond.batches_per_day
}

#[test]
fn a_target_is_out_of_reach_where_less_than_its_tolerance_arrives() {
    let of = |target: &str| batches("", target, NINETY);
    near(of("batches_per_day = 100").expect("out of reach"), 90.0);
    assert_eq!(of("batches_per_day = 90"), None);
    // the tolerance is 1 % by default
    assert_eq!(of("batches_per_day = 90.9"), None);
    assert!(of("batches_per_day = 91").is_some());
    assert_eq!(of("batches_per_day = 100\ntolerance = 0.1"), None);
    assert!(of("batches_per_day = 90.1\ntolerance = 0").is_some());
    assert_eq!(of("release = { within = \"1 h\", share = 0.9 }"), None);
}

#[test]
fn the_backlog_and_the_warm_up_can_be_released_in_a_period() {
    let target = "batches_per_day = 120";
    let of = |run: &str| batches(run, target, NINETY).expect("out of reach");
    near(of("backlog = { desk = 50 }"), 90.0);
    near(of("kind = \"period\"\nbacklog = { desk = 50 }"), 95.0);
    near(of("kind = \"period\"\nwarm_up = \"1 day\""), 99.0);
    assert_eq!(
        batches(
            "kind = \"period\"\nbacklog = { desk = 300 }",
            target,
            NINETY
        ),
        None
    );
}

#[test]
fn arrivals_are_those_of_the_window() {
    let target = "batches_per_day = 1000";
    let of = |run: &str, arrivals: &str| batches(run, target, arrivals).expect("out of reach");
    // from Monday to Wednesday of the week after, with one weekend
    let week = "arrivals.a = { per_day = 90, days = { sat = 0, sun = 0.5 }, to = \"desk\" }\n";
    near(of("", week), 90.0 * 8.5 / 10.0);
    // from Saturday on: 1.5 days of two weekends are missing, but batches of the week before are
    // inside
    let late = "warm_up = \"5 days\"";
    near(
        of(late, week),
        (90.0 * 12.0 / 15.0_f64).max(90.0 * 7.0 / 10.0),
    );
    let change =
        format!("{NINETY}[[changes]]\nat = 2020-04-17\nset = {{ \"arrivals.a.per_day\" = 190 }}\n");
    near(of("", &change), 90.0 + 60.0);
}

#[test]
fn units_are_those_of_the_goods_that_arrive() {
    let goods = "[goods.small]\nunits = 100\n[goods.large]\n\
                 units = { exponential = { mean = 300 } }\n\
                 [arrivals.a]\nper_day = 10\ngoods = { small = 0.5, large = 0.5 }\nto = \"desk\"\n\
                 [arrivals.b]\nper_day = 30\ngoods = \"large\"\nto = \"desk\"\n";
    let run = "kind = \"period\"\nbacklog = { desk = 40 }";
    let target = "units_per_day = 13_000\nbatches_per_day = 40";
    let port = port(run, target, goods);
    let there = supply(&port.model);
    near(there.batches_per_day, 44.0);
    near(there.units_per_day, 11_000.0 * 1.1);
    let beyond = beyond_arrivals(&port.model);
    assert_eq!(beyond.batches_per_day, None);
    assert_eq!(beyond.units_per_day, Some(there.units_per_day));
}

/// Batches that their routes refuse are never released. Where other routes may decide, all count.
#[test]
fn what_routes_refuse_is_not_released() {
    let of = |next: &str, more: &str, arrivals: &str| {
        let text = text("", "batches_per_day = 1000", arrivals);
        let text = text.replace("next = \"released\"", &format!("next = {next}")) + more;
        supply(&scenario(&text).model)
    };
    let tenth = "{ released = 0.9, refused = \"rest\" }";
    near(of(tenth, "", NINETY).batches_per_day, 81.0);
    // patience only lowers what is released
    let impatient = NINETY.replace("per_day", "patience = \"2 h\", per_day");
    near(of(tenth, "", &impatient).batches_per_day, 81.0);
    // a correction in 1 of 5 cases, after which all are released
    let rules = "[{ when = { visits = 1 }, to = { fix = 0.2, refused = 0.1, released = \"rest\" } }, \
                 { to = \"released\" }]";
    let fix = "[stations.fix]\nlanes = \"unlimited\"\nservice = \"1 h\"\nnext = \"desk\"\n";
    near(of(rules, fix, NINETY).batches_per_day, 81.0);
    // half of the batches, but three quarters of the units, are of the goods that are refused
    let goods = "[goods.small]\nunits = 100\n[goods.large]\nunits = 300\n\
                 [arrivals.a]\nper_day = 10\ngoods = { small = 0.5, large = 0.5 }\nto = \"desk\"\n";
    let large = "[{ when = { goods = [\"large\"] }, to = \"refused\" }, { to = \"released\" }]";
    let there = of(large, "", goods);
    near(there.batches_per_day, 5.0);
    near(there.units_per_day, 500.0);
    // a full desk diverts to another one, which refuses none
    let diverts = "room = 0\nwhen_full = { divert = \"other\" }\n[stations.other]\nlanes = 1\n\
                   service = \"1 min\"\nnext = \"released\"\n";
    near(of(tenth, diverts, NINETY).batches_per_day, 90.0);
    // from some day on none is refused
    let change = "[[changes]]\nat = 2020-04-17\nset = { \"stations.desk.next\" = \"released\" }\n";
    near(of(tenth, change, NINETY).batches_per_day, 90.0);
    // the released number is never more
    let text = text("replications = 20", "batches_per_day = 85", NINETY);
    let text = text.replace("next = \"released\"", &format!("next = {tenth}"));
    let released = found(&replicated(&text), "released_per_day", "all");
    assert!((released.mean - 81.0).abs() < 4.0 * released.standard_error);
    let beyond = beyond_arrivals(&scenario(&text).model);
    near(beyond.batches_per_day.expect("out of reach"), 81.0);
}

#[test]
fn a_list_of_arrivals_counts_its_rows() {
    let text = text("kind = \"period\"", "batches_per_day = 1", NINETY);
    let day = 24 * 60;
    let mut rows = at_minutes([0, 5, 9 * day, 10 * day - 1, 10 * day, 12 * day]);
    rows[2].1 = 70.0;
    rows[4].1 = 700.0;
    let there = supply(&timed(&text, &[("a", &rows)]).model);
    near(there.batches_per_day, 0.4);
    near(there.units_per_day, 7.0);
}

#[test]
fn exact_numbers_are_whole_and_gaps_are_bounded() {
    let target = "batches_per_day = 1000";
    let of = |arrivals: &str| batches("", target, arrivals).expect("out of reach");
    let halves = "arrivals.a = { per_day = 8, process = \"exact\", \
                  days = { sat = 0.5, sun = 0.5 }, to = \"desk\" }\n";
    near(of(halves), (8.0 * 8.0 + 2.0 * 4.0) / 10.0);
    let text = text("replications = 2", target, halves);
    near(
        found(&replicated(&text), "arrived_per_day", "all").mean,
        7.2,
    );
    // a fraction of a batch more does not count (`stress` multiplies the arrivals)
    let mut more = scenario(&text).model;
    let stressed = Stressed {
        model: &scenario(&text).model,
        stream: None,
    };
    stressed.multiply(1.05, &mut more);
    near(supply(&more).batches_per_day, 7.2);
    // 240 gaps of an hour, and at most one more arrival
    let gaps = "arrivals.a = { every = \"1 h\", to = \"desk\" }\n";
    near(of(gaps), 24.1);
    let groups = "arrivals.a = { every = \"1 h\", group = 3, to = \"desk\" }\n";
    near(of(groups), 72.3);
}
