//! Throughput targets that no number of lanes can meet, because less arrives.

use crate::calendar::RateProfile;
use crate::model::{
    ArrivalProcess, ArrivalStream, Class, GoodsId, Model, RunKind, StreamId, TracedBatch,
};
use crate::time::{Span, Time};

/// What there is to release.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Supply {
    /// Mean batches a day of the measured window.
    pub batches_per_day: f64,
    /// Mean units a day of the measured window.
    pub units_per_day: f64,
}

impl Supply {
    fn add(&mut self, batches: f64, units_a_batch: f64) {
        self.batches_per_day += batches;
        self.units_per_day += batches * units_a_batch;
    }

    fn a_day_of(self, length: Span) -> Self {
        Self {
            batches_per_day: self.batches_per_day / length.days(),
            units_per_day: self.units_per_day / length.days(),
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            batches_per_day: self.batches_per_day.max(other.batches_per_day),
            units_per_day: self.units_per_day.max(other.units_per_day),
        }
    }
}

/// Throughput targets that are out of reach of any lanes, each with what there is to release a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BeyondArrivals {
    /// Batches a day, where `[target] batches_per_day` is out of reach.
    pub batches_per_day: Option<f64>,
    /// Units a day, where `[target] units_per_day` is out of reach.
    pub units_per_day: Option<f64>,
}

/// Which throughput targets are out of reach of any lanes? Those of which what there is to release
/// is below (1 - tolerance): what never came cannot be released.
pub fn beyond_arrivals(model: &Model) -> BeyondArrivals {
    let (target, supply) = (&model.target, supply(model));
    let beyond = |wanted: Option<f64>, there: f64| {
        let good_from = wanted? * (1.0 - target.tolerance);
        (there < good_from * (1.0 - ROUNDING)).then_some(there)
    };
    BeyondArrivals {
        batches_per_day: beyond(target.batches_per_day, supply.batches_per_day),
        units_per_day: beyond(target.units_per_day, supply.units_per_day),
    }
}

/// What there is to release in the measured window, a day, by the rules in force at each time.
///
/// In a period: everything that comes from the start of the run to the end of the window, with the
/// backlog; no lanes release more than that. In a steady process: the mean of what comes in the
/// window, or from the start of the run to the window's end if that is more, because a quiet window
/// also releases what came before.
pub fn supply(model: &Model) -> Supply {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let whole = arrivals(model, Time::START, end);
    match model.plan.kind {
        RunKind::Period => {
            let mut there = whole;
            let waiting: u64 = model.backlog.iter().map(|(_, count)| count).sum();
            there.add(waiting as f64, units_of_backlog(model));
            there.a_day_of(model.plan.length)
        }
        RunKind::Steady => {
            let in_window = arrivals(model, start, end).a_day_of(model.plan.length);
            in_window.max(whole.a_day_of(end.since_start()))
        }
    }
}

/// Shares of a target that are this close count as equal.
const ROUNDING: f64 = 1e-9;

/// Mean batches and units that arrive in [from, until), by the rules in force at each time.
fn arrivals(model: &Model, from: Time, until: Time) -> Supply {
    let later = model.changes.iter().map(|(time, rules)| (*time, rules));
    let ends = model.changes.iter().map(|(time, _)| *time).chain([until]);
    let versions = std::iter::once((Time::START, model)).chain(later).zip(ends);
    let mut sum = Supply::default();
    for ((begin, rules), end) in versions {
        let (from, until) = (from.max(begin), until.min(end));
        if from >= until {
            continue;
        }
        for (index, stream) in rules.streams.iter().enumerate() {
            match &stream.process {
                ArrivalProcess::Trace(batches) => {
                    let at = |time| batches.partition_point(|batch| batch.time < time);
                    let rows = &batches[at(from)..at(until)];
                    sum.add(rows.len() as f64, mean_units(rows));
                }
                ArrivalProcess::Poisson(_)
                | ArrivalProcess::Exact(_)
                | ArrivalProcess::Renewal(_) => {
                    let units = units_of_stream(rules, StreamId::new(index));
                    sum.add(expected(rules, stream, from, until), units);
                }
            }
        }
    }
    sum
}

/// Mean number of batches of a stream that arrive in [from, until); an upper bound where it is not
/// known exactly.
fn expected(model: &Model, stream: &ArrivalStream, from: Time, until: Time) -> f64 {
    match &stream.process {
        ArrivalProcess::Poisson(profile) => profile.expected(&model.calendar, from, until),
        ArrivalProcess::Exact(profile) => exact_numbers(model, profile, from, until),
        // in any stretch of time, the mean number of renewals exceeds its length over the mean gap
        // by at most E X^2 / (E X)^2 of the gap X (Lorden 1970)
        ArrivalProcess::Renewal(gap) => {
            let gaps = (until - from).micros() as f64 / gap.mean();
            let groups = gaps + 1.0 + gap.scv();
            groups * stream.mean_group()
        }
        ArrivalProcess::Trace(_) => 0.0,
    }
}

/// Mean number of batches in [from, until) of exact daily numbers: each day's is rounded.
fn exact_numbers(model: &Model, profile: &RateProfile, from: Time, until: Time) -> f64 {
    let calendar = &model.calendar;
    let mut number = 0.0;
    let mut day = calendar.day(from);
    while calendar.midnight(day) < until {
        let (begin, end) = (calendar.midnight(day), calendar.midnight(day + 1));
        let expected = profile.expected_on(calendar.kind(day));
        if expected > 0.0 {
            let here = profile.expected(calendar, from.max(begin), until.min(end));
            number += expected.round() * here / expected;
        }
        day += 1;
    }
    number
}

/// Mean units of a batch of a stream that draws its goods.
fn units_of_stream(model: &Model, stream: StreamId) -> f64 {
    let of_goods = |goods: GoodsId| model.goods[goods.index()].units.mean();
    let units = |class: &Class| class.share * class.goods.map_or(0.0, of_goods);
    let of_stream = model.classes.iter().filter(|class| class.stream == stream);
    of_stream.map(units).sum()
}

/// Mean units of a batch of the backlog, whose stream is drawn in proportion to the streams' rates.
fn units_of_backlog(model: &Model) -> f64 {
    let of_streams = model.rates();
    let (mut rates, mut units) = (0.0, 0.0);
    for (index, stream) in model.streams.iter().enumerate() {
        let (start, end) = (model.plan.window_start(), model.plan.window_end());
        let rate = of_streams[index];
        let of_batch = match &stream.process {
            ArrivalProcess::Trace(_) => mean_units(stream.process.rows(start, end)),
            ArrivalProcess::Poisson(_) | ArrivalProcess::Exact(_) | ArrivalProcess::Renewal(_) => {
                units_of_stream(model, StreamId::new(index))
            }
        };
        rates += rate;
        units += rate * of_batch;
    }
    if rates > 0.0 { units / rates } else { 0.0 }
}

fn mean_units(batches: &[TracedBatch]) -> f64 {
    let units: f64 = batches.iter().map(|batch| batch.units).sum();
    units / (batches.len() as f64).max(1.0)
}
