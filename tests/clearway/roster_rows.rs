//! `roster.csv`, the roster on the page and in the summary: known numbers, and sums.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clearway::metric::{Metric, Scope};
use clearway::report::{Part, files, summary};
use clearway::results::{Outcome, Results, StaffOutcome};

use crate::harness::{clearway, text};

/// The header of `roster.csv`.
const HEADER: &str = "scope,label,days,hours,chosen,before,lagged_load_mean,lagged_load_max,\
    at_work,overtime_per_day,overtime_per_day_half_width,cost_per_day,cost_per_day_half_width,\
    share_one_less,share_one_less_half_width,share_one_more,share_one_more_half_width";

/// Runs the program, which must succeed.
#[track_caller]
fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// Reads a table, each row by column.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

#[track_caller]
fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    let text = &row[column];
    text.parse()
        .unwrap_or_else(|_| panic!("{column} is \"{text}\""))
}

fn staff(results: &Results) -> &StaffOutcome {
    match &results.outcome {
        Outcome::Staff(staff) => staff,
        _ => panic!("a search"),
    }
}

fn results(folder: &Path) -> Results {
    let json = fs::read_to_string(folder.join("results.json")).expect("results");
    Results::from_json(&json).expect("results")
}

/// An M/M/c queue with a load of 1.2 in every hour. With one lane in half of the day its queue
/// grows for 12 h, so that two lanes are needed at any time.
const QUEUE: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "7 days"
replications = 100
[target]
release = { within = "30 min", share = 0.8 }
[arrivals.all]
per_day = 288
to = "desk"
[stations.desk]
label = "The desk"
lanes = [{ hours = "00:00-06:00", open = 1 }, { hours = "06:00-24:00", open = 3 }]
service = { exponential = { mean = "6 min" } }
next = "released"
[staffing.choose]
"stations.desk.lanes" = { from = 1, to = 4, every = "12 h", cost_per_hour = [10, 20] }
"#;

#[test]
fn rows_have_the_numbers_that_theory_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), QUEUE).expect("written");
    let said = succeed(folder.path(), &["staff", "port.toml", "--out", "out"]);
    let out = folder.path().join("out");
    let text = fs::read_to_string(out.join("roster.csv")).expect("a table");
    assert_eq!(text.lines().next(), Some(HEADER));
    let rows = table(&out.join("roster.csv"));
    let results = results(&out);
    let found = staff(&results);
    // before: 1 lane until 06:00, then 3
    let known = [("00:00-12:00", 2.0, 240.0), ("12:00-24:00", 3.0, 480.0)];
    assert_eq!(rows.len(), known.len());
    for (at, (hours, before, cost)) in known.into_iter().enumerate() {
        let row = &rows[at];
        let words = ["scope", "label", "days", "hours"].map(|column| row[column].as_str());
        assert_eq!(words, ["stations.desk", "The desk", "all days", hours]);
        let close = |column: &str, expected: f64| {
            let value = number(row, column);
            assert!((value - expected).abs() < 1e-6, "{column}: {value}");
        };
        close("chosen", 2.0);
        close("before", before);
        close("lagged_load_mean", 1.2);
        close("lagged_load_max", 1.2);
        close("overtime_per_day", 0.0);
        close("cost_per_day", cost);
        close("cost_per_day_half_width", 0.0);
        // the mean number of busy lanes is the load
        let at_work = found.who.roster[at].at_work;
        let half_width = at_work.half_width.expect("an interval");
        let off = number(row, "at_work") - 1.2;
        assert!(
            off.abs() < 1.5 * half_width && half_width < 0.03,
            "{at_work:?}"
        );
        for (column, other) in [("share_one_less", 0), ("share_one_more", 2)] {
            let mut beside = vec![1; known.len()];
            beside[at] = other;
            let mut candidates = found.candidates.iter();
            let beside = candidates
                .find(|it| it.point.at == beside)
                .expect("a neighbour");
            let metric = beside
                .point
                .metrics
                .find(&Scope::All, Metric::ReleasedWithin);
            close(
                column,
                metric.expect("a share").estimate.mean.expect("a mean"),
            );
        }
        assert!(number(row, "share_one_less") < 0.8 && number(row, "share_one_more") > 0.8);
    }
    // equal neighbours are one row on the wall
    let posted = said
        .lines()
        .find(|line| line.contains("2 lanes") && line.contains("00:00-24:00"));
    let words: Vec<&str> = posted.expect("a row").split_whitespace().collect();
    assert_eq!(
        words[..5],
        ["The", "desk", "00:00-24:00", "2", "lanes"],
        "{said}"
    );
    assert_eq!(words[5..7], ["2.5", "1.2"], "{said}");
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    assert!(page.contains("Who works when") && page.contains("--write FILE"));
    assert!(page.contains("hours = &quot;00:00-12:00&quot;, open = 2"));
    assert!(!page.contains("--set stations.desk"));
    assert!(out.join("charts/roster-1.svg").exists());
}

