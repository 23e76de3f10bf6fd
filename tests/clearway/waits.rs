//! Waits by theory: the model chosen for a station, exact values, and the approximation compared
//! with simulations.

use clearway::theory::{Basis, Caveat, Wait, waits};

use crate::harness::{estimate, scenario};

/// Poisson arrivals, 48 a day, through a station of two lanes to one of one lane, with some sent
/// back.
const NETWORK: &str = r#"
[run]
start = 2020-04-13
warm_up = "5 days"
length = "100 days"
replications = 20
seed = 6
[arrivals.a]
per_day = 48
to = "first"
[stations.first]
lanes = 2
service = { exponential = { mean = "36 min" } }
next = { second = 0.5, released = "rest" }
[stations.second]
lanes = 1
service = { exponential = { mean = "30 min" } }
next = { first = 0.2, released = "rest" }
"#;

fn of(text: &str) -> Vec<Wait> {
    waits(&scenario(text).model)
}

fn near(found: Option<f64>, exact: f64) {
    let found = found.expect("a number");
    assert!(
        (found - exact).abs() < 1e-9 * exact.max(1.0),
        "{found} {exact}"
    );
}

/// Visits are 48 / (1 - 0.1) a day at the first station and half of that at the second: loads 4/3
/// on two lanes, 5/9 on one.
#[test]
fn a_jackson_network_is_exact() {
    let waits = of(NETWORK);
    assert!(waits.iter().all(|wait| wait.basis == Basis::Exponential));
    // M/M/2: rho^2 / (1 - rho^2) service times; M/M/1: rho / (1 - rho)
    let rho: f64 = 2.0 / 3.0;
    near(waits[0].mean_hours, 0.6 * rho * rho / (1.0 - rho * rho));
    near(waits[1].mean_hours, 0.5 * (5.0 / 9.0) / (4.0 / 9.0));
    near(
        waits[1].p95_hours,
        0.5 * (5.0_f64 / 9.0 / 0.05).ln() / (4.0 / 9.0),
    );
    for (wait, name) in waits.iter().zip(["first", "second"]) {
        let scope = format!("stations.{name}");
        for (metric, exact) in [("wait.mean", wait.mean_hours), ("wait.p95", wait.p95_hours)] {
            let found = estimate(NETWORK, metric, &scope);
            let exact = exact.expect("known");
            let off = (found.mean - exact).abs() / found.standard_error;
            assert!(off < 4.0, "{metric} of {scope}: {} {exact}", found.mean);
        }
    }
}

#[test]
fn other_models_that_theory_knows() {
    let single = NETWORK.replace("{ second = 0.5, released = \"rest\" }", "\"second\"");
    let single = single.replace("{ first = 0.2, released = \"rest\" }", "\"released\"");
    // a load of 1.2 on two lanes, then of 1 on one: the second never settles
    let waits = of(&single);
    assert_eq!(waits[1].mean_hours, None);
    assert_eq!(waits[1].caveats, [Caveat::Overload]);
    // M/D/1 after an M/M/2: half of rho / (1 - rho) service times
    let constant = single.replace(
        "exponential = { mean = \"30 min\" }",
        "constant = \"15 min\"",
    );
    let waits = of(&constant);
    assert_eq!(waits[1].basis, Basis::General);
    near(waits[1].mean_hours, 0.25 * 0.5 * 0.5 / 0.5);
    assert_eq!(waits[1].p95_hours, None);
    // one waiting place, the others turned away: states 1 : a : a^2 with a = 2 x 0.5 = 1
    let places = single.replace(
        "lanes = 1",
        "lanes = 1\nroom = 1\nwhen_full = \"turn-away\"",
    );
    let waits = of(&places);
    assert_eq!(
        (waits[0].basis, waits[1].basis),
        (Basis::Exponential, Basis::Places)
    );
    near(waits[1].mean_hours, 0.5 * 1.0 / 2.0);
    let unlimited = single.replace("lanes = 1", "lanes = \"unlimited\"");
    let waits = of(&unlimited);
    assert_eq!(waits[1].basis, Basis::Unlimited);
    near(waits[1].mean_hours, 0.0);
}

