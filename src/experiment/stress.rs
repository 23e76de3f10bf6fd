//! The breaking point: the largest multiple of the arrivals at which a port meets its target.
//!
//! The multiple m at which a part of the target is just met solves g(m) = 0, where g is the
//! distance of its mean above its limit. All multiples use the same random numbers: at a larger
//! multiple the n-th batch only arrives earlier. So the mean over a fixed set of replications is a
//! function of m, and its root can be found like that of any other function (sample-average, or
//! retrospective, approximation: Healy and Schruben 1991; Chen and Schmeiser 2001), here by
//! interpolation between multiples above and below.
//!
//! **The scan.** g need not be monotone: more arrivals can open lanes on demand. So the search
//! starts at a multiple at which the target is missed and goes down by factors of [`STEP`] until
//! the target is met twice in a row; the scenario itself is simulated too. The breaking point is
//! the largest multiple at which g changes its sign; every other change of sign that was seen is
//! reported.
//!
//! **The interval** inverts the verdict's interval: it contains the multiples at which the limit
//! lies between the ends of the verdict's interval. It misses the true breaking point only if the
//! verdict's interval at that multiple misses the limit, so that both have the same coverage. Its
//! ends solve the same equation with the ends of the verdict's interval in place of the mean. The
//! further conditions of a verdict (such as the replications that "met" requires) do not matter
//! here.
//!
//! **Exceptions.** A steady run that locks up in one replication locks up sooner or later: it
//! misses the target at that multiple and at every larger one. Replications that gave up at a limit
//! decide nothing. If opening hours and service times alone rule the target out, no volume meets it
//! ([`Stressed::out_of_reach`]).

mod port;
mod reach;
mod saturation;
mod sides;

use crate::model::Model;
use crate::statistics::{Depth, Stopping};

use super::fold::Fold;
use super::replicate::{in_order, run};
use super::{ENOUGH, Effort, Replicated, Watcher};

use sides::{LOWER, MEAN, Sides, UPPER};

pub use port::{LEAST_MULTIPLE, MOST_MULTIPLE, Stressed};
pub use saturation::Saturation;
pub use sides::{Change, Root, Side, Sight};

/// Number of replications of every multiple if the scenario does not fix one.
pub const STRESS_REPLICATIONS: u32 = 100;

/// Factor between neighbouring multiples of the scan, which are its powers.
const STEP: f64 = 1.25;

/// Smallest start of the scan, as a factor on the multiple at which theory says that a station is
/// full.
const BEYOND_FULL: f64 = 1.1;

/// Number of steps by which the start of the scan moves up while the target is not missed there.
const STEPS_UP: i32 = 3;

/// Number of successive multiples that must meet the target to end the scan.
const MET_IN_A_ROW: u32 = 2;

/// Limit on the multiples tried.
const MOST_TRIES: usize = 200;

/// Result of the search.
#[derive(Clone, Debug)]
pub struct Stress<T> {
    /// Simulated multiples, ascending, each with what `conclude` returned for it.
    pub tried: Vec<(f64, T)>,
    /// The breaking point and the ends of its interval; `None` if interrupted or not searched for.
    pub roots: Option<Roots>,
    /// Every change between met and missed that was seen, ascending; the breaking point is the last
    /// change from met to missed.
    pub changes: Vec<Change>,
}

/// The breaking point with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Roots {
    /// The breaking point.
    pub multiple: Root,
    /// Largest multiple at which the lower end of the verdict's interval meets the target; `None`
    /// if the breaking point is a lock-up.
    pub lower: Option<Root>,
    /// Largest multiple at which the upper end of the verdict's interval meets the target; `None`
    /// if the breaking point is a lock-up.
    pub upper: Option<Root>,
}

