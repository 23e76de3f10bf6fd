//! An implicit heap with four children a node, of 16-byte keys that hold the whole event: time,
//! phase, sequence and subject, most significant first, so that comparing keys is the order of the
//! crate's contract.
//!
//! Taking a key leaves the top vacant; the key added next, which most handlers do, fills it and
//! is sifted down once, instead of a removal and an insertion.

use std::cmp::Ordering;
use std::hint::select_unpredictable;

use crate::engine::ids::{BatchSlot, Ticket};
use crate::model::StreamId;
use crate::time::Time;

use super::event::{Event, Phase};

const PHASE_BITS: u32 = 3;
const SUBJECT_BITS: u32 = 24;

/// The highest number of a batch or of a stream that an event can name.
pub(in crate::engine) const SUBJECTS: usize = (1 << SUBJECT_BITS) - 1;
/// How many events can be scheduled in one replication.
pub(in crate::engine) const EVENTS: u64 = 1 << (u64::BITS - SUBJECT_BITS);

/// When an event happens and what it concerns, in the order of the crate's contract.
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

    /// What the heaps ask all the time. The second halves are rarely looked at, and the compiler
    /// does not know that.
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
    /// The key of no event, behind those of all events.
    pub(super) const NOTHING: Self = Self {
        high: u64::MAX - 4,
        low: u64::MAX,
    };
    /// A node without events. Its keys differ, so that comparing them ends with their first halves.
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

    /// When it happens.
    #[inline(always)]
    pub(in crate::engine) fn time(self) -> Time {
        Time::from_micros((self.high >> PHASE_BITS) as i64)
    }

    /// In which phase of its instant it happens.
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

    /// Its ticket.
    #[inline(always)]
    pub(in crate::engine) fn ticket(self) -> Option<Ticket> {
        Ticket::new(self.low >> SUBJECT_BITS)
    }

    /// The batch whose service or patience ends.
    #[inline(always)]
    pub(in crate::engine) fn batch(self) -> BatchSlot {
        BatchSlot::new(self.subject())
    }

    /// The stream whose next batch arrives.
    #[inline(always)]
    pub(in crate::engine) fn stream(self) -> StreamId {
        StreamId(self.subject())
    }

    #[inline(always)]
    fn subject(self) -> u32 {
        self.low as u32 % (1 << SUBJECT_BITS)
    }
}

/// Keys, the least on top, four children a node.
#[derive(Debug)]
pub(super) struct Heap {
    /// The top; [`Key::NOTHING`] in an empty heap.
    pub(super) least: Key,
    /// Nodes of four children: those of the top, then those of place p in node p + 1, where node n
    /// has the places 4 n to 4 n + 3. Places without a key hold that of [`Key::EMPTY`].
    nodes: Vec<[Key; 4]>,
    /// How many keys lie below the top.
    below: usize,
    /// The key on top was taken, or there never was one, and nothing has filled its place yet.
    vacant: bool,
    /// While the top is vacant: the place of the least of the others, and its key. Looked for when
    /// the top is taken, so that what comes next is known long before it is asked for; where
    /// nothing lies below the top, [`Self::NO_SECOND`].
    second: (usize, Key),
}

/// The place of the least key of a node, and the key.
#[inline(always)]
fn least_of(node: &[Key; 4]) -> (usize, Key) {
    // in pairs, which needs no branch
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
    /// What `second` is while nothing lies below the top.
    const NO_SECOND: (usize, Key) = (0, Key::EMPTY[0]);

    /// Takes the key on top and says so. Where it was taken before, the next one comes there.
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

    /// One key more.
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

    /// Fills the vacant top; its successor's place is filled from the end.
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

    /// Puts a key at the end and lets it rise to its place.
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

    /// Puts a key at a place of the first node, or below it.
    #[inline(never)]
    fn sink(&mut self, place: usize, key: Key) {
        let Some((first, mut nodes)) = self.nodes.split_first_mut() else {
            return;
        };
        let mut hole = &mut first[place];
        // the next node, and how many lie between it and the one before
        let (mut node, mut skipped) = (place + 1, place);
        while let Some((children, rest)) = nodes.get_mut(skipped..).and_then(<[_]>::split_first_mut)
        {
            let (least, child) = least_of(children);
            skipped = 3 * node + least;
            if skipped >= rest.len() {
                // nothing below; which of the two goes first cannot be predicted
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
