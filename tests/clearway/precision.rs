//! Replications are added until an interval is narrow enough.

use crate::harness::{answered_with as run, values};
use clearway::experiment::{Ceilings, Effort, Unwatched, keep, replicate, sweep, together};
use clearway::metric::Metric;
use clearway::results::{self, Results};
use clearway::statistics::{Depth, Keep, Stopping};

const PORT: &str = r#"
[run]
start = 2020-04-13
length = "1 day"
precision = { metric = "release_time.mean", relative = 0.05 }
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[stations.desk]
lanes = 2
service = { exponential = { mean = "40 min" } }
next = "released"
"#;

fn reached(results: &Results) -> (u32, bool) {
    let clearway::results::Outcome::Run(run) = &results.outcome else {
        panic!("a run")
    };
    let precision = results.provenance.precision.as_ref();
    (
        run.replications,
        precision.expect("it was asked for").is_reached(),
    )
}

/// All but what was asked.
fn answer(results: &Results) -> String {
    let mut value = serde_json::to_value(results).expect("JSON");
    value.as_object_mut().expect("a table").remove("provenance");
    value.to_string()
}

#[test]
fn the_same_bytes_as_asking_for_that_many_at_once() {
    let sequential = run(PORT, &[]);
    let (replications, is_reached) = reached(&sequential);
    assert!(
        is_reached && (21..400).contains(&replications),
        "{replications}"
    );
    let fixed = run(PORT, &[&format!("run.replications={replications}")]);
    assert_eq!(fixed.provenance.precision, None);
    assert_eq!(answer(&sequential), answer(&fixed));
    // one replication fewer was not enough, for any number of threads
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool");
    assert_eq!(answer(&one.install(|| run(PORT, &[]))), answer(&sequential));
    let width = |results: &Results| {
        let clearway::results::Outcome::Run(run) = &results.outcome else {
            panic!("a run")
        };
        let time = run
            .metrics
            .iter()
            .find(|it| it.metric == Metric::ReleaseTimeMean);
        let estimate = time.expect("a metric").estimate;
        estimate.half_width.expect("it varies") / estimate.mean.expect("it is known")
    };
    let fewer = run(PORT, &[&format!("run.replications={}", replications - 1)]);
    assert!(width(&sequential) <= 0.05 && width(&fewer) > 0.05);
}

#[test]
fn minimum_and_maximum_hold() {
    assert_eq!(
        reached(&run(PORT, &["run.precision.relative=0.5"])),
        (20, true)
    );
    let more = [
        "run.precision.relative=0.5",
        "run.precision.min_replications=33",
    ];
    assert_eq!(reached(&run(PORT, &more)), (33, true));
    let little = run(PORT, &["run.precision.max_replications=25"]);
    assert_eq!(reached(&little), (25, false));
    let said = clearway::report::summary(&little);
    assert!(
        said.contains("The requested precision was not reached in 25 replications"),
        "{said}"
    );
    assert!(!said.contains("interrupted"), "{said}");
}

#[test]
fn an_absolute_width_is_in_the_unit_of_the_metric() {
    let precision = |metric: &str, width: &str| {
        let value = format!("run.precision={{ metric = \"{metric}\", absolute = {width} }}");
        run(PORT, &[&value])
    };
    let minutes = precision("stations.desk.wait.mean", "\"2 min\"");
    let Some(results::Precision::Width(asked)) = &minutes.provenance.precision else {
        panic!("a width was asked for")
    };
    assert_eq!(
        (asked.scope.to_string().as_str(), asked.metric.name()),
        ("stations.desk", "wait.mean")
    );
    assert_eq!(asked.absolute, Some(2.0 / 60.0));
    let share = precision("released_within", "0.01");
    assert!(reached(&share).1);
    let said = clearway::report::summary(&share).replace('\n', " ");
    assert!(
        said.contains(
            "the half-width of “Released within the target time” was at most 1 percentage point"
        ),
        "{said}"
    );
}

/// Each point of a sweep by itself, as a run of that point alone.
#[test]
fn points_of_a_sweep_stop_each_for_itself() {
    let lanes = [2, 3, 6];
    let arrangement = |point: u64| {
        let text = PORT.replace("lanes = 2", &format!("lanes = {}", lanes[point as usize]));
        let scenario = crate::harness::scenario(&text);
        (scenario.model.clone(), scenario.effort())
    };
    let conclude = |_: u64, model: &_, replicated: &_| {
        results::sweep_point(vec![], model, replicated, &Ceilings::default())
    };
    let points = sweep(3, arrangement, conclude, &Unwatched);
    for (point, lanes) in points.iter().zip(lanes) {
        let alone = run(&PORT.replace("lanes = 2", &format!("lanes = {lanes}")), &[]);
        assert_eq!((point.replications, true), reached(&alone));
        assert_eq!(point.precise, Some(true));
    }
    assert!(points[0].replications > points[2].replications);
}

