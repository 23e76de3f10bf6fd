//! Folders of results: what is removed, what stays, the list of runs; and new scenarios.

use std::fs;
use std::path::Path;

use crate::harness::{clearway, text};

const PORT: &str = r#"
title = "A small port"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[stations.desk]
label = "Desk"
lanes = 2
cost_per_lane_hour = 5
service = { exponential = { mean = "20 min" } }
next = "gate"
[stations.gate]
label = "Desk"
lanes = 1
service = "5 min"
next = "released"
[sweep]
"stations.desk.lanes" = [1, 2, 3]
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), PORT).expect("written");
    folder
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout)
}

#[test]
fn stale_files_of_the_same_command_go_and_all_others_stay() {
    let folder = folder();
    let out = folder.path().join("both");
    let has = |name: &str| out.join(name).exists();
    let run = ["run", "port.toml", "--out", "both", "--quiet"];
    done(
        folder.path(),
        &[&run[..], &["--event-log", "csv,batches", "--xlsx"]].concat(),
    );
    fs::write(out.join("notes.txt"), "a planner's").expect("written");
    fs::write(out.join("charts/own.svg"), "a planner's").expect("written");
    fs::write(out.join("report.xlsx"), "changed by a planner").expect("written");
    done(
        folder.path(),
        &[
            "sweep",
            "port.toml",
            "--out",
            "both",
            "--quiet",
            "--no-report",
        ],
    );
    assert!(
        has("events.csv") && has("metrics.csv") && has("sweep.csv"),
        "of another command"
    );
    done(folder.path(), &[&run[..], &["--no-report"]].concat());
    for stale in ["events.csv", "batches.csv", "report.html"] {
        assert!(!has(stale), "{stale} is stale");
    }
    for kept in [
        "notes.txt",
        "charts/own.svg",
        "report.xlsx",
        "sweep.csv",
        "metrics.csv",
    ] {
        assert!(has(kept), "{kept} is no stale file of a run");
    }
    let charts = fs::read_dir(out.join("charts")).expect("a folder");
    assert_eq!(charts.count(), 1, "charts of the earlier run");
}

