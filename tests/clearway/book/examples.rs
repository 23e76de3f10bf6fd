//! Runs the examples of the book in a temporary folder for each chapter, from top to bottom.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::Workbook;

use super::{Chapter, chapters, folder, hold, is_update, root};
use crate::harness::{clearway, text};

/// A part of a chapter.
enum Piece {
    Text(String),
    Block(Block),
}

/// An example between fences.
struct Block {
    /// The first line, without the fence.
    info: String,
    body: String,
    /// Number of its first line.
    line: usize,
}

impl Block {
    /// Returns the value of a word such as `file=port.toml`.
    fn word(&self, key: &str) -> Option<&str> {
        let mut words = self.info.split(',').skip(1);
        words.find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn is(&self, word: &str) -> bool {
        self.info.split(',').any(|it| it == word)
    }
}

fn pieces(chapter: &str) -> Vec<Piece> {
    let mut pieces = vec![];
    let mut text = String::new();
    let mut lines = chapter.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            let _ = writeln!(text, "{line}");
            continue;
        };
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        let mut body = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
            let _ = writeln!(body, "{line}");
        }
        pieces.push(Piece::Block(Block {
            info: info.to_owned(),
            body,
            line: number + 1,
        }));
    }
    pieces.push(Piece::Text(text));
    pieces
}

fn together(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let _ = match piece {
            Piece::Text(part) => write!(text, "{part}"),
            Piece::Block(block) => write!(text, "```{}\n{}```\n", block.info, block.body),
        };
    }
    text
}

/// A chapter while its examples run.
struct Run<'a> {
    name: &'a str,
    folder: &'a Path,
    /// All that was written or printed, in which the numbers of the text must occur.
    said: String,
}

impl Run<'_> {
    fn block(&mut self, block: &mut Block) {
        let language = block.info.split(',').next().unwrap_or_default();
        match language {
            "toml" => self.scenario(block),
            "csv" => self.table(block),
            "console" => self.console(block),
            _ => assert!(!language.is_empty(), "{}: no language", self.place(block)),
        }
        self.said.push_str(&block.body);
    }

    fn place(&self, block: &Block) -> String {
        format!("docs/src/{}.md:{}", self.name, block.line)
    }

    /// Writes a scenario, or changes sections of one, and checks it.
    fn scenario(&self, block: &Block) {
        let place = self.place(block);
        let whole = block.word("file").map(|name| (name, block.body.clone()));
        let changed = || {
            let name = block.word("in")?;
            let old = fs::read_to_string(self.folder.join(name));
            let old = old.unwrap_or_else(|error| panic!("{place}: {name}: {error}"));
            Some((name, merged(&old, &block.body)))
        };
        let (name, text) = whole
            .or_else(changed)
            .unwrap_or_else(|| panic!("{place}: neither file=NAME nor in=NAME"));
        fs::write(self.folder.join(name), text).expect("written");
        self.command(block, &["check", name]);
    }

    /// Writes a table as text or as a workbook.
    fn table(&self, block: &Block) {
        if let Some(name) = block.word("file") {
            fs::write(self.folder.join(name), &block.body).expect("written");
        }
        if let Some(name) = block.word("workbook") {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            sheet.set_name("Register").expect("a name");
            for (row, line) in (0..).zip(block.body.lines()) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    sheet.write(row, column, cell).expect("written");
                }
            }
            book.save(self.folder.join(name)).expect("saved");
        }
    }

    /// Runs the commands of a block, and compares the output with the one shown.
    fn console(&mut self, block: &mut Block) {
        let place = self.place(block);
        let commands: Vec<String> = block
            .body
            .lines()
            .filter_map(|line| line.strip_prefix("$ ").map(str::to_owned))
            .collect();
        assert!(!commands.is_empty(), "{place}: no command");
        let mut made = String::new();
        for command in &commands {
            let words = words(command);
            let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
            assert_eq!(arguments[0], "clearway", "{place}: {command}");
            let printed = self.command(block, &arguments[1..]);
            self.said.push_str(&printed);
            let _ = writeln!(made, "$ {command}");
            if !block.is("silent") {
                made.push_str(&selected(&printed, block.word("parts")));
            }
        }
        if made != block.body {
            assert!(
                is_update(),
                "{place}: shown is\n{}\nbut printed was\n{made}",
                block.body
            );
            block.body = made;
        }
    }

    fn command(&self, block: &Block, arguments: &[&str]) -> String {
        let output = clearway(self.folder, arguments);
        let printed = text(&output.stdout) + &text(&output.stderr);
        let expected = if block.is("wrong") { 2 } else { 0 };
        let place = self.place(block);
        assert_eq!(output.status.code(), Some(expected), "{place}: {printed}");
        let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }

    /// Checks the numbers in bold and the pictures of a text.
    fn prose(&self, text: &str, said: &str) {
        for bold in text.split("**").skip(1).step_by(2) {
            if bold.chars().any(|it| it.is_ascii_digit()) {
                let bold = one_line(bold);
                assert!(
                    said.contains(&bold),
                    "docs/src/{}.md: no example says \"{bold}\"",
                    self.name
                );
            }
        }
        let directives = text.split("<!-- picture: ").skip(1);
        for directive in directives {
            let (from, rest) = directive.split_once(" -->\n![").expect("a picture");
            let (_, rest) = rest.split_once("](").expect("a picture");
            let (to, _) = rest.split_once(')').expect("a picture");
            let drawn = fs::read_to_string(self.folder.join(from));
            let drawn = drawn.unwrap_or_else(|error| panic!("{}: {from}: {error}", self.name));
            hold(&folder().join(to), &drawn);
        }
    }
}

