//! Check of the length of the warm-up by MSER.

/// Result of MSER for a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// The series looks settled after this number of observations.
    From(usize),
    /// The best cut lies in the second half: the series is too short, never settles, or happens to
    /// end calmly. The value is the best cut of the first half, as a number of observations.
    Unsettled(usize),
    /// There are too few observations for a conclusion.
    TooShort,
}

/// Minimum number of batches of observations for a conclusion.
const ENOUGH: usize = 5;

/// Finds the warm-up to delete from a series: the cut d that minimises the squared standard error
/// of the rest, s^2(d) / (n - d), over means of `batch` successive observations (White 1997; White,
/// Cobb and Spratt 2000: MSER-5 has batches of five). A cut in the second half is not accepted.
///
/// # Panics
/// If `batch` is 0.
pub fn mser(series: &[f64], batch: usize) -> WarmUp {
    let means: Vec<f64> = series
        .chunks_exact(batch)
        .map(|chunk| chunk.iter().sum::<f64>() / batch as f64)
        .collect();
    if means.len() < ENOUGH {
        return WarmUp::TooShort;
    }
    // suffix sums from the end, so that one pass covers all cuts
    let (mut best, mut early) = ((f64::INFINITY, 0), (f64::INFINITY, 0));
    let (mut sum, mut squares) = (0.0, 0.0);
    let shift = means[means.len() - 1];
    for cut in (0..means.len()).rev() {
        let value = means[cut] - shift;
        sum += value;
        squares += value * value;
        let left = (means.len() - cut) as f64;
        let score = (squares - sum * sum / left).max(0.0) / (left * left);
        // the last few observations always look calm
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
