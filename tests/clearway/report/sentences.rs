//! Sentences say of whom and of what they speak, and figures and tables have numbers.

use clearway::metric::Aim;
use clearway::report;
use clearway::results::{
    Basis, Caveat, Change, Outcome, Outlook, Results, Side, TeamLoad, TheoryWait,
};

use super::fixture::{self, estimate, inside, share};
use super::{decisions, truth};
use crate::harness::scope;

/// The page without its script and style, with ordinary spaces.
fn page(results: &Results) -> String {
    report::page(results).replace('\u{a0}', " ")
}

/// The day with the smallest share in time is the worst, of several that with most batches inside.
#[test]
fn the_worst_day_has_the_smallest_share_in_time() {
    let mut results = fixture::run();
    results.plan.steady = false;
    let days = &mut inside(&mut results).daily;
    for (at, day) in days.iter_mut().enumerate() {
        day.in_time = share(0.9, 0.02);
        day.backlog = estimate(20.0 + at as f64, 1.0);
        // the share of cleared days is smallest on another day
        day.cleared = share(if at == 1 { 0.1 } else { 0.8 }, 0.02);
    }
    days[4].in_time = share(0.412, 0.02);
    let told = truth::told(&results);
    let words = "The worst day is Fri 17 Apr 2020: 41.2 % (";
    assert!(told.contains(words), "{told}");
    let words = "of the batches that arrive on it are released within 4 h, and 24.0 batches are \
                 inside at its end.";
    assert!(told.contains(words), "{told}");
    // told apart by a tenth of a percent: two others are as bad, and one of them is fuller
    let days = &mut inside(&mut results).daily;
    days[6].in_time = share(0.41204, 0.02);
    days[2].in_time = share(0.41196, 0.02);
    let told = truth::told(&results);
    assert!(told.contains("The worst day is Sun 19 Apr 2020"), "{told}");
    assert!(
        told.contains("as on 2 other days that end with fewer batches inside, and 26.0 batches"),
        "{told}"
    );
    for day in &mut inside(&mut results).daily {
        day.in_time = share(1.0, 0.02);
    }
    assert!(!truth::told(&results).contains("worst day"));
}

/// A wait at a station is that of the batches that go there.
#[test]
fn a_wait_is_told_of_those_who_wait() {
    let mut results = fixture::run();
    let run = inside(&mut results);
    run.load
        .retain(|load| load.scope == scope("stations.inspection"));
    let told = truth::told(&results);
    // inspected batches may come back to the documents, and so to inspection
    assert!(
        told.contains("there on average at each visit (0.90 visits a batch)"),
        "{told}"
    );
    let run = inside(&mut results);
    run.flows
        .retain(|flow| flow.to.to_string() != "stations.documents");
    let told = truth::told(&results);
    assert!(
        told.contains("and the batches that go there, 90 % of all, wait "),
        "{told}"
    );
    let run = inside(&mut results);
    for metric in run.metrics.list_mut() {
        if metric.metric == clearway::metric::Metric::VisitsPerDay {
            metric.estimate = estimate(134.0, 1.0);
        }
        metric.wholes.clear();
    }
    let told = truth::told(&results);
    assert!(told.contains(", and a batch waits "), "{told}");
}

/// A team with more work than its members on duty can do is not overloaded if overtime carries the
/// rest, and the report says so.
#[test]
fn work_that_overtime_carries_is_told() {
    let mut results = fixture::run();
    let run = inside(&mut results);
    let team = |offered: f64| TeamLoad {
        scope: scope("teams.inspectors"),
        offered_load: offered,
        members_on: 20.0,
        members_needed: 21,
        utilisation: Some(offered / 20.0),
        overloaded: false,
        outlook: Outlook::Unknown,
    };
    // overtime is measured as 4.7 hours a day
    run.team_load = vec![team(20.2)];
    let told = truth::told(&results);
    let words = "takes 20.20 of 20 members on duty, 101 % of what they can do: overtime carries \
                 the rest, ";
    assert!(told.contains(words), "{told}");
    assert!(page(&results).contains("101.0 %, partly in overtime"));
    inside(&mut results).team_load = vec![team(20.6)];
    let told = truth::told(&results);
    let words = "of the 14.4 member-hours a day that are missing, and the queue grows";
    assert!(told.contains(words), "{told}");
    inside(&mut results).team_load = vec![team(19.4)];
    assert!(!truth::told(&results).contains("overtime carries"));
    assert!(!page(&results).contains("partly in overtime"));
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

/// Returns the results of a search for the breaking point.
fn stressed() -> Results {
    let all = decisions::all().into_iter();
    let mut named = all.filter(|(name, _)| *name == "stress");
    named.next().expect("one").1
}

/// Changes of side that no interval shows are told as such.
#[test]
fn chance_is_not_told_as_a_change() {
    let mut results = stressed();
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

/// The part of the target that is told to be missed first is one whose mean lies below its limit.
#[test]
fn what_is_missed_first_is_missed() {
    let mut results = stressed();
    let Outcome::Stress(stress) = &mut results.outcome else {
        panic!("a search")
    };
    let verdicts = stress
        .points
        .iter_mut()
        .flat_map(|it| &mut it.point.verdicts);
    for verdict in verdicts {
        // all that arrive are released, just what is wanted; a little too few of them in time
        verdict.estimate.mean = Some(match verdict.target {
            Aim::Release => 0.9995 * verdict.good_from,
            Aim::BatchesPerDay | Aim::UnitsPerDay => verdict.wanted,
        });
    }
    let told = truth::told(&results);
    let sentence = "the target that is missed first is that on batches released within";
    assert!(told.contains(sentence), "{told}");
}
