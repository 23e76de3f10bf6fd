//! The lagged load: exact where it can be computed by hand, else against runs with unlimited lanes.

use clearway::input::Disk;
use clearway::results::Outcome;
use clearway::scenario::Document;
use clearway::theory::{HourlyWork, Lagged, beta_of_target, window_lagged, window_loads};

use crate::formulas::mtginf_mean_over;
use crate::harness::{answered, scenario};

fn of(text: &str) -> Vec<Lagged> {
    window_lagged(&scenario(text).model).expect("a small network")
}

#[track_caller]
fn near(found: f64, exact: f64, gap: f64) {
    assert!((found - exact).abs() <= gap, "{found} instead of {exact}");
}

/// All 24 batches of a day arrive between 08:00 and 09:00, spend 30 minutes at the first station
/// and then an hour at the second.
const STEPS: &str = r#"
[run]
start = 2024-01-01
length = "7 days"
[arrivals.p]
per_day = 24
hours = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
to = "x"
[stations.x]
lanes = 9
service = "30 min"
next = "y"
[stations.y]
lanes = 9
service = "1 h"
next = "released"
"#;

#[test]
fn constant_times_move_the_load_to_later_hours() {
    let [x, y] = of(STEPS).try_into().expect("two stations");
    // rises to 12 by 08:30, stays until 09:00, is gone at 09:30
    near(x.peak, 12.0, 0.1);
    near(x.hourly[8], 0.75 * 12.0, 0.1);
    near(x.hourly[9], 0.25 * 12.0, 0.1);
    near(x.hourly[10], 0.0, 1e-6);
    // arrives between 08:30 and 09:30, peaks then, and is gone at 10:30
    near(y.peak, 24.0, 0.3);
    let minute = y.peak_minute.expect("it changes") % 1440;
    assert!((569..=571).contains(&minute), "{minute}");
    near(y.hourly[8], 24.0 / 8.0, 0.1);
    near(y.hourly[9], 24.0 * 0.75, 0.1);
    near(y.hourly[10], 24.0 / 8.0, 0.1);
    // over a day it equals the work that arrives
    near(y.hourly.iter().sum::<f64>() / 168.0, 1.0, 1e-9);
    let level = STEPS.replace("hours = [", "# hours = [");
    let level = of(&level).swap_remove(1);
    assert_eq!((level.peak_minute, level.peak), (None, 1.0));
}

/// Exponential and uniform service against numerical integration, with other rates at weekends and
/// with times that grow with the units.
#[test]
fn any_service_time_against_the_integral() {
    let text = STEPS
        .replace("\nto = \"x\"", "\ndays = { sun = 0 }\nto = \"x\"")
        .replace(
            "service = \"30 min\"",
            "service = { exponential = { mean = \"5 h\" } }",
        );
    let x = of(&text).swap_remove(0);
    let rate = |time: f64| {
        let day = time.rem_euclid(168.0) / 24.0;
        let clock = time.rem_euclid(24.0);
        if day < 6.0 && (8.0..9.0).contains(&clock) {
            24.0
        } else {
            0.0
        }
    };
    for hour in [5, 8, 9, 20, 24 + 7, 6 * 24 + 8, 7 * 24 - 1] {
        let stays = |age: f64| (-age / 5.0).exp();
        let (from, to) = (f64::from(hour), f64::from(hour) + 1.0);
        let mean = mtginf_mean_over(rate, stays, (from, to), 10, (100.0, 0.01));
        near(x.hourly[hour as usize], mean, 0.02);
    }
    let sizes = text
        .replace("[arrivals.p]", "[goods.g]\nunits = { uniform = { min = 0, max = 2_000 } }\n[arrivals.p]\ngoods = \"g\"")
        .replace("exponential = { mean = \"5 h\" }", "constant = \"1 h\"")
        .replace("lanes = 9", "lanes = 9\ntime_per_1000_units = \"1 h\"");
    let x = of(&sizes).swap_remove(0);
    let stays = |age: f64| ((3.0 - age) / 2.0).clamp(0.0, 1.0);
    for hour in 8..13 {
        let (from, to) = (f64::from(hour), f64::from(hour) + 1.0);
        let mean = mtginf_mean_over(rate, stays, (from, to), 10, (4.0, 0.01));
        near(x.hourly[hour as usize], mean, 0.1);
    }
}

