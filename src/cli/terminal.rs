//! Prints to the terminal. All text goes through here, so that no control characters of a scenario,
//! a file name or an argument reach it.

use comfy_table::{CellAlignment, Table, presets};

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
