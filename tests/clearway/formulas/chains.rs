//! Continuous-time Markov chains, solved numerically where no closed form is known.

/// Service in two exponential phases: a batch begins in the first with probability `first`, else
/// in the second; after the first it goes on to the second with probability `onward`, else it is
/// done.
pub(crate) struct TwoPhases {
    pub(crate) first: f64,
    pub(crate) means: [f64; 2],
    pub(crate) onward: f64,
}

impl TwoPhases {
    /// Erlang with two stages.
    pub(crate) fn erlang(mean: f64) -> Self {
        Self {
            first: 1.0,
            means: [mean / 2.0; 2],
            onward: 1.0,
        }
    }

    /// Hyperexponential: the first mean with probability `first`.
    pub(crate) fn hyperexponential(first: f64, means: [f64; 2]) -> Self {
        Self {
            first,
            means,
            onward: 0.0,
        }
    }
}

/// Mean wait in M/PH/c with two phases: the stationary distribution of (number inside, lanes in
/// the first phase), truncated at `most` inside (Neuts 1981, chapter 3, solved here by
/// Gauss-Seidel sweeps instead of matrix-geometric terms).
pub(crate) fn mphc_wait(lanes: usize, arrivals: f64, service: &TwoPhases, most: usize) -> f64 {
    let width = lanes + 1;
    let moves = phase_moves(lanes, arrivals, service, most);
    let probability = stationary(&moves);
    let waiting = |state: usize| (state / width).saturating_sub(lanes) as f64;
    let mean: f64 = probability
        .iter()
        .enumerate()
        .map(|(state, p)| waiting(state) * p)
        .sum();
    mean / arrivals
}

/// Moves (to, rate) of each state `inside * (lanes + 1) + lanes in the first phase`.
fn phase_moves(
    lanes: usize,
    arrivals: f64,
    service: &TwoPhases,
    most: usize,
) -> Vec<Vec<(usize, f64)>> {
    let at = |inside: usize, first: usize| inside * (lanes + 1) + first;
    let mut moves = vec![vec![]; (most + 1) * (lanes + 1)];
    for inside in 0..=most {
        let busy = inside.min(lanes);
        for first in 0..=busy {
            let mut go = |to: usize, rate: f64| {
                if rate > 0.0 {
                    moves[at(inside, first)].push((to, rate));
                }
            };
            if inside < lanes {
                go(at(inside + 1, first + 1), arrivals * service.first);
                go(at(inside + 1, first), arrivals * (1.0 - service.first));
            } else if inside < most {
                go(at(inside + 1, first), arrivals);
            }
            let in_first = first as f64 / service.means[0];
            let in_second = (busy - first) as f64 / service.means[1];
            if first > 0 {
                go(at(inside, first - 1), in_first * service.onward);
            }
            for (rate, left) in [
                (in_first * (1.0 - service.onward), first.saturating_sub(1)),
                (in_second, first),
            ] {
                if rate == 0.0 {
                    continue;
                }
                if inside > lanes {
                    go(at(inside - 1, left + 1), rate * service.first);
                    go(at(inside - 1, left), rate * (1.0 - service.first));
                } else {
                    go(at(inside - 1, left), rate);
                }
            }
        }
    }
    moves
}

/// The stationary distribution of a chain, by Gauss-Seidel sweeps to and fro. States that nothing
/// enters have probability 0.
fn stationary(moves: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let count = moves.len();
    let mut into = vec![vec![]; count];
    for (from, moves) in moves.iter().enumerate() {
        for (to, rate) in moves {
            into[*to].push((from, *rate));
        }
    }
    let out: Vec<f64> = moves
        .iter()
        .map(|moves| moves.iter().map(|(_, rate)| rate).sum())
        .collect();
    let mut probability = vec![1.0 / count as f64; count];
    for _ in 0..100_000 {
        let before = probability.clone();
        for state in (0..count).chain((0..count).rev()) {
            let inflow = into[state].iter();
            let inflow: f64 = inflow.map(|(from, rate)| probability[*from] * rate).sum();
            probability[state] = if out[state] > 0.0 {
                inflow / out[state]
            } else {
                0.0
            };
        }
        let total: f64 = probability.iter().sum();
        for p in &mut probability {
            *p /= total;
        }
        let gap = |(now, before): (&f64, &f64)| (now - before).abs();
        if probability.iter().zip(&before).map(gap).sum::<f64>() < 1e-14 {
            break;
        }
    }
    probability
}

/// Mean number waiting in M/D/c with D = 1: the number inside at multiples of D is the chain
/// N' = max(N - c, 0) + Poisson(a) (Crommelin 1932), iterated from empty to its limit.
pub(crate) fn crommelin_waiting(lanes: usize, offered: f64) -> f64 {
    const MOST: usize = 400;
    let mut poisson = vec![(-offered).exp(); MOST];
    for count in 1..MOST {
        poisson[count] = poisson[count - 1] * offered / count as f64;
    }
    poisson.truncate(80);
    let mut inside = vec![0.0; MOST];
    inside[0] = 1.0;
    for _ in 0..1_500 {
        let mut next = vec![0.0; MOST];
        for (number, p) in inside.iter().enumerate().filter(|(_, p)| **p > 1e-300) {
            let left = number.saturating_sub(lanes);
            for (to, arrived) in next[left..].iter_mut().zip(&poisson) {
                *to += p * arrived;
            }
        }
        inside = next;
    }
    let waiting = |(number, p): (usize, &f64)| number.saturating_sub(lanes) as f64 * p;
    inside.iter().enumerate().map(waiting).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulas::{mdc_wait, mek1_wait, mg1_wait, mmc_wait};

    #[track_caller]
    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-8, "{found} {expected}");
    }

    #[test]
    fn two_phases_agree_with_pollaczek_khinchine_and_erlang() {
        near(
            mphc_wait(1, 0.8, &TwoPhases::erlang(1.0), 300),
            mek1_wait(0.8, 1.0, 2),
        );
        // E[S] = 0.9 x 0.5 + 0.1 x 5.5 = 1, E[S^2] = 2 (0.9 x 0.25 + 0.1 x 30.25) = 6.5
        let hyper = TwoPhases::hyperexponential(0.9, [0.5, 5.5]);
        near(mphc_wait(1, 0.7, &hyper, 900), mg1_wait(0.7, 1.0, 6.5));
        let alike = TwoPhases::hyperexponential(0.3, [1.0, 1.0]);
        near(mphc_wait(3, 2.4, &alike, 300), mmc_wait(3, 2.4, 1.0));
    }

    #[test]
    fn two_stages_lie_between_none_and_one() {
        let erlang = mphc_wait(3, 2.4, &TwoPhases::erlang(1.0), 300);
        assert!(mdc_wait(3, 2.4, 1.0) < erlang && erlang < mmc_wait(3, 2.4, 1.0));
    }
}
