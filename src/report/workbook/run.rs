//! The sheets of one arrangement.

use plotters::style::RGBColor;
use rust_xlsxwriter::ChartType;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::charts::{colour_of, palette};
use crate::report::journey;
use crate::report::tables::{self, Cell, Layout, Value};
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, RunOutcome};

use super::charts::Picture;
use super::sheet::Sheet;

/// Returns all sheets, in the order of the report.
pub(super) fn sheets<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Sheet<'a>> {
    let mut sheets = vec![daily(results, run), steps(results, run)];
    sheets.extend(release_times(run));
    sheets.extend([hourly(results, run), load(results, run)]);
    let parts = [
        ("Stations", ScopeKind::Station, "of each station"),
        ("Teams", ScopeKind::Team, "of each team"),
        ("Goods", ScopeKind::Goods, "by kind of goods"),
        ("Arrivals", ScopeKind::Arrivals, "by arrival stream"),
    ];
    sheets.extend(parts.map(|(name, kind, of)| parts_of(results, run, (name, kind, of))));
    sheets.extend([metrics(results, run), replications(results, run)]);
    sheets
}

/// Returns a chart of lines over the days or hours of the first column.
fn lines<'a>(title: &'a str, unit: &'a str, series: Vec<(usize, RGBColor)>) -> Picture<'a> {
    Picture {
        kind: ChartType::Line,
        title,
        along: "",
        values: (Quantity::Number, unit),
        series,
    }
}

fn daily<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let about = "Arrivals, releases and backlog by day, with the ends of their intervals";
    let sheet = Sheet::new("Daily", about, tables::daily(results, run), "daily.csv");
    let drawn = |name: &str, colour| sheet.at(name).map(|at| (at, colour));
    let released = drawn("released", palette::RELEASED);
    let wanted = &results.plan.target;
    let target = |wanted: Option<f64>, name| wanted.and_then(|_| drawn(name, palette::TARGET));
    let batches = [
        drawn("arrived", palette::ARRIVED),
        released,
        target(wanted.batches_per_day, "Target: batches"),
    ];
    let units = [
        drawn("units_released", palette::RELEASED),
        target(wanted.units_per_day, "Target: units"),
    ];
    let inside = drawn("backlog", palette::RELEASED).into_iter().collect();
    let (batches, units) = (batches.into_iter().flatten(), units.into_iter().flatten());
    let pictures = [
        lines(
            "Batches arrived and released by day",
            "Batches a day",
            batches.collect(),
        ),
        lines("Units released by day", "Units a day", units.collect()),
        lines("Batches inside at 24:00", "Batches", inside),
    ];
    pictures.iter().fold(sheet, Sheet::with)
}

fn steps<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let journey = journey::journey(results, run);
    let mut table = tables::journey(&journey);
    // the chart shows only stations, not the row of their sum
    table.rows.truncate(journey.steps.len());
    let about = "The journey of an average batch: work, and waits by cause, in hours";
    let parts = journey.parts().into_iter();
    Sheet::new("Where the time goes", about, table, "report.html").with(&Picture {
        kind: ChartType::BarStacked,
        title: "Where the time of an average batch goes",
        along: "",
        values: (Quantity::Hours, "Hours"),
        series: (2..).zip(parts.map(colour_of)).collect(),
    })
}

fn release_times(run: &RunOutcome) -> Option<Sheet<'_>> {
    let table = tables::release_times(run.release_curve.as_ref()?);
    let about = "Share of batches released within this many hours, with its interval";
    let colours = [palette::RELEASED, palette::ARRIVED, palette::ARRIVED];
    let sheet = Sheet::new("Release time", about, table, "results.json");
    Some(sheet.with(&Picture {
        kind: ChartType::ScatterStraight,
        title: "Batches released within this many hours",
        along: "Release time in hours",
        values: (Quantity::Share, "Share of batches"),
        series: (1..).zip(colours).collect(),
    }))
}

/// A column of the hourly sheet: a station or a team, and one of its quantities.
struct HourlyColumn<'a> {
    scope: &'a Scope,
    what: &'static str,
    quantity: Quantity<'a>,
    list: &'a [Estimate],
}

/// Returns the columns of the hourly sheet; overtime and cost only where there is any.
fn hourly_columns<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<HourlyColumn<'a>> {
    let money = Quantity::of(Metric::CostPerDay, &results.plan);
    let series = run.hourly.series.iter().chain(&run.hourly.teams);
    let columns = series.flat_map(|it| {
        let open = match it.scope.kind() {
            ScopeKind::Team => "on duty",
            _ => "open",
        };
        let lists: [(_, _, &'a [Estimate]); 5] = [
            ("waiting", Quantity::Number, &it.queue),
            ("at work", Quantity::Number, &it.busy),
            (open, Quantity::Number, &it.lanes_open),
            ("overtime in hours", Quantity::Number, &it.overtime),
            ("cost", money, &it.cost),
        ];
        let columns = lists.map(|(what, quantity, list)| HourlyColumn {
            scope: &it.scope,
            what,
            quantity,
            list,
        });
        let occurs = |list: &[Estimate]| list.iter().any(|it| it.mean.is_some_and(|it| it > 0.0));
        let shown = move |(at, column): &(usize, HourlyColumn<'_>)| match at {
            0..=2 => !column.list.is_empty(),
            _ => occurs(column.list),
        };
        columns.into_iter().enumerate().filter(shown)
    });
    columns.map(|(_, column)| column).collect()
}

