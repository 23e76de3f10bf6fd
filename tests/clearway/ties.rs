//! Events at one instant: every pair of kinds, each with its documented outcome.
//!
//! Control comes first, then the calendar, departures, arrivals and patience; within a phase, the
//! event that was scheduled first. Changes of rules with arrivals are in `lines`, closing and
//! breakdowns with the end of a service in `closing` and `breakdowns`.

use crate::harness::{at_minutes, events, once, timed, trace};

/// A day from midnight, with one batch an hour from 01:00 and one station.
fn port(run: &str, station: &str) -> String {
    format!(
        "[run]\nstart = 2020-04-13\nreplications = 1\n{run}\n[arrivals.a]\nevery = \"1 h\"\n\
         to = \"desk\"\n[stations.desk]\nnext = \"released\"\n{station}\n"
    )
}

/// The lines of a trace at one clock time.
fn at(trace: &str, clock: &str) -> Vec<String> {
    let lines = trace.lines().filter(|line| line.starts_with(clock));
    lines
        .map(|line| line[clock.len()..].trim().to_owned())
        .collect()
}

#[test]
fn window_start_comes_before_arrival_and_departure() {
    let text = port(
        "warm_up = \"2 h\"\nlength = \"2 h\"",
        "lanes = 1\nservice = \"1 h\"",
    );
    let events = at(&trace(&text), "02:00:00");
    assert_eq!(
        events,
        [
            "the window opens",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 1 arrives (measured)",
            "desk: work begins",
        ]
    );
    // the release at 02:00 is in the window, the one at 04:00 is not; so are the arrivals
    assert_eq!(once(&text, "released_per_day", "all"), 2.0 * 12.0);
    assert_eq!(once(&text, "arrived_per_day", "all"), 2.0 * 12.0);
}

#[test]
fn window_end_comes_before_arrival_and_departure() {
    let text = port("length = \"2 h\"", "lanes = 1\nservice = \"1 h\"");
    assert_eq!(
        at(&trace(&text), "02:00:00"),
        [
            "the window closes",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
        ]
    );
    assert_eq!(once(&text, "arrived_per_day", "all"), 12.0);
    assert_eq!(once(&text, "released_per_day", "all"), 0.0);
    assert_eq!(once(&text, "release_time.mean", "all"), 1.0);
}

#[test]
fn day_end_comes_before_window_end_lanes_arrival_and_departure() {
    let text = port(
        "length = \"1 day\"",
        "lanes = [{ hours = \"00:00-23:00\", open = 1 }]\nservice = \"1 h\"",
    );
    let events: Vec<String> = trace(&text)
        .lines()
        .skip_while(|line| !line.contains("day ends"))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        events[..2],
        [
            "day 1 00:00:00 the day ends",
            "day 1 00:00:00 the window closes"
        ]
    );
    assert_eq!(events[2], "day 1 00:00:00 desk: 1 open");
    // the batch of 22:00 is served until 23:00, that of 23:00 waits for the morning
    assert_eq!(once(&text, "backlog.day_end", "all"), 1.0);
}

#[test]
fn the_last_day_ends_before_the_window_and_the_run_do() {
    let text = port(
        "length = \"3 days\"\nfollow_up = \"0 h\"",
        "lanes = 1\nservice = \"50 h\"",
    );
    let events: Vec<String> = trace(&text)
        .lines()
        .filter(|line| line.starts_with("day 3"))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        events,
        [
            "day 3 00:00:00 the day ends",
            "day 3 00:00:00 the window closes"
        ]
    );
    // 23, 47 and 71 have arrived, one of which leaves
    let backlog = once(&text, "backlog.day_end", "all");
    assert_eq!(backlog, (23.0 + 47.0 + 70.0) / 3.0);
}

#[test]
fn lanes_open_before_arrival() {
    let text = port(
        "length = \"4 h\"",
        "lanes = [{ hours = \"02:00-24:00\", open = 2 }]\nservice = \"10 min\"",
    );
    assert_eq!(
        at(&trace(&text), "02:00:00"),
        [
            "desk: 2 open",
            "desk: one is called",
            "desk: work begins",
            "a 1 arrives (measured)",
            "desk: work begins",
        ]
    );
}

