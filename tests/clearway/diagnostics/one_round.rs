//! Mistakes of which everything is told in one round, with advice that keeps the numbers that were
//! written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearway::scenario::{Document, Setting};

use super::mistakes::check_advice;
use super::{Case, SOUND, changed, compile, compile_beside, messages, problems, report, set};

const SERVICE: &str = "service = { uniform = { min = \"8 h\", max = \"36 h\" } }";
const UNITS: &str = "units = { lognormal = { mean = 7, cv = 1.0 } }";
const LENGTH: &str = "length = \"10 days\"";
const PER_DAY: &str = "per_day = 124";
const LANES: &str = "lanes = 4";
const NEXT: &str = "next = { inspection = 0.9, released = \"rest\" }";
const DAYS: &str = "days = { sat = 0.5, holiday = 0.25 }";
const STREAM: &str = "\
per_day = 124
hours = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6, 7, 6.5, 4.5, 6, 7.5, 7.5, 7, 6, 5, 4, 3.5, 3, 2.5, 2]
days = { sat = 0.5, holiday = 0.25 }
goods = { masks = 0.94, ventilators = 0.06 }
";

#[test]
fn values_of_which_each_can_be_meant() {
    insta::assert_snapshot!(messages(&[
        ("a time", SERVICE, "service = \"10 or 20 min\""),
        ("German", SERVICE, "service = \"10 oder 20 min\""),
        ("a bar", SERVICE, "service = \"10/20 min\""),
        ("three", SERVICE, "service = \"10, 15 or 20 min\""),
        ("units", SERVICE, "service = 30 min or 1 h"),
        ("sizes", UNITS, "units = \"100 oder 200\""),
        ("one time", LENGTH, "length = \"3 or 5 days\""),
        ("one number", PER_DAY, "per_day = \"100 or 150\""),
        ("one whole number", LANES, "lanes = 4 or 5"),
        ("one share", "share = 0.95", "share = \"90 oder 95 %\""),
        ("the parts of one", LENGTH, "length = \"2 days and 6 h\""),
    ]));
}

#[test]
fn percentages_where_amounts_belong() {
    let said = |argument: &'static str| (argument, problems(set(&[argument])));
    let in_file = messages(&[
        ("more", PER_DAY, "per_day = \"+12%\""),
        ("without quotes", PER_DAY, "per_day = +12%"),
        ("a part", PER_DAY, "per_day = \"12 %\""),
        ("sizes", UNITS, "units = \"12 % more\""),
        (
            "factors",
            DAYS,
            "days = { sat = \"+12%\", holiday = -20 % }",
        ),
        ("a time", SERVICE, "service = \"-20%\""),
        ("a part of a time", SERVICE, "service = 50%"),
        ("lanes", LANES, "lanes = \"-10%\""),
        ("a share", "share = 0.95", "share = \"+5 %\""),
        ("costs", LANES, "lanes = 4\ncost = \"60 CNY\""),
    ]);
    let arguments = [
        "arrivals.commercial.per_day=+12%",
        "stations.documents.lanes=-10%",
        "stations.documents.lanes=50 % more",
        "stations.documents.next.inspection=+5%",
    ];
    insta::assert_snapshot!([in_file, report(arguments.map(said))].join("\n"));
}

#[test]
fn distributions_of_other_programs() {
    insta::assert_snapshot!(messages(&[
        ("triangular", SERVICE, "service = triangular(5,10,20)"),
        ("its unit", SERVICE, "service = TRIA(5, 10, 20) min"),
        ("Python", SERVICE, "service = \"triangular(5, 20, 10)\""),
        ("units", SERVICE, "service = \"uniform(10 min; 1,5 h)\""),
        ("names", SERVICE, "service = \"norm(mean=10, sd=2)\""),
        ("exponential", SERVICE, "service = expo(7.5)"),
        ("sizes", UNITS, "units = unif(100, 200)"),
        ("other arguments", SERVICE, "service = lognormal(10, 2)"),
        (
            "in braces",
            "service_by_goods = { ventilators = \"90 min\" }",
            "service_by_goods = { ventilators = uniform(60, 90) }",
        ),
    ]));
}

