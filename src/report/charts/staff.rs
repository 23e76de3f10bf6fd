//! What arrangements cost, against how long batches take with them.

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::tables;
use crate::report::wording::{self, Quantity};
use crate::results::{Estimate, Finding, Results, StaffOutcome};

use super::Drawing;
use super::axis;
use super::palette::{MEAN, RELEASED, WAITING};
use super::plot::{self, Goal, Line, Plot, Weight};
use super::sheet::Frame;

/// Each simulated arrangement as a dot: its cost, and the time within which 95 % are released.
pub(super) fn cost<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Option<Drawing<'a>> {
    let metric = Metric::ReleaseTimeP95;
    let (cost_name, _) = tables::cost_of_search(results, staff);
    let kind = |finding: Finding, position: usize| match finding {
        _ if staff.choice == Some(position) => 2,
        Finding::Feasible => 1,
        Finding::Infeasible | Finding::Undecided => 0,
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
        let estimate = lookup::estimate(&candidate.point.metrics, &Scope::All, metric);
        if estimate.mean.is_some() && candidate.point.overloaded.is_empty() {
            // a gap after each, so that no line joins them
            let gap = (candidate.cost_per_day, Estimate::default());
            let places = &mut lines[kind(candidate.finding, position)].places;
            places.extend([(candidate.cost_per_day, estimate), gap]);
        }
    }
    let lines: Vec<Line> = lines
        .into_iter()
        .filter(|it| !it.places.is_empty())
        .collect();
    let costs: Vec<f64> = lines
        .iter()
        .flat_map(|it| it.places.iter().map(|(at, _)| *at))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let target = &results.plan.target;
    let goal = target.release_within_hours.zip(target.release_share);
    let goal = goal.map(|(hours, share)| Goal {
        at: hours,
        label: format!(
            "target: {} in {}",
            wording::exact(Quantity::Share, share),
            wording::exact(Quantity::Hours, hours)
        ),
    });
    let mut values: Vec<f64> = plot::values(&lines).collect();
    values.extend(goal.as_ref().map(|goal| goal.at));
    let title = "What arrangements cost, and how long batches take".to_owned();
    let interval = wording::interval_name(&results.plan);
    let hint =
        format!("Dot: an arrangement, and the time in which 95 % are released; bar: {interval}");
    let currency = results.plan.currency.as_deref().unwrap_or_default();
    let cost_title = match currency {
        "" => cost_name.to_owned(),
        currency => format!("{cost_name}, {currency}"),
    };
    let table = tables::candidates(results, staff);
    // in the order of their cost, so that a place has one neighbour on each side
    let places = staff
        .candidates
        .iter()
        .map(|candidate| candidate.cost_per_day);
    let plot = Plot {
        told: places.zip(table.told()).collect(),
        frame: Frame::new(results, &title, &hint),
        shades: vec![],
        x: axis::numbers(&costs, &cost_title, false),
        y: axis::spans(axis::bounds(&values).1 * 1.04, "Release time, 95 % within"),
        lines,
        target: goal,
        aim: None,
    };
    Some(Drawing {
        name: "cost-against-release-time".to_owned(),
        caption: "Arrangements that cannot keep up are left out: what their batches take depends \
                  on the length of the run."
            .to_owned(),
        hint,
        title,
        table: table.limited(100, "staffing.csv"),
        draw: Box::new(move |size| plot::draw(&plot, size)),
    })
}
