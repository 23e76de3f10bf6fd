//! `[[changes]]`: rules and resources that change on a date.

use clearway::model::{ArrivalProcess, ClassId, Lanes, Model};
use clearway::scenario::{Document, Problems, Scenario, Setting};
use clearway::time::{Span, Time};

use super::{SOUND, problems, report};

/// Returns the valid scenario without its sweep and with these changes.
fn text(changes: &str) -> String {
    let end = SOUND.find("[sweep]").expect("a sweep");
    format!("{}\n{changes}", &SOUND[..end])
}

fn compile(changes: &str) -> Result<Scenario, Problems> {
    super::compile(&text(changes))
}

fn model(changes: &str) -> Model {
    compile(changes)
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model
}

fn day(days: i64) -> Time {
    Time::START + Span::from_days(days)
}

fn desks(model: &Model) -> u32 {
    let Lanes::Scheduled(openings) = &model.stations()[0].lanes else {
        panic!("counted lanes");
    };
    openings.open_at(model.calendar(), Time::START)
}

fn timeline(model: &Model) -> Vec<(f64, u32)> {
    let later = model.changes().iter().map(|(time, model)| (*time, model));
    std::iter::once((Time::START, model))
        .chain(later)
        .map(|(time, model)| (time.since_start().days(), desks(model)))
        .collect()
}

#[test]
fn changes_add_up_end_and_the_later_one_in_the_file_holds() {
    let change = |at: &str, desks: u32| {
        format!("[[changes]]\n{at}\nset = {{ \"stations.documents.lanes\" = {desks} }}\n")
    };
    let first = change("at = 2020-04-15\nuntil = 2020-04-20", 6);
    let second = change("at = 2020-04-17T12:00:00", 7);
    let both = model(&format!("{first}{second}"));
    assert_eq!(timeline(&both), [(0.0, 4), (2.0, 6), (4.5, 7), (7.0, 7)]);
    // the other way round, the change with an end holds while it is in force
    let turned = model(&format!("{second}{first}"));
    assert_eq!(timeline(&turned), [(0.0, 4), (2.0, 6), (4.5, 6), (7.0, 7)]);
    let from_start = model(&change("at = 2020-04-13\nuntil = 2020-04-14", 9));
    assert_eq!(timeline(&from_start), [(0.0, 9), (1.0, 4)]);
    let beyond = model(&change("at = 2020-04-15\nuntil = 2021-01-01", 9));
    assert_eq!(timeline(&beyond), [(0.0, 4), (2.0, 9)]);
}

#[test]
fn all_times_agree_on_what_positions_mean() {
    let model = model(
        "[[changes]]\nat = 2020-04-15\nset = { \"arrivals.donations.goods\" = \"ventilators\", \
         \"arrivals.donations.priority\" = 9, \"arrivals.commercial.per_day\" = 0 }\n",
    );
    let (time, later) = &model.changes()[0];
    assert_eq!(*time, day(2));
    assert_eq!(model.classes().len(), 4);
    let shares = |model: &Model| {
        model
            .classes()
            .iter()
            .map(|it| it.share)
            .collect::<Vec<_>>()
    };
    assert_eq!(shares(&model), [0.94, 0.06, 1.0, 0.0]);
    assert_eq!(shares(later), [0.94, 0.06, 0.0, 1.0]);
    assert_eq!(model.priorities(), [9, 1, 0]);
    assert_eq!(later.priorities(), [9, 1, 0]);
    assert_eq!((model.streams()[1].rank, later.streams()[1].rank), (1, 0));
    assert_eq!(later.streams()[1].mix.only(), Some(&ClassId(3)));
    assert!(later.changes().is_empty());
    let ArrivalProcess::Poisson(profile) = &later.streams()[0].process else {
        panic!("at random");
    };
    assert_eq!(profile.per_day, 0.0);
}

#[test]
fn a_station_may_be_closed_for_a_while_and_a_loop_may_close_later() {
    let model = model(
        "[[changes]]\nat = 2020-04-15\nset = { \"stations.documents.lanes\" = 0 }\n\
         [[changes]]\nat = 2020-04-16\nset = { \"stations.inspection.next\" = \"documents\", \
         \"stations.documents.next\" = \"released\", \"stations.correction.next\" = \"released\" }\n",
    );
    assert_eq!(timeline(&model), [(0.0, 4), (2.0, 0), (3.0, 0)]);
    // documents to inspection before, inspection to documents after
    assert!(model.stations()[0].revisited && model.changes()[1].1.stations()[0].revisited);
}

