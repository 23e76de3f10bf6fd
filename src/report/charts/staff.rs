//! Cost of arrangements against their results for the target.

use crate::metric::{Aim, Metric, Scope};
use crate::report::lookup;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, StaffOutcome};

use super::axis;
use super::chart::Drawing;
use super::palette::{MEAN, RELEASED, WAITING};
use super::plot::{self, Goal, Line, Plot};
use super::sheet::Frame;

/// Most times the cost of the choice that an arrangement costs to be drawn. The search simulates
/// much dearer ones for its lower bound.
const DEAREST: f64 = 1.5;

/// The quantity of the vertical axis: the target's metric, its words, and the target value.
struct Aimed<'a> {
    metric: Metric,
    words: String,
    quantity: Quantity<'a>,
    wanted: f64,
}

/// Returns the part of the target to show: the share released in time if there is such a target,
/// else throughput.
fn aimed(results: &Results) -> Option<Aimed<'_>> {
    let target = &results.plan.target;
    let aimed = |aim: Aim, metric: Metric, wanted: f64, words: String| Aimed {
        metric,
        words,
        quantity: Quantity::of_aim(aim, &results.plan),
        wanted,
    };
    if let (Some(hours), Some(share)) = (target.release_within_hours, target.release_share) {
        let words = format!("released within {}", wording::exact(Quantity::Hours, hours));
        return Some(aimed(Aim::Release, Metric::ReleasedWithin, share, words));
    }
    let throughput = [
        (
            Aim::BatchesPerDay,
            Metric::ReleasedPerDay,
            target.batches_per_day,
            "batches",
        ),
        (
            Aim::UnitsPerDay,
            Metric::UnitsReleasedPerDay,
            target.units_per_day,
            "units",
        ),
    ];
    let wanted = throughput
        .into_iter()
        .find(|(_, _, wanted, _)| wanted.is_some());
    let (aim, metric, wanted, what) = wanted?;
    Some(aimed(
        aim,
        metric,
        wanted?,
        format!("{what} released a day"),
    ))
}

/// Draws each simulated arrangement as a dot: its cost, and its result for the target.
pub(super) fn cost<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Option<Drawing<'a>> {
    let aimed = aimed(results)?;
    let lines = dots(staff, aimed.metric);
    let costs: Vec<f64> = lines
        .iter()
        .flat_map(|it| it.places.iter().map(|it| it.0))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let values: Vec<f64> = plot::values(&lines).chain([aimed.wanted]).collect();
    let (words, axis_title) = (&aimed.words, wording::capitalised(&aimed.words));
    let (what, y) = match aimed.metric {
        Metric::ReleasedWithin => ("share ", axis::shares_near(&values, &axis_title)),
        _ => ("", axis::numbers(&values, &axis_title, false)),
    };
    let (cost_name, _) = tables::cost_of_search(results, staff);
    let cost_title = match results.plan.currency.as_deref() {
        None | Some("") => cost_name.to_owned(),
        Some(currency) => format!("{cost_name}, {currency}"),
    };
    let table = tables::candidates(results, staff);
    // sorted by cost, so that each position has one neighbour on each side
    let prices = staff.candidates.iter().map(|it| it.price(staff.named));
    let mut told: Vec<(f64, String)> = prices.zip(table.told()).collect();
    told.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let plot = Plot {
        told,
        target: Some(Goal::new("target:", aimed.quantity, aimed.wanted)),
        ..Plot::new(axis::numbers(&costs, &cost_title, false), y, lines)
    };
    let hint = plot::mark_hint(results, "Dot: an arrangement", "bar", "");
    let title = format!("What arrangements cost, and the {what}{words}");
    let frame = Frame::new(results, title, hint);
    let caption = "Arrangements that cannot keep up are left out, because their results depend on \
                   the length of the run, and those that cost more than one and a half times as \
                   much as the choice.";
    Some(plot.drawing(
        "cost-against-target",
        frame,
        caption,
        (table, "staffing.csv"),
    ))
}

/// Returns the arrangements that can keep up and are not much dearer than the choice, as dots
/// grouped by outcome.
fn dots(staff: &StaffOutcome, metric: Metric) -> Vec<Line> {
    let kinds = [
        ("not shown to meet the target", WAITING),
        ("meets it, give or take the tolerance", RELEASED),
        ("the choice", MEAN),
    ];
    let mut lines = kinds.map(|(label, colour)| Line::new(label, colour, vec![]));
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    let most = choice.map(|it| DEAREST * it.price(staff.named));
    for (position, candidate) in staff.candidates.iter().enumerate() {
        let kind = if staff.choice == Some(position) {
            2
        } else {
            usize::from(lookup::found(candidate).is_enough())
        };
        let estimate = lookup::estimate(&candidate.point.metrics, &Scope::All, metric);
        let price = candidate.price(staff.named);
        let is_near = most.is_none_or(|most| price <= most);
        if estimate.mean.is_some() && candidate.point.overloaded.is_empty() && is_near {
            // a gap after each dot, so that no line joins them
            lines[kind]
                .places
                .extend([(price, estimate), (price, Estimate::default())]);
        }
    }
    lines
        .into_iter()
        .filter(|it| !it.places.is_empty())
        .collect()
}
