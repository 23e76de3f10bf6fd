//! Results at the limits of what is possible: each must give a complete report.

use clearway::metric::ScopeKind;
use clearway::report::{self, Part};
use clearway::results::{
    Estimate, FlowResult, Hourly, MetricResult, Note, Outcome, Results, RunOutcome, Severity,
    SweptPath, Target,
};

use rayon::prelude::*;

use super::fixture::{self, bays, inside, path, shares};

/// A long title in three scripts, with characters that are special to HTML, shells and terminals.
const HOSTILE: &str = "<script>alert('x')</script> & \"quotes\" \u{1b}[31mred 口岸通关能力研究 دراسة \
    قدرة التخليص الجمركي, with a title that goes on and on until it has used up two hundred \
    letters, which no chart has room for on a single line of its own";

/// Returns an ordinary run with something changed.
fn changed(change: impl FnOnce(&mut Results)) -> Results {
    let mut results = fixture::run();
    change(&mut results);
    results
}

/// No target at all.
fn without_target(results: &mut Results) {
    results.plan.target = Target {
        batches_per_day: None,
        units_per_day: None,
        release_within_hours: None,
        release_share: None,
        tolerance: 0.01,
    };
    if let Outcome::Run(run) = &mut results.outcome {
        run.verdicts.clear();
        run.daily
            .iter_mut()
            .for_each(|day| day.cleared = Estimate::default());
    }
}

/// A run without a single estimate.
fn without_numbers(results: &mut Results) {
    let run = inside(results);
    run.release_curve = None;
    run.load.clear();
    for metric in run.metrics.list_mut() {
        metric.estimate = Estimate::default();
        metric.values = vec![None];
    }
    for verdict in &mut run.verdicts {
        verdict.estimate = Estimate::default();
        verdict.standing = clearway::results::Standing::Undecided;
        verdict.reason = None;
    }
    for day in &mut run.daily {
        for it in [
            &mut day.arrived,
            &mut day.released,
            &mut day.units_released,
            &mut day.backlog,
        ] {
            *it = Estimate::default();
        }
    }
    lists(run).for_each(|list| list.fill(Estimate::default()));
}

/// Every list of hours of a run.
fn lists(run: &mut RunOutcome) -> impl Iterator<Item = &mut Vec<Estimate>> {
    let hourly = &mut run.hourly;
    let series = hourly.series.iter_mut().chain(&mut hourly.teams);
    series.flat_map(|it| {
        [
            &mut it.queue,
            &mut it.busy,
            &mut it.lanes_open,
            &mut it.overtime,
            &mut it.cost,
        ]
    })
}

/// A run without intervals, as with one replication.
fn without_intervals(results: &mut Results) {
    let bare = |it: &mut Estimate| {
        *it = Estimate {
            mean: it.mean,
            replications: 1,
            ..Estimate::default()
        }
    };
    let run = inside(results);
    run.replications = 1;
    run.metrics
        .list_mut()
        .iter_mut()
        .for_each(|metric| bare(&mut metric.estimate));
    run.verdicts
        .iter_mut()
        .for_each(|verdict| bare(&mut verdict.estimate));
    for day in &mut run.daily {
        for it in [
            &mut day.arrived,
            &mut day.released,
            &mut day.units_released,
            &mut day.backlog,
        ] {
            bare(it);
        }
    }
    lists(run).flatten().for_each(bare);
    if let Some(curve) = &mut run.release_curve {
        curve.share.iter_mut().for_each(bare);
    }
}

/// A run whose replications are all the same.
fn without_variance(results: &mut Results) {
    let flat = |it: &mut Estimate, mean: f64| *it = fixture::estimate(mean, 0.0);
    let run = inside(results);
    for day in &mut run.daily {
        flat(&mut day.arrived, 134.0);
        flat(&mut day.released, 134.0);
        flat(&mut day.units_released, 41.0e6);
        flat(&mut day.backlog, 0.0);
    }
    for series in &mut run.hourly.series {
        series.queue.iter_mut().for_each(|it| flat(it, 0.0));
    }
}

