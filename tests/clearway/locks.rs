//! Stations that block each other, for ever or until something frees them, while the others go on.

use clearway::engine::{Ending, Limits, simulate};
use clearway::model::Model;
use clearway::random::Address;
use clearway::scenario::Scenario;
use clearway::statistics::{Depth, Observations, Recorder};
use clearway::theory;

use crate::harness::{at_minutes, events, found, holds, replicated, scenario, timed};

/// Two stations, A and B, half an hour each; every batch goes from A to B, back to A, and out.
fn loops(length: &str, a: &str, b: &str) -> String {
    format!(
        "[run]\nstart = 2024-01-01\nkind = \"period\"\nlength = \"{length}\"\nreplications = 1\n\
         [target]\nrelease = {{ within = \"4 h\", share = 0.9 }}\n\
         [arrivals.n]\nevery = \"2 h\"\nto = \"A\"\n\
         [arrivals.p]\nevery = \"2 h\"\nto = \"A\"\npatience = \"5 h\"\n\
         [stations.A]\nservice = \"30 min\"\n{a}\n\
         next = [{{ when = {{ visits = 1 }}, to = \"B\" }}, {{ to = \"released\" }}]\n\
         [stations.B]\nlanes = 1\nroom = 0\nservice = \"30 min\"\nnext = \"A\"\n{b}\n"
    )
}

const NO_ROOM: &str = "lanes = 1\nroom = 0";

/// n 0 is in B and n 1 in A until 01:00; then each must go to the other's station.
fn two(a: &str, b: &str) -> Scenario {
    let n = at_minutes([0, 1]);
    timed(&loops("1 day", a, b), &[("n", &n), ("p", &[])])
}

/// Returns the lines of a trace that are about locks.
fn locks(scenario: &Scenario) -> Vec<String> {
    let (text, ending) = events(scenario);
    assert_eq!(ending, Ending::Complete);
    let lines = text.lines().filter(|line| line.contains("lock"));
    let lines = lines.filter(|line| !line.contains("blocked"));
    lines.map(str::to_owned).collect()
}

fn observed(model: &Model, limits: Limits) -> Observations {
    let mut recorder = Recorder::new(model, Depth::Metrics, &|| true);
    let (_, ending) = simulate(model, Address::replication(1, 0), limits, &mut recorder);
    recorder.finish(ending)
}

/// Batches every two hours and one more at 02:10 of the sixth day.
fn gridlock() -> Scenario {
    let mut minutes: Vec<i64> = (1..2000).map(|number| number * 120).collect();
    minutes.push(5 * 1440 + 130);
    minutes.sort_unstable();
    let n: Vec<_> = minutes.into_iter().map(|it| (it, 0.0, None)).collect();
    timed(&loops("10 days", NO_ROOM, ""), &[("n", &n), ("p", &[])])
}

#[test]
fn all_that_arrives_at_a_locked_port_is_counted() {
    let port = gridlock();
    assert_eq!(
        locks(&port),
        ["day 5 03:00:00 A and B: locked since 03:00:00"]
    );
    // 120 arrive in the window; of those before the lock 60 leave, in an hour and a half
    holds(
        &port,
        &[
            ("arrived_per_day", "all", 12.0),
            ("released_per_day", "all", 6.0),
            ("released_within", "all", 0.5),
            ("unreleased", "all", 60.0),
            // both lanes for the last 117 of 240 hours
            ("blocked.mean", "stations.A", 117.0 / 240.0),
            ("blocked.mean", "stations.B", 117.0 / 240.0),
            ("utilisation", "stations.B", 30.5 / 240.0),
            // at 24:00 of the sixth day 2 in the lanes and 10 before the gate, then 12 a day more
            (
                "backlog.day_end",
                "all",
                (12.0 + 24.0 + 36.0 + 48.0 + 60.0) / 10.0,
            ),
            ("days_cleared", "all", 0.5),
        ],
    );
    let observations = observed(&port.model, Limits::default());
    assert!(observations.gridlocked && !observations.ending.gave_up());
    assert_eq!(observations.locks.len(), 1);
    assert_eq!(observations.locks[0].until, None);
}

#[test]
fn a_locked_replication_ends_with_the_window_and_stores_nothing() {
    let port = gridlock();
    let text = events(&port).0;
    assert_eq!(
        text.lines().last(),
        Some("day 10 00:00:00 the window closes")
    );
    let limits = Limits {
        batches_inside: 6,
        ..Limits::default()
    };
    assert_eq!(observed(&port.model, limits).ending, Ending::Complete);
}

