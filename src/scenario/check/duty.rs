//! Lanes of stations and members of teams, by the hours in which they are open or on duty.

use super::diagnostics::{Diagnostics, Told, all};
use crate::calendar::{Calendar, DaySet, OpeningRow, Openings};
use crate::model::{Lanes, Team};
use crate::scenario::file::{
    self, ClockHours, Days, File, LaneRow, MemberRow, Members, Number, Whole,
};
use crate::scenario::path::Path;
use crate::time::Span;

/// Limit on the lanes of a station and on the members of a team.
pub(super) const MOST: u64 = 1_000_000;
const MOST_ROWS: usize = 1_000;

/// Compiles the lanes of a station, and the cost of one an hour by row. Overlapping rows are found
/// only if the calendar is known.
pub(super) fn lanes(
    written: Option<&file::Lanes>,
    usual_cost: f64,
    calendar: Option<&Calendar>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(Lanes, Vec<f64>), Told> {
    let rows = match written {
        None => {
            return Err(diagnostics.missing(path, "write lanes = 4, or lanes = \"unlimited\""));
        }
        Some(file::Lanes::Unlimited) => return Ok((Lanes::Unlimited, vec![])),
        Some(file::Lanes::Count(count)) => {
            let unlimited = "write a smaller number, or \"unlimited\"";
            let open = count_of(*count, "lanes", unlimited, path, diagnostics)?;
            vec![(OpeningRow::always(open), usual_cost)]
        }
        Some(file::Lanes::Rows(rows)) => {
            check_row_count(rows.len(), path, diagnostics)?;
            let rows = rows.iter().enumerate();
            let rows = rows.map(|(position, row)| {
                lane_row(row, usual_cost, &path.item(position), diagnostics)
            });
            all(rows)?
        }
    };
    diagnostics.check_read(path)?;
    let (rows, costs) = rows.into_iter().unzip();
    let openings = Openings::new(rows);
    if let Some((first, second)) = calendar.and_then(|calendar| openings.overlap(calendar)) {
        let message = format!("row {} overlaps row {}", second + 1, first + 1);
        let help = "change days or hours: at any time only one row may be open";
        return Err(diagnostics.value(&path.item(second), message, help));
    }
    Ok((Lanes::Scheduled(openings), costs))
}

/// Compiles all teams.
pub(super) fn teams(file: &File, diagnostics: &mut Diagnostics<'_>) -> Result<Vec<Team>, Told> {
    let teams = file.teams.iter().map(|(name, team)| {
        let path = Path::of(["teams", name]);
        diagnostics.check_new_name(&path, "team");
        let usual_cost = diagnostics.cost(&path.child("cost_per_hour"), team.cost_per_hour);
        let overtime_factor = team.overtime_factor.map_or(1.0, file::Part::value);
        if overtime_factor < 0.0 {
            let message = format!("the factor {overtime_factor} is negative");
            let help = "write a factor from 0 on, or leave it out";
            diagnostics.value(&path.child("overtime_factor"), message, help);
        }
        let path = path.child("members");
        let rows = members(team.members.as_ref(), usual_cost, &path, diagnostics)?;
        let (rows, cost_per_hour): (Vec<OpeningRow>, Vec<f64>) = rows.into_iter().unzip();
        diagnostics.check_read(&path)?;
        Ok(Team {
            name: name.clone(),
            label: team.label.clone().unwrap_or_else(|| name.clone()),
            members: Openings::new(rows),
            cost_per_hour,
            overtime_factor,
        })
    });
    all(teams)
}

/// Compiles the rows of a team, each with the cost of one of its members an hour.
fn members(
    written: Option<&Members>,
    usual_cost: f64,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<(OpeningRow, f64)>, Told> {
    let fewer = "write a smaller number";
    match written {
        None => {
            let help = "write members = 24, or rows such as [{ hours = \"08:00-20:00\", on = 24 }]";
            Err(diagnostics.missing(path, help))
        }
        Some(Members::Count(count)) => {
            let on = count_of(*count, "members", fewer, path, diagnostics)?;
            Ok(vec![(OpeningRow::always(on), usual_cost)])
        }
        Some(Members::Rows(rows)) => {
            check_row_count(rows.len(), path, diagnostics)?;
            let rows = rows.iter().enumerate().map(|(position, row)| {
                let path = path.item(position);
                let MemberRow {
                    days,
                    hours,
                    on,
                    cost_per_hour,
                } = row;
                let cost = row_cost(*cost_per_hour, usual_cost, &path, diagnostics);
                let on = count_of(*on, "members", fewer, &path.child("on"), diagnostics)?;
                Ok((opening_row(*days, *hours, on), cost))
            });
            all(rows)
        }
    }
}

fn check_row_count(
    rows: usize,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(), Told> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    let message = format!("{rows} rows; the limit is {MOST_ROWS}");
    let help = "write fewer rows: one row can cover several days";
    Err(diagnostics.value(path, message, help))
}

/// Checks a number of lanes or members against the limit.
pub(super) fn count_of(
    count: Whole,
    noun: &str,
    help: &str,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<u32, Told> {
    let count = count.value();
    if count > MOST {
        return Err(diagnostics.value(path, format!("{count} {noun}; the limit is {MOST}"), help));
    }
    Ok(count as u32)
}

fn lane_row(
    row: &LaneRow,
    usual_cost: f64,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(OpeningRow, f64), Told> {
    let LaneRow {
        days,
        hours,
        open,
        cost_per_hour,
    } = row;
    let cost = row_cost(*cost_per_hour, usual_cost, path, diagnostics);
    let unlimited = "write a smaller number, or \"unlimited\"";
    let open = count_of(*open, "lanes", unlimited, &path.child("open"), diagnostics)?;
    Ok((opening_row(*days, *hours, open), cost))
}

/// Returns the cost of one lane or member of a row per hour.
fn row_cost(
    written: Option<Number>,
    usual: f64,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> f64 {
    let cost = diagnostics.cost(&path.child("cost_per_hour"), written);
    written.map_or(usual, |_| cost)
}

fn opening_row(days: Option<Days>, hours: Option<ClockHours>, open: u32) -> OpeningRow {
    let all_day = ClockHours {
        from: Span::ZERO,
        until: Span::DAY,
    };
    let hours = hours.unwrap_or(all_day);
    OpeningRow {
        days: days.map_or(DaySet::ALL, |days| days.0),
        from: hours.from,
        until: hours.until,
        open,
    }
}
