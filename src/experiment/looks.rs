//! Adds replications until every target is decided.

use crate::statistics::Tally;

use super::verdict::{Allowed, judged};
use super::{Standing, Verdict};

/// Fraction of the error that each of the first looks spends. From the ninth look on, each spends
/// half of what is left; the last look spends all that is left.
const SPENT: [f64; 8] = [0.02, 0.03, 0.45, 0.20, 0.12, 0.08, 0.05, 0.03];

/// Number of replications at the first look; it doubles at each further look.
const FIRST: u32 = 10;

/// Number of replications at the first look that can call a target met; a share needs that many.
const FIRST_FULL: u32 = 40;

/// Looks at 10, 20, 40, 80, ... replications, the last one at the limit on replications. The error
/// of each target is spent over the looks (alpha spending: Lan and DeMets 1983), so that the bounds
/// of all looks hold together (Bonferroni), whatever their number; each look splits its error
/// between both ends of the interval. The first two looks can only find a target missed. A decision
/// on a target is final.
#[derive(Clone, Debug)]
pub(super) struct Looks {
    /// Limit on the replications.
    most: u32,
    /// Error of each target.
    error: f64,
    /// Number of looks taken.
    taken: u32,
    /// Fraction of the error spent so far.
    spent: f64,
    /// Verdict on each target at the look that decided it, else at the last look.
    verdicts: Vec<Verdict>,
}

impl Looks {
    pub(super) fn new(most: u32, confidence: f64) -> Self {
        Self {
            most,
            error: 1.0 - confidence,
            taken: 0,
            spent: 0.0,
            verdicts: vec![],
        }
    }

    /// Number of replications at the next look.
    pub(super) fn next(&self) -> u32 {
        FIRST.saturating_mul(1 << self.taken.min(26)).min(self.most)
    }

    /// Takes a look if one is due at this number of replications.
    pub(super) fn see(&mut self, tally: &Tally) {
        let replications = tally.replications();
        if replications == self.next() && !self.is_decided() {
            self.look(tally);
        }
    }

    fn look(&mut self, tally: &Tally) {
        let replications = tally.replications();
        let part = self.part(replications);
        let allowed = if replications < FIRST_FULL && replications < self.most {
            Allowed::MissedAlone
        } else {
            Allowed::Any
        };
        let now = judged(tally, 1.0 - self.error * part, allowed);
        self.taken += 1;
        self.spent += part;
        if self.verdicts.is_empty() {
            self.verdicts = now;
            return;
        }
        for (verdict, now) in self.verdicts.iter_mut().zip(now) {
            if verdict.standing == Standing::Undecided {
                *verdict = now;
            }
        }
    }

    /// Fraction of the error that the next look spends.
    fn part(&self, replications: u32) -> f64 {
        let left = 1.0 - self.spent;
        if replications >= self.most {
            left
        } else {
            SPENT
                .get(self.taken as usize)
                .copied()
                .unwrap_or(left / 2.0)
        }
    }

    /// Can the replications stop? They can once every target is decided, or once a replication of a
    /// steady run has locked up, as then no target can be met any more.
    pub(super) fn is_done(&self, tally: &Tally) -> bool {
        self.is_decided() || self.taken > 0 && self.is_locked_at_look(tally)
    }

    fn is_locked_at_look(&self, tally: &Tally) -> bool {
        let looked = self
            .verdicts
            .first()
            .is_some_and(|verdict| verdict.estimate.replications == tally.replications());
        looked && tally.evidence().is_locked()
    }

    /// Has a look been taken, with every target decided? Without targets the first look is enough.
    pub(super) fn is_decided(&self) -> bool {
        let undecided = |verdict: &Verdict| verdict.standing == Standing::Undecided;
        self.taken > 0 && !self.verdicts.iter().any(undecided)
    }

    /// Returns the verdict on each target at the look that decided it. If the run was interrupted,
    /// a last look at its replications decides.
    pub(super) fn verdicts(mut self, tally: &Tally) -> Vec<Verdict> {
        let reached = self.taken > 0 && (self.is_decided() || tally.replications() == self.most);
        if !reached {
            self.most = tally.replications();
            self.look(tally);
        }
        self.verdicts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(most: u32) -> Vec<(u32, f64)> {
        let mut looks = Looks::new(most, 0.95);
        let mut parts = vec![];
        loop {
            let next = looks.next();
            let part = looks.part(next);
            parts.push((next, part));
            (looks.taken, looks.spent) = (looks.taken + 1, looks.spent + part);
            if next == most {
                return parts;
            }
        }
    }

    #[test]
    fn the_error_is_spent_whole_and_no_more() {
        for most in [1, 10, 15, 40, 100, 2000, 1_000_000] {
            let parts = parts(most);
            let sum: f64 = parts.iter().map(|(_, part)| part).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{most}: {sum}");
        }
        assert_eq!(parts(2000).len(), 9);
        let many = parts(20_000);
        let near = |at: usize, looks: u32, part: f64| {
            assert_eq!(many[at].0, looks);
            assert!((many[at].1 - part).abs() < 1e-12);
        };
        near(2, 40, 0.45);
        near(8, 2560, 0.01);
        near(9, 5120, 0.005);
        near(11, 20_000, 0.0025);
        let few = parts(100);
        assert!((few[4].1 - 0.3).abs() < 1e-12);
    }
}
