//! Tiny deterministic scenarios as readable event lists, one for each behaviour.

use crate::harness::{once, trace};

#[test]
fn lanes_that_close_finish_their_batch_as_overtime() {
    let text = r#"
[run]
start = 2020-04-13T07:00:00
length = "24 h"
replications = 1
[arrivals.a]
every = "50 min"
to = "desk"
[stations.desk]
lanes = [{ hours = "08:00-09:00", open = 2 }, { hours = "09:00-10:00", open = 1 }]
service = "40 min"
next = "released"
"#;
    let events = trace(text);
    let first: Vec<&str> = events
        .lines()
        .take_while(|line| !line.starts_with("10:20"))
        .collect();
    assert_eq!(
        first,
        [
            "07:00:00 desk: 0 open",
            "07:00:00 the window opens",
            "07:50:00 a 0 arrives (measured)",
            "07:50:00 desk: one waits",
            "08:00:00 desk: 2 open",
            "08:00:00 desk: one is called",
            "08:00:00 desk: work begins",
            "08:40:00 desk: a 0 is done, visit 1, waited 10 min",
            "08:40:00 a 0 released",
            "08:40:00 a 1 arrives (measured)",
            "08:40:00 desk: work begins",
            "09:00:00 desk: 1 open",
            "09:20:00 desk: a 1 is done, visit 1, waited 0 min",
            "09:20:00 a 1 released",
            "09:30:00 a 2 arrives (measured)",
            "09:30:00 desk: work begins",
            "10:00:00 desk: 0 open",
            "10:10:00 desk: a 2 is done, visit 1, waited 0 min",
            "10:10:00 a 2 released",
        ]
    );
    // open 2 + 1 lane-hours; at work within them 40 + 40 + 30 minutes, past them 10
    let near = |metric, expected: f64| {
        let value = once(text, metric, "stations.desk");
        assert!(
            (value - expected).abs() < 1e-9,
            "{metric}: {value} instead of {expected}"
        );
    };
    near("lanes_open.mean", 3.0 / 24.0);
    near("utilisation", 110.0 / 180.0);
    near("overtime_per_day", 10.0 / 60.0);
    near("busy.mean", 2.0 / 24.0);
}

#[test]
fn a_lane_in_overtime_takes_none_and_the_next_shift_takes_its_work_over() {
    let text = r#"
[run]
start = 2020-04-13
length = "4 h"
replications = 1
[arrivals.a]
every = "20 min"
to = "desk"
[stations.desk]
lanes = [{ hours = "00:00-01:00", open = 2 }, { hours = "01:30-03:00", open = 1 }]
service = "70 min"
next = "released"
"#;
    let events = trace(text);
    let events = events.split("day 1").next().expect("the first day");
    // both lanes are at work at 01:00 and again, as one open and one in overtime, at 01:30
    assert!(events.contains("00:20:00 desk: work begins"));
    assert!(events.contains("00:40:00 desk: work begins"));
    assert!(
        !events.contains("01:30:00 desk: work begins"),
        "the shift's lane is still at work"
    );
    assert!(events.contains("01:30:00 desk: a 0 is done"));
    assert!(events.contains("01:50:00 desk: a 1 is done"));
    assert!(events.contains("01:50:00 desk: work begins"));
    // 0:20-1:00 and 0:40-1:00 open; 1:00-1:30 two in overtime; 1:30-1:50 one, open; then 1:50-3:00
    let utilisation = once(text, "utilisation", "stations.desk");
    assert!((utilisation - (40.0 + 20.0 + 20.0 + 70.0) / (120.0 + 90.0)).abs() < 1e-9);
    let overtime = once(text, "overtime_per_day", "stations.desk");
    assert!((overtime * 4.0 / 24.0 - 1.0).abs() < 1e-9, "{overtime}");
}