#[test]
fn notation_that_is_not_toml() {
    insta::assert_snapshot!(messages(&[
        (
            "no name",
            "[stations.documents]",
            "[stations]\nlanes = 9-10\n[stations.documents]"
        ),
        ("two marks", SERVICE, "service_time = =10-20 min"),
        (
            "words in braces",
            "next = \"inspection\"",
            "next = {to, share}"
        ),
        (
            "a share",
            "next = \"inspection\"",
            "next = {inspection, 0.5}"
        ),
        (
            "all shares",
            "next = \"inspection\"",
            "next = {inspection 0.5, released 0.5}"
        ),
        ("one name", "next = \"inspection\"", "next = {inspection}"),
        ("times", SERVICE, "service = {10 min, 20 min}"),
        ("numbers", UNITS, "units = {100, 200}"),
        (
            "percentages",
            NEXT,
            "next = { inspection = \"90 %\", released = \"20 %\" }",
        ),
        (
            "goods",
            "goods = { masks = 0.94,",
            "goods = { masks = \"84 %\","
        ),
    ]));
}

/// Passages, what is written instead, and the mistake in it.
const MENDED: [Case; 38] = [
    (
        SERVICE,
        "service = \"10 oder 20 min\"",
        "\"10 oder 20 min\"",
    ),
    (SERVICE, "service = \"10/20 min\"", "\"10/20 min\""),
    (SERVICE, "service = 30 min or 1 h", "30 min or 1 h"),
    (UNITS, "units = \"100 oder 200\"", "\"100 oder 200\""),
    (LENGTH, "length = \"3 or 5 days\"", "\"3 or 5 days\""),
    (LENGTH, "length = \"2 days and 6 h\"", "\"2 days and 6 h\""),
    (PER_DAY, "per_day = \"100 or 150\"", "\"100 or 150\""),
    (LANES, "lanes = 4 or 5", "4 or 5"),
    (
        "share = 0.95",
        "share = \"90 oder 95 %\"",
        "\"90 oder 95 %\"",
    ),
    ("sat = 0.5", "sat = \"+12%\"", "\"+12%\""),
    ("sat = 0.5", "sat = +12%", "+12%"),
    ("sat = 0.5", "sat = \"20 % less\"", "\"20 % less\""),
    ("share = 0.95", "share = \"+5 %\"", "\"+5 %\""),
    (
        SERVICE,
        "service = triangular(5,10,20)",
        "triangular(5,10,20)",
    ),
    (
        SERVICE,
        "service = TRIA(5, 10, 20) min",
        "TRIA(5, 10, 20) min",
    ),
    (
        SERVICE,
        "service = \"uniform(10 min; 1,5 h)\"",
        "\"uniform(10 min; 1,5 h)\"",
    ),
    (
        SERVICE,
        "service = \"norm(mean=10, sd=2)\"",
        "\"norm(mean=10, sd=2)\"",
    ),
    (SERVICE, "service = expo(7.5)", "expo(7.5)"),
    (UNITS, "units = unif(100, 200)", "unif(100, 200)"),
    (UNITS, "units = const(5)", "const(5)"),
    (
        "next = \"inspection\"",
        "next = {inspection}",
        "{inspection}",
    ),
    (
        "next = \"inspection\"",
        "next = {inspection 0.5, released 0.5}",
        "{inspection 0.5, released 0.5}",
    ),
    (SERVICE, "service = {10 min, 20 min}", "{10 min, 20 min}"),
    (UNITS, "units = {100, 200}", "{100, 200}"),
    (PER_DAY, "per_day = 60*24", "60*24"),
    (PER_DAY, "per_day = 900/7", "900/7"),
    (LANES, "lanes = \"4 + 2\"", "\"4 + 2\""),
    ("share = 0.95", "share = \"95 of 100\"", "\"95 of 100\""),
    (SERVICE, "service = [10, 20, 30]", "[10, 20, 30]"),
    (SERVICE, "service = \"max 20 min\"", "\"max 20 min\""),
    (PER_DAY, "per_hour = 5", "per_hour = 5"),
    (PER_DAY, "per_week = 900", "per_week = 900"),
    (
        "holidays = [2020-05-01]",
        "holidays = \"1 May 2020, 8 May 2020\"",
        "\"1 May 2020, 8 May 2020\"",
    ),
    ("holidays = [2020-05-01]", "holidays = none", "none"),
    (
        "[stations.inspection]",
        "[stations: inspection]",
        "[stations: inspection]",
    ),
    (
        "[stations.inspection]",
        "[stations/inspection]",
        "[stations/inspection]",
    ),
    (
        "next = \"inspection\"",
        "next = [\"inspection 90 %\", \"released 10 %\"]",
        "[\"inspection 90 %\", \"released 10 %\"]",
    ),
    (
        "next = \"inspection\"",
        "next = -> inspection",
        "-> inspection",
    ),
];

#[test]
fn advice_mends_in_one_round() {
    check_advice(&MENDED);
}

