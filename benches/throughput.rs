//! Speed: batches a second of hand-written floors and of the engine, side by side.
//!
//! `cargo bench --bench throughput` runs every contender once a round, one after the other, and
//! reports medians over rounds of CPU time and of the ratio within a round, so that a machine that
//! slows down slows all of them. Every contender's result is checked before its speed is printed.
//! Then it runs the program itself as a planner would. `cargo bench --bench throughput --
//! instructions` counts instructions a batch with valgrind, and fails above a limit.
//!
//! # Where every nanosecond goes
//!
//! A batch of W3 makes 2.4 events: one arrival and 1.4 ends of service. In the engine it takes
//! 1,357 instructions, in the tuned loop by hand 724. callgrind's count by what they are for (a
//! batch, shares of the engine's):
//!
//! | for | instructions | share | of which by hand |
//! | --- | --- | --- | --- |
//! | future event list: two heaps of time, phase and sequence | 375 | 28 % | a heap of times |
//! | drawing: ziggurats, `exp`, gamma | 165 | 12 % | the same |
//! | addresses: a generator of its own for every draw | 70 | 5 % | one shared generator |
//! | arrivals: rates by the hour, microseconds | 65 | 5 % | one gap |
//! | batches, queues, lanes, routes from data | 470 | 34 % | compiled in |
//! | observation: levels, waits, two sketches a batch, days | 215 | 16 % | one histogram |
//!
//! By time, drawing takes 37 ns of 106, as it does of the 88 by hand; observation 17: without it
//! the engine is as fast as the loop by hand. What nobody can foretell (arrival or departure next,
//! where to, is anybody waiting) mispredicts about 6 branches a batch, as by hand, and each costs
//! as much as 60 instructions.
//!
//! What each change was expected to come to, and came to, in instructions a batch, from 2,588:
//!
//! 1. Next arrivals in a heap of their own, nodes of four without a ragged end, rates kept for the
//!    hour, rounding without a call, buckets from the bits of a number instead of a histogram
//!    crate: 1,900 expected, 2,216 found.
//! 2. Plain stations are served in one function, all else is out of its way: 1,800; 1,974.
//! 3. A station holds its rules, overtime is counted only where lanes close, one ticket a stream:
//!    1,850; 1,822.
//! 4. Counts half as wide in the sketch: no fewer instructions, but fewer cache misses, which took
//!    15 % of the time.
//! 5. A generator that is made without a call: 1,750; 1,773.
//! 6. Rare events out of line, so that 38 kB of loop become 18 kB: no measurable time, 1,800.
//! 7. Levels as two additions modulo 2^64, counts that ask nothing, a sketch in one list, rounding
//!    by an addition: 1,680; 1,668, and 184 ns became 174.
//! 8. The plan's events apart from those of batches, heaps whose top lies outside of their nodes:
//!    1,570; 1,631, 162 ns.
//! 9. One mixing for each draw, and new numbers everywhere; keys made without a call: 1,570; 1,489,
//!    148 ns.
//! 10. Dispatch by the phase in the key, batches written where they stay: 1,400; 1,443, 140 ns.
//! 11. Arrivals without iterators, draws by value: 1,370; 1,361, 138 ns.
//! 12. Shares counted instead of searched, for fewer mispredictions: 30 instructions more, 3 ns
//!     less. A gap kept instead of a rate, which saves a division: 2 ns.
//! 13. Keys compared by their first halves: 1,330; 1,322, 126 ns. Rare branches marked as such, for
//!     the order of the code: 1,305, 124 ns.
//! 14. The loop as a function of its own: 23 instructions and 3 ns less in this program.
//!
//! From here on instructions say little; times are of the same minutes:
//!
//! 15. A service time drawn when the batch comes instead of when its service begins: 3 ns expected;
//!     1 ns of W3, 5 of 67 of M/M/1.
//! 16. Where a key ends that sinks nobody can foretell, so the last comparison selects instead of
//!     branching, among arrivals and among departures: 5 ns expected, 13 found (123 to 110), for 23
//!     instructions more.
//! 17. Where a batch goes next is looked up when it comes, so that the branch on it waits for one
//!     load instead of a chain of seven: 8 ns expected, 4 found (110 to 106).
//! 18. An event that is alone in its heap is not compared with empty places: 50 instructions and
//!     2 ns of M/M/1.
//!
//! What did not help: sketch counts of 16 bits (M/M/1 at 65 ns became 92; later, no change), the
//! least of arrivals and plan kept (a branch that was foretold became a value to wait for: 15 ns
//! more), a binary search among shares, whole sums in 128 bits, arrivals scheduled after the
//! arrival, handlers as calls (37 instructions, no time), nodes that fill a cache line, batches
//! that fill two, the processor's own instructions, no unwinding, times gathered and counted 256 at
//! a time (5 ns more), the first step of a sinking key without a branch (foretold well: 1.5 ns
//! more), a share drawn early but looked up late, the top's children beside it (2 ns more), a count
//! and its overflow in one instruction (10 fewer, M/M/1 1 ns more).
//!
//! Together, beside the loop by hand in the same minutes: 192 to 106 ns, 0.46 to 0.83 of its speed.
//! What is left is spread evenly: no line takes more than 5 %.

