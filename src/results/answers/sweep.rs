//! Results of a sweep.

use crate::results::notes;
use crate::results::question::precision;
use crate::results::{Outcome, Precision, Question, Results, SweepOutcome, SweepPoint};
use crate::scenario::SweepAxis;
use crate::statistics::Keep;

impl Question<'_> {
    /// Makes the results of a sweep over `axes` without any point.
    pub fn frame_of_sweep(&self, axes: &[SweepAxis]) -> Results {
        let planned = axes.iter().map(|axis| axis.settings.len() as u64).product();
        let outcome = SweepOutcome {
            paths: self.swept_paths(axes),
            planned,
            points: vec![],
        };
        self.results(
            Outcome::Sweep(outcome),
            precision(self.scenario, []),
            vec![],
        )
    }
}

impl Results {
    /// Makes the results of a sweep from those without points and its finished points. Other
    /// results stay as they are.
    #[must_use]
    pub fn with_points(mut self, keep: Keep, points: Vec<SweepPoint>) -> Self {
        let Outcome::Sweep(sweep) = &mut self.outcome else {
            return self;
        };
        // before those on how the file and its tables were read
        let of_points = notes::of_sweep(&self.plan, sweep.planned, keep, &points);
        self.notes.splice(..0, of_points);
        let is_reached = points.iter().all(|point| point.precise == Some(true));
        match &mut self.provenance.precision {
            Some(Precision::Verdict { reached, .. }) => *reached = is_reached,
            Some(Precision::Width(asked)) => asked.reached = is_reached,
            None => {}
        }
        sweep.points = points;
        self
    }

    /// Returns the results of a sweep without its points, but with the notes on them.
    #[must_use]
    pub fn without_points(&self) -> Self {
        let outcome = match &self.outcome {
            Outcome::Sweep(sweep) => Outcome::Sweep(SweepOutcome {
                paths: sweep.paths.clone(),
                planned: sweep.planned,
                points: vec![],
            }),
            other => other.clone(),
        };
        Self {
            format: self.format,
            provenance: self.provenance.clone(),
            heading: self.heading.clone(),
            plan: self.plan.clone(),
            outcome,
            notes: self.notes.clone(),
        }
    }

    /// Drops the values of single replications, with a note.
    pub fn drop_values(&mut self) {
        match &mut self.outcome {
            Outcome::Run(run) => run.metrics.drop_values(),
            Outcome::Sweep(sweep) => {
                let points = sweep.points.iter_mut();
                points.for_each(|it| it.metrics.drop_values());
            }
            Outcome::Staff(staff) => {
                let candidates = staff.candidates.iter_mut();
                candidates.for_each(|it| it.point.metrics.drop_values());
            }
            Outcome::Stress(stress) => {
                let points = stress.points.iter_mut();
                points.for_each(|it| it.point.metrics.drop_values());
            }
            Outcome::Compare(compare) => {
                let arrangements = compare.arrangements.iter_mut();
                arrangements.for_each(|it| it.metrics.drop_values());
            }
        }
        let note = notes::dropped(Keep::Summary);
        self.notes
            .extend(note.filter(|it| !self.notes.contains(it)));
    }
}
