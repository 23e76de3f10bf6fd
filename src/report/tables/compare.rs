//! The tables of a comparison.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{
    Arrangement, CompareOutcome, Comparison, Difference, Estimate, Rank, Ranked, Results,
};

use super::{Cell, Table, Tone, overall_standing};

/// Every arrangement: the headline metrics, and how it stands to its targets.
pub(in crate::report) fn arrangements(results: &Results, compare: &CompareOutcome) -> Table {
    let mut metrics = vec![
        Metric::ReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
    ];
    let mut headers = vec!["Arrangement".to_owned()];
    headers.extend(
        metrics
            .iter()
            .map(|metric| metric.words(ScopeKind::All).to_owned()),
    );
    if let Some(hours) = results.plan.target.release_within_hours {
        metrics.push(Metric::ReleasedWithin);
        let within = wording::exact(Quantity::Hours, hours);
        headers.push(format!("Released within {within}"));
    }
    let all = compare.arrangements.iter().flat_map(|it| &it.metrics);
    let costs = |it: &crate::results::MetricResult| {
        it.metric == Metric::CostPerDay && it.estimate.mean.is_some_and(|cost| cost > 0.0)
    };
    if all.clone().any(costs) {
        metrics.push(Metric::CostPerDay);
        headers.push(Metric::CostPerDay.words(ScopeKind::All).to_owned());
    }
    headers.push("Targets".to_owned());
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut table = Table::new(&headers);
    let row = |arrangement: &Arrangement| {
        let cell = |metric: &Metric| {
            let found = arrangement.metrics.find(&Scope::All, *metric);
            Cell::metric(Quantity::of(*metric, &results.plan), found)
        };
        let name = Cell::text(wording::capitalised(&arrangement.label));
        let standing = overall_standing(&arrangement.verdicts);
        let metrics = metrics.iter().map(cell);
        std::iter::once(name)
            .chain(metrics)
            .chain([standing])
            .collect()
    };
    table.rows = compare.arrangements.iter().map(row).collect();
    table
}

/// The differences of the judged metrics.
pub(in crate::report) fn judged(results: &Results, compare: &CompareOutcome) -> Table {
    let headers = ["Arrangement", "Metric", "Difference", "Verdict"];
    let mut table = Table::new(&headers);
    let judged = compare.differences.iter().filter(|it| it.adjusted);
    let row = |it: &Difference| {
        let verdict = it.verdict.unwrap_or(Comparison::Unknown);
        vec![
            Cell::text(label(compare, it)),
            Cell::text(it.metric.words(it.scope.kind())),
            difference(results, it),
            Cell::text(wording::comparison(verdict)).toned(tone(verdict)),
        ]
    };
    table.rows = judged.map(row).collect();
    table
}

/// The differences of every metric that has one.
pub(in crate::report) fn differences(results: &Results, compare: &CompareOutcome) -> Table {
    let headers = [
        "Metric",
        "Of",
        "Arrangement",
        "Baseline",
        "Difference",
        "Widened",
        "Narrower by pairing",
    ];
    let mut table = Table::new(&headers);
    let known = compare
        .differences
        .iter()
        .filter(|it| it.difference.mean.is_some());
    let row = |it: &Difference| {
        let quantity = Quantity::of(it.metric, &results.plan);
        let narrower = it.variance_ratio.map(f64::sqrt);
        let shown = narrower.map_or_else(
            || NOTHING.to_owned(),
            |times| format!("{}\u{a0}times", wording::fixed(times, 1)),
        );
        vec![
            Cell::text(it.metric.words(it.scope.kind())),
            Cell::text(wording::label(results, &it.scope)),
            Cell::text(label(compare, it)),
            Cell::derived(quantity, it.baseline),
            difference(results, it),
            Cell::text(if it.adjusted { "yes" } else { "no" }),
            Cell::number(narrower, shown),
        ]
    };
    table.rows = known.map(row).collect();
    table
}

/// Each arrangement against the best of the others.
pub(in crate::report) fn best(results: &Results, compare: &CompareOutcome) -> Table {
    let headers = [
        "Metric",
        "Arrangement",
        "Best of the others",
        "Difference to it",
        "Worse than the best by at least",
        "Standing",
    ];
    let mut table = Table::new(&headers);
    let label = |at: usize| {
        let arrangement = compare.arrangements.get(at);
        arrangement.map_or_else(String::new, |it| wording::capitalised(&it.label))
    };
    let rows = compare.best.iter().flat_map(|best| {
        let label = &label;
        best.ranks.iter().enumerate().map(move |(position, it)| {
            let quantity = wording::difference_quantity(best.metric, &results.plan);
            let standing = if it.misses {
                format!("{}, misses a target", wording::rank(it.rank))
            } else {
                wording::rank(it.rank).to_owned()
            };
            vec![
                Cell::text(best.metric.words(ScopeKind::All)),
                Cell::text(label(position)),
                Cell::text(it.against.map_or_else(|| NOTHING.to_owned(), label)),
                to_the_best(quantity, it),
                Cell::derived(quantity, it.worse_by),
                Cell::text(standing).toned(tone_of_rank(it.rank)),
            ]
        })
    });
    table.rows = rows.collect();
    table
}

/// The difference to the best of the others with its constrained interval.
fn to_the_best(quantity: Quantity<'_>, it: &Ranked) -> Cell {
    let half_width = it
        .lower
        .zip(it.upper)
        .map(|(lower, upper)| (upper - lower) / 2.0);
    let estimate = Estimate {
        mean: it.difference,
        half_width,
        lower: it.lower,
        upper: it.upper,
        replications: 0,
    };
    Cell {
        interval: wording::signed_interval(quantity, &estimate, "to"),
        ..Cell::number(it.difference, wording::signed(quantity, &estimate))
    }
}

/// Is it good or bad news?
fn tone_of_rank(rank: Rank) -> Tone {
    match rank {
        Rank::Best | Rank::Only => Tone::Good,
        Rank::Worse | Rank::LeftOut => Tone::Bad,
        Rank::Among | Rank::Unknown => Tone::Open,
    }
}

fn label(compare: &CompareOutcome, it: &Difference) -> String {
    let arrangement = compare.arrangements.get(it.alternative);
    arrangement.map_or_else(String::new, |it| wording::capitalised(&it.label))
}

/// A difference with its sign and its interval.
pub(in crate::report) fn difference(results: &Results, it: &Difference) -> Cell {
    let quantity = wording::difference_quantity(it.metric, &results.plan);
    let interval = wording::signed_interval(quantity, &it.difference, "to");
    Cell {
        interval,
        ..Cell::number(
            it.difference.mean,
            wording::signed(quantity, &it.difference),
        )
    }
}

/// Is it good or bad news?
fn tone(comparison: Comparison) -> Tone {
    match comparison {
        Comparison::Better => Tone::Good,
        Comparison::Worse => Tone::Bad,
        Comparison::NoDifferenceShown | Comparison::Unknown => Tone::Open,
    }
}
