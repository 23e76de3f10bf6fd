//! Tables of results by day and by hour, and of release times.

use crate::metric::Metric;
use crate::report::wording::Quantity;
use crate::results::{Estimate, ReleaseCurve, Results, RunOutcome};

use super::cell::{Cell, Value};
use super::table::{Layout, Parts, Table};

/// Returns arrivals, releases and backlog by day, with the comparison to the targets.
pub(in crate::report) fn daily<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let number = |estimate: &Estimate| Cell::estimate(Quantity::Number, estimate);
    let target = &results.plan.target;
    let wanted = |value: Option<f64>| Cell::exact(Quantity::Number, value);
    let cleared = "Day cleared, share of replications";
    Layout::over(&run.daily)
        .field("date", "Day", |it| Value::Date(&it.date).into())
        .estimates("arrived", "Arrived", |it| number(&it.arrived))
        .estimates("released", "Released", |it| number(&it.released))
        .estimates("units_released", "Units released", |it| {
            number(&it.units_released)
        })
        .estimates("cleared", cleared, |it| {
            Cell::estimate(Quantity::Share, &it.cleared)
        })
        .estimates("", "Released in time, of those that arrived", |it| {
            Cell::estimate(Quantity::Share, &it.in_time)
        })
        .estimates("backlog", "Inside at 24:00", |it| number(&it.backlog))
        .column("Target: batches", |_| wanted(target.batches_per_day))
        .column("Target: units", |_| wanted(target.units_per_day))
        .table()
}

/// Returns queues, busy lanes and open lanes of each station, members at work and on duty of each
/// team, and the overtime and the cost of both, hour by hour.
pub(in crate::report) fn hourly<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let hours = run.hourly.times.iter().enumerate();
    let rows = hours.flat_map(|(hour, time)| {
        let series = run.hourly.series.iter().chain(&run.hourly.teams);
        series.map(move |series| (hour, time, series))
    });
    let cell = |quantity, list: &[Estimate], hour: usize| {
        let estimate = list.get(hour).copied().unwrap_or_default();
        Cell::estimate(quantity, &estimate)
    };
    let number = |list: &[Estimate], hour: usize| cell(Quantity::Number, list, hour);
    let money = Quantity::of(Metric::CostPerDay, &results.plan);
    Layout::over(rows)
        .field("hour", "", |(hour, ..)| Cell::count(*hour as u64))
        .field("time", "Hour from", |(_, time, _)| {
            Value::Instant(time).into()
        })
        .field("scope", "Station or team", |(.., it)| {
            Cell::scope(results, &it.scope)
        })
        .with(Parts::HalfWidth, "queue", "", |(hour, _, it)| {
            number(&it.queue, *hour)
        })
        .with(Parts::HalfWidth, "busy", "", |(hour, _, it)| {
            number(&it.busy, *hour)
        })
        .with(Parts::HalfWidth, "lanes_open", "", |(hour, _, it)| {
            number(&it.lanes_open, *hour)
        })
        .with(Parts::HalfWidth, "overtime", "", |(hour, _, it)| {
            number(&it.overtime, *hour)
        })
        .with(Parts::HalfWidth, "cost", "", |(hour, _, it)| {
            cell(money, &it.cost, *hour)
        })
        .table()
}

/// Returns the share of batches released within each time.
pub(in crate::report) fn release_times<'a>(curve: &ReleaseCurve) -> Table<'a> {
    Layout::over(curve.hours.iter().zip(&curve.share))
        .column("Within", |(hours, _)| {
            Cell::derived(Quantity::Hours, Some(**hours))
        })
        .estimates("", "Share of batches released", |(_, share)| {
            Cell::estimate(Quantity::Share, share)
        })
        .table()
}
