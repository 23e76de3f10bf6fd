//! Staff: which station seizes members first, and what they cost.

use clearway::theory;

use crate::harness::{at_minutes, done, holds, scenario, timed, value};

/// A team for `big`, which takes two members, and `small`, which takes one, for an hour each.
fn port(members: &str, rules: &str) -> String {
    let station = |name: &str, staff: u32| {
        format!(
            "[arrivals.{name}]\nevery = \"1 day\"\nto = \"{name}\"\n[stations.{name}]\nlanes = 5\n\
             staff = {{ crew = {staff} }}\nservice = \"1 h\"\nnext = \"released\"\n"
        )
    };
    format!(
        "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nreplications = 1\n{}{}{rules}\n\
         [teams.crew]\nmembers = {members}\n",
        station("big", 2),
        station("small", 1)
    )
}

#[test]
fn a_head_that_lacks_staff_keeps_the_free_members_and_none_overtakes_it() {
    let port = timed(
        &port("2", ""),
        &[("small", &at_minutes([10, 30])), ("big", &at_minutes([20]))],
    );
    assert_eq!(
        done(&port),
        [
            "01:10:00 small: small 0",
            "02:10:00 big: big 0",
            "03:10:00 small: small 1"
        ]
    );
    holds(
        &port,
        &[
            ("wait_staff.mean", "stations.big", 50.0),
            ("wait_staff.mean", "stations.small", 100.0 / 2.0),
            ("wait.mean", "stations.small", 100.0 / 2.0),
            ("utilisation", "teams.crew", 4.0 / 48.0),
            ("members_on.mean", "teams.crew", 2.0),
        ],
    );
}

#[test]
fn heads_compare_by_priority_unless_their_station_ignores_it() {
    let arrivals: &[(&str, &[_])] = &[("small", &at_minutes([10, 30])), ("big", &at_minutes([20]))];
    let text = port("2", "").replace("[arrivals.small]", "[arrivals.small]\npriority = 1");
    assert_eq!(
        done(&timed(&text, arrivals)),
        [
            "01:10:00 small: small 0",
            "01:30:00 small: small 1",
            "02:30:00 big: big 0"
        ]
    );
    let ignored = text.replace(
        "[stations.small]",
        "[stations.small]\nignore_priority = true",
    );
    assert_eq!(done(&timed(&ignored, arrivals))[1], "02:10:00 big: big 0");
}

#[test]
fn members_cost_by_their_row_and_overtime_by_the_row_that_went_off_duty() {
    let members = "[{ hours = \"06:00-18:00\", on = 2, cost_per_hour = 10 }, \
                   { hours = \"18:00-24:00\", on = 1, cost_per_hour = 20 }]\novertime_factor = 1.5";
    // two at work from 17:40 to 18:40: one of them is excess from 18:00 on
    let port = timed(
        &port(members, "cost_per_lane_hour = 1"),
        &[("small", &at_minutes([17 * 60 + 40, 17 * 60 + 40]))],
    );
    let overtime = 40.0 / 60.0;
    holds(
        &port,
        &[
            ("overtime_per_day", "teams.crew", overtime),
            ("cost_staff_per_day", "all", 24.0 * 10.0 + 6.0 * 20.0),
            ("cost_overtime_per_day", "all", overtime * 15.0),
            ("cost_lanes_per_day", "all", 5.0 * 24.0),
            ("cost_per_day", "all", 360.0 + overtime * 15.0 + 120.0),
            (
                "utilisation",
                "teams.crew",
                (2.0 * 20.0 + 40.0) / 60.0 / 30.0,
            ),
        ],
    );
}

