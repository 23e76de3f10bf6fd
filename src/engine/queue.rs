//! Queues: who goes next.
//!
//! A queue is a row of first-come lines, one for each rank of priority that its station tells
//! apart; the first batch of the first line that is not empty goes next. Lines are chained through
//! the batches themselves, so nothing is allocated.

use super::state::{BatchSlot, Batches};

/// A first-come line.
#[derive(Clone, Copy, Debug)]
struct Line {
    first: BatchSlot,
    last: BatchSlot,
}

/// The batches that wait at a station.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// By rank; a single line where the station ignores priority.
    lines: Vec<Option<Line>>,
    waiting: u32,
}

impl Queue {
    /// An empty queue that tells so many ranks apart (at least one).
    pub(super) fn new(ranks: usize) -> Self {
        Self {
            lines: vec![None; ranks.max(1)],
            waiting: 0,
        }
    }

    /// Does nobody wait?
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Adds a batch behind all others of its rank.
    #[inline]
    pub(super) fn join(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let rank = batches[slot].rank.min(self.lines.len() - 1);
        match &mut self.lines[rank] {
            Some(line) => {
                batches[line.last].behind = Some(slot);
                line.last = slot;
            }
            empty @ None => {
                *empty = Some(Line {
                    first: slot,
                    last: slot,
                });
            }
        }
        self.waiting += 1;
    }

    /// Takes the batch that goes next.
    #[inline]
    pub(super) fn take(&mut self, batches: &mut Batches) -> Option<BatchSlot> {
        if self.waiting == 0 {
            return None;
        }
        self.waiting -= 1;
        let line = self.lines.iter_mut().find(|line| line.is_some())?;
        let Line { first, last } = (*line)?;
        *line = batches[first]
            .behind
            .take()
            .map(|first| Line { first, last });
        Some(first)
    }
}
