//! Closing time: work that is finished, pauses or starts again, as readable lists.

use clearway::scenario::Scenario;

use crate::harness::{at_minutes, done, events, holds, timed};

const RUN: &str = "[run]\nstart = 2020-04-13\nlength = \"90 min\"\nreplications = 1\n\
                   [arrivals.x]\nevery = \"1 day\"\nto = \"desk\"\n\
                   [arrivals.y]\nevery = \"1 day\"\nto = \"desk\"\n";

/// Two on duty until 02:00, one until 03:00, none until 05:00, then one.
const SHIFTS: [(&str, u32); 3] = [("00:00-02:00", 2), ("02:00-03:00", 1), ("05:00-24:00", 1)];

fn rows(key: &str) -> String {
    let rows = SHIFTS.map(|(hours, on)| format!("{{ hours = \"{hours}\", {key} = {on} }}"));
    format!("[{}]", rows.join(", "))
}

/// 90 minutes of work for x 0 at 01:00 and y 0 at 01:20; x 1 arrives at 02:00.
fn port(rules: &str) -> Scenario {
    let desk = "[stations.desk]\nservice = \"90 min\"\nnext = \"released\"\n";
    let text = format!("{RUN}{desk}{rules}\n");
    timed(
        &text,
        &[("x", &at_minutes([60, 120])), ("y", &at_minutes([80]))],
    )
}

fn lanes(at_close: &str) -> Scenario {
    port(&format!(
        "lanes = {}\nat_close = \"{at_close}\"",
        rows("open")
    ))
}

#[test]
fn work_is_finished_as_overtime() {
    let port = lanes("finish");
    assert_eq!(done(&port), ["02:30:00 desk: x 0", "02:50:00 desk: y 0"]);
    holds(&port, &[("wait.mean", "stations.desk", 0.0)]);
}

#[test]
fn work_pauses_the_latest_started_first_and_goes_on_before_new_work() {
    let port = lanes("pause");
    let events = events(&port).0;
    let from_two: Vec<&str> = events
        .lines()
        .skip_while(|line| !line.starts_with("02:00"))
        .collect();
    assert_eq!(
        from_two,
        [
            "02:00:00 desk: 1 open",
            "02:00:00 desk: work stops",
            "02:00:00 x 1 arrives",
            "02:00:00 desk: one waits",
            "02:30:00 desk: x 0 is done, visit 1, waited 0 min",
            "02:30:00 x 0 released",
            "02:30:00 desk: one is called",
            "02:30:00 desk: work begins",
            "03:00:00 desk: 0 open",
            "03:00:00 desk: work stops",
            "05:00:00 desk: 1 open",
            "05:00:00 desk: one is called",
            "05:00:00 desk: work begins",
            "05:20:00 desk: y 0 is done, visit 1, waited 150 min",
            "05:20:00 y 0 released",
            "05:20:00 desk: one is called",
            "05:20:00 desk: work begins",
        ]
    );
    // y 0 waits from 02:00 to 02:30 for the busy lane and from 03:00 to 05:00 for the opening
    holds(
        &port,
        &[
            ("wait.mean", "stations.desk", 150.0 / 2.0),
            ("wait_busy.mean", "stations.desk", 30.0 / 2.0),
            ("wait_closed.mean", "stations.desk", 120.0 / 2.0),
            ("service.mean", "stations.desk", 90.0),
        ],
    );
}

#[test]
fn work_begins_anew_with_the_same_time() {
    let port = lanes("restart");
    // 40 minutes are lost at 02:00 and 30 at 03:00
    assert_eq!(done(&port), ["02:30:00 desk: x 0", "06:30:00 desk: y 0"]);
    holds(
        &port,
        &[
            ("wait.mean", "stations.desk", 150.0 / 2.0),
            ("service.mean", "stations.desk", 125.0),
        ],
    );
}

#[test]
fn members_who_go_off_duty_leave_their_lanes_as_the_station_says() {
    let crew = format!("[teams.crew]\nmembers = {}\n", rows("on"));
    let staffed = |at_close: &str| {
        port(&format!(
            "lanes = 5\nstaff = {{ crew = 1 }}\nat_close = \"{at_close}\"\n{crew}"
        ))
    };
    let paused = staffed("pause");
    assert_eq!(done(&paused), ["02:30:00 desk: x 0", "05:20:00 desk: y 0"]);
    holds(
        &paused,
        &[
            ("wait_staff.mean", "stations.desk", 150.0 / 2.0),
            ("wait_closed.mean", "stations.desk", 0.0),
            ("overtime_per_day", "teams.crew", 0.0),
            // 30 + 10 minutes at work in the window, of 90 minutes for two
            ("utilisation", "teams.crew", (30.0 + 10.0) / 180.0),
        ],
    );
    let finished = staffed("finish");
    assert_eq!(
        done(&finished),
        ["02:30:00 desk: x 0", "02:50:00 desk: y 0"]
    );
}

