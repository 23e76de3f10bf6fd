//! What valid files compile to.

use clearway::distribution::Choice;
use clearway::input::Disk;
use clearway::model::{
    ArrivalProcess, Class, ClassId, Destination, Exit, GoodsId, Lanes, Route, RunKind, StationId,
    StreamId,
};
use clearway::scenario::{Document, Scenario};
use clearway::time::Span;

use super::{compile, compile_beside, problems};

/// The complete example of the format page without the keys that were added later.
const EXAMPLE: &str = r#"
title    = "Shenzhen Customs, peak day, after the open-box rule of 10 April 2020"
question = "How many inspection bays clear 134 batches (41 million units) a day once nine batches in ten are opened?"
sources  = ["Seed article: 134 batches, 41 million units a day at the peak", "..."]

[run]
start        = 2020-04-13          # a Monday; calendars, dated changes and chart axes use real dates
warm_up      = "2 days"
length       = "10 days"           # the measured window, after the warm-up
replications = 40                  # or: precision = { metric = "release_time.mean" }
seed         = 134

[target]                           # what every result is held against
batches_per_day = 134
units_per_day   = 41_000_000
release         = { within = "4 h", share = 0.95 }

[goods.masks]
label = "Masks (口罩)"             # shown; the key is the name that everything else uses
units = { lognormal = { mean = 324_000, cv = 1.5 } }
[goods.ventilators]
units = { lognormal = { mean = 7, cv = 1.0 } }

[arrivals.commercial]
per_day = 124
hours   = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6, 7, 6.5, 4.5, 6, 7.5, 7.5, 7, 6, 5, 4, 3.5, 3, 2.5, 2]
goods   = { masks = 0.94, ventilators = 0.06 }
to      = "documents"

[arrivals.donations]
per_day  = 10
goods    = "masks"
priority = 1                       # higher goes first; default 0
to       = "documents"

[stations.documents]
lanes   = 4
cost_per_lane_hour = 20
service = { triangular = { min = "4 min", mode = "10 min", max = "30 min" } }
next    = { inspection = 0.9, released = "rest" }

[stations.inspection]
lanes   = 9
cost_per_lane_hour = 15
service = { triangular = { min = "30 min", mode = "75 min", max = "120 min" } }
service_by_goods = { ventilators = { triangular = { min = "45 min", mode = "90 min", max = "180 min" } } }
next    = { released = 0.98, correction = 0.02 }

[stations.correction]
lanes   = "unlimited"
service = { uniform = { min = "8 h", max = "36 h" } }
next    = "inspection"

[sweep]
"stations.inspection.lanes"          = { from = 4, to = 12 }
"stations.documents.next.inspection" = [0.1, 0.5, 0.9, 1.0]
"#;

fn example() -> Scenario {
    compile(EXAMPLE).unwrap_or_else(|problems| panic!("{problems}"))
}

fn minutes(micros: f64) -> f64 {
    micros / 60e6
}

#[test]
fn the_example_has_its_heading_plan_and_target() {
    let scenario = example();
    assert!(
        scenario
            .heading
            .title
            .expect("a title")
            .starts_with("Shenzhen Customs, peak day")
    );
    assert!(
        scenario
            .heading
            .question
            .expect("a question")
            .starts_with("How many")
    );
    assert_eq!(scenario.heading.sources.len(), 2);
    assert_eq!(scenario.replications, 40);
    assert_eq!(scenario.confidence, 0.95);
    assert_eq!(scenario.seed, 134);
    let plan = &scenario.model.plan();
    assert_eq!(plan.kind, RunKind::Steady);
    assert_eq!(plan.warm_up, Span::from_days(2));
    assert_eq!(plan.length, Span::from_days(10));
    assert_eq!(plan.follow_up, Span::from_days(30));
    let target = &scenario.model.target();
    assert_eq!(target.batches_per_day, Some(134.0));
    assert_eq!(target.units_per_day, Some(41e6));
    assert_eq!(target.tolerance, 0.01);
    let release = target.release.expect("a release target");
    assert_eq!((release.within, release.share), (Span::from_hours(4), 0.95));
}