/// Inspection with six bays: more work than lanes.
fn overloaded(results: &mut Results) {
    results.notes.insert(0, Note {
        severity: Severity::Warning,
        text: "Inspection bays: offered load 6.28 reaches 6 open lanes; the queue grows and grows."
            .to_owned(),
    });
    let run = inside(results);
    let load = &mut run.load[1];
    load.lanes_open = Some(6.0);
    load.utilisation = Some(load.offered_load / 6.0);
    load.overloaded = true;
    run.verdicts = vec![
        fixture::verdict(
            "batches_per_day",
            134.0,
            132.66,
            fixture::estimate(128.1, 0.63),
        ),
        fixture::verdict("release", 0.95, 0.95, fixture::estimate(0.3113, 0.0212)),
    ];
    for (at, day) in run.daily.iter_mut().enumerate() {
        day.released = fixture::estimate(128.0, 2.0);
        day.backlog = fixture::estimate(20.0 + 6.0 * at as f64, 5.0);
    }
    for metric in run.metrics.list_mut() {
        if metric.metric.name().starts_with("release_time") {
            metric.lower_bound = true;
            metric.estimate = match metric.metric.name() {
                "release_time.p95" | "release_time.p99" => Estimate::default(),
                _ => fixture::estimate(8.8, 1.2),
            };
        }
    }
    for series in &mut run.hourly.series[1..2] {
        for (hour, queue) in series.queue.iter_mut().enumerate() {
            let mean = 6.0 + 0.25 * hour as f64;
            *queue = fixture::estimate(mean, 0.2 * mean);
        }
    }
}

/// Results of an older version, without causes of waits, teams and costs.
fn older(results: &mut Results) {
    results.plan.currency = None;
    results
        .plan
        .scopes
        .retain(|it| it.scope.kind() != ScopeKind::Team);
    let hourly = &mut inside(results).hourly;
    hourly.teams.clear();
    for series in &mut hourly.series {
        series.overtime.clear();
        series.cost.clear();
    }
    inside(results).metrics.list_mut().retain(|it| {
        let split =
            it.metric.name().starts_with("wait_") || it.metric.name().starts_with("lateness");
        let new = ["blocked.mean", "turned_away_share", "late_share"];
        !split
            && it.scope.kind() != ScopeKind::Team
            && !it.metric.name().starts_with("cost_")
            && !new.contains(&it.metric.name())
    });
}

/// No batch ever waits.
fn without_waits(results: &mut Results) {
    let waits = |it: &&mut MetricResult| it.metric.name().starts_with("wait");
    for metric in inside(results).metrics.list_mut().iter_mut().filter(waits) {
        metric.estimate = fixture::estimate(0.0, 0.0);
    }
}

/// No time passes at any station, and nothing costs anything.
fn all_zero(results: &mut Results) {
    let zero = ["wait", "service.", "release_time.", "cost_"];
    for metric in inside(results).metrics.list_mut() {
        if zero
            .iter()
            .any(|start| metric.metric.name().starts_with(start))
        {
            metric.estimate = fixture::estimate(0.0, 0.0);
        }
    }
}

