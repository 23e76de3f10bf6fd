//! The command line: exit codes, and which files are written.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::harness::{clearway, interrupted, text};

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

/// Returns a folder with a small valid scenario and an invalid one.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = r#"
title = "A small port"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[target]
batches_per_day = 48
release = { within = "2 h", share = 0.9 }
[goods.masks]
units = 10
[arrivals.a]
per_day = 48
goods = "masks"
to = "desk"
[stations.desk]
lanes = 2
service = { exponential = { mean = "40 min" } }
next = "released"
[sweep]
"stations.desk.lanes" = [1, 2, 3]
"#;
    fs::write(folder.path().join("port.toml"), sound).expect("written");
    let wrong = sound
        .replace("lanes = 2", "lanes = 2\nlames = 3")
        .replace("\"desk\"", "\"dask\"");
    fs::write(folder.path().join("wrong.toml"), wrong).expect("written");
    folder
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn run_writes_what_it_promises_and_says_where() {
    let folder = folder();
    let output = clearway(folder.path(), &["run", "port.toml"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains("A small port"), "{summary}");
    assert!(summary.contains("output/port/report.html"), "{summary}");
    let written = files(&folder.path().join("output/port"));
    let expected = [
        "charts",
        "daily.csv",
        "hourly.csv",
        "manifest.json",
        "metrics.csv",
        "report.html",
        "results.json",
    ];
    assert_eq!(written, expected);
    assert!(files(&folder.path().join("output/port/charts")).len() >= 8);
}

#[test]
fn metrics_csv_has_the_promised_columns_and_names() {
    let folder = folder();
    let arguments = [
        "run",
        "port.toml",
        "--no-report",
        "--quiet",
        "--out",
        "here",
    ];
    let output = clearway(folder.path(), &arguments);
    assert_eq!((code(&output), output.stdout.len()), (0, 0));
    let here = folder.path().join("here");
    assert_eq!(
        files(&here),
        [
            "daily.csv",
            "hourly.csv",
            "manifest.json",
            "metrics.csv",
            "results.json"
        ]
    );
    let metrics = fs::read_to_string(here.join("metrics.csv")).expect("a table");
    assert!(metrics.starts_with("metric,scope,unit,mean,half_width,lower,upper,replications\n"));
    for line in [
        "released_per_day,all,batches/day,",
        "release_time.p95,goods.masks,h,",
        "released_within,arrivals.a,share,",
        "wait.mean,stations.desk,h,",
        "utilisation,stations.desk,share,",
        "days_cleared,all,share,",
    ] {
        assert!(metrics.contains(&format!("\n{line}")), "{line} is missing");
    }
    let daily = fs::read_to_string(here.join("daily.csv")).expect("a table");
    assert_eq!(daily.lines().count(), 3);
    assert!(
        daily
            .lines()
            .nth(1)
            .expect("a day")
            .starts_with("2020-04-13,")
    );
    let hourly = fs::read_to_string(here.join("hourly.csv")).expect("a table");
    assert_eq!(hourly.lines().count(), 1 + 48);
}

#[test]
fn wrong_input_exits_with_2_and_writes_nothing() {
    let folder = folder();
    for arguments in [
        &["run", "wrong.toml"][..],
        &["check", "wrong.toml"],
        &["sweep", "wrong.toml"],
        &["run", "nowhere.toml"],
        &["run", "port.toml", "--set", "stations.desk.lanes=-1"],
        &["run", "port.toml", "--set", "stations.dask.lanes=1"],
        &["run", "port.toml", "--set", "nonsense"],
        &["run", "port.toml", "--replications", "0"],
        &["run", "port.toml", "--threads", "0"],
        &["sweep", "port.toml", "--vary", "stations.desk.lanes=4..1"],
        &["sweep", "port.toml", "--vary", "stations.desk.lanes=1,2,-3"],
        &["fly", "port.toml"],
    ] {
        let output = clearway(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(code(&output), 2, "{arguments:?}: {said}");
        assert!(
            !said.is_empty() && !said.contains("panicked"),
            "{arguments:?}: {said}"
        );
        assert_eq!(
            files(folder.path()),
            ["port.toml", "wrong.toml"],
            "{arguments:?}"
        );
    }
    let said = text(&clearway(folder.path(), &["run", "wrong.toml"]).stderr);
    let starts: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("wrong.toml:"))
        .collect();
    assert_eq!(starts.len(), 2, "{said}");
    assert!(
        starts[0].starts_with("wrong.toml:15:") && starts[0].contains("dask"),
        "{said}"
    );
    assert!(
        starts[1].starts_with("wrong.toml:18:") && starts[1].contains("lames"),
        "{said}"
    );
}

#[test]
fn settings_change_the_run_and_are_told() {
    let folder = folder();
    let run = |out: &str, more: &[&str]| {
        let mut arguments = vec!["run", "port.toml", "--no-report", "--quiet", "--out", out];
        arguments.extend(more);
        let output = clearway(folder.path(), &arguments);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        fs::read_to_string(folder.path().join(out).join("results.json")).expect("results")
    };
    let plain = run("plain", &[]);
    assert_eq!(plain, run("again", &["--threads", "1"]));
    assert_ne!(plain, run("seed", &["--seed", "99"]));
    let set = run(
        "set",
        &["--set", "stations.desk.lanes=3", "--replications", "2"],
    );
    let results: serde_json::Value = serde_json::from_str(&set).expect("JSON");
    let settings = &results["provenance"]["settings"];
    assert_eq!(settings[0]["path"], "stations.desk.lanes");
    assert_eq!(settings[0]["value"], "3");
    assert_eq!(results["provenance"]["replications"], 2);
    assert_eq!(results["provenance"]["scenario_file"], "port.toml");
}

#[test]
fn sweep_writes_a_row_for_each_point() {
    let folder = folder();
    let output = clearway(folder.path(), &["sweep", "port.toml"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let path = folder.path().join("output/port-sweep/sweep.csv");
    let rows = fs::read_to_string(path).expect("a table");
    assert_eq!(rows.lines().count(), 4);
    let header = rows.lines().next().expect("a header");
    assert!(header.starts_with("stations.desk.lanes,arrived_per_day,arrived_per_day_half_width,"));
    let vary = [
        "sweep",
        "port.toml",
        "--vary",
        "arrivals.a.per_day=40..42",
        "--vary",
        "stations.desk.lanes=1,2",
        "--out",
        "grid",
        "--quiet",
    ];
    assert_eq!(code(&clearway(folder.path(), &vary)), 0);
    let rows = fs::read_to_string(folder.path().join("grid/sweep.csv")).expect("a table");
    let points: Vec<String> = rows
        .lines()
        .skip(1)
        .map(|row| row.splitn(3, ',').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(points, ["40 1", "40 2", "41 1", "41 2", "42 1", "42 2"]);
    // a value that is written twice has two equal rows
    let twice = "stations.desk.lanes=2,3,2";
    let output = clearway(folder.path(), &["sweep", "port.toml", "--vary", twice]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let path = folder.path().join("output/port-sweep/sweep.csv");
    let rows = fs::read_to_string(path).expect("a table");
    let rows: Vec<&str> = rows.lines().skip(1).collect();
    assert!(rows.len() == 3 && rows[0] == rows[2] && rows[0] != rows[1]);
}

#[test]
fn check_tells_load_and_bottleneck_without_writing() {
    let folder = folder();
    let output = clearway(folder.path(), &["check", "port.toml"]);
    assert_eq!(code(&output), 0);
    let said = text(&output.stdout);
    assert!(
        said.contains("1.33") && said.contains("Bottleneck: desk, 67 % busy"),
        "{said}"
    );
    // a load of 1.33 and a beta of 1.42, with which one batch in ten waits
    assert!(said.contains("1.33 of 2, wanted 3"), "{said}");
    assert!(
        said.contains("\nWanted: the lanes, by square-root"),
        "{said}"
    );
    let output = clearway(
        folder.path(),
        &["check", "port.toml", "--set", "stations.desk.lanes=1"],
    );
    assert!(
        text(&output.stdout).contains("Overloaded: desk"),
        "{}",
        text(&output.stdout)
    );
    assert_eq!(files(folder.path()), ["port.toml", "wrong.toml"]);
}

/// Returns the exit code, standard error and the JSON on standard output.
fn told_as_json(folder: &Path, arguments: &[&str]) -> (i32, String, serde_json::Value) {
    let output = clearway(folder, arguments);
    let value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    (code(&output), text(&output.stderr), value)
}

#[test]
fn check_tells_the_same_as_json() {
    let folder = folder();
    let told = |arguments: &[&str]| told_as_json(folder.path(), arguments);
    let (ended, errors, sound) = told(&["check", "port.toml", "--json"]);
    assert_eq!((ended, errors.as_str()), (0, ""));
    let keys: Vec<&String> = sound.as_object().expect("an object").keys().collect();
    let promised = [
        "scenario",
        "sound",
        "problems",
        "stations",
        "teams",
        "bottleneck",
        "best_possible",
        "warnings",
    ];
    assert_eq!(keys, promised);
    assert_eq!(
        (&sound["sound"], &sound["bottleneck"]),
        (&true.into(), &"desk".into())
    );
    let desk = &sound["stations"][0];
    let keys: Vec<&String> = desk.as_object().expect("an object").keys().collect();
    let promised = [
        "name",
        "visits_per_day",
        "service_hours",
        "offered_load",
        "lanes_open",
        "lanes_needed",
        "busy",
        "overloaded",
        "hours",
    ];
    assert_eq!(keys, promised);
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    assert!((number(&desk["offered_load"]) - 4.0 / 3.0).abs() < 1e-9);
    assert!((number(&desk["busy"]) - 2.0 / 3.0).abs() < 1e-9);
    let hours = desk["hours"].as_array().expect("a list");
    assert_eq!(hours.len(), 168);
    let last = hours[167].as_object().expect("an object");
    let keys: Vec<&String> = last.keys().collect();
    assert_eq!(
        keys,
        ["day", "hour", "load", "lagged_load", "open", "wanted"]
    );
    assert_eq!((&last["day"], &last["hour"]), (&"sun".into(), &23.into()));
    assert_eq!((&last["open"], &last["wanted"]), (&2.0.into(), &3.into()));
    assert!((number(&last["lagged_load"]) - 4.0 / 3.0).abs() < 1e-9);
}

#[test]
fn check_tells_overloads_and_problems_as_json() {
    let folder = folder();
    let told = |arguments: &[&str]| told_as_json(folder.path(), arguments);
    let set = [
        "check",
        "port.toml",
        "--json",
        "--set",
        "stations.desk.lanes=1",
    ];
    let (_, _, overloaded) = told(&set);
    assert_eq!(overloaded["stations"][0]["overloaded"], true);
    let warning = overloaded["warnings"][0].as_str().expect("a sentence");
    assert_eq!(
        warning,
        "Overloaded: desk needs 1.33 lanes and has 1.00; at least 2 are needed to keep up."
    );
    let (ended, errors, wrong) = told(&["check", "wrong.toml", "--json"]);
    assert_eq!(
        (ended, errors.as_str(), &wrong["sound"]),
        (2, "", &false.into())
    );
    let problems = wrong["problems"].as_array().expect("a list");
    let place = |problem: &serde_json::Value| {
        (
            problem["file"].clone(),
            problem["line"].clone(),
            problem["column"].clone(),
            problem["length"].clone(),
        )
    };
    assert_eq!(
        place(&problems[0]),
        ("wrong.toml".into(), 15.into(), 6.into(), 6.into())
    );
    let says = |name: &str| {
        let mut messages = problems.iter().filter_map(|it| it["message"].as_str());
        messages.any(|message| message.contains(name))
    };
    assert!(says("dask") && says("lames"));
    assert!(problems.iter().all(|it| it["help"].is_string()));
}

#[test]
fn help_lists_only_what_works() {
    let folder = folder();
    let said = text(&clearway(folder.path(), &["--help"]).stdout);
    let works = [
        "check",
        "run",
        "sweep",
        "compare",
        "staff",
        "stress",
        "report",
        "schema",
        "completions",
    ];
    for command in works {
        assert!(said.contains(&format!("\n  {command} ")), "{said}");
    }
    assert!(!said.contains("\n  fit "), "{said}");
}

#[test]
fn a_setting_without_its_equals_sign_is_told_with_it() {
    let folder = folder();
    let path = "stations.desk.lanes";
    let lines: [&[&str]; 4] = [
        &["run", "port.toml", "--set", path, "10"],
        &["run", "--set", path, "10", "port.toml"],
        &["run", "port.toml", "--set", path, "=", "10"],
        &["run", "port.toml", "--set", "stations.desk.lanes=", "10"],
    ];
    for arguments in lines {
        let output = clearway(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.ends_with("help: write --set stations.desk.lanes=10\n"),
            "{said}"
        );
    }
    let vary = ["sweep", "port.toml", "--vary", path, "4..10"];
    let said = text(&clearway(folder.path(), &vary).stderr);
    assert!(
        said.ends_with("help: write --vary stations.desk.lanes=4..10\n"),
        "{said}"
    );
}

#[test]
fn a_file_that_is_not_there_has_no_line() {
    let folder = folder();
    let said = text(&clearway(folder.path(), &["check", "prt.toml"]).stderr);
    let wanted = "prt.toml: the file cannot be read: no such file or directory\n\
                  help: did you mean \"port.toml\"?\n";
    assert_eq!(said, wanted);
}

/// Ctrl-C keeps the finished replications, adds a note and exits with 130.
#[cfg(unix)]
#[test]
fn an_interrupted_run_keeps_what_was_finished() {
    let folder = folder();
    let run = [
        "run",
        "port.toml",
        "--no-report",
        "--quiet",
        "--replications",
        "1000000",
    ];
    let output = interrupted(folder.path(), &run, 700, "-INT");
    assert_eq!(code(&output), 130);
    let path = folder.path().join("output/port/results.json");
    let json = fs::read_to_string(path).expect("what was finished");
    let results: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let done = results["outcome"]["run"]["replications"]
        .as_u64()
        .expect("a number");
    assert!((1..1_000_000).contains(&done), "{done}");
    let note = results["notes"][0]["text"].as_str().expect("a note");
    assert!(note.starts_with("The run was interrupted"), "{note}");
}

/// The same in a search that would not end: without queues 1 - exp(-3) = 0.950213 of the batches
/// are released within 2 hours, which no number of replications distinguishes from 0.95021.
#[cfg(unix)]
#[test]
fn an_interrupted_search_keeps_what_was_simulated() {
    let folder = folder();
    add(
        folder.path(),
        "[staffing]\nchoose = { \"stations.desk.lanes\" = [100, 101] }\n",
    );
    let staff = [
        "staff",
        "port.toml",
        "--no-report",
        "--replications",
        "1000000",
        "--set",
        "target.release.share=0.95021",
        "--set",
        "target.tolerance=0.000001",
    ];
    let output = interrupted(folder.path(), &staff, 1_000, "-INT");
    assert_eq!(code(&output), 130, "{}", text(&output.stderr));
    let said = text(&output.stdout).replace('\n', " ");
    let answer = "The search among 2 arrangements was interrupted before it had an answer.";
    assert!(said.contains(answer), "{said}");
    assert!(!said.contains("enough"), "{said}");
    let out = folder.path().join("output/port-staff");
    let json = fs::read_to_string(out.join("results.json")).expect("what was simulated");
    let results: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = &results["outcome"]["staff"];
    assert_eq!(
        (&found["finished"], &found["choice"]),
        (&false.into(), &().into())
    );
    let tried = found["candidates"].as_array().expect("a list");
    let replications = tried[0]["replications"].as_u64().expect("a number");
    assert!((1..1_000_000).contains(&replications), "{replications}");
    let note = results["notes"][0]["text"].as_str().expect("a note");
    assert!(
        note.starts_with("The search was interrupted: the arrangements simulated so far are shown"),
        "{note}"
    );
    let table = fs::read_to_string(out.join("staffing.csv")).expect("a table");
    assert_eq!(table.lines().count(), 1 + tried.len(), "{table}");
}

/// Adds lines to the small port and leaves it a target on release times alone.
fn add(folder: &Path, text: &str) {
    let path = folder.join("port.toml");
    let sound = fs::read_to_string(&path).expect("readable");
    let sound = sound.replace("batches_per_day = 48\n", "");
    fs::write(path, format!("{sound}{text}")).expect("written");
}

#[test]
fn staff_says_what_could_be_chosen_and_then_chooses() {
    let folder = folder();
    let output = clearway(folder.path(), &["staff", "port.toml"]);
    assert_eq!(code(&output), 2);
    let message = text(&output.stderr);
    let expected = "error: nothing to choose from: add a section such as this to the file\n\n\
                    [staffing.choose]\n\
                    \"stations.desk.lanes\" = { from = 2, to = 4 }\n";
    assert_eq!(message, expected);
    let (_, section) = message.split_once("\n\n").expect("a section");
    add(folder.path(), section);
    let output = clearway(folder.path(), &["staff", "port.toml"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains("3 lanes at desk are enough"), "{summary}");
    let step = "With 2 lanes at desk instead";
    assert_eq!(summary.matches(step).count(), 1, "{summary}");
    assert!(!summary.contains("; with 2 lanes at desk"), "{summary}");
    let written = files(&folder.path().join("output/port-staff"));
    let expected = [
        "charts",
        "manifest.json",
        "report.html",
        "results.json",
        "roster.csv",
        "staffing.csv",
    ];
    assert_eq!(written, expected);
    let table = fs::read_to_string(folder.path().join("output/port-staff/staffing.csv"));
    let table = table.expect("a table");
    let header = "stations.desk.lanes,known_cost_per_day,finding,role,replications,";
    assert!(table.starts_with(header), "{table}");
    let roles: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(3))
        .collect();
    assert_eq!(roles, ["runner-up", "choice", ""]);
}

#[test]
fn staff_refuses_what_it_cannot_choose() {
    let folder = folder();
    add(
        folder.path(),
        "[staffing]\nchoose = { \"stations.desk.lanes\" = [1, 2, 3] }\n",
    );
    let refused = |arguments: &[&str], message: &str| {
        let output = clearway(
            folder.path(),
            &[&["staff", "port.toml"], arguments].concat(),
        );
        assert_eq!(code(&output), 2);
        let error = text(&output.stderr);
        assert!(error.contains(message), "{error}");
    };
    refused(
        &["--set", "stations.desk.lanes=2"],
        "--set stations.desk.lanes leaves nothing to choose in stations.desk.lanes",
    );
    refused(&["--set", "stations.desk.lanes.0.open=2"], "lanes");
    let target = fs::read_to_string(folder.path().join("port.toml")).expect("readable");
    let untargeted = target
        .replace("batches_per_day = 48", "")
        .replace("release = { within = \"2 h\", share = 0.9 }", "");
    fs::write(folder.path().join("port.toml"), untargeted).expect("written");
    refused(&[], "the scenario sets no target to meet: write [target]");
    assert!(!folder.path().join("output").exists());
}

#[test]
fn searches_give_the_same_bytes_on_any_number_of_threads() {
    let folder = folder();
    add(
        folder.path(),
        "[staffing]\nchoose = { \"stations.desk.lanes\" = [1, 2, 3] }\n",
    );
    for command in ["staff", "stress"] {
        let results = |threads: &str| {
            let out = format!("{command}-{threads}");
            let shared = ["port.toml", "--no-report", "--quiet", "--out", &out];
            let own = [
                command,
                "--threads",
                threads,
                "--seed",
                "7",
                "--replications",
                "80",
            ];
            let output = clearway(folder.path(), &[own.as_slice(), &shared].concat());
            assert_eq!(code(&output), 0, "{}", text(&output.stderr));
            assert!(output.stdout.is_empty());
            fs::read(folder.path().join(out).join("results.json")).expect("results")
        };
        assert!(results("1") == results("3"), "{command}");
    }
}

/// Opening hours alone make the target impossible: no multiple near 0 is reported.
#[test]
fn stress_says_that_no_volume_meets_the_target() {
    let folder = folder();
    let office = crate::search::OFFICE.replace("[target]", "replications = 10\n[target]");
    fs::write(folder.path().join("office.toml"), office).expect("written");
    let output = clearway(folder.path(), &["stress", "office.toml"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stdout));
    let summary = text(&output.stdout);
    assert!(summary.contains("No volume meets the target"), "{summary}");
    assert!(!summary.contains("breaks first"), "{summary}");
    assert!(!summary.contains("times the arrivals"), "{summary}");
}

#[test]
fn stress_finds_where_the_small_port_breaks() {
    let folder = folder();
    add(folder.path(), "");
    let arguments = [
        "stress",
        "port.toml",
        "--stream",
        "a",
        "--replications",
        "30",
        "--set",
        "stations.desk.lanes=3",
    ];
    let output = clearway(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    let words: Vec<&str> = summary.split_whitespace().collect();
    let summary = words.join(" ");
    assert!(summary.contains("The port can take"), "{summary}");
    assert!(summary.contains("times the arrivals of a"), "{summary}");
    assert!(
        summary.contains("the station that breaks first is desk"),
        "{summary}"
    );
    assert!(
        summary.contains("the 30 asked for are raised to that"),
        "{summary}"
    );
    assert!(
        summary.contains("with the same 40 replications"),
        "{summary}"
    );
    let written = files(&folder.path().join("output/port-stress"));
    let expected = [
        "charts",
        "manifest.json",
        "report.html",
        "results.json",
        "stress.csv",
    ];
    assert_eq!(written, expected);
    let output = clearway(folder.path(), &["stress", "port.toml", "--stream", "b"]);
    assert_eq!(code(&output), 2);
    let message = "there is no arrival stream \"b\"; those that can grow are a";
    assert!(text(&output.stderr).contains(message));
    let list = "arrived,goods,units\n2020-04-13T08:00:00,masks,5\n";
    fs::write(folder.path().join("april.csv"), list).expect("written");
    let path = folder.path().join("port.toml");
    let sound = fs::read_to_string(&path).expect("readable");
    let listed = sound.replacen("per_day = 48\ngoods = \"masks\"", "file = \"april.csv\"", 1);
    fs::write(&path, listed).expect("written");
    let output = clearway(folder.path(), &["stress", "port.toml"]);
    assert_eq!(code(&output), 2);
    let message = "a list of batches cannot be multiplied: write per_day or every for it instead";
    assert!(
        text(&output.stderr).contains(message),
        "{}",
        text(&output.stderr)
    );
}

/// The commands that a summary or a page names can be pasted where the user is; the results are the
/// same from everywhere.
#[test]
fn commands_name_the_scenario_as_the_user_did() {
    let folder = folder();
    let (here, below) = (folder.path(), folder.path().join("my ports"));
    fs::create_dir(&below).expect("a folder");
    fs::rename(here.join("port.toml"), below.join("port.toml")).expect("moved");
    let output = clearway(here, &["run", "my ports/port.toml", "--out", "a"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let next = "clearway sweep 'my ports/port.toml'";
    assert!(told.contains(&format!("({next})")), "{told}");
    let page = || fs::read_to_string(here.join("a/report.html")).expect("a page");
    let first = page();
    assert!(first.contains(next));
    assert!(first.contains("clearway run 'my ports/port.toml' --seed"));
    let again = clearway(here, &["report", "a"]);
    assert_eq!(code(&again), 0, "{}", text(&again.stderr));
    assert!(
        page() == first,
        "the page that is made again is another one"
    );
    let swept = clearway(here, &["sweep", "my ports/port.toml", "--no-report"]);
    assert_eq!(code(&swept), 0, "what a summary names can be pasted");
    // the folder is in no result
    let inside = clearway(&below, &["run", "port.toml", "--out", "../b"]);
    assert!(text(&inside.stdout).contains("clearway sweep port.toml"));
    let results = |of: &str| fs::read(here.join(of).join("results.json")).expect("results");
    assert!(results("a") == results("b"));
}
