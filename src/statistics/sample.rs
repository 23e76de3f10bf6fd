//! A sample of times and its quantiles, in bounded memory.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// Limit on the size of a sample that is stored exactly.
pub(super) const KEPT: usize = 32_768;

/// A sample of times. Up to 32,768 times are stored exactly; beyond that they are counted in
/// buckets, 512 for each doubling, so that a bucket's middle is within 0.1 % of every time in it.
///
/// The contents depend only on the times added, not on their order or on how samples were merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample(Store);

/// A non-empty bucket with its cumulative count: the number of times in it and below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) bucket: u32,
    pub(super) upto: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Store {
    Exact(Vec<i64>),
    Sketch(Sketch),
}

/// Counts of times by bucket.
///
/// Within a doubling all buckets have the same width, so that the leading bits of a floating-point
/// number are the bucket index: the exponent is the doubling, and the first bits of the fraction
/// the bucket in it (the layout of Tene's HDR histogram, 2012).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sketch {
    count: u64,
    /// Counts by bucket, modulo 2^32, up to about the last non-empty bucket. Adding a time is
    /// limited by cache misses, so that narrow counts make it faster.
    counts: Vec<u32>,
    /// Number of overflows of each count.
    rounds: Vec<u32>,
}

/// Number of bits that select a bucket within a doubling.
const BUCKET_BITS: u32 = 9;
/// Number of buckets in a doubling.
const BUCKETS: usize = 1 << BUCKET_BITS;
/// Number of bits of a floating-point number after the bucket bits.
const REST_BITS: u32 = f64::MANTISSA_DIGITS - 1 - BUCKET_BITS;
/// Leading bits of 1.0, which belong to bucket 0.
const ONE: usize = (1.0_f64.to_bits() >> REST_BITS) as usize;

/// Returns the bucket of a time of zero or more. Adding one microsecond gives zero a bucket.
#[inline(always)]
fn bucket_of(micros: i64) -> usize {
    (((micros + 1) as f64).to_bits() >> REST_BITS) as usize - ONE
}

/// Returns the middle of a bucket in microseconds.
pub(super) fn middle_of(bucket: usize) -> i64 {
    let edge = |bucket: usize| f64::from_bits(((bucket + ONE) as u64) << REST_BITS);
    // first and last whole number in the bucket; they are equal in the smallest buckets
    let (first, last) = (edge(bucket).ceil(), edge(bucket + 1).ceil() - 1.0);
    f64::midpoint(first, last) as i64 - 1
}

impl Sketch {
    #[inline(always)]
    fn add(&mut self, micros: i64) {
        let bucket = bucket_of(micros);
        match self.counts.get_mut(bucket) {
            Some(count) if *count < u32::MAX => {
                *count += 1;
                self.count += 1;
            }
            _ => self.add_times(bucket, 1),
        }
    }

    /// Adds this number of times to a bucket, growing the counts if necessary.
    #[cold]
    fn add_times(&mut self, bucket: usize, times: u64) {
        if self.counts.len() <= bucket {
            let room = (bucket + 1).next_multiple_of(BUCKETS);
            self.counts.resize(room, 0);
            self.rounds.resize(room, 0);
        }
        let sum = u64::from(self.counts[bucket]) + times;
        self.counts[bucket] = sum as u32;
        self.rounds[bucket] += (sum >> u32::BITS) as u32;
        self.count += times;
    }

    fn merge(&mut self, other: &Self) {
        for (bucket, times) in other.held() {
            self.add_times(bucket, times);
        }
    }

    /// Returns the non-empty buckets, ascending, with their counts.
    fn held(&self) -> impl Iterator<Item = (usize, u64)> {
        let counts = self.counts.iter().zip(&self.rounds);
        let counts =
            counts.map(|(count, rounds)| u64::from(*count) + (u64::from(*rounds) << u32::BITS));
        counts.enumerate().filter(|(_, count)| *count > 0)
    }

    /// Returns the time of a rank, counted from 1.
    fn of_rank(&self, rank: u64) -> Option<i64> {
        let mut seen = 0;
        let mut held = self.held();
        let found = held.find(|(_, count)| {
            seen += count;
            seen >= rank
        });
        found.map(|(bucket, _)| middle_of(bucket))
    }
}

