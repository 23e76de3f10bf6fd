//! Compiles distributions and checks their domains.

use super::diagnostics::{Diagnostics, Told};
use super::values;
use crate::distribution::{Distribution, DomainError};
use crate::scenario::file::{self, Empirical, Form, LogNormal, Part, Quantity};
use crate::scenario::path::Path;

/// Units of a batch by default.
pub(super) const DEFAULT_UNITS: f64 = 1.0;

/// Compiles the distribution written at a path: in microseconds for times, in units for sizes.
pub(super) fn compile<T: Quantity>(
    written: &file::Distribution<T>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Distribution, Told> {
    let form = match written {
        file::Distribution::Always(value) => return constant(value.value(), path, diagnostics),
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
            // a sum of more than 2^32 stages is practically constant
            let stages = u32::try_from(of.k.value()).unwrap_or(u32::MAX);
            ("erlang", Distribution::erlang(of.mean.value(), stages))
        }
        Form::Gamma(of) => ("gamma", Distribution::gamma(of.mean.value(), of.cv.value())),
        Form::Lognormal(of) => return log_normal(of, &path.child("lognormal"), diagnostics),
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
        Form::Empirical(of) => return empirical(of, &path.child("empirical"), diagnostics),
    };
    let path = path.child(name);
    let at = |parameter: &str| {
        if parameter == "constant" {
            path.clone()
        } else {
            path.child(parameter)
        }
    };
    made(result, at, diagnostics)
}

/// Makes a constant distribution; a problem with its value is reported at the path.
pub(super) fn constant(
    value: f64,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Distribution, Told> {
    made(Distribution::constant(value), |_| path.clone(), diagnostics)
}

fn numbers(numbers: &[Part]) -> Vec<f64> {
    numbers.iter().map(|number| number.value()).collect()
}

/// Returns the distribution, or reports the parameter that is outside its domain.
fn made(
    result: Result<Distribution, DomainError>,
    at: impl Fn(&str) -> Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Distribution, Told> {
    let DomainError { parameter, message } = match result {
        Ok(distribution) => return Ok(distribution),
        Err(error) => error,
    };
    let help = match parameter {
        _ if message.ends_with("too large") => "write a smaller value",
        "mode" => "write min <= mode <= max",
        "max" if message.ends_with("mode") => "write min <= mode <= max",
        "max" => "write min <= max",
        "cv" => "cv is the standard deviation over the mean, such as 0.5",
        "sd" => "write a standard deviation above 0, or the mean alone",
        "p95" => "write the value that 95 % of the draws stay below",
        "weights" => "write one weight for each value, such as [3, 1]",
        "values" => "write values from 0 on, such as [10, 20, 40]",
        "means" => "write a list of means above 0",
        "k" => "write k = 2 or more; k = 1 is the exponential distribution",
        _ => "write a value above 0",
    };
    Err(diagnostics.value(&at(parameter), message, help))
}

fn log_normal<T: Quantity>(
    of: &LogNormal<T>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Distribution, Told> {
    let value = |written: Option<T>| written.map(Quantity::value);
    let cv = of.cv.map(Part::value);
    let result = match (value(of.mean), cv, value(of.median), value(of.p95)) {
        (Some(mean), Some(cv), None, None) => Distribution::lognormal(mean, cv),
        (None, None, Some(median), Some(p95)) => Distribution::lognormal_median(median, p95),
        _ => {
            let message = "\"lognormal\" has either a mean and a cv, or a median and a p95";
            let help = "write lognormal = { mean = ..., cv = ... } or { median = ..., p95 = ... }";
            return Err(diagnostics.value(path, message, help));
        }
    };
    made(result, |parameter| path.child(parameter), diagnostics)
}

fn empirical<T: Quantity>(
    of: &Empirical<T>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Distribution, Told> {
    let at = |parameter: &str| path.child(parameter);
    match (&of.values, &of.file, &of.column) {
        (Some(values), None, None) if of.unit.is_none() => {
            let values = values.iter().map(|value| value.value()).collect();
            let weights = of.weights.as_deref().map(numbers);
            made(
                Distribution::empirical(values, weights.as_deref()),
                at,
                diagnostics,
            )
        }
        (None, Some(file), Some(column)) if of.weights.is_none() => {
            let unit = of.unit.as_deref();
            let values = values::read::<T>(&file.0, column, unit, path, diagnostics)?;
            let made_of = Distribution::empirical(values, None);
            made(made_of, |_| path.child("file"), diagnostics)
        }
        _ => {
            let message = "\"empirical\" has either values (and weights), or a file and a column";
            let help =
                "write empirical = { values = [...] } or { file = \"...\", column = \"...\" }";
            Err(diagnostics.value(path, message, help))
        }
    }
}
