//! When the next batches of a stream arrive.
//!
//! Poisson and exact daily arrivals use one exponential variate per batch, renewal arrivals one
//! gap. The variate is addressed by the batch's number; exponential variates are turned into
//! instants by inversion. A batch keeps its ordinal in the stream when rates change, so
//! alternatives that differ in volume still see the same batches.
//!
//! The batches of a group have consecutive numbers; the number of the first addresses the group's
//! variate and its size. Rates count batches: a group uses up as much of the cumulative rate as it
//! holds batches on average, by the mean of its rounded size.

use std::ops::Range;

use rand::RngExt;

use crate::calendar::{Calendar, RateProfile};
use crate::distribution::unit_exponential;
use crate::model::{ArrivalProcess, ArrivalStream, Drawn, TracedBatch};
use crate::random::{Address, Purpose, Substream};
use crate::time::{Span, Time};

use super::ids::Ticket;

/// The arrivals of a stream, in sequence.
#[derive(Debug)]
pub(super) struct Arrivals<'m> {
    /// The stream's rules in force.
    pub(super) rules: &'m ArrivalStream,
    /// The event of the next arrival.
    pub(super) ticket: Option<Ticket>,
    /// Mean number of batches that arrive together.
    mean_size: f64,
    /// The stream's address in this replication.
    pub(super) address: Address,
    substreams: (Substream, Substream),
    /// Number of batches numbered so far.
    numbered: u64,
    /// Instants and rows of the batches of a table whose instants are drawn, in order of time.
    drawn: Vec<(Time, u32)>,
    /// Numbers of the batches that arrive together next.
    pub(super) coming: Range<u64>,
    /// Address of the first of these batches.
    pub(super) of_first: Address,
    /// Instant at which these batches arrive.
    time: Time,
    /// Instant of the latest arrival, or of a later change of rules.
    last: Time,
    /// The variate of the next arrival: a unit exponential, or a gap in microseconds.
    need: f64,
    progress: Progress,
    horizon: Time,
}

/// How far a stream has advanced.
#[derive(Debug)]
struct Progress {
    /// The day reached.
    day: i64,
    /// Microseconds of that day reached.
    clock: f64,
    /// The stretch of constant rate that holds the instant reached, or ends at it.
    stretch: Stretch,
    /// Share of that day that is left, for an exact daily number.
    share_left: f64,
    /// Number of arrivals left on that day, for an exact daily number.
    left: f64,
}

/// An hour of a day, in which the rate is constant.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    /// The midnight at which the day begins.
    midnight: Time,
    /// Microseconds from that midnight to the end of the hour.
    end: f64,
    /// Microseconds per expected arrival; infinite if none is expected.
    gap: f64,
}

impl<'m> Arrivals<'m> {
    /// Prepares a stream's arrivals from the start of the run to the horizon.
    pub(super) fn new(
        stream: &'m ArrivalStream,
        replication: Address,
        calendar: &Calendar,
        horizon: Time,
    ) -> Self {
        let mut arrivals = Self {
            rules: stream,
            ticket: None,
            mean_size: stream.mean_group(),
            address: replication.stream(&stream.name),
            of_first: replication,
            substreams: (
                Substream::birth(Purpose::Arrival),
                Substream::birth(Purpose::Group),
            ),
            numbered: 0,
            drawn: vec![],
            coming: 0..1,
            time: Time::START,
            need: 0.0,
            last: Time::START,
            progress: Progress {
                day: 0,
                clock: 0.0,
                stretch: Stretch::default(),
                share_left: 1.0,
                left: 0.0,
            },
            horizon,
        };
        arrivals.progress.go_on(calendar, Time::START);
        arrivals.draw_rows();
        if let ArrivalProcess::Exact(profile) = &stream.process {
            arrivals.progress.left = daily_number(profile, calendar, 0, arrivals.mean_size);
        }
        arrivals
    }

    /// Returns when the next batch or group arrives; `None` if that is after the horizon.
    #[inline(always)]
    pub(super) fn next(&mut self, calendar: &Calendar) -> Option<Time> {
        loop {
            self.number_next();
            let time = self.time_of_next(calendar);
            if time > self.horizon {
                return None;
            }
            // if the run starts in the middle of a day, the earlier batches of that day are skipped
            if time >= Time::START {
                self.time = time;
                return Some(time);
            }
        }
    }

