//! Sweeps in pieces: shares of several commands put together, and sweeps that go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{self, clearway, files, program, text};

const PORT: &str = r#"
title = "A small port"
[run]
start = 2020-04-13
length = "2 days"
replications = 12
seed = 7
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
file = "april.csv"
to = "desk"
[arrivals.b]
per_day = 40
to = "desk"
[stations.desk]
label = "Desk, \"points\":[] of the port"
lanes = 2
service = { exponential = { mean = "20 min" } }
next = "released"
[sweep]
"stations.desk.lanes" = { from = 1, to = 8 }
"arrivals.b.per_day" = [20, 40, 60, 80, 100]
"#;

const APRIL: &str =
    "arrived,goods,units\n2020-04-13T08:00:00,masks,5\n2020-04-14T08:00:00,masks,7\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let port = PORT.replace("[stations.desk]", "[goods.masks]\n[stations.desk]");
    let port = port.replace("per_day = 40\n", "per_day = 40\ngoods = \"masks\"\n");
    fs::write(folder.path().join("port.toml"), port).expect("written");
    fs::write(folder.path().join("april.csv"), APRIL).expect("written");
    folder
}

const SWEEP: [&str; 4] = ["sweep", "port.toml", "--quiet", "--out"];

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    text(&output.stdout)
}

fn share(folder: &Path, out: &str, shard: &str) {
    done(folder, &[&SWEEP[..], &[out, "--shard", shard]].concat());
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    text(&output.stderr)
}

/// Returns the folders with pieces.
fn keys(out: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(out.join("shards")).into_iter().flatten();
    entries.map(|it| it.expect("an entry").path()).collect()
}

/// Returns the results of a folder without pieces.
fn results(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = files(out);
    found.retain(|name, _| !name.starts_with("shards/"));
    found
}

#[test]
fn shares_put_together_are_the_bytes_of_one_sweep() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    done(folder.path(), &[&SWEEP[..], &["whole", "--xlsx"]].concat());
    assert!(!path("whole/shards").exists(), "its pieces are removed");
    for shard in ["2/3", "1/3", "3/3", "3/3"] {
        share(folder.path(), "parts", shard);
    }
    let said = done(folder.path(), &["merge", "parts", "--xlsx"]);
    assert!(said.contains("no longer needed"), "{said}");
    let whole = files(&path("whole"));
    assert!(whole.len() > 5 && whole.contains_key("report.xlsx"));
    let names: Vec<String> = results(&path("parts")).into_keys().collect();
    assert_eq!(names, whole.keys().cloned().collect::<Vec<_>>());
    assert!(results(&path("parts")) == whole);
    // pieces that are there are not made again, and a sweep without shares removes them
    done(folder.path(), &[&SWEEP[..], &["parts", "--xlsx"]].concat());
    assert!(files(&path("parts")) == whole);
}

#[test]
fn merge_names_what_is_missing_damaged_or_foreign() {
    let folder = folder();
    let out = folder.path().join("parts");
    let merge = ["merge", "parts", "--quiet"];
    let said = refused(folder.path(), &merge);
    assert!(
        said.contains("there are no pieces of a sweep in parts"),
        "{said}"
    );
    share(folder.path(), "parts", "1/2");
    let said = refused(folder.path(), &merge);
    assert!(said.contains("20 of 40 pieces are missing"), "{said}");
    assert!(
        said.contains("000002.json") && !said.contains("000003.json"),
        "{said}"
    );
    share(folder.path(), "parts", "2/2");
    let key = keys(&out).remove(0);
    let piece = |number: u32| key.join(format!("{number:06}.json"));
    let third = fs::read_to_string(piece(3)).expect("a piece");
    fs::write(piece(3), &third[..third.len() / 2]).expect("written");
    fs::copy(piece(5), piece(4)).expect("copied");
    fs::copy(piece(5), key.join("000099.json")).expect("copied");
    let said = refused(folder.path(), &merge);
    assert!(
        said.contains("1 of 40 pieces is damaged:") && said.contains("000003.json"),
        "{said}"
    );
    assert!(
        said.contains("1 of 40 pieces is foreign") && said.contains("000004.json"),
        "{said}"
    );
    assert!(
        said.contains("000099.json is not a piece of this sweep"),
        "{said}"
    );
    assert!(!out.join("results.json").exists());

    // another seed is another sweep
    let other = [&SWEEP[..], &["parts", "--seed", "8", "--shard", "1/40"]].concat();
    done(folder.path(), &other);
    let said = refused(folder.path(), &merge);
    assert!(
        said.contains("parts has pieces of several sweeps"),
        "{said}"
    );
    share(folder.path(), "parts", "1/2");
    share(folder.path(), "parts", "2/2");
    let output = clearway(folder.path(), &merge);
    assert!(output.status.success(), "{}", text(&output.stderr));
    done(folder.path(), &[&SWEEP[..], &["whole"]].concat());
    assert!(results(&out) == files(&folder.path().join("whole")));
    // a finished sweep removes its own pieces and no others
    done(folder.path(), &[&SWEEP[..], &["parts"]].concat());
    let left = keys(&out);
    assert_eq!(
        left.len(),
        2,
        "that of the other seed, and that with the piece 99"
    );
}

