//! Exported files: reports made again, workbooks, and user text made safe for terminals and
//! spreadsheets.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use clearway::results::{FORMAT, Results};

use crate::harness::clearway;

/// A small port with names that an attacker might choose.
const PORT: &str = r#"
title = "=HYPERLINK(1)<script>alert(1)</script> \u001b[31mred\u0007 & more"
question = "\u001b]0;owned\u0007 why?"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[target]
batches_per_day = 48
release = { within = "2 h", share = 0.9 }
[costs]
currency = "\"CNY\u001b"
[goods.masks]
label = "=1+1 <b> \u001b[2J"
units = 10
[arrivals.a]
label = "+cmd|x"
per_day = 48
goods = "masks"
to = "desk"
[stations.desk]
label = "@SUM(A1)\t<script>alert(2)</script>\u0008"
lanes = 2
cost_per_lane_hour = 20
service = { exponential = { mean = "40 min" } }
next = "released"
[sweep]
"stations.desk.label" = ["=1+1", "-5"]
"stations.desk.lanes" = [1, 2]
"#;

#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), PORT).expect("written");
    folder
}

/// Returns every file below a folder, by its relative path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let inside = files(&path).into_iter();
            found.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn report_makes_the_same_bytes_again_from_results_alone() {
    for command in ["run", "sweep"] {
        let folder = folder();
        let said = done(
            folder.path(),
            &[command, "port.toml", "--out", "first", "--xlsx"],
        );
        let again = folder.path().join("again");
        fs::create_dir(&again).expect("a folder");
        let results = folder.path().join("first/results.json");
        fs::copy(&results, again.join("results.json")).expect("copied");
        assert_eq!(
            done(folder.path(), &["report", "again", "--xlsx"]).replace("again/", "first/"),
            said
        );
        let (first, again) = (files(&folder.path().join("first")), files(&again));
        let names: Vec<&String> = first.keys().collect();
        assert_eq!(again.keys().collect::<Vec<_>>(), names);
        for (name, bytes) in &first {
            assert!(again[name] == *bytes, "{name} differs");
        }
    }
}

#[test]
fn report_writes_only_what_was_asked_for() {
    let folder = folder();
    done(
        folder.path(),
        &["run", "port.toml", "--out", "first", "--no-report"],
    );
    let first = folder.path().join("first");
    fs::remove_file(first.join("metrics.csv")).expect("it was there");
    let said = done(
        folder.path(),
        &["report", "first", "--no-report", "--quiet"],
    );
    assert_eq!(said, "");
    let names: Vec<String> = files(&first).into_keys().collect();
    assert_eq!(
        names,
        [
            "daily.csv",
            "hourly.csv",
            "manifest.json",
            "metrics.csv",
            "results.json"
        ]
    );
}

