//! The notes of a comparison.

use crate::experiment::Replicated;
use crate::model::RunKind;
use crate::results::note::{remark, warning};
use crate::results::reach::possible_locks;
use crate::results::{CompareOutcome, Compared, Note};
use crate::scenario::Scenario;

/// Returns the notes of a comparison.
pub(in crate::results) fn of_compare(
    arrangements: &[Compared<'_>],
    replicated: &[Replicated],
    outcome: &CompareOutcome,
) -> Vec<Note> {
    let scenario = arrangements[0].question.scenario;
    let mut notes = vec![];
    let (done, planned) = (outcome.replications, scenario.replications);
    if done < planned && replicated.iter().any(|it| it.precise != Some(true)) {
        notes.push(warning(format!(
            "The comparison was interrupted: {done} of {planned} replications were finished and \
             counted."
        )));
    }
    let gave_up = |at: usize| !replicated[at].evidence().gave_up.is_empty();
    if let Some(which) = labels(arrangements, &gave_up) {
        notes.push(warning(format!(
            "Some replications reached a limit and were stopped in: {which}. Run each alone to \
             see which replications."
        )));
    }
    let locks_up = |at: usize| {
        let mut locks = replicated[at].evidence().locks.iter();
        locks.any(|(_, locks)| locks.iter().any(|lock| lock.until.is_none()))
    };
    if let Some(which) = labels(arrangements, &locks_up) {
        notes.push(warning(format!(
            "Stations block each other for ever in some replications of: {which}. Run each alone \
             to see which stations, and when."
        )));
    }
    let can_lock = |at: usize| {
        !locks_up(at) && !possible_locks(&arrangements[at].question.scenario.model).is_empty()
    };
    if let Some(which) = labels(arrangements, &can_lock) {
        notes.push(warning(format!(
            "No replication locked up, but stations can block each other for ever in: {which}. \
             Longer runs may lock up."
        )));
    }
    let steady = scenario.model.plan.kind == RunKind::Steady;
    let overloaded = |at: usize| steady && !outcome.arrangements[at].overloaded.is_empty();
    if let Some(which) = labels(arrangements, &overloaded) {
        notes.push(warning(format!(
            "A station or a team cannot keep up in: {which}. There is no steady state, and \
             differences from the baseline hold for this window only."
        )));
    }
    let unreleased = |at: usize| replicated[at].lower_bounds.contains(&true);
    if let Some(which) = labels(arrangements, &unreleased) {
        notes.push(warning(format!(
            "Not every measured batch was released by the end of the follow-up in: {which}. Mean \
             release times and waits there are lower bounds."
        )));
    }
    notes.extend(differing(arrangements));
    notes.extend(of_files(arrangements));
    notes
}

/// Returns the notes on the files of alternatives, and on their tables, that the baseline lacks.
fn of_files(arrangements: &[Compared<'_>]) -> Vec<Note> {
    let (baseline, others) = arrangements.split_at(1);
    let known = &baseline[0].question.scenario.notes;
    let mut found: Vec<(&str, String)> = vec![];
    for other in others {
        for note in &other.question.scenario.notes {
            let is_told = known.contains(note) || found.iter().any(|(told, _)| told == note);
            if !is_told {
                found.push((note, other.label.clone()));
            }
        }
    }
    let told = found.into_iter();
    told.map(|(note, label)| remark(format!("{label}: {note}")))
        .collect()
}

/// Returns notes on settings in which alternatives differ from the baseline.
fn differing(arrangements: &[Compared<'_>]) -> Vec<Note> {
    let baseline = &arrangements[0];
    let mut notes = vec![];
    let differs = |of: &dyn Fn(&Scenario) -> String| {
        let wanted = of(baseline.question.scenario);
        labels(arrangements, &|at: usize| {
            of(arrangements[at].question.scenario) != wanted
        })
    };
    let effort = |it: &Scenario| {
        format!(
            "{} {} {} {:?}",
            it.seed, it.replications, it.confidence, it.stopping
        )
    };
    if let Some(which) = differs(&effort) {
        notes.push(remark(format!(
            "The seed, replications and confidence of {} are also used for: {which}.",
            baseline.label
        )));
    }
    let window = |it: &Scenario| {
        let plan = &it.model.plan;
        format!("{:?} {:?}", plan.window_start(), plan.window_end())
    };
    if let Some(which) = differs(&window) {
        notes.push(remark(format!(
            "The measured window differs in: {which}. Paired replications then have less in \
             common."
        )));
    }
    let target = |it: &Scenario| format!("{:?}", it.model.target.release.map(|it| it.within));
    if let Some(which) = differs(&target) {
        notes.push(warning(format!(
            "The release time of the target differs in: {which}. Shares released in time cannot \
             be compared."
        )));
    }
    notes
}

/// Returns the labels of the arrangements that `is_meant` accepts, joined; `None` if it accepts
/// none.
fn labels(arrangements: &[Compared<'_>], is_meant: &dyn Fn(usize) -> bool) -> Option<String> {
    let meant = (0..arrangements.len()).filter(|at| is_meant(*at));
    let meant: Vec<&str> = meant.map(|it| arrangements[it].label.as_str()).collect();
    (!meant.is_empty()).then(|| meant.join(", "))
}
