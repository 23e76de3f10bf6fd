//! Sentences that agree with the tables beside them, where a port has too little staff, batches that
//! lose patience, lanes on demand, stations that can lock up, or days that differ.

use std::fs;

use clearway::report;
use clearway::results::{Excess, Outcome, Results, Severity};

use super::fixture::{self, estimate, inside, share};
use super::truth::told;
use crate::harness::{answered, clearway, named, text};

/// Returns the notes of results as one text.
fn notes(results: &Results) -> String {
    let notes = results.notes.iter().map(|note| note.text.as_str());
    notes.collect::<Vec<_>>().join(" ")
}

/// One clerk from 08:00 to 16:00, whose work goes on after 16:00 for half of the mean square of the
/// service time over its mean, 2.5 h, if there is always work.
fn clerk(per_day: u32) -> Results {
    answered(&format!(
        "[run]\nstart = 2024-01-01\nwarm_up = \"5 days\"\nlength = \"20 days\"\n\
         replications = 20\n[arrivals.a]\nper_day = {per_day}\nto = \"x\"\n\
         [teams.clerks]\nmembers = [{{ hours = \"08:00-16:00\", on = 1 }}]\n\
         [stations.x]\nlanes = 2\nstaff = {{ clerks = 1 }}\nnext = \"released\"\n\
         service = {{ lognormal = {{ mean = \"1 h\", cv = 2 }} }}\n"
    ))
}

/// Of 12 hours of work a day 8 are done on duty and 2.5 in overtime; of 9 hours all are done.
#[test]
fn overtime_carries_no_more_than_was_measured() {
    let results = clerk(12);
    let answer = told(&results);
    let words = "of the 4 member-hours a day that are missing, and the queue grows";
    assert!(answer.contains(words), "{answer}");
    assert!(!answer.contains("carries the rest"), "{answer}");
    let note = results.notes.iter().find(|it| it.text.contains("Overtime"));
    let note = note.expect("a note");
    assert_eq!(note.severity, Severity::Warning);
    let words = "of the 4.0 member-hours a day that are missing, so that work piles up.";
    assert!(note.text.contains(words), "{}", note.text);
    let Outcome::Run(run) = &results.outcome else {
        panic!("a run")
    };
    let left = run.daily.last().expect("days").backlog.mean;
    assert!(left > Some(20.0), "{left:?} batches wait at the end");

    let results = clerk(9);
    let answer = told(&results);
    assert!(answer.contains("overtime carries the rest"), "{answer}");
    assert!(notes(&results).contains("Overtime must carry the rest."));
}

/// The whole interval of the overtime must lie below the missing hours.
#[test]
fn work_piles_up_where_overtime_is_clearly_too_little() {
    let excess = |overtime| Excess::of(1.5, 1.0, &estimate(overtime, 0.5));
    assert_eq!(Excess::of(1.0, 1.0, &estimate(1.0, 0.5)), None);
    let found = excess(10.0).expect("12 hours are missing");
    assert_eq!((found.missing, found.overtime), (12.0, Some(10.0)));
    assert!(found.piles_up);
    assert!(!excess(11.2).expect("12 hours are missing").piles_up);
    assert!(!excess(13.0).expect("12 hours are missing").piles_up);
}

/// Batches with a patience of 2 h at a lane that can serve half of them.
#[test]
fn batches_that_leave_before_they_are_served_are_not_counted_as_served() {
    let results = answered(
        "[run]\nstart = 2024-01-01\nwarm_up = \"2 days\"\nlength = \"10 days\"\n\
         replications = 10\n[arrivals.a]\nper_day = 48\nto = \"x\"\n\
         patience = { exponential = { mean = \"2 h\" } }\n[stations.x]\nlanes = 1\n\
         service = { exponential = { mean = \"1 h\" } }\nnext = \"released\"\n",
    );
    let answer = told(&results);
    let words = "the batches that are served there, 4";
    assert!(answer.contains(words), "{answer}");
    assert!(!answer.contains("that go there"), "{answer}");
    // all go there
    let Outcome::Run(run) = &results.outcome else {
        panic!("a run")
    };
    assert!((run.load[0].visits_per_day - 48.0).abs() < 1e-9);
}

/// 2 lanes of work at one lane and three on demand.
#[test]
fn lanes_on_demand_are_told_apart_from_those_of_the_clock() {
    let results = answered(
        "[run]\nstart = 2024-01-01\nwarm_up = \"2 days\"\nlength = \"10 days\"\n\
         replications = 10\n[arrivals.a]\nper_day = 48\nto = \"x\"\n[stations.x]\nlanes = 1\n\
         open_more = { when_waiting = 3, add = 3, until_waiting = 0 }\n\
         service = { exponential = { mean = \"1 h\" } }\nnext = \"released\"\n",
    );
    let answer = told(&results);
    let words = "With 1 lane and up to 3 on demand at x ";
    assert!(answer.contains(words), "{answer}");
    let words = "by theory its work fills 2.00 of up to 4 lanes, 3 of them on demand";
    assert!(answer.contains(words), "{answer}");
    // the load over all four lanes is no utilisation
    let page = report::page(&results).replace('\u{a0}', " ");
    assert!(page.contains(">1 and up to 3 on demand<"));
    assert!(!page.contains(">50.0 %<"), "the load over four lanes");
}

