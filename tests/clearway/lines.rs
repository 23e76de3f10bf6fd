//! Queue disciplines, patience, groups, the backlog, and rules that change.

use clearway::scenario::Scenario;

use crate::harness::{Timed, at_minutes, done, events, holds, timed};

/// One lane, with ten minutes of work and one more for each unit.
fn desk(run: &str, stream: &str, rules: &str) -> String {
    format!(
        "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n{run}\n\
         [arrivals.a]\nevery = \"1 day\"\nto = \"desk\"\n{stream}\n\
         [arrivals.high]\nevery = \"1 day\"\npriority = 1\nto = \"desk\"\n\
         [stations.desk]\nlanes = 1\nservice = \"10 min\"\ntime_per_1000_units = \"1000 min\"\n\
         next = \"released\"\n{rules}\n"
    )
}

fn order_of(port: &Scenario) -> String {
    let batches = done(port);
    let names = batches
        .iter()
        .map(|line| line.rsplit(' ').next().expect("a number"));
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_order_takes_the_next_one_its_own_way() {
    let batches: [Timed; 4] = [
        (1, 10.0, None),
        (2, 30.0, Some(300)),
        (3, 5.0, None),
        (4, 20.0, Some(100)),
    ];
    for (order, expected) in [
        ("first-come", "0 1 2 3"),
        ("last-come", "0 3 2 1"),
        ("shortest", "0 2 3 1"),
        ("fewest-units", "0 2 3 1"),
        ("due", "0 3 1 2"),
    ] {
        let text = desk("", "", &format!("order = \"{order}\""));
        let text = text.replace("priority = 1", "priority = 1\ndue = \"24 h\"");
        let port = timed(&text, &[("a", &batches), ("high", &[])]);
        assert_eq!(order_of(&port), expected, "{order}");
    }
    let text = desk("seed = 5", "", "order = \"random\"");
    let orders: Vec<String> = (0..20)
        .map(|seed| {
            let text = text.replace("seed = 5", &format!("seed = {seed}"));
            order_of(&timed(&text, &[("a", &batches), ("high", &[])]))
        })
        .collect();
    for last in ["1", "2", "3"] {
        assert!(orders.iter().any(|order| order.ends_with(last)), "{last}");
    }
}

#[test]
fn a_higher_priority_interrupts_and_the_interrupted_goes_on_ahead_of_its_equals() {
    let text = desk("", "", "preempt = true");
    let port = timed(
        &text,
        &[
            ("a", &[(1, 20.0, None), (5, 20.0, None)]),
            ("high", &[(11, 20.0, None)]),
        ],
    );
    assert_eq!(
        done(&port),
        [
            "00:41:00 desk: high 0",
            "01:01:00 desk: a 0",
            "01:31:00 desk: a 1"
        ]
    );
    holds(
        &port,
        &[
            ("wait.mean", "stations.desk", (30.0 + 56.0) / 3.0),
            ("queue.max", "stations.desk", 2.0),
        ],
    );
}

#[test]
fn patience_ends_after_everything_else_of_its_instant() {
    let text = desk("", "patience = \"10 min\"", "");
    // a 1 leaves at 12; a 2 would leave at 31, when a 0 is finished
    let port = timed(
        &text,
        &[
            ("a", &[(1, 20.0, None), (2, 0.0, None), (21, 0.0, None)]),
            ("high", &[]),
        ],
    );
    assert_eq!(order_of(&port), "0 2");
    let events = events(&port).0;
    assert!(events.contains("00:12:00 a 1 withdrawn"), "{events}");
    holds(&port, &[("withdrawn_share", "all", 1.0 / 3.0)]);
}

#[test]
fn lateness_is_counted_of_those_with_a_due_time() {
    let text = desk("", "due = \"25 min\"", "");
    // released at 31 and due at 26; at 41, due at 27; high has no due time
    let port = timed(
        &text,
        &[
            ("a", &[(1, 20.0, None), (2, 0.0, None), (100, 0.0, None)]),
            ("high", &at_minutes([300])),
        ],
    );
    holds(
        &port,
        &[
            ("late_share", "all", 2.0 / 3.0),
            ("lateness.mean", "all", (5.0 + 14.0) / 3.0),
            ("late_share", "arrivals.a", 2.0 / 3.0),
        ],
    );
}

#[test]
fn a_backlog_waits_at_the_start_and_is_not_measured() {
    let text = desk("backlog = { desk = 2 }", "", "");
    let port = timed(&text, &[("a", &at_minutes([5])), ("high", &[])]);
    assert_eq!(done(&port)[2], "00:30:00 desk: a 0");
    holds(
        &port,
        &[
            ("arrived_per_day", "all", 1.0),
            ("wait.mean", "stations.desk", 15.0),
        ],
    );
}

#[test]
fn lanes_on_demand_open_after_their_notice_and_close_again() {
    let rules = "open_more = { when_waiting = 2, add = 1, until_waiting = 0, notice = \"10 min\" }";
    let batches: [Timed; 4] = [1, 2, 3, 4].map(|minute| (minute, 20.0, None));
    let port = timed(&desk("", "", rules), &[("a", &batches), ("high", &[])]);
    let events = events(&port).0;
    let open: Vec<&str> = events
        .lines()
        .filter(|line| line.contains("open"))
        .collect();
    assert_eq!(
        open,
        [
            "00:00:00 desk: 1 open",
            "00:00:00 the window opens",
            "00:13:00 desk: 2 open",
            "00:43:00 desk: 1 open",
        ]
    );
    assert_eq!(order_of(&port), "0 1 2 3");
    assert_eq!(done(&port)[3], "01:13:00 desk: a 3");
}

#[test]
fn rules_change_before_anything_else_of_their_instant() {
    let change = "[[changes]]\nat = 2020-04-13T02:00:00\n\
                  set = { \"stations.desk.lanes\" = 2, \"stations.desk.service\" = \"30 min\" }\n\
                  why = \"test\"\n";
    let text = desk("", "", "") + change;
    let batches: [Timed; 4] = [
        (115, 20.0, None),
        (116, 0.0, None),
        (120, 0.0, None),
        (121, 0.0, None),
    ];
    let port = timed(&text, &[("a", &batches), ("high", &[])]);
    let events = events(&port).0;
    let at_two: Vec<&str> = events
        .lines()
        .filter(|line| line.starts_with("02:00"))
        .collect();
    assert_eq!(
        at_two,
        [
            "02:00:00 rules change",
            "02:00:00 desk: 2 open",
            "02:00:00 desk: one is called",
            "02:00:00 desk: work begins",
            "02:00:00 a 2 arrives (measured)",
            "02:00:00 desk: one waits",
        ]
    );
    // a 0 keeps its 30 minutes until 02:25, a 1 has the new 30 minutes
    assert_eq!(
        done(&port)[..2],
        ["02:25:00 desk: a 0", "02:30:00 desk: a 1"]
    );
}

/// Work in progress keeps its time, waiting batches get the new one, and the new routes hold for
/// all: at a simple station and at one with further rules.
#[test]
fn a_visit_is_decided_again_when_rules_change() {
    let change = "[[changes]]\nat = 2020-04-13T02:00:00\n\
                  set = { \"stations.desk.next\" = \"refused\", \"stations.desk.service\" = \"30 min\" }\n\
                  why = \"test\"\n";
    let batches: [Timed; 3] = [(100, 0.0, None), (115, 20.0, None), (116, 0.0, None)];
    for rules in ["", "order = \"last-come\"", "preempt = true"] {
        let port = timed(
            &(desk("", "", rules) + change),
            &[("a", &batches), ("high", &[])],
        );
        let events = events(&port).0;
        let left = events
            .lines()
            .filter(|line| line.ends_with("ed") && line.contains(" a "));
        assert_eq!(
            left.collect::<Vec<_>>(),
            [
                "01:50:00 a 0 released",
                "02:25:00 a 1 refused",
                "02:55:00 a 2 refused"
            ],
            "{rules}"
        );
    }
}

/// From the change on, the same batches arrive twice as fast.
#[test]
fn arrivals_go_on_at_the_new_rate_with_the_same_batches() {
    let text = |change: &str| {
        format!(
            "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n\
             [arrivals.a]\nper_day = 240\nto = \"released\"\n\
             [stations.x]\nlanes = 1\nservice = \"1 min\"\nnext = \"released\"\n{change}"
        )
    };
    let change = |set: &str| {
        text(&format!(
            "[[changes]]\nat = 2020-04-13T12:00:00\nset = {{ {set} }}\nwhy = \"test\"\n"
        ))
    };
    let micros = |text: &str| -> Vec<f64> {
        let events = events(&crate::harness::scenario(text)).0;
        let arrivals = events.lines().filter(|line| line.contains("arrives"));
        arrivals
            .filter(|line| !line.starts_with("day"))
            .map(|line| {
                let mut parts = line.split(' ').next().expect("a clock").split(':');
                let mut part = || {
                    parts
                        .next()
                        .expect("a part")
                        .parse::<f64>()
                        .expect("a number")
                };
                part() * 3600.0 + part() * 60.0 + part()
            })
            .collect()
    };
    let noon = 12.0 * 3600.0;
    let before = micros(&text(""));
    assert_eq!(before, micros(&change("\"stations.x.lanes\" = 3")));
    let after = micros(&change("\"arrivals.a.per_day\" = 480"));
    assert!(after.len() > before.len() + 50);
    for (old, new) in before.iter().zip(&after) {
        let expected = old.min(noon) + (old - noon).max(0.0) / 2.0;
        assert!((new - expected).abs() < 1e-4, "{new} instead of {expected}");
    }
}
