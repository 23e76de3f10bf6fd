//! No text makes the scenario module panic.

use clearway::scenario::{Document, Setting, SweepAxis};
use proptest::prelude::*;

use super::{SOUND, sound};

/// Pieces of text that have a meaning in some place.
const PIECES: &[&str] = &[
    "0",
    "-1",
    "1e400",
    "nan",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "=",
    ".",
    "\n",
    "\"rest\"",
    "\"released\"",
    "\"unlimited\"",
    "\"90 mni\"",
    "2020-02-29",
    "08:00:00",
    "true",
    "inspection",
    "[sweep]",
    "[stations.x]",
    "[[changes]]",
    "#",
    "口罩",
    "\u{feff}",
    "\r\n",
    "\0",
    "lanes",
    "{ from = 1, to = 2 }",
    "\"20:00-08:00\"",
    "99999999999999999999",
    "{ erlang = { mean = 1, k = 0 } }",
    "{ divert = \"inspection\" }",
    "\"turn-away\"",
    "staff = { inspectors = 2 }",
    "room = 0",
    "open_more = { when_waiting = 1, add = 1 }",
    "breakdowns = { after = \"1 h\", repair = \"0 s\" }",
    "preempt = true",
    "order = \"due\"",
    "extends = \"fuzz.toml\"",
    "file = \"none.csv\"",
    "[teams.inspectors]\nmembers = [{ hours = \"08:00-20:00\", on = 2 }]\n",
    "[run.backlog]\ninspection = 3\n",
    "[variants.more]\nset = { \"stations.inspection.lanes\" = 12, \"a\" = 1, stations = {} }\n",
    "[[changes]]\nat = 2020-04-20\nuntil = 2020-04-21\nset = { \"stations.documents.lanes\" = 0 }\n",
    "set = { \"changes.0.set.goods\" = 1 }",
];

fn exercise(text: &str) {
    let Ok(document) = Document::parse("fuzz.toml", text) else {
        return;
    };
    let compiled = document.compile();
    if let Err(problems) = &compiled {
        assert!(!problems.to_string().is_empty() && !problems.styled().is_empty());
    }
    for name in document.variants() {
        let varied = document
            .variant(name)
            .and_then(|settings| document.with(&settings));
        let _ = varied.and_then(|document| document.compile());
    }
    let axes = document.sweep().unwrap_or_default();
    for axis in axes.iter().take(3) {
        let _ = axis.subject(&document);
        let _ = document
            .with(&axis.settings[..1])
            .and_then(|document| document.compile());
    }
}

/// Returns positions in the valid text that do not split a character.
fn cut(position: usize) -> usize {
    SOUND.floor_char_boundary(position % (SOUND.len() + 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_piece_put_in_anywhere(position: usize, length in 0_usize..40, piece in 0..PIECES.len()) {
        let (from, to) = (cut(position), cut(position));
        let to = SOUND.floor_char_boundary((to + length).min(SOUND.len()));
        exercise(&format!("{}{}{}", &SOUND[..from], PIECES[piece], &SOUND[to..]));
    }

    #[test]
    fn a_value_replaced(number: usize, piece in 0..PIECES.len()) {
        let lines: Vec<&str> = SOUND.lines().collect();
        let line = lines[number % lines.len()];
        let replaced = line.split_once('=').map_or_else(
            || PIECES[piece].to_owned(),
            |(key, _)| format!("{key}= {}", PIECES[piece]),
        );
        exercise(&SOUND.replace(line, &replaced));
    }

    #[test]
    fn lines_left_out(first: usize, count in 1_usize..6) {
        let lines: Vec<&str> = SOUND.lines().collect();
        let first = first % lines.len();
        let kept = lines.iter().enumerate().filter(|(i, _)| !(first..first + count).contains(i));
        exercise(&kept.map(|(_, line)| *line).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn any_argument(argument in "[a-z.=\"'\\[\\]{}0-9, -]{0,40}") {
        if let Ok(setting) = Setting::from_argument(&argument) {
            let _ = sound().with(&[setting]).and_then(|document| document.compile());
        }
        let _ = SweepAxis::from_argument(&argument);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = [
        format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("a = {}1{}", "{a=".repeat(100_000), "}".repeat(100_000)),
    ];
    for text in deep {
        let problems = Document::parse("deep.toml", &text).expect_err("refused");
        let said = problems.to_string();
        assert!(
            said.starts_with("deep.toml:1:") && said.contains("nested too deep: the limit is 80"),
            "{said}"
        );
        assert_eq!(problems.iter().count(), 1);
        assert!(
            Setting::from_argument(&text.replace('\n', "")).is_err() || text.starts_with("a = ")
        );
    }
}

/// A row of stations, each with its service.
fn row_of_stations(count: usize, service: &str) -> String {
    let run = "[run]\nstart = 2020-04-13\nlength = \"1 day\"\n";
    let arrivals = "[arrivals.trucks]\nper_day = 1\nto = \"s0\"\n";
    let station = |number: usize| {
        let next = match number + 1 {
            next if next == count => "released".to_owned(),
            next => format!("s{next}"),
        };
        format!("[stations.s{number}]\nlanes = 1\nservice = {service}\nnext = \"{next}\"\n")
    };
    let stations: String = (0..count).map(station).collect();
    format!("{run}{arrivals}{stations}")
}

#[test]
fn many_stations_are_compiled_and_too_many_refused() {
    let text = row_of_stations(100_000, "\"1 min\"");
    let scenario = super::compile(&text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.model.stations().len(), 100_000);
    let said = super::problems(super::compile(&row_of_stations(100_001, "\"1 min\"")));
    assert!(
        said.contains("100001 stations; the limit is 100000"),
        "{said}"
    );
}

#[test]
fn reading_stops_after_many_problems_and_says_so() {
    let said = super::problems(super::compile(&row_of_stations(2_000, "1")));
    assert!(
        said.starts_with("peak.toml:1:1: reading stopped after 100 problems"),
        "{said}"
    );
    assert_eq!(said.matches("as it is meant").count(), 100);
}
