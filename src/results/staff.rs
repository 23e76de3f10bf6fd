//! The answer of a search for the cheapest arrangement.

use serde::{Deserialize, Serialize};

use crate::experiment::{Finding, Search};
use crate::scenario::SweepAxis;

use super::notes::{remark, warning};
use super::{Note, Outcome, Question, Results, SweepPoint, SweptPath};

/// The cheapest arrangement that meets the target, and what was tried to find it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffOutcome {
    /// The paths to choose from, in order; the last one varies fastest.
    pub paths: Vec<SweptPath>,
    /// Arrangements to choose from.
    pub arrangements: u64,
    /// Of these, how many theory ruled out: they cannot keep up.
    pub ruled_out: u64,
    /// How many the test of one with more lanes ruled out.
    pub implied: u64,
    /// Replications of all arrangements together.
    pub replications: u64,
    /// The most replications of one arrangement.
    pub most_replications: u32,
    /// What `cost_per_day` counts.
    pub named: Named,
    /// Arrangements that were simulated, in the order of their cost.
    pub candidates: Vec<StaffCandidate>,
    /// Position of the choice among the candidates.
    pub choice: Option<usize>,
    /// Position of the cheaper one, a step away, that comes nearest to meeting the target.
    pub runner_up: Option<usize>,
    /// Did the search come to its end?
    pub finished: bool,
}

/// What the costs of a search are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Money, known without a run.
    Money,
    /// Money of which overtime, delay and lanes on demand are estimated.
    Estimated,
    /// Hours of open lanes and of members on duty, because no cost is named.
    Hours,
}

/// An arrangement that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaffCandidate {
    /// What orders the search: the cost a day that is known without a run, or hours a day.
    pub cost_per_day: f64,
    /// What the test found.
    pub finding: Finding,
    /// What the arrangement came to.
    #[serde(flatten)]
    pub point: SweepPoint,
}

impl Question<'_> {
    /// The answer of a search; `costs` are those of the whole grid.
    pub fn answer_staff(
        &self,
        axes: &[SweepAxis],
        (costs, named): (&[f64], Named),
        most_replications: u32,
        search: &Search<SweepPoint>,
    ) -> Results {
        let mut trials: Vec<_> = search.trials.iter().collect();
        trials.sort_by(|a, b| {
            let (one, other) = (costs[a.point], costs[b.point]);
            one.total_cmp(&other).then(a.point.cmp(&b.point))
        });
        let place = |point: usize| trials.iter().position(|trial| trial.point == point);
        let candidates = trials.iter().map(|trial| StaffCandidate {
            cost_per_day: costs[trial.point],
            finding: trial.finding,
            point: trial.kept.clone(),
        });
        let outcome = StaffOutcome {
            paths: self.swept_paths(axes),
            arrangements: costs.len() as u64,
            ruled_out: search.ruled_out,
            implied: search.implied,
            replications: search.replications,
            most_replications,
            named,
            candidates: candidates.collect(),
            choice: search.choice.and_then(place),
            runner_up: search.runner_up.and_then(place),
            finished: search.finished,
        };
        let notes = notes(&outcome);
        self.results(Outcome::Staff(outcome), None, notes)
    }
}

/// What the reader must know.
fn notes(staff: &StaffOutcome) -> Vec<Note> {
    let mut notes = vec![];
    if !staff.finished {
        let text =
            "The search was interrupted: what was simulated is shown, and nothing is chosen.";
        notes.push(warning(text.to_owned()));
    }
    // dearer ones do not matter once there is a choice
    let cheaper = staff.choice.unwrap_or(staff.candidates.len());
    let undecided = staff.candidates[..cheaper].iter();
    let undecided = undecided
        .filter(|it| it.finding == Finding::Undecided)
        .count();
    if staff.finished && undecided > 0 {
        let (what, verb) = if undecided == 1 {
            ("arrangement", "was")
        } else {
            ("arrangements", "were")
        };
        notes.push(warning(format!(
            "{undecided} {what} {verb} so close to the target that {} replications could not tell; \
             one of these may be cheaper and good enough. Write --replications with a larger \
             number.",
            staff.most_replications
        )));
    }
    match staff.named {
        Named::Money => {}
        Named::Estimated => notes.push(remark(
            "Overtime, delay, lanes on demand or lanes without number add to the cost: that part \
             is estimated, and the cheapest is the one of the lowest mean."
                .to_owned(),
        )),
        Named::Hours => notes.push(remark(
            "The scenario names no costs, so an hour of every lane and of every member counts \
             alike: write cost_per_lane_hour and cost_per_hour."
                .to_owned(),
        )),
    }
    notes
}
