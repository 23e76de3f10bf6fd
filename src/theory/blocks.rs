//! Blocks of stations that can reach each other, in the order in which batches pass them.

/// Returns the strongly connected component of each node (Tarjan 1972, without recursion), numbered
/// so that every edge leads to the same or a larger number.
pub(super) fn blocks(successors: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = successors.len();
    let (mut order, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let (mut block, mut found, mut seen) = (vec![UNSEEN; count], 0, 0);
    let (mut open, mut path) = (vec![], vec![]);
    for root in 0..count {
        if order[root] == UNSEEN {
            path.push((root, 0));
        }
        while let Some((node, next)) = path.pop() {
            if next == 0 {
                (order[node], low[node]) = (seen, seen);
                seen += 1;
                open.push(node);
            } else {
                let child = successors[node][next - 1];
                low[node] = low[node].min(low[child]);
            }
            let ahead = successors[node].iter().enumerate().skip(next);
            let mut descend = None;
            for (index, child) in ahead {
                if order[*child] == UNSEEN {
                    descend = Some((index, *child));
                    break;
                }
                if block[*child] == UNSEEN {
                    low[node] = low[node].min(order[*child]);
                }
            }
            if let Some((index, child)) = descend {
                path.push((node, index + 1));
                path.push((child, 0));
            } else if low[node] == order[node] {
                while let Some(member) = open.pop() {
                    block[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    block.iter().map(|number| found - 1 - number).collect()
}

/// Returns which nodes lie on a cycle, from their blocks.
pub(super) fn revisited(successors: &[Vec<usize>], blocks: &[usize]) -> Vec<bool> {
    let mut sizes = vec![0_u32; successors.len()];
    for block in blocks {
        sizes[*block] += 1;
    }
    let node =
        |(node, block): (usize, &usize)| sizes[*block] > 1 || successors[node].contains(&node);
    blocks.iter().enumerate().map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_one_block_and_blocks_follow_the_flow() {
        // 0 -> 2 -> 3 -> 2, 3 -> 1, 1 -> 4 -> 4; 5 is isolated
        let successors = [vec![2], vec![4], vec![3], vec![2, 1], vec![4], vec![]];
        let block = blocks(&successors);
        assert_eq!(block[2], block[3]);
        assert!(block[0] < block[2] && block[3] < block[1] && block[1] < block[4]);
        let mut distinct = block.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct, [0, 1, 2, 3, 4]);
        let again = [false, false, true, true, true, false];
        assert_eq!(revisited(&successors, &block), again);
    }

    #[test]
    fn a_long_ring_needs_no_deep_stack() {
        let count = 100_000;
        let ring: Vec<Vec<usize>> = (0..count).map(|node| vec![(node + 1) % count]).collect();
        assert!(blocks(&ring).iter().all(|block| *block == 0));
    }
}
