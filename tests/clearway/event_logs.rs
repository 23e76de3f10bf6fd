//! Event logs, read again as a process-mining tool reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use clearway::event_log::{self, Extent, Format, Source};
use clearway::experiment::{Unwatched, Watcher};
use clearway::input::Disk;
use clearway::model::{Destination, Exit, Model, Route};
use clearway::scenario::{Document, Scenario};
use jiff::civil::DateTime;

use crate::harness::{once, scenario};

/// A scenario with rework, priorities, due times, patience, staff, a closing time, and equal
/// labels.
const PORT: &str = r#"
title = "A port"
[run]
start = 2020-04-13T06:00:00
warm_up = "1 day"
length = "4 days"
replications = 1
seed = 7
[target]
release = { within = "3 h", share = 0.9 }
[goods.masks]
units = { lognormal = { mean = 1000, cv = 1 } }
[goods.kits]
units = 12
[arrivals.trade]
per_day = 60
goods = { masks = 0.7, kits = 0.3 }
patience = "20 min"
to = "desk"
[arrivals.aid]
per_day = 12
goods = "kits"
priority = 3
due = "6 h"
to = { desk = 0.5, bay = 0.5 }
[teams.officers]
members = 5
[stations.desk]
label = "Check"
lanes = 2
service = { exponential = { mean = "25 min" } }
next = { bay = 0.6, released = "rest" }
[stations.bay]
label = "Check"
lanes = [{ hours = "06:00-22:00", open = 3 }]
staff = { officers = 1 }
service = { uniform = { min = "20 min", max = "70 min" } }
next = { fix = 0.2, refused = 0.05, released = "rest" }
[stations.fix]
label = "Correction"
lanes = "unlimited"
service = "2 h"
next = "bay"
"#;

/// The logs of a scenario's first replication as texts.
fn logs(scenario: &Scenario, formats: &[Format]) -> Vec<String> {
    let mut outputs = vec![vec![]; formats.len()];
    let source = Source {
        title: "A <port> & \"more\"",
        model: &scenario.model,
        seed: scenario.seed,
    };
    let writers = formats.iter().copied().zip(&mut outputs).collect();
    let extent = event_log::write(source, writers, &Unwatched).expect("logs");
    assert_eq!(extent, Extent::Whole);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    outputs.into_iter().map(text).collect()
}

/// The rows of a CSV text by the names of their columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

/// The events of each batch in the order of the file: activity and time.
fn traces(text: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let mut traces: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in rows(text) {
        let event = (row["concept:name"].clone(), row["time:timestamp"].clone());
        traces
            .entry(row["case:concept:name"].clone())
            .or_default()
            .push(event);
    }
    traces
}

fn instant(text: &str) -> DateTime {
    text.parse().expect("a local date and time")
}

/// Returns which activity directly follows which.
fn directly_follows(text: &str) -> BTreeSet<(String, String)> {
    let traces = traces(text);
    let pairs = traces.values().flat_map(|events| events.windows(2));
    pairs
        .map(|pair| (pair[0].0.clone(), pair[1].0.clone()))
        .collect()
}

/// The routes of a scenario, with the names that logs use where labels differ.
fn network(model: &Model) -> BTreeSet<(String, String)> {
    let name = |destination: Destination| match destination {
        Destination::Station(station) => model.stations()[station.index()].label.clone(),
        Destination::Exit(Exit::Released) => "Released".to_owned(),
        Destination::Exit(Exit::Refused) => "Refused".to_owned(),
        Destination::Exit(Exit::Withdrawn) => "Withdrawn".to_owned(),
    };
    let mut pairs = BTreeSet::new();
    let mut add = |from: &str, route: &Route| {
        let ends = route.destinations().into_iter();
        pairs.extend(ends.map(|to| (from.to_owned(), name(to))));
    };
    let later = model.changes().iter().map(|(_, later)| later);
    for rules in std::iter::once(model).chain(later) {
        rules
            .streams()
            .iter()
            .for_each(|stream| add("Arrived", &stream.to));
        rules
            .stations()
            .iter()
            .for_each(|station| add(&station.label, &station.next));
    }
    pairs
}

