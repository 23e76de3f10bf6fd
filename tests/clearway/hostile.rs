//! Inputs that are meant to break the command: extreme sizes, texts, files and times.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use clearway::output::is_shown;
use clearway::scenario::{Document, Problems, Setting, SweepAxis};

use crate::harness::{self, text};

/// A small valid scenario.
const PORT: &str = r#"title = "A small port"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[goods.masks]
units = 10
[arrivals.a]
per_day = 48
hours = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
goods = "masks"
to = "desk"
[stations.desk]
lanes = 2
service = "10 min"
next = "released"
"#;

/// Returns the small port with passages replaced.
fn port(changes: &[(&str, &str)]) -> String {
    let change = |text: String, (passage, other): &(&str, &str)| {
        assert!(text.contains(passage), "no such passage: {passage}");
        text.replacen(passage, other, 1)
    };
    changes.iter().fold(PORT.to_owned(), change)
}

fn compile(text: &str) -> Result<(), Problems> {
    let document = Document::parse("port.toml", text)?;
    document.compile().map(|_| ())
}

/// Returns the first problem of a text.
fn said(text: &str) -> String {
    let problems = compile(text).expect_err("a problem");
    let first = problems.iter().next().expect("never empty");
    first.message().to_owned()
}

/// Runs `clearway` in a folder with the text as `port.toml`.
fn clearway(folder: &Path, text: &str, arguments: &[&str]) -> Output {
    fs::write(folder.join("port.toml"), text).expect("written");
    harness::clearway(folder, arguments)
}

#[test]
fn numbers_out_of_all_measure_are_refused_wherever_they_stand() {
    let numbers = [
        ("1e308", "the number 1e308 is too large"),
        ("-1e300", "the number -1e300 is too large"),
        (
            "9223372036854775807",
            "the number 9.223372036854776e18 is too large",
        ),
        ("1e-300", "the number 1e-300 is too close to 0"),
        ("5e-324", "the number 5e-324 is too close to 0"),
        ("inf", "inf is not a finite number"),
        ("nan", "NaN is not a finite number"),
    ];
    let places = [
        ("units = 10", "units = #"),
        (
            "units = 10",
            "units = { triangular = { min = 0, mode = 1, max = # } }",
        ),
        (
            "units = 10",
            "units = { empirical = { values = [1, 2], weights = [1, #] } }",
        ),
        (
            "units = 10",
            "units = { hyperexponential = { means = [1, 2], weights = [#, 1] } }",
        ),
        ("units = 10", "units = { gamma = { mean = 5, cv = # } }"),
        ("per_day = 48", "per_day = #"),
        ("per_day = 48", "per_day = 48\ndays = { sat = # }"),
        ("hours = [1", "hours = [#"),
        ("lanes = 2", "lanes = 2\ncost_per_lane_hour = #"),
        (
            "next = \"released\"",
            "next = { desk = #, released = \"rest\" }",
        ),
    ];
    for (number, message) in numbers {
        for (passage, place) in places {
            let text = port(&[(passage, &place.replace('#', number))]);
            assert_eq!(said(&text), message, "{place}");
        }
    }
}

