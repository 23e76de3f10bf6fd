//! The arrangements that were simulated, and what follows from them for others.

use std::collections::BTreeMap;

use crate::experiment::feasibility::{Errors, FIRST_LOOK, Purpose, is_hopeful, is_likely, look};
use crate::experiment::{Effort, Standing, Watcher};
use crate::metric::Metric;
use crate::model::Model;
use crate::statistics::Depth;
use crate::theory;

use super::claim::Pairs;
use super::run::Run;
use super::space::{At, Space};

/// An arrangement that the search asked for.
pub(super) enum Asked {
    /// The format refuses it: no lane could ever open, or no member ever works.
    Refused,
    /// Theory rules it out: it cannot keep up.
    RuledOut,
    /// It is simulated.
    Simulated(Box<Run>),
}

/// The arrangements that were asked for, and their tests.
pub(super) struct Trials<'a> {
    pub(super) space: &'a Space,
    pub(super) effort: Effort,
    /// Error probabilities of the search: of a choice that is not feasible, and of a rejection.
    errors: Errors,
    arrangement: &'a dyn Fn(&[usize]) -> Option<Model>,
    pub(super) watcher: &'a dyn Watcher,
    pub(super) asked: BTreeMap<At, Asked>,
    /// Arrangements that miss and below which all others are taken to miss.
    missed: Vec<At>,
    /// Arrangements that meet the target and above which all others are taken to meet it.
    met: Vec<At>,
    /// How much is recorded of each replication of the search. Quantiles take memory, and few
    /// arrangements are shown.
    depth: Depth,
    /// Whether each test gets its own part of the error of a rejection, because nothing is proven
    /// to follow from one arrangement for another.
    divided: bool,
    pub(super) tests: u32,
    pub(super) replications: u64,
}

impl<'a> Trials<'a> {
    pub(super) fn new(
        space: &'a Space,
        effort: Effort,
        errors: Errors,
        (divided, depth): (bool, Depth),
        arrangement: &'a dyn Fn(&[usize]) -> Option<Model>,
        watcher: &'a dyn Watcher,
    ) -> Self {
        Self {
            space,
            effort,
            errors,
            arrangement,
            watcher,
            asked: BTreeMap::new(),
            missed: vec![],
            met: vec![],
            divided,
            depth,
            tests: 0,
            replications: 0,
        }
    }

    /// Returns the run of a simulated arrangement.
    pub(super) fn run(&self, at: &[usize]) -> Option<&Run> {
        match self.asked.get(at) {
            Some(Asked::Simulated(run)) => Some(run),
            _ => None,
        }
    }

    pub(super) fn run_mut(&mut self, at: &[usize]) -> Option<&mut Run> {
        match self.asked.get_mut(at) {
            Some(Asked::Simulated(run)) => Some(run),
            _ => None,
        }
    }

    /// Tests an arrangement, unless its standing follows from others as if more lanes and members
    /// never harmed; `None` if interrupted.
    pub(super) fn inferred(&mut self, at: &[usize]) -> Option<Standing> {
        match self.known(at).or_else(|| self.follows(at)) {
            Some(standing) => Some(standing),
            None => self.test(at),
        }
    }

    /// Finds whether an arrangement may meet the target: it does not miss it for all that is known.
    /// A mean above the zone is enough for that after any number of replications, and after the
    /// most a mean above its middle; `None` if interrupted.
    pub(super) fn may_meet(&mut self, at: &[usize], most: u32) -> Option<bool> {
        let standing = match self.known(at).or_else(|| self.follows(at)) {
            Some(standing) => standing,
            None => self.tested(
                at,
                End {
                    hopeful: true,
                    most,
                },
            )?,
        };
        let is_likely = || {
            let run = self.run(at);
            run.is_none_or(|run| {
                run.search.fold.count() < most || is_likely(run.search.fold.tally())
            })
        };
        Some(standing != Standing::Missed && is_likely())
    }

    /// Finds whether an arrangement meets the target, with at most this many replications; `None`
    /// if interrupted.
    pub(super) fn meets(&mut self, at: &[usize], most: u32) -> Option<bool> {
        let known = self.known(at);
        let standing = match known.or_else(|| self.follows(at).filter(|it| *it == Standing::Missed))
        {
            Some(standing) => standing,
            None => self.tested(
                at,
                End {
                    hopeful: false,
                    most,
                },
            )?,
        };
        Some(standing == Standing::Met)
    }

    /// Returns the standing that follows from others as if more lanes and members never harmed.
    fn follows(&self, at: &[usize]) -> Option<Standing> {
        let space = self.space;
        if self.missed.iter().any(|missed| space.is_more(missed, at)) {
            return Some(Standing::Missed);
        }
        let met = self.met.iter().any(|met| space.is_more(at, met));
        met.then_some(Standing::Met)
    }

    /// Returns the standing of an arrangement that was tested to the end.
    pub(super) fn known(&self, at: &[usize]) -> Option<Standing> {
        match self.asked.get(at)? {
            Asked::Refused | Asked::RuledOut => Some(Standing::Missed),
            Asked::Simulated(run) => run.is_decided.then_some(run.standing),
        }
    }

    /// Simulates an arrangement until the test decides; `None` if interrupted.
    pub(super) fn test(&mut self, at: &[usize]) -> Option<Standing> {
        match self.known(at) {
            Some(standing) => Some(standing),
            None => self.tested(at, End::DECIDED),
        }
    }

    fn tested(&mut self, at: &[usize], end: End) -> Option<Standing> {
        self.ask(at);
        let standing = match self.run(at) {
            None => Standing::Missed,
            Some(_) => self.simulate(at, end)?,
        };
        match standing {
            Standing::Missed => self.missed.push(at.to_vec()),
            Standing::Met => self.met.push(at.to_vec()),
            Standing::Close | Standing::Undecided => {}
        }
        Some(standing)
    }

