//! The chapters of a run, which is of one arrangement.

use maud::{Markup, html};

use super::house::{Chapter, Tile, figures, folded, means, named, range, section, table};
use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::answer::heaviest;
use crate::report::charts::{Chart, MEMBERS};
use crate::report::lookup;
use crate::report::tables::{self, Cell};
use crate::report::wording::{self, Quantity};
use crate::results::{Results, RunOutcome, Verdict};

/// Explains the table of the steps of the release time.
const STEPS: &str = "Mean times of one visit to each station, with the wait split by its causes, \
    and the number of visits an average batch makes.";

/// Explains the table of waits by theory.
const THEORY: &str = "The waits that queueing theory predicts for each station by itself, from the \
    mean rates and the variability of arrivals and service, as a check on the simulation. Theory \
    ignores opening hours and rush hours: where these matter the two differ, and the simulation is \
    right. Where staff, limited room or dated changes decide the wait, no number is given.";

/// Explains the table of lateness.
const LATENESS: &str =
    "Only batches with a due time count; a batch that is in time is zero hours late.";

/// Names of the charts of each chapter.
const FLOW: [&str; 1] = ["flow"];
const TIME: [&str; 2] = ["where-the-time-goes", "why-batches-wait"];
const DISTRIBUTION: [&str; 1] = ["release-time-distribution"];
const THROUGHPUT: [&str; 5] = [
    "batches-released-per-day",
    "units-released-per-day",
    "arrivals-and-departures",
    "backlog-by-day",
    "warm-up",
];
const QUEUES: [&str; 6] = [
    "batches-waiting-by-hour",
    "batches-waiting-by-day",
    "batches-waiting-by-hour-and-station",
    "batches-waiting-by-weekday-and-hour",
    "utilisation-by-hour-and-station",
    "utilisation-by-weekday-and-hour",
];

/// Returns the headline numbers: every target, the release time, the busiest station.
pub(in crate::report) fn tiles<'a>(results: &'a Results, run: &'a RunOutcome) -> Vec<Tile<'a>> {
    let of_verdict = |verdict: &'a Verdict| {
        let quantity = Quantity::of_aim(verdict.target, &results.plan);
        let standing = Cell::standing(verdict.standing);
        let mut text = format!(
            "{}: target {}",
            wording::capitalised(&standing.words()),
            wording::exact(quantity, verdict.wanted)
        );
        if verdict.good_from != verdict.wanted {
            let from = wording::exact(quantity, verdict.good_from);
            text = format!("{text}, counts as met from {from} on");
        }
        if let Some(when) = wording::decided_at(results, verdict) {
            text = format!("{text}; decided {when}");
        }
        Tile {
            subject: (verdict.target.metric(), Scope::All),
            estimate: verdict.estimate,
            verdict: Some(verdict),
            title: wording::target(results, verdict.target),
            number: Cell::estimate(quantity, &verdict.estimate),
            confidence: verdict.confidence,
            remark: Some(standing.reading(text)),
            range: range(verdict),
        }
    };
    let mut tiles: Vec<Tile<'_>> = run.verdicts.iter().map(of_verdict).collect();
    for metric in [Metric::ReleaseTimeMean, Metric::ReleaseTimeP95] {
        let title = metric.words(ScopeKind::All).to_owned();
        tiles.extend(of_metric(results, run, (&Scope::All, metric), title));
    }
    tiles.extend(busiest(results, run));
    tiles
}

/// Returns the tile of the cost a day.
pub(in crate::report) fn cost<'a>(results: &'a Results, run: &RunOutcome) -> Option<Tile<'a>> {
    let metric = Metric::CostPerDay;
    let title = metric.words(ScopeKind::All).to_owned();
    of_metric(results, run, (&Scope::All, metric), title)
}

/// Returns the tile of a metric; `None` if its value is not known.
fn of_metric<'a>(
    results: &'a Results,
    run: &RunOutcome,
    (scope, metric): (&Scope, Metric),
    title: String,
) -> Option<Tile<'a>> {
    let found = run.metrics.find(scope, metric);
    let estimate = found?.estimate;
    estimate.mean?;
    Some(Tile {
        subject: (metric, scope.clone()),
        estimate,
        verdict: None,
        title,
        number: Cell::metric(Quantity::of(metric, &results.plan), found),
        confidence: results.plan.confidence,
        remark: None,
        range: None,
    })
}

/// Returns the tile of the station or team with the highest utilisation.
fn busiest<'a>(results: &'a Results, run: &'a RunOutcome) -> Option<Tile<'a>> {
    let mean = |scope: &Scope| {
        let busy = run.metrics.find(scope, Metric::Utilisation);
        busy.and_then(|metric| metric.estimate.mean)
    };
    let kinds = [ScopeKind::Station, ScopeKind::Team].into_iter();
    let parts = kinds.flat_map(|kind| lookup::scopes(results, kind));
    let known = parts.filter_map(|scope| Some((scope, mean(scope)?)));
    let (scope, _) = known.max_by(|one, other| one.1.total_cmp(&other.1))?;
    let title = format!("Utilisation of {}", wording::label(results, scope));
    let mut busiest = of_metric(results, run, (scope, Metric::Utilisation), title)?;
    let words = match scope.kind() {
        ScopeKind::Team => "the busiest team, ahead of all stations",
        _ => "the busiest station",
    };
    let stretch = heaviest::of(run, scope).filter(|it| it.beyond > 0.0 && it.able > 0.0);
    let stretch = stretch.map_or_else(String::new, |it| {
        let share = wording::percent(it.offered_load / it.able, 0);
        let when = heaviest::period(results, &it.from, &it.until);
        format!("; by theory {share} of its lanes would be needed {when}")
    });
    busiest.remark = Some(Cell::text(format!("{words}{stretch}")));
    Some(busiest)
}