/// The contents of all files that are read are part of the key.
#[test]
fn pieces_of_other_inputs_are_not_used() {
    let folder = folder();
    share(folder.path(), "parts", "1/40");
    let more = format!("{APRIL}2020-04-14T09:00:00,masks,7\n");
    fs::write(folder.path().join("april.csv"), more).expect("written");
    share(folder.path(), "parts", "1/40");
    assert_eq!(keys(&folder.path().join("parts")).len(), 2);
    share(folder.path(), "parts", "2/40");
    assert_eq!(keys(&folder.path().join("parts")).len(), 2);
}

/// A file that the scenario reads is neither replaced by a piece nor by what `merge` would write.
#[cfg(unix)]
#[test]
fn no_share_is_written_over_a_file_that_the_scenario_reads() {
    use std::os::unix::fs::symlink;

    let folder = folder();
    let april = folder.path().join("april.csv");
    share(folder.path(), "parts", "1/40");
    let key = keys(&folder.path().join("parts")).remove(0);
    // the scenario reads the same contents, so the key stays
    for place in [
        key.join("000002.json"),
        folder.path().join("parts/sweep.csv"),
    ] {
        fs::rename(&april, &place).expect("moved");
        symlink(&place, &april).expect("linked");
        let before = files(folder.path());
        for more in [&["--shard", "2/40"][..], &["--shard", "1/1"], &[]] {
            let said = refused(folder.path(), &[&SWEEP[..], &["parts"], more].concat());
            assert!(
                said.contains("the results would be written over parts/"),
                "{said}"
            );
            assert!(said.contains("which the scenario reads"), "{said}");
            assert!(files(folder.path()) == before, "{more:?}");
        }
        fs::remove_file(&april).expect("removed");
        fs::rename(&place, &april).expect("moved");
    }
    share(folder.path(), "parts", "2/40");
    assert_eq!(keys(&folder.path().join("parts")), [key]);
}

