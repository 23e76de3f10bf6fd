//! Expected numbers of batches over time.

use crate::calendar::Calendar;
use crate::time::{Span, Time};

use super::{ArrivalProcess, ArrivalStream, Class, Model, StreamId, Stretch, TracedBatch};

impl Model {
    /// Returns the batches per day of each stream, on average over the days of the measured window;
    /// for a stream that reads a file, by its rows in the window.
    pub fn rates(&self) -> Vec<f64> {
        let window = self.stretches(self.plan.window_start(), self.plan.window_end());
        let days = self.plan.length.days();
        let of_stream = |position: usize| {
            let parts = window.iter().map(|part| {
                let stream = &part.rules.streams[position];
                stream.expected(&self.calendar, part.from, part.until)
            });
            parts.sum::<f64>() / days
        };
        (0..self.streams.len()).map(of_stream).collect()
    }
}

impl Stretch<'_> {
    /// Returns the expected number of batches of a stream that arrive in it
    /// ([`ArrivalStream::expected`]).
    pub fn batches(&self, stream: StreamId) -> f64 {
        let rules = self.rules;
        rules.streams[stream.index()].expected(&rules.calendar, self.from, self.until)
    }

    /// Returns the mean units of a batch of a stream that arrives in it; for a stream that reads a
    /// file, the mean of its rows in the stretch, or 0 if it has none.
    pub fn units_of_batch(&self, stream: StreamId) -> f64 {
        let rules = self.rules;
        if let process @ ArrivalProcess::Trace(_) = &rules.streams[stream.index()].process {
            let rows = process.rows(self.from, self.until);
            let units: f64 = rows.iter().map(|batch| batch.units).sum();
            return units / rows.len().max(1) as f64;
        }
        let units = |class: &Class| {
            let goods = class.goods.map(|goods| &rules.goods[goods.index()]);
            class.share * goods.map_or(0.0, |goods| goods.units.mean())
        };
        let of_stream = rules.classes.iter().filter(|class| class.stream == stream);
        of_stream.map(units).sum()
    }
}

impl ArrivalStream {
    /// Returns the number of batches expected in [from, until); for a file, the number of its rows
    /// there. Independent gaps count with their long-run mean rate.
    pub fn expected(&self, calendar: &Calendar, from: Time, until: Time) -> f64 {
        match &self.process {
            ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                profile.expected(calendar, from, until)
            }
            // gaps are those between groups, while all other rates count batches
            ArrivalProcess::Renewal(gap) => {
                let micros = (until - from).days() * Span::DAY.micros() as f64;
                micros / gap.mean() * self.mean_group()
            }
            ArrivalProcess::Trace(_) => self.process.rows(from, until).len() as f64,
        }
    }

    /// Returns the approximate number of batches in a run up to `horizon`, without regard to
    /// holidays. It serves for limits on the size of a run, so its cost does not grow with the
    /// run's length.
    pub fn volume(&self, calendar: &Calendar, horizon: Time) -> f64 {
        match &self.process {
            ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                profile.weekly_mean() * horizon.since_start().days()
            }
            ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {
                self.expected(calendar, Time::START, horizon)
            }
        }
    }
}

impl ArrivalStream {
    /// Returns the mean number of batches that arrive together: E max(1, round(X)) of the group's
    /// distribution, which is 1 + the sum of P(X >= k + 1/2) over k >= 1.
    pub fn mean_group(&self) -> f64 {
        let Some(size) = &self.group else {
            return 1.0;
        };
        let mut mean = 1.0;
        for k in 1..1_000_000 {
            let above = 1.0 - size.cdf((f64::from(k) + 0.5).next_down());
            mean += above;
            if above < 1e-12 {
                break;
            }
        }
        mean
    }
}

impl ArrivalProcess {
    /// Returns the rows of a file that arrive in [from, until); empty for other processes.
    pub fn rows(&self, from: Time, until: Time) -> &[TracedBatch] {
        match self {
            Self::Trace(batches) => {
                let before = |time: Time| batches.partition_point(|batch| batch.time < time);
                let first = before(from);
                &batches[first..before(until).max(first)]
            }
            Self::Poisson(_) | Self::Exact(_) | Self::Renewal(_) => &[],
        }
    }
}
