//! Pieces of replications: merged in any split they are the run in one place.

use clearway::experiment::{Piece, Unwatched, merge, piece, replicate};
use clearway::report;
use clearway::results::Question;
use clearway::scenario::{Document, Setting};
use clearway::statistics::Depth;
use serde_json::{Value, json};

use super::{Page, load, text};

/// Ends of the ranges of replications of some splits; the last range ends at 24.
const SPLITS: [&[u32]; 4] = [&[24], &[1, 24], &[7, 8, 20, 24], &[5, 10, 15, 20, 24]];

/// The results of a scenario from pieces in these ranges, and from one run.
fn both(document: &Document, set: &[&str], ends: &[u32]) -> (String, String) {
    let setting = |it: &&str| Setting::from_argument(it).expect("a setting");
    let settings: Vec<Setting> = set.iter().map(setting).collect();
    let scenario = document
        .with(&settings)
        .and_then(|it| it.compile())
        .expect("sound");
    let question = Question {
        document,
        settings: &settings,
        scenario: &scenario,
    };
    let (model, effort) = (&scenario.model, scenario.effort());
    let starts = [0].into_iter().chain(ends.iter().copied());
    let ranges = starts.zip(ends.iter().copied());
    let of = |(start, end)| piece(model, effort.seed, start..end, Depth::Detail, &Unwatched);
    let mut pieces: Vec<Piece> = ranges.map(of).collect();
    pieces.reverse();
    let merged = merge(&[(model, effort)], Depth::Detail, vec![pieces]);
    assert_eq!(merged.missing, None, "{set:?}");
    let json = |found| report::json(&question.answer_run(found)).expect("JSON");
    let whole = replicate(model, effort, &Unwatched);
    (json(&merged.replicated[0]), json(&whole))
}

#[test]
fn every_split_gives_the_same_bytes() {
    for name in [
        "peak-day.toml",
        "shared-officers.toml",
        "scanner-outage.toml",
    ] {
        for ends in SPLITS {
            let set = [
                "run.replications=24",
                "run.length=4 days",
                "run.warm_up=1 day",
            ];
            let (merged, whole) = both(&load(name), &set, ends);
            assert!(merged == whole, "{name} in {ends:?}");
        }
    }
}

#[test]
fn a_rule_for_stopping_ends_where_it_ends_in_one_run() {
    let text = text("peak-day.toml").replace("replications = 100\n", "");
    let document = Document::parse("peak-day.toml", &text).expect("sound");
    let width = "run.precision={ metric = \"stations.inspection.wait.mean\", relative = 0.2, \
                 max_replications = 60 }";
    let verdict = ["run.precision=\"verdict\"", "run.max_replications=60"];
    for rule in [&[width][..], &verdict[..]] {
        let set = [rule, &["run.length=1 day"]].concat();
        let (merged, whole) = both(&document, &set, &[10, 35, 60]);
        assert!(merged == whole, "{set:?}");
    }
}

/// A gap ends the sequence, and an overlap counts once.
#[test]
fn a_gap_ends_and_an_overlap_counts_once() {
    let scenario = load("peak-day.toml").compile().expect("sound");
    let (model, effort) = (&scenario.model, scenario.effort());
    let part = |range| piece(model, effort.seed, range, Depth::Metrics, &Unwatched);
    let merged = |pieces| merge(&[(model, effort)], Depth::Metrics, vec![pieces]);
    let found = merged(vec![part(6..8), part(0..4), part(2..5)]);
    assert_eq!(found.replicated[0].replications(), 5);
    assert_eq!(found.missing, Some(5..100));
    let found = merged(vec![part(1..3)]);
    assert_eq!(found.replicated[0].replications(), 0);
    // pieces without detail do not make a report
    let found = merge(&[(model, effort)], Depth::Detail, vec![vec![part(0..3)]]);
    assert_eq!(found.replicated[0].replications(), 0);
}

