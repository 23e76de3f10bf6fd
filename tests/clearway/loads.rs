//! Offered load without a run, against networks whose visits are known.

use clearway::calendar::{Calendar, DayKind, DaySet, OpeningRow, Openings, RateProfile};
use clearway::distribution::{Choice, Distribution};
use clearway::model::{
    ArrivalProcess, ArrivalStream, AtClose, Class, ClassId, Destination, Exit, Goods, GoodsId,
    Lanes, Model, Order, Route, Rule, RunKind, RunPlan, Service, Station, StationId, StreamId,
    Target,
};
use clearway::theory::{Load, Node, Outlook, loads, team_loads, window_flows};
use clearway::time::Span;
use jiff::civil::date;

const RELEASED: Destination = Destination::Exit(Exit::Released);

/// Hourly weights of the peak day.
const PEAK: [f64; 24] = [
    1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6.0, 7.0, 6.5, 4.5, 6.0, 7.5, 7.5, 7.0, 6.0, 5.0,
    4.0, 3.5, 3.0, 2.5, 2.0,
];

fn to(station: u32) -> Destination {
    Destination::Station(StationId(station))
}

fn shares(parts: &[(f64, Destination)]) -> Route {
    Route::Shares(Choice::new(parts.to_vec()))
}

/// A rule without conditions.
fn rule(to: Route) -> Rule {
    Rule {
        streams: None,
        goods: None,
        units_over: None,
        visits: None,
        to,
    }
}

fn minutes(minutes: f64) -> Distribution {
    Distribution::exponential(minutes * 60e6).expect("positive")
}

fn station(lanes: u32, service: Distribution, next: Route) -> Station {
    Station {
        name: String::from("station"),
        label: String::from("Station"),
        lanes: Lanes::Scheduled(Openings::new(vec![OpeningRow::always(lanes)])),
        service: Service {
            times: vec![service],
            of_goods: vec![0; 8],
            per_unit: 0.0,
        },
        staff: vec![],
        at_close: AtClose::Finish,
        order: Order::FirstCome,
        ignore_priority: false,
        preempt: false,
        room: None,
        open_more: None,
        breakdowns: None,
        cost_per_lane_hour: 0.0,
        next,
        revisited: true,
    }
}

fn poisson(per_day: f64, weights: [f64; 24]) -> ArrivalProcess {
    let total: f64 = weights.iter().sum();
    ArrivalProcess::Poisson(RateProfile {
        per_day,
        hours: weights.map(|weight| weight / total),
        days: [1.0; DayKind::COUNT],
    })
}

/// A model of streams (process, first place, shares of goods) and stations.
fn model(
    goods: Vec<Distribution>,
    streams: Vec<(ArrivalProcess, Route, Vec<f64>)>,
    stations: Vec<Station>,
) -> Model {
    let (mut classes, mut made) = (vec![], vec![]);
    for (index, (process, to, mix)) in streams.into_iter().enumerate() {
        let stream = StreamId::new(index);
        let mut choice = vec![];
        let of_goods = mix.iter().enumerate();
        let parts: Vec<_> = of_goods
            .map(|(index, share)| (Some(index), *share))
            .collect();
        let parts = if parts.is_empty() {
            vec![(None, 1.0)]
        } else {
            parts
        };
        for (goods, share) in parts {
            choice.push((share, ClassId::new(classes.len())));
            classes.push(Class {
                stream,
                goods: goods.map(GoodsId::new),
                share,
            });
        }
        made.push(ArrivalStream {
            name: format!("stream{index}"),
            label: String::new(),
            process,
            mix: Choice::new(choice),
            rank: 0,
            due: None,
            patience: None,
            group: None,
            to,
        });
    }
    let goods = goods.into_iter().map(|units| Goods {
        name: String::new(),
        label: String::new(),
        units,
    });
    Model {
        calendar: Calendar::new(date(2020, 4, 13).at(0, 0, 0, 0), &[]),
        plan: RunPlan {
            kind: RunKind::Steady,
            warm_up: Span::ZERO,
            length: Span::from_days(14),
            follow_up: Span::from_days(30),
        },
        target: Target {
            batches_per_day: None,
            units_per_day: None,
            release: None,
            tolerance: 0.01,
        },
        goods: goods.collect(),
        streams: made,
        stations,
        teams: vec![],
        classes,
        priorities: vec![0],
        backlog: vec![],
        delay_cost_per_batch_hour: 0.0,
        changes: vec![],
    }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    let gap = (found - expected).abs() / expected.abs().max(1e-300);
    assert!(gap < 1e-9, "{found} instead of {expected}");
}