/// Ten million values of a whole sweep are kept; beyond that, points hold only estimates.
#[test]
fn a_sweep_of_too_many_values_keeps_estimates_alone() {
    assert_eq!(keep(1e7), Keep::Values);
    assert_eq!(keep(1e7 + 1.0), Keep::Summary);
    let scenario = crate::harness::scenario(PORT);
    let points = |keep: Keep| {
        let arrangement = |_: u64| {
            let effort = Effort {
                replications: 20,
                stopping: Stopping::Number,
                keep,
                ..scenario.effort()
            };
            (scenario.model.clone(), effort)
        };
        let conclude = |_: u64, model: &_, replicated: &_| {
            results::sweep_point(vec![], model, replicated, &Ceilings::default())
        };
        sweep(1, arrangement, conclude, &Unwatched)
    };
    let (kept, dropped) = (&points(Keep::Values)[0], &points(Keep::Summary)[0]);
    for (with, without) in kept.metrics.iter().zip(dropped.metrics.iter()) {
        assert_eq!(with.estimate, without.estimate, "{}", with.metric);
        if with.metric != Metric::BestPossible {
            assert_eq!(with.values.len(), 20);
            assert!(without.values.is_empty() && without.parts.is_empty());
        }
    }
}

/// Compared arrangements get replications together until each is precise enough.
#[test]
fn arrangements_that_are_compared_go_on_together() {
    let few = crate::harness::scenario(&PORT.replace("lanes = 2", "lanes = 6"));
    let many = crate::harness::scenario(PORT);
    let of = |scenario: &clearway::scenario::Scenario| scenario.effort();
    let both = [(&few.model, of(&few)), (&many.model, of(&many))];
    let found = together(&both, Depth::Metrics, &Unwatched);
    let alone = replicate(&many.model, of(&many), &Unwatched);
    assert_eq!(found[0].replications(), alone.replications());
    assert_eq!(values(&found[1]), values(&alone));
}

/// Returns the port with another target, and replications until every target is decided.
fn until_decided(share: &str, set: &[&str]) -> Results {
    let text = PORT
        .replace(
            "{ metric = \"release_time.mean\", relative = 0.05 }",
            "\"verdict\"",
        )
        .replace("share = 0.9 }", &format!("share = {share} }}"));
    run(&text, set)
}

fn verdict(results: &Results) -> &results::Verdict {
    let results::Outcome::Run(run) = &results.outcome else {
        panic!("a run")
    };
    &run.verdicts[0]
}

/// The share lies far below one target, and far above the other.
#[test]
fn replications_are_added_until_every_target_is_decided() {
    let missed = until_decided("0.95", &[]);
    assert_eq!(verdict(&missed).standing, results::Standing::Missed);
    assert_eq!(reached(&missed), (20, true));
    let met = until_decided("0.4", &[]);
    assert_eq!(verdict(&met).standing, results::Standing::Met);
    assert_eq!(reached(&met), (40, true));
    assert!((verdict(&met).confidence - (1.0 - 0.05 * 0.45)).abs() < 1e-12);
    let said = clearway::report::summary(&met);
    assert!(
        said.contains("Replications were added until every target was met, missed or close"),
        "{said}"
    );
    assert!(said.contains("97.75 % interval"), "{said}");
    let page = clearway::report::page(&met);
    assert!(page.contains("Lan and DeMets 1983") && page.contains("97.75\u{a0}% interval"));
}

#[test]
fn the_most_replications_may_not_decide() {
    let share = verdict(&until_decided("0.4", &[]))
        .estimate
        .mean
        .expect("a share");
    let share = format!("{share:.3}");
    let open = until_decided(&share, &["run.max_replications=60"]);
    assert_eq!(reached(&open), (60, false));
    assert_eq!(verdict(&open).standing, results::Standing::Undecided);
    let said = clearway::report::summary(&open);
    assert!(
        said.contains("60 replications in all, without deciding on every target"),
        "{said}"
    );
    assert!(
        said.contains("To decide, raise max_replications in [run]"),
        "{said}"
    );
    assert!(!said.contains("interrupted"), "{said}");
    let close = until_decided(&share, &["target.tolerance=0.04"]);
    assert_eq!(verdict(&close).standing, results::Standing::Close);
    assert!(reached(&close).1);
    let said = clearway::report::summary(&close);
    assert!(
        said.contains("so close to the limit that the side does not matter"),
        "{said}"
    );
}
