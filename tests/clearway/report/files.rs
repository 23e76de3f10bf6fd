//! The files: their columns, full numbers, and a page that agrees with the results.

use clearway::report::{self, FileSet, Part};
use clearway::results::{Outcome, Results};

use super::fixture::{self, bays, inside, shares};

fn written(results: &Results, parts: &[Part]) -> FileSet {
    report::files(results, parts).expect("a report")
}

/// Returns a text file of a report.
fn text(results: &Results, name: &str) -> String {
    if name == "report.html" {
        return report::page(results);
    }
    let mut files = written(results, &TABLES);
    String::from_utf8(files.remove(name).expect(name)).expect("text")
}

const TABLES: [Part; 2] = [Part::Results, Part::Tables];

const EVERYTHING: [Part; 4] = [Part::Results, Part::Tables, Part::Page, Part::Workbook];

#[test]
fn a_run_writes_all_its_files() {
    let files = written(&fixture::run(), &EVERYTHING);
    let page = &files["report.html"];
    assert!(*page == report::page(&fixture::run()).into_bytes());
    let names: Vec<String> = files.into_keys().collect();
    let mut wanted: Vec<String> = [
        "results.json",
        "metrics.csv",
        "daily.csv",
        "hourly.csv",
        "report.html",
        "report.xlsx",
    ]
    .map(str::to_owned)
    .to_vec();
    for chart in [
        "flow",
        "where-the-time-goes",
        "why-batches-wait",
        "release-time-distribution",
        "batches-released-per-day",
        "units-released-per-day",
        "backlog-by-day",
        "batches-waiting-by-hour",
        "batches-waiting-by-hour-and-station",
        "batches-waiting-by-weekday-and-hour",
        "utilisation-by-hour-and-station",
        "utilisation-by-weekday-and-hour",
        "members-by-hour-1",
        "members-by-hour-2",
    ] {
        wanted.extend(["svg", "png"].map(|kind| format!("charts/{chart}.{kind}")));
    }
    wanted.sort();
    assert_eq!(names, wanted);
}

#[test]
fn without_a_report_only_the_tables_are_written() {
    let run: Vec<String> = written(&fixture::run(), &TABLES).into_keys().collect();
    assert_eq!(
        run,
        ["daily.csv", "hourly.csv", "metrics.csv", "results.json"]
    );
    let sweep: Vec<String> = written(&fixture::sweep(vec![bays(3)]), &TABLES)
        .into_keys()
        .collect();
    assert_eq!(sweep, ["results.json", "sweep.csv"]);
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let results = fixture::run();
    let (one, other) = (
        written(&results, &EVERYTHING),
        written(&results, &EVERYTHING),
    );
    assert!(one == other);
}

#[test]
fn results_json_reads_back_equal() {
    for results in [
        fixture::run(),
        fixture::sweep(vec![bays(4), shares(&["0.1", "0.9"])]),
    ] {
        let json = text(&results, "results.json");
        let back: Results = serde_json::from_str(&json).expect("results");
        assert!(back == results);
    }
}

/// The rows of a CSV file, its header first.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let row = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|record| row(record.expect("a row")))
        .collect()
}

#[test]
fn metrics_csv_holds_every_metric_in_full() {
    let mut results = fixture::run();
    inside(&mut results).metrics.list_mut()[0].estimate.mean = Some(1.0 / 3.0 * 1e-7);
    let rows = rows(&text(&results, "metrics.csv"));
    let header = [
        "metric",
        "scope",
        "unit",
        "mean",
        "half_width",
        "lower",
        "upper",
        "replications",
    ];
    assert_eq!(rows[0], header);
    let metrics = &inside(&mut results).metrics;
    assert_eq!(rows.len(), metrics.len() + 1);
    for (row, metric) in rows[1..].iter().zip(metrics) {
        assert_eq!(
            row[..3],
            [
                metric.metric.name(),
                &metric.scope.to_string(),
                &metric.unit
            ]
        );
        let it = metric.estimate;
        for (cell, value) in row[3..7]
            .iter()
            .zip([it.mean, it.half_width, it.lower, it.upper])
        {
            assert_eq!(cell.parse().ok(), value, "{row:?}");
            assert!(!cell.contains(['e', 'E', 'N']), "{row:?}");
        }
        assert_eq!(row[7], it.replications.to_string());
    }
}

