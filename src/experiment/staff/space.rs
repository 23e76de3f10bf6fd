//! The space of arrangements to choose from: coordinates, their prices and the rules that join
//! them.

use std::ops::Range;

use crate::experiment::sweep::place;
use crate::scenario::Law;

/// An arrangement: for each coordinate, the position of its value among the values in ascending
/// order.
pub type At = Vec<usize>;

/// A space of arrangements. It is never enumerated, unless it is small.
#[derive(Clone, Debug)]
pub struct Space {
    /// The coordinates.
    pub coordinates: Vec<Dimension>,
    /// The arrangements that differ in such numbers alone, for each combination of the other
    /// values.
    pub families: Vec<Family>,
    /// Rules that join the coordinates of a station or team by the clock.
    pub rules: Vec<Rule>,
    /// Whether it is chosen who works when: numbers of blocks of the day, shifts or rows.
    pub by_the_clock: bool,
    /// Whether more lanes or members are proven never to harm.
    pub proven: bool,
    /// Whether the price is the whole cost: a run adds nothing for overtime or delay.
    pub complete: bool,
    /// Difference in cost a day that does not matter if costs are estimated; 1 % by default.
    pub indifferent: Option<f64>,
}

/// A coordinate of the space: something to choose.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// The values in ascending order if they are numbers of lanes or members, else their positions.
    pub numbers: Vec<f64>,
    /// Position of each of these values in the list as it is written.
    pub written: Vec<usize>,
    /// Whether the values are numbers of lanes or members.
    pub counts: bool,
    /// Mean and variance of the number at work if lanes and members were unlimited, in the hours of
    /// this coordinate; `None` if unknown.
    pub load: Option<(f64, f64)>,
}

/// Arrangements that differ in numbers of lanes and members alone.
#[derive(Clone, Debug)]
pub struct Family {
    /// Values of the other coordinates; 0 for a number of lanes or members.
    pub fixed: At,
    /// Price a day, known without a run, with the least number for each coordinate.
    pub base: f64,
    /// For each coordinate and value, the price a day above that of the least value; ascending.
    pub prices: Vec<Vec<f64>>,
    /// Work that must be done. No coordinate is part of two.
    pub work: Vec<Work>,
}

/// Work of a station or team that cannot be left undone: with fewer hours on duty it piles up.
#[derive(Clone, Debug)]
pub struct Work {
    /// Hours a day that the work takes, less those on duty with the least values.
    pub hours: f64,
    /// Coordinates, and the hours a day that each value adds to those of the least value.
    pub parts: Vec<(usize, Vec<f64>)>,
}

/// A rule for the numbers of a station or team by the clock.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The rule.
    pub law: Law,
    /// The number at each value, the same for all its coordinates.
    pub numbers: Vec<u64>,
}

/// Arrangements of a family between two corners, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) family: usize,
    pub(super) low: At,
    pub(super) high: At,
}

impl Space {
    /// Returns the position of each value of an arrangement in the list as it is written.
    pub fn written(&self, at: &[usize]) -> Vec<usize> {
        let values = self.coordinates.iter().zip(at);
        values.map(|(it, at)| it.written[*at]).collect()
    }

    /// Returns the number of arrangements, also of those that the rules do not allow.
    pub(super) fn unruled(&self) -> f64 {
        let lengths = self.coordinates.iter().map(|it| it.numbers.len() as f64);
        lengths.product()
    }

    /// Returns the difference from a cost a day that does not matter; 0 if costs are known.
    pub fn indifferent(&self, cost: f64) -> f64 {
        if self.complete {
            0.0
        } else {
            self.indifferent.unwrap_or(0.01 * cost)
        }
    }

