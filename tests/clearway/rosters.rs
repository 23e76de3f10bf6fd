//! Choices by the clock: the numbers of an arrangement are those of the model, minute by minute.

use clearway::calendar::{Calendar, Openings};
use clearway::model::{Lanes, Model};
use clearway::scenario::{Document, Staffing, Varied};
use clearway::time::{Span, Time};
use proptest::prelude::*;

/// A desk and a team, with these holidays and entries to choose from. 13 April 2020 is a Monday.
fn port(holidays: &str, entries: &str) -> (Document, Staffing) {
    let text = format!(
        "[run]\nstart = 2020-04-13\nlength = \"14 days\"\nholidays = [{holidays}]\n\
         [target]\nrelease = {{ within = \"4 h\", share = 0.95 }}\n\
         [arrivals.all]\nper_day = 24\nto = \"desk\"\n\
         [teams.officers]\nlabel = \"Officers\"\nmembers = 4\n\
         [stations.desk]\nlabel = \"The desk\"\nlanes = 2\nservice = \"30 min\"\n\
         staff = {{ officers = 1 }}\nnext = \"released\"\n\
         [staffing.choose]\n{entries}\n"
    );
    let document = Document::parse("port.toml", &text).unwrap_or_else(|it| panic!("{it}"));
    let staffing = document.staffing().unwrap_or_else(|it| panic!("{it}"));
    (document, staffing)
}

fn model(document: &Document, staffing: &Staffing, at: &[usize]) -> Option<Model> {
    let settings = staffing.arrangement(at);
    let document = document.with(&settings).unwrap_or_else(|it| panic!("{it}"));
    document.compile_alone().ok().map(|it| it.model)
}

fn lanes(model: &Model) -> &Openings {
    match &model.stations()[0].lanes {
        Lanes::Scheduled(openings) => openings,
        Lanes::Unlimited => panic!("the lanes are counted"),
    }
}

/// Returns the chosen number at an instant: the sum over the blocks that cover it.
fn chosen(staffing: &Staffing, at: &[usize], calendar: &Calendar, time: Time) -> f64 {
    let day = calendar.day(time);
    let clock = time - calendar.midnight(day);
    let of_block = staffing
        .coordinates()
        .iter()
        .zip(at)
        .map(|(coordinate, at)| {
            let block = coordinate.block.as_ref().expect("chosen by the clock");
            let begun = |day: i64, clock: Span| {
                let covers = block.from <= clock && clock < block.until;
                f64::from(u8::from(covers && block.days.contains(calendar.kind(day))))
            };
            let times = begun(day, clock) + begun(day - 1, clock + Span::DAY);
            times * coordinate.number(*at).expect("a number")
        });
    of_block.sum()
}

/// Checks a table of openings against the chosen numbers, at each minute of two weeks.
fn check(staffing: &Staffing, at: &[usize], calendar: &Calendar, openings: &Openings) {
    for minute in 0..14 * 24 * 60 {
        let time = Time::START + Span::from_micros(minute * 60 * Span::SECOND.micros());
        let (open, chosen) = (
            openings.open_at(calendar, time),
            chosen(staffing, at, calendar, time),
        );
        assert_eq!(f64::from(open), chosen, "{}", calendar.date_time(time));
    }
}

const LANES: [&str; 6] = [
    "every = \"4 h\"",
    "every = \"4 h\", start = \"06:00\"",
    "every = \"3 h\", start = \"01:30\", days = [\"mon-fri\", \"sat, sun\", \"holiday\"]",
    "every = \"8 h\", start = \"22:00\", days = [\"mon-fri, holiday\", \"sat, sun\"]",
    "every = \"24 h\"",
    "every = \"6 h\", days = [\"mon-sun, holiday\"], cost_per_hour = [4, 3, 3, 4]",
];

const SHIFTS: [&str; 3] = [
    "shifts = [\"06:00-14:00\", \"14:00-22:00\", \"22:00-06:00\"]",
    "shifts = [\"06:00-14:00\", \"10:00-18:00\", \"14:00-22:00\", \"21:30-06:15\"], \
     days = [\"mon-thu\", \"fri-sun, holiday\"]",
    "shifts = [\"00:00-24:00\", \"20:00-08:00\"], cost_per_hour = [60, 90.5]",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn each_minute_has_the_chosen_number_of_lanes(
        kind in 0..LANES.len(),
        numbers in prop::collection::vec(0_usize..4, 24),
    ) {
        let entry = format!("\"stations.desk.lanes\" = {{ from = 0, to = 3, {} }}", LANES[kind]);
        let (document, staffing) = port("2020-04-15, 2020-04-20", &entry);
        let at = &numbers[..staffing.coordinates().len()];
        match model(&document, &staffing, at) {
            Some(model) => check(&staffing, at, model.calendar(), lanes(&model)),
            None => prop_assert!(at.iter().all(|number| *number == 0)),
        }
    }

    #[test]
    fn each_minute_has_the_chosen_number_of_members(
        kind in 0..SHIFTS.len(),
        numbers in prop::collection::vec(0_usize..4, 8),
    ) {
        let entry = format!("\"teams.officers.members\" = {{ from = 0, to = 3, {} }}", SHIFTS[kind]);
        let (document, staffing) = port("2020-04-15, 2020-04-20", &entry);
        let at = &numbers[..staffing.coordinates().len()];
        match model(&document, &staffing, at) {
            Some(model) => check(&staffing, at, model.calendar(), &model.teams()[0].members),
            None => prop_assert!(at.iter().all(|number| *number == 0)),
        }
    }
}