mod commands;
mod floors;
mod instructions;
mod ordinary;

use std::time::Instant;

use clearway::metric::{Metric, Scope};
use floors::w3::{self, Releases};
use floors::{plain, recursion, tuned};
use ordinary::Port;

/// Every contender runs so often.
const ROUNDS: u64 = 7;
/// Batches a run of W3.
const W3_BATCHES: u64 = 2_000_000;
/// Batches a run of a single queue.
const QUEUE_BATCHES: u64 = 10_000_000;
/// Batches a run of a single queue in the engine.
const ENGINE_BATCHES: u64 = 2_000_000;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [instructions::ALONE, contender, batches] => {
            let batches = batches.parse().map_err(|_| "not a number of batches")?;
            instructions::alone(contender, batches);
            Ok(())
        }
        ["instructions", ..] => instructions::count(),
        _ => {
            speed();
            Ok(())
        }
    }
}

/// Speed of all contenders.
fn speed() {
    println!("medians of {ROUNDS} paired rounds, one thread");
    single_queues();
    let mut per_batch = vec![];
    for size in [1, 100] {
        per_batch.push(network(size));
    }
    println!("\n100 x the lanes and arrivals: time a batch against the port of size 1");
    for (small, large) in per_batch[0].iter().zip(&per_batch[1]) {
        let growth = large.median() / small.median();
        println!("  {:<44} {growth:>7.2} x", small.name);
    }
    commands::measure();
}

/// A contender and the nanoseconds a batch of its rounds.
struct Contender {
    name: &'static str,
    nanos: Vec<f64>,
}

impl Contender {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            nanos: vec![],
        }
    }

    fn median(&self) -> f64 {
        median(self.nanos.clone())
    }

    /// Times a run that says itself how many batches it was.
    fn time_counted<T>(&mut self, run: impl FnOnce() -> (T, u64)) -> T {
        let ((result, batches), nanos) = cpu_time(run);
        self.nanos.push(nanos / batches as f64);
        result
    }

    /// Times a run of so many batches.
    fn time<T>(&mut self, batches: u64, run: impl FnOnce() -> T) -> T {
        let (result, nanos) = cpu_time(run);
        self.nanos.push(nanos / batches as f64);
        result
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs something and says how many nanoseconds of CPU this thread took, where the system tells
/// (Linux), else of the clock.
fn cpu_time<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let on_cpu = || -> Option<f64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    let (clock, before) = (Instant::now(), on_cpu());
    let result = std::hint::black_box(run());
    let elapsed = clock.elapsed().as_nanos() as f64;
    let nanos = before.zip(on_cpu()).map(|(before, after)| after - before);
    (
        result,
        nanos.filter(|nanos| *nanos > 0.0).unwrap_or(elapsed),
    )
}

/// A table of contenders; ratios are speeds against the first one, round by round.
fn print(title: &str, contenders: &[Contender]) {
    println!("\n{title:<46} ns/batch  batches/s   speed");
    for contender in contenders {
        let pairs = contenders[0].nanos.iter().zip(&contender.nanos);
        let ratio = median(pairs.map(|(first, this)| first / this).collect());
        let nanos = contender.median();
        let millions = 1e3 / nanos;
        println!(
            "  {:<44} {nanos:>8.1} {millions:>8.2} M {ratio:>7.2}",
            contender.name
        );
    }
}

