//! How the target gives way as arrivals grow.

use crate::metric::Aim;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Change, Estimate, Results, Side, StressOutcome, Verdict};

use super::Drawing;
use super::axis;
use super::palette::{RELEASED, STATIONS};
use super::plot::{self, Goal, Line, Plot, Shade, Weight};
use super::sheet::Frame;

/// A line for each of these parts of the target.
fn lines(stress: &StressOutcome, parts: &[usize]) -> Vec<Line> {
    let colours = [RELEASED, STATIONS[1]];
    let line = |(index, part): (usize, &usize)| Line {
        label: match stress.points[0].point.verdicts[*part].target {
            Aim::UnitsPerDay => "units".to_owned(),
            Aim::BatchesPerDay => "batches".to_owned(),
            Aim::Release => "released in time".to_owned(),
        },
        colour: colours[index % colours.len()],
        weight: Weight::Main,
        places: stress
            .points
            .iter()
            .filter_map(|it| Some((it.multiple, share(it.point.verdicts.get(*part)?))))
            .collect(),
    };
    parts.iter().enumerate().map(line).collect()
}

/// The judged parts of the target by multiple, each as a share of what is wanted of it where it
/// counts a number.
pub(super) fn curve<'a>(results: &'a Results, stress: &'a StressOutcome) -> Option<Drawing<'a>> {
    let first = &stress.points.first()?.point.verdicts;
    let release = first
        .iter()
        .position(|verdict| verdict.target == Aim::Release);
    // the parts of throughput are shares of other numbers, and stand on a chart of their own kind
    let parts: Vec<usize> = release.map_or_else(|| (0..first.len()).collect(), |at| vec![at]);
    if stress.points.len() < 2 {
        return None;
    }
    let lines = lines(stress, &parts);
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
            "Released, as a share of what is wanted",
        )
    };
    let limit = release.map_or(1.0 - results.plan.target.tolerance, |at| {
        first[at].good_from
    });
    let goal = Goal {
        at: limit,
        label: format!("limit {}", wording::exact(Quantity::Share, limit)),
    };
    let hint = plot::band_hint(results, "estimate at each multiple tried");
    let (lower, upper) = (stress.multiple.lower, stress.multiple.upper);
    let shade = lower.zip(upper).map(|(from, to)| Shade {
        from,
        to,
        label: "breaking point".to_owned(),
    });
    let table = tables::multiples(results, stress);
    let values: Vec<f64> = plot::values(&lines).chain([limit]).collect();
    let plot = Plot {
        told: multiples.iter().copied().zip(table.told()).collect(),
        frame: Frame::new(results, &title, &hint),
        shades: missed(stress).chain(shade).collect(),
        x: axis::numbers(&multiples, "Times the arrivals of the scenario", false),
        y: axis::shares_near(&values, measure),
        lines,
        target: Some(goal),
        aim: None,
    };
    Some(Drawing {
        name: "breaking-point".to_owned(),
        caption: if stress.changes.len() > 1 {
            "Shaded: where the breaking point may lie, by its interval, and smaller multiples at \
             which the target is missed."
        } else {
            "Shaded: where the breaking point may lie, by its interval."
        }
        .to_owned(),
        hint,
        title,
        table,
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}

/// Stretches of multiples below the breaking point at which the target is missed.
fn missed(stress: &StressOutcome) -> impl Iterator<Item = Shade> {
    let falls = |pair: &&[Change]| pair[1].to == Side::Met;
    let pairs = stress.changes.windows(2).filter(falls);
    pairs.map(|pair| Shade {
        from: pair[0].multiple,
        to: pair[1].multiple,
        label: "missed".to_owned(),
    })
}

/// A part of the target as a share: of what is wanted, where it counts a number.
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
