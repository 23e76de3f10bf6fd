//! Sentences of `staff`: the same cost everywhere, and no claim that the numbers contradict.

use std::fs;

use clearway::experiment::Standing;
use clearway::metric::Aim;
use clearway::results::{Named, Outcome, Results, StaffOutcome};

use crate::harness::{self, clearway};

/// Output of `staff` for a scenario: its summary, results, table and page.
struct Said {
    summary: String,
    results: Results,
    table: Vec<Vec<String>>,
    page: String,
}

impl Said {
    fn staff(&self) -> &StaffOutcome {
        match &self.results.outcome {
            Outcome::Staff(staff) => staff,
            _ => panic!("a search"),
        }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let at = self.table[0].iter().position(|it| it == name);
        let at = at.unwrap_or_else(|| panic!("no column {name}"));
        self.table[1..].iter().map(|row| row[at].as_str()).collect()
    }
}

#[track_caller]
fn staff(text: &str, files: &[(&str, &str)]) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), text).expect("written");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let output = clearway(folder.path(), &["staff", "port.toml", "--out", "out"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        harness::text(&output.stderr)
    );
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).expect(name);
    let rows = read("staffing.csv");
    let rows = rows.lines();
    let cells = |row: &str| row.split(',').map(str::to_owned).collect();
    Said {
        summary: String::from_utf8(output.stdout).expect("text"),
        results: Results::from_json(&read("results.json")).expect("results"),
        table: rows.map(cells).collect(),
        page: read("report.html"),
    }
}

/// 2 lanes have an exact mean cost of 1,295 a day, 3 lanes one of 1,280: waiting costs money.
const DELAY_COST: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "1 day"
replications = 1000
[target]
release = { within = "60 min", share = 0.9 }
[arrivals.all]
per_day = 288
to = "desk"
[stations.desk]
lanes = 1
cost_per_lane_hour = 10
service = { exponential = { mean = "6 min" } }
next = "released"
[costs]
delay_per_batch_hour = 17.670251
[staffing]
choose = { "stations.desk.lanes" = { from = 2, to = 5 } }
"#;

/// Text, table and file have the same cost, differences are computed from it, and an estimated cost
/// is called estimated.
#[test]
fn an_estimated_cost_is_one_cost() {
    let said = staff(DELAY_COST, &[]);
    let found = said.staff();
    assert_eq!(found.named, Named::Estimated);
    let costs: Vec<f64> = found
        .candidates
        .iter()
        .map(|it| it.cost(found.named).mean.expect("a cost"))
        .collect();
    assert!(costs.is_sorted(), "{costs:?}");
    let written = said.column("cost_per_day");
    let written: Vec<f64> = written
        .iter()
        .map(|it| it.parse().expect("a cost"))
        .collect();
    assert_eq!(written, costs);
    for never in [
        "240 a day would be saved",
        "arrangement of lower mean cost",
        "no cheaper",
    ] {
        assert!(!said.summary.contains(never), "{}", said.summary);
        assert!(!said.page.contains(never), "{never}");
    }
    assert!(
        said.summary.contains("lowest estimated cost"),
        "{}",
        said.summary
    );
    assert!(said.summary.contains("count as equal"), "{}", said.summary);
    let (choice, other) = (found.choice.expect("a choice"), found.runner_up);
    if let Some(other) = other {
        let more = costs[other] - costs[choice];
        let words = format!("an estimated {:.0} a day", more.abs());
        assert!(said.summary.contains(&words), "{words}: {}", said.summary);
    }
}

/// The vertical axis shows the share of the target, and the line is at the target.
#[test]
fn the_chart_shows_the_target() {
    let said = staff(DELAY_COST, &[]);
    let charts = clearway::report::charts(&said.results);
    let chart = charts.iter().find(|it| it.name == "cost-against-target");
    let chart = chart.expect("a chart");
    let svg = chart.svg.replace('\u{a0}', " ");
    assert!(svg.contains("share released within 1 h"), "{svg}");
    assert!(svg.contains("target: 90"), "{svg}");
}

/// One desk open for 8 hours: at best the batches that arrive between 00:20 and 16:00, 65.3 %, are
/// released within 8 hours.
const CLOSED: &str = r#"
[run]
start = 2026-05-04
warm_up = "1 day"
length = "20 days"
replications = 10
[target]
batches_per_day = 30
release = { within = "8 h", share = 0.75 }
[arrivals.a]
per_day = 40
to = "desk"
[stations.desk]
lanes = [{ hours = "08:00-16:00", open = 3 }]
cost_per_lane_hour = 10
service = "20 min"
next = "released"
[staffing]
choose = { "stations.desk.lanes.0.open" = [2, 3, 6] }
"#;

