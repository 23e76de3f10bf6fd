//! When a replication ends, and what it has counted.

use crate::time::Time;

/// When a replication gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Batches inside at one time.
    pub batches_inside: usize,
    /// Events in one replication.
    pub events: u64,
}

impl Default for Limits {
    /// Ten million batches inside, for which a few GB are enough, and 10^12 events.
    fn default() -> Self {
        Self {
            batches_inside: 10_000_000,
            events: 1_000_000_000_000,
        }
    }
}

/// How a replication ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The window is over, and every measured batch has left, waits in a lock, or was followed to
    /// the horizon.
    Complete,
    /// The observer stopped it.
    Stopped,
    /// The limit on batches inside was reached.
    TooManyInside(Time),
    /// The limit on events was reached.
    TooManyEvents(Time),
}

impl Ending {
    /// Did the replication give up at a limit? Then what it has counted is not what the scenario
    /// asks for, and decides nothing.
    pub fn gave_up(&self) -> bool {
        match self {
            Self::Complete | Self::Stopped => false,
            Self::TooManyInside(_) | Self::TooManyEvents(_) => true,
        }
    }
}

/// What became of every batch that was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Batches that arrived.
    pub created: u64,
    /// Batches that left released.
    pub released: u64,
    /// Batches that left refused.
    pub refused: u64,
    /// Batches that left withdrawn.
    pub withdrawn: u64,
    /// Batches still inside at the end.
    pub unreleased: u64,
}
