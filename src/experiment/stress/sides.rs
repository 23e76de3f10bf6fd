//! The side of the target on which each simulated multiple lies.

use serde::{Deserialize, Serialize};

use crate::experiment::{Replicated, Standing, Verdict};

/// Index of the lower end of the interval.
pub(super) const LOWER: usize = 0;
/// Index of the mean.
pub(super) const MEAN: usize = 1;
/// Index of the upper end of the interval.
pub(super) const UPPER: usize = 2;

/// Precision of a root, as a share of the width of the interval; see also [`OF_ROOT`].
const OF_INTERVAL: f64 = 0.1;
/// Precision of a root, as a share of the root; the wider of both precisions is enough.
const OF_ROOT: f64 = 5e-4;
/// Precision, as a share of the multiple, of other changes of sign and of the multiple from which
/// the port locks up.
const OF_CHANGE: f64 = 0.01;

/// Result of the search for a root.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// The root is at this multiple.
    At(f64),
    /// The target is missed at every multiple tried; this is the smallest.
    Below(f64),
    /// The target is met at this multiple, the largest one that showed anything.
    Above(f64),
}

/// Side of the target on which a multiple lies, by the means of its replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Every part of the target is met.
    Met,
    /// A part of the target is missed.
    Missed,
    /// A replication of a steady run locks up: the target is missed here and at every larger
    /// multiple.
    LocksUp,
    /// Undecided, as in [`Standing::Undecided`]: replications gave up at a limit, or nothing
    /// arrived.
    #[serde(rename = "unknown")]
    Undecided,
}

/// What the replications of a multiple show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sight {
    /// Distance above the limit, as a share of the limit, of the worst part of the target: for the
    /// lower end of its interval, the mean, and the upper end.
    Seen([f64; 3]),
    /// A steady run locks up.
    LocksUp,
    /// The replications decide nothing.
    Undecided,
}

/// A change between met and missed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Multiple of the arrivals.
    pub multiple: f64,
    /// The side of the larger multiples.
    pub to: Side,
}

impl Sight {
    /// Sums up the replications of a multiple and their verdicts.
    pub(super) fn of(replicated: &Replicated, verdicts: &[Verdict]) -> Self {
        let evidence = replicated.evidence();
        if evidence.is_locked() {
            return Self::LocksUp;
        }
        // a verdict says "missed" only if that holds even with these replications perfect
        let is_missed = verdicts.iter().any(|it| it.standing == Standing::Missed);
        if !evidence.gave_up.is_empty() && !is_missed {
            return Self::Undecided;
        }
        let mut distances = [f64::INFINITY; 3];
        for verdict in verdicts {
            let Some(mean) = verdict.estimate.mean else {
                return Self::Undecided;
            };
            let (lower, upper) = (verdict.estimate.lower, verdict.estimate.upper);
            let of_part = [lower.unwrap_or(mean), mean, upper.unwrap_or(mean)];
            for (distance, value) in distances.iter_mut().zip(of_part) {
                *distance = distance.min(verdict.distance(value));
            }
        }
        Self::Seen(distances)
    }

    /// Returns the side on which the multiple lies.
    pub fn side(self) -> Side {
        match self {
            Self::Seen(distances) if distances[MEAN] >= 0.0 => Side::Met,
            Self::Seen(_) => Side::Missed,
            Self::LocksUp => Side::LocksUp,
            Self::Undecided => Side::Undecided,
        }
    }

    /// Does the whole interval meet the target?
    pub(super) fn is_met(self) -> bool {
        matches!(self, Self::Seen(distances) if distances.iter().all(|it| *it >= 0.0))
    }

    /// Does the whole interval miss the target?
    pub(super) fn is_missed(self) -> bool {
        match self {
            Self::Seen(distances) => distances.iter().all(|it| *it < 0.0),
            Self::LocksUp => true,
            Self::Undecided => false,
        }
    }
}

/// A multiple at which the replications decide.
#[derive(Clone, Copy, Debug)]
struct Tried {
    multiple: f64,
    distances: [f64; 3],
    locks: bool,
}

/// Neighbouring multiples between which a distance changes its sign, each with its distance.
#[derive(Clone, Copy, Debug)]
struct Bracket {
    left: (f64, f64),
    right: (f64, f64),
    /// Whether the port locks up at `right`; then its distance is not meaningful.
    locks: bool,
}

