//! Every shipped scenario is valid and shows what its text claims.

use std::fs;
use std::path::{Path, PathBuf};

use clearway::experiment::{Effort, Unwatched, replicate};
use clearway::input::Disk;
use clearway::results::Question;
use clearway::scenario::{Document, Setting};
use clearway::theory;

use crate::harness::named;

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn load(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Returns the mean of a metric of scope `all` with these settings.
fn mean(name: &str, settings: &[&str], replications: u32, metric: &str) -> f64 {
    let settings: Vec<Setting> = settings
        .iter()
        .map(|text| Setting::from_argument(text).expect("a setting"))
        .collect();
    let scenario = load(name)
        .with(&settings)
        .and_then(|document| document.compile());
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    let effort = Effort {
        replications,
        stopping: clearway::statistics::Stopping::Number,
        keep: clearway::statistics::Keep::Values,
        seed: scenario.seed,
        confidence: scenario.confidence,
    };
    let replicated = replicate(&scenario.model, effort, &Unwatched);
    replicated.of_all(named(metric)).mean.expect("a value")
}

#[test]
fn every_shipped_scenario_runs_and_says_where_its_numbers_come_from() {
    let files = shipped();
    assert!(files.len() >= 2);
    for path in files {
        let document = Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"));
        let scenario = document
            .compile()
            .unwrap_or_else(|problems| panic!("{problems}"));
        let name = path.display();
        assert!(scenario.heading.title.is_some(), "{name} has no title");
        assert!(scenario.heading.question.is_some(), "{name} asks nothing");
        assert!(
            !scenario.heading.sources.is_empty(),
            "{name} names no source"
        );
        assert!(
            document.text().contains("Finding:"),
            "{name} tells no finding"
        );
        assert!(
            scenario.model.target().release.is_none() || scenario.replications >= 40,
            "{name}: a share is called met from 40 replications on"
        );
        let effort = Effort {
            replications: 2,
            stopping: clearway::statistics::Stopping::Number,
            keep: clearway::statistics::Keep::Values,
            seed: 1,
            confidence: 0.95,
        };
        let replicated = replicate(&scenario.model, effort, &Unwatched);
        assert!(replicated.evidence().gave_up.is_empty());
        let question = Question {
            document: &document,
            settings: &[],
            scenario: &scenario,
        };
        let results = question.answer_run(&replicated);
        assert!(serde_json::to_string(&results).is_ok_and(|json| !json.contains("NaN")));
        let swept = document.sweep();
        let swept = swept.unwrap_or_else(|problems| panic!("{problems}"));
        let chosen = document.staffing();
        let chosen = chosen.unwrap_or_else(|problems| panic!("{problems}"));
        if !chosen.coordinates().is_empty() {
            let largest = chosen.arrangement(&chosen.largest());
            let compiled = document
                .with(&largest)
                .and_then(|document| document.compile());
            compiled.unwrap_or_else(|problems| panic!("{problems}"));
        }
        for axis in swept {
            for setting in axis.settings {
                let point = document
                    .with(&[setting])
                    .and_then(|document| document.compile());
                point.unwrap_or_else(|problems| panic!("{problems}"));
            }
        }
    }
}

/// 134 batches a day, nine in ten opened for 75 minutes: 6.28 bays of work, 1.37 desks.
#[test]
fn the_peak_day_has_the_load_that_arithmetic_gives() {
    let model = load("peak-day.toml")
        .compile()
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model;
    let loads = theory::loads(&model);
    let load = |name: &str| {
        let station = model
            .stations()
            .iter()
            .position(|station| station.name == name);
        &loads[station.expect("a station")]
    };
    assert!((load("inspection").offered_load - 134.0 * 0.9 * 75.0 / 1440.0).abs() < 1e-9);
    assert!((load("documents").offered_load - 1.365).abs() < 0.001);
    assert_eq!(load("inspection").lanes_needed, Some(7));
    let units = model.classes().iter().map(|class| {
        class.share
            * model.goods()[class.goods.expect("goods").index()]
                .units
                .mean()
    });
    assert!((units.sum::<f64>() * 134.0 / 41e6 - 1.0).abs() < 1e-3);
}

/// Results of an independent prototype of the peak day: 9 bays 2.0 h, 8 bays 2.5 h, 10 bays 1.7 h,
/// 12 bays 1.5 h.
#[test]
fn the_peak_day_clears_as_fast_as_a_separate_prototype_found() {
    for (bays, hours) in [(8, 2.5), (9, 2.0), (10, 1.7), (12, 1.5)] {
        let bays = format!("stations.inspection.lanes={bays}");
        let found = mean("peak-day.toml", &[&bays], 40, "release_time.mean");
        assert!(
            (found - hours).abs() < 0.1,
            "{bays}: {found} h instead of {hours} h"
        );
    }
}

#[test]
fn six_bays_are_called_overloaded() {
    let setting = Setting::from_argument("stations.inspection.lanes=6").expect("a setting");
    let document = load("peak-day.toml");
    let scenario = document
        .with(std::slice::from_ref(&setting))
        .and_then(|it| it.compile());
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    let settings = [setting];
    let question = Question {
        document: &document,
        settings: &settings,
        scenario: &scenario,
    };
    let effort = Effort {
        replications: 3,
        stopping: clearway::statistics::Stopping::Number,
        keep: clearway::statistics::Keep::Values,
        ..question.effort()
    };
    let results = question.answer_run(&replicate(&scenario.model, effort, &Unwatched));
    let note = &results.notes[1].text;
    assert!(note.starts_with("Inspection bays cannot keep up"), "{note}");
    assert!(note.contains("no steady state"));
}
