//! Hour by hour: members at work and on duty, overtime and cost of stations and teams.

use clearway::experiment::{Unwatched, replicate};
use clearway::metric::{Metric, Scope};
use clearway::report::{Part, files};
use clearway::results::{Estimate, HourlySeries, Outcome, Question, Results, RunOutcome};
use serde_json::Value;

use crate::harness::{answered, at_minutes, document, scope, timed};

/// The run inside the results.
fn run(results: &Results) -> &RunOutcome {
    match &results.outcome {
        Outcome::Run(run) => run,
        _ => panic!("a run"),
    }
}

/// The hours of a station or a team.
fn hours<'a>(results: &'a Results, of: &str) -> &'a HourlySeries {
    let hourly = &run(results).hourly;
    let mut all = hourly.series.iter().chain(&hourly.teams);
    all.find(|it| it.scope == scope(of)).expect("its hours")
}

/// The mean of an hour.
fn mean(list: &[Estimate], hour: usize) -> f64 {
    list[hour].mean.expect("a mean")
}

/// Shifts that overlap from 22:00 to 22:30, one of them over midnight; lanes that close at 18:00.
const SHIFTS: &str = r#"
[run]
start = 2020-04-13
length = "1 day"
replications = 1
[arrivals.x]
every = "1 day"
to = "desk"
[stations.desk]
lanes = [{ hours = "06:00-18:00", open = 2 }]
cost_per_lane_hour = 3
staff = { crew = 1 }
service = "1 h"
next = "released"
[teams.crew]
members = [
  { hours = "06:00-18:00", on = 2, cost_per_hour = 10 },
  { hours = "18:00-22:30", on = 1, cost_per_hour = 20 },
  { hours = "22:00-06:00", on = 3, cost_per_hour = 30 },
]
overtime_factor = 1.5
"#;

/// The run over these shifts in which two batches arrive at 17:40.
fn shifts() -> Results {
    let scenario = timed(SHIFTS, &[("x", &at_minutes([17 * 60 + 40; 2]))]);
    let question = Question {
        document: &document(SHIFTS),
        settings: &[],
        scenario: &scenario,
    };
    question.answer_run(&replicate(&scenario.model, question.effort(), &Unwatched))
}

#[test]
fn hours_of_a_team_and_of_its_station_are_exact() {
    let results = shifts();
    // hour, at work, on duty or open, overtime, cost
    let crew = [
        (2, 0.0, 3.0, 0.0, 90.0),
        (17, 2.0 * 20.0 / 60.0, 2.0, 0.0, 20.0),
        // one of the two at work is more than the one on duty, at 1.5 times 10
        (18, 2.0 * 40.0 / 60.0, 1.0, 40.0 / 60.0, 20.0 + 10.0),
        (21, 0.0, 1.0, 0.0, 20.0),
        (22, 0.0, 3.5, 0.0, 100.0),
        (23, 0.0, 3.0, 0.0, 90.0),
    ];
    let desk = [
        (2, 0.0, 0.0, 0.0, 0.0),
        (17, 2.0 * 20.0 / 60.0, 2.0, 0.0, 6.0),
        (18, 2.0 * 40.0 / 60.0, 0.0, 80.0 / 60.0, 4.0),
        (19, 0.0, 0.0, 0.0, 0.0),
    ];
    let all = [("teams.crew", &crew[..]), ("stations.desk", &desk[..])];
    for (name, known) in all {
        let series = hours(&results, name);
        for &(hour, busy, open, overtime, cost) in known {
            let lists = [
                (&series.busy, busy),
                (&series.lanes_open, open),
                (&series.overtime, overtime),
                (&series.cost, cost),
            ];
            for (list, exact) in lists {
                let found = mean(list, hour);
                assert!(
                    (found - exact).abs() < 1e-9,
                    "{name} at {hour}: {found}, not {exact}"
                );
            }
        }
    }
    assert!(hours(&results, "teams.crew").queue.is_empty());
}

/// Two teams, one of them shared by two stations; lanes on demand, unlimited lanes, a holiday, a
/// window that ends within an hour, and a dated change of costs within another.
fn port(at_close: &str) -> String {
    format!(
        r#"
[run]
start = 2020-04-11
warm_up = "12 h"
length = "74 h 30 min"
replications = 4
seed = 3
holidays = [2020-04-13]
[costs]
delay_per_batch_hour = 7
[arrivals.x]
per_day = 70
to = "desk"
[teams.crew]
members = [
  {{ hours = "06:00-14:00", on = 2, cost_per_hour = 10 }},
  {{ hours = "10:30-18:20", on = 2, cost_per_hour = 15 }},
  {{ hours = "22:00-06:00", days = "mon-fri", on = 2, cost_per_hour = 30 }},
]
overtime_factor = 1.5
[teams.clerks]
members = 2
cost_per_hour = 8
[stations.desk]
lanes = [{{ hours = "05:00-18:10", open = 3 }}]
cost_per_lane_hour = 4
staff = {{ crew = 1, clerks = 1 }}
at_close = "{at_close}"
service = {{ exponential = {{ mean = "25 min" }} }}
next = "bay"
[stations.bay]
lanes = 2
cost_per_lane_hour = 3
staff = {{ crew = 1 }}
at_close = "{at_close}"
open_more = {{ when_waiting = 3, add = 2, until_waiting = 1, notice = "15 min" }}
service = {{ exponential = {{ mean = "25 min" }} }}
next = "wash"
[stations.wash]
lanes = "unlimited"
cost_per_lane_hour = 2
service = "10 min"
next = "released"
[[changes]]
at = 2020-04-12T17:40:00
set = {{ "stations.bay.cost_per_lane_hour" = 5, "teams.clerks.cost_per_hour" = 9 }}
why = "test"
"#
    )
}

