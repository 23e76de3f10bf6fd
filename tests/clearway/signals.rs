//! The first signal ends every command within a second of its own processor time, whatever the
//! command does, and leaves nothing half made.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::harness::{files, program};

/// Limit on the processor time from a signal to the end, in seconds.
const MOST: f64 = 1.0;

/// What a command did, until it ended.
#[derive(Debug)]
struct Ended {
    status: ExitStatus,
    /// Processor time in seconds, in all.
    total: f64,
    /// Processor time in seconds from the signal on; `None` if it ended before.
    after: Option<f64>,
}

/// Returns the processor time of a process in seconds, and whether it has ended.
fn used(process: u32) -> (f64, bool) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("it was not awaited");
    let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
    // user and system time, in hundredths of a second
    ((ticks(11) + ticks(12)) / 100.0, fields[0] == "Z")
}

/// Runs a command on one thread and sends it a signal once it has used this processor time in
/// seconds.
fn signalled(folder: &Path, arguments: &[&str], at: f64, signal: &str) -> Ended {
    let mut command = program(folder, arguments);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.spawn().expect("it starts");
    let mut sent_at = None;
    let total = loop {
        let (used, has_ended) = used(child.id());
        if has_ended {
            break used;
        }
        if used >= at && sent_at.is_none() {
            let mut kill = Command::new("kill");
            let sent = kill.args([signal, &child.id().to_string()]).status();
            assert!(sent.expect("kill").success());
            sent_at = Some(used);
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ended {
        status: child.wait().expect("it ends"),
        total,
        after: sent_at.map(|it| total - it),
    }
}

/// Sends a signal at this processor time, and checks when and how the command ends. Returns whether
/// it came before the end.
#[track_caller]
fn ends(folder: &Path, arguments: &[&str], at: f64, signal: &str) -> bool {
    let ended = signalled(folder, arguments, at, signal);
    let Some(after) = ended.after else {
        assert!(ended.status.success(), "{arguments:?} at {at}: {ended:?}");
        return false;
    };
    assert!(after <= MOST, "{arguments:?} at {at} s: {ended:?}");
    // a command that keeps nothing is ended by the signal itself
    let is_heard = ended.status.code() == Some(130) || ended.status.signal().is_some();
    let is_over = ended.status.success();
    assert!(is_heard || is_over, "{arguments:?} at {at} s: {ended:?}");
    if is_heard && ended.status.signal().is_none() {
        for name in files(folder).keys() {
            assert!(!name.contains(".clearway-"), "{arguments:?}: {name}");
        }
    }
    is_heard
}

/// A row of stations.
fn row(stations: usize, days: u32, replications: u32) -> String {
    let mut text = format!(
        "[run]\nstart = 2020-04-13\nlength = \"{days} days\"\nreplications = {replications}\n\
         [target]\nrelease = {{ within = \"6 h\", share = 0.9 }}\n\
         [arrivals.a]\nper_day = 200\nto = \"s1\"\n"
    );
    for at in 1..=stations {
        let next = match at {
            at if at == stations => "released".to_owned(),
            at => format!("s{}", at + 1),
        };
        let service = "{ exponential = { mean = \"5 min\" } }";
        let _ = writeln!(
            text,
            "[stations.s{at}]\nlanes = 2\nservice = {service}\nnext = \"{next}\""
        );
    }
    text
}

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), text).expect("written");
    folder
}

/// Returns the arguments of a command on one thread.
fn quiet<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[command, "port.toml", "--quiet", "--threads", "1"], more].concat()
}

#[test]
fn while_a_long_file_is_checked() {
    let folder = folder(&row(60_000, 1, 1));
    for at in [0.2, 1.5] {
        assert!(ends(folder.path(), &["check", "port.toml"], at, "-INT"));
    }
    assert!(ends(folder.path(), &quiet("run", &[]), 0.8, "-TERM"));
}

