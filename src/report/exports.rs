//! The CSV files: numbers in full, the shortest text that reads back; empty where there is none.

use std::borrow::Cow;
use std::io;

use crate::metric::Scope;
use crate::output::cell;
use crate::results::{
    CompareOutcome, Estimate, RunOutcome, StaffOutcome, StressOutcome, SweepOutcome, SweepPoint,
    SweptPath,
};

use super::wording;

/// What stands in a cell.
type Text<'a> = Cow<'a, str>;

/// A number as it is written: never with an exponent, never "NaN".
fn number<'a>(value: Option<f64>) -> Text<'a> {
    value
        .filter(|value| value.is_finite())
        .map_or_else(Text::default, |value| value.to_string().into())
}

/// Rows of texts as the bytes of a CSV file.
fn file<'a, R>(rows: impl IntoIterator<Item = R>) -> io::Result<Vec<u8>>
where
    R: IntoIterator<Item = Text<'a>>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        for text in row {
            writer.write_field(cell(&text).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer
        .into_inner()
        .map_err(|failure| io::Error::other(failure.to_string()))
}

/// The mean and the half-width.
fn pair<'a>(estimate: &Estimate) -> [Text<'a>; 2] {
    [number(estimate.mean), number(estimate.half_width)]
}

/// The mean, the half-width and both ends of the interval; an end that is not there is empty.
fn whole<'a>(estimate: &Estimate) -> [Text<'a>; 4] {
    [
        estimate.mean,
        estimate.half_width,
        estimate.lower,
        estimate.upper,
    ]
    .map(number)
}

/// A name and the name of its half-width.
fn pair_of_names<'a>(name: &str) -> [Text<'a>; 2] {
    [name.to_owned().into(), format!("{name}_half_width").into()]
}

/// A name and the names of its half-width and of the ends of its interval.
fn whole_of_names<'a>(name: &str) -> [Text<'a>; 4] {
    ["", "_half_width", "_lower", "_upper"].map(|end| format!("{name}{end}").into())
}

/// `metrics.csv`: every metric without control variates, as the values of the replications give it.
pub(super) fn metrics(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let columns = [
        "metric",
        "scope",
        "unit",
        "mean",
        "half_width",
        "lower",
        "upper",
        "replications",
    ];
    let rows = run.metrics.iter().map(|metric| {
        let estimate = metric.plain.unwrap_or(metric.estimate);
        let names = [
            metric.metric.name().into(),
            metric.scope.to_string().into(),
            Text::from(&metric.unit),
        ];
        let replications = estimate.replications.to_string();
        let numbers = whole(&estimate).into_iter();
        names
            .into_iter()
            .chain(numbers)
            .chain([replications.into()])
            .collect()
    });
    file(std::iter::once(columns.map(Text::from).to_vec()).chain(rows))
}

/// `daily.csv`.
pub(super) fn daily(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let names = [
        "arrived",
        "released",
        "units_released",
        "cleared",
        "backlog",
    ];
    let mut columns = vec![Text::from("date")];
    columns.extend(names.iter().flat_map(|name| whole_of_names(name)));
    let rows = run.daily.iter().map(|day| {
        let estimates = [
            &day.arrived,
            &day.released,
            &day.units_released,
            &day.cleared,
            &day.backlog,
        ];
        std::iter::once(Text::from(&day.date))
            .chain(estimates.into_iter().flat_map(whole))
            .collect()
    });
    file(std::iter::once(columns).chain(rows))
}

/// `hourly.csv`.
pub(super) fn hourly(run: &RunOutcome) -> io::Result<Vec<u8>> {
    let mut columns = ["hour", "time", "scope"].map(Text::from).to_vec();
    columns.extend(
        ["queue", "busy", "lanes_open"]
            .iter()
            .flat_map(|name| pair_of_names(name)),
    );
    let nothing = Estimate::default();
    let rows = run
        .hourly
        .times
        .iter()
        .enumerate()
        .flat_map(|(hour, time)| {
            let nothing = &nothing;
            run.hourly.series.iter().map(move |series| {
                let lists = [&series.queue, &series.busy, &series.lanes_open];
                let values = lists
                    .into_iter()
                    .flat_map(|list| pair(list.get(hour).unwrap_or(nothing)));
                [
                    hour.to_string().into(),
                    time.into(),
                    series.scope.to_string().into(),
                ]
                .into_iter()
                .chain(values)
                .collect()
            })
        });
    file(std::iter::once(columns).chain(rows))
}

/// `sweep.csv`. The columns of metrics are those of the first point; `all` has bare names.
pub(super) fn sweep(sweep: &SweepOutcome) -> io::Result<Vec<u8>> {
    let points = sweep.points.iter();
    file(rows_of_points(
        &sweep.paths,
        &[],
        points.map(|point| (vec![], point)),
    ))
}

/// `staffing.csv`: the arrangements that were simulated, in the order of their table.
/// `cost_per_day` is the cost that the report tells; `known_cost_per_day` the part that is known
/// without a run.
pub(super) fn staffing(staff: &StaffOutcome) -> io::Result<Vec<u8>> {
    let candidates = staff.candidates.iter().enumerate();
    let points = candidates.map(|(position, candidate)| {
        let role = [(staff.choice, "choice"), (staff.runner_up, "runner-up")];
        let role = role.iter().find(|(at, _)| *at == Some(position));
        let own = vec![
            number(Some(candidate.cost_per_day)),
            wording::finding_of(candidate).into(),
            role.map_or_else(Text::default, |(_, name)| (*name).into()),
            candidate.point.replications.to_string().into(),
        ];
        (own, &candidate.point)
    });
    let columns = ["known_cost_per_day", "finding", "role", "replications"];
    file(rows_of_points(&staff.paths, &columns, points))
}

