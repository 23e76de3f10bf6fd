//! The one way by which text reaches the terminal: nothing that a scenario, a file name or an
//! argument holds can drive it.

use std::io::{self, IsTerminal as _, Write as _};

use crate::output::printable;
use crate::scenario::Problems;

use super::failure::Failure;

/// Prints lines to standard output; a reader that has heard enough is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_own(&lines(text))
}

/// As [`print`], for what the program alone has made, with its tabs and quotes.
pub(super) fn print_own(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says lines on standard error, where nothing is lost if it is closed.
pub(super) fn say(text: &str) {
    let _ = anstream::stderr().write_all(format!("{}\n", lines(text)).as_bytes());
}

/// Says what the reader should know, on standard error.
pub(super) fn warn(text: &str) {
    say(&format!("warning: {text}"));
}

/// Says what is wrong with a scenario, in colour where that is wanted; the problems make their
/// texts safe themselves, as only they know what is colour.
pub(super) fn say_problems(problems: &Problems) {
    let _ = anstream::stderr().write_all(problems.styled().as_bytes());
}

/// Says what is wrong with the arguments, which clap repeats as they are, and ends the process; or
/// prints the help that was asked for.
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

/// The text, each of its lines printable.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("\n")
}
