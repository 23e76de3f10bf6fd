//! What batches have passed before they come to a station.

use super::blocks::{blocks, revisited};

/// What is upstream of each station, found in one walk for all of them.
pub(super) struct Upstream {
    /// Can a batch come back to it?
    pub(super) loops: Vec<bool>,
    /// Is one of the marked stations upstream of it, itself apart?
    pub(super) marked: Vec<bool>,
}

impl Upstream {
    /// By the moves from station to station, and which stations are marked.
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

/// Is a marked station, itself apart, upstream of each station? Every station remembers the first
/// two that reach it, of which one is another: a third changes nothing, there or further on.
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

    /// All stations from which one can be reached.
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
