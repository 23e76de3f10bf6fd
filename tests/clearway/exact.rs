//! Orders, interruptions, rooms, breakdowns, groups, teams and patience against exact formulas.
//!
//! Every estimate must lie within 4 standard errors of the exact value, and the standard error must
//! itself be small. Times in results are hours; the queues here run in minutes.

use crate::formulas::{erlang_b, mg1_wait, mmc_wait};
use crate::harness::{Found, found, replicated};

const RUN: &str = "[run]\nstart = 2020-04-13\nwarm_up = \"3 days\"\nlength = \"60 days\"\n\
                   replications = 24\nseed = 7\n";

/// A metric, its scope, and its exact value; times in minutes.
type Known<'a> = (&'a str, &'a str, f64);

#[track_caller]
fn agree(text: &str, noise: f64, known: &[Known]) {
    let replicated = replicated(&format!("{RUN}{text}"));
    for (metric, scope, exact) in known {
        let Found {
            mut mean,
            mut standard_error,
        } = found(&replicated, metric, scope);
        if metric.contains("time") || metric.contains("wait") {
            mean *= 60.0;
            standard_error *= 60.0;
        }
        assert!(
            (mean - exact).abs() <= 4.0 * standard_error,
            "{metric} of {scope}: {mean} +- {standard_error} instead of {exact}"
        );
        assert!(
            standard_error <= noise * exact,
            "{metric} of {scope}: standard error {standard_error} of {exact}"
        );
    }
}

/// One lane with exponential service of this mean in minutes, this rate of batches a minute, and
/// further rules.
fn single(per_minute: f64, service: f64, rules: &str) -> String {
    let per_day = per_minute * 1440.0;
    format!(
        "[arrivals.a]\nper_day = {per_day}\nto = \"desk\"\n[stations.desk]\nlanes = 1\n\
         service = {{ exponential = {{ mean = \"{service} min\" }} }}\n\
         next = \"released\"\n{rules}\n"
    )
}

/// Preemptive resume: `T(k) = (E S (1 - s(k)) + R(k)) / ((1 - s(k-1)) (1 - s(k)))`, with `s(k)` the
/// load of classes 1 to k and `R(k)` half their sum of rate times second moment (Kleinrock 1976,
/// 3.39).
#[test]
fn preemptive_priorities() {
    let (high, low) = (0.25, 0.45);
    let text = single(low, 1.0, "preempt = true")
        + &format!(
            "[arrivals.high]\nper_day = {}\npriority = 1\nto = \"desk\"\n",
            high * 1440.0
        );
    let residual = |rate: f64| rate;
    let first = ((1.0 - high) + residual(high)) / (1.0 - high);
    let both = high + low;
    let second = ((1.0 - both) + residual(both)) / ((1.0 - high) * (1.0 - both));
    agree(
        &text,
        0.02,
        &[
            ("release_time.mean", "arrivals.high", first),
            ("release_time.mean", "arrivals.a", second),
            ("busy.mean", "stations.desk", both),
            ("utilisation", "stations.desk", both),
        ],
    );
}

/// The mean wait does not depend on an order that ignores service times (Pollaczek-Khinchine).
#[test]
fn orders_that_ignore_service_times_have_one_mean() {
    for order in ["last-come", "random"] {
        let text = single(0.7, 1.0, &format!("order = \"{order}\""));
        agree(
            &text,
            0.02,
            &[("wait.mean", "stations.desk", mg1_wait(0.7, 1.0, 2.0))],
        );
    }
}

/// Shortest service first: W = integral of w / (1 - rho(x))^2 dF(x), w = rate E S^2 / 2, rho(x) the
/// load of services up to x (Phipps 1956; Conway, Maxwell and Miller 1967, 8-6).
#[test]
fn shortest_service_first() {
    let rate = 0.8;
    let step = 1e-3;
    let (mut wait, mut load) = (0.0, 0.0);
    for position in 0..40_000 {
        let x = (f64::from(position) + 0.5) * step;
        let density = (-x).exp() * step;
        load += rate * x * density / 2.0;
        wait += rate / (1.0_f64 - load).powi(2) * density;
        load += rate * x * density / 2.0;
    }
    agree(
        &single(rate, 1.0, "order = \"shortest\""),
        0.02,
        &[("wait.mean", "stations.desk", wait)],
    );
}

/// M/M/1/K: P(full) = (1 - r) r^K / (1 - r^(K+1)).
#[test]
fn a_room_that_turns_away() {
    let (rate, places) = (0.9_f64, 3);
    let size = places + 1;
    let refused = (1.0 - rate) * rate.powi(size) / (1.0 - rate.powi(size + 1));
    let rules = format!("room = {places}\nwhen_full = \"turn-away\"");
    agree(
        &single(rate, 1.0, &rules),
        0.02,
        &[
            ("refused_share", "all", refused),
            ("turned_away_share", "stations.desk", refused),
            ("utilisation", "stations.desk", rate * (1.0 - refused)),
        ],
    );
}

