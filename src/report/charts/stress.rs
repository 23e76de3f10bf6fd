//! How the target gives way as arrivals grow.

use crate::metric::Aim;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, StressOutcome, StressPoint, Verdict};

use super::Drawing;
use super::axis;
use super::palette::{RELEASED, STATIONS};
use super::plot::{self, Goal, Line, Plot, Shade, Weight};
use super::sheet::Frame;

/// The judged parts of the target by multiple, each as a share of what is wanted of it where it
/// counts a number.
pub(super) fn curve<'a>(results: &'a Results, stress: &'a StressOutcome) -> Option<Drawing<'a>> {
    let first = &stress.points.first()?.point.verdicts;
    let release = first
        .iter()
        .position(|verdict| verdict.target == Aim::Release);
    // the parts of throughput are shares of other numbers, and stand on a chart of their own kind
    let parts: Vec<usize> = release.map_or_else(|| (0..first.len()).collect(), |at| vec![at]);
    let colours = [RELEASED, STATIONS[1]];
    let near: Vec<&StressPoint> = near(stress).collect();
    let line = |(index, part): (usize, &usize)| Line {
        label: match first[*part].target {
            Aim::UnitsPerDay => "units".to_owned(),
            Aim::BatchesPerDay => "batches".to_owned(),
            Aim::Release => "released in time".to_owned(),
        },
        colour: colours[index % colours.len()],
        weight: Weight::Main,
        places: near
            .iter()
            .filter_map(|it| Some((it.multiple, share(it.point.verdicts.get(*part)?))))
            .collect(),
    };
    let lines: Vec<Line> = parts.iter().enumerate().map(line).collect();
    let multiples: Vec<f64> = near.iter().map(|it| it.multiple).collect();
    let all = stress.points.iter().map(|it| it.multiple);
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
    let hint = plot::band_hint(results, "mean over replications at each multiple");
    let (lower, upper) = (stress.multiple.lower, stress.multiple.upper);
    let shade = lower.zip(upper).map(|(from, to)| Shade {
        from,
        to,
        label: "breaking point".to_owned(),
    });
    let table = tables::multiples(results, stress);
    let values: Vec<f64> = plot::values(&lines).chain([limit]).collect();
    let plot = Plot {
        told: all
            .zip(table.told())
            .filter(|(multiple, _)| multiples.contains(multiple))
            .collect(),
        frame: Frame::new(results, &title, &hint),
        shades: shade.into_iter().collect(),
        x: axis::numbers(&multiples, "Times the arrivals of the scenario", false),
        y: axis::shares_near(&values, measure),
        lines,
        target: Some(goal),
        aim: None,
    };
    Some(Drawing {
        name: "breaking-point".to_owned(),
        caption:
            "Shaded: where the breaking point may lie, by its interval. Multiples far from it \
                  stand in the table only."
                .to_owned(),
        hint,
        title,
        table,
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}

/// The multiples near the breaking point: those within six times its interval's width of it, which
/// would else be too narrow to be seen; all where there is no interval.
fn near(stress: &StressOutcome) -> impl Iterator<Item = &StressPoint> {
    let ends = stress.multiple.lower.zip(stress.multiple.upper);
    let is_near = move |point: &&StressPoint| {
        ends.is_none_or(|(lower, upper)| {
            let reach = 6.0 * (upper - lower).max(0.005 * upper);
            (lower - reach..=upper + reach).contains(&point.multiple)
        })
    };
    stress.points.iter().filter(is_near)
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
        half_width: estimate.half_width.map(|value| value / scale),
        lower: scaled(estimate.lower),
        upper: scaled(estimate.upper),
        replications: estimate.replications,
    }
}
