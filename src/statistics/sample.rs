//! A sample of times and its quantiles, in memory that does not grow with the run.

use hdrhistogram::Histogram;

use crate::time::Span;

/// The largest sample that is kept value by value.
const KEPT: usize = 32_768;

/// Times, kept exactly up to 32,768 of them; beyond that a histogram whose relative error is below
/// 0.05 % (three significant digits, a bucket's middle).
///
/// What a sample holds depends only on the times that were put in, not on their order nor on how
/// samples were merged.
#[derive(Clone, Debug)]
pub struct Sample(Store);

#[derive(Clone, Debug)]
enum Store {
    Exact(Vec<u64>),
    Sketch(Box<Histogram<u64>>),
}

impl Default for Sample {
    fn default() -> Self {
        Self(Store::Exact(vec![]))
    }
}

impl Sample {
    /// Adds a time; a negative one counts as zero.
    #[inline]
    pub fn add(&mut self, time: Span) {
        let micros = time.micros().max(0) as u64;
        match &mut self.0 {
            Store::Exact(values) if values.len() < KEPT => values.push(micros),
            Store::Exact(_) => record(self.sketch(), micros),
            Store::Sketch(histogram) => record(histogram, micros),
        }
    }

    /// Adds all of another sample.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Store::Exact(values), Store::Exact(more)) if values.len() + more.len() <= KEPT => {
                values.extend_from_slice(more);
            }
            (_, Store::Exact(more)) => {
                let histogram = self.sketch();
                for micros in more {
                    record(histogram, *micros);
                }
            }
            (_, Store::Sketch(more)) => {
                self.sketch()
                    .add(more.as_ref())
                    .expect("an auto-resizing histogram takes all");
            }
        }
    }

    /// Makes this a sketch if it is not one yet.
    fn sketch(&mut self) -> &mut Histogram<u64> {
        if let Store::Exact(values) = &self.0 {
            let mut histogram = Histogram::new(3).expect("three significant digits are allowed");
            histogram.auto(true);
            for micros in values {
                record(&mut histogram, *micros);
            }
            self.0 = Store::Sketch(Box::new(histogram));
        }
        match &mut self.0 {
            Store::Sketch(histogram) => histogram,
            Store::Exact(_) => unreachable!("it was just made a sketch"),
        }
    }

    /// How many times were added.
    pub fn count(&self) -> u64 {
        match &self.0 {
            Store::Exact(values) => values.len() as u64,
            Store::Sketch(histogram) => histogram.len(),
        }
    }

    /// The smallest times below which a share `p` of the sample lies, one for each `p`: the order
    /// statistic of rank ceil(p n) (Hyndman and Fan 1996, definition 1). In hours; `None` where the
    /// sample is empty.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [Option<f64>; N] {
        let mut sorted = vec![];
        if let Store::Exact(values) = &self.0 {
            sorted.clone_from(values);
            sorted.sort_unstable();
        }
        shares.map(|p| {
            // p n may lie a rounding error above a whole number that it is
            let rank = (p * self.count() as f64 * (1.0 - 1e-12)).ceil().max(1.0) as usize;
            let micros = match &self.0 {
                Store::Exact(_) => *sorted.get(rank.min(sorted.len()).checked_sub(1)?)?,
                Store::Sketch(histogram) => middle(histogram, histogram.value_at_quantile(p)),
            };
            Some(Span::from_micros(micros as i64).hours())
        })
    }

    /// How many times lie at or below each limit of an ascending list.
    pub fn counts_within(&self, limits: &[Span]) -> Vec<u64> {
        let mut counts = vec![0; limits.len() + 1];
        let mut count = |micros: u64, times: u64| {
            let first = limits.partition_point(|limit| limit.micros() < micros as i64);
            counts[first] += times;
        };
        match &self.0 {
            Store::Exact(values) => values.iter().for_each(|micros| count(*micros, 1)),
            Store::Sketch(histogram) => histogram.iter_recorded().for_each(|bucket| {
                let value = middle(histogram, bucket.value_iterated_to());
                count(value, bucket.count_at_value());
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

fn record(histogram: &mut Histogram<u64>, micros: u64) {
    histogram
        .record(micros)
        .expect("an auto-resizing histogram takes all");
}

/// The middle of the bucket that holds a value.
fn middle(histogram: &Histogram<u64>, value: u64) -> u64 {
    let low = histogram.lowest_equivalent(value);
    low + (histogram.highest_equivalent(value) - low) / 2
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
        let sample = sample((1..=20).rev().map(|hours| hours * hour));
        let expected = [Some(1.0), Some(10.0), Some(19.0), Some(20.0), Some(20.0)];
        assert_eq!(sample.quantiles([0.0, 0.5, 0.95, 0.99, 1.0]), expected);
        assert_eq!(Sample::default().quantiles([0.5]), [None]);
    }

    #[test]
    fn a_sketch_is_within_its_stated_error_and_needs_no_order() {
        let value = |number: i64| 1_000_003 * number % 3_600_000_007;
        let all = sample((0..100_000).map(value));
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
                (found / exact - 1.0).abs() < 5e-4,
                "{p}: {found} for {exact}"
            );
        }
        let limit = Span::from_micros(sorted[49_999]);
        let within = all.counts_within(&[limit])[0] as f64;
        assert!((within / 5e4 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn counts_within_include_the_limit() {
        let sample = sample([5, 5, 7, 9].into_iter());
        let limits = [4, 5, 8, 9].map(Span::from_micros);
        assert_eq!(sample.counts_within(&limits), [0, 2, 3, 4]);
    }
}
