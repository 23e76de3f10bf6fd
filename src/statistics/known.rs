//! Arrivals whose means are known: those of Poisson streams.

use crate::model::{ArrivalProcess, Model};
use crate::time::Time;

/// Mean batches and units a day that arrive from Poisson streams in the window, by the rules in
/// force at each time.
pub(crate) fn known_arrivals_per_day(model: &Model) -> (f64, f64) {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let mut known = (0.0, 0.0);
    let changes = model.changes.iter().map(|(time, model)| (*time, model));
    let mut versions = std::iter::once((Time::START, model))
        .chain(changes)
        .peekable();
    while let Some((from, version)) = versions.next() {
        let until = versions.peek().map_or(end, |(time, _)| end.min(*time));
        let from = from.max(start);
        let (batches, units) = known_arrivals(version, from, until);
        known.0 += batches / model.plan.length.days();
        known.1 += units / model.plan.length.days();
    }
    known
}

/// Mean batches and units that arrive from Poisson streams in [from, until).
fn known_arrivals(model: &Model, from: Time, until: Time) -> (f64, f64) {
    let mut known = (0.0, 0.0);
    for (index, stream) in model.streams.iter().enumerate() {
        let ArrivalProcess::Poisson(profile) = &stream.process else {
            continue;
        };
        let batches = profile.expected(&model.calendar, from, until);
        known.0 += batches;
        let of_stream = model
            .classes
            .iter()
            .filter(|class| class.stream.index() == index);
        for class in of_stream {
            let units = class
                .goods
                .map_or(0.0, |goods| model.goods[goods.index()].units.mean());
            known.1 += batches * class.share * units;
        }
    }
    known
}