/// A run with every cause of waiting, blocked lanes, batches turned away and late, and long Chinese
/// labels.
fn everything(results: &mut Results) {
    let labels = [
        "单证审核与电子数据比对窗口（二十四小时值守）含预约通关与加急通道",
        "查验场开箱查验泊位（医疗物资专用通道）",
        "Correction by the declarant, through the single window of the General Administration",
    ];
    let stations = results.plan.scopes.iter_mut();
    let stations = stations.filter(|it| it.scope.kind() == ScopeKind::Station);
    for (scope, label) in stations.zip(labels) {
        label.clone_into(&mut scope.label);
    }
    results.plan.currency = Some("万元人民币".to_owned());
    let hours = [
        ("wait_busy.mean", 0.41),
        ("wait_closed.mean", 0.83),
        ("wait_staff.mean", 0.22),
        ("wait_broken.mean", 0.31),
        ("wait_blocked.mean", 0.18),
        ("wait.mean", 1.95),
        ("lateness.mean", 1.4),
        ("late_share", 0.1371),
        ("blocked.mean", 0.43),
        ("turned_away_share", 0.021),
    ];
    for metric in inside(results).metrics.list_mut() {
        if let Some((_, mean)) = hours.iter().find(|(name, _)| *name == metric.metric.name()) {
            metric.estimate = fixture::estimate(*mean, 0.06 * mean);
        }
    }
}

/// Stations in series, with a route back from the last to the third.
fn chained(results: &mut Results) {
    let run = inside(results);
    let name = |at: usize| format!("stations.post_{at}");
    let flow = |from: String, to: String, batches_per_day: f64| FlowResult {
        from: from.parse().expect("an end"),
        to: to.parse().expect("an end"),
        batches_per_day,
    };
    run.flows = (1..40)
        .map(|at| flow(name(at - 1), name(at), 134.0))
        .collect();
    run.flows
        .push(flow("arrivals.commercial".to_owned(), name(0), 134.0));
    run.flows.push(flow(name(39), "released".to_owned(), 134.0));
    run.flows.push(flow(name(39), name(2), 12.0));
}

/// Values as texts.
fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

/// Returns the results with this name.
pub(super) fn named(wanted: &str) -> Results {
    let found = all().into_iter().find(|(name, _)| *name == wanted);
    found.expect("one of the names").1
}

/// Returns all kinds of results, each with a name.
pub(super) fn all() -> Vec<(&'static str, Results)> {
    let mut all = runs();
    all.extend(sweeps());
    all.extend(super::decisions::all());
    all
}

/// Returns all kinds of runs.
fn runs() -> Vec<(&'static str, Results)> {
    vec![
        ("run", fixture::run()),
        ("one-day", fixture::run_over(&fixture::places()[..1], 1)),
        ("three-days", fixture::run_over(&fixture::places(), 3)),
        ("92-days", fixture::run_over(&fixture::places(), 92)),
        (
            "40-stations",
            fixture::run_over(&fixture::many_places(40), 10),
        ),
        ("no-target", changed(without_target)),
        ("no-numbers", changed(without_numbers)),
        ("older", changed(older)),
        ("no-waits", changed(without_waits)),
        ("all-zero", changed(all_zero)),
        ("everything", changed(everything)),
        (
            "no-currency",
            changed(|results| results.plan.currency = None),
        ),
        (
            "no-hours",
            changed(|results| inside(results).hourly = Hourly::default()),
        ),
        ("one-replication", changed(without_intervals)),
        ("no-variance", changed(without_variance)),
        ("overloaded", changed(overloaded)),
        ("period", changed(|results| results.plan.steady = false)),
        (
            "hostile",
            changed(|results| {
                HOSTILE.clone_into(&mut results.heading.title);
                results.heading.question = Some(HOSTILE.to_owned());
                results
                    .plan
                    .scopes
                    .iter_mut()
                    .for_each(|scope| HOSTILE.clone_into(&mut scope.label));
            }),
        ),
        (
            "one-station",
            fixture::run_over(&fixture::places()[..1], 10),
        ),
        ("chain-of-40", {
            let mut results = fixture::run_over(&fixture::many_places(40), 10);
            chained(&mut results);
            results
        }),
    ]
}

