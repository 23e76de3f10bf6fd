//! Compares the speed of the engine with that of hand-written programs, the floors.
//!
//! `cargo bench --bench throughput` runs every contender once in each round, one after the other,
//! and reports medians over rounds of CPU time and of the ratio within a round, so that a machine
//! that slows down affects all of them. The result of every contender is checked before its speed
//! is printed. Then it runs the program itself as a planner would. `cargo bench --bench throughput
//! -- instructions` counts instructions per batch with valgrind, and fails above a limit; `--
//! searches` runs the searches for rosters alone.
//!
//! CHANGELOG.md lists the measurements and the effect of each change.

mod commands;
mod floors;
mod instructions;
mod ordinary;
mod searches;

use std::time::Instant;

use clearway::metric::{Metric, Scope};
use floors::w3::{self, Releases};
use floors::{plain, recursion, tuned};
use ordinary::Port;

/// Number of rounds; each runs every contender once.
const ROUNDS: u64 = 7;
/// Batches in a run of W3.
const W3_BATCHES: u64 = 2_000_000;
/// Batches in a run of a single queue by recursion.
const QUEUE_BATCHES: u64 = 10_000_000;
/// Batches in a run of a single queue by the engine.
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
        ["searches", ..] => {
            searches::measure();
            Ok(())
        }
        _ => {
            speed();
            Ok(())
        }
    }
}

/// Measures and prints the speed of all contenders.
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
    searches::measure();
}

/// A contender with its nanoseconds a batch in each round.
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

    /// Times a run that returns its number of batches.
    fn time_counted<T>(&mut self, run: impl FnOnce() -> (T, u64)) -> T {
        let ((result, batches), nanos) = cpu_time(run);
        self.nanos.push(nanos / batches as f64);
        result
    }

    /// Times a run of this number of batches.
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

/// Runs a function and returns the nanoseconds of CPU time of this thread (on Linux), or of the
/// clock elsewhere.
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

/// Prints a table of contenders; ratios are speeds relative to the first one, round by round.
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

/// Panics if the result of a contender differs from the expected one.
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

/// Times a run and returns the mean wait in minutes at the only station of a port.
fn engine_wait(contender: &mut Contender, port: &Port, replication: u64) -> f64 {
    let run = contender.time_counted(|| {
        let run = port.run(replication);
        let batches = run.batches;
        (run, batches)
    });
    port.minutes(&run, Metric::WaitMean, &Scope::station("s"))
}

/// Measures W3 in a port of this size.
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
    // at other sizes than 1 the programs must agree with each other
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