/// Simulates the scenario as it is, without a search. `conclude` turns its results into what is
/// kept.
pub fn stress_at_one<T>(
    port: &Stressed<'_>,
    effort: Effort,
    conclude: impl Fn(f64, Sight, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Stress<T> {
    let kept = simulate(port, fixed(effort), 1.0, &conclude, watcher);
    Stress {
        tried: kept.map(|(_, kept)| (1.0, kept)).into_iter().collect(),
        roots: None,
        changes: vec![],
    }
}

/// Simulates a multiple; `None` if interrupted.
fn simulate<T>(
    port: &Stressed<'_>,
    effort: Effort,
    multiple: f64,
    conclude: &impl Fn(f64, Sight, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Option<(Sight, T)> {
    let mut model = port.model.clone();
    port.multiply(multiple, &mut model);
    let replicated = replicate(&model, effort, watcher)?;
    let sight = Sight::of(&replicated, &replicated.verdicts());
    Some((sight, conclude(multiple, sight, &model, &replicated)))
}

/// Searches for the breaking point, starting near `guess`. `conclude` turns the results of a
/// multiple into what is kept.
///
/// ```
/// # use std::path::Path;
/// # use clearway::{input::Disk, scenario::{Document, Problems}};
/// use clearway::experiment::{Root, Stressed, Unwatched, stress};
///
/// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
/// let port = Stressed { model: &scenario.model, stream: None };
/// let found = stress(&port, scenario.effort(), None, |_, _, _, _| (), &Unwatched);
/// assert!(matches!(found.roots.expect("not interrupted").multiple, Root::At(_)));
/// # Ok::<(), Problems>(())
/// ```
pub fn stress<T>(
    port: &Stressed<'_>,
    effort: Effort,
    guess: Option<f64>,
    conclude: impl Fn(f64, Sight, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Stress<T> {
    let effort = fixed(effort);
    let mut search = Search {
        simulate: |multiple| simulate(port, effort, multiple, &conclude, watcher),
        tried: vec![],
        least: port.least_multiple(),
        most: port.most_multiple(),
    };
    let is_finished = search.all(guess).is_some();
    let sides = search.sides();
    let tried = search.tried.into_iter();
    Stress {
        roots: is_finished.then(|| roots(&sides)),
        changes: sides.changes(),
        tried: tried.map(|(multiple, _, kept)| (multiple, kept)).collect(),
    }
}

/// Returns the breaking point and its interval; if no multiple showed anything, they are below the
/// smallest multiple.
fn roots(sides: &Sides) -> Roots {
    let of = |of| sides.root(of).unwrap_or(Root::Below(LEAST_MULTIPLE));
    let has_interval = !sides.ends_locked();
    Roots {
        multiple: of(MEAN),
        lower: has_interval.then(|| of(LOWER)),
        upper: has_interval.then(|| of(UPPER)),
    }
}

/// Fixes the number of replications, as all multiples use the same ones: at least [`ENOUGH`], which
/// a share needs to be called met. With a precision, it is the larger of [`STRESS_REPLICATIONS`]
/// and the minimum of that precision; with decisions on targets, [`STRESS_REPLICATIONS`]. The limit
/// of the effort applies to both.
fn fixed(effort: Effort) -> Effort {
    let replications = match effort.stopping {
        Stopping::Number => effort.replications,
        Stopping::Width(precision) => {
            let fewest = precision.min_replications.max(STRESS_REPLICATIONS);
            effort.replications.min(fewest)
        }
        Stopping::Verdict => effort.replications.min(STRESS_REPLICATIONS),
    };
    Effort {
        replications: replications.max(ENOUGH),
        stopping: Stopping::Number,
        ..effort
    }
}

/// A search in progress.
struct Search<T, F> {
    /// Simulates a multiple; `None` if interrupted.
    simulate: F,
    /// Simulated multiples, ascending.
    tried: Vec<(f64, Sight, T)>,
    /// Smallest multiple that may be tried.
    least: f64,
    /// Largest multiple that may be tried.
    most: f64,
}

/// Returns a power of [`STEP`].
fn power(exponent: i32) -> f64 {
    STEP.powi(exponent)
}

impl<T, F: Fn(f64) -> Option<(Sight, T)>> Search<T, F> {
    /// Runs the whole search; `None` if interrupted.
    fn all(&mut self, guess: Option<f64>) -> Option<()> {
        let as_it_is = self.at(1.0)?;
        let top = if as_it_is == Sight::LocksUp {
            0
        } else {
            self.top(guess)?
        };
        self.down_from(top)?;
        while let Some(next) = self
            .sides()
            .next()
            .filter(|_| self.tried.len() < MOST_TRIES)
        {
            let is_known = self.tried.iter().any(|(multiple, ..)| *multiple == next);
            if is_known {
                break;
            }
            self.at(next)?;
        }
        Some(())
    }

    /// Returns what a multiple shows, simulating it unless it was tried before.
    fn at(&mut self, multiple: f64) -> Option<Sight> {
        let known = self.tried.iter().find(|(other, ..)| *other == multiple);
        if let Some((_, sight, _)) = known {
            return Some(*sight);
        }
        let (sight, kept) = (self.simulate)(multiple)?;
        let place = self.tried.partition_point(|(other, ..)| *other < multiple);
        self.tried.insert(place, (multiple, sight, kept));
        Some(sight)
    }

    /// Returns the exponent of a power of [`STEP`] at which the target is missed: the first above
    /// the guess, or a larger one.
    fn top(&mut self, guess: Option<f64>) -> Option<i32> {
        let last = (self.most.ln() / STEP.ln() + 1e-9).floor() as i32;
        let start = guess.map_or(STEPS_UP, |guess| {
            ((BEYOND_FULL * guess).max(1.0).ln() / STEP.ln() - 1e-9).ceil() as i32
        });
        let mut top = start.max(0).min(last);
        while !self.at(power(top))?.is_missed() && top < last {
            top = (top + STEPS_UP).min(last);
        }
        Some(top)
    }

    /// Scans downwards until the target is met twice in a row.
    fn down_from(&mut self, top: i32) -> Option<()> {
        let least = (self.least.ln() / STEP.ln() - 1e-9).ceil() as i32;
        let mut in_a_row = 0;
        for exponent in (least..=top).rev() {
            in_a_row = if self.at(power(exponent))?.is_met() {
                in_a_row + 1
            } else {
                0
            };
            if in_a_row == MET_IN_A_ROW {
                break;
            }
        }
        Some(())
    }

    fn sides(&self) -> Sides {
        Sides::new(
            self.tried
                .iter()
                .map(|(multiple, sight, _)| (*multiple, *sight)),
        )
    }
}

/// Runs all replications of a model; `None` if interrupted.
fn replicate(model: &Model, effort: Effort, watcher: &dyn Watcher) -> Option<Replicated> {
    let mut fold = Fold::new(model, effort, Depth::Whole);
    let one = |replication| run(model, effort.seed, replication, Depth::Whole, watcher);
    for outcome in in_order(0..u64::from(effort.replications), one) {
        fold.add(outcome?);
    }
    Some(fold.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a search in which `sight` gives the lower end, the mean and the upper end at each
    /// multiple.
    fn search(sight: impl Fn(f64) -> Sight, guess: Option<f64>) -> (Vec<f64>, Sides) {
        let mut search = Search {
            simulate: |multiple| Some((sight(multiple), ())),
            tried: vec![],
            least: LEAST_MULTIPLE,
            most: 8.0,
        };
        search.all(guess).expect("nothing interrupts the search");
        let sides = search.sides();
        (search.tried.iter().map(|it| it.0).collect(), sides)
    }

    #[track_caller]
    fn near(found: Option<Root>, expected: f64) {
        let Some(Root::At(found)) = found else {
            panic!("there is a root")
        };
        assert!((found - expected).abs() < 1e-3 * expected, "{found}");
    }

    #[test]
    fn roots_are_found_by_few_tries() {
        // the lower end, the mean and the upper end fall below 0 at 1.9, 2.0 and 2.1
        let sight = |m: f64| Sight::Seen([1.9, 2.0, 2.1].map(|root: f64| root.ln() - m.ln()));
        for guess in [Some(2.2), Some(0.3), None] {
            let (tried, sides) = search(sight, guess);
            for (of, expected) in [(LOWER, 1.9), (MEAN, 2.0), (UPPER, 2.1)] {
                near(sides.root(of), expected);
            }
            assert!(tried.len() < 20, "{} tries", tried.len());
            assert_eq!(sides.changes().len(), 1);
        }
    }

    /// Met up to 0.3, missed up to 0.9, met again up to 2.
    #[test]
    fn the_largest_multiple_is_found_and_all_changes_are_told() {
        let mean = |m: f64| -(m - 0.3) * (m - 0.9) * (m - 2.0);
        let sight = |m: f64| Sight::Seen([mean(m) - 0.01, mean(m), mean(m) + 0.01]);
        let (_, sides) = search(sight, Some(2.5));
        near(sides.root(MEAN), 2.0);
        // 1.56 and 1.25 are met: no smaller multiple is tried, except the scenario itself
        assert_eq!(sides.changes().len(), 1);
        let mean = |m: f64| -(m - 0.3) * (m - 0.9) * (m - 1.2);
        let sight = |m: f64| Sight::Seen([mean(m) - 0.001, mean(m), mean(m) + 0.001]);
        let (_, sides) = search(sight, Some(2.5));
        near(sides.root(MEAN), 1.2);
        let changes = sides.changes();
        let sides: Vec<Side> = changes.iter().map(|it| it.to).collect();
        assert_eq!(sides, [Side::Missed, Side::Met, Side::Missed]);
        assert!((changes[0].multiple - 0.3).abs() < 0.01);
        assert!((changes[1].multiple - 0.9).abs() < 0.01);
    }

    #[test]
    fn a_port_that_locks_up_breaks_there_without_an_interval() {
        let sight = |m: f64| match m {
            m if m >= 1.3 => Sight::LocksUp,
            _ => Sight::Seen([0.1, 0.2, 0.3]),
        };
        let (_, sides) = search(sight, Some(2.0));
        assert!(sides.ends_locked());
        let Some(Root::At(found)) = sides.root(MEAN) else {
            panic!("there is a root")
        };
        assert!(found < 1.3 && found > 1.3 / 1.02, "{found}");
        assert_eq!(sides.changes()[0].to, Side::LocksUp);
        // a larger multiple that by chance does not lock up is ignored
        let sight = |m: f64| match m {
            m if m < 1.3 => Sight::Seen([0.1, 0.2, 0.3]),
            m if m < 2.0 => Sight::LocksUp,
            m if m < 3.0 => Sight::Seen([0.1, 0.2, 0.3]),
            _ => Sight::Seen([-0.1; 3]),
        };
        assert!(search(sight, Some(2.5)).1.ends_locked());
    }

    #[test]
    fn a_target_that_is_never_missed_has_no_breaking_point() {
        let (tried, sides) = search(|_| Sight::Seen([0.5; 3]), None);
        let most = tried[tried.len() - 1];
        assert!(most > 8.0 / STEP);
        assert_eq!(sides.root(MEAN), Some(Root::Above(most)));
        let (tried, sides) = search(|_| Sight::Seen([-0.5; 3]), None);
        assert_eq!(sides.root(MEAN), Some(Root::Below(tried[0])));
        assert!(tried[0] < STEP * LEAST_MULTIPLE);
        // replications that give up decide nothing
        let sight = |m: f64| match m {
            m if m >= 2.0 => Sight::Undecided,
            _ => Sight::Seen([0.1; 3]),
        };
        assert!(matches!(
            search(sight, None).1.root(MEAN),
            Some(Root::Above(_))
        ));
    }
}
