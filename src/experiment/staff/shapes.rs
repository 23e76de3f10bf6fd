//! Moves of days whose changes are limited: the number of a stretch of equal blocks, and where it
//! begins. One block alone can hardly be moved there.

use std::collections::BTreeSet;

use super::space::{At, Space};

/// Most exchanges, one step more here and one less there, that count as neighbours of a choice
/// whose cost is estimated.
const EXCHANGES: usize = 12;

/// Most times that a move downward is repeated to pay for one upward.
const REPEATED: usize = 12;

/// A move of a day. A day goes round: its last block comes before its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// The day: its first coordinate, and the one behind its last.
    day: (usize, usize),
    /// The block that a stretch begins with.
    block: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One step more in the whole stretch.
    More,
    /// One step less in the whole stretch.
    Less,
    /// The stretch begins one block later.
    Later,
    /// The stretch begins one block earlier.
    Earlier,
}

/// Returns all moves of the days with a limit on changes, if there are any.
pub(super) fn moves(space: &Space, at: &At) -> Vec<Move> {
    let rules = space.rules.iter();
    let limited = rules.filter(|rule| rule.law.max_changes.is_some());
    let mut moves = vec![];
    for day in limited.flat_map(|rule| &rule.law.days) {
        let day = (day.start, day.end);
        let firsts: Vec<usize> = (day.0..day.1)
            .filter(|block| at[before(day, *block)] != at[*block])
            .collect();
        let kinds: &[Kind] = if firsts.is_empty() {
            &[Kind::Less, Kind::More]
        } else {
            &[Kind::Less, Kind::More, Kind::Later, Kind::Earlier]
        };
        let firsts = if firsts.is_empty() {
            vec![day.0]
        } else {
            firsts
        };
        for block in firsts {
            moves.extend(kinds.iter().map(|kind| Move {
                day,
                block,
                kind: *kind,
            }));
        }
    }
    moves
}

impl Move {
    /// Returns an arrangement after the move; `None` if a number would leave its range, or nothing
    /// changes.
    pub(super) fn applied(self, space: &Space, at: &At) -> Option<At> {
        let mut moved = at.clone();
        let earlier = before(self.day, self.block);
        match self.kind {
            Kind::Later => moved[self.block] = at[earlier],
            Kind::Earlier => moved[earlier] = at[self.block],
            Kind::More | Kind::Less => {
                let step = if self.kind == Kind::More { 1 } else { -1 };
                let value = at[self.block].checked_add_signed(step)?;
                if value >= space.coordinates[self.block].numbers.len() {
                    return None;
                }
                for block in self.stretch(at) {
                    moved[block] = value;
                }
            }
        }
        (moved != *at).then_some(moved)
    }

    /// Returns an arrangement after the move was repeated as often as it takes to cost less than a
    /// price, and how often that is.
    pub(super) fn repeated(self, space: &Space, at: &At, price: f64) -> Option<(At, usize)> {
        let mut moved = at.clone();
        for times in 1..=REPEATED {
            moved = self.applied(space, &moved)?;
            if space.price(&moved) < price {
                return Some((moved, times));
            }
        }
        None
    }

    /// Returns the blocks round the day with the same number as the block of the move, to both of
    /// its sides.
    fn stretch(self, at: &At) -> Vec<usize> {
        let (start, end) = self.day;
        let same = |block: &usize| at[*block] == at[self.block];
        let mut stretch: Vec<usize> = (self.block..end)
            .chain(start..self.block)
            .take_while(same)
            .collect();
        let back = (start..self.block).rev().chain((self.block..end).rev());
        for block in back.take_while(same) {
            if !stretch.contains(&block) {
                stretch.push(block);
            }
        }
        stretch
    }
}

/// Returns the neighbours of an arrangement that the rules allow: one step more or less somewhere,
/// moves of days whose changes are limited, and exchanges that cost about the same.
pub(super) fn neighbours(space: &Space, at: &At) -> Vec<At> {
    let steps = (0..at.len()).flat_map(|index| [(index, -1), (index, 1)]);
    let steps = steps.filter_map(|(index, step)| space.neighbour(at, index, step));
    let shapes = moves(space, at).into_iter();
    let shapes = shapes.filter_map(|it| it.applied(space, at));
    let shapes = shapes.filter(|it| space.allows(it));
    let all: BTreeSet<At> = steps.chain(shapes).chain(exchanges(space, at)).collect();
    all.into_iter().collect()
}

/// Returns the exchanges by which an arrangement whose cost is estimated costs the same before
/// any run, but for a difference that does not matter; the nearest by price.
fn exchanges(space: &Space, at: &At) -> Vec<At> {
    let price = space.price(at);
    let apart = |it: &At| (space.price(it) - price).abs();
    let places = 0..at.len();
    let pairs = places
        .clone()
        .flat_map(|up| places.clone().map(move |down| (up, down)));
    let moved = pairs
        .filter(|(up, down)| up != down)
        .filter_map(|(up, down)| {
            let mut moved = at.clone();
            moved[up] += 1;
            moved[down] = moved[down].checked_sub(1)?;
            let both = [up, down].map(|it| &space.coordinates[it]);
            let counts = both.iter().all(|it| it.counts);
            let is_there = moved[up] < both[0].numbers.len();
            (counts && is_there && space.allows(&moved)).then_some(moved)
        });
    let enough = space.indifferent(price);
    let mut moved: Vec<At> = moved
        .filter(|it| enough > 0.0 && apart(it) <= enough)
        .collect();
    moved.sort_by(|one, other| apart(one).total_cmp(&apart(other)));
    moved.truncate(EXCHANGES);
    moved
}

/// Returns the block before another one, round the day.
fn before((start, end): (usize, usize), block: usize) -> usize {
    if block == start { end - 1 } else { block - 1 }
}
