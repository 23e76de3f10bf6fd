//! Names the arrangement and its cost, in words that begin a sentence.

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome, StationLoad};

/// Most stations that one sentence names.
const NAMED: usize = 3;

/// Returns words such as "With 4 lanes at Document review and 9 lanes at Inspection bays, at
/// 38,160 CNY a day,", or "With this arrangement" if there are many stations or the number of lanes
/// varies.
pub(super) fn arrangement(results: &Results, run: &RunOutcome) -> String {
    let limited = run.load.iter().filter(|load| load.lanes_open.is_some());
    let named: Option<Vec<String>> = limited.map(|load| named(results, run, load)).collect();
    let with = match named {
        Some(named) if (1..=NAMED).contains(&named.len()) => wording::listed(&named),
        _ => "this arrangement".to_owned(),
    };
    let cost = lookup::estimate(&run.metrics, &Scope::All, Metric::CostPerDay);
    if cost.mean.is_none_or(|cost| cost == 0.0) {
        return format!("With {with}");
    }
    let shown = wording::mean(Quantity::of(Metric::CostPerDay, &results.plan), &cost);
    format!("With {with}, at {shown} a day,")
}

/// Returns words such as "9 lanes at Inspection bays"; `None` if the number open varies.
fn named(results: &Results, run: &RunOutcome, load: &StationLoad) -> Option<String> {
    let lanes = load.lanes_open?;
    let series = run.hourly.series.iter().find(|it| it.scope == load.scope)?;
    let always = series
        .lanes_open
        .iter()
        .all(|hour| hour.mean == Some(lanes));
    let is_whole = lanes.fract() == 0.0;
    (always && is_whole).then(|| {
        let label = wording::label(results, &load.scope);
        format!("{} at {label}", super::limits::lanes_open(lanes))
    })
}

/// Says what a released batch costs, if anything does.
pub(super) fn cost_a_batch(results: &Results, run: &RunOutcome) -> Option<String> {
    let mean = |metric| lookup::estimate(&run.metrics, &Scope::All, metric).mean;
    let cost = mean(Metric::CostPerDay).filter(|cost| *cost > 0.0)?;
    let released = mean(Metric::ReleasedPerDay).filter(|released| *released > 0.0)?;
    let quantity = Quantity::of(Metric::CostPerDay, &results.plan);
    // as exact as people pay
    let each = cost / released;
    let digits = if each < 100.0 { 100.0 } else { 1.0 };
    let shown = wording::exact(quantity, (each * digits).round() / digits);
    Some(format!("A released batch costs {shown}."))
}
