//! Prints to the terminal. All text goes through here, so that no control characters of a scenario,
//! a file name or an argument reach it.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width, presets,
};

use std::io::{self, IsTerminal as _, Write as _};

use crate::output::printable;
use crate::scenario::Problems;

use super::failure::Failure;

/// Prints lines to standard output. A closed pipe is not a failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_own(&lines(text))
}

/// As [`print`], for text made by the program alone, whose control characters are kept.
pub(super) fn print_own(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints lines to standard error. Errors of writing are ignored.
pub(super) fn say(text: &str) {
    let _ = anstream::stderr().write_all(format!("{}\n", lines(text)).as_bytes());
}

/// Prints a warning to standard error.
pub(super) fn warn(text: &str) {
    say(&format!("warning: {text}"));
}

/// Prints the problems of a scenario to standard error, in colour if that is supported.
/// [`Problems::styled`] makes its text safe itself, because colours are control characters too.
pub(super) fn say_problems(problems: &Problems) {
    let _ = anstream::stderr().write_all(problems.styled().as_bytes());
}

/// Prints an error of the arguments, or the help that was asked for, and ends the process. clap
/// repeats arguments as they are, so they are made safe here.
pub(super) fn say_usage(error: &clap::Error) -> ! {
    if error.use_stderr() {
        let text = error.render().to_string();
        if lines(&text) != text {
            say(text.trim_end());
            std::process::exit(error.exit_code());
        }
    }
    error.exit()
}

/// Returns the number of columns of the terminal: as `COLUMNS` says in the environment, else that
/// of standard output; `None` if it is not a terminal.
pub(super) fn columns() -> Option<u16> {
    let told = std::env::var("COLUMNS").ok();
    let told = told.and_then(|columns| columns.parse().ok());
    let shown = || terminal_size::terminal_size().map(|(width, _)| width.0);
    told.or_else(|| io::stdout().is_terminal().then(shown).flatten())
}

/// Is standard error a terminal?
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Can questions be asked: are standard input and standard error terminals?
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && is_watched()
}

/// Prints a question to standard error and reads the answer; `None` at the end of the input.
pub(super) fn ask(question: &str) -> io::Result<Option<String>> {
    let mut out = anstream::stderr();
    out.write_all(printable(question).as_bytes())?;
    out.flush()?;
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer)?;
    Ok((read > 0).then_some(answer))
}

/// Makes each line of the text printable.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("\n")
}

/// Starts a table without lines, with numbers to the right in all columns but the first.
pub(super) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Returns a table as text that fits the terminal: one that is too wide is divided, and each part
/// begins with the first column.
pub(super) fn fitted(table: &Table) -> String {
    let text = table.to_string();
    let Some(width) = columns().map(usize::from) else {
        return text;
    };
    if text.lines().all(|line| line.chars().count() <= width) {
        return text;
    }
    let texts =
        |row: &Row| -> Vec<String> { row.cell_iter().map(comfy_table::Cell::content).collect() };
    let header = table.header().map(texts).unwrap_or_default();
    let rows: Vec<Vec<String>> = table.row_iter().map(texts).collect();
    let longest_word = |text: &String| text.split(' ').map(|it| it.chars().count()).max();
    let least = |column: usize| {
        let cells = rows
            .iter()
            .chain([&header])
            .filter_map(|row| row.get(column));
        // with a space on both sides
        cells
            .filter_map(longest_word)
            .max()
            .unwrap_or(0)
            .min(width / 2)
            + 2
    };
    let mut parts: Vec<Vec<usize>> = vec![vec![0]];
    let mut used = least(0);
    for column in 1..header.len() {
        if used + least(column) > width && parts.last().is_some_and(|part| part.len() > 1) {
            parts.push(vec![0]);
            used = least(0);
        }
        used += least(column);
        parts.last_mut().expect("a part").push(column);
    }
    let shown = parts.iter().map(|part| {
        let pick = |row: &Vec<String>| -> Vec<String> {
            part.iter()
                .map(|at| row.get(*at).cloned().unwrap_or_default())
                .collect()
        };
        let mut shown = Table::new();
        shown.load_style(presets::NOTHING).set_header(pick(&header));
        shown
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width as u16);
        shown.add_rows(rows.iter().map(pick));
        for (position, (at, column)) in part.iter().zip(shown.column_iter_mut()).enumerate() {
            let least = Width::Fixed(least(*at) as u16);
            column.set_constraint(ColumnConstraint::LowerBoundary(least));
            if position > 0 {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        shown.to_string()
    });
    shown.collect::<Vec<String>>().join("\n\n")
}
