//! Laws that hold in every scenario, tested with random small ones.

use clearway::engine::{Ending, Limits, simulate};
use clearway::metric::Metric;
use clearway::observe::Observer;
use clearway::random::Address;
use clearway::statistics::{Keep, Stopping};
use proptest::prelude::*;

use crate::harness::{found, named, once, position, replicated, scenario};

/// A random small port: two streams, three stations, loops, priorities, shifts.
#[derive(Clone, Debug)]
struct Port {
    seed: u64,
    per_day: u32,
    lanes: [u32; 3],
    service: [String; 3],
    back: f64,
    split: f64,
    closes: u32,
    exact: bool,
}

fn service() -> impl Strategy<Value = String> {
    (0..6_usize, 1..30_u32).prop_map(|(kind, minutes)| {
        let mean = format!("{minutes} min");
        match kind {
            0 => format!("\"{mean}\""),
            1 => format!("{{ exponential = {{ mean = \"{mean}\" }} }}"),
            2 => format!("{{ gamma = {{ mean = \"{mean}\", cv = 0.5 }} }}"),
            3 => format!("{{ lognormal = {{ mean = \"{mean}\", cv = 1.2 }} }}"),
            4 => format!("{{ uniform = {{ min = \"0 min\", max = \"{mean}\" }} }}"),
            _ => format!(
                "{{ triangular = {{ min = \"1 min\", mode = \"{mean}\", max = \"40 min\" }} }}"
            ),
        }
    })
}

fn port() -> impl Strategy<Value = Port> {
    let lanes = [1..5_u32, 1..5_u32, 1..5_u32];
    let services = [service(), service(), service()];
    (
        any::<u64>(),
        1..150_u32,
        lanes,
        services,
        0.0..0.6,
        0.0..1.0,
        4..24_u32,
        any::<bool>(),
    )
        .prop_map(
            |(seed, per_day, lanes, service, back, split, closes, exact)| Port {
                seed: seed >> 1,
                per_day,
                lanes,
                service,
                back,
                split,
                closes,
                exact,
            },
        )
}

impl Port {
    /// Batches arrive from 00:00 to 04:00 and are measured for the day.
    fn text(&self) -> String {
        let Self {
            seed,
            per_day,
            lanes,
            service,
            back,
            split,
            closes,
            exact,
        } = self;
        let process = if *exact { "exact" } else { "poisson" };
        let mut hours = [0; 24];
        hours[..4].fill(1);
        format!(
            r#"
[run]
start = 2020-04-13
length = "1 day"
replications = 3
seed = {seed}
[target]
release = {{ within = "1 h", share = 0.9 }}
[goods.g]
units = {{ lognormal = {{ mean = 10, cv = 2 }} }}
[arrivals.a]
per_day = {per_day}
process = "{process}"
hours = {hours:?}
goods = "g"
to = "s0"
[arrivals.b]
per_day = {per_day}
hours = {hours:?}
priority = 1
to = {{ s0 = {split}, s1 = "rest" }}
[stations.s0]
lanes = {}
service = {}
next = {{ s1 = {split}, s2 = "rest" }}
[stations.s1]
lanes = [{{ hours = "00:00-{closes:02}:00", open = {} }}]
service = {}
next = {{ s0 = {back}, released = "rest" }}
[stations.s2]
lanes = {}
service = {}
next = [{{ when = {{ visits = 1 }}, to = {{ s1 = {back}, released = "rest" }} }}, {{ to = "refused" }}]
"#,
            lanes[0], service[0], lanes[1], service[1], lanes[2], service[2]
        )
    }
}