/// The peak day: the load peaks at 16:07 although arrivals peak from 14:00 on; lanes that follow it
/// hour by hour take 175 bay-hours a day.
#[test]
fn peak_day() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/peak-day.toml");
    let document = Document::load(std::path::Path::new(path), Disk).expect("a shipped scenario");
    let model = document.compile().expect("sound").model;
    let lagged = window_lagged(&model).expect("small").swap_remove(1);
    assert_eq!(lagged.peak_minute, Some(16 * 60 + 7));
    assert_eq!(window_loads(&model)[1].busiest_hour, 14);
    let bays = lagged.hourly[..24]
        .iter()
        .map(|m| (m + 0.2 * m.sqrt()).ceil());
    assert_eq!(bays.sum::<f64>(), 175.0);
}

/// Lanes at work in runs without queues, hour by hour, with rework through another station and with
/// three kinds of service time.
#[test]
fn runs_without_queues_show_the_same_by_the_hour() {
    let text = r#"
[run]
start = 2024-01-01
warm_up = "7 days"
length = "7 days"
replications = 60
seed = 5
[arrivals.p]
per_day = 200
hours = [0, 0, 0, 0, 0, 0, 1, 2, 4, 6, 6, 4, 2, 2, 5, 5, 3, 1, 0, 0, 0, 0, 0, 0]
days = { sat = 0.4, sun = 0 }
to = "x"
[stations.x]
lanes = "unlimited"
service = { triangular = { min = "20 min", mode = "60 min", max = "160 min" } }
next = { y = 0.3, released = "rest" }
[stations.y]
lanes = "unlimited"
service = { lognormal = { mean = "3 h", cv = 0.8 } }
next = { x = 0.5, released = "rest" }
"#;
    let results = answered(text);
    let Outcome::Run(run) = &results.outcome else {
        panic!("a run");
    };
    for lagged in of(text) {
        let series = &run.hourly.series[lagged.station.index()];
        let mut squares = 0.0;
        for (hour, exact) in lagged.hourly.iter().enumerate() {
            let busy = series.busy[hour].mean.expect("it runs");
            // a Poisson number at each instant
            let error = (exact.max(0.01) / 60.0).sqrt();
            near(busy, *exact, 5.0 * error + 0.02);
            squares += ((busy - exact) / (error + 0.005)).powi(2);
        }
        // all hours together: no more than chance
        assert!(squares / 168.0 < 1.5, "{}", squares / 168.0);
    }
}

/// The square-root profile of the peak day: 175 bay-hours a day with a beta of 0.2.
#[test]
fn square_root_staffing_of_the_peak_day() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/peak-day.toml");
    let document = Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"));
    let model = document
        .compile()
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model;
    let work = HourlyWork::of_window(&model).expect("a small network");
    let wanted = work.wanted(0.2);
    let bays = model
        .stations()
        .iter()
        .position(|it| it.name == "inspection");
    let of_day = &wanted.stations[bays.expect("a station")][..24];
    assert_eq!(of_day.iter().sum::<u64>(), 175);
    assert_eq!((of_day[4], of_day[16]), (3, 13));
    // 95 % in time: beta for a probability of waiting of 5 %
    near(beta_of_target(&model).expect("a target"), 1.740, 0.001);
}

#[test]
fn members_are_wanted_for_the_lanes_that_they_staff() {
    let with = |station: &str, staff: &str| format!("[stations.{station}]\nstaff = {{ {staff} }}");
    let text = STEPS
        .replace("[stations.x]", &with("x", "crew = 2"))
        .replace("[stations.y]", &with("y", "crew = 1, guards = 3"))
        + "[teams.guards]\nmembers = 99\n[teams.crew]\nmembers = 99\n";
    let model = scenario(&text).model;
    let work = HourlyWork::of_window(&model).expect("a small network");
    // 08:00-09:00: 9 lanes at x, 3 at y
    near(work.teams[0][8], 3.0 * 3.0, 0.4);
    near(work.teams[1][8], 2.0 * 9.0 + 3.0, 0.4);
    let wanted = work.wanted(1.0);
    let lanes = |station: usize| wanted.stations[station][8];
    assert_eq!((lanes(0), wanted.stations[0][2]), (12, 0));
    assert_eq!(wanted.teams[0][8], 3 * lanes(1));
    assert_eq!(wanted.teams[1][8], 2 * lanes(0) + lanes(1));
    assert_eq!(beta_of_target(&model), None);
}
