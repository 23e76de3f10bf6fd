//! Settings and sweeps: one mechanism, `path = value`.

use clearway::calendar::DayKind;
use clearway::model::{ArrivalProcess, Lanes, Station};
use clearway::scenario::{Document, Scenario, Setting, Subject, SweepAxis, Varied};
use clearway::statistics::Stopping;
use clearway::time::Span;

use super::{SOUND, problems, report, set, sound};

fn compiled(arguments: &[&str]) -> Scenario {
    set(arguments).unwrap_or_else(|problems| panic!("{problems}"))
}

fn open_at(station: &Station, hour: i64) -> u32 {
    let Lanes::Scheduled(openings) = &station.lanes else {
        panic!("the lanes are counted");
    };
    let day = DayKind::weekday(0);
    openings.open_on(day, day, Span::from_hours(hour))
}

#[test]
fn a_path_leads_into_tables_lists_and_quoted_keys() {
    let scenario = compiled(&[
        "stations.documents.lanes=7",
        "stations.inspection.lanes.1.open = 5",
        "stations.\"correction\".service='3 h'",
        "run.length=2 days",
        "title=Peak = worst day",
        "arrivals.donations.priority=-3",
        "arrivals.commercial.hours.0=0",
    ]);
    let stations = &scenario.model.stations();
    assert_eq!(open_at(&stations[0], 12), 7);
    assert_eq!(open_at(&stations[1], 12), 9);
    assert_eq!(open_at(&stations[1], 23), 5);
    assert_eq!(stations[2].service.times[0].mean(), 3.0 * 3600e6);
    assert_eq!(scenario.model.plan().length, Span::from_days(2));
    assert_eq!(scenario.heading.title.as_deref(), Some("Peak = worst day"));
    assert_eq!(scenario.model.priorities(), [0, -3]);
    let ArrivalProcess::Poisson(profile) = &scenario.model.streams()[0].process else {
        panic!("batches come at random");
    };
    assert_eq!(profile.hours[0], 0.0);
}

#[test]
fn a_path_may_create_what_the_format_knows() {
    let scenario = compiled(&[
        "target.tolerance=0.05",
        "run.seed=9",
        "stations.documents.next.correction=0.05",
        "stations.xray={ lanes = 1, service = \"8 min\", next = \"released\" }",
        "stations.correction.next=xray",
    ]);
    assert_eq!(scenario.model.target().tolerance, 0.05);
    assert_eq!(scenario.seed, 9);
    assert_eq!(scenario.model.stations()[0].next.destinations().len(), 3);
    assert_eq!(scenario.model.stations()[3].name, "xray");
}

#[test]
fn the_last_setting_of_a_path_holds() {
    let scenario = compiled(&["stations.documents.lanes=7", "stations.documents.lanes=3"]);
    assert_eq!(open_at(&scenario.model.stations()[0], 12), 3);
    let again = compiled(&[
        "target.release={ within = \"1 h\", share = 0.5 }",
        "target.release.share=1",
    ]);
    let release = again.model.target().release.expect("a target");
    assert_eq!((release.within, release.share), (Span::HOUR, 1.0));
}

#[test]
fn a_setting_is_shown_as_it_would_be_written() {
    let shown = |argument| {
        Setting::from_argument(argument)
            .expect("a setting")
            .to_string()
    };
    assert_eq!(shown("stations.x.lanes=12"), "stations.x.lanes = 12");
    assert_eq!(
        shown("stations.x.next=released"),
        "stations.x.next = \"released\""
    );
    assert_eq!(shown("run.start=2020-04-13"), "run.start = 2020-04-13");
    assert_eq!(
        shown("goods.\"a b\".units=1.50"),
        "goods.\"a b\".units = 1.5"
    );
    assert_eq!(
        shown("stations.x.next={a=1}"),
        "stations.x.next = { a = 1 }"
    );
    assert_eq!(shown("title="), "title = \"\"");
}