    /// Compiles an arrangement, unless it was asked for before.
    pub(super) fn ask(&mut self, at: &[usize]) {
        if self.asked.contains_key(at) {
            return;
        }
        let asked = match (self.arrangement)(at) {
            None => Asked::Refused,
            Some(model) if theory::cannot_keep_up(&model) => Asked::RuledOut,
            Some(model) => {
                self.tests += 1;
                let share = if self.divided {
                    part_of(self.tests)
                } else {
                    1.0
                };
                Asked::Simulated(Box::new(Run::new(model, self.effort, self.depth, share)))
            }
        };
        self.asked.insert(at.to_vec(), asked);
    }

    fn simulate(&mut self, at: &[usize], end: End) -> Option<Standing> {
        let (most, errors) = (self.effort.replications, self.errors);
        for number in self.run(at)?.looks.. {
            let run = self.run(at)?;
            let count = run.search.fold.count();
            let enough = count >= end.most || end.hopeful && is_hopeful(run.search.fold.tally());
            if number > 0 && enough {
                return Some(Standing::Undecided);
            }
            let until = until(number, most).max(run.search.fold.count());
            self.replicate(at, until)?;
            let run = self.run_mut(at)?;
            let errors = Errors {
                false_infeasible: errors.false_infeasible * run.part,
                ..errors
            };
            run.looks = number + 1;
            run.standing = look(run.search.fold.tally(), number, errors, Purpose::Choose);
            if run.standing != Standing::Undecided || until >= most {
                run.is_decided = true;
                return Some(run.standing);
            }
        }
        unreachable!("the last look always returns")
    }

    /// Adds replications of an arrangement until the search has this many; `None` if interrupted.
    pub(super) fn replicate(&mut self, at: &[usize], until: u32) -> Option<()> {
        let (seed, watcher) = (self.effort.seed, self.watcher);
        let Some(run) = self.run_mut(at) else {
            return Some(());
        };
        let (added, finished) = run.search.extend(&run.model, (seed, 0), until, watcher);
        self.replications += added;
        finished.then_some(())
    }

    /// Runs a few replications of an arrangement, without a test; `None` if interrupted.
    pub(super) fn glance(&mut self, at: &[usize], until: u32) -> Option<()> {
        self.ask(at);
        self.replicate(at, until)
    }

    /// Returns by how much the result for the target of one arrangement exceeds that of another, on
    /// average over the replications that both have; `None` if one was not simulated.
    pub(super) fn difference(&self, one: &[usize], other: &[usize]) -> Option<f64> {
        self.run(one)?.search.gain(&self.run(other)?.search)
    }

    /// Returns the arrangements that were found to meet the target.
    pub(super) fn meeting(&self) -> impl Iterator<Item = &At> {
        self.met.iter()
    }

    /// Returns a lower bound for what one simulated arrangement costs a day more than another.
    pub(super) fn dearer(&self, one: &[usize], other: &[usize], confidence: f64) -> Option<f64> {
        let (one, other) = (self.run(one)?, self.run(other)?);
        one.search.dearer(&other.search, confidence)
    }

    /// Compares all neighbouring arrangements of which both were simulated.
    pub(super) fn pairs(&self) -> Pairs {
        let mut pairs = Pairs::default();
        for at in self.asked.keys() {
            for index in 0..at.len() {
                let more = self.space.neighbour(at, index, 1);
                if let Some(gain) = more.and_then(|more| self.difference(&more, at)) {
                    pairs.compared += 1;
                    pairs.worse += u64::from(gain < 0.0);
                }
            }
        }
        pairs
    }

    /// Withdraws what the search found of an arrangement that was not confirmed.
    pub(super) fn withdraw(&mut self, at: &[usize], standing: Standing) {
        self.met.retain(|met| met != at);
        self.set(at, standing);
    }

    /// Replaces what the search found of an arrangement by what its fresh replications show.
    pub(super) fn set(&mut self, at: &[usize], standing: Standing) {
        let run = self.run_mut(at).expect("only what is simulated is tested");
        run.standing = standing;
    }

    /// Replaces the best arrangement by one that was simulated, if that costs less.
    pub(super) fn keep_cheaper(&self, best: &mut Option<(At, f64)>, found: At) {
        let cost = self.cost(&found);
        if best.as_ref().is_none_or(|(_, least)| cost < *least) {
            *best = Some((found, cost));
        }
    }

    /// Returns the full cost a day of a simulated arrangement.
    pub(super) fn cost(&self, at: &[usize]) -> f64 {
        if self.space.complete {
            return self.space.price(at);
        }
        let run = self
            .run(at)
            .expect("only what is simulated has a whole cost");
        let tally = run.search.fold.tally();
        tally.mean(tally.of_all(Metric::CostPerDay))
    }
}

/// Returns the part of an error that the attempt with this number, from 1 on, spends: 1 / (n (n +
/// 1)), so that all attempts together spend it whole.
pub(super) fn part_of(number: u32) -> f64 {
    let number = f64::from(number);
    1.0 / (number * (number + 1.0))
}

/// When a test ends that does not decide.
#[derive(Clone, Copy)]
struct End {
    /// Whether it ends once the means lie above all zones.
    hopeful: bool,
    /// Number of replications at which it ends.
    most: u32,
}

impl End {
    /// The test goes on until it decides.
    const DECIDED: Self = Self {
        hopeful: false,
        most: u32::MAX,
    };
}

/// Number of replications at a look, counted from 0.
pub(super) fn until(look: u32, most: u32) -> u32 {
    FIRST_LOOK.saturating_mul(1 << look.min(20)).min(most)
}
