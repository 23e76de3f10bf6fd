//! The cheapest arrangement that meets the target.
//!
//! The cost of an arrangement is known before any run, unless overtime or delay adds to it. So
//! arrangements are tried in ascending order of that cost, by the test of
//! [`feasibility`](super::feasibility), and the first feasible one is the cheapest.
//!
//! **The guarantee.** With probability at least the confidence, the choice is feasible within
//! tolerance and no cheaper arrangement that is clearly feasible was rejected. Let i be the
//! cheapest clearly feasible arrangement. A search that rejects any clearly feasible one has called
//! i infeasible; that is a single test, which gets half of the allowed error. A choice that is not
//! feasible within tolerance was wrongly called feasible by one of the tests, which share the other
//! half equally (Bonferroni over the arrangements that theory does not rule out). All tests use the
//! same random numbers; the argument needs no independence. If the test of an arrangement stays
//! undecided, the results list that arrangement and the guarantee holds among the others.
//!
//! **What is ruled out.** Arrangements that provably cannot keep up are not simulated. An
//! infeasible arrangement rules out those with fewer lanes only if
//! [`more_lanes_never_harm`](crate::theory::more_lanes_never_harm) proves that. Then, once several
//! arrangements were rejected, bisection along each path, with every other path at its largest
//! value, finds the least value that is worth trying. These tests share half of the error of
//! rejecting a clearly feasible arrangement.

use std::collections::BTreeMap;

use crate::metric::Metric;
use crate::model::Model;
use crate::statistics::{Depth, Stopping};

use super::feasibility::{Errors, FIRST_LOOK, look};
use super::fold::Fold;
use super::replicate::{in_order, run};
use super::verdict::{Allowed, judged, margin};
use super::{ENOUGH, Effort, Replicated, Standing, Watcher};

/// Limit on the replications of an arrangement that is tested only to rule out others.
const CORNER: u32 = 2 * FIRST_LOOK;

/// What is known of an arrangement before it is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    /// Cost a day as far as it is known without a run; the search goes in this order.
    pub cost: f64,
    /// Whether that cost is complete; otherwise it is a lower bound.
    pub complete: bool,
    /// Whether theory rules the arrangement out.
    pub ruled_out: bool,
}

/// The grid of arrangements; the last path varies fastest.
pub struct Grid<'a> {
    /// Number of values of each path.
    pub lengths: &'a [usize],
    /// What is known of each arrangement.
    pub prospects: &'a [Prospect],
    /// Paths along which a larger value is proven never to harm.
    pub monotone: &'a [usize],
}

/// An arrangement that was simulated.
#[derive(Clone, Debug)]
pub struct Trial<T> {
    /// Position of the arrangement in the grid.
    pub point: usize,
    /// Result of the test.
    pub finding: Standing,
    /// What `conclude` returned for the arrangement.
    pub kept: T,
}

/// Result of a search.
#[derive(Clone, Debug)]
pub struct Search<T> {
    /// Simulated arrangements, in the order of the grid.
    pub trials: Vec<Trial<T>>,
    /// Position in the grid of the cheapest feasible arrangement.
    pub choice: Option<usize>,
    /// Position in the grid of the cheaper arrangement, one step from the choice, that comes
    /// nearest to meeting the target.
    pub runner_up: Option<usize>,
    /// Number of arrangements that theory ruled out.
    pub ruled_out: u64,
    /// Number of arrangements ruled out because one with more lanes is infeasible.
    pub implied: u64,
    /// Number of replications of all arrangements together.
    pub replications: u64,
    /// Whether the search finished without interruption.
    pub finished: bool,
}

