//! Counts instructions per batch of a small W3 with valgrind, a measure that does not depend on the
//! load of the machine.
//!
//! Each contender runs twice in a process of its own, and the difference of the two counts is
//! divided by the difference in batches, so that the cost of starting cancels out.

use std::process::Command;

use crate::floors::{plain, tuned};
use crate::ordinary::Port;

/// Batches of the shorter and of the longer run.
const BATCHES: [u64; 2] = [50_000, 150_000];

/// Limit on the instructions per batch of the engine.
const LIMIT: f64 = 1_490.0;

/// Names under which a contender runs in a process of its own.
const CONTENDERS: [&str; 3] = ["tuned", "plain", "engine"];

/// The argument that starts a contender: `alone NAME BATCHES`.
pub(crate) const ALONE: &str = "alone";

/// Runs a contender by its name.
pub(crate) fn alone(name: &str, batches: u64) {
    match name {
        "tuned" => drop(std::hint::black_box(tuned::run(1, batches, 1))),
        "plain" => drop(std::hint::black_box(plain::run(1, batches, 1))),
        _ => drop(std::hint::black_box(Port::w3_of(batches).run(1))),
    }
}

/// Prints the table. The error says that the engine is over the limit, or why instructions cannot
/// be counted.
pub(crate) fn count() -> Result<(), String> {
    println!("W3, size 1: instructions a batch");
    let mut engine = 0.0;
    for name in CONTENDERS {
        let [short, long] = BATCHES.map(|batches| instructions(name, batches));
        engine = (long? - short?) / (BATCHES[1] - BATCHES[0]) as f64;
        println!("  {name:<10} {engine:>8.0}");
    }
    if engine > LIMIT {
        return Err(format!(
            "the engine takes {engine:.0} instructions a batch; the limit is {LIMIT}"
        ));
    }
    Ok(())
}

/// Counts the instructions of a run of a contender in a process of its own.
fn instructions(name: &str, batches: u64) -> Result<f64, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(this)
        .args([ALONE, name, &batches.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text
        .lines()
        .find_map(|line| line.split("Collected : ").nth(1));
    let count = collected.and_then(|number| number.trim().parse().ok());
    count.ok_or_else(|| format!("valgrind does not say how many instructions it saw:\n{text}"))
}
