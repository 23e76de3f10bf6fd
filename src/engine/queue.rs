//! The batches that wait, in the order in which they are taken.
//!
//! Batches are linked through the batches themselves, so nothing is allocated; only the orders
//! that rank by a key (random, shortest, due, fewest units) keep a heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{AtClose, Order, Station};

use super::batches::Batches;
use super::ids::BatchSlot;

/// A list of batches. A batch is in one list at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct List {
    ends: Option<(BatchSlot, BatchSlot)>,
}

impl List {
    /// The batch at the front.
    #[inline]
    pub(super) fn first(self) -> Option<BatchSlot> {
        self.ends.map(|(first, _)| first)
    }

    /// The batch at the back.
    #[inline]
    pub(super) fn last(self) -> Option<BatchSlot> {
        self.ends.map(|(_, last)| last)
    }

    /// The batches from front to back.
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

    /// Takes the batch at the front.
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

    /// Takes a batch out, wherever it is in this list.
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

/// Where interrupted work goes among those that wait.
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
    /// Can work at a station be interrupted, and where does it wait then?
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

/// A batch in a queue by key: lines first, then keys, then the order of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed {
    line: u32,
    key: u64,
    entry: u64,
    slot: BatchSlot,
}

/// The batches that wait at a station. It is a row of lines, taken in turn: one for each rank, or
/// two where work can be interrupted.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    lines: Vec<List>,
    order: Order,
    heap: BinaryHeap<Reverse<Keyed>>,
    /// Lines from one rank to the next.
    stride: usize,
    /// Lines from a rank's interrupted work to its new work.
    new: usize,
    ranks: usize,
    waiting: u32,
    /// Of these, interrupted.
    interrupted: u32,
    /// Batches that wait besides, for ever, and are not stored.
    counted: u32,
}

impl Queue {
    /// An empty queue by a station's rules, where there is a number of ranks.
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

    /// Does no batch wait?
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// How many wait.
    #[inline]
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.saturating_add(self.counted)
    }

    /// How many wait whose work has not been interrupted.
    pub(super) fn new_work(&self) -> u32 {
        self.waiting() - self.interrupted
    }

    /// One more waits for ever; it is not stored.
    pub(super) fn count_in(&mut self) {
        self.counted = self.counted.saturating_add(1);
    }

    /// This queue takes the place of another one, whose stored batches have left it.
    pub(super) fn replaces(self, other: &Self) -> Self {
        Self {
            counted: other.counted,
            ..self
        }
    }

    /// All that wait and are stored, in no special order.
    pub(super) fn all(&self, batches: &Batches) -> Vec<BatchSlot> {
        let in_lines = self.lines.iter().flat_map(|line| line.iter(batches));
        let keyed = self.heap.iter().map(|Reverse(keyed)| keyed);
        let waiting = keyed.filter(|it| batches.aside(it.slot).entry == Some(it.entry));
        in_lines.chain(waiting.map(|it| it.slot)).collect()
    }

    /// The rank that counts here.
    #[inline(always)]
    pub(super) fn rank(&self, rank: u32) -> usize {
        (rank as usize).min(self.ranks - 1)
    }

    /// The line of new work of a rank; lower ones are taken first.
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

    /// Adds a batch at a plain station: first come, and never interrupted.
    #[inline(always)]
    pub(super) fn append(&mut self, batches: &mut Batches, slot: BatchSlot) {
        let line = self.rank(batches[slot].rank);
        self.waiting += 1;
        self.lines[line].push_back(batches, slot);
    }

    /// Takes the batch that goes next at a plain station.
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

    /// Adds a batch of new work; `key` ranks it where the order goes by a key, lowest first.
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

    /// Adds a batch whose work was interrupted, ahead of all others of its line.
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

    /// The batch that goes next, and its line.
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

    /// Takes the batch that goes next.
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

    /// Takes out a batch of new work that waits no longer.
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
