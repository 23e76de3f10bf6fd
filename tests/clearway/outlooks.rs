//! Notes on stations and teams that may not keep up: ports whose loads are known by hand, and cases
//! in which each note would be false.

use clearway::theory::{Load, Loads, Outlook, lagged_loads, team_loads, window_loads};
use clearway::time::Span;

use crate::harness::{at_minutes, scenario, timed};

/// A steady port with one stream and the stations of `rest`, over four weeks from a Monday.
fn port(stream: &str, rest: &str) -> String {
    format!(
        "[run]\nstart = 2024-01-01\nlength = \"28 days\"\n\
         [arrivals.p]\n{stream}\nto = \"x\"\n{rest}"
    )
}

/// One station with exponential service of mean 1 h, and further rules.
fn one(stream: &str, station: &str) -> String {
    let rest = format!(
        "[stations.x]\nservice = {{ exponential = {{ mean = \"1 h\" }} }}\nnext = \"released\"\n\
         {station}\n"
    );
    port(stream, &rest)
}

fn of(text: &str) -> Vec<Load> {
    window_loads(&scenario(text).model)
}

#[track_caller]
fn first(text: &str) -> Load {
    of(text).swap_remove(0)
}

#[track_caller]
fn is(text: &str, outlook: Outlook) -> Load {
    let load = first(text);
    assert_eq!(load.outlook, outlook, "{load:?}");
    let overloaded = matches!(
        outlook,
        Outlook::Overloaded | Outlook::FallsBehind | Outlook::NeverFinishes
    );
    assert_eq!(load.overloaded, overloaded);
    load
}

#[track_caller]
fn near(found: f64, exact: f64) {
    assert!((found - exact).abs() < 1e-9, "{found} instead of {exact}");
}

/// Three lanes that are up half of the time are 1.5 lanes: 2 lanes of work are 133 % of that, and
/// four such lanes are just not enough.
#[test]
fn broken_lanes_do_nothing() {
    let breakdowns = |counting: &str, repair: &str| {
        format!(
            "lanes = 3\nbreakdowns = {{ after = {{ exponential = {{ mean = \"10 h\" }} }}, \
             counting = \"{counting}\", repair = \"{repair}\" }}"
        )
    };
    for counting in ["clock", "work"] {
        let load = is(
            &one("per_day = 48", &breakdowns(counting, "10 h")),
            Outlook::Overloaded,
        );
        near(load.utilisation.expect("open"), 4.0 / 3.0);
        assert_eq!((load.lanes_open, load.lanes_needed), (Some(3.0), Some(5)));
        // an hour of work takes 12 minutes of repair: 2.4 hours of the three lanes
        let load = is(
            &one("per_day = 48", &breakdowns(counting, "2 h")),
            Outlook::KeepsUp,
        );
        near(load.utilisation.expect("open"), 0.8);
    }
    // two of four lanes are open at night: the lanes that close may be broken ones
    let some = breakdowns("clock", "10 h").replace(
        "lanes = 3",
        "at_close = \"pause\"\nlanes = [{ hours = \"06:00-18:00\", open = 4 }, \
         { hours = \"18:00-06:00\", open = 2 }]",
    );
    let load = is(&one("per_day = 40", &some), Outlook::Unknown);
    near(load.lanes_up.expect("limited"), 1.5);
}

/// With load 2 on one lane three more are opened, and stay open while batches wait: four in all.
#[test]
fn lanes_on_demand_are_open_where_they_would_be() {
    let more = "lanes = 1\nopen_more = { when_waiting = 3, add = 3, until_waiting = 0 }";
    let load = is(&one("per_day = 48", more), Outlook::KeepsUp);
    near(load.lanes_open.expect("limited"), 4.0);
    near(load.utilisation.expect("open"), 0.5);
    // half a lane of work does not open them
    let load = is(&one("per_day = 12", more), Outlook::KeepsUp);
    near(load.lanes_open.expect("limited"), 1.0);
    is(&one("per_day = 96", more), Outlook::Overloaded);
}

