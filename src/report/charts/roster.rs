//! The chosen number of lanes or members of each station and team against the load and the number
//! before, by hour of the day, or by hour of the week if days differ.

use plotters::style::RGBColor;

use crate::metric::ScopeKind;
use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RosterHours, StaffOutcome};

use super::axis;
use super::chart::Drawing;
use super::clock_maps::WEEK;
use super::palette::{CHOSEN, LOAD, ON_DUTY};
use super::plot::{self, Line, Plot};
use super::sheet::Frame;

/// Prefix of the charts' file names; a number from 1 follows.
pub(in crate::report) const NAME: &str = "roster-";

/// Limit on the stations and teams that have a chart; those with the most on duty are kept.
const CHARTS: usize = 12;

/// Hours of a day.
const DAY: usize = 24;

/// Returns a chart for each station and team of which a number was chosen.
pub(super) fn all<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Vec<Drawing<'a>> {
    let hours = &staff.who.roster_hours;
    let most = |at: &usize| hours[*at].chosen.iter().copied().fold(0.0, f64::max);
    let mut largest: Vec<usize> = (0..hours.len()).collect();
    largest.sort_by(|one, other| most(other).total_cmp(&most(one)));
    largest.truncate(CHARTS);
    largest.sort_unstable();
    let left_out = hours.len() - largest.len();
    let chart = |at: usize| drawing(results, &hours[at], at, left_out);
    largest.into_iter().map(chart).collect()
}

/// Is a day the same as all others?
fn is_daily(list: &[f64]) -> bool {
    let mut hours = list.iter().enumerate();
    hours.all(|(at, value)| (value - list[at % DAY]).abs() < 1e-9)
}

fn drawing<'a>(
    results: &'a Results,
    hours: &'a RosterHours,
    at: usize,
    left_out: usize,
) -> Drawing<'a> {
    let lists = [&hours.chosen, &hours.before, &hours.lagged_load];
    let is_day = lists.iter().all(|list| is_daily(list));
    let shown = if is_day { DAY } else { DAY * WEEK.len() };
    let line = |label: &str, colour: RGBColor, list: &[f64]| {
        let steps = list.iter().take(shown).enumerate().flat_map(|(at, value)| {
            let (hour, value) = (at as f64, wording::alone(Some(*value)));
            [(hour, value), (hour + 1.0, value)]
        });
        Line::new(label, colour, steps.collect())
    };
    let lines = [
        line("Before", ON_DUTY, &hours.before).thin(),
        line("Load", LOAD, &hours.lagged_load).thin(),
        line("Chosen", CHOSEN, &hours.chosen),
    ];
    let lines: Vec<Line> = lines.into_iter().filter(Line::is_known).collect();
    let noun = match hours.scope.kind() {
        ScopeKind::Team => "Members",
        _ => "Lanes",
    };
    let table = table(hours, shown);
    let values: Vec<f64> = plot::values(&lines).collect();
    let middles = (0..).map(|hour| f64::from(hour) + 0.5);
    let time = if is_day {
        axis::day()
    } else {
        axis::week(WEEK)
    };
    let plot = Plot {
        told: middles.zip(table.told()).collect(),
        ..Plot::new(time, axis::counts(&values, noun), lines)
    };
    let label = wording::label(results, &hours.scope);
    let span = if is_day { "day" } else { "week" };
    let title = format!(
        "{label}: {} chosen by hour of the {span}",
        noun.to_lowercase()
    );
    let hint = "Load: the mean number that would be at work if lanes were unlimited";
    let mut caption =
        "The load counts the time of travel and service before it: it is that of the \
                       hour in which the work is done. What is chosen above it is for chance."
            .to_owned();
    if left_out > 0 {
        let others = wording::count(left_out as u64, "smaller one is", "smaller ones are");
        caption = format!("{caption} {others} in roster.csv only.");
    }
    let frame = Frame::new(results, title, hint.to_owned());
    let name = format!("{NAME}{}", at + 1);
    plot.drawing(&name, frame, caption, (table, "roster.csv"))
}

/// Returns the lines as a table.
fn table(hours: &RosterHours, shown: usize) -> Table<'static> {
    let is_week = shown > DAY;
    let hour = |at: &usize| {
        let day = WEEK[at / DAY].get(..3).filter(|_| is_week);
        let clock = format!("{:02}:00", at % DAY);
        day.map_or(clock.clone(), |day| format!("{day} {clock}"))
    };
    let number = |list: &[f64], at: usize| Cell::derived(Quantity::Number, list.get(at).copied());
    Layout::over(0..shown)
        .column("Hour from", |at| Cell::text(hour(at)))
        .column("Chosen", |at| number(&hours.chosen, *at))
        .column("Before", |at| number(&hours.before, *at))
        .column("Load", |at| number(&hours.lagged_load, *at))
        .table()
}
