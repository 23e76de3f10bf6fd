//! Limits on the batches, events and service times of a replication.

use super::diagnostics::Diagnostics;
use super::network::Network;
use crate::model::{ArrivalProcess, ArrivalStream, Counting, Lanes, Model, Station};
use crate::scenario::path::Path;
use crate::theory;
use crate::time::Span;

/// Limit on the expected batches of a replication.
const MOST_BATCHES: f64 = 1e9;

/// Limit on the expected visits, and on the expected breakdowns and repairs, of a replication.
const MOST_EVENTS: f64 = 1e10;

/// Limit on the mean service time, including the time for the units of a batch: 100 years.
const LONGEST_SERVICE: Span = Span::from_days(36_500);

/// Checks the number of batches and the service times of one period of a run.
pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics<'_>) {
    check_batches(model, diagnostics);
    check_services(model, diagnostics);
}

/// Refuses too many batches.
fn check_batches(model: &Model, diagnostics: &mut Diagnostics<'_>) {
    let horizon = model.plan.horizon();
    let expected = |stream: &ArrivalStream| stream.volume(&model.calendar, horizon);
    let total: f64 = model.streams.iter().map(expected).sum();
    if total <= MOST_BATCHES {
        return;
    }
    let largest = |a: &&ArrivalStream, b: &&ArrivalStream| expected(a).total_cmp(&expected(b));
    let Some(largest) = model.streams.iter().max_by(largest) else {
        return;
    };
    let key = match largest.process {
        ArrivalProcess::Renewal(_) => "every",
        ArrivalProcess::Trace(_) => "file",
        ArrivalProcess::Poisson(_) | ArrivalProcess::Exact(_) => "per_day",
    };
    let message = format!("a replication would have {total:.1e} batches; the limit is 1e9");
    let help = "let fewer batches arrive, or measure a shorter run";
    diagnostics.value(&Path::of(["arrivals", &largest.name, key]), message, help);
}

/// Refuses services of centuries, as large sizes times the time for each unit can give.
fn check_services(model: &Model, diagnostics: &mut Diagnostics<'_>) {
    let goods = model.goods.iter().map(|goods| goods.units.mean());
    let traced = model
        .streams
        .iter()
        .filter_map(|stream| match &stream.process {
            ArrivalProcess::Trace(batches) => Some(batches.iter().map(|batch| batch.units)),
            _ => None,
        });
    let most_units = goods.chain(traced.flatten()).fold(1.0, f64::max);
    for station in &model.stations {
        let service = &station.service;
        let drawn = service
            .times
            .iter()
            .map(crate::distribution::Distribution::mean);
        let longest = drawn.fold(0.0, f64::max) + service.per_unit * most_units;
        let days = longest / Span::DAY.micros() as f64;
        if days <= LONGEST_SERVICE.days() {
            continue;
        }
        let key = if service.per_unit > 0.0 {
            "time_per_1000_units"
        } else {
            "service"
        };
        let message = format!("a service would take {days:.1e} days on average");
        let help = "write shorter times or smaller sizes; the limit is 36500 days";
        diagnostics.value(&Path::of(["stations", &station.name, key]), message, help);
    }
}

/// Refuses too many events: batches that return too often, lanes that break down too often. The
/// network must be one that batches can leave.
pub(super) fn check_events(
    models: &[&mut Model],
    network: &Network,
    diagnostics: &mut Diagnostics<'_>,
) {
    let has_loops = network.has_loops();
    for model in models {
        let days = model.plan.horizon().since_start().days();
        if has_loops {
            let loads = theory::loads(model).into_iter();
            let visits: Vec<f64> = loads.map(|load| load.visits_per_day).collect();
            let total = visits.iter().sum::<f64>() * days;
            if total > MOST_EVENTS {
                let by_visits = |a: &&usize, b: &&usize| visits[**a].total_cmp(&visits[**b]);
                let positions: Vec<usize> = (0..visits.len()).collect();
                let most = positions.iter().max_by(by_visits).map_or(0, |it| *it);
                let message = format!(
                    "a replication would have {total:.1e} visits to stations; the limit is 1e10"
                );
                let help = "let batches return less often, let fewer batches arrive, or measure a \
                            shorter run";
                let name = &model.stations[most].name;
                diagnostics.value(&Path::of(["stations", name, "next"]), message, help);
                return;
            }
        }
        for position in 0..model.stations.len() {
            check_breakdowns(model, position, days, diagnostics);
        }
    }
}

fn check_breakdowns(model: &Model, position: usize, days: f64, diagnostics: &mut Diagnostics<'_>) {
    let station = &model.stations[position];
    let (Some(breakdowns), lanes) = (&station.breakdowns, lanes(model, station)) else {
        return;
    };
    let cycle = (breakdowns.after.mean() + breakdowns.repair.mean()) / Span::DAY.micros() as f64;
    let events = |lanes: f64| 2.0 * lanes * days / cycle;
    let mut total = events(lanes);
    if total > MOST_EVENTS && breakdowns.counting == Counting::Work {
        total = events(theory::loads(model)[position].offered_load.min(lanes));
    }
    // also false for a cycle of length 0
    if total <= MOST_EVENTS {
        return;
    }
    let message =
        format!("a replication would have {total:.1e} breakdowns and repairs; the limit is 1e10");
    let help = "write longer times, fewer lanes, or measure a shorter run";
    diagnostics.value(
        &Path::of(["stations", &station.name, "breakdowns"]),
        message,
        help,
    );
}

/// Returns the largest number of lanes that can break down.
fn lanes(model: &Model, station: &Station) -> f64 {
    let open = match &station.lanes {
        Lanes::Unlimited => 0,
        Lanes::Scheduled(openings) => openings.most_open(&model.calendar),
    };
    f64::from(open) + f64::from(station.open_more.as_ref().map_or(0, |more| more.add))
}