/// Returns the chapters.
pub(super) fn chapters(results: &Results, run: &RunOutcome, charts: &[Chart<'_>]) -> Vec<Chapter> {
    let means = means(results);
    let lateness = format!("{LATENESS} {means}");
    vec![
        Chapter::new("targets", "Targets", targets(results, run)),
        Chapter::new(
            "one-more",
            "One more lane or member",
            one_more(results, run),
        ),
        Chapter::new("changes", "What changes on a date", dated(results)),
        Chapter::new("flow", "The flow", figures(named(charts, &FLOW))),
        Chapter::new(
            "release-time",
            "Release time",
            html! {
                (figures(named(charts, &TIME)))
                (section("Steps of the release time", Some(STEPS), &tables::steps(results, run)))
                (figures(named(charts, &DISTRIBUTION)))
                (section("Lateness", Some(&lateness), &tables::lateness(results, run)))
            },
        ),
        Chapter::new(
            "stations",
            "Stations and teams",
            stations(results, run, charts),
        ),
        Chapter::new(
            "throughput",
            "Throughput and backlog",
            figures(named(charts, &THROUGHPUT)),
        ),
        Chapter::new(
            "queues",
            "Queues and utilisation",
            figures(named(charts, &QUEUES)),
        ),
        Chapter::new(
            "batches",
            "Goods and arrival streams",
            html! {
                (section("Goods", Some(&means), &tables::goods(results, run)))
                (section("Arrival streams", Some(&means), &tables::arrivals(results, run)))
            },
        ),
        Chapter::new(
            "costs",
            "Costs",
            section("Cost a day", Some(&means), &tables::costs(results, run)),
        ),
    ]
}

/// Returns the last chapter: every metric.
pub(super) fn appendix(results: &Results, run: &RunOutcome) -> Chapter {
    let columns = ["metric", "scope", "mean", "half_width", "replications"];
    let metrics = tables::metrics(results, run, |it| it.estimate).pick(columns);
    Chapter::new("metrics", "All metrics", folded(&metrics, "metric"))
}

/// Returns the table of the targets with their verdicts.
fn targets(results: &Results, run: &RunOutcome) -> Markup {
    let rows = tables::targets(results, &run.verdicts);
    html! { @if !rows.is_empty() { (table(&rows, "Targets")) } }
}

/// Returns the tables of what one more lane or member would do.
fn one_more(results: &Results, run: &RunOutcome) -> Markup {
    html! {
        @if let Some(found) = &run.one_more {
            @let metric = wording::metric(results, found.metric, ScopeKind::All);
            @let replications = wording::things(found.replications, "replication");
            p {
                "What one more lane or member changes, each alone: " (metric) ", the best first, \
                 from " (replications) " of each with the same batches as the scenario as it is. \
                 All intervals of these differences hold together."
            }
            (table(&tables::one_more(results, found), "One more lane or member"))
            @if let Some(replications) = found.first_look {
                details.aside {
                    summary {
                        (wording::things(found.left_behind.len() as u64, "change"))
                        " left behind by a first look with "
                        (wording::things(replications, "replication")) " of each"
                    }
                    (table(&tables::left_behind(results, found), "Changes that were left behind"))
                }
            }
        }
    }
}

/// Returns the table of the dated changes.
fn dated(results: &Results) -> Markup {
    let rows = tables::dated(results);
    html! { @if !rows.is_empty() { (table(&rows, "Dated changes")) } }
}

/// Returns the loads of the stations, by theory alone.
pub(in crate::report) fn loads(results: &Results, run: &RunOutcome) -> Markup {
    table(&tables::loads(results, run), "Stations: load by theory")
}

/// Returns the officers first, then the stations, and theory beside simulation.
fn stations(results: &Results, run: &RunOutcome, charts: &[Chart<'_>]) -> Markup {
    let means = means(results);
    let on_demand = if run.load.iter().any(|load| load.on_demand > 0.0) {
        ", and empty where lanes open on demand, because the queue decides how many are open"
    } else {
        ""
    };
    let text = format!(
        "Left: what theory predicts for the measured window, without a simulation. Offered load is \
         the mean number of lanes that the visits keep busy; with fewer lanes than are needed, a \
         station cannot keep up in some days. Load over lanes is the offered load divided by the \
         lanes that are open and not broken{on_demand}. Right: what the simulation found. {means}"
    );
    html! {
        (section("Teams", Some(&means), &tables::teams(results, run)))
        (figures(charts.iter().filter(|it| it.name.starts_with(MEMBERS))))
        (section("Stations: load and queue", Some(&text), &tables::stations(results, run)))
        (section("Waits by theory", Some(THEORY), &tables::theory(results, run)))
    }
}
