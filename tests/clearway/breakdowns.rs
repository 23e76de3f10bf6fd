//! Lanes that break down: by working time and by the clock, at closing time, and at the same
//! instant as other events.

use clearway::scenario::Scenario;

use crate::harness::{at_minutes, done, events, holds, timed};

/// A lane with constant service that breaks down every 20 minutes and is repaired in 15.
fn port(service: u32, counting: &str, lanes: &str, minutes: [i64; 2]) -> Scenario {
    let text = format!(
        "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n\
         [arrivals.a]\nevery = \"1 day\"\nto = \"bay\"\n\
         [stations.bay]\nlanes = {lanes}\nservice = \"{service} min\"\nnext = \"released\"\n\
         at_close = \"pause\"\n\
         breakdowns = {{ after = \"20 min\", counting = \"{counting}\", repair = \"15 min\" }}\n"
    );
    timed(&text, &[("a", &at_minutes(minutes))])
}

#[test]
fn time_at_work_counts() {
    let port = port(50, "work", "1", [1, 2]);
    // 1-21, 36-56, 71-81; then 81-91, 106-126, 141-161
    assert_eq!(done(&port), ["01:21:00 bay: a 0", "02:41:00 bay: a 1"]);
    holds(
        &port,
        &[
            ("wait.mean", "stations.bay", 69.5),
            ("wait_broken.mean", "stations.bay", 45.0),
            ("wait_busy.mean", "stations.bay", 49.0 / 2.0),
            ("utilisation", "stations.bay", 100.0 / 1440.0),
            ("lanes_open.mean", "stations.bay", 1.0),
        ],
    );
}

#[test]
fn the_clock_counts() {
    // broken 20-35, 55-70, 90-105: 1-20, 35-55, 70-81; 81-90, 105-125, 140-160, 175-176
    let port = port(50, "clock", "1", [1, 2]);
    assert_eq!(done(&port), ["01:21:00 bay: a 0", "02:56:00 bay: a 1"]);
}

#[test]
fn work_goes_on_after_the_repair_whatever_the_hour() {
    let port = port(
        30,
        "work",
        "[{ hours = \"00:00-00:30\", open = 1 }, { hours = \"10:00-24:00\", open = 1 }]",
        [1, 2],
    );
    // 1-21, broken until 36, and on until 46, though closed since 30; a 1 begins at 10:00 and
    // works 10 minutes until the next breakdown
    assert_eq!(done(&port), ["00:46:00 bay: a 0", "10:45:00 bay: a 1"]);
    holds(&port, &[("overtime_per_day", "stations.bay", 10.0 / 60.0)]);
}

#[test]
fn work_that_ends_as_the_lane_breaks_is_done() {
    let port = port(20, "work", "1", [1, 2]);
    let events = events(&port).0;
    let lines: Vec<&str> = events
        .lines()
        .filter(|line| line.starts_with("00:21") || line.starts_with("00:36"))
        .collect();
    assert_eq!(
        lines,
        [
            "00:21:00 bay: a lane breaks down",
            "00:21:00 bay: a 0 is done, visit 1, waited 0 min",
            "00:21:00 a 0 released",
            "00:36:00 bay: a lane is repaired",
            "00:36:00 bay: one is called",
            "00:36:00 bay: work begins",
        ]
    );
}

#[test]
fn another_lane_goes_on_while_one_is_broken() {
    // a 0 in one lane 1-21, stuck until 36; a 1 in the other 2-22, stuck until 37
    let port = port(30, "work", "2", [1, 2]);
    assert_eq!(done(&port), ["00:46:00 bay: a 0", "00:47:00 bay: a 1"]);
}
