//! Simulation against theory: scenarios whose answer is known exactly.
//!
//! Every estimate must lie within 4 standard errors of the exact value, and the standard error
//! must itself be a small part of it, so that a wrong engine cannot hide behind noise. The seeds
//! are fixed. Times in results are hours; the queues here run in minutes. The cases take about
//! 2 to 3 million batches each.

use crate::formulas::chains::{TwoPhases, mphc_wait};
use crate::formulas::shifts::{Stretch, cycle};
use crate::formulas::{
    Node, dm1_wait, gamma_m1_wait, jackson_sojourn, mdc_wait, mek1_wait, mg1_priority_waits,
    mg1_wait, mm1_sojourn_quantile, mmc_priority_waits, mmc_wait, mmc_wait_quantile,
    mtginf_mean_over,
};
use crate::harness::estimate;

/// A run of 40 times 50 days.
const RUN: &str = r#"
[run]
start = 2020-04-13
warm_up = "5 days"
length = "50 days"
replications = 40
seed = 134
"#;

/// A metric, its scope, and its exact value.
type Known<'a> = (&'a str, &'a str, f64);

/// Compares the scenario's estimates with exact values; `noise` is the largest standard error that
/// is allowed, as a share of the value.
#[track_caller]
fn agree(scenario: &str, noise: f64, known: &[Known]) {
    for (metric, scope, exact) in known {
        let found = estimate(scenario, metric, scope);
        let gap = (found.mean - exact).abs();
        assert!(
            gap <= 4.0 * found.standard_error + 1e-9 * exact.abs(),
            "{metric} of {scope}: {} +- {} instead of {exact}",
            found.mean,
            found.standard_error
        );
        assert!(
            found.standard_error <= noise * exact.abs(),
            "{metric} of {scope}: standard error {} of {exact}",
            found.standard_error
        );
    }
}

/// One station, with its arrivals a minute and its service.
fn single(per_minute: f64, lanes: u32, service: &str) -> String {
    format!(
        r#"{RUN}
[arrivals.all]
per_day = {}
to = "desk"
[stations.desk]
lanes = {lanes}
service = {service}
next = "released"
"#,
        per_minute * 1440.0
    )
}

/// One station with exponential service of mean 1 minute, and its times between arrivals.
fn renewal(every: &str) -> String {
    format!(
        r#"{RUN}
[arrivals.all]
every = {every}
to = "desk"
[stations.desk]
lanes = 1
service = {{ exponential = {{ mean = "1 min" }} }}
next = "released"
"#
    )
}

/// Converts minutes to hours.
fn hours(minutes: f64) -> f64 {
    minutes / 60.0
}

fn desk_wait(minutes: f64) -> [Known<'static>; 1] {
    [("wait.mean", "stations.desk", hours(minutes))]
}