/// Batches that leave keep the queue from growing, unless the others alone are too many.
#[test]
fn impatient_batches_are_lost_and_patient_ones_are_not() {
    let patient = "patience = { exponential = { mean = \"2 h\" } }";
    let text = one(&format!("per_day = 48\n{patient}"), "lanes = 1");
    let load = is(&text, Outlook::Loses);
    near(load.utilisation.expect("open"), 2.0);
    let other = "[arrivals.q]\nper_day = 30\nto = \"x\"\n";
    is(&format!("{text}{other}"), Outlook::Overloaded);
    is(
        &format!("{text}{}", other.replace("30", "20")),
        Outlook::Loses,
    );
    // patience is only for the first service, at x: at y all stay, and at least two thirds arrive
    let after = text.replace("next = \"released\"", "next = \"y\"")
        + "[stations.y]\nlanes = 1\nservice = \"3 h\"\nnext = \"released\"\n";
    let loads = of(&after);
    assert_eq!(loads[1].outlook, Outlook::Overloaded);
    let seldom = of(&after.replace("\"3 h\"", "\"80 min\""));
    assert_eq!(seldom[1].outlook, Outlook::Loses);
}

#[test]
fn a_full_room_that_sends_away_keeps_the_queue_short() {
    let room = "lanes = 1\nroom = 5\nwhen_full = \"turn-away\"";
    is(&one("per_day = 48", room), Outlook::Loses);
    is(&one("per_day = 12", room), Outlook::KeepsUp);
    // behind it: of load 0.5 at least two thirds are served, 4/3 lanes of work for one lane
    let behind = one("per_day = 12", room).replace("next = \"released\"", "next = \"y\"")
        + "[stations.y]\nlanes = 1\nservice = \"4 h\"\nnext = \"released\"\n";
    assert_eq!(of(&behind)[1].outlook, Outlook::Overloaded);
    // groups find the room full much more often: nothing is proven
    let groups = behind.replace("per_day = 12", "per_day = 12\ngroup = 50");
    assert_eq!(of(&groups)[1].outlook, Outlook::Loses);
    // where they are diverted to, the number that arrive is not known
    let divert = one(
        "per_day = 48",
        "lanes = 1\nroom = 5\nwhen_full = { divert = \"y\" }",
    ) + "[stations.y]\nlanes = 2\nservice = \"30 min\"\nnext = \"released\"\n\
           [arrivals.q]\nper_day = 48\nto = \"y\"\n";
    let loads = of(&divert);
    assert_eq!(loads[0].outlook, Outlook::Loses);
    assert_eq!(loads[1].outlook, Outlook::Unknown);
}

/// Two exponential lanes in series without a waiting place between have 2/3 of the capacity of one.
#[test]
fn where_a_room_blocks_offered_load_decides_nothing() {
    let tandem = one("per_day = 20", "lanes = 1").replace("\"released\"", "\"y\"")
        + "[stations.y]\nlanes = 1\nroom = 0\nnext = \"released\"\n\
           service = { exponential = { mean = \"1 h\" } }\n";
    let loads = of(&tandem);
    assert_eq!(loads[0].outlook, Outlook::BlockingDecides);
    assert_eq!(loads[1].outlook, Outlook::BlockingDecides);
    let full = of(&tandem.replace("per_day = 20", "per_day = 25"));
    assert!(full.iter().all(|load| load.outlook == Outlook::Overloaded));
    // a full room blocks no lane if only arrivals from outside enter it
    is(
        &one("per_day = 20", "lanes = 1\nroom = 0"),
        Outlook::KeepsUp,
    );
}

/// 11 hours of work never end in openings of 10 hours if they start again each day.
#[test]
fn work_longer_than_any_opening() {
    let text = |at_close: &str, service: &str| {
        one(
            "per_day = 0.8",
            &format!(
                "lanes = [{{ hours = \"08:00-18:00\", open = 1 }}]\nat_close = \"{at_close}\""
            ),
        )
        .replace("{ exponential = { mean = \"1 h\" } }", service)
    };
    is(&text("restart", "\"11 h\""), Outlook::NeverFinishes);
    is(&text("restart", "\"10 h\""), Outlook::Unknown);
    is(&text("pause", "\"11 h\""), Outlook::KeepsUp);
    is(&text("finish", "\"11 h\""), Outlook::KeepsUp);
    // one of two lanes stays open for 20 hours, and keeps the batch that started first
    let night = text("restart", "\"11 h\"").replace(
        "open = 1 }",
        "open = 2 }, { hours = \"18:00-04:00\", open = 1 }",
    );
    is(&night, Outlook::Unknown);
}

