//! Waiting places: blocking, turning away, diverting.

use crate::harness::{at_minutes, done, events, holds, timed};

/// Ten minutes at the gate, then half an hour in the bay, which has no waiting places.
fn tandem(rules: &str) -> String {
    format!(
        "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n\
         [arrivals.a]\nevery = \"1 day\"\nto = \"gate\"\n\
         [arrivals.o]\nevery = \"1 day\"\nto = \"bay\"\n\
         [stations.gate]\nlanes = 1\nservice = \"10 min\"\nnext = \"bay\"\n\
         [stations.yard]\nlanes = 1\nservice = \"5 min\"\nnext = \"released\"\n\
         [stations.bay]\nlanes = 1\nservice = \"30 min\"\nnext = \"released\"\nroom = 0\n{rules}\n"
    )
}

#[test]
fn a_full_station_blocks_the_lane_upstream() {
    let port = timed(&tandem(""), &[("a", &at_minutes([1, 2, 3])), ("o", &[])]);
    let events = events(&port).0;
    let at_21: Vec<&str> = events
        .lines()
        .filter(|line| line.starts_with("00:21") || line.starts_with("00:41"))
        .collect();
    assert_eq!(
        at_21,
        [
            "00:21:00 gate: a lane is blocked",
            "00:41:00 bay: a 0 is done, visit 1, waited 0 min",
            "00:41:00 a 0 released",
            "00:41:00 gate: a 1 is done, visit 1, waited 29 min",
            "00:41:00 bay: work begins",
            "00:41:00 gate: one is called",
            "00:41:00 gate: work begins",
        ]
    );
    // a 1 waits 9 min for the lane and is blocked for 20 min in it; a 2 waits 18 min, then 20 min
    // until the lane is unblocked, and is blocked for 20 min in it
    holds(
        &port,
        &[
            ("wait.mean", "stations.gate", (29.0 + 58.0) / 3.0),
            ("wait_busy.mean", "stations.gate", (9.0 + 18.0) / 3.0),
            ("wait_blocked.mean", "stations.gate", (20.0 + 40.0) / 3.0),
            ("service.mean", "stations.gate", 10.0),
            ("utilisation", "stations.gate", 30.0 / 1440.0),
            ("blocked.mean", "stations.gate", 40.0 / 1440.0),
            ("wait.mean", "stations.bay", 0.0),
        ],
    );
}

#[test]
fn who_is_blocked_first_is_admitted_first_and_the_gate_counts_as_wait() {
    let port = timed(
        &tandem(""),
        &[("a", &at_minutes([1, 2])), ("o", &at_minutes([20, 22]))],
    );
    // o 0 waits from 20, a 1 is blocked from 21, o 1 waits from 22; at 41 o 0 comes in, at 71 a 1
    assert_eq!(
        done(&port)[1..],
        [
            "00:41:00 bay: a 0",
            "01:11:00 bay: o 0",
            "01:11:00 gate: a 1",
            "01:41:00 bay: a 1",
            "02:11:00 bay: o 1",
        ]
    );
    let waits = (0.0 + 21.0 + 0.0 + (101.0 - 22.0)) / 4.0;
    holds(&port, &[("wait.mean", "stations.bay", waits)]);
}

#[test]
fn a_full_station_turns_away_or_diverts() {
    let arrivals: &[(&str, &[_])] = &[("a", &at_minutes([1, 2])), ("o", &[])];
    let turned = timed(&tandem("when_full = \"turn-away\""), arrivals);
    holds(
        &turned,
        &[
            ("refused_share", "all", 0.5),
            ("turned_away_share", "stations.bay", 0.5),
        ],
    );
    let diverted = timed(&tandem("when_full = { divert = \"yard\" }"), arrivals);
    assert_eq!(done(&diverted)[2], "00:26:00 yard: a 1");
    holds(&diverted, &[("turned_away_share", "stations.bay", 0.5)]);
}

#[test]
fn a_batch_that_can_interrupt_comes_in_though_the_room_is_full() {
    let text = "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n\
                [arrivals.low]\nevery = \"1 day\"\nto = \"bay\"\n\
                [arrivals.high]\nevery = \"1 day\"\nto = \"bay\"\npriority = 1\n\
                [stations.bay]\nlanes = 1\nservice = \"30 min\"\nnext = \"released\"\nroom = 0\n\
                preempt = true\nwhen_full = \"turn-away\"\n";
    let port = timed(
        text,
        &[("low", &at_minutes([0])), ("high", &at_minutes([10, 20]))],
    );
    // high 1 cannot interrupt high 0, and an interrupted batch takes no waiting place
    assert_eq!(done(&port), ["00:40:00 bay: high 0", "01:00:00 bay: low 0"]);
    holds(&port, &[("refused_share", "arrivals.high", 0.5)]);
}