    /// Numbers the next batch or group and draws its variate.
    #[inline(always)]
    fn number_next(&mut self) {
        let number = self.numbered;
        let address = self.address.batch(number);
        let size = self.rules.group.as_ref().map_or(1, |size| {
            let size = size.sample(address.draw(self.substreams.1, 0));
            (size.round() as u64).max(1)
        });
        self.numbered += size;
        self.coming = number..self.numbered;
        self.of_first = address;
        let mut generator = address.draw(self.substreams.0, 0);
        self.need = match &self.rules.process {
            ArrivalProcess::Poisson(_) | ArrivalProcess::Exact(_) => {
                unit_exponential(&mut generator)
            }
            ArrivalProcess::Renewal(gap) => gap.sample(generator),
            ArrivalProcess::Trace(_) => {
                if let Some((_, row)) = self.drawn.get(number as usize) {
                    // a batch keeps the number of its row, whenever it arrives
                    let row = u64::from(*row);
                    self.coming = row..row + 1;
                    self.of_first = self.address.batch(row);
                }
                0.0
            }
        };
    }

    /// Draws the instants of the batches of a table that arrive at random instants.
    fn draw_rows(&mut self) {
        self.drawn.clear();
        let (Some(hours), ArrivalProcess::Trace(rows)) = (&self.rules.scatter, &self.rules.process)
        else {
            return;
        };
        let (address, substream) = (self.address, self.substreams.0);
        let draw = |(row, batch): (usize, &TracedBatch)| {
            let mut generator = address.batch(row as u64).draw(substream, 0);
            let instant = |drawn: Drawn| drawn.slot.at(generator.random(), hours);
            (batch.drawn.map_or(batch.time, instant), row as u32)
        };
        self.drawn.extend(rows.iter().enumerate().map(draw));
        self.drawn.sort_unstable();
    }

    /// Returns when the next batch arrives, given how far the stream has advanced; [`Time::NEVER`]
    /// if that is after the horizon.
    #[inline(always)]
    fn time_of_next(&mut self, calendar: &Calendar) -> Time {
        self.last = self.time;
        match &self.rules.process {
            ArrivalProcess::Poisson(profile) => {
                let need = self.need * self.mean_size;
                let next = self.progress.next_poisson(need);
                next.unwrap_or_else(|| {
                    let progress = &mut self.progress;
                    progress.next_poisson_later(profile, calendar, need, self.horizon)
                })
            }
            ArrivalProcess::Exact(profile) => {
                let (need, size) = (self.need, self.mean_size);
                let progress = &mut self.progress;
                progress.next_exact(profile, calendar, need, size, self.horizon)
            }
            ArrivalProcess::Trace(batches) => {
                let place = self.numbered as usize - 1;
                match self.drawn.get(place) {
                    Some((time, _)) => *time,
                    None => batches.get(place).map_or(Time::NEVER, |batch| batch.time),
                }
            }
            ArrivalProcess::Renewal(_) => self.time + Span::from_micros_f64(self.need),
        }
    }

    /// Takes over the stream's rules of another version, whose arrivals are the same.
    pub(super) fn follow(&mut self, stream: &'m ArrivalStream) {
        (self.rules, self.mean_size) = (stream, stream.mean_group());
    }

    /// Changes the stream's rules from now on and returns when the next batch arrives. The batch
    /// keeps its number, and the progress towards it counts: the rest of a Poisson variate
    /// continues at the new rate; an exact daily number keeps the share that falls into the rest of
    /// the day; a gap that has begun keeps its drawn length.
    pub(super) fn change(
        &mut self,
        stream: &'m ArrivalStream,
        calendar: &Calendar,
        now: Time,
    ) -> Option<Time> {
        let (old, old_mean) = (&self.rules.process, self.mean_size);
        self.follow(stream);
        let day = calendar.day(now);
        let midnight = calendar.midnight(day);
        match (old, &self.rules.process) {
            (ArrivalProcess::Poisson(old), ArrivalProcess::Poisson(_)) => {
                let gone = old.expected(calendar, self.last, now);
                self.need = (self.need - gone / old_mean).max(0.0);
                self.progress.go_on(calendar, now);
            }
            (_, ArrivalProcess::Exact(profile)) => {
                let gone = profile.expected(calendar, midnight, now)
                    / profile
                        .expected_on(calendar.kind(day))
                        .max(f64::MIN_POSITIVE);
                let whole = daily_number(profile, calendar, day, self.mean_size);
                self.progress.day = day;
                self.progress.share_left = (1.0 - gone).max(0.0);
                self.progress.left = (whole * self.progress.share_left).round();
            }
            (ArrivalProcess::Renewal(_), ArrivalProcess::Renewal(_)) => {
                return (self.time >= now && self.time <= self.horizon).then_some(self.time);
            }
            (_, ArrivalProcess::Poisson(_) | ArrivalProcess::Renewal(_)) => {
                self.progress.go_on(calendar, now);
                self.numbered = self.coming.start;
                self.number_next();
            }
            (_, ArrivalProcess::Trace(batches)) => {
                self.draw_rows();
                let first = if self.drawn.is_empty() {
                    batches.partition_point(|batch| batch.time < now)
                } else {
                    self.drawn.partition_point(|(time, _)| *time < now)
                };
                self.numbered = first as u64;
                self.number_next();
            }
        }
        self.time = now;
        self.time = self.time_of_next(calendar);
        (self.time <= self.horizon).then_some(self.time)
    }
}