impl Default for Sample {
    fn default() -> Self {
        Self(Store::Exact(vec![]))
    }
}

impl Sample {
    /// Adds a time, which must not be negative.
    #[inline(always)]
    pub fn add(&mut self, time: Span) {
        let micros = time.micros();
        debug_assert!(micros >= 0, "a time of {micros} us");
        match &mut self.0 {
            Store::Sketch(sketch) => sketch.add(micros),
            Store::Exact(values) if values.len() < KEPT => values.push(micros),
            Store::Exact(_) => self.sketch().add(micros),
        }
    }

    /// Adds all of another sample.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Store::Exact(values), Store::Exact(more)) if values.len() + more.len() <= KEPT => {
                values.extend_from_slice(more);
            }
            (_, Store::Exact(more)) => {
                let sketch = self.sketch();
                for micros in more {
                    sketch.add(*micros);
                }
            }
            (_, Store::Sketch(more)) => self.sketch().merge(more),
        }
    }

    /// Converts the sample to a sketch unless it is one already.
    #[cold]
    fn sketch(&mut self) -> &mut Sketch {
        if let Store::Exact(values) = &self.0 {
            let mut sketch = Sketch::default();
            for micros in values {
                sketch.add(*micros);
            }
            self.0 = Store::Sketch(sketch);
        }
        match &mut self.0 {
            Store::Sketch(sketch) => sketch,
            Store::Exact(_) => unreachable!("the sample was just made a sketch"),
        }
    }

    /// Returns the times in microseconds; empty if they are not stored exactly.
    pub(super) fn exact(&self) -> &[i64] {
        match &self.0 {
            Store::Exact(values) => values,
            Store::Sketch(_) => &[],
        }
    }

    /// Are the times stored exactly?
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.0, Store::Exact(_))
    }

    /// Returns the non-empty buckets, ascending, with cumulative counts.
    pub(super) fn steps(&mut self) -> Vec<Step> {
        let mut steps = Steps::default();
        match &mut self.0 {
            Store::Exact(values) => {
                values.sort_unstable();
                let buckets = values.iter().map(|micros| bucket_of(*micros));
                buckets.for_each(|bucket| steps.add(bucket, 1));
            }
            Store::Sketch(sketch) => sketch
                .held()
                .for_each(|(bucket, times)| steps.add(bucket, times)),
        }
        steps.0
    }

    /// Returns the number of times added.
    pub fn count(&self) -> u64 {
        match &self.0 {
            Store::Exact(values) => values.len() as u64,
            Store::Sketch(sketch) => sketch.count,
        }
    }

    /// Returns, for each share p, the smallest time in hours at or below which this share of the
    /// sample lies: the order statistic of rank ceil(p n) (Hyndman and Fan 1996, definition 1).
    /// `None` if the sample is empty.
    ///
    /// ```
    /// use clearway::{statistics::Sample, time::Span};
    ///
    /// let mut sample = Sample::default();
    /// (1..=20).for_each(|hours| sample.add(Span::from_micros(hours * Span::HOUR.micros())));
    /// assert_eq!(sample.quantiles([0.5, 0.95]), [Some(10.0), Some(19.0)]);
    /// ```
    pub fn quantiles<const N: usize>(&mut self, shares: [f64; N]) -> [Option<f64>; N] {
        let count = self.count();
        if count == 0 {
            return [None; N];
        }
        if let Store::Exact(values) = &mut self.0 {
            values.sort_unstable();
        }
        shares.map(|p| {
            // the margin allows for a rounding error in p n
            let rank = (p * count as f64 * (1.0 - 1e-12)).ceil() as u64;
            let rank = rank.min(count).max(1);
            let micros = match &self.0 {
                Store::Sketch(sketch) => sketch.of_rank(rank)?,
                Store::Exact(values) => values[rank as usize - 1],
            };
            Some(Span::from_micros(micros).hours())
        })
    }

    /// Returns the number of times at or below each limit; the limits must ascend.
    pub fn counts_within(&self, limits: &[Span]) -> Vec<u64> {
        let mut counts = vec![0; limits.len() + 1];
        let mut count = |micros: i64, times: u64| {
            let first = limits.partition_point(|limit| limit.micros() < micros);
            counts[first] += times;
        };
        match &self.0 {
            Store::Exact(values) => values.iter().for_each(|micros| count(*micros, 1)),
            Store::Sketch(sketch) => sketch.held().for_each(|(bucket, times)| {
                count(middle_of(bucket), times);
            }),
        }
        let mut sum = 0;
        counts.truncate(limits.len());
        for count in &mut counts {
            sum += *count;
            *count = sum;
        }
        counts
    }
}