/// One lane open for ten hours, with 45 minutes a batch: the fourteenth ends half an hour after
/// closing, so the capacity is 10.5 hours a day. With variable service whose second moment over its
/// mean is 0.75 h, it is at most 0.75 hours more than ten.
#[test]
fn overtime_adds_what_it_can() {
    let text = |per_day: &str| {
        one(
            &format!("per_day = {per_day}"),
            "lanes = [{ hours = \"08:00-18:00\", open = 1 }]",
        )
        .replace("{ exponential = { mean = \"1 h\" } }", "\"45 min\"")
    };
    let load = is(&text("13.9"), Outlook::Unknown);
    near(load.most_lanes, 10.5 / 24.0);
    is(&text("14.1"), Outlook::Overloaded);
    is(&text("13"), Outlook::KeepsUp);
    let varied = |per_day: &str| {
        text(per_day).replace("\"45 min\"", "{ exponential = { mean = \"22.5 min\" } }")
    };
    near(is(&varied("28"), Outlook::Unknown).most_lanes, 10.75 / 24.0);
    is(&varied("29"), Outlook::Overloaded);
}

#[test]
fn lanes_without_their_staff_do_nothing() {
    let text = one(
        "per_day = 30",
        "lanes = 5\nstaff = { officers = 2 }\n[teams.officers]\nmembers = 3",
    );
    // three members make one crew of two: members are short, lanes are not
    is(&text, Outlook::Unknown);
    let teams = team_loads(&scenario(&text).model);
    near(teams[0].offered_load, 2.5);
    assert_eq!((teams[0].members_needed, teams[0].overloaded), (4, true));
    is(
        &text.replace("members = 3", "members = 4"),
        Outlook::Unknown,
    );
    let shared = text.replace("members = 3", "members = 4")
        + "[arrivals.q]\nper_day = 24\nto = \"y\"\n\
           [stations.y]\nlanes = 9\nservice = \"1 h\"\nstaff = { officers = 2 }\n\
           next = \"released\"\n";
    let loads = Loads::of_window(&scenario(&shared).model);
    assert_eq!(loads.teams[0].outlook, Outlook::Overloaded);
    near(loads.teams[0].utilisation.expect("on duty"), 4.5 / 4.0);
    assert_eq!(loads.teams[0].members_needed, 5);
}

/// A week with two holidays: the station is closed, but batches arrive. Other weeks have enough
/// capacity.
#[test]
fn holidays_close_lanes() {
    let text = one(
        "per_day = 14",
        "at_close = \"pause\"\nlanes = [{ days = \"mon-fri\", open = 1 }]",
    )
    .replace("28 days", "7 days");
    let load = is(&text, Outlook::KeepsUp);
    near(load.lanes_open.expect("limited"), 5.0 / 7.0);
    let closed = text.replace("[run]", "[run]\nholidays = [2024-01-03, 2024-01-04]");
    let load = is(&closed, Outlook::FallsBehind);
    near(load.lanes_open.expect("limited"), 3.0 / 7.0);
    near(load.utilisation.expect("open"), 14.0 / 24.0 / (3.0 / 7.0));
    // weekly hours follow the days of the window
    let open = load.hourly_open.expect("limited");
    assert_eq!((open[24 + 12], open[48 + 12]), (1.0, 0.0));
    // arrivals that stop on holidays too
    let quiet = closed.replace("per_day = 14", "per_day = 14\ndays = { holiday = 0 }");
    near(first(&quiet).visits_per_day, 10.0);
    assert_eq!(first(&quiet).hourly_load[48 + 12], 0.0);
}

/// Five working days of a process that stops at the weekend do not show the long run.
#[test]
fn the_window_is_not_the_long_run() {
    let text = one("per_day = 28.8\ndays = { sat = 0, sun = 0 }", "lanes = 1");
    is(&text, Outlook::KeepsUp);
    let week = text.replace("28 days", "5 days");
    let load = is(&week, Outlook::FallsBehind);
    near(load.offered_load, 1.2);
    let period = one("per_day = 48", "lanes = 1").replace("[run]", "[run]\nkind = \"period\"");
    is(&period, Outlook::FallsBehind);
}

