//! Tables of several arrangements: the points of a sweep, of a search for the cheapest arrangement,
//! and of a search for the breaking point.

use std::collections::BTreeMap;

use crate::metric::{Metric, Scope};
use crate::report::lookup::{self, Found};
use crate::report::wording::{self, Quantity};
use crate::results::{
    Named, Results, StaffCandidate, StaffOutcome, StressOutcome, StressPoint, SweepOutcome,
    SweepPoint, SweptPath,
};

use super::cell::{Cell, Tone};
use super::table::{Layout, Table};

/// Returns the headline metrics.
pub(super) fn headline(results: &Results) -> Vec<Metric> {
    let within = results.plan.target.release_within_hours;
    let metrics = [
        Metric::ReleasedPerDay,
        Metric::ReleaseTimeMean,
        Metric::ReleaseTimeP95,
    ];
    let within = within.map(|_| Metric::ReleasedWithin);
    metrics.into_iter().chain(within).collect()
}

impl<'a, T> Layout<'a, T> {
    /// Adds a column for the value of each path.
    fn set(self, paths: &'a [SweptPath], point: fn(&T) -> &'a SweepPoint) -> Self {
        paths.iter().enumerate().fold(self, |points, (at, path)| {
            points.field(&path.path, &path.label, |it| {
                let at = point(it).at.get(at);
                at.map_or_else(Cell::default, |&at| Cell::set(path, at))
            })
        })
    }

    /// Adds a column for each metric and each target that the first point has.
    fn outcomes(
        self,
        results: &'a Results,
        first: Option<&'a SweepPoint>,
        point: fn(&T) -> &'a SweepPoint,
    ) -> Self {
        let metrics = first.into_iter().flat_map(|first| &first.metrics);
        let points = metrics.fold(self, |points, wanted| {
            let (scope, metric) = (&wanted.scope, wanted.metric);
            let heading = wording::metric_of(results, scope, metric);
            points.estimates(scope.full_name(metric), heading, |it| {
                let quantity = Quantity::of(metric, &results.plan);
                Cell::metric(quantity, point(it).metrics.find(scope, metric))
            })
        });
        let verdicts = first.into_iter().flat_map(|first| &first.verdicts);
        verdicts.fold(points, |points, wanted| {
            let heading = format!("Target: {}", wording::target(results, wanted.target));
            points.field(format!("verdict.{}", wanted.target), heading, |it| {
                let mut verdicts = point(it).verdicts.iter();
                let found = verdicts.find(|verdict| verdict.target == wanted.target);
                found.map_or_else(Cell::default, |it| Cell::standing(it.standing))
            })
        })
    }
}

/// Number of points in each of the tables of all points.
const AT_ONCE: usize = 1_000;

/// Returns the first points of a sweep with all their results, at most `most` of them.
pub(in crate::report) fn sweep<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    most: usize,
) -> Table<'a> {
    let first = &sweep.points[..most.min(sweep.points.len())];
    let table = rows_of_sweep(results, sweep, first);
    table.of_all(most, sweep.points.len(), "sweep.csv")
}

/// Returns all points of a sweep with all their results, as tables with the same columns. Each is
/// made when it is asked for: those of many points would take much memory.
pub(in crate::report) fn all_of_sweep<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
) -> impl Iterator<Item = Table<'a>> {
    let chunks = sweep.points.chunks(AT_ONCE);
    let empty = sweep.points.is_empty().then_some(&sweep.points[..]);
    let chunks = empty.into_iter().chain(chunks);
    chunks.map(move |points| rows_of_sweep(results, sweep, points))
}