impl Bracket {
    /// Returns the multiple at which the line between both ends crosses 0; for a lock-up, the last
    /// multiple without one.
    fn crossing(&self) -> f64 {
        let ((a, above), (b, below)) = (self.left, self.right);
        if self.locks {
            a
        } else {
            a + (b - a) * above / (above - below)
        }
    }

    /// Returns a multiple that narrows the bracket, if it is wider than `width`.
    fn narrowed(&self, width: f64) -> Option<f64> {
        let (a, b) = (self.left.0, self.right.0);
        let width = if self.locks { OF_CHANGE * b } else { width };
        // a margin at both ends, so that neither end stays in place for many steps
        let margin = 0.15 * (b - a);
        let next = if self.locks {
            f64::midpoint(a, b)
        } else {
            self.crossing().min(b - margin).max(a + margin)
        };
        (b - a > width && a < next && next < b).then_some(next)
    }
}

/// The multiples that were tried, ascending.
pub(super) struct Sides(Vec<Tried>);

impl Sides {
    /// Collects what each multiple shows. From the first lock-up on, every larger multiple counts
    /// as missed: it would lock up too, sooner or later.
    pub(super) fn new(tried: impl Iterator<Item = (f64, Sight)>) -> Self {
        let mut locks = false;
        let places = tried.filter_map(|(multiple, sight)| {
            locks = locks || sight == Sight::LocksUp;
            let distances = match sight {
                _ if locks => [-1.0; 3],
                Sight::Seen(distances) => distances,
                Sight::LocksUp | Sight::Undecided => return None,
            };
            Some(Tried {
                multiple,
                distances,
                locks,
            })
        });
        Self(places.collect())
    }

    /// Returns the brackets in which a distance changes its sign, ascending.
    fn brackets(&self, of: usize) -> impl DoubleEndedIterator<Item = Bracket> {
        let pairs = self.0.windows(2).map(move |pair| Bracket {
            left: (pair[0].multiple, pair[0].distances[of]),
            right: (pair[1].multiple, pair[1].distances[of]),
            locks: pair[1].locks,
        });
        pairs.filter(|it| (it.left.1 >= 0.0) != (it.right.1 >= 0.0))
    }

    /// Returns the bracket above which the target is always missed, if it was seen.
    fn last(&self, of: usize) -> Option<Bracket> {
        let falls = self.0.last()?.distances[of] < 0.0;
        self.brackets(of).next_back().filter(|_| falls)
    }

    /// Returns the largest multiple at which a distance is not below 0; `None` if no multiple
    /// showed anything.
    pub(super) fn root(&self, of: usize) -> Option<Root> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        Some(match self.last(of) {
            Some(bracket) => Root::At(bracket.crossing()),
            None if last.distances[of] >= 0.0 => Root::Above(last.multiple),
            None => Root::Below(first.multiple),
        })
    }

    /// Is the breaking point a lock-up of the port?
    pub(super) fn ends_locked(&self) -> bool {
        self.last(MEAN).is_some_and(|it| it.locks)
    }

    /// Returns every change of sign of the mean's distance, ascending.
    pub(super) fn changes(&self) -> Vec<Change> {
        let change = |it: Bracket| Change {
            multiple: it.crossing(),
            to: match (it.right.1 >= 0.0, it.locks) {
                (true, _) => Side::Met,
                (false, true) => Side::LocksUp,
                (false, false) => Side::Missed,
            },
        };
        self.brackets(MEAN).map(change).collect()
    }

    /// Returns the next multiple to try; `None` if all changes of sign are known precisely enough.
    pub(super) fn next(&self) -> Option<f64> {
        let found = |of| self.last(of).map(|it| it.crossing());
        let width = match (found(LOWER), found(UPPER)) {
            (Some(lower), Some(upper)) => (upper - lower).max(0.0),
            _ => 0.0,
        };
        let last = |of| {
            let bracket = self.last(of)?;
            bracket.narrowed((OF_INTERVAL * width).max(OF_ROOT * bracket.right.0))
        };
        let last = [MEAN, LOWER, UPPER].into_iter().find_map(last);
        let other = || {
            let mut all = self.brackets(MEAN);
            all.find_map(|it| it.narrowed((OF_INTERVAL * width).max(OF_CHANGE * it.right.0)))
        };
        last.or_else(other)
    }
}