/// `stress.csv`: the multiples that were simulated, ascending.
pub(super) fn stress(stress: &StressOutcome) -> io::Result<Vec<u8>> {
    let points = stress.points.iter().map(|point| {
        let numbers = [point.multiple, point.batches_per_day];
        let numbers = numbers.iter().map(|value| number(Some(*value)));
        let side = wording::side(point.side).into();
        (numbers.chain([side]).collect(), &point.point)
    });
    file(rows_of_points(
        &[],
        &["multiple", "arrivals_per_day", "by_the_means"],
        points,
    ))
}

/// A row for each point: what its paths are set to, cells of its own, metrics and verdicts.
fn rows_of_points<'a>(
    paths: &'a [SweptPath],
    own: &[&'a str],
    points: impl Iterator<Item = (Vec<Text<'a>>, &'a SweepPoint)>,
) -> Vec<Vec<Text<'a>>> {
    let mut points = points.peekable();
    let paths_and_own = paths
        .iter()
        .map(|path| path.path.as_str())
        .chain(own.iter().copied());
    let mut columns: Vec<Text<'_>> = paths_and_own.map(Text::from).collect();
    let Some((_, first)) = points.peek() else {
        return vec![columns];
    };
    let first: &SweepPoint = first;
    columns.extend(
        first
            .metrics
            .iter()
            .flat_map(|metric| whole_of_names(&metric.scope.full_name(metric.metric))),
    );
    columns.extend(
        first
            .verdicts
            .iter()
            .map(|verdict| format!("verdict.{}", verdict.target).into()),
    );
    let rows = points.map(|(own, point)| row_of_point(paths, own, first, point));
    std::iter::once(columns).chain(rows).collect()
}

/// `comparison.csv`: the names of both arrangements, the difference, and what it comes to; a metric
/// that is not judged has no verdict.
pub(super) fn comparison(compare: &CompareOutcome) -> io::Result<Vec<u8>> {
    let columns = [
        "metric",
        "scope",
        "unit",
        "baseline",
        "alternative",
        "difference",
        "half_width",
        "lower",
        "upper",
        "adjusted",
        "verdict",
    ];
    let name = |position: usize| {
        let arrangement = compare.arrangements.get(position);
        arrangement.map_or_else(Text::default, |it| Text::from(&it.name))
    };
    let rows = compare.differences.iter().map(|it| {
        vec![
            it.metric.name().into(),
            it.scope.to_string().into(),
            Text::from(&it.unit),
            name(0),
            name(it.alternative),
            number(it.difference.mean),
            number(it.difference.half_width),
            number(it.difference.lower),
            number(it.difference.upper),
            if it.adjusted { "yes" } else { "no" }.into(),
            it.verdict
                .map_or_else(Text::default, |it| wording::comparison(it).into()),
        ]
    });
    file(std::iter::once(columns.map(Text::from).to_vec()).chain(rows))
}

/// `best.csv`: each arrangement against the best of the others, metric by metric. The difference is
/// the arrangement less the one it is held against, its interval the constrained one; `worse_by` is
/// the least by which it is worse than the best.
pub(super) fn best(compare: &CompareOutcome) -> io::Result<Vec<u8>> {
    let columns = [
        "metric",
        "scope",
        "unit",
        "arrangement",
        "against",
        "difference",
        "lower",
        "upper",
        "worse_by",
        "misses_target",
        "standing",
    ];
    let name = |position: usize| {
        let arrangement = compare.arrangements.get(position);
        arrangement.map_or_else(Text::default, |it| Text::from(&it.name))
    };
    let rows = compare.best.iter().flat_map(|best| {
        best.ranks.iter().enumerate().map(move |(position, it)| {
            vec![
                best.metric.name().into(),
                Scope::All.to_string().into(),
                Text::from(&best.unit),
                name(position),
                it.against.map_or_else(Text::default, name),
                number(it.difference),
                number(it.lower),
                number(it.upper),
                number(it.worse_by),
                if it.misses { "yes" } else { "no" }.into(),
                wording::rank(it.rank).into(),
            ]
        })
    });
    file(std::iter::once(columns.map(Text::from).to_vec()).chain(rows))
}

/// One point, in the columns of the first.
fn row_of_point<'a>(
    paths: &'a [SweptPath],
    own: Vec<Text<'a>>,
    first: &SweepPoint,
    point: &SweepPoint,
) -> Vec<Text<'a>> {
    let values = paths.iter().zip(&point.at).map(|(path, &at)| {
        path.values
            .get(at)
            .map_or_else(Text::default, |value| plain(value).into())
    });
    let metrics = first.metrics.iter().flat_map(|wanted| {
        let found = point.metrics.find(&wanted.scope, wanted.metric);
        found.map_or_else(Default::default, |metric| whole(&metric.estimate))
    });
    let verdicts = first.verdicts.iter().map(|wanted| {
        let found = point
            .verdicts
            .iter()
            .find(|verdict| verdict.target == wanted.target);
        found.map_or_else(Text::default, |verdict| {
            wording::standing(verdict.standing).into()
        })
    });
    values.chain(own).chain(metrics).chain(verdicts).collect()
}

/// A TOML value as a cell: a text without its quotes.
fn plain(value: &str) -> &str {
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner
        .filter(|inner| !inner.contains(['\\', '"']))
        .unwrap_or(value)
}
