//! Mistakes of a tired planner: the advice knows what its key takes, names what was written, and
//! mends the file in one round.

use clearway::scenario::{Document, Setting, SweepAxis};

use super::mistakes::check_advice;
use super::{Case, SOUND, changed, compile, messages, problems, report, set};

const SERVICE: &str = "service = { uniform = { min = \"8 h\", max = \"36 h\" } }";
const UNITS: &str = "units = { lognormal = { mean = 7, cv = 1.0 } }";
const LENGTH: &str = "length = \"10 days\"";
const PER_DAY: &str = "per_day = 124";
const LANES: &str = "lanes = 4";
const ROW: &str = "{ hours = \"06:00-22:00\", open = 9 }";

const SEVERAL: [Case; 22] = [
    ("a range", SERVICE, "service = \"10-20 min\""),
    ("in words", SERVICE, "service = \"10 to 20 min\""),
    ("a dash of Word", SERVICE, "service = \"10–20 min\""),
    ("points", SERVICE, "service = \"10 .. 20 min\""),
    ("two units", SERVICE, "service = \"30 min - 2 h\""),
    ("no unit", SERVICE, "service = \"5-10\""),
    ("no quotes", SERVICE, "service = 10 - 20 min"),
    ("downwards", SERVICE, "service = \"20-10 min\""),
    ("decimal commas", SERVICE, "service = \"1,5-2,5 h\""),
    (
        "German",
        SERVICE,
        "service = \"zwischen 10 und 20 Minuten\"",
    ),
    ("Chinese", SERVICE, "service = \"10至20分钟\""),
    (
        "a tolerance",
        SERVICE,
        "service = \"about 10 min +- 2 min\"",
    ),
    ("a peak", SERVICE, "service = \"30 min (20-60)\""),
    ("three values", SERVICE, "service = \"20/30/60 min\""),
    ("sizes", UNITS, "units = \"100-200\""),
    ("sizes of thousands", UNITS, "units = \"1,000-2,000\""),
    ("one duration", LENGTH, "length = \"3-5 days\""),
    ("one number", PER_DAY, "per_day = 100-150"),
    ("one whole number", LANES, "lanes = \"2 to 4\""),
    ("one share", "share = 0.95", "share = \"90-95 %\""),
    ("limits", SERVICE, "service = { uniform = \"10-20 min\" }"),
    ("no range", SERVICE, "service = \"10 oder 20 min\""),
];

#[test]
fn several_values_where_one_belongs() {
    insta::assert_snapshot!(messages(&SEVERAL));
}