#[test]
fn a_misspelt_header_or_key_hides_nothing() {
    let others = |text: &str| text.replace("label = \"Inspection bays\"", "labl = 3");
    let cases = [
        ("[stations.inspection]", "[station.inspection]"),
        ("[stations.inspection]", "[Stations.inspection]"),
        ("[stations.correction]", "[stations.corrections]"),
        ("[run]", "[runs]"),
        ("[goods.masks]", "[good.masks]"),
        ("[arrivals.donations]", "[arrival.donations]"),
        (
            "[target]",
            "[targets]\nrelase = { within = \"4\", share = 95 }",
        ),
    ];
    let said = cases.map(|(passage, written)| {
        (
            written,
            problems(compile(&others(&changed(passage, written)))),
        )
    });
    insta::assert_snapshot!(report(said));
}

/// What is advised for a path with several mistakes is the whole path.
#[test]
fn a_path_with_several_mistakes_is_mended_as_a_whole() {
    let arguments = [
        "stations.inspections.lane=4",
        "station.inspections.lane=4",
        "staton.inspection.lanes=4",
        "arrival.comercial.perday=90",
        "station.nowhere.lanes=4",
        "stations.nowhere.lanes=4",
        "teams.officers.members=4",
    ];
    let said = |argument: &'static str| (argument, problems(set(&[argument])));
    let swept = "\"stations.inspection.lanes\" = { from = 4, to = 12 }";
    let in_file = messages(&[(
        "swept",
        swept,
        "\"stations.inspections.lane\" = { from = 4, to = 12 }",
    )]);
    insta::assert_snapshot!([report(arguments.map(said)), in_file].join("\n"));
    let document = Document::parse("peak.toml", SOUND).expect("sound");
    for argument in &arguments[..4] {
        let setting = Setting::from_argument(argument).expect("a setting");
        let found = document.with(&[setting]).expect_err("a mistake");
        let help = found
            .iter()
            .next()
            .and_then(|it| it.help())
            .expect("advice");
        let advised = help.strip_prefix("write ").expect("what to write");
        assert_eq!(problems(set(&[advised])), "no problem found", "{argument}");
    }
}

/// Compiles the valid scenario with a table of arrivals.
fn with_table(file: &str, table: &str) -> String {
    let text = changed(STREAM, &format!("{file}\n"));
    problems(compile_beside(&text, "april.csv", table.as_bytes()))
}

#[test]
fn rows_of_tables_with_several_mistakes() {
    const FILE: &str = "file = \"april.csv\"";
    const TWO: &str =
        "file = { path = \"april.csv\", columns = { arrived = [\"Date\", \"Time\"] } }";
    let tables = [
        (
            "date and time",
            FILE,
            "arrived,goods,units\n2020-04-31 25:61,masks,5\n",
        ),
        (
            "two columns",
            TWO,
            "Date,Time,goods,units\n2020-04-31,25:61,masks,5\n2020-04-17,9 Uhr,masks,5\n",
        ),
        (
            "clock times",
            FILE,
            "arrived,goods,units\n2020-04-15 8 Uhr,masks,5\n2020-04-15 24:00,masks,5\n\
             2020-04-15 08.30,masks,5\n2020-04-15 0830,masks,5\n2020-04-15 8h30,masks,5\n",
        ),
        (
            "numbers",
            FILE,
            "arrived,goods,units\n2020-04-15 08:00,masks,12k\n2020-04-15 08:00,masks,500 pcs\n\
             2020-04-15 08:00,masks,50%\n2020-04-15 08:00,masks,~300\n\
             2020-04-15 08:00,masks,n/a\n2020-04-15 08:00,masks,10-20\n\
             2020-04-15 08:00,masks,1.5 Mio\n2020-04-15 08:00,masks,€ 300\n\
             2020-04-15 08:00,masks,twelve\n2020-04-15 08:00,masks,5 m\n\
             2020-04-15 08:00,masks,\n",
        ),
        (
            "names",
            FILE,
            "arrived,goods,units\n2020-04-15 08:00,6308,12\n2020-04-15 08:00,mask,12\n",
        ),
        (
            "cells",
            FILE,
            "arrived,goods,units\n2020-04-15 08:00,masks,12\n2020-04-15 08:00,masks,12,7\n\
             2020-04-35 08:00,masks,12\n2020-04-15 08:00,mask,12\nTotal\n",
        ),
    ];
    let said = tables.map(|(about, file, table)| (about, with_table(file, table)));
    insta::assert_snapshot!(report(said));
}

