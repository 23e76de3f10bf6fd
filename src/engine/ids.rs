//! What the engine's files call a batch, a lane and a scheduled event.

use std::num::{NonZeroU32, NonZeroU64};

/// Position of a batch inside among the engine's slots, which are used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BatchSlot(NonZeroU32);

impl BatchSlot {
    /// A slot by its number; slots count from 1, so that an absent one takes no space.
    #[inline(always)]
    pub(super) fn new(number: u32) -> Self {
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    /// Its number.
    #[inline(always)]
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }

    /// Its number as an index.
    #[inline(always)]
    pub(super) fn index(self) -> usize {
        self.0.get() as usize
    }
}

/// A lane that can break down, numbered through all stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LaneId(pub(super) u32);

impl LaneId {
    /// Its number as an index.
    #[inline]
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A scheduled event: its sequence number, which no other event has. The ticket is kept where the
/// event is expected; an event with another ticket is stale and does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(NonZeroU64);

impl Ticket {
    /// The ticket of a sequence number; none for 0.
    #[inline(always)]
    pub(super) fn new(sequence: u64) -> Option<Self> {
        NonZeroU64::new(sequence).map(Self)
    }
}
