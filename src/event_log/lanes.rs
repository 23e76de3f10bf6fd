//! The lane of each visit.
//!
//! To the engine the lanes of a station are alike, only a count. In logs they have numbers, and the
//! free lane with the lowest number takes a batch. If work can be interrupted, a batch may resume
//! in another lane, so no number is given; nor is one given if lanes are unlimited.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::model::{self, AtClose, Model, Station};
use crate::time::Time;

/// The lanes of a station.
pub(super) enum Lanes {
    /// They have no numbers.
    Alike,
    /// They have numbers.
    Numbered {
        /// Numbers of lanes that are free again, lowest first.
        free: BinaryHeap<Reverse<u32>>,
        /// Number of lanes that were ever taken.
        used: u32,
        /// Lanes that hold a batch: when its service began, and the lane's number.
        taken: BTreeSet<(Time, u32)>,
    },
}

impl Lanes {
    /// Returns the lanes of every station, all free.
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

    /// Lets a lane take a batch.
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

    /// Frees the lane of a batch whose service began at that instant, and returns its number, from
    /// 1.
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

/// Does a batch always stay in the lane that took it first?
fn has_numbers(station: &Station) -> bool {
    matches!(station.lanes, model::Lanes::Scheduled(_))
        && station.at_close == AtClose::Finish
        && !station.preempt
        && station.breakdowns.is_none()
}
