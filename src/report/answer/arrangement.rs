//! Names the arrangement and its cost, in words that begin a sentence.

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome, StationLoad, TeamLoad};

use super::limits;

/// Most teams and stations that one sentence names.
const NAMED: usize = 4;

/// Returns words such as "With 7 to 13 members of Officers, 4 lanes at Document review and 9 lanes
/// at Inspection bays, at 38,160 CNY a day,", or "With this arrangement" if there are many of them.
pub(super) fn arrangement(results: &Results, run: &RunOutcome) -> String {
    let limited = run.load.iter().filter(|load| load.lanes_open.is_some());
    let stations = limited.map(|load| lanes(results, run, load));
    let teams = run.team_load.iter();
    let teams = teams.map(|load| officers(results, run, load));
    let named: Option<Vec<String>> = teams.chain(stations).collect();
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

/// Returns words such as "2 to 4 lanes at Inspection bays"; `None` if the number is not known by
/// the hour.
fn lanes(results: &Results, run: &RunOutcome, load: &StationLoad) -> Option<String> {
    let label = wording::label(results, &load.scope);
    if let Some(by_clock) = load.by_clock {
        let demand = wording::trimmed(load.on_demand);
        return Some(if by_clock.1 == 0.0 {
            format!(
                "up to {} on demand at {label}",
                limits::lanes_open(load.on_demand)
            )
        } else {
            let lanes = limits::range(by_clock, limits::lanes_open);
            format!("{lanes} and up to {demand} on demand at {label}")
        });
    }
    let open = lookup::open_range(&run.hourly.series, &load.scope)?;
    Some(format!(
        "{} at {label}",
        limits::range(open, limits::lanes_open)
    ))
}

/// Returns words such as "7 to 13 members of Officers".
fn officers(results: &Results, run: &RunOutcome, load: &TeamLoad) -> Option<String> {
    let on_duty = lookup::open_range(&run.hourly.teams, &load.scope)?;
    let label = wording::label(results, &load.scope);
    Some(format!(
        "{} of {label}",
        limits::range(on_duty, limits::members)
    ))
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
