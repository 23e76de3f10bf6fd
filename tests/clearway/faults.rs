//! What is left after a fault: interruptions, kills, folders that cannot be written, files that
//! were changed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clearway::report::Digest;

use crate::harness::{clearway, files, interrupted, program, text};

const PORT: &str = r#"
title = "A small port"
[run]
start = 2020-04-13
length = "2 days"
replications = 3
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[stations.desk]
lanes = 2
service = { exponential = { mean = "20 min" } }
next = "released"
[sweep]
"stations.desk.lanes" = [1, 2, 3]
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), PORT).expect("written");
    folder
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = clearway(folder, arguments);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

/// Returns the message of a command that refuses.
fn refused(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = clearway(folder, arguments);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

#[test]
fn the_manifest_has_the_digest_of_every_file() {
    let folder = folder();
    let out = folder.path().join("out");
    let run = ["run", "port.toml", "--out", "out", "--quiet"];
    done(
        folder.path(),
        &[&run[..], &["--xlsx", "--event-log", "csv,xes,batches"]].concat(),
    );
    let mut found = files(&out);
    let manifest = found.remove("manifest.json").expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["command"], "run");
    assert_eq!(manifest["whole"], true);
    let noted = manifest["files"].as_object().expect("files");
    let names: Vec<&String> = found.keys().collect();
    assert_eq!(noted.keys().collect::<Vec<_>>(), names);
    for (name, bytes) in &found {
        assert_eq!(noted[name], Digest::of_bytes(bytes).to_string(), "{name}");
    }
    let page = String::from_utf8_lossy(&found["report.html"]);
    let digest = Digest::of_bytes(&found["results.json"]);
    assert_eq!(clearway::report::of_page(&page), Some(digest.clone()));
    let workbook = clearway::report::of_workbook(&found["report.xlsx"]);
    assert_eq!(workbook, Some(digest));
}

