//! Sentences on stations and teams that get more work than they can do.

use crate::experiment::Replicated;
use crate::metric::{Metric, Scope};
use crate::model::{Model, RunKind};
use crate::results::note::{remark, warning};
use crate::results::{Excess, Note, station_load, team_load};
use crate::statistics::Estimate;
use crate::theory::{Load, Loads, Outlook, TeamLoad};

/// Returns, for example, "its work fills 2.00 lanes on average and 1.00 are open; at least 3,
/// always open, would be needed to keep the queue from growing."
pub(super) fn overload_fact(load: &Load) -> String {
    let lanes = match (load.lanes_open, load.lanes_up, load.lanes_needed) {
        (Some(open), Some(up), Some(needed)) => {
            let broken = if up < open {
                format!(", of which {up:.2} are not broken")
            } else {
                String::new()
            };
            format!(
                " and {open:.2} are open{broken}; at least {needed}, always open, would be needed \
                 to keep the queue from growing"
            )
        }
        _ => String::new(),
    };
    format!(
        "its work fills {:.2} lanes on average{lanes}.",
        load.offered_load
    )
}

/// Returns the sentence of [`overload_fact`] for a team.
pub(super) fn team_overload_fact(load: &TeamLoad) -> String {
    format!(
        "its work keeps {:.2} members busy on average and {:.2} are on duty; at least {}, always \
         on duty, would be needed to keep the queue from growing.",
        load.offered_load, load.members_on, load.members_needed
    )
}

/// Returns notes on stations and teams whose open hours or shifts are too short for their work, but
/// which are not proven to be overloaded: overtime carries the rest, or a part of it.
pub(super) fn overtime(model: &Model, loads: &Loads, replicated: &Replicated) -> Vec<Note> {
    let is_full = |outlook, work: f64, most: f64| outlook == Outlook::Unknown && work > most;
    let measured = |scope: &Scope| {
        let position = replicated.tally.position(Metric::OvertimePerDay, scope);
        position.map_or_else(Estimate::default, |it| replicated.estimates[it])
    };
    let stations = loads.stations.iter().filter_map(|load| {
        let up = load.lanes_up?;
        if !is_full(load.outlook, load.offered_load, up) {
            return None;
        }
        let station = &model.stations[load.station.index()];
        let lead = format!(
            "{} gets more work than its open lanes can do: it fills {:.2} lanes on average and \
             {up:.2} can work.",
            station.label, load.offered_load
        );
        let excess = station_load(model, load).excess(&measured(&Scope::station(&station.name)));
        let rest = "Work finished after closing, or repairs while it is closed, must carry the \
                    rest.";
        Some(told(model, &lead, excess, ("lane-hours", rest)))
    });
    let teams = loads.teams.iter().filter_map(|load| {
        if !is_full(load.outlook, load.offered_load, load.members_on) {
            return None;
        }
        let team = &model.teams[load.team.index()];
        let lead = format!(
            "{} gets more work than its members on duty can do: it keeps {:.2} members busy on \
             average and {:.2} are on duty.",
            team.label, load.offered_load, load.members_on
        );
        let excess = team_load(model, load).excess(&measured(&Scope::team(&team.name)));
        let rest = "Overtime must carry the rest.";
        Some(told(model, &lead, excess, ("member-hours", rest)))
    });
    stations.chain(teams).collect()
}

/// Returns the note on work that is more than open lanes or members on duty can do. `lead` is its
/// first sentence; `rest` is the second if overtime carries the rest.
fn told(model: &Model, lead: &str, excess: Option<Excess>, (unit, rest): (&str, &str)) -> Note {
    let piles_up = excess.filter(|excess| excess.piles_up);
    let Some((excess, overtime)) = piles_up.and_then(|it| Some((it, it.overtime?))) else {
        return remark(format!("{lead} {rest}"));
    };
    let text = format!(
        "{lead} Overtime carries {overtime:.1} of the {:.1} {unit} a day that are missing, so that \
         work piles up.",
        excess.missing
    );
    match model.plan.kind {
        RunKind::Steady => warning(text),
        RunKind::Period => remark(text),
    }
}