/// A sweep over rosters, so that each value is a long list.
fn rosters(count: usize) -> SweptPath {
    let row = |hour: usize, open: usize| {
        format!(
            "{{ hours = \"{hour:02}:00-{:02}:00\", open = {open} }}",
            hour + 1
        )
    };
    let roster = |number: usize| {
        let rows: Vec<String> = (0..24).map(|hour| row(hour, hour % 5 + number)).collect();
        format!("[{}]", rows.join(", "))
    };
    let values: Vec<String> = (0..count).map(roster).collect();
    path(
        "stations.inspection.lanes",
        "Inspection bays: lanes",
        &values,
    )
}

/// Values of 400 letters that differ only at their end, one of them Chinese, and such a label.
fn long_words(count: usize) -> SweptPath {
    let word = |number: usize| {
        format!(
            "\"{}{number}\"",
            ["word ", "口岸通关"][number % 2].repeat(80)
        )
    };
    let values: Vec<String> = (0..count).map(word).collect();
    path(
        "stations.inspection.label",
        &"口岸通关能力 label ".repeat(20),
        &values,
    )
}

/// A text that is cut in a chart or in a table heading is shown in full under the pointer, and no
/// line of the terminal is longer than the limit.
#[test]
fn long_names_are_cut_and_told_in_full() {
    let results = fixture::sweep(vec![long_words(3), long_words(2)]);
    let mut charts = report::charts(&results).into_iter();
    let map = charts
        .find(|it| it.name == "share-released-in-time")
        .expect("a map");
    let whole = format!("<title>(1) {}0</title>", "word ".repeat(80));
    for svg in [&map.svg, &map.narrow] {
        assert_eq!(
            svg.matches(&whole).count(),
            2,
            "beside a row and below a column"
        );
    }
    let page = report::page(&results);
    let chinese = "口岸通关".repeat(80);
    assert!(page.contains(&format!(
        "title=\"(2) {chinese}1\">(2) {}…</th>",
        &chinese[..56 * 3]
    )));
    let mut run = fixture::run();
    let long = "Inspektionshalle".repeat(13);
    for scope in &mut run.plan.scopes {
        scope.label.clone_from(&long);
    }
    let mut charts = report::charts(&run).into_iter();
    let map = charts
        .find(|it| it.name == "batches-waiting-by-hour-and-station")
        .expect("a map");
    assert!(map.svg.contains(&format!("<title>{long}</title>")));
    for results in [results, run] {
        let told = report::summary(&results);
        let longest = told.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(100), "{told}");
    }
}

const EIGHT: [&str; 8] = ["0.1", "0.2", "0.4", "0.5", "0.7", "0.8", "0.9", "1.0"];

