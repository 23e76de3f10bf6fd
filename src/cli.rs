//! The command line: the commands and their exit codes.
//!
//! Results go to files, progress to standard error, the summary to standard output. Exit codes: 0
//! success, 2 wrong input (nothing was written), 130 interrupted (finished replications were kept),
//! 1 any other failure.

mod arguments;
mod check;
mod compare;
mod failure;
mod folder;
mod inputs;
mod list;
mod merge;
mod new;
mod page;
mod progress;
mod report;
mod rescue;
mod run;
mod staff;
mod starter;
mod stress;
mod sweep;
mod terminal;
mod whole_file;

use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use crate::output::printable;
use crate::scenario;

use failure::Failure;

/// How many batches and units a day does a customs port clear, and with how many lanes?
///
/// clearway simulates batches that arrive at customs and pass stations such as document review,
/// x-ray and inspection. A scenario file describes the arrivals and the open lanes; clearway
/// estimates how many batches are released and how long that takes, with confidence intervals.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a scenario and show the load of each station, without a run
    Check(check::CheckArguments),
    /// Run a scenario and write the report
    Run(run::RunArguments),
    /// Run a grid of arrangements and compare each with the target
    Sweep(sweep::SweepArguments),
    /// Put the pieces of a sweep together that several commands have made, and write the report
    Merge(merge::MergeArguments),
    /// Compare the variants of a scenario, several scenarios or finished runs
    Compare(compare::CompareArguments),
    /// Find the cheapest arrangement of [staffing] that meets the target
    #[command(mut_arg("replications", |it| it.help(staff::REPLICATIONS)))]
    Staff(staff::StaffArguments),
    /// Find the largest multiple of the arrivals at which the port still meets the target
    #[command(mut_arg("replications", |it| it.help(stress::REPLICATIONS)))]
    Stress(stress::StressArguments),
    /// Write the report, charts and tables of a folder again from its results.json, without a run
    Report(report::ReportArguments),
    /// List the finished runs below a folder with their key figures
    List(list::ListArguments),
    /// Write one file that runs scenarios in a browser, with nothing to install
    Page(page::PageArguments),
    /// Write a commented scenario to start from; in a terminal, by five questions
    New(new::NewArguments),
    /// Print the JSON Schema of scenario files, for editors that check while you type
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let written: Vec<String> = std::env::args().collect();
            let advice = forgotten_command(&error).or_else(|| lost_equals(&error, &written));
            if let Some(advice) = advice {
                terminal::say(&advice);
                return ExitCode::from(2);
            }
            terminal::say_usage(&error)
        }
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::check(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Staff(arguments) => staff::staff(&arguments),
        Command::Stress(arguments) => stress::stress(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Page(arguments) => page::page(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Schema => terminal::print_own(&scenario::schema()),
        Command::Completions { shell } => completions(shell),
    };
    let code = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Input(problems)) => {
            terminal::say_problems(&problems);
            2
        }
        Err(Failure::Usage(message)) => {
            terminal::say(&format!("error: {message}"));
            2
        }
        Err(Failure::Interrupted) => {
            terminal::say("interrupted");
            130
        }
        Err(Failure::Other(message)) => {
            terminal::say(&format!("error: {}", printable(&message)));
            1
        }
        Err(Failure::Told) => 2,
    };
    ExitCode::from(code)
}

/// Returns the advice for a command line that names a scenario without a command.
fn forgotten_command(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let path = Path::new(word);
    let is_scenario = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("toml"));
    if !is_scenario && !path.is_file() {
        return None;
    }
    // with its arguments, so that the advice can be pasted
    let arguments = std::env::args().skip(1).map(|argument| {
        let is_plain = |it: char| it.is_alphanumeric() || "-_./\\:=,+".contains(it);
        if argument.chars().all(is_plain) {
            argument
        } else {
            format!("\"{argument}\"")
        }
    });
    let arguments: Vec<String> = arguments.collect();
    Some(format!(
        "error: \"{}\" is a file, and the command before it is missing\n\nhelp: write \
         clearway run {}",
        printable(word),
        printable(&arguments.join(" ")),
    ))
}

/// Returns the advice for a path and its value without the `=` between them, as in `--set a 10` and
/// `--set a = 10`.
fn lost_equals(error: &clap::Error, arguments: &[String]) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let is_option = |it: &String| ["--set", "--vary"].contains(&it.as_str());
    let advice = |at: usize| {
        let (option, rest) = arguments[at..]
            .split_first()
            .filter(|(it, _)| is_option(it))?;
        let (path, rest) = rest.split_first()?;
        let path = path.strip_suffix('=').unwrap_or(path);
        let mut values = rest.iter().map(|it| it.strip_prefix('=').unwrap_or(it));
        let value = values.find(|it| !it.is_empty())?;
        let is_lost = !path.contains('=') && !path.starts_with('-') && !value.starts_with("--");
        let setting = format!("{path}={value}");
        let setting = if setting.contains(' ') {
            format!("\"{setting}\"")
        } else {
            setting
        };
        is_lost.then(|| {
            format!(
                "error: a path and its value have = between them, and no spaces\n\nhelp: write \
                 {option} {}",
                printable(&setting)
            )
        })
    };
    (0..arguments.len()).find_map(advice)
}

/// Prints the completion script of a shell.
fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut command = Arguments::command();
    let mut script = vec![];
    clap_complete::generate(shell, &mut command, "clearway", &mut script);
    terminal::print_own(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    /// `--replications` is a number, except in `staff`, where it is a limit.
    #[test]
    fn the_help_says_what_a_number_of_replications_is() {
        let help = |name: &str| {
            let mut command = Arguments::command();
            let command = command.find_subcommand_mut(name).expect("a command");
            let mut arguments = command.get_arguments();
            let found = arguments.find(|it| it.get_id() == "replications");
            found
                .and_then(|it| it.get_help())
                .expect("help")
                .to_string()
        };
        for name in ["run", "sweep", "compare"] {
            assert!(help(name).contains("instead of run.replications and run.precision"));
        }
        assert!(help("staff").starts_with("Limit on the replications of one arrangement"));
        assert!(help("stress").starts_with("Number of replications of each multiple"));
    }
}
