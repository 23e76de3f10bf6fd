//! Invented results for the tests of reports, with plausible numbers.

mod metrics;
mod sweep;

use clearway::results::{
    DayResult, Estimate, FORMAT, FlowResult, Heading, Hourly, HourlySeries, Note, Outcome, Outlook,
    Plan, Provenance, ReleaseCurve, Results, RunOutcome, ScopeLabel, Setting, Severity, Standing,
    StationLoad, Target, Verdict,
};

use crate::harness::scope;

pub(super) use sweep::{bays, path, shares, sweep};

/// Number of replications of every invented result.
const RUNS: u32 = 40;

/// A mean with its half-width, clipped at zero.
pub(super) fn estimate(mean: f64, half_width: f64) -> Estimate {
    Estimate {
        mean: Some(mean),
        half_width: Some(half_width),
        lower: Some((mean - half_width).max(0.0)),
        upper: Some(mean + half_width),
        replications: RUNS,
    }
}

/// A share with its half-width, clipped to [0, 1].
pub(super) fn share(mean: f64, half_width: f64) -> Estimate {
    let unclipped = estimate(mean, half_width);
    Estimate {
        upper: unclipped.upper.map(|upper| upper.min(1.0)),
        ..unclipped
    }
}

/// A number in [-1, 1] that looks random and is the same each time.
fn wobble(place: usize) -> f64 {
    let mixed = (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// Relative arrivals by hour of the day.
fn rush(hour: usize) -> f64 {
    const WEIGHTS: [f64; 24] = [
        1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6.0, 7.0, 6.5, 4.5, 6.0, 7.5, 7.5, 7.0, 6.0,
        5.0, 4.0, 3.5, 3.0, 2.5, 2.0,
    ];
    WEIGHTS[hour % 24] / 4.08
}

/// A station of the fixture.
#[derive(Clone)]
pub(super) struct Place {
    name: String,
    label: String,
    visits: f64,
    lanes: Option<f64>,
    service: f64,
    /// Hours of the day at which it opens and closes.
    hours: (usize, usize),
}

/// The stations of the ordinary run.
pub(super) fn places() -> Vec<Place> {
    let place = |name: &str, label: &str, visits, lanes, service, hours| Place {
        name: format!("stations.{name}"),
        label: label.to_owned(),
        visits,
        lanes,
        service,
        hours,
    };
    vec![
        place(
            "documents",
            "Documents",
            134.0,
            Some(4.0),
            14.67 / 60.0,
            (0, 24),
        ),
        place(
            "inspection",
            "Inspection bays",
            120.6,
            Some(9.0),
            1.25,
            (6, 24),
        ),
        place(
            "correction",
            "Correction by the declarant",
            2.7,
            None,
            22.0,
            (0, 24),
        ),
    ]
}

/// Returns this number of stations.
pub(super) fn many_places(number: usize) -> Vec<Place> {
    (0..number)
        .map(|at| Place {
            name: format!("stations.post_{at}"),
            label: format!("Border post {} on the northern road", at + 1),
            visits: 20.0 + 3.0 * at as f64,
            lanes: Some(3.0 + (at % 4) as f64),
            service: 0.7,
            hours: (at % 8, 24 - at % 3),
        })
        .collect()
}

/// The hours of a station.
fn series(place: &Place, hours: usize) -> HourlySeries {
    let open = |hour: usize| (place.hours.0..place.hours.1).contains(&(hour % 24));
    let load = |hour: usize| place.visits * place.service / 24.0 * rush(hour + 22);
    let lanes = |hour| place.lanes.filter(|_| open(hour)).unwrap_or(0.0);
    let at_work = |hour| {
        place
            .lanes
            .map_or(load(hour), |_| load(hour).min(lanes(hour)))
    };
    let waiting = |hour| {
        let fill = place.lanes.map_or(0.0, |lanes| load(hour) / lanes);
        (6.0 * fill * fill * (1.0 + 0.1 * wobble(hour))).max(0.0)
    };
    let queue = |hour: usize| estimate(waiting(hour), 0.15 * waiting(hour) + 0.05);
    let open_lanes = |hour| {
        place
            .lanes
            .map_or_else(Estimate::default, |_| estimate(lanes(hour), 0.0))
    };
    HourlySeries {
        scope: scope(&place.name),
        queue: (0..hours).map(queue).collect(),
        busy: (0..hours)
            .map(|hour| estimate(at_work(hour), 0.1))
            .collect(),
        lanes_open: (0..hours).map(open_lanes).collect(),
        overtime: vec![
            place
                .lanes
                .map_or_else(Estimate::default, |_| estimate(0.0, 0.0));
            hours
        ],
        cost: (0..hours)
            .map(|hour| estimate(15.0 * lanes(hour), 0.0))
            .collect(),
    }
}

/// The hours of a team: on duty by the hour of the window, at work, in overtime, and their cost.
fn team(name: &str, hours: usize, of: impl Fn(usize) -> [f64; 4]) -> HourlySeries {
    let list = |at: usize, width: f64| {
        let estimates = (0..hours).map(|hour| estimate(of(hour)[at], width * of(hour)[at]));
        estimates.collect()
    };
    HourlySeries {
        scope: scope(name),
        queue: vec![],
        lanes_open: list(0, 0.0),
        busy: list(1, 0.05),
        overtime: list(2, 0.2),
        cost: list(3, 0.01),
    }
}

/// The hours of inspectors, fewer of whom work at weekends and some in overtime, and of clerks, who
/// are the same number at all hours.
fn teams(hours: usize) -> Vec<HourlySeries> {
    let inspectors = |hour: usize| {
        let (is_day, is_weekend) = ((8..20).contains(&(hour % 24)), hour / 24 % 7 > 4);
        let on_duty = match (is_day, is_weekend) {
            (true, false) => 24.0,
            (true, true) => 16.0,
            (false, _) => 10.0,
        };
        let overtime = if hour % 24 == 20 { 2.5 } else { 0.0 };
        let at_work = (9.0 * rush(hour)).min(on_duty) + overtime;
        [on_duty, at_work, overtime, 60.0 * on_duty + 90.0 * overtime]
    };
    let clerks = |hour: usize| [4.0, 2.0 * rush(hour), 0.0, 0.0];
    vec![
        team("teams.inspectors", hours, inspectors),
        team("teams.clerks", hours, clerks),
    ]
}

/// Returns the load of a station by theory.
fn load(place: &Place) -> StationLoad {
    let offered = place.visits * place.service / 24.0;
    let utilisation = place.lanes.map(|lanes| offered / lanes);
    StationLoad {
        by_clock: None,
        scope: scope(&place.name),
        visits_per_day: place.visits,
        service_hours: place.service,
        offered_load: offered,
        on_demand: 0.0,
        lanes_open: place.lanes,
        lanes_up: place.lanes,
        lanes_needed: place.lanes.map(|_| offered.ceil() as u64),
        utilisation,
        overloaded: utilisation.is_some_and(|share| share >= 1.0),
        outlook: if utilisation.is_some_and(|share| share >= 1.0) {
            Outlook::Overloaded
        } else {
            Outlook::KeepsUp
        },
        busiest_hour: 14,
        busiest_hour_load: offered * 1.8,
        hourly_load: (0..168).map(|hour| offered * rush(hour)).collect(),
    }
}

/// Returns the routes between the stations: in series, with rework, or in parallel if there are
/// many.
fn flows(places: &[Place]) -> Vec<FlowResult> {
    let flow = |from: &str, to: &str, batches_per_day: f64| FlowResult {
        from: from.parse().expect("an end"),
        to: to.parse().expect("an end"),
        batches_per_day,
    };
    let [first, rest @ ..] = places else {
        return vec![];
    };
    let mut flows = vec![
        flow("arrivals.commercial", &first.name, first.visits * 0.8),
        flow("arrivals.donations", &first.name, first.visits * 0.2),
    ];
    let mut onward = first.visits;
    for place in rest {
        flows.push(flow(&first.name, &place.name, place.visits));
        flows.push(flow(&place.name, "released", place.visits * 0.97));
        flows.push(flow(&place.name, "refused", place.visits * 0.01));
        flows.push(flow(&place.name, &first.name, place.visits * 0.02));
        onward -= place.visits;
    }
    flows.push(flow(&first.name, "released", onward.max(1.0)));
    flows
}

/// A date this many days after 13 April 2020.
fn date(days: usize) -> String {
    let start = jiff::civil::date(2020, 4, 13);
    start
        .checked_add(jiff::Span::new().days(days as i64))
        .expect("a near day")
        .to_string()
}

/// A day of the run.
fn day(at: usize) -> DayResult {
    DayResult {
        date: date(at),
        arrived: estimate(134.0 + 1.6 * wobble(at), 3.4),
        released: estimate(133.8 + 1.6 * wobble(at + 50), 3.1),
        units_released: estimate(41.0e6 + 0.9e6 * wobble(at + 90), 2.1e6),
        cleared: share(0.78 + 0.1 * wobble(at), 0.12),
        in_time: share(0.94 + 0.02 * wobble(at), 0.03),
        backlog: estimate(7.5 + wobble(at), 1.1),
    }
}

/// Returns the distribution of release times.
fn curve() -> ReleaseCurve {
    let hours: Vec<f64> = (1..=160).map(|step| f64::from(step) * 0.1).collect();
    let released = |hours: &f64| {
        let share = 1.0 - (-(hours / 2.1).powf(2.1)).exp();
        super::fixture::share(share, 0.02 * share * (1.0 - share) * 4.0 + 0.0005)
    };
    ReleaseCurve {
        share: hours.iter().map(released).collect(),
        hours,
    }
}

/// The targets of the peak day.
pub(super) fn target() -> Target {
    Target {
        batches_per_day: Some(134.0),
        units_per_day: Some(41.0e6),
        release_within_hours: Some(4.0),
        release_share: Some(0.95),
        tolerance: 0.01,
    }
}

/// A verdict.
pub(super) fn verdict(target: &str, wanted: f64, good_from: f64, estimate: Estimate) -> Verdict {
    let (lower, upper) = (
        estimate.lower.unwrap_or(0.0),
        estimate.upper.unwrap_or(f64::MAX),
    );
    let standing = if lower >= good_from {
        Standing::Met
    } else if upper < good_from {
        Standing::Missed
    } else {
        Standing::Undecided
    };
    Verdict {
        target: target.parse().expect("an aim"),
        wanted,
        good_from,
        estimate,
        controls: if target == "release" { 0 } else { 2 },
        standing,
        confidence: 0.95,
        reason: None,
    }
}

/// The three verdicts of the peak day.
pub(super) fn verdicts() -> Vec<Verdict> {
    vec![
        verdict("batches_per_day", 134.0, 132.66, estimate(133.751, 0.63)),
        verdict(
            "units_per_day",
            41.0e6,
            40.59e6,
            estimate(40_903_456.0, 512_000.0),
        ),
        verdict("release", 0.95, 0.95, share(0.9713, 0.0061)),
    ]
}

/// A run of this many days over some stations.
pub(super) fn run_over(places: &[Place], days: usize) -> Results {
    let metrics = metrics::all(places);
    let hours = days * 24;
    let instant = |hour: usize| format!("{}T{:02}:00:00", date(hour / 24), hour % 24);
    let outcome = RunOutcome {
        team_load: vec![],
        unreachable: vec![],
        replications: RUNS,
        metrics: metrics.into_iter().collect(),
        verdicts: verdicts(),
        daily: (0..days).map(day).collect(),
        hourly: Hourly {
            times: (0..hours).map(instant).collect(),
            series: places.iter().map(|place| series(place, hours)).collect(),
            teams: teams(hours),
        },
        release_curve: Some(curve()),
        load: places.iter().map(load).collect(),
        theory: vec![],
        settling: None,
        flows: flows(places),
        heaviest: vec![],
        one_more: None,
    };
    results(places, days, Outcome::Run(Box::new(outcome)))
}

/// The ordinary run: 3 stations, 10 days, 2 goods, 2 streams.
pub(super) fn run() -> Results {
    run_over(&places(), 10)
}

/// The run inside the results.
pub(super) fn inside(results: &mut Results) -> &mut RunOutcome {
    match &mut results.outcome {
        Outcome::Run(run) => run,
        _ => panic!("the fixture is a run"),
    }
}

/// Returns complete results with this outcome.
fn results(places: &[Place], days: usize, outcome: Outcome) -> Results {
    let labelled = |text: &str, label: &str| ScopeLabel {
        scope: scope(text),
        label: label.to_owned(),
    };
    let mut scopes = vec![
        labelled("goods.masks", "Masks (口罩)"),
        labelled("goods.ventilators", "Ventilators"),
        labelled("arrivals.commercial", "Commercial"),
        labelled("arrivals.donations", "Donations"),
    ];
    scopes.extend(
        places
            .iter()
            .map(|place| labelled(&place.name, &place.label)),
    );
    scopes.push(labelled("teams.inspectors", "Inspectors"));
    scopes.push(labelled("teams.clerks", "Clerks (单证)"));
    Results {
        format: FORMAT,
        provenance: Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_file: "peak-day.toml".to_owned(),
            scenario_path: None,
            scenario_sha256: "ab".repeat(32),
            scenario_text: "title = \"Peak day\"\n\n[run]\nstart = 2020-04-13\n".to_owned(),
            bases: vec![],
            settings: vec![Setting {
                path: "stations.inspection.lanes".into(),
                value: "9".into(),
            }],
            seed: 134,
            replications: RUNS,
            precision: None,
        },
        heading: Heading {
            studies: vec![],
            title: "Shenzhen Customs, peak day, after the open-box rule of 10 April 2020"
                .to_owned(),
            question: Some(
                "How many inspection bays clear 134 batches (41 million units) a day once nine \
                 batches in ten are opened?"
                    .to_owned(),
            ),
            sources: vec![
                "Seed article: 134 batches, 41 million units a day at the peak".to_owned(),
            ],
        },
        plan: Plan {
            holidays: vec![],
            steady: true,
            start: "2020-04-11T00:00:00".to_owned(),
            window_start: "2020-04-13T00:00:00".to_owned(),
            window_end: format!("{}T00:00:00", date(days)),
            warm_up_hours: 48.0,
            window_hours: 24.0 * days as f64,
            follow_up_hours: 720.0,
            confidence: 0.95,
            currency: Some("CNY".to_owned()),
            target: target(),
            scopes,
            changes: vec![],
        },
        outcome,
        notes: vec![Note {
            severity: Severity::Remark,
            text: "The inspection share is an assumption.".to_owned(),
        }],
    }
}
