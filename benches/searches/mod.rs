//! Measures how long `staff` searches for rosters, how much it simulates, and what it finds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use clearway::experiment::Claim;
use clearway::results::{Outcome, Results, StaffOutcome};

/// Two stations with three shifts each, 474,552 arrangements.
const ROSTER: &str = include_str!("../roster.toml");

/// A search that is measured.
struct Search {
    what: &'static str,
    text: String,
    /// Number of times it is run, of which the median is reported.
    rounds: usize,
    /// Most seconds that it may take.
    target: f64,
}

/// Prints the times of searches.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().expect("a folder for results");
    println!(
        "\nstaff, all threads                             seconds target simulated replications \
         cost a day  claim"
    );
    for search in searches() {
        row(folder.path(), &search);
    }
}

fn searches() -> Vec<Search> {
    let fewer = ROSTER.replace("from = 2, to = 14", "from = 4, to = 14");
    let fewer = fewer.replace("from = 1, to = 6", "from = 1, to = 4");
    let by_clock = |every: &str| {
        let clock = format!("every = \"{every}\"");
        peak_day(&format!(
            "\"stations.inspection.lanes\" = {{ from = 1, to = 14, {clock} }}\n\
             \"stations.documents.lanes\" = {{ from = 1, to = 6, {clock} }}\n"
        ))
    };
    let shipped = std::fs::read_to_string(scenario("peak-day.toml")).expect("a shipped scenario");
    let search = |what, text, rounds, target| Search {
        what,
        text,
        rounds,
        target,
    };
    vec![
        search("two stations, three shifts, 85,184", fewer, 3, 5.0),
        search(
            "two stations, three shifts, 474,552",
            ROSTER.to_owned(),
            3,
            8.0,
        ),
        search(
            "three stations, shifts, kinds of days, 6e16",
            three_stations(),
            1,
            60.0,
        ),
        search("peak-day in blocks of 4 hours", by_clock("4 h"), 3, 15.0),
        search("peak-day by the hour", by_clock("1 h"), 1, 60.0),
        search("peak-day as shipped", shipped, 3, 1.0),
    ]
}

/// Returns the path of a shipped scenario.
fn scenario(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name)
}

/// Returns the peak day with other entries to choose from.
fn peak_day(choose: &str) -> String {
    let shipped = std::fs::read_to_string(scenario("peak-day.toml")).expect("a shipped scenario");
    let (before, _) = shipped.split_once("[staffing]").expect("choices");
    format!("{before}[staffing.choose]\n{choose}")
}

/// Returns the roster with a third station, and other numbers at the weekend.
fn three_stations() -> String {
    let (before, _) = ROSTER.split_once("[staffing]").expect("choices");
    let before = before.replace(
        "next = \"released\"\ncost_per_lane_hour = 150",
        "next = \"payment\"\ncost_per_lane_hour = 150\n[stations.payment]\nlanes = 4\n\
         service = { triangular = { min = \"5 min\", mode = \"15 min\", max = \"40 min\" } }\n\
         next = \"released\"\ncost_per_lane_hour = 30",
    );
    let entry = |station: &str, from: u32, to: u32| {
        format!(
            "\"stations.{station}.lanes\" = {{ from = {from}, to = {to}, every = \"8 h\", \
             days = [\"mon-fri\", \"sat, sun\"] }}\n"
        )
    };
    let entries = [
        entry("inspection", 2, 14),
        entry("documents", 1, 6),
        entry("payment", 1, 8),
    ];
    format!("{before}[staffing.choose]\n{}", entries.concat())
}

/// Runs a search and prints its row.
fn row(folder: &Path, search: &Search) {
    let file = folder.join("search.toml");
    std::fs::write(&file, &search.text).expect("a file in a folder of our own");
    let results = folder.join("results");
    let mut seconds: Vec<f64> = (0..search.rounds)
        .map(|_| {
            let start = Instant::now();
            let status = Command::new(env!("CARGO_BIN_EXE_clearway"))
                .args(["staff", "search.toml", "--quiet", "--no-report", "--out"])
                .arg(&results)
                .current_dir(folder)
                .stdout(Stdio::null())
                .status();
            assert!(
                status.is_ok_and(|status| status.success()),
                "{}",
                search.what
            );
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_unstable_by(f64::total_cmp);
    let seconds = seconds[search.rounds / 2];
    let text = std::fs::read_to_string(results.join("results.json")).expect("results");
    let results = Results::from_json(&text).expect("results");
    let Outcome::Staff(staff) = &results.outcome else {
        panic!("{}: no search", search.what);
    };
    let cost = cost(staff);
    let claim = match staff.claim {
        Claim::Proven => "proven".to_owned(),
        Claim::IfMoreNeverHarms => "as if more never harmed".to_owned(),
        Claim::Local { bound } => {
            let gap = 100.0 * (1.0 - bound / cost);
            format!("local, none below {bound:.0}, a gap of {gap:.1} %")
        }
    };
    println!(
        "  {:<44} {seconds:>7.2} {:>6.0} {:>9} {:>12} {cost:>10.0}  {claim}",
        search.what,
        search.target,
        staff.candidates.len(),
        staff.replications,
    );
}

/// Returns what the choice costs a day.
fn cost(staff: &StaffOutcome) -> f64 {
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    choice.map_or(f64::NAN, |it| it.price(staff.named))
}
