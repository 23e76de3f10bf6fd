//! The live page: its engine beside the library, its controls, its edits, a day in motion, and the
//! committed engine in a real browser.

mod browser;
mod clicks;
mod controls;
mod edits;
mod motion;
mod page;
mod pieces;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clearway::input::Disk;
use clearway::live::{Engine, Progress};
use clearway::scenario::Document;
use serde_json::{Value, json};

/// A scenario with invented names, two bases, and forms of values that the examples lack.
pub(crate) const INVENTED: [(&str, &str); 3] = [
    ("quay.toml", include_str!("live/quay.toml")),
    ("rules/common.toml", include_str!("live/common.toml")),
    ("rules/first.toml", include_str!("live/first.toml")),
];

/// Names of the example scenarios.
pub(crate) fn shipped() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("the folder of scenarios");
    let names = entries.map(|it| it.expect("an entry").file_name().into_string());
    let names = names.map(|it| it.expect("a plain name"));
    let is_scenario = |name: &String| Path::new(name).extension().is_some_and(|it| it == "toml");
    let mut names: Vec<String> = names.filter(is_scenario).collect();
    names.sort();
    names
}

/// Returns the text of an example.
pub(crate) fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    fs::read_to_string(folder.join(name)).expect("an example")
}

/// Returns the texts that an example is made of, by name.
pub(crate) fn files_of(name: &str) -> Value {
    let document = load(name);
    let bases = document
        .bases()
        .map(|(base, _)| Path::new(base).file_name().map(PathBuf::from));
    let bases = bases.flatten().map(|it| it.display().to_string());
    let names = bases.chain([name.to_owned()]);
    Value::Object(
        names
            .map(|name| (name.clone(), json!(text(&name))))
            .collect(),
    )
}

/// Loads an example.
pub(crate) fn load(name: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    Document::load(&folder.join(name), Disk).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Returns the invented files.
pub(crate) fn invented() -> BTreeMap<PathBuf, Vec<u8>> {
    let files = INVENTED.iter();
    let files = files.map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec()));
    files.collect()
}

/// Hears nothing.
struct Deaf;

impl Progress for Deaf {
    fn tell(&self, _json: &str) {}
}

/// An engine, and what a page says to it.
pub(crate) struct Page(Engine);

impl Page {
    pub(crate) fn new() -> Self {
        Self(Engine::new(Box::new(Deaf)))
    }

    /// Returns the whole answer to a request.
    pub(crate) fn answer(&mut self, request: &Value) -> Value {
        let answer = self.0.call(request.to_string().as_bytes());
        serde_json::from_str(&answer).expect("JSON")
    }

    /// Returns the answer to a request that is not refused.
    #[track_caller]
    pub(crate) fn ask(&mut self, request: &Value) -> Value {
        let answer = self.answer(request);
        let refused = answer.get("refused");
        assert!(refused.is_none(), "{refused:?} of {request}");
        answer["ok"].clone()
    }

    /// Returns why a request is refused.
    #[track_caller]
    pub(crate) fn refused(&mut self, request: &Value) -> String {
        let answer = self.answer(request);
        let refused = answer["refused"].as_str();
        refused.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// Opens an example with settings.
    #[track_caller]
    pub(crate) fn open(&mut self, name: &str, set: &[(&str, &str)]) -> Value {
        self.ask(&json!({
            "call": "open", "files": files_of(name), "main": name, "set": set,
        }))
    }

    /// Runs replications and returns their piece.
    #[track_caller]
    pub(crate) fn piece(&mut self, first: u32, count: u32) -> Value {
        let request = json!({ "call": "simulate", "first": first, "count": count, "detail": true });
        self.ask(&request)["piece"].clone()
    }
}

#[test]
fn a_page_is_told_why_a_request_has_no_answer() {
    let mut page = Page::new();
    let none = "no sound scenario is open";
    assert_eq!(
        page.refused(&json!({ "call": "answer", "pieces": [] })),
        none
    );
    assert!(
        page.refused(&json!({ "call": "dance" }))
            .contains("unknown variant")
    );
    let wrong = text("peak-day.toml").replace("lanes   = 9", "lanes   = -9");
    let request = json!({ "call": "open", "files": { "a.toml": wrong }, "main": "a.toml" });
    let told = page.ask(&request);
    assert_eq!(told["sound"], false);
    assert_eq!(told["problems"][0]["line"], 83);
    assert_eq!(told["problems"][0]["severity"], "error");
    let main = json!({ "a.toml": "extends = \"b/c.toml\"\n" });
    let told = page.ask(&json!({ "call": "open", "files": main, "main": "a.toml" }));
    assert_eq!(told["missing"], json!(["b/c.toml"]));
    page.open("peak-day.toml", &[]);
    let piece = page.piece(0, 2);
    page.open("peak-day.toml", &[("stations.inspection.lanes", "8")]);
    let refused = page.refused(&json!({ "call": "answer", "pieces": [piece] }));
    assert_eq!(
        refused,
        "a piece of replications belongs to another scenario"
    );
    let refused = page.refused(&json!({ "call": "answer", "pieces": ["AAAA"] }));
    assert!(
        refused.contains("belongs to another") || refused.contains("damaged"),
        "{refused}"
    );
}