    /// Returns every arrangement that the rules allow; the last coordinate varies fastest.
    pub(super) fn all(&self) -> impl Iterator<Item = At> + '_ {
        let lengths: Vec<usize> = self.coordinates.iter().map(|it| it.numbers.len()).collect();
        let every = (0..self.unruled() as usize).map(move |point| place(&lengths, point));
        every.filter(|at| self.allows(at))
    }

    /// Returns the arrangement with one value of a coordinate more or less; `None` if there is
    /// none, if the rules do not allow it, or if the values are no numbers of lanes or members.
    pub fn neighbour(&self, at: &[usize], index: usize, step: isize) -> Option<At> {
        let coordinate = &self.coordinates[index];
        let value = at[index].checked_add_signed(step)?;
        let mut neighbour = at.to_vec();
        neighbour[index] = value;
        let is_there = coordinate.counts && value < coordinate.numbers.len();
        (is_there && self.allows(&neighbour)).then_some(neighbour)
    }

    /// Returns the whole family as one block.
    pub(super) fn whole(&self, family: usize) -> Block {
        let low = self.families[family].fixed.clone();
        let high = self.with_most(&low);
        Block { family, low, high }
    }

    /// Returns an arrangement with the most lanes and members instead of its own.
    pub(super) fn with_most(&self, at: &[usize]) -> At {
        let values = at.iter().zip(&self.coordinates);
        let most = values.map(|(at, it)| if it.counts { it.numbers.len() - 1 } else { *at });
        most.collect()
    }

    /// Returns the family of an arrangement.
    pub(super) fn family(&self, at: &[usize]) -> usize {
        let same = |family: &Family| {
            let both = family.fixed.iter().zip(at).zip(&self.coordinates);
            both.into_iter()
                .all(|((fixed, at), it)| it.counts || fixed == at)
        };
        let found = self.families.iter().position(same);
        found.expect("there is a family for each combination")
    }

    /// Returns the price of an arrangement a day, known without a run.
    pub fn price(&self, at: &[usize]) -> f64 {
        self.price_in(self.family(at), at)
    }

    pub(super) fn price_in(&self, family: usize, at: &[usize]) -> f64 {
        let Family { base, prices, .. } = &self.families[family];
        let parts = prices.iter().zip(at).map(|(prices, at)| prices[*at]);
        base + parts.sum::<f64>()
    }

    /// Has `more` at least as many lanes and members everywhere, and else the same values?
    pub(super) fn is_more(&self, more: &[usize], less: &[usize]) -> bool {
        let both = more.iter().zip(less).zip(&self.coordinates);
        both.into_iter()
            .all(|((more, less), it)| more == less || it.counts && more > less)
    }

    /// Do the rules allow an arrangement?
    pub(super) fn allows(&self, at: &[usize]) -> bool {
        self.rules.iter().all(|rule| rule.allows(at))
    }

    /// Returns the arrangement with the most of everything; `None` if not all that is chosen are
    /// numbers of lanes or members.
    pub fn most(&self) -> Option<At> {
        let all = self.coordinates.iter().all(|it| it.counts);
        all.then(|| self.whole(0).high)
    }

    /// Returns a lower bound for the whole cost of all arrangements of a block that can do the work
    /// that must be done: every hour of it is paid, on duty or as overtime. What is missing with
    /// the least of everything is added where an hour costs least, in fractions.
    pub(super) fn bound(&self, block: &Block) -> f64 {
        let Family { prices, work, .. } = &self.families[block.family];
        let mut bound = self.price_in(block.family, &block.low);
        for work in work {
            let mut missing = work.hours;
            let (mut more, mut cheapest) = (vec![], f64::INFINITY);
            for (index, hours) in &work.parts {
                let (low, high) = (block.low[*index], block.high[*index]);
                missing -= hours[low];
                let rate = prices[*index][prices[*index].len() - 1] / hours[hours.len() - 1];
                cheapest = cheapest.min(rate);
                more.push((rate, hours[high] - hours[low]));
            }
            more.sort_by(|(one, _), (other, _)| one.total_cmp(other));
            for (rate, hours) in more {
                let taken = hours.min(missing.max(0.0));
                bound += taken * rate;
                missing -= taken;
            }
            bound += missing.max(0.0) * cheapest;
        }
        // rounding must not exclude an arrangement
        bound - 1e-9 * bound.abs()
    }

    /// Returns the cheapest arrangement of a block that the rules allow; `None` if there is none.
    pub(super) fn cheapest(&self, block: &Block) -> Option<At> {
        let mut at = block.low.clone();
        let prices = &self.families[block.family].prices;
        for rule in self.rules.iter().filter(|rule| !rule.allows(&block.low)) {
            for day in &rule.law.days {
                let values = rule.cheapest(day.clone(), block, prices)?;
                at[day.clone()].copy_from_slice(&values);
            }
        }
        Some(at)
    }
}

