//! The batches that wait, in the order in which they are served.
//!
//! The lists are linked through the batches themselves, so nothing is allocated; only the orders
//! that sort by a key (random, shortest, due, fewest units) keep a heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{AtClose, Order, Station};

use super::batches::Batches;
use super::ids::BatchSlot;

/// A doubly linked list of batches. A batch is in at most one list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct List {
    ends: Option<(BatchSlot, BatchSlot)>,
}

impl List {
    /// Returns the batch at the front.
    #[inline]
    pub(super) fn first(self) -> Option<BatchSlot> {
        self.ends.map(|(first, _)| first)
    }

    /// Returns the batch at the back.
    #[inline]
    pub(super) fn last(self) -> Option<BatchSlot> {
        self.ends.map(|(_, last)| last)
    }

    /// Iterates over the batches from front to back.
    pub(super) fn iter(self, batches: &Batches) -> impl Iterator<Item = BatchSlot> {
        std::iter::successors(self.first(), |slot| batches[*slot].behind)
    }

    /// Adds a batch at the back.
    #[inline(always)]
    pub(super) fn push_back(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let first = match self.ends {
            Some((first, last)) => {
                batches[last].behind = Some(slot);
                batches[slot].ahead = Some(last);
                first
            }
            None => slot,
        };
        self.ends = Some((first, slot));
    }

    /// Removes and returns the batch at the front.
    #[inline(always)]
    fn pop_front(&mut self, batches: &mut Batches) -> Option<BatchSlot> {
        let (first, last) = self.ends?;
        self.ends = batches[first].behind.take().map(|next| {
            batches[next].ahead = None;
            (next, last)
        });
        Some(first)
    }

    /// Adds a batch at the front.
    pub(super) fn push_front(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let last = match self.ends {
            Some((first, last)) => {
                batches[first].ahead = Some(slot);
                batches[slot].behind = Some(first);
                last
            }
            None => slot,
        };
        self.ends = Some((slot, last));
    }

    /// Removes a batch from any position of this list.
    #[inline]
    pub(super) fn remove(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let batch = &mut batches[slot];
        let (ahead, behind) = (batch.ahead.take(), batch.behind.take());
        let Some((first, last)) = self.ends else {
            return;
        };
        if let Some(ahead) = ahead {
            batches[ahead].behind = behind;
        }
        if let Some(behind) = behind {
            batches[behind].ahead = ahead;
        }
        self.ends = match (ahead, behind) {
            (None, None) => None,
            (None, Some(behind)) => Some((behind, last)),
            (Some(ahead), None) => Some((first, ahead)),
            (Some(_), Some(_)) => Some((first, last)),
        };
    }
}

/// Where interrupted work is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resuming {
    /// Nothing is ever interrupted.
    Never,
    /// Before all new work.
    First,
    /// Before new work of its own priority.
    AmongEquals,
}

impl Resuming {
    /// Returns whether and where interrupted work of a station waits.
    pub(super) fn of(station: &Station) -> Self {
        if station.preempt {
            Self::AmongEquals
        } else if station.at_close == AtClose::Finish
            && (station.breakdowns.is_none() || station.staff.is_empty())
        {
            Self::Never
        } else {
            Self::First
        }
    }
}

/// An entry of a queue by key, sorted by line, then key, then order of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed {
    line: u32,
    key: u64,
    entry: u64,
    slot: BatchSlot,
}

/// The batches that wait at a station, in lines that are served one after the other: one line for
/// each rank, or two if work can be interrupted.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    lines: Vec<List>,
    order: Order,
    heap: BinaryHeap<Reverse<Keyed>>,
    /// Number of lines from one rank to the next.
    stride: usize,
    /// Number of lines from a rank's interrupted work to its new work.
    new: usize,
    ranks: usize,
    waiting: u32,
    /// Number of waiting batches whose work was interrupted.
    interrupted: u32,
    /// Number of further batches, which wait for ever and are not stored.
    counted: u32,
}

impl Queue {
    /// Makes an empty queue by a station's rules, for this number of ranks.
    pub(super) fn new(station: &Station, ranks: usize) -> Self {
        let ranks = if station.ignore_priority {
            1
        } else {
            ranks.max(1)
        };
        let (lines, stride, new) = match Resuming::of(station) {
            Resuming::Never => (ranks, 1, 0),
            Resuming::First => (2 * ranks, 1, ranks),
            Resuming::AmongEquals => (2 * ranks, 2, 1),
        };
        Self {
            lines: vec![List::default(); lines],
            order: station.order,
            heap: BinaryHeap::new(),
            stride,
            new,
            ranks,
            waiting: 0,
            interrupted: 0,
            counted: 0,
        }
    }

