//! Walks through texts in quotes, whose quotes may be missing, too many or of another program.

use std::ops::Range;

use toml::de::DeValue;

use super::cursor::{Inside, Walk};
use super::lines;
use super::mistakes::{Reading, curly, in_quotes, quote};
use crate::scenario::problem::Complaint;

impl Walk<'_> {
    /// Walks through a text in TOML quotes.
    pub(super) fn string(&mut self, mark: char, inside: Inside) {
        let start = self.at;
        let triple = mark.to_string().repeat(3);
        if self.rest().starts_with(&triple) {
            return self.long_string(&triple);
        }
        let line = &self.rest_of_line()[1..];
        let mut escaped = false;
        let close = line.char_indices().find(|(_, letter)| {
            let is_end = *letter == mark && !escaped;
            escaped = mark == '"' && *letter == '\\' && !escaped;
            is_end
        });
        let other = || {
            let mut letters = line.char_indices();
            letters.find(|(_, letter)| quote(*letter) == Some(mark))
        };
        let (length, end) = match close.or_else(other) {
            Some((length, end)) => (length, end),
            // a path that ends in a backslash: its last quote is read as a part of it
            None if mark == '"' && line.trim_end().ends_with("\\\"") => {
                (line.trim_end().len() - 1, '"')
            }
            None => {
                let length = lines::unclosed_length(line, inside != Inside::Nothing);
                return self.unclosed_string(start..start + 1 + length);
            }
        };
        let span = start..start + 1 + length + end.len_utf8();
        let content = &line[..length];
        if end == mark && self.is_amid_words(span.end) {
            return self.amid_words(mark, span, inside);
        }
        self.at = span.end;
        let is_sound = DeValue::parse(&self.text[span.clone()]).is_ok();
        let is_newer = |escape: &str| content.replace("\\\\", "").contains(escape);
        if mark == '"' && is_sound && (is_newer("\\e") || is_newer("\\x")) {
            self.newer.push((start, "the escape \\e or \\x"));
        }
        if end != mark {
            let complaint = curly(content);
            self.add(span, in_quotes(content), complaint, Reading::Sure);
        } else if !is_sound && content.contains('\\') {
            let instead = in_quotes(content);
            let message = "the backslash begins an escape in a text in double quotes";
            let complaint = Complaint::new(message, format!("write {instead}"));
            self.add(span, instead, complaint, Reading::Sure);
        }
    }

    /// Walks through a text in three quotes, over several lines.
    fn long_string(&mut self, triple: &str) {
        let close = self.rest()[3..].find(triple);
        if let Some(close) = close {
            self.at += close + 6;
            return;
        }
        let line = self.rest_of_line();
        let content = line[3..].trim_end().trim_end_matches(['"', '\'']);
        let instead = in_quotes(content);
        let help = format!("write {instead}, or {triple} at the end of the text");
        let complaint = Complaint::new("the text in three quotes is not closed", help);
        self.change((0..line.trim_end().len(), instead, complaint));
    }

    fn unclosed_string(&mut self, span: Range<usize>) {
        let instead = in_quotes(&self.text[span.start + 1..span.end]);
        let complaint = Complaint::new("the text is not closed", format!("write {instead}"));
        self.add(span, instead, complaint, Reading::Sure);
    }

    /// Does a letter or another quote follow the closing quote of a text?
    fn is_amid_words(&self, end: usize) -> bool {
        let next = self.text[end..].chars().next();
        next.is_some_and(|letter| letter.is_alphanumeric() || letter == '"' || letter == '\'')
    }

    /// Walks through a text whose closing quote stands amid words: either it opens the next text,
    /// and the closing quote is missing, or it is a part of the text.
    fn amid_words(&mut self, mark: char, span: Range<usize>, inside: Inside) {
        let content = &self.text[span.start + 1..span.end - 1];
        let is_in_brackets = inside != Inside::Nothing;
        let length = lines::unclosed_length(content, is_in_brackets);
        if is_in_brackets && content[length..].contains(',') {
            return self.unclosed_string(span.start..span.start + 1 + length);
        }
        let line = self.rest_of_line();
        let body = &line[..lines::without_comment(line)];
        if is_in_brackets || !body.ends_with(mark) || body.len() < 2 {
            self.at = span.end;
            return;
        }
        let instead = in_quotes(&body[1..body.len() - 1]);
        let complaint = Complaint::new(
            "a quote inside of a text ends it",
            format!("write {instead}"),
        );
        self.change((0..body.len(), instead, complaint));
    }

    /// Walks through a text in the quotation marks of a word processor.
    pub(super) fn marked(&mut self, mark: char) {
        let kind = quote(mark);
        let start = self.at;
        let line = &self.rest()[mark.len_utf8()..];
        let is_end = |letter: char| quote(letter) == kind || Some(letter) == kind;
        let mut ends = line.char_indices();
        let end = ends.find(|(_, letter)| is_end(*letter) || *letter == '\n');
        let Some((length, end)) = end.filter(|(_, letter)| *letter != '\n') else {
            self.skip_line();
            return;
        };
        let content = &line[..length];
        let span = start..start + mark.len_utf8() + length + end.len_utf8();
        self.add(span, in_quotes(content), curly(content), Reading::Sure);
    }
}
