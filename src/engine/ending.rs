//! When a replication ends, and its counts of batches.

use crate::time::Time;

/// Limits at which a replication gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest number of batches inside at one time.
    pub batches_inside: usize,
    /// Largest number of events in one replication.
    pub events: u64,
}

impl Default for Limits {
    /// Ten million batches inside, which need a few GB of memory, and 10^12 events.
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
    /// Did the replication give up at a limit? Its counts then do not answer the scenario's
    /// question, and no verdict may rest on them.
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
    /// Number of batches that arrived.
    pub created: u64,
    /// Number of batches that left as released.
    pub released: u64,
    /// Number of batches that left as refused.
    pub refused: u64,
    /// Number of batches that left as withdrawn.
    pub withdrawn: u64,
    /// Number of batches still inside at the end.
    pub unreleased: u64,
}
