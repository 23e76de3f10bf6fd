//! The cheapest arrangement that meets the target.
//!
//! The price of an arrangement is known before any run; overtime and delay may add to it. Three
//! searches share one test ([`feasibility`](super::feasibility)) and one set of replications, with
//! the same random numbers for all arrangements.
//!
//! * A small space is searched in ascending order of price. This assumes nothing: the first
//!   arrangement that meets the target is the cheapest.
//! * A larger one is searched by boxes (`staff/boxes.rs`), as if more lanes and members never
//!   harmed. If [`more_lanes_never_harm`](crate::theory::more_lanes_never_harm) proves that, the
//!   result is as sure as the first one; else the neighbouring pairs that were simulated tell how
//!   often more did harm.
//! * A space of more than 10^9 arrangements is searched from one arrangement to the next
//!   (`staff/local.rs`), with blocks of the clock together at first and by themselves at last. Then
//!   the boxes give a lower bound for the cost of any arrangement that meets the target.
//!
//! **The guarantee.** With probability at least the confidence, the choice is feasible within
//! tolerance and no cheaper arrangement that is clearly feasible was rejected. Half of the allowed
//! error is for rejections, half for the choice. If the cost is estimated, its comparison takes a
//! third, and so do the others.
//!
//! *Rejections.* Let i be the cheapest clearly feasible arrangement. In the order of price, a
//! search that goes past i has rejected it, which is a single test. In a box search with proof, i
//! is rejected with an arrangement j that has at least as many lanes. With the same random numbers
//! the results of j are at least as good as those of i in every replication, so that the test that
//! rejects j would reject i: again a single test. Without proof nothing follows for i, and the n-th
//! test spends the part 1 / (n (n + 1)), so that the parts of all tests together are 1.
//!
//! *The choice.* The replications that choose an arrangement flatter it, because it was chosen for
//! them. So it is confirmed on fresh ones; the n-th confirmation spends the part 1 / (n (n + 1)).
//! A choice that is not confirmed is withdrawn, and the search goes on. Then the neighbours of the
//! choice get fresh replications too, and a preferable one whose results there meet the target is
//! confirmed in the same way: a cheaper one, and where the cost is estimated, one with a better
//! result that costs the same but for a difference that does not matter. Because only the promising
//! ones are, each spends as much as if all neighbours were: the part of this attempt, divided by
//! their number. If one is confirmed, it is the choice, and its neighbours are next.
#![expect(
    clippy::option_option,
    reason = "the outer `None` is an interruption, the inner one that nothing was found"
)]

mod boxes;
mod claim;
mod fresh;
mod local;
mod prices;
mod run;
mod shapes;
mod space;
mod trials;
mod units;
mod ways;

use std::collections::BTreeSet;

use crate::model::Model;
use crate::statistics::{Depth, Stopping};

use super::feasibility::Errors;
use super::{ENOUGH, Effort, Replicated, Stage, Standing, Watcher};
use boxes::{Boxes, LARGE};
use local::Local;
use trials::{Asked, Trials, part_of};

pub use claim::{Claim, Pairs};
pub use prices::Pricing;
pub use space::{At, Dimension, Family, Rule, Space, Work};

/// Largest space that is searched in the order of price.
const SMALL: f64 = 800.0;

/// Most arrangements, also of those that the rules do not allow, that are gone through for the ones
/// that they allow.
const LISTED: f64 = 1e6;

/// Number of fresh replications of each neighbour of the choice, and the least of the choice
/// itself, unless all of a small space is simulated.
const AROUND: u32 = 100;

/// An arrangement that was simulated.
#[derive(Clone, Debug)]
pub struct Trial<T> {
    /// The arrangement.
    pub at: At,
    /// Result of the test.
    pub finding: Standing,
    /// Whether its results are those of fresh replications.
    pub fresh: bool,
    /// What `conclude` returned for the arrangement.
    pub kept: T,
}

