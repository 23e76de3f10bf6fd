//! What single lines of a text that is not TOML were meant to be: headers, keys and values.

use std::ops::Range;

use toml::de::DeTable;

use crate::scenario::problem::Complaint;

/// A range of a line, the text to read instead, and the complaint.
pub(super) type Change = (Range<usize>, String, Complaint);

/// Returns the length of a line without its comment and the spaces before that. Quotes are not
/// looked at: they are looked for only where a line cannot be read.
pub(super) fn without_comment(line: &str) -> usize {
    let end = line.find('#').unwrap_or(line.len());
    line[..end].trim_end().len()
}

fn is_toml(line: &str) -> bool {
    DeTable::parse(line).is_ok()
}

/// Is the line a sound header, such as `[run]`, with a name that begins with a letter?
pub(super) fn looks_like_header(line: &str) -> bool {
    let body = &line[..without_comment(line)];
    let name = body.trim_start_matches('[');
    body.starts_with('[')
        && body.ends_with(']')
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && !name.contains(',')
        && is_toml(body)
}

/// Returns the length of the key at the start of a line with the spaces and the `=` after it, if it
/// is a key; it may be in quotes.
pub(super) fn key(line: &str) -> Option<usize> {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    let end = match line.chars().next()? {
        mark @ ('"' | '\'') => line[1..].find(mark)? + 2,
        letter if letter.is_ascii_alphabetic() || letter == '_' => {
            line.find(|letter| !is_bare(letter))?
        }
        _ => return None,
    };
    let rest = line[end..].trim_start();
    let after = rest.strip_prefix('=')?;
    (!after.starts_with('=')).then_some(line.len() - after.len())
}

/// Returns what a line that begins with `[` was meant to be, if it is not a header.
pub(super) fn header(line: &str) -> Option<Change> {
    let body = &line[..without_comment(line)];
    if is_toml(body) {
        return None;
    }
    let open = if body.starts_with("[[") { 2 } else { 1 };
    let header = |name: &str| {
        let (left, right) = ("[".repeat(open), "]".repeat(open));
        format!("{left}{name}{right}")
    };
    let inner = &body[open..];
    if let Some(end) = inner.find(']') {
        let brackets = inner[end..].bytes().take_while(|it| *it == b']').count();
        let (before, after) = body.split_at(open + end + brackets);
        let gap = after.len() - after.trim_start().len();
        if is_toml(before) && after.len() > gap {
            let at = before.len();
            let complaint = Complaint::new(
                "there is more text after the name of a section",
                format!("write {before} in a line of its own"),
            );
            return Some((at..at + gap, "\n".to_owned(), complaint));
        }
    }
    let name = inner.trim_end_matches(']').trim();
    let changed = |instead: String, message: &str| {
        let complaint = Complaint::new(message, format!("write {instead}"));
        (0..body.len(), instead, complaint)
    };
    if is_toml(&header(name)) {
        let message = if body.ends_with(']') {
            "the brackets around the name of a section do not match"
        } else {
            "the name of the section is not closed"
        };
        return Some(changed(header(name), message));
    }
    let marks = ["::", "->", ":", "/", "\\", ">"];
    let dotted = marks
        .iter()
        .fold(name.to_owned(), |it, mark| it.replace(mark, "."));
    let one_word = |part: &str| part.split_whitespace().collect::<Vec<_>>().join("_");
    let parts: Vec<String> = dotted.split('.').map(one_word).collect();
    let joined = header(&parts.join("."));
    if is_toml(&joined) {
        let message = if dotted == name {
            "the name of a section has no spaces"
        } else {
            "the parts of the name of a section have a point between them"
        };
        return Some(changed(joined, message));
    }
    let parts = name.split('.').map(|part| match part.trim() {
        part if is_toml(&format!("{part} = 0")) => part.to_owned(),
        part => format!("\"{}\"", part.replace('"', "")),
    });
    let quoted = header(&parts.collect::<Vec<_>>().join("."));
    is_toml(&quoted).then(|| changed(quoted, "other letters in the name of a section need quotes"))
}