#[test]
fn while_the_points_of_a_sweep_are_checked() {
    let port = row(1_000, 1, 1);
    let axes = "[sweep]\n\"stations.s1.lanes\" = { from = 1, to = 100 }\n\
                \"stations.s2.lanes\" = { from = 1, to = 100 }\n";
    let folder = folder(&format!("{port}{axes}"));
    for shard in [&[][..], &["--shard", "1/1"]] {
        assert!(ends(folder.path(), &quiet("sweep", shard), 1.0, "-INT"));
    }
}

/// The replication has hundreds of millions of batches before the first full hour.
#[test]
fn while_a_replication_goes_on() {
    let port = row(2, 1, 3)
        .replace("\"1 days\"", "\"1 h\"\nfollow_up = \"1 h\"")
        .replace("per_day = 200", "per_day = 10_000_000_000")
        .replace("lanes = 2", "lanes = \"unlimited\"")
        .replace("{ exponential = { mean = \"5 min\" } }", "\"0 s\"");
    let folder = folder(&port);
    for signal in ["-INT", "-TERM", "-HUP"] {
        let run = quiet("run", &[]);
        assert!(ends(folder.path(), &run, 0.5, signal), "{signal}");
    }
    let nothing = !folder.path().join("output").exists();
    assert!(nothing, "nothing was finished");
}

/// Also between the replications and the report, and while the report is made, that of an
/// interrupted run among others.
#[test]
fn in_every_part_of_a_run() {
    let folder = folder(&row(150, 20, 12));
    let run = quiet("run", &["--xlsx", "--event-log", "csv,xes"]);
    let total = signalled(folder.path(), &run, f64::INFINITY, "-INT").total;
    let mut heard = 0;
    for part in 1..=9 {
        fs::remove_dir_all(folder.path().join("output")).unwrap_or_default();
        let at = total * f64::from(part) / 10.0;
        heard += u32::from(ends(folder.path(), &run, at, "-INT"));
        let out = folder.path().join("output/port");
        let has = |name: &str| out.join(name).exists();
        assert_eq!(has("results.json"), has("manifest.json"), "at {at} s");
    }
    assert!(heard >= 6, "{heard} of 9");
}

#[test]
fn while_pieces_are_put_together() {
    let axes = "[sweep]\n\"stations.s1.lanes\" = { from = 1, to = 100 }\n";
    let folder = folder(&format!("{}{axes}", row(40, 1, 40)));
    let share = quiet("sweep", &["--out", "parts", "--shard", "1/1"]);
    let made = signalled(folder.path(), &share, f64::INFINITY, "-INT");
    assert!(made.status.success(), "{made:?}");
    let merge = ["merge", "parts", "--quiet"];
    let total = signalled(folder.path(), &merge, f64::INFINITY, "-INT").total;
    let mut heard = 0;
    for part in 1..=7 {
        let at = total * f64::from(part) / 8.0;
        heard += u32::from(ends(folder.path(), &merge, at, "-INT"));
    }
    assert!(heard >= 4, "{heard} of 7");
    // the same in a sweep of which all pieces are there
    let whole = quiet("sweep", &["--out", "parts"]);
    assert!(ends(folder.path(), &whole, total / 4.0, "-INT"));
}

#[test]
fn while_arrangements_are_searched() {
    let lanes = (1..=8).map(|at| format!("\"stations.s{at}.lanes\" = {{ from = 1, to = 9 }}\n"));
    let choose: String = lanes.collect();
    let folder = folder(&format!("{}[staffing.choose]\n{choose}", row(8, 4, 40)));
    // how long a search takes is not known
    let staff = quiet("staff", &[]);
    let heard = [0.05, 0.2, 0.5, 1.5].map(|at| ends(folder.path(), &staff, at, "-INT"));
    assert!(heard[0], "{heard:?}");
    fs::write(folder.path().join("port.toml"), row(150, 20, 40)).expect("written");
    fs::write(folder.path().join("other.toml"), row(151, 20, 40)).expect("written");
    assert!(ends(folder.path(), &quiet("stress", &[]), 1.0, "-INT"));
    let compare = quiet("compare", &["other.toml"]);
    assert!(ends(folder.path(), &compare, 1.5, "-INT"));
}