#[test]
fn lanes_close_before_arrival_and_before_the_departure_that_would_take_the_next() {
    let text = port(
        "length = \"3 h\"",
        "lanes = [{ hours = \"00:00-03:00\", open = 1 }]\nservice = \"2 h\"",
    );
    assert_eq!(
        at(&trace(&text), "03:00:00"),
        [
            "the window closes",
            "desk: 0 open",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 2 arrives",
            "desk: one waits",
        ]
    );
}

#[test]
fn departure_comes_before_arrival_and_calls_who_waits() {
    let text = port("length = \"4 h\"", "lanes = 1\nservice = \"2 h\"");
    assert_eq!(
        at(&trace(&text), "03:00:00"),
        [
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "desk: one is called",
            "desk: work begins",
            "a 2 arrives (measured)",
            "desk: one waits",
        ]
    );
}

#[test]
fn simultaneous_departures_keep_the_order_of_their_starts() {
    let text = port("length = \"4 h\"", "lanes = 2\nservice = \"30 min\"")
        .replace("every = \"1 h\"", "every = \"1 h\"\nto = \"gate\"")
        .replacen("\nto = \"desk\"\n", "\n", 1)
        + "[arrivals.b]\nevery = \"1 h\"\nto = \"gate\"\n\
           [stations.gate]\nlanes = \"unlimited\"\nservice = \"15 min\"\nnext = \"desk\"\n";
    let events = trace(&text);
    assert_eq!(
        at(&events, "01:00:00"),
        [
            "a 0 arrives (measured)",
            "gate: work begins",
            "b 0 arrives (measured)",
            "gate: work begins"
        ]
    );
    assert_eq!(
        at(&events, "01:15:00"),
        [
            "gate: a 0 is done, visit 1, waited 0 min",
            "desk: work begins",
            "gate: b 0 is done, visit 1, waited 0 min",
            "desk: work begins",
        ]
    );
    assert_eq!(at(&events, "01:45:00").len(), 4);
}

#[test]
fn a_batch_that_comes_back_competes_with_those_that_wait() {
    // b comes back to the desk at 02:00 with a higher priority than a 1, which has waited
    let text = r#"
[run]
start = 2020-04-13
length = "2 h"
replications = 1
[arrivals.a]
every = "45 min"
to = "desk"
[arrivals.b]
every = "50 min"
priority = 1
to = "desk"
[stations.desk]
lanes = 1
service = "30 min"
next = [{ when = { visits = 1, arrivals = ["b"] }, to = "desk" }, { to = "released" }]
"#;
    // a 0 45-75, b 0 75-105; at 105 b 0 is back, a 1 has waited since 90, b 1 since 100
    assert_eq!(
        at(&trace(text), "01:45:00"),
        [
            "desk: b 0 is done, visit 1, waited 25 min",
            "desk: one waits",
            "desk: one is called",
            "desk: work begins",
        ]
    );
    assert_eq!(
        at(&trace(text), "02:15:00")[0],
        "desk: b 1 is done, visit 1, waited 5 min",
        "b 1 joined before b 0 came back"
    );
}

#[test]
fn the_horizon_comes_before_everything_but_marks() {
    let text = port(
        "length = \"2 h\"\nfollow_up = \"30 min\"",
        "lanes = 1\nservice = \"90 min\"",
    );
    // arrives at 01:00 and would be released at 02:30, the horizon
    assert_eq!(once(&text, "unreleased", "all"), 1.0);
    assert!(!trace(&text).contains("released"));
}

#[test]
fn two_stations_change_lanes_at_one_instant_each_on_its_own() {
    let text = port(
        "length = \"3 h\"",
        "lanes = [{ hours = \"02:00-24:00\", open = 1 }]\nservice = \"10 min\"",
    )
    .replace("next = \"released\"", "next = \"gate\"")
        + "[stations.gate]\nlanes = [{ hours = \"00:00-02:00\", open = 3 }]\n\
           service = \"1 min\"\nnext = \"released\"\n";
    let events = at(&trace(&text), "02:00:00");
    assert_eq!(
        events[..4],
        [
            "desk: 1 open",
            "desk: one is called",
            "desk: work begins",
            "gate: 0 open"
        ]
    );
}