/// A target that no number of lanes can meet is named, and the nearest miss comes first.
#[test]
fn what_no_arrangement_can_reach_is_said() {
    let said = staff(CLOSED, &[]);
    let found = said.staff();
    assert_eq!(found.choice, None);
    assert!(
        said.summary.contains("No arrangement can meet the targets"),
        "{}",
        said.summary
    );
    assert!(
        said.summary.contains("even if no batch ever waited"),
        "{}",
        said.summary
    );
    let ceiling = found
        .out_of_reach
        .and_then(|it| it.ceiling)
        .expect("a ceiling");
    let (low, high) = (ceiling.lower.expect("below"), ceiling.upper.expect("above"));
    assert!(low < 0.6528 && 0.6528 < high && high < 0.75, "{ceiling:?}");
    let shares = said.column("released_within");
    let shares: Vec<f64> = shares
        .iter()
        .map(|it| it.parse().expect("a share"))
        .collect();
    assert!(shares.is_sorted_by(|one, other| one >= other), "{shares:?}");
    assert!(
        said.summary.contains("The nearest miss: with"),
        "{}",
        said.summary
    );
    assert!(
        said.summary.contains("percentage points short"),
        "{}",
        said.summary
    );
    assert!(said.page.contains("The nearest miss first"));
    let beyond = CLOSED.replace("batches_per_day = 30", "batches_per_day = 44");
    let said = staff(&beyond, &[]);
    assert!(
        said.summary
            .contains("at most 40 batches a day can be released"),
        "{}",
        said.summary
    );
}

/// More arrangements than are counted exactly have no number in any sentence.
#[test]
fn countless_arrangements_have_no_number() {
    let mut results = staff(CLOSED, &[]).results;
    let Outcome::Staff(found) = &mut results.outcome else {
        panic!("a search")
    };
    found.arrangements = u64::MAX;
    found.choice = Some(0);
    let told = clearway::report::summary(&results).replace('\n', " ");
    assert!(told.contains("Of more than 10^15 arrangements"), "{told}");
    assert!(
        told.contains("the others did not have to be tried"),
        "{told}"
    );
    assert!(!told.contains("18,446"), "{told}");
}

/// No target is called impossible if a path varies something other than lanes or members.
#[test]
fn other_paths_have_no_most_generous_arrangement() {
    let text = CLOSED.replace(
        "\"stations.desk.lanes.0.open\" = [2, 3, 6]",
        "\"stations.desk.lanes.0.open\" = [2, 3], \"arrivals.a.per_day\" = [36, 40]",
    );
    let said = staff(&text, &[]);
    assert_eq!(said.staff().out_of_reach, None);
    assert!(
        said.summary
            .contains("None of the 4 arrangements meets every target"),
        "{}",
        said.summary
    );
}

/// Two stations that send batches to each other and have no waiting room: with one lane each they
/// block each other for ever.
const LOCKS_UP: &str = r#"
[run]
start = 2024-01-01
kind = "period"
length = "10 days"
replications = 40
[target]
release = { within = "4 h", share = 0.4 }
[arrivals.regular]
every = "2 h"
to = "A"
[arrivals.one_more]
file = "late.csv"
to = "A"
[stations.A]
lanes = 1
room = 0
service = "30 min"
next = [ { when = { visits = 1 }, to = "B" }, { to = "released" } ]
[stations.B]
cost_per_lane_hour = 10
lanes = 1
room = 0
service = "30 min"
next = "A"
[staffing]
choose = { "stations.B.lanes" = { from = 1, to = 3 } }
"#;

/// A port that locks up is not chosen, though half of its batches are released in time.
#[test]
fn a_port_that_locks_up_is_never_the_choice() {
    let file = ("late.csv", "arrived,goods,units\n2024-01-06T02:10:00,,1\n");
    let said = staff(LOCKS_UP, &[file]);
    let found = said.staff();
    let one_lane = found
        .candidates
        .iter()
        .find(|it| it.point.at == [0])
        .expect("one lane");
    assert_eq!(one_lane.finding, Standing::Missed);
    assert!(one_lane.locks_up());
    assert!(
        said.column("finding").contains(&"locks up"),
        "{:?}",
        said.table
    );
    let choice = found.choice.map(|at| found.candidates[at].point.at.clone());
    assert_ne!(choice, Some(vec![0]));
    assert!(said.page.contains("locks up"));
}

/// The words of a row say what its numbers show, and no arrangement that meets the target and is
/// not told apart from the choice by its cost has a better result.
#[test]
fn the_words_of_a_row_say_what_its_numbers_show() {
    let port = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/shared-officers.toml"
    );
    let said = staff(&fs::read_to_string(port).expect("shipped"), &[]);
    let found = said.staff();
    let words = said.column("finding");
    for (it, words) in found.candidates.iter().zip(&words) {
        let standings: Vec<Standing> = it.point.verdicts.iter().map(|it| it.standing).collect();
        let all_met = standings.iter().all(|it| *it == Standing::Met);
        assert_eq!(
            *words == "missed",
            standings.contains(&Standing::Missed),
            "{it:?}"
        );
        assert_eq!(*words == "all met", all_met, "{it:?}");
    }
    let choice = found.choice.expect("a choice");
    let share = |at: usize| {
        let verdicts = &found.candidates[at].point.verdicts;
        let release = verdicts.iter().find(|it| it.target == Aim::Release);
        release.and_then(|it| it.estimate.mean).expect("a share")
    };
    let cost = |at: usize| found.candidates[at].cost(Named::Estimated);
    let half = cost(choice).half_width.expect("an interval");
    let near = |at: &usize| {
        let apart = cost(*at).mean.expect("a cost") - cost(choice).mean.expect("a cost");
        apart.abs() < half && found.candidates[*at].point.replications >= 100
    };
    let rivals: Vec<usize> = (0..words.len()).filter(near).collect();
    assert!(rivals.len() > 1, "{rivals:?}");
    for at in rivals {
        assert!(share(at) <= share(choice), "{at}: {}", share(at));
    }
    // a table that is divided names its rows in each part
    let heads = said.summary.matches("Inspection").count();
    assert!(heads >= 3, "{}", said.summary);
}