#[test]
fn the_process_in_the_log_is_the_network_of_the_scenario() {
    let shipped = [
        "peak-day",
        "april-rules",
        "ventilators-italy",
        "relief-imports",
    ];
    for file in shipped {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{file}.toml"));
        let document = Document::load(&path, Disk).expect("a file");
        let scenario = document.compile().expect("a sound scenario");
        let log = &logs(&scenario, &[Format::Csv])[0];
        assert_eq!(directly_follows(log), network(&scenario.model), "{file}");
    }
}

#[test]
fn stations_with_one_label_are_told_apart_and_rework_shows() {
    let log = &logs(&scenario(PORT), &[Format::Csv])[0];
    let found = directly_follows(log);
    let pairs = [
        ("Arrived", "Check (bay)"),
        ("Arrived", "Check (desk)"),
        ("Arrived", "Withdrawn"),
        ("Check (bay)", "Correction"),
        ("Check (bay)", "Refused"),
        ("Check (bay)", "Released"),
        ("Check (desk)", "Check (bay)"),
        ("Check (desk)", "Released"),
        ("Correction", "Check (bay)"),
    ];
    let wanted: BTreeSet<(String, String)> = pairs
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .into();
    assert_eq!(found, wanted);
}

#[test]
fn the_log_agrees_with_the_metrics_of_the_first_replication() {
    let log = &logs(&scenario(PORT), &[Format::Batches])[0];
    let batches = rows(log);
    let hours = |row: &BTreeMap<String, String>| {
        let time = instant(&row["left"]).duration_since(instant(&row["arrived"]));
        time.as_micros() as f64 / 3.6e9
    };
    let released: Vec<_> = batches
        .iter()
        .filter(|row| row["outcome"] == "released")
        .collect();
    let near = |found: f64, metric: &str, scope: &str| {
        let known = once(PORT, metric, scope);
        assert!(
            (found - known).abs() < 1e-9,
            "{metric}: {found} instead of {known}"
        );
    };
    let times: Vec<f64> = released.iter().map(|row| hours(row)).collect();
    near(
        times.iter().sum::<f64>() / times.len() as f64,
        "release_time.mean",
        "all",
    );
    let within = times.iter().filter(|time| **time <= 3.0).count() as f64;
    near(within / batches.len() as f64, "released_within", "all");
    near(
        times.iter().copied().fold(0.0, f64::max),
        "release_time.max",
        "all",
    );
    let of = |outcome: &str| {
        batches
            .iter()
            .filter(|row| row["outcome"] == outcome)
            .count() as f64
    };
    near(of("refused") / batches.len() as f64, "refused_share", "all");
    near(
        of("withdrawn") / batches.len() as f64,
        "withdrawn_share",
        "all",
    );
    let waits: Vec<f64> = batches
        .iter()
        .filter(|row| !row["desk.joined"].is_empty())
        .map(|row| {
            let wait = instant(&row["desk.started"]).duration_since(instant(&row["desk.joined"]));
            wait.as_micros() as f64 / 3.6e9
        })
        .collect();
    near(
        waits.iter().sum::<f64>() / waits.len() as f64,
        "wait.mean",
        "stations.desk",
    );
    let aid: Vec<_> = batches
        .iter()
        .filter(|row| row["arrivals"] == "aid")
        .collect();
    assert!(
        aid.iter()
            .all(|row| row["priority"] == "3" && row["goods"] == "kits")
    );
    assert!(aid.iter().all(|row| {
        let due = instant(&row["due"]).duration_since(instant(&row["arrived"]));
        due.as_hours() == 6
    }));
}

#[test]
fn no_lane_serves_two_batches_at_once() {
    let log = &logs(&scenario(PORT), &[Format::Csv])[0];
    let mut lanes: BTreeMap<String, Vec<(DateTime, DateTime)>> = BTreeMap::new();
    for row in rows(log) {
        let times = (instant(&row["started"]), instant(&row["time:timestamp"]));
        lanes
            .entry(row["org:resource"].clone())
            .or_default()
            .push(times);
    }
    lanes.remove("");
    let names: Vec<&str> = lanes.keys().map(String::as_str).collect();
    let wanted = [
        "Check (bay) 1",
        "Check (bay) 2",
        "Check (bay) 3",
        "Check (desk) 1",
        "Check (desk) 2",
        "Correction",
    ];
    assert_eq!(names, wanted);
    lanes.remove("Correction");
    for (lane, mut visits) in lanes {
        visits.sort_unstable();
        for pair in visits.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{lane}: {pair:?}");
        }
    }
}