#[test]
fn wrong_changes() {
    let with = |lines: &str| problems(compile(&format!("[[changes]]\n{lines}\n")));
    let set = "set = { \"stations.documents.lanes\" = 6 }";
    let of = |set: &str| with(&format!("at = 2020-04-15\nset = {{ {set} }}"));
    insta::assert_snapshot!(report([
        ("no date", with(set)),
        ("no settings", with("at = 2020-04-15")),
        ("empty settings", of("")),
        ("before the run", with(&format!("at = 2020-04-01\n{set}"))),
        ("after the run", with(&format!("at = 2020-08-01\n{set}"))),
        (
            "ends first",
            with(&format!("at = 2020-04-15\nuntil = 2020-04-15\n{set}"))
        ),
        (
            "a date in quotes",
            with(&format!("at = \"2020-04-15\"\n{set}"))
        ),
        (
            "misspelt",
            with(&format!("at = 2020-04-15\nto = 2020-04-20\n{set}"))
        ),
        ("the run", of("\"run.length\" = \"3 days\"")),
        ("the target", of("\"target.batches_per_day\" = 3")),
        ("a label", of("\"stations.documents.label\" = \"x\"")),
        (
            "a new station",
            of("\"stations.xray\" = { lanes = 1, service = \"8 min\", next = \"released\" }")
        ),
        ("all stations", of("\"stations\" = { }")),
        ("a change", of("\"changes.0.at\" = 2020-04-16")),
        ("unknown station", of("\"stations.document.lanes\" = 6")),
        ("unknown key", of("\"stations.documents.lames\" = 6")),
        ("no quotes", of("stations.documents.lanes = 6")),
        ("wrong value", of("\"stations.documents.lanes\" = -6")),
        (
            "wrong elsewhere",
            of(
                "\"stations.documents.next.inspection\" = 0.5, \"stations.documents.next.released\" = 0.2"
            )
        ),
        (
            "another kind of arrivals",
            of("\"arrivals.donations\" = 3, \"arrivals.donations.per_day\" = 3")
        ),
        (
            "how they come",
            of("\"arrivals.commercial.process\" = \"exact\"")
        ),
        (
            "a table",
            problems(super::compile(&text("[changes]\nat = 2020-04-15\n")))
        ),
    ]));
}

#[test]
fn a_path_that_changes_is_not_set_from_outside_unless_the_change_is() {
    let change = "[[changes]]\nat = 2020-04-15\nset = { \"stations.documents.lanes\" = 6 }\n";
    let set = |arguments: &[&str]| {
        let document = Document::parse("peak.toml", &text(change)).expect("sound");
        let settings = arguments
            .iter()
            .map(|it| Setting::from_argument(it).expect("a setting"));
        let settings: Vec<Setting> = settings.collect();
        document.with(&settings)?.compile()
    };
    let lanes = "stations.documents.lanes=3";
    let own = "changes.0.set.stations.documents.lanes=5";
    let of = |arguments: &[&str]| set(arguments).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(timeline(&of(&[own]).model), [(0.0, 4), (2.0, 5)]);
    assert_eq!(timeline(&of(&[lanes, own]).model), [(0.0, 3), (2.0, 5)]);
    let later = of(&["changes.0.at=2020-04-16"]).model;
    assert_eq!(timeline(&later), [(0.0, 4), (3.0, 6)]);
    let swept = format!("{change}\n[sweep]\n\"stations.documents.lanes\" = [3, 4]\n");
    let varied =
        format!("{change}\n[variants.few]\nset = {{ \"stations.documents.lanes\" = 3 }}\n");
    insta::assert_snapshot!(report([
        ("set", problems(set(&[lanes]))),
        (
            "set as a whole",
            problems(set(&[
                "stations.documents={ lanes = 1, service = \"1 min\", next = \"released\" }"
            ]))
        ),
        ("swept", problems(compile(&swept))),
        ("varied", problems(compile(&varied))),
    ]));
}