/// Length of the window in hours.
const WINDOW: f64 = 74.5;

/// Sum of the means of a list of hours; `None` if an hour has no mean.
fn sum(list: &[Estimate]) -> Option<f64> {
    list.iter().map(|it| it.mean).sum()
}

#[test]
fn hours_sum_to_the_cost_and_the_overtime_of_a_day() {
    for at_close in ["finish", "pause", "restart"] {
        let results = answered(&port(at_close));
        let run = run(&results);
        let metric = |scope: &Scope, metric: Metric| {
            let found = run.metrics.find(scope, metric);
            found.and_then(|found| found.estimate.mean)
        };
        let near = |one: Option<f64>, other: Option<f64>, what: &str| match (one, other) {
            (Some(one), Some(other)) => {
                let allowed = 1e-9 * other.abs().max(1.0);
                assert!((one - other).abs() < allowed, "{what}: {one}, not {other}");
            }
            _ => assert!(one == other, "{what}: {one:?}, not {other:?}"),
        };
        let a_day = |sum: f64| sum / (WINDOW / 24.0);
        let mut cost = 0.0;
        for series in run.hourly.series.iter().chain(&run.hourly.teams) {
            let (scope, name) = (&series.scope, series.scope.to_string());
            cost += sum(&series.cost).expect("a cost");
            let overtime = sum(&series.overtime).map(a_day);
            near(overtime, metric(scope, Metric::OvertimePerDay), &name);
            // the last hour is half an hour
            let last = series.busy.last().and_then(|it| it.mean).expect("a mean");
            let busy = (sum(&series.busy).expect("means") - 0.5 * last) / WINDOW;
            if run.hourly.series.contains(series) {
                near(Some(busy), metric(scope, Metric::BusyMean), &name);
            }
        }
        let all = |name| metric(&Scope::All, name).expect("a cost");
        let wanted = all(Metric::CostPerDay) - all(Metric::CostDelayPerDay);
        near(Some(a_day(cost)), Some(wanted), at_close);
        let over = |of| sum(&hours(&results, of).overtime);
        let expected = at_close == "finish";
        for of in ["teams.crew", "stations.desk"] {
            assert_eq!(over(of).expect("known") > 0.0, expected, "{of}, {at_close}");
        }
        assert_eq!(over("stations.wash"), None);
        // lanes on demand cost while they are open
        let bay = sum(&hours(&results, "stations.bay").lanes_open).expect("known");
        assert!(bay > 2.0 * WINDOW + 1.0, "{bay}");
    }
}

#[test]
fn the_holiday_and_the_weekend_are_in_the_hours_of_a_team() {
    let results = answered(&port("finish"));
    let (times, crew) = (&run(&results).hourly.times, hours(&results, "teams.crew"));
    let at = |time: &str| {
        let hour = times.iter().position(|it| it == time).expect(time);
        mean(&crew.lanes_open, hour)
    };
    // no night shift begins on Sunday the 12th or on the holiday of the 13th
    assert_eq!(at("2020-04-12T23:00:00"), 0.0);
    assert_eq!(at("2020-04-13T23:00:00"), 0.0);
    assert_eq!(at("2020-04-14T13:00:00"), 4.0);
    assert_eq!(at("2020-04-14T10:00:00"), 3.0);
    assert_eq!(
        times.last().map(String::as_str),
        Some("2020-04-14T14:00:00")
    );
}

#[test]
fn results_of_older_versions_have_no_overtime_cost_and_teams_by_hour() {
    let results = shifts();
    let mut json = serde_json::to_value(&results).expect("json");
    let hourly = |json: &mut Value| json.pointer_mut("/outcome/run/hourly").expect("it").take();
    let new = hourly(&mut json);
    let mut old = new.clone();
    old.as_object_mut().expect("fields").remove("teams");
    for series in old["series"].as_array_mut().expect("series") {
        let fields = series.as_object_mut().expect("fields");
        assert!(fields.remove("overtime").is_some() && fields.remove("cost").is_some());
    }
    json["outcome"]["run"]["hourly"] = old;
    let read = Results::from_json(&json.to_string()).expect("older results");
    let hourly = |results: &Results| {
        let files = files(results, &[Part::Tables]).expect("tables");
        String::from_utf8(files["hourly.csv"].clone()).expect("text")
    };
    let table = hourly(&read);
    assert_eq!(table.lines().count(), 1 + 24);
    assert!(table.lines().skip(1).all(|line| line.ends_with(",,,,")));
    let table = hourly(&results);
    let seventh: Vec<&str> = table.lines().skip(1 + 2 * 18).take(2).collect();
    let known = [
        "18,2020-04-13T18:00:00,stations.desk,0,,1.3333333333333333,,0,,1.3333333333333333,,4,",
        "18,2020-04-13T18:00:00,teams.crew,,,1.3333333333333333,,1,,0.6666666666666666,,30,",
    ];
    assert_eq!(seventh, known);
    // lists of other lengths are refused
    let mut odd = new;
    odd["teams"][0]["cost"] = serde_json::json!({ "mean": [1.0], "replications": [1] });
    json["outcome"]["run"]["hourly"] = odd;
    let problem = Results::from_json(&json.to_string()).expect_err("a contradiction");
    assert!(problem.contains("hourly series"), "{problem}");
}
