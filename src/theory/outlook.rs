//! Whether a station can do its work in the long run: what is proven, and what is not known.
//!
//! Every sentence that says "cannot keep up", "keeps up" or "no steady state" comes from here.
//!
//! * Work that must be done and comes in at the rate of all that can be done, or above, has no
//!   steady state (Loynes 1962), but for a rate that is just equal where nothing varies. *Must* be
//!   done is what is never taken away: batches that a full room turns away or diverts, and those
//!   that lose patience before their first service, are left out, there and wherever they would
//!   have gone. Of Poisson arrivals at a steady rate at least
//!   the share c / (a + c) is served by c lanes that are offered the load a: those lost find all
//!   lanes busy, which has at most the probability of the load that is served over c (arrivals see
//!   time averages, Wolff 1982).
//! * Below what can be done a queue is stable where a station never idles while batches wait, and
//!   batches never come back through other stations (Dai 1995, theorem 5.1 for feed-forward
//!   networks), or where all stations of a loop serve first come, first served with one service
//!   time each (Bramson 1996). Priorities in loops can make a network unstable at any load below
//!   the lanes' (Rybko and Stolyar 1992; Lu and Kumar 1991): there nothing is said.
//! * Where a lane can be blocked by a full room behind it, less can be done than the lanes say, and
//!   nothing is said. The same holds for lanes that share staff, and for work begun anew.

use serde::{Deserialize, Serialize};

use super::rounding::rounded_up;

/// What is known of a station's or a team's work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// No batch comes.
    Idle,
    /// It is proven that it can do its work in the long run.
    KeepsUp,
    /// Nothing is proven.
    #[default]
    Unknown,
    /// A full room behind it can stop its lanes, or lanes before it wait for its room: how much can
    /// be done depends on that.
    BlockingDecides,
    /// Its work reaches what can be done, but batches leave or are sent elsewhere, here or before:
    /// the queue does not grow without end.
    Loses,
    /// In these days more work arrives than can be done in them. That says nothing of the long run.
    FallsBehind,
    /// It is proven that its work piles up without end.
    Overloaded,
    /// Some of its batches take longer than it is ever open, and are begun anew at each opening.
    NeverFinishes,
}

impl Outlook {
    /// Is more work offered than can be done, and must be done?
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

/// What the outlook depends on beside loads: facts that have nothing to do with each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Batches leave or are sent elsewhere before their service here.
    pub(super) loses: bool,
    /// A full room stops lanes, of this station or of one before it.
    pub(super) blocks: bool,
    /// Something else than lanes can hold up work, or nothing is proven of the order of service.
    pub(super) unproven: bool,
    /// Enough batches take longer than the station is ever open.
    pub(super) never_finishes: bool,
    /// A team of the station is given more work than it can do: what it lacks is staff.
    pub(super) short_of_staff: bool,
    /// Nothing varies: work that comes in at the rate of all that can be done is done.
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

/// Loads and what can be done, on average over the same time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Balance {
    /// The offered load.
    pub(super) load: f64,
    /// The part of it that must be done.
    pub(super) sure: f64,
    /// At least so much can be done.
    pub(super) least: f64,
    /// No more can be done.
    pub(super) most: f64,
    /// No more can be done even if staff is never short.
    pub(super) staffed: f64,
}

impl Balance {
    /// What follows. `forever`: do these loads and lanes go on without end?
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
