//! The pooled times of all replications: quantiles of all batches, and their intervals.
//!
//! The pool holds counts: for each replication, the number of its batches at or below each time. Up
//! to 32,768 times are stored exactly; beyond that, times fall into buckets, 512 for each doubling
//! (within 0.1 %), and memory does not grow with the number of replications.

mod search;
#[cfg(test)]
mod tests;
mod trail;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sample::{KEPT, Step, middle_of};
use super::{Keep, Sample, Student};
use crate::time::Span;
use search::{Search, ratio};
use trail::Trail;

/// Times of one replication, to be added to a pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Times {
    sample: Sample,
    /// Number of batches whose time is longer than any time seen.
    longer: f64,
    /// Cumulative counts of the sample by bucket.
    steps: Vec<Step>,
}

/// Writes the sample and the number of further batches; the counts by bucket follow from them.
impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.sample, self.longer).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (sample, longer) = Deserialize::deserialize(deserializer)?;
        Ok(Self::new(sample, longer))
    }
}

impl Times {
    /// Makes the times of a replication from a sample and the number of further batches whose time
    /// is longer than any time seen.
    pub(super) fn new(mut sample: Sample, longer: f64) -> Self {
        let steps = sample.steps();
        Self {
            sample,
            longer,
            steps,
        }
    }

    /// Returns the times seen.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// Returns the number of all batches, including those without a time.
    pub fn batches(&self) -> f64 {
        self.sample.count() as f64 + self.longer
    }
}

/// A quantile of all batches of all replications.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quantile {
    /// Smallest time, in hours, at or below which the wanted share of all batches lies; `None` if
    /// too few batches have a time.
    pub value: Option<f64>,
    /// Lower end of the interval in hours; `None` if there is no interval.
    pub lower: Option<f64>,
    /// Upper end of the interval in hours; `None` also if the interval is open above.
    pub upper: Option<f64>,
    /// Growth of the share of batches per hour over the interval; `None` if the interval is open or
    /// has no width.
    pub slope: Option<f64>,
    /// Time in microseconds, or bucket, of the value.
    key: Option<i64>,
}

/// The times of one subject over replications: release times of all or some batches, or waits at a
/// station.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The wanted shares, ascending.
    shares: &'static [f64],
    keep: Keep,
    replications: u32,
    /// Number of batches of each replication; empty if values are not kept.
    batches: Vec<f64>,
    times: u64,
    store: Store,
}

#[derive(Clone, Debug)]
enum Store {
    /// Times of each replication.
    Exact(Vec<Times>),
    /// Sums by bucket.
    Buckets(Box<Buckets>),
}

/// Sums over replications of x, x^2, x^3, x n, x^2 n and x n^2, where n is a replication's number
/// of batches and x the number of these at or below a time.
type Sums = [f64; 6];

/// Returns the growth of the sums as a replication's count grows from `x` to `upto`.
#[inline]
fn growth(x: f64, upto: f64, n: f64) -> Sums {
    let (one, two) = (upto - x, upto * upto - x * x);
    let three = upto * upto * upto - x * x * x;
    [one, two, three, one * n, two * n, one * n * n]
}

