//! The book as one page that needs no network: `docs/book.html`.

use std::fmt::Write as _;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::links::{anchor, events};
use super::{Chapter, chapters, folder, hold, root};

const STYLE: &str = include_str!("page.css");

/// Returns where a link of a chapter leads on the page.
fn destination(chapter: &Chapter, url: &str) -> String {
    let (file, place) = url.split_once('#').unwrap_or((url, ""));
    if file.starts_with("https://") {
        return url.to_owned();
    }
    let name = match file.strip_suffix(".md") {
        _ if file.is_empty() => chapter.name.as_str(),
        // files outside of the book: the page is one folder above the chapters
        _ if file.starts_with("../") => {
            return file.trim_start_matches("../").replacen("", "../", 1);
        }
        Some(name) => name,
        None => panic!("{}: {url} is not a chapter", chapter.name),
    };
    if place.is_empty() {
        format!("#{name}")
    } else {
        format!("#{name}-{place}")
    }
}

/// Returns a picture as part of the page.
fn picture(url: &str) -> String {
    let bytes = fs::read(folder().join(url)).unwrap_or_else(|error| panic!("{url}: {error}"));
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(bytes))
}

/// Returns the events of a chapter with the anchors, links and pictures of the page.
fn adapted(chapter: &Chapter) -> Vec<Event<'_>> {
    let mut out: Vec<Event<'_>> = vec![];
    let mut heading: Option<(usize, String)> = None;
    for mut event in events(&chapter.text) {
        match &mut event {
            Event::Start(Tag::Heading { .. }) => heading = Some((out.len(), String::new())),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, words)) = &mut heading {
                    words.push_str(text);
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                let (start, words) = heading.take().expect("a heading");
                let is_title = *level == pulldown_cmark::HeadingLevel::H1;
                let name = &chapter.name;
                if let Event::Start(Tag::Heading { id, .. }) = &mut out[start] {
                    *id = (!is_title).then(|| format!("{name}-{}", anchor(&words)).into());
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                *dest_url = CowStr::from(destination(chapter, dest_url));
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                *dest_url = CowStr::from(picture(dest_url));
            }
            _ => {}
        }
        // notes for the tests are not part of the page
        let is_note = matches!(&event, Event::Html(text) if text.starts_with("<!--"));
        if !is_note {
            out.push(event);
        }
    }
    out
}

fn page() -> String {
    let chapters = chapters();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>The clearway book</title>\n<style>\n{STYLE}</style>\n<nav>\n<ol>\n"
    );
    for chapter in &chapters {
        let (name, title) = (&chapter.name, &chapter.title);
        let _ = writeln!(page, "<li><a href=\"#{name}\">{title}</a></li>");
    }
    page.push_str("</ol>\n</nav>\n<main>\n");
    for chapter in &chapters {
        let _ = writeln!(page, "<section id=\"{}\">", chapter.name);
        html::push_html(&mut page, adapted(chapter).into_iter());
        page.push_str("</section>\n");
    }
    page.push_str("</main>\n</html>\n");
    page
}

/// Compares the page, and checks that it loads nothing and that its links lead somewhere.
pub(super) fn hold_it() {
    let page = page();
    for loading in ["<script", "src=\"http", "@import", "url(http", "<link"] {
        assert!(!page.contains(loading), "the page loads: {loading}");
    }
    for inside in page.split("href=\"#").skip(1) {
        let (anchor, _) = inside.split_once('"').expect("an anchor");
        let id = format!("id=\"{anchor}\"");
        assert!(page.contains(&id), "no {id}");
    }
    hold(&root().join("docs/book.html"), &page);
}
