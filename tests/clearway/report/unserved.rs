//! Batches that are refused, withdrawn or not released: every sentence says which batches it is
//! about.

use clearway::report::{self, Chart};
use clearway::results::{Outcome, Results, Settled};

use crate::harness::answered;

/// Two batches with constant work every two hours: every second batch finds the lane busy.
const TURNED_AWAY: &str = r#"
[run]
start = 2024-01-01
kind = "period"
length = "5 days"
replications = 5
[target]
release = { within = "2 h", share = 0.6 }
[arrivals.a]
every = "2 h"
to = "x"
[arrivals.b]
every = "2 h"
to = "x"
[stations.x]
lanes = 1
room = 0
when_full = "turn-away"
service = "50 min"
next = "released"
"#;

/// Batches lose patience.
const IMPATIENT: &str = r#"
[run]
start = 2024-01-01
warm_up = "1 day"
length = "5 days"
replications = 10
[arrivals.a]
per_day = 48
to = "x"
patience = "30 min"
[stations.x]
lanes = 2
service = { exponential = { mean = "60 min" } }
next = "released"
"#;

/// The follow-up ends while batches are inside.
const CUT_SHORT: &str = r#"
[run]
start = 2024-01-01
warm_up = "1 day"
length = "5 days"
follow_up = "1 h"
replications = 10
[arrivals.a]
per_day = 48
to = "x"
[stations.x]
lanes = 4
service = { exponential = { mean = "60 min" } }
next = "released"
"#;

/// Two stations that send batches to each other and have little room.
const LOCKS_UP: &str = r#"
[run]
start = 2024-01-01
warm_up = "1 day"
length = "20 days"
replications = 10
[arrivals.a]
per_day = 40
to = "one"
[arrivals.b]
per_day = 40
to = "two"
[stations.one]
label = "First"
lanes = 1
room = 2
service = { exponential = { mean = "5 min" } }
next = { two = 0.5, released = 0.5 }
[stations.two]
label = "Second"
lanes = 1
room = 2
service = { exponential = { mean = "5 min" } }
next = { one = 0.5, released = 0.5 }
"#;

/// Returns the summary for the terminal, in one line.
pub(super) fn told(results: &Results) -> String {
    let words = report::summary(results);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn chart<'a>(results: &'a Results, name: &str) -> Chart<'a> {
    let mut charts = report::charts(results).into_iter();
    charts.find(|it| it.name == name).expect(name)
}

/// Returns the number in the last row of a chart's table, in the column with this heading.
fn last(chart: &Chart<'_>, heading: &str) -> f64 {
    let columns = &chart.table.columns;
    let at = columns
        .iter()
        .position(|it| it.heading == heading)
        .expect(heading);
    let row = chart.table.rows.last().expect("a row");
    row[at].full().expect("a number")
}

#[track_caller]
fn assert_says(told: &str, wanted: &[&str], never: &[&str]) {
    for words in wanted {
        assert!(told.contains(words), "{words}: {told}");
    }
    for words in never {
        assert!(!told.contains(words), "{words}: {told}");
    }
}

#[test]
fn times_are_of_those_released_where_others_are_turned_away() {
    let results = answered(TURNED_AWAY);
    let told = told(&results);
    let wanted = [
        "A batch that is released takes 50 min (50 to 50 min) on average",
        "95 % of those released take 50 min",
        "Of the batches that arrive, 50 % (50 to 50 %) are refused or turned away.",
        "Refused 50 %",
    ];
    assert_says(&told, &wanted, &["95 % of the batches", "Withdrawn"]);
    // half of the arriving batches are served, for 50 min each
    let time = chart(&results, "where-the-time-goes");
    assert!(!time.title.contains("50"), "{}", time.title);
    assert!((last(&time, "Together") - 25.0 / 60.0).abs() < 1e-9);
    assert!(
        time.caption
            .contains("do not add up to the mean release time")
    );
    let flow = chart(&results, "flow");
    let svg = flow.svg.replace('\u{a0}', " ");
    assert!(
        svg.contains("Released\n11.8 batches a day"),
        "the runs release half of 23.6"
    );
    assert!(
        flow.caption.contains("Not drawn: 11.8 a day are refused"),
        "{}",
        flow.caption
    );
    let days = chart(&results, "batches-released-per-day");
    assert!(
        days.caption
            .contains("arrivals exceed releases, refusals and withdrawals")
    );
}

#[test]
fn withdrawn_batches_are_named() {
    let told = told(&answered(IMPATIENT));
    let wanted = [
        "are withdrawn.",
        "95 % of those released take",
        "Withdrawn 2",
    ];
    assert_says(&told, &wanted, &["Refused", "95 % of the batches"]);
}

/// The mean leaves out batches still inside; the quantile counts them as longer than all others.
#[test]
fn a_quantile_counts_what_was_not_released() {
    let results = answered(CUT_SHORT);
    let told = told(&results);
    let wanted = [
        "A batch is released after at least",
        "on average, not counting the batches that were not released; 95 %",
        "the others counted as longer.",
        "Release time, mean at least",
    ];
    assert_says(
        &told,
        &wanted,
        &["95 % within at least", "half within at least"],
    );
    let page = report::page(&results).replace('\u{a0}', " ");
    assert!(page.contains("A quantile of release times counts these batches as longer"));
}

#[test]
fn waits_in_a_port_that_locks_up_are_bounds() {
    let results = answered(LOCKS_UP);
    let Outcome::Run(outcome) = &results.outcome else {
        panic!("a run")
    };
    let settling = outcome.settling.as_ref().expect("a steady run");
    assert_eq!(settling.judgement, Settled::Never);
    let told = told(&results);
    let wanted = [
        "no mean wait is shown, because in",
        "of 10 replications stations lock up and batches wait for ever.",
    ];
    assert_says(
        &told,
        &wanted,
        &[
            "a batch waits",
            "warm_up",
            "forgets its start",
            "empty start fades",
        ],
    );
    // the table of the stations
    let row = told.split("Wait, mean").last().expect("a table");
    assert!(row.matches("at least").count() >= 2, "{row}");
    let time = chart(&results, "where-the-time-goes");
    let svg = time.svg.replace('\u{a0}', " ");
    assert!(svg.contains("at least"), "{svg}");
    let warm_up = chart(&results, "warm-up");
    assert!(warm_up.title.contains("lock up"), "{}", warm_up.title);
    assert!(!warm_up.caption.contains("fades"), "{}", warm_up.caption);
}

/// All that is released adds up to the mean release time.
#[test]
fn the_bars_add_up_where_all_are_released() {
    let text = CUT_SHORT.replace("follow_up = \"1 h\"\n", "");
    let results = answered(&text);
    let time = chart(&results, "where-the-time-goes");
    let Outcome::Run(outcome) = &results.outcome else {
        panic!("a run")
    };
    let mean = clearway::metric::Metric::ReleaseTimeMean;
    let mean = outcome.metrics.find(&clearway::metric::Scope::All, mean);
    let mean = mean.and_then(|it| it.estimate.mean).expect("a mean");
    let together = last(&time, "Together");
    assert!((together - mean).abs() < 1e-9, "{together} {mean}");
}