/// A desk where one batch arrives at 00:30, with these rules.
fn desk(stream: &str, rules: &str) -> String {
    port("length = \"1 day\"", rules).replace("to = \"desk\"", &format!("to = \"desk\"\n{stream}"))
}

#[test]
fn lanes_open_before_patience_runs_out() {
    let text = desk(
        "patience = \"30 min\"",
        "lanes = [{ hours = \"01:00-24:00\", open = 1 }]\nservice = \"10 min\"",
    );
    let port = timed(&text, &[("a", &at_minutes([30]))]);
    assert_eq!(
        at(&events(&port).0, "01:00:00"),
        ["desk: 1 open", "desk: one is called", "desk: work begins"]
    );
}

#[test]
fn patience_runs_out_after_an_arrival_that_it_makes_room_for_too_late() {
    let text = desk(
        "patience = \"30 min\"",
        "lanes = 1\nroom = 1\nwhen_full = \"turn-away\"\nservice = \"2 h\"",
    );
    let port = timed(&text, &[("a", &at_minutes([20, 30, 60]))]);
    assert_eq!(
        at(&events(&port).0, "01:00:00"),
        [
            "a 2 arrives (measured)",
            "desk: no place",
            "a 2 refused",
            "desk: one is called",
            "a 1 withdrawn"
        ]
    );
}

#[test]
fn a_breakdown_and_a_shift_that_begins_keep_the_order_of_their_scheduling() {
    let text = desk(
        "",
        "lanes = [{ hours = \"01:00-24:00\", open = 1 }]\nservice = \"10 min\"\n\
         breakdowns = { after = \"1 h\", counting = \"clock\", repair = \"15 min\" }",
    );
    let port = timed(&text, &[("a", &at_minutes([30]))]);
    // the lane opens and begins, and breaks down at once; it goes on after the repair
    assert_eq!(
        at(&events(&port).0, "01:00:00"),
        [
            "desk: 1 open",
            "desk: one is called",
            "desk: work begins",
            "desk: a lane breaks down",
            "desk: work stops",
        ]
    );
    assert_eq!(
        at(&events(&port).0, "01:15:00"),
        [
            "desk: a lane is repaired",
            "desk: one is called",
            "desk: work begins"
        ]
    );
}

#[test]
fn members_come_on_duty_before_departures_and_arrivals() {
    let text = desk("", "lanes = 2\nservice = \"30 min\"\nstaff = { crew = 1 }")
        + "[teams.crew]\nmembers = [{ hours = \"00:00-01:00\", on = 1 }, \
           { hours = \"01:00-24:00\", on = 2 }]\n";
    let port = timed(&text, &[("a", &at_minutes([30, 40, 60]))]);
    assert_eq!(
        at(&events(&port).0, "01:00:00"),
        [
            "crew: 2 on duty",
            "desk: one is called",
            "desk: work begins",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 2 arrives (measured)",
            "desk: work begins",
        ]
    );
}

/// Returns the events of one instant at a desk with these rules, where batches arrive at these
/// minutes.
fn happens(clock: &str, stream: &str, rules: &str, more: &str, minutes: &[i64]) -> Vec<String> {
    let port = timed(
        &(desk(stream, rules) + more),
        &[(
            "a",
            &minutes
                .iter()
                .flat_map(|m| at_minutes([*m]))
                .collect::<Vec<_>>(),
        )],
    );
    at(&events(&port).0, clock)
}

const ONE: &str = "lanes = 1\nservice = \"30 min\"";
const BREAKS: &str = "lanes = 1\nservice = \"30 min\"\n\
                      breakdowns = { after = \"1 h\", counting = \"clock\", repair = \"15 min\" }";
const MORE: &str = "lanes = 1\nservice = \"30 min\"\n\
                    open_more = { when_waiting = 1, add = 1, notice = \"20 min\" }";
const PATIENT: &str = "patience = \"20 min\"";