#[test]
fn stations_upstream_of_a_lock_join_it() {
    // documents has unlimited room and one lane, which is blocked by the ring from 02:10 on
    let text = "[run]\nstart = 2024-01-01\nkind = \"period\"\nlength = \"2 days\"\n\
                replications = 1\n\
                [arrivals.n]\nevery = \"1 h\"\nto = \"ring_1\"\n\
                [arrivals.d]\nevery = \"10 min\"\nto = \"documents\"\n\
                [stations.ring_1]\nlanes = 1\nroom = 0\nservice = \"30 min\"\nnext = \"ring_2\"\n\
                [stations.ring_2]\nlanes = 1\nroom = 0\nservice = \"30 min\"\nnext = \"ring_3\"\n\
                [stations.ring_3]\nlanes = 1\nroom = 0\nservice = \"30 min\"\n\
                next = [{ when = { visits = 9 }, to = \"released\" }, { to = \"ring_1\" }]\n\
                [stations.documents]\nlanes = 1\nservice = \"2 h\"\n\
                next = [{ when = { visits = 1 }, to = \"ring_1\" }, { to = \"released\" }]\n\
                [stations.apart]\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\n\
                [arrivals.x]\nevery = \"5 h\"\nto = \"apart\"\n";
    let port = timed(text, &[("n", &at_minutes([0, 1, 2]))]);
    // n 0, n 1 and n 2 go round for ever; at 01:30 they are in rings 1 to 3, and all are blocked
    let found = locks(&port);
    assert_eq!(
        found,
        [
            "01:30:00 ring_1 and ring_2 and ring_3: locked since 01:30:00",
            "02:10:00 documents: locked since 02:10:00"
        ]
    );
    let limits = Limits {
        batches_inside: 20,
        ..Limits::default()
    };
    let observations = observed(&port.model, limits);
    assert_eq!(observations.ending, Ending::Complete);
    // stations outside the lock serve as before
    holds(
        &port,
        &[
            ("released_per_day", "arrivals.x", 4.5),
            ("unreleased", "arrivals.x", 0.0),
            ("arrived_per_day", "arrivals.d", 143.5),
            ("unreleased", "arrivals.d", 287.0),
        ],
    );
}

#[test]
fn patience_in_the_room_opens() {
    let one_place = "lanes = 1\nroom = 1";
    let n = at_minutes([0, 1]);
    let text = loops("1 day", one_place, "");
    let port = timed(&text, &[("n", &n), ("p", &at_minutes([40]))]);
    assert_eq!(
        locks(&port),
        ["05:40:00 A and B: open, after a lock since 01:00:00"]
    );
    holds(
        &port,
        &[
            ("unreleased", "all", 0.0),
            ("withdrawn_share", "arrivals.p", 1.0),
        ],
    );
    let observations = observed(&port.model, Limits::default());
    assert!(!observations.gridlocked && observations.locks[0].until.is_some());
    // a batch with unlimited patience waits ahead of the blocked lane and takes the place of p 0
    let n = at_minutes([0, 1, 50]);
    let port = timed(
        &loops("2 h", one_place, ""),
        &[("n", &n), ("p", &at_minutes([40]))],
    );
    assert_eq!(locks(&port), ["01:00:00 A and B: locked since 01:00:00"]);
    // p 0 is followed until it leaves, the others are not
    let text = events(&port).0;
    assert_eq!(text.lines().last(), Some("05:40:00 p 0 withdrawn"));
    holds(&port, &[("unreleased", "all", 3.0)]);
    // the limit on batches inside leaves out those before the gate that lose patience later
    let n = at_minutes([0, 1, 50]);
    let mut p = vec![(40, 0.0, None)];
    p.extend((100..110).map(|minute| (minute, 0.0, None)));
    let port = timed(&loops("1 day", one_place, ""), &[("n", &n), ("p", &p)]);
    let limits = Limits {
        batches_inside: 7,
        ..Limits::default()
    };
    assert_eq!(observed(&port.model, limits).ending, Ending::Complete);
    holds(&port, &[("withdrawn_share", "arrivals.p", 1.0)]);
    // patience that outlasts the run does not free the lock
    let text = loops("1 day", one_place, "").replace("5 h", "50 days");
    let n = at_minutes([0, 1]);
    let port = timed(&text, &[("n", &n), ("p", &at_minutes([40]))]);
    assert_eq!(locks(&port), ["01:00:00 A and B: locked since 01:00:00"]);
}