/// Result of a search.
#[derive(Clone, Debug)]
pub struct Search<T> {
    /// Simulated arrangements, in the order of their values.
    pub trials: Vec<Trial<T>>,
    /// The choice: the cheapest arrangement that meets the target.
    pub choice: Option<At>,
    /// What is proven of the choice, or of there being none.
    pub claim: Claim,
    /// The neighbouring pairs.
    pub pairs: Pairs,
    /// Number of arrangements that theory ruled out when the search asked for them.
    pub ruled_out: u64,
    /// Number of replications of all arrangements together.
    pub replications: u64,
    /// Number of choices that fresh replications did not confirm.
    pub withdrawn: u32,
    /// Whether the search finished without interruption.
    pub finished: bool,
}

/// Searches for the cheapest arrangement that meets the target, with at most `effort.replications`
/// replications of each arrangement.
///
/// `arrangement` compiles an arrangement, by the positions of its values as written, `None` if the
/// format refuses it; `conclude` turns results into what is kept.
pub fn staff<T>(
    space: &Space,
    effort: Effort,
    arrangement: impl Fn(&[usize]) -> Option<Model>,
    conclude: impl Fn(&At, &Model, &Replicated) -> T,
    watcher: &dyn Watcher,
) -> Search<T> {
    // the test decides when to stop
    let effort = Effort {
        stopping: Stopping::Number,
        ..effort
    };
    let parts = if space.complete { 2.0 } else { 3.0 };
    let error = (1.0 - effort.confidence) / parts;
    let errors = Errors {
        false_feasible: error,
        false_infeasible: error,
    };
    let number = space.number();
    let is_small = number <= SMALL && space.unruled() <= LISTED;
    let in_order = is_small && !(space.proven && space.coordinates.len() == 1);
    let divided = !in_order && !space.proven;
    let depth = if in_order { Depth::Whole } else { Depth::Means };
    let arrangement = |at: &[usize]| arrangement(&space.written(at));
    let mut hunt = Hunt {
        space,
        number,
        errors,
        in_order,
        trials: Trials::new(
            space,
            effort,
            errors,
            (divided, depth),
            &arrangement,
            watcher,
        ),
        attempts: 0,
        withdrawn: 0,
    };
    let found = hunt.choice();
    let finished = found.is_some();
    let (mut choice, claim) = found.unwrap_or((None, Claim::IfMoreNeverHarms));
    if !in_order || space.by_the_clock || !space.complete {
        choice = choice.map(|choice| hunt.settled(choice));
    }
    hunt.finish(choice, claim, finished, conclude)
}

struct Hunt<'a> {
    space: &'a Space,
    /// Number of arrangements.
    number: f64,
    errors: Errors,
    in_order: bool,
    trials: Trials<'a>,
    /// Number of attempts to confirm a choice.
    attempts: u32,
    withdrawn: u32,
}

