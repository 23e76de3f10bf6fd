//! Single queues without events, by the recursion of Lindley (1952) for one lane and that of Kiefer
//! and Wolfowitz (1955) for several.

use rand::SeedableRng;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::heap::{Heap, Key};

/// Returns the mean wait in M/M/1 with mean service 1: W' = max(0, W + S - A).
pub(crate) fn lindley(utilisation: f64, batches: u64, seed: u64) -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let gap = utilisation.recip();
    let (mut wait, mut sum) = (0.0_f64, 0.0);
    for _ in 0..batches {
        sum += wait;
        let service: f64 = Exp1.sample(&mut generator);
        let between: f64 = Exp1.sample(&mut generator);
        wait = (wait + service - between * gap).max(0.0);
    }
    sum / batches as f64
}

/// Returns the mean wait in M/M/c with mean service 1: each batch takes the lane that becomes free
/// first.
pub(crate) fn kiefer_wolfowitz(lanes: u32, utilisation: f64, batches: u64, seed: u64) -> f64 {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let gap = (utilisation * f64::from(lanes)).recip();
    let mut free = Heap::with_capacity(lanes as usize);
    for batch in 0..lanes {
        free.push(Key { time: 0.0, batch });
    }
    let (mut now, mut sum) = (0.0, 0.0);
    for _ in 0..batches {
        let between: f64 = Exp1.sample(&mut generator);
        let service: f64 = Exp1.sample(&mut generator);
        now += between * gap;
        let Some(lane) = free.top() else { break };
        let begin = lane.time.max(now);
        sum += begin - now;
        free.replace_top(Key {
            time: begin + service,
            batch: lane.batch,
        });
    }
    sum / batches as f64
}
