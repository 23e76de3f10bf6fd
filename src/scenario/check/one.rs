//! Compiles a scenario as it is in one period of the run.

use std::collections::BTreeMap;

use super::diagnostics::{Diagnostics, Told, all};
use super::{arrivals, distributions, duty, precision, run, stations, volume};
use crate::model::{Goods, Model};
use crate::scenario::file::File;
use crate::scenario::path::Path;
use crate::scenario::suggest::named;
use crate::scenario::{Heading, Scenario};

/// Compiles a file without its changes, and makes all checks that need only one period.
pub(super) fn scenario(file: &File, diagnostics: &mut Diagnostics<'_>) -> Result<Scenario, Told> {
    let section = run::section(file, diagnostics);
    let run = section.and_then(|section| run::run(section, diagnostics));
    let target = run::target(file, diagnostics);
    let goods = goods(file, diagnostics);
    let calendar = run.as_ref().ok().map(|run| &run.calendar);
    let streams = arrivals::streams(file, run.as_ref().map_err(|told| *told), diagnostics);
    let teams = duty::teams(file, diagnostics);
    let stations = stations::stations(file, calendar, diagnostics);
    let backlog = section.and_then(|section| run::backlog(section, file, diagnostics));
    let costs = file.costs.as_ref();
    let delay = costs.and_then(|costs| costs.delay_per_batch_hour);
    let delay = diagnostics.cost(&Path::of(["costs", "delay_per_batch_hour"]), delay);
    let (run, streams) = (run?, streams?);
    let mut model = Model {
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
    tell_apart(
        model
            .stations
            .iter_mut()
            .map(|it| (&it.name, &mut it.label)),
    );
    tell_apart(model.teams.iter_mut().map(|it| (&it.name, &mut it.label)));
    tell_apart(model.streams.iter_mut().map(|it| (&it.name, &mut it.label)));
    tell_apart(model.goods.iter_mut().map(|it| (&it.name, &mut it.label)));
    volume::check(&model, diagnostics);
    let stopping = precision::stopping(&run.asked, &model, diagnostics)?;
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
        keep: run.keep,
        currency: costs.and_then(|costs| costs.currency.clone()),
        unreached: vec![],
        notes: vec![],
    })
}

/// Adds the names to labels that occur more than once.
fn tell_apart<'m>(things: impl Iterator<Item = (&'m String, &'m mut String)>) {
    let mut labels: Vec<_> = things.collect();
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for (_, label) in &labels {
        *times.entry(String::clone(label)).or_default() += 1;
    }
    for (name, label) in &mut labels {
        if times[label.as_str()] > 1 && label != name {
            **label = named(label, name);
        }
    }
}

fn goods(file: &File, diagnostics: &mut Diagnostics<'_>) -> Result<Vec<Goods>, Told> {
    let goods = file.goods.iter().map(|(name, goods)| {
        let path = Path::of(["goods", name]);
        diagnostics.check_new_name(&path, "goods");
        let path = path.child("units");
        let units = match &goods.units {
            Some(units) => distributions::compile(units, &path, diagnostics)?,
            None => distributions::constant(distributions::DEFAULT_UNITS, &path, diagnostics)?,
        };
        Ok(Goods {
            name: name.clone(),
            label: goods.label.clone().unwrap_or_else(|| name.clone()),
            units,
        })
    });
    all(goods)
}
