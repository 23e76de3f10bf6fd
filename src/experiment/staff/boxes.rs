//! The box search: branch, reduce and bound (Tuy 2000; Tuy, Al-Khayyal and Thach 2005).
//!
//! It takes more lanes and members never to harm: an arrangement that misses the target rules out
//! all with fewer lanes and members, and one that meets it need not be followed by dearer ones. A
//! box holds all arrangements between two corners. The cheapest corner bounds its cost, the dearest
//! one decides whether any of the box can meet the target, and bisection between them along each
//! coordinate raises the cheap corner. What is left is split. Boxes are taken in the order of the
//! price of their cheapest arrangement; the least bound of all boxes left is a lower bound for the
//! cost of every arrangement that meets the target.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::experiment::Stage;

use super::space::{At, Block, Space};
use super::trials::Trials;

/// Most replications of an arrangement whose cost is too close to the best one to matter.
const CLOSE: u32 = 80;

/// Largest space that is searched until the boxes are closed.
pub(super) const LARGE: f64 = 1e9;

/// Number of arrangements that are simulated for a lower bound, for each coordinate.
const BOUND: u32 = 2;

/// The same where only the rules make the space small enough to be closed: its boxes hold many
/// arrangements that the rules do not allow.
const RULED: u32 = 250;

/// Returns how many more arrangements are simulated to close the boxes of a space with this number
/// of arrangements.
pub(super) fn most(space: &Space, number: f64) -> u32 {
    let coordinates = space.coordinates.len() as u32;
    if number > LARGE {
        BOUND * coordinates
    } else if space.unruled() > LARGE {
        RULED * coordinates
    } else {
        u32::MAX
    }
}

/// A box with the cheapest arrangement in it that the rules allow.
struct Open {
    block: Block,
    cheapest: At,
    /// Price of the cheapest arrangement.
    price: f64,
    /// Lower bound for the whole cost of all arrangements of the box.
    bound: f64,
    /// Position in the order of making, so that equal prices are taken in that order.
    number: u64,
    /// Whether the dear corner is known to meet the target, or at least not to miss it.
    sound: bool,
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        // the heap gives the greatest first
        let by_price = other.price.total_cmp(&self.price);
        by_price.then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// Result of a box search that was not interrupted.
pub(super) struct Closed {
    /// The cheapest arrangement found that meets the target, with its whole cost.
    pub(super) best: Option<(At, f64)>,
    /// Least price of all boxes left: no arrangement that meets the target costs less. `None` if no
    /// box is left below the cost of the best one.
    pub(super) bound: Option<f64>,
}

/// The boxes that are left.
pub(super) struct Boxes<'s, 'a> {
    trials: &'s mut Trials<'a>,
    heap: BinaryHeap<Open>,
    made: u64,
    best: Option<(At, f64)>,
}

impl<'s, 'a> Boxes<'s, 'a> {
    /// Begins with one box for each family, and the best arrangement known.
    pub(super) fn new(trials: &'s mut Trials<'a>, best: Option<(At, f64)>) -> Self {
        let families = trials.space.families.len();
        let mut boxes = Self {
            trials,
            heap: BinaryHeap::new(),
            made: 0,
            best,
        };
        for family in 0..families {
            boxes.open(boxes.space().whole(family), false);
        }
        boxes
    }

    fn space(&self) -> &'a Space {
        self.trials.space
    }

    /// Adds a box, unless the rules allow none of it.
    fn open(&mut self, block: Block, sound: bool) {
        let space = self.space();
        if let Some(cheapest) = space.cheapest(&block) {
            self.made += 1;
            self.heap.push(Open {
                price: space.price_in(block.family, &cheapest),
                bound: space.bound(&block),
                block,
                cheapest,
                number: self.made,
                sound,
            });
        }
    }

    /// Searches until no box can hold a cheaper arrangement, or until this many more arrangements
    /// were simulated; `None` if interrupted.
    pub(super) fn search(mut self, most: u32) -> Option<Closed> {
        let last = self.trials.tests.saturating_add(most);
        while let Some(open) = self.heap.pop() {
            if !self.can_improve(&open) {
                continue;
            }
            if self.trials.tests >= last {
                self.heap.push(open);
                break;
            }
            let stage = if most == u32::MAX {
                let open = self.heap.iter().filter(|it| self.can_improve(it)).count();
                Stage::Boxes {
                    open: open as u64 + 1,
                }
            } else {
                Stage::Bound {
                    at_most: u64::from(last - self.trials.tests),
                }
            };
            self.trials.watcher.stage(stage);
            self.look_into(open)?;
        }
        let left = self.heap.iter().filter(|open| self.can_improve(open));
        let bounds = left.map(|open| open.price.max(open.bound));
        Some(Closed {
            bound: bounds.min_by(f64::total_cmp),
            best: self.best,
        })
    }

