//! Breaking points that are known without a search, and multiples that decide nothing.

use clearway::experiment::{Effort, Root, Stressed, Unwatched, stress};
use clearway::report;
use clearway::results::{Outcome, Question, stress_point};
use clearway::scenario::Scenario;

use crate::harness::{document, scenario};

/// A stream, a station, and further sections.
fn port(target: &str, stream: &str, station: &str) -> Scenario {
    scenario(&format!(
        "[run]\nstart = 2024-01-01\nlength = \"5 days\"\n[target]\n{target}\n\
         [arrivals.a]\n{stream}\nto = \"x\"\n[stations.x]\n{station}\n"
    ))
}

fn stressed(scenario: &Scenario) -> Stressed<'_> {
    Stressed {
        model: &scenario.model,
        stream: None,
    }
}

/// The wanted number grows with the arrivals, so no multiple is enough.
#[test]
fn a_throughput_above_the_arrivals_is_out_of_reach_at_any_multiple() {
    let station = "lanes = 1\nservice = \"20 min\"\nnext = \"released\"";
    let lacks = |target: &str, stream: &str| {
        let scenario = port(target, stream, station);
        stressed(&scenario).lacking_arrivals().is_some()
    };
    let share = "release = { within = \"3 h\", share = 0.9 }";
    assert!(lacks("batches_per_day = 30", "per_day = 24"));
    assert!(lacks(
        &format!("batches_per_day = 30\n{share}"),
        "per_day = 24"
    ));
    assert!(!lacks("batches_per_day = 24", "per_day = 24"));
    assert!(!lacks("batches_per_day = 20", "per_day = 24"));
    assert!(!lacks(share, "per_day = 24"));
}

/// Half of the batches take longer than the lane is ever open, so no volume meets a share of 90 %;
/// with about one batch in ten replications, chance alone might.
#[test]
fn multiples_of_hardly_any_batch_say_nothing() {
    let scenario = port(
        "release = { within = \"72 h\", share = 0.9 }",
        "per_day = 1",
        "lanes = [{ hours = \"08:00-16:00\", open = 1 }]\nat_close = \"restart\"\n\
         service = { uniform = { min = \"1 h\", max = \"15 h\" } }\nnext = \"released\"",
    );
    let port = stressed(&scenario);
    let effort = Effort {
        replications: 40,
        ..scenario.effort()
    };
    let found = stress(
        &port,
        effort,
        port.guess(),
        |multiple, _, _: &_, _: &_| multiple,
        &Unwatched,
    );
    let least = found.tried[0].0;
    assert!(port.arrivals_per_day(least).0 * 5.0 > 1.0 - 1e-9, "{least}");
    assert_eq!(found.roots.expect("an end").multiple, Root::Below(least));
    assert_eq!(port.saturation(), None);
}

/// If a full room stops lanes, or some work is never done, no multiple is said to fill the lanes.
#[test]
fn lanes_that_rooms_can_stop_are_not_told_to_fill() {
    let share = "release = { within = \"4 h\", share = 0.5 }";
    let service = "service = { exponential = { mean = \"15 min\" } }\n";
    let behind = |more: &str| {
        format!(
            "lanes = 1\n{service}next = \"y\"\n[stations.y]\nlanes = 1\n{service}next = \"released\"\n{more}"
        )
    };
    let full = |more: &str| {
        let scenario = port(share, "per_day = 80", &behind(more));
        stressed(&scenario).saturation()
    };
    let free = full("").expect("it fills");
    assert!((free.multiple - 1.2).abs() < 1e-9);
    assert_eq!(full("room = 0\n"), None);
}

/// Two members serve two stations with enough lanes: the team is the first that is full, and is
/// named.
#[test]
fn a_team_fills_before_the_lanes_that_it_staffs() {
    let text = "[run]\nstart = 2024-01-01\nlength = \"5 days\"\n\
        target.release = { within = \"3 h\", share = 0.7 }\n\
        [arrivals.a]\nper_day = 40\nto = \"x\"\n[teams.t]\nmembers = 2\n\
        [stations.x]\nlanes = 10\nstaff = { t = 1 }\nservice = \"1 h\"\nnext = \"released\"\n"
        .replace("target.release", "[target]\nrelease");
    let scenario = scenario(&text);
    let full = stressed(&scenario).saturation().expect("it fills");
    assert_eq!(full.scope.to_string(), "teams.t");
    assert!((full.multiple - 1.2).abs() < 1e-9);
}

/// Multiples close to each other, or to the breaking point, have enough digits to look different in
/// the answer and in the table, and no more.
#[test]
fn close_multiples_are_told_apart() {
    let text = crate::search::SINGLE.replace("80 days", "5 days");
    let document = document(&text);
    let scenario = scenario(&text);
    let question = Question {
        document: &document,
        settings: &[],
        scenario: &scenario,
    };
    let port = stressed(&scenario);
    let effort = Effort {
        replications: 40,
        ..scenario.effort()
    };
    let found = stress(
        &port,
        effort,
        port.guess(),
        |multiple, sight, model: &_, replicated: &_| {
            stress_point(&port, multiple, sight, model, replicated)
        },
        &Unwatched,
    );
    let results = question.answer_stress(&port, None, None, found);
    let told = |tried: [f64; 3], found: f64| {
        let mut results = results.clone();
        let Outcome::Stress(stress) = &mut results.outcome else {
            panic!("a breaking point")
        };
        stress.points.truncate(tried.len());
        for (point, multiple) in stress.points.iter_mut().zip(tried) {
            point.multiple = multiple;
        }
        stress.root = Some(Root::At(found));
        stress.multiple.mean = Some(found);
        (stress.multiple.lower, stress.multiple.upper) = (Some(found - 0.1), Some(found + 0.1));
        let decimals = stress.decimals(2);
        let page = report::page(&results).replace('\u{a0}', " ");
        let told = report::summary(&results).replace(['\u{a0}', '\n'], " ");
        for multiple in tried {
            let digits = decimals.max(3);
            assert!(
                page.contains(&format!(">{multiple:.digits$}<")),
                "{multiple}"
            );
        }
        (decimals, told)
    };
    let (decimals, answer) = told([1.0, 1.25, 1.5], 1.4);
    assert_eq!(decimals, 2);
    assert!(
        answer.contains("can take 1.40 (1.30 to 1.50) times the arrivals"),
        "{answer}"
    );
    let (decimals, answer) = told([1.2345, 1.2346, 1.5], 1.23455);
    assert_eq!(decimals, 5);
    assert!(
        answer.contains("can take 1.23455 (1.13455 to 1.33455) times the arrivals"),
        "{answer}"
    );
    let (decimals, _) = told([1.0, 1.000_000_1, 1.5], 1.4);
    assert_eq!(decimals, 6, "no more than that");
}