/// Number of arrivals on a day under an exact daily number, if each brings `size` batches.
fn daily_number(profile: &RateProfile, calendar: &Calendar, day: i64, size: f64) -> f64 {
    (profile.expected_on(calendar.kind(day)) / size).round()
}

impl Progress {
    /// Advances until the expected number of arrivals has grown by `need`, which inverts the
    /// cumulative rate (Cinlar 1975, chapter 4, theorem 7.1). `None` if that is not within the
    /// present stretch.
    #[inline(always)]
    fn next_poisson(&mut self, need: f64) -> Option<Time> {
        let Stretch { midnight, end, gap } = self.stretch;
        let clock = self.clock + need * gap;
        (clock < end).then(|| {
            self.clock = clock;
            midnight + Span::from_micros_f64(clock)
        })
    }

    /// Advances beyond the present stretch; [`Time::NEVER`] if the next stretch begins after the
    /// horizon.
    #[cold]
    #[inline(never)]
    fn next_poisson_later(
        &mut self,
        profile: &RateProfile,
        calendar: &Calendar,
        mut need: f64,
        horizon: Time,
    ) -> Time {
        loop {
            need -= (self.stretch.end - self.clock) / self.stretch.gap;
            let Some(stretch) = self.next_stretch(profile, calendar, horizon) else {
                return Time::NEVER;
            };
            self.stretch = stretch;
            if let Some(time) = self.next_poisson(need.max(0.0)) {
                return time;
            }
        }
    }

    /// Advances to the end of the present stretch and returns the next one; `None` after the
    /// horizon.
    fn next_stretch(
        &mut self,
        profile: &RateProfile,
        calendar: &Calendar,
        horizon: Time,
    ) -> Option<Stretch> {
        let hour_length = Span::HOUR.micros() as f64;
        self.clock = self.stretch.end;
        let mut hour = (self.clock / hour_length) as usize;
        if hour >= 24 {
            (self.day, self.clock, hour) = (self.day + 1, 0.0, 0);
        }
        let midnight = calendar.midnight(self.day);
        let expected = profile.expected_on(calendar.kind(self.day));
        (midnight <= horizon).then_some(Stretch {
            midnight,
            end: (hour + 1) as f64 * hour_length,
            gap: hour_length / (expected * profile.hours[hour]),
        })
    }

    /// Continues from this instant, under rules that may be new.
    fn go_on(&mut self, calendar: &Calendar, now: Time) {
        self.day = calendar.day(now);
        let midnight = calendar.midnight(self.day);
        self.clock = (now - midnight).micros() as f64;
        // an empty stretch that ends now
        self.stretch = Stretch {
            midnight,
            end: self.clock,
            gap: f64::INFINITY,
        };
    }

    /// Returns the next of n independent instants in order: the first of `left` uniform points
    /// takes the part 1 - exp(-gap / left) of the share of the day that is left (Renyi 1953).
    fn next_exact(
        &mut self,
        profile: &RateProfile,
        calendar: &Calendar,
        gap: f64,
        size: f64,
        horizon: Time,
    ) -> Time {
        while self.left < 1.0 {
            self.day += 1;
            if calendar.midnight(self.day) > horizon {
                return Time::NEVER;
            }
            self.left = daily_number(profile, calendar, self.day, size);
            self.share_left = 1.0;
        }
        self.share_left *= (-gap / self.left).exp();
        self.left -= 1.0;
        calendar.midnight(self.day) + instant_of_share(profile, 1.0 - self.share_left)
    }
}

/// Returns the time of day by which this share of a day's batches has arrived.
fn instant_of_share(profile: &RateProfile, share: f64) -> Span {
    let mut before = 0.0;
    let mut instant = Span::DAY.micros() as f64;
    for (hour, in_hour) in profile.hours.iter().enumerate() {
        if *in_hour > 0.0 && share < before + in_hour {
            instant = (hour as f64 + (share - before) / in_hour) * Span::HOUR.micros() as f64;
            break;
        }
        before += in_hour;
    }
    // 24:00 would belong to the next day
    Span::from_micros_f64(instant.min((Span::DAY.micros() - 1) as f64))
}
