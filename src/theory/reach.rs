//! Throughput targets that no number of lanes can meet, because less can be released: fewer batches
//! arrive, or their routes end elsewhere ([`super::released`]).

use super::released;
use crate::calendar::RateProfile;
use crate::model::{ArrivalProcess, Model, RunKind, StreamId, Stretch};
use crate::time::{Span, Time};

/// Batches and units that can be released.
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

/// Throughput targets that no number of lanes can meet, each with what can be released a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BeyondArrivals {
    /// Batches a day that can be released; `None` if `[target] batches_per_day` can be met.
    pub batches_per_day: Option<f64>,
    /// Units a day that can be released; `None` if `[target] units_per_day` can be met.
    pub units_per_day: Option<f64>,
}

impl BeyondArrivals {
    /// Is any throughput target out of reach?
    pub fn is_any(&self) -> bool {
        self.batches_per_day.is_some() || self.units_per_day.is_some()
    }
}

/// Returns the throughput targets that no number of lanes can meet, because what can be released is
/// below the limit.
pub fn beyond_arrivals(model: &Model) -> BeyondArrivals {
    let (target, supply) = (&model.target, supply(model));
    let beyond = |wanted: Option<f64>, there: f64| {
        let good_from = target.throughput_limit(wanted?);
        (there < good_from * (1.0 - ROUNDING)).then_some(there)
    };
    BeyondArrivals {
        batches_per_day: beyond(target.batches_per_day, supply.batches_per_day),
        units_per_day: beyond(target.units_per_day, supply.units_per_day),
    }
}

/// Computes what can be released in the measured window, a day, under the rules in force at each
/// time.
///
/// In a period, this is everything that arrives from the start of the run to the end of the window
/// and is not refused or withdrawn by its route, with the backlog: no number of lanes can release
/// more. In a steady process, it is the mean of these arrivals in the window, or from the start of
/// the run to the end of the window if that is larger, because a quiet window also releases earlier
/// arrivals.
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

/// Relative difference within which values count as equal.
const ROUNDING: f64 = 1e-9;

/// Returns the mean batches and units that arrive in [from, until) and that their routes release,
/// under the rules in force at each time.
fn arrivals(model: &Model, from: Time, until: Time) -> Supply {
    let mut sum = Supply::default();
    for part in model.stretches(from, until) {
        let shares = released::shares(&part, model);
        for (index, share) in shares.iter().enumerate() {
            let (stream, number) = (StreamId::new(index), at_most(&part, StreamId::new(index)));
            sum.batches_per_day += number * share.of_batches;
            sum.units_per_day += number * part.units_of_batch(stream) * share.of_units;
        }
    }
    sum
}

/// Returns the mean number of batches that arrive in the window and that their routes release, a
/// day, with any number of lanes.
pub fn released_at_most(model: &Model) -> f64 {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let mut batches = 0.0;
    for part in model.stretches(start, end) {
        let shares = released::shares(&part, model);
        for (index, share) in shares.iter().enumerate() {
            batches += part.batches(StreamId::new(index)) * share.of_batches;
        }
    }
    batches / model.plan.length.days()
}

/// Returns the mean number of batches of a stream that arrive in a stretch, or an upper bound if it
/// is not known exactly.
fn at_most(part: &Stretch<'_>, stream: StreamId) -> f64 {
    let of_stream = &part.rules.streams[stream.index()];
    match &of_stream.process {
        ArrivalProcess::Poisson(_) | ArrivalProcess::Trace(_) => part.batches(stream),
        ArrivalProcess::Exact(profile) => exact_numbers(part, profile),
        // in any stretch of time, the mean number of renewals exceeds its length over the mean gap
        // by at most E X^2 / (E X)^2 of the gap X (Lorden 1970)
        ArrivalProcess::Renewal(gap) => {
            let gaps = (part.until - part.from).micros() as f64 / gap.mean();
            let groups = gaps + 1.0 + gap.scv();
            groups * of_stream.mean_group()
        }
    }
}

/// Returns the mean number of batches in a stretch with exact daily numbers, each of which is
/// rounded.
fn exact_numbers(part: &Stretch<'_>, profile: &RateProfile) -> f64 {
    let (calendar, from, until) = (&part.rules.calendar, part.from, part.until);
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

/// Returns the mean units of a batch of the backlog, whose stream is drawn in proportion to the
/// streams' rates.
fn units_of_backlog(model: &Model) -> f64 {
    let window = Stretch {
        from: model.plan.window_start(),
        until: model.plan.window_end(),
        rules: model,
    };
    let (mut rates, mut units) = (0.0, 0.0);
    for (index, rate) in model.rates().into_iter().enumerate() {
        rates += rate;
        units += rate * window.units_of_batch(StreamId::new(index));
    }
    if rates > 0.0 { units / rates } else { 0.0 }
}