fn values(axis: &SweepAxis) -> String {
    let values = axis
        .settings
        .iter()
        .map(|setting| setting.value().to_string());
    values.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_sweep_has_ranges_and_lists() {
    let text = SOUND.replace(
        "[0.1, 0.5, 0.9, 1.0]",
        "{ from = 0.1, to = 1.0, step = 0.1 }\n\"run.length\" = [\"10 days\", \"20 days\"]\n\
         \"arrivals.commercial.per_day\" = { from = 100, to = 149, step = 25 }",
    );
    let document = Document::parse("peak.toml", &text).expect("sound");
    let axes = document
        .sweep()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let shown = axes
        .iter()
        .map(|axis| (axis.subject(&document).to_string(), values(axis)));
    let expected = [
        ("Inspection bays: lanes", "4 5 6 7 8 9 10 11 12"),
        (
            "documents: share to Inspection bays",
            "0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0",
        ),
        ("run.length", "\"10 days\" \"20 days\""),
        ("commercial: batches a day", "100 125"),
    ];
    for (shown, expected) in shown.zip(expected) {
        assert_eq!((shown.0.as_str(), shown.1.as_str()), expected);
    }
    for axis in &axes {
        for setting in &axis.settings {
            let point = document.with(std::slice::from_ref(setting));
            let compiled = point.and_then(|document| document.compile());
            assert_eq!(problems(compiled), "no problem found", "{setting}");
        }
    }
}

/// Labels may look like the words of a path; they are not read.
#[test]
fn what_a_path_sets_follows_from_the_path() {
    let rows = "\"stations.inspection.lanes.0.open\" = [8, 9]";
    let text = SOUND.replace("\"Inspection bays\"", "\"Bays: lanes\"");
    let lanes = "\"stations.inspection.lanes\" = { from = 4, to = 12 }\n";
    let subjects = |text: &str| -> Vec<Subject> {
        let document = Document::parse("peak.toml", text).expect("sound");
        let axes = document.sweep().expect("sound").into_iter();
        axes.map(|axis| axis.subject(&document)).collect()
    };
    let of_row = subjects(&text.replace(lanes, &format!("{rows}\n")));
    let subject = |owner: &str, words: &str, varied| Subject {
        owner: Some(owner.to_owned()),
        words: words.to_owned(),
        varied,
    };
    let expected = [
        subject("Bays: lanes 06:00-22:00", "lanes", Varied::Lanes),
        subject("Bays: lanes", "lanes", Varied::Lanes),
        subject("documents", "share to Bays: lanes", Varied::Other),
    ];
    assert_eq!(of_row, [expected[0].clone(), expected[2].clone()]);
    assert_eq!(subjects(&text), expected[1..]);
}

#[test]
fn vary_reads_ranges_and_lists() {
    let axis = |argument| {
        let axis =
            SweepAxis::from_argument(argument).unwrap_or_else(|problems| panic!("{problems}"));
        (axis.path.to_string(), values(&axis))
    };
    let lanes = "stations.documents.lanes".to_owned();
    assert_eq!(
        axis("stations.documents.lanes=4..7"),
        (lanes.clone(), "4 5 6 7".to_owned())
    );
    assert_eq!(axis("stations.documents.lanes=90,124, 150").1, "90 124 150");
    assert_eq!(axis("stations.documents.lanes=[2, 3]").1, "2 3");
    assert_eq!(axis("stations.documents.lanes=8").1, "8");
    assert_eq!(
        axis("run.length=10 days,20 days").1,
        "\"10 days\" \"20 days\""
    );
}

#[test]
fn wrong_vary_arguments() {
    let arguments = [
        "stations.documents.lanes",
        "stations.documents.lanes=",
        "stations.documents.lanes=9..4",
        "stations.documents.lanes=few..many",
        "stations.documents.lanes=[]",
    ];
    let said = |argument: &&'static str| (*argument, problems(SweepAxis::from_argument(argument)));
    let axis = SweepAxis::from_argument("stations.documents.lanes=2,-3").expect("an axis");
    let compiled = sound()
        .with(&axis.settings[1..])
        .and_then(|document| document.compile());
    let points = [(
        "a point of stations.documents.lanes=2,-3",
        problems(compiled),
    )];
    insta::assert_snapshot!(report(arguments.iter().map(said).chain(points)));
}

#[test]
fn a_wrong_value_of_a_sweep_is_shown_in_the_file() {
    let text = SOUND.replace("[0.1, 0.5, 0.9, 1.0]", "[0.1, 1.5]");
    let document = Document::parse("peak.toml", &text).expect("sound");
    let axes = document
        .sweep()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let point = document.with(&axes[1].settings[1..]).expect("a path");
    insta::assert_snapshot!(problems(point.compile()));
}

/// Of replications and precision, the later setting holds; both in one place are a problem.
#[test]
fn replications_and_precision_take_each_others_place() {
    let precise = "run.precision={ metric = \"release_time.mean\", relative = 0.02 }";
    let scenario = set(&[precise]).expect("sound");
    assert_eq!(scenario.replications, 2000);
    assert!(matches!(scenario.stopping, Stopping::Width(_)));
    let scenario = set(&[precise, "run.replications=7"]).expect("sound");
    assert_eq!(
        (scenario.replications, scenario.stopping),
        (7, Stopping::Number)
    );
    let scenario = set(&["run.replications=7", precise]).expect("sound");
    assert_eq!(scenario.replications, 2000);
}