#[test]
fn what_theory_leaves_out_is_named() {
    let caveats = |from: &str, to: &str| of(&NETWORK.replacen(from, to, 1)).remove(0).caveats;
    let lanes = "lanes = [{ hours = \"06:00-24:00\", open = 4 }]";
    assert_eq!(caveats("lanes = 2", lanes), [Caveat::OpeningHours]);
    assert_eq!(
        caveats("lanes = 2", "lanes = 2\norder = \"shortest\""),
        [Caveat::Order]
    );
    let days = "per_day = 48\ndays = { sun = 0.5 }";
    assert_eq!(caveats("per_day = 48", days), [Caveat::ArrivalsByClock]);
    assert_eq!(
        caveats("[run]", "[run]\nkind = \"period\""),
        [Caveat::Period]
    );
    let approximate = of(&NETWORK.replacen("lanes = 2", lanes, 1));
    assert!(
        approximate
            .iter()
            .all(|wait| wait.basis == Basis::Approximation)
    );
    assert!(approximate.iter().all(|wait| wait.mean_hours.is_some()));
}

/// Where staff, room or dated changes decide a wait, no number is given.
#[test]
fn no_number_is_given_where_the_formula_does_not_apply() {
    let staff = NETWORK.replace("lanes = 1", "lanes = 1\nstaff = { clerks = 1 }")
        + "[teams.clerks]\nmembers = 2\n";
    let waits = of(&staff);
    assert_eq!(waits[1].mean_hours, None);
    assert!(waits[1].caveats.contains(&Caveat::Staff));
    // the station before it needs no staff
    assert!(waits[0].mean_hours.is_some());
    // one that turns batches away is exact only with exponential service
    let room = NETWORK.replace(
        "lanes = 1",
        "lanes = 1\nroom = 1\nwhen_full = \"turn-away\"",
    );
    let constant = room.replace(
        "exponential = { mean = \"30 min\" }",
        "constant = \"30 min\"",
    );
    assert_eq!(of(&constant)[1].mean_hours, None);
    let blocks = NETWORK.replace("lanes = 1", "lanes = 1\nroom = 1");
    assert!(of(&blocks).iter().all(|wait| wait.mean_hours.is_none()));
    let change = "[[changes]]\nat = 2020-04-20\nset = { \"arrivals.a.per_day\" = 80 }\n";
    let changed = of(&format!("{NETWORK}{change}"));
    assert!(changed.iter().all(|wait| wait.mean_hours.is_none()));
}

/// Regular arrivals and service in series: far from M/M/1, a test that the decomposition follows
/// the variability.
#[test]
fn the_approximation_is_near_where_nothing_is_exponential() {
    let text = NETWORK
        .replace(
            "per_day = 48",
            "every = { erlang = { mean = \"30 min\", k = 4 } }",
        )
        .replace(
            "exponential = { mean = \"36 min\" }",
            "erlang = { mean = \"48 min\", k = 3 }",
        )
        .replace(
            "exponential = { mean = \"30 min\" }",
            "lognormal = { mean = \"40 min\", cv = 0.5 }",
        )
        .replace("first = 0.2, ", "");
    for (wait, name) in of(&text).iter().zip(["first", "second"]) {
        assert_eq!(wait.basis, Basis::Approximation);
        let found = estimate(&text, "wait.mean", &format!("stations.{name}")).mean;
        let theory = wait.mean_hours.expect("a number");
        assert!(
            (found / theory - 1.0).abs() < 0.2,
            "{name}: {found} {theory}"
        );
    }
}

/// With one lane, arrivals that vary by the hour wait at least as long as at the mean rate (Rolski
/// 1981); for twenty lanes, for groups and behind another station nothing is proven.
#[test]
fn a_bound_is_claimed_only_where_it_is_proven() {
    let text = "[run]\nstart = 2020-04-13\nlength = \"14 days\"\n\
                [arrivals.a]\nper_day = 24\ndays = { sun = 0.5 }\nto = \"x\"\n\
                [stations.x]\nlanes = 1\nservice = \"30 min\"\nnext = \"released\"\n";
    let wait = of(text).remove(0);
    assert!(wait.at_least && wait.basis == Basis::Approximation);
    let bound = |from: &str, to: &str| of(&text.replacen(from, to, 1)).remove(0).at_least;
    assert!(!bound("lanes = 1", "lanes = 20"));
    assert!(!bound("per_day = 24", "per_day = 24\ngroup = 2"));
    assert!(!bound("per_day = 24", "process = \"exact\"\nper_day = 24"));
    assert!(!bound("lanes = 1", "lanes = 1\norder = \"last-come\""));
    assert!(!bound("days = { sun = 0.5 }\n", ""));
    let behind = text.replace("\"released\"", "\"y\"")
        + "[stations.y]\nlanes = 1\nservice = \"20 min\"\nnext = \"released\"\n";
    assert!(!of(&behind)[1].at_least);
}