/// Two streams that pass two stations in opposite order, each with priority at its last station:
/// with 0.7 lanes of work at each station the queues grow without end (Rybko and Stolyar 1992).
#[test]
fn loops_with_priorities_keep_nothing_up() {
    let text = "[run]\nstart = 2024-01-01\nlength = \"28 days\"\n\
                [goods.small]\nunits = 1\n[goods.large]\nunits = 2\n\
                [arrivals.p]\nper_day = 24\nto = \"x\"\npriority = 1\ngoods = \"large\"\n\
                [arrivals.q]\nper_day = 24\nto = \"y\"\ngoods = \"small\"\n\
                [stations.x]\nlanes = 1\norder = \"fewest-units\"\nignore_priority = true\n\
                service = \"6 min\"\nservice_by_goods = { small = \"36 min\" }\n\
                next = [{ when = { arrivals = [\"p\"] }, to = \"y\" }, { to = \"released\" }]\n\
                [stations.y]\nlanes = 1\nservice = \"6 min\"\n\
                service_by_goods = { large = \"36 min\" }\n\
                next = [{ when = { arrivals = [\"q\"] }, to = \"x\" }, { to = \"released\" }]\n";
    for load in of(text) {
        near(load.utilisation.expect("open"), 0.7);
        assert_eq!(load.outlook, Outlook::Unknown);
    }
    // first come, first served with one service time is stable (Bramson 1996)
    let plain = text
        .replace("order = \"fewest-units\"\nignore_priority = true\n", "")
        .replace("priority = 1\n", "")
        .replace("service_by_goods = { small = \"36 min\" }\n", "")
        .replace("service_by_goods = { large = \"36 min\" }\n", "");
    assert!(of(&plain).iter().all(|it| it.outlook == Outlook::KeepsUp));
}

/// A station that no batch visits needs no lanes, and unlimited lanes keep up.
#[test]
fn nothing_to_do_and_no_limit() {
    let text = one("per_day = 12", "lanes = \"unlimited\"");
    is(&text, Outlook::KeepsUp);
    let idle = one("per_day = 12\ndays = { sat = 0 }", "lanes = 1").replace(
        "start = 2024-01-01\nlength = \"28 days\"",
        "kind = \"period\"\nstart = 2024-01-06\nlength = \"1 day\"",
    );
    is(&idle, Outlook::Idle);
}

/// Twenty batches on the first of ten days: two a day, all in certain hours.
#[test]
fn a_file_brings_its_rows_in_the_window() {
    let text = one("per_day = 1", "lanes = 1").replace(
        "length = \"28 days\"",
        "kind = \"period\"\nwarm_up = \"1 day\"\nlength = \"10 days\"",
    );
    let day = 24 * 60;
    let rows: Vec<_> = (0..20).map(|row| (day + row * 30, 0.0, None)).collect();
    let before = at_minutes([0, 1, 2]);
    let after = at_minutes([11 * day, 12 * day]);
    let all = [before.as_slice(), &rows, &after].concat();
    let loads = window_loads(&timed(&text, &[("p", &all)]).model);
    near(loads[0].visits_per_day, 2.0);
    near(loads[0].offered_load, 2.0 / 24.0);
    assert_eq!(loads[0].outlook, Outlook::KeepsUp);
    // the window has two Tuesdays: two batches in each of ten hours of one of them
    let tuesday = 24..48;
    for hour in 0..168 {
        let busy = tuesday.contains(&hour) && hour < 24 + 10;
        near(loads[0].hourly_load[hour], if busy { 1.0 } else { 0.0 });
    }
    let model = timed(&text, &[("p", &all)]).model;
    near(model.rates()[0], 2.0);
    let until = model.plan().window_start() + Span::from_days(1);
    let lagged = lagged_loads(&model, model.plan().window_start(), until).expect("small");
    let mean = lagged[0].hourly.iter().sum::<f64>() / 168.0;
    assert!((mean - 20.0 / 24.0 / 7.0).abs() < 1e-6, "{mean}");
}

