//! The sheets of one arrangement.

use rust_xlsxwriter::ChartType;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::charts::{colour_of, palette};
use crate::report::journey;
use crate::report::{lookup, wording};
use crate::results::{Results, RunOutcome};

use super::charts::{Picture, Series};
use super::sheet::Sheet;
use super::{Item, Look, header, with_ends};

/// Stations that a chart tells apart.
const DRAWN: usize = palette::STATIONS.len();

/// All sheets, in the order of the report.
pub(super) fn sheets<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Sheet<'a>> {
    let all = [
        daily(results, run),
        steps(results, run),
        release_times(run),
        hourly(results, run),
        load(results, run),
        scopes(
            results,
            run,
            "Stations",
            ScopeKind::Station,
            "Every metric of each station",
        ),
        scopes(
            results,
            run,
            "Teams",
            ScopeKind::Team,
            "Every metric of each team",
        ),
        scopes(
            results,
            run,
            "Goods",
            ScopeKind::Goods,
            "Every metric by kind of goods",
        ),
        scopes(
            results,
            run,
            "Arrivals",
            ScopeKind::Arrivals,
            "Every metric by arrival stream",
        ),
        metrics(results, run),
        replications(results, run),
    ];
    all.into_iter()
        .filter(|sheet| !sheet.rows.is_empty())
        .collect()
}

fn series(column: usize, name: &str, colour: plotters::style::RGBColor) -> Series {
    Series {
        column,
        name: name.to_owned(),
        colour,
    }
}

fn daily<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let counted = [
        "Batches arrived",
        "Batches released",
        "Units released",
        "Day cleared, share of replications",
        "Batches inside at 24:00",
    ];
    let about = "Arrivals, releases and backlog by day, with the ends of their intervals";
    let mut sheet = Sheet::new("Daily", about, &["Date"]);
    let mut headers: Vec<String> = counted.iter().flat_map(|name| with_ends(name)).collect();
    headers.extend(["Target: batches", "Target: units"].map(str::to_owned));
    sheet.add_headers(headers, "daily.csv");
    let target = &results.plan.target;
    let rows = run.daily.iter().map(|day| {
        let counts = [&day.arrived, &day.released, &day.units_released];
        let mut row = vec![Item::date(&day.date)];
        row.extend(
            counts
                .iter()
                .flat_map(|it| Item::estimate(Look::Number, it)),
        );
        row.extend(Item::estimate(Look::Share, &day.cleared));
        row.extend(Item::estimate(Look::Number, &day.backlog));
        row.push(Item::Number(Look::Number, target.batches_per_day));
        row.push(Item::Number(Look::Number, target.units_per_day));
        row
    });
    sheet.add_rows(rows, "daily.csv");
    let lines = |title, unit, series| Picture {
        kind: ChartType::Line,
        title,
        along: 0,
        along_name: "",
        look: Look::Number,
        unit,
        series,
    };
    let mut batches = vec![
        series(1, "Arrived", palette::ARRIVED),
        series(4, "Released", palette::RELEASED),
    ];
    let mut units = vec![series(7, "Released", palette::RELEASED)];
    if target.batches_per_day.is_some() {
        batches.push(series(16, "Target", palette::TARGET));
    }
    if target.units_per_day.is_some() {
        units.push(series(17, "Target", palette::TARGET));
    }
    let inside = vec![series(13, "Inside", palette::RELEASED)];
    sheet.charts = [
        lines(
            "Batches arrived and released by day",
            "Batches a day",
            batches,
        ),
        lines("Units released by day", "Units a day", units),
        lines("Batches inside at 24:00", "Batches", inside),
    ]
    .map(|picture| picture.draw(&sheet))
    .into();
    sheet
}

