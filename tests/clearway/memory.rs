//! Memory does not grow with the number of replications.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Returns the peak memory in MB of a run of the shipped peak day.
fn peak_memory(replications: u32) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/peak-day.toml");
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["run", scenario, "--no-report", "--set"])
        .arg(format!("run.replications={replications}"))
        .arg("--out")
        .arg(folder.path().join("out"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most: f64 = 0.0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes = kilobytes.and_then(|it| it.trim().parse::<f64>().ok());
        most = most.max(kilobytes.unwrap_or_default() / 1024.0);
        if let Some(ended) = child.try_wait().expect("a process") {
            assert!(ended.success());
            return most;
        }
        sleep(Duration::from_millis(5));
    }
}

/// Values are kept, and copied when they are written.
#[test]
fn memory_of_more_replications_is_that_of_the_values_kept() {
    let (few, many) = (peak_memory(500), peak_memory(2000));
    println!("{few:.0} MB, {many:.0} MB");
    assert!(many - few < 1500.0 * 0.03, "{few} MB, {many} MB");
}

/// Beyond 10 million values only sums are kept.
#[test]
#[ignore = "long"]
fn coverage_of_memory_by_a_hundred_thousand_replications() {
    let most = peak_memory(100_000);
    println!("{most:.0} MB");
    assert!(most < 200.0, "{most} MB");
}
