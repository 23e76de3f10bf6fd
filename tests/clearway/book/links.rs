//! Every link and picture of the book, and of the README, leads to a file and a heading.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{chapters, folder, root};

/// Returns the events of a text in Markdown with tables.
pub(super) fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// Returns the anchor of a heading, as mdBook and GitHub make it.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
}

/// Returns the anchors of the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading = None;
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                anchors.insert(anchor(&heading.take().expect("a heading")));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

/// Checks the links of a file.
fn check(path: &Path) {
    let text = fs::read_to_string(path).expect("a text");
    for event in events(&text) {
        let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
            continue;
        };
        if dest_url.starts_with("https://") {
            continue;
        }
        let (file, place) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
        let target = if file.is_empty() {
            path.to_path_buf()
        } else {
            path.parent().expect("a folder").join(file)
        };
        let from = path.display();
        assert!(target.exists(), "{from}: {dest_url} does not exist");
        if !place.is_empty() {
            let target = fs::read_to_string(&target).expect("a text");
            let has = anchors(&target).contains(place);
            assert!(has, "{from}: {dest_url} has no such heading");
        }
    }
}

#[test]
fn the_links_of_the_book_lead_somewhere() {
    for chapter in chapters() {
        check(&chapter.path());
    }
    check(&folder().join("SUMMARY.md"));
    check(&root().join("README.md"));
}

#[test]
fn every_chapter_is_in_the_table_of_contents() {
    let known: BTreeSet<String> = chapters().into_iter().map(|it| it.name).collect();
    for entry in fs::read_dir(folder()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let is_chapter = path.extension().is_some_and(|it| it == "md") && name != "SUMMARY";
        assert!(
            !is_chapter || known.contains(&*name),
            "{name}.md is missing"
        );
    }
}
