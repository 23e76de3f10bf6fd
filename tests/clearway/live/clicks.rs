//! The page that the command writes, operated in a real browser: each scenario is opened and one of
//! its controls moved, and the command gives the same with the value that the page shows. The tests
//! of `live/page` operate every control.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::browser::NEAR;
use super::{INVENTED, shipped, text};
use crate::harness;
use crate::report::browser::{found, is_installed, open_in_real_time};

const HARNESS: &str = include_str!("clicks.html");

/// A tile: metric, scope, value, lower and upper end.
type Tile = (String, String, f64, Option<f64>, Option<f64>);

/// What the page shows of a scenario: at first, and after a control is moved.
#[derive(Deserialize)]
struct Shown {
    main: String,
    /// The path and its value, as `--set` takes them.
    set: String,
    first: Vec<Tile>,
    then: Vec<Tile>,
}

/// Writes the shipped scenarios and the one with invented names into a folder.
fn scenarios(folder: &Path) -> Vec<String> {
    let shipped = shipped();
    let all = shipped.iter().map(|name| (name.as_str(), text(name)));
    let invented = INVENTED
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()));
    for (name, text) in all.chain(invented) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let quay = INVENTED[0].0.to_owned();
    [shipped, vec![quay]].concat()
}

/// Compares tiles with the results of the command.
fn compare(folder: &Path, shown: &Shown, tiles: &[Tile], set: &[&str]) {
    let main = &shown.main;
    let arguments = [&["run", main, "--quiet", "--no-report", "--out", "o"], set].concat();
    let output = harness::clearway(folder, &arguments);
    assert!(output.status.success(), "{}", harness::text(&output.stderr));
    let results = fs::read_to_string(folder.join("o/results.json")).expect("results");
    let results: Value = serde_json::from_str(&results).expect("JSON");
    let metrics = results["outcome"]["run"]["metrics"]
        .as_array()
        .expect("metrics");
    assert!(!tiles.is_empty(), "{main} {set:?}");
    for (metric, scope, value, lower, upper) in tiles {
        let is_same = |it: &&Value| it["metric"] == **metric && it["scope"] == **scope;
        let found = metrics.iter().find(is_same);
        let found = found.unwrap_or_else(|| panic!("{main}: no {metric} of {scope}"));
        for (key, here) in [("mean", Some(*value)), ("lower", *lower), ("upper", *upper)] {
            let there = found[key].as_f64();
            let is_near = match (here, there) {
                (Some(one), Some(other)) => {
                    (one - other).abs() <= NEAR * one.abs().max(other.abs())
                }
                (one, other) => one == other,
            };
            assert!(
                is_near,
                "{main} {set:?}: {key} of {metric} of {scope} is {here:?}, the command's {there:?}"
            );
        }
    }
}

#[test]
fn a_moved_control_of_each_scenario_gives_what_the_command_gives() {
    if !is_installed() {
        println!("skipped: there is no chromium on the path");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let names = scenarios(folder.path());
    let arguments = names.iter().map(String::as_str);
    let arguments: Vec<&str> = ["page"].into_iter().chain(arguments).collect();
    let output = harness::clearway(
        folder.path(),
        &[&arguments[..], &["--out", "page.html"]].concat(),
    );
    assert!(output.status.success(), "{}", harness::text(&output.stderr));
    let harness = folder.path().join("harness.html");
    fs::write(&harness, HARNESS).expect("a page");
    let (document, said) = open_in_real_time(&harness, &folder.path().join("profile"));
    let found = found(&document, &said);
    let found = String::from_utf8_lossy(&found);
    let all: Vec<Shown> =
        serde_json::from_str(&found).unwrap_or_else(|error| panic!("{error}: {found}\n{said}"));
    assert_eq!(all.len(), names.len());
    for shown in &all {
        compare(folder.path(), shown, &shown.first, &[]);
        compare(folder.path(), shown, &shown.then, &["--set", &shown.set]);
    }
}
