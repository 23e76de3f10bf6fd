//! Coordinates that move together.

use std::ops::Range;

use super::space::Space;

/// Coordinates that move together, by one value each.
pub(super) type Unit = Vec<usize>;

/// Returns the units of a space: blocks of the clock together in groups of at most this many, and
/// every other coordinate by itself.
pub(super) fn units(space: &Space, together: usize) -> Vec<Unit> {
    let by_the_clock = space.rules.iter().flat_map(|rule| &rule.law.days);
    let grouped = by_the_clock.flat_map(|day| {
        let day: Vec<usize> = day.clone().collect();
        let groups = day.chunks(together).map(<[usize]>::to_vec);
        groups.collect::<Vec<Unit>>()
    });
    let mut units: Vec<Unit> = grouped.collect();
    for (index, coordinate) in space.coordinates.iter().enumerate() {
        if coordinate.counts && !units.iter().any(|unit| unit.contains(&index)) {
            units.push(vec![index]);
        }
    }
    units.sort();
    units
}

/// Returns how many blocks go together at each level, from coarse to fine.
pub(super) fn levels(space: &Space) -> Vec<usize> {
    let days = space.rules.iter().flat_map(|rule| &rule.law.days);
    let longest = days.map(Range::len).max().unwrap_or(1);
    let mut together = longest.div_ceil(6);
    let mut levels = vec![together];
    while together > 1 {
        together = if together <= 3 {
            1
        } else {
            together.div_ceil(4)
        };
        levels.push(together);
    }
    levels
}