#[test]
fn daily_and_hourly_have_a_row_for_each_day_hour_station_and_team() {
    let mut results = fixture::run();
    let daily = rows(&text(&results, "daily.csv"));
    let names = [
        "arrived",
        "released",
        "units_released",
        "cleared",
        "backlog",
    ];
    let ends = ["", "_half_width", "_lower", "_upper"];
    let columns = names
        .iter()
        .flat_map(|name| ends.map(|end| format!("{name}{end}")));
    let columns: Vec<String> = ["date".to_owned()].into_iter().chain(columns).collect();
    assert_eq!(daily[0], columns);
    let hourly = rows(&text(&results, "hourly.csv"));
    assert_eq!(
        hourly[0][..5],
        ["hour", "time", "scope", "queue", "queue_half_width"]
    );
    assert_eq!(
        hourly[0][5..],
        [
            "busy",
            "busy_half_width",
            "lanes_open",
            "lanes_open_half_width",
            "overtime",
            "overtime_half_width",
            "cost",
            "cost_half_width"
        ]
    );
    let run = inside(&mut results);
    assert_eq!(daily.len(), run.daily.len() + 1);
    assert_eq!(daily[3][0], "2020-04-15");
    assert_eq!(daily[3][9].parse().ok(), run.daily[2].units_released.mean);
    assert_eq!(hourly.len(), 5 * 240 + 1);
    // the second hour of the second station
    assert_eq!(
        hourly[7][..3],
        ["1", "2020-04-13T01:00:00", "stations.inspection"]
    );
    assert_eq!(
        hourly[7][3].parse().ok(),
        run.hourly.series[1].queue[1].mean
    );
    // for unlimited lanes these cells are empty
    assert_eq!(hourly[3][7..11], ["", "", "", ""]);
    // the first hour of the first team
    assert_eq!(
        hourly[4][..5],
        ["0", "2020-04-13T00:00:00", "teams.inspectors", "", ""]
    );
    assert_eq!(hourly[4][7..], ["10", "0", "0", "0", "600", "6"]);
}

#[test]
fn members_are_drawn_by_hour_of_the_week_where_its_days_differ() {
    let results = fixture::run();
    let charts = report::charts(&results);
    let chart = |name: &str| charts.iter().find(|it| it.name == name).expect("a chart");
    let words = |row: &[report::Cell<'_>]| -> Vec<String> {
        let cells = row.iter().map(report::Cell::words);
        cells.map(|words| words.replace('\u{a0}', " ")).collect()
    };
    // fewer inspectors are on duty at weekends; at 20:00 some work in overtime
    let inspectors = chart("members-by-hour-1");
    let title = "Inspectors: members on duty and at work by hour of the week";
    assert_eq!(inspectors.title, title);
    assert_eq!(inspectors.table.rows.len(), 168);
    let saturday = words(&inspectors.table.rows[5 * 24 + 12]);
    assert_eq!(saturday[..2], ["Sat 12:00", "16"]);
    let monday = words(&inspectors.table.rows[20]);
    assert_eq!(monday[..2], ["Mon 20:00", "10"]);
    assert_eq!(monday[3..], ["2.50", "825 CNY"]);
    assert!(inspectors.svg.contains("In overtime"));
    let clerks = chart("members-by-hour-2");
    assert!(
        clerks.title.ends_with("by hour of the day"),
        "{}",
        clerks.title
    );
    assert_eq!(clerks.table.rows.len(), 24);
    assert_eq!(words(&clerks.table.rows[9])[..2], ["09:00", "4"]);
    assert!(!clerks.svg.contains("In overtime"));
}

#[test]
fn sweep_csv_has_a_row_for_each_point() {
    let results = fixture::sweep(vec![bays(5), shares(&["0.1", "0.9"])]);
    let Outcome::Sweep(sweep) = &results.outcome else {
        panic!("a sweep")
    };
    let rows = rows(&text(&results, "sweep.csv"));
    assert_eq!(rows.len(), 11);
    assert_eq!(
        rows[0][..2],
        [
            "stations.inspection.lanes",
            "stations.documents.next.inspection"
        ]
    );
    assert_eq!(
        rows[0][2..6],
        ["", "_half_width", "_lower", "_upper"].map(|end| format!("released_per_day{end}"))
    );
    assert!(rows[0].contains(&"stations.inspection.utilisation".to_owned()));
    assert!(rows[0].ends_with(&[
        "verdict.batches_per_day".to_owned(),
        "verdict.release".to_owned()
    ]));
    assert_eq!(rows[4][..2], ["5", "0.9"]);
    assert_eq!(
        rows[4][2].parse().ok(),
        sweep.points[3].metrics[0].estimate.mean
    );
    assert_eq!(rows[4].last().map(String::as_str), Some("missed"));
}

#[test]
fn the_page_loads_nothing() {
    for results in [
        fixture::run(),
        fixture::sweep(vec![bays(4), shares(&["0.1", "0.9"])]),
    ] {
        let page = text(&results, "report.html");
        for word in [
            "src=\"http",
            "href=\"http",
            "url(http",
            "url(\"http",
            "@import",
            "<script src",
            "fetch(",
            "import(",
            "XMLHttpRequest",
            "WebSocket",
            "src=\"/",
        ] {
            assert!(!page.contains(word), "the page holds {word}");
        }
        let loads = page.matches("url(").count();
        assert_eq!(loads, page.matches("url(data:").count());
    }
}

