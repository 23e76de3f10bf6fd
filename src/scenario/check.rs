//! From what is written to what can be run: the only place where a [`Model`] is made.
//!
//! Every check adds to one list of [`Findings`] and goes on, so that all problems come at once. A
//! part that cannot be compiled is `None`; then a problem has been found, here or on reading.

mod arrivals;
mod behaviour;
mod changes;
mod distributions;
mod duty;
mod findings;
mod network;
mod precision;
mod rates;
mod routes;
mod run;
mod service;
mod stations;
mod trace;
mod variants;
mod volume;
mod whole;

use indexmap::IndexMap;

use super::document::Document;
use super::file::File;
use super::path::Path;
use super::problem::{Problem, Problems};
use super::reader::{self, Unread};
use super::sweep::{SweepAxis, staffing_section, sweep_section};
use super::{Heading, Scenario};
use crate::model::{Goods, Model};
use findings::Findings;

/// What a batch holds where nothing is said: one unit.
const DEFAULT_UNITS: f64 = 1.0;

/// Paths of `[sweep]`, or to choose from, at most.
const MOST_PATHS: usize = 100;

/// A problem was found and is among the findings.
struct Told;

/// What was compiled, where something that may be left out had no problem.
type Checked<T> = Result<T, Told>;

impl Document {
    /// Checks everything, variants and dated changes too, and compiles it.
    ///
    /// # Errors
    /// With every problem of the document, in the order of the file.
    pub fn compile(&self) -> Result<Scenario, Problems> {
        let (file, mut findings, scenario) = self.compile_parts();
        axes(&file, &mut findings);
        variants::check(&file, &mut findings);
        findings.into_result()?;
        Ok(scenario.expect("whatever cannot be compiled is a finding"))
    }

    /// As [`compile`](Self::compile), without a look at variants and sweeps: for one of them.
    ///
    /// # Errors
    /// With every problem of the rest of the document.
    pub fn compile_alone(&self) -> Result<Scenario, Problems> {
        let (_, findings, scenario) = self.compile_parts();
        findings.into_result()?;
        Ok(scenario.expect("whatever cannot be compiled is a finding"))
    }

    fn compile_parts(&self) -> (File, Findings<'_>, Option<Scenario>) {
        let (file, unread) = self.read();
        let mut findings = Findings::new(self, unread);
        let without = scenario(&file, &mut findings);
        let compiled = changes::compile(&file, without, &mut findings);
        let scenario = compiled.and_then(|compiled| whole::check(compiled, &mut findings));
        (file, findings, scenario)
    }

    /// Reads the document as far as it can be read.
    pub(super) fn read(&self) -> (File, Vec<Unread>) {
        reader::read(self.root(), &Path::default())
    }
}

/// Compiles a document as it stands, without its changes; sound as far as one time can tell.
fn compile_one(document: &Document) -> (Option<Scenario>, Vec<Problem>) {
    let (file, unread) = document.read();
    let mut findings = Findings::new(document, unread);
    let compiled = scenario(&file, &mut findings);
    (compiled, findings.into_problems())
}

fn scenario(file: &File, findings: &mut Findings<'_>) -> Option<Scenario> {
    let run = run::run(file.run.as_ref(), findings);
    let target = run::target(file, findings);
    let goods = goods(file, findings);
    let calendar = run.as_ref().map(|run| &run.calendar);
    let streams = arrivals::streams(file, run.as_ref(), findings);
    let teams = duty::teams(file, findings);
    let stations = stations::stations(file, calendar, findings);
    let backlog = run::backlog(file, findings);
    let costs = file.costs.as_ref();
    let delay = costs.and_then(|costs| costs.delay_per_batch_hour);
    let delay = findings.cost(&Path::of(["costs", "delay_per_batch_hour"]), delay);
    let (run, streams) = (run?, streams?);
    let model = Model {
        calendar: run.calendar,
        plan: run.plan,
        target: target?,
        goods: goods?,
        streams: streams.list,
        stations: stations?,
        teams: teams?,
        classes: streams.classes,
        priorities: streams.priorities,
        backlog: backlog?,
        delay_cost_per_batch_hour: delay,
        changes: vec![],
    };
    volume::check(&model, findings);
    let stopping = precision::stopping(&run.asked, &model, findings)?;
    Some(Scenario {
        heading: Heading {
            title: file.title.clone(),
            question: file.question.clone(),
            sources: file.sources.clone(),
        },
        model,
        replications: run.replications,
        stopping,
        confidence: run.confidence,
        seed: run.seed,
        currency: costs.and_then(|costs| costs.currency.clone()),
        unreached: vec![],
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

/// Checks the paths of `[sweep]` and `[staffing]`, and that they have values.
fn axes(file: &File, findings: &mut Findings<'_>) {
    let document = findings.document();
    let staffing = staffing_section();
    if let Some(staffing) = &file.staffing
        && staffing.choose.as_ref().is_none_or(IndexMap::is_empty)
    {
        let help = "write choose = { \"stations.inspection.lanes\" = { from = 4, to = 12 } }";
        findings.missing(&staffing_section(), help);
    }
    for section in [sweep_section(), staffing] {
        let mut axes = vec![];
        let count = document.keys(&section).count();
        if count > MOST_PATHS {
            let message = format!("{count} paths; the limit is {MOST_PATHS}");
            findings.key(&section, message, "vary fewer paths at a time");
            continue;
        }
        for key in document.keys(&section) {
            let path = section.child(key);
            let is_read = Path::parse(key).is_none_or(|(swept, _)| findings.is_read(&swept));
            if is_read && findings.is_read(&path) {
                match document.sweep_axis(&path) {
                    Ok(found) => axes.push(found),
                    Err(problems) => findings.extend(problems),
                }
            }
        }
        findings.extend(SweepAxis::check_apart(&axes).err().into_iter().collect());
    }
}

/// Every item, where every item could be made; all are tried, so that all problems are found.
fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let items: Vec<Option<T>> = items.collect();
    items.into_iter().collect()
}
