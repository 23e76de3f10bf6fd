//! The breaking point: how many times the arrivals a port can take and still meet its target.
//!
//! The multiple m at which a part of the target is just met solves g(m) = 0, where g is how far its
//! mean lies above its limit. All multiples see the same random numbers: the n-th batch only comes
//! earlier. So the mean over a fixed set of replications is a function of m that can be solved like
//! any other (sample-average, or retrospective, approximation: Healy and Schruben 1991; Chen and
//! Schmeiser 2001), here by interpolation between multiples above and below.
//!
//! The interval inverts the verdict: it holds those multiples at which the verdict of these
//! replications would be undecided. It misses the true breaking point only where the verdict's
//! interval would miss the limit there, so that it covers as the verdicts do. Its ends solve the
//! same equation for the bounds of the verdict instead of its mean.

mod saturation;

use serde::{Deserialize, Serialize};

use crate::model::{ArrivalProcess, Model, StreamId};
use crate::statistics::Depth;
use crate::time::Time;

use super::fold::{Fold, Replicated};
use super::replicate::{in_order, run};
use super::verdict::{Verdict, verdicts};
use super::{Effort, Watcher};

/// No multiple beyond these is tried.
pub const LEAST_MULTIPLE: f64 = 1.0 / 1024.0;
/// No multiple beyond these is tried.
pub const MOST_MULTIPLE: f64 = 1024.0;

/// Batches that a replication may expect, as in the scenario format.
const MOST_BATCHES: f64 = 1e9;

/// Replications of every multiple where the scenario names no number.
const ENOUGH: u32 = 100;

/// Roots lie between multiples no farther apart than this share of the interval ...
const OF_INTERVAL: f64 = 0.1;
/// ... or this share of themselves.
const OF_ROOT: f64 = 5e-4;

pub use saturation::Saturation;

/// The multiples that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// The breaking point lies here.
    At(f64),
    /// The target is missed at every multiple tried, down to this one.
    Below(f64),
    /// It is met at every multiple tried, up to this one.
    Above(f64),
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Stress<T> {
    /// Multiples that were simulated, ascending, and what was kept of each.
    pub tried: Vec<(f64, T)>,
    /// The breaking point and the ends of its interval; `None` where interrupted.
    pub roots: Option<Roots>,
}

/// The breaking point with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Roots {
    /// The breaking point.
    pub multiple: Root,
    /// Up to here the verdict is that the target is met; none with one replication.
    pub lower: Option<Root>,
    /// From here on the verdict is that it is missed; none with one replication.
    pub upper: Option<Root>,
}

