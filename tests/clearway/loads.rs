//! Offered load by theory, for networks whose visits are known.

use std::fmt::Write as _;

use clearway::model::Model;
use clearway::theory::{Load, Node, Outlook, loads, team_loads, window_flows};

use crate::harness::scenario;

/// Hourly weights of the peak day.
const PEAK: &str = "hours = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6.0, 7.0, 6.5, 4.5, 6.0, 7.5, 7.5, \
     7.0, 6.0, 5.0, 4.0, 3.5, 3.0, 2.5, 2.0]";
const PEAK_SUM: f64 = 97.5;

/// Exponential service.
fn minutes(minutes: f64) -> String {
    format!("{{ exponential = {{ mean = \"{minutes} min\" }} }}")
}

/// A section of a scenario.
fn section(name: &str, lines: &[&str]) -> String {
    format!("[{name}]\n{}\n", lines.join("\n"))
}

/// Returns a station with this number of lanes.
fn station(name: &str, lanes: u32, service: &str, next: &str) -> String {
    let lanes = format!("lanes = {lanes}");
    let (service, next) = (format!("service = {service}"), format!("next = {next}"));
    section(&format!("stations.{name}"), &[&lanes, &service, &next])
}

/// Returns a Poisson stream whose batches go to a station.
fn stream(name: &str, per_day: f64, to: &str, more: &str) -> String {
    let (per_day, to) = (format!("per_day = {per_day}"), format!("to = \"{to}\""));
    section(&format!("arrivals.{name}"), &[&per_day, &to, more])
}

/// Returns the model of some sections.
#[track_caller]
fn model(sections: &[String]) -> Model {
    let run = "[run]\nstart = 2020-04-13\nlength = \"14 days\"\n";
    scenario(&format!("{run}{}", sections.concat())).model
}

#[track_caller]
fn near(found: f64, expected: f64) {
    let gap = (found - expected).abs() / expected.abs().max(1e-300);
    assert!(gap < 1e-9, "{found} instead of {expected}");
}

/// Returns the loads after a check of the flows: the flow into a station equals the flow out of it
/// and its visits, and every batch that arrives leaves.
fn solved(model: &Model) -> Vec<Load> {
    let (loads, flows) = (loads(model), window_flows(model));
    let sum = |kept: &dyn Fn(Node, Node) -> bool| -> f64 {
        let kept = flows.iter().filter(|flow| kept(flow.from, flow.to));
        kept.map(|flow| flow.batches_per_day).sum()
    };
    let near = |found: f64, expected: f64| {
        assert!(
            (found - expected).abs() < 1e-6 * (1.0 + expected),
            "{found} {expected}"
        );
    };
    for load in loads
        .iter()
        .filter(|load| load.visits_per_day.is_finite() && load.exact)
    {
        let station = Node::Station(load.station);
        near(sum(&|_, to| to == station), load.visits_per_day);
        near(sum(&|from, _| from == station), load.visits_per_day);
    }
    let entered = sum(&|from, _| matches!(from, Node::Stream(_)));
    if loads
        .iter()
        .all(|load| load.visits_per_day.is_finite() && load.exact)
    {
        near(sum(&|_, to| matches!(to, Node::Exit(_))), entered);
    }
    loads
}

fn visits(loads: &[Load]) -> Vec<f64> {
    loads.iter().map(|load| load.visits_per_day).collect()
}

#[track_caller]
fn visits_are(loads: &[Load], expected: &[f64]) {
    assert_eq!(loads.len(), expected.len());
    for (found, expected) in visits(loads).into_iter().zip(expected) {
        near(found, *expected);
    }
    assert!(loads.iter().all(|load| load.exact));
}

/// The peak day: 134 x 0.9 x 75 min = 6.28 lanes at inspection, documents 1.37.
#[test]
fn peak_day() {
    let triangular = |min: u32, mode: u32, max: u32| {
        format!(
            "{{ triangular = {{ min = \"{min} min\", mode = \"{mode} min\", max = \"{max} min\" }} }}"
        )
    };
    let opened = "{ bays = 0.9, released = \"rest\" }";
    let loads = solved(&model(&[
        stream("batches", 134.0, "documents", PEAK),
        station("documents", 4, &triangular(4, 10, 30), opened),
        station("bays", 6, &triangular(30, 75, 120), "\"released\""),
    ]));
    visits_are(&loads, &[134.0, 120.6]);
    near(loads[0].offered_load, 134.0 * (44.0 / 3.0) / 1440.0);
    near(loads[1].offered_load, 6.28125);
    near(loads[1].service_hours, 1.25);
    assert_eq!(loads[0].lanes_needed, Some(2));
    assert_eq!(loads[1].lanes_needed, Some(7));
    assert!(!loads[0].overloaded && loads[1].overloaded);
    near(loads[1].utilisation.expect("six lanes"), 6.28125 / 6.0);
    // 14:00 on Monday has 7.5 parts of the 97.5
    assert_eq!(loads[1].busiest_hour, 14);
    near(loads[1].busiest_hour_load, 6.28125 * 24.0 * 7.5 / PEAK_SUM);
    assert_eq!(loads[1].hourly_load.len(), 168);
    near(loads[1].hourly_load.iter().sum::<f64>() / 168.0, 6.28125);
}