/// Returns some points of a sweep with all their results.
fn rows_of_sweep<'a>(
    results: &'a Results,
    sweep: &'a SweepOutcome,
    points: &'a [SweepPoint],
) -> Table<'a> {
    let overloaded = |point: &&SweepPoint| {
        let listed =
            |scopes: &[Scope]| wording::listed(scopes.iter().map(|it| wording::label(results, it)));
        let always = listed(&point.overloaded);
        let sometimes = listed(&point.overloaded_in_some_days);
        match (always.is_empty(), sometimes.is_empty()) {
            (true, true) => Cell::text("no"),
            (true, false) => Cell::text(format!("in some days: {sometimes}")).toned(Tone::Open),
            (false, true) => Cell::text(always).toned(Tone::Bad),
            (false, false) => {
                Cell::text(format!("{always}; in some days: {sometimes}")).toned(Tone::Bad)
            }
        }
    };
    let point: fn(&&'a SweepPoint) -> &'a SweepPoint = |point| *point;
    Layout::over(points)
        .set(&sweep.paths, point)
        .outcomes(results, sweep.points.first(), point)
        .column("Targets", |point| Cell::overall(&point.verdicts))
        .column("Overloaded", overloaded)
        .table()
}

/// Returns the points of a sweep in brief: values, headline metrics, and standing to the targets.
pub(in crate::report) fn points<'a>(
    results: &'a Results,
    swept: &'a SweepOutcome,
    most: usize,
) -> Table<'a> {
    let metrics = headline(results).into_iter().map(Metric::name);
    let others = metrics.chain(["Targets", "Overloaded"]);
    sweep(results, swept, most).pick(keys(&swept.paths, others))
}

/// Returns the column names: the paths, then the others.
fn keys(paths: &[SweptPath], others: impl IntoIterator<Item = &'static str>) -> Vec<&str> {
    let mut keys: Vec<&str> = paths.iter().map(|path| path.path.as_str()).collect();
    others.into_iter().for_each(|key| keys.push(key));
    keys
}

/// Returns the heading and the quantity of the costs of a search.
pub(in crate::report) fn cost<'a>(
    results: &'a Results,
    staff: &StaffOutcome,
) -> (&'static str, Quantity<'a>) {
    match staff.named {
        Named::Money | Named::Estimated => (
            "Cost a day",
            Quantity::of(Metric::CostPerDay, &results.plan),
        ),
        Named::Hours => ("Lane and member hours a day", Quantity::Number),
    }
}

/// Heading of the column that describes an arrangement by what differs from the choice.
const DIFFERS: &str = "Differs from the choice";

/// Most paths that have a column each.
const MOST_PATHS: usize = 6;

/// Most differences that are named.
const MOST_DIFFERENCES: usize = 4;

/// Most arrangements that matter.
const IMPORTANT: usize = 20;

/// Returns every simulated arrangement, cheapest first; if none meets the targets, the nearest miss
/// first. Files also give the part of the cost that is known without simulation.
pub(in crate::report) fn staffing<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Table<'a> {
    let (cost_name, quantity) = cost(results, staff);
    let is_choice = |at: usize| staff.choice == Some(at);
    let role = |(at, _): &(usize, &StaffCandidate)| match *at {
        at if is_choice(at) => "choice",
        at if staff.runner_up == Some(at) => "runner-up",
        _ => "",
    };
    let point: fn(&(usize, &'a StaffCandidate)) -> &'a SweepPoint = |(_, it)| &it.point;
    Layout::over(staff.candidates.iter().enumerate())
        .set(&staff.paths, point)
        .column(DIFFERS, |(_, it)| Cell::text(differences(staff, it)))
        .field("known_cost_per_day", "", |(_, it)| {
            Cell::exact(quantity, it.cost_per_day)
        })
        .estimates("", cost_name, |(_, it)| {
            Cell::estimate(quantity, &it.cost(staff.named))
        })
        .field("finding", "Targets", |(at, it)| finding(it, is_choice(*at)))
        .field("role", "", |it| Cell::text(role(it)))
        .field("replications", "Replications", |(_, it)| {
            Cell::count(it.point.replications)
        })
        .outcomes(results, staff.candidates.first().map(|it| &it.point), point)
        .table()
}

/// Returns the arrangements in brief: their costs, and their results for the target.
pub(in crate::report) fn candidates<'a>(
    results: &'a Results,
    staff: &'a StaffOutcome,
) -> Table<'a> {
    let wanted = &results.plan.target;
    let has_quantile = |it: &StaffCandidate| {
        let found = it.point.metrics.find(&Scope::All, Metric::ReleaseTimeP95);
        found.is_some_and(|it| it.estimate.mean.is_some())
    };
    let within = wanted.release_within_hours.is_some();
    let metrics = [
        (
            staff.candidates.iter().all(has_quantile),
            Metric::ReleaseTimeP95,
        ),
        (within, Metric::ReleasedWithin),
        (wanted.batches_per_day.is_some(), Metric::ReleasedPerDay),
        (wanted.units_per_day.is_some(), Metric::UnitsReleasedPerDay),
    ];
    let metrics = metrics.into_iter().filter(|(is_wanted, _)| *is_wanted);
    let metrics = metrics.map(|(_, metric)| metric.name());
    let others = [cost(results, staff).0].into_iter().chain(metrics);
    let others = others.chain(["finding", "replications"]);
    let staffing = staffing(results, staff);
    if staff.paths.len() > MOST_PATHS && staff.choice.is_some() {
        staffing.pick([DIFFERS].into_iter().chain(others))
    } else {
        staffing.pick(keys(&staff.paths, others))
    }
}

