//! Invalid notation and its exact messages.

use super::{SOUND, compile, messages, problems};

#[test]
fn the_sound_scenario_is_sound() {
    assert_eq!(problems(compile(SOUND)), "no problem found");
}

#[test]
fn durations() {
    let length = "length = \"10 days\"";
    insta::assert_snapshot!(messages(&[
        ("no unit", length, "length = 10"),
        ("no unit, in quotes", length, "length = \"10\""),
        ("negative", length, "length = \"-10 days\""),
        ("months", length, "length = \"3 months\""),
        ("misspelt unit", length, "length = \"90 mni\""),
        ("m alone", length, "length = \"90 m\""),
        ("comma", length, "length = \"1,5 h\""),
        ("either comma", length, "length = \"1,500 h 30 min\""),
        ("clock", length, "length = \"1:30\""),
        ("no length", length, "length = \"0 days\""),
        (
            "far too long",
            length,
            "length = \"9000 weeks 100000000 h\""
        ),
        (
            "beyond all numbers",
            length,
            "length = \"99999999999999999999999 weeks\""
        ),
        ("no text", length, "length = \"\""),
        ("a list", length, "length = [10, \"days\"]"),
        ("words", length, "length = \"ten days\""),
        ("in a distribution", "mean = \"2 h\"", "mean = 120"),
    ]));
}

#[test]
fn dates_days_and_hours() {
    let start = "start = 2020-04-13";
    let hours = "hours = \"06:00-22:00\"";
    insta::assert_snapshot!(messages(&[
        ("date in quotes", start, "start = \"2020-04-13\""),
        ("time zone", start, "start = 2020-04-13T08:00:00+08:00"),
        ("time alone", start, "start = 08:00:00"),
        ("impossible date", start, "start = 2020-02-30"),
        ("end of time", start, "start = 9999-12-30"),
        (
            "holiday with a clock",
            "[2020-05-01]",
            "[2020-05-01T08:00:00]"
        ),
        ("careless hours", hours, "hours = \"6:00-22\""),
        ("no hours", hours, "hours = \"morning\""),
        ("empty hours", hours, "hours = \"06:00-06:00\""),
        ("late hours", hours, "hours = \"06:00-25:00\""),
        ("overlapping rows", hours, "hours = \"05:00-22:00\""),
        (
            "unknown day",
            hours,
            "days = \"mon-fry\", hours = \"06:00-22:00\""
        ),
        (
            "long day",
            hours,
            "days = \"monday\", hours = \"06:00-22:00\""
        ),
        (
            "range to holiday",
            hours,
            "days = \"fri-holiday\", hours = \"06:00-22:00\""
        ),
        ("days of arrivals", "sat = 0.5", "saturday = 0.5"),
    ]));
}

#[test]
fn shares() {
    let next = "next = { inspection = 0.9, released = \"rest\" }";
    let mix = "goods = { masks = 0.94, ventilators = 0.06 }";
    insta::assert_snapshot!(messages(&[
        (
            "sum below 1",
            next,
            "next = { inspection = 0.9, released = 0.05 }"
        ),
        (
            "sum above 1 with rest",
            next,
            "next = { inspection = 1.2, released = \"rest\" }"
        ),
        (
            "two rests",
            next,
            "next = { inspection = \"rest\", released = \"rest\" }"
        ),
        (
            "percentages",
            next,
            "next = { inspection = 90, released = 10 }"
        ),
        (
            "percent text",
            next,
            "next = { inspection = \"90 %\", released = \"rest\" }"
        ),
        (
            "negative",
            next,
            "next = { inspection = -0.1, released = \"rest\" }"
        ),
        (
            "turned around",
            next,
            "next = { inspection = 0.9, rest = \"released\" }"
        ),
        ("empty", next, "next = {}"),
        (
            "not a number",
            next,
            "next = { inspection = nan, released = \"rest\" }"
        ),
        ("goods", mix, "goods = { masks = 0.94, ventilators = 0.05 }"),
    ]));
}

#[test]
fn names() {
    insta::assert_snapshot!(messages(&[
        ("station", "next = \"inspection\"", "next = \"inspektion\""),
        (
            "station in shares",
            "{ inspection = 0.9,",
            "{ inspektion = 0.9,"
        ),
        ("way out", "{ released = 0.98,", "{ release = 0.98,"),
        ("goods", "goods = \"masks\"", "goods = \"mask\""),
        ("goods in a mix", "ventilators = 0.06", "respirators = 0.06"),
        (
            "goods of a rule",
            "goods = [\"ventilators\"]",
            "goods = [\"ventilator\"]"
        ),
        (
            "stream of a rule",
            "goods = [\"ventilators\"]",
            "arrivals = [\"donation\"]"
        ),
        (
            "goods of a service",
            "{ ventilators = \"90 min\" }",
            "{ gowns = \"90 min\" }"
        ),
        ("reserved name", "[stations.documents]", "[stations.rest]"),
        (
            "spaces",
            "[goods.ventilators]",
            "[goods.\"ventilators and monitors\"]"
        ),
    ]));
}