#[test]
fn minus_zero_is_zero() {
    let folder = tempfile::tempdir().expect("a folder");
    let results = |zero: &str| {
        let text = port(&[
            ("hours = [1, 1, 1", &format!("hours = [1, {zero}, 1")),
            (
                "per_day = 48",
                &format!("per_day = 48\ndays = {{ sat = {zero} }}"),
            ),
            (
                "next = \"released\"",
                &format!("next = {{ desk = {zero}, released = 1 }}"),
            ),
            (
                "units = 10",
                &format!(
                    "units = {{ empirical = {{ values = [{zero}, 2], weights = [{zero}, 1] }} }}"
                ),
            ),
        ]);
        let arguments = ["run", "port.toml", "--quiet", "--no-report", "--out", "out"];
        let output = clearway(folder.path(), &text, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
        fs::read_to_string(folder.path().join("out/metrics.csv")).expect("written")
    };
    assert_eq!(results("-0.0"), results("0"));
    assert_eq!(results("-0"), results("0.0"));
}

fn text_of(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn times_and_spreads_out_of_all_measure_are_refused() {
    let cases = [
        (
            "\"10 min\"",
            "\"36501 days\"",
            "\"36501 days\" is too long to be simulated",
        ),
        (
            "\"2 days\"",
            "\"2555000 days\"",
            "\"2555000 days\" is too long to be simulated",
        ),
        (
            "\"10 min\"",
            "{ gamma = { mean = \"1 h\", cv = 1e-9 } }",
            "cv must be from 0.000001 to 100; for a constant, write the value alone",
        ),
        (
            "\"10 min\"",
            "{ lognormal = { median = \"1 ms\", p95 = \"1 day\" } }",
            "p95 is more than 1000 times the median",
        ),
    ];
    for (passage, other, message) in &cases {
        assert_eq!(said(&port(&[(passage, other)])), *message);
    }
    let product = port(&[
        ("units = 10", "units = 1e14"),
        ("lanes = 2", "lanes = 2\ntime_per_1000_units = \"1 h\""),
    ]);
    assert_eq!(said(&product), "a service would take 4.2e9 days on average");
    let group = port(&[("per_day = 48", "per_day = 48\ngroup = 1e12")]);
    assert_eq!(said(&group), "a group has 1.0e12 batches on average");
}

#[test]
fn endless_loops_and_breakdowns_are_refused() {
    let looped = port(&[(
        "next = \"released\"",
        "next = { desk = 0.9999999999, released = \"rest\" }",
    )]);
    assert_eq!(
        said(&looped),
        "a replication would have 1.5e13 visits to stations; the limit is 1e10"
    );
    let broken = |lanes: &str, after: &str| {
        let breakdowns = format!("lanes = {lanes}\nbreakdowns = {after}");
        port(&[("lanes = 2", &breakdowns)])
    };
    let text = broken("1_000_000", "{ after = \"1 min\", repair = \"1 min\" }");
    assert_eq!(
        said(&text),
        "a replication would have 4.6e10 breakdowns and repairs; the limit is 1e10"
    );
    compile(&broken("1000", "{ after = \"1 h\", repair = \"1 min\" }")).expect("sound");
}

#[test]
fn one_path_is_varied_or_set_once() {
    let axes = |arguments: &[&str]| {
        let axes = arguments.iter().map(|it| SweepAxis::from_argument(it));
        let axes: Result<Vec<SweepAxis>, Problems> = axes.collect();
        let checked = SweepAxis::check_apart(&axes.expect("each is sound"));
        checked.err().map(|problem| problem.message().to_owned())
    };
    let twice = Some("stations.desk.lanes is varied twice".to_owned());
    assert_eq!(
        axes(&["stations.desk.lanes=1,2", "stations.desk.lanes=3"]),
        twice
    );
    assert_eq!(
        axes(&[
            "stations.desk.lanes=1,2",
            "arrivals.a.per_day=4,5",
            " stations . \"desk\" .'lanes'=3"
        ]),
        twice
    );
    assert_eq!(
        axes(&["stations.desk.lanes.0.open=1,2", "stations.desk.lanes=3"]),
        Some("stations.desk.lanes.0.open and stations.desk.lanes overlap: only one of them can be varied".to_owned())
    );
    assert_eq!(
        axes(&[
            "stations.desk.lanes=1",
            "stations.desk.lanes_=1",
            "stations.desk2.lanes=1"
        ]),
        None
    );
    let set = |arguments: &[&str]| {
        let settings = arguments.iter().map(|it| Setting::from_argument(it));
        let settings: Result<Vec<Setting>, Problems> = settings.collect();
        let checked = Setting::check_once(&settings.expect("each is sound"));
        checked.err().map(|problem| problem.message().to_owned())
    };
    assert_eq!(
        set(&["run.seed=1", "run . \"seed\"=2"]),
        Some("run.seed is set twice".to_owned())
    );
    assert_eq!(
        set(&["stations.x.lanes=1", "stations.x={ lanes = 2 }"]),
        Some("stations.x is set after stations.x.lanes, and replaces it".to_owned())
    );
    assert_eq!(
        set(&["stations.x={ lanes = 2 }", "stations.x.lanes=1"]),
        None
    );
    let sweep = "\n[sweep]\n\"stations.desk.lanes\" = [1, 2]\n\"stations.'desk'.lanes\" = [3]\n";
    assert_eq!(
        said(&format!("{PORT}{sweep}")),
        "stations.desk.lanes is varied twice"
    );
    let variant = "\n[variants.v]\nset = { \"run.seed\" = 1, \"run . seed\" = 2 }\n";
    assert_eq!(said(&format!("{PORT}{variant}")), "run.seed is set twice");
}

#[test]
fn a_path_that_is_set_and_varied_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = "stations.desk.lanes=1,2";
    for set in [
        "stations.desk.lanes=3",
        "stations.\"desk\".lanes=3",
        "stations.desk.lanes.0.open=3",
    ] {
        let arguments = ["sweep", "port.toml", "--vary", vary, "--set", set];
        let output = clearway(folder.path(), PORT, &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
        assert!(!folder.path().join("output").exists());
    }
    for more in [["--set", "run.seed=2"], ["--seed", "2"]] {
        let arguments = ["run", "port.toml", "--set", "run.seed=1", more[0], more[1]];
        let output = clearway(folder.path(), PORT, &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    }
}

/// Control sequences that a text may contain, in TOML's notation.
const DRIVING: &str = "D\\u001b]0;P\\u0007\\u001b[2J\\u009b2J\\u202ex\\u2066y\\u200b\\u2028z";

#[test]
fn no_text_drives_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let label = format!("lanes = 2\nlabel = \"{DRIVING}\"");
    let sound = port(&[
        ("lanes = 2", &label),
        ("title = \"A", &format!("title = \"{DRIVING}")),
    ]);
    let raw = "\u{9b}2J\u{202e}\u{2066}\u{200b}\u{2028}";
    let wrong = port(&[(
        "lanes = 2",
        &format!("lanes = \"{raw}\" # {raw}\nlabel = \"{DRIVING}\\q\""),
    )]);
    let unknown = port(&[("\"released\"", &format!("\"{raw}{DRIVING}\""))]);
    let argument = format!("stations.desk.{raw}=\u{1b}[2J");
    let cases: [(&str, &[&str]); 8] = [
        (&sound, &["check", "port.toml"]),
        (&sound, &["run", "port.toml", "--no-report"]),
        (
            &sound,
            &[
                "sweep",
                "port.toml",
                "--no-report",
                "--vary",
                "stations.desk.label=\u{1b}[2J,\u{9b}2J",
            ],
        ),
        (&wrong, &["check", "port.toml"]),
        (&unknown, &["check", "port.toml"]),
        (&sound, &["check", "port.toml", "--set", &argument]),
        (&sound, &["check", "\u{1b}[2J\u{202e}.toml"]),
        (
            &sound,
            &["stress", "port.toml", "--stream", "\u{1b}[2J\u{202e}"],
        ),
    ];
    for (scenario, arguments) in cases {
        let output = clearway(folder.path(), scenario, arguments);
        let shown = text_of(&output);
        assert!(!shown.is_empty(), "{arguments:?}");
        let hidden = shown
            .chars()
            .find(|letter| *letter != '\n' && !is_shown(*letter));
        assert_eq!(hidden, None, "{arguments:?}: {shown:?}");
    }
}

/// Devices and pipes may never end; a folder is not a file.
#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo")
            .success()
    );
    fs::create_dir(folder.path().join("folder")).expect("made");
    let device = "it is a device or a pipe, not a regular file";
    for (name, message) in [
        ("/dev/zero", device),
        ("pipe", device),
        ("folder", "it is a folder"),
    ] {
        let texts = [
            format!("extends = \"{name}\"\n"),
            port(&[("per_day = 48\n", &format!("file = \"{name}\"\n"))])
                .replace("hours = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\ngoods = \"masks\"\n", ""),
            port(&[(
                "\"10 min\"",
                &format!("{{ empirical = {{ file = \"{name}\", column = \"min\" }} }}"),
            )]),
        ];
        for text in texts {
            let output = clearway(folder.path(), &text, &["check", "port.toml"]);
            assert_eq!(output.status.code(), Some(2), "{text}");
            assert!(text_of(&output).contains(message), "{}", text_of(&output));
        }
        let output = clearway(folder.path(), PORT, &["check", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text_of(&output).contains(message), "{}", text_of(&output));
    }
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("results.json")).expect("made");
    let output = clearway(folder.path(), PORT, &["report", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text_of(&output).contains(device), "{}", text_of(&output));
}

/// Neither time nor output grows faster than the input.
#[test]
fn large_files_are_answered_at_once() {
    let start = Instant::now();
    let long = "k".repeat(2_000_000);
    let problems = |text: &str| compile(text).expect_err("wrong").to_string();
    let twice = "[costs]\n".to_owned() + &"currency = \"CNY\"\n".repeat(16_000);
    let told = problems(&format!("{PORT}{twice}"));
    assert!(
        told.ends_with("and 15879 more problems\n"),
        "{}",
        &told[told.len() - 60..]
    );
    for text in [
        format!("{PORT}[costs]\n{long} = 1\n"),
        format!("{PORT}[costs]\ncurrency = {long}\n"),
        port(&[("to = \"desk\"", &format!("to = \"{long}\""))]),
        port(&[("\"10 min\"", &format!("\"10 {long}\""))]),
    ] {
        let told = problems(&text);
        assert!(told.len() < 10_000, "{}", told.len());
    }
    // a line of six megabytes, with and without a mistake
    let values: Vec<String> = (1..=500_000).map(|n| format!("\"{n} s\"")).collect();
    for (between, is_sound) in [(", ", true), ("; ", false)] {
        let values = format!("{}{between}\"1 s\"", values.join(", "));
        let service = format!("{{ empirical = {{ values = [{values}] }} }}");
        let text = port(&[("\"10 min\"", &service)]);
        if is_sound {
            let document = Document::parse("port.toml", &text).expect("sound");
            assert!(document.remarks().is_empty());
        } else {
            assert!(problems(&text).len() < 10_000);
        }
    }
    let stations: Vec<String> = (0..5_000)
        .map(|n| format!("[stations.s{n}]\nlanes = 1\nservice = \"1 min\"\nnext = \"t{n}\"\n"))
        .collect();
    assert!(problems(&format!("{PORT}{}", stations.concat())).len() < 100_000);
    let variants: Vec<String> = (0..10_000)
        .map(|n| format!("[variants.v{n}]\nset = {{ \"run.seed\" = {n} }}\n"))
        .collect();
    assert_eq!(
        said(&format!("{PORT}{}", variants.concat())),
        "10000 variants; the limit is 1000"
    );
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}