fn add(sums: &mut Sums, more: Sums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

#[derive(Clone, Debug)]
struct Buckets {
    /// Bucket of the first entry of `growth`.
    first: usize,
    /// Growth of the sums in each bucket.
    growth: Vec<Sums>,
    /// Sums of the powers 1, 2 and 3 of the replications' numbers of batches.
    wholes: [f64; 3],
    replications: u32,
    /// Counts of single replications; `None` if values are not kept.
    trail: Option<Trail>,
}

impl Pool {
    /// Makes an empty pool for quantiles at these shares, which must ascend.
    pub fn new(shares: &'static [f64], keep: Keep) -> Self {
        Self {
            shares,
            keep,
            replications: 0,
            batches: vec![],
            times: 0,
            store: Store::Exact(vec![]),
        }
    }

    /// Adds a replication.
    pub fn add(&mut self, times: Times) {
        self.replications += 1;
        if self.keep == Keep::Values {
            self.batches.push(times.batches());
        }
        self.times += times.sample.count();
        match &mut self.store {
            Store::Exact(all) if self.times <= KEPT as u64 && times.sample.is_exact() => {
                all.push(times);
            }
            Store::Exact(all) => {
                let mut buckets = Box::new(Buckets::new(self.keep));
                for times in all.iter().chain([&times]) {
                    buckets.add(times, self.shares);
                }
                self.store = Store::Buckets(buckets);
            }
            Store::Buckets(buckets) => buckets.add(&times, self.shares),
        }
    }

    /// Returns the number of batches of each replication; empty if values are not kept.
    pub fn batches(&self) -> &[f64] {
        &self.batches
    }

    /// Returns the quantiles at the wanted shares, with intervals at the confidence of `student`.
    ///
    /// The quantile is the order statistic of rank ceil(p n) of all n batches (Hyndman and Fan
    /// 1996, definition 1). Its interval extends from the smallest to the largest time t for which
    /// the interval of the share of batches at or below t, by [`Variation::interval`], contains p
    /// (Woodruff 1952). One pass over the times finds them.
    ///
    /// [`Variation::interval`]: super::Variation::interval
    pub fn quantiles(&self, student: &mut Student) -> Vec<Quantile> {
        let wholes = match &self.store {
            Store::Exact(all) => powers(all.iter().map(Times::batches)),
            Store::Buckets(buckets) => buckets.wholes,
        };
        let mut search = Search::new(self.shares, self.replications, wholes, student);
        match &self.store {
            Store::Exact(all) => walk(all, |micros, sums| search.step(micros, micros, sums)),
            Store::Buckets(buckets) => buckets.walk(|bucket, sums| {
                search.step(bucket as i64, middle_of(bucket), sums);
            }),
        }
        search.found
    }

    /// Returns the number of batches of each replication at or below a quantile; empty if it has no
    /// value or values are not kept.
    pub fn parts(&self, quantile: &Quantile) -> Vec<f64> {
        let (Some(key), Keep::Values) = (quantile.key, self.keep) else {
            return vec![];
        };
        match &self.store {
            Store::Exact(all) => {
                let within =
                    |times: &Times| times.sample.counts_within(&[Span::from_micros(key)])[0] as f64;
                all.iter().map(within).collect()
            }
            Store::Buckets(buckets) => {
                let trail = buckets.trail.as_ref();
                trail.map_or_else(Vec::new, |trail| trail.upto(key as usize))
            }
        }
    }
}

/// Returns the sums of the powers 1, 2 and 3.
fn powers(values: impl Iterator<Item = f64>) -> [f64; 3] {
    values.fold([0.0; 3], |[one, two, three], value| {
        [one + value, two + value * value, three + value.powi(3)]
    })
}

/// Calls a function with each distinct time in microseconds, ascending, and the sums up to it.
fn walk(all: &[Times], mut step: impl FnMut(i64, &Sums)) {
    let times = all.iter().enumerate().flat_map(|(replication, times)| {
        let values = times.sample.exact().iter();
        values.map(move |micros| (*micros, replication))
    });
    let mut times: Vec<(i64, usize)> = times.collect();
    #[expect(
        clippy::stable_sort_primitive,
        reason = "it merges the times of each replication, which are in order"
    )]
    times.sort();
    let mut counts = vec![0.0; all.len()];
    let mut sums = [0.0; 6];
    for of_time in times.chunk_by(|a, b| a.0 == b.0) {
        for (_, replication) in of_time {
            let x = &mut counts[*replication];
            add(&mut sums, growth(*x, *x + 1.0, all[*replication].batches()));
            *x += 1.0;
        }
        step(of_time[0].0, &sums);
    }
}

impl Buckets {
    fn new(keep: Keep) -> Self {
        Self {
            first: 0,
            growth: vec![],
            wholes: [0.0; 3],
            replications: 0,
            trail: (keep == Keep::Values).then(Trail::default),
        }
    }

    fn add(&mut self, times: &Times, shares: &[f64]) {
        let n = times.batches();
        self.replications += 1;
        for (sum, more) in self.wholes.iter_mut().zip(powers([n].into_iter())) {
            *sum += more;
        }
        if let (Some(first), Some(last)) = (times.steps.first(), times.steps.last()) {
            self.make_room(first.bucket as usize, last.bucket as usize);
        }
        let mut x = 0.0;
        for step in &times.steps {
            let upto = f64::from(step.upto);
            let entry = &mut self.growth[step.bucket as usize - self.first];
            add(entry, growth(x, upto, n));
            x = upto;
        }
        let Some(mut trail) = self.trail.take() else {
            return;
        };
        trail.add(&times.steps);
        if Trail::wants_windows(self.replications) {
            trail.narrow(self.windows(shares));
        }
        self.trail = Some(trail);
    }

    fn make_room(&mut self, first: usize, last: usize) {
        if self.growth.is_empty() {
            self.first = first;
        }
        if first < self.first {
            let more = self.first - first;
            self.growth
                .splice(0..0, std::iter::repeat_n([0.0; 6], more));
            self.first = first;
        }
        let length = (last + 1 - self.first).max(self.growth.len());
        self.growth.resize(length, [0.0; 6]);
    }

    /// Calls a function with each bucket that holds times, ascending, and the sums up to it.
    fn walk(&self, mut step: impl FnMut(usize, &Sums)) {
        let mut sums = [0.0; 6];
        for (position, growth) in self.growth.iter().enumerate() {
            if growth[0] > 0.0 {
                add(&mut sums, *growth);
                step(self.first + position, &sums);
            }
        }
    }

    /// Returns, for each wanted share, the first and last bucket in which its final quantile may
    /// lie, ascending.
    fn windows(&self, shares: &[f64]) -> Vec<(u32, u32)> {
        let q = trail::ERRORS / f64::from(self.replications).sqrt();
        let mut windows = vec![(u32::MAX, 0); shares.len()];
        let mut last = 0;
        self.walk(|bucket, sums| {
            let ratio = ratio(self.replications, self.wholes, sums);
            let reach = ratio.reach(q);
            for (window, share) in windows.iter_mut().zip(shares) {
                // the window always includes the quantile itself, where the share passes p
                let passes = window.0 == u32::MAX && ratio.ratio() >= Some(*share);
                if passes || reach.contains(share) {
                    *window = (window.0.min(bucket as u32), bucket as u32);
                }
            }
            last = bucket as u32;
        });
        for window in &mut windows {
            let (from, until) = (window.0.min(last), window.1.max(window.0.min(last)));
            *window = (from.saturating_sub(trail::PADDING), until + trail::PADDING);
        }
        windows.sort_unstable();
        windows
    }
}