#[test]
fn lanes_by_the_clock_open() {
    let rows =
        "lanes = [{ hours = \"00:00-06:00\", open = 1 }, { hours = \"06:00-24:00\", open = 2 }]";
    let port = two(&format!("{rows}\nroom = 0"), "");
    assert_eq!(
        locks(&port),
        ["06:00:00 A and B: open, after a lock since 01:00:00"]
    );
    holds(&port, &[("unreleased", "all", 0.0)]);
    // closing in the evening does not free the lock
    let rows = "lanes = [{ hours = \"00:00-18:00\", open = 1 }]";
    let port = two(&format!("{rows}\nroom = 0"), "");
    assert_eq!(locks(&port), ["01:00:00 A and B: locked since 01:00:00"]);
}

#[test]
fn dated_changes_open() {
    for set in ["\"stations.A.room\" = 1", "\"stations.B.lanes\" = 2"] {
        let change = format!("[[changes]]\nat = 2024-01-01T07:00:00\nset = {{ {set} }}\n");
        let port = two(NO_ROOM, &change);
        assert_eq!(
            locks(&port),
            ["07:00:00 A and B: open, after a lock since 01:00:00"],
            "{set}"
        );
        holds(&port, &[("unreleased", "all", 0.0)]);
    }
    // a new route does not affect batches under way
    let change =
        "[[changes]]\nat = 2024-01-01T07:00:00\nset = { \"stations.B.next\" = \"released\" }\n";
    assert_eq!(
        locks(&two(NO_ROOM, change)),
        ["01:00:00 A and B: locked since 01:00:00"]
    );
}

#[test]
fn a_repair_opens() {
    let text = loops(
        "1 day",
        "lanes = 2\nroom = 0\n\
         breakdowns = { after = \"45 min\", counting = \"clock\", repair = \"5 h\" }",
        "",
    );
    let text = text.replacen("service = \"30 min\"", "service = \"10 min\"", 1);
    let text = text.replacen("service = \"30 min\"", "service = \"60 min\"", 1);
    let port = timed(&text, &[("n", &at_minutes([0, 11])), ("p", &[])]);
    // n 1 blocks one lane of A from 00:21 on, the other one breaks at 00:45
    assert_eq!(
        locks(&port)[0],
        "05:45:00 A and B: open, after a lock since 01:10:00"
    );
}

#[test]
fn lanes_on_demand_open() {
    let a = "lanes = 1\nroom = 1\nopen_more = { when_waiting = 1, add = 1, notice = \"3 h\" }";
    let n = at_minutes([0, 1, 40]);
    let port = timed(&loops("1 day", a, ""), &[("n", &n), ("p", &[])]);
    assert_eq!(
        locks(&port)[0],
        "03:01:00 A and B: open, after a lock since 01:00:00"
    );
}

#[test]
fn work_that_comes_back_to_its_closed_station_can_lock_it() {
    let text = "[run]\nstart = 2024-01-01\nkind = \"period\"\nlength = \"3 days\"\n\
                replications = 1\n[arrivals.n]\nevery = \"1 h\"\nto = \"A\"\n\
                [stations.A]\nroom = 0\nservice = \"90 min\"\n\
                lanes = [{ hours = \"00:00-01:00\", open = 2 }, \
                { hours = \"05:00-24:00\", open = 1 }]\n\
                next = [{ when = { visits = 1 }, to = \"A\" }, { to = \"released\" }]\n";
    let port = timed(text, &[("n", &at_minutes([0, 1, 400]))]);
    assert_eq!(locks(&port), ["01:31:00 A: locked since 01:31:00"]);
    holds(&port, &[("unreleased", "all", 3.0)]);
}

/// Compares batches a day and the share within 2 hours with known means and standard errors.
fn agrees(stations: &str, known: [(&str, f64, f64); 3]) {
    let text = format!(
        "[run]\nstart = 2021-01-04\nlength = \"10 days\"\nreplications = 400\n\
         [target]\nrelease = {{ within = \"2 h\", share = 0.95 }}\n{stations}"
    );
    let replicated = replicated(&text);
    for (metric, known, error) in known {
        let found = found(&replicated, metric, "all");
        let error = f64::hypot(found.standard_error, error);
        assert!(
            (found.mean - known).abs() < 4.0 * error,
            "{metric}: {found:?}"
        );
    }
    let evidence = replicated.evidence();
    assert!(!evidence.locks.is_empty() && evidence.gave_up.is_empty());
}

