//! Shares of arriving batches and units whose routes end in release.
//!
//! The rules of routes do not depend on queues, so these shares are exact where batches are neither
//! turned away nor lose patience, and upper bounds where they do: such batches leave without being
//! released. They are known only if no station diverts batches, which changes their routes, and if
//! dated changes leave the routes between stations as they are; otherwise all batches count.

use crate::model::{Destination, Exit, Model, Station, StreamId, Stretch, WhenFull};

use super::kinds::{Kind, kinds_with_units};
use super::network::Network;
use super::part::Part;

/// Shares of what a stream brings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shares {
    /// Share of the batches.
    pub(super) of_batches: f64,
    /// Share of the units.
    pub(super) of_units: f64,
}

impl Shares {
    const ALL: Self = Self {
        of_batches: 1.0,
        of_units: 1.0,
    };
}

/// Returns upper bounds on the released shares of each stream in a stretch. `all` holds the rules
/// of all times.
pub(super) fn shares(stretch: &Stretch<'_>, all: &Model) -> Vec<Shares> {
    let streams = stretch.rules.streams.len();
    if all.versions().all(releases_all) || !is_known(all) {
        return vec![Shares::ALL; streams];
    }
    let part = Part::of(*stretch);
    let network = Network::new(&part.rules.stations);
    let kinds = kinds_with_units(&part);
    let mut sums = vec![Sum::default(); streams];
    for kind in &kinds {
        add(kind, &network, part.rules, &mut sums);
    }
    sums.iter().map(Sum::shares).collect()
}

/// Do all routes that can be taken end in release?
fn releases_all(rules: &Model) -> bool {
    let of_streams = rules.streams.iter().map(|stream| &stream.to);
    let routes = of_streams.chain(rules.stations.iter().map(|station| &station.next));
    let mut places = routes.flat_map(crate::model::Route::destinations);
    places.all(|place| match place {
        Destination::Station(_) | Destination::Exit(Exit::Released) => true,
        Destination::Exit(Exit::Refused | Exit::Withdrawn) => false,
    })
}

/// Do routes alone decide where batches go, by the same rules at all times?
fn is_known(all: &Model) -> bool {
    let diverts = |station: &Station| {
        let full = station.room.map(|room| room.when_full);
        matches!(full, Some(WhenFull::Divert(_)))
    };
    let is_same = |rules: &Model| {
        let pairs = rules.stations.iter().zip(&all.stations);
        pairs.clone().all(|(now, first)| now.next == first.next)
    };
    all.versions()
        .all(|rules| is_same(rules) && !rules.stations.iter().any(diverts))
}

/// Batches and units a day that a stream brings and that are released.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    batches: f64,
    units: f64,
    released_batches: f64,
    released_units: f64,
    is_bound: bool,
}

impl Sum {
    fn shares(&self) -> Shares {
        let share = |part: f64, whole: f64| {
            let share = part / whole;
            if share.is_finite() && !self.is_bound {
                share.min(1.0)
            } else {
                1.0
            }
        };
        Shares {
            of_batches: share(self.released_batches, self.batches),
            of_units: share(self.released_units, self.units),
        }
    }
}

/// Adds the batches of a kind to the sums of the streams that bring them.
fn add(kind: &Kind, network: &Network<'_>, rules: &Model, sums: &mut [Sum]) {
    let units = kind.band.mean_units;
    let arrivals = kind.arrivals(rules);
    let mut streams: Vec<StreamId> = arrivals.iter().map(|(stream, ..)| *stream).collect();
    streams.dedup();
    for stream in streams {
        let of_stream = arrivals.iter().filter(|(of, ..)| *of == stream);
        let (mut batches, mut released, mut entries) = (0.0, 0.0, vec![]);
        for (_, to, per_day) in of_stream {
            batches += per_day;
            match to {
                Destination::Station(station) => entries.push((station.index(), *per_day)),
                Destination::Exit(Exit::Released) => released += per_day,
                Destination::Exit(Exit::Refused | Exit::Withdrawn) => {}
            }
        }
        let flow = network.flow(&entries, kind.question());
        let ends = flow.moves.iter();
        let ends = ends.filter(|(_, to, _)| *to == Destination::Exit(Exit::Released));
        released += ends.map(|(.., per_day)| per_day).sum::<f64>();
        let sum = &mut sums[stream.index()];
        sum.batches += batches;
        sum.units += batches * units;
        sum.released_batches += released;
        sum.released_units += released * units;
        sum.is_bound |= !flow.exact;
    }
}
