//! Tables of one arrangement.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, NOTHING, Quantity};
use crate::results::{Estimate, MetricResult, Results, RunOutcome, Standing, TeamLoad, Verdict};

use super::cell::{Cell, Tone};
use super::table::{Layout, Table};

/// Returns the targets with the results and the verdicts.
pub(in crate::report) fn targets<'a>(results: &'a Results, verdicts: &'a [Verdict]) -> Table<'a> {
    let confidence = results.plan.confidence;
    let result = if verdicts.iter().all(|it| it.confidence == confidence) {
        format!("Result ({})", wording::interval_name(confidence))
    } else {
        "Result with its interval".to_owned()
    };
    let quantity = |it: &Verdict| Quantity::of_aim(it.target, &results.plan);
    Layout::over(verdicts)
        .column("Target", |it| {
            Cell::text(wording::target(results, it.target))
        })
        .column("Verdict", |it| Cell::standing(it.standing))
        .estimates("", result, |it| Cell::estimate(quantity(it), &it.estimate))
        .column("Wanted", |it| Cell::exact(quantity(it), it.wanted))
        .column("Remark", |it| Cell::text(remark(results, it)))
        .table()
}

/// Returns remarks on the basis of a verdict.
fn remark(results: &Results, verdict: &Verdict) -> String {
    let mut remarks: Vec<String> = wording::why_undecided(verdict).into_iter().collect();
    if verdict.standing == Standing::Close {
        remarks.push("so close to the limit that the side does not matter".to_owned());
    }
    if verdict.confidence != results.plan.confidence {
        let number = u64::from(verdict.estimate.replications);
        remarks.push(format!(
            "{} after {}",
            wording::interval_name(verdict.confidence),
            wording::things(number, "replication")
        ));
    }
    if verdict.good_from != verdict.wanted {
        let quantity = Quantity::of_aim(verdict.target, &results.plan);
        let from = wording::exact(quantity, verdict.good_from);
        remarks.push(format!("counts as met from {from} on"));
    }
    wording::capitalised(&remarks.join("; "))
}

/// Returns every metric, each through one of its estimates.
pub(in crate::report) fn metrics<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    estimate: fn(&MetricResult) -> Estimate,
) -> Table<'a> {
    let interval = wording::capitalised(&wording::interval_name(results.plan.confidence));
    let quantity = |it: &MetricResult| Quantity::of(it.metric, &results.plan);
    let shown = |it: &MetricResult| {
        let interval = wording::interval(quantity(it), &it.estimate);
        interval.unwrap_or_else(|| NOTHING.to_owned())
    };
    Layout::over(run.metrics.iter())
        .field("metric", "Metric", |it| {
            Cell::metric_name(it.metric, &it.scope)
        })
        .field("scope", "Of", |it| Cell::scope(results, &it.scope))
        .field("unit", "Unit", |it| Cell::text(&it.unit))
        .field("mean", "Mean", |it| {
            Cell::marked(quantity(it), &estimate(it), wording::bound(it)).bare()
        })
        .field("half_width", interval, |it| {
            Cell::exact(quantity(it), estimate(it).half_width).reading(shown(it))
        })
        .field("lower", "lower", |it| {
            Cell::exact(quantity(it), estimate(it).lower)
        })
        .field("upper", "upper", |it| {
            Cell::exact(quantity(it), estimate(it).upper)
        })
        .field("replications", "Replications", |it| {
            Cell::count(estimate(it).replications)
        })
        .column("Remark", |it| Cell::text(wording::bound(it).trim_end()))
        .column("Name in metrics.csv", |it| Cell::text(it.metric.name()))
        .column("Scope in metrics.csv", |it| {
            Cell::text(it.scope.to_string())
        })
        .table()
}

/// Returns a table with a row for each scope of a kind and a column for each of these metrics.
fn by_part<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    (heading, kind): (&str, ScopeKind),
    metrics: impl IntoIterator<Item = Metric>,
) -> Table<'a> {
    let metrics = metrics.into_iter();
    let metrics = metrics.map(|metric| (metric, wording::metric(results, metric, kind)));
    Layout::over(lookup::scopes(results, kind))
        .column(heading, |scope| Cell::scope(results, scope))
        .metrics(results, run, metrics)
        .table()
}

/// Returns results by kind of goods.
pub(in crate::report) fn goods<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    of_batches(results, run, ("Goods", ScopeKind::Goods))
}

/// Returns results by arrival stream.
pub(in crate::report) fn arrivals<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    of_batches(results, run, ("Arrival stream", ScopeKind::Arrivals))
}

/// Returns the metrics of batches, with a row for each scope of a kind.
fn of_batches<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    parts: (&str, ScopeKind),
) -> Table<'a> {
    let within = results.plan.target.release_within_hours;
    let metrics = [
        Metric::ArrivedPerDay,
        Metric::ReleasedPerDay,
        Metric::UnitsReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
    ];
    let metrics = metrics
        .into_iter()
        .chain(within.map(|_| Metric::ReleasedWithin));
    by_part(results, run, parts, metrics)
}