/// Jackson 1957: x1 = 100 + 0.5 x2, x2 = 0.8 x1 + 0.25 x2, so x1 = 100 / (1 - 0.5 x 0.8 / 0.75).
#[test]
fn network_with_feedback() {
    let loads = solved(&model(&[
        stream("a", 100.0, "first", ""),
        station(
            "first",
            3,
            &minutes(10.0),
            "{ second = 0.8, released = \"rest\" }",
        ),
        station(
            "second",
            3,
            &minutes(5.0),
            "{ first = 0.5, second = 0.25, released = \"rest\" }",
        ),
    ]));
    let x1 = 100.0 / (1.0 - 0.4 / 0.75);
    visits_are(&loads, &[x1, x1 * 0.8 / 0.75]);
    assert_eq!(loads[0].busiest_hour, 0, "all hours are alike");
}

/// After the first inspection 8 % return once through correction; after the second all leave.
#[test]
fn rework_loop_ends_by_count() {
    let once = "[{ when = { visits = 1 }, to = { correction = 0.08, released = \"rest\" } }, \
                { to = \"released\" }]";
    let loads = solved(&model(&[
        stream("a", 100.0, "inspection", ""),
        station("inspection", 9, &minutes(60.0), once),
        station("correction", 9, &minutes(600.0), "\"inspection\""),
    ]));
    visits_are(&loads, &[108.0, 8.0]);
}

/// Two visit counts in one loop: the second station sends back only on the first and second visit.
#[test]
fn counts_of_several_stations_are_kept_together() {
    let half = "[{ when = { visits = 2 }, to = { second = 0.5, released = \"rest\" } }, \
                { to = \"second\" }]";
    let again = "[{ when = { visits = 1 }, to = \"first\" }, \
                 { when = { visits = 2 }, to = \"first\" }, { to = \"released\" }]";
    let loads = solved(&model(&[
        stream("a", 10.0, "first", ""),
        station("first", 1, &minutes(1.0), half),
        station("second", 1, &minutes(1.0), again),
    ]));
    // 0, 1, 0 (second time: half go on), 1, 0, 1, out
    visits_are(&loads, &[25.0, 20.0]);
}

/// Large batches go to inspection, and their time grows with their units.
#[test]
fn sizes_split_and_lengthen() {
    let large = "[{ when = { units_over = 1000 }, to = \"inspection\" }, { to = \"released\" }]";
    let every = format!("every = {}", minutes(14.4));
    let grows = "time_per_1000_units = \"1 min\"\n";
    let loads = solved(&model(&[
        section("goods.g", &["units = { exponential = { mean = 500 } }"]),
        section(
            "arrivals.a",
            &[&every, "to = \"documents\"", "goods = \"g\""],
        ),
        station("documents", 2, &minutes(10.0), large),
        station("inspection", 2, &minutes(30.0), "\"released\"") + grows,
    ]));
    let large = (-2.0_f64).exp();
    visits_are(&loads, &[100.0, 100.0 * large]);
    // the exponential distribution is memoryless: sizes above 1,000 have the mean 1,500
    let hours = (30.0 + 1.5) / 60.0;
    assert!((loads[1].service_hours / hours - 1.0).abs() < 1e-8);
}

