//! Members of each team on duty and at work, by hour of the day, or by hour of the week if the
//! members on duty differ between weekdays.

use crate::metric::Metric;
use crate::report::lookup;
use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, HourlySeries, Results, RunOutcome};

use super::axis::{self, Axis};
use super::chart::Drawing;
use super::clock_maps::{HOLIDAY, WEEK, clock};
use super::palette::{ON_DUTY, OVERTIME, WORK};
use super::plot::{self, Line, Plot};
use super::queues::mean_of;
use super::sheet::Frame;

/// Prefix of the charts' file names; a number from 1 follows, the position of the team in the file.
pub(in crate::report) const NAME: &str = "members-by-hour-";

/// Limit on the teams that have a chart; those with the most members on duty are kept.
const TEAMS: usize = 12;

/// Hours of a day.
const DAY: usize = 24;

/// Returns a chart for each team, in file order.
pub(super) fn all<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Drawing<'a>> {
    let teams = &run.hourly.teams;
    let clock = clock(results, run);
    let most = |series: &HourlySeries| {
        let on_duty = series.lanes_open.iter().filter_map(|it| it.mean);
        on_duty.fold(0.0, f64::max)
    };
    let mut largest: Vec<usize> = (0..teams.len()).collect();
    largest.sort_by(|&one, &other| most(&teams[other]).total_cmp(&most(&teams[one])));
    largest.truncate(TEAMS);
    largest.sort_unstable();
    let left_out = teams.len() - largest.len();
    let chart = |at: usize| Hours::new(&teams[at], &clock).drawing(results, at, left_out);
    largest.into_iter().filter_map(chart).collect()
}

/// A team by hour of the day or of the week: means over all such hours of the window, those of
/// holidays left out if there are other days.
struct Hours<'a> {
    series: &'a HourlySeries,
    /// Indices of the hours of the window by hour of the day or of the week.
    of_window: Vec<Vec<usize>>,
    /// Whether holidays of the window are left out.
    without_holidays: bool,
}

impl<'a> Hours<'a> {
    fn new(series: &'a HourlySeries, clock: &[Option<(usize, usize)>]) -> Self {
        let is_holiday = |place: &(usize, usize)| place.0 == HOLIDAY;
        let only = clock.iter().flatten().all(is_holiday);
        let without_holidays = !only && clock.iter().flatten().any(is_holiday);
        let grouped = |groups: usize| {
            let mut of_window = vec![vec![]; groups];
            for (at, place) in clock.iter().enumerate() {
                // holidays have shifts of their own
                if let Some((day, hour)) = place.filter(|(day, _)| *day < HOLIDAY || only) {
                    of_window[(day * DAY + hour) % groups].push(at);
                }
            }
            Self {
                series,
                of_window,
                without_holidays,
            }
        };
        let (day, week) = (grouped(DAY), grouped(DAY * WEEK.len()));
        let is_whole = week.of_window.iter().all(|hours| !hours.is_empty());
        let on_duty = |hours: &Self, at: usize| hours.mean(&series.lanes_open, at).mean;
        let differs = |at: usize| match (on_duty(&week, at), on_duty(&day, at % DAY)) {
            (Some(one), Some(other)) => (one - other).abs() > 1e-9,
            _ => false,
        };
        if is_whole && (0..week.of_window.len()).any(differs) {
            week
        } else {
            day
        }
    }

    /// Are these the hours of a week?
    fn is_week(&self) -> bool {
        self.of_window.len() > DAY
    }

    /// Returns the mean of a list over the hours of the window that share a position.
    fn mean(&self, list: &[Estimate], at: usize) -> Estimate {
        let hours = self.of_window[at].iter().filter_map(|hour| list.get(*hour));
        let hours: Vec<Estimate> = hours.copied().collect();
        if hours.is_empty() {
            return Estimate::default();
        }
        mean_of(&hours)
    }

    /// Returns a list as a line with a step for each hour.
    fn line(&self, label: &str, colour: plotters::style::RGBColor, list: &[Estimate]) -> Line {
        let step = |at: usize| {
            let (hour, mean) = (at as f64, self.mean(list, at));
            [(hour, mean), (hour + 1.0, mean)]
        };
        Line::new(
            label,
            colour,
            (0..self.of_window.len()).flat_map(step).collect(),
        )
    }

    /// Draws the chart; `None` if nothing is known.
    fn drawing(&self, results: &'a Results, at: usize, left_out: usize) -> Option<Drawing<'a>> {
        let series = self.series;
        let works_over = (series.overtime.iter()).any(|it| it.mean.is_some_and(|it| it > 0.0));
        let overtime = self.line("In overtime", OVERTIME, &series.overtime).thin();
        let lines = [
            self.line("On duty", ON_DUTY, &series.lanes_open).thin(),
            self.line("At work", WORK, &series.busy),
        ];
        let over = works_over.then_some(overtime);
        let lines: Vec<Line> = lines.into_iter().chain(over).collect();
        if !lines.iter().any(Line::is_known) {
            return None;
        }
        let table = self.table(results);
        let values: Vec<f64> = plot::values(&lines).collect();
        let middles = (0..).map(|hour| f64::from(hour) + 0.5);
        let plot = Plot {
            told: middles.zip(table.told()).collect(),
            ..Plot::new(self.axis(), axis::numbers(&values, "Members", true), lines)
        };
        let label = wording::label(results, &series.scope);
        let span = if self.is_week() { "week" } else { "day" };
        let title = format!("{label}: members on duty and at work by hour of the {span}");
        let days = if self.without_holidays {
            "mean of the hour over all days of the window but holidays"
        } else {
            "mean of the hour over all days of the window"
        };
        let mut hint = plot::band_hint(results, days);
        if lookup::has_intervals(results) {
            hint.push_str(" or wider");
        }
        let mut caption = if works_over {
            "Members at work include those in overtime, who work after the end of their shift and \
             are no longer on duty."
        } else {
            "No member works after the end of a shift."
        }
        .to_owned();
        if left_out > 0 {
            let others = wording::count(left_out as u64, "smaller team is", "smaller teams are");
            caption = format!("{caption} {others} in hourly.csv only.");
        }
        let frame = Frame::new(results, title, hint);
        let name = format!("{NAME}{}", at + 1);
        Some(plot.drawing(&name, frame, caption, (table, "hourly.csv")))
    }

    fn axis(&self) -> Axis {
        if self.is_week() {
            axis::week(WEEK)
        } else {
            axis::day()
        }
    }

    /// Returns the lines as a table, with overtime and cost.
    fn table(&self, results: &'a Results) -> Table<'a> {
        let series = self.series;
        let money = Quantity::of(Metric::CostPerDay, &results.plan);
        let hour = |at: &usize| {
            let day = WEEK[at / DAY].get(..3).filter(|_| self.is_week());
            let clock = format!("{:02}:00", at % DAY);
            day.map_or(clock.clone(), |day| format!("{day} {clock}"))
        };
        let mean = |quantity, list: &[Estimate], at: usize| {
            Cell::derived(quantity, self.mean(list, at).mean)
        };
        let number = Quantity::Number;
        Layout::over(0..self.of_window.len())
            .column("Hour from", |at| Cell::text(hour(at)))
            .column("On duty", |at| mean(number, &series.lanes_open, *at))
            .column("At work", |at| {
                Cell::estimate(number, &self.mean(&series.busy, *at))
            })
            .column("Overtime in hours", |at| {
                mean(number, &series.overtime, *at)
            })
            .column("Cost of the hour", |at| mean(money, &series.cost, *at))
            .table()
    }
}