#[test]
fn without_charts_earlier_files_of_the_command_go() {
    let folder = folder();
    let run = ["run", "port.toml", "--quiet", "--no-report"];
    done(
        folder.path(),
        &[&run[..], &["--xlsx", "--event-log", "xes"]].concat(),
    );
    done(folder.path(), &run);
    let out = folder.path().join("output/port");
    let mut names: Vec<String> = fs::read_dir(&out)
        .expect("a folder")
        .map(|it| {
            it.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
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

#[test]
fn no_input_of_the_scenario_is_removed_or_written_over() {
    let folder = folder();
    let run = ["run", "port.toml", "--quiet", "--no-report"];
    let logged = [&run[..], &["--event-log", "batches", "--xlsx"]].concat();
    done(folder.path(), &logged);
    let log = folder.path().join("output/port/batches.csv");
    let first = fs::read(&log).expect("a log");
    let again = PORT.replace("per_day = 48", "file = \"output/port/batches.csv\"");
    let again = again.replace("[arrivals.a]", "[goods.none]\n[arrivals.a]");
    fs::write(folder.path().join("port.toml"), again).expect("written");
    let refused = clearway(folder.path(), &logged);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(
        said.contains("written over output/port/batches.csv, which the scenario reads")
            && said.contains("--out"),
        "{said}"
    );
    assert_eq!(fs::read(&log).expect("the log"), first);
    done(folder.path(), &run);
    assert_eq!(fs::read(&log).expect("the log"), first, "kept");
    assert!(
        !folder.path().join("output/port/report.xlsx").exists(),
        "stale"
    );
    done(folder.path(), &[&logged[..], &["--out", "other"]].concat());
    let other = fs::read(folder.path().join("other/batches.csv")).expect("a log");
    assert_eq!(text(&other).lines().count(), text(&first).lines().count());
}

#[test]
fn report_removes_nothing() {
    let folder = folder();
    done(folder.path(), &["run", "port.toml", "--quiet", "--xlsx"]);
    done(
        folder.path(),
        &["report", "output/port", "--quiet", "--no-report"],
    );
    let out = folder.path().join("output/port");
    assert!(out.join("report.html").exists() && out.join("report.xlsx").exists());
}

#[test]
fn list_has_the_key_figures_of_all_commands_newest_first() {
    let folder = folder();
    done(folder.path(), &["run", "port.toml", "--quiet"]);
    done(
        folder.path(),
        &["sweep", "port.toml", "--quiet", "--no-report"],
    );
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(100);
    let results = fs::File::options()
        .append(true)
        .open(folder.path().join("output/port-sweep/results.json"));
    results.expect("results").set_modified(later).expect("set");
    fs::create_dir(folder.path().join("output/broken")).expect("made");
    fs::write(folder.path().join("output/broken/results.json"), "{").expect("written");
    let output = clearway(folder.path(), &["list", "--html"]);
    assert!(output.status.success());
    assert!(
        text(&output.stderr).contains("broken"),
        "{}",
        text(&output.stderr)
    );
    let list = text(&output.stdout);
    let lines: Vec<&str> = list.lines().collect();
    assert!(
        lines[0].contains("folder") && lines[0].contains("in time"),
        "{list}"
    );
    assert!(
        lines[1].contains("port-sweep") && lines[1].contains(" sweep "),
        "{list}"
    );
    assert!(
        lines[2].contains("port.toml") && lines[2].contains("undecided"),
        "{list}"
    );
    assert!(
        lines[2].contains(" %") && lines[2].contains("240"),
        "{list}"
    );
    assert!(lines[1].contains(" of 3 met"), "{list}");
    let page = fs::read_to_string(folder.path().join("output/list.html")).expect("a page");
    assert!(
        page.contains("href=\"./port/report.html\""),
        "the run has a page"
    );
    assert!(!page.contains("./port-sweep/"), "the sweep has none");
    let empty = clearway(folder.path(), &["list", "nowhere"]);
    assert_eq!(empty.status.code(), Some(2));
}

#[test]
fn list_tells_what_searches_found() {
    let folder = folder();
    let more = "[staffing.choose]\n\"stations.desk.lanes\" = { from = 1, to = 4 }\n\
                [variants.more]\nset = { \"stations.desk.lanes\" = 3 }\n";
    fs::write(folder.path().join("port.toml"), format!("{PORT}{more}")).expect("written");
    for command in ["staff", "compare", "stress"] {
        let quick = ["--quiet", "--no-report", "--replications", "40"];
        done(
            folder.path(),
            &[&[command, "port.toml"], &quick[..]].concat(),
        );
    }
    let list = done(folder.path(), &["list"]);
    let row = |command: &str| {
        let row = list
            .lines()
            .find(|line| line.contains(&format!("port-{command} ")));
        row.unwrap_or_else(|| panic!("{list}"))
    };
    let staff = row("staff");
    assert!(
        staff.contains("met by the choice") && staff.contains(" %"),
        "{list}"
    );
    assert!(row("compare").contains(" of 2 met"), "{list}");
    assert!(row("stress").contains("met up to "), "{list}");
}

/// How a table was read is told by every command that uses it.
#[test]
fn notes_on_tables_are_told_by_every_command() {
    let folder = folder();
    let more = "[staffing.choose]\n\"stations.desk.lanes\" = { from = 1, to = 4 }\n\
                [variants.more]\nset = { \"stations.desk.lanes\" = 3 }\n";
    let times = "{ empirical = { file = \"times.csv\", column = \"t\", unit = \"min\" } }";
    let port = PORT.replace("{ exponential = { mean = \"20 min\" } }", times);
    fs::write(folder.path().join("port.toml"), format!("{port}{more}")).expect("written");
    fs::write(folder.path().join("times.csv"), "t\n19,5\n20,5\n").expect("written");
    let note = "decimal = \"comma\" was read from \"19,5\" in row 2";
    for command in ["run", "sweep", "compare", "staff", "stress"] {
        let quick = ["--no-report", "--replications", "40"];
        let said = done(
            folder.path(),
            &[&[command, "port.toml"], &quick[..]].concat(),
        );
        assert!(said.contains(note), "{command}: {said}");
    }
}

/// A port whose stations, streams, goods, teams and variants have one label each.
const ALIKE: &str = r#"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[goods.a]
label = "Goods"
units = 2
[goods.b]
label = "Goods"
units = 5
[arrivals.north]
label = "Trucks"
per_day = 30
goods = "a"
to = "desk"
[arrivals.south]
label = "Trucks"
per_day = 20
goods = "b"
to = "gate"
[teams.day]
label = "Team"
members = 3
[teams.night]
label = "Team"
members = 3
[stations.desk]
label = "Desk"
lanes = 2
staff = { day = 1 }
service = "10 min"
next = "gate"
[stations.gate]
label = "Desk"
lanes = 3
staff = { night = 1 }
service = "10 min"
next = "released"
[variants.one]
label = "More"
set = { "stations.desk.lanes" = 3 }
[variants.two]
label = "More"
set = { "stations.gate.lanes" = 4 }
[sweep]
"stations.desk.lanes" = [1, 2]
"stations.gate.lanes" = [2, 3]
"#;

/// Every text of tables, sheets and charts that has one of the labels has the name too.
#[test]
fn things_of_one_label_are_told_apart_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("alike.toml"), ALIKE).expect("written");
    let labels = ["Desk", "Trucks", "Goods", "Team", "More"];
    let is_vague = |text: &str| {
        let is_label =
            |label: &str| text.trim() == label || text.starts_with(&format!("{label}: "));
        labels.into_iter().any(is_label)
    };
    for (command, name) in [
        ("run", "alike"),
        ("sweep", "alike-sweep"),
        ("compare", "alike-compare"),
    ] {
        let said = done(folder.path(), &[command, "alike.toml", "--xlsx"]);
        let words = said.split("  ").flat_map(|it| it.split(", "));
        let vague: Vec<&str> = words.filter(|it| is_vague(it)).collect();
        assert!(vague.is_empty(), "{command}: {vague:?} in\n{said}");
        let output = folder.path().join("output").join(name);
        for cell in cells(&output.join("report.xlsx")) {
            // headings of sheets are words of their own
            assert!(
                !is_vague(&cell) || cell == "Goods",
                "{command}: a sheet has {cell}"
            );
        }
        for chart in fs::read_dir(output.join("charts")).expect("charts") {
            let path = chart.expect("a chart").path();
            let svg = fs::read_to_string(&path).unwrap_or_default();
            let texts = svg.split("<text").skip(1).filter_map(|it| {
                let (_, text) = it.split_once('>')?;
                Some(text.split_once('<')?.0)
            });
            for text in texts {
                assert!(!is_vague(text), "{}: {text}", path.display());
            }
        }
        for table in fs::read_dir(&output).expect("a folder").flatten() {
            if table.path().extension().is_some_and(|it| it == "csv") {
                let text = fs::read_to_string(table.path()).expect("a table");
                let vague = text
                    .lines()
                    .flat_map(|it| it.split(','))
                    .find(|it| is_vague(it));
                assert_eq!(vague, None, "{}", table.path().display());
            }
        }
    }
}

/// Returns the cells with text of all sheets of a workbook.
fn cells(path: &Path) -> Vec<String> {
    use calamine::Reader as _;
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let mut found = vec![];
    for (_, sheet) in workbook.worksheets() {
        let cells = sheet.cells().map(|(_, _, cell)| cell.to_string());
        found.extend(cells);
    }
    assert!(found.iter().any(|it| it.contains("Desk")), "{found:?}");
    found
}

#[test]
fn a_new_scenario_answers_at_once_and_replaces_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = done(folder.path(), &["new", "harbour"]);
    assert!(said.contains("clearway run harbour.toml"), "{said}");
    let before = fs::read_to_string(folder.path().join("harbour.toml")).expect("a scenario");
    for command in ["check", "run", "sweep", "staff"] {
        let extra: &[&str] = if command == "check" {
            &[]
        } else {
            &["--no-report"]
        };
        done(folder.path(), &[&[command, "harbour.toml"], extra].concat());
    }
    let again = clearway(folder.path(), &["new", "harbour.toml"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("is there already"));
    let after = fs::read_to_string(folder.path().join("harbour.toml")).expect("a scenario");
    assert_eq!(before, after);
}

#[test]
fn a_forgotten_command_is_named() {
    let folder = folder();
    let output = clearway(folder.path(), &["port.toml", "--seed", "2"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("write clearway run port.toml --seed 2"),
        "{said}"
    );
}

#[test]
fn a_search_of_the_file_does_not_stop_a_run_with_other_rows() {
    let folder = folder();
    let path = folder.path().join("port.toml");
    let rows = PORT.replace(
        "lanes = 2",
        "lanes = [{ hours = \"00:00-24:00\", open = 2 }]",
    );
    let rows = rows.replace(
        "\"stations.desk.lanes\" =",
        "\"stations.desk.lanes.0.open\" =",
    );
    fs::write(path, rows).expect("written");
    let set = ["--set", "stations.desk.lanes=2", "--quiet", "--no-report"];
    done(folder.path(), &[&["run", "port.toml"], &set[..]].concat());
}
