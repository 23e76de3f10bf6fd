//! What changes over two swept paths: maps, one for each combination of further paths.

use std::collections::BTreeMap;

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::tables::{Cell, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

use super::Drawing;
use super::axis;
use super::map::{self, Map, Name, Scale, Sign, Steps, Tile};
use super::sheet::Frame;

/// Maps drawn at most, the most values along a side, and cells of all maps together.
const MAPS: usize = 12;
const SIDE: usize = 80;
const CELLS: usize = 6_400;

/// What the colours of all maps of a sweep show.
struct Subject {
    metric: Metric,
    name: &'static str,
    title: String,
    quantity: Quantity<'static>,
    from: f64,
    to: f64,
}

/// The maps of a sweep along two paths or more.
pub(super) fn all<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    let sides = [&sweep.paths[0], &sweep.paths[1]];
    let others: Vec<usize> = sweep.paths[2..]
        .iter()
        .map(|path| path.values.len())
        .collect();
    let combinations: usize = others.iter().product();
    if !is_drawn(sweep) || sides.iter().any(|path| path.values.is_empty()) {
        return Vec::new();
    }
    let Some(subject) = subject(results, sweep) else {
        return Vec::new();
    };
    (0..combinations)
        .map(|index| {
            drawing(
                results,
                sweep,
                &subject,
                &combination(index, &others),
                index,
            )
        })
        .collect()
}

/// Are there few enough values and combinations to be drawn?
pub(in crate::report) fn is_drawn(sweep: &SweepOutcome) -> bool {
    let combinations: usize = sweep
        .paths
        .iter()
        .skip(2)
        .map(|path| path.values.len())
        .product();
    let cells: usize = sweep.paths.iter().map(|path| path.values.len()).product();
    combinations <= MAPS
        && cells <= CELLS
        && sweep
            .paths
            .iter()
            .take(2)
            .all(|path| path.values.len() <= SIDE)
}

/// The positions in the further paths of the combination with this ordinal; the last varies
/// fastest.
fn combination(mut index: usize, lengths: &[usize]) -> Vec<usize> {
    let mut positions = vec![0; lengths.len()];
    for (position, &length) in positions.iter_mut().zip(lengths).rev() {
        *position = index % length;
        index /= length;
    }
    positions
}

/// The headline metric, on one scale for all maps.
fn subject(results: &Results, sweep: &SweepOutcome) -> Option<Subject> {
    if let Some(hours) = results.plan.target.release_within_hours {
        let hours = wording::exact(Quantity::Hours, hours);
        return Some(Subject {
            metric: Metric::ReleasedWithin,
            name: "share-released-in-time",
            title: format!("Share of batches released within {hours}"),
            quantity: Quantity::Share,
            from: 0.0,
            to: 1.0,
        });
    }
    let metric = Metric::ReleaseTimeMean;
    let points = sweep
        .points
        .iter()
        .filter(|point| is_readable(results, point));
    let means: Vec<f64> = points
        .filter_map(|p| lookup::estimate(&p.metrics, &Scope::All, metric).mean)
        .collect();
    let (from, to) = axis::bounds(&means);
    (!sweep.points.is_empty()).then(|| Subject {
        metric,
        name: "mean-release-time",
        title: "Mean release time".to_owned(),
        quantity: Quantity::Hours,
        from,
        to,
    })
}

/// Is a point's release time more than a matter of the length of the window?
fn is_readable(results: &Results, point: &SweepPoint) -> bool {
    point.overloaded.is_empty() || !results.plan.steady
}

/// The map of one combination of the further paths.
fn drawing<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    subject: &Subject,
    others: &[usize],
    index: usize,
) -> Drawing<'a> {
    let (across, up) = (&sweep.paths[0], &sweep.paths[1]);
    let mut title = format!("{} by {} and {}", subject.title, across.label, up.label);
    let further: Vec<String> = sweep.paths[2..]
        .iter()
        .zip(others)
        .map(|(path, &at)| format!("{} = {}", path.label, wording::value(path, at)))
        .collect();
    if !further.is_empty() {
        title = format!("{title}, at {}", wording::listed(&further));
    }
    let (columns, rows) = (across.values.len(), up.values.len());
    let mut cells = vec![vec![Tile::default(); columns]; rows];
    let mut seen = Marks::default();
    for point in sweep
        .points
        .iter()
        .filter(|point| point.at.get(2..) == Some(others))
    {
        let (x, y) = (point.at[0], point.at[1]);
        // the lowest value stands at the foot
        let place = rows
            .checked_sub(y + 1)
            .and_then(|row| cells[row].get_mut(x));
        let Some(place) = place else { continue };
        *place = tile(results, subject, point);
        seen.note(results, point);
    }
    let hint = "Mean over replications; the table has the intervals".to_owned();
    let map = Map {
        frame: Frame::new(results, &title, &hint),
        columns: Name::of_values(across),
        rows: Name::of_values(up).into_iter().rev().collect(),
        x_title: across.label.clone(),
        y_title: up.label.clone(),
        cells,
        scale: scale(subject),
        legend: seen.legend(sweep.planned > sweep.points.len() as u64),
    };
    let name = if further.is_empty() {
        subject.name.to_owned()
    } else {
        format!("{}-{:02}", subject.name, index + 1)
    };
    Drawing {
        name,
        caption: seen.caption().trim().to_owned(),
        hint,
        title,
        table: table(sweep, subject, others),
        draw: Box::new(move |size| map::draw(&map, size)),
    }
}