impl Hunt<'_> {
    /// Returns a confirmed choice, if there is one, and what is proven of it; the outer `None` if
    /// interrupted.
    fn choice(&mut self) -> Option<(Option<At>, Claim)> {
        loop {
            let (best, claim) = if self.in_order {
                (self.in_order()?, Claim::Proven)
            } else {
                self.by_boxes()?
            };
            let Some(cheapest) = best else {
                return Some((None, claim));
            };
            let best = self.best_of_cheapest(cheapest)?;
            self.trials.watcher.stage(Stage::Confirm);
            let errors = self.of_attempt(1);
            let standing = self.trials.confirm(&best, errors)?;
            if standing == Standing::Met {
                return Some((Some(best), claim));
            }
            self.withdrawn += 1;
            self.trials.withdraw(&best, standing);
        }
    }

    /// Returns the error probabilities of each test of the next attempt to confirm a choice.
    fn of_attempt(&mut self, tests: usize) -> Errors {
        self.attempts += 1;
        let part = part_of(self.attempts) / tests as f64;
        Errors {
            false_feasible: self.errors.false_feasible * part,
            false_infeasible: self.errors.false_infeasible * part,
        }
    }

    /// Returns, of the arrangements that meet the target and are not shown to cost more than the
    /// one of the lowest mean cost, the one with the best result. Replications are added until none
    /// of them can cost less by more than the difference that does not matter.
    fn best_of_cheapest(&mut self, cheapest: At) -> Option<At> {
        if self.space.complete {
            return Some(cheapest);
        }
        let most = self.trials.cost(&cheapest);
        let others = self.trials.meeting().filter(|at| **at != cheapest);
        let rivals: Vec<At> = others
            .filter(|at| self.space.price(at) < most)
            .cloned()
            .collect();
        let confidence = 1.0 - 2.0 * self.errors.false_feasible / rivals.len().max(1) as f64;
        let enough = self.space.indifferent(most);
        let mut best = (0.0, cheapest.clone());
        for rival in rivals {
            let mut until = ENOUGH;
            let more = loop {
                self.trials.replicate(&cheapest, until)?;
                self.trials.replicate(&rival, until)?;
                let more = self.trials.dearer(&rival, &cheapest, confidence);
                let is_clear = more.is_none_or(|least| least > -enough);
                if is_clear || until >= self.trials.effort.replications {
                    break more;
                }
                until = until.saturating_mul(2);
            };
            let gain = self.trials.difference(&rival, &cheapest).unwrap_or(0.0);
            if more.is_some_and(|least| least <= 0.0) && gain > best.0 {
                best = (gain, rival);
            }
        }
        Some(best.1)
    }

    /// Searches in the order of price.
    fn in_order(&mut self) -> Option<Option<At>> {
        let all = self.space.all();
        let mut order: Vec<(f64, At)> = all.map(|at| (self.space.price(&at), at)).collect();
        order.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let mut best: Option<(At, f64)> = None;
        for (number, (price, at)) in order.iter().enumerate() {
            let at_most = (order.len() - number) as u64;
            self.trials.watcher.stage(Stage::InOrder { at_most });
            if best.as_ref().is_some_and(|(_, least)| price >= least) {
                break;
            }
            if self.trials.test(at)? == Standing::Met {
                self.trials.keep_cheaper(&mut best, at.clone());
            }
        }
        Some(best.map(|(at, _)| at))
    }

    /// Searches from one arrangement to the next, and then by boxes.
    fn by_boxes(&mut self) -> Option<(Option<At>, Claim)> {
        let mut best: Option<(At, f64)> = None;
        self.trials.watcher.stage(Stage::Nearby);
        for family in 0..self.space.families.len() {
            if let Some(found) = self.nearby(family)? {
                self.trials.keep_cheaper(&mut best, found);
            }
        }
        if best.is_none() && !self.space.proven {
            let below = self.below()?;
            let bounds = (0..self.space.families.len()).map(|it| self.space.whole(it));
            let bound = bounds
                .map(|it| self.space.bound(&it))
                .fold(f64::INFINITY, f64::min);
            return Some((below, Claim::Local { bound }));
        }
        let most = boxes::most(self.space, self.number);
        let closed = Boxes::new(&mut self.trials, best).search(most)?;
        let claim = match closed.bound {
            Some(bound) => Claim::Local { bound },
            None if self.space.proven => Claim::Proven,
            None => Claim::IfMoreNeverHarms,
        };
        Some((closed.best.map(|(at, _)| at), claim))
    }

    /// Searches a family from one arrangement to the next.
    fn nearby(&mut self, family: usize) -> Option<Option<At>> {
        let levels = units::levels(self.space);
        let mut at: Option<At> = None;
        let is_large = self.number > LARGE;
        for together in levels {
            let units = units::units(self.space, together);
            let mut local = Local::new(&mut self.trials, units, is_large, together == 1);
            if at.is_none() {
                at = local.start(family)?;
            }
            let Some(start) = at else { return Some(None) };
            at = Some(local.improve(start)?);
        }
        Some(at)
    }

    /// Searches below the arrangements with the most of everything, which miss the target.
    fn below(&mut self) -> Option<Option<At>> {
        let mut best: Option<(At, f64)> = None;
        for family in 0..self.space.families.len() {
            let units = units::units(self.space, 1);
            let mut local = Local::new(&mut self.trials, units, false, true);
            let Some(start) = local.below(family)? else {
                continue;
            };
            let found = local.improve(start)?;
            self.trials.keep_cheaper(&mut best, found);
        }
        Some(best.map(|(at, _)| at))
    }

    /// Returns a confirmed choice no neighbour of which is preferable and confirmed too. If
    /// interrupted, the neighbours keep the replications that they have.
    fn settled(&mut self, choice: At) -> At {
        let mut done = BTreeSet::new();
        let (mut choice, mut cheapest) = (choice.clone(), choice);
        while let Some(Some(better)) = self.look_around(&choice, &cheapest, &mut done) {
            if self.trials.fresh_cost(&better) < self.trials.fresh_cost(&cheapest) {
                cheapest.clone_from(&better);
            }
            choice = better;
        }
        choice
    }

    /// Gives a choice and its neighbours fresh replications. Returns the cheapest neighbour that is
    /// preferable and confirmed, if there is one; `cheapest` is the cheapest choice so far, and
    /// `done` holds those that were tried before.
    fn look_around(
        &mut self,
        choice: &At,
        cheapest: &At,
        done: &mut BTreeSet<At>,
    ) -> Option<Option<At>> {
        done.insert(choice.clone());
        let enough = AROUND.min(self.trials.effort.replications);
        let of_choice = self.trials.fresh(choice).max(enough);
        self.trials.refresh(choice, of_choice, Depth::Whole)?;
        let neighbours = shapes::neighbours(self.space, choice);
        for (number, neighbour) in neighbours.iter().enumerate() {
            let left = (neighbours.len() - number) as u64;
            self.trials.watcher.stage(Stage::Around { left });
            self.trials.refresh(neighbour, enough, Depth::Means)?;
        }
        let errors = self.of_attempt(neighbours.len().max(1));
        for neighbour in &neighbours {
            self.trials.see_fresh(neighbour, errors);
        }
        // a bound to one side for each
        let confidence = 1.0 - 2.0 * errors.false_feasible;
        let others = neighbours.into_iter().filter(|it| !done.contains(it));
        let mut better: Vec<At> = others
            .filter(|it| self.trials.is_promising(it))
            .filter(|it| {
                let than = (choice.as_slice(), cheapest.as_slice());
                self.trials.is_preferable(it, than, confidence)
            })
            .collect();
        better.sort_by(|one, other| {
            let cost = |at: &At| self.trials.fresh_cost(at);
            cost(one).total_cmp(&cost(other))
        });
        for neighbour in better {
            self.trials.watcher.stage(Stage::Confirm);
            let standing = self.trials.confirm(&neighbour, errors)?;
            self.trials.set(&neighbour, standing);
            // its cost is estimated more closely now
            let than = (choice.as_slice(), cheapest.as_slice());
            let is_better = self.trials.is_preferable(&neighbour, than, confidence);
            if standing == Standing::Met && is_better {
                self.trials.deepen(&neighbour)?;
                return Some(Some(neighbour));
            }
            done.insert(neighbour);
        }
        Some(None)
    }

    fn finish<T>(
        self,
        choice: Option<At>,
        claim: Claim,
        finished: bool,
        conclude: impl Fn(&At, &Model, &Replicated) -> T,
    ) -> Search<T> {
        let pairs = self.trials.pairs();
        let replications = self.trials.replications;
        let asked = self.trials.asked.into_iter();
        let (mut trials, mut ruled_out) = (vec![], 0);
        for (at, asked) in asked {
            match asked {
                Asked::Refused => {}
                Asked::RuledOut => ruled_out += 1,
                // what the rules do not allow only told something of others
                Asked::Simulated(_) if !self.space.allows(&at) => {}
                Asked::Simulated(run) => {
                    let (finding, fresh) = (run.standing, run.fresh.is_some());
                    let (model, replicated) = run.finish();
                    if replicated.replications() > 0 {
                        let kept = conclude(&at, &model, &replicated);
                        trials.push(Trial {
                            at,
                            finding,
                            fresh,
                            kept,
                        });
                    }
                }
            }
        }
        Search {
            trials,
            choice,
            claim,
            pairs,
            ruled_out,
            replications,
            withdrawn: self.withdrawn,
            finished,
        }
    }
}
