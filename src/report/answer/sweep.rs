//! The answer of a sweep: which arrangements meet every target.

use crate::report::tables::first_to_meet;
use crate::report::{lookup, wording};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

use super::parts::{Answer, how_to_decide};

/// Returns the answer of a sweep.
pub(super) fn answer(results: &Results, sweep: &SweepOutcome) -> Answer {
    let standing = |wanted| {
        let same = |it: &&SweepPoint| lookup::overall(&it.verdicts) == Some(wanted);
        sweep.points.iter().filter(same).count() as u64
    };
    let total = wording::things(sweep.points.len() as u64, "arrangement");
    let judged = sweep.points.iter().any(|point| !point.verdicts.is_empty());
    let (met, missed) = (standing(Standing::Met), standing(Standing::Missed));
    let (close, undecided) = (standing(Standing::Close), standing(Standing::Undecided));
    let headline = match (judged, met) {
        (false, _) => format!("{total} were simulated; the scenario sets no target."),
        (true, 0) => format!("None of the {total} meets every target for certain."),
        (true, _) => first_that_meets(sweep)
            .unwrap_or_else(|| format!("{met} of the {total} meet every target.")),
    };
    let mut details = Vec::new();
    if judged {
        let group = |number, one: &str, many: &str| {
            let words = if number == 1 { one } else { many };
            (number > 0).then(|| format!("{number} {words}"))
        };
        let groups = [
            group(met, "meets every target", "meet every target"),
            group(missed, "misses at least one", "miss at least one"),
            group(close, "is close to its limit", "are close to their limit"),
            group(undecided, "is undecided", "are undecided"),
        ];
        let groups: Vec<String> = groups.into_iter().flatten().collect();
        details.push(format!(
            "Of the {total} simulated, {}.",
            wording::listed(&groups)
        ));
    }
    if undecided > 0 {
        details.push(how_to_decide(results).to_owned());
    }
    details.extend(unfinished(sweep));
    details.extend(overloaded_points(results, sweep));
    details.extend(overloaded_in_some_days(sweep));
    Answer { headline, details }
}

/// Names the first value of the first path that meets every target, for each value of the second.
fn first_that_meets(sweep: &SweepOutcome) -> Option<String> {
    let first = sweep.paths.first()?;
    let shown = |path: usize, at: usize| {
        let path = sweep.paths.get(path);
        path.map_or_else(String::new, |path| wording::value(path, at))
    };
    let found = first_to_meet(sweep);
    let lead = format!(
        "The first value of “{}” that meets every target is",
        first.label
    );
    match (sweep.paths.len(), found.as_slice()) {
        (1, [(_, Some(at))]) => Some(format!("{lead} {}.", shown(0, *at))),
        (2, rows) if rows.len() <= 12 => {
            let parts: Vec<String> = rows
                .iter()
                .filter_map(|(others, at)| {
                    Some(format!(
                        "{} at {}",
                        shown(0, (*at)?),
                        shown(1, *others.first()?)
                    ))
                })
                .collect();
            // only a value whose points are all finished is known to have none
            let all = sweep.paths[0].values.len();
            let is_finished = |others: &[usize]| {
                let of_it = sweep.points.iter().filter(|it| it.at[1..] == *others);
                of_it.count() == all
            };
            let none = rows.iter().filter(|(_, at)| at.is_none());
            let without = none.filter(|(others, _)| is_finished(others)).count();
            let without = match without {
                0 => String::new(),
                1 => "; for one of its values there is none".to_owned(),
                number => format!("; for {number} of its values there is none"),
            };
            let second = &sweep.paths[1].label;
            let parts = wording::listed(&parts);
            Some(format!("{lead} {parts} of “{second}”{without}."))
        }
        _ => None,
    }
}

/// Says that the sweep was stopped, if not all points are finished.
fn unfinished(sweep: &SweepOutcome) -> Option<String> {
    let done = sweep.points.len() as u64;
    (done < sweep.planned).then(|| {
        format!(
            "The sweep was stopped: {done} of {} points are finished.",
            sweep.planned
        )
    })
}

/// Says how many arrangements have an overloaded station or team.
fn overloaded_points(results: &Results, sweep: &SweepOutcome) -> Option<String> {
    let points = sweep.points.iter();
    let number = points.filter(|it| !it.overloaded.is_empty()).count();
    let meaning = if results.plan.steady {
        "there is no steady state, and the numbers depend on the length of the measured window"
    } else {
        "more work arrives in the measured window than can be done in it"
    };
    (number > 0).then(|| {
        let points = wording::things(number as u64, "arrangement");
        format!("In {points} a station or a team is overloaded: {meaning}.")
    })
}

/// Says how many arrangements have a station or team with too much work in some days only.
fn overloaded_in_some_days(sweep: &SweepOutcome) -> Option<String> {
    let is_meant =
        |it: &&SweepPoint| it.overloaded.is_empty() && !it.overloaded_in_some_days.is_empty();
    let number = sweep.points.iter().filter(is_meant).count();
    (number > 0).then(|| {
        let points = wording::things(number as u64, "arrangement");
        format!(
            "In {points} a station or a team is overloaded in some days: more work arrives in them \
             than can be done."
        )
    })
}
