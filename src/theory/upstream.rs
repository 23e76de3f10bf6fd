//! The stations that batches can pass before they reach a station.

use super::blocks::{blocks, revisited};

/// Facts on the stations upstream of each station, found in one traversal for all.
pub(super) struct Upstream {
    /// Whether a batch can come back to each station.
    pub(super) loops: Vec<bool>,
    /// Whether a marked station other than itself is upstream of each station.
    pub(super) marked: Vec<bool>,
}

impl Upstream {
    /// Finds these facts from the moves between stations and the marks of stations.
    pub(super) fn new(moves: impl Iterator<Item = (usize, usize)>, marks: &[bool]) -> Self {
        let mut next = vec![vec![]; marks.len()];
        for (from, to) in moves {
            next[from].push(to);
        }
        Self {
            loops: revisited(&next, &blocks(&next)),
            marked: marked(&next, marks),
        }
    }
}

/// Returns for each station whether a marked station other than itself is upstream. It is enough to
/// store the first two marked stations that reach a station, because one of them is another
/// station: a third changes nothing there or downstream.
fn marked(next: &[Vec<usize>], marks: &[bool]) -> Vec<bool> {
    let mut reached: Vec<Vec<usize>> = vec![vec![]; next.len()];
    let marks = marks.iter().enumerate().filter(|(_, is)| **is);
    let mut todo: Vec<(usize, usize)> = marks.map(|(station, _)| (station, station)).collect();
    while let Some((station, by)) = todo.pop() {
        for to in &next[station] {
            let known = &mut reached[*to];
            if known.len() < 2 && !known.contains(&by) {
                known.push(by);
                todo.push((*to, by));
            }
        }
    }
    let by_another = |(station, by): (usize, &Vec<usize>)| by.iter().any(|it| *it != station);
    reached.iter().enumerate().map(by_another).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns all stations from which `station` can be reached.
    fn before(moves: &[(usize, usize)], station: usize) -> Vec<usize> {
        let (mut found, mut todo) = (vec![], vec![station]);
        while let Some(to) = todo.pop() {
            let direct = moves.iter().filter(|it| it.1 == to).map(|it| it.0);
            for from in direct {
                if !found.contains(&from) {
                    found.push(from);
                    todo.push(from);
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn one_walk_finds_what_a_walk_for_each_finds(
            moves in prop::collection::vec((0_usize..8, 0_usize..8), 0..20),
            marks in prop::collection::vec(any::<bool>(), 8),
        ) {
            let upstream = Upstream::new(moves.iter().copied(), &marks);
            for station in 0..8 {
                let before = before(&moves, station);
                prop_assert_eq!(upstream.loops[station], before.contains(&station));
                let marked = before.iter().any(|it| *it != station && marks[*it]);
                prop_assert_eq!(upstream.marked[station], marked);
            }
        }
    }
}
