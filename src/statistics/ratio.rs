//! Ratios of sums over replications, and their intervals.
//!
//! A share of batches, or a mean over batches or visits, is the ratio of two sums over all
//! replications, so that every batch has the same weight (Cochran 1977, chapter 6; Law and Kelton
//! 2000, section 9.4). The replications are the independent units: the interval depends on their
//! deviations from the ratio.

use std::ops::RangeInclusive;

use super::Student;

/// Sums over replications of pairs (part, whole), up to third order, in constant memory.
///
/// ```
/// use clearway::statistics::Ratio;
///
/// let mut late = Ratio::default();
/// for (part, whole) in [(8.0, 10.0), (9.0, 10.0), (30.0, 40.0)] {
///     late.add(part, whole);
/// }
/// assert_eq!(late.part() / late.whole(), 47.0 / 60.0);
/// ```
///
/// Parts are summed as deviations part - pilot x whole, where the pilot is the ratio of the first
/// replication, so that little precision is lost if the ratio hardly varies.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    replications: u32,
    pilot: Option<f64>,
    /// Sums of the powers 1, 2 and 3 of the wholes.
    wholes: [f64; 3],
    /// Sums of the powers 1, 2 and 3 of the deviations.
    deviations: [f64; 3],
    /// Sums of deviation x whole, deviation^2 x whole and deviation x whole^2.
    products: [f64; 3],
}

/// Relative deviations below this count as rounding errors.
const ROUNDING: f64 = 1e-10;

impl Ratio {
    /// Adds a replication. If the whole is 0, the part must be 0 too.
    pub fn add(&mut self, part: f64, whole: f64) {
        self.replications += 1;
        if whole <= 0.0 {
            return;
        }
        let pilot = *self.pilot.get_or_insert(part / whole);
        let deviation = part - pilot * whole;
        let add = |sums: &mut [f64; 3], value: f64| {
            sums[0] += value;
            sums[1] += value * value;
            sums[2] += value * value * value;
        };
        add(&mut self.wholes, whole);
        add(&mut self.deviations, deviation);
        self.products[0] += deviation * whole;
        self.products[1] += deviation * deviation * whole;
        self.products[2] += deviation * whole * whole;
    }

    /// Makes a ratio from sums computed elsewhere: of the powers of the wholes, of the powers of
    /// the parts, and of part x whole, part^2 x whole and part x whole^2.
    pub(super) fn from_sums(
        replications: u32,
        wholes: [f64; 3],
        parts: [f64; 3],
        products: [f64; 3],
    ) -> Self {
        Self {
            replications,
            pilot: Some(0.0),
            wholes,
            deviations: parts,
            products,
        }
    }

    /// Returns the number of replications added.
    pub fn replications(&self) -> u32 {
        self.replications
    }

    /// Returns the sum of the wholes.
    pub fn whole(&self) -> f64 {
        self.wholes[0]
    }

    /// Returns the sum of the parts.
    pub fn part(&self) -> f64 {
        self.pilot.unwrap_or(0.0) * self.wholes[0] + self.deviations[0]
    }

    /// Returns the ratio of the sums; `None` if all wholes are 0.
    pub fn ratio(&self) -> Option<f64> {
        let pilot = self.pilot?;
        Some(pilot + self.deviations[0] / self.wholes[0])
    }

    /// Returns a cheap outer bound of the interval, without third moments and cube roots. No end of
    /// [`Variation::interval`] is farther from the ratio than four times that of the t-interval,
    /// plus a little for the shift B, because |cbrt(1 + 3 u) - 1| is at most 4 |u| (at u = -3 / 8)
    /// and |g| at most sqrt n. `q` is the t-quantile over sqrt n.
    pub(super) fn reach(&self, q: f64) -> RangeInclusive<f64> {
        let n = f64::from(self.replications);
        let off = self.deviations[0] / self.wholes[0];
        let squares =
            self.deviations[1] - 2.0 * off * self.products[0] + off * off * self.wholes[1];
        let deviation = (squares.max(0.0) / (n - 1.0)).sqrt() / (self.wholes[0] / n);
        let most = (4.0 * q + 1.0 / n.sqrt()) * deviation;
        let ratio = self.pilot.unwrap_or(0.0) + off;
        ratio - most..=ratio + most
    }