fn hourly<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let columns = hourly_columns(results, run);
    let times = run.hourly.times.iter().enumerate();
    let hours = Layout::over(times.filter(|_| !columns.is_empty()))
        .column("Hour from", |(_, time)| Value::Instant(time).into());
    let table = columns.iter().fold(hours, |hours, it| {
        let label = wording::label(results, it.scope);
        hours.column(format!("{label}: {}", it.what), |(hour, _)| {
            Cell::exact(it.quantity, it.list[*hour].mean)
        })
    });
    let about = "Batches waiting, lanes at work and open, members at work and on duty, overtime \
                 and cost by hour: means";
    let sheet = Sheet::new("Hourly", about, table.table(), "hourly.csv");
    let drawn = |kind: ScopeKind, what: &[&str]| {
        let of = |it: &HourlyColumn<'_>| it.scope.kind() == kind && what.contains(&it.what);
        // of very many columns the sheet has only the first
        let kept = (1..sheet.table.columns.len()).zip(&columns);
        let drawn = kept.filter(|(_, it)| of(it)).map(|(at, _)| at);
        drawn.zip(palette::STATIONS).collect::<Vec<_>>()
    };
    let waiting = drawn(ScopeKind::Station, &["waiting"]);
    let lanes = drawn(ScopeKind::Station, &["at work"]);
    let members = drawn(ScopeKind::Team, &["at work", "on duty"]);
    let sheet = sheet
        .with(&lines("Batches waiting by hour", "Batches", waiting))
        .with(&lines("Lanes at work by hour", "Lanes", lanes));
    if members.is_empty() {
        return sheet;
    }
    let title = "Members at work and on duty by hour";
    sheet.with(&lines(title, "Members", members))
}

fn load<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let hours = Layout::over((0..168_usize).filter(|_| !run.load.is_empty()))
        .column("Hour of the week", |hour| Cell::count(*hour as u64))
        .column("Day", |hour| Cell::text(days[hour / 24]))
        .column("Hour", |hour| Cell::text(format!("{:02}:00", hour % 24)));
    let table = run.load.iter().fold(hours, |hours, load| {
        hours.column(wording::label(results, &load.scope), |hour| {
            Cell::exact(Quantity::Number, load.hourly_load[*hour])
        })
    });
    let about = "By theory, before any run: mean number of lanes kept busy in each hour of a week";
    let mut sheet = Sheet::new("Load", about, table.table(), "results.json");
    sheet.frozen = 3;
    let title = "Offered load by hour of the week, from Monday 00:00";
    let series = (3..).zip(palette::STATIONS).take(run.load.len()).collect();
    let along = "Hour of the week";
    sheet.with(&Picture {
        along,
        ..lines(title, "Lanes kept busy", series)
    })
}

/// Returns every metric that is known for the scopes of a kind, one scope a row.
fn parts_of<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    (name, kind, of): (&'static str, ScopeKind, &str),
) -> Sheet<'a> {
    let table = tables::every_metric(results, run, kind);
    let sheet = Sheet::new(name, format!("Every metric {of}"), table, "metrics.csv");
    let Some(at) = sheet.at(Metric::Utilisation.words(kind)) else {
        return sheet;
    };
    sheet.with(&Picture {
        kind: ChartType::Bar,
        title: "Utilisation: time at work within open hours",
        along: "",
        values: (Quantity::Share, "Utilisation"),
        series: vec![(at, palette::RELEASED)],
    })
}

fn metrics<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let columns = [
        "metric",
        "scope",
        "mean",
        "lower",
        "upper",
        "replications",
        "Remark",
        "unit",
        "Name in metrics.csv",
        "Scope in metrics.csv",
    ];
    let table = tables::metrics(results, run, |it| it.estimate).pick(columns);
    let about = "Every metric with its interval, as on the page";
    let mut sheet = Sheet::new("Metrics", about, table, "metrics.csv");
    sheet.frozen = 2;
    sheet
}

fn replications<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let replications = Layout::over(0..run.replications as usize)
        .column("Replication", |at| Cell::count(*at as u64 + 1));
    let of_all = run.metrics.iter().filter(|it| it.scope == Scope::All);
    let table = of_all.fold(replications, |replications, it| {
        let quantity = Quantity::of(it.metric, &results.plan);
        replications.column(wording::metric(results, it.metric, ScopeKind::All), |at| {
            Cell::exact(quantity, it.values.get(*at).copied().flatten())
        })
    });
    let about = "The metrics of all batches in every replication";
    Sheet::new("Replications", about, table.table(), "results.json")
}
