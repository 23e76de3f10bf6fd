//! `extends`: a file that starts from another one and names only its changes.
//!
//! The values of the file replace those of the other file: keys under a header and dotted keys one
//! by one, a table in braces or a list as a whole. So `extends` is a list of `path = value`, as
//! every alternative is.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::input::{self, Files};

use super::absent;
use super::document::Document;
use super::problem::{Complaint, Problems, Source};
use super::tree::{Content, Node};

/// Limit on the files that one scenario is made of.
const MOST_FILES: usize = 16;

/// Advice on a path that leads to no file, with others there being none.
const CHECK: &str = "check the path; it is relative to the current folder";

/// A file in the chain from the scenario to the file that is being read.
pub(super) struct Link {
    /// Path of the file in a form that is the same for all paths to it.
    identity: PathBuf,
    name: String,
}

/// Reads a scenario file and the files that it extends.
pub(super) fn load(path: &Path, files: &Arc<dyn Files>) -> Result<Document, Problems> {
    let name = path.display().to_string();
    let text = read_text(path, (&name, Path::new("")), &**files).map_err(|it| {
        let source = match it.text {
            Some(text) => Source::file(&name, &text),
            None => Source::absent(&name),
        };
        it.complaint.at(source.end())
    })?;
    parse(&name, &text, files, &mut vec![])
}

/// The reason why a file cannot be read, and the text before the first invalid byte; `None` if the
/// file could not be opened.
struct Unreadable {
    complaint: Complaint,
    text: Option<String>,
}

/// Reads the text of a file that is written as `written` in the file `own`.
fn read_text(
    path: &Path,
    (written, own): (&str, &Path),
    files: &dyn Files,
) -> Result<String, Unreadable> {
    let bytes = files.read(path, input::SCENARIO).map_err(|error| {
        let message = format!("the file cannot be read: {}", input::reason(&error));
        let help = match error.kind() {
            io::ErrorKind::FileTooLarge | io::ErrorKind::InvalidInput => {
                "name a scenario: a regular file of at most 64 MB"
            }
            _ => CHECK,
        };
        let is_absent = error.kind() == io::ErrorKind::NotFound;
        let near = || absent::near(path, (written, own), &[".toml"], files);
        let near = is_absent.then(near).flatten();
        Unreadable {
            complaint: Complaint::new(message, near.unwrap_or_else(|| help.to_owned())),
            text: None,
        }
    })?;
    if let Some((found, help)) = other_kind(&bytes) {
        return Err(Unreadable {
            complaint: Complaint::new(format!("this is {found}, not a scenario"), help),
            text: Some(String::new()),
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let message = "the file is not UTF-8 text from here on";
        let help = "save it again in the encoding UTF-8";
        Unreadable {
            complaint: Complaint::new(message, help),
            text: Some(String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned()),
        }
    })
}

/// Returns what a file is that is no text in UTF-8, by its first bytes, and what to do; `None` if
/// it may be a scenario.
fn other_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const TABLE: &str = "a scenario is a text file, which can name a table: \
                         [arrivals.NAME] with file = \"april.csv\"";
    const SAVE: &str = "save it again as plain text in the encoding UTF-8";
    let kinds: [(&[u8], &str, &str); 7] = [
        (
            b"PK\x03\x04",
            "a workbook, a document or another archive",
            TABLE,
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "a workbook or document of an old Office",
            TABLE,
        ),
        (b"%PDF", "a PDF document", TABLE),
        (b"{\\rtf", "a document with formats (RTF)", SAVE),
        (b"\xff\xfe", "text in the encoding UTF-16", SAVE),
        (b"\xfe\xff", "text in the encoding UTF-16", SAVE),
        (b"[\0", "text in the encoding UTF-16", SAVE),
    ];
    let kind = kinds.iter().find(|(start, ..)| bytes.starts_with(start));
    kind.map(|(_, found, help)| (*found, *help))
}

/// Parses a text and reads the files that it extends; `chain` holds the files above it.
pub(super) fn parse(
    name: &str,
    text: &str,
    files: &Arc<dyn Files>,
    chain: &mut Vec<Link>,
) -> Result<Document, Problems> {
    let mut document = Document::of_file(name, text, files)?;
    let extends = document.root.child("extends");
    let Some((other, place)) = extends.and_then(|node| match &node.content {
        Content::Scalar(toml::Value::String(other)) => Some((other.clone(), node.place.clone())),
        // another kind of value: the reader reports it
        _ => None,
    }) else {
        return Ok(document);
    };
    chain.push(Link {
        identity: files.identity(Path::new(name)),
        name: name.to_owned(),
    });
    let path = document.folder_of(&place).join(&other);
    let other_name = path.display().to_string();
    let this = files.identity(&path);
    if chain.iter().any(|link| link.identity == this) {
        let names = chain.iter().map(|link| link.name.as_str());
        let names: Vec<&str> = names.chain([other_name.as_str()]).collect();
        let message = format!("files extend each other in a circle: {}", names.join(" > "));
        let help = "take \"extends\" out of one of them";
        return Err(Complaint::new(message, help).at(place).into());
    }
    if chain.len() >= MOST_FILES {
        let message = format!("more than {MOST_FILES} files extend each other");
        let help = "use fewer files";
        return Err(Complaint::new(message, help).at(place).into());
    }
    let text = read_text(&path, (&other, Path::new(name)), &**files).map_err(|unreadable| {
        let message = format!("\"{other_name}\": {}", unreadable.complaint.message);
        let help = match unreadable.complaint.help {
            Some(help) if help != CHECK => help,
            _ => "check the path; it is relative to the file that names it".to_owned(),
        };
        Complaint::new(message, help).at(place)
    })?;
    let base = parse(&other_name, &text, files, chain)?;
    document.bases = base.bases;
    document.bases.push(base.source);
    document.misspelt.extend(base.misspelt);
    document.root = set_over(base.root, document.root);
    Ok(document)
}

/// Merges the tree of a file into that of the file that it extends.
fn set_over(base: Node, over: Node) -> Node {
    let is_section = over.is_section();
    let Node {
        content,
        place,
        key,
        origin,
    } = over;
    let content = match (base.content, content) {
        (Content::Table(mut table), Content::Table(written)) if is_section => {
            for (key, node) in written {
                let Some((position, _, base)) = table.swap_remove_full(&key) else {
                    table.insert(key, node);
                    continue;
                };
                // back to its old position: the order of the extended file is kept
                let (last, _) = table.insert_full(key, set_over(base, node));
                table.swap_indices(position, last);
            }
            Content::Table(table)
        }
        (_, content) => content,
    };
    Node {
        content,
        place,
        key,
        origin,
    }
}
