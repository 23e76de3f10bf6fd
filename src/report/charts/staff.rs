//! What arrangements cost, against what they come to of the target.

use crate::metric::{Aim, Metric, Scope};
use crate::report::lookup;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Results, StaffCandidate, StaffOutcome, Standing};

use super::Drawing;
use super::axis;
use super::palette::{MEAN, RELEASED, WAITING};
use super::plot::{self, Goal, Line, Plot, Weight};
use super::sheet::Frame;

/// What the vertical axis shows: the target's own metric, its words, and the value asked for.
struct Aimed<'a> {
    metric: Metric,
    words: String,
    quantity: Quantity<'a>,
    wanted: f64,
}

/// The part of the target to show: the share released in time where one is asked for, else
/// throughput.
fn aimed(results: &Results) -> Option<Aimed<'_>> {
    let target = &results.plan.target;
    let aimed = |aim: Aim, metric: Metric, wanted: f64, words: String| Aimed {
        metric,
        words,
        quantity: Quantity::of_aim(aim, &results.plan),
        wanted,
    };
    if let (Some(hours), Some(share)) = (target.release_within_hours, target.release_share) {
        let hours = wording::exact(Quantity::Hours, hours);
        let words = format!("released within {hours}");
        return Some(aimed(Aim::Release, Metric::ReleasedWithin, share, words));
    }
    if let Some(batches) = target.batches_per_day {
        let words = "batches released a day".to_owned();
        return Some(aimed(
            Aim::BatchesPerDay,
            Metric::ReleasedPerDay,
            batches,
            words,
        ));
    }
    let units = target.units_per_day?;
    let words = "units released a day".to_owned();
    Some(aimed(
        Aim::UnitsPerDay,
        Metric::UnitsReleasedPerDay,
        units,
        words,
    ))
}

/// The dots of the arrangements, by how they stand to the target.
fn dots(staff: &StaffOutcome, aimed: &Aimed, price: &dyn Fn(&StaffCandidate) -> f64) -> Vec<Line> {
    let kind = |finding: Standing, position: usize| match finding {
        _ if staff.choice == Some(position) => 2,
        Standing::Met => 1,
        Standing::Missed | Standing::Close | Standing::Undecided => 0,
    };
    let mut lines = [
        ("does not meet the target", WAITING),
        ("meets it", RELEASED),
        ("the choice", MEAN),
    ]
    .map(|(label, colour)| Line {
        label: label.to_owned(),
        colour,
        weight: Weight::Main,
        places: vec![],
    });
    for (position, candidate) in staff.candidates.iter().enumerate() {
        let estimate = lookup::estimate(&candidate.point.metrics, &Scope::All, aimed.metric);
        if estimate.mean.is_some() && candidate.point.overloaded.is_empty() {
            // a gap after each, so that no line joins them
            let gap = (price(candidate), Estimate::default());
            let places = &mut lines[kind(candidate.finding, position)].places;
            places.extend([(price(candidate), estimate), gap]);
        }
    }
    let lines = lines.into_iter();
    lines.filter(|it| !it.places.is_empty()).collect()
}

/// Each simulated arrangement as a dot: its cost, and what it comes to of the target.
pub(super) fn cost<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Option<Drawing<'a>> {
    let aimed = aimed(results)?;
    let price = |it: &StaffCandidate| it.cost(staff.named).mean.unwrap_or(it.cost_per_day);
    let (cost_name, _) = tables::cost_of_search(results, staff);
    let lines = dots(staff, &aimed, &price);
    let costs: Vec<f64> = lines
        .iter()
        .flat_map(|it| it.places.iter().map(|(at, _)| *at))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let wanted = wording::exact(aimed.quantity, aimed.wanted);
    let goal = Goal {
        at: aimed.wanted,
        label: format!("target: {wanted}"),
    };
    let mut values: Vec<f64> = plot::values(&lines).collect();
    values.push(goal.at);
    let title = format!(
        "What arrangements cost, and the {}",
        match aimed.metric {
            Metric::ReleasedWithin => format!("share {}", aimed.words),
            _ => aimed.words.clone(),
        }
    );
    let hint = plot::mark_hint(results, "Dot: an arrangement", "bar", "");
    let axis_title = wording::capitalised(&aimed.words);
    let y = match aimed.metric {
        Metric::ReleasedWithin => axis::shares_near(&values, &axis_title),
        _ => axis::numbers(&values, &axis_title, false),
    };
    let currency = results.plan.currency.as_deref().unwrap_or_default();
    let cost_title = match currency {
        "" => cost_name.to_owned(),
        currency => format!("{cost_name}, {currency}"),
    };
    let table = tables::candidates(results, staff);
    // in the order of their cost, so that a place has one neighbour on each side
    let mut told: Vec<(f64, String)> = staff
        .candidates
        .iter()
        .map(price)
        .zip(table.told())
        .collect();
    told.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let plot = Plot {
        told,
        frame: Frame::new(results, &title, &hint),
        shades: vec![],
        x: axis::numbers(&costs, &cost_title, false),
        y,
        lines,
        target: Some(goal),
        aim: None,
    };
    Some(Drawing {
        name: "cost-against-target".to_owned(),
        caption: "Arrangements that cannot keep up are left out: what they come to depends on the \
                  length of the run."
            .to_owned(),
        hint,
        title,
        table: table.limited(100, "staffing.csv"),
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}