/// Searches for the cheapest feasible arrangement, with at most `effort.replications` replications
/// of each arrangement.
///
/// `arrangement` compiles the arrangement at a position of the grid; `conclude` turns its results
/// into what is kept.
pub fn staff<T>(
    grid: &Grid<'_>,
    effort: Effort,
    arrangement: impl Fn(usize) -> Model,
    conclude: impl Fn(usize, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Search<T> {
    // the feasibility test decides when to stop
    let effort = Effort {
        stopping: Stopping::Number,
        ..effort
    };
    let error = 1.0 - effort.confidence;
    let left = grid.prospects.iter().filter(|it| !it.ruled_out).count();
    let errors = Errors {
        false_feasible: error / 2.0 / left.max(1) as f64,
        false_infeasible: error / 2.0,
    };
    let mut race = Race {
        grid,
        effort,
        errors,
        arrangement: &arrangement,
        watcher,
        runs: BTreeMap::new(),
        replications: 0,
    };
    let found = race.search();
    let (choice, finished) = (found.as_ref().and_then(|it| it.choice), found.is_some());
    let implied = found.map_or(0, |it| it.implied);
    let runner_up = choice.and_then(|choice| race.runner_up(choice));
    let replications = race.replications;
    let begun = race
        .runs
        .into_iter()
        .filter(|(_, run)| run.replications > 0);
    let trials = begun.map(|(point, run)| Trial {
        point,
        finding: run.finding,
        kept: conclude(point, &run.model, &run.fold.finish()),
    });
    Search {
        trials: trials.collect(),
        choice,
        runner_up,
        ruled_out: (grid.prospects.len() - left) as u64,
        implied,
        replications,
        finished,
    }
}

/// Result of a search that was not interrupted.
struct Found {
    choice: Option<usize>,
    implied: u64,
}

/// An arrangement that is being tested.
struct Run {
    model: Model,
    fold: Fold,
    replications: u32,
    finding: Standing,
}

struct Race<'a> {
    grid: &'a Grid<'a>,
    effort: Effort,
    errors: Errors,
    arrangement: &'a dyn Fn(usize) -> Model,
    watcher: &'a dyn Watcher,
    runs: BTreeMap<usize, Run>,
    replications: u64,
}

impl Race<'_> {
    /// Finds the cheapest feasible arrangement; `None` if the search was interrupted.
    fn search(&mut self) -> Option<Found> {
        let grid = self.grid;
        let cost = |point: &usize| grid.prospects[*point].cost;
        let left = (0..grid.prospects.len()).filter(|it| !grid.prospects[*it].ruled_out);
        let mut order: Vec<usize> = left.collect();
        order.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
        let corners = self.corner_tests();
        if corners > 0 {
            self.errors.false_infeasible /= 2.0;
        }
        let mut least = vec![0; grid.lengths.len()];
        let (mut rejected, mut implied) = (0, 0);
        let mut best: Option<(usize, f64)> = None;
        for point in order {
            if best.is_some_and(|(_, least)| cost(&point) >= least) {
                break;
            }
            let at = place(grid.lengths, point);
            if at.iter().zip(&least).any(|(at, least)| at < least) {
                implied += 1;
                continue;
            }
            if self.test(point, self.errors, self.effort.replications)? != Standing::Met {
                rejected += 1;
                if rejected == corners {
                    least = self.least(corners)?;
                }
                continue;
            }
            let whole = self.cost(point);
            if best.is_none_or(|(_, least)| whole < least) {
                best = Some((point, whole));
            }
        }
        Some(Found {
            choice: best.map(|(point, _)| point),
            implied,
        })
    }

    /// Largest number of tests that bisection along all monotone paths takes; 0 if there are none.
    fn corner_tests(&self) -> u32 {
        let steps = |path: &usize| (self.grid.lengths[*path] as f64).log2().ceil() as u32;
        self.grid.monotone.iter().map(steps).sum()
    }

    /// Finds the first position worth trying along each path: below it, even arrangements with
    /// every other path at its largest value are infeasible. The search calls this once the number
    /// of rejected arrangements reaches the number of `tests`, so that it never costs much more
    /// than it saves.
    fn least(&mut self, tests: u32) -> Option<Vec<usize>> {
        let lengths = self.grid.lengths;
        let mut least = vec![0; lengths.len()];
        let errors = Errors {
            false_infeasible: self.errors.false_infeasible / f64::from(tests),
            ..self.errors
        };
        let most = CORNER.min(self.effort.replications);
        for path in self.grid.monotone {
            let corner = |at: usize| {
                let mut corner: Vec<usize> = lengths.iter().map(|length| length - 1).collect();
                corner[*path] = at;
                position(lengths, &corner)
            };
            // invariant: the first position worth trying lies in from..=to
            let (mut from, mut to) = (0, lengths[*path] - 1);
            while from < to {
                let middle = usize::midpoint(from, to);
                let ruled_out = self.grid.prospects[corner(middle)].ruled_out;
                if ruled_out || self.test(corner(middle), errors, most)? == Standing::Missed {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            least[*path] = from;
        }
        Some(least)
    }

    /// Replicates an arrangement until the test decides, with at most `most` replications; `None`
    /// if interrupted.
    fn test(&mut self, point: usize, errors: Errors, most: u32) -> Option<Standing> {
        self.begin(point);
        for number in 0.. {
            let until = FIRST_LOOK.saturating_mul(1 << number.min(20));
            let until = until.min(most);
            // an earlier test of the same arrangement may have run more replications
            if until < self.runs[&point].replications.min(most) {
                continue;
            }
            self.replicate(point, until)?;
            let run = self.runs.get_mut(&point).expect("the run was begun");
            run.finding = look(run.fold.tally(), number, errors);
            if run.finding != Standing::Undecided || until == most {
                return Some(run.finding);
            }
        }
        unreachable!("the last look always returns")
    }

    fn begin(&mut self, point: usize) {
        let effort = self.effort;
        let arrangement = self.arrangement;
        self.runs.entry(point).or_insert_with(|| {
            let model = arrangement(point);
            Run {
                fold: Fold::new(&model, effort, Depth::Whole),
                model,
                replications: 0,
                finding: Standing::Undecided,
            }
        });
    }

    /// Adds replications of an arrangement until it has this many; `None` if interrupted.
    fn replicate(&mut self, point: usize, until: u32) -> Option<()> {
        let (seed, watcher) = (self.effort.seed, self.watcher);
        let of_point = self.runs.get_mut(&point).expect("the run was begun");
        let model = &of_point.model;
        let numbers = u64::from(of_point.replications)..u64::from(until);
        let outcomes = in_order(numbers, |replication| {
            run(model, seed, replication, Depth::Whole, watcher)
        });
        for outcome in outcomes {
            of_point.fold.add(outcome?);
            of_point.replications += 1;
            self.replications += 1;
        }
        Some(())
    }

    /// Returns the full cost a day of a simulated arrangement.
    fn cost(&self, point: usize) -> f64 {
        let known = self.grid.prospects[point];
        if known.complete {
            return known.cost;
        }
        let tally = self.runs[&point].fold.tally();
        tally.mean(tally.of_all(Metric::CostPerDay))
    }

    /// Finds the arrangement, one step below the choice along one path, that comes nearest to
    /// meeting the target, and replicates it at least as often as a choice.
    fn runner_up(&mut self, choice: usize) -> Option<usize> {
        let at = place(self.grid.lengths, choice);
        let below = (0..at.len()).filter(|path| at[*path] > 0).map(|path| {
            let mut below = at.clone();
            below[path] -= 1;
            position(self.grid.lengths, &below)
        });
        let cheaper = |point: &usize| {
            self.runs.contains_key(point)
                && self.grid.prospects[*point].cost < self.grid.prospects[choice].cost
        };
        let margin = |point: &usize| {
            let tally = self.runs[point].fold.tally();
            margin(&judged(tally, self.effort.confidence, Allowed::MetOrMissed))
        };
        let best = below
            .filter(cheaper)
            .max_by(|a, b| margin(a).total_cmp(&margin(b)))?;
        let enough = ENOUGH.min(self.effort.replications);
        if self.runs[&best].replications < enough {
            // if interrupted, it keeps the replications that it has
            let _ = self.replicate(best, enough);
        }
        Some(best)
    }
}

/// Returns the index of the value of each path at a point of the grid; the last path varies
/// fastest.
pub fn place(lengths: &[usize], point: usize) -> Vec<usize> {
    let mut rest = point;
    let mut at = vec![0; lengths.len()];
    for (position, length) in at.iter_mut().zip(lengths).rev() {
        *position = rest % length;
        rest /= length;
    }
    at
}

/// Returns the point of the grid with these indices, the inverse of [`place`].
fn position(lengths: &[usize], at: &[usize]) -> usize {
    let further = |point, (at, length): (&usize, &usize)| point * length + at;
    at.iter().zip(lengths).fold(0, further)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_path_varies_fastest() {
        let places: Vec<Vec<usize>> = (0..6).map(|point| place(&[2, 3], point)).collect();
        assert_eq!(places[..4], [[0, 0], [0, 1], [0, 2], [1, 0]]);
        assert_eq!(places[5], [1, 2]);
        for (point, at) in places.iter().enumerate() {
            assert_eq!(position(&[2, 3], at), point);
        }
    }
}
