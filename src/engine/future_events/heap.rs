//! An implicit heap with four children per node. Its 16-byte keys hold the whole event: time,
//! phase, sequence and subject, most significant first, so that keys sort in the order that the
//! crate doc promises.
//!
//! Taking a key leaves the top vacant. The key added next, which most handlers do, fills the top
//! and is sifted down once, which replaces a removal and an insertion.

use std::cmp::Ordering;
use std::hint::select_unpredictable;

use crate::engine::ids::{BatchSlot, Ticket};
use crate::model::StreamId;
use crate::time::Time;

use super::event::{Event, Phase};

const PHASE_BITS: u32 = 3;
const SUBJECT_BITS: u32 = 24;

/// Highest number of a batch or a stream that an event can refer to.
pub(in crate::engine) const SUBJECTS: usize = (1 << SUBJECT_BITS) - 1;
/// Largest number of events that can be scheduled in one replication.
pub(in crate::engine) const EVENTS: u64 = 1 << (u64::BITS - SUBJECT_BITS);

/// When an event happens and what it concerns, in the order that the crate doc promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) struct Key {
    /// Time and phase.
    high: u64,
    /// Sequence and subject.
    low: u64,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.high, self.low).cmp(&(other.high, other.low))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    /// The comparison in the heaps' inner loops. The second halves are rarely compared, which the
    /// compiler cannot know.
    #[inline(always)]
    fn lt(&self, other: &Self) -> bool {
        if self.high == other.high {
            std::hint::cold_path();
            return self.low < other.low;
        }
        self.high < other.high
    }
}

impl Key {
    /// A key that stands for no event and sorts behind those of all events.
    pub(super) const NOTHING: Self = Self {
        high: u64::MAX - 4,
        low: u64::MAX,
    };
    /// A node without events. Its keys differ in their first halves, so that a comparison ends
    /// there.
    const EMPTY: [Self; 4] = [
        Self::empty(0),
        Self::empty(1),
        Self::empty(2),
        Self::empty(3),
    ];

    const fn empty(position: u64) -> Self {
        Self {
            high: u64::MAX - position,
            low: u64::MAX,
        }
    }

    #[inline(always)]
    pub(super) fn new(time: Time, event: Event, sequence: u64) -> Self {
        let subject = match event {
            Event::ServiceEnds(slot) | Event::Patience(slot) => slot.number(),
            Event::Arrival(stream) => stream.0,
            _ => 0,
        };
        let high = (time.micros() as u64) << PHASE_BITS | event.phase() as u64;
        let low = sequence << SUBJECT_BITS | u64::from(subject);
        Self { high, low }
    }

    /// Returns when the event happens.
    #[inline(always)]
    pub(in crate::engine) fn time(self) -> Time {
        Time::from_micros((self.high >> PHASE_BITS) as i64)
    }

    /// Returns in which phase the event is handled.
    #[inline(always)]
    pub(in crate::engine) fn phase(self) -> Phase {
        match self.high % (1 << PHASE_BITS) {
            0 => Phase::Control,
            1 => Phase::Calendar,
            2 => Phase::Departure,
            3 => Phase::Arrival,
            _ => Phase::Patience,
        }
    }

    /// Returns the event's ticket.
    #[inline(always)]
    pub(in crate::engine) fn ticket(self) -> Option<Ticket> {
        Ticket::new(self.low >> SUBJECT_BITS)
    }

    /// Returns the batch whose service or patience ends.
    #[inline(always)]
    pub(in crate::engine) fn batch(self) -> BatchSlot {
        BatchSlot::new(self.subject())
    }

    /// Returns the stream whose next batch arrives.
    #[inline(always)]
    pub(in crate::engine) fn stream(self) -> StreamId {
        StreamId(self.subject())
    }

    #[inline(always)]
    fn subject(self) -> u32 {
        self.low as u32 % (1 << SUBJECT_BITS)
    }
}

/// A min-heap of keys with four children per node.
#[derive(Debug)]
pub(super) struct Heap {
    /// The top; [`Key::NOTHING`] in an empty heap.
    pub(super) least: Key,
    /// Nodes of four children: node 0 holds the children of the top, node p + 1 those of place p;
    /// node n has the places 4 n to 4 n + 3. Places without a key hold that of [`Key::EMPTY`].
    nodes: Vec<[Key; 4]>,
    /// Number of keys below the top.
    below: usize,
    /// Is the top vacant? It is from the start and after its key is taken, until another key fills
    /// it.
    vacant: bool,
    /// While the top is vacant: the place and the key of the least of the others. It is found when
    /// the top is taken, long before it is needed. [`Self::NO_SECOND`] if nothing is below the top.
    second: (usize, Key),
}

