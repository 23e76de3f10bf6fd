//! A scenario as it stands at one time.

use super::findings::{Findings, Told, all};
use super::{arrivals, distributions, duty, precision, run, stations, volume};
use crate::model::{Goods, Model};
use crate::scenario::file::File;
use crate::scenario::path::Path;
use crate::scenario::{Heading, Scenario};

/// What a batch holds where nothing is said: one unit.
const DEFAULT_UNITS: f64 = 1.0;

/// Compiles a file as it stands, without its changes; sound as far as one time can tell.
pub(super) fn scenario(file: &File, findings: &mut Findings<'_>) -> Result<Scenario, Told> {
    let section = run::section(file, findings);
    let run = section.and_then(|section| run::run(section, findings));
    let target = run::target(file, findings);
    let goods = goods(file, findings);
    let calendar = run.as_ref().ok().map(|run| &run.calendar);
    let streams = arrivals::streams(file, run.as_ref().map_err(|told| *told), findings);
    let teams = duty::teams(file, findings);
    let stations = stations::stations(file, calendar, findings);
    let backlog = section.and_then(|section| run::backlog(section, file, findings));
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
    Ok(Scenario {
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

fn goods(file: &File, findings: &mut Findings<'_>) -> Result<Vec<Goods>, Told> {
    let goods = file.goods.iter().map(|(name, goods)| {
        let path = Path::of(["goods", name]);
        findings.check_new_name(&path, "goods");
        let path = path.child("units");
        let units = match &goods.units {
            Some(units) => distributions::compile(units, &path, findings)?,
            None => distributions::constant(DEFAULT_UNITS, &path, findings)?,
        };
        Ok(Goods {
            name: name.clone(),
            label: goods.label.clone().unwrap_or_else(|| name.clone()),
            units,
        })
    });
    all(goods)
}