/// Returns where the `=` is missing in a line such as `lanes 4`.
pub(super) fn missing_equals(line: &str) -> Option<usize> {
    let body = &line[..without_comment(line)];
    let gap = body.find(char::is_whitespace)?;
    let (key, value) = (&body[..gap], body[gap..].trim());
    let is_word = value
        .chars()
        .all(|it| it.is_alphanumeric() || "_-.".contains(it));
    let is_value = is_toml(&format!("a = {value}")) || is_word;
    let is_opened = value.starts_with(['[', '{']) && !value.contains('=');
    let is_key = is_toml(&format!("{key} = 0"));
    (is_key && !value.is_empty() && (is_value || is_opened)).then_some(gap)
}

/// Returns what a key was meant to be, if it is not a key.
pub(super) fn not_a_key(key: &str) -> Option<(String, Complaint)> {
    let is_key = |key: &str| is_toml(&format!("{key} = 0"));
    if key.is_empty() || is_key(key) {
        return None;
    }
    let words: Vec<&str> = key.split_whitespace().collect();
    let joined = words.join("_");
    let plain = key.replace(['"', '\''], "");
    let instead = if is_key(&joined) {
        joined
    } else {
        format!("\"{}\"", plain.trim().replace('\\', "/"))
    };
    let message = format!("\"{plain}\" is not one word");
    let help = "write a key as one word, and a path in quotes";
    Some((instead, Complaint::new(message, help)))
}

/// Returns the length of the value at the start of a text without quotes: what follows may be
/// another key, a comment of another notation, or marks that end a line elsewhere.
pub(super) fn value_length(text: &str) -> usize {
    let mut length = text.find(" //").unwrap_or(text.len());
    for (gap, _) in text[..length].match_indices(' ') {
        if key(text[gap..].trim_start()).is_some() {
            length = gap;
            break;
        }
    }
    let value = text[..length].trim_end();
    let ends = |letter: char| {
        let is_open = match letter {
            ']' => value.contains('['),
            '}' => value.contains('{'),
            ')' => value.contains('('),
            _ => false,
        };
        [',', ';', ']', '}', ')'].contains(&letter) && !is_open
    };
    value.trim_end_matches(ends).trim_end().len()
}

/// Returns what the text after a value was meant to be.
pub(super) fn after_value(rest: &str) -> Option<Change> {
    let body = &rest[..without_comment(rest)];
    let gap = body.len() - body.trim_start().len();
    let text = &body[gap..];
    if text.is_empty() {
        return None;
    }
    if text.starts_with("//") {
        let complaint = Complaint::new("a comment begins with #", "write # instead of //");
        return Some((gap..rest.trim_end().len(), "#".to_owned(), complaint));
    }
    let marks = text.len()
        - text
            .trim_start_matches([',', ';', '.', ')', ']', '}'])
            .len();
    let next = text[marks..].trim_start();
    if next.is_empty() || next.starts_with("//") {
        let message = format!("\"{}\" after the value has no meaning", &text[..marks]);
        let complaint = Complaint::new(message, "take it out: a line ends without a mark");
        return Some((gap..gap + marks, String::new(), complaint));
    }
    key(next).map(|_| {
        let complaint = Complaint::new(
            "two keys stand in one line",
            format!("write {next} in a line of its own"),
        );
        let end = body.len() - next.len();
        (gap..end, "\n".to_owned(), complaint)
    })
}

/// Returns the length of a text that lacks its closing quote: up to the comma before the next key
/// or the next text, or else up to the brackets or the comment after it.
pub(super) fn unclosed_length(content: &str, is_in_brackets: bool) -> usize {
    if is_in_brackets {
        for (comma, _) in content.match_indices(',') {
            let rest = content[comma + 1..].trim_start();
            if rest.is_empty() || key(rest).is_some() || rest.starts_with(['"', '\'']) {
                return content[..comma].trim_end().len();
            }
        }
    }
    let end = content.find(" #").unwrap_or(content.len());
    let content = content[..end].trim_end();
    let marks: &[char] = if is_in_brackets {
        &[',', ';', ' ', ']', '}']
    } else {
        &[',', ';', ' ']
    };
    content.trim_end_matches(marks).len()
}

/// Returns the length of a mark with which comments begin elsewhere, at the start of a line.
pub(super) fn other_comment(line: &str) -> Option<usize> {
    let marks = ["//", "--", ";", "/*"];
    let mark = marks.iter().find(|mark| line.starts_with(**mark))?;
    Some(mark.len())
}