/// Passages, what is written instead, and the mistake in it.
const MENDED: [Case; 60] = [
    (SERVICE, "service = \"10-20 min\"", "\"10-20 min\""),
    (SERVICE, "service = \"10 to 20 min\"", "\"10 to 20 min\""),
    (SERVICE, "service = \"5-10\"", "\"5-10\""),
    (SERVICE, "service = 10 - 20 min", "10 - 20 min"),
    (SERVICE, "service = \"20-10 min\"", "\"20-10 min\""),
    (SERVICE, "service = \"1,5-2,5 h\"", "\"1,5-2,5 h\""),
    (
        SERVICE,
        "service = \"zwischen 10 und 20 Minuten\"",
        "\"zwischen 10 und 20 Minuten\"",
    ),
    (SERVICE, "service = \"10至20分钟\"", "\"10至20分钟\""),
    (
        SERVICE,
        "service = \"10 min +- 2 min\"",
        "\"10 min +- 2 min\"",
    ),
    (
        SERVICE,
        "service = \"30 min (20-60)\"",
        "\"30 min (20-60)\"",
    ),
    (SERVICE, "service = \"10 Minuten\"", "\"10 Minuten\""),
    (SERVICE, "service = \"1,5 Stunden\"", "\"1,5 Stunden\""),
    (SERVICE, "service = \"2小时30分\"", "\"2小时30分\""),
    (
        SERVICE,
        "service = { min = \"5 min\", max = \"9 min\" }",
        "{ min = \"5 min\", max = \"9 min\" }",
    ),
    (
        SERVICE,
        "service = { kind = \"uniform\", min = \"5 min\", max = \"9 min\" }",
        "{ kind = \"uniform\", min = \"5 min\", max = \"9 min\" }",
    ),
    (
        SERVICE,
        "service = [\"5 min\", \"9 min\"]",
        "[\"5 min\", \"9 min\"]",
    ),
    (SERVICE, "service = 90", "90"),
    (SERVICE, "service = \"90\"", "\"90\""),
    (SERVICE, "service = 1,500", "1,500"),
    (
        SERVICE,
        "service = { uniform = \"10-20 min\" }",
        "\"10-20 min\"",
    ),
    (
        SERVICE,
        "service = { uniform = [\"5 min\", \"9 min\"] }",
        "[\"5 min\", \"9 min\"]",
    ),
    (
        SERVICE,
        "service = { exponential = \"5 min\" }",
        "\"5 min\"",
    ),
    (UNITS, "units = \"100-200\"", "\"100-200\""),
    (UNITS, "units = 100..200", "100..200"),
    (UNITS, "units = \"100 +/- 20\"", "\"100 +/- 20\""),
    (
        UNITS,
        "units = { mean = 7, sd = 2 }",
        "{ mean = 7, sd = 2 }",
    ),
    (LENGTH, "length = \"3-5 days\"", "\"3-5 days\""),
    (LENGTH, "length = \"1,500\"", "\"1,500\""),
    (LENGTH, "length = \"2 Wochen\"", "\"2 Wochen\""),
    (PER_DAY, "per_day = 100-150", "100-150"),
    (PER_DAY, "per_day = 1,500", "1,500"),
    (PER_DAY, "per_day = 50%", "50%"),
    (PER_DAY, "per_day = \"150\"", "\"150\""),
    (LANES, "lanes = \"2 to 4\"", "\"2 to 4\""),
    (LANES, "lanes = 1,500", "1,500"),
    (LANES, "lanes = 1.500", "1.500"),
    (LANES, "lanes = 100%", "100%"),
    (LANES, "lanes = \"vier\"", "\"vier\""),
    (
        LANES,
        "lanes = { hours = \"06:00-22:00\", open = 9 }",
        "{ hours = \"06:00-22:00\", open = 9 }",
    ),
    ("share = 0.95", "share = 100%", "100%"),
    ("share = 0.95", "share = \"95\"", "\"95\""),
    ("share = 0.95", "share = \"90-95 %\"", "\"90-95 %\""),
    ("share = 0.95", "share = 95", "95"),
    ("share = 0.95", "share = \"95 %\"", "\"95 %\""),
    ("sat = 0.5", "sat = 150 %", "150 %"),
    ("sat = 0.5", "sat = 0,5", "0,5"),
    ("inspection = 0.9", "inspection = 1/3", "1/3"),
    (
        "{ inspection = 0.9, released = \"rest\" }",
        "{ inspection = 12.5, released = 87.5 }",
        "{ inspection = 12.5, released = 87.5 }",
    ),
    (
        "start = 2020-04-13",
        "start = \"2020年4月13日\"",
        "\"2020年4月13日\"",
    ),
    (
        ROW,
        "{ days = \"Mo-Fr\", hours = \"06:00-22:00\", open = 9 }",
        "\"Mo-Fr\"",
    ),
    (
        ROW,
        "{ days = \"Monday to Friday\", hours = \"06:00-22:00\", open = 9 }",
        "\"Monday to Friday\"",
    ),
    (
        ROW,
        "{ days = [\"mon\", \"tue\"], hours = \"06:00-22:00\", open = 9 }",
        "[\"mon\", \"tue\"]",
    ),
    (
        ROW,
        "{ days = \"weekdays\", hours = \"06:00-22:00\", open = 9 }",
        "\"weekdays\"",
    ),
    (
        ROW,
        "{ days = \"周一至周五\", hours = \"06:00-22:00\", open = 9 }",
        "\"周一至周五\"",
    ),
    (
        ROW,
        "{ days = \"Sa & So\", hours = \"06:00-22:00\", open = 9 }",
        "\"Sa & So\"",
    ),
    (
        ROW,
        "{ hours = \"6 Uhr bis 22 Uhr\", open = 9 }",
        "\"6 Uhr bis 22 Uhr\"",
    ),
    (ROW, "{ hours = \"6am-10pm\", open = 9 }", "\"6am-10pm\""),
    (ROW, "{ hours = \"0600-2200\", open = 9 }", "\"0600-2200\""),
    (ROW, "{ hours = \"6-22\", open = 9 }", "\"6-22\""),
    (
        ROW,
        "{ hours = \"6:00 – 22:00\", open = 9 }",
        "\"6:00 – 22:00\"",
    ),
];

#[test]
fn advice_mends_in_one_round() {
    check_advice(&MENDED);
}

