//! A scenario that is opened: read, checked and compiled; and its text with settings in it.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::report;
use crate::results::Question;
use crate::scenario::{Document, Problems, Scenario, Setting};
use crate::statistics::Stopping;

use super::folder::Folder;
use super::refusal::{Refusal, told, told_as};
use super::request::{Contents, Written};

/// A sound scenario.
pub(super) struct Opened {
    /// The file without the settings.
    pub(super) document: Document,
    /// Settings of the variant, then of the page.
    pub(super) settings: Vec<Setting>,
    /// With the settings, compiled.
    pub(super) scenario: Scenario,
    /// Tells apart what was simulated of this scenario and what of another.
    pub(super) mark: u64,
}

impl Opened {
    /// Returns the scenario as a question to be answered.
    pub(super) fn question(&self) -> Question<'_> {
        Question {
            document: &self.document,
            settings: &self.settings,
            scenario: &self.scenario,
        }
    }
}

/// Opens a scenario and tells all about it; `None` if it has problems, which are told then.
pub(super) fn open(written: Written, brief: bool) -> (Option<Opened>, Value) {
    let folder = match Folder::of(written.files) {
        Ok(folder) => folder,
        Err(sentence) => {
            let problem = json!({ "severity": "error", "message": sentence });
            return (
                None,
                json!({ "sound": false, "problems": [problem], "missing": [] }),
            );
        }
    };
    match compiled(
        &folder,
        &written.main,
        written.variant.as_deref(),
        &written.set,
    ) {
        Ok(opened) => {
            let told = description(&opened, brief);
            (Some(opened), told)
        }
        Err(problems) => {
            let told = json!({
                "sound": false,
                "problems": told(&problems),
                "missing": folder.missing(),
            });
            (None, told)
        }
    }
}

impl Folder {
    /// Makes a folder of the files of a request.
    fn of(files: BTreeMap<String, Contents>) -> Result<Self, String> {
        let bytes = |(name, contents): (String, Contents)| match contents {
            Contents::Text(text) => Ok((name, text.into_bytes())),
            Contents::Bytes { base64 } => match STANDARD.decode(base64) {
                Ok(bytes) => Ok((name, bytes)),
                Err(error) => Err(format!("{name} is not base64: {error}")),
            },
        };
        let files: Result<Vec<_>, String> = files.into_iter().map(bytes).collect();
        Ok(Self::new(files?))
    }
}

fn compiled(
    folder: &Folder,
    main: &str,
    variant: Option<&str>,
    set: &[(String, String)],
) -> Result<Opened, Problems> {
    let document = Document::load(Path::new(main), folder.clone())?;
    let mut settings = match variant {
        Some(name) => document.variant(name)?,
        None => vec![],
    };
    settings.extend(arguments(set)?);
    let mut asked = document.with(&settings)?;
    if !settings.is_empty() {
        asked = asked.without_searches();
    }
    let scenario = asked.compile()?;
    let mark = mark(&scenario);
    Ok(Opened {
        document,
        settings,
        scenario,
        mark,
    })
}

/// Reads settings as `--set` reads them.
fn arguments(set: &[(String, String)]) -> Result<Vec<Setting>, Problems> {
    let setting =
        |(path, value): &(String, String)| Setting::from_argument(&format!("{path}={value}"));
    let settings: Vec<Setting> = set.iter().map(setting).collect::<Result<_, _>>()?;
    Setting::check_once(&settings)?;
    Ok(settings)
}

/// Returns a number that differs between scenarios whose replications differ.
fn mark(scenario: &Scenario) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    format!("{:?} {}", scenario.model, scenario.seed).hash(&mut hasher);
    hasher.finish()
}

/// Describes a sound scenario.
fn description(opened: &Opened, brief: bool) -> Value {
    let Opened {
        document, scenario, ..
    } = opened;
    let heading = &scenario.heading;
    let effort = scenario.effort();
    let variants = document.variants();
    let variants =
        variants.map(|name| json!({ "name": name, "label": document.variant_label(name) }));
    let mut told = json!({
        "sound": true,
        "problems": [],
        "missing": [],
        "title": heading.title,
        "question": heading.question,
        "sources": heading.sources,
        "notes": scenario.notes,
        "variants": Value::Array(variants.collect()),
        "effort": {
            "replications": effort.replications,
            "stopping": match effort.stopping {
                Stopping::Number => "number",
                Stopping::Width(_) => "width",
                Stopping::Verdict => "verdict",
            },
            "seed": effort.seed,
            "confidence": effort.confidence,
        },
    });
    if !brief {
        let with = document.with(&opened.settings);
        let controls = with.as_ref().map_or_else(|_| vec![], Document::controls);
        let unrun = opened.question().answer_unrun();
        let flow = report::flow(&unrun);
        let remarks = document.remarks();
        let remarks = remarks.iter().map(|it| told_as(it, "remark"));
        told["problems"] = Value::Array(remarks.collect());
        told["controls"] = json!(controls);
        told["flow"] = flow.map_or(
            Value::Null,
            |it| json!({ "wide": it.svg, "narrow": it.narrow }),
        );
        told["printed"] = json!(report::loads(&unrun));
    }
    told
}

/// Writes settings into the text of the scenario file.
pub(super) fn edit(written: Written, label: Option<&str>) -> Result<Value, Refusal> {
    let folder = Folder::of(written.files)?;
    let document = Document::load(Path::new(&written.main), folder)?;
    let mut settings = arguments(&written.set)?;
    if let Some(name) = &written.variant {
        settings = document.as_variant(name, label, &settings);
    }
    let text = document.edited(&settings)?;
    Ok(json!({ "main": written.main, "files": { written.main.clone(): text } }))
}
