//! Who works when in the chosen arrangement.

use crate::metric::{Aim, Metric, Scope, ScopeKind};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, RosterRow, StaffOutcome};

use super::cell::Cell;
use super::table::{Layout, Parts, Table};

/// Returns the metric whose value with one more and one less is told.
fn judged(results: &Results) -> Metric {
    let target = &results.plan.target;
    Aim::leading(
        target.release_share.is_some(),
        target.batches_per_day.is_some(),
    )
    .metric()
}

/// Returns words for what is told with one more and one less.
pub(in crate::report) fn judged_by_one(results: &Results) -> String {
    wording::metric_of(results, &Scope::All, judged(results))
}

/// Returns a row for each number of lanes or members that was chosen.
pub(in crate::report) fn roster<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Table<'a> {
    let number = |value: Option<f64>| Cell::derived(Quantity::Number, value);
    let money = Quantity::of(Metric::CostPerDay, &results.plan);
    let result = Quantity::of(judged(results), &results.plan);
    let estimated = Cell::estimate;
    let load = |of: fn(&RosterRow) -> Option<f64>| move |row: &&RosterRow| number(of(row));
    let half = Parts::HalfWidth;
    let of = |quantity, of: fn(&RosterRow) -> &Estimate| {
        move |row: &&'a RosterRow| estimated(quantity, of(row))
    };
    Layout::over(&staff.who.roster)
        .field("scope", "", |row| Cell::scope(results, &row.scope))
        .field("label", "Station or team", |row| {
            Cell::text(row.label.as_str())
        })
        .field("days", "Days", |row| Cell::text(row.days.as_str()))
        .field("hours", "Hours", |row| Cell::text(row.hours.as_str()))
        .field("chosen", "Chosen", |row| number(Some(row.chosen)))
        .field("before", "Before", |row| number(row.before))
        .field(
            "lagged_load_mean",
            "Load, mean",
            load(|it| it.lagged_load_mean),
        )
        .field(
            "lagged_load_max",
            "Load, most",
            load(|it| it.lagged_load_max),
        )
        .field("at_work", "At work", of(Quantity::Number, |it| &it.at_work))
        .with(
            half,
            Metric::OvertimePerDay.name(),
            "Overtime a day, hours",
            of(Quantity::Number, |it| &it.overtime_per_day),
        )
        .with(
            half,
            Metric::CostPerDay.name(),
            "Cost a day",
            of(money, |it| &it.cost_per_day),
        )
        .with(
            half,
            "share_one_less",
            "With one step less",
            of(result, |it| &it.share_one_less),
        )
        .with(
            half,
            "share_one_more",
            "With one step more",
            of(result, |it| &it.share_one_more),
        )
        .table()
}

/// Rows of the roster that follow each other and have the same number.
struct Line<'a> {
    first: &'a RosterRow,
    hours: String,
    /// The rows, each with the length of its hours.
    rows: Vec<(&'a RosterRow, f64)>,
}