/// Erlang's loss formula, which holds for any service.
#[test]
fn no_room_at_all() {
    let rules = "room = 0\nwhen_full = \"turn-away\"";
    let text = single(3.0, 1.0, rules).replace("lanes = 1", "lanes = 4");
    let lost = erlang_b(4, 3.0);
    agree(&text, 0.01, &[("refused_share", "all", lost)]);
    let text = text.replace("exponential = { mean", "lognormal = { cv = 2, mean");
    agree(&text, 0.02, &[("refused_share", "all", lost)]);
}

/// Two stations in tandem, one waiting place between them, blocking after service: the mean time
/// inside is 2.802 for a rate of 1/2 and mean services of 0.7 and 0.9.
#[test]
fn a_tandem_with_one_place_and_blocking() {
    let text = single(0.5, 0.7, "")
        .replace("next = \"released\"", "next = \"bay\"")
        .replace("desk", "gate")
        + "[stations.bay]\nlanes = 1\nroom = 1\n\
           service = { exponential = { mean = \"0.9 min\" } }\nnext = \"released\"\n";
    agree(&text, 0.005, &[("release_time.mean", "all", 2.802)]);
}

/// Breakdowns while working: a service with its repairs has mean s (1 + x r) and second moment
/// 2 s^2 (1 + x r)^2 + x s 2 r^2, in the Pollaczek-Khinchine formula (Avi-Itzhak and Naor 1963,
/// model A).
#[test]
fn breakdowns_while_working() {
    let (rate, service, breakdown, repair) = (0.5, 1.0, 0.1, 4.0);
    let rules = "breakdowns = { after = { exponential = { mean = \"10 min\" } }, \
                 counting = \"work\", repair = { exponential = { mean = \"4 min\" } } }";
    let longer: f64 = 1.0 + breakdown * repair;
    let mean = service * longer;
    let second =
        2.0 * service * service * longer * longer + breakdown * service * 2.0 * repair * repair;
    let queue = mg1_wait(rate, mean, second);
    agree(
        &single(rate, service, rules),
        0.02,
        &[
            ("release_time.mean", "all", queue + mean),
            ("wait.mean", "stations.desk", queue + mean - service),
            ("utilisation", "stations.desk", rate * service),
        ],
    );
}

/// Groups of X batches, M^X/M/1: T = (E X^2 + E X) / (2 E X mu (1 - rho)) (Gross and Harris 1998,
/// 3.1). Sizes are rounded: uniform from 0.5 to 3.5 is 1, 2 or 3.
#[test]
fn group_arrivals() {
    let groups = |size: &str| {
        single(0.6, 1.0, "").replace("to = \"desk\"", &format!("group = {size}\nto = \"desk\""))
    };
    agree(
        &groups("4"),
        0.02,
        &[
            ("release_time.mean", "all", 2.5 / 0.4),
            ("arrived_per_day", "all", 864.0),
        ],
    );
    let (mean, second) = (2.0, 14.0 / 3.0);
    let time = (second + mean) / (2.0 * mean) / 0.4;
    agree(
        &groups("{ uniform = { min = 0.5, max = 3.5 } }"),
        0.02,
        &[
            ("release_time.mean", "all", time),
            ("arrived_per_day", "all", 864.0),
        ],
    );
}

/// Two stations with more lanes than needed share a team of two, first come first served between
/// them: an M/M/2 queue.
#[test]
fn one_team_for_two_stations() {
    let station = |name: &str| {
        single(0.8, 1.0, "staff = { crew = 1 }")
            .replace("desk", name)
            .replace("arrivals.a", &format!("arrivals.{name}"))
            .replace("lanes = 1", "lanes = 50")
    };
    let text = format!(
        "{}{}[teams.crew]\nmembers = 2\n",
        station("x"),
        station("y")
    );
    let wait = mmc_wait(2, 1.6, 1.0);
    agree(
        &text,
        0.02,
        &[
            ("wait.mean", "stations.x", wait),
            ("wait.mean", "stations.y", wait),
            ("wait_staff.mean", "stations.x", wait),
            ("utilisation", "teams.crew", 0.8),
        ],
    );
}

/// Erlang A, from its birth and death chain: those that leave are patience rate times mean queue
/// (Palm 1957; Garnett, Mandelbaum and Reiman 2002).
#[test]
fn patience() {
    let (rate, lanes, lose) = (3.5_f64, 4_u32, 0.5_f64);
    let (mut weight, mut sum, mut queue) = (1.0, 1.0, 0.0);
    for n in 1..400_u32 {
        let waiting = f64::from(n.saturating_sub(lanes));
        weight *= rate / (f64::from(n.min(lanes)) + lose * waiting);
        sum += weight;
        queue += weight * waiting;
    }
    let queue = queue / sum;
    let text = single(rate, 1.0, "")
        .replace("lanes = 1", "lanes = 4")
        .replace(
            "to =",
            "patience = { exponential = { mean = \"2 min\" } }\nto =",
        );
    agree(
        &text,
        0.02,
        &[
            ("withdrawn_share", "all", lose * queue / rate),
            ("queue.mean", "stations.desk", queue),
        ],
    );
}
