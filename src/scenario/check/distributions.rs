//! Distributions: their domains, and values from CSV files.

use super::findings::Findings;
use crate::distribution::{Distribution, DomainError};
use crate::input::{self, Files};
use crate::scenario::document::io_message;
use crate::scenario::file::{self, Empirical, Form, LogNormal, Number, Quantity};
use crate::scenario::path::Path;

/// Compiles the distribution written at a path: microseconds for times, units for sizes.
pub(super) fn compile<T: Quantity>(
    written: &file::Distribution<T>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<Distribution> {
    let form = match written {
        file::Distribution::Always(value) => {
            return made(
                Distribution::constant(value.value()),
                |_| path.clone(),
                findings,
            );
        }
        file::Distribution::Form(form) => form,
    };
    let (name, result) = match form {
        Form::Constant(value) => ("constant", Distribution::constant(value.value())),
        Form::Uniform(of) => (
            "uniform",
            Distribution::uniform(of.min.value(), of.max.value()),
        ),
        Form::Triangular(of) => (
            "triangular",
            Distribution::triangular(of.min.value(), of.mode.value(), of.max.value()),
        ),
        Form::Pert(of) => (
            "pert",
            Distribution::pert(of.min.value(), of.mode.value(), of.max.value()),
        ),
        Form::Exponential(of) => ("exponential", Distribution::exponential(of.mean.value())),
        Form::Erlang(of) => {
            // more stages than fit are more than any lane could tell from a constant
            let stages = u32::try_from(of.k.value()).unwrap_or(u32::MAX);
            ("erlang", Distribution::erlang(of.mean.value(), stages))
        }
        Form::Gamma(of) => ("gamma", Distribution::gamma(of.mean.value(), of.cv.value())),
        Form::Lognormal(of) => return log_normal(of, &path.child("lognormal"), findings),
        Form::Weibull(of) => (
            "weibull",
            Distribution::weibull(of.mean.value(), of.cv.value()),
        ),
        Form::Normal(of) => (
            "normal",
            Distribution::normal(of.mean.value(), of.sd.value()),
        ),
        Form::Hyperexponential(of) => {
            let means = of.means.iter().map(|mean| mean.value()).collect();
            let weights = numbers(&of.weights);
            (
                "hyperexponential",
                Distribution::hyperexponential(means, &weights),
            )
        }
        Form::Empirical(of) => return empirical(of, &path.child("empirical"), findings),
    };
    let path = path.child(name);
    let at = |parameter: &str| {
        if parameter == "constant" {
            path.clone()
        } else {
            path.child(parameter)
        }
    };
    made(result, at, findings)
}

fn numbers(numbers: &[Number]) -> Vec<f64> {
    numbers.iter().map(|number| number.value()).collect()
}

/// The distribution, or a problem at the parameter that is outside its domain.
fn made(
    result: Result<Distribution, DomainError>,
    at: impl Fn(&str) -> Path,
    findings: &mut Findings<'_>,
) -> Option<Distribution> {
    let DomainError { parameter, message } = match result {
        Ok(distribution) => return Some(distribution),
        Err(error) => error,
    };
    let help = match parameter {
        _ if message.ends_with("too large") => "write a smaller value",
        "mode" => "write min <= mode <= max",
        "max" if message.ends_with("mode") => "write min <= mode <= max",
        "max" => "write min <= max",
        "cv" => "cv is the standard deviation over the mean, such as 0.5",
        "sd" => "write the standard deviation; without one write the mean alone",
        "p95" => "write the value that 95 of 100 stay below",
        "weights" => "write one weight for each value, such as [3, 1]",
        "values" => "write values from 0 on, such as [10, 20, 40]",
        "means" => "write a list of means above 0",
        "k" => "write k = 2 or more; k = 1 is the exponential distribution",
        _ => "write a value above 0",
    };
    findings.value(&at(parameter), message, help);
    None
}

fn log_normal<T: Quantity>(
    of: &LogNormal<T>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<Distribution> {
    let value = |written: Option<T>| written.map(Quantity::value);
    let cv = of.cv.map(Number::value);
    let result = match (value(of.mean), cv, value(of.median), value(of.p95)) {
        (Some(mean), Some(cv), None, None) => Distribution::lognormal(mean, cv),
        (None, None, Some(median), Some(p95)) => Distribution::lognormal_median(median, p95),
        _ => {
            let message = "\"lognormal\" has either a mean and a cv, or a median and a p95";
            let help = "write lognormal = { mean = ..., cv = ... } or { median = ..., p95 = ... }";
            findings.value(path, message, help);
            return None;
        }
    };
    made(result, |parameter| path.child(parameter), findings)
}

fn empirical<T: Quantity>(
    of: &Empirical<T>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<Distribution> {
    let at = |parameter: &str| path.child(parameter);
    match (&of.values, &of.file, &of.column) {
        (Some(values), None, None) => {
            let values = values.iter().map(|value| value.value()).collect();
            let weights = of.weights.as_deref().map(numbers);
            made(
                Distribution::empirical(values, weights.as_deref()),
                at,
                findings,
            )
        }
        (None, Some(file), Some(column)) if of.weights.is_none() => {
            let document = findings.document();
            let folder = document.folder_of(&document.value_place(&path.child("file")));
            match read_column::<T>(&folder.join(file), &*document.files, column) {
                Ok(values) => {
                    let file_at = |_: &str| path.child("file");
                    made(Distribution::empirical(values, None), file_at, findings)
                }
                Err(CsvProblem { key, message, help }) => {
                    findings.value(&path.child(key), message, help);
                    None
                }
            }
        }
        _ => {
            let message = "\"empirical\" has either values (and weights), or a file and a column";
            let help =
                "write empirical = { values = [...] } or { file = \"...\", column = \"...\" }";
            findings.value(path, message, help);
            None
        }
    }
}

/// What is wrong with a CSV file.
struct CsvProblem {
    /// The key of the scenario that is to blame.
    key: &'static str,
    message: String,
    help: String,
}

/// The numbers of a column of a CSV file that lies beside the scenario.
fn read_column<T: Quantity>(
    path: &std::path::Path,
    files: &dyn Files,
    column: &str,
) -> Result<Vec<f64>, CsvProblem> {
    let problem = |key, message, help: &str| CsvProblem {
        key,
        message,
        help: help.to_owned(),
    };
    let unreadable = |error: csv::Error| {
        let line = error.position().map(|at| format!(", line {}", at.line()));
        let (line, path) = (line.unwrap_or_default(), path.display());
        let message = match error.kind() {
            csv::ErrorKind::Io(error) => {
                format!("\"{path}\" cannot be read: {}", io_message(error))
            }
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => format!("\"{path}\"{line}: {len} cells under {expected_len} headings"),

            csv::ErrorKind::Utf8 { .. } => format!("\"{path}\"{line}: not UTF-8 text"),
            _ => format!("\"{path}\"{line}: {error}"),
        };
        let help = match error.kind() {
            csv::ErrorKind::UnequalLengths { .. } => "write one cell under each heading",
            _ => "name a CSV file (comma, UTF-8); the path is relative to the scenario",
        };
        problem("file", message, help)
    };
    let bytes = files
        .read(path, input::TABLE)
        .map_err(|error| unreadable(error.into()))?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes.as_slice());
    let headers = reader.headers().map_err(unreadable)?.clone();
    let mut names = headers
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}'));
    let Some(position) = names.position(|name| name == column) else {
        if headers.len() == 1 && headers.iter().any(|name| name.contains(';')) {
            let message = format!("\"{}\" is separated by \";\"", path.display());
            return Err(problem(
                "file",
                message,
                "save it again with commas (CSV UTF-8)",
            ));
        }
        let known = headers
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}'));
        let message = format!("\"{}\" has no column \"{column}\"", path.display());
        let help = crate::scenario::suggest::did_you_mean(column, known);
        return Err(problem("column", message, &help));
    };
    let mut values = vec![];
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = record.get(position).unwrap_or_default();
        let value = T::parse(cell).map_err(|complaint| {
            let (path, reason) = (path.display(), complaint.message);
            let message = format!("\"{path}\", line {line}, column \"{column}\": {reason}");
            problem(
                "file",
                message,
                complaint.help.as_deref().unwrap_or_default(),
            )
        })?;
        if value.value() < 0.0 {
            let path = path.display();
            let message =
                format!("\"{path}\", line {line}, column \"{column}\": {cell} is negative");
            return Err(problem(
                "file",
                message,
                "write values from 0 on in the column",
            ));
        }
        values.push(value.value());
    }
    if values.is_empty() {
        let message = format!("\"{}\" has no rows", path.display());
        return Err(problem(
            "file",
            message,
            "write one value a row in the column",
        ));
    }
    Ok(values)
}
