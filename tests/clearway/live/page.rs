//! The files of `page` and `run --live`.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{INVENTED, shipped, text};
use crate::harness;

/// Returns the text between two others.
#[track_caller]
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// Returns the data of a page.
fn data(page: &str) -> Value {
    let data = between(
        page,
        "id=\"clearway-data\" type=\"application/json\">",
        "</script>",
    );
    assert!(!data.contains('<'));
    serde_json::from_str(data).expect("JSON")
}

/// Checks what holds of every page: a policy that allows its own scripts alone.
fn check(page: &str) {
    let policy = between(
        page,
        "http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    );
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-"),
        "{policy}"
    );
    for part in [
        "'wasm-unsafe-eval'",
        "worker-src blob:",
        "form-action 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    let scripts = between(policy, "script-src ", ";");
    assert!(!scripts.contains("unsafe-inline"), "{scripts}");
    let run = page.split("<script>").skip(1);
    let run: Vec<&str> = run
        .filter_map(|it| it.split_once("</script>"))
        .map(|it| it.0)
        .collect();
    for script in &run {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        assert!(scripts.contains(&hash), "{hash} is not in {scripts}");
    }
    // and that of the page itself, which is unpacked
    assert_eq!(scripts.matches("sha256-").count(), run.len() + 1);
    assert!(!page.contains(" src=\"http"));
}

#[test]
fn a_page_holds_the_examples_and_allows_only_its_own_scripts() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = harness::clearway(folder.path(), &["page"]);
    assert!(output.status.success(), "{}", harness::text(&output.stderr));
    let page = fs::read_to_string(folder.path().join("clearway.html")).expect("a page");
    check(&page);
    let data = data(&page);
    assert_eq!(data["live"], false);
    let scenarios = data["scenarios"].as_array().expect("scenarios");
    let mut mains: Vec<&str> = scenarios
        .iter()
        .filter_map(|it| it["main"].as_str())
        .collect();
    mains.sort_unstable();
    assert_eq!(mains, shipped());
    for main in mains {
        assert_eq!(data["files"][main].as_str(), Some(text(main).as_str()));
    }
    let files: usize = shipped().iter().map(|it| text(it).len()).sum();
    assert!(page.len() < 2_000_000 + files, "{} bytes", page.len());
}

#[test]
fn a_page_holds_all_files_that_a_scenario_is_made_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("ports");
    for (name, text) in INVENTED {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let output = harness::clearway(
        folder.path(),
        &["page", "ports/quay.toml", "--out", "p.html"],
    );
    assert!(output.status.success(), "{}", harness::text(&output.stderr));
    let page = fs::read_to_string(folder.path().join("p.html")).expect("a page");
    check(&page);
    let data = data(&page);
    let files = data["files"].as_object().expect("files");
    let names: Vec<&String> = files.keys().collect();
    assert_eq!(
        names,
        ["quay.toml", "rules/common.toml", "rules/first.toml"]
    );
    assert_eq!(data["scenarios"][0]["title"], "Quay \"Δ\"");
    // nothing is written over a source, and nothing wrong is packed
    let same = harness::clearway(
        folder.path(),
        &["page", "ports/quay.toml", "--out", "ports/quay.toml"],
    );
    assert_eq!(same.status.code(), Some(2));
    assert!(harness::text(&same.stderr).contains("would be written over"));
    fs::write(root.join("quay.toml"), "title = 3\n").expect("written");
    let wrong = harness::clearway(
        folder.path(),
        &["page", "ports/quay.toml", "--out", "q.html"],
    );
    assert_eq!(wrong.status.code(), Some(2));
    assert!(!folder.path().join("q.html").exists());
}

#[test]
fn a_live_report_opens_as_printed_and_a_plain_one_has_no_engine() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = text("peak-day.toml").replace("The peak day.", "</script><b>");
    fs::write(folder.path().join("p.toml"), scenario).expect("written");
    let run = |more: &[&str]| {
        let arguments = [
            "run",
            "p.toml",
            "--replications",
            "3",
            "--quiet",
            "--out",
            "o",
        ];
        let output = harness::clearway(folder.path(), &[&arguments, more].concat());
        assert!(output.status.success(), "{}", harness::text(&output.stderr));
        fs::read_to_string(folder.path().join("o/report.html")).expect("a page")
    };
    let live = run(&["--live", "--set", "stations.inspection.lanes=8"]);
    let plain = run(&["--set", "stations.inspection.lanes=8"]);
    check(&live);
    let data = data(&live);
    assert_eq!(data["live"], true);
    let set = serde_json::json!([
        ["stations.inspection.lanes", "8"],
        ["run.replications", "3"]
    ]);
    assert_eq!(data["set"], set);
    assert!(!plain.contains("clearway-engine"));
    let main = between(&plain, "<main>", "</main>");
    assert_eq!(between(&live, "<main>", "</main>"), main);
    let refused = harness::clearway(folder.path(), &["run", "p.toml", "--live", "--no-report"]);
    assert_eq!(refused.status.code(), Some(2));
}