#[test]
fn what_is_advised_for_a_name_of_goods_is_not_silently_another_one() {
    let table = "arrived,goods,units\n2020-04-15 08:00,6308,12\n";
    let file = "file = { path = \"april.csv\", names = { \"6308\" = \"NAME\" } }";
    insta::assert_snapshot!(with_table(file, table));
}

#[test]
fn many_rows_say_how_many_were_not_read() {
    let uneven = "2020-04-15 08:00,masks,12,7\n".repeat(30);
    let wrong = "2020-04-15 08:00,masks,many\n".repeat(30);
    for rows in [uneven, wrong] {
        let said = with_table(
            "file = \"april.csv\"",
            &format!("arrived,goods,units\n2020-04-15 08:00,masks,12\n{rows}"),
        );
        let stopped = "reading stopped after 20 problems; 10 rows below the last of them were not \
                       read";
        assert!(said.contains(stopped), "{said}");
    }
}

#[test]
fn files_that_are_not_there() {
    let files = BTreeMap::from([
        (PathBuf::from("peak-day.toml"), SOUND.as_bytes().to_vec()),
        (PathBuf::from("april.csv"), b"arrived\n".to_vec()),
        (PathBuf::from("may.xlsx"), vec![]),
    ]);
    let load = |name: &str| Document::load(Path::new(name), files.clone());
    let scenarios = ["peakday.toml", "peak-day", "other.toml", "a/peak-day.toml"];
    let said = scenarios.map(|name| (name, problems(load(name))));
    let tables = ["aprl.csv", "april.xlsx", "june.csv", "a/april.csv"];
    let of_tables = tables.map(|name| {
        let text = changed(STREAM, &format!("file = \"{name}\"\n"));
        let mut files = files.clone();
        files.insert(PathBuf::from("peak-day.toml"), text.into_bytes());
        let document = Document::load(Path::new("peak-day.toml"), files).expect("TOML");
        (name, problems(document.compile()))
    });
    insta::assert_snapshot!([report(said), report(of_tables)].join("\n"));
}

#[test]
fn settings_without_an_equals_sign() {
    let arguments = ["stations.inspection.lanes", "stations.inspection.lanes:10"];
    let said = |argument: &'static str| (argument, problems(set(&[argument])));
    insta::assert_snapshot!(report(arguments.map(said)));
}

#[test]
fn numbers_that_are_to_be_computed() {
    insta::assert_snapshot!(messages(&[
        ("an hour", PER_DAY, "per_hour = 5"),
        ("a week", PER_DAY, "per_week = 900"),
        ("divided", PER_DAY, "per_day = 900/7"),
        ("times", PER_DAY, "per_day = 60*24"),
        ("a sum", LANES, "lanes = \"4 + 2\""),
        ("of all", "share = 0.95", "share = \"95 of 100\""),
        ("a list of minutes", SERVICE, "service = [10, 20, 30]"),
        ("the largest", SERVICE, "service = \"max 20 min\""),
        (
            "by day and night",
            LANES,
            "lanes = \"9 (6-22h), 4 at night\""
        ),
        ("not known yet", PER_DAY, "per_day = ?"),
    ]));
}

#[test]
fn days_headers_and_names_in_other_forms() {
    insta::assert_snapshot!(messages(&[
        ("two days", DAYS, "days = { \"sat, sun\" = 0.5 }"),
        (
            "weekend",
            DAYS,
            "days = { Wochenende = 0.5, Feiertag = 0.2 }"
        ),
        ("short", DAYS, "days = { Sa = 0.5, So = 0 }"),
        (
            "holidays",
            "holidays = [2020-05-01]",
            "holidays = \"1 May 2020, 8 May 2020\""
        ),
        ("none", "holidays = [2020-05-01]", "holidays = none"),
        ("a colon", "[stations.inspection]", "[stations: inspection]"),
        ("a bar", "[stations.inspection]", "[stations/inspection]"),
        (
            "spaces",
            "[stations.inspection]",
            "[ stations . inspection ]"
        ),
        (
            "a space in a name",
            "[stations.inspection]",
            "[stations.inspection bays]"
        ),
        (
            "a list of shares",
            "next = \"inspection\"",
            "next = [\"inspection 90 %\", \"released 10 %\"]"
        ),
        ("an arrow", "next = \"inspection\"", "next = -> inspection"),
        (
            "a wrong name with a wrong value",
            "service_by_goods = { ventilators = \"90 min\" }",
            "service_by_goods = { ventilator = \"90\" }"
        ),
        (
            "a wrong name with a wrong share",
            NEXT,
            "next = { inspektion = \"90 %\", released = \"rest\" }"
        ),
    ]));
}
