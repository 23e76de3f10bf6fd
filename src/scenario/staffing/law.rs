//! What the numbers of the blocks or shifts of one choice must keep to.

use std::ops::Range;

/// The laws of one choice by the clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Law {
    /// The coordinates of each kind of day, in the order of its blocks or shifts.
    pub days: Vec<Range<usize>>,
    /// Largest number of changes a day: from each block to the next, and from the last to the
    /// first.
    pub max_changes: Option<u64>,
    /// Smallest number in every block.
    pub at_least: Option<u64>,
    /// Largest sum over the blocks of a kind of day.
    pub pool: Option<u64>,
}

impl Law {
    /// Do these numbers, one for each coordinate of the whole search, keep to this law?
    pub fn allows(&self, numbers: impl Fn(usize) -> u64) -> bool {
        self.days.iter().all(|blocks| {
            let of_day: Vec<u64> = blocks.clone().map(&numbers).collect();
            let is_enough = |least: u64| of_day.iter().all(|number| *number >= least);
            self.at_least.is_none_or(is_enough)
                && self
                    .pool
                    .is_none_or(|pool| of_day.iter().sum::<u64>() <= pool)
                && self.max_changes.is_none_or(|most| changes(&of_day) <= most)
        })
    }
}

/// Counts the changes from each number to the next, and from the last to the first.
fn changes(numbers: &[u64]) -> u64 {
    let next = numbers.iter().cycle().skip(1);
    numbers.iter().zip(next).filter(|(a, b)| a != b).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_counted_round_the_day() {
        assert_eq!(changes(&[3, 3, 3]), 0);
        assert_eq!(changes(&[3, 5, 5, 3]), 2);
        assert_eq!(changes(&[3, 1, 3, 1, 1]), 4);
        assert_eq!(changes(&[1, 2, 3]), 3);
        assert_eq!(changes(&[7]), 0);
    }

    #[test]
    fn each_kind_of_day_keeps_to_the_law_by_itself() {
        let law = Law {
            days: vec![0..3, 3..6],
            max_changes: Some(2),
            at_least: Some(1),
            pool: Some(6),
        };
        let allows = |numbers: [u64; 6]| law.allows(|at| numbers[at]);
        assert!(allows([1, 2, 2, 2, 2, 2]));
        assert!(!allows([1, 2, 3, 2, 2, 2]));
        assert!(!allows([1, 2, 2, 2, 2, 3]));
        assert!(!allows([0, 2, 2, 2, 2, 2]));
    }
}