#[test]
fn keys() {
    insta::assert_snapshot!(messages(&[
        ("misspelt key", "lanes = 4", "lames = 4"),
        (
            "misspelt section",
            "[stations.documents]",
            "[station.documents]"
        ),
        (
            "key without a relative",
            "lanes = 4",
            "lanes = 4\ncolour = \"red\""
        ),
        (
            "key of another section",
            "priority = 1",
            "priority = 1\nlanes = 2"
        ),
        (
            "misspelt later key",
            "lanes = 4",
            "lanes = 4\nbrekdowns = { }"
        ),
        ("distribution", "{ uniform =", "{ unifrom ="),
        ("parameter", "min = \"8 h\"", "minimum = \"8 h\""),
        ("condition", "visits = 1", "visit = 1"),
        ("twice", "lanes = 4", "lanes = 4\nlanes = 5"),
        ("word", "replications = 40", "kind = \"stedy\""),
        (
            "process",
            "days = { sat = 0.5, holiday = 0.25 }",
            "process = \"normal\""
        ),
        ("row", "open = 9", "opened = 9"),
    ]));
}

#[test]
fn staffing() {
    insta::assert_snapshot!(messages(&[
        ("nothing to choose from", "[sweep]", "[staffing]\n\n[sweep]"),
        ("no paths", "[sweep]", "[staffing]\nchoose = {}\n[sweep]"),
        ("no table", "[sweep]", "[staffing]\nchoose = 7\n[sweep]"),
        (
            "no such path",
            "[sweep]",
            "[staffing]\nchoose = { \"stations.dask.lanes\" = [1, 2] }\n[sweep]"
        ),
        (
            "no such key",
            "[sweep]",
            "[staffing]\nchoose = { \"stations.documents.lames\" = [1] }\n[sweep]"
        ),
        (
            "no values",
            "[sweep]",
            "[staffing]\nchoose = { \"stations.documents.lanes\" = [] }\n[sweep]"
        ),
        (
            "an empty range",
            "[sweep]",
            "[staffing]\nchoose = { \"stations.documents.lanes\" = { from = 9, to = 2 } }\n[sweep]"
        ),
        (
            "a path without quotes",
            "[sweep]",
            "[staffing]\nchoose.stations.documents.lanes = [1]\n[sweep]"
        ),
        (
            "another key",
            "[sweep]",
            "[staffing]\nchose = { \"stations.documents.lanes\" = [1] }\n[sweep]"
        ),
    ]));
}

#[test]
fn distributions() {
    let service = "service = { uniform = { min = \"8 h\", max = \"36 h\" } }";
    insta::assert_snapshot!(messages(&[
        (
            "min above max",
            service,
            "service = { uniform = { min = \"8 h\", max = \"6 h\" } }"
        ),
        ("mode below min", "min = \"4 min\"", "min = \"12 min\""),
        ("mode above max", "max = \"30 min\"", "max = \"9 min\""),
        ("no mode", "mode = \"10 min\", ", ""),
        ("no cv", "mean = 7, cv = 1.0", "mean = 7"),
        ("cv of 0", "cv = 1.5", "cv = 0"),
        (
            "p95 below the median",
            "mean = 7, cv = 1.0",
            "median = 7, p95 = 6"
        ),
        ("p95 and mean", "mean = 7, cv = 1.0", "mean = 7, p95 = 6"),
        (
            "two kinds",
            service,
            "service = { constant = \"8 h\", uniform = { min = \"1 h\", max = \"2 h\" } }"
        ),
        ("no kind", service, "service = { }"),
        ("a number", service, "service = { uniform = 8 }"),
        (
            "stages",
            service,
            "service = { erlang = { mean = \"8 h\", k = 2.5 } }"
        ),
        (
            "weights",
            service,
            "service = { hyperexponential = { means = [\"1 h\", \"9 h\"], weights = [1] } }"
        ),
        ("a list", service, "service = [\"8 h\", \"36 h\"]"),
        ("a date", service, "service = 2020-04-13"),
        (
            "a duration for units",
            "{ lognormal = { mean = 7, cv = 1.0 } }",
            "\"7 min\""
        ),
        (
            "no CSV file",
            service,
            "service = { empirical = { file = \"none.csv\", column = \"minutes\" } }"
        ),
        (
            "no column",
            service,
            "service = { empirical = { file = \"none.csv\" } }"
        ),
        (
            "gap of 0",
            "every = { exponential = { mean = \"2 h\" } }",
            "every = \"0 s\""
        ),
    ]));
}