/// A point's cell.
fn tile(results: &Results, subject: &Subject, point: &SweepPoint) -> Tile {
    let estimate = lookup::estimate(&point.metrics, &Scope::All, subject.metric);
    let readable = is_readable(results, point);
    let value = estimate.mean.filter(|_| readable);
    let mark = match lookup::overall(&point.verdicts) {
        Some(Standing::Undecided) => "?",
        Some(Standing::Close) => "~",
        Some(Standing::Met | Standing::Missed) | None => "",
    };
    let label = value.map_or_else(String::new, |value| {
        let number = match subject.quantity {
            // 99.6 % is not all
            Quantity::Share if value < 1.0 => wording::fixed((value * 100.0).round().min(99.0), 0),
            Quantity::Share => "100".to_owned(),
            _ if subject.to > 96.0 => wording::fixed(value / 24.0, 1),
            _ if subject.to <= 2.0 => wording::fixed(value * 60.0, 0),
            _ => wording::fixed(value, 1),
        };
        format!("{number}{mark}")
    });
    let metric = point.metrics.find(&Scope::All, subject.metric);
    let mut told = Cell::metric(subject.quantity, metric).in_one_line();
    if let Some(standing) = lookup::overall(&point.verdicts) {
        told = format!("{told}\nTargets: {}", wording::standing(standing));
    }
    Tile {
        value,
        label,
        told,
        hatched: !readable,
        inside: lookup::meets_all(point),
    }
}

/// The colour scale in the unit of the labels.
fn scale(subject: &Subject) -> Scale {
    let (factor, unit) = match subject.quantity {
        Quantity::Share => (100.0, "%"),
        _ if subject.to > 96.0 => (1.0 / 24.0, "days"),
        _ if subject.to <= 2.0 => (60.0, "min"),
        _ => (1.0, "h"),
    };
    let decimals = usize::from(unit == "h" || unit == "days");
    let end = |value: f64| format!("{} {unit}", wording::fixed(value * factor, decimals));
    let wide = subject.quantity == Quantity::Hours && subject.to > 6.0 * subject.from;
    let steps = if wide && subject.from > 0.0 {
        Steps::Logarithmic
    } else {
        Steps::Linear
    };
    Scale {
        from: subject.from,
        to: subject.to,
        from_label: end(subject.from),
        to_label: end(subject.to),
        title: match steps {
            Steps::Linear => subject.title.clone(),
            Steps::Logarithmic => format!("{}, logarithmic scale", subject.title),
        },
        steps,
    }
}

/// Which signs a map needs.
#[derive(Default)]
struct Marks {
    standings: Vec<Standing>,
    overloaded: bool,
}

impl Marks {
    /// Takes note of a point.
    fn note(&mut self, results: &Results, point: &SweepPoint) {
        self.standings.extend(lookup::overall(&point.verdicts));
        self.overloaded |= !is_readable(results, point);
    }

    /// Do some points stand so?
    fn some(&self, standing: Standing) -> bool {
        self.standings.contains(&standing)
    }

    /// Is every target met somewhere, and not somewhere else?
    fn met_and_not(&self) -> (bool, bool) {
        let others = [Standing::Missed, Standing::Close, Standing::Undecided];
        let not_met = others.into_iter().any(|standing| self.some(standing));
        (self.some(Standing::Met), not_met)
    }

    /// What the signs mean.
    fn legend(&self, unfinished: bool) -> Vec<(Sign, String)> {
        let entries = [
            (
                self.met_and_not() == (true, true),
                Sign::Boundary,
                "boundary of where every target is met",
            ),
            (
                self.overloaded,
                Sign::Hatching,
                "overloaded: no steady state",
            ),
            (unfinished, Sign::Void, "not computed"),
        ];
        entries
            .into_iter()
            .filter(|(needed, ..)| *needed)
            .map(|(_, sign, text)| (sign, text.to_owned()))
            .collect()
    }

    /// The same in sentences.
    fn caption(&self) -> String {
        let mut words = String::new();
        match self.met_and_not() {
            (true, true) => words.push_str(" The line bounds the cells where every target is met."),
            (true, false) => words.push_str(" Every target is met in every cell."),
            (false, true) => words.push_str(" No cell meets every target for certain."),
            (false, false) => {}
        }
        if self.some(Standing::Undecided) {
            words.push_str(" A question mark: these replications do not decide on the targets.");
        }
        if self.some(Standing::Close) {
            words.push_str(
                " A tilde: close to the limit of a target, so that the side does not matter.",
            );
        }
        if self.overloaded {
            words.push_str(
                " Hatched: more work arrives than can be done, so that there is no steady \
                 state; its numbers, in the table, depend on the length of the window.",
            );
        }
        words
    }
}

/// The map in numbers.
fn table(sweep: &SweepOutcome, subject: &Subject, others: &[usize]) -> Table {
    let (across, up) = (&sweep.paths[0], &sweep.paths[1]);
    let first = format!("{} \\ {}", up.label, across.label);
    let names = wording::whole_values(across);
    let mut headers = vec![first.as_str()];
    headers.extend(names.iter().map(String::as_str));
    let mut table = Table::new(&headers);
    let here = |point: &&SweepPoint| point.at.get(2..) == Some(others);
    let points: BTreeMap<(usize, usize), &SweepPoint> = sweep
        .points
        .iter()
        .filter(here)
        .map(|point| ((point.at[0], point.at[1]), point))
        .collect();
    table.rows = wording::values(up)
        .into_iter()
        .enumerate()
        .map(|(y, value)| {
            let cells = (0..across.values.len()).map(|x| {
                let point = points.get(&(x, y));
                let metric = point.and_then(|it| it.metrics.find(&Scope::All, subject.metric));
                Cell::metric(subject.quantity, metric)
            });
            std::iter::once(Cell::text(value)).chain(cells).collect()
        })
        .collect();
    table
}
