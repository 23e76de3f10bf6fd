//! Notes on days of the window in which a station or a team gets more work than it can do.

use crate::model::Model;
use crate::results::Note;
use crate::results::note::remark;
use crate::theory::{self, Loads, Outlook};
use crate::time::Time;

use super::overload::{overload_fact, team_overload_fact};

/// Returns notes on stations and teams that fall behind between two dated changes but not over the
/// whole window.
pub(super) fn notes(model: &Model, whole: &Loads) -> Vec<Note> {
    let plan = &model.plan;
    let stretches = model.stretches(plan.window_start(), plan.window_end());
    if stretches.len() < 2 {
        return vec![];
    }
    let mut notes = vec![];
    for stretch in stretches {
        let loads = theory::loads_between(stretch.rules, stretch.from, stretch.until);
        let stations = loads.stations.iter().zip(&whole.stations);
        let stations = stations.filter(|(now, whole)| is_new(now.outlook, whole.outlook));
        let stations = stations.map(|(load, _)| {
            let label = &model.stations[load.station.index()].label;
            (label, overload_fact(load))
        });
        let teams = loads.teams.iter().zip(&whole.teams);
        let teams = teams.filter(|(now, whole)| is_new(now.outlook, whole.outlook));
        let teams = teams.map(|(load, _)| {
            let label = &model.teams[load.team.index()].label;
            (label, team_overload_fact(load))
        });
        let (from, until) = (shown(model, stretch.from), shown(model, stretch.until));
        notes.extend(stations.chain(teams).map(|(label, fact)| {
            remark(format!(
                "From {from} to {until} {label} cannot keep up with what arrives: {fact}"
            ))
        }));
    }
    notes
}

/// Is it overloaded now, but not over the whole window?
fn is_new(now: Outlook, whole: Outlook) -> bool {
    is_too_full(now) && !is_too_full(whole)
}

fn is_too_full(outlook: Outlook) -> bool {
    matches!(
        outlook,
        Outlook::FallsBehind | Outlook::Overloaded | Outlook::NeverFinishes
    )
}

/// Returns the date, such as "2024-01-04", or the date-time if it is not midnight.
fn shown(model: &Model, time: Time) -> String {
    let text = model.calendar.date_time(time).to_string();
    text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()
}