fn steps<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let journey = journey::journey(results, run);
    let parts = journey.parts();
    let mut sheet = Sheet::new(
        "Where the time goes",
        "The journey of an average batch: work and waits by what held it up, in hours",
        &["Station", "Visits a batch"],
    );
    let words: Vec<String> = parts
        .iter()
        .map(|part| wording::capitalised(part.words()))
        .collect();
    sheet.add_headers(words.clone(), "report.html");
    let rows = journey.steps.iter().map(|step| {
        let mut row = vec![
            Item::text(&step.label),
            Item::Number(Look::Number, step.visits),
        ];
        let hours = parts.iter().map(|part| step.hours(*part));
        row.extend(hours.map(|hours| Item::Number(Look::Hours, Some(hours))));
        row
    });
    sheet.add_rows(rows, "report.html");
    let series = parts.iter().zip(&words).enumerate();
    let series = series.map(|(at, (part, words))| Series {
        column: at + 2,
        name: words.clone(),
        colour: colour_of(*part),
    });
    let picture = Picture {
        kind: ChartType::BarStacked,
        title: "Where the time of an average batch goes",
        along: 0,
        along_name: "",
        look: Look::Hours,
        unit: "Hours",
        series: series.collect(),
    };
    sheet.charts = vec![picture.draw(&sheet)];
    sheet
}

fn release_times(run: &RunOutcome) -> Sheet<'_> {
    let mut sheet = Sheet::new(
        "Release time",
        "The share of batches that is released within this many hours, with its interval",
        &["Within", "Share released", "Lower", "Upper"],
    );
    let Some(curve) = &run.release_curve else {
        return sheet;
    };
    let rows = (0..curve.hours.len()).map(|at| {
        let share = &curve.share[at];
        let mut row = vec![Item::Number(Look::Hours, Some(curve.hours[at]))];
        let shares = [share.mean, share.lower, share.upper];
        row.extend(shares.map(|it| Item::Number(Look::Share, it)));
        row
    });
    sheet.add_rows(rows, "results.json");
    let picture = Picture {
        kind: ChartType::ScatterStraight,
        title: "Batches released within this many hours",
        along: 0,
        along_name: "Release time in hours",
        look: Look::Share,
        unit: "Share of batches",
        series: vec![
            series(1, "Mean", palette::RELEASED),
            series(2, "Lower", palette::ARRIVED),
            series(3, "Upper", palette::ARRIVED),
        ],
    };
    sheet.charts = vec![picture.draw(&sheet)];
    sheet
}

fn hourly<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let mut sheet = Sheet::new(
        "Hourly",
        "Batches waiting, lanes at work and lanes open at each station, by hour: means",
        &["Hour from"],
    );
    let stations = run.hourly.series.iter();
    let headers = stations.flat_map(|it| {
        let label = wording::label(results, &it.scope);
        ["waiting", "at work", "open"].map(|what| format!("{label}: {what}"))
    });
    sheet.add_headers(headers.collect(), "hourly.csv");
    let rows = run.hourly.times.iter().enumerate().map(|(hour, time)| {
        let mut row = vec![Item::instant(time)];
        for it in &run.hourly.series {
            let means = [&it.queue, &it.busy, &it.lanes_open].map(|list| list[hour].mean);
            row.extend(means.map(|mean| Item::Number(Look::Number, mean)));
        }
        row
    });
    if !run.hourly.series.is_empty() {
        sheet.add_rows(rows, "hourly.csv");
    }
    let lines = |title, unit, offset| {
        let stations = run.hourly.series.iter().zip(palette::STATIONS).enumerate();
        let series = stations.map(|(at, (it, colour))| {
            series(
                1 + 3 * at + offset,
                wording::label(results, &it.scope),
                colour,
            )
        });
        Picture {
            kind: ChartType::Line,
            title,
            along: 0,
            along_name: "",
            look: Look::Number,
            unit,
            series: series.collect(),
        }
    };
    sheet.charts = [
        lines("Batches waiting by hour", "Batches", 0),
        lines("Lanes at work by hour", "Lanes", 1),
    ]
    .map(|picture| picture.draw(&sheet))
    .into();
    sheet
}

fn load<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let mut sheet = Sheet::new(
        "Load",
        "From theory, before any run: lanes that the work of each hour of a week keeps busy",
        &["Hour of the week", "Day", "Hour"],
    );
    sheet.frozen = 3;
    let labels = run
        .load
        .iter()
        .map(|load| wording::label(results, &load.scope).to_owned());
    sheet.add_headers(labels.collect(), "results.json");
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let hours = if run.load.is_empty() { 0 } else { 168 };
    let rows = (0..hours).map(|hour: usize| {
        let mut row = vec![
            Item::count(hour as u64),
            Item::text(days[hour / 24]),
            Item::text(format!("{:02}:00", hour % 24)),
        ];
        let loads = run.load.iter().map(|load| Some(load.hourly_load[hour]));
        row.extend(loads.map(|load| Item::Number(Look::Number, load)));
        row
    });
    sheet.add_rows(rows, "results.json");
    let stations = run
        .load
        .iter()
        .zip(palette::STATIONS)
        .take(DRAWN)
        .enumerate();
    let series = stations
        .map(|(at, (load, colour))| series(3 + at, wording::label(results, &load.scope), colour));
    let picture = Picture {
        kind: ChartType::Line,
        title: "Offered load by hour of the week, from Monday 00:00",
        along: 0,
        along_name: "Hour of the week",
        look: Look::Number,
        unit: "Lanes kept busy",
        series: series.collect(),
    };
    sheet.charts = vec![picture.draw(&sheet)];
    sheet
}