/// Two stations that send batches to each other, with two waiting places each.
const RING: &str = r#"
[run]
start = 2021-01-04
length = "3 days"
replications = 40
[target]
release = { within = "4 h", share = 0.9 }
[arrivals.a]
per_day = 40
to = "one"
[stations.one]
label = "First"
lanes = 2
room = 3
service = { exponential = { mean = "5 min" } }
next = { two = 0.5, released = 0.5 }
[stations.two]
label = "Second"
lanes = 2
room = 3
service = { exponential = { mean = "5 min" } }
next = { one = 0.5, released = 0.5 }
[sweep]
"stations.one.lanes" = [2, 3]
[staffing]
choose = { "stations.one.lanes" = { from = 2, to = 3 } }
[variants.more]
set = { "stations.one.lanes" = 3 }
"#;

/// Returns what a command prints, in one line.
fn printed(scenario: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), scenario).expect("written");
    let arguments = [&arguments[..1], &["port.toml"], &arguments[1..]].concat();
    let output = clearway(folder.path(), &arguments);
    let problem = text(&output.stderr);
    assert!(output.status.code() < Some(2), "{arguments:?}: {problem}");
    let all = text(&output.stdout) + &problem;
    let words: Vec<&str> = all.split_whitespace().collect();
    words.join(" ").replace('\u{a0}', " ")
}

/// No replication locks up, but a longer run can: every command says so, with the exact bound on
/// the share of runs of this length.
#[test]
fn a_lock_that_was_not_seen_is_still_possible() {
    let run = printed(RING, &["run"]);
    let words = "No replication locked up (40 of 3 days), but First, Second can block each other \
                 for ever: they send batches round in a circle, and waiting places are limited. \
                 With a confidence of 95 %, at most 7.3 % of the runs of this length lock up; \
                 longer runs do so more often, and then meet no target.";
    assert!(run.contains(words), "{run}");
    let staff = printed(RING, &["staff"]);
    let words = "No replication of the choice locked up (";
    assert!(staff.contains(words), "{staff}");
    assert!(staff.contains("First, Second can block each other for ever"));
    let words = "the choice meets every target in runs that do not lock up";
    assert!(staff.contains(words), "{staff}");
    let stress = printed(RING, &["stress"]);
    let is_told = stress.contains("No replication of any multiple locked up (40 of 3 days)")
        || stress.contains("replications lock up");
    assert!(is_told, "{stress}");
    let sweep = printed(RING, &["sweep"]);
    let words = "At 2 of 2 points no replication locked up, but stations can block each other for \
                 ever (First, Second): a longer run may lock up.";
    assert!(sweep.contains(words), "{sweep}");
    let compare = printed(RING, &["compare"]);
    let words = "No replication locked up, but stations can block each other for ever in:";
    assert!(compare.contains(words), "{compare}");
    // unlimited room breaks the circle
    let free = printed(&RING.replacen("room = 3\n", "", 1), &["run"]);
    assert!(!free.contains("for ever"), "{free}");
}

/// 20 batches of an hour a day at one lane, and 40 in three of the days.
#[test]
fn days_with_too_much_work_are_told_in_a_sweep() {
    let scenario = "[run]\nstart = 2024-01-01\nlength = \"14 days\"\nreplications = 40\n\
         [target]\nrelease = { within = \"12 h\", share = 0.5 }\n\
         [arrivals.a]\nper_day = 15\nto = \"x\"\n\
         [stations.x]\nlabel = \"Desk\"\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\n\
         [[changes]]\nat = 2024-01-05\nuntil = 2024-01-08\nset = { \"arrivals.a.per_day\" = 40 }\n\
         [sweep]\n\"stations.x.lanes\" = [1, 2]\n";
    let sweep = printed(scenario, &["sweep"]);
    let words = "In 1 arrangement a station or a team is overloaded in some days: more work \
                 arrives in them than can be done.";
    assert!(sweep.contains(words), "{sweep}");
    assert_eq!(sweep.matches("in some days: Desk").count(), 1, "{sweep}");
    // two lanes are enough for 40 hours of work a day
    assert_eq!(sweep.matches(" no ").count(), 1, "{sweep}");
}

/// The list of runs, and every sentence, tell a share below 1 with enough digits.
#[test]
fn nearly_all_is_not_all() {
    let mut results = fixture::run();
    let in_time = named("released_within");
    for metric in inside(&mut results).metrics.list_mut() {
        if metric.metric == in_time {
            metric.estimate = share(0.9997, 0.004);
        }
    }
    let run = report::Finished::of(&results, "port".to_owned(), String::new(), true);
    let list = report::list(&[run], None);
    assert!(list.contains(" 99.97 %"), "{list}");
}