    /// Can an arrangement of a box be cheaper than the best one?
    fn can_improve(&self, open: &Open) -> bool {
        let least = open.price.max(open.bound);
        self.best.as_ref().is_none_or(|(_, cost)| least < *cost)
    }

    /// Shrinks a box, tries its cheapest arrangement, and splits what is left.
    fn look_into(&mut self, open: Open) -> Option<()> {
        let Open {
            mut block,
            cheapest,
            price,
            bound,
            sound,
            ..
        } = open;
        let cut = self.cut(&mut block);
        let most = self.worth(price.max(bound));
        if (!sound || cut) && !self.trials.may_meet(&block.high, most)? {
            return Some(());
        }
        if self.raise(&mut block, most)? {
            // its bound has changed: it waits for its turn
            self.open(block, true);
            return Some(());
        }
        if self.trials.meets(&cheapest, most)? {
            self.trials.keep_cheaper(&mut self.best, cheapest.clone());
            if self.space().complete {
                return Some(());
            }
            self.split_off(&block, &cheapest);
            return Some(());
        }
        self.split(&block);
        Some(())
    }

    /// Returns the most replications that arrangements of at least this price are worth: few if
    /// none can cost less than the best one by a difference that matters.
    fn worth(&self, price: f64) -> u32 {
        match &self.best {
            Some((_, cost)) if price >= cost - self.space().indifferent(*cost) => CLOSE,
            _ => u32::MAX,
        }
    }

    /// Lowers the dear corner to what the best cost allows. Returns whether it changed.
    fn cut(&self, block: &mut Block) -> bool {
        let Some((_, most)) = &self.best else {
            return false;
        };
        let prices = &self.space().families[block.family].prices;
        // the rules may make the cheapest one dearer than the low corner, which bounds all others
        let low = self.space().price_in(block.family, &block.low);
        let mut cut = false;
        for (coordinate, high) in block.high.iter_mut().enumerate() {
            let least = block.low[coordinate];
            let more = |value: usize| prices[coordinate][value] - prices[coordinate][least];
            while *high > least && low + more(*high) >= *most {
                *high -= 1;
                cut = true;
            }
        }
        cut
    }

    /// Raises the cheap corner by bisection against the dear one. Returns whether it changed.
    fn raise(&mut self, block: &mut Block, most: u32) -> Option<bool> {
        let mut raised = false;
        let saving = |coordinate: &usize| {
            let prices = &self.space().families[block.family].prices[*coordinate];
            prices[block.high[*coordinate]] - prices[block.low[*coordinate]]
        };
        let mut order: Vec<usize> = (0..block.low.len()).collect();
        order.sort_by(|one, other| saving(other).total_cmp(&saving(one)).then(one.cmp(other)));
        for coordinate in order {
            let (mut from, mut to) = (block.low[coordinate], block.high[coordinate]);
            while from < to {
                let middle = usize::midpoint(from, to);
                let mut corner = block.high.clone();
                corner[coordinate] = middle;
                if self.trials.may_meet(&corner, most)? {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            raised |= from > block.low[coordinate];
            block.low[coordinate] = from;
        }
        Some(raised)
    }

    /// Splits a box in the middle of the coordinate along which the price differs most.
    fn split(&mut self, block: &Block) {
        let prices = &self.space().families[block.family].prices;
        let wide = (0..block.low.len()).filter(|it| block.low[*it] < block.high[*it]);
        let width = |it: &usize| prices[*it][block.high[*it]] - prices[*it][block.low[*it]];
        let widest =
            wide.max_by(|one, other| width(one).total_cmp(&width(other)).then(other.cmp(one)));
        // a single arrangement that was not shown to meet the target
        let Some(widest) = widest else { return };
        let middle = usize::midpoint(block.low[widest], block.high[widest]);
        let (mut below, mut above) = (block.clone(), block.clone());
        below.high[widest] = middle;
        above.low[widest] = middle + 1;
        self.open(below, false);
        self.open(above, true);
    }

    /// Splits a box into those that together hold all of it but the arrangements at or below one
    /// that is done with.
    fn split_off(&mut self, block: &Block, done: &[usize]) {
        let mut rest = block.clone();
        for (coordinate, value) in done.iter().enumerate() {
            if *value < rest.high[coordinate] {
                let mut above = rest.clone();
                above.low[coordinate] = value + 1;
                self.open(above, true);
            }
            rest.high[coordinate] = *value;
        }
    }
}
