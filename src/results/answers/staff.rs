//! Results of a search for the cheapest arrangement.

use crate::experiment::{Search, Standing};
use crate::results::note::{remark, warning};
use crate::results::notes::of_points;
use crate::results::{
    Named, Note, OutOfReach, Outcome, Question, Results, StaffCandidate, StaffOutcome, SweepPoint,
};
use crate::scenario::Staffing;

impl Question<'_> {
    /// Makes the results of a search for staff; `costs` are those of the whole grid.
    pub fn answer_staff(
        &self,
        staffing: &Staffing,
        (costs, named): (&[f64], Named),
        most_replications: u32,
        search: &Search<SweepPoint>,
        out_of_reach: Option<OutOfReach>,
    ) -> Results {
        let trials = search.trials.iter().map(|trial| {
            let candidate = StaffCandidate {
                cost_per_day: costs[trial.point],
                finding: trial.finding,
                point: trial.kept.clone(),
            };
            (trial.point, candidate)
        });
        let mut trials: Vec<(usize, StaffCandidate)> = trials.collect();
        let cost = |it: &StaffCandidate| it.cost(named).mean.unwrap_or(it.cost_per_day);
        trials.sort_by(|(a, one), (b, other)| cost(one).total_cmp(&cost(other)).then(a.cmp(b)));
        if search.finished && search.choice.is_none() {
            trials.sort_by(|(_, one), (_, other)| {
                let nearer = other.margin().total_cmp(&one.margin());
                one.locks_up().cmp(&other.locks_up()).then(nearer)
            });
        }
        let place = |point: usize| trials.iter().position(|(at, _)| *at == point);
        let (choice, runner_up) = (
            search.choice.and_then(place),
            search.runner_up.and_then(place),
        );
        let outcome = StaffOutcome {
            paths: Self::chosen_paths(staffing),
            arrangements: costs.len() as u64,
            ruled_out: search.ruled_out,
            implied: search.implied,
            replications: search.replications,
            most_replications,
            named,
            candidates: trials.into_iter().map(|(_, candidate)| candidate).collect(),
            choice,
            runner_up,
            finished: search.finished,
            out_of_reach,
        };
        let model = &self.scenario.model;
        let points = outcome.candidates.iter().map(|it| &it.point);
        let what = ("arrangement", "arrangements");
        let mut notes = notes(&outcome);
        notes.extend(of_points(model, points, what));
        self.results(Outcome::Staff(outcome), None, notes)
    }
}

/// Returns the notes of a search for staff.
fn notes(staff: &StaffOutcome) -> Vec<Note> {
    let mut notes = vec![];
    if !staff.finished {
        let text = "The search was interrupted: the arrangements simulated so far are shown, and \
                    none is chosen.";
        notes.push(warning(text.to_owned()));
    }
    // more expensive arrangements do not matter once there is a choice
    let cheaper = staff.choice.unwrap_or(staff.candidates.len());
    let undecided = staff.candidates[..cheaper].iter();
    let undecided = undecided
        .filter(|it| it.finding == Standing::Undecided)
        .count();
    if staff.finished && undecided > 0 {
        let (what, verb) = if undecided == 1 {
            ("arrangement", "was")
        } else {
            ("arrangements", "were")
        };
        notes.push(warning(format!(
            "{undecided} {what} {verb} so close to the target that {} replications could not \
             decide; one of these may be cheaper and good enough. Run again with a larger number \
             after --replications.",
            staff.most_replications
        )));
    }
    match staff.named {
        Named::Money => {}
        Named::Estimated => notes.push(remark(
            "Overtime, delay, lanes on demand or unlimited lanes add to the cost, and that \
             part is estimated from the replications: which of two arrangements of nearly the same \
             cost is cheaper is not known."
                .to_owned(),
        )),
        Named::Hours => notes.push(remark(
            "The scenario gives no costs, so an hour of every lane and of every member counts the \
             same: write cost_per_lane_hour and cost_per_hour."
                .to_owned(),
        )),
    }
    notes
}
