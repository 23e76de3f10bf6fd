//! Ids of batches, lanes and scheduled events within the engine.

use std::num::{NonZeroU32, NonZeroU64};

/// Position of a batch among the engine's slots, which are reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BatchSlot(NonZeroU32);

impl BatchSlot {
    /// Returns the slot of a number. Slots count from 1, so that an `Option` takes no more space.
    #[inline(always)]
    pub(super) fn new(number: u32) -> Self {
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
    }

    /// Returns its number.
    #[inline(always)]
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }

    /// Returns its number as an index.
    #[inline(always)]
    pub(super) fn index(self) -> usize {
        self.0.get() as usize
    }
}

/// A lane that can break down, numbered across all stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LaneId(pub(super) u32);

impl LaneId {
    /// Returns its number as an index.
    #[inline]
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A scheduled event, identified by its unique sequence number. The ticket is kept where the event
/// is expected; an event with another ticket is stale and is discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(NonZeroU64);

impl Ticket {
    /// Returns the ticket of a sequence number; `None` for 0.
    #[inline(always)]
    pub(super) fn new(sequence: u64) -> Option<Self> {
        NonZeroU64::new(sequence).map(Self)
    }
}
