//! Memory does not grow with the number of replications.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Returns the peak memory in MB of a run of the shipped peak day.
fn peak_memory(replications: u32) -> f64 {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/peak-day.toml");
    let set = format!("run.replications={replications}");
    peak(&["run", scenario, "--set", &set])
}

/// Returns the peak memory in MB of a command without a report.
fn peak(arguments: &[&str]) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(arguments)
        .arg("--no-report")
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

/// The memory of a sweep grows by little for each point, and not with the replications where their
/// values are dropped.
#[test]
fn memory_of_a_sweep_is_small_for_each_point() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("port.toml");
    let text = "[run]\nstart = 2020-04-13\nlength = \"1 day\"\nkeep = \"summary\"\n\
                [arrivals.a]\nper_day = 10\nto = \"desk\"\n[stations.desk]\nlanes = 2\n\
                service = \"10 min\"\nnext = \"released\"\n";
    fs::write(&scenario, text).expect("written");
    let scenario = scenario.to_string_lossy();
    let sweep = |points: u32, replications: u32| {
        let vary = format!("arrivals.a.per_day=1..{points}");
        let replications = format!("run.replications={replications}");
        peak(&["sweep", &scenario, "--vary", &vary, "--set", &replications])
    };
    let (few, many, long) = (sweep(200, 2), sweep(1_000, 2), sweep(200, 200));
    println!("{few:.0} MB, {many:.0} MB, {long:.0} MB");
    assert!(many - few < 800.0 * 0.05, "{few} MB, {many} MB");
    assert!(long - few < 20.0, "{few} MB, {long} MB");
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
