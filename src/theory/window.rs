//! Loads over the measured window of a run whose rules change by date.

use super::flows::{self, Flow};
use super::{Load, loads};
use crate::model::Model;
use crate::time::{Span, Time};

/// The loads of all stations averaged over the measured window: those of the model where its rules
/// never change, else those of every stretch with the same rules, weighted by its length. The lanes
/// needed are those of the stretch that needs most.
pub fn window_loads(model: &Model) -> Vec<Load> {
    let stretches = stretches(model);
    if let [(only, _)] = stretches.as_slice() {
        return loads(only);
    }
    let total: f64 = stretches.iter().map(|(_, length)| length.hours()).sum();
    let mut average: Option<Vec<Load>> = None;
    for (rules, length) in stretches {
        let share = length.hours() / total;
        let scaled = loads(rules).into_iter().map(|load| load.scaled(share));
        average = Some(match average {
            None => scaled.collect(),
            Some(sum) => sum
                .into_iter()
                .zip(scaled)
                .map(|(sum, load)| sum.plus(&load))
                .collect(),
        });
    }
    average
        .unwrap_or_default()
        .into_iter()
        .map(Load::averaged)
        .collect()
}

/// The flows between streams, stations and ways out, averaged over the measured window.
pub fn window_flows(model: &Model) -> Vec<Flow> {
    let stretches = stretches(model);
    let total: f64 = stretches.iter().map(|(_, length)| length.hours()).sum();
    let mut sums = flows::Sums::new();
    for (rules, length) in stretches {
        flows::add(rules, length.hours() / total, &mut sums);
    }
    let flow = |((from, to), batches_per_day)| Flow {
        from,
        to,
        batches_per_day,
    };
    sums.into_iter().map(flow).collect()
}

/// The models in force during the measured window, and for how long each.
fn stretches(model: &Model) -> Vec<(&Model, Span)> {
    let (start, end) = (model.plan.window_start(), model.plan.window_end());
    let later = model.changes.iter().map(|(time, rules)| (*time, rules));
    let rules: Vec<(Time, &Model)> = std::iter::once((Time::START, model)).chain(later).collect();
    let ends = rules.iter().skip(1).map(|(time, _)| *time).chain([end]);
    rules
        .iter()
        .zip(ends)
        .map(|((from, rules), until)| (*rules, until.min(end) - (*from).max(start)))
        .filter(|(_, length)| *length > Span::ZERO)
        .collect()
}

impl Load {
    /// The load of a stretch as its share of a sum; `service_hours` holds work a day until the sum
    /// is concluded.
    fn scaled(mut self, share: f64) -> Self {
        self.service_hours *= self.visits_per_day * share;
        self.visits_per_day *= share;
        self.offered_load *= share;
        self.lanes_open = self.lanes_open.map(|open| open * share);
        self.hourly_load.iter_mut().for_each(|load| *load *= share);
        self
    }

    fn plus(mut self, other: &Self) -> Self {
        self.service_hours += other.service_hours;
        self.visits_per_day += other.visits_per_day;
        self.offered_load += other.offered_load;
        // a station that is unlimited for a while has no mean number of lanes
        self.lanes_open = self.lanes_open.zip(other.lanes_open).map(|(a, b)| a + b);
        self.lanes_needed = self.lanes_needed.max(other.lanes_needed);
        for (sum, load) in self.hourly_load.iter_mut().zip(&other.hourly_load) {
            *sum += load;
        }
        self.exact &= other.exact;
        self
    }

    /// The average, once every stretch is in the sums.
    fn averaged(mut self) -> Self {
        if self.visits_per_day > 0.0 {
            self.service_hours /= self.visits_per_day;
        }
        self.concluded()
    }
}
