//! A layered drawing of a network (Sugiyama, Tagawa and Toda 1981): ways that close loops are set
//! aside, places are put in layers so that all other ways lead onwards, long ways get a point in
//! each layer they pass, the order within layers keeps crossings few (barycentres), and heights
//! keep ways straight.

/// A way between two places, given by their indices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) volume: f64,
}

/// Positions of all points. Points beyond the places are those where long ways pass a layer.
#[derive(Debug)]
pub(super) struct Layers {
    /// Points of each layer, from the top down.
    pub(super) layers: Vec<Vec<usize>>,
    /// Points of each way, ends included; `None` if the way leads back.
    pub(super) paths: Vec<Option<Vec<usize>>>,
}

/// Number of rounds of ordering and of straightening.
const ROUNDS: usize = 16;

/// Sorts `places` places into layers; those in `last` are put in the last one.
pub(super) fn layers(places: usize, ways: &[Way], last: &[usize]) -> Layers {
    let back = leading_back(places, ways);
    let onward: Vec<&Way> = ways
        .iter()
        .zip(&back)
        .filter_map(|(way, back)| (!back).then_some(way))
        .collect();
    let layer = longest_paths(places, &onward, last);
    let depth = layer.iter().max().map_or(0, |deepest| deepest + 1);
    let mut found = vec![vec![]; depth];
    for (place, &layer) in layer.iter().enumerate() {
        found[layer].push(place);
    }
    let mut next = places;
    let mut paths = Vec::new();
    for (way, back) in ways.iter().zip(back) {
        paths.push((!back).then(|| {
            let mut path = vec![way.from];
            for passed in &mut found[layer[way.from] + 1..layer[way.to]] {
                passed.push(next);
                path.push(next);
                next += 1;
            }
            path.push(way.to);
            path
        }));
    }
    let mut layers = Layers {
        layers: found,
        paths,
    };
    layers.order(next);
    layers
}