/// Looks for the breaking point, from a guess of it. `conclude` says what to keep of a multiple.
pub fn stress<T>(
    port: &Stressed<'_>,
    effort: Effort,
    guess: f64,
    conclude: impl Fn(f64, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Stress<T> {
    let effort = fixed(effort);
    let mut tried: Vec<(f64, Distances, T)> = vec![];
    let try_multiple = |multiple: f64, tried: &mut Vec<(f64, Distances, T)>| {
        let mut model = port.model.clone();
        port.multiply(multiple, &mut model);
        let replicated = replicate(&model, effort, watcher)?;
        let distances = Distances::of(&verdicts(&model, &replicated));
        let kept = conclude(multiple, &model, &replicated);
        let place = tried.partition_point(|(other, ..)| *other < multiple);
        tried.insert(place, (multiple, distances, kept));
        Some(())
    };
    let most = port.most_multiple();
    let mut finished = true;
    for first in [1.0, guess.clamp(LEAST_MULTIPLE, most)] {
        let known = tried.iter().any(|(multiple, ..)| *multiple == first);
        finished = finished && (known || try_multiple(first, &mut tried).is_some());
    }
    while finished && let Some(next) = next_multiple(&tried, most) {
        finished = try_multiple(next, &mut tried).is_some();
    }
    let bounds = effort.replications > 1;
    let roots = finished.then(|| Roots {
        multiple: root(&tried, MEAN),
        lower: bounds.then(|| root(&tried, LOWER)),
        upper: bounds.then(|| root(&tried, UPPER)),
    });
    let tried = tried
        .into_iter()
        .map(|(multiple, _, kept)| (multiple, kept));
    Stress {
        tried: tried.collect(),
        roots,
    }
}

/// All multiples take the same replications, so that their number is fixed; where a precision is
/// asked for instead of a number, it is that from which on it could be reached, or `ENOUGH`.
fn fixed(effort: Effort) -> Effort {
    let replications = effort.precision.map_or(effort.replications, |precision| {
        effort
            .replications
            .min(precision.min_replications.max(ENOUGH))
    });
    Effort {
        replications,
        precision: None,
        ..effort
    }
}

/// A port whose arrivals are multiplied.
#[derive(Clone, Copy)]
pub struct Stressed<'a> {
    /// The port as it is.
    pub model: &'a Model,
    /// The stream that grows; all of them where none is named.
    pub stream: Option<StreamId>,
}

impl Stressed<'_> {
    fn grows(&self, stream: usize) -> bool {
        self.stream.is_none_or(|only| only.index() == stream)
    }

    /// Gives the port, as it is, so many times the arrivals, and throughput targets in proportion
    /// to all that arrives. Without a release target, what arrives is to be released.
    ///
    /// # Panics
    /// Where a stream that grows is a list of batches, which cannot be multiplied.
    pub fn multiply(&self, multiple: f64, model: &mut Model) {
        let (batches, units) = self.arrivals_per_day(1.0);
        let (more_batches, more_units) = self.arrivals_per_day(multiple);
        let target = &mut model.target;
        if target.release.is_none() {
            target.batches_per_day = Some(batches);
        }
        let times = |target: &mut Option<f64>, factor: f64| {
            *target = target.map(|wanted| wanted * factor);
        };
        times(&mut target.batches_per_day, more_batches / batches);
        if units > 0.0 {
            times(&mut target.units_per_day, more_units / units);
        }
        let later = model
            .changes
            .iter_mut()
            .map(|(_, rules)| &mut rules.streams);
        for streams in std::iter::once(&mut model.streams).chain(later) {
            for (_, stream) in streams.iter_mut().enumerate().filter(|it| self.grows(it.0)) {
                match &mut stream.process {
                    ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                        profile.per_day *= multiple;
                    }
                    ArrivalProcess::Renewal(gap) => *gap = gap.scaled(1.0 / multiple),
                    ArrivalProcess::Trace(_) => panic!("a list of batches cannot be multiplied"),
                }
            }
        }
    }

    /// Mean batches and units a day over the measured window, with so many times the arrivals.
    pub fn arrivals_per_day(&self, multiple: f64) -> (f64, f64) {
        let (start, end) = (self.model.plan.window_start(), self.model.plan.window_end());
        let later = self
            .model
            .changes
            .iter()
            .map(|(time, rules)| (*time, rules));
        let versions: Vec<(Time, &Model)> = std::iter::once((Time::START, self.model))
            .chain(later)
            .collect();
        let mut sums = (0.0, 0.0);
        for (index, (from, rules)) in versions.iter().enumerate() {
            let next = versions.get(index + 1).map_or(end, |(time, _)| *time);
            let (from, until) = (start.max(*from), end.min(next));
            if from >= until {
                continue;
            }
            for (position, stream) in rules.streams.iter().enumerate() {
                let mut batches = match &stream.process {
                    ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
                        profile.expected(&rules.calendar, from, until)
                    }
                    ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {
                        stream.weekly_mean() * (until - from).days()
                    }
                };
                batches *= if self.grows(position) { multiple } else { 1.0 };
                let of_stream = rules.classes.iter();
                let of_stream = of_stream.filter(|class| class.stream.index() == position);
                let units = of_stream.map(|class| {
                    let goods = class
                        .goods
                        .map(|goods| rules.goods[goods.index()].units.mean());
                    class.share * goods.unwrap_or(0.0)
                });
                sums.0 += batches;
                sums.1 += batches * units.sum::<f64>();
            }
        }
        let days = self.model.plan.length.days();
        (sums.0 / days, sums.1 / days)
    }

    /// The largest multiple whose replications can be run.
    fn most_multiple(&self) -> f64 {
        let days = self.model.plan.horizon().since_start().days();
        let at_one: f64 = self
            .model
            .streams
            .iter()
            .map(|it| it.weekly_mean() * days)
            .sum();
        (MOST_BATCHES / at_one).clamp(1.0, MOST_MULTIPLE)
    }
}

/// All replications of a model; `None` where they were interrupted.
fn replicate(model: &Model, effort: Effort, watcher: &dyn Watcher) -> Option<Replicated> {
    let mut fold = Fold::new(model, effort, Depth::Metrics);
    let one = |replication| run(model, effort.seed, replication, Depth::Metrics, watcher);
    for outcome in in_order(0..u64::from(effort.replications), one) {
        fold.add(outcome?);
    }
    Some(fold.finish())
}

/// How far above its limit the part of the target is that is worst off, as a share of the limit:
/// by the lower bound of its verdict, the mean, and the upper bound.
#[derive(Clone, Copy, Debug)]
struct Distances([f64; 3]);