#[test]
fn mm1() {
    let text = single(0.8, 1, r#"{ exponential = { mean = "1 min" } }"#);
    let p95 = mm1_sojourn_quantile(0.8, 1.0, 0.95);
    let known = [
        ("release_time.mean", "all", hours(5.0)),
        (
            "release_time.p50",
            "all",
            hours(mm1_sojourn_quantile(0.8, 1.0, 0.5)),
        ),
        ("release_time.p95", "all", hours(p95)),
        ("wait.mean", "stations.desk", hours(4.0)),
        ("queue.mean", "stations.desk", 3.2),
        ("in_system.mean", "all", 4.0),
        ("utilisation", "stations.desk", 0.8),
        ("service.mean", "stations.desk", hours(1.0)),
        ("released_per_day", "all", 1152.0),
    ];
    agree(&text, 0.02, &known);
}

#[test]
fn mmc() {
    let text = single(4.25, 5, r#"{ exponential = { mean = "1 min" } }"#);
    let p95 = mmc_wait_quantile(5, 4.25, 1.0, 0.95);
    let wait = mmc_wait(5, 4.25, 1.0);
    let known = [
        ("wait.mean", "stations.desk", hours(wait)),
        ("wait.p95", "stations.desk", hours(p95)),
        ("busy.mean", "stations.desk", 4.25),
    ];
    agree(&text.replace("50 days", "15 days"), 0.02, &known);
}

/// Constant, log-normal, triangular, Erlang and hyperexponential service in one lane.
#[test]
fn mg1() {
    let constant = single(0.8, 1, r#""1 min""#);
    agree(&constant, 0.02, &desk_wait(mg1_wait(0.8, 1.0, 1.0)));
    let lognormal = single(0.8, 1, r#"{ lognormal = { mean = "1 min", cv = 1.5 } }"#);
    agree(&lognormal, 0.03, &desk_wait(mg1_wait(0.8, 1.0, 3.25)));
    // variance of a triangle: (a^2 + b^2 + c^2 - ab - ac - bc) / 18
    let triangle = r#"{ triangular = { min = "0.3 min", mode = "0.6 min", max = "2.1 min" } }"#;
    let variance = (0.09 + 0.36 + 4.41 - 0.18 - 0.63 - 1.26) / 18.0;
    let wait = mg1_wait(0.8, 1.0, 1.0 + variance);
    agree(&single(0.8, 1, triangle), 0.02, &desk_wait(wait));
    let erlang = single(0.8, 1, r#"{ erlang = { mean = "1 min", k = 3 } }"#);
    agree(&erlang, 0.02, &desk_wait(mek1_wait(0.8, 1.0, 3)));
    let hyper =
        r#"{ hyperexponential = { means = ["0.5 min", "5.5 min"], weights = [0.9, 0.1] } }"#;
    let wait = mg1_wait(0.7, 1.0, 6.5);
    agree(&single(0.7, 1, hyper), 0.03, &desk_wait(wait));
}

#[test]
fn several_lanes_without_exponential_service() {
    let constant = single(2.7, 3, r#""1 min""#).replace("50 days", "20 days");
    agree(&constant, 0.02, &desk_wait(mdc_wait(3, 2.7, 1.0)));
    let erlang = single(2.55, 3, r#"{ erlang = { mean = "1 min", k = 2 } }"#);
    let wait = mphc_wait(3, 2.55, &TwoPhases::erlang(1.0), 300);
    agree(
        &erlang.replace("50 days", "20 days"),
        0.02,
        &desk_wait(wait),
    );
    let hyper = r#"{ hyperexponential = { means = ["0.5 min", "5.5 min"], weights = [9, 1] } }"#;
    let phases = TwoPhases::hyperexponential(0.9, [0.5, 5.5]);
    let wait = mphc_wait(3, 2.1, &phases, 600);
    agree(
        &single(2.1, 3, hyper).replace("50 days", "20 days"),
        0.03,
        &desk_wait(wait),
    );
}

#[test]
fn times_between_arrivals() {
    agree(
        &renewal(r#""1.25 min""#),
        0.02,
        &desk_wait(dm1_wait(1.25, 1.0)),
    );
    let gamma = renewal(r#"{ gamma = { mean = "1.25 min", cv = 1.5 } }"#);
    agree(&gamma, 0.03, &desk_wait(gamma_m1_wait(1.25, 1.5, 1.0)));
    let erlang = renewal(r#"{ erlang = { mean = "1.25 min", k = 2 } }"#);
    agree(
        &erlang,
        0.02,
        &desk_wait(gamma_m1_wait(1.25, 0.5_f64.sqrt(), 1.0)),
    );
}

/// Three priorities, three lanes, one service rate.
#[test]
fn priorities() {
    let stream = |name: &str, per_minute: f64, priority: i32| {
        format!(
            "[arrivals.{name}]\nper_day = {}\npriority = {priority}\nto = \"desk\"\n",
            per_minute * 1440.0
        )
    };
    let station = r#"
[stations.desk]
lanes = 3
service = { exponential = { mean = "1 min" } }
next = "released"
"#;
    let streams = [
        stream("low", 0.9, -1),
        stream("high", 0.5, 7),
        stream("middle", 1.1, 0),
    ];
    let text = format!("{RUN}{}{station}", streams.concat()).replace("50 days", "20 days");
    let waits = mmc_priority_waits(3, &[0.5, 1.1, 0.9], 1.0);
    let known = [
        ("release_time.mean", "arrivals.high", hours(waits[0] + 1.0)),
        (
            "release_time.mean",
            "arrivals.middle",
            hours(waits[1] + 1.0),
        ),
        ("release_time.mean", "arrivals.low", hours(waits[2] + 1.0)),
        ("wait.mean", "stations.desk", hours(mmc_wait(3, 2.5, 1.0))),
    ];
    agree(&text, 0.02, &known);
    let ignored = text.replace("lanes = 3", "lanes = 3\nignore_priority = true");
    let all = hours(mmc_wait(3, 2.5, 1.0) + 1.0);
    let alike = ["high", "middle", "low"].map(|name| format!("arrivals.{name}"));
    for scope in &alike {
        agree(&ignored, 0.02, &[("release_time.mean", scope, all)]);
    }
}

/// Two priorities, each with its own goods, with very different service times.
#[test]
fn priorities_and_service_by_goods() {
    let text = format!(
        r#"{RUN}
[goods.small]
units = 1
[goods.large]
units = 1
[arrivals.urgent]
per_day = 432
goods = "small"
priority = 1
to = "desk"
[arrivals.normal]
per_day = 144
goods = "large"
to = "desk"
[stations.desk]
lanes = 1
service = {{ exponential = {{ mean = "1 min" }} }}
service_by_goods = {{ large = {{ erlang = {{ mean = "4 min", k = 2 }} }} }}
next = "released"
"#
    );
    let waits = mg1_priority_waits(&[(0.3, 1.0, 2.0), (0.1, 4.0, 24.0)]);
    let known = [
        (
            "release_time.mean",
            "arrivals.urgent",
            hours(waits[0] + 1.0),
        ),
        ("release_time.mean", "goods.large", hours(waits[1] + 4.0)),
    ];
    agree(&text, 0.02, &known);
}

/// Jackson 1957: three stations, feedback from the last to the first two.
#[test]
fn network_with_feedback() {
    let text = format!(
        r#"{RUN}
[arrivals.road]
per_day = 1440
to = "documents"
[arrivals.sea]
per_day = 720
to = {{ scan = 0.75, documents = "rest" }}
[stations.documents]
lanes = 2
service = {{ exponential = {{ mean = "1 min" }} }}
next = {{ scan = 0.3, inspection = 0.2, released = "rest" }}
[stations.scan]
lanes = 1
service = {{ exponential = {{ mean = "0.75 min" }} }}
next = {{ inspection = 0.4, released = 0.6 }}
[stations.inspection]
lanes = 4
service = {{ exponential = {{ mean = "4 min" }} }}
next = {{ documents = 0.2, scan = 0.1, inspection = 0.05, released = "rest" }}
"#
    );
    let node = |lanes, service, arrivals, next: [f64; 3]| Node {
        lanes,
        service,
        arrivals,
        next: next.to_vec(),
    };
    let nodes = [
        node(2, 1.0, 1.125, [0.0, 0.3, 0.2]),
        node(1, 0.75, 0.375, [0.0, 0.0, 0.4]),
        node(4, 4.0, 0.0, [0.2, 0.1, 0.05]),
    ];
    let sojourn = hours(jackson_sojourn(&nodes));
    agree(&text, 0.02, &[("release_time.mean", "all", sojourn)]);
}

/// A quarter of the batches come back once. With exponential service of one rate in order of
/// arrival, the product form holds even if routing depends on past visits (Kelly 1975), so the
/// station is an M/M/c queue with 1.25 times the arrivals.
#[test]
fn rework_once() {
    let next = r#"next = [
  { when = { visits = 1 }, to = { desk = 0.25, released = 0.75 } },
  { to = "released" },
]"#;
    let text = single(2.0, 3, r#"{ exponential = { mean = "1 min" } }"#);
    let text = text.replace(r#"next = "released""#, next);
    let text = text.replace("50 days", "25 days");
    let sojourn = 1.25 * (mmc_wait(3, 2.5, 1.0) + 1.0);
    let known = [
        ("release_time.mean", "all", hours(sojourn)),
        ("visits_per_day", "stations.desk", 3600.0),
    ];
    agree(&text, 0.02, &known);
}

/// Poisson arrivals split by batch size stay Poisson, and time for each unit adds to the moments.
#[test]
fn sizes_split_and_lengthen() {
    let text = format!(
        r#"{RUN}
[goods.masks]
units = {{ exponential = {{ mean = 500 }} }}
[arrivals.all]
per_day = 1440
goods = "masks"
to = [ {{ when = {{ units_over = 1000 }}, to = "large" }}, {{ to = "small" }} ]
[stations.large]
lanes = 1
service = "2 min"
time_per_1000_units = "2 min"
next = "released"
[stations.small]
lanes = 1
service = {{ exponential = {{ mean = "0.9 min" }} }}
next = "released"
"#
    );
    let large = (-2.0_f64).exp();
    // 2 minutes, 2 for the first thousand, then exponential of mean 1
    let wait = mg1_wait(large, 5.0, 26.0);
    let known = [
        ("wait.mean", "stations.large", hours(wait)),
        (
            "wait.mean",
            "stations.small",
            hours(mmc_wait(1, 1.0 - large, 0.9)),
        ),
    ];
    agree(&text, 0.03, &known);
}

/// Hourly rates and two shifts; lanes that close finish their batch.
#[test]
fn hourly_rates_and_two_shifts() {
    let weights = [
        1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 8, 9, 8, 6, 4, 3, 2, 2, 1, 1, 1,
    ];
    let text = r#"
[run]
start = 2020-04-13
warm_up = "6 days"
length = "70 days"
replications = 150
seed = 134
[arrivals.all]
per_day = 200
hours = [1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 8, 9, 8, 6, 4, 3, 2, 2, 1, 1, 1]
to = "desk"
[stations.desk]
lanes = [ { hours = "06:00-14:00", open = 6 }, { hours = "14:00-22:00", open = 4 } ]
service = { exponential = { mean = "20 min" } }
next = "released"
"#;
    let total: i32 = weights.iter().sum();
    let stretch = |(hour, weight): (usize, &i32)| Stretch {
        length: 1.0,
        arrivals: 200.0 * f64::from(*weight) / f64::from(total),
        lanes: match hour {
            6..14 => 6,
            14..22 => 4,
            _ => 0,
        },
    };
    let stretches: Vec<Stretch> = weights.iter().enumerate().map(stretch).collect();
    let exact = cycle(&stretches, 1.0 / 3.0, 250, 8, 0.02);
    assert!(exact.cut_off < 1e-9);
    let known = [
        ("queue.mean", "stations.desk", exact.waiting),
        ("wait.mean", "stations.desk", exact.waiting * 24.0 / 200.0),
        ("overtime_per_day", "stations.desk", exact.overtime * 24.0),
        ("lanes_open.mean", "stations.desk", 80.0 / 24.0),
        (
            "utilisation",
            "stations.desk",
            (exact.busy - exact.overtime) * 24.0 / 80.0,
        ),
    ];
    agree(text, 0.03, &known);
}

/// Lanes at work in two hours of the third morning, for Poisson arrivals and for a fixed number a
/// day: the mean depends only on the rate.
#[test]
fn moving_rates_without_waiting() {
    let text = r#"
[run]
start = 2020-04-13
warm_up = "56 h"
length = "2 h"
replications = 2000
seed = 134
[arrivals.all]
per_day = 480
hours = [1, 1, 1, 1, 1, 1, 1, 5, 5, 5, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]
to = "desk"
[stations.desk]
lanes = "unlimited"
service = { uniform = { min = "30 min", max = "90 min" } }
next = "released"
"#;
    let rate = |t: f64| {
        let weight = match t.rem_euclid(24.0) {
            t if t < 7.0 => 1.0,
            t if t < 10.0 => 5.0,
            t if t < 18.0 => 2.0,
            _ => 1.0,
        };
        480.0 * weight / 44.0
    };
    let still = |age: f64| (1.5 - age).clamp(0.0, 1.0);
    let mean = mtginf_mean_over(rate, still, (56.0, 58.0), 400, (1.5, 1e-3));
    let known = [("busy.mean", "stations.desk", mean)];
    agree(text, 0.01, &known);
    let exact = text.replace("per_day = 480", "per_day = 480\nprocess = \"exact\"");
    agree(&exact, 0.01, &known);
    let whole_days = exact.replace("56 h", "2 days").replace("2 h", "3 days");
    let counts = whole_days.replace("replications = 2000", "replications = 20");
    agree(&counts, 0.0, &[("arrived_per_day", "all", 480.0)]);
}
