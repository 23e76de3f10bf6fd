//! The page on paper, if a browser and Poppler are installed: printed to PDF as a reader does, and
//! read again page by page.

use std::fs;
use std::path::Path;
use std::process::Command;

use clearway::metric::Metric;
use clearway::report;
use clearway::results::{Comparison, OneMore, Results, SingleChange};

use super::browser;
use super::fixture::{self, inside};
use super::odd;
use crate::harness::scope;

/// Is there a program that reads the texts of a PDF? With `CI=true` in the environment, its absence
/// is a failure.
fn is_readable() -> bool {
    let found = Command::new("pdftotext").arg("-v").output();
    let is_found = found.is_ok_and(|output| output.status.success());
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(
        is_found || !is_ci,
        "pdftotext is not on the path, and CI must read the PDF"
    );
    is_found && browser::is_installed()
}

/// Prints a page, and returns the PDF beside it.
fn printed(folder: &Path, name: &str, page: &str) -> std::path::PathBuf {
    let (html, pdf) = (
        folder.join(format!("{name}.html")),
        folder.join(format!("{name}.pdf")),
    );
    fs::write(&html, page).expect("a page");
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ])
        .args(["--no-pdf-header-footer", "--disable-background-networking"])
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", html.display()))
        .output()
        .expect("chromium starts");
    assert!(pdf.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    pdf
}

/// Returns the lines of each page of a PDF, without empty ones and the page number.
fn pages(pdf: &Path) -> Vec<Vec<String>> {
    let output = Command::new("pdftotext")
        .arg("-layout")
        .arg(pdf)
        .arg("-")
        .output();
    let text = String::from_utf8(output.expect("pdftotext starts").stdout).expect("UTF-8");
    let of_page = |page: &str| {
        let lines = page
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let number = regex_lite::Regex::new("^[0-9]+ / [0-9]+$").expect("a pattern");
        let lines = lines.filter(|line| !line.is_empty() && !number.is_match(line));
        lines.collect::<Vec<String>>()
    };
    let pages = text.split('\u{c}').map(of_page);
    pages.filter(|lines| !lines.is_empty()).collect()
}

/// A run whose first look left many changes behind.
fn with_changes() -> Results {
    let mut results = odd::named("run");
    let one = SingleChange {
        scope: scope("stations.documents"),
        more: 1,
        days: None,
        hours: Some("08:00-12:00".to_owned()),
        settings: vec![],
        difference: fixture::estimate(0.02, 0.01),
        cost: None,
        free: false,
        verdict: Comparison::Better,
    };
    inside(&mut results).one_more = Some(OneMore {
        replications: 40,
        metric: Metric::ReleasedWithin,
        changes: vec![one.clone()],
        first_look: Some(4),
        left_behind: vec![one; 20],
        untried: vec![],
    });
    results
}

/// The key figures are on the first page together, changes that were left behind are named but not
/// listed, no page ends with the title or the head of a table, and what comes last is what is only
/// looked up.
#[test]
fn paper_begins_with_the_answer_and_splits_no_table_from_its_head() {
    if !is_readable() {
        println!("skipped: there is no chromium or no pdftotext on the path");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let pdf = printed(folder.path(), "run", &report::page(&with_changes()));
    let found = pages(&pdf);
    let first = found[0].join(" ");
    for title in [
        "Release time, mean",
        "Release time, 95 % within",
        "Utilisation of ",
    ] {
        assert!(first.contains(title), "{title}: {first}");
    }
    let all: Vec<&String> = found.iter().flatten().collect();
    let has = |words: &str| all.iter().any(|line| line.contains(words));
    assert!(has("20 changes left behind by a first look"));
    assert!(!has("Changes that were left behind"));
    for name in ["run", "compare", "staff"] {
        let pdf = printed(folder.path(), name, &report::page(&odd::named(name)));
        for page in pages(&pdf) {
            let last = page.last().expect("lines");
            assert!(!last.starts_with("Table "), "{name}: {last}");
        }
    }
}

/// Wherever a table begins on a page, its head is with its first row and its last row is not alone.
#[test]
fn a_table_is_never_split_from_its_head() {
    if !is_readable() {
        println!("skipped: there is no chromium or no pdftotext on the path");
        return;
    }
    let page = report::page(&fixture::run());
    let (before, _) = page.split_once("<main>").expect("a page");
    let rows = (0..14).map(|row| format!("<tr><th scope=row>Row{row:02}</th><td>1</td></tr>"));
    let rows: String = rows.collect();
    let table = |at: u32| {
        format!(
            "<div style=\"break-before:page;height:{}mm\"></div><section><div class=scroll><table>\
             <caption>Name{at}</caption><thead><tr><th>Head</th><th>Value</th></tr></thead>\
             <tbody>{rows}</tbody></table></div></section>",
            190 + 2 * at
        )
    };
    let tables: String = (0..36).map(table).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let html = format!("{before}<main>{tables}</main></body></html>");
    let pdf = printed(folder.path(), "tables", &html);
    let mut split = 0;
    for page in pages(&pdf) {
        let rows: Vec<&String> = page.iter().filter(|line| line.starts_with("Row")).collect();
        let heads = page.iter().filter(|line| line.starts_with("Head")).count();
        assert_eq!(heads, usize::from(!rows.is_empty()), "{page:?}");
        assert!(rows.len() != 1, "a row alone: {page:?}");
        split += usize::from(!rows.is_empty() && rows.len() < 14);
    }
    assert!(split > 10, "{split} parts of tables");
}

/// The right border of the key figures is printed.
#[test]
fn the_cards_have_their_right_border() {
    if !is_readable() {
        println!("skipped: there is no chromium or no pdftotext on the path");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let pdf = printed(folder.path(), "run", &report::page(&fixture::run()));
    let picture = folder.path().join("first");
    let drawn = Command::new("pdftoppm")
        .args(["-gray", "-r", "144", "-f", "1", "-l", "1", "-singlefile"])
        .args([&pdf, &picture])
        .status();
    assert!(drawn.is_ok_and(|status| status.success()), "pdftoppm draws");
    let bytes = fs::read(picture.with_extension("pgm")).expect("a picture");
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    assert_eq!(lines.next(), Some(&b"P5"[..]));
    let size = String::from_utf8_lossy(lines.next().expect("a size")).into_owned();
    let width: usize = size
        .split(' ')
        .next()
        .and_then(|it| it.parse().ok())
        .expect("a width");
    let grey = lines.nth(1).expect("pixels");
    // the right edge of what is printed, 15 mm from that of the paper
    let edge = (195.0 / 25.4 * 144.0) as usize;
    let longest = (edge - 4..=edge + 1).map(|x| {
        let column = grey.chunks_exact(width).map(|row| row[x] < 240);
        let mut runs = (0, 0);
        for dark in column {
            runs.0 = if dark { runs.0 + 1 } else { 0 };
            runs.1 = runs.1.max(runs.0);
        }
        (x, runs.1)
    });
    let longest: Vec<(usize, i32)> = longest.collect();
    assert!(longest.iter().any(|(_, run)| *run > 80), "{longest:?}");
}
