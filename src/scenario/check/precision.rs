//! `[run] precision`: the stopping rule, and the limit on replications.

use std::sync::Arc;

use super::diagnostics::{Diagnostics, Told};
use super::effort::{DEFAULT_REPLICATIONS, replications};
use crate::metric::{Metric, Quantity, ScopeKind};
use crate::model::Model;
use crate::scenario::document::Document;
use crate::scenario::file::{self, Part, Run, Whole};
use crate::scenario::path::Path;
use crate::scenario::suggest;
use crate::statistics::{Catalogue, Entry, Precision, Stopping, Width};
use crate::time::Span;

const MOST_BY_DEFAULT: u32 = 2000;

/// A stopping rule before its metric is looked up in the model.
#[derive(Clone)]
pub(super) enum Asked {
    /// A fixed number of replications.
    Number,
    /// Stop once every target is decided.
    Verdict,
    /// Stop once the interval of a metric is narrow enough.
    Width(AskedPrecision),
}

/// Returns the number of replications, or the limit on it if there is a stopping rule, and the
/// rule.
pub(super) fn effort(run: &Run, diagnostics: &mut Diagnostics<'_>) -> Result<(u32, Asked), Told> {
    let section = Path::of(["run"]);
    let path = section.child("precision");
    let at = section.child("replications");
    let written = replications(run.replications, DEFAULT_REPLICATIONS, &at, diagnostics);
    let asked = run.precision.as_ref();
    let most_at = section.child("max_replications");
    let most = replications(run.max_replications, MOST_BY_DEFAULT, &most_at, diagnostics);
    if run.max_replications.is_some() && !matches!(asked, Some(file::Precision::Verdict)) {
        let help = match asked {
            Some(_) => "write it into the table of \"precision\"",
            None if run.replications.is_some() => {
                "take it out, or write precision = \"verdict\" instead of replications"
            }
            None => "write precision = \"verdict\" beside it, or replications instead of it",
        };
        let message = "\"max_replications\" belongs to precision = \"verdict\"";
        diagnostics.key(&most_at, message, help);
    }
    let asked = asked.filter(|_| run.replications.is_none() || holds(&path, diagnostics));
    match asked {
        None => Ok((written?, Asked::Number)),
        Some(file::Precision::Verdict) => {
            written?;
            Ok((most?, Asked::Verdict))
        }
        Some(file::Precision::Width(asked)) => {
            let (most, asked) = of_metric(asked, &path, diagnostics)?;
            written?;
            Ok((most, Asked::Width(asked)))
        }
    }
}