/// The loads, once the flows between places agree with the visits: what comes to a station is what
/// leaves it, and everybody who arrives leaves.
fn solved(model: &Model) -> Vec<Load> {
    let (loads, flows) = (loads(model), window_flows(model));
    let sum = |kept: &dyn Fn(Node, Node) -> bool| -> f64 {
        let kept = flows.iter().filter(|flow| kept(flow.from, flow.to));
        kept.map(|flow| flow.batches_per_day).sum()
    };
    let near = |found: f64, expected: f64| {
        assert!(
            (found - expected).abs() < 1e-6 * (1.0 + expected),
            "{found} {expected}"
        );
    };
    for load in loads
        .iter()
        .filter(|load| load.visits_per_day.is_finite() && load.exact)
    {
        let station = Node::Station(load.station);
        near(sum(&|_, to| to == station), load.visits_per_day);
        near(sum(&|from, _| from == station), load.visits_per_day);
    }
    let entered = sum(&|from, _| matches!(from, Node::Stream(_)));
    if loads
        .iter()
        .all(|load| load.visits_per_day.is_finite() && load.exact)
    {
        near(sum(&|_, to| matches!(to, Node::Exit(_))), entered);
    }
    loads
}

fn visits(loads: &[Load]) -> Vec<f64> {
    loads.iter().map(|load| load.visits_per_day).collect()
}

#[track_caller]
fn visits_are(loads: &[Load], expected: &[f64]) {
    assert_eq!(loads.len(), expected.len());
    for (found, expected) in visits(loads).into_iter().zip(expected) {
        near(found, *expected);
    }
    assert!(loads.iter().all(|load| load.exact));
}

/// Domain page: 134 x 0.9 x 75 min = 6.28 lanes at inspection, documents 1.37.
#[test]
fn peak_day() {
    let triangular = |min: f64, mode: f64, max: f64| {
        Distribution::triangular(min * 60e6, mode * 60e6, max * 60e6).expect("valid")
    };
    let documents = station(
        4,
        triangular(4.0, 10.0, 30.0),
        shares(&[(0.9, to(1)), (0.1, RELEASED)]),
    );
    let inspection = station(6, triangular(30.0, 75.0, 120.0), Route::To(RELEASED));
    let streams = vec![(poisson(134.0, PEAK), Route::To(to(0)), vec![])];
    let loads = solved(&model(vec![], streams, vec![documents, inspection]));
    visits_are(&loads, &[134.0, 120.6]);
    near(loads[0].offered_load, 134.0 * (44.0 / 3.0) / 1440.0);
    near(loads[1].offered_load, 6.28125);
    near(loads[1].service_hours, 1.25);
    assert_eq!(loads[0].lanes_needed, Some(2));
    assert_eq!(loads[1].lanes_needed, Some(7));
    assert!(!loads[0].overloaded && loads[1].overloaded);
    near(loads[1].utilisation.expect("six lanes"), 6.28125 / 6.0);
    // 14:00 on Monday has 7.5 parts of the 97.5
    assert_eq!(loads[1].busiest_hour, 14);
    let total: f64 = PEAK.iter().sum();
    near(loads[1].busiest_hour_load, 6.28125 * 24.0 * 7.5 / total);
    assert_eq!(loads[1].hourly_load.len(), 168);
    near(loads[1].hourly_load.iter().sum::<f64>() / 168.0, 6.28125);
}

/// Jackson 1957: x1 = 100 + 0.5 x2, x2 = 0.8 x1 + 0.25 x2, so x1 = 100 / (1 - 0.5 x 0.8 / 0.75).
#[test]
fn network_with_feedback() {
    let first = station(3, minutes(10.0), shares(&[(0.8, to(1)), (0.2, RELEASED)]));
    let second = station(
        3,
        minutes(5.0),
        shares(&[(0.5, to(0)), (0.25, to(1)), (0.25, RELEASED)]),
    );
    let streams = vec![(poisson(100.0, [1.0; 24]), Route::To(to(0)), vec![])];
    let loads = solved(&model(vec![], streams, vec![first, second]));
    let x1 = 100.0 / (1.0 - 0.4 / 0.75);
    visits_are(&loads, &[x1, x1 * 0.8 / 0.75]);
    assert_eq!(loads[0].busiest_hour, 0, "all hours are alike");
}