/// All lanes and members are chosen, so that the rows hold the whole cost. Shifts overlap, no
/// member is on duty at night, and work is finished in overtime.
const OVERTIME: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "7 days"
replications = 60
[target]
release = { within = "20 h", share = 0.6 }
[arrivals.all]
per_day = 48
to = "desk"
[teams.crew]
members = 2
cost_per_hour = 30
overtime_factor = 1.5
[stations.desk]
lanes = 2
cost_per_lane_hour = 10
service = { exponential = { mean = "25 min" } }
staff = { crew = 1 }
at_close = "finish"
next = "released"
[staffing.choose]
"stations.desk.lanes" = { from = 0, to = 3, every = "6 h", start = "01:30" }
"teams.crew.members" = { from = 1, to = 2, shifts = ["06:15-14:00", "12:00-20:30"] }
"#;

#[test]
fn rows_sum_to_the_cost_and_the_overtime_of_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), OVERTIME).expect("written");
    let write = [
        "staff",
        "port.toml",
        "--out",
        "out",
        "--write",
        "chosen.toml",
    ];
    succeed(folder.path(), &write);
    succeed(folder.path(), &["run", "chosen.toml", "--out", "run"]);
    let rows = table(&folder.path().join("out/roster.csv"));
    let sum = |column: &str| rows.iter().map(|row| number(row, column)).sum::<f64>();
    let metrics = table(&folder.path().join("run/metrics.csv"));
    let is_cost = |row: &&BTreeMap<String, String>| row["metric"] == "cost_per_day";
    let cost = metrics.iter().find(is_cost).map(|row| number(row, "mean"));
    let cost = cost.expect("a cost");
    assert!(
        (sum("cost_per_day") - cost).abs() < 1e-6 * cost,
        "{cost} {rows:?}"
    );
    let hourly = table(&folder.path().join("run/hourly.csv"));
    let overtime = hourly
        .iter()
        .map(|row| number(row, "overtime"))
        .sum::<f64>()
        / 7.0;
    let of_rows = sum("overtime_per_day");
    assert!(
        overtime > 0.1 && (of_rows - overtime).abs() < 1e-6,
        "{of_rows} {overtime}"
    );
    for row in &rows {
        let overlaps = row["scope"] == "teams.crew";
        assert_eq!(row["at_work"].is_empty(), overlaps, "{row:?}");
    }
    let at_work = |row: &BTreeMap<String, String>| number(row, "at_work") * 6.0 / 24.0;
    let lanes = rows.iter().filter(|row| row["scope"] == "stations.desk");
    let busy: f64 = lanes.map(at_work).sum();
    let all = hourly.iter().filter(|row| row["scope"] == "stations.desk");
    let all: Vec<f64> = all.map(|row| number(row, "busy")).collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    assert!((busy - mean).abs() < 0.02 * mean, "{busy} {mean}");
}

/// Plain numbers, and rows of which one is chosen.
#[test]
fn plain_numbers_and_rows_have_their_own_hours() {
    let folder = tempfile::tempdir().expect("a folder");
    let choose = "[staffing.choose]\n\
                  \"stations.desk.lanes.1.open\" = { from = 2, to = 3 }\n\
                  \"teams.crew.members\" = { from = 3, to = 4 }\n";
    let text = QUEUE.split("[staffing.choose]").next().expect("a scenario");
    let text = text.replace("open = 1", "open = 2").replace(
        "[stations.desk]\n",
        "[teams.crew]\nmembers = 5\ncost_per_hour = 7\n[stations.desk]\n\
         cost_per_lane_hour = 10\nstaff = { crew = 1 }\n",
    );
    fs::write(folder.path().join("port.toml"), format!("{text}{choose}")).expect("written");
    succeed(folder.path(), &["staff", "port.toml", "--out", "out"]);
    let rows = table(&folder.path().join("out/roster.csv"));
    let words = |row: &BTreeMap<String, String>| {
        ["scope", "hours", "chosen", "before"].map(|column| row[column].clone())
    };
    assert_eq!(words(&rows[0]), ["stations.desk", "06:00-24:00", "2", "3"]);
    assert_eq!(words(&rows[1]), ["teams.crew", "00:00-24:00", "3", "5"]);
    assert!((number(&rows[0], "cost_per_day") - 18.0 * 2.0 * 10.0).abs() < 1e-6);
    assert!((number(&rows[1], "cost_per_day") - 24.0 * 3.0 * 7.0).abs() < 1e-6);
    assert!((number(&rows[1], "lagged_load_mean") - 1.2).abs() < 1e-6);
    let page = fs::read_to_string(folder.path().join("out/report.html")).expect("a page");
    assert!(page.contains("--set stations.desk.lanes.1.open=2"));
}

/// Results of an earlier version have no roster.
#[test]
fn results_without_a_roster_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), QUEUE).expect("written");
    succeed(folder.path(), &["staff", "port.toml", "--out", "out"]);
    let path = folder.path().join("out/results.json");
    let json = fs::read_to_string(&path).expect("results");
    let mut json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let outcome = json["outcome"]["staff"].as_object_mut().expect("a search");
    for key in ["roster", "roster_hours", "rows"] {
        assert!(outcome.remove(key).is_some(), "{key}");
    }
    let old = Results::from_json(&json.to_string()).expect("results");
    assert!(staff(&old).who.roster.is_empty());
    let parts = [Part::Tables, Part::Page, Part::Workbook];
    let made = files(&old, &parts).expect("a report");
    assert_eq!(made["roster.csv"], format!("{HEADER}\n").into_bytes());
    let page = String::from_utf8(made["report.html"].clone()).expect("text");
    assert!(!page.contains("Who works when") && page.contains("--set "));
    assert!(!summary(&old).contains("On duty"));
}