/// Returns the arrangements that matter most.
pub(in crate::report) fn important<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Table<'a> {
    candidates(results, staff).of_rows(&staff.important(IMPORTANT), "staffing.csv")
}

/// Returns the frontier: the arrangements of which none that costs as little has a better result.
pub(in crate::report) fn frontier<'a>(results: &'a Results, staff: &'a StaffOutcome) -> Table<'a> {
    let mut table = candidates(results, staff).of_rows(&staff.frontier(), "staffing.csv");
    table.remark = None;
    table
}

/// Describes each setting of an arrangement that differs from another one.
pub(in crate::report) fn changes(
    staff: &StaffOutcome,
    from: &StaffCandidate,
    to: &StaffCandidate,
) -> Vec<String> {
    let both = from.point.at.iter().zip(&to.point.at);
    let changed = staff.paths.iter().zip(both).filter(|(_, (a, b))| a != b);
    let words = changed.map(|(path, (_, at))| wording::arrangement(path, *at));
    words.collect()
}

/// Describes an arrangement by what differs from the choice.
fn differences(staff: &StaffOutcome, it: &StaffCandidate) -> String {
    let choice = staff.choice.and_then(|at| staff.candidates.get(at));
    let Some(choice) = choice.filter(|choice| choice.point.at != it.point.at) else {
        return "nothing".to_owned();
    };
    let words = changes(staff, choice, it);
    match words.split_at_checked(MOST_DIFFERENCES) {
        Some((first, rest)) if rest.len() > 1 => {
            format!("{} and {} others", first.join(", "), rest.len())
        }
        _ => wording::listed(&words),
    }
}

/// Returns the verdict on a candidate.
fn finding<'a>(candidate: &StaffCandidate, is_choice: bool) -> Cell<'a> {
    let (words, tone) = match lookup::found(candidate) {
        Found::Met => ("all met", Tone::Good),
        Found::WithinTolerance => ("met within the tolerance", Tone::Good),
        Found::Missed => ("missed", Tone::Bad),
        Found::LocksUp => ("locks up", Tone::Bad),
        Found::Undecided => ("undecided", Tone::Open),
    };
    let cell = Cell::text(words).toned(tone);
    if is_choice {
        cell.reading(format!("{words}, the choice"))
    } else {
        cell
    }
}