/// After the first inspection 8 % come back through correction, once; later ones leave.
#[test]
fn rework_loop_ends_by_count() {
    let once = Rule {
        visits: Some(1),
        ..rule(shares(&[(0.08, to(1)), (0.92, RELEASED)]))
    };
    let inspection = station(
        9,
        minutes(60.0),
        Route::Rules(vec![once, rule(Route::To(RELEASED))]),
    );
    let correction = station(9, minutes(600.0), Route::To(to(0)));
    let streams = vec![(poisson(100.0, [1.0; 24]), Route::To(to(0)), vec![])];
    let loads = solved(&model(vec![], streams, vec![inspection, correction]));
    visits_are(&loads, &[108.0, 8.0]);
}

/// Two counters in one loop: the second station sends back on its first and second visit only.
#[test]
fn counts_of_several_stations_are_kept_together() {
    let again = |visits| Rule {
        visits: Some(visits),
        ..rule(Route::To(to(0)))
    };
    let first = station(
        1,
        minutes(1.0),
        Route::Rules(vec![
            Rule {
                visits: Some(2),
                ..rule(shares(&[(0.5, to(1)), (0.5, RELEASED)]))
            },
            rule(Route::To(to(1))),
        ]),
    );
    let second = station(
        1,
        minutes(1.0),
        Route::Rules(vec![again(1), again(2), rule(Route::To(RELEASED))]),
    );
    let streams = vec![(poisson(10.0, [1.0; 24]), Route::To(to(0)), vec![])];
    let loads = solved(&model(vec![], streams, vec![first, second]));
    // 0, 1, 0 (second time: half go on), 1, 0, 1, out
    visits_are(&loads, &[25.0, 20.0]);
}

/// Large lots go to inspection, and their time grows with the units they hold.
#[test]
fn sizes_split_and_lengthen() {
    let large = Rule {
        units_over: Some(1_000.0),
        ..rule(Route::To(to(1)))
    };
    let documents = station(
        2,
        minutes(10.0),
        Route::Rules(vec![large, rule(Route::To(RELEASED))]),
    );
    let mut inspection = station(2, minutes(30.0), Route::To(RELEASED));
    inspection.service.per_unit = 60e3; // a minute for 1,000 units
    let units = Distribution::exponential(500.0).expect("valid");
    let streams = vec![(
        ArrivalProcess::Renewal(minutes(14.4)),
        Route::To(to(0)),
        vec![1.0],
    )];
    let loads = solved(&model(vec![units], streams, vec![documents, inspection]));
    let large = (-2.0_f64).exp();
    visits_are(&loads, &[100.0, 100.0 * large]);
    // without memory, sizes above 1,000 have the mean 1,500
    let hours = (30.0 + 1.5) / 60.0;
    assert!((loads[1].service_hours / hours - 1.0).abs() < 1e-8);
}

/// Streams and goods that rules name are told apart; hours keep their streams.
#[test]
fn streams_goods_and_hours() {
    let of_stream = Rule {
        streams: Some(vec![StreamId(1)]),
        ..rule(Route::To(RELEASED))
    };
    let of_goods = Rule {
        goods: Some(vec![GoodsId(1)]),
        ..rule(Route::To(to(1)))
    };
    let documents = station(
        1,
        minutes(1.0),
        Route::Rules(vec![of_stream, of_goods, rule(Route::To(to(2)))]),
    );
    let test = station(1, minutes(90.0), Route::To(RELEASED));
    let mut bays = station(1, minutes(60.0), Route::To(RELEASED));
    bays.lanes = Lanes::Unlimited;
    let mut night = [0.0; 24];
    night[2] = 1.0;
    let mut weekdays = [1.0; DayKind::COUNT];
    (weekdays[5], weekdays[6]) = (0.5, 0.0);
    let mut commercial = poisson(100.0, night);
    if let ArrivalProcess::Poisson(profile) = &mut commercial {
        profile.days = weekdays;
    }
    let one = Distribution::constant(1.0).expect("valid");
    let streams = vec![
        (commercial, Route::To(to(0)), vec![0.9, 0.1]),
        (poisson(50.0, [1.0; 24]), Route::To(to(0)), vec![0.5, 0.5]),
    ];
    let stations = vec![documents, test, bays];
    let loads = solved(&model(vec![one.clone(), one], streams, stations));
    let commercial = 100.0 * 5.5 / 7.0;
    visits_are(
        &loads,
        &[commercial + 50.0, commercial * 0.1, commercial * 0.9],
    );
    near(loads[2].hourly_load[2], 90.0);
    near(loads[2].hourly_load[5 * 24 + 2], 45.0);
    assert_eq!(loads[2].hourly_load[6 * 24 + 2], 0.0);
    assert_eq!(loads[2].hourly_load[3], 0.0);
    assert_eq!((loads[2].lanes_open, loads[2].lanes_needed), (None, None));
    assert!(loads[1].overloaded == (commercial * 0.1 * 90.0 / 1440.0 >= 1.0));
}

