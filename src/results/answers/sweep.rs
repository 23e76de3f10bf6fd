//! Results of a sweep.

use crate::results::notes;
use crate::results::question::precision;
use crate::results::{Outcome, Question, Results, SweepOutcome, SweepPoint};
use crate::scenario::SweepAxis;
use crate::statistics::Keep;

impl Question<'_> {
    /// Makes the results of a sweep over `axes` from its finished `points`, with or without the
    /// values of single replications.
    pub fn answer_sweep(&self, axes: &[SweepAxis], keep: Keep, points: Vec<SweepPoint>) -> Results {
        let planned = axes.iter().map(|axis| axis.settings.len() as u64).product();
        let notes = notes::of_sweep(self.scenario, planned, keep, &points);
        let paths = self.swept_paths(axes);
        let precision = precision(self.scenario, points.iter().map(|point| point.precise));
        self.results(
            Outcome::Sweep(SweepOutcome {
                paths,
                planned,
                points,
            }),
            precision,
            notes,
        )
    }
}
