//! The tables of a comparison.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Arrangement, Best, CompareOutcome, Difference, Rank, Ranked, Results};

use super::cell::{Cell, Tone};
use super::changes::verdict;
use super::table::{Layout, Table};

/// Returns every arrangement with its headline metrics and its standing to the targets.
pub(in crate::report) fn arrangements<'a>(
    results: &'a Results,
    compare: &'a CompareOutcome,
) -> Table<'a> {
    let cost = |it: &Arrangement| lookup::estimate(&it.metrics, &Scope::All, Metric::CostPerDay);
    let mut all = compare.arrangements.iter();
    let costs = all.any(|it| cost(it).mean > Some(0.0));
    let metrics = super::points::headline(results).into_iter();
    let metrics = metrics.chain(costs.then_some(Metric::CostPerDay));
    let arrangements = Layout::over(&compare.arrangements).column("Arrangement", |it| {
        Cell::text(wording::capitalised(&it.label))
    });
    let arrangements = metrics.fold(arrangements, |arrangements, metric| {
        let heading = wording::metric(results, metric, ScopeKind::All);
        let quantity = Quantity::of(metric, &results.plan);
        arrangements.column(heading, |it| {
            Cell::metric(quantity, it.metrics.find(&Scope::All, metric))
        })
    });
    arrangements
        .column("Targets", |it| Cell::overall(&it.verdicts))
        .table()
}

/// Returns an arrangement's cell: its name in files, its label for people.
fn arrangement(compare: &CompareOutcome, at: usize) -> Cell<'_> {
    let found = compare.arrangements.get(at);
    found.map_or_else(Cell::default, |it| {
        Cell::text(wording::capitalised(&it.label)).named(&it.name)
    })
}

/// Columns of the table of judged differences.
pub(in crate::report) const JUDGED: [&str; 4] = ["alternative", "metric", "difference", "verdict"];

/// Returns a table of these differences from the baseline.
pub(in crate::report) fn differences<'a>(
    results: &'a Results,
    compare: &'a CompareOutcome,
    is_meant: fn(&Difference) -> bool,
) -> Table<'a> {
    let signed = |it: &Difference| wording::difference_quantity(it.metric, &results.plan);
    let number = |it: &Difference, value| Cell::exact(signed(it), value);
    Layout::over(compare.differences.iter().filter(|it| is_meant(it)))
        .field("metric", "Metric", |it| {
            Cell::metric_name(it.metric, &it.scope)
        })
        .field("scope", "Of", |it| Cell::scope(results, &it.scope))
        .field("unit", "Unit", |it| Cell::text(&it.unit))
        .field("baseline", "Against", |_| arrangement(compare, 0))
        .field("alternative", "Arrangement", |it| {
            arrangement(compare, it.alternative)
        })
        .column("Baseline", |it| {
            Cell::derived(Quantity::of(it.metric, &results.plan), it.baseline)
        })
        .field("difference", "Difference", |it| {
            Cell::difference(signed(it), &it.difference)
        })
        .field("half_width", "", |it| number(it, it.difference.half_width))
        .field("lower", "Lower", |it| number(it, it.difference.lower))
        .field("upper", "Upper", |it| number(it, it.difference.upper))
        .field("adjusted", "Widened", |it| Cell::yes(it.adjusted))
        .column("Narrower by pairing", |it| {
            Cell::number(
                Quantity::Number,
                it.variance_ratio.map(f64::sqrt),
                |times| format!("{}\u{a0}times", wording::fixed(times, 1)),
            )
        })
        .field("verdict", "Verdict", |it| {
            it.verdict.map_or_else(Cell::default, verdict)
        })
        .table()
}

/// Returns each arrangement compared with the best of the others, metric by metric.
pub(in crate::report) fn best<'a>(results: &'a Results, compare: &'a CompareOutcome) -> Table<'a> {
    let quantity = |best: &Best| wording::difference_quantity(best.metric, &results.plan);
    let ranks = compare.best.iter().flat_map(|best| {
        let ranks = best.ranks.iter().enumerate();
        ranks.map(move |(at, it)| (best, at, it))
    });
    Layout::over(ranks)
        .field("metric", "Metric", |(best, ..)| {
            Cell::metric_name(best.metric, &Scope::All)
        })
        .field("scope", "", |_| Cell::scope(results, &Scope::All))
        .field("unit", "", |(best, ..)| Cell::text(&best.unit))
        .field("arrangement", "Arrangement", |(_, at, _)| {
            arrangement(compare, *at)
        })
        .field("against", "Best of the others", |(.., it)| {
            match it.against {
                Some(at) => arrangement(compare, at),
                None => Cell::default().reading(wording::NOTHING),
            }
        })
        .field("difference", "Difference from the best", |(best, _, it)| {
            Cell::difference(quantity(best), &wording::alone(it.difference))
        })
        .field("lower", "", |(best, _, it)| {
            Cell::exact(quantity(best), it.lower)
        })
        .field("upper", "", |(best, _, it)| {
            Cell::exact(quantity(best), it.upper)
        })
        .field(
            "worse_by",
            "Worse than the best by at least",
            |(best, _, it)| {
                let quantity = quantity(best);
                Cell::number(quantity, it.worse_by, |least| {
                    wording::at_least(quantity, least)
                })
            },
        )
        .field("misses_target", "", |(.., it)| Cell::yes(it.misses))
        .field("standing", "Standing", |(.., it)| standing(it))
        .table()
}

/// Returns an arrangement's standing to the best one.
fn standing<'a>(it: &Ranked) -> Cell<'a> {
    let words = wording::rank(it.rank);
    let cell = Cell::text(words).toned(match it.rank {
        Rank::Best | Rank::Only => Tone::Good,
        Rank::Worse | Rank::LeftOut => Tone::Bad,
        Rank::Among | Rank::Unknown => Tone::Open,
    });
    if it.misses {
        cell.reading(format!("{words}, misses a target"))
    } else {
        cell
    }
}