/// Splits a command into words; double and single quotes keep spaces.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        let word = words.last_mut().expect("a word");
        match quote {
            Some(end) if letter == end => quote = None,
            None if letter == '\'' || letter == '"' => quote = Some(letter),
            None if letter == ' ' => words.push(String::new()),
            _ => word.push(letter),
        }
    }
    words
}

/// Returns the paragraphs of an output such as `1-2+4`, and an ellipsis for the others.
fn selected(printed: &str, parts: Option<&str>) -> String {
    let Some(parts) = parts else {
        return printed.to_owned();
    };
    let number = |text: &str| text.parse::<usize>().expect("the number of a paragraph");
    let is_shown = |index: usize| {
        parts.split('+').any(|range| match range.split_once('-') {
            Some((from, to)) => (number(from)..=number(to)).contains(&index),
            None => number(range) == index,
        })
    };
    let mut shown: Vec<&str> = vec![];
    for (index, paragraph) in (1..).zip(printed.trim_end().split("\n\n")) {
        if is_shown(index) {
            shown.push(paragraph);
        } else if shown.last() != Some(&"...") {
            shown.push("...");
        }
    }
    shown.join("\n\n") + "\n"
}

/// Puts the sections of a fragment into a scenario: a section that is there is replaced, others
/// are added at the end, as each `[[...]]` is.
fn merged(old: &str, fragment: &str) -> String {
    let mut sections = sections(old);
    for (header, body) in self::sections(fragment) {
        let same = sections
            .iter_mut()
            .find(|(it, _)| *it == header && !header.starts_with("[["));
        match same {
            Some(section) => section.1 = body,
            None => sections.push((header, format!("\n{body}"))),
        }
    }
    sections.into_iter().map(|(_, body)| body).collect()
}

/// Returns the sections of a scenario: their headers, and their lines with the header.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = vec![];
    for line in text.lines() {
        let header = line.split('#').next().unwrap_or_default().trim_end();
        if sections.is_empty() || line.starts_with('[') {
            sections.push((header.to_owned(), String::new()));
        }
        let section = sections.last_mut().expect("a section");
        if !section.0.starts_with('[') {
            section.0.clear();
        }
        let _ = writeln!(section.1, "{line}");
    }
    sections
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn run(chapter: &Chapter) {
    let folder = tempfile::tempdir().expect("a folder");
    let scenarios = folder.path().join("scenarios");
    fs::create_dir(&scenarios).expect("a folder");
    for entry in fs::read_dir(root().join("scenarios")).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, scenarios.join(path.file_name().expect("a name"))).expect("copied");
    }
    let mut pieces = pieces(&chapter.text);
    let mut run = Run {
        name: &chapter.name,
        folder: folder.path(),
        said: String::new(),
    };
    for piece in &mut pieces {
        if let Piece::Block(block) = piece {
            run.block(block);
        }
    }
    let said = one_line(&run.said);
    for piece in &pieces {
        if let Piece::Text(text) = piece {
            run.prose(text, &said);
        }
    }
    hold(&chapter.path(), &together(&pieces));
}

/// Runs the examples of all chapters.
pub(super) fn run_all() {
    let chapters = chapters();
    let written = chapters.par_iter().filter(|it| it.name != "reference");
    written.for_each(run);
}

#[test]
fn a_fragment_replaces_sections_and_adds_others() {
    let old = "a = 1\n\n[x]\nb = 2\n[y]\n";
    let new = merged(old, "[x]\nb = 3\n\n[[z]]\nc = 4\n");
    assert_eq!(new, "a = 1\n\n[x]\nb = 3\n\n[y]\n\n[[z]]\nc = 4\n");
    let printed = "one\n\ntwo\n\nthree\n";
    assert_eq!(selected(printed, Some("1+3")), "one\n\n...\n\nthree\n");
    assert_eq!(words("run 'a b' c"), ["run", "a b", "c"]);
}
