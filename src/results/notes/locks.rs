//! Notes on stations that block each other, and on those that can although none did.

use crate::experiment::Replicated;
use crate::metric::{self, Scope};
use crate::model::{Model, StationId};
use crate::results::note::{remark, warning};
use crate::results::plan::plan;
use crate::results::reach::possible_locks;
use crate::results::{Note, Plan};
use crate::scenario::Scenario;
use crate::statistics::Lock;
use crate::time::Time;

/// Returns notes on stations that block each other, for the rest of the run or for a while.
pub(super) fn notes(model: &Model, replicated: &Replicated) -> Vec<Note> {
    let when = |time: Time| {
        let when = model.calendar.date_time(time);
        when.strftime("%-d %b %H:%M").to_string()
    };
    let labels = |stations: &[StationId]| {
        let labels = stations
            .iter()
            .map(|station| model.stations[station.index()].label.as_str());
        labels.collect::<Vec<&str>>().join(", ")
    };
    let of = |is_meant: fn(&Lock) -> bool| -> Vec<(u32, &Lock)> {
        let mut found = vec![];
        for (replication, locks) in &replicated.evidence().locks {
            let first = locks.iter().find(|lock| is_meant(lock));
            found.extend(first.map(|lock| (*replication, lock)));
        }
        found
    };
    let all = replicated.replications();
    let mut notes = vec![];
    let locked = of(|lock| lock.until.is_none());
    if let Some((replication, first)) = locked.iter().min_by_key(|(_, lock)| lock.from) {
        notes.push(warning(format!(
            "{} of {all} replications lock up, the earliest (replication {replication}) from {} \
             on: every lane of {} holds a batch that waits for a place at one of these stations, \
             so no batch there can move again. Give one of these stations more room or more \
             lanes.",
            locked.len(),
            when(first.from),
            labels(&first.stations)
        )));
    }
    let opened = of(|lock| lock.until.is_some());
    if let Some((replication, first)) = opened.iter().min_by_key(|(_, lock)| lock.from) {
        notes.push(remark(format!(
            "In {} of {all} replications stations block each other for a while; in replication \
             {replication}, {} were locked from {} to {}.",
            opened.len(),
            labels(&first.stations),
            when(first.from),
            first.until.map_or_else(String::new, when)
        )));
    }
    notes
}

/// Returns the note on stations of a run that can block each other for ever although no replication
/// locked up.
pub(super) fn unseen(scenario: &Scenario, replicated: &Replicated) -> Option<Note> {
    let locks = &replicated.evidence().locks;
    let has_locked = locks
        .iter()
        .any(|(_, locks)| locks.iter().any(|lock| lock.until.is_none()));
    if has_locked {
        return None;
    }
    let stations = possible_locks(&scenario.model);
    let seen = Seen {
        who: "No replication locked up",
        replications: replicated.replications(),
        chances: 1,
    };
    seen.note(&plan(scenario), &stations)
}

/// Replications none of which locked up.
pub(in crate::results) struct Seen<'a> {
    /// The beginning of the sentence on them.
    pub(in crate::results) who: &'a str,
    /// Their number.
    pub(in crate::results) replications: u32,
    /// Number of arrangements from which this one was chosen because it did not lock up.
    pub(in crate::results) chances: usize,
}

impl Seen<'_> {
    /// Returns the note that these stations can block each other for ever; `None` without stations.
    pub(in crate::results) fn note(&self, plan: &Plan, stations: &[Scope]) -> Option<Note> {
        if stations.is_empty() || self.replications == 0 {
            return None;
        }
        let days = (plan.warm_up_hours + plan.window_hours) / 24.0;
        let days = format!("{days:.1}");
        let days = days.trim_end_matches(".0");
        let unit = if days == "1" { "day" } else { "days" };
        let most = most_locked(plan.confidence, self.replications, self.chances);
        // rounded up, as it is an upper bound
        let most = metric::in_percent((most * 1e3).ceil() / 1e3, 1);
        let sure = (plan.confidence * 1e5).round() / 1e3;
        let fact = match stations {
            [_] => "can block itself for ever: batches return to it",
            _ => "can block each other for ever: they send batches round in a circle",
        };
        let text = format!(
            "{} ({} of {days} {unit}), but {} {fact}, and waiting places are limited. With a \
             confidence of {sure} %, at most {most} % of the runs of this length lock up",
            self.who,
            self.replications,
            names(plan, stations),
        );
        Some(if plan.steady {
            warning(format!(
                "{text}; longer runs do so more often, and then meet no target."
            ))
        } else {
            remark(format!("{text}."))
        })
    }
}

/// Returns the labels of stations, such as "Desk, Bays".
pub(super) fn names(plan: &Plan, stations: &[Scope]) -> String {
    let names: Vec<String> = stations.iter().map(|it| label(plan, it)).collect();
    names.join(", ")
}

/// Returns the label of a station.
fn label(plan: &Plan, scope: &Scope) -> String {
    let mut labels = plan.scopes.iter();
    let found = labels.find(|it| it.scope == *scope);
    found.map_or_else(|| scope.to_string(), |it| it.label.clone())
}

/// Returns the upper bound on the share of replications that lock up if none of this number did
/// (Clopper and Pearson 1934, one-sided), for each of `chances` arrangements together (Bonferroni).
fn most_locked(confidence: f64, replications: u32, chances: usize) -> f64 {
    let error = (1.0 - confidence) / chances.max(1) as f64;
    1.0 - error.powf(1.0 / f64::from(replications))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule of three: about 3 / n, and the share with which n replications without a lock have
    /// the probability of the error.
    #[test]
    fn the_bound_is_the_exact_one() {
        let near = |found: f64, exact: f64| assert!((found - exact).abs() < 1e-9, "{found}");
        near(most_locked(0.95, 1, 1), 0.95);
        near((1.0 - most_locked(0.95, 100, 1)).powi(100), 0.05);
        near((1.0 - most_locked(0.9, 40, 5)).powi(40), 0.02);
    }
}