#[test]
fn a_rework_loop_ends_by_its_rule() {
    let text = r#"
[run]
start = 2020-04-13
length = "90 min"
replications = 1
[arrivals.a]
every = "1 h"
to = "bay"
[stations.bay]
lanes = 1
service = "10 min"
next = [{ when = { visits = 1 }, to = "fix" }, { when = { visits = 2 }, to = "bay" }, { to = "refused" }]
[stations.fix]
lanes = "unlimited"
service = "30 min"
next = "bay"
"#;
    let events = trace(text);
    let stations: Vec<&str> = events
        .lines()
        .filter(|line| line.contains("a 0 "))
        .collect();
    assert_eq!(
        stations,
        [
            "01:00:00 a 0 arrives (measured)",
            "01:10:00 bay: a 0 is done, visit 1, waited 0 min",
            "01:40:00 fix: a 0 is done, visit 1, waited 0 min",
            "01:50:00 bay: a 0 is done, visit 2, waited 0 min",
            "02:00:00 bay: a 0 is done, visit 3, waited 0 min",
            "02:00:00 a 0 refused",
        ]
    );
    assert_eq!(once(text, "refused_share", "all"), 1.0);
}

#[test]
fn higher_priority_goes_first_unless_it_is_ignored() {
    let text = |extra: &str| {
        format!(
            "[run]\nstart = 2020-04-13\nlength = \"3 h\"\nreplications = 1\n\
             [arrivals.low]\nevery = \"20 min\"\nto = \"desk\"\n\
             [arrivals.high]\nevery = \"50 min\"\npriority = 3\nto = \"desk\"\n\
             [stations.desk]\nlanes = 1\nservice = \"25 min\"\nnext = \"released\"\n{extra}"
        )
    };
    let wait = |text: &str| {
        let events = trace(text);
        let line = events
            .lines()
            .find(|line| line.contains("high 0 is done"))
            .expect("served");
        line.rsplit("waited ").next().expect("a wait").to_owned()
    };
    // low 0 is served 20-45, low 1 45-70; high 0 came at 50, low 2 at 60
    assert_eq!(wait(&text("")), "20 min");
    let crowded = text("").replace("every = \"20 min\"", "every = \"10 min\"");
    // low 0 is served 10-35, low 1 35-60; at 60 low 2 has waited since 30, low 3 since 40
    assert_eq!(wait(&crowded), "10 min");
    // in order of arrival: low 2 until 85, low 3 until 110, then high 0
    let fair = crowded.clone() + "ignore_priority = true\n";
    assert_eq!(wait(&fair), "60 min");
}

#[test]
fn goods_choose_service_route_and_time_by_size() {
    let text = r#"
[run]
start = 2020-04-13
length = "90 min"
replications = 1
[goods.masks]
units = 30_000
[goods.ventilators]
units = 7
[arrivals.m]
every = "1 h"
goods = "masks"
to = "bay"
[arrivals.v]
every = "1 h"
goods = "ventilators"
to = "bay"
[stations.bay]
lanes = 2
service = "10 min"
service_by_goods = { ventilators = "20 min" }
time_per_1000_units = "1 min"
next = [{ when = { units_over = 29_999 }, to = "refused" }, { to = "released" }]
"#;
    let events = trace(text);
    assert!(
        events.contains("01:40:00 m 0 refused"),
        "10 min and 1 min for each of 30,000: {events}"
    );
    assert!(
        events.contains("01:20:00.42 v 0 released"),
        "20 min and 1 min for each 1,000: {events}"
    );
}

#[test]
fn exact_daily_numbers_hold_every_day_and_half_days_keep_their_half() {
    let text = r#"
[run]
start = 2020-04-13T12:00:00
warm_up = "12 h"
length = "7 days"
replications = 5
[arrivals.a]
per_day = 10
process = "exact"
hours = [0,0,0,0,0,0,0,0,1,1,1,1, 1,1,1,1,0,0,0,0,0,0,0,0]
days = { sat = 0.5, sun = 0 }
to = "released"
[stations.desk]
lanes = 1
service = "1 min"
next = "released"
"#;
    assert_eq!(
        once(text, "arrived_per_day", "all"),
        (5.0 * 10.0 + 5.0) / 7.0
    );
    let replicated = crate::harness::replicated(text);
    let detail = replicated.detail.expect("a run keeps it");
    let arrived: Vec<f64> = detail.days.iter().map(|day| day.arrived.mean()).collect();
    // from Tuesday to Monday
    assert_eq!(arrived, [10.0, 10.0, 10.0, 10.0, 5.0, 0.0, 10.0]);
}
