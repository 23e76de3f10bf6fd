//! Staff, closing, queues, room, lanes on demand and breakdowns: invalid files and what valid ones
//! mean.

use clearway::calendar::DayKind;
use clearway::distribution::Distribution;
use clearway::model::{AtClose, Counting, OpenMore, Order, Room, StationId, TeamId, WhenFull};
use clearway::scenario::Scenario;
use clearway::time::Span;

use super::{changed, compile, messages};

const STATION: &str = "lanes = 4";

fn sound(passage: &str, replacement: &str) -> Scenario {
    compile(&changed(passage, replacement)).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn teams() {
    let team = |members: &str| format!("[teams.inspectors]\n{members}\n[sweep]");
    let cases = [
        ("no members", team("")),
        ("negative", team("members = -3")),
        ("half", team("members = 2.5")),
        ("in quotes", team("members = \"24\"")),
        ("a table", team("members = { on = 24 }")),
        (
            "a row without on",
            team("members = [{ hours = \"08:00-20:00\" }]"),
        ),
        (
            "open instead of on",
            team("members = [{ hours = \"08:00-20:00\", open = 3 }]"),
        ),
        ("hours", team("members = [{ hours = \"8-20\", on = 3 }]")),
        (
            "negative cost",
            team("members = [{ on = 3, cost_per_hour = -1 }]"),
        ),
        (
            "negative factor",
            team("members = 3\novertime_factor = -0.5"),
        ),
        ("too many", team("members = 1_000_001")),
        ("misspelt", team("member = 3")),
    ];
    let said = |(about, replacement): &(&'static str, String)| {
        let text = changed("[sweep]", replacement);
        (*about, super::problems(compile(&text)))
    };
    insta::assert_snapshot!(super::report(cases.iter().map(said)));
}

#[test]
fn staff() {
    let with = |staff: &str, members: &str| {
        let text = changed(STATION, &format!("lanes = 4\nstaff = {staff}"));
        let teams = format!("[teams.inspectors]\nmembers = {members}\n[sweep]");
        super::problems(compile(&text.replace("[sweep]", &teams)))
    };
    insta::assert_snapshot!(super::report([
        ("unknown team", with("{ inspector = 2 }", "24")),
        ("no member", with("{ inspectors = 0 }", "24")),
        ("a number alone", with("2", "24")),
        (
            "a team too small for one batch",
            with(
                "{ inspectors = 5 }",
                "[{ hours = \"08:00-20:00\", on = 2 }, { hours = \"12:00-14:00\", on = 2 }]"
            )
        ),
        ("no member ever on duty", with("{ inspectors = 1 }", "0")),
        (
            "together enough",
            with(
                "{ inspectors = 4 }",
                "[{ hours = \"08:00-20:00\", on = 2 }, { hours = \"12:00-14:00\", on = 2 }]"
            )
        ),
    ]));
    let lanes = "lanes = [{ hours = \"08:00-12:00\", open = 4 }]\nstaff = { inspectors = 1 }";
    let text = changed(STATION, lanes);
    let night = "[teams.inspectors]\nmembers = [{ hours = \"12:00-20:00\", on = 2 }]\n[sweep]";
    insta::assert_snapshot!(
        "staff_never_meets",
        super::problems(compile(&text.replace("[sweep]", night)))
    );
}

#[test]
fn queues_and_room() {
    insta::assert_snapshot!(messages(&[
        ("unknown order", STATION, "lanes = 4\norder = \"fist-come\""),
        (
            "no such order",
            STATION,
            "lanes = 4\norder = \"alphabetical\""
        ),
        ("due without due", STATION, "lanes = 4\norder = \"due\""),
        ("unknown closing", STATION, "lanes = 4\nat_close = \"stop\""),
        (
            "preempt without priority",
            STATION,
            "lanes = 4\npreempt = true\nignore_priority = true"
        ),
        ("preempt is not a number", STATION, "lanes = 4\npreempt = 1"),
        (
            "when_full alone",
            STATION,
            "lanes = 4\nwhen_full = \"block\""
        ),
        (
            "unknown way",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = \"turnaway\""
        ),
        (
            "no such way",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = \"explode\""
        ),
        (
            "divert nowhere",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = { divert = \"inspektion\" }"
        ),
        (
            "divert to itself",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = { divert = \"documents\" }"
        ),
        (
            "divert misspelt",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = { diverts = \"inspection\" }"
        ),
        (
            "divert without a place",
            STATION,
            "lanes = 4\nroom = 3\nwhen_full = {}"
        ),
        ("negative room", STATION, "lanes = 4\nroom = -3"),
        (
            "room without limit",
            STATION,
            "lanes = 4\nroom = \"unlimited\""
        ),
        (
            "divert in a circle",
            "lanes = \"unlimited\"",
            "lanes = 2\nroom = 3\nwhen_full = { divert = \"xray\" }\n\
             service = \"8 min\"\nnext = \"released\"\n[stations.xray]\nlanes = 1\nroom = 3\n\
             when_full = { divert = \"correction\" }"
        ),
    ]));
}

#[test]
fn lanes_that_change() {
    insta::assert_snapshot!(messages(&[
        (
            "no threshold",
            STATION,
            "lanes = 4\nopen_more = { add = 2 }"
        ),
        (
            "none added",
            STATION,
            "lanes = 4\nopen_more = { when_waiting = 12, add = 0 }"
        ),
        (
            "closes before it opens",
            STATION,
            "lanes = 4\nopen_more = { when_waiting = 3, add = 2, until_waiting = 12 }"
        ),
        (
            "always",
            STATION,
            "lanes = 4\nopen_more = { when_waiting = 0, add = 2 }"
        ),
        (
            "no room for this many",
            STATION,
            "lanes = 4\nroom = 5\nopen_more = { when_waiting = 12, add = 2 }"
        ),
        (
            "notice without unit",
            STATION,
            "lanes = 4\nopen_more = { when_waiting = 12, add = 2, notice = 30 }"
        ),
        (
            "unlimited and more",
            "lanes = \"unlimited\"",
            "lanes = \"unlimited\"\nopen_more = { when_waiting = 12, add = 2 }"
        ),
        ("a number", STATION, "lanes = 4\nopen_more = 2"),
        (
            "breakdowns without repair",
            STATION,
            "lanes = 4\nbreakdowns = { after = \"30 days\" }"
        ),
        (
            "breakdowns all the time",
            STATION,
            "lanes = 4\nbreakdowns = { after = \"0 s\", repair = \"8 h\" }"
        ),
        (
            "unknown counting",
            STATION,
            "lanes = 4\nbreakdowns = { after = \"30 days\", counting = \"works\", repair = \"8 h\" }"
        ),
        (
            "repair upside down",
            STATION,
            "lanes = 4\nbreakdowns = { after = \"30 days\", repair = { uniform = { min = \"8 h\", max = \"2 h\" } } }"
        ),
        (
            "unlimited and broken",
            "lanes = \"unlimited\"",
            "lanes = \"unlimited\"\nbreakdowns = { after = \"30 days\", repair = \"8 h\" }"
        ),
        (
            "trapped by rules",
            "visits = 1 }, to = \"correction\"",
            "units_over = 0 }, to = \"correction\""
        ),
    ]));
}

#[test]
fn arrivals_backlog_and_costs() {
    let run = "replications = 40";
    let priority = "priority = 1";
    insta::assert_snapshot!(messages(&[
        ("due without unit", priority, "due = 24"),
        ("patience below 0", priority, "patience = \"-1 h\""),
        (
            "patience of a shape",
            priority,
            "patience = { exponential = { mean = \"0 s\" } }"
        ),
        ("no batch together", priority, "group = 0"),
        ("group as text", priority, "group = \"3\""),
        (
            "group and exact",
            "per_day = 124",
            "per_day = 124\nprocess = \"exact\"\ngroup = 2"
        ),
        ("backlog nowhere", run, "backlog = { inspektion = 57 }"),
        ("backlog released", run, "backlog = { released = 57 }"),
        ("half a batch", run, "backlog = { inspection = 57.5 }"),
        ("backlog alone", run, "backlog = 57"),
        (
            "negative delay",
            "[sweep]",
            "[costs]\ndelay_per_batch_hour = -5\n[sweep]"
        ),
        (
            "currency of a number",
            "[sweep]",
            "[costs]\ncurrency = 5\n[sweep]"
        ),
        (
            "cost misspelt",
            "[sweep]",
            "[costs]\ndelay_per_batch = 5\n[sweep]"
        ),
    ]));
    let text = changed(run, "backlog = { inspection = 57 }");
    let text = text.replace("[stations.inspection]", "[stations.inspection]\nroom = 12");
    insta::assert_snapshot!("more_backlog_than_room", super::problems(compile(&text)));
}

#[test]
fn a_team_has_rows_and_costs() {
    let scenario = sound(
        "[sweep]",
        "[costs]\ncurrency = \"CNY\"\ndelay_per_batch_hour = 2.5\n[teams.inspectors]\n\
         label = \"Inspectors\"\nmembers = [{ hours = \"08:00-20:00\", on = 24 }, \
         { days = \"mon-fri\", hours = \"18:00-08:00\", on = 6, cost_per_hour = 90 }]\n\
         cost_per_hour = 60\novertime_factor = 1.5\n[teams.drivers]\nmembers = 3\n[sweep]",
    );
    let [inspectors, drivers] = scenario.model.teams() else {
        panic!("two teams");
    };
    assert_eq!(
        (inspectors.name.as_str(), inspectors.label.as_str()),
        ("inspectors", "Inspectors")
    );
    assert_eq!(inspectors.cost_per_hour, [60.0, 90.0]);
    assert_eq!(inspectors.overtime_factor, 1.5);
    let monday = DayKind::weekday(0);
    let on = |hour| {
        inspectors
            .members
            .open_on(monday, monday, Span::from_hours(hour))
    };
    assert_eq!([on(7), on(8), on(18), on(20)], [6, 24, 30, 6]);
    assert_eq!(drivers.label, "drivers");
    assert_eq!(
        (drivers.cost_per_hour.as_slice(), drivers.overtime_factor),
        ([0.0].as_slice(), 1.0)
    );
    assert_eq!(scenario.currency.as_deref(), Some("CNY"));
    assert_eq!(scenario.model.delay_cost_per_batch_hour(), 2.5);
}

#[test]
fn a_station_has_its_behaviour() {
    let text = changed(
        STATION,
        "lanes = 4\nstaff = { inspectors = 2 }\nat_close = \"restart\"\norder = \"fewest-units\"\n\
         preempt = true\nroom = 12\nwhen_full = { divert = \"correction\" }\n\
         open_more = { when_waiting = 10, add = 2, until_waiting = 3, notice = \"30 min\" }\n\
         breakdowns = { after = { exponential = { mean = \"30 days\" } }, counting = \"work\", \
         repair = \"8 h\" }",
    );
    let text = text.replace("[sweep]", "[teams.inspectors]\nmembers = 24\n[sweep]");
    let scenario = compile(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let station = &scenario.model.stations()[0];
    assert_eq!(station.staff, [(TeamId(0), 2)]);
    assert_eq!(station.at_close, AtClose::Restart);
    assert_eq!(station.order, Order::FewestUnits);
    assert!(station.preempt);
    let when_full = WhenFull::Divert(StationId(2));
    assert_eq!(
        station.room,
        Some(Room {
            places: 12,
            when_full
        })
    );
    let notice = Span::from_micros(30 * 60_000_000);
    let expected = OpenMore {
        when_waiting: 10,
        add: 2,
        until_waiting: 3,
        notice,
    };
    assert_eq!(station.open_more, Some(expected));
    let breakdowns = station.breakdowns.as_ref().expect("they break down");
    assert_eq!(breakdowns.counting, Counting::Work);
    assert_eq!(breakdowns.after.mean(), 30.0 * 86_400e6);
    assert_eq!(breakdowns.repair.mean(), 8.0 * 3_600e6);
    let plain = &scenario.model.stations()[1];
    assert!(plain.staff.is_empty() && plain.room.is_none() && plain.open_more.is_none());
    assert_eq!(
        (plain.at_close, plain.order),
        (AtClose::Finish, Order::FirstCome)
    );
}

#[test]
fn streams_have_due_patience_and_groups_and_the_run_a_backlog() {
    let text = changed(
        "priority = 1",
        "priority = 1\ndue = \"24 h\"\npatience = \"3 days\"\ngroup = 3",
    );
    let text = text.replace(
        "replications = 40",
        "backlog = { inspection = 57, documents = 2 }",
    );
    let scenario = compile(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let donations = &scenario.model.streams()[1];
    let mean = |it: &Option<Distribution>| it.as_ref().map(Distribution::mean);
    assert_eq!(mean(&donations.due), Some(24.0 * 3_600e6));
    assert_eq!(mean(&donations.patience), Some(72.0 * 3_600e6));
    assert_eq!(mean(&donations.group), Some(3.0));
    assert!((scenario.model.rates()[1] - 36.0).abs() < 1e-9);
    assert_eq!(
        scenario.model.backlog(),
        [(StationId(1), 57), (StationId(0), 2)]
    );
}

#[test]
fn what_no_batch_reaches_is_noted_and_no_problem() {
    let text = changed(
        "[sweep]",
        "[stations.gate]\nlanes = 0\nservice = \"1 min\"\nnext = \"released\"\n[sweep]",
    );
    let scenario = compile(&text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(scenario.unreached, [StationId(3)]);
    let diverted = text.replace(
        "lanes = 4\n",
        "lanes = 4\nroom = 3\nwhen_full = { divert = \"gate\" }\n",
    );
    let said = super::problems(compile(&diverted));
    assert!(
        said.contains("batches reach \"gate\", where no lane ever opens"),
        "{said}"
    );
}