#[test]
fn overtime_is_paid_by_the_row_that_ends_after_rows_that_relieved_each_other() {
    // the number on duty stays the same at 12:00; those of the second row go off duty at 18:00
    let members = "[{ hours = \"06:00-12:00\", on = 2, cost_per_hour = 10 }, \
                   { hours = \"12:00-18:00\", on = 2, cost_per_hour = 20 }]";
    let arrivals: &[(&str, &[_])] = &[("small", &at_minutes([17 * 60 + 30]))];
    let overtime = 30.0 / 60.0;
    let crew = port(members, "");
    holds(
        &timed(&crew, arrivals),
        &[
            ("overtime_per_day", "teams.crew", overtime),
            ("cost_overtime_per_day", "all", overtime * 20.0),
        ],
    );
    // a dated change ends the shift: overtime is paid by the rules under which it was worked
    let change = "[[changes]]\nat = 2020-04-13T17:45:00\nwhy = \"test\"\n\
                  set = { \"teams.crew.members\" = [{ hours = \"06:00-12:00\", on = 2 }] }\n";
    holds(
        &timed(&(crew + change), arrivals),
        &[("cost_overtime_per_day", "all", 45.0 / 60.0 * 20.0)],
    );
}

#[test]
fn a_lane_lets_those_members_go_whom_it_took() {
    let change = "[[changes]]\nat = 2020-04-13T00:30:00\n\
                  set = { \"stations.big.staff.crew\" = 1 }\nwhy = \"test\"\n";
    let text = port("2", "") + change;
    let port = timed(&text, &[("big", &at_minutes([10, 40, 45])), ("small", &[])]);
    // the first takes both members until 01:10, then the others take one each
    assert_eq!(
        done(&port),
        [
            "01:10:00 big: big 0",
            "02:10:00 big: big 1",
            "02:10:00 big: big 2"
        ]
    );
    holds(&port, &[("utilisation", "teams.crew", 4.0 / 48.0)]);
}

#[test]
fn lanes_cost_by_their_row_and_overtime_by_the_row_that_closed() {
    // as many lanes in both rows: the second is open at the end
    let lanes = "lanes = [{ hours = \"06:00-12:20\", open = 2, cost_per_hour = 10 }, \
                 { hours = \"12:20-18:00\", open = 2 }]\ncost_per_lane_hour = 4\n";
    let text = port("9", "").replacen("lanes = 5\n", lanes, 1);
    let at_18 = timed(&text, &[("big", &at_minutes([17 * 60 + 30]))]);
    let hours = 2.0 * (6.0 + 20.0 / 60.0) * 10.0 + 2.0 * (5.0 + 40.0 / 60.0) * 4.0;
    holds(
        &at_18,
        &[
            ("cost_lanes_per_day", "all", hours),
            ("cost_overtime_per_day", "all", 0.5 * 4.0),
            ("overtime_per_day", "stations.big", 0.5),
        ],
    );
    let known = theory::fixed_cost(&scenario(&text).model);
    assert!((known.per_day - hours).abs() < 1e-9 && !known.complete);
    let closed = text.replace("\"12:20-18:00\", open = 2", "\"12:20-18:00\", open = 0");
    let at_12 = timed(&closed, &[("big", &at_minutes([12 * 60]))]);
    holds(
        &at_12,
        &[("cost_overtime_per_day", "all", 40.0 / 60.0 * 10.0)],
    );
}

#[test]
fn lanes_on_demand_cost_the_price_of_the_station() {
    let lanes = "lanes = [{ hours = \"06:00-18:00\", open = 1, cost_per_hour = 10 }]\n\
                 cost_per_lane_hour = 4\n\
                 open_more = { when_waiting = 1, add = 1, until_waiting = 0 }\n";
    let text = port("9", "").replacen("lanes = 5\n", lanes, 1);
    // the second batch waits at 12:00, so that a lane opens until it begins
    let port = timed(&text, &[("big", &at_minutes([720, 720]))]);
    let open = value(&port, "lanes_open.mean", "stations.big");
    let extra = open * 24.0 - 12.0;
    holds(&port, &[("cost_lanes_per_day", "all", 120.0 + extra * 4.0)]);
}
