//! Checks that need all periods of a run together.

use std::collections::BTreeMap;

use super::diagnostics::{Diagnostics, Told};
use super::network::Network;
use super::{arrivals, service, volume};
use crate::model::{ArrivalProcess, ArrivalStream, Class, ClassId, Model, Order, StationId};
use crate::scenario::Scenario;
use crate::scenario::path::Path;

/// Checks a scenario as a whole, and gives all its models the same classes and priorities.
pub(super) fn check(
    mut scenario: Scenario,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Scenario, Told> {
    let mut changes = std::mem::take(&mut scenario.model.changes);
    let later = changes.iter_mut().map(|(_, model)| model);
    let mut models: Vec<&mut Model> = std::iter::once(&mut scenario.model).chain(later).collect();
    let brings = |model: &&mut Model| model.streams.iter().any(arrivals::brings);
    if !models.iter().any(brings) {
        let help = "write per_day above 0 for at least one arrival stream";
        return Err(diagnostics.key(&Path::of(["arrivals"]), "no batch ever arrives", help));
    }
    check_backlog(models[0], diagnostics);
    check_due(&models, diagnostics);
    let network = Network::of(&models);
    network.check_ways_out(&models, diagnostics);
    service::check(&models, &network.reached, diagnostics);
    // what could not be read may leave a model without sense, whose problems are told elsewhere
    if diagnostics.so_far().is_ok() && diagnostics.is_read(&Path::default()) {
        volume::check_events(&models, &network, diagnostics);
    }
    network.mark_returns(&mut models);
    agree(&mut models);
    let unreached = network.reached.iter().enumerate();
    scenario.unreached = unreached
        .filter(|(_, reached)| !**reached)
        .map(|(position, _)| StationId::new(position))
        .collect();
    scenario.model.changes = changes;
    Ok(scenario)
}

/// Checks that a stream arrives at the start if there is a backlog, whose batches are drawn from
/// the streams.
fn check_backlog(model: &Model, diagnostics: &mut Diagnostics<'_>) {
    if !model.backlog.is_empty() && !model.streams.iter().any(arrivals::brings) {
        let message = "no stream arrives at the start, so the goods of the backlog cannot be drawn";
        let help = "let a stream arrive at the start, or take the backlog out";
        diagnostics.key(&Path::of(["run", "backlog"]), message, help);
    }
}

/// Checks that some batches have due times if a station serves by due time.
fn check_due(models: &[&mut Model], diagnostics: &mut Diagnostics<'_>) {
    let is_due = |stream: &ArrivalStream| match &stream.process {
        _ if stream.due.is_some() => true,
        ArrivalProcess::Trace(batches) => batches.iter().any(|batch| batch.due.is_some()),
        _ => false,
    };
    if models.iter().any(|model| model.streams.iter().any(is_due)) {
        return;
    }
    for position in 0..models[0].stations.len() {
        let by_due = |model: &&mut Model| model.stations[position].order == Order::Due;
        if models.iter().any(by_due) {
            let message = "order = \"due\" needs due times, but no batch has one";
            let help = "write due = \"24 h\" for an arrival stream, or another order";
            let name = &models[0].stations[position].name;
            diagnostics.value(&Path::of(["stations", name, "order"]), message, help);
        }
    }
}

/// Gives every model the classes and priorities of all models, at the same positions.
fn agree(models: &mut [&mut Model]) {
    let mut classes: Vec<Class> = vec![];
    let mut positions = BTreeMap::new();
    let mut priorities: Vec<i64> = vec![];
    for model in models.iter() {
        for class in &model.classes {
            positions.entry(key(class)).or_insert_with(|| {
                classes.push(Class {
                    share: 0.0,
                    ..*class
                });
                classes.len() - 1
            });
        }
        priorities.extend(&model.priorities);
    }
    priorities.sort_unstable_by(|a, b| b.cmp(a));
    priorities.dedup();
    for model in models.iter_mut() {
        let mut shared = classes.clone();
        let to_shared: Vec<usize> = model.classes.iter().map(|it| positions[&key(it)]).collect();
        for (class, position) in model.classes.iter().zip(&to_shared) {
            shared[*position].share = class.share;
        }
        let class = |id: ClassId| ClassId::new(to_shared[id.index()]);
        let ranks: Vec<usize> = model
            .priorities
            .iter()
            .filter_map(|priority| priorities.iter().position(|known| known == priority))
            .collect();
        for stream in &mut model.streams {
            stream.rank = ranks[stream.rank];
            for id in stream.mix.things_mut() {
                *id = class(*id);
            }
            if let ArrivalProcess::Trace(batches) = &mut stream.process {
                for batch in batches {
                    batch.class = class(batch.class);
                    batch.rank = ranks[batch.rank];
                }
            }
        }
        model.classes = shared;
        model.priorities.clone_from(&priorities);
    }
}

fn key(class: &Class) -> (u32, Option<u32>) {
    (class.stream.0, class.goods.map(|goods| goods.0))
}