/// Unusable results, made from those of a run and of a sweep, with words of the message.
fn damaged(run: &str, sweep: &str) -> [(String, &'static str); 14] {
    let later = format!("\"format\":{}", FORMAT + 1);
    let earlier = "\"format\":2";
    let run_again = "its layout is 2, and this clearway reads layout 3: run the scenario again, or";
    let this = format!("\"format\":{FORMAT}");
    [
        (run[..2000].to_owned(), "the file ends too early"),
        (
            run.replacen(':', ";", 3),
            "results.json:1:10: not JSON: expected `:`",
        ),
        (run.replacen(&this, &later, 1), "this clearway reads layout"),
        (run.replacen(&this, earlier, 1), run_again),
        (
            run.replacen("\"parts\":[", "\"parts\":[1,", 1),
            "a metric does not have as many parts and wholes as values",
        ),
        (
            sweep.replacen("\"wholes\":[", "\"wholes\":[1,", 1),
            "a metric does not have as many parts and wholes as values",
        ),
        (
            run.replacen("\"steady\":true,", "", 1),
            "not what clearway writes: missing field `steady`",
        ),
        (
            run.replacen("\"hourly\":{\"times\":[", "\"hourly\":{\"times\":[\"\",", 1),
            "hourly series",
        ),
        (
            run.replacen("\"queue\":{\"mean\":[", "\"queue\":{\"mean\":[1,", 1),
            "expected one for each mean",
        ),
        (
            sweep.replacen("\"at\":[0,", "\"at\":[9,", 1),
            "point of the sweep",
        ),
        ("[]".to_owned(), "not what clearway writes"),
        ("{\"steady\": true}".to_owned(), "missing field `format`"),
        (
            run.replacen("\"run\":{", "\"\u{9b}2J\\u001b[31m\":{", 1),
            "unknown variant",
        ),
        (String::new(), "ends too early"),
    ]
}

#[test]
fn report_says_what_is_wrong_with_results_and_writes_nothing() {
    let folder = folder();
    done(
        folder.path(),
        &["sweep", "port.toml", "--out", "whole", "--no-report"],
    );
    done(
        folder.path(),
        &["run", "port.toml", "--out", "run", "--no-report"],
    );
    let read = |name| fs::read_to_string(folder.path().join(name)).expect("results");
    let (sweep, run) = (read("whole/results.json"), read("run/results.json"));
    let cases = damaged(&run, &sweep);
    let wrong = folder.path().join("wrong");
    fs::create_dir(&wrong).expect("a folder");
    let refused = |words: &str| {
        let output = clearway(folder.path(), &["report", "wrong", "--xlsx"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words}: {said}");
        assert!(
            said.starts_with("error: ") && said.contains(words),
            "{words}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains(['\u{1b}', '\u{9b}']), "{said}");
        files(&wrong).len()
    };
    assert_eq!(refused("there is no wrong"), 0);
    for (text, words) in cases {
        fs::write(wrong.join("results.json"), text).expect("written");
        assert_eq!(refused(words), 1);
    }
}

#[test]
fn no_text_of_the_user_is_obeyed() {
    let folder = folder();
    let said = done(folder.path(), &["run", "port.toml", "--out", "out"]);
    assert!(
        !said.contains(|c: char| c.is_control() && c != '\n'),
        "{said}"
    );
    done(folder.path(), &["sweep", "port.toml", "--out", "out"]);
    for (name, bytes) in files(&folder.path().join("out")) {
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!text.contains(obeyed), "{name} has control characters");
        if text.contains("<svg") {
            assert!(
                !text.contains("<script>alert"),
                "{name} has a script of the user's"
            );
        }
    }
    let table = fs::read_to_string(folder.path().join("out/sweep.csv")).expect("a table");
    let first: Vec<&str> = table
        .lines()
        .filter_map(|row| row.split(',').next())
        .collect();
    assert_eq!(first, ["stations.desk.label", "'=1+1", "'=1+1", "-5", "-5"]);
}

/// The parts of a workbook by their names.
fn parts(path: &Path) -> BTreeMap<String, String> {
    let file = fs::File::open(path).expect("a workbook");
    let mut archive = zip::ZipArchive::new(file).expect("a zip file");
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        let name = part.name().expect("a name").into_owned();
        parts.insert(name, text);
    }
    parts
}

/// The names of the sheets of a workbook.
fn sheets(parts: &BTreeMap<String, String>) -> Vec<&str> {
    let names = parts["xl/workbook.xml"].split("<sheet name=\"").skip(1);
    names.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_workbook_has_a_sheet_a_topic_numbers_and_charts() {
    let folder = folder();
    done(
        folder.path(),
        &["run", "port.toml", "--out", "out", "--no-report", "--xlsx"],
    );
    let parts = parts(&folder.path().join("out/report.xlsx"));
    let wanted = [
        "Summary",
        "Daily",
        "Where the time goes",
        "Release time",
        "Hourly",
        "Load",
        "Stations",
        "Goods",
        "Arrivals",
        "Metrics",
        "Replications",
        "Provenance",
        "Scenario",
    ];
    assert_eq!(sheets(&parts), wanted);
    let charts = parts
        .keys()
        .filter(|name| name.starts_with("xl/charts/chart"));
    assert_eq!(charts.count(), 9);
    let json = fs::read_to_string(folder.path().join("out/results.json")).expect("results");
    let results = Results::from_json(&json).expect("results");
    let clearway::results::Outcome::Run(run) = &results.outcome else {
        panic!("a run");
    };
    let metrics = &parts["xl/worksheets/sheet10.xml"];
    for metric in &run.metrics {
        if let Some(mean) = metric.estimate.mean {
            assert!(
                metrics.contains(&format!("<v>{mean}</v>")),
                "{}",
                metric.metric
            );
        }
    }
    assert!(metrics.contains("ySplit=\"1\"") && metrics.contains("state=\"frozen\""));
    for (name, part) in parts
        .iter()
        .filter(|(name, _)| name.contains("worksheets/sheet"))
    {
        assert!(!part.contains("<f>"), "{name} has a formula");
    }
    let texts = &parts["xl/sharedStrings.xml"];
    assert!(texts.contains("<t>=1+1 &lt;b&gt;") && !texts.contains('\u{1b}'));
    let looks = &parts["xl/styles.xml"];
    assert!(looks.contains("#,##0.00&quot; h&quot;") && looks.contains("&quot;  CNY &quot;"));
}

#[test]
fn the_workbook_of_a_sweep_has_its_grid() {
    let folder = folder();
    let arguments = [
        "sweep",
        "port.toml",
        "--out",
        "out",
        "--no-report",
        "--xlsx",
    ];
    done(folder.path(), &arguments);
    let parts = parts(&folder.path().join("out/report.xlsx"));
    let wanted = ["Summary", "Grid", "Points", "Provenance", "Scenario"];
    assert_eq!(sheets(&parts), wanted);
    assert!(parts["xl/worksheets/sheet2.xml"].contains("<colorScale>"));
    assert!(parts.contains_key("xl/charts/chart1.xml"));
}
