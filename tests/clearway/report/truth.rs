//! A quantity has the same value wherever it is shown, and no sentence claims more than it.

use clearway::metric::Metric;
use clearway::report::{self, Part};
use clearway::results::{Estimate, Precision, Reason, Results, Standing, Verdict};

use super::fixture::{self, bays, estimate, inside};
use super::odd;

/// The text of a table.
fn written(results: &Results, name: &str) -> String {
    let mut tables = report::files(results, &[Part::Tables]).expect("tables");
    String::from_utf8(tables.remove(name).expect(name)).expect("text")
}

/// Returns the summary for the terminal, in one line with ordinary spaces.
pub(super) fn told(results: &Results) -> String {
    let words = report::summary(results);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn spaced(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// Returns the run of the fixture with one of its verdicts changed.
fn judged(at: usize, change: impl FnOnce(&mut Verdict)) -> Results {
    let mut results = fixture::run();
    change(&mut inside(&mut results).verdicts[at]);
    results
}

/// `metrics.csv` holds estimates without control variates, all else estimates with them.
#[test]
fn plain_numbers_stand_in_metrics_csv_alone() {
    let mut results = fixture::run();
    let metrics = inside(&mut results).metrics.list_mut();
    let released = metrics
        .iter_mut()
        .find(|it| it.metric == Metric::ReleasedPerDay)
        .expect("releases");
    released.estimate = estimate(133.751, 0.63);
    released.plain = Some(estimate(131.206_25, 1.5));
    assert!(written(&results, "metrics.csv").contains(",131.20625,1.5,129.70625,132.70625,40\n"));
    let page = spaced(&report::page(&results));
    assert!(!page.contains("131.2") && page.contains("133.8"));
    assert!(!told(&results).contains("131.2"));
    let note = "The files metrics.csv, daily.csv and hourly.csv, and the charts by day and by hour, \
        are without this correction";
    assert_eq!(page.matches(note).count(), 1);
}

/// The interval of a quantile without an upper end has only a lower end.
#[test]
fn an_interval_without_an_upper_end_is_told_as_such() {
    let open = |it: &mut Estimate| {
        *it = Estimate {
            mean: Some(30.0),
            half_width: None,
            lower: Some(25.0),
            upper: None,
            replications: 40,
        }
    };
    let mut results = fixture::run();
    let metrics = inside(&mut results).metrics.list_mut();
    let quantiles = metrics
        .iter_mut()
        .filter(|it| it.metric == Metric::ReleaseTimeP95);
    quantiles.for_each(|it| open(&mut it.estimate));
    let row = "release_time.p95,all,h,30,,25,,40\n";
    assert!(written(&results, "metrics.csv").contains(row));
    let words = "from 25 h 00 min upward";
    assert!(told(&results).contains(words), "{}", told(&results));
    assert!(spaced(&report::page(&results)).contains(words));

    let mut sweep = fixture::sweep(vec![bays(5)]);
    let clearway::results::Outcome::Sweep(outcome) = &mut sweep.outcome else {
        panic!("a sweep")
    };
    for point in &mut outcome.points {
        let metrics = point.metrics.list_mut().iter_mut();
        let quantiles = metrics.filter(|it| it.metric == Metric::ReleaseTimeP95);
        quantiles.for_each(|it| open(&mut it.estimate));
    }
    let header = "release_time.p95,release_time.p95_half_width,release_time.p95_lower,\
        release_time.p95_upper,";
    let table = written(&sweep, "sweep.csv");
    assert!(
        table.contains(header) && table.contains(",30,,25,,"),
        "{table}"
    );
    let page = spaced(&report::page(&sweep));
    assert!(page.contains(words) && page.contains("[30.0,25.0,null]"));
    for chart in report::charts(&sweep) {
        assert!(!chart.svg.contains("inf") && !chart.svg.contains("NaN"));
    }
}

/// Half-widths are only in CSV files.
#[test]
fn no_number_is_told_with_plus_and_minus() {
    for (name, results) in odd::all() {
        let page = report::page(&results);
        assert!(!page.contains('±') && !page.contains("+-"), "{name}");
        assert!(!report::summary(&results).contains('±'), "{name}");
    }
}

/// A day on which nothing arrived is neither cleared nor not.
#[test]
fn an_empty_day_has_no_share_cleared() {
    let mut results = fixture::run();
    inside(&mut results).daily[1].cleared = Estimate::default();
    let table = written(&results, "daily.csv");
    let row: Vec<&str> = table.lines().nth(2).expect("a day").split(',').collect();
    assert_eq!(row[13..17], [""; 4]);
    assert!(row[..13].iter().chain(&row[17..]).all(|it| !it.is_empty()));
}

/// The mark of a target is at the target, and the mark of its good side where that begins.
#[test]
fn the_mark_of_a_target_stands_at_the_target() {
    let results = judged(0, |verdict| {
        verdict.wanted = 100.0;
        verdict.good_from = 99.0;
        verdict.estimate = estimate(101.0, 1.0);
    });
    let page = spaced(&report::page(&results));
    // the line goes from 99, at 8 %, to 102, at 92 %
    assert!(page.contains("<span class=\"goal\" style=\"left:36.0%\">"));
    assert!(page.contains("<span class=\"limit\" style=\"left:8.0%\">"));
    assert!(page.contains("target 100, counts as met from 99 on"));
    assert_eq!(page.matches("<span class=\"limit\"").count(), 2);
}

#[test]
fn one_replication_is_told_as_such() {
    let mut results = odd::named("one-replication");
    for verdict in &mut inside(&mut results).verdicts {
        verdict.standing = Standing::Undecided;
    }
    inside(&mut results).verdicts[2].reason = Some(Reason::FewReplications);
    let told = told(&results);
    assert!(
        told.contains("One replication has no interval: how far these numbers"),
        "{told}"
    );
    let page = report::page(&results);
    assert_eq!(
        page.matches("<td>One replication has no interval").count(),
        3
    );
    assert!(!told.contains("40 replications"), "{told}");
}

#[test]
fn an_undecided_target_says_why() {
    let why = [
        (
            Some(Reason::FewReplications),
            "A share is called met only with at least 40 replications, and missed only with at \
             least 10.",
        ),
        (
            Some(Reason::FewLateBatches),
            "Fewer than 10 of 40 replications hold a late batch: too few to show how often batches \
             are late.",
        ),
        (
            Some(Reason::GaveUp),
            "A replication reached a limit and was stopped, so that its result is not known.",
        ),
    ];
    for (reason, sentence) in why {
        let results = judged(2, |verdict| {
            (verdict.standing, verdict.reason) = (Standing::Undecided, reason);
        });
        let told = told(&results);
        assert!(told.contains(sentence), "{told}");
        let page = report::page(&results);
        assert!(page.contains(sentence.trim_end_matches('.')), "{sentence}");
    }
    let page = report::page(&fixture::run());
    assert!(page.contains("<td>The interval lies on both sides of the limit;"));
}

/// A verdict has the word, interval, confidence and number of replications of the look that decided
/// it.
#[test]
fn a_target_is_told_as_the_look_decided_it() {
    let mut results = judged(2, |verdict| {
        verdict.standing = Standing::Close;
        verdict.confidence = 0.9775;
    });
    let run = inside(&mut results);
    run.replications = 160;
    run.verdicts.remove(1);
    run.verdicts[0].confidence = 0.99;
    run.verdicts[0].estimate.replications = 160;
    results.provenance.replications = 2000;
    results.provenance.precision = Some(Precision::Verdict {
        max_replications: 2000,
        reached: true,
    });
    insta::assert_snapshot!(report::summary(&results));
    let page = spaced(&report::page(&results));
    assert!(page.contains("97.75 % interval after 40 replications"));
    assert!(page.contains("Close: target 95 %; decided after 40 replications"));
    assert!(page.contains("Result with its interval"));
}

/// `close` is one word in every file.
#[test]
fn close_reaches_every_reader() {
    let mut results = fixture::sweep(vec![bays(5)]);
    let clearway::results::Outcome::Sweep(sweep) = &mut results.outcome else {
        panic!("a sweep")
    };
    for verdict in &mut sweep.points[3].verdicts {
        verdict.standing = Standing::Close;
    }
    let table = written(&results, "sweep.csv");
    assert!(
        table
            .lines()
            .nth(4)
            .expect("a point")
            .ends_with(",close,close"),
        "{table}"
    );
    let told = told(&results);
    assert!(told.contains("1 is close to its limit"), "{told}");
    let page = report::page(&results);
    assert!(page.contains("\"standings\":\"") && page.contains("close"));
}