#[test]
fn work_that_ends_as_the_lane_closes_is_done() {
    let port = port(
        "lanes = [{ hours = \"00:00-02:30\", open = 1 }, { hours = \"04:00-24:00\", open = 1 }]\n\
         at_close = \"pause\"",
    );
    assert_eq!(done(&port), ["02:30:00 desk: x 0", "05:30:00 desk: y 0",]);
}

#[test]
fn work_in_hand_passes_to_the_next_shift_as_far_as_it_has_places() {
    // three at work at 02:00, the next shift has two places: only the latest started stops
    let text = format!(
        "{RUN}[stations.desk]\nservice = \"90 min\"\nnext = \"released\"\nat_close = \"pause\"\n\
         lanes = [{{ hours = \"00:00-02:00\", open = 3 }}, \
         {{ hours = \"02:00-24:00\", open = 2 }}]\n"
    );
    let port = timed(&text, &[("x", &at_minutes([60, 70, 80]))]);
    assert_eq!(
        done(&port),
        [
            "02:30:00 desk: x 0",
            "02:40:00 desk: x 1",
            // 40 minutes before 02:00, 50 from 02:30
            "03:20:00 desk: x 2"
        ]
    );
}

/// Two hours of work; two lanes or members until 02:00, then one.
fn ends_at_closing(rules: &str) -> Scenario {
    let desk = "[stations.desk]\nservice = \"2 h\"\nnext = \"released\"\n";
    let text = format!("{RUN}{desk}{rules}\n").replace("90 min", "1 day");
    timed(&text, &[("x", &at_minutes([0, 60, 90])), ("y", &[])])
}

const TWO_THEN_ONE: &str = "{ hours = \"00:00-02:00\", N = 2 }, { hours = \"02:00-24:00\", N = 1 }";

#[test]
fn work_that_ends_at_closing_has_left_its_lane_before_others_are_sent_back() {
    let done_at_2_3_5 = [
        "02:00:00 desk: x 0",
        "03:00:00 desk: x 1",
        "05:00:00 desk: x 2",
    ];
    for at_close in ["pause", "restart"] {
        let rows = TWO_THEN_ONE.replace('N', "open");
        let rules = format!("lanes = [{rows}]\nat_close = \"{at_close}\"");
        assert_eq!(done(&ends_at_closing(&rules)), done_at_2_3_5, "{at_close}");
        let rows = TWO_THEN_ONE.replace('N', "on");
        let rules = format!(
            "lanes = 9\nstaff = {{ crew = 1 }}\nat_close = \"{at_close}\"\n\
             [teams.crew]\nmembers = [{rows}]"
        );
        let staffed = ends_at_closing(&rules);
        assert_eq!(done(&staffed), done_at_2_3_5, "staff, {at_close}");
    }
    // a dated change closes lanes in the same way
    let changed = "lanes = 2\nat_close = \"restart\"\n[[changes]]\nat = 2020-04-13T02:00:00\n\
                   set = { \"stations.desk.lanes\" = 1 }";
    assert_eq!(done(&ends_at_closing(changed)), done_at_2_3_5);
}

#[test]
fn work_that_ends_at_closing_and_has_no_place_to_go_keeps_its_lane() {
    let rows = TWO_THEN_ONE.replace('N', "open");
    let text = format!(
        "{RUN}[stations.desk]\nlanes = [{rows}]\nat_close = \"restart\"\n\
         service = \"2 h\"\nnext = \"bay\"\n\
         [stations.bay]\nlanes = 1\nroom = 0\nservice = \"3 h\"\nnext = \"released\"\n"
    )
    .replace(
        "every = \"1 day\"\nto = \"desk\"\n[stations",
        "every = \"1 day\"\nto = \"bay\"\n[stations",
    );
    let port = timed(
        &text,
        &[("x", &at_minutes([0, 60])), ("y", &at_minutes([0]))],
    );
    let events = events(&port).0;
    let at_two: Vec<&str> = events
        .lines()
        .filter_map(|line| line.strip_prefix("02:00:00 "))
        .collect();
    // the lane that stays open holds x 0 until the bay is free at 03:00
    assert_eq!(
        at_two,
        [
            "desk: 1 open",
            "desk: a lane is blocked",
            "desk: work stops"
        ]
    );
    assert_eq!(
        done(&port)[..3],
        [
            "03:00:00 bay: y 0",
            "03:00:00 desk: x 0",
            "06:00:00 bay: x 0"
        ]
    );
}

#[test]
fn a_lane_that_becomes_free_in_overtime_takes_nothing_while_too_many_work() {
    let rows = TWO_THEN_ONE.replace('N', "open");
    let rules = format!("lanes = [{rows}]");
    let text =
        format!("{RUN}[stations.desk]\nservice = \"90 min\"\nnext = \"released\"\n{rules}\n")
            .replace("length = \"90 min\"", "length = \"1 day\"");
    // x 0 until 02:30 and x 1 until 02:50, past closing; one lane is open, so x 2 waits for both
    let port = timed(&text, &[("x", &at_minutes([60, 80, 90])), ("y", &[])]);
    assert_eq!(
        done(&port),
        [
            "02:30:00 desk: x 0",
            "02:50:00 desk: x 1",
            "04:20:00 desk: x 2"
        ]
    );
}
