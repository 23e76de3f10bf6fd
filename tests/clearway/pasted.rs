//! Chosen arrangements as text: rows that can be pasted, and the file that `staff --write` makes.

use std::fs;
use std::path::Path;

use clearway::input::Disk;
use clearway::scenario::Document;

use crate::harness::{clearway, document, text};

/// A desk with a roster by the clock; its rows are named elsewhere too.
const PORT: &str = r#"title = "The port"
[run]
start = 2020-04-13
length = "2 days"
replications = 40
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[teams.officers]
members = [{ hours = "06:00-18:00", on = 9 }, { hours = "18:00-06:00", on = 8 }]
[stations.desk]
lanes = [{ hours = "00:00-12:00", open = 5 }, { hours = "12:00-24:00", open = 5 }]
cost_per_lane_hour = 10
service = { exponential = { mean = "40 min" } }
staff = { officers = 1 }
next = { released = 1.0 }
[staffing.choose]
"stations.desk.lanes" = { from = 1, to = 4, every = "12 h" }
[sweep]
"stations.desk.lanes.1.open" = [3, 4]
[variants.more]
set = { "stations.desk.lanes.0.open" = 6, "teams.officers.members.0.on" = 10 }
"#;

#[test]
fn settings_are_written_under_their_headers() {
    let document = document(PORT);
    let staffing = document.staffing().unwrap_or_else(|it| panic!("{it}"));
    let mut settings = staffing.arrangement(&[3, 0]);
    settings.extend(document.variant("more").expect("a variant").split_off(1));
    let more = [
        "stations.desk.next.released=1",
        "title=Two words",
        "run.confidence=0.9",
        "stations.desk.cost_per_lane_hour=7.5",
    ];
    let more = more.map(|it| clearway::scenario::Setting::from_argument(it).expect("a setting"));
    settings.extend(more);
    let pasted = document.pasteable(&settings).expect("sound");
    insta::assert_snapshot!(pasted);
    // pasted into a file of their own, they give the same scenario
    let files = std::collections::BTreeMap::from([
        ("base.toml".into(), PORT.as_bytes().to_vec()),
        (
            "top.toml".into(),
            format!("extends = \"base.toml\"\n{pasted}").into_bytes(),
        ),
    ]);
    let top = Document::load(Path::new("top.toml"), files).unwrap_or_else(|it| panic!("{it}"));
    let set = document.with(&settings).unwrap_or_else(|it| panic!("{it}"));
    let model = |document: &Document| {
        let scenario = document.compile_alone();
        scenario.unwrap_or_else(|it| panic!("{it}")).model
    };
    let found = model(&top);
    assert_eq!(found.stations(), model(&set).stations());
    assert_eq!(found.teams(), model(&set).teams());
    assert_eq!(
        document.paths_into_rows(&settings),
        [
            "sweep.\"stations.desk.lanes.1.open\"",
            "variants.more.set.\"stations.desk.lanes.0.open\"",
        ]
    );
}

#[test]
fn staff_writes_the_chosen_rows_as_a_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    write("port.toml", PORT);
    let staff = |file: &str| {
        let arguments = [
            "staff",
            "port.toml",
            "--no-report",
            "--set",
            "arrivals.a.per_day=40",
            "--replications",
            "200",
            "--write",
            file,
        ];
        clearway(folder.path(), &arguments)
    };
    let output = staff("rosters/night.toml");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).ends_with("The chosen arrangement is in rosters/night.toml\n"));
    let warned = text(&output.stderr);
    assert!(
        warned.contains(
            "warning: rows are chosen anew, so these paths may lead to other rows in \
             rosters/night.toml, or to none: sweep.\"stations.desk.lanes.1.open\", \
             variants.more.set.\"stations.desk.lanes.0.open\""
        ),
        "{warned}"
    );
    insta::assert_snapshot!(read("rosters/night.toml"));
    let path = folder.path().join("rosters/night.toml");
    let written = Document::load(&path, Disk).unwrap_or_else(|it| panic!("{it}"));
    assert!(written.compile_alone().is_ok());
    // an earlier roster is replaced, and nothing else is
    assert_eq!(staff("rosters/night.toml").status.code(), Some(0));
    let refused = |file: &str, expected: &str| {
        let before = read(file);
        let output = staff(file);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(text(&output.stderr), format!("error: {expected}\n"));
        assert_eq!(read(file), before);
    };
    write("notes.toml", "# mine\n");
    refused(
        "notes.toml",
        "notes.toml exists, and \"staff --write\" has not written it: name another file",
    );
    refused(
        "port.toml",
        "--write port.toml would replace the scenario: name another file",
    );
}

#[test]
fn staff_writes_nothing_if_nothing_is_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), PORT).expect("written");
    let none = clearway(
        folder.path(),
        &[
            "staff",
            "port.toml",
            "--quiet",
            "--no-report",
            "--set",
            "target.release.within=1 min",
            "--write",
            "none.toml",
        ],
    );
    assert_eq!(none.status.code(), Some(0), "{}", text(&none.stderr));
    assert_eq!(
        text(&none.stderr),
        "warning: nothing was chosen, so none.toml was not written\n"
    );
    assert!(!folder.path().join("none.toml").exists());
}