/// Streams and goods that rules name are counted separately; hours keep their streams.
#[test]
fn streams_goods_and_hours() {
    let mut night = [0; 24];
    night[2] = 1;
    let night = format!(
        "hours = {night:?}\ndays = {{ sat = 0.5, sun = 0 }}\ngoods = {{ a = 0.9, b = 0.1 }}"
    );
    let by_rule = "[{ when = { arrivals = [\"second\"] }, to = \"released\" }, \
                   { when = { goods = [\"b\"] }, to = \"test\" }, { to = \"bays\" }]";
    let bays = [
        "lanes = \"unlimited\"",
        "service = \"60 min\"",
        "next = \"released\"",
    ];
    let loads = solved(&model(&[
        section("goods.a", &["units = 1"]),
        section("goods.b", &["units = 1"]),
        stream("first", 100.0, "documents", &night),
        stream("second", 50.0, "documents", "goods = { a = 0.5, b = 0.5 }"),
        station("documents", 1, &minutes(1.0), by_rule),
        station("test", 1, &minutes(90.0), "\"released\""),
        section("stations.bays", &bays),
    ]));
    let commercial = 100.0 * 5.5 / 7.0;
    visits_are(
        &loads,
        &[commercial + 50.0, commercial * 0.1, commercial * 0.9],
    );
    near(loads[2].hourly_load[2], 90.0);
    near(loads[2].hourly_load[5 * 24 + 2], 45.0);
    assert_eq!(loads[2].hourly_load[6 * 24 + 2], 0.0);
    assert_eq!(loads[2].hourly_load[3], 0.0);
    assert_eq!((loads[2].lanes_open, loads[2].lanes_needed), (None, None));
    assert!(loads[1].overloaded == (commercial * 0.1 * 90.0 / 1440.0 >= 1.0));
}

/// A load that is a whole number needs one lane more, and that number of lanes is overloaded,
/// despite rounding; rows of a schedule count by the week.
#[test]
fn whole_loads_are_overload() {
    let loads = |at_close: &str| {
        let service = format!("service = {}", minutes(0.7));
        let at_close = format!("at_close = \"{at_close}\"");
        let lanes = "lanes = [{ hours = \"08:00-20:00\", open = 12 }]";
        let bays = [lanes, &service, "next = \"released\"", &at_close];
        solved(&model(&[
            stream("a", 1440.0 * 6.0 / 0.7, "bays", PEAK),
            section("stations.bays", &bays),
        ]))
    };
    let paused = loads("pause");
    assert_eq!(paused[0].lanes_needed, Some(7));
    assert_eq!(paused[0].lanes_open, Some(6.0));
    assert!(paused[0].overloaded);
    // work finished after closing may or may not be enough: the outlook is unknown
    let finished = loads("finish");
    assert_eq!(finished[0].outlook, Outlook::Unknown);
    assert!(!finished[0].overloaded);
}

/// 1,000 stations in series, in parallel, and in a ring that batches leave once in 1,000 rounds.
#[test]
fn a_thousand_stations() {
    let count = 1_000_u32;
    let name = |index: u32| format!("s{index}");
    let desk = |index: u32, next: &str| station(&name(index), 2, &minutes(1.0), next);
    let desks = |last: &str| -> Vec<String> {
        let others = (1..count).map(|next| desk(next - 1, &format!("\"s{next}\"")));
        others.chain([desk(count - 1, last)]).collect()
    };
    let streams = (0..count).map(|index| stream(&name(index), 1.0, "s0", ""));
    let series: Vec<String> = streams.chain(desks("\"released\"")).collect();
    let in_series = solved(&model(&series));
    assert!(visits(&in_series).iter().all(|visits| *visits == 1_000.0));

    let parallel = (1..=count).flat_map(|index| {
        let stream = stream(&name(index), f64::from(index), &name(index), "");
        [stream, desk(index, "\"released\"")]
    });
    let in_parallel = solved(&model(&parallel.collect::<Vec<String>>()));
    let expected: Vec<f64> = (1..=count).map(f64::from).collect();
    visits_are(&in_parallel, &expected);

    let mut ring = desks("{ s0 = 0.999, released = 0.001 }");
    ring.push(stream("a", 1.0, "s500", ""));
    let in_ring = solved(&model(&ring));
    near(in_ring[500].visits_per_day, 1_000.0);
    near(in_ring[499].visits_per_day, 999.0);
}

/// 1,000 rework loops in series need one visit count each, not all combinations of counts; two slow
/// loops in one block converge as well.
#[test]
fn loops_in_series_and_loops_in_loops() {
    let count = 1_000_u32;
    let stations = (0..count).map(|index| {
        let next = match index + 1 {
            last if last == count => "released".to_owned(),
            next => format!("s{next}"),
        };
        let once = format!(
            "[{{ when = {{ visits = 1 }}, to = {{ s{index} = 0.5, {next} = 0.5 }} }}, \
             {{ to = \"{next}\" }}]"
        );
        station(&format!("s{index}"), 2, &minutes(1.0), &once)
    });
    let stream = || stream("a", 8.0, "s0", "");
    let series: Vec<String> = stations.chain([stream()]).collect();
    let in_series = solved(&model(&series));
    assert!(visits(&in_series).iter().all(|visits| *visits == 12.0));

    // 0 <-> 1 with probability 0.999, then 2 <-> 3 with 0.999, which goes back to 0 half the time
    let desk = |name: &str, next: &str| station(name, 2, &minutes(1.0), next);
    let nested = solved(&model(&[
        stream(),
        desk("s0", "\"s1\""),
        desk("s1", "{ s0 = 0.999, s2 = 0.001 }"),
        desk("s2", "\"s3\""),
        desk("s3", "{ s2 = 0.999, s0 = 0.0005, released = 0.0005 }"),
    ]));
    visits_are(&nested, &[16_000.0; 4]);
}

