//! Was the warm-up long enough?

/// What MSER says of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// The series looks settled from this position on (a number of observations).
    From(usize),
    /// The best cut lies in the second half: the series is too short, it never settles, or it
    /// happens to end calmly. This is the best cut of the first half.
    Unsettled(usize),
    /// There are too few observations to say anything.
    TooShort,
}

/// The fewest batches of observations from which anything is concluded.
const ENOUGH: usize = 5;

/// Where to cut the start of a series: the cut d that minimises the squared standard error of what
/// is left, s^2(d) / (n - d), over averages of `batch` observations in a row (White 1997; White,
/// Cobb and Spratt 2000: MSER-5 has batches of five). Cuts in the second half are refused.
///
/// # Panics
/// Where `batch` is 0.
pub fn mser(series: &[f64], batch: usize) -> WarmUp {
    let means: Vec<f64> = series
        .chunks_exact(batch)
        .map(|chunk| chunk.iter().sum::<f64>() / batch as f64)
        .collect();
    if means.len() < ENOUGH {
        return WarmUp::TooShort;
    }
    // sums from the end, so that all cuts take one pass
    let (mut best, mut early) = ((f64::INFINITY, 0), (f64::INFINITY, 0));
    let (mut sum, mut squares) = (0.0, 0.0);
    let shift = means[means.len() - 1];
    for cut in (0..means.len()).rev() {
        let value = means[cut] - shift;
        sum += value;
        squares += value * value;
        let left = (means.len() - cut) as f64;
        let score = (squares - sum * sum / left).max(0.0) / (left * left);
        // the last few always look calm
        if left >= ENOUGH as f64 && score <= best.0 {
            best = (score, cut);
        }
        if cut * 2 <= means.len() && score <= early.0 {
            early = (score, cut);
        }
    }
    if best.1 * 2 > means.len() {
        WarmUp::Unsettled(early.1 * batch)
    } else {
        WarmUp::From(best.1 * batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(number: usize) -> f64 {
        (number * 7919 % 101) as f64 / 101.0
    }

    #[test]
    fn a_transient_is_cut_and_a_settled_series_is_kept() {
        let settled: Vec<f64> = (0..100).map(noise).collect();
        assert!(matches!(mser(&settled, 5), WarmUp::From(cut) if cut <= 20));
        let transient: Vec<f64> = (0..100)
            .map(|n| noise(n) - if n < 20 { 10.0 } else { 0.0 })
            .collect();
        assert!(matches!(mser(&transient, 5), WarmUp::From(cut) if (20..40).contains(&cut)));
    }

    #[test]
    fn growth_without_end_is_unsettled_and_little_is_too_short() {
        let growing: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(mser(&growing, 5), WarmUp::Unsettled(50));
        assert_eq!(mser(&growing[..20], 5), WarmUp::TooShort);
    }
}
