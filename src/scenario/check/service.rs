//! Checks that waiting work can begin: lanes must open while their staff is on duty.

use super::diagnostics::Diagnostics;
use crate::calendar::Openings;
use crate::model::{Lanes, Model, Station, TeamId};
use crate::scenario::path::Path;

/// Checks that at every station that batches reach, a lane is open with all its staff at some time.
pub(super) fn check(models: &[&mut Model], reached: &[bool], diagnostics: &mut Diagnostics<'_>) {
    for position in (0..reached.len()).filter(|position| reached[*position]) {
        if models.iter().any(|model| can_work(model, position)) {
            continue;
        }
        let station = &models[0].stations[position];
        let path = Path::of(["stations", &station.name]);
        let opens = |model: &&mut Model| opens(model, &model.stations[position]);
        if !models.iter().any(opens) {
            let message = format!(
                "batches reach \"{}\", where no lane ever opens",
                station.name
            );
            let help = "write lanes = 1 or more, or rows with open above 0";
            diagnostics.absence(&path.child("lanes"), message, help);
            continue;
        }
        let path = path.child("staff");
        let short = station.staff.iter().find_map(|(team, needed)| {
            let most = models.iter().map(|model| most_on(model, *team)).max();
            let most = most.unwrap_or(0);
            (most < *needed).then_some((*team, *needed, most))
        });
        let Some((team, needed, most)) = short else {
            let message = format!(
                "no lane of \"{}\" is ever open while its staff is on duty",
                station.name
            );
            let help = "let the hours of its lanes and of its teams overlap";
            diagnostics.absence(&path, message, help);
            continue;
        };
        let team = &models[0].teams[team.index()].name;
        let (message, help) = if most == 0 {
            (
                format!("no member of \"{team}\" is ever on duty"),
                format!("write [teams.{team}] members = {needed} or more"),
            )
        } else {
            (
                format!(
                    "a lane needs {needed} members of \"{team}\", but at most {most} are on duty"
                ),
                format!("write {most} or less, or more members in [teams.{team}]"),
            )
        };
        diagnostics.absence(&path.child(team), message, help);
    }
}

fn opens(model: &Model, station: &Station) -> bool {
    match &station.lanes {
        Lanes::Unlimited => true,
        // lanes on demand open even if none is open by the clock
        Lanes::Scheduled(openings) => {
            station.open_more.is_some() || openings.most_open(&model.calendar) > 0
        }
    }
}

fn most_on(model: &Model, team: TeamId) -> u32 {
    model.teams[team.index()].members.most_open(&model.calendar)
}

fn can_work(model: &Model, position: usize) -> bool {
    let station = &model.stations[position];
    let teams = station.staff.iter();
    let mut wanted: Vec<(&Openings, u32)> = teams
        .map(|(team, members)| (&model.teams[team.index()].members, *members))
        .collect();
    if let (Lanes::Scheduled(openings), None) = (&station.lanes, station.open_more) {
        wanted.push((openings, 1));
    }
    Openings::ever_open_together(&model.calendar, &wanted)
}