#[test]
fn xes_holds_the_same_events() {
    let formats = [Format::Csv, Format::Xes];
    let [csv, xes] = logs(&scenario(PORT), &formats)
        .try_into()
        .expect("two logs");
    assert!(xes.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log "));
    assert!(xes.ends_with("</log>\n"));
    assert!(xes.contains("value=\"A &lt;port&gt; &amp; &quot;more&quot;\""));
    let value = |line: &str, key: &str| {
        let start = format!("key=\"{key}\" value=\"");
        let (_, rest) = line.split_once(&start)?;
        Some(rest.split('"').next().expect("an end").to_owned())
    };
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for trace in xes.split("<trace>\n").skip(1) {
        let case = trace.lines().find_map(|line| value(line, "concept:name"));
        let events = trace.split("<event>").skip(1).map(|event| {
            let of = |key| event.lines().find_map(|line| value(line, key)).expect(key);
            assert_eq!(of("lifecycle:transition"), "complete");
            (of("concept:name"), of("time:timestamp"))
        });
        found.insert(case.expect("a name"), events.collect());
    }
    assert_eq!(found, traces(&csv));
}

#[test]
fn batches_go_through_another_arrangement_as_an_arrivals_file() {
    let first = logs(&scenario(PORT), &[Format::Batches]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("batches.csv"), &first[0]).expect("written");
    let text = r#"
[run]
start = 2020-04-14T06:00:00
length = "4 days"
kind = "period"
replications = 1
[goods.masks]
units = 1
[goods.kits]
units = 1
[arrivals.all]
file = "batches.csv"
to = "desk"
[stations.desk]
lanes = 3
service = "1 min"
next = "released"
"#;
    let path = folder.path().join("again.toml");
    std::fs::write(&path, text).expect("written");
    let again = Document::load(&path, Disk).expect("a file").compile();
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    let again = logs(&again, &[Format::Batches]);
    let facts = |log: &str| {
        let mut facts: Vec<_> = rows(log)
            .into_iter()
            .map(|row| ["arrived", "goods", "units", "priority", "due"].map(|it| row[it].clone()))
            .collect();
        facts.sort();
        facts
    };
    assert_eq!(facts(&first[0]), facts(&again[0]));
}

/// Reads the file of a shipped scenario, with one replication.
fn shipped(name: &str) -> (std::path::PathBuf, toml::Table) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let text = std::fs::read_to_string(folder.join(name)).expect("a text");
    (folder, text.parse().expect("TOML"))
}

/// The measured batches of a run, read from its log, arrive again exactly: every instant to the
/// microsecond, goods, units to the last digit, priorities and due times.
#[test]
fn batches_of_shipped_scenarios_go_in_again_exactly() {
    let (folder, _) = shipped("peak-day.toml");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).expect("the shipped scenarios") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let is_scenario = path.extension().is_some_and(|it| it == "toml");
        let (_, mut table) = if is_scenario {
            shipped(&name)
        } else {
            continue;
        };
        if table.contains_key("extends") || table["run"].get("backlog").is_some() {
            continue;
        }
        // searches and changes may set what is no longer there
        for section in ["sweep", "staffing", "variants", "changes"] {
            table.remove(section);
        }
        let logged = |table: &toml::Table, files: BTreeMap<std::path::PathBuf, Vec<u8>>| {
            let mut files = files;
            let text = table.to_string();
            files.insert("a.toml".into(), text.into_bytes());
            let document = Document::load(Path::new("a.toml"), files);
            let compiled = document.and_then(|it| it.compile_alone());
            let compiled = compiled.unwrap_or_else(|it| panic!("{name}: {it}"));
            logs(&compiled, &[Format::Batches]).remove(0)
        };
        let first = logged(&table, BTreeMap::new());
        let mut files = BTreeMap::new();
        let arrivals = table["arrivals"].as_table_mut().expect("streams");
        for (stream, written) in arrivals.iter_mut() {
            let mut lines = first.lines();
            let mut own = format!("{}\n", lines.next().expect("headings"));
            for line in lines.filter(|line| line.split(',').nth(1) == Some(stream.as_str())) {
                own.push_str(line);
                own.push('\n');
            }
            let file = format!("{stream}.csv");
            files.insert(std::path::PathBuf::from(&file), own.into_bytes());
            let written = written.as_table_mut().expect("a stream");
            for key in [
                "per_day", "every", "hours", "days", "goods", "process", "group",
            ] {
                written.remove(key);
            }
            written.insert("file".to_owned(), toml::Value::from(file));
        }
        let again = logged(&table, files);
        let facts = |log: &str| {
            let of = |row: BTreeMap<String, String>| {
                ["arrivals", "arrived", "goods", "units", "priority", "due"]
                    .map(|it| row[it].clone())
            };
            let mut facts: Vec<_> = rows(log).into_iter().map(of).collect();
            facts.sort();
            facts
        };
        let (one, other) = (facts(&first), facts(&again));
        assert!(one.len() > 100, "{name}");
        assert_eq!(one.len(), other.len(), "{name}");
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "{name}");
        }
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn an_interrupted_log_is_no_log() {
    /// An observer that stops after some calls.
    struct Impatient(AtomicU32);
    impl Watcher for Impatient {
        fn wanted(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) < 30
        }
    }
    let scenario = scenario(PORT);
    for format in [Format::Csv, Format::Xes, Format::Batches] {
        let source = Source {
            title: "",
            model: &scenario.model,
            seed: 1,
        };
        let watcher = Impatient(AtomicU32::new(0));
        let extent = event_log::write(source, vec![(format, vec![])], &watcher);
        assert_eq!(extent.expect("no failure"), Extent::Interrupted);
    }
}

