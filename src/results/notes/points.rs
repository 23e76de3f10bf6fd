//! The notes on points of a sweep or a search.

use crate::results::note::warning;
use crate::results::{Note, Plan, SweepPoint};

use super::locks::names;

/// Returns the notes on points of a sweep or a search: stations that lock up, and targets that no
/// number of lanes can meet.
pub(in crate::results) fn of_points<'a>(
    plan: &Plan,
    points: impl Iterator<Item = &'a SweepPoint> + Clone,
    what: (&str, &str),
) -> Vec<Note> {
    let mut notes = vec![];
    let total = points.clone().count();
    let locks = points
        .clone()
        .filter_map(|point| Some((point, point.locks.as_ref()?)));
    let locked = locks.clone().count();
    if let Some((_, first)) = locks.clone().min_by(|a, b| a.1.since.cmp(&b.1.since)) {
        let (one, many) = what;
        let of: u32 = locks.clone().map(|(point, _)| point.replications).sum();
        let replications: u32 = locks.map(|(_, lock)| lock.replications).sum();
        let meaning = if plan.steady {
            " Sooner or later every such run locks up, so no target is met."
        } else {
            ""
        };
        notes.push(warning(format!(
            "{locked} of {total} {} lock up: in {replications} of their {of} replications \
             stations block each other for ever, the earliest from {} on ({}).{meaning}",
            if total == 1 { one } else { many },
            first.since.replace('T', " "),
            names(plan, &first.stations)
        )));
    }
    let unreachable = points.filter(|point| !point.unreachable.is_empty()).count();
    if unreachable > 0 {
        notes.push(warning(format!(
            "At {unreachable} of {total} {} no number of lanes can meet the target, because less \
             can be released than it asks for, or because even batches that never wait for others \
             take too long (best_possible).",
            if total == 1 { what.0 } else { what.1 }
        )));
    }
    notes
}

/// Returns the note on points of a sweep at which no replication locked up, although stations can
/// block each other for ever.
pub(super) fn unseen_locks(plan: &Plan, points: &[SweepPoint]) -> Option<Note> {
    let can = || points.iter().filter(|point| !point.can_lock.is_empty());
    let first = can().next()?;
    let longer = if plan.steady {
        ": a longer run may lock up"
    } else {
        ""
    };
    Some(warning(format!(
        "At {} of {} points no replication locked up, but stations can block each other for ever \
         ({}){longer}.",
        can().count(),
        points.len(),
        names(plan, &first.can_lock)
    )))
}
