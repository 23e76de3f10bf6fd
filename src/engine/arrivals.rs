//! When the next batch of a stream arrives.
//!
//! Every process is driven by one exponential variate a batch, addressed by the batch's number, and
//! turned into an instant by inversion. A batch keeps its place in the sequence when rates change,
//! so alternatives that differ in volume still see the same batches.

use crate::calendar::{Calendar, RateProfile};
use crate::distribution::unit_exponential;
use crate::model::{ArrivalProcess, ArrivalStream};
use crate::random::{Address, Place, Purpose};
use crate::time::{Span, Time};

/// A stream's arrivals, one after the other.
#[derive(Debug)]
pub(super) struct Arrivals<'m> {
    process: &'m ArrivalProcess,
    /// The stream's address in this replication.
    address: Address,
    place: Place,
    /// How many batches have been numbered so far.
    numbered: u64,
    progress: Progress,
    horizon: Time,
}

/// How far a stream has come.
#[derive(Debug)]
struct Progress {
    /// The day reached.
    day: i64,
    /// Microseconds of that day reached.
    clock: f64,
    /// Share of that day's batches still to come, of an exact daily number.
    share_left: f64,
    /// Number of that day's batches still to come, of an exact daily number.
    left: f64,
    /// The instant of the last arrival, of a renewal process.
    last: Time,
}

/// A batch that will arrive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) time: Time,
    pub(super) number: u64,
    pub(super) address: Address,
}

impl<'m> Arrivals<'m> {
    /// A stream's arrivals from the start of the run to the horizon.
    pub(super) fn new(
        stream: &'m ArrivalStream,
        replication: Address,
        calendar: &Calendar,
        horizon: Time,
    ) -> Self {
        let clock = (Time::START - calendar.midnight(0)).micros() as f64;
        let left = match &stream.process {
            ArrivalProcess::Exact(profile) => profile.expected_on(calendar.kind(0)).round(),
            ArrivalProcess::Poisson(_) | ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {
                0.0
            }
        };
        Self {
            process: &stream.process,
            address: replication.stream(&stream.name),
            place: Place::birth(Purpose::Arrival),
            numbered: 0,
            progress: Progress {
                day: 0,
                clock,
                share_left: 1.0,
                left,
                last: Time::START,
            },
            horizon,
        }
    }

    /// The next batch; none where the next one would arrive after the horizon.
    pub(super) fn next(&mut self, calendar: &Calendar) -> Option<Arrival> {
        loop {
            let number = self.numbered;
            self.numbered += 1;
            let address = self.address.batch(number);
            let mut generator = address.draw(self.place, 0);
            let progress = &mut self.progress;
            let time = match self.process {
                ArrivalProcess::Poisson(profile) => {
                    let need = unit_exponential(&mut generator);
                    progress.next_poisson(profile, calendar, need, self.horizon)?
                }
                ArrivalProcess::Exact(profile) => {
                    let gap = unit_exponential(&mut generator);
                    progress.next_exact(profile, calendar, gap, self.horizon)?
                }
                ArrivalProcess::Trace(batches) => batches.get(number as usize)?.time,
                ArrivalProcess::Renewal(gap) => {
                    progress.last += Span::from_micros_f64(gap.sample(&mut generator));
                    progress.last
                }
            };
            if time > self.horizon {
                return None;
            }
            // the early batches of a day whose middle is the start of the run came before it
            if time >= Time::START {
                return Some(Arrival {
                    time,
                    number,
                    address,
                });
            }
        }
    }
}

impl Progress {
    /// Goes forward until the expected number of arrivals has grown by `need`: the inverse of the
    /// cumulative rate (Cinlar 1975, chapter 4, theorem 7.1).
    fn next_poisson(
        &mut self,
        profile: &RateProfile,
        calendar: &Calendar,
        mut need: f64,
        horizon: Time,
    ) -> Option<Time> {
        let hour_length = Span::HOUR.micros() as f64;
        while calendar.midnight(self.day) <= horizon {
            let expected = profile.expected_on(calendar.kind(self.day));
            let mut hour = (self.clock / hour_length) as usize;
            while hour < 24 && expected > 0.0 {
                let end = (hour + 1) as f64 * hour_length;
                let rate = expected * profile.hours[hour] / hour_length;
                let available = rate * (end - self.clock);
                if need < available {
                    self.clock += need / rate;
                    return Some(calendar.midnight(self.day) + Span::from_micros_f64(self.clock));
                }
                need -= available;
                self.clock = end;
                hour += 1;
            }
            self.day += 1;
            self.clock = 0.0;
        }
        None
    }

    /// The next of n independent instants in order: of the share of the day that is left, the
    /// first of `left` uniform points takes 1 - exp(-gap / left) (Renyi 1953).
    fn next_exact(
        &mut self,
        profile: &RateProfile,
        calendar: &Calendar,
        gap: f64,
        horizon: Time,
    ) -> Option<Time> {
        while self.left < 1.0 {
            self.day += 1;
            if calendar.midnight(self.day) > horizon {
                return None;
            }
            self.left = profile.expected_on(calendar.kind(self.day)).round();
            self.share_left = 1.0;
        }
        self.share_left *= (-gap / self.left).exp();
        self.left -= 1.0;
        Some(calendar.midnight(self.day) + instant_of_share(profile, 1.0 - self.share_left))
    }
}

/// The time of day by which this share of a day's number has come.
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
    // the last microsecond of the day still belongs to it
    Span::from_micros_f64(instant.clamp(0.0, (Span::DAY.micros() - 1) as f64))
}