/// Returns the roster to be posted on a wall: the number on duty in the hours of each station and
/// team. Blocks of the day that follow each other and are equal are one row; shifts stay apart.
pub(in crate::report) fn posted<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Table<'a> {
    let number = |value: Option<f64>| {
        Cell::number(Quantity::Number, value, |value| wording::fixed(value, 1))
    };
    let money = Quantity::of(Metric::CostPerDay, &results.plan);
    let rows = &staff.who.roster;
    let most = |of: fn(&RosterRow) -> Option<f64>| rows.iter().filter_map(of).fold(0.0, f64::max);
    let dearest = most(|row| row.cost_per_day.mean);
    let table = Layout::over(lines(rows))
        .column("Station or team", |it| Cell::text(it.first.label.as_str()))
        .column("Days", |it| Cell::text(it.first.days.as_str()))
        .column("Hours", |it| Cell::text(it.hours.clone()))
        .column("On duty", |it| Cell::text(on_duty(it.first)))
        .column("Before", |it| {
            let before = it.mean(|row| row.before);
            Cell::number(Quantity::Number, before, |before| {
                wording::fixed(before, usize::from(before.fract() != 0.0))
            })
        })
        .column("Load", |it| number(it.mean(|row| row.lagged_load_mean)))
        .column("At work", |it| number(it.mean(|row| row.at_work.mean)))
        .column(OVERTIME, |it| {
            number(it.sum(|row| row.overtime_per_day.mean))
        })
        .column("Cost a day", |it| {
            Cell::derived(money, it.sum(|row| row.cost_per_day.mean))
        })
        .table();
    let shown = [
        ("Station or team", true),
        ("Days", rows.iter().any(|row| row.days != EVERY_DAY)),
        ("Hours", true),
        ("On duty", true),
        ("Before", rows.iter().any(|row| row.before.is_some())),
        ("Load", true),
        ("At work", rows.iter().any(|row| row.at_work.mean.is_some())),
        (OVERTIME, most(|row| row.overtime_per_day.mean) >= 0.05),
        ("Cost a day", dearest > 0.0),
    ];
    let shown = shown.into_iter().filter(|(_, is_shown)| *is_shown);
    table.pick(shown.map(|(name, _)| name))
}

/// Heading of the hours of overtime.
const OVERTIME: &str = "Overtime, h a day";

/// The days of rows without kinds of days.
const EVERY_DAY: &str = "all days";

/// Returns words such as "9 lanes".
fn on_duty(row: &RosterRow) -> String {
    let noun = match row.scope.kind() {
        ScopeKind::Team => "member",
        _ => "lane",
    };
    wording::things(row.chosen as u64, noun).replace(' ', "\u{a0}")
}

/// Joins rows of the same lanes that follow each other and have the same number.
fn lines(rows: &[RosterRow]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = vec![];
    for row in rows {
        let (from, until) = row.hours.split_once('-').unwrap_or((&row.hours, ""));
        let length = length(from, until);
        let joined = lines.last_mut().filter(|line| {
            let first = line.first;
            first.scope.kind() == ScopeKind::Station
                && (&first.scope, &first.days, first.chosen) == (&row.scope, &row.days, row.chosen)
                && line.until() % 24.0 == time(from) % 24.0
        });
        match joined {
            Some(line) => {
                line.rows.push((row, length));
                let from = line.hours.split('-').next().unwrap_or_default();
                let is_whole = line.rows.iter().map(|it| it.1).sum::<f64>() >= 24.0;
                line.hours = if is_whole {
                    "00:00-24:00".to_owned()
                } else {
                    format!("{from}-{until}")
                };
            }
            None => lines.push(Line {
                first: row,
                hours: row.hours.clone(),
                rows: vec![(row, length)],
            }),
        }
    }
    lines
}

/// Returns a time of day such as "08:30" in hours.
fn time(clock: &str) -> f64 {
    let (hours, minutes) = clock.trim().split_once(':').unwrap_or((clock, "0"));
    let number = |text: &str| text.parse().unwrap_or(0.0);
    number(hours) + number(minutes) / 60.0
}

/// Returns the hours from one time of day to the next.
fn length(from: &str, until: &str) -> f64 {
    let hours = time(until) - time(from);
    if hours > 0.0 { hours } else { hours + 24.0 }
}

impl Line<'_> {
    /// Returns the time of day at which it ends.
    fn until(&self) -> f64 {
        time(self.hours.rsplit('-').next().unwrap_or_default())
    }

    /// Returns the mean over its hours; `None` if it is unknown in some of them.
    fn mean(&self, of: fn(&RosterRow) -> Option<f64>) -> Option<f64> {
        let hours: f64 = self.rows.iter().map(|it| it.1).sum();
        let parts = self
            .rows
            .iter()
            .map(|(row, length)| Some(of(row)? * length));
        Some(parts.sum::<Option<f64>>()? / hours)
    }

    /// Returns the sum over its rows; `None` if one is unknown.
    fn sum(&self, of: fn(&RosterRow) -> Option<f64>) -> Option<f64> {
        self.rows.iter().map(|(row, _)| of(row)).sum()
    }
}
