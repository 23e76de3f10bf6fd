//! Known mean arrivals: those of Poisson streams.

use crate::model::{ArrivalProcess, Model, StreamId};

/// Returns the mean arrivals of Poisson streams in the window, in batches and units a day, by the
/// rules in force at each time.
pub(crate) fn known_arrivals_per_day(model: &Model) -> (f64, f64) {
    let plan = &model.plan;
    let (mut batches, mut units) = (0.0, 0.0);
    for part in model.stretches(plan.window_start(), plan.window_end()) {
        for (index, stream) in part.rules.streams.iter().enumerate() {
            if matches!(stream.process, ArrivalProcess::Poisson(_)) {
                let stream = StreamId::new(index);
                let here = part.batches(stream);
                batches += here;
                units += here * part.units_of_batch(stream);
            }
        }
    }
    let days = plan.length.days();
    (batches / days, units / days)
}
