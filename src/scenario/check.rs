//! From what is written to what can be run: the only place where a [`Model`] is made.
//!
//! Every check adds to one list of [`Findings`] and goes on, so that all problems come at once. A
//! part that cannot be compiled is `None`; then a problem has been found, here or on reading.

mod arrivals;
mod distributions;
mod findings;
mod network;
mod routes;
mod run;
mod stations;

use super::document::Document;
use super::file::File;
use super::path::Path;
use super::problem::Problems;
use super::reader::{self, Unread};
use super::{Heading, Scenario};
use crate::model::{Goods, Model};
use findings::Findings;

/// What a batch holds where nothing is said: one unit.
const DEFAULT_UNITS: f64 = 1.0;

impl Document {
    /// Checks everything and compiles it.
    ///
    /// # Errors
    /// With every problem of the document, in the order of the file.
    pub fn compile(&self) -> Result<Scenario, Problems> {
        let (file, unread) = self.read();
        let mut findings = Findings::new(self, unread);
        let scenario = scenario(&file, &mut findings);
        findings.into_result()?;
        Ok(scenario.expect("whatever cannot be compiled is a finding"))
    }

    /// Reads the document as far as it can be read.
    pub(super) fn read(&self) -> (File, Vec<Unread>) {
        reader::read(self.root(), &Path::default())
    }
}

fn scenario(file: &File, findings: &mut Findings<'_>) -> Option<Scenario> {
    let run = run::run(file.run.as_ref(), findings);
    let target = run::target(file, findings);
    let goods = goods(file, findings);
    let calendar = run.as_ref().map(|run| &run.calendar);
    let streams = arrivals::streams(file, findings);
    let stations = stations::stations(file, calendar, findings);
    sweep(findings);
    let (run, streams, mut stations) = (run?, streams?, stations?);
    let model = Model {
        calendar: run.calendar,
        plan: run.plan,
        target: target?,
        goods: goods?,
        teams: vec![],
        backlog: vec![],
        delay_cost_per_batch_hour: 0.0,
        changes: vec![],
        streams: streams.list,
        classes: streams.classes,
        priorities: streams.priorities,
        stations: {
            network::check(&streams.ways_in, &mut stations, findings)?;
            stations
        },
    };
    arrivals::check_volume(&model, findings);
    network::check_openings(&model, findings);
    Some(Scenario {
        heading: Heading {
            title: file.title.clone(),
            question: file.question.clone(),
            sources: file.sources.clone(),
        },
        model,
        replications: run.replications,
        confidence: run.confidence,
        seed: run.seed,
    })
}

fn goods(file: &File, findings: &mut Findings<'_>) -> Option<Vec<Goods>> {
    let goods = file.goods.iter().map(|(name, goods)| {
        let path = Path::of(["goods", name]);
        findings.check_new_name(&path, "goods");
        let units = match &goods.units {
            Some(units) => distributions::compile(units, &path.child("units"), findings)?,
            None => crate::distribution::Distribution::constant(DEFAULT_UNITS).ok()?,
        };
        Some(Goods {
            name: name.clone(),
            label: goods.label.clone().unwrap_or_else(|| name.clone()),
            units,
        })
    });
    all(goods)
}

fn sweep(findings: &mut Findings<'_>) {
    let section = Path::of(["sweep"]);
    let document = findings.document();
    for key in document.keys(&section) {
        let path = section.child(key);
        let is_read = Path::parse(key).is_none_or(|(swept, _)| findings.is_read(&swept));
        if is_read
            && findings.is_read(&path)
            && let Err(problems) = document.sweep_axis(&path)
        {
            findings.extend(problems);
        }
    }
}

/// Every item, where every item could be made; all are tried, so that all problems are found.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<Option<T>> = items.collect();
    items.into_iter().collect()
}
