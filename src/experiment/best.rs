//! Multiple comparisons with the best: which arrangements may be the best in a metric.
//!
//! Let there be K arrangements, with larger values better, and let U(i, j) be a one-sided upper
//! bound, with error e / (K - 1), on the value of i minus that of j. Arrangement i may be the best
//! unless U(i, j) < 0 for some j. The true best one is ruled out only if one of its own K - 1
//! bounds is wrong, so it is among those that may be the best with probability 1 - e (Bonferroni).
//! The constrained intervals of multiple comparisons with the best (Hsu 1984; with bounds of
//! different widths Edwards and Hsu 1983; under common random numbers Nelson 1993) for i minus the
//! best of the others are
//!
//! ```text
//! upper end: max(0, min over j of U(i, j))
//! lower end: 0 where i alone may be the best, else min(0, min over j that may be of -U(j, i))
//! ```
//!
//! An arrangement i that is ruled out is worse than the best by at least the minimum of -U(i, j)
//! over all j that may be the best, or by an unknown amount if that minimum is not positive. If the
//! true best is among those that may be, these amounts also hold together with probability 1 - e,
//! as they need only the bounds U(i, best) of the other arrangements.

use serde::{Deserialize, Serialize};

use crate::metric::{Good, Metric, Scope};
use crate::statistics::{Observed, Pairing, Student, paired};

use super::Finished;
use super::compare::pairing;

/// How an arrangement compares with the best one in a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// The only arrangement that may be the best.
    Best,
    /// One of several arrangements that may be the best.
    Among,
    /// Worse than the best arrangement.
    Worse,
    /// All others miss a target, so that there was nothing to compare it with.
    Only,
    /// Left out, because it misses a target that others do not miss.
    LeftOut,
    /// Nothing can be concluded.
    Unknown,
}

/// An arrangement compared with the best of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Result of the comparison.
    pub rank: Rank,
    /// Index of the arrangement with the best estimate among the others.
    pub against: Option<usize>,
    /// Estimate of this arrangement minus that of `against`.
    pub difference: Option<f64>,
    /// Lower end of the constrained interval of the difference; `None` if it is unbounded.
    pub lower: Option<f64>,
    /// Upper end of that interval; `None` if it is unbounded.
    pub upper: Option<f64>,
    /// Least amount by which the arrangement is worse than the best, if it is known to be worse.
    pub worse_by: Option<f64>,
}

impl Ranked {
    fn bare(rank: Rank) -> Self {
        Self {
            rank,
            against: None,
            difference: None,
            lower: None,
            upper: None,
            worse_by: None,
        }
    }
}

/// The metric of one arrangement; `is_bound` if the estimate is only a lower bound.
struct Contestant {
    at: usize,
    observed: Observed,
    is_bound: bool,
}

/// Compares every arrangement with the best of the others in a metric of scope `all`, leaving out
/// those that are not `admitted`.
///
/// The bounds are the ends of intervals of paired differences, so that K - 1 of them, in each of
/// `metrics` metrics, are wrong together with at most the error of the first arrangement's
/// confidence. K counts all arrangements, including those left out.
pub fn best(
    arrangements: &[&dyn Finished],
    metric: Metric,
    admitted: &[bool],
    metrics: u32,
) -> Vec<Ranked> {
    let good = metric.good();
    let mut ranks = vec![Ranked::bare(Rank::LeftOut); arrangements.len()];
    let mut contest = vec![];
    for (at, arrangement) in arrangements
        .iter()
        .enumerate()
        .filter(|(at, _)| admitted[*at])
    {
        ranks[at] = Ranked::bare(Rank::Unknown);
        if let Some(position) = arrangement.position(metric, &Scope::All) {
            contest.push(Contestant {
                at,
                observed: arrangement.observed(position),
                is_bound: arrangement.is_lower_bound(position),
            });
        }
    }
    let admitted = admitted.iter().filter(|it| **it).count();
    if let ([one], 1) = (contest.as_slice(), admitted) {
        ranks[one.at] = Ranked::bare(Rank::Only);
        return ranks;
    }
    let is_known = contest.iter().all(|it| it.observed.contributions.is_some());
    if good == Good::Neither || contest.len() < admitted || contest.len() < 2 || !is_known {
        return ranks;
    }
    let number = f64::from(metrics) * (arrangements.len() - 1) as f64;
    let single = Student::new(arrangements[0].confidence());
    let error = (1.0 - single.confidence()) / number;
    let mut student = single.of_bounds(number);
    let bounds = Bounds::of(&contest, good, error, |one, other| {
        let pairing = pairing(arrangements[one.at], arrangements[other.at]);
        paired_ends(one, other, pairing, &mut student)
    });
    if bounds.0.iter().flatten().all(|bound| bound.is_infinite()) {
        return ranks;
    }
    for (position, one) in contest.iter().enumerate() {
        ranks[one.at] = bounds.rank(position, &contest, good);
    }
    ranks
}

