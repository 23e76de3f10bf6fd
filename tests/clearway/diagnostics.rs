//! Invalid scenarios and their exact messages; overrides, sweeps, and what valid files compile to.
//!
//! A case is a small change to a valid file. Its message is part of the product: read it as a
//! planner would before accepting a new snapshot (`INSTA_UPDATE=always cargo test`).

mod accepted;
mod alternatives;
mod behaviour;
mod brackets;
mod changes;
mod clock;
mod extends;
mod mistakes;
mod notation;
mod one_round;
mod overrides;
mod precision;
mod robustness;
mod sections;
mod tired;
mod traced;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearway::scenario::{Document, Problems, Scenario, Setting};

/// A valid scenario that every case changes.
const SOUND: &str = r#"title = "Peak day"

[run]
start = 2020-04-13
warm_up = "2 days"
length = "10 days"
replications = 40
holidays = [2020-05-01]

[target]
batches_per_day = 134
units_per_day = 41_000_000
release = { within = "4 h", share = 0.95 }

[goods.masks]
units = { lognormal = { mean = 324_000, cv = 1.5 } }
[goods.ventilators]
units = { lognormal = { mean = 7, cv = 1.0 } }

[arrivals.commercial]
per_day = 124
hours = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6, 7, 6.5, 4.5, 6, 7.5, 7.5, 7, 6, 5, 4, 3.5, 3, 2.5, 2]
days = { sat = 0.5, holiday = 0.25 }
goods = { masks = 0.94, ventilators = 0.06 }
to = "documents"

[arrivals.donations]
every = { exponential = { mean = "2 h" } }
goods = "masks"
priority = 1
to = "documents"

[stations.documents]
lanes = 4
service = { triangular = { min = "4 min", mode = "10 min", max = "30 min" } }
next = { inspection = 0.9, released = "rest" }

[stations.inspection]
label = "Inspection bays"
lanes = [{ hours = "06:00-22:00", open = 9 }, { hours = "22:00-06:00", open = 4 }]
service = { triangular = { min = "30 min", mode = "75 min", max = "120 min" } }
service_by_goods = { ventilators = "90 min" }
next = [
  { when = { goods = ["ventilators"], visits = 1 }, to = "correction" },
  { to = { released = 0.98, correction = 0.02 } },
]

[stations.correction]
lanes = "unlimited"
service = { uniform = { min = "8 h", max = "36 h" } }
next = "inspection"

[sweep]
"stations.inspection.lanes" = { from = 4, to = 12 }
"stations.documents.next.inspection" = [0.1, 0.5, 0.9, 1.0]
"#;

/// Returns the valid scenario with one passage replaced.
fn changed(passage: &str, replacement: &str) -> String {
    assert!(SOUND.contains(passage), "no such passage: {passage}");
    SOUND.replacen(passage, replacement, 1)
}

fn compile(text: &str) -> Result<Scenario, Problems> {
    Document::parse("peak.toml", text)?.compile()
}

/// Compiles the text of a scenario with another file beside it.
fn compile_beside(text: &str, name: &str, bytes: &[u8]) -> Result<Scenario, Problems> {
    let files = BTreeMap::from([
        (PathBuf::from("peak.toml"), text.as_bytes().to_vec()),
        (PathBuf::from(name), bytes.to_vec()),
    ]);
    Document::load(Path::new("peak.toml"), files)?.compile()
}

fn sound() -> Document {
    Document::parse("peak.toml", SOUND).expect("sound")
}

fn problems<T>(result: Result<T, Problems>) -> String {
    match result {
        Ok(_) => "no problem found".to_owned(),
        Err(problems) => problems.to_string(),
    }
}

/// Compiles the valid scenario with `--set` arguments.
fn set(arguments: &[&str]) -> Result<Scenario, Problems> {
    let settings = arguments
        .iter()
        .map(|argument| Setting::from_argument(argument));
    let settings = settings.collect::<Result<Vec<_>, _>>()?;
    sound().with(&settings)?.compile()
}

/// Makes one snapshot of many cases, each with its title and its messages.
fn report<'a>(cases: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let text = |(about, said): (&str, String)| format!("## {about}\n{said}");
    cases.into_iter().map(text).collect::<Vec<_>>().join("\n")
}

/// Title of a case, the passage of the valid scenario, and its replacement.
type Case = (&'static str, &'static str, &'static str);

fn messages(cases: &[Case]) -> String {
    let said = |(about, passage, replacement): &Case| {
        let text = changed(passage, replacement);
        (*about, problems(compile(&text)))
    };
    report(cases.iter().map(said))
}
