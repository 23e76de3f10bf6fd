//! How the results for the target decline as arrivals grow.

use crate::metric::Aim;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, Side, StressOutcome, StressPoint, Stretch, Verdict};

use super::axis;
use super::chart::Drawing;
use super::palette::{RELEASED, STATIONS};
use super::plot::{self, Goal, Line, Plot, Shade};
use super::sheet::Frame;

/// Draws the judged parts of the target by multiple of the arrivals; a throughput is shown as a
/// share of its target value.
pub(super) fn curve<'a>(results: &'a Results, stress: &'a StressOutcome) -> Option<Drawing<'a>> {
    let first = &stress.points.first()?.point.verdicts;
    let release = first
        .iter()
        .position(|verdict| verdict.target == Aim::Release);
    // shares of throughput targets have other denominators, so they are drawn only if there is no
    // release target
    let parts: Vec<usize> = release.map_or_else(|| (0..first.len()).collect(), |at| vec![at]);
    let colours = [RELEASED, STATIONS[1]];
    if stress.points.len() < 2 {
        return None;
    }
    let line = |(part, colour): (&usize, _)| {
        let label = match first[*part].target {
            Aim::UnitsPerDay => "units",
            Aim::BatchesPerDay => "batches",
            Aim::Release => "released in time",
        };
        let points = stress.points.iter();
        let place = |it: &StressPoint| Some((it.multiple, share(it.point.verdicts.get(*part)?)));
        Line::new(label, colour, points.filter_map(place).collect())
    };
    let lines: Vec<Line> = parts.iter().zip(colours).map(line).collect();
    let multiples: Vec<f64> = stress.points.iter().map(|it| it.multiple).collect();
    let (title, measure) = if release.is_some() {
        let hours = results.plan.target.release_within_hours.unwrap_or_default();
        let hours = wording::exact(Quantity::Hours, hours);
        (
            format!("Share of batches released within {hours} as arrivals grow"),
            "Share of batches released in time",
        )
    } else {
        (
            "Releases as arrivals grow".to_owned(),
            "Released, as a share of the target",
        )
    };
    let limit = release.map_or(1.0 - results.plan.target.tolerance, |at| {
        first[at].good_from
    });
    let (lower, upper) = (stress.multiple.lower, stress.multiple.upper);
    let shade = lower.zip(upper);
    let shade = shade.map(|(from, to)| Shade::new(from, to, "breaking point"));
    let table = tables::multiples(results, stress);
    let missed = missed(stress);
    let is_missed_below = !missed.is_empty();
    let values: Vec<f64> = plot::values(&lines).chain([limit]).collect();
    let plot = Plot {
        target: Some(Goal::new("limit", Quantity::Share, limit)),
        shades: missed.into_iter().chain(shade).collect(),
        told: multiples.iter().copied().zip(table.told()).collect(),
        ..Plot::new(
            axis::numbers(&multiples, "Multiple of the scenario's arrivals", false),
            axis::shares_near(&values, measure),
            lines,
        )
    };
    let caption = if is_missed_below {
        "Shaded: the interval of the breaking point, and smaller multiples at which the target is \
         missed."
    } else {
        "Shaded: the interval of the breaking point."
    };
    let hint = plot::band_hint(results, "estimate at each multiple tried");
    let frame = Frame::new(results, title, hint);
    Some(plot.drawing("breaking-point", frame, caption, (table, "stress.csv")))
}

/// Returns the ranges of multiples below the breaking point at which the target is shown to be
/// missed.
fn missed(stress: &StressOutcome) -> Vec<Shade> {
    let stretches = stress.stretches().into_iter();
    let missed = stretches.filter(|it| it.side == Side::Missed && it.is_shown);
    let shade = |it: Stretch| Some(Shade::new(it.from?, it.until?, "missed"));
    missed.filter_map(shade).collect()
}

/// Returns a part of the target as a share; a throughput is divided by its target value.
fn share(verdict: &Verdict) -> Estimate {
    let scale = if verdict.target == Aim::Release {
        1.0
    } else {
        verdict.wanted
    };
    let estimate = &verdict.estimate;
    let scaled = |value: Option<f64>| value.map(|value| (value / scale).min(1.0));
    Estimate {
        mean: scaled(estimate.mean),
        half_width: None,
        lower: scaled(estimate.lower),
        upper: scaled(estimate.upper),
        replications: estimate.replications,
    }
}
