//! Results over two swept paths: maps, one for each combination of further paths.

use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::tables::{self, Cell};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, Standing, SweepOutcome, SweepPoint};

use super::axis;
use super::chart::Drawing;
use super::map::{self, Map, Name, Scale, Sign, Steps, Tile};
use super::sheet::Frame;

/// Limits on the maps drawn, on the values along a side, and on the cells of all maps together.
const MAPS: usize = 12;
const SIDE: usize = 80;
const CELLS: usize = 6_400;

/// The quantity that the colours of all maps of a sweep show.
struct Subject {
    metric: Metric,
    name: &'static str,
    title: String,
    quantity: Quantity<'static>,
    from: f64,
    to: f64,
    /// Factor for labels, their unit, and their number of decimals.
    unit: (f64, &'static str, usize),
}

/// Returns the maps of a sweep along two or more paths.
pub(super) fn all<'a>(results: &'a Results, sweep: &'a SweepOutcome) -> Vec<Drawing<'a>> {
    let lengths: Vec<usize> = sweep.paths.iter().map(|path| path.values.len()).collect();
    let (sides, others) = lengths.split_at(2);
    let combinations: usize = others.iter().product();
    let few = combinations <= MAPS && lengths.iter().product::<usize>() <= CELLS;
    if !few || !sides.iter().all(|side| (1..=SIDE).contains(side)) {
        return Vec::new();
    }
    let subject = subject(results, sweep);
    let drawing = |index| {
        let others = combination(index, others);
        Some(drawing(results, sweep, subject.as_ref()?, &others, index))
    };
    (0..combinations).filter_map(drawing).collect()
}

/// Returns the positions along the further paths of a combination, given its index; the last path
/// varies fastest.
fn combination(mut index: usize, lengths: &[usize]) -> Vec<usize> {
    let mut positions = vec![0; lengths.len()];
    for (position, &length) in positions.iter_mut().zip(lengths).rev() {
        *position = index % length;
        index /= length;
    }
    positions
}

/// Returns the headline metric, with one scale for all maps.
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
            unit: (100.0, "%", 0),
        });
    }
    let metric = Metric::ReleaseTimeMean;
    let points = sweep.points.iter();
    let claimed = points.filter(|point| lookup::is_claimed(results, point));
    let mean = |point: &SweepPoint| lookup::estimate(&point.metrics, &Scope::All, metric).mean;
    let (from, to) = axis::bounds(&claimed.filter_map(mean).collect::<Vec<f64>>());
    (!sweep.points.is_empty()).then(|| Subject {
        metric,
        name: "mean-release-time",
        title: "Mean release time".to_owned(),
        quantity: Quantity::Hours,
        from,
        to,
        unit: match to {
            to if to > 96.0 => (1.0 / 24.0, "days", 1),
            to if to <= 2.0 => (60.0, "min", 0),
            _ => (1.0, "h", 1),
        },
    })
}

/// Draws the map of one combination of the further paths.
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
    let corner = format!("{} \\ {}", up.label, across.label);
    let names = wording::whole_values(across);
    let (columns, rows) = (across.values.len(), up.values.len());
    let mut cells = vec![vec![Tile::default(); columns]; rows];
    let mut seen = Marks::default();
    let points = sweep.points.iter();
    for point in points.filter(|it| it.at.get(2..) == Some(others)) {
        // the first row of the map is at the top, so the lowest value comes last
        let row = rows.checked_sub(point.at[1] + 1);
        if let Some(place) = row.and_then(|row| cells[row].get_mut(point.at[0])) {
            *place = tile(results, subject, point);
            seen.note(results, point);
        }
    }
    let map = Map {
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
        frame: Frame::new(
            results,
            title,
            "Mean over replications; the table has the intervals",
        ),
        caption: seen.caption(),
        table: tables::grid(sweep, [1, 0], others, (&corner, names), |point| {
            let metric = point.and_then(|it| it.metrics.find(&Scope::All, subject.metric));
            Cell::metric(subject.quantity, metric)
        }),
        draw: Box::new(move |frame, size| map::draw(&map, frame, size)),
    }
}

