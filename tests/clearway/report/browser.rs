//! The page in a real browser, if one is installed: nothing is wider than the screen, no texts
//! overlap, nothing is cut, and there is no error.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clearway::report;
use rayon::prelude::*;

use super::odd;

/// Widths of a phone, a tablet and a desk.
const WIDTHS: [u32; 3] = [360, 768, 1440];

/// Opens each page in a frame of each screen width, operates its controls, and writes down what is
/// wrong. One browser opens each page once, because starting and loading take most of the time.
const HARNESS: &str = include_str!("browser.html");

/// Is a browser installed? With `CI=true` in the environment, its absence is a failure.
pub(crate) fn is_installed() -> bool {
    let version = Command::new("chromium").arg("--version").output();
    let is_found = version.is_ok_and(|output| output.status.success());
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(
        is_found || !is_ci,
        "chromium is not on the path, and CI must open the pages"
    );
    is_found
}

/// Properties of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// Opens a page, and returns its document and the browser's messages. Its clock is a virtual one:
/// nothing waits.
pub(crate) fn open(page: &Path, profile: &Path, scheme: Scheme) -> (String, String) {
    let scheme = match scheme {
        Scheme::Light => "--blink-settings=preferredColorScheme=1",
        Scheme::Dark => "--blink-settings=preferredColorScheme=0",
    };
    start(page, profile, &["--virtual-time-budget=600000", scheme])
}

/// Returns what the script of a page wrote in base64 into its element `found`.
pub(crate) fn found(document: &str, said: &str) -> Vec<u8> {
    let (_, rest) = document
        .split_once("<pre id=\"found\">")
        .expect("the harness");
    let (found, _) = rest.split_once("</pre>").expect("its end");
    let found = STANDARD.decode(found.trim());
    found.unwrap_or_else(|_| panic!("{}\n{said}", rest.get(..2000).unwrap_or(rest)))
}

/// Opens a page as `open` does, but by the real clock, which knows of workers too: the document is
/// that of the time when the page has loaded.
pub(crate) fn open_in_real_time(page: &Path, profile: &Path) -> (String, String) {
    start(page, profile, &[])
}

fn start(page: &Path, profile: &Path, more: &[&str]) -> (String, String) {
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--allow-file-access-from-files",
            "--enable-logging=stderr",
            "--dump-dom",
            "--window-size=1500,1000",
        ])
        .args(more)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Checks the pages of these results, and fails if anything is wrong.
fn assert_sound(results: &[(&'static str, clearway::results::Results)], scheme: Scheme) {
    if !is_installed() {
        println!("skipped: there is no chromium on the path");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = results
        .par_iter()
        .map(|(name, results)| {
            let file = format!("{name}.html");
            fs::write(folder.path().join(&file), report::page(results)).expect("a page");
            file
        })
        .collect();
    let harness_text = HARNESS
        .replace("PAGES", &format!("{names:?}"))
        .replace("WIDTHS", &format!("{WIDTHS:?}"))
        .replace(
            "labels > 5000",
            if names.len() > 10 {
                "labels > 5000"
            } else {
                "labels > 50"
            },
        );
    let harness = folder.path().join("harness.html");
    fs::write(&harness, harness_text).expect("a page");
    let (document, said) = open(&harness, &folder.path().join("profile"), scheme);
    let (_, rest) = document
        .split_once("<pre id=\"found\">")
        .expect("the harness");
    let (found, _) = rest.split_once("</pre>").expect("its end");
    let all = format!("{} looks at many labels", names.len() * WIDTHS.len());
    assert_eq!(found.trim(), all, "{said}");
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn pages_fit_every_screen_and_no_words_overlap() {
    assert_sound(&odd::all(), Scheme::Light);
}

#[test]
fn dark_pages_can_be_read() {
    let names = [
        "run",
        "overloaded",
        "sweep-of-two-paths",
        "compare",
        "stress",
    ];
    assert_sound(&names.map(|name| (name, odd::named(name))), Scheme::Dark);
}
