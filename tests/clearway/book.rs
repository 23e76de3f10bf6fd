//! The book in `docs`: every example runs, every number in bold is that of a run, every link leads
//! somewhere, and the reference of keys and the single page are up to date.
//!
//! `INSTA_UPDATE=always cargo test --test clearway book` writes outputs, pictures, reference and
//! page again. `docs/src/about-this-book.md` describes how examples are marked.

mod examples;
mod links;
mod page;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the folder of the crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the folder of the chapters.
fn folder() -> PathBuf {
    root().join("docs/src")
}

/// Are generated texts written again, rather than compared?
fn is_update() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always")
}

/// Compares a generated file with the one in the repository, or writes it again.
#[track_caller]
fn hold(path: &Path, made: &str) {
    let is_same = fs::read_to_string(path).is_ok_and(|kept| kept == made);
    if is_same {
        return;
    }
    assert!(
        is_update(),
        "{} is out of date: INSTA_UPDATE=always cargo test --test clearway book",
        path.display()
    );
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, made).expect("written");
}

/// A chapter of the book.
struct Chapter {
    /// Name of its file without `.md`.
    name: String,
    /// Its title in the table of contents.
    title: String,
    /// Its text.
    text: String,
}

impl Chapter {
    fn path(&self) -> PathBuf {
        folder().join(&self.name).with_extension("md")
    }
}

/// Returns the chapters, in the order of the table of contents.
fn chapters() -> Vec<Chapter> {
    let contents = fs::read_to_string(folder().join("SUMMARY.md")).expect("a table of contents");
    let entry = |line: &str| {
        let (title, rest) = line.split_once('[')?.1.split_once("](")?;
        let name = rest.strip_suffix(".md)")?;
        let path = folder().join(name).with_extension("md");
        Some(Chapter {
            name: name.to_owned(),
            title: title.to_owned(),
            text: fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        })
    };
    let chapters: Vec<Chapter> = contents.lines().filter_map(entry).collect();
    assert!(chapters.len() > 5, "the table of contents has no chapters");
    chapters
}

/// In this order, because the page is made of the chapters.
#[test]
fn the_book_says_what_the_program_does() {
    reference::hold_it();
    examples::run_all();
    page::hold_it();
}
