//! Sentences say no more than is known, and figures and tables have numbers.

use clearway::report;
use clearway::results::{Basis, Caveat, Change, Outcome, Results, Side, TheoryWait};

use super::fixture::{self, inside};
use super::{decisions, truth};
use crate::harness::scope;

/// The page without its script and style, with ordinary spaces.
fn page(results: &Results) -> String {
    report::page(results).replace('\u{a0}', " ")
}

/// No wait by theory stands beside a wait of which it knows nothing.
#[test]
fn theory_is_silent_where_it_does_not_apply() {
    let mut results = fixture::run();
    let wait = |hours: Option<f64>, caveats: Vec<Caveat>| TheoryWait {
        scope: scope("stations.inspection"),
        basis: Basis::Approximation,
        exact: false,
        wait_hours: hours,
        wait_p95_hours: None,
        caveats,
        apart: hours.is_some(),
    };
    inside(&mut results).theory = vec![wait(None, vec![Caveat::Staff, Caveat::ArrivalsByClock])];
    assert!(page(&results).contains(">no formula applies: theory ignores waits for staff<"));
    inside(&mut results).theory = vec![wait(Some(2e-9), vec![Caveat::ArrivalsByClock])];
    let page = page(&results);
    assert!(page.contains("practically none") && !page.contains(">0.0000"));
}

/// Every figure and every table outside of one has a number.
#[test]
fn figures_and_tables_are_numbered() {
    let mut all = vec![("run".to_owned(), fixture::run())];
    all.extend(
        decisions::all()
            .into_iter()
            .map(|(name, it)| (name.to_owned(), it)),
    );
    for (name, results) in all {
        let page = report::page(&results);
        let figures = page.matches("<figure>").count();
        assert_eq!(page.matches("<figcaption>").count(), figures, "{name}");
        assert!(!page.contains("<figcaption></figcaption>"), "{name}");
        let count = |what: &str| page.matches(what).count();
        let numbered = count("<caption>") + count("<h3 class=\"numbered\">");
        let folded = count("<summary>The same as a table</summary>");
        assert_eq!(count("<table>"), numbered + folded, "{name}");
    }
}

/// A holiday is not a day of the week.
#[test]
fn holidays_have_a_row_of_their_own() {
    let mut results = fixture::run();
    let map = |results: &Results| {
        let mut charts = report::charts(results).into_iter();
        let name = "batches-waiting-by-weekday-and-hour";
        charts.find(|chart| chart.name == name).expect("a map").svg
    };
    let rows = |svg: &str| {
        let days = ["Monday", "Sunday", "Holiday"];
        days.map(|day| svg.contains(day))
    };
    assert_eq!(rows(&map(&results)), [true, true, false]);
    // one of two Mondays, then the only Sunday
    results.plan.holidays = vec!["2020-04-20".to_owned()];
    assert_eq!(rows(&map(&results)), [true, true, true]);
    results.plan.holidays.push("2020-04-19".to_owned());
    assert_eq!(rows(&map(&results)), [true, false, true]);
    let members = report::charts(&results).into_iter();
    let mut members = members.filter(|chart| chart.name.starts_with("members-by-hour"));
    assert!(members.all(|chart| chart.svg.contains("but holidays")));
}

/// Changes of side that no interval shows are told as such.
#[test]
fn chance_is_not_told_as_a_change() {
    let (_, mut results) = decisions::all()
        .into_iter()
        .find(|(name, _)| *name == "stress")
        .expect("one");
    let Outcome::Stress(stress) = &mut results.outcome else {
        panic!("a search")
    };
    let last = *stress.changes.last().expect("a change");
    let change = |factor: f64, to| Change {
        multiple: factor * last.multiple,
        to,
    };
    // no multiple was tried between these
    stress.changes = vec![
        change(0.9999, Side::Missed),
        change(0.99995, Side::Met),
        last,
    ];
    let stretches = stress.stretches();
    let shown: Vec<bool> = stretches.iter().map(|it| it.is_shown).collect();
    assert_eq!(shown, [true, false, false, true]);
    let told = truth::told(&results);
    assert!(
        told.contains("the target is met up to ")
            && told.contains("met or missed (not told apart)"),
        "{told}"
    );
    assert!(told.contains("and missed beyond that."), "{told}");
    assert!(!told.contains("met again"), "{told}");
}