/// Sweeps without a target, and sweeps with missing points.
fn partial_sweeps() -> [(&'static str, Results); 3] {
    [
        ("sweep-without-target", {
            let mut results = fixture::sweep(vec![bays(11), shares(&EIGHT)]);
            without_target(&mut results);
            if let Outcome::Sweep(sweep) = &mut results.outcome {
                sweep
                    .points
                    .iter_mut()
                    .for_each(|point| point.verdicts.clear());
            }
            results
        }),
        ("sweep-stopped", {
            let mut results = fixture::sweep(vec![bays(11), shares(&EIGHT)]);
            if let Outcome::Sweep(sweep) = &mut results.outcome {
                sweep.points.truncate(50);
            }
            results
        }),
        ("sweep-of-nothing", {
            let mut results = fixture::sweep(vec![bays(11)]);
            if let Outcome::Sweep(sweep) = &mut results.outcome {
                sweep.points.clear();
            }
            results
        }),
    ]
}

/// Returns all kinds of sweeps.
fn sweeps() -> Vec<(&'static str, Results)> {
    let many: Vec<String> = (1..=40)
        .map(|step| format!("{}", f64::from(step) / 40.0))
        .collect();
    let share_path = "stations.documents.next.inspection";
    let order = path(
        "stations.inspection.order",
        "Inspection bays: order",
        &texts(&["\"first-come\"", "\"due\""]),
    );
    let whole = vec![
        ("hostile-sweep", {
            let hostile = path(
                "title",
                HOSTILE,
                &texts(&["\"</script><script>\"", "\"口岸\""]),
            );
            fixture::sweep(vec![bays(3), hostile])
        }),
        ("sweep-of-rosters", fixture::sweep(vec![rosters(3)])),
        (
            "sweep-of-two-rosters",
            fixture::sweep(vec![rosters(2), rosters(13)]),
        ),
        (
            "sweep-of-long-words",
            fixture::sweep(vec![bays(3), long_words(1), long_words(5)]),
        ),
        (
            "sweep-of-one-long-word",
            fixture::sweep(vec![long_words(1)]),
        ),
        (
            "sweep-of-60-long-words",
            fixture::sweep(vec![long_words(60)]),
        ),
        ("sweep-of-one-path", fixture::sweep(vec![bays(11)])),
        ("sweep-of-two-points", fixture::sweep(vec![bays(2)])),
        ("sweep-of-words", fixture::sweep(vec![order.clone()])),
        (
            "sweep-of-two-paths",
            fixture::sweep(vec![bays(11), shares(&EIGHT)]),
        ),
        (
            "sweep-of-2000",
            fixture::sweep(vec![bays(50), path(share_path, "Share inspected", &many)]),
        ),
        (
            "sweep-of-three-paths",
            fixture::sweep(vec![bays(9), shares(&EIGHT[..5]), order]),
        ),
    ];
    whole.into_iter().chain(partial_sweeps()).collect()
}

/// Does a text contain something that no reader should see?
fn assert_clean(name: &str, file: &str, text: &str) {
    for word in ["NaN", "inf,", "Infinity", "null"] {
        assert!(!text.contains(word), "{name}: {file} holds {word}");
    }
}

/// Returns a page without its scripts, which may contain `null`.
fn without_scripts(page: &str) -> String {
    let mut parts = page.split("<script");
    let first = parts.next().unwrap_or_default().to_owned();
    let after = |part: &str| part.split_once("</script>").expect("its end").1.to_owned();
    first + &parts.map(after).collect::<String>()
}

#[test]
fn every_kind_of_results_gives_a_whole_report() {
    all().par_iter().for_each(|(name, results)| {
        for (file, bytes) in report::files(results, &[Part::Tables]).expect(name) {
            let text = String::from_utf8(bytes).expect("text");
            assert!(!text.is_empty() || file == "sweep.csv", "{name}: {file}");
            assert_clean(name, &file, &text);
        }
        assert_clean(
            name,
            "report.html",
            &without_scripts(&report::page(results)),
        );
        for chart in report::charts(results) {
            for svg in [&chart.svg, &chart.narrow] {
                assert_clean(name, &chart.name, svg);
                resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).expect(name);
            }
        }
        for line in report::summary(results).lines() {
            assert!(
                !line.contains('\u{1b}'),
                "{name}: the terminal would execute this"
            );
        }
    });
}

/// Charts and lists have a limit, and the report says if it is reached.
#[test]
fn a_sweep_of_100_000_points_still_gives_a_page() {
    let numbers: Vec<String> = (1..=100_000).map(|value| value.to_string()).collect();
    let (rows, columns) = (&numbers[..250], &numbers[..400]);
    let long = path("goods.masks.units", "Units of a batch", &numbers);
    let share = |values| path("stations.documents.next.inspection", "Share", values);
    let limits = [
        (vec![long], "One value in 50"),
        (
            vec![share(rows), share(columns)],
            "too many combinations to draw",
        ),
    ];
    for (paths, said) in limits {
        let page = report::page(&fixture::sweep(paths));
        assert!(page.contains(said), "{said}");
        assert!(page.contains("The first 500 of 100000 rows; all of them are in sweep.csv."));
        assert!(page.contains("too many arrangements to move through"));
        assert!(page.len() < 4_000_000, "{} bytes", page.len());
    }
}
