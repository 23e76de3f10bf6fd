//! M(t)/M/s(t): rates and lanes that follow the clock, by Kolmogorov's forward equations.
//!
//! Lanes that close finish the batch in hand (`at_close = "finish"`): idle lanes go first, work in
//! hand passes to lanes that stay as far as there are any, and only the excess goes on as overtime.
//! So a state is (excess lanes at work, number inside), and the two dimensions are exact: while
//! there is an excess e, s + e lanes work, every departure takes one away, and nothing begins;
//! without one, min(n, s) lanes work. (The single-dimensional equations are Kolmogorov 1931;
//! Green, Kolesar and Svoronos 1991 use them for cyclic staffing; the exhaustive discipline that
//! "finish" is goes back to Ingolfsson 2005.)

/// Part of a cycle in which rate and lanes stay the same.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) length: f64,
    /// Arrival rate.
    pub(crate) arrivals: f64,
    pub(crate) lanes: usize,
}

/// Averages over a cycle that repeats.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cycle {
    /// Mean number waiting.
    pub(crate) waiting: f64,
    /// Mean number of lanes at work, overtime included.
    pub(crate) busy: f64,
    /// Mean number of lanes at work beyond those open.
    pub(crate) overtime: f64,
    /// Probability of the largest number kept, at the end of the cycle; must be negligible.
    pub(crate) cut_off: f64,
}

/// Probabilities by excess and number inside.
type State = Vec<Vec<f64>>;

/// The cycle once it repeats: integrated from empty through this many cycles by Runge and Kutta's
/// fourth-order rule with `step`, the last one averaged. At most `most` are kept inside.
pub(crate) fn cycle(
    stretches: &[Stretch],
    service: f64,
    most: usize,
    cycles: usize,
    step: f64,
) -> Cycle {
    let lanes = stretches
        .iter()
        .map(|stretch| stretch.lanes)
        .max()
        .unwrap_or(0);
    let mut state = vec![vec![0.0; most + 1]; lanes + 1];
    state[0][0] = 1.0;
    let mut open = stretches[0].lanes;
    let mut total = Cycle::default();
    let mut length = 0.0;
    for round in 0..cycles {
        for stretch in stretches {
            state = reopen(&state, open, stretch.lanes);
            open = stretch.lanes;
            let steps = (stretch.length / step).ceil();
            let h = stretch.length / steps;
            for _ in 0..steps as usize {
                let before = averages(&state, open);
                state = runge_kutta(&state, stretch, service, h);
                if round + 1 == cycles {
                    total.add(&before, h / 2.0);
                    total.add(&averages(&state, open), h / 2.0);
                    length += h;
                }
            }
        }
    }
    Cycle {
        waiting: total.waiting / length,
        busy: total.busy / length,
        overtime: total.overtime / length,
        cut_off: state.iter().map(|row| row[most]).sum(),
    }
}

impl Cycle {
    fn add(&mut self, other: &Self, weight: f64) {
        self.waiting += other.waiting * weight;
        self.busy += other.busy * weight;
        self.overtime += other.overtime * weight;
    }
}

/// Lanes at work.
fn busy(excess: usize, inside: usize, open: usize) -> usize {
    if excess > 0 {
        open + excess
    } else {
        inside.min(open)
    }
}

/// The same batches when the number of open lanes changes.
fn reopen(state: &State, before: usize, after: usize) -> State {
    let mut next = vec![vec![0.0; state[0].len()]; state.len()];
    for (excess, row) in state.iter().enumerate() {
        // states with an excess and too few inside cannot occur
        for (inside, p) in row.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let at_work = busy(excess, inside, before).max(inside.min(after));
            next[at_work.saturating_sub(after)][inside] += p;
        }
    }
    next
}

/// Kolmogorov's forward equations.
fn derivative(state: &State, stretch: &Stretch, service: f64) -> State {
    let most = state[0].len() - 1;
    let mut change = vec![vec![0.0; most + 1]; state.len()];
    for (excess, row) in state.iter().enumerate() {
        if excess > 0 && row.iter().all(|p| *p == 0.0) {
            continue;
        }
        for (inside, p) in row.iter().enumerate() {
            if inside < most {
                change[excess][inside] -= p * stretch.arrivals;
                change[excess][inside + 1] += p * stretch.arrivals;
            }
            let at_work = busy(excess, inside, stretch.lanes);
            if inside > 0 && at_work > 0 {
                let done = p * at_work as f64 / service;
                change[excess][inside] -= done;
                change[excess.saturating_sub(1)][inside - 1] += done;
            }
        }
    }
    change
}

fn runge_kutta(state: &State, stretch: &Stretch, service: f64, h: f64) -> State {
    let moved = |by: &State, h: f64| -> State {
        let row = |(row, by): (&Vec<f64>, &Vec<f64>)| {
            row.iter().zip(by).map(|(p, slope)| p + h * slope).collect()
        };
        state.iter().zip(by).map(row).collect()
    };
    let k1 = derivative(state, stretch, service);
    let k2 = derivative(&moved(&k1, h / 2.0), stretch, service);
    let k3 = derivative(&moved(&k2, h / 2.0), stretch, service);
    let k4 = derivative(&moved(&k3, h), stretch, service);
    let mut next = state.clone();
    for (excess, row) in next.iter_mut().enumerate() {
        for (inside, p) in row.iter_mut().enumerate() {
            let slopes = [&k1, &k2, &k3, &k4].map(|k| k[excess][inside]);
            *p += h / 6.0 * (slopes[0] + 2.0 * slopes[1] + 2.0 * slopes[2] + slopes[3]);
        }
    }
    next
}