/// Builder of cumulative counts.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    /// Adds a number of times to a bucket; buckets must ascend.
    #[inline]
    fn add(&mut self, bucket: usize, times: u64) {
        let (bucket, times) = (bucket as u32, times as u32);
        let before = match self.0.last_mut() {
            Some(last) if last.bucket == bucket => {
                last.upto += times;
                return;
            }
            last => last.map_or(0, |last| last.upto),
        };
        let upto = before + times;
        self.0.push(Step { bucket, upto });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: impl Iterator<Item = i64>) -> Sample {
        let mut sample = Sample::default();
        values.for_each(|value| sample.add(Span::from_micros(value)));
        sample
    }

    #[test]
    fn quantiles_are_order_statistics() {
        let hour = Span::HOUR.micros();
        let mut sample = sample((1..=20).rev().map(|hours| hours * hour));
        let expected = [Some(1.0), Some(10.0), Some(19.0), Some(20.0), Some(20.0)];
        assert_eq!(sample.quantiles([0.0, 0.5, 0.95, 0.99, 1.0]), expected);
        assert_eq!(Sample::default().quantiles([0.5]), [None]);
    }

    #[test]
    fn a_sketch_is_within_its_stated_error_and_needs_no_order() {
        let value = |number: i64| 1_000_003 * number % 3_600_000_007;
        let mut all = sample((0..100_000).map(value));
        let mut halves = sample((50_000..100_000).map(value));
        halves.merge(&sample((0..50_000).map(value)));
        let shares = [0.01, 0.5, 0.9, 0.99];
        assert_eq!(all.quantiles(shares), halves.quantiles(shares));
        let mut sorted: Vec<i64> = (0..100_000).map(value).collect();
        sorted.sort_unstable();
        for (p, found) in shares.into_iter().zip(all.quantiles(shares)) {
            let exact = Span::from_micros(sorted[(p * 1e5) as usize - 1]).hours();
            let found = found.expect("not empty");
            assert!(
                (found / exact - 1.0).abs() < 1e-3,
                "{p}: {found} for {exact}"
            );
        }
        let limit = Span::from_micros(sorted[49_999]);
        let within = all.counts_within(&[limit])[0] as f64;
        assert!((within / 5e4 - 1.0).abs() < 2e-3);
    }

    #[test]
    fn a_bucket_s_middle_is_near_all_that_it_holds() {
        let near = |micros: i64| {
            let middle = middle_of(bucket_of(micros));
            assert!(
                middle.abs_diff(micros) as f64 <= 1e-3 * micros as f64,
                "{micros}"
            );
        };
        (0..20_000).for_each(near);
        (0..50).for_each(|power| {
            for micros in [
                (1 << power) - 1,
                1 << power,
                (1 << power) + (1 << power) / 3,
            ] {
                near(micros);
            }
        });
        assert_eq!(bucket_of(0), 0);
        let mut sketch = Sketch::default();
        (0..3).for_each(|_| sketch.add_times(0, u64::from(u32::MAX)));
        let mut twice = sketch.clone();
        twice.merge(&sketch);
        twice.add(0);
        assert_eq!(twice.held().next(), Some((0, 6 * u64::from(u32::MAX) + 1)));
        assert_eq!(twice.count, 6 * u64::from(u32::MAX) + 1);
        assert!((0..1_000).all(|micros| middle_of(bucket_of(micros)) == micros));
    }

    #[test]
    fn counts_within_include_the_limit() {
        let sample = sample([5, 5, 7, 9].into_iter());
        let limits = [4, 5, 8, 9].map(Span::from_micros);
        assert_eq!(sample.counts_within(&limits), [0, 2, 3, 4]);
    }
}