/// Returns the limit on replications and the precision that is asked for.
fn of_metric(
    asked: &file::WidthOfMetric,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(u32, AskedPrecision), Told> {
    let at_most = path.child("max_replications");
    let most = replications(
        asked.max_replications,
        MOST_BY_DEFAULT,
        &at_most,
        diagnostics,
    );
    let fewest = fewest(asked.min_replications, path, diagnostics);
    let width = width(asked, path, diagnostics);
    let metric = asked.metric.clone().ok_or_else(|| {
        let help = "write metric = \"release_time.mean\", or another of metrics.csv";
        diagnostics.missing(&path.child("metric"), help)
    });
    let (most, fewest) = (most?, fewest?);
    if most < fewest {
        let message = format!("the limit of {most} replications is below the minimum of {fewest}");
        let help = format!("write {fewest} or more");
        return Err(diagnostics.value(&at_most, message, help));
    }
    let asked = AskedPrecision {
        metric: metric?,
        width: width?,
        fewest,
        is_written: asked.min_replications.is_some(),
    };
    Ok((most, asked))
}

/// A precision whose metric has not been looked up.
#[derive(Clone)]
pub(super) struct AskedPrecision {
    metric: String,
    width: AskedWidth,
    fewest: u32,
    /// Does the file set `min_replications`?
    is_written: bool,
}

/// A half-width before the unit of its metric is known.
#[derive(Clone, Copy)]
enum AskedWidth {
    Relative(f64),
    Absolute(file::Width),
}

/// Of `replications` and `precision`, the one that was set later holds: was that the precision? If
/// both were set at the same level, that is a problem.
fn holds(path: &Path, diagnostics: &mut Diagnostics<'_>) -> bool {
    let document = diagnostics.document();
    let replications = rank(document, &path.parent().child("replications"));
    let precision = rank(document, path);
    if replications == precision {
        let message = "\"replications\" and \"precision\" both say how often to run";
        diagnostics.key(path, message, "take one of them out");
    }
    precision >= replications
}

/// Ranks a value by where it was set: in a file that is extended, in the file, or on the command
/// line, whose options count in order.
fn rank(document: &Document, path: &Path) -> (usize, usize) {
    let of_path = |set: &Path| set.starts_with(path) || path.starts_with(set);
    let overrides = document.overrides().iter();
    let set = overrides.rev().position(|(set, _)| of_path(set));
    if let Some(from_the_end) = set {
        return (usize::MAX, document.overrides().len() - from_the_end);
    }
    let source = document.key_place(path).source;
    let bases = &document.bases;
    let file = bases.iter().position(|base| Arc::ptr_eq(base, &source));
    (file.unwrap_or(bases.len()), 0)
}

fn fewest(
    written: Option<Whole>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<u32, Told> {
    let path = path.child("min_replications");
    let count = replications(written, Precision::FEWEST, &path, diagnostics)?;
    if count < Precision::FEWEST {
        let message = format!("{count} replications are too few to tell when to stop");
        let help = format!("write {} or more, or leave it out", Precision::FEWEST);
        return Err(diagnostics.value(&path, message, help));
    }
    Ok(count)
}

/// Returns the half-width that is asked for, which must be above 0.
fn width(
    asked: &file::WidthOfMetric,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<AskedWidth, Told> {
    let absolute = path.child("absolute");
    match (asked.relative.map(Part::value), asked.absolute) {
        (Some(share), None) => {
            if share > 0.0 && share < 1.0 {
                return Ok(AskedWidth::Relative(share));
            }
            let message = format!("the share {share} is not above 0 and below 1");
            let help = if (1.0..100.0).contains(&share) {
                format!("write {}", share / 100.0)
            } else {
                "write a share above 0 and below 1".to_owned()
            };
            Err(diagnostics.value(&path.child("relative"), message, help))
        }
        (None, Some(width)) => {
            let (value, help) = match width {
                file::Width::Time(time) => (time.micros(), "write a time above 0, with its unit"),
                file::Width::Number(number) => (number.value(), "write a number above 0"),
            };
            if value > 0.0 {
                return Ok(AskedWidth::Absolute(width));
            }
            Err(diagnostics.value(&absolute, "the half-width is not above 0", help))
        }
        (None, None) => {
            diagnostics.check_read(&absolute)?;
            let help = "write relative = 0.02 for a half-width of 2 % of the mean";
            Err(diagnostics.missing(&path.child("relative"), help))
        }
        (Some(_), Some(_)) => {
            let message = "\"relative\" and \"absolute\" both set the half-width";
            Err(diagnostics.key(&absolute, message, "take one of them out"))
        }
    }
}

/// Returns the stopping rule, now that the metrics and the target are known.
pub(super) fn stopping(
    asked: &Asked,
    model: &Model,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Stopping, Told> {
    match asked {
        Asked::Number => Ok(Stopping::Number),
        Asked::Width(asked) => precision(asked, model, diagnostics).map(Stopping::Width),
        Asked::Verdict => {
            let target = &model.target;
            let throughput = target.batches_per_day.or(target.units_per_day);
            if throughput.is_none() && target.release.is_none() {
                let message = "there is no target to decide";
                let help = "write [target] with release = { within = \"4 h\", share = 0.95 }";
                return Err(diagnostics.value(&Path::of(["run", "precision"]), message, help));
            }
            Ok(Stopping::Verdict)
        }
    }
}

/// Finds the metric of a precision among those of the model.
fn precision(
    asked: &AskedPrecision,
    model: &Model,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Precision, Told> {
    let path = Path::of(["run", "precision"]);
    let at = path.child("metric");
    let catalogue = Catalogue::new(model);
    let found = catalogue
        .entries()
        .iter()
        .position(|it| full_name(it) == asked.metric);
    let Some(position) = found else {
        let help = suggestion(&asked.metric, catalogue.entries());
        let message = format!("unknown metric \"{}\"", asked.metric);
        return Err(diagnostics.value(&at, message, help));
    };
    let entry = &catalogue.entries()[position];
    if model.target.release.is_none()
        && [Metric::ReleasedWithin, Metric::DaysCleared].contains(&entry.metric)
    {
        let message = format!("\"{}\" needs a release target", asked.metric);
        let help = "write release = { within = \"4 h\", share = 0.95 } in [target]";
        return Err(diagnostics.value(&at, message, help));
    }
    let width = match asked.width {
        AskedWidth::Relative(share) => Width::Relative(share),
        AskedWidth::Absolute(width) => Width::Absolute(absolute(width, asked, entry, diagnostics)?),
    };
    let fewest = if entry.metric.is_share_of_trials() {
        asked.fewest.max(Precision::FEWEST_OF_A_SHARE)
    } else {
        asked.fewest
    };
    Ok(Precision {
        position,
        width,
        min_replications: fewest,
        is_raised: asked.is_written && fewest > asked.fewest,
    })
}

/// Converts a half-width into the unit of its metric.
fn absolute(
    width: file::Width,
    asked: &AskedPrecision,
    entry: &Entry,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<f64, Told> {
    let (metric, unit) = (&asked.metric, entry.unit());
    let (message, help) = match (width, entry.metric.quantity()) {
        (file::Width::Time(time), Quantity::Hours) => {
            return Ok(Span::from_micros_f64(time.micros()).hours());
        }
        (file::Width::Number(_), Quantity::Hours) => (
            format!("\"{metric}\" is a time"),
            "write it with its unit, such as absolute = \"2 min\"",
        ),
        (file::Width::Number(number), _) => return Ok(number.value()),
        (file::Width::Time(_), _) => (
            format!("\"{metric}\" is not a time: its unit is {unit}"),
            "write a number, such as absolute = 0.01",
        ),
    };
    Err(diagnostics.value(&Path::of(["run", "precision", "absolute"]), message, help))
}

/// Returns the name of the metric behind its scope; for the scope `all`, the name alone.
fn full_name(entry: &Entry) -> String {
    entry.scope.full_name(entry.metric)
}

/// Suggests a metric that may have been meant, of the scope that is named, if any.
fn suggestion(metric: &str, entries: &[Entry]) -> String {
    let section = metric.split('.').next().unwrap_or_default();
    let kind = ScopeKind::of_section(section);
    let is_of_kind = |entry: &&Entry| kind.is_some_and(|kind| entry.scope.kind() == kind);
    let mut names: Vec<String> = entries.iter().filter(is_of_kind).map(full_name).collect();
    if names.is_empty() {
        names = entries.iter().map(full_name).collect();
    }
    suggest::did_you_mean(metric, names.iter().map(String::as_str))
}