/// A load that is a whole number needs one lane more, and lanes that equal it are overloaded,
/// whatever the last bit says; rows of a schedule count by the week.
#[test]
fn whole_loads_are_overload() {
    let mut bays = station(6, minutes(0.7), Route::To(RELEASED));
    bays.lanes = Lanes::Scheduled(Openings::new(vec![OpeningRow {
        days: DaySet::ALL,
        from: Span::from_hours(8),
        until: Span::from_hours(20),
        open: 12,
    }]));
    let streams = vec![(poisson(1440.0 * 6.0 / 0.7, PEAK), Route::To(to(0)), vec![])];
    bays.at_close = AtClose::Pause;
    let loads = solved(&model(vec![], streams.clone(), vec![bays.clone()]));
    assert_eq!(loads[0].lanes_needed, Some(7));
    assert_eq!(loads[0].lanes_open, Some(6.0));
    assert!(loads[0].overloaded);
    // what is finished after closing may be enough, or not: nothing is said
    bays.at_close = AtClose::Finish;
    let loads = solved(&model(vec![], streams, vec![bays]));
    assert_eq!(loads[0].outlook, Outlook::Unknown);
    assert!(!loads[0].overloaded);
}

/// Batches that can never leave load their station without end, and no other batch does.
#[test]
fn no_way_out() {
    let trap = Rule {
        goods: Some(vec![GoodsId(0)]),
        ..rule(Route::To(to(1)))
    };
    let before = station(1, minutes(1.0), Route::To(to(1)));
    let looping = station(
        1,
        minutes(1.0),
        Route::Rules(vec![trap, rule(Route::To(RELEASED))]),
    );
    let one = Distribution::constant(1.0).expect("valid");
    let streams = vec![(poisson(10.0, [1.0; 24]), Route::To(to(0)), vec![0.5, 0.5])];
    let loads = solved(&model(
        vec![one.clone(), one],
        streams,
        vec![before, looping],
    ));
    near(loads[0].visits_per_day, 10.0);
    assert_eq!(loads[1].visits_per_day, f64::INFINITY);
    assert!(loads[1].overloaded && loads[1].service_hours.is_finite());
}

/// 1,000 stations in series, in parallel, and in a ring that batches leave once in 1,000 rounds.
#[test]
fn a_thousand_stations() {
    let count = 1_000_u32;
    let flat = |per_day| poisson(per_day, [1.0; 24]);
    let series = (1..=count).map(|next| {
        let next = if next == count { RELEASED } else { to(next) };
        station(2, minutes(1.0), Route::To(next))
    });
    let streams = (0..count).map(|_| (flat(1.0), Route::To(to(0)), vec![]));
    let in_series = solved(&model(vec![], streams.collect(), series.collect()));
    assert!(visits(&in_series).iter().all(|visits| *visits == 1_000.0));

    let parallel = (0..count).map(|_| station(2, minutes(1.0), Route::To(RELEASED)));
    let streams = (0..count).map(|index| (flat(f64::from(index)), Route::To(to(index)), vec![]));
    let in_parallel = solved(&model(vec![], streams.collect(), parallel.collect()));
    let expected: Vec<f64> = (0..count).map(f64::from).collect();
    visits_are(&in_parallel[1..], &expected[1..]);

    let ring = (1..=count).map(|next| {
        let route = if next == count {
            shares(&[(0.999, to(0)), (0.001, RELEASED)])
        } else {
            Route::To(to(next))
        };
        station(2, minutes(1.0), route)
    });
    let streams = vec![(flat(1.0), Route::To(to(500)), vec![])];
    let in_ring = solved(&model(vec![], streams, ring.collect()));
    near(in_ring[500].visits_per_day, 1_000.0);
    near(in_ring[499].visits_per_day, 999.0);
}