/// The engine of the page gives the bytes of the command, from pieces that crossed as texts.
#[test]
fn the_engine_reports_what_the_command_reports() {
    let set = [
        ("run.replications", "6"),
        ("stations.inspection.lanes", "8"),
    ];
    let mut page = Page::new();
    page.open("peak-day.toml", &set);
    let pieces = [page.piece(4, 2), page.piece(0, 4)];
    let report = page.ask(&json!({ "call": "report", "pieces": pieces }));
    let written = ["run.replications=6", "stations.inspection.lanes=8"];
    let (_, whole) = both(&load("peak-day.toml"), &written, &[6]);
    assert_eq!(
        report["files"]["results.json"].as_str(),
        Some(whole.as_str())
    );
    let results = serde_json::from_str(&whole).expect("results");
    assert_eq!(
        report["page"].as_str(),
        Some(report::page(&results).as_str())
    );
}

/// Key figures, verdicts and differences are those of the report and of `compare`.
#[test]
fn the_engine_answers_with_the_figures_of_the_commands() {
    let mut page = Page::new();
    page.open("peak-day.toml", &[]);
    let base = page.piece(0, 40);
    page.ask(&json!({ "call": "baseline", "pieces": [base] }));
    page.open("peak-day.toml", &[("stations.inspection.lanes", "8")]);
    let few = page.piece(0, 20);
    let answer = page.ask(&json!({ "call": "answer", "pieces": [few] }));
    assert_eq!(answer["replications"], 20);
    assert_eq!(answer["missing"], json!([20, 100]));
    assert_eq!(answer["headline"], Value::Null);
    let tile = |answer: &Value, metric: &str| {
        let tiles = answer["tiles"].as_array().expect("tiles").clone();
        tiles
            .into_iter()
            .find(|it| it["metric"] == metric)
            .expect("a tile")
    };
    let simulating = tile(&answer, "released_within");
    assert_eq!(simulating["target"]["verdict"], Value::Null);
    assert_eq!(simulating["difference"]["verdict"], Value::Null);
    let rest = page.piece(20, 20);
    let answer = page.ask(&json!({ "call": "answer", "pieces": [few, rest] }));
    let released = tile(&answer, "released_within");
    assert_eq!(released["target"]["verdict"], "missed");
    assert_eq!(released["difference"]["verdict"], "worse");
    // as `compare` has it
    let variant = "\n[variants.eight]\nset = { \"stations.inspection.lanes\" = 8 }\n";
    let text = text("peak-day.toml") + variant;
    page.ask(&json!({
        "call": "open", "files": { "a.toml": text }, "main": "a.toml",
        "set": [["run.replications", "40"]],
    }));
    let command = json!({ "call": "points", "command": "compare" });
    // two rounds of 20 replications of both
    assert_eq!(page.ask(&command)["count"], 4);
    let point = |index| json!({ "call": "point", "command": "compare", "index": index });
    let pieces: Vec<Value> = (0..4)
        .map(|index| json!([index, page.ask(&point(index))["piece"]]))
        .collect();
    let gather =
        |pieces: &[Value]| json!({ "call": "gather", "command": "compare", "pieces": pieces });
    // stopped behind the first round, it has the replications of that
    let stopped = page.ask(&gather(&pieces[..3]))["files"]["results.json"].clone();
    let stopped: Value = serde_json::from_str(stopped.as_str().expect("a text")).expect("JSON");
    assert_eq!(stopped["outcome"]["compare"]["replications"], 20);
    let gather = gather(&pieces);
    let results = page.ask(&gather)["files"]["results.json"].clone();
    let results: Value = serde_json::from_str(results.as_str().expect("a text")).expect("JSON");
    let differences = results["outcome"]["compare"]["differences"]
        .as_array()
        .expect("a list");
    for metric in ["released_within", "release_time.mean", "released_per_day"] {
        let found = differences.iter();
        let mut found = found.filter(|it| it["metric"] == metric && it["scope"] == "all");
        let wanted = &found.next().expect("a difference")["difference"];
        let shown = &tile(&answer, metric)["difference"];
        for (end, key) in [("mean", "value"), ("lower", "lower"), ("upper", "upper")] {
            assert_eq!(shown[key], wanted[end], "{end} of {metric}");
        }
    }
}