#[test]
fn changed_results_and_those_of_another_run_are_told() {
    let folder = folder();
    let run = ["run", "port.toml", "--quiet", "--xlsx", "--out"];
    done(folder.path(), &[&run[..], &["one"]].concat());
    done(folder.path(), &[&run[..], &["two", "--seed", "2"]].concat());
    let path = |name: &str| folder.path().join(name);
    let report = |name: &str| refused(folder.path(), &["report", name, "--quiet"], 2);
    done(folder.path(), &["report", "one", "--quiet"]);

    let results = fs::read_to_string(path("one/results.json")).expect("results");
    let edited = results.replacen("A small port", "A large port", 1);
    fs::write(path("one/results.json"), edited).expect("written");
    let said = report("one");
    assert!(
        said.contains("is not the one that clearway wrote"),
        "{said}"
    );
    let said = refused(folder.path(), &["compare", "one", "two"], 2);
    assert!(
        said.contains("its SHA-256 is not that in manifest.json"),
        "{said}"
    );

    // a folder whose files are those of two runs
    for name in ["results.json", "manifest.json"] {
        fs::copy(path("two").join(name), path("one").join(name)).expect("copied");
    }
    let said = report("one");
    assert!(
        said.contains("report.html shows the results of another run"),
        "{said}"
    );
    fs::remove_file(path("one/report.html")).expect("removed");
    let said = report("one");
    assert!(
        said.contains("report.xlsx shows the results of another run"),
        "{said}"
    );
    fs::remove_file(path("one/report.xlsx")).expect("removed");
    done(folder.path(), &["report", "one", "--quiet", "--xlsx"]);
    assert_eq!(files(&path("one")), files(&path("two")));
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_before_the_run() {
    let folder = folder();
    let started = Instant::now();
    for (command, out) in [
        ("run", "port.toml"),
        ("sweep", "port.toml/deep"),
        ("run", "/proc/clearway"),
    ] {
        let long = ["--replications", "1000000", "--out", out];
        let said = refused(
            folder.path(),
            &[&[command, "port.toml"], &long[..]].concat(),
            1,
        );
        assert!(said.contains(&format!("cannot write to {out}")), "{said}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// An interrupted command keeps whole results and tells where its own part is.
#[cfg(unix)]
#[test]
fn an_interrupted_command_does_not_replace_whole_results() {
    let folder = folder();
    let run = ["run", "port.toml", "--quiet", "--out", "out"];
    done(folder.path(), &run);
    let before = files(&folder.path().join("out"));
    let long = [&run[..], &["--replications", "1000000"]].concat();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let output = interrupted(folder.path(), &long, 1_500, signal);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{signal}: {said}");
        assert!(
            said.contains("out keeps the earlier results, which are whole"),
            "{said}"
        );
        if !folder.path().join("out/interrupted/report.html").exists() {
            // the machine was too slow for the report
            assert!(said.contains("clearway report out/interrupted"), "{said}");
            done(folder.path(), &["report", "out/interrupted", "--quiet"]);
        }
        let mut after = files(&folder.path().join("out"));
        let page = after.remove("interrupted/report.html").expect("a part");
        let page = String::from_utf8_lossy(&page);
        assert!(page.contains("The run was interrupted"), "{signal}");
        after.retain(|name, _| !name.starts_with("interrupted/"));
        assert_eq!(after, before, "{signal}");
    }
    done(folder.path(), &run);
    assert_eq!(files(&folder.path().join("out")), before);
}

/// A killed command leaves the earlier files or its own, and the next one tidies up.
#[cfg(unix)]
#[test]
fn a_killed_command_leaves_no_mixture() {
    let folder = folder();
    let run = |seed| {
        [
            "run",
            "port.toml",
            "--quiet",
            "--out",
            "out",
            "--seed",
            seed,
        ]
    };
    let all = |folder: &Path| {
        let mut found = files(folder);
        found.retain(|name, _| !name.starts_with(".clearway"));
        found
    };
    let out = folder.path().join("out");
    done(folder.path(), &run("2"));
    let new = files(&out);
    let started = Instant::now();
    done(folder.path(), &run("1"));
    let took = started.elapsed().as_millis() as u64;
    let old = files(&out);
    for part in 1..=8 {
        interrupted(folder.path(), &run("2"), took * part / 8, "-KILL");
        let output = clearway(folder.path(), &["report", "out", "--no-report", "--quiet"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let found = all(&out);
        assert!(found == old || found == new, "after {part}/8");
        done(folder.path(), &run("1"));
        assert_eq!(files(&out), old, "after {part}/8");
    }
}

/// Two runs into one folder at once leave the files of one of them.
#[cfg(unix)]
#[test]
fn two_runs_into_one_folder_do_not_mix() {
    let folder = folder();
    let run = |seed: &'static str, out: &'static str| {
        ["run", "port.toml", "--quiet", "--out", out, "--seed", seed]
    };
    done(folder.path(), &run("1", "one"));
    done(folder.path(), &run("2", "two"));
    std::thread::scope(|scope| {
        for seed in ["1", "2"] {
            let folder = folder.path();
            scope.spawn(move || done(folder, &run(seed, "both")));
        }
    });
    let both = files(&folder.path().join("both"));
    let (one, two) = ("one", "two");
    let is = |name: &str| files(&folder.path().join(name)) == both;
    assert!(is(one) || is(two), "{:?}", both.keys().collect::<Vec<_>>());
}

/// A small file system in memory; `None` if the test may not mount one.
#[cfg(target_os = "linux")]
struct Disk {
    folder: tempfile::TempDir,
}

#[cfg(target_os = "linux")]
impl Disk {
    fn mount(options: &str) -> Option<Self> {
        let folder = folder();
        let disk = folder.path().join("disk");
        fs::create_dir(&disk).expect("made");
        let mut mount = Command::new("mount");
        let mount = mount
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&disk);
        let is_mounted = mount
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|it| it.success());
        if !is_mounted {
            println!("skipped: only root can mount a file system");
        }
        is_mounted.then_some(Self { folder })
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let disk = self.folder.path().join("disk");
        let _ = Command::new("umount").arg(disk).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_or_read_only_disk_leaves_the_earlier_results() {
    let Some(disk) = Disk::mount("size=16m") else {
        return;
    };
    let folder = disk.folder.path();
    let run = |seed| {
        [
            "run",
            "port.toml",
            "--quiet",
            "--out",
            "disk/out",
            "--seed",
            seed,
        ]
    };
    done(folder, &run("1"));
    let before = files(&folder.join("disk/out"));
    let sweep = ["sweep", "port.toml", "--quiet", "--out", "disk/sweep"];
    // all of the rest but a little
    let mut filling = vec![0; 16 << 20];
    while fs::write(folder.join("disk/filling"), &filling).is_err() {
        filling.truncate(filling.len() - (64 << 10));
    }
    for arguments in [&run("2")[..], &sweep] {
        let said = refused(folder, arguments, 1);
        assert!(said.contains("cannot write to disk/"), "{said}");
        assert_eq!(files(&folder.join("disk/out")), before);
    }
    fs::remove_file(folder.join("disk/filling")).expect("removed");
    done(folder, &sweep);
    let disk = folder.join("disk");
    let mut remount = Command::new("mount");
    let remount = remount.args(["-o", "remount,ro"]).arg(&disk).status();
    assert!(remount.is_ok_and(|it| it.success()));
    let long = [&run("2")[..], &["--replications", "1000000"]].concat();
    let said = refused(folder, &long, 1);
    assert!(said.contains("cannot write to disk/out"), "{said}");
    assert_eq!(files(&folder.join("disk/out")), before);
}

/// A command whose output no one reads still writes its files.
#[test]
fn a_closed_output_is_no_failure() {
    let folder = folder();
    let mut command = program(folder.path(), &["run", "port.toml", "--out", "out"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
    assert!(folder.path().join("out/manifest.json").exists());
}

/// A signal while a report is made that takes long is heard at once: the results are put in place,
/// and the report can be made later.
#[test]
fn a_signal_while_the_report_is_made_is_heard_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let stations = 60;
    let mut port = PORT
        .replace("2 days", "120 days")
        .replace("replications = 3", "replications = 1");
    let head = port.find("[stations.desk]").expect("a station");
    port.truncate(head);
    port = port.replace("to = \"desk\"", "to = \"s1\"");
    for at in 1..=stations {
        let next = match at {
            at if at == stations => "released".to_owned(),
            at => format!("s{}", at + 1),
        };
        let _ = write!(
            port,
            "[stations.s{at}]\nlanes = 2\nservice = \"5 min\"\nnext = \"{next}\"\n"
        );
    }
    fs::write(folder.path().join("port.toml"), port).expect("written");
    let out = folder.path().join("out");
    let mut command = program(
        folder.path(),
        &["run", "port.toml", "--out", "out", "--quiet", "--xlsx"],
    );
    let child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let size = || {
        let inside = fs::read_dir(&out).into_iter().flatten().flatten();
        let mut results = inside.filter_map(|it| fs::metadata(it.path().join("results.json")).ok());
        results.next().map_or(0, |results| results.len())
    };
    // until the results are written, and the report begins
    let begin = Instant::now();
    let mut before = 0;
    while before == 0 || size() > before {
        assert!(begin.elapsed() < Duration::from_mins(5), "no results");
        before = size();
        std::thread::sleep(Duration::from_millis(300));
    }
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    let sent_at = Instant::now();
    let output = child.wait_with_output().expect("it ends");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("clearway report out"), "{said}");
    let heard_after = sent_at.elapsed();
    assert!(heard_after < Duration::from_secs(3), "{heard_after:?}");
    let left: Vec<String> = files(&out).into_keys().collect();
    assert_eq!(left, ["manifest.json", "results.json"]);
    done(folder.path(), &["report", "out", "--quiet"]);
}
