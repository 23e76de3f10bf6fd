//! A day in motion: visits are those of `events.csv`, and levels are what follows from them.

use std::collections::BTreeMap;

use clearway::event_log::{self, Format, Source};
use clearway::experiment::Unwatched;
use clearway::scenario::{Document, Scenario};
use serde_json::{Value, json};

use super::{Page, text};

/// A scenario that is measured from the start, so that the log holds all of its batches.
fn measured() -> String {
    text("peak-day.toml")
        .replace("warm_up      = \"2 days\"", "warm_up = \"0 days\"")
        .replace("length       = \"10 days\"", "length = \"3 days\"")
}

/// A visit: label of the station, and when it was joined, began and ended, in seconds from the first midnight.
type Visit = (String, f64, f64, f64);

/// Reads the visits of `events.csv`.
fn logged(scenario: &Scenario) -> Vec<Visit> {
    let source = Source {
        title: "",
        model: &scenario.model,
        seed: scenario.seed,
    };
    let mut log = vec![];
    event_log::write(source, vec![(Format::Csv, &mut log)], &Unwatched).expect("written");
    let mut rows = csv::Reader::from_reader(log.as_slice());
    let headings = rows.headers().expect("headings").clone();
    let column = |name: &str| {
        let found = headings.iter().position(|it| it == name);
        found.unwrap_or_else(|| panic!("no {name} in {headings:?}"))
    };
    let columns = ["concept:name", "joined", "started", "time:timestamp"].map(column);
    let visit = column("visit");
    let first = scenario.model.calendar().midnight(0);
    let start = scenario.model.calendar().date_time(first);
    let seconds = |text: &str| {
        let at: jiff::civil::DateTime = text.parse().expect("an instant");
        at.duration_since(start).as_secs_f64()
    };
    let rows = rows.records().map(|row| row.expect("a row"));
    let rows = rows.filter(|row| !row[visit].is_empty());
    rows.map(|row| {
        let [joined, started, ended] = [1, 2, 3].map(|at| seconds(&row[columns[at]]));
        (row[columns[0]].to_owned(), joined, started, ended)
    })
    .collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 2e-6
}

#[test]
fn a_day_shows_the_visits_of_the_log_and_the_levels_that_follow() {
    let text = measured();
    let scenario = Document::parse("a.toml", &text)
        .and_then(|it| it.compile())
        .expect("sound");
    let logged = logged(&scenario);
    let mut page = Page::new();
    page.ask(&json!({ "call": "open", "files": { "a.toml": text }, "main": "a.toml" }));
    let mut seen = 0;
    for day in 0..3 {
        let shown = page.ask(&json!({ "call": "motion", "day": day }));
        assert_eq!(shown["days"], 3);
        let midnight = f64::from(day) * 86_400.0;
        let places = shown["places"].as_array().expect("places");
        let stations = places.iter().map(|it| {
            let is_station = it["key"]
                .as_str()
                .is_some_and(|it| it.starts_with("stations."));
            is_station.then(|| it["label"].as_str().expect("a label"))
        });
        let stations: Vec<Option<&str>> = stations.collect();
        let mut of_log: Vec<Visit> = logged
            .iter()
            .filter(|it| it.1 < midnight + 86_400.0 && it.3 >= midnight)
            .cloned()
            .collect();
        let visits = shown["visits"].as_array().expect("visits");
        for visit in visits {
            let place = visit[0].as_u64().expect("a place") as usize;
            let Some(station) = stations[place] else {
                continue;
            };
            let time = |at: usize| visit[at].as_f64().expect("a time") + midnight;
            let found = of_log.iter().position(|it| {
                it.0 == station && near(it.1, time(2)) && near(it.2, time(3)) && near(it.3, time(4))
            });
            of_log.swap_remove(found.unwrap_or_else(|| panic!("{visit} is not in the log")));
            seen += 1;
        }
        assert!(of_log.is_empty(), "not shown: {of_log:?}");
        levels(&shown, &stations, &logged, midnight);
    }
    assert!(seen > 500, "{seen} visits");
}

/// Compares the levels of a day with those that the visits of the log imply: a batch waits from
/// joining to its start, and a lane is at work from the start to the end.
fn levels(shown: &Value, stations: &[Option<&str>], logged: &[Visit], midnight: f64) {
    for level in shown["levels"].as_array().expect("levels") {
        let place = level["place"].as_u64().expect("a place") as usize;
        let station = stations[place].expect("a station");
        let numbers = |name: &str| level[name].as_array().expect("a list").clone();
        let (at, queue, busy) = (numbers("at"), numbers("queue"), numbers("busy"));
        let mut steps: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        let mut add = |time: f64, queue: i64, busy: i64| {
            let step = steps.entry((time * 1e6).round() as i64).or_default();
            *step = (step.0 + queue, step.1 + busy);
        };
        for (of, joined, started, ended) in logged {
            if of == station {
                add(*joined, 1, 0);
                add(*started, -1, 1);
                add(*ended, 0, -1);
            }
        }
        assert!(at.len() > 20, "{station}");
        for (index, time) in at.iter().enumerate() {
            let time = time.as_f64().expect("a time") + midnight;
            let sum = steps.range(..=(time * 1e6).round() as i64);
            let (waiting, at_work) =
                sum.fold((0, 0), |sum, (_, step)| (sum.0 + step.0, sum.1 + step.1));
            assert_eq!(queue[index], waiting, "waiting at {station}, {time}");
            assert_eq!(busy[index], at_work, "at work at {station}, {time}");
        }
        assert!(
            level["open"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|it| it.as_i64() > Some(0))
        );
    }
}

#[test]
fn a_day_of_very_many_batches_has_levels_alone() {
    let many = text("relief-imports.toml").replace("per_day = 1410", "per_day = 5000");
    let mut page = Page::new();
    page.ask(&json!({
        "call": "open", "files": { "a.toml": many }, "main": "a.toml",
        "set": [["stations.registration.lanes", "60"]],
    }));
    let shown = page.ask(&json!({ "call": "motion", "day": 0 }));
    assert_eq!(shown["visits"], Value::Null);
    assert!(shown["batches"].as_u64() > Some(2_000));
    assert_eq!(shown["warm_up"].as_bool(), Some(true));
    assert!(
        shown["levels"][0]["at"]
            .as_array()
            .is_some_and(|it| it.len() > 2_000)
    );
}