    /// Returns the variation of the replications about the ratio; `None` for fewer than two
    /// replications or if all wholes are 0.
    pub fn variation(&self) -> Option<Variation> {
        let n = f64::from(self.replications);
        let ratio = self.ratio().filter(|_| self.replications > 1)?;
        let [w, ww, www] = self.wholes;
        let [d, dd, ddd] = self.deviations;
        let [dw, ddw, dww] = self.products;
        let off = d / w;
        let squares = dd - 2.0 * off * dw + off * off * ww;
        let cubes = ddd - 3.0 * off * ddw + 3.0 * off * off * dww - off * off * off * www;
        let mean = w / n;
        if squares <= (ROUNDING * ratio).powi(2) * ww {
            return Some(Variation::none(ratio, self.replications));
        }
        let deviation = (squares / (n - 1.0)).sqrt() / mean;
        Some(Variation {
            centre: ratio,
            replications: self.replications,
            deviation,
            skewness: cubes / n / (mean * deviation).powi(3),
        })
    }
}

/// The variation of an estimate over replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation {
    /// The estimate.
    pub centre: f64,
    /// Number of replications, at least 2.
    pub replications: u32,
    /// Standard deviation of the contributions of the replications; 0 if all agree.
    pub deviation: f64,
    /// Skewness of the contributions: their third moment over the cube of the standard deviation.
    pub skewness: f64,
}

/// Number of replications from which the skewness is used.
const ENOUGH: u32 = 10;

impl Variation {
    fn none(centre: f64, replications: u32) -> Self {
        Self {
            centre,
            replications,
            deviation: 0.0,
            skewness: 0.0,
        }
    }

    /// Computes the variation of an estimate from the contributions of the replications, whose mean
    /// is 0; `None` for fewer than two replications.
    pub fn of(centre: f64, contributions: &[f64]) -> Option<Self> {
        let replications = contributions.len() as u32;
        if replications < 2 {
            return None;
        }
        let n = f64::from(replications);
        let sum = |power: i32| contributions.iter().map(|it| it.powi(power)).sum::<f64>();
        let deviation = (sum(2) / (n - 1.0)).sqrt();
        if deviation == 0.0 {
            return Some(Self::none(centre, replications));
        }
        Some(Self {
            centre,
            replications,
            deviation,
            skewness: sum(3) / n / deviation.powi(3),
        })
    }

    /// Returns the interval of the estimate at the confidence of `student`, not clipped.
    ///
    /// With s the standard deviation, g the skewness, A = g / 3 and B = g / (6 n), the studentised
    /// ratio is made symmetric by a monotone cubic, whose inverse is
    ///
    /// ```text
    /// h(y) = (cbrt(1 + 3 A (y - B)) - 1) / A,    h(y) = y where g = 0
    /// ```
    ///
    /// (Hall 1992, "On the removal of skewness by transformation", equation 2.4, on a ratio), and
    /// with q = t(n - 1, 1 - e / 2) / sqrt n the interval is r - s h(q) to r - s h(-q). The cube
    /// root is real for negative numbers too: h keeps growing there, so that the end on the side of
    /// the long tail moves outwards, as it must. A t-interval there would miss the rare bad
    /// replications that such skewness indicates: for one lane, busy 90 % of a day, and 40
    /// replications, it covered the truth 89 times in 100, while h covers it 95 times
    /// (`tests/clearway/groups.rs`). With fewer than ten replications the t-interval is used.
    pub fn interval(&self, student: &mut Student) -> (f64, f64) {
        self.interval_at(student.quantile(self.replications - 1))
    }

    /// Returns the interval for a given quantile of the studentised estimate.
    fn interval_at(&self, quantile: f64) -> (f64, f64) {
        let n = f64::from(self.replications);
        let q = quantile / n.sqrt();
        let g = self.skewness;
        let h = |y: f64| 3.0 * ((1.0 + g * (y - g / (6.0 * n))).cbrt() - 1.0) / g;
        let (up, down) = if g != 0.0 && self.replications >= ENOUGH {
            (h(q), h(-q))
        } else {
            (q, -q)
        };
        (
            self.centre - self.deviation * up,
            self.centre - self.deviation * down,
        )
    }

