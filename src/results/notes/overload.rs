//! Sentences on stations and teams that get more work than they can do.

use crate::model::Model;
use crate::results::Note;
use crate::results::note::remark;
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

/// Returns notes on stations and teams that are not overloaded only because overtime carries the
/// work for which open hours and shifts are too short.
pub(super) fn overtime(model: &Model, loads: &Loads) -> Vec<Note> {
    let is_full = |outlook, work: f64, most: f64| outlook == Outlook::Unknown && work > most;
    let stations = loads.stations.iter().filter_map(|load| {
        let up = load.lanes_up?;
        let label = &model.stations[load.station.index()].label;
        is_full(load.outlook, load.offered_load, up).then(|| {
            format!(
                "{label} gets more work than its open lanes can do: it fills {:.2} lanes on \
                 average and {up:.2} can work. Work finished after closing, or repairs while it \
                 is closed, must carry the rest.",
                load.offered_load
            )
        })
    });
    let teams = loads.teams.iter().filter_map(|load| {
        let label = &model.teams[load.team.index()].label;
        is_full(load.outlook, load.offered_load, load.members_on).then(|| {
            format!(
                "{label} gets more work than its members on duty can do: it keeps {:.2} members \
                 busy on average and {:.2} are on duty. Overtime must carry the rest.",
                load.offered_load, load.members_on
            )
        })
    });
    stations.chain(teams).map(remark).collect()
}