/// Returns the numbers of a text.
fn numbers(text: &str) -> Vec<&str> {
    let parts = text.split(|it: char| !it.is_ascii_digit() && it != '.');
    let parts = parts.map(|part| part.trim_matches('.'));
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn no_advice_has_a_number_that_is_not_written() {
    let other_forms = ["decimal commas", "sizes of thousands", "one share"];
    let cases = SEVERAL
        .iter()
        .filter(|(about, ..)| !other_forms.contains(about));
    for (about, passage, mistake) in cases {
        let found = compile(&changed(passage, mistake)).expect_err("a mistake");
        for problem in found.iter() {
            let help = problem.help().expect("advice");
            for number in numbers(help) {
                assert!(numbers(mistake).contains(&number), "{about}: {help}");
            }
        }
    }
}

#[test]
fn numbers_by_the_kind_of_their_key() {
    insta::assert_snapshot!(messages(&[
        ("lanes", LANES, "lanes = 1,500"),
        ("lanes in quotes", LANES, "lanes = \"1,500\""),
        ("lanes with a point", LANES, "lanes = 1.500"),
        ("priority with a point", "priority = 1", "priority = 1.500"),
        ("a rate", PER_DAY, "per_day = 1,500"),
        ("a rate in quotes", PER_DAY, "per_day = \"1,500\""),
        ("a time", LENGTH, "length = 1,500"),
        ("a time in quotes", LENGTH, "length = \"1,500\""),
        ("all of a share", "share = 0.95", "share = 100%"),
        ("a share in quotes", "share = 0.95", "share = \"95\""),
        ("a factor", "sat = 0.5", "sat = 150 %"),
        ("a percentage of lanes", LANES, "lanes = 100%"),
        ("a percentage of a rate", PER_DAY, "per_day = 50%"),
        ("one third", "inspection = 0.9", "inspection = 1/3"),
        (
            "a swept share",
            "[0.1, 0.5, 0.9, 1.0]",
            "{ from = 10%, to = 100%, step = 0.1 }"
        ),
        (
            "percentages",
            "{ inspection = 0.9, released = \"rest\" }",
            "{ inspection = 12.5, released = 87.5 }"
        ),
        (
            "a percentage and the rest",
            "inspection = 0.9",
            "inspection = 90"
        ),
        (
            "a time and a share",
            "{ within = \"4 h\", share = 0.95 }",
            "{ within = 4, share = 95 }"
        ),
    ]));
}

#[test]
fn distributions_without_their_kind() {
    let hyper = "service = { min = \"5 min\", mode = \"6 min\", max = \"9 min\" }";
    insta::assert_snapshot!(messages(&[
        (
            "limits",
            SERVICE,
            "service = { min = \"5 min\", max = \"9 min\" }"
        ),
        ("three points", SERVICE, hyper),
        ("mean and sd", UNITS, "units = { mean = 7, sd = 2 }"),
        (
            "the kind as a key",
            SERVICE,
            "service = { kind = \"uniform\", min = \"5 min\", max = \"9 min\" }"
        ),
        ("a list", SERVICE, "service = [\"5 min\", \"9 min\"]"),
        (
            "a list of the points",
            SERVICE,
            "service = { triangular = [\"5 min\", \"6 min\", \"9 min\"] }"
        ),
        ("a mean", SERVICE, "service = { exponential = \"5 min\" }"),
        (
            "other names",
            SERVICE,
            "service = { uniform = { from = \"5 min\", to = \"9 min\" } }"
        ),
    ]));
}

#[test]
fn words_of_other_places() {
    let day = |days: &'static str| (days, ROW, days);
    let cases = [
        ("minutes", SERVICE, "service = \"10 Minuten\""),
        ("an hour and a half", SERVICE, "service = \"1,5 Stunden\""),
        ("Chinese minutes", SERVICE, "service = \"2小时30分\""),
        ("a month", LENGTH, "length = \"1 Monat\""),
        (
            "a Chinese date",
            "start = 2020-04-13",
            "start = \"2020年4月13日\"",
        ),
        day("{ days = \"Mo-Fr\", hours = \"06:00-22:00\", open = 9 }"),
        day("{ days = \"Monday to Friday\", hours = \"06:00-22:00\", open = 9 }"),
        day("{ days = [\"mon\", \"tue\"], hours = \"06:00-22:00\", open = 9 }"),
        day("{ days = \"周一至周五\", hours = \"06:00-22:00\", open = 9 }"),
        day("{ hours = \"6 Uhr bis 22 Uhr\", open = 9 }"),
        day("{ hours = \"6am-10pm\", open = 9 }"),
        day("{ hours = \"0600-2200\", open = 9 }"),
        day("{ hours = \"06:00-12:00, 13:00-22:00\", open = 9 }"),
        day("{ from = \"06:00\", to = \"22:00\", open = 9 }"),
        day("{ hours = \"06:00-22:00\", lanes = 9 }"),
        ("a number word", LANES, "lanes = \"vier\""),
        (
            "a row alone",
            LANES,
            "lanes = { hours = \"06:00-22:00\", open = 9 }",
        ),
        ("numbers for rows", LANES, "lanes = [4, 2]"),
        (
            "another computer",
            "every = { exponential = { mean = \"2 h\" } }",
            "file = \"\\\\port\\share\\may.csv\"",
        ),
    ];
    insta::assert_snapshot!(messages(&cases));
}

#[test]
fn paths_without_a_name_or_a_section() {
    let arguments = [
        "arrivals.per_day=150",
        "stations.lanes=9",
        "goods.units=4",
        "stations.room=9",
        "stations.lanes.0.open=3",
        "stations.documents=4",
        "stations.dokuments=4",
        "lanes=4",
        "documents.lanes=4",
        "length=5 days",
        "Stations.Documents.Lanes=4",
        "stations/documents/lanes=4",
        "stations.inspection.lanes.2.days=sun",
        "stations.inspection.lanes.open=3",
        "stations.documents.lanes.0.open=3",
    ];
    let said = |argument: &&'static str| (*argument, problems(set(&[argument])));
    insta::assert_snapshot!(report(arguments.iter().map(said)));
}

/// What is advised for a path is a path that can be set.
#[test]
fn advised_paths_lead_somewhere() {
    let arguments = [
        "arrivals.per_day=150",
        "stations.lanes=9",
        "teams.members=3",
        "stations.documents=4",
        "lanes=4",
        "documents.lanes=4",
        "length=5 days",
        "Stations.Documents.Lanes=4",
        "stations/documents/lanes=4",
        "stations.inspection.lanes.open=3",
        "stations.documents.lanes.0.open=3",
    ];
    let text = SOUND.replace(
        "[stations.documents]",
        "[teams.officers]\nmembers = 99\n[stations.documents]",
    );
    let document = Document::parse("peak.toml", &text).expect("sound");
    let compiled = |argument: &str| {
        let setting = Setting::from_argument(argument)?;
        document.with(&[setting])?.without_searches().compile()
    };
    for argument in arguments {
        let found = compiled(argument).expect_err("a mistake");
        let helps: Vec<&str> = found.iter().filter_map(|it| it.help()).collect();
        assert_eq!(helps.len(), 1, "{argument}: {found}");
        let advice = helps[0].rsplit_once("write ").expect("what to write").1;
        for advised in advice.split(" or ").flat_map(|it| it.split(", ")) {
            assert_eq!(problems(compiled(advised)), "no problem found", "{advised}");
        }
    }
}

#[test]
fn paths_in_the_file_without_a_name() {
    let section = |about, text| (about, "[sweep]\n", text);
    let with_variant = |set: &str| changed("[sweep]\n", &format!("{set}\n[sweep]\n"));
    let in_sections = messages(&[
        section("sweep", "[sweep]\n\"stations.lanes\" = [1, 2]\n"),
        section("no quotes", "[sweep]\nstations.documents.lanes = [1, 2]\n"),
        section(
            "numbers in a text",
            "[sweep]\n\"stations.documents.lanes\" = \"1, 2\"\n",
        ),
        section("one number", "[sweep]\n\"stations.documents.lanes\" = 2\n"),
        section(
            "other limits",
            "[sweep]\n\"stations.documents.lanes\" = { min = 1, max = 2 }\n",
        ),
        section(
            "a value for a stream",
            "[arrivals]\nper_day = 20\nto = \"documents\"\n[sweep]\n",
        ),
    ]);
    let others = [
        "[staffing]\nchoose = { \"stations.lanes\" = { from = 1, to = 2, every = \"4 h\" } }",
        "[staffing]\n\"stations.documents.lanes\" = [1, 2]",
        "[variants.more]\nset = { \"arrivals.per_day\" = 150 }",
        "[variants.more]\n\"stations.documents.lanes\" = 9",
        "[variants.more]\nset = { stations.documents.lanes = 9 }",
        "[[changes]]\nat = 2020-04-14\nset = { \"stations.lanes\" = 9 }",
    ];
    let said = others.map(|text| (text, problems(compile(&with_variant(text)))));
    let axis = SweepAxis::from_argument("arrivals.per_day=100..150").expect("an axis");
    let varied = super::sound().with(&axis.settings[..1]).err();
    let varied = varied.map_or_else(String::new, |it| it.to_string());
    let vary = report([("--vary", varied)]);
    insta::assert_snapshot!([in_sections, report(said), vary].join("\n"));
}

#[test]
fn a_key_that_is_written_twice_hides_nothing() {
    let text = changed(
        SERVICE,
        &format!("{}\nlames = 1", SERVICE.replace("max", "min")),
    );
    let text = text.replace("share = 0.95", "share = 0,95");
    insta::assert_snapshot!(problems(compile(&text)));
}