    /// Returns the interval of the difference of two estimates from independent replications,
    /// `self` minus `other`, not clipped.
    ///
    /// With v = s^2 / n for each estimate, the variance is the sum of both v, and the quantile is
    /// that of Student's t with
    ///
    /// ```text
    /// (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1))
    /// ```
    ///
    /// degrees of freedom (Satterthwaite 1946; Welch 1947). If `is_skewed`, Hall's transform is
    /// applied with the skewness of the difference, (m1 / n1^2 - m2 / n2^2) / (v1 + v2)^(3/2) for
    /// third moments m (Zhou and Dinh 2005).
    pub fn interval_of_difference(
        &self,
        other: &Self,
        is_skewed: bool,
        student: &mut Student,
    ) -> (f64, f64) {
        let variance = |it: &Self| it.deviation.powi(2) / f64::from(it.replications);
        let (one, two) = (variance(self), variance(other));
        let centre = self.centre - other.centre;
        let sum = one + two;
        if sum == 0.0 {
            return (centre, centre);
        }
        let part = |it: &Self| variance(it).powi(2) / f64::from(it.replications - 1);
        let freedom = sum * sum / (part(self) + part(other));
        let third =
            |it: &Self| it.skewness * it.deviation.powi(3) / f64::from(it.replications).powi(2);
        let replications = self.replications.min(other.replications);
        let root = f64::from(replications).sqrt();
        let skewness = (third(self) - third(other)) / sum.powf(1.5) * root;
        let as_one = Self {
            centre,
            replications,
            deviation: sum.sqrt() * root,
            skewness: if is_skewed { skewness } else { 0.0 },
        };
        as_one.interval_at(student.quantile_at(freedom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(pairs: &[(f64, f64)]) -> Ratio {
        let mut ratio = Ratio::default();
        for (part, whole) in pairs {
            ratio.add(*part, *whole);
        }
        ratio
    }

    /// By hand: parts 8, 9, 30 of wholes 10, 10, 40 give 47 / 60; the contributions are
    /// (8 - 47/6) / 20, (9 - 47/6) / 20 and (30 - 94/3) / 20.
    #[test]
    fn every_batch_counts_alike() {
        let found = ratio(&[(8.0, 10.0), (9.0, 10.0), (30.0, 40.0)]);
        assert!((found.ratio().expect("batches") - 47.0 / 60.0).abs() < 1e-15);
        let contributions = [1.0 / 120.0, 7.0 / 120.0, -8.0 / 120.0];
        let by_hand = Variation::of(47.0 / 60.0, &contributions).expect("three");
        let variation = found.variation().expect("three");
        assert!((variation.deviation / by_hand.deviation - 1.0).abs() < 1e-12);
        assert!((variation.skewness / by_hand.skewness - 1.0).abs() < 1e-10);
    }

    #[test]
    fn replications_without_batches_add_no_weight() {
        let found = ratio(&[(0.0, 0.0), (3.0, 4.0), (0.0, 0.0)]);
        assert_eq!((found.ratio(), found.replications()), (Some(0.75), 3));
        assert_eq!(found.variation().expect("three").deviation, 0.0);
        assert_eq!(ratio(&[(0.0, 0.0); 3]).ratio(), None);
        assert_eq!(ratio(&[(1.0, 2.0)]).variation(), None);
    }

    /// Equal ratios have no variation, despite rounding errors.
    #[test]
    fn rounding_is_not_variation() {
        let wholes = [3.0, 7.0, 11.0, 1e6 / 3.0];
        let pairs = wholes.map(|whole: f64| (0.1 * whole, whole));
        assert_eq!(ratio(&pairs).variation().expect("four").deviation, 0.0);
    }

    /// Hall's interval by hand, n = 16, s = 1, g = 0.9, 95 %: q = 2.131450 / 4 = 0.532862,
    /// A = 0.3, B = 0.009375; h(q) = (cbrt(1.471139) - 1) / 0.3 = 0.457740 and
    /// h(-q) = (cbrt(0.511987) - 1) / 0.3 = -0.666609.
    #[test]
    fn interval_by_hall() {
        let variation = Variation {
            centre: 0.0,
            replications: 16,
            deviation: 1.0,
            skewness: 0.9,
        };
        let (lower, upper) = variation.interval(&mut Student::new(0.95));
        let q = 2.131_449_545_559_323 / 4.0;
        let h = |y: f64| ((1.0_f64 + 0.9 * (y - 0.009_375)).cbrt() - 1.0) / 0.3;
        assert!((lower + h(q)).abs() < 1e-9, "{lower}");
        assert!((upper + h(-q)).abs() < 1e-9, "{upper}");
        // the long tail of a positive skewness is above: the interval reaches farther up
        assert!(upper > -lower);
    }

    #[test]
    fn below_ten_replications_the_interval_is_that_of_student() {
        let of = |replications, skewness, confidence| {
            let variation = Variation {
                centre: 0.5,
                replications,
                deviation: 0.1,
                skewness,
            };
            variation.interval(&mut Student::new(confidence))
        };
        assert_eq!(of(5, -1.5, 0.999), of(5, 0.0, 0.999));
        assert_ne!(of(12, 0.5, 0.95), of(12, 0.0, 0.95));
    }

    /// 1 + g (q - B) is negative: n = 40, s = 1, g = -4, 95 %, q = 2.022691 / sqrt 40 = 0.319816,
    /// B = -1 / 60, A = -4 / 3; h(q) = (cbrt(-0.345929) - 1) / A = (-0.701987 - 1) / A = 1.276490
    /// and h(-q) = (cbrt(2.212595) - 1) / A = (1.303069 - 1) / A = -0.227302.
    #[test]
    fn the_end_on_the_side_of_the_long_tail_goes_farther_out() {
        let of = |skewness: f64| Variation {
            centre: 0.0,
            replications: 40,
            deviation: 1.0,
            skewness,
        };
        let mut student = Student::new(0.95);
        let (lower, upper) = of(-4.0).interval(&mut student);
        assert!((lower + 1.276_490).abs() < 1e-5, "{lower}");
        assert!((upper - 0.227_302).abs() < 1e-5, "{upper}");
        // as the skewness grows, the end moves outwards without a jump
        let lowers: Vec<f64> = (0..60)
            .map(|tenth| of(-f64::from(tenth) / 10.0).interval(&mut student).0)
            .collect();
        let longest = lowers.iter().fold(0.0_f64, |most, lower| most.min(*lower));
        assert!(longest > -4.0 * 0.32 - 0.16);
        let t = lowers[0];
        assert!(lowers[1..].iter().all(|lower| *lower < t));
    }

    #[test]
    fn the_interval_lies_within_its_reach() {
        let pairs: Vec<(f64, f64)> = (0..40).map(|n| (9.0 - f64::from(n % 7), 10.0)).collect();
        let found = ratio(&pairs);
        let mut student = Student::new(0.95);
        let q = student.quantile(39) / 40.0_f64.sqrt();
        let variation = found.variation().expect("forty");
        let (lower, upper) = variation.interval(&mut student);
        let reach = found.reach(q);
        assert!(reach.contains(&lower) && reach.contains(&upper));
        assert!(!reach.contains(&(lower - 0.3)) && !reach.contains(&(upper + 0.3)));
    }

    /// Welch's interval by hand: s^2 / n of 2.5 / 5 and 40 / 4, so v = 10.5, and
    /// 10.5^2 / (0.25 / 4 + 100 / 3) = 3.301312 degrees of freedom.
    #[test]
    fn interval_by_welch() {
        let of = |centre, replications, deviation: f64| Variation {
            centre,
            replications,
            deviation,
            skewness: 0.0,
        };
        let (one, other) = (of(9.0, 5, 2.5_f64.sqrt()), of(4.0, 4, 40.0_f64.sqrt()));
        let mut student = Student::new(0.95);
        let (lower, upper) = one.interval_of_difference(&other, true, &mut student);
        let freedom = 110.25 / (0.25 / 4.0 + 100.0 / 3.0);
        let half_width = student.quantile_at(freedom) * 10.5_f64.sqrt();
        assert!((lower - (5.0 - half_width)).abs() < 1e-12, "{lower}");
        assert!((upper - (5.0 + half_width)).abs() < 1e-12, "{upper}");
        // t(3, 0.975) = 3.182, t(4, 0.975) = 2.776
        assert!(half_width / 10.5_f64.sqrt() > 2.776 && half_width / 10.5_f64.sqrt() < 3.183);
    }

    /// If one estimate has no variance, the interval is that of the other; for two equal variations
    /// the skewness cancels.
    #[test]
    fn skewness_of_a_difference() {
        let skewed = Variation {
            centre: 1.0,
            replications: 20,
            deviation: 0.5,
            skewness: 0.8,
        };
        let mut student = Student::new(0.95);
        let known = Variation::none(0.0, 20);
        let alone = skewed.interval(&mut student);
        let found = skewed.interval_of_difference(&known, true, &mut student);
        assert!((found.0 - alone.0).abs() < 1e-12 && (found.1 - alone.1).abs() < 1e-12);
        let (lower, upper) = skewed.interval_of_difference(&skewed, true, &mut student);
        assert!((lower + upper).abs() < 1e-12);
    }

    /// Sums computed elsewhere give the same variation.
    #[test]
    fn sums_from_elsewhere_agree() {
        let pairs = [(8.0, 10.0), (9.0, 10.0), (30.0, 40.0), (11.0, 12.0)];
        let sum = |f: fn(f64, f64) -> f64| pairs.iter().map(|(x, w)| f(*x, *w)).sum::<f64>();
        let elsewhere = Ratio::from_sums(
            4,
            [sum(|_, w| w), sum(|_, w| w * w), sum(|_, w| w.powi(3))],
            [sum(|x, _| x), sum(|x, _| x * x), sum(|x, _| x.powi(3))],
            [
                sum(|x, w| x * w),
                sum(|x, w| x * x * w),
                sum(|x, w| x * w * w),
            ],
        );
        let (one, other) = (ratio(&pairs).variation(), elsewhere.variation());
        let (one, other) = (one.expect("four"), other.expect("four"));
        assert!((one.deviation / other.deviation - 1.0).abs() < 1e-10);
        assert!((one.skewness / other.skewness - 1.0).abs() < 1e-8);
    }
}