#[test]
fn the_example_has_its_goods_and_streams() {
    let model = example().model;
    assert_eq!(model.goods()[0].label, "Masks (口罩)");
    assert_eq!(model.goods()[1].label, "ventilators");
    assert!((model.goods()[0].units.mean() - 324_000.0).abs() < 1e-6);
    assert_eq!(model.priorities(), [1, 0]);
    let class = |stream, goods, share| Class {
        stream: StreamId(stream),
        goods: Some(GoodsId(goods)),
        share,
    };
    let expected = [class(0, 0, 0.94), class(0, 1, 0.06), class(1, 0, 1.0)];
    assert_eq!(model.classes(), expected);
    let [commercial, donations] = model.streams() else {
        panic!("two streams");
    };
    let mix = Choice::new(vec![(0.94, ClassId(0)), (0.06, ClassId(1))]);
    assert_eq!(commercial.mix, mix);
    assert_eq!(donations.mix.only(), Some(&ClassId(2)));
    assert_eq!((commercial.rank, donations.rank), (1, 0));
    let ArrivalProcess::Poisson(profile) = &commercial.process else {
        panic!("batches come at random");
    };
    assert_eq!(profile.per_day, 124.0);
    assert!((profile.hours.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(profile.hours[10], 7.0 / 97.5);
    assert_eq!(profile.days, [1.0; 8]);
}

#[test]
fn the_example_has_its_stations() {
    let model = example().model;
    let [documents, inspection, correction] = model.stations() else {
        panic!("three stations");
    };
    let station = |id| Destination::Station(StationId(id));
    let released = Destination::Exit(Exit::Released);
    let Route::Shares(shares) = &documents.next else {
        panic!("shares");
    };
    let expected = Choice::new(vec![(0.9, station(1)), (0.1, released)]);
    assert_eq!(*shares, expected);
    assert!(matches!(&correction.next, Route::To(to) if *to == station(1)));
    assert!(matches!(correction.lanes, Lanes::Unlimited));
    assert_eq!(inspection.service.of_goods, [0, 1]);
    let mean = |goods| minutes(inspection.service.time(Some(GoodsId(goods))).mean());
    assert!((mean(0) - 75.0).abs() < 1e-9 && (mean(1) - 105.0).abs() < 1e-9);
    assert_eq!(documents.cost_per_lane_hour, 20.0);
    let revisited = model.stations().iter().map(|station| station.revisited);
    assert_eq!(revisited.collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn shares_of_zero_lead_nowhere() {
    let text = EXAMPLE.replace(
        "released = 0.98, correction = 0.02",
        "released = \"rest\", correction = 0",
    );
    let model = compile(&text)
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model;
    assert!(matches!(
        model.stations()[1].next,
        Route::To(Destination::Exit(Exit::Released))
    ));
    assert!(model.stations().iter().all(|station| !station.revisited));
}

#[test]
fn every_distribution_can_be_written() {
    let services = [
        ("\"75 min\"", 75.0),
        ("{ constant = \"75 min\" }", 75.0),
        ("{ uniform = { min = \"1 h\", max = \"90 min\" } }", 75.0),
        (
            "{ pert = { min = \"30 min\", mode = \"75 min\", max = \"120 min\" } }",
            75.0,
        ),
        ("{ exponential = { mean = \"75 min\" } }", 75.0),
        ("{ erlang = { mean = \"75 min\", k = 3 } }", 75.0),
        ("{ gamma = { mean = \"75 min\", cv = 0.5 } }", 75.0),
        ("{ lognormal = { mean = \"75 min\", cv = 0.5 } }", 75.0),
        ("{ weibull = { mean = \"75 min\", cv = 0.5 } }", 75.0),
        ("{ normal = { mean = \"75 min\", sd = \"1 s\" } }", 75.0),
        (
            "{ hyperexponential = { means = [\"1 h\", \"2 h\"], weights = [3, 1] } }",
            75.0,
        ),
        (
            "{ empirical = { values = [\"60 min\", \"80 min\"], weights = [1, 3] } }",
            75.0,
        ),
        (
            "{ empirical = { values = [\"60 min\", \"90 min\"] } }",
            75.0,
        ),
        (
            "{ empirical = { file = \"times.csv\", column = \"time\" } }",
            75.0,
        ),
    ];
    let csv = b"\xef\xbb\xbfwho,time\na,1 h\nb, 90 min\n";
    for (written, expected) in services {
        let text = EXAMPLE.replacen(
            "{ triangular = { min = \"30 min\", mode = \"75 min\", max = \"120 min\" } }",
            written,
            1,
        );
        let scenario = compile_beside(&text, "times.csv", csv);
        let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
        let mean = minutes(scenario.model.stations()[1].service.times[0].mean());
        assert!((mean - expected).abs() < 1e-6, "{written}: {mean}");
    }
}

#[test]
fn a_csv_file_is_blamed_by_line() {
    let said = |csv: &[u8]| {
        let text = EXAMPLE.replacen(
            "{ uniform = { min = \"8 h\", max = \"36 h\" } }",
            "{ empirical = { file = \"times.csv\", column = \"time\" } }",
            1,
        );
        problems(compile_beside(&text, "times.csv", csv))
    };
    insta::assert_snapshot!(super::report([
        ("no unit", said(b"time\n8 h\n12\n")),
        ("no column", said(b"tiem\n8 h\n")),
        ("semicolons", said(b"who;time\na;8 h\n")),
        ("no rows", said(b"time\n")),
        ("a short row", said(b"who,time\na,8 h\nb\n")),
        ("no UTF-8", said(b"who,time\n\xff,8 h\n")),
        ("tabs", said(b"who\ttime\na\t8 h\n")),
        ("UTF-16", said(b"\xff\xfet\0i\0m\0e\0")),
        ("a workbook", said(b"PK\x03\x04....")),
        ("empty", said(b"")),
        ("negative", said(b"time\n8 h\n-1 h\n7\n")),
    ]));
}

#[test]
fn a_file_is_read_with_its_byte_order_mark() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("peak.toml");
    std::fs::write(&path, format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"))).expect("a file");
    let document = Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(problems(document.compile()), "no problem found");
    assert!(document.name().ends_with("peak.toml"));
    assert!(document.text().starts_with("\r\ntitle"));
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let load = |name: &str| {
        let said = problems(Document::load(&folder.path().join(name), Disk));
        said.replace(&format!("{}/", folder.path().display()), "")
    };
    std::fs::write(
        folder.path().join("latin.toml"),
        b"[run]\ntitle = \"caf\xe9\"\n",
    )
    .expect("a file");
    std::fs::create_dir(folder.path().join("folder.toml")).expect("a folder");
    insta::assert_snapshot!(super::report([
        ("no such file", load("none.toml")),
        ("a folder", load("folder.toml")),
        ("another encoding", load("latin.toml")),
    ]));
}