#[test]
fn a_share_is_taken_from_the_engine() {
    let folder = folder();
    let run = |variables: &[(&str, &str)]| {
        let arguments = [&SWEEP[..], &["parts", "--shard", "auto"]].concat();
        let mut command = program(folder.path(), &arguments);
        command
            .envs(variables.iter().copied())
            .output()
            .expect("it starts")
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no engine is known"));
    for task in ["0", "1", "2"] {
        let output = run(&[
            ("SLURM_ARRAY_TASK_ID", task),
            ("SLURM_ARRAY_TASK_MIN", "0"),
            ("SLURM_ARRAY_TASK_MAX", "2"),
            ("SLURM_ARRAY_TASK_COUNT", "3"),
        ]);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    done(folder.path(), &["merge", "parts", "--quiet", "--no-report"]);
}

/// A sweep that is killed at any moment goes on, and ends with the same bytes.
#[cfg(unix)]
#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    let folder = folder();
    let sweep = |out: &'static str| [&SWEEP[..], &[out, "--replications", "100"]].concat();
    let started = std::time::Instant::now();
    done(folder.path(), &sweep("whole"));
    let took = started.elapsed().as_millis() as u64;
    let whole = files(&folder.path().join("whole"));
    // one sweep after another into the same folder, each killed several times
    for parts in [3, 5] {
        for part in 1..parts {
            let _ =
                harness::interrupted(folder.path(), &sweep("out"), took * part / parts, "-KILL");
        }
        done(folder.path(), &sweep("out"));
        assert!(files(&folder.path().join("out")) == whole, "{parts}");
    }
    // an interrupted one keeps what was finished and says so
    let long = [&SWEEP[..], &["other", "--replications", "20000"]].concat();
    let output = harness::interrupted(folder.path(), &long, 3_000, "-TERM");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
}

/// Numbers from 0 to 1, the same in every run of the tests.
#[cfg(unix)]
struct Moments(u64);

#[cfg(unix)]
impl Moments {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Kills 30 commands at random moments: sweeps, shares, merges and runs into a folder of results.
/// Called again, each ends with the bytes of one that was never killed.
#[cfg(unix)]
#[test]
#[ignore = "takes minutes; .ci/long kills"]
fn kills_at_random_change_no_byte() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let mut moments = Moments(20_200_413);
    let mut killed = 0;
    // kills a command at a random moment of the time that it takes
    let mut kill = |arguments: &[&str], took: u64| {
        let at = (moments.next() * took as f64) as u64;
        let output = harness::interrupted(folder.path(), arguments, at, "-KILL");
        killed += u32::from(output.status.signal() == Some(9));
    };
    let timed = |arguments: &[&str]| {
        let started = std::time::Instant::now();
        done(folder.path(), arguments);
        started.elapsed().as_millis() as u64
    };
    let sweep = |out: &'static str| [&SWEEP[..], &[out, "--replications", "60"]].concat();
    let took = timed(&sweep("whole"));
    let whole = files(&path("whole"));
    for round in 0..5 {
        kill(&sweep("out"), took);
        kill(&sweep("out"), took);
        done(folder.path(), &sweep("out"));
        assert!(files(&path("out")) == whole, "sweep {round}");
        if round % 2 == 0 {
            fs::remove_dir_all(path("out")).expect("removed");
        }
    }
    let merge = ["merge", "parts", "--quiet"];
    let mut took_merge = took / 4;
    for round in 0..5 {
        let shares = ["1/3", "2/3", "3/3"];
        let share = |at: usize| [&sweep("parts")[..], &["--shard", shares[at]]].concat();
        kill(&share(round % 3), took / 3);
        for at in 0..3 {
            done(folder.path(), &share(at));
        }
        kill(&merge, took_merge);
        took_merge = timed(&merge);
        assert!(results(&path("parts")) == whole, "shares {round}");
        fs::remove_dir_all(path("parts")).expect("removed");
    }
    let run = |seed: &'static str, out: &'static str| {
        let arguments = ["run", "port.toml", "--quiet", "--xlsx", "--out"];
        [&arguments[..], &[out, "--seed", seed]].concat()
    };
    let took = timed(&run("1", "first"));
    timed(&run("2", "second"));
    for round in 0..10 {
        done(folder.path(), &run("1", "both"));
        kill(&run("2", "both"), took);
        // what is left is whole: that of either run
        done(folder.path(), &["report", "both", "--quiet", "--xlsx"]);
        let mut left = files(&path("both"));
        left.retain(|name, _| !name.starts_with(".clearway"));
        let is_one = [files(&path("first")), files(&path("second"))].contains(&left);
        assert!(is_one, "run {round}");
        done(folder.path(), &run("2", "both"));
        assert!(
            files(&path("both")) == files(&path("second")),
            "run {round}"
        );
    }
    println!("{killed} of 30 commands were killed before their end");
    assert!(killed >= 20, "{killed}");
}

#[test]
fn a_summary_has_the_same_estimates_and_cannot_be_paired() {
    let folder = folder();
    let summary = ["--set", "run.keep=\"summary\"", "--quiet", "--out"];
    for command in ["run", "sweep"] {
        let plain = [command, "port.toml", "--quiet", "--out", "plain"];
        done(folder.path(), &plain);
        done(
            folder.path(),
            &[&[command, "port.toml"], &summary[..], &["summary"]].concat(),
        );
        let file = if command == "run" {
            "metrics.csv"
        } else {
            "sweep.csv"
        };
        let table = |out: &str| fs::read_to_string(folder.path().join(out).join(file));
        let (one, other) = (
            table("plain").expect("a table"),
            table("summary").expect("a table"),
        );
        assert_eq!(one, other, "{command}");
        let size = |out: &str| fs::metadata(folder.path().join(out).join("results.json"));
        let ratio = size("plain").expect("a file").len() / size("summary").expect("a file").len();
        assert!(ratio >= 1, "{ratio}");
        let page = fs::read_to_string(folder.path().join("summary/report.html")).expect("a page");
        assert!(page.contains("run.keep"), "{command}");
    }
    let run = ["run", "port.toml"];
    done(
        folder.path(),
        &[&run[..], &["--quiet", "--out", "one"]].concat(),
    );
    done(folder.path(), &[&run[..], &summary[..], &["two"]].concat());
    let said = refused(folder.path(), &["compare", "one", "two"]);
    assert!(
        said.contains("two holds no values of single replications"),
        "{said}"
    );
}

/// A scenario from a stranger reads no file outside of its folder.
#[test]
fn an_untrusted_scenario_reads_only_its_own_folder() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("inner")).expect("made");
    let port = fs::read_to_string(path("port.toml")).expect("a scenario");
    let outside = port.replace("\"april.csv\"", "\"../april.csv\"");
    fs::write(path("inner/outside.toml"), outside).expect("written");
    fs::write(path("inner/extends.toml"), "extends = \"../port.toml\"\n").expect("written");
    for name in ["inner/outside.toml", "inner/extends.toml"] {
        done(folder.path(), &["check", name]);
        let said = refused(folder.path(), &["check", name, "--untrusted"]);
        assert!(
            said.contains("outside of the folder of the scenario"),
            "{said}"
        );
        let said = refused(
            folder.path(),
            &["compare", name, "port.toml", "--untrusted"],
        );
        assert!(
            said.contains("outside of the folder of the scenario"),
            "{said}"
        );
    }
    done(folder.path(), &["check", "port.toml", "--untrusted"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("april.csv"), path("inner/april.csv")).expect("made");
        fs::write(path("inner/link.toml"), port).expect("written");
        done(folder.path(), &["check", "inner/link.toml"]);
        let said = refused(folder.path(), &["check", "inner/link.toml", "--untrusted"]);
        assert!(
            said.contains("outside of the folder of the scenario"),
            "{said}"
        );
    }
}
