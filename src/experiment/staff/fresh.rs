//! Fresh replications: those that did not choose an arrangement.

use crate::experiment::Standing;
use crate::experiment::feasibility::{Errors, Purpose, is_likely, look};
use crate::experiment::fold::Fold;
use crate::experiment::replicate::FRESH;
use crate::metric::Metric;
use crate::statistics::Depth;

use super::run::Sample;
use super::trials::{Trials, until};

impl Trials<'_> {
    /// Adds fresh replications of an arrangement until there are this many; `None` if interrupted.
    /// The first of them fix how much is recorded of each.
    pub(super) fn refresh(&mut self, at: &[usize], until: u32, depth: Depth) -> Option<()> {
        self.ask(at);
        let (effort, watcher) = (self.effort, self.watcher);
        let Some(run) = self.run_mut(at) else {
            return Some(());
        };
        let model = &run.model;
        let fresh = run
            .fresh
            .get_or_insert_with(|| Sample::new(model, effort, depth));
        let (added, finished) = fresh.extend(model, (effort.seed, FRESH), until, watcher);
        self.replications += added;
        finished.then_some(())
    }

    /// Returns the number of fresh replications of an arrangement.
    pub(super) fn fresh(&self, at: &[usize]) -> u32 {
        self.fresh_fold(at).map_or(0, Fold::count)
    }

    /// Lets the fresh replications of an arrangement decide what the search left undecided.
    pub(super) fn see_fresh(&mut self, at: &[usize], errors: Errors) {
        let purpose = Purpose::Confirm(self.effort.confidence);
        let Some(run) = self
            .run_mut(at)
            .filter(|it| it.standing == Standing::Undecided)
        else {
            return;
        };
        if let Some(fresh) = &run.fresh {
            run.standing = look(fresh.fold.tally(), 0, errors, purpose);
        }
    }

    /// Tests a choice on fresh replications; `None` if interrupted.
    pub(super) fn confirm(&mut self, at: &[usize], errors: Errors) -> Option<Standing> {
        let most = self.effort.replications;
        for number in 0.. {
            let until = until(number, most);
            self.refresh(at, until, Depth::Whole)?;
            let fresh = self.fresh_fold(at).expect("it was refreshed");
            let standing = look(
                fresh.tally(),
                number,
                errors,
                Purpose::Confirm(self.effort.confidence),
            );
            if standing != Standing::Undecided || until == most {
                return Some(standing);
            }
        }
        unreachable!("the last look always returns")
    }

    /// Records the fresh replications of an arrangement as those of a choice; `None` if
    /// interrupted.
    pub(super) fn deepen(&mut self, at: &[usize]) -> Option<()> {
        let number = self.fresh(at);
        let shallow = self.run_mut(at).and_then(|run| run.fresh.take());
        if self.refresh(at, number, Depth::Whole).is_none() {
            let run = self.run_mut(at)?;
            run.fresh = shallow;
            return None;
        }
        Some(())
    }

    /// Do the means of the fresh replications of an arrangement meet the target?
    pub(super) fn is_promising(&self, at: &[usize]) -> bool {
        let fresh = self.fresh_fold(at);
        fresh.is_some_and(|fresh| fresh.count() > 0 && is_likely(fresh.tally()))
    }

    /// Returns the full cost a day of an arrangement by its fresh replications.
    pub(super) fn fresh_cost(&self, at: &[usize]) -> f64 {
        match self.fresh_fold(at).map(Fold::tally) {
            Some(tally) if !self.space.complete => tally.mean(tally.of_all(Metric::CostPerDay)),
            _ => self.space.price(at),
        }
    }

    /// Is an arrangement to be preferred to a choice by their fresh replications? It is if it costs
    /// less, by more than the difference that does not matter. Within that difference from the
    /// cheapest choice so far, at this confidence, the better result decides, and of equal results
    /// the first in order.
    pub(super) fn is_preferable(
        &self,
        at: &[usize],
        (choice, cheapest): (&[usize], &[usize]),
        confidence: f64,
    ) -> bool {
        if self.space.complete {
            return self.space.price(at) < self.space.price(choice);
        }
        let samples = [at, choice, cheapest].map(|it| self.fresh_sample(it));
        let [Some(one), Some(chosen), Some(least)] = samples else {
            return false;
        };
        let enough = self.space.indifferent(self.fresh_cost(cheapest));
        if self.fresh_cost(at) < self.fresh_cost(choice) - enough {
            return true;
        }
        let is_near = least
            .dearer(one, confidence)
            .is_some_and(|saved| saved >= -enough);
        let gain = one.gain(chosen).unwrap_or(0.0);
        is_near && (gain > 0.0 || gain == 0.0 && at < choice)
    }

    fn fresh_sample(&self, at: &[usize]) -> Option<&Sample> {
        self.run(at)?.fresh.as_ref()
    }

    fn fresh_fold(&self, at: &[usize]) -> Option<&Fold> {
        self.fresh_sample(at).map(|fresh| &fresh.fold)
    }
}