/// Finds the ways that lead back: those that a depth-first search finds to end on its current path.
fn leading_back(places: usize, ways: &[Way]) -> Vec<bool> {
    let mut onward = vec![vec![]; places];
    for (index, way) in ways.iter().enumerate() {
        onward[way.from].push(index);
    }
    let mut back = vec![false; ways.len()];
    // 0: not seen, 1: on the path, 2: done
    let mut state = vec![0u8; places];
    for start in 0..places {
        let mut path = vec![(start, 0)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((place, tried)) = path.last_mut() {
            let Some(&index) = onward[*place].get(*tried) else {
                state[*place] = 2;
                path.pop();
                continue;
            };
            *tried += 1;
            let to = ways[index].to;
            match state[to] {
                0 => {
                    state[to] = 1;
                    path.push((to, 0));
                }
                1 => back[index] = true,
                _ => {}
            }
        }
    }
    back
}

/// Returns the layer of each place: the length of the longest way to it.
fn longest_paths(places: usize, onward: &[&Way], last: &[usize]) -> Vec<usize> {
    let mut layer = vec![0; places];
    // there are no loops, so a longest path has fewer ways than there are places
    for _ in 0..places {
        let mut moved = false;
        for way in onward {
            if layer[way.to] <= layer[way.from] {
                layer[way.to] = layer[way.from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let deepest = layer.iter().copied().max().unwrap_or(0);
    for &place in last {
        layer[place] = deepest;
    }
    layer
}

impl Layers {
    /// Returns the segments of all paths from one layer to the next.
    fn steps(&self) -> impl Iterator<Item = (usize, usize)> {
        let paths = self.paths.iter().flatten();
        paths.flat_map(|path| path.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// Orders each layer by the mean positions of its neighbours (barycentres), and keeps the order
    /// with the fewest crossings.
    fn order(&mut self, points: usize) {
        let (mut before, mut after) = (vec![vec![]; points], vec![vec![]; points]);
        for (from, to) in self.steps() {
            after[from].push(to);
            before[to].push(from);
        }
        let mut best = (self.crossings(points), self.layers.clone());
        for round in 0..ROUNDS {
            let mut place = self.places(points);
            let down: Vec<usize> = (1..self.layers.len()).collect();
            let up: Vec<usize> = (0..self.layers.len().saturating_sub(1)).rev().collect();
            let (layers, neighbours) = if round % 2 == 0 {
                (down, &before)
            } else {
                (up, &after)
            };
            for at in layers {
                let mean = |point: usize| {
                    let near = &neighbours[point];
                    let sum: usize = near.iter().map(|other| place[*other]).sum();
                    if near.is_empty() {
                        place[point] as f64
                    } else {
                        sum as f64 / near.len() as f64
                    }
                };
                let mut keyed: Vec<(f64, usize)> =
                    self.layers[at].iter().map(|&it| (mean(it), it)).collect();
                keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
                self.layers[at] = keyed.into_iter().map(|(_, point)| point).collect();
                for (position, &point) in self.layers[at].iter().enumerate() {
                    place[point] = position;
                }
            }
            let crossings = self.crossings(points);
            if crossings < best.0 {
                best = (crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    /// Returns the position of each point within its layer.
    fn places(&self, points: usize) -> Vec<usize> {
        let mut place = vec![0; points];
        for layer in &self.layers {
            for (position, &point) in layer.iter().enumerate() {
                place[point] = position;
            }
        }
        place
    }

    /// Counts the pairs of segments between the same layers that cross.
    fn crossings(&self, points: usize) -> usize {
        let place = self.places(points);
        let mut layer_of = vec![0; points];
        for (at, layer) in self.layers.iter().enumerate() {
            for &point in layer {
                layer_of[point] = at;
            }
        }
        let mut between = vec![vec![]; self.layers.len()];
        for (from, to) in self.steps() {
            between[layer_of[from]].push((place[from], place[to]));
        }
        let cross = |one: &(usize, usize), other: &(usize, usize)| {
            (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1)
        };
        let of_layer = |steps: &Vec<(usize, usize)>| {
            let pairs = steps.iter().enumerate();
            pairs
                .map(|(at, one)| steps[at + 1..].iter().filter(|it| cross(one, it)).count())
                .sum::<usize>()
        };
        between.iter().map(of_layer).sum()
    }

    /// Returns the vertical centre of each point, so that points of these heights are a gap apart
    /// and ways of large volume are nearly straight; and the total height.
    pub(super) fn middles(&self, ways: &[Way], heights: &[f64], gap: f64) -> (Vec<f64>, f64) {
        let mut near: Vec<Vec<(usize, f64)>> = vec![vec![]; heights.len()];
        for (way, path) in ways.iter().zip(&self.paths) {
            for pair in path.iter().flat_map(|path| path.windows(2)) {
                let weight = way.volume.max(1e-9);
                near[pair[0]].push((pair[1], weight));
                near[pair[1]].push((pair[0], weight));
            }
        }
        let mut middles = vec![0.0; heights.len()];
        for layer in &self.layers {
            let wanted = vec![0.0; layer.len()];
            apart(layer, &wanted, heights, gap, &mut middles);
        }
        for round in 0..ROUNDS {
            let mut order: Vec<&Vec<usize>> = self.layers.iter().collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for layer in order {
                let wanted: Vec<f64> = layer
                    .iter()
                    .map(|&point| {
                        let sum: f64 = near[point].iter().map(|(_, weight)| weight).sum();
                        let all = near[point].iter().map(|(at, weight)| middles[*at] * weight);
                        if sum > 0.0 {
                            all.sum::<f64>() / sum
                        } else {
                            0.0
                        }
                    })
                    .collect();
                apart(layer, &wanted, heights, gap, &mut middles);
            }
        }
        let top = |&point: &usize| middles[point] - heights[point] / 2.0;
        let bottom = |&point: &usize| middles[point] + heights[point] / 2.0;
        let all = || self.layers.iter().flatten();
        let from = all().map(top).fold(f64::INFINITY, f64::min);
        let to = all().map(bottom).fold(f64::NEG_INFINITY, f64::max);
        for middle in &mut middles {
            *middle -= from;
        }
        (middles, (to - from).max(0.0))
    }
}

/// Places the points of a layer as close to their wanted heights as their order and sizes allow:
/// least squares under order constraints, by pooling adjacent violators (Ayer et al. 1955).
fn apart(layer: &[usize], wanted: &[f64], heights: &[f64], gap: f64, middles: &mut [f64]) {
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    for (at, &point) in layer.iter().enumerate() {
        if at > 0 {
            offset += f64::midpoint(heights[layer[at - 1]], heights[point]) + gap;
        }
        offsets.push(offset);
    }
    // pools: mean of the wanted positions, and number of points
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut pool = (wanted - offset, 1);
        while let Some(&(mean, size)) = pools.last().filter(|last| last.0 > pool.0) {
            let together = size + pool.1;
            pool.0 = (mean * size as f64 + pool.0 * pool.1 as f64) / together as f64;
            pool.1 = together;
            pools.pop();
        }
        pools.push(pool);
    }
    let placed = pools
        .iter()
        .flat_map(|&(mean, size)| std::iter::repeat_n(mean, size));
    for ((&point, mean), offset) in layer.iter().zip(placed).zip(offsets) {
        middles[point] = mean + offset;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(pairs: &[(usize, usize)]) -> Vec<Way> {
        let way = |&(from, to)| Way {
            from,
            to,
            volume: 1.0,
        };
        pairs.iter().map(way).collect()
    }

    #[test]
    fn ways_lead_onwards_except_those_of_loops() {
        // 0 -> 1 -> 2 -> 3, a way back from 2 to 1, a long way from 0 to 3, a place with a way to
        // itself
        let ways = ways(&[(0, 1), (1, 2), (2, 3), (2, 1), (0, 3), (1, 1)]);
        let found = layers(4, &ways, &[3]);
        let lengths: Vec<Option<usize>> = found
            .paths
            .iter()
            .map(|path| path.as_ref().map(Vec::len))
            .collect();
        assert_eq!(lengths, [Some(2), Some(2), Some(2), None, Some(4), None]);
        assert_eq!(found.layers.iter().map(Vec::len).sum::<usize>(), 6);
    }

    #[test]
    fn crossings_that_can_be_undone_are() {
        // two ways that cross in file order
        let ways = ways(&[(0, 3), (1, 2)]);
        let found = layers(4, &ways, &[]);
        assert_eq!(found.crossings(4), 0);
        let (middles, height) = found.middles(&ways, &[10.0; 4], 5.0);
        assert!((height - 25.0).abs() < 1e-9, "{middles:?}");
        assert!((middles[0] - middles[3]).abs() < 1e-9, "{middles:?}");
    }
}