/// Returns every metric that is known for any scope of a kind.
#[cfg(feature = "desktop")]
pub(in crate::report) fn every_metric<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    kind: ScopeKind,
) -> Table<'a> {
    let mut known: Vec<Metric> = vec![];
    let of_them = run.metrics.iter().filter(|it| it.scope.kind() == kind);
    for it in of_them.filter(|it| it.estimate.mean.is_some()) {
        if !known.contains(&it.metric) {
            known.push(it.metric);
        }
    }
    by_part(results, run, ("Name", kind), known)
}

/// Returns the load by theory, members, utilisation and overtime of each team.
pub(in crate::report) fn teams<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let metrics = [
        (Metric::MembersOnMean, "Members on duty"),
        (Metric::Utilisation, "Utilisation"),
        (Metric::OvertimePerDay, "Overtime a day, member-hours"),
    ];
    let is_known = |scope: &&Scope| {
        metrics
            .iter()
            .any(|it| run.metrics.find(scope, it.0).is_some())
    };
    let teams = lookup::scopes(results, ScopeKind::Team).filter(is_known);
    let load = |scope: &Scope| run.team_load.iter().find(|load| load.scope == *scope);
    let teams = Layout::over(teams).column("Team", |scope| Cell::scope(results, scope));
    let teams = if run.team_load.is_empty() {
        teams
    } else {
        teams
            .column("Offered load, members", |scope| {
                let offered = load(scope).map(|load| load.offered_load);
                Cell::number(Quantity::Number, offered, |it| wording::fixed(it, 2))
            })
            .column("Load over members", |scope| load_over(load(scope)))
    };
    teams.metrics(results, run, metrics).table()
}

/// Returns the offered load of a team divided by its members on duty.
fn load_over<'a>(load: Option<&TeamLoad>) -> Cell<'a> {
    let share = load.and_then(|load| load.utilisation);
    let is_overloaded = load.is_some_and(|load| load.overloaded);
    let (words, tone) = match share {
        _ if is_overloaded => (", overloaded", Tone::Bad),
        Some(share) if share > 1.0 => (", partly in overtime", Tone::Open),
        _ => ("", Tone::Plain),
    };
    Cell::number(Quantity::Share, share, |share| {
        wording::percent(share, 1) + words
    })
    .toned(tone)
}

/// Returns lateness of all batches, then by arrival stream and by goods, if any batch has a due
/// time.
pub(in crate::report) fn lateness<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let streams = lookup::scopes(results, ScopeKind::Arrivals);
    let parts = streams.chain(lookup::scopes(results, ScopeKind::Goods));
    let late = |it: &&Scope| {
        lookup::estimate(&run.metrics, it, Metric::LateShare)
            .mean
            .is_some()
    };
    let metrics = [
        (Metric::LateShare, "Late"),
        (Metric::LatenessMean, "Lateness, mean"),
    ];
    Layout::over([&Scope::All].into_iter().chain(parts).filter(late))
        .column("Batches", |scope| {
            let label = wording::label(results, scope);
            Cell::text(match scope.kind() {
                ScopeKind::Goods => format!("Goods: {label}"),
                ScopeKind::Arrivals => format!("Arrivals: {label}"),
                ScopeKind::All | ScopeKind::Station | ScopeKind::Team => {
                    wording::capitalised(label)
                }
            })
        })
        .metrics(results, run, metrics)
        .table()
}

/// Returns the parts and the total of the cost a day; the table has no rows if all costs are zero.
pub(in crate::report) fn costs<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let parts = [
        (Metric::CostLanesPerDay, "Lanes"),
        (Metric::CostStaffPerDay, "Staff"),
        (Metric::CostOvertimePerDay, "Overtime"),
        (Metric::CostDelayPerDay, "Delay of batches"),
        (Metric::CostPerDay, "Total"),
    ];
    let is_known = |(metric, _): &(Metric, &str)| run.metrics.find(&Scope::All, *metric).is_some();
    let occurs = |metric| lookup::occurs(&run.metrics, ScopeKind::All, metric);
    let is_free = !parts.iter().any(|(metric, _)| occurs(*metric));
    let mean = |metric| lookup::estimate(&run.metrics, &Scope::All, metric).mean;
    let total = mean(Metric::CostPerDay).filter(|total| *total > 0.0);
    let share = |metric| Some(mean(metric)? / total?);
    Layout::over(parts.into_iter().filter(|it| !is_free && is_known(it)))
        .column("Cost", |(_, words)| Cell::text(*words))
        .column("A day", |(it, _)| {
            Cell::of_run(results, run, &Scope::All, *it)
        })
        .column("Share", |(it, _)| Cell::percent(share(*it)))
        .table()
}
