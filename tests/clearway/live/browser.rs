//! The committed engine in a real browser, beside the library: the same numbers, messages and
//! pictures. When this fails because the sources changed, `live/build` builds the engine anew.

use std::fs;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::{INVENTED, Page, files_of, shipped, text};
use crate::report::browser::{Scheme, found, is_installed, open};

const HARNESS: &str = include_str!("browser.html");

/// The committed engine.
const ENGINE: &[u8] = include_bytes!("../../../live/engine.wasm.gz");

/// Largest relative distance between two numbers: the logarithm and the exponential of the
/// platforms differ in their last digit.
pub(super) const NEAR: f64 = 1e-12;

/// Returns the requests about each scenario.
fn requests() -> Vec<Vec<Value>> {
    let mut all: Vec<Vec<Value>> = shipped().iter().map(|name| of_example(name)).collect();
    let files: serde_json::Map<String, Value> = INVENTED
        .iter()
        .map(|(name, text)| ((*name).to_owned(), json!(text)))
        .collect();
    let quay = |call: &str| json!({ "call": call, "files": files, "main": "quay.toml" });
    let mut edit = quay("edit");
    edit["set"] = json!([["stations.slow_hall.lanes.1.open", "2"]]);
    all.push(vec![
        quay("open"),
        edit,
        json!({ "call": "simulate", "first": 0, "count": 3, "detail": true }),
        json!({ "call": "report", "pieces": [] }),
        json!({ "call": "motion", "day": 1 }),
        json!({ "call": "stress" }),
        json!({ "call": "staff" }),
    ]);
    all.push(wrong());
    all
}

fn of_example(name: &str) -> Vec<Value> {
    vec![
        json!({ "call": "open", "files": files_of(name), "main": name }),
        json!({ "call": "simulate", "first": 0, "count": 3, "detail": true }),
        json!({ "call": "answer", "pieces": [] }),
        json!({ "call": "report", "pieces": [] }),
        json!({ "call": "motion", "day": 1 }),
    ]
}

/// Texts that are not sound.
fn wrong() -> Vec<Value> {
    let peak = text("peak-day.toml");
    let texts = [
        peak.replace("lanes   = 9", "lanes   = -9"),
        peak.replace("lanes   = 9", "lanse   = 9"),
        peak.replace("\"75 min\"", "75"),
        peak.replace("inspection = 0.9", "inspection = 1.9"),
        peak.replace("[run]", "[run"),
        "extends = \"missing.toml\"\n".to_owned(),
        "stations.a.lanes = \"</script><script>\"\n".to_owned(),
        String::new(),
        "\u{0}\u{7}\u{202e}".to_owned(),
    ];
    let open =
        |text: &String| json!({ "call": "open", "files": { "a.toml": text }, "main": "a.toml" });
    let mut requests: Vec<Value> = texts.iter().map(open).collect();
    requests.push(json!({ "call": "open", "files": {}, "main": "a.toml" }));
    requests.push(json!({ "call": "sing" }));
    let mut set = open(&peak);
    set["set"] = json!([["stations.inspektion.lanes", "3"]]);
    requests.push(set);
    requests
}

/// Returns the answers of the library.
fn native(requests: &[Vec<Value>]) -> Value {
    let of_scenario = |requests: &Vec<Value>| {
        let (mut page, mut pieces) = (Page::new(), vec![]);
        let answers = requests.iter().map(|request| {
            let mut request = request.clone();
            if request.get("pieces").is_some() {
                request["pieces"] = json!(pieces);
            }
            let mut answer = page.answer(&request);
            let told = answer.get_mut("ok").and_then(Value::as_object_mut);
            if let Some(piece) = told.and_then(|it| it.shift_remove("piece")) {
                pieces.push(piece);
            }
            answer
        });
        answers.collect::<Value>()
    };
    requests.iter().map(of_scenario).collect()
}