struct Unwatched;
impl Observer for Unwatched {}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Nothing is dropped: what arrived has left by one way or is still inside. The engine asserts
    /// it; here the statistics say the same.
    #[test]
    fn batches_are_conserved(port in port()) {
        let replicated = replicated(&port.text());
        for replication in 0..3 {
            let value = |metric: &str| {
                let position = replicated.tally.of_all(named(metric));
                replicated.tally.values(position)[replication].unwrap_or(0.0)
            };
            let arrived = value("arrived_per_day");
            let gone = (value("refused_share") + value("withdrawn_share")) * arrived;
            let of_station = (0..3).map(|station| {
                let scope = format!("stations.s{station}");
                let position = position(&replicated, "visits_per_day", &scope);
                replicated.tally.values(position)[replication].expect("a value")
            });
            prop_assert!(of_station.sum::<f64>() + 1e-9 >= arrived);
            prop_assert!(gone + value("unreleased") <= arrived + 1e-9);
        }
    }

    /// Little's law (Little 1961) holds exactly where the window begins and ends empty: number is
    /// rate times time, inside, in every queue and in every set of lanes.
    #[test]
    fn number_is_rate_times_time(port in port()) {
        let text = port.text();
        prop_assume!(once(&text, "backlog.day_end", "all") == 0.0);
        let replicated = clearway::experiment::replicate(
            &scenario(&text).model,
            clearway::experiment::Effort { replications: 1, stopping: Stopping::Number, keep: Keep::Values, seed: port.seed, confidence: 0.95 },
            &clearway::experiment::Unwatched,
        );
        let value = |metric: &str, scope: &str| {
            let position = position(&replicated, metric, scope);
            replicated.tally.values(position)[0].unwrap_or(0.0)
        };
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        let refused = value("refused_share", "all") * value("arrived_per_day", "all");
        if refused == 0.0 {
            let rate = value("arrived_per_day", "all") / 24.0;
            prop_assert!(close(value("in_system.mean", "all"), rate * value("release_time.mean", "all")));
        }
        for station in ["stations.s0", "stations.s1", "stations.s2"] {
            let rate = value("visits_per_day", station) / 24.0;
            prop_assert!(close(value("queue.mean", station), rate * value("wait.mean", station)));
            prop_assert!(close(value("busy.mean", station), rate * value("service.mean", station)));
        }
    }

    /// At a single first-come station more lanes lengthen no replication's mean wait, because every
    /// batch draws the same times.
    #[test]
    fn more_lanes_never_lengthen_the_wait(
        seed in 0..u64::MAX / 2, per_day in 20..300_u32, lanes in 1..6_u32, service in service(),
    ) {
        let waits = |lanes: u32| {
            let text = format!(
                "[run]\nstart = 2020-04-13\nlength = \"2 days\"\nreplications = 4\nseed = {seed}\n\
                 [arrivals.a]\nper_day = {per_day}\nto = \"s\"\n\
                 [stations.s]\nlanes = {lanes}\nservice = {service}\nnext = \"released\"\n"
            );
            let replicated = replicated(&text);
            let position = position(&replicated, "wait.mean", "stations.s");
            replicated.tally.values(position)
        };
        for (few, more) in waits(lanes).into_iter().zip(waits(lanes + 1)) {
            prop_assert!(more <= few);
        }
    }
}

#[test]
fn limits_end_a_replication_and_are_told() {
    let text = "[run]\nstart = 2020-04-13\nlength = \"10 days\"\nreplications = 1\n\
                [arrivals.a]\nper_day = 1000\nto = \"s\"\n\
                [stations.s]\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\n";
    let model = scenario(text).model;
    let address = Address::replication(1, 0);
    let few_inside = Limits {
        batches_inside: 100,
        ..Limits::default()
    };
    let (ledger, ending) = simulate(&model, address, few_inside, &mut Unwatched);
    assert!(matches!(ending, Ending::TooManyInside(_)), "{ending:?}");
    assert_eq!(ledger.unreleased, 100);
    assert_eq!(ledger.created, ledger.released + 100);
    let few_events = Limits {
        events: 500,
        ..Limits::default()
    };
    let (_, ending) = simulate(&model, address, few_events, &mut Unwatched);
    assert!(matches!(ending, Ending::TooManyEvents(_)), "{ending:?}");
}

#[test]
fn an_overloaded_port_does_not_look_good() {
    // two batches an hour for a lane that serves one: half of them are never released
    let text = "[run]\nstart = 2020-04-13\nlength = \"10 days\"\nfollow_up = \"0 h\"\nreplications = 2\n\
                [target]\nrelease = { within = \"300 days\", share = 0.5 }\n\
                [arrivals.a]\nevery = \"30 min\"\nto = \"s\"\n\
                [stations.s]\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\n";
    let replicated = replicated(text);
    assert!((found(&replicated, "released_within", "all").mean - 0.5).abs() < 0.01);
    let estimate = |metric: &str| replicated.estimates[replicated.tally.of_all(named(metric))];
    assert!(estimate("release_time.mean").mean.is_some());
    assert!(replicated.lower_bounds[replicated.tally.of_all(Metric::ReleaseTimeMean)]);
    assert_eq!(
        estimate("release_time.p90").mean,
        None,
        "above the released share"
    );
    assert!(!replicated.lower_bounds[replicated.tally.of_all(Metric::ArrivedPerDay)]);
    // a quantile of all batches counts the others as longer; a quantile of waits does not include
    // them
    assert!(!replicated.lower_bounds[replicated.tally.of_all(Metric::ReleaseTimeP50)]);
    assert!(replicated.lower_bounds[position(&replicated, "wait.p95", "stations.s")]);
}