    /// Does no stored batch wait?
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Number of batches that wait.
    #[inline]
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.saturating_add(self.counted)
    }

    /// Number of waiting batches whose work has not been interrupted.
    pub(super) fn new_work(&self) -> u32 {
        self.waiting() - self.interrupted
    }

    /// Counts one more batch that waits for ever and is not stored.
    pub(super) fn count_in(&mut self) {
        self.counted = self.counted.saturating_add(1);
    }

    /// Returns this queue as the successor of another one, whose stored batches have been removed.
    pub(super) fn replaces(self, other: &Self) -> Self {
        Self {
            counted: other.counted,
            ..self
        }
    }

    /// Returns all stored batches that wait, in no particular order.
    pub(super) fn all(&self, batches: &Batches) -> Vec<BatchSlot> {
        let in_lines = self.lines.iter().flat_map(|line| line.iter(batches));
        let keyed = self.heap.iter().map(|Reverse(keyed)| keyed);
        let waiting = keyed.filter(|it| batches.aside(it.slot).entry == Some(it.entry));
        in_lines.chain(waiting.map(|it| it.slot)).collect()
    }

    /// Returns the rank as this station uses it: always 0 if it ignores priorities.
    #[inline(always)]
    pub(super) fn rank(&self, rank: u32) -> usize {
        (rank as usize).min(self.ranks - 1)
    }

    /// Returns the line for new work of a rank; lower lines are served first.
    #[inline]
    pub(super) fn line(&self, rank: u32) -> usize {
        self.rank(rank) * self.stride + self.new
    }

    fn is_keyed(&self) -> bool {
        match self.order {
            Order::FirstCome | Order::LastCome => false,
            Order::Random | Order::Shortest | Order::Due | Order::FewestUnits => true,
        }
    }

    /// Adds a batch at a plain station, which serves first come, first served and never interrupts.
    #[inline(always)]
    pub(super) fn append(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let line = self.rank(batches[slot].rank);
        self.waiting += 1;
        self.lines[line].push_back(batches, slot);
    }

    /// Removes and returns the next batch at a plain station.
    #[inline(always)]
    pub(super) fn take_first(&mut self, batches: &mut Batches) -> Option<BatchSlot> {
        if self.waiting == 0 {
            return None;
        }
        self.waiting -= 1;
        self.lines
            .iter_mut()
            .find_map(|line| line.pop_front(batches))
    }

    /// Adds a batch of new work; `key` is its sort key if the order goes by a key, lowest first.
    pub(super) fn join(&mut self, batches: &mut Batches, slot: BatchSlot, key: u64) {
        let line = self.line(batches[slot].rank);
        self.waiting += 1;
        match self.order {
            Order::FirstCome => self.lines[line].push_back(batches, slot),
            Order::LastCome => self.lines[line].push_front(batches, slot),
            Order::Random | Order::Shortest | Order::Due | Order::FewestUnits => {
                let entry = batches.enter(slot);
                let line = line as u32;
                self.heap.push(Reverse(Keyed {
                    line,
                    key,
                    entry,
                    slot,
                }));
            }
        }
    }

    /// Adds a batch whose work was interrupted, ahead of all others in its line.
    pub(super) fn rejoin(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let line = self.rank(batches[slot].rank) * self.stride;
        self.waiting += 1;
        self.interrupted += u32::from(self.new > 0);
        if self.is_keyed() {
            let entry = batches.enter(slot);
            self.heap.push(Reverse(Keyed {
                line: line as u32,
                key: u64::MAX - entry,
                entry,
                slot,
            }));
        } else {
            self.lines[line].push_front(batches, slot);
        }
    }

    /// Returns the next batch and its line.
    pub(super) fn head(&mut self, batches: &Batches) -> Option<(usize, BatchSlot)> {
        if self.waiting == 0 {
            return None;
        }
        if self.is_keyed() {
            while let Some(Reverse(keyed)) = self.heap.peek() {
                if batches.aside(keyed.slot).entry == Some(keyed.entry) {
                    return Some((keyed.line as usize, keyed.slot));
                }
                self.heap.pop();
            }
            return None;
        }
        self.lines
            .iter()
            .enumerate()
            .find_map(|(line, list)| list.first().map(|slot| (line, slot)))
    }

    /// Removes and returns the next batch.
    pub(super) fn take(&mut self, batches: &mut Batches) -> Option<BatchSlot> {
        let (line, slot) = self.head(batches)?;
        self.waiting -= 1;
        if self.new > 0 {
            self.interrupted -= u32::from(batches.aside(slot).left.is_some());
        }
        if self.is_keyed() {
            self.heap.pop();
            batches.aside_mut(slot).entry = None;
        } else {
            self.lines[line].remove(batches, slot);
        }
        Some(slot)
    }

    /// Removes a batch of new work that stops waiting.
    pub(super) fn withdraw(&mut self, batches: &mut Batches, slot: BatchSlot) {
        self.waiting -= 1;
        if self.is_keyed() {
            batches.aside_mut(slot).entry = None;
        } else {
            let line = self.line(batches[slot].rank);
            self.lines[line].remove(batches, slot);
        }
    }
}
