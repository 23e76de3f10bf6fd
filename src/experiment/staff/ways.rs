//! Counts the arrangements that the rules allow.

use std::ops::Range;

use super::space::{Rule, Space};

impl Space {
    /// Returns the number of arrangements that the rules allow; of days on which that takes too
    /// long to count, also of those that they do not allow.
    pub fn number(&self) -> f64 {
        let days = || {
            let rules = self.rules.iter();
            rules.flat_map(|rule| rule.law.days.iter().map(move |day| (rule, day.clone())))
        };
        let ruled = |at: &usize| days().any(|(_, day)| day.contains(at));
        let free = (0..self.coordinates.len()).filter(|at| !ruled(at));
        let free: f64 = free
            .map(|at| self.coordinates[at].numbers.len() as f64)
            .product();
        let of_days: f64 = days().map(|(rule, day)| ways(rule, day)).product();
        free * of_days
    }
}

/// Most steps that a count may take.
const MOST_STEPS: f64 = 1e8;

/// Counts the ways through a day, or all ways if the count would take too long. It goes block by
/// block, by the last value, the changes so far and the sum so far; changes go round the day, so
/// that they depend on the first value too.
fn ways(rule: &Rule, day: Range<usize>) -> f64 {
    let length = day.len();
    let (limit, limit_of_sum) = (rule.changes(length), rule.pool(length));
    let (changes, pool) = (limit.unwrap_or(0), limit_of_sum.unwrap_or(0));
    let numbers = &rule.numbers;
    let values = numbers.len() as f64;
    let firsts = if limit.is_some() { values } else { 1.0 };
    if firsts * values * length as f64 * (changes + 1) as f64 * (pool + 1) as f64 > MOST_STEPS {
        return values.powf(length as f64);
    }
    let added = |sum: usize, value: usize| {
        let sum = sum + limit_of_sum.map_or(0, |_| numbers[value] as usize);
        (sum <= pool).then_some(sum)
    };
    let firsts: Vec<Vec<usize>> = if limit.is_some() {
        (0..numbers.len()).map(|value| vec![value]).collect()
    } else {
        vec![(0..numbers.len()).collect()]
    };
    let mut all = 0.0;
    for first in firsts {
        let none = vec![vec![vec![0.0; pool + 1]; changes + 1]; numbers.len()];
        let mut ways = none.clone();
        for value in &first {
            if let Some(sum) = added(0, *value) {
                ways[*value][0][sum] = 1.0;
            }
        }
        for _ in 1..length {
            let mut next = none.clone();
            for made in 0..=changes {
                for sum in 0..=pool {
                    let together: f64 = ways.iter().map(|of_value| of_value[made][sum]).sum();
                    if together == 0.0 {
                        continue;
                    }
                    for value in 0..numbers.len() {
                        let Some(sum_after) = added(sum, value) else {
                            continue;
                        };
                        let same = ways[value][made][sum];
                        if limit.is_none() {
                            next[value][0][sum_after] += together;
                            continue;
                        }
                        next[value][made][sum_after] += same;
                        if made < changes {
                            next[value][made + 1][sum_after] += together - same;
                        }
                    }
                }
            }
            ways = next;
        }
        for (value, of_value) in ways.iter().enumerate() {
            for (made, of_changes) in of_value.iter().enumerate() {
                let back = usize::from(limit.is_some() && !first.contains(&value));
                if made + back <= changes {
                    all += of_changes.iter().sum::<f64>();
                }
            }
        }
    }
    all
}
