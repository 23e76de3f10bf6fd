//! Results of a search for the cheapest arrangement.

use crate::experiment::{At, Search, Space, Standing};
use crate::results::note::{remark, warning};
use crate::results::notes::{Seen, of_points};
use crate::results::plan::plan;
use crate::results::{
    Named, Note, OutOfReach, Outcome, Plan, Question, Results, Roster, StaffCandidate,
    StaffOutcome, SweepPoint,
};
use crate::scenario::Staffing;

impl Question<'_> {
    /// Makes the results of a search for staff in a space.
    pub fn answer_staff(
        &self,
        staffing: &Staffing,
        (space, named): (&Space, Named),
        most_replications: u32,
        search: &Search<SweepPoint>,
        out_of_reach: Option<OutOfReach>,
        who: Roster,
    ) -> Results {
        let trials = search.trials.iter().map(|trial| {
            let candidate = StaffCandidate {
                cost_per_day: space.price(&trial.at),
                finding: trial.finding,
                point: trial.kept.clone(),
            };
            (&trial.at, candidate)
        });
        let mut trials: Vec<(&At, StaffCandidate)> = trials.collect();
        let cost = |it: &StaffCandidate| it.price(named);
        trials.sort_by(|(a, one), (b, other)| cost(one).total_cmp(&cost(other)).then(a.cmp(b)));
        if search.finished && search.choice.is_none() {
            trials.sort_by(|(_, one), (_, other)| {
                let nearer = other.margin().total_cmp(&one.margin());
                one.locks_up().cmp(&other.locks_up()).then(nearer)
            });
        }
        let choice = search.choice.as_ref();
        let choice = choice.and_then(|at| trials.iter().position(|(it, _)| *it == at));
        let cost_of_choice = choice.map(|at| cost(&trials[at].1));
        let outcome = StaffOutcome {
            indifferent: cost_of_choice.map_or(0.0, |cost| space.indifferent(cost)),
            paths: Self::chosen_paths(staffing),
            arrangements: space.number() as u64,
            ruled_out: search.ruled_out,
            replications: search.replications,
            most_replications,
            named,
            runner_up: choice.and_then(|choice| runner_up(space, &trials, choice)),
            candidates: trials.into_iter().map(|(_, candidate)| candidate).collect(),
            choice,
            finished: search.finished,
            claim: search.claim,
            proven: space.proven,
            pairs: search.pairs,
            withdrawn: search.withdrawn,
            out_of_reach,
            who,
        };
        let points = outcome.candidates.iter().map(|it| &it.point);
        let what = ("arrangement", "arrangements");
        let plan = plan(self.scenario);
        let mut notes = notes(&outcome);
        notes.extend(of_points(&plan, points, what));
        notes.extend(unseen_locks(&plan, &outcome));
        self.results(Outcome::Staff(Box::new(outcome)), None, notes)
    }
}

/// Returns the candidate, one step cheaper than the choice, that comes nearest to the target.
fn runner_up(space: &Space, trials: &[(&At, StaffCandidate)], choice: usize) -> Option<usize> {
    let (at, chosen) = &trials[choice];
    let less: Vec<At> = (0..at.len())
        .filter_map(|index| space.neighbour(at, index, -1))
        .collect();
    let steps = trials.iter().enumerate();
    let steps = steps.filter(|(_, (at, it))| {
        it.cost_per_day < chosen.cost_per_day && less.iter().any(|less| less == *at)
    });
    let nearest =
        steps.max_by(|(_, (_, one)), (_, (_, other))| one.margin().total_cmp(&other.margin()));
    nearest.map(|(position, _)| position)
}

/// Returns the note on stations of the choice that can block each other for ever.
fn unseen_locks(plan: &Plan, staff: &StaffOutcome) -> Option<Note> {
    let choice = &staff.candidates[staff.choice?].point;
    let seen = Seen {
        who: "No replication of the choice locked up",
        replications: choice.replications,
        chances: staff.candidates.len(),
    };
    seen.note(plan, &choice.can_lock)
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
        .filter(|it| it.point.replications >= staff.most_replications)
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
