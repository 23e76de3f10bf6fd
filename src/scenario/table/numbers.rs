//! Reads the numbers of a column: the decimal mark is declared, or decided by the numbers that can
//! be read only one way.

use super::grid::{Cell, Kind};
use super::paste::Paste;
use crate::scenario::meant::{self, Wanted};
use crate::scenario::problem::Problem;
use crate::scenario::suggest;

/// The decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Mark {
    /// 1,000.5
    Point,
    /// 1.000,5
    Comma,
}

impl Mark {
    /// Returns the value of `decimal` in a scenario.
    fn written(self) -> &'static str {
        match self {
            Self::Point => "\"point\"",
            Self::Comma => "\"comma\"",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    /// Reads a number with this decimal mark; `None` if it is not one.
    pub(in crate::scenario) fn read(self, text: &str) -> Option<f64> {
        if is_plain(text) {
            return text.parse().ok();
        }
        self.digits(text)?.parse().ok()
    }

    /// Returns the number with a decimal point and without other marks; `None` if it is not one.
    fn digits(self, text: &str) -> Option<String> {
        let (sign, size) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(size) => ("-", size),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (size, power) = match size.split_once(['e', 'E']) {
            Some((size, power)) => {
                let whole = power.strip_prefix(['+', '-']).unwrap_or(power);
                let is_power = is_plain(whole) && whole.len() <= 3;
                (size, format!("e{}", is_power.then_some(power)?))
            }
            None => (size, String::new()),
        };
        let (thousands, decimal) = match self {
            Self::Point => (',', '.'),
            Self::Comma => ('.', ','),
        };
        let size = suggest::reading(size, thousands, decimal)?;
        Some(format!("{sign}{size}{power}"))
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Decides how the numbers of a column are read. Returns the mark, and a note if the numbers
/// decided it and another reading exists or a decimal comma was not declared.
pub(in crate::scenario) fn decide<'t>(
    cells: impl Iterator<Item = Cell<'t>>,
    column: &str,
    declared: Option<Mark>,
    paste: &Paste,
) -> Result<(Mark, Option<String>), Problem> {
    if let Some(mark) = declared {
        return Ok((mark, None));
    }
    let [mut point, mut comma, mut open] = [None; 3];
    for cell in cells.filter(|cell| matches!(cell.kind(), Kind::Text | Kind::Quoted)) {
        let text = cell.plain();
        if is_plain(&text) {
            continue;
        }
        let readings = [Mark::Point, Mark::Comma].map(|mark| mark.read(&text));
        match readings {
            [Some(_), None] => point = point.or(Some(cell)),
            [None, Some(_)] => comma = comma.or(Some(cell)),
            [Some(one), Some(other)] if one != other => open = open.or(Some(cell)),
            _ => {}
        }
    }
    let note = |mark: Mark, cell: Cell<'_>| {
        format!(
            "{}: decimal = {} was read from \"{}\" in row {} for the column \"{column}\".",
            cell.file(),
            mark.written(),
            cell.text(),
            cell.line(),
        )
    };
    match (point, comma, open) {
        (Some(one), Some(other), _) => {
            let message = format!(
                "\"{}\" has a decimal comma, but \"{}\" in row {} has a decimal point",
                other.text(),
                one.text(),
                one.line()
            );
            Err(other.problem(message, "write all numbers of a column alike"))
        }
        (Some(point), None, Some(_)) => Ok((Mark::Point, Some(note(Mark::Point, point)))),
        (None, Some(comma), _) => Ok((Mark::Comma, Some(note(Mark::Comma, comma)))),
        (None, None, Some(open)) => Err(ask(open, paste)),
        (_, None, None) => Ok((Mark::Point, None)),
    }
}

/// Asks how a number is meant.
fn ask(cell: Cell<'_>, paste: &Paste) -> Problem {
    let text = cell.plain();
    let choice = |mark: Mark| {
        let reading = mark.read(&text).unwrap_or_default();
        let written = paste.with("decimal", mark.written());
        format!("{written} if it is {reading}")
    };
    let message = format!("\"{text}\" can be read as two numbers, and no row decides which");
    let help = format!("write {}, or {}", choice(Mark::Point), choice(Mark::Comma));
    cell.problem(message, help)
}

/// Reads the number of a cell.
pub(in crate::scenario) fn number(
    cell: Cell<'_>,
    mark: Mark,
    paste: &Paste,
) -> Result<f64, Problem> {
    if let Kind::Number(number) = cell.kind() {
        return Ok(number);
    }
    let text = cell.plain();
    let is_text = matches!(cell.kind(), Kind::Text | Kind::Quoted);
    if let Some(number) = mark.read(&text).filter(|_| is_text) {
        return Ok(number);
    }
    let ascii = meant::ascii(&text);
    if ascii != text && mark.read(&ascii).or(mark.other().read(&ascii)).is_some() {
        let message = format!("\"{}\": {}", cell.text(), meant::OTHER_DIGITS);
        return Err(cell.problem(message, format!("write {ascii}")));
    }
    let message = format!("\"{}\" is not a number", cell.text());
    let help = match mark.other().read(&text).filter(|_| is_text) {
        Some(number) => {
            let written = paste.with("decimal", mark.other().written());
            format!("write {written} if it is {number}")
        }
        None => instead_of(&text, mark),
    };
    Err(cell.problem(message, help))
}

/// Words and letters that multiply a number, each with its size in words.
const SIZES: [(&str, f64, &str); 9] = [
    ("k", 1e3, "thousand"),
    ("tsd", 1e3, "thousand"),
    ("tsd.", 1e3, "thousand"),
    ("thousand", 1e3, "thousand"),
    ("m", 1e6, "million"),
    ("mio", 1e6, "million"),
    ("mio.", 1e6, "million"),
    ("million", 1e6, "million"),
    ("万", 1e4, "ten thousand"),
];

/// Returns what to write instead of a text that is not a number, with the number that it holds.
fn instead_of(text: &str, mark: Mark) -> String {
    let out = "or take the row out";
    if meant::Change::read(text).is_some() || text.contains('%') {
        return format!("write the number itself, which a percentage is a part of, {out}");
    }
    let bare = meant::bare(text);
    let bare = meant::in_digits(&bare).unwrap_or(bare);
    if mark.read(&bare).is_some() {
        return format!("write {bare} if that is the number, {out}");
    }
    if let Some((_, help)) = meant::one_of_numbers(text, Wanted::Any) {
        let numbers = help.replace(" without quotes", "");
        return format!("{numbers}, whichever it is, {out}");
    }
    let is_unit = |it: char| it.is_alphabetic() || "€$£¥/. ".contains(it);
    let number = bare.trim_matches(is_unit);
    let unit = bare.replacen(number, "", 1);
    let read = mark.read(number).filter(|_| unit.chars().all(is_unit));
    let unit = unit.trim();
    let size = SIZES.iter().find(|(name, ..)| *name == unit.to_lowercase());
    match (read, size) {
        (Some(read), Some((_, size, words))) => {
            let product = (read * size * 1e6).round() / 1e6;
            let other = match unit {
                "m" | "M" => format!(", {number} if it is a unit"),
                _ => String::new(),
            };
            format!("write {product} if \"{unit}\" stands for {words}{other}, {out}")
        }
        (Some(_), None) => format!("write {number} without \"{unit}\", {out}"),
        (None, _) if meant::has_digits(text) => {
            format!("write one number in digits and nothing else, {out}")
        }
        (None, _) => format!("write the number in digits, {out}"),
    }
}

/// Reads a number whose decimal mark is not declared but has only one reading, such as a serial
/// day.
pub(super) fn only_reading(text: &str, declared: Option<Mark>) -> Option<f64> {
    if let Some(mark) = declared {
        return mark.read(text);
    }
    match [Mark::Point, Mark::Comma].map(|mark| mark.read(text)) {
        [Some(one), Some(other)] => (one == other).then_some(one),
        [one, other] => one.or(other),
    }
}
