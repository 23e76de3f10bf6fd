//! On which side of the target the multiples lie that were simulated.

use serde::{Deserialize, Serialize};

use crate::experiment::{Replicated, Standing, Verdict};

/// Position of the lower end of the interval.
pub(super) const LOWER: usize = 0;
/// Position of the mean.
pub(super) const MEAN: usize = 1;
/// Position of the upper end of the interval.
pub(super) const UPPER: usize = 2;

/// Roots lie between multiples no farther apart than this share of the interval ...
const OF_INTERVAL: f64 = 0.1;
/// ... or this share of themselves.
const OF_ROOT: f64 = 5e-4;
/// Other changes of sign, and multiples from which on a port locks up, are known as well as this.
const OF_CHANGE: f64 = 0.01;

/// The multiples that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// The breaking point lies here.
    At(f64),
    /// The target is missed at every multiple tried, down to this one.
    Below(f64),
    /// It is met at the largest multiple that showed anything, which is this one.
    Above(f64),
}

/// How a multiple stands to the target, by the means of its replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Every part of the target is met.
    Met,
    /// A part of it is missed.
    Missed,
    /// A replication of a process that goes on locks up: missed here and at every larger multiple.
    LocksUp,
    /// As [`Standing::Undecided`]: replications gave up at a limit, or nothing arrived.
    #[serde(rename = "unknown")]
    Undecided,
}

/// What the replications of a multiple show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sight {
    /// How far above its limit the part of the target is that is worst off, as a share of the
    /// limit: by the lower end of its interval, the mean, and the upper end.
    Seen([f64; 3]),
    /// A steady process locks up.
    LocksUp,
    /// Nothing that decides.
    Undecided,
}

/// A change between met and missed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Times the arrivals.
    pub multiple: f64,
    /// The side of the larger multiples.
    pub to: Side,
}

impl Sight {
    /// What replications of a multiple show, of which these are the verdicts.
    pub(super) fn of(replicated: &Replicated, verdicts: &[Verdict]) -> Self {
        let evidence = replicated.evidence();
        if evidence.is_locked() {
            return Self::LocksUp;
        }
        // a verdict says "missed" only where it would be so with these replications perfect
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

    /// The side on which a multiple lies.
    pub fn side(self) -> Side {
        match self {
            Self::Seen(distances) if distances[MEAN] >= 0.0 => Side::Met,
            Self::Seen(_) => Side::Missed,
            Self::LocksUp => Side::LocksUp,
            Self::Undecided => Side::Undecided,
        }
    }

    /// Is the target met by the whole interval?
    pub(super) fn is_met(self) -> bool {
        matches!(self, Self::Seen(distances) if distances.iter().all(|it| *it >= 0.0))
    }

    /// Is it missed by the whole interval?
    pub(super) fn is_missed(self) -> bool {
        match self {
            Self::Seen(distances) => distances.iter().all(|it| *it < 0.0),
            Self::LocksUp => true,
            Self::Undecided => false,
        }
    }
}

/// A multiple that shows something.
#[derive(Clone, Copy, Debug)]
struct Tried {
    multiple: f64,
    distances: [f64; 3],
    locks: bool,
}

/// Neighbours between which a distance changes its sign.
#[derive(Clone, Copy, Debug)]
struct Bracket {
    left: (f64, f64),
    right: (f64, f64),
    /// Does the port lock up at the right one? Then nothing says where between them.
    locks: bool,
}

impl Bracket {
    /// Where the line between both crosses 0; the last multiple without a lock.
    fn crossing(&self) -> f64 {
        let ((a, above), (b, below)) = (self.left, self.right);
        if self.locks {
            a
        } else {
            a + (b - a) * above / (above - below)
        }
    }

    /// A multiple that narrows it, if both ends are farther apart than that.
    fn narrowed(&self, width: f64) -> Option<f64> {
        let (a, b) = (self.left.0, self.right.0);
        let width = if self.locks { OF_CHANGE * b } else { width };
        // never so near to an end that the other one stays where it is
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
    /// What each multiple shows. From the first on at which the port locks up, all are missed: at
    /// larger ones it would lock up too, sooner or later.
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

    /// Where a distance changes its sign, ascending.
    fn brackets(&self, of: usize) -> impl DoubleEndedIterator<Item = Bracket> {
        let pairs = self.0.windows(2).map(move |pair| Bracket {
            left: (pair[0].multiple, pair[0].distances[of]),
            right: (pair[1].multiple, pair[1].distances[of]),
            locks: pair[1].locks,
        });
        pairs.filter(|it| (it.left.1 >= 0.0) != (it.right.1 >= 0.0))
    }

    /// The largest multiple from which on the target is missed, if that was seen.
    fn last(&self, of: usize) -> Option<Bracket> {
        let falls = self.0.last()?.distances[of] < 0.0;
        self.brackets(of).next_back().filter(|_| falls)
    }

    /// The largest multiple at which a distance is not below 0; `None` where nothing was seen.
    pub(super) fn root(&self, of: usize) -> Option<Root> {
        let (first, last) = (self.0.first()?, self.0.last()?);
        Some(match self.last(of) {
            Some(bracket) => Root::At(bracket.crossing()),
            None if last.distances[of] >= 0.0 => Root::Above(last.multiple),
            None => Root::Below(first.multiple),
        })
    }

    /// Does the target end to be met because the port locks up?
    pub(super) fn ends_locked(&self) -> bool {
        self.last(MEAN).is_some_and(|it| it.locks)
    }

    /// Every change of the mean's sign, ascending.
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

    /// The next multiple to try, or `None` where all changes of sign are known well enough.
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
