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

/// Two members from 08:00 to 16:00 have 16 hours a day for 8 hours of work, and at most one half
/// hour each after that; the lanes are open all day.
#[test]
fn a_team_is_full_before_overtime_is_used_up() {
    let text = "[run]\nstart = 2024-01-01\nlength = \"7 days\"\n\
        [target]\nrelease = { within = \"24 h\", share = 0.7 }\n\
        [arrivals.a]\nper_day = 16\nto = \"x\"\n\
        [teams.t]\nmembers = [{ hours = \"08:00-16:00\", on = 2 }]\n\
        [stations.x]\nlanes = 4\nstaff = { t = 1 }\nservice = \"30 min\"\nnext = \"released\"\n";
    let scenario = scenario(text);
    let full = stressed(&scenario).saturation().expect("it fills");
    assert_eq!(full.scope.to_string(), "teams.t");
    assert!((full.multiple - 2.0).abs() < 1e-9);
    let (multiple, scope) = full.grows.expect("work piles up");
    assert_eq!(scope.to_string(), "teams.t");
    assert!((multiple - 17.0 / 8.0).abs() < 1e-9, "{multiple}");
}

/// The first station is full at twice the arrivals, but impatient batches leave it, so that too few
/// of them reach the second one at three times the arrivals.
#[test]
fn a_station_that_batches_leave_is_full_first_without_a_growing_queue() {
    let service = |minutes: u32| {
        format!("lanes = 1\nservice = {{ exponential = {{ mean = \"{minutes} min\" }} }}\n")
    };
    let scenario = port(
        "release = { within = \"4 h\", share = 0.5 }",
        "per_day = 24\npatience = \"2 h\"",
        &format!(
            "{}next = \"y\"\n[stations.y]\n{}next = \"released\"",
            service(30),
            service(20)
        ),
    );
    let full = stressed(&scenario).saturation().expect("it fills");
    assert_eq!(full.scope.to_string(), "stations.x");
    assert!((full.multiple - 2.0).abs() < 1e-9);
    assert_eq!(full.grows, None);
}

/// A station that turns batches away lets no more through than its lane can do: the second one is
/// full where Erlang's formula says that 2 lanes of work arrive there.
#[test]
fn what_is_turned_away_before_does_not_fill() {
    let scenario = port(
        "release = { within = \"4 h\", share = 0.1 }",
        "per_day = 24",
        "lanes = 1\nroom = 0\nwhen_full = \"turn-away\"\n\
         service = { exponential = { mean = \"30 min\" } }\nnext = \"y\"\n\
         [stations.y]\nlanes = 1\nservice = { exponential = { mean = \"45 min\" } }\n\
         next = \"released\"",
    );
    let full = stressed(&scenario).saturation().expect("it fills");
    // the load a of the first lane passes 1 / (1 + a); 1.5 a / (1 + a) = 1 at a = 2, four times
    // the arrivals; the lane itself is full on paper at a = 1
    assert_eq!(full.scope.to_string(), "stations.x");
    assert!((full.multiple - 2.0).abs() < 1e-6, "{}", full.multiple);
}

/// Without a release target, batches that are refused do not make the port miss it.
#[test]
fn refused_batches_are_no_breaking_point() {
    let station = "lanes = 1\nservice = \"20 min\"\n\
                   next = { released = 0.9, refused = \"rest\" }";
    let scenario = port("tolerance = 0.01", "per_day = 24", station);
    let found = stressed(&scenario);
    assert_eq!(found.lacking_arrivals(), None);
    let mut twice = scenario.model.clone();
    found.multiply(2.0, &mut twice);
    let wanted = twice.target().batches_per_day.expect("a target");
    assert!((wanted - 43.2).abs() < 1e-9, "{wanted}");
    // a target between what is released and what arrives is out of reach
    let scenario = port("batches_per_day = 23", "per_day = 24", station);
    assert!(stressed(&scenario).lacking_arrivals().is_some());
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

/// A station is named with the multiple at which it is full, and with that from which its queue
/// grows; a target that is still met there is explained.
#[test]
fn a_target_that_is_met_beyond_a_growing_queue_is_explained() {
    let text = crate::search::SINGLE.replace("80 days", "5 days");
    let (document, scenario) = (document(&text), scenario(&text));
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
    let conclude = |multiple, sight, model: &_, replicated: &_| {
        stress_point(&port, multiple, sight, model, replicated)
    };
    let found = stress(&port, effort, port.guess(), conclude, &Unwatched);
    let results = question.answer_stress(&port, port.saturation(), None, found);
    let told = |[full, grows, broken]: [f64; 3]| {
        let mut results = results.clone();
        let Outcome::Stress(stress) = &mut results.outcome else {
            panic!("a breaking point")
        };
        stress.full_at = Some(full);
        stress.grows_at = Some(grows);
        stress.grows.clone_from(&stress.full);
        stress.root = Some(Root::At(broken));
        let words = report::summary(&results).replace('\u{a0}', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let beyond = "The target is still met beyond that: in the 5 days that are measured, too few of \
                  all batches wait there for it to be missed.";
    let answer = told([25.0, 27.2, 46.0]);
    assert!(
        answer.contains("With 25.00 times the arrivals, "),
        "{answer}"
    );
    let words = " has no idle time left in open hours; with 27.20 times, its queue grows without \
                 end.";
    assert!(answer.contains(words), "{answer}");
    assert!(answer.contains(beyond), "{answer}");
    let answer = told([25.0, 25.0, 20.0]);
    let words = " has no idle time left, so that its queue grows without end; the target is missed \
                 before that.";
    assert!(answer.contains(words), "{answer}");
    assert!(!answer.contains(beyond), "{answer}");
}