const LOWER: usize = 0;
const MEAN: usize = 1;
const UPPER: usize = 2;

impl Distances {
    fn of(verdicts: &[Verdict]) -> Self {
        let mut distances = [f64::INFINITY; 3];
        for verdict in verdicts {
            let mean = verdict.estimate.mean.unwrap_or(0.0);
            let (lower, upper) = (verdict.estimate.lower, verdict.estimate.upper);
            let of_part = [lower.unwrap_or(mean), mean, upper.unwrap_or(mean)];
            for (distance, value) in distances.iter_mut().zip(of_part) {
                *distance = distance.min((value - verdict.good_from) / verdict.good_from);
            }
        }
        Self(distances)
    }
}

/// The first pair of neighbours between which a distance falls below 0.
fn bracket<T>(tried: &[(f64, Distances, T)], of: usize) -> Option<((f64, f64), (f64, f64))> {
    let at = |it: &(f64, Distances, T)| (it.0, it.1.0[of]);
    let mut pairs = tried.windows(2).map(|pair| (at(&pair[0]), at(&pair[1])));
    pairs.find(|(left, right)| left.1 >= 0.0 && right.1 < 0.0)
}

/// Where the line through a bracket crosses 0.
fn crossing(((a, above), (b, below)): ((f64, f64), (f64, f64))) -> f64 {
    a + (b - a) * above / (above - below)
}

fn root<T>(tried: &[(f64, Distances, T)], of: usize) -> Root {
    match bracket(tried, of) {
        Some(bracket) => Root::At(crossing(bracket)),
        None if tried[0].1.0[of] < 0.0 => Root::Below(tried[0].0),
        None => Root::Above(tried[tried.len() - 1].0),
    }
}

/// The next multiple to try, or `None` where all roots are known well enough.
fn next_multiple<T>(tried: &[(f64, Distances, T)], most: f64) -> Option<f64> {
    let (first, last) = (&tried[0], &tried[tried.len() - 1]);
    for of in [MEAN, LOWER, UPPER] {
        if bracket(tried, of).is_some() {
            continue;
        }
        if first.1.0[of] < 0.0 && first.0 > LEAST_MULTIPLE {
            return Some((first.0 / 1.5).max(LEAST_MULTIPLE));
        }
        if last.1.0[of] >= 0.0 && last.0 < most {
            return Some((last.0 * 1.25).min(most));
        }
    }
    let found = |of| bracket(tried, of).map(crossing);
    let width = match (found(LOWER), found(UPPER)) {
        (Some(lower), Some(upper)) => (upper - lower).max(0.0),
        _ => 0.0,
    };
    for of in [MEAN, LOWER, UPPER] {
        let Some(bracket) = bracket(tried, of) else {
            continue;
        };
        let (a, b) = (bracket.0.0, bracket.1.0);
        if b - a > (OF_INTERVAL * width).max(OF_ROOT * b) {
            // never so near to an end that the other one stays where it is
            let margin = 0.15 * (b - a);
            return Some(crossing(bracket).clamp(a + margin, b - margin));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_by_few_tries() {
        // the lower bound, the mean and the upper bound fall below 0 at 1.9, 2.0 and 2.1
        let distances = |m: f64| Distances([1.9, 2.0, 2.1].map(|root: f64| root.ln() - m.ln()));
        let mut tried: Vec<(f64, Distances, ())> = vec![(1.0, distances(1.0), ())];
        while let Some(next) = next_multiple(&tried, 1024.0) {
            let place = tried.partition_point(|(other, ..)| *other < next);
            tried.insert(place, (next, distances(next), ()));
        }
        for (of, expected) in [(LOWER, 1.9), (MEAN, 2.0), (UPPER, 2.1)] {
            let Root::At(found) = root(&tried, of) else {
                panic!("there is a root")
            };
            assert!((found - expected).abs() < 1e-3, "{found}");
        }
        assert!(tried.len() < 16, "{} tries", tried.len());
    }

    #[test]
    fn a_target_that_is_never_missed_has_no_breaking_point() {
        let tried = vec![
            (1.0, Distances([1.0; 3]), ()),
            (8.0, Distances([0.5; 3]), ()),
        ];
        assert_eq!(next_multiple(&tried, 8.0), None);
        assert_eq!(root(&tried, MEAN), Root::Above(8.0));
        let tried = vec![(LEAST_MULTIPLE, Distances([-0.5; 3]), ())];
        assert_eq!(next_multiple(&tried, 8.0), None);
        assert_eq!(root(&tried, MEAN), Root::Below(LEAST_MULTIPLE));
    }
}