impl Rule {
    /// Returns the largest number of changes in a day of this many blocks, if it is limited; more
    /// changes than blocks are no limit that matters.
    pub(super) fn changes(&self, blocks: usize) -> Option<usize> {
        let most = self.law.max_changes?;
        Some(usize::try_from(most).map_or(blocks, |most| most.min(blocks)))
    }

    /// Returns the largest sum over a day of this many blocks, if it is limited; `None` too if no
    /// sum can be larger.
    pub(super) fn pool(&self, blocks: usize) -> Option<usize> {
        let largest = self.numbers.iter().max()?.checked_mul(blocks as u64)?;
        let pool = self.law.pool.filter(|pool| *pool < largest)?;
        usize::try_from(pool).ok()
    }

    fn allows(&self, at: &[usize]) -> bool {
        self.law.allows(|coordinate| self.numbers[at[coordinate]])
    }

    /// Returns the cheapest values of the blocks of a day that the rule allows, between the corners
    /// of a block of the space, by dynamic programming over the day for each first value.
    fn cheapest(
        &self,
        day: Range<usize>,
        block: &Block,
        prices: &[Vec<f64>],
    ) -> Option<Vec<usize>> {
        let first = day.start;
        let ways = (block.low[first]..=block.high[first])
            .filter_map(|start| Day::new(self, day.clone(), block, prices, start).cheapest());
        ways.min_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, values)| values)
    }
}

/// The ways through a day that begin with one value.
struct Day<'a> {
    rule: &'a Rule,
    coordinates: Range<usize>,
    block: &'a Block,
    prices: &'a [Vec<f64>],
    start: usize,
    /// Largest number of changes, and largest sum; both 0, and not counted, if there is no limit.
    changes: usize,
    pool: usize,
    has_pool: bool,
}

/// Cheapest way to a state: its price, and the state of the block before.
type Best = Option<(f64, usize)>;

impl<'a> Day<'a> {
    fn new(
        rule: &'a Rule,
        day: Range<usize>,
        block: &'a Block,
        prices: &'a [Vec<f64>],
        start: usize,
    ) -> Self {
        Self {
            block,
            prices,
            start,
            changes: rule.changes(day.len()).unwrap_or(0),
            pool: rule.pool(day.len()).unwrap_or(0),
            has_pool: rule.pool(day.len()).is_some(),
            rule,
            coordinates: day,
        }
    }

    /// Index of the state with a value, a number of changes and a sum.
    fn state(&self, value: usize, changes: usize, sum: usize) -> usize {
        (value * (self.changes + 1) + changes) * (self.pool + 1) + sum
    }

    fn parts(&self, state: usize) -> (usize, usize, usize) {
        let (rest, sum) = (state / (self.pool + 1), state % (self.pool + 1));
        (rest / (self.changes + 1), rest % (self.changes + 1), sum)
    }

    /// Returns 1 if a change from one value to another counts, else 0.
    fn change(&self, from: usize, to: usize) -> usize {
        usize::from(self.rule.law.max_changes.is_some() && from != to)
    }

    /// Returns the sum after one more block, if it is within the pool.
    fn sum(&self, sum: usize, value: usize) -> Option<usize> {
        if !self.has_pool {
            return Some(0);
        }
        let sum = sum + self.rule.numbers[value] as usize;
        (sum <= self.pool).then_some(sum)
    }