#[test]
fn rules_change_before_lanes_departures_and_arrivals() {
    let text = port("length = \"1 day\"", "lanes = 1\nservice = \"40 min\"")
        .replace("every = \"1 h\"", "every = \"20 min\"")
        + "[[changes]]\nat = 2020-04-13T01:00:00\nset = { \"stations.desk.lanes\" = 2 }\n";
    assert_eq!(
        at(&trace(&text), "01:00:00"),
        [
            "rules change",
            "desk: 2 open",
            "desk: one is called",
            "desk: work begins",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 2 arrives (measured)",
            "desk: work begins",
        ]
    );
}

#[test]
fn a_service_that_ends_as_its_lane_breaks_down_is_done() {
    assert_eq!(
        happens("01:00:00", "", BREAKS, "", &[30, 40, 60]),
        [
            "desk: a lane breaks down",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 2 arrives (measured)",
            "desk: one waits",
        ]
    );
}

#[test]
fn a_breakdown_comes_before_patience_and_saves_none() {
    assert_eq!(
        happens("01:00:00", PATIENT, BREAKS, "", &[35, 40]),
        [
            "desk: a lane breaks down",
            "desk: work stops",
            "desk: one is called",
            "a 1 withdrawn"
        ]
    );
}

#[test]
fn a_repair_comes_before_arrivals_and_patience() {
    assert_eq!(
        happens("01:15:00", "", BREAKS, "", &[75]),
        [
            "desk: a lane is repaired",
            "a 0 arrives (measured)",
            "desk: work begins"
        ]
    );
    assert_eq!(
        happens("01:15:00", "patience = \"15 min\"", BREAKS, "", &[60]),
        [
            "desk: a lane is repaired",
            "desk: one is called",
            "desk: work begins"
        ]
    );
}

#[test]
fn a_member_who_goes_off_duty_as_a_service_ends_begins_no_other() {
    let staffed = "lanes = 1\nservice = \"30 min\"\nstaff = { crew = 1 }";
    let crew = "[teams.crew]\nmembers = [{ hours = \"00:00-01:00\", on = 1 }]\n";
    assert_eq!(
        happens("01:00:00", "", staffed, crew, &[30, 40]),
        [
            "crew: 0 on duty",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released"
        ]
    );
}

#[test]
fn lanes_on_demand_open_before_departures_arrivals_and_patience() {
    // no batch is waiting any more, so the lane closes again and finishes its batch
    let opens = [
        "desk: 2 open",
        "desk: one is called",
        "desk: work begins",
        "desk: 1 open",
    ];
    let found = happens("01:00:00", "", MORE, "", &[30, 40, 60]);
    assert_eq!(found[..4], opens);
    assert_eq!(
        found[4..],
        [
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "a 2 arrives (measured)",
            "desk: one waits"
        ]
    );
    assert_eq!(happens("01:00:00", PATIENT, MORE, "", &[35, 40]), opens);
}

#[test]
fn a_departure_calls_whose_patience_would_run_out_now() {
    assert_eq!(
        happens("01:00:00", PATIENT, ONE, "", &[30, 40]),
        [
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "desk: one is called",
            "desk: work begins"
        ]
    );
}

#[test]
fn patience_runs_out_in_the_order_of_coming() {
    assert_eq!(
        happens("01:00:00", PATIENT, ONE, "", &[35, 40, 40]),
        [
            "desk: one is called",
            "a 1 withdrawn",
            "desk: one is called",
            "a 2 withdrawn"
        ]
    );
}

#[test]
fn a_higher_priority_takes_the_lane_of_work_that_ends_now_and_interrupts_nothing() {
    let text = desk("", "lanes = 2\nservice = \"30 min\"\npreempt = true")
        + "[arrivals.high]\nevery = \"1 day\"\nto = \"gate\"\npriority = 1\n\
           [stations.gate]\nlanes = 1\nservice = \"1 h\"\nnext = \"desk\"\n";
    let low = at_minutes([30, 40]);
    let port = timed(&text, &[("a", &low), ("high", &at_minutes([0]))]);
    assert_eq!(
        at(&events(&port).0, "01:00:00"),
        [
            "gate: high 0 is done, visit 1, waited 0 min",
            "desk: one waits",
            "desk: a 0 is done, visit 1, waited 0 min",
            "a 0 released",
            "desk: one is called",
            "desk: work begins",
        ]
    );
}
