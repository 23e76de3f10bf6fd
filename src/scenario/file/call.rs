//! Distributions as other programs write them, such as `triangular(5, 10, 20)`.

use crate::scenario::meant;
use crate::scenario::problem::Complaint;

/// A kind of distribution, with its names elsewhere and the keys of its arguments; without keys the
/// arguments of other programs differ.
type Known = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// Kinds of distributions that other programs have too.
const KNOWN: [Known; 9] = [
    (
        "uniform",
        &["unif", "uniforme", "rand", "u"],
        &["min", "max"],
    ),
    (
        "triangular",
        &["tri", "tria", "triag", "triang", "triangle"],
        &["min", "mode", "max"],
    ),
    ("pert", &["betapert", "beta_pert"], &["min", "mode", "max"]),
    (
        "exponential",
        &["exp", "expo", "expon", "negexp"],
        &["mean"],
    ),
    (
        "normal",
        &["norm", "n", "gauss", "gaussian"],
        &["mean", "sd"],
    ),
    ("constant", &["const", "fixed", "det"], &["constant"]),
    ("lognormal", &["logn", "lognorm", "lnorm"], &[]),
    ("gamma", &["gamm"], &[]),
    ("weibull", &["weib"], &[]),
];

/// Returns the readings of a value, each with its size and as it is written.
type Readings = fn(&str) -> Vec<(f64, String)>;

/// Returns the complaint about a distribution of times or sizes that is written as in another
/// program, with what to write; `None` if the text is none.
pub(super) fn call(text: &str, is_time: bool, readings: Readings) -> Option<Complaint> {
    let (name, rest) = text.trim().split_once('(')?;
    let (inner, after) = rest.rsplit_once(')')?;
    let name = name.trim().to_lowercase();
    let is_known = |(kind, others, _): &&Known| *kind == name || others.contains(&name.as_str());
    let (kind, _, keys) = KNOWN.iter().find(is_known)?;
    let message = format!("\"{text}\" is how other programs write a distribution");
    if keys.is_empty() {
        let help = format!(
            "write {{ {kind} = {{ mean = ..., cv = ... }} }}, where cv is the standard deviation \
             divided by the mean"
        );
        return Some(Complaint::new(message, help));
    }
    let values = values(inner, after.trim())?;
    if values.len() != keys.len() {
        return None;
    }
    let readings = values.iter().map(|it| readings(it).into_iter().next());
    let mut readings: Vec<(f64, String)> = readings.collect::<Option<_>>()?;
    if *kind != "normal" {
        readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let condition = match *keys {
        ["min", "mode", "max"] => format!(" if {} is the most likely value", readings[1].1),
        ["mean"] => format!(" if {} is the mean", readings[0].1),
        ["mean", "sd"] => format!(" if {} is the standard deviation", readings[1].1),
        _ => String::new(),
    };
    let has_unit = values.iter().any(|it| it.contains(char::is_alphabetic));
    let unit = if is_time && !has_unit {
        ", or with another unit"
    } else {
        ""
    };
    let written = if *kind == "constant" {
        readings[0].1.clone()
    } else {
        let parts = keys.iter().zip(&readings);
        let parts: Vec<String> = parts.map(|(key, it)| format!("{key} = {}", it.1)).collect();
        format!("{{ {kind} = {{ {} }} }}", parts.join(", "))
    };
    Some(Complaint::new(
        message,
        format!("write {written}{condition}{unit}"),
    ))
}

/// Returns the arguments in brackets, each with the unit that one of them, or the text behind the
/// brackets, has.
fn values(inner: &str, unit: &str) -> Option<Vec<String>> {
    let mark = if inner.contains(';') { ';' } else { ',' };
    let parts = inner.split(mark).map(|part| {
        let value = part.rsplit_once('=').map_or(part, |(_, value)| value);
        value.trim().to_owned()
    });
    let mut parts: Vec<String> = parts.collect();
    if !unit.is_empty() {
        parts.last_mut()?.extend([" ", unit]);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    meant::with_units(&parts)
}