/// 10 lanes whose work needs 2.1 members of a team of 2: the team is short, the lanes are not.
#[test]
fn a_team_that_is_short_is_told_and_not_its_stations() {
    let text = port(
        "per_day = 48",
        "[teams.t]\nmembers = 2\n\
         [stations.x]\nlanes = 10\nstaff = { t = 1 }\n\
         service = { exponential = { mean = \"1 h\" } }\n\
         next = { y = 0.1, released = 0.9 }\n\
         [stations.y]\nlanes = 10\nstaff = { t = 1 }\nservice = \"30 min\"\n\
         next = \"released\"\n",
    );
    let model = scenario(&text).model;
    let team = &team_loads(&model)[0];
    near(team.offered_load, 2.1);
    assert_eq!((team.outlook, team.overloaded), (Outlook::Overloaded, true));
    for load in window_loads(&model) {
        assert_eq!((load.outlook, load.overloaded), (Outlook::Unknown, false));
    }
    // where lanes and staff are never on duty together, no team is short and the station is
    let apart = port(
        "per_day = 2",
        "[teams.t]\nmembers = [{ hours = \"00:00-08:00\", on = 5 }]\n\
         [stations.x]\nlanes = [{ hours = \"08:00-10:00\", open = 5 }, \
         { hours = \"07:59-08:00\", open = 1 }]\nstaff = { t = 1 }\nat_close = \"pause\"\n\
         service = \"1 h\"\nnext = \"released\"\n",
    );
    is(&apart, Outlook::Overloaded);
}

/// M/M/2 with three waiting places and a load of 4: of the states n = 0 to 5 with weights 1, 4, 8,
/// 16, 32, 64 the last turns away 64 / 125, so that 61 / 125 of 96 a day enter. A second station
/// gets their work, or the work of those that were diverted to it.
#[test]
fn what_a_full_room_sends_away_is_not_behind_it() {
    let ports = |when_full: &str, next: &str| {
        of(&port(
            "per_day = 96",
            &format!(
                "[stations.x]\nlanes = 2\nroom = 3\nwhen_full = {when_full}\n\
                 service = {{ exponential = {{ mean = \"1 h\" }} }}\nnext = \"{next}\"\n\
                 [stations.y]\nlanes = 2\nservice = \"40 min\"\nnext = \"released\"\n"
            ),
        ))
    };
    let behind = &ports("\"turn-away\"", "y")[1];
    near(behind.offered_load, 96.0 * 61.0 / 125.0 * 40.0 / 1440.0);
    assert!(!behind.overloaded && behind.exact);
    let beside = &ports("{ divert = \"y\" }", "released")[1];
    near(beside.offered_load, 96.0 * 64.0 / 125.0 * 40.0 / 1440.0);
    assert!(!beside.overloaded);
    // any service, no waiting places: Erlang's B of 2 lanes and the load 4 is 8 / 13
    let text = port(
        "per_day = 96",
        "[stations.x]\nlanes = 2\nroom = 0\nwhen_full = { divert = \"y\" }\n\
         service = \"1 h\"\nnext = \"released\"\n\
         [stations.y]\nlanes = 2\nservice = \"1 h\"\nnext = \"released\"\n",
    );
    near(of(&text)[1].offered_load, 4.0 * 8.0 / 13.0);
    assert_eq!(of(&text)[1].outlook, Outlook::Overloaded);
    // rates that vary by the hour: at least the work beyond two lanes is turned away, two of four
    let hours = text.replace(
        "per_day = 96",
        "per_day = 96\nhours = [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, \
         2, 1]",
    );
    let beside = &of(&hours)[1];
    near(beside.offered_load, 2.0);
    assert!(!beside.exact && beside.overloaded);
}

/// A batch every half hour, each with half an hour of work: one lane is enough, as nothing varies.
#[test]
fn a_load_of_one_is_enough_where_nothing_varies() {
    let text = |every: &str| {
        port(
            every,
            "[stations.x]\nlanes = 1\nservice = \"30 min\"\nnext = \"released\"\n",
        )
    };
    let load = is(&text("every = \"30 min\""), Outlook::KeepsUp);
    assert_eq!(load.lanes_needed, Some(1));
    let load = is(&text("per_day = 48"), Outlook::Overloaded);
    assert_eq!(load.lanes_needed, Some(2));
    is(&text("every = \"29 min\""), Outlook::Overloaded);
}

/// A lane open from 08:00 to 16:00 with 3 h for each batch: it finishes the third at 17:00, so its
/// capacity is 9 h of 24; with 2 h for each, just 8 h.
#[test]
fn constant_work_ends_at_a_known_time_after_closing() {
    let most = |hours: u32| {
        let station = format!(
            "[stations.x]\nlanes = [{{ hours = \"08:00-16:00\", open = 2 }}]\n\
             service = \"{hours} h\"\nnext = \"released\"\n"
        );
        first(&port("per_day = 1", &station)).most_lanes
    };
    near(most(2), 2.0 * 8.0 / 24.0);
    near(most(3), 2.0 * 9.0 / 24.0);
}