/// Returns every simulated multiple of the arrivals, in ascending order, with the judged estimates.
pub(in crate::report) fn stress<'a>(results: &'a Results, stress: &'a StressOutcome) -> Table<'a> {
    let decimals = stress.decimals(3);
    let first = stress.points.first().map(|it| &it.point);
    let point: fn(&&'a StressPoint) -> &'a SweepPoint = |it| &it.point;
    let multiples = Layout::over(&stress.points)
        .field("multiple", "Times the arrivals", |it| {
            Cell::number(Quantity::Plain, Some(it.multiple), |it| {
                wording::fixed(it, decimals)
            })
        })
        .field("arrivals_per_day", "Batches arriving a day", |it| {
            let batches = Some(it.batches_per_day);
            Cell::number(Quantity::Number, batches, |it| wording::fixed(it, 1))
        })
        .field("by_the_means", "By the means", |it| {
            Cell::text(wording::side(it.side))
        })
        .outcomes(results, first, point)
        .column("Targets", |it| Cell::overall(&it.point.verdicts))
        .column("Longest queue at", |it| match &it.longest_queue {
            Some(scope) => Cell::text(wording::label(results, scope)),
            None => Cell::text("no queue"),
        });
    let judged = first.iter().flat_map(|first| &first.verdicts).enumerate();
    let multiples = judged.fold(multiples, |multiples, (at, wanted)| {
        let quantity = Quantity::of_aim(wanted.target, &results.plan);
        multiples.estimates("", wording::target(results, wanted.target), |it| {
            let verdict = it.point.verdicts.get(at);
            verdict.map_or_else(Cell::default, |it| Cell::estimate(quantity, &it.estimate))
        })
    });
    multiples.table()
}

/// Returns the multiples in brief: the judged estimates, and their verdicts.
pub(in crate::report) fn multiples<'a>(
    results: &'a Results,
    found: &'a StressOutcome,
) -> Table<'a> {
    let first = found.points.first();
    let judged = first.into_iter().flat_map(|first| &first.point.verdicts);
    let judged = judged.map(|verdict| wording::target(results, verdict.target));
    let arrivals = ["multiple", "arrivals_per_day"]
        .map(str::to_owned)
        .into_iter();
    let ends = ["by_the_means", "Targets", "Longest queue at"].map(str::to_owned);
    stress(results, found).pick(arrivals.chain(judged).chain(ends))
}

/// Returns, for each combination of values of all paths but the first, the first value of that path
/// that meets every target. The table has no rows if there are no targets.
pub(in crate::report) fn qualifying(sweep: &SweepOutcome) -> Table<'_> {
    let Some((first, others)) = sweep.paths.split_first() else {
        return Table::default();
    };
    let is_judged = sweep.points.iter().any(|point| !point.verdicts.is_empty());
    let found = first_to_meet(sweep).into_iter().filter(|_| is_judged);
    let rows = others
        .iter()
        .enumerate()
        .fold(Layout::over(found), |rows, (at, path)| {
            rows.column(&path.label, |(others, _)| {
                Cell::text(wording::value(path, others[at]))
            })
        });
    let heading = format!("First value that meets every target: {}", first.label);
    rows.column(heading, |(_, found)| match found {
        Some(at) => Cell::text(wording::value(first, *at)).toned(Tone::Good),
        None => Cell::text("none of those tried").toned(Tone::Bad),
    })
    .table()
}

/// Returns each combination of positions along all paths but the first, with the first position
/// along that path at which every target is met.
pub(in crate::report) fn first_to_meet(sweep: &SweepOutcome) -> Vec<(Vec<usize>, Option<usize>)> {
    let mut found: BTreeMap<Vec<usize>, Option<usize>> = BTreeMap::new();
    for point in &sweep.points {
        let [at, others @ ..] = point.at.as_slice() else {
            continue;
        };
        let best = found.entry(others.to_vec()).or_default();
        if lookup::meets_all(point) && best.is_none_or(|best| *at < best) {
            *best = Some(*at);
        }
    }
    found.into_iter().collect()
}

/// Returns a grid with a row for each value of one path and a column for each value of another;
/// `others` are the positions along the other paths. `headings` are those of the first column and
/// of the others.
pub(in crate::report) fn grid<'a>(
    sweep: &'a SweepOutcome,
    [down, across]: [usize; 2],
    others: &[usize],
    headings: (&str, Vec<String>),
    mut cell: impl FnMut(Option<&'a SweepPoint>) -> Cell<'a>,
) -> Table<'a> {
    let points = sweep.points.iter();
    let here = points.filter(|it| it.at.get(2..) == Some(others));
    let points = here.map(|it| ((it.at[down], it.at[across]), it));
    let points: BTreeMap<(usize, usize), &SweepPoint> = points.collect();
    let path = &sweep.paths[down];
    let rows = Layout::over(0..path.values.len());
    let rows = rows.column(headings.0, |row| Cell::set(path, *row));
    let columns = headings.1.into_iter().enumerate();
    let table = columns.fold(rows, |rows, (column, heading)| {
        rows.column(heading, |row| cell(points.get(&(*row, column)).copied()))
    });
    table.table()
}