/// Returns the settings of an arrangement as they would be written.
fn rows(holidays: &str, entries: &str, at: &[usize]) -> String {
    let (_, staffing) = port(holidays, entries);
    let settings = staffing.arrangement(at).into_iter();
    settings
        .map(|it| it.to_string())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn rows_read_like_a_roster_on_a_wall() {
    let blocks = |rest: &str| format!("\"stations.desk.lanes\" = {{ from = 0, to = 9, {rest} }}");
    let four = blocks("every = \"4 h\"");
    let said = [
        rows("", &four, &[2, 2, 5, 5, 3, 2]),
        rows("", &four, &[0, 0, 5, 5, 3, 0]),
        rows("", &four, &[4; 6]),
        rows("", &four, &[0; 6]),
        rows(
            "",
            &blocks("every = \"4 h\", start = \"06:00\""),
            &[5, 5, 3, 3, 1, 1],
        ),
        rows(
            "",
            &blocks("every = \"12 h\", days = [\"mon-fri\", \"sat, sun\"]"),
            &[3, 5, 0, 2],
        ),
        rows(
            "",
            &blocks("every = \"12 h\", cost_per_hour = [15, 20.5]"),
            &[3, 3],
        ),
        rows(
            "",
            &format!(
                "\"teams.officers.members\" = {{ from = 0, to = 9, {}, cost_per_hour = [60, 60, 90] }}\n\
                 \"stations.desk.lanes\" = [2, 3]",
                SHIFTS[0]
            ),
            &[4, 4, 0, 1],
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn each_block_is_named_by_its_days_and_hours() {
    let (_, staffing) = port(
        "",
        "\"stations.desk.lanes\" = { from = 0, to = 4, step = 2, every = \"12 h\", start = \"18:00\", \
         days = [\"mon-fri\", \"sat, sun\"] }\n\
         \"teams.officers.members\" = { from = 1, to = 2, shifts = [\"06:00-14:00\"], cost_per_hour = [7] }\n\
         \"stations.desk.service\" = [\"30 min\", \"40 min\"]",
    );
    let told = staffing.coordinates().iter().map(|it| {
        let values = it
            .values
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        format!(
            "{} | {} | {:?} | {}",
            it.name,
            it.subject,
            it.subject.varied,
            values.join(" ")
        )
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    assert_eq!(staffing.largest(), [2, 2, 2, 2, 1, 0]);
    assert_eq!(staffing.coordinates()[5].subject.varied, Varied::Other);
    let block = staffing.coordinates()[4].block.as_ref().expect("a shift");
    assert_eq!(block.cost_per_hour, Some(7.0));
    assert_eq!(staffing.laws()[0].days, [0..2, 2..4]);
}

#[test]
fn laws_hold_for_each_kind_of_day() {
    let (_, staffing) = port(
        "",
        "\"teams.officers.members\" = { from = 0, to = 9, at_least = 1, pool = 8, max_changes = 2, \
         shifts = [\"06:00-14:00\", \"14:00-22:00\", \"22:00-06:00\"], days = [\"mon-fri\", \"sat, sun\"] }",
    );
    let allows = |at: [usize; 6]| {
        let number =
            |it: usize| staffing.coordinates()[it].number(at[it]).expect("a number") as u64;
        staffing.laws().iter().all(|law| law.allows(number))
    };
    assert!(allows([3, 3, 2, 1, 1, 1]));
    assert!(!allows([3, 3, 3, 1, 1, 1]), "the pool");
    assert!(!allows([3, 3, 2, 1, 1, 0]), "at least one");
    assert!(!allows([1, 2, 3, 1, 1, 1]), "three changes");
}

#[test]
fn any_number_of_arrangements_is_read_at_once() {
    let (document, staffing) = port(
        "",
        "\"stations.desk.lanes\" = { from = 0, to = 13, every = \"1 h\", days = [\"mon-fri\", \"sat, sun\"] }",
    );
    assert_eq!(staffing.coordinates().len(), 48);
    assert!(model(&document, &staffing, &[1; 48]).is_some());
}