#[test]
fn names_that_look_like_formulas_or_escapes_are_texts_in_logs() {
    let text = PORT
        .replace(
            "label = \"Correction\"",
            r#"label = "=cmd|'/C calc'!A0<b>\u001b[2J""#,
        )
        .replace(
            "label = \"Check\"\nlanes = 2",
            "label = \"@SUM(A1)\"\nlanes = 2",
        );
    let [csv, xes] = logs(&scenario(&text), &[Format::Csv, Format::Xes])
        .try_into()
        .expect("two logs");
    assert!(csv.contains(",'=cmd|'/C calc'!A0<b> [2J,") && csv.contains(",'@SUM(A1),"));
    assert!(!csv.contains(",=") && !csv.contains(",@"));
    assert!(xes.contains("\"=cmd|'/C calc'!A0&lt;b&gt; [2J\""));
    assert!(!csv.contains('\u{1b}') && !xes.contains('\u{1b}'));
}

/// Reads the logs with pm4py, which discovers the network of the scenario in both.
///
/// `pip install pm4py`, then `cargo test --test clearway -- --ignored pm4py`.
#[test]
#[ignore = "needs Python with pm4py"]
fn pm4py_discovers_the_network_of_the_scenario() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/relief-imports.toml");
    let document = Document::load(&path, Disk).expect("a file");
    let scenario = document.compile().expect("a sound scenario");
    let folder = tempfile::tempdir().expect("a folder");
    let formats = [Format::Csv, Format::Xes];
    for (format, log) in formats.iter().zip(logs(&scenario, &formats)) {
        std::fs::write(folder.path().join(format.file_name()), log).expect("written");
    }
    let script = "
import pandas, pm4py
table = pandas.read_csv('events.csv')
table = pm4py.format_dataframe(table, case_id='case:concept:name',
    activity_key='concept:name', timestamp_key='time:timestamp')
for log in [table, pm4py.read_xes('events.xes')]:
    follows, starts, ends = pm4py.discover_dfg(log)
    for one, other in sorted(follows):
        print('EDGE', one, other, sep='\\t')
    print('END')
";
    let output = std::process::Command::new("python3")
        .args(["-c", script])
        .current_dir(folder.path())
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&output.stdout);
    let wanted = network(&scenario.model);
    let mut found = BTreeSet::new();
    let mut logs_read = 0;
    for line in said.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts.as_slice() {
            ["EDGE", one, other] => {
                found.insert(((*one).to_owned(), (*other).to_owned()));
            }
            ["END"] => {
                assert_eq!(std::mem::take(&mut found), wanted);
                logs_read += 1;
            }
            _ => {}
        }
    }
    assert_eq!(logs_read, 2, "{}", String::from_utf8_lossy(&output.stderr));
}