#[test]
fn no_title_becomes_a_script() {
    for (name, own) in [("hostile", 1), ("hostile-sweep", 3)] {
        let page = report::page(&super::odd::named(name));
        assert_eq!(page.matches("<script").count(), own, "{name}");
        assert!(!page.contains("<script>alert"), "{name}");
    }
}

#[test]
fn every_chart_stands_on_the_page_once_in_each_size() {
    for (name, results) in super::odd::all() {
        let page = report::page(&results);
        for chart in report::charts(&results) {
            for svg in [&chart.svg, &chart.narrow] {
                assert_eq!(
                    page.matches(svg.as_str()).count(),
                    1,
                    "{name}: {}",
                    chart.name
                );
            }
        }
    }
}

#[test]
fn every_metric_on_the_page_is_the_results_own() {
    let mut results = fixture::run();
    let page = text(&results, "report.html");
    let (_, rest) = page
        .split_once("<h2>All metrics</h2>")
        .expect("all metrics");
    let (table, _) = rest.split_once("</table>").expect("its end");
    let value = |part: &str| part.split('"').next()?.parse::<f64>().ok();
    let shown: Vec<f64> = table
        .split("<data value=\"")
        .skip(1)
        .filter_map(value)
        .collect();
    let of = |it: &clearway::results::MetricResult| {
        let it = it.estimate;
        [it.mean, it.half_width, Some(f64::from(it.replications))]
    };
    let metrics = inside(&mut results).metrics.iter();
    let wanted: Vec<f64> = metrics.flat_map(of).flatten().collect();
    assert_eq!(shown, wanted);
}

#[test]
fn every_number_of_the_targets_is_the_results_own() {
    let mut results = fixture::run();
    let page = text(&results, "report.html");
    let start = page.find("<h2>Targets</h2>").expect("a table of targets");
    let table = &page[start..start + page[start..].find("</table>").expect("its end")];
    let mut shown: Vec<f64> = Vec::new();
    for part in table.split("<data value=\"").skip(1) {
        shown.push(
            part.split('"')
                .next()
                .and_then(|it| it.parse().ok())
                .expect("a number"),
        );
    }
    let verdicts = &inside(&mut results).verdicts;
    let wanted: Vec<f64> = verdicts
        .iter()
        .flat_map(|it| [it.estimate.mean, Some(it.wanted)])
        .flatten()
        .collect();
    assert_eq!(shown, wanted);
    let table = table.replace('\u{a0}', " ");
    for words in [
        "134",
        "133.8",
        "133.1 to 134.4",
        "met",
        "41 M",
        "undecided",
        "96.5 to 97.7 %",
    ] {
        assert!(table.contains(words), "{words}");
    }
}

#[test]
fn the_answer_comes_first_and_claims_no_more_than_the_verdicts() {
    let mut results = fixture::run();
    let summary = report::summary(&results);
    let told = summary.replace('\n', " ");
    assert!(
        told.contains("These replications leave 1 of 3 targets undecided: 133.8 batches"),
        "{told}"
    );
    assert!(
        told.contains("To decide, write precision = \"verdict\" in [run] instead of a number"),
        "{told}"
    );
    assert!(!told.contains("would probably decide"), "{told}");
    assert!(
        summary.lines().all(|line| line.chars().count() <= 100),
        "{summary}"
    );

    inside(&mut results).verdicts.remove(1);
    let told = report::summary(&results).replace('\n', " ");
    let sentence = "With 4 lanes at Documents and 9 lanes at Inspection bays, at 43,204 CNY a day, \
        both targets are met: 133.8 batches are released a day (95 % interval 133.1 to 134.4) against a target of 134, within its tolerance of 1 %; 97.1 \
        % of the batches are released within 4 h (96.5 to 97.7 %) against a target of 95 %.";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn overload_is_said_plainly() {
    let mut results = fixture::run();
    let load = &mut inside(&mut results).load[1];
    load.lanes_open = Some(6.0);
    load.overloaded = true;
    let told = report::summary(&results).replace('\n', " ");
    assert!(
        told.contains("Inspection bays (offered load 6.28 on 6 lanes open) is overloaded"),
        "{told}"
    );
    assert!(told.contains("there is no steady state"), "{told}");
}

#[test]
fn a_sweep_tells_the_first_values_that_meet_every_target() {
    let results = fixture::sweep(vec![bays(11), shares(&["0.5", "0.9"])]);
    let told = report::summary(&results).replace('\n', " ");
    let sentence = "The first value of “Inspection bays: lanes” that meets every target is 5 at \
        0.5 and 9 at 0.9 of “Documents: share to inspection”.";
    assert!(told.contains(sentence), "{told}");
}