#[test]
fn two_random_stations_agree_with_a_simulation_of_its_own() {
    // from 3,000 runs of an independent program
    agrees(
        "[arrivals.a]\nper_day = 40\nto = \"one\"\n[arrivals.b]\nper_day = 40\nto = \"two\"\n\
         [stations.one]\nlanes = 1\nroom = 2\n\
         service = { exponential = { mean = \"5 min\" } }\n\
         next = { two = 0.5, released = 0.5 }\n\
         [stations.two]\nlanes = 1\nroom = 2\n\
         service = { exponential = { mean = \"5 min\" } }\n\
         next = { one = 0.5, released = 0.5 }\n",
        [
            ("arrived_per_day", 80.0, 0.0),
            ("released_per_day", 50.5, 1.0),
            ("released_within", 0.633, 0.013),
        ],
    );
}

#[test]
fn three_random_stations_agree_with_a_simulation_of_its_own() {
    // from 2,000 runs of an independent program
    agrees(
        "[arrivals.a]\nper_day = 40\nto = \"one\"\n\
         [arrivals.b]\nper_day = 30\nto = \"three\"\n\
         [stations.one]\nlanes = 1\nroom = 1\n\
         service = { exponential = { mean = \"10 min\" } }\n\
         next = { two = 0.6, released = 0.4 }\n\
         [stations.two]\nlanes = 2\nroom = 0\n\
         service = { exponential = { mean = \"10 min\" } }\n\
         next = { three = 0.8, released = \"rest\" }\n\
         [stations.three]\nlanes = 1\nroom = 2\n\
         service = { exponential = { mean = \"10 min\" } }\n\
         next = { one = 0.3, released = \"rest\" }\n",
        [
            ("arrived_per_day", 70.0, 0.0),
            ("released_per_day", 42.70, 0.56),
            ("released_within", 0.599, 0.008),
        ],
    );
}

/// Returns the names of the stations that can lock under the rules of a scenario.
fn possible(text: &str) -> Vec<Vec<String>> {
    let scenario = scenario(text);
    let name = |id: &clearway::model::StationId| scenario.model.stations()[id.index()].name.clone();
    let sets = theory::possible_locks(&scenario.model);
    sets.iter()
        .map(|set| set.iter().map(name).collect())
        .collect()
}

#[test]
fn theory_knows_where_stations_can_lock() {
    let both = vec![vec!["A".to_owned(), "B".to_owned()]];
    assert_eq!(possible(&loops("1 day", NO_ROOM, "")), both);
    let none: Vec<Vec<String>> = vec![];
    for opens in [
        "lanes = 1",
        "lanes = \"unlimited\"",
        "lanes = 1\nroom = 3\nwhen_full = \"turn-away\"",
    ] {
        assert_eq!(possible(&loops("1 day", opens, "")), none, "{opens}");
    }
    // a full station diverts to C instead, which does not lead back into the cycle
    let aside = "[stations.C]\nlanes = 1\nroom = 0\nservice = \"5 min\"\nnext = \"NEXT\"\n";
    let diverts = "lanes = 1\nroom = 0\nwhen_full = { divert = \"C\" }";
    let text = loops("1 day", diverts, aside);
    assert_eq!(possible(&text.replace("NEXT", "released")), none);
    let round = vec![vec!["B".to_owned(), "C".to_owned()]];
    assert_eq!(possible(&text.replace("NEXT", "B")), round);
    // a station alone blocks itself only where lanes close
    let alone = |lanes: &str| {
        possible(&format!(
            "[run]\nstart = 2024-01-01\nlength = \"3 days\"\n[arrivals.n]\nevery = \"1 h\"\n\
             to = \"A\"\n[stations.A]\nroom = 0\nservice = \"9 min\"\nlanes = {lanes}\n\
             next = {{ A = 0.1, released = \"rest\" }}\n"
        ))
    };
    assert_eq!(alone("2"), none);
    let rows = "[{ hours = \"00:00-01:00\", open = 2 }]";
    assert_eq!(alone(rows), [["A".to_owned()]]);
    // a change can make it possible
    let change = "[[changes]]\nat = 2024-01-01T07:00:00\nset = { \"stations.A.room\" = 1 }\n";
    assert_eq!(possible(&loops("1 day", "lanes = 1", change)), both);
}
