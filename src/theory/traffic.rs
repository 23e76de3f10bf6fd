//! Visits and work that reach each station in a part of the run.

use std::collections::BTreeMap;

use super::capacity::longest_service;
use super::kinds::{Shape, kinds};
use super::network::{Gate, Network};
use super::part::Part;
use crate::model::{ArrivalProcess, ArrivalStream, Destination, Model, StreamId};
use crate::time::Span;

/// The traffic in the network of a model in a part of the run.
pub(super) struct Traffic {
    pub(super) sums: Vec<Sum>,
    pub(super) shapes: Vec<Shape>,
    /// Arriving batches a day of each stream.
    pub(super) rates: Vec<f64>,
    /// Batches a day that enter from outside: station, stream, rate.
    pub(super) entries: Vec<(usize, StreamId, f64)>,
    /// Batches a day from one station to another by their routes.
    pub(super) moves: BTreeMap<(usize, usize), f64>,
    /// Gate of each station.
    pub(super) gates: Vec<Gate>,
}

impl Traffic {
    /// Computes the traffic with these gates.
    pub(super) fn through(part: &Part<'_>, gates: Vec<Gate>) -> Self {
        let model = part.rules;
        let network = Network::new(&model.stations).with(&gates);
        let (kinds, shapes) = kinds(part);
        let longest = model.stations.iter();
        let longest = longest.map(|station| longest_service(station, part));
        let longest: Vec<Option<f64>> = longest.collect();
        let mut traffic = Self {
            sums: vec![Sum::default(); model.stations.len()],
            shapes,
            rates: vec![0.0; model.streams.len()],
            entries: vec![],
            moves: BTreeMap::new(),
            gates,
        };
        for kind in &kinds {
            for (stream, _, rate) in kind.arrivals(model) {
                traffic.rates[stream.index()] += rate;
            }
            let entries = kind.entries_by_stream(model);
            let flow = network.flow(&kind.entries(model), kind.question());
            for (station, visits) in flow.visits {
                let service = &model.stations[station].service;
                let drawn = service.time(kind.class.goods);
                let of_units = service.per_unit * kind.band.mean_units;
                let micros = drawn.mean() + of_units;
                let day = Span::DAY.micros() as f64;
                let sum = &mut traffic.sums[station];
                let load = sum.add(kind.shape, visits, micros / day);
                let first_here = entries.iter().any(|(entry, ..)| *entry == station);
                if !kind.patient && first_here {
                    sum.impatient += load;
                }
                if let Some(hours) = longest[station] {
                    let limit = hours * Span::HOUR.micros() as f64 - of_units;
                    sum.endless += visits * (1.0 - drawn.cdf(limit));
                }
                // the variance of sizes within a band is ignored
                sum.squares += visits * (drawn.variance() + micros * micros) / (day * day);
                sum.truncated |= !flow.exact;
            }
            traffic.entries.extend(entries);
            for (from, to, rate) in flow.moves {
                if let Destination::Station(to) = to {
                    *traffic.moves.entry((from, to.index())).or_insert(0.0) += rate;
                }
            }
        }
        traffic
    }

    /// Are all arrivals from outside at the station those of Poisson streams at a steady rate?
    pub(super) fn comes_steadily(&self, index: usize, model: &Model) -> bool {
        let plain = |stream: &ArrivalStream| match &stream.process {
            ArrivalProcess::Poisson(profile) => stream.group.is_none() && profile.is_level(),
            ArrivalProcess::Exact(_) | ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => {
                false
            }
        };
        let mut entries = self.entries.iter().filter(|(to, ..)| *to == index);
        entries.all(|(_, stream, _)| plain(&model.streams[stream.index()]))
    }
}

/// Visits and work of all kinds of batches at one station.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) visits_per_day: f64,
    /// Offered load in lanes.
    pub(super) load: f64,
    /// Part of the load by batches that may lose patience here.
    pub(super) impatient: f64,
    /// Visits a day that take longer than the longest opening, at stations that restart them.
    pub(super) endless: f64,
    /// Visits a day times the mean square of the service time in days squared.
    pub(super) squares: f64,
    /// Load by shape of the arrivals.
    pub(super) by_shape: Vec<(usize, f64)>,
    pub(super) truncated: bool,
}

impl Sum {
    /// Adds visits and returns their load.
    pub(super) fn add(&mut self, shape: usize, visits_per_day: f64, service_days: f64) -> f64 {
        let load = if service_days == 0.0 {
            0.0
        } else {
            visits_per_day * service_days
        };
        self.visits_per_day += visits_per_day;
        self.load += load;
        // kinds are ordered by shape
        match self.by_shape.last_mut() {
            Some((last, sum)) if *last == shape => *sum += load,
            _ => self.by_shape.push((shape, load)),
        }
        load
    }
}