/// Returns the place and the key of the least key of a node.
#[inline(always)]
fn least_of(node: &[Key; 4]) -> (usize, Key) {
    // compared in pairs, which needs no branch
    let left = usize::from(node[1] < node[0]);
    let right = 2 + usize::from(node[3] < node[2]);
    let least = if node[right] < node[left] {
        right
    } else {
        left
    };
    (least, node[least])
}

impl Default for Heap {
    fn default() -> Self {
        Self {
            least: Key::NOTHING,
            nodes: vec![Key::EMPTY],
            below: 0,
            vacant: true,
            second: Self::NO_SECOND,
        }
    }
}

impl Heap {
    /// The value of `second` while nothing is below the top.
    const NO_SECOND: (usize, Key) = (0, Key::EMPTY[0]);

    /// Takes the key on top and returns true. If the top is vacant, moves the next key there and
    /// returns false.
    #[inline(always)]
    pub(super) fn take(&mut self) -> bool {
        if self.vacant {
            self.close_up();
            return false;
        }
        self.vacant = true;
        if self.below > 0 {
            self.second = least_of(&self.nodes[0]);
        }
        true
    }

    /// Adds a key.
    #[inline(always)]
    pub(super) fn add(&mut self, key: Key) {
        if !self.vacant {
            self.rise(key);
            return;
        }
        self.vacant = false;
        let (place, second) = self.second;
        if let [node] = self.nodes.as_mut_slice() {
            let first = key < second;
            self.least = select_unpredictable(first, key, second);
            node[place] = select_unpredictable(first, second, key);
        } else if key < second {
            self.least = key;
        } else {
            self.least = second;
            self.sink(place, key);
        }
    }

    /// Fills the vacant top with the least key below it, and that key's place with the last key.
    #[inline(never)]
    fn close_up(&mut self) {
        let (place, second) = self.second;
        self.least = second.min(Key::NOTHING);
        if self.below > 0 {
            self.vacant = false;
            self.below -= 1;
            let end = &mut self.nodes[self.below / 4][self.below % 4];
            let last = std::mem::replace(end, Key::EMPTY[self.below % 4]);
            if self.below != place {
                self.sink(place, last);
            }
            if self.below == 0 {
                self.second = Self::NO_SECOND;
            }
        }
    }

    /// Puts a key at the end and sifts it up.
    #[inline(never)]
    fn rise(&mut self, key: Key) {
        let mut place = self.below;
        self.below += 1;
        if place / 4 == self.nodes.len() {
            self.nodes.push(Key::EMPTY);
        }
        let nodes = self.nodes.as_mut_slice();
        while place >= 4 {
            let parent = place / 4 - 1;
            let above = nodes[parent / 4][parent % 4];
            if above < key {
                nodes[place / 4][place % 4] = key;
                return;
            }
            nodes[place / 4][place % 4] = above;
            place = parent;
        }
        nodes[0][place] = self.least.max(key);
        self.least = self.least.min(key);
    }

    /// Puts a key at a place of the first node and sifts it down.
    #[inline(never)]
    fn sink(&mut self, place: usize, key: Key) {
        let Some((first, mut nodes)) = self.nodes.split_first_mut() else {
            return;
        };
        let mut hole = &mut first[place];
        // the next node, and the number of nodes between it and the one before
        let (mut node, mut skipped) = (place + 1, place);
        while let Some((children, rest)) = nodes.get_mut(skipped..).and_then(<[_]>::split_first_mut)
        {
            let (least, child) = least_of(children);
            skipped = 3 * node + least;
            if skipped >= rest.len() {
                // the children are leaves: branch-free, because the outcome cannot be predicted
                let first = key < child;
                *hole = select_unpredictable(first, key, child);
                children[least] = select_unpredictable(first, child, key);
                return;
            }
            if key < child {
                break;
            }
            *hole = child;
            hole = &mut children[least];
            nodes = rest;
            node = 4 * node + least + 1;
        }
        *hole = key;
    }
}
