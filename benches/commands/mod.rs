//! Measures how long a planner waits for commands, in wall-clock time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs of each command, of which the median is reported.
const ROUNDS: usize = 5;

/// Prints the times of commands, the gain of a second thread, and how times grow with the size of
/// the question.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().expect("a folder for results");
    let bench = Bench {
        results: folder.path().join("results"),
        folder: folder.path().to_owned(),
    };
    let peak_day = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/peak-day.toml");
    let peak_day = peak_day.to_str().expect("a path of letters");
    println!("\npeak-day by the clock, all threads                     seconds   target");
    row(
        "run, everything written",
        bench.seconds(&["run", peak_day]),
        1.0,
    );
    let seconds = bench.seconds(&["run", peak_day, "--no-report"]);
    row("run --no-report", seconds, 0.2);
    let sweep = ["sweep", peak_day, "--replications", "40"];
    row(
        "sweep, 130 points of 40 replications",
        bench.seconds(&sweep),
        3.0,
    );

    println!("\none thread against two                                    ratio   target");
    let long = bench.scenario("long.toml", 1, 500, 40);
    for (what, command) in [
        ("a sweep", ["sweep", peak_day, "--replications", "40"]),
        (
            "one scenario of 40 replications",
            ["run", &long, "--seed", "1"],
        ),
    ] {
        let [one, two] = ["1", "2"].map(|threads| {
            let more = ["--no-report", "--threads", threads];
            bench.seconds(&[&command[..], &more].concat())
        });
        row(what, one / two, 1.9);
    }
    growth(&bench);
}

/// Prints how times grow with the size of the question.
fn growth(bench: &Bench) {
    println!("\nten times as much                                 time by unit   target");
    let few = bench.seconds(&[
        "run",
        &bench.scenario("few.toml", 100, 40, 1),
        "--no-report",
    ]);
    let many = bench.seconds(&[
        "run",
        &bench.scenario("many.toml", 1_000, 40, 1),
        "--no-report",
    ]);
    row("1,000 stations in a row, a visit", many / few / 10.0, 1.5);
    let stations = |number| {
        let scenario = bench.scenario("stations.toml", number, 1, 1);
        bench.seconds(&["run", &scenario])
    };
    row(
        "4,000 stations in a row with the report, a station",
        stations(4_000) / stations(400) / 10.0,
        1.5,
    );
    let points = |seeds: &str| {
        let scenario = bench.scenario("points.toml", 1, 1, 2);
        let vary = format!("run.seed=1..{seeds}");
        let lanes = "stations.s0.lanes=1..10";
        bench.seconds(&["sweep", &scenario, "--vary", &vary, "--vary", lanes])
    };
    row(
        "10,000 points of a sweep with its report, a point",
        points("1000") / points("100") / 10.0,
        1.2,
    );
}

fn row(what: &str, seconds: f64, target: f64) {
    println!("  {what:<52} {seconds:>8.2} {target:>8.2}");
}

/// The folders in which commands run.
struct Bench {
    folder: PathBuf,
    results: PathBuf,
}

impl Bench {
    /// Returns the median time of a command in seconds.
    fn seconds(&self, arguments: &[&str]) -> f64 {
        let mut seconds: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                let status = Command::new(env!("CARGO_BIN_EXE_clearway"))
                    .args(arguments)
                    .args(["--quiet", "--out"])
                    .arg(&self.results)
                    .stdout(Stdio::null())
                    .status();
                assert!(status.is_ok_and(|status| status.success()), "{arguments:?}");
                start.elapsed().as_secs_f64()
            })
            .collect();
        seconds.sort_unstable_by(f64::total_cmp);
        seconds[ROUNDS / 2]
    }

    /// Writes a scenario of this number of stations in a row, for this number of days of 1,000
    /// batches.
    fn scenario(&self, name: &str, stations: u32, days: u32, replications: u32) -> String {
        let mut text = format!(
            "[run]\nstart = 2020-04-13\nlength = \"{days} days\"\nreplications = {replications}\n\
             [arrivals.a]\nper_day = 1000\nto = \"s0\"\n"
        );
        for station in 0..stations {
            let next = if station + 1 < stations {
                format!("s{}", station + 1)
            } else {
                "released".to_owned()
            };
            let _ = write!(
                text,
                "[stations.s{station}]\nlanes = 2\nnext = \"{next}\"\n\
                 service = {{ exponential = {{ mean = \"1 min\" }} }}\n"
            );
        }
        let path = self.folder.join(name);
        std::fs::write(&path, text).expect("a file in a folder of our own");
        path.to_str().expect("a path of letters").to_owned()
    }
}