/// Too many combinations of visit counts: the load is a lower bound and is marked as one. Twenty
/// stations send batches to each other, four times in five, with another rule after the first
/// visit.
#[test]
fn more_counts_than_are_kept() {
    let count = 20;
    let mut anywhere = String::new();
    for next in 0..count {
        let _ = write!(anywhere, "s{next} = 0.04, ");
    }
    let anywhere = format!("{{ {anywhere}released = 0.2 }}");
    let next = format!("[{{ when = {{ visits = 1 }}, to = {anywhere} }}, {{ to = {anywhere} }}]");
    let stations = (0..count).map(|index| station(&format!("s{index}"), 9, &minutes(1.0), &next));
    let sections: Vec<String> = stations.chain([stream("a", 10.0, "s0", "")]).collect();
    let loads = solved(&model(&sections));
    let total: f64 = visits(&loads).iter().sum();
    assert!(loads.iter().all(|load| !load.exact));
    assert!(total > 30.0 && total < 50.0, "{total} of 50 visits");
}

#[test]
fn a_team_has_the_load_of_its_stations_times_their_staff() {
    let model = scenario(
        r#"
[run]
start = 2020-04-13
length = "1 day"
[arrivals.trucks]
per_day = 60
to = "xray"
[teams.officers]
members = [{ hours = "08:00-20:00", on = 6 }, { hours = "20:00-08:00", on = 2 }]
[teams.guests]
members = 0
[stations.xray]
lanes = 2
service = "30 min"
staff = { officers = 1 }
next = { bay = 0.5, released = "rest" }
[stations.bay]
lanes = 4
service = "1 h"
staff = { officers = 3 }
next = "released"
"#,
    )
    .model;
    let loads = loads(&model);
    assert_eq!(loads.len(), 2);
    let [officers, guests] = team_loads(&model).try_into().expect("two teams");
    near(officers.offered_load, 1.25 * (1.0 + 3.0));
    near(officers.members_on, 4.0);
    near(officers.hourly_load.iter().sum::<f64>() / 168.0, 5.0);
    // four go home each evening: at most 4 x 3 member-hours of overtime a day, half a member
    near(officers.most_members, 4.5);
    assert_eq!((officers.members_needed, officers.overloaded), (6, true));
    assert_eq!((guests.utilisation, guests.overloaded), (None, false));
    assert_eq!(guests.members_needed, 1);
}

/// Two days at 100 batches and two at 300, an hour each: 4.17 and 12.5 lanes of work.
#[test]
fn loads_of_a_window_average_over_dated_changes() {
    let text = "[run]\nstart = 2020-04-13\nwarm_up = \"1 day\"\nlength = \"4 days\"\n\
                [arrivals.a]\nper_day = 100\nto = \"s\"\n\
                [stations.s]\nlanes = 10\nservice = \"1 h\"\nnext = \"released\"\n\
                [[changes]]\nat = 2020-04-16\nset = { \"arrivals.a.per_day\" = 300 }\n";
    let model = scenario(text).model;
    let loads = clearway::theory::window_loads(&model);
    assert!((loads[0].visits_per_day - 200.0).abs() < 1e-9);
    assert!((loads[0].offered_load - 200.0 / 24.0).abs() < 1e-9);
    assert!((loads[0].service_hours - 1.0).abs() < 1e-9);
    assert_eq!(
        (loads[0].lanes_open, loads[0].lanes_needed),
        (Some(10.0), Some(13))
    );
    assert!(!loads[0].overloaded);
}

/// Sizes of groups are rounded, to 1 at least: an exponential one with mean 1.2 is 1 + the sum over
/// k >= 1 of P(X >= k + 1/2) = 1 + e^(-1.5 / 1.2) / (1 - e^(-1 / 1.2)) on average.
#[test]
fn groups_count_by_their_rounded_sizes() {
    let group = "every = { exponential = { mean = \"1 h\" } }\n\
                 group = { exponential = { mean = 1.2 } }\nto = \"desk\"";
    let model = model(&[
        section("arrivals.all", &[group]),
        station("desk", 3, &minutes(45.0), "\"released\""),
    ]);
    let mean = 1.0 + (-1.5_f64 / 1.2).exp() / (1.0 - (-1.0_f64 / 1.2).exp());
    near(model.rates()[0], 24.0 * mean);
    near(loads(&model)[0].offered_load, 0.75 * mean);
}