    /// Returns the price and the values of the cheapest way.
    fn cheapest(&self) -> Option<(f64, Vec<usize>)> {
        let states = self.rule.numbers.len() * (self.changes + 1) * (self.pool + 1);
        let mut steps: Vec<Vec<Best>> = vec![vec![None; states]];
        let sum = self.sum(0, self.start)?;
        steps[0][self.state(self.start, 0, sum)] =
            Some((self.prices[self.coordinates.start][self.start], 0));
        for coordinate in self.coordinates.clone().skip(1) {
            let before = steps.last().expect("the first step");
            let mut after: Vec<Best> = vec![None; states];
            for (from, reached) in before.iter().enumerate() {
                let Some((price, _)) = reached else { continue };
                self.go_on(coordinate, (from, *price), &mut after);
            }
            steps.push(after);
        }
        let last = steps.last().expect("the first step").iter().enumerate();
        let ends = last.filter_map(|(state, best)| {
            let (value, changes, _) = self.parts(state);
            let back = self.change(value, self.start);
            (changes + back <= self.changes).then_some((state, (*best)?.0))
        });
        let (mut state, price) = ends.min_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let mut values = vec![];
        for step in steps.iter().rev() {
            values.push(self.parts(state).0);
            state = step[state].expect("a state on the way").1;
        }
        values.reverse();
        Some((price, values))
    }

    /// Adds the ways from a state to each value of the next block.
    fn go_on(&self, coordinate: usize, (from, price): (usize, f64), after: &mut [Best]) {
        let (before, changes, sum) = self.parts(from);
        for value in self.block.low[coordinate]..=self.block.high[coordinate] {
            let changes = changes + self.change(before, value);
            let Some(sum) = self.sum(sum, value) else {
                break;
            };
            if changes > self.changes {
                continue;
            }
            let price = price + self.prices[coordinate][value];
            let best = &mut after[self.state(value, changes, sum)];
            if best.is_none_or(|(least, _)| price < least) {
                *best = Some((price, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A space of one day of 4 blocks with up to 4 numbers each.
    fn space(steps: &[f64], max_changes: Option<u64>, pool: Option<u64>) -> Space {
        let coordinate = Dimension {
            numbers: vec![0.0, 1.0, 2.0, 3.0],
            written: vec![0, 1, 2, 3],
            counts: true,
            load: None,
        };
        let prices = steps
            .iter()
            .map(|step| (0..4).map(|value| step * f64::from(value)).collect());
        let law = Law {
            days: std::iter::once(0..4).collect(),
            max_changes,
            pool,
            ..Law::default()
        };
        Space {
            coordinates: vec![coordinate; 4],
            families: vec![Family {
                fixed: vec![0; 4],
                base: 5.0,
                prices: prices.collect(),
                work: vec![],
            }],
            rules: vec![Rule {
                law,
                numbers: vec![0, 1, 2, 3],
            }],
            by_the_clock: true,
            proven: false,
            complete: true,
            indifferent: None,
        }
    }

    #[test]
    fn limits_that_nothing_reaches_are_no_limits() {
        let steps = [1.0; 4];
        let number = |changes, pool| space(&steps, changes, pool).number();
        assert_eq!(number(Some(u64::MAX), Some(u64::MAX)), 256.0);
        assert_eq!(number(Some(1), Some(u64::MAX)), 4.0);
        // 12 is the sum of the largest numbers of a day
        assert_eq!(number(None, Some(12)), 256.0);
        assert_eq!(number(None, Some(11)), 255.0);
    }

    proptest! {
        /// The cheapest arrangement of a block is the cheapest of all that the rules allow.
        #[test]
        fn the_cheapest_of_a_block_is_that_of_all_allowed(
            steps in prop::collection::vec(0.5..9.0_f64, 4),
            ends in prop::collection::vec((0..4_usize, 0..4_usize), 4),
            max_changes in prop::option::of(0..5_u64),
            pool in prop::option::of(0..13_u64),
        ) {
            let space = space(&steps, max_changes, pool);
            let block = Block {
                family: 0,
                low: ends.iter().map(|(one, other)| *one.min(other)).collect(),
                high: ends.iter().map(|(one, other)| *one.max(other)).collect(),
            };
            let inside = |at: &At| space.is_more(at, &block.low) && space.is_more(&block.high, at);
            let prices = space.all().filter(inside).map(|at| space.price(&at));
            let least = prices.min_by(f64::total_cmp);
            let found = space.cheapest(&block);
            prop_assert_eq!(found.is_some(), least.is_some());
            prop_assert_eq!(space.number(), space.all().count() as f64);
            if let (Some(found), Some(least)) = (found, least) {
                prop_assert!(space.allows(&found) && inside(&found));
                prop_assert!((space.price(&found) - least).abs() < 1e-9);
            }
        }
    }
}