/// 1,000 rework loops in series keep one count each, not all counts together; two slow loops in
/// one block converge as well.
#[test]
fn loops_in_series_and_loops_in_loops() {
    let count = 1_000_u32;
    let stations = (0..count).map(|index| {
        let next = if index + 1 == count {
            RELEASED
        } else {
            to(index + 1)
        };
        let once = Rule {
            visits: Some(1),
            ..rule(shares(&[(0.5, to(index)), (0.5, next)]))
        };
        station(
            2,
            minutes(1.0),
            Route::Rules(vec![once, rule(Route::To(next))]),
        )
    });
    let stream = || vec![(poisson(8.0, [1.0; 24]), Route::To(to(0)), vec![])];
    let in_series = solved(&model(vec![], stream(), stations.collect()));
    assert!(visits(&in_series).iter().all(|visits| *visits == 12.0));

    // 0 <-> 1 with probability 0.999, then 2 <-> 3 with 0.999, which goes back to 0 half the time
    let hop = |stay: u32, leave: &[(f64, Destination)]| {
        let mut parts = vec![(0.999, to(stay))];
        parts.extend(leave.iter().map(|(share, place)| (share * 0.001, *place)));
        station(2, minutes(1.0), shares(&parts))
    };
    let stations = vec![
        station(2, minutes(1.0), Route::To(to(1))),
        hop(0, &[(1.0, to(2))]),
        station(2, minutes(1.0), Route::To(to(3))),
        hop(2, &[(0.5, to(0)), (0.5, RELEASED)]),
    ];
    let nested = solved(&model(vec![], stream(), stations));
    visits_are(&nested, &[16_000.0; 4]);
}

/// Too many counts to follow: a lower bound, and it says so. Twenty stations send each other all
/// batches, four rounds in five, with another rule after the first visit.
#[test]
fn more_counts_than_are_kept() {
    let count = 20_u32;
    let anywhere = |stay: f64| {
        let mut parts: Vec<_> = (0..count)
            .map(|next| (stay / f64::from(count), to(next)))
            .collect();
        parts.push((1.0 - stay, RELEASED));
        shares(&parts)
    };
    let once = Rule {
        visits: Some(1),
        ..rule(anywhere(0.8))
    };
    let routes = (0..count).map(|_| Route::Rules(vec![once.clone(), rule(anywhere(0.8))]));
    let stations = routes.map(|route| station(9, minutes(1.0), route));
    let streams = vec![(poisson(10.0, [1.0; 24]), Route::To(to(0)), vec![])];
    let loads = solved(&model(vec![], streams, stations.collect()));
    let total: f64 = visits(&loads).iter().sum();
    assert!(loads.iter().all(|load| !load.exact));
    assert!(total > 30.0 && total < 50.0, "{total} of 50 visits");
}

#[test]
fn a_team_has_the_load_of_its_stations_times_their_staff() {
    let scenario = crate::harness::scenario(
        r#"
[run]
start = 2020-04-13
length = "1 day"
[arrivals.trucks]
per_day = 60
to = "xray"
[teams.officers]
members = [{ hours = "08:00-20:00", on = 6 }, { hours = "20:00-08:00", on = 2 }]
[teams.guests]
members = 0
[stations.xray]
lanes = 2
service = "30 min"
staff = { officers = 1 }
next = { bay = 0.5, released = "rest" }
[stations.bay]
lanes = 4
service = "1 h"
staff = { officers = 3 }
next = "released"
"#,
    );
    let loads = loads(&scenario.model);
    assert_eq!(loads.len(), 2);
    let [officers, guests] = team_loads(&scenario.model).try_into().expect("two teams");
    near(officers.offered_load, 1.25 * (1.0 + 3.0));
    near(officers.members_on, 4.0);
    near(officers.hourly_load.iter().sum::<f64>() / 168.0, 5.0);
    // four go home each evening: at most 4 x 3 member-hours of overtime a day, half a member
    near(officers.most_members, 4.5);
    assert_eq!((officers.members_needed, officers.overloaded), (6, true));
    assert_eq!((guests.utilisation, guests.overloaded), (None, false));
    assert_eq!(guests.members_needed, 1);
}

/// Two days at 100 batches and two at 300, an hour each: 4.17 and 12.5 lanes of work.
#[test]
fn loads_of_a_window_average_over_dated_changes() {
    let text = "[run]\nstart = 2020-04-13\nwarm_up = \"1 day\"\nlength = \"4 days\"\n\
                [arrivals.a]\nper_day = 100\nto = \"s\"\n\
                [stations.s]\nlanes = 10\nservice = \"1 h\"\nnext = \"released\"\n\
                [[changes]]\nat = 2020-04-16\nset = { \"arrivals.a.per_day\" = 300 }\n";
    let model = crate::harness::scenario(text).model;
    let loads = clearway::theory::window_loads(&model);
    assert!((loads[0].visits_per_day - 200.0).abs() < 1e-9);
    assert!((loads[0].offered_load - 200.0 / 24.0).abs() < 1e-9);
    assert!((loads[0].service_hours - 1.0).abs() < 1e-9);
    assert_eq!(
        (loads[0].lanes_open, loads[0].lanes_needed),
        (Some(10.0), Some(13))
    );
    assert!(!loads[0].overloaded);
}
