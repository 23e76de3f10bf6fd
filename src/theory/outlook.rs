//! Whether a station can do its work in the long run: what is proven and what is unknown.
//!
//! All statements "cannot keep up", "keeps up" and "no steady state" in reports follow from this
//! module.
//!
//! * There is no steady state if the work that must be done reaches or exceeds what can be done
//!   (Loynes 1962), unless the two are equal and nothing varies. Work *must* be done if no batch
//!   with it can leave before: batches that a full room turns away or diverts, and those that may
//!   lose patience before their first service, do not count, at that station or later ones. Of
//!   Poisson arrivals at a steady rate with the load a, c lanes serve at least the share c / (a +
//!   c): lost batches find all lanes busy, and the probability of that is at most the served load
//!   divided by c (arrivals see time averages, Wolff 1982).
//! * If less work arrives than can be done, a queue is stable if the station never idles while
//!   batches wait and batches never come back through other stations (Dai 1995, theorem 5.1 for
//!   feed-forward networks), or if all stations of a loop serve first come, first served with one
//!   service time each (Bramson 1996). Priorities in loops can make a network unstable although
//!   every load is below the number of lanes (Rybko and Stolyar 1992; Lu and Kumar 1991): then
//!   nothing is concluded.
//! * If a full room at the next station can block lanes, less can be done than the number of lanes
//!   suggests, and nothing is concluded. The same holds for lanes that share staff, and for work
//!   that is restarted.

use serde::{Deserialize, Serialize};

use super::rounding::rounded_up;

/// What is proven about the work of a station or team.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// No batch arrives.
    Idle,
    /// It is proven that the work can be done in the long run.
    KeepsUp,
    /// Nothing is proven.
    #[default]
    Unknown,
    /// A full room at a next station can block its lanes, or its own full room those of other
    /// stations: how much work can be done depends on that.
    BlockingDecides,
    /// The work reaches what can be done, but batches leave or are diverted, here or before: the
    /// queue does not grow without end.
    Loses,
    /// More work arrives in these days than can be done in them. Nothing follows for the long run.
    FallsBehind,
    /// It is proven that the work piles up without end.
    Overloaded,
    /// The service of some batches takes longer than the longest opening, and is restarted at each
    /// opening.
    NeverFinishes,
}

impl Outlook {
    /// Is more work that must be done offered than can be done?
    pub fn is_overloaded(self) -> bool {
        match self {
            Self::FallsBehind | Self::Overloaded | Self::NeverFinishes => true,
            Self::Idle | Self::KeepsUp | Self::Unknown | Self::BlockingDecides | Self::Loses => {
                false
            }
        }
    }

    /// Is it proven that the number of batches inside grows without end?
    pub fn has_no_steady_state(self) -> bool {
        match self {
            Self::Overloaded | Self::NeverFinishes => true,
            Self::Idle
            | Self::KeepsUp
            | Self::Unknown
            | Self::BlockingDecides
            | Self::Loses
            | Self::FallsBehind => false,
        }
    }
}

/// Facts on which the outlook depends besides loads. They are independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Batches can leave or be diverted before their service here.
    pub(super) loses: bool,
    /// A full room can block lanes of this station or of one before it.
    pub(super) blocks: bool,
    /// Something other than lanes can delay work, or nothing is proven for the order of service.
    pub(super) unproven: bool,
    /// Some batches take longer than the longest opening of the station, and never finish.
    pub(super) never_finishes: bool,
    /// A team of the station gets more work than it can do: the station lacks staff, not lanes.
    pub(super) short_of_staff: bool,
    /// Nothing varies, so that work can be done even if it equals what can be done.
    pub(super) repeats: bool,
}

impl Facts {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            loses: self.loses || other.loses,
            blocks: self.blocks || other.blocks,
            unproven: self.unproven || other.unproven,
            never_finishes: self.never_finishes || other.never_finishes,
            short_of_staff: self.short_of_staff || other.short_of_staff,
            repeats: self.repeats && other.repeats,
        }
    }
}

/// Loads and capacities, averaged over the same time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Balance {
    /// The offered load.
    pub(super) load: f64,
    /// Part of the offered load that must be done.
    pub(super) sure: f64,
    /// Lower bound on what can be done.
    pub(super) least: f64,
    /// Upper bound on what can be done.
    pub(super) most: f64,
    /// Upper bound on what can be done if staff is never short.
    pub(super) staffed: f64,
}

impl Balance {
    /// Returns the outlook; `forever` if these loads and lanes continue without end.
    pub(super) fn outlook(&self, facts: Facts, forever: bool) -> Outlook {
        let reaches = |load: f64, lanes: f64| load > 0.0 && rounded_up(load) >= lanes;
        if self.load == 0.0 {
            return Outlook::Idle;
        }
        if facts.never_finishes {
            return Outlook::NeverFinishes;
        }
        let most = if facts.short_of_staff {
            self.staffed
        } else {
            self.most
        };
        let exceeds = self.sure > most * (1.0 + 1e-9);
        if exceeds || reaches(self.sure, most) && !facts.repeats {
            return if forever {
                Outlook::Overloaded
            } else {
                Outlook::FallsBehind
            };
        }
        let lost = facts.loses || self.sure < self.load * (1.0 - 1e-9);
        let is_even = self.load <= self.least * (1.0 + 1e-9);
        let unproven = facts.unproven || facts.blocks || lost;
        if facts.repeats && is_even && !unproven {
            return Outlook::KeepsUp;
        }
        match reaches(self.load, self.least) {
            true if lost => Outlook::Loses,
            _ if facts.blocks => Outlook::BlockingDecides,
            true => Outlook::Unknown,
            false if facts.unproven => Outlook::Unknown,
            false => Outlook::KeepsUp,
        }
    }
}