/// Every metric that is known of the scopes of a kind, a row a scope.
fn scopes<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    name: &'static str,
    kind: ScopeKind,
    about: &str,
) -> Sheet<'a> {
    let mut sheet = Sheet::new(name, about, &["Name"]);
    let mut known: Vec<Metric> = vec![];
    let of_them = run.metrics.iter().filter(|it| it.scope.kind() == kind);
    for metric in of_them.filter(|it| it.estimate.mean.is_some()) {
        if !known.contains(&metric.metric) {
            known.push(metric.metric);
        }
    }
    let headers = known.iter();
    let headers = headers.flat_map(|metric| with_ends(metric.words(kind)));
    sheet.add_headers(headers.collect(), "metrics.csv");
    let scopes: Vec<_> = lookup::scopes(results, kind).collect();
    let rows = scopes.into_iter().map(|scope| {
        let mut row = vec![Item::text(wording::label(results, scope))];
        row.extend(known.iter().flat_map(|metric| {
            let look = Look::of(*metric, &results.plan);
            Item::estimate(look, &lookup::estimate(&run.metrics, scope, *metric))
        }));
        row
    });
    sheet.add_rows(rows, "metrics.csv");
    let utilisation = known
        .iter()
        .position(|metric| *metric == Metric::Utilisation);
    if let Some(at) = utilisation.filter(|_| !sheet.rows.is_empty()) {
        let picture = Picture {
            kind: ChartType::Bar,
            title: "Utilisation: time at work within open hours",
            along: 0,
            along_name: "",
            look: Look::Share,
            unit: "Utilisation",
            series: vec![series(1 + 3 * at, "Utilisation", palette::RELEASED)],
        };
        sheet.charts = vec![picture.draw(&sheet)];
    }
    sheet
}

fn metrics<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let headers = [
        "Metric",
        "Of",
        "Mean",
        "lower",
        "upper",
        "Replications",
        "Remark",
        "Unit",
        "Name in metrics.csv",
        "Scope in metrics.csv",
    ];
    let about = "Every metric with its interval, as on the page";
    let mut sheet = Sheet::new("Metrics", about, &headers);
    sheet.frozen = 2;
    let rows = run.metrics.iter().map(|metric| {
        let estimate = &metric.estimate;
        let look = Look::of(metric.metric, &results.plan);
        let mut row = vec![Item::text(metric.metric.words(metric.scope.kind()))];
        row.push(Item::text(wording::label(results, &metric.scope)));
        row.extend(Item::estimate(look, estimate));
        row.push(Item::count(estimate.replications.into()));
        row.push(Item::text(wording::bound(metric).trim_end()));
        let names = [
            metric.unit.clone(),
            metric.metric.to_string(),
            metric.scope.to_string(),
        ];
        row.extend(names.map(Item::text));
        row
    });
    sheet.add_rows(rows, "metrics.csv");
    sheet
}

fn replications<'a>(results: &'a Results, run: &'a RunOutcome) -> Sheet<'a> {
    let about = "The metrics of all batches in every replication";
    let mut sheet = Sheet::new("Replications", about, &["Replication"]);
    let all = || {
        run.metrics
            .iter()
            .filter(|metric| metric.scope == Scope::All)
    };
    sheet.add_headers(
        all().map(|metric| header(results, metric)).collect(),
        "results.json",
    );
    let rows = (0..run.replications as usize).map(|replication| {
        let mut row = vec![Item::count(replication as u64 + 1)];
        row.extend(all().map(|metric| {
            let value = metric.values.get(replication).copied().flatten();
            Item::Number(Look::of(metric.metric, &results.plan), value)
        }));
        row
    });
    sheet.add_rows(rows, "results.json");
    sheet
}