fn averages(state: &State, open: usize) -> Cycle {
    let mut sum = Cycle::default();
    for (excess, row) in state.iter().enumerate() {
        for (inside, p) in row.iter().enumerate() {
            let at_work = busy(excess, inside, open);
            sum.busy += p * at_work as f64;
            // states with an excess and too few inside have probability 0
            sum.waiting += p * inside.saturating_sub(at_work) as f64;
            sum.overtime += p * excess as f64;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulas::{mmc_wait, mtginf_mean};

    #[track_caller]
    fn near(found: f64, expected: f64, relative: f64) {
        assert!(
            (found / expected - 1.0).abs() < relative,
            "{found} {expected}"
        );
    }

    #[test]
    fn constant_rates_are_erlangs_queue() {
        let stretch = Stretch {
            length: 10.0,
            arrivals: 2.4,
            lanes: 3,
        };
        let found = cycle(&[stretch], 1.0, 150, 60, 0.1);
        near(found.waiting, 2.4 * mmc_wait(3, 2.4, 1.0), 1e-6);
        near(found.busy, 2.4, 1e-6);
        assert!(found.cut_off < 1e-9 && found.overtime == 0.0);
    }

    /// With more lanes than batches nothing waits, whatever the rate does.
    #[test]
    fn many_lanes_are_unlimited() {
        let stretch = |arrivals| Stretch {
            length: 2.0,
            arrivals,
            lanes: 40,
        };
        let found = cycle(&[stretch(1.0), stretch(5.0)], 1.0, 40, 10, 0.01);
        near(found.busy, 3.0, 1e-6);
        assert!(found.waiting < 1e-9);
        let rate = |t: f64| if t.rem_euclid(4.0) < 2.0 { 1.0 } else { 5.0 };
        let at_end = mtginf_mean(rate, |age| (-age).exp(), 4.0, 40.0, 1e-3);
        let decay = (-2.0_f64).exp();
        near(at_end, 5.0 - 4.0 * decay / (1.0 + decay), 1e-3);
    }

    /// All lanes close: what is in hand is finished as overtime and the rest waits. One lane, open
    /// for 1 of every 3 hours, service of mean 1: work in hand at closing lasts 1 - exp(-2) more
    /// on average within the 2 closed hours.
    #[test]
    fn closing_lanes_finish_what_they_have() {
        let stretches = [
            Stretch {
                length: 1.0,
                arrivals: 1e3,
                lanes: 1,
            },
            Stretch {
                length: 2.0,
                arrivals: 0.0,
                lanes: 0,
            },
        ];
        // enough arrive that the lane is always at work while open, and the room is always full
        let found = cycle(&stretches, 1.0, 20, 3, 1e-3);
        near(found.overtime, (1.0 - (-2.0_f64).exp()) / 3.0, 1e-6);
        near(found.busy - found.overtime, 1.0 / 3.0, 1e-2);
    }

    /// Two lanes, one of which closes at once with both at work: the first to finish ends the
    /// excess, so it lasts 1 / (2 mu) on average, and the other goes on.
    #[test]
    fn excess_ends_with_the_first_departure() {
        let mut state = vec![vec![0.0; 6]; 3];
        state[0][5] = 1.0;
        let state = reopen(&state, 2, 1);
        assert_eq!(state[1][5], 1.0);
        let stretch = Stretch {
            length: 1.0,
            arrivals: 0.0,
            lanes: 1,
        };
        let change = derivative(&state, &stretch, 1.0);
        assert_eq!((change[1][5], change[0][4]), (-2.0, 2.0));
        assert_eq!(
            reopen(&state, 1, 2)[0][5],
            1.0,
            "a reopened lane takes its work back"
        );
    }

    /// Hourly rates and two shifts against a separate simulation of the chain (another program and
    /// generator, 12,000 days): 6.553 +- 0.054 waiting, 2.772 +- 0.003 at work, 0.428 +- 0.007
    /// lane-hours of overtime a day (one standard error each).
    #[test]
    fn two_shifts_agree_with_a_separate_simulation() {
        let weights = [
            1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 8, 9, 8, 6, 4, 3, 2, 2, 1, 1, 1,
        ];
        let total: i32 = weights.iter().sum();
        let stretch = |(hour, weight): (usize, &i32)| Stretch {
            length: 1.0,
            arrivals: 200.0 * f64::from(*weight) / f64::from(total),
            lanes: match hour {
                6..14 => 6,
                14..22 => 4,
                _ => 0,
            },
        };
        let stretches: Vec<Stretch> = weights.iter().enumerate().map(stretch).collect();
        let found = cycle(&stretches, 1.0 / 3.0, 250, 8, 0.02);
        assert!(found.cut_off < 1e-9);
        assert!((found.waiting - 6.553).abs() < 3.0 * 0.054);
        assert!((found.busy - 2.772).abs() < 3.0 * 0.0034);
        assert!((found.overtime * 24.0 - 0.428).abs() < 3.0 * 0.0073);
        // all arrivals are served: 200 a day, a third of an hour each
        near(found.busy, 200.0 / 72.0, 1e-3);
    }
}
