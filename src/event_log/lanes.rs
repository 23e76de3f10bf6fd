//! Which lane a batch was in.
//!
//! To the engine lanes of a station are a count: they are alike. Here the free one with the lowest
//! number takes a batch. Where work can be interrupted, a batch may go on in another lane, and no
//! number is given; nor where lanes are unlimited.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::model::{self, AtClose, Model, Station};
use crate::time::Time;

/// The lanes of a station.
pub(super) enum Lanes {
    /// They are not told apart.
    Alike,
    /// They have numbers.
    Numbered {
        /// Those that are free again, lowest first.
        free: BinaryHeap<Reverse<u32>>,
        /// How many were ever taken.
        used: u32,
        /// Those that hold a batch, by when its service began.
        taken: BTreeSet<(Time, u32)>,
    },
}

impl Lanes {
    /// The lanes of every station, all free.
    pub(super) fn of_stations(model: &Model) -> Vec<Self> {
        (0..model.stations.len())
            .map(|station| {
                let mut rules = model.versions().map(|it| &it.stations[station]);
                if rules.all(has_numbers) {
                    Self::Numbered {
                        free: BinaryHeap::new(),
                        used: 0,
                        taken: BTreeSet::new(),
                    }
                } else {
                    Self::Alike
                }
            })
            .collect()
    }

    /// A lane takes a batch.
    pub(super) fn take(&mut self, now: Time) {
        if let Self::Numbered { free, used, taken } = self {
            let lane = free.pop().map_or_else(
                || {
                    *used += 1;
                    *used
                },
                |Reverse(lane)| lane,
            );
            taken.insert((now, lane));
        }
    }

    /// A batch whose service began at that instant leaves; its lane's number, from 1.
    pub(super) fn leave(&mut self, started: Time) -> Option<u32> {
        let Self::Numbered { free, taken, .. } = self else {
            return None;
        };
        let lane = taken.range((started, 0)..=(started, u32::MAX)).next();
        let (_, lane) = *lane?;
        taken.remove(&(started, lane));
        free.push(Reverse(lane));
        Some(lane)
    }
}

/// Does a batch stay in the lane that took it first?
fn has_numbers(station: &Station) -> bool {
    matches!(station.lanes, model::Lanes::Scheduled(_))
        && station.at_close == AtClose::Finish
        && !station.preempt
        && station.breakdowns.is_none()
}