/// Returns the cell of a point.
fn tile(results: &Results, subject: &Subject, point: &SweepPoint) -> Tile {
    let estimate = lookup::estimate(&point.metrics, &Scope::All, subject.metric);
    let readable = lookup::is_claimed(results, point);
    let value = estimate.mean.filter(|_| readable);
    let mark = match lookup::overall(&point.verdicts) {
        Some(Standing::Undecided) => "?",
        Some(Standing::Close) => "~",
        Some(Standing::Met | Standing::Missed) | None => "",
    };
    let (factor, unit, decimals) = subject.unit;
    let label = value.map_or_else(String::new, |value| {
        // 99.6 % must not be rounded to 100 %
        let number = match unit {
            "%" if value < 1.0 => (value * factor).round().min(99.0),
            _ => value * factor,
        };
        format!("{}{mark}", wording::fixed(number, decimals))
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

/// Returns the colour scale in the unit of the labels.
fn scale(subject: &Subject) -> Scale {
    let (factor, unit, decimals) = subject.unit;
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
        ends: [subject.from, subject.to].map(end),
        title: match steps {
            Steps::Linear => subject.title.clone(),
            Steps::Logarithmic => format!("{}, logarithmic scale", subject.title),
        },
        steps,
    }
}

/// The signs that a map needs.
#[derive(Default)]
struct Marks {
    standings: Vec<Standing>,
    overloaded: bool,
}

impl Marks {
    /// Records the signs that a point needs.
    fn note(&mut self, results: &Results, point: &SweepPoint) {
        self.standings.extend(lookup::overall(&point.verdicts));
        self.overloaded |= !lookup::is_claimed(results, point);
    }

    /// Does any point have this standing?
    fn some(&self, standing: Standing) -> bool {
        self.standings.contains(&standing)
    }

    /// Returns whether some point meets every target, and whether some point does not.
    fn met_and_not(&self) -> (bool, bool) {
        let others = [Standing::Missed, Standing::Close, Standing::Undecided];
        let not_met = others.into_iter().any(|standing| self.some(standing));
        (self.some(Standing::Met), not_met)
    }

    /// Returns the legend of the signs.
    fn legend(&self, unfinished: bool) -> Vec<(Sign, String)> {
        let bounds = self.met_and_not() == (true, true);
        let boundary = "boundary of the cells where every target is met";
        let entries = [
            bounds.then_some((Sign::Boundary, boundary)),
            (self.overloaded).then_some((Sign::Hatching, "overloaded: no steady state")),
            unfinished.then_some((Sign::Void, "not computed")),
        ];
        let entries = entries.into_iter().flatten();
        entries
            .map(|(sign, text)| (sign, text.to_owned()))
            .collect()
    }

    /// Returns the caption that explains the signs.
    fn caption(&self) -> String {
        let met = match self.met_and_not() {
            (true, true) => "The line encloses the cells where every target is met.",
            (true, false) => "Every target is met in every cell.",
            (false, true) => "No cell certainly meets every target.",
            (false, false) => "",
        };
        let signs = [
            (
                self.some(Standing::Undecided),
                "Question mark: undecided after these replications.",
            ),
            (
                self.some(Standing::Close),
                "Tilde: so close to the limit of a target that the side does not matter.",
            ),
            (
                self.overloaded,
                "Hatched: more work arrives than can be done, so there is no steady state; the \
                 numbers in the table depend on the length of the window.",
            ),
        ];
        let signs = signs.into_iter().filter(|(is_seen, _)| *is_seen);
        let sentences = [met].into_iter().chain(signs.map(|(_, words)| words));
        sentences.collect::<Vec<&str>>().join(" ").trim().to_owned()
    }
}