/// Panics where a contender computed something else than it should have.
fn check(name: &str, what: &str, found: f64, expected: f64, relative: f64) {
    let gap = (found / expected - 1.0).abs();
    assert!(
        gap <= relative,
        "{name}: {what} {found} instead of {expected}"
    );
}

fn single_queues() {
    let (one, several) = ("M/M/1 at 0.9, Lindley", "M/M/5 at 0.9, Kiefer-Wolfowitz");
    let (engine_one, engine_several) = ("M/M/1 at 0.9, clearway", "M/M/5 at 0.9, clearway");
    let mut contenders = [one, engine_one, several, engine_several].map(Contender::new);
    let ports = [1, 5].map(|lanes| Port::single(lanes, ENGINE_BATCHES));
    let (mut waits, rounds) = ([0.0; 4], ROUNDS as f64);
    for seed in 0..ROUNDS {
        let batches = QUEUE_BATCHES;
        waits[0] += contenders[0].time(batches, || recursion::lindley(0.9, batches, seed));
        waits[1] += engine_wait(&mut contenders[1], &ports[0], seed);
        let run = || recursion::kiefer_wolfowitz(5, 0.9, batches, seed);
        waits[2] += contenders[2].time(batches, run);
        waits[3] += engine_wait(&mut contenders[3], &ports[1], seed);
    }
    // 0.9 / (1 - 0.9), and C(5, 4.5) / 0.5 with Erlang's C = 0.7625
    for (contender, wait, exact) in [(one, 0, 9.0), (engine_one, 1, 9.0)] {
        check(contender, "mean wait", waits[wait] / rounds, exact, 0.05);
    }
    for (contender, wait, exact) in [(several, 2, 1.525), (engine_several, 3, 1.525)] {
        check(contender, "mean wait", waits[wait] / rounds, exact, 0.05);
    }
    print("single queues", &contenders);
}

/// The mean wait in minutes at the only station of a port, timed.
fn engine_wait(contender: &mut Contender, port: &Port, replication: u64) -> f64 {
    let run = contender.time_counted(|| {
        let run = port.run(replication);
        let batches = run.batches;
        (run, batches)
    });
    port.minutes(&run, Metric::WaitMean, &Scope::station("s"))
}

/// W3 in a port of this size.
fn network(size: u32) -> Vec<Contender> {
    let mut contenders = vec![
        Contender::new("W3 by hand, tuned"),
        Contender::new("W3 by hand, std BinaryHeap"),
    ];
    let mut found = vec![Releases::new(); contenders.len()];
    let (port, mut engine) = (Port::w3(size), Contender::new("W3, clearway"));
    let mut engine_found = [0.0; 2];
    for seed in 0..ROUNDS {
        let runs = [tuned::run, plain::run];
        for (index, run) in runs.into_iter().enumerate() {
            let releases = contenders[index].time(W3_BATCHES, || run(size, W3_BATCHES, seed));
            found[index].merge(&releases);
        }
        let run = engine.time_counted(|| {
            let run = port.run(seed);
            let batches = run.batches;
            (run, batches)
        });
        for (sum, metric) in engine_found
            .iter_mut()
            .zip([Metric::ReleaseTimeMean, Metric::ReleaseTimeP95])
        {
            *sum += port.minutes(&run, metric, &Scope::All) / ROUNDS as f64;
        }
    }
    // beyond size 1 the programs must agree with each other
    let (right_mean, right_p95) = if size == 1 {
        (w3::MEAN, w3::P95)
    } else {
        (found[0].mean(), found[0].p95())
    };
    for (contender, found) in contenders.iter().zip(&found) {
        check(contender.name, "mean", found.mean(), right_mean, 0.01);
        check(contender.name, "P95", found.p95(), right_p95, 0.02);
        let (mean, p95) = (found.mean(), found.p95());
        println!(
            "{}: size {size}, mean {mean:.2} min, P95 {p95:.1} min",
            contender.name
        );
    }
    let [mean, p95] = engine_found;
    check(engine.name, "mean", mean, right_mean, 0.01);
    check(engine.name, "P95", p95, right_p95, 0.02);
    println!(
        "{}: size {size}, mean {mean:.2} min, P95 {p95:.1} min",
        engine.name
    );
    contenders.push(engine);
    print(&format!("W3, size {size}"), &contenders);
    contenders
}