/// Compares two answers; `at` is where they are.
fn compare(here: &Value, there: &Value, at: &str) {
    match (here, there) {
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (
                one.as_f64().expect("a number"),
                other.as_f64().expect("one"),
            );
            let scale = one.abs().max(other.abs());
            assert!(
                (one - other).abs() <= NEAR * scale,
                "{at}: {one} here, {other} there"
            );
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len(), "{at}");
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(one, other, &format!("{at}.{index}"));
            }
        }
        (Value::Object(one), Value::Object(other)) => {
            let names =
                |it: &serde_json::Map<String, Value>| it.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(one), names(other), "{at}");
            for (name, one) in one {
                compare(one, &other[name], &format!("{at}.{name}"));
            }
        }
        (Value::String(one), Value::String(other)) if one != other => {
            match (serde_json::from_str(one), serde_json::from_str(other)) {
                (Ok(one @ Value::Object(_)), Ok(other)) => compare(&one, &other, at),
                _ => compare_words(&without_digests(one), &without_digests(other), at),
            }
        }
        _ => assert_eq!(here, there, "{at}"),
    }
}

/// Returns a text without digests, such as that of results whose last digits differ.
fn without_digests(text: &str) -> String {
    let is_digit = |letter: char| letter.is_ascii_hexdigit();
    let words = text.split_inclusive(|letter| !is_digit(letter));
    let words = words.filter(|word| word.trim_end_matches(|it| !is_digit(it)).len() != 64);
    words.collect()
}

/// Compares two texts: all but the last digit of a number in them is equal.
fn compare_words(one: &str, other: &str, at: &str) {
    let is_of_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let words = |text: &str| -> Vec<String> {
        let mut words = vec![String::new()];
        let mut was_number = false;
        for letter in text.chars() {
            if is_of_number(letter) != was_number {
                was_number = !was_number;
                words.push(String::new());
            }
            words.last_mut().expect("a word").push(letter);
        }
        words
    };
    let (one, other) = (words(one), words(other));
    assert_eq!(one.len(), other.len(), "{at}");
    for (one, other) in one.iter().zip(&other).filter(|(one, other)| one != other) {
        let numbers = one.parse::<f64>().ok().zip(other.parse::<f64>().ok());
        let (a, b) = numbers.unwrap_or_else(|| panic!("{at}: {one:?} here, {other:?} there"));
        let decimals = one.split_once('.').map_or(0, |it| it.1.len()).min(12);
        let last = 1.000_001 * 0.1_f64.powi(decimals as i32);
        let is_near = (a - b).abs() <= last.max(NEAR * a.abs());
        assert!(is_near, "{at}: {one} here, {other} there");
    }
}

#[test]
fn the_committed_engine_says_what_the_library_says() {
    if !is_installed() {
        println!("skipped: there is no chromium on the path");
        return;
    }
    let requests = requests();
    let folder = tempfile::tempdir().expect("a folder");
    let harness = folder.path().join("harness.html");
    let mut engine = vec![];
    let unpacked = GzDecoder::new(ENGINE).read_to_end(&mut engine);
    unpacked.expect("an engine that can be unpacked");
    let written = serde_json::to_string(&requests)
        .expect("JSON")
        .replace('<', "\\u003c");
    let page = HARNESS
        .replacen("ENGINE", &STANDARD.encode(engine), 1)
        .replacen("REQUESTS", &written, 1);
    fs::write(&harness, page).expect("a page");
    let (document, said) = open(&harness, &folder.path().join("profile"), Scheme::Light);
    let found = found(&document, &said);
    let there: Value = serde_json::from_slice(&found).expect("JSON");
    let here = native(&requests);
    let here: Value = serde_json::from_str(&here.to_string()).expect("JSON");
    compare(&here, &there, "");
}

/// Numbers that differ, and texts that differ, are found.
#[test]
fn a_difference_is_found() {
    let same =
        |one: Value, other: Value| std::panic::catch_unwind(|| compare(&one, &other, "")).is_ok();
    assert!(same(
        json!([1.0, "12.35 h"]),
        json!([1.0 + 1e-15, "12.36 h"])
    ));
    assert!(!same(json!(1.0), json!(1.0 + 1e-9)));
    assert!(!same(json!("12.35 h"), json!("12.37 h")));
    assert!(!same(json!("met"), json!("missed")));
    assert!(!same(json!({ "a": 1 }), json!({ "b": 1 })));
}