/// Upper bounds on how much better the arrangement of the row is than that of the column; infinite
/// where there is no bound.
struct Bounds(Vec<Vec<f64>>);

/// Mean, lower end and upper end of a difference, and the number of pairs.
type Ends = (f64, f64, f64, u32);

fn paired_ends(
    one: &Contestant,
    other: &Contestant,
    pairing: Pairing,
    student: &mut Student,
) -> Option<Ends> {
    let found = paired(&one.observed, &other.observed, pairing, student).estimate;
    Some((found.mean?, found.lower?, found.upper?, found.replications))
}

impl Bounds {
    /// Computes the bounds; `ends` gives the interval of the second contestant minus the first.
    fn of(
        contest: &[Contestant],
        good: Good,
        error: f64,
        mut ends: impl FnMut(&Contestant, &Contestant) -> Option<Ends>,
    ) -> Self {
        let number = contest.len();
        let mut bounds = vec![vec![f64::INFINITY; number]; number];
        for one in 0..number {
            for other in one + 1..number {
                let Some((mean, lower, upper, pairs)) = ends(&contest[one], &contest[other]) else {
                    continue;
                };
                // without variance: by chance all n differences have one sign once in 2^n
                let chance = 2_f64.powi(-(pairs.min(1000) as i32));
                if lower == upper && mean != 0.0 && chance > error {
                    continue;
                }
                let (of_one, of_other) = match good {
                    Good::More => (-lower, upper),
                    Good::Less | Good::Neither => (upper, -lower),
                };
                // if an estimate is only a lower bound, the true value may be larger: then one
                // bound is lost
                let may_gain = |gains: &Contestant, loses: &Contestant| match good {
                    Good::More => gains.is_bound,
                    Good::Less | Good::Neither => loses.is_bound,
                };
                if !may_gain(&contest[one], &contest[other]) {
                    bounds[one][other] = of_one;
                }
                if !may_gain(&contest[other], &contest[one]) {
                    bounds[other][one] = of_other;
                }
            }
        }
        Self(bounds)
    }

    /// The smallest upper bound on how much better `one` is than another arrangement.
    fn least(&self, one: usize) -> f64 {
        let of_one = self.0[one].iter().enumerate();
        let others = of_one.filter(|(other, _)| *other != one);
        others.fold(f64::INFINITY, |least, (_, bound)| least.min(*bound))
    }

    fn may_be_best(&self, one: usize) -> bool {
        self.least(one) >= 0.0
    }

    fn rank(&self, one: usize, contest: &[Contestant], good: Good) -> Ranked {
        let others = || (0..contest.len()).filter(move |other| *other != one);
        let rivals = || others().filter(|other| self.may_be_best(*other));
        let rank = match (self.may_be_best(one), rivals().next()) {
            (true, None) => Rank::Best,
            (true, Some(_)) => Rank::Among,
            (false, _) => Rank::Worse,
        };
        let lower = match rank {
            Rank::Best => 0.0,
            _ => rivals().fold(0.0_f64, |least, other| least.min(-self.0[other][one])),
        };
        let upper = self.least(one).max(0.0);
        let worse_by = rivals().fold(f64::INFINITY, |least, other| least.min(-self.0[one][other]));
        let centre = |at: usize| {
            let contributions = contest[at].observed.contributions.as_ref();
            contributions.map_or(f64::NAN, |it| it.centre)
        };
        let is_better = |one: f64, other: f64| match good {
            Good::More => one > other,
            Good::Less | Good::Neither => one < other,
        };
        let against = others().reduce(|best, other| {
            if is_better(centre(other), centre(best)) {
                other
            } else {
                best
            }
        });
        let (lower, upper) = match good {
            Good::More => (lower, upper),
            // subtracted from zero, so that no end is -0.0
            Good::Less | Good::Neither => (0.0 - upper, 0.0 - lower),
        };
        let known = |end: f64| Some(end).filter(|end| end.is_finite());
        Ranked {
            rank,
            against: against.map(|other| contest[other].at),
            difference: against.map(|other| centre(one) - centre(other)),
            lower: known(lower),
            upper: known(upper),
            worse_by: (rank == Rank::Worse && worse_by > 0.0)
                .then_some(worse_by)
                .and_then(known),
        }
    }
}
