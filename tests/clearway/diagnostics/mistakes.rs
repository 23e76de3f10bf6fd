//! Notation of other programs and countries, and its exact messages.

use super::{Case, SOUND, changed, compile, compile_beside, messages, problems, report};

#[test]
fn numbers_shares_and_dates_of_other_countries() {
    let (per_day, start) = ("per_day = 124", "start = 2020-04-13");
    insta::assert_snapshot!(messages(&[
        ("decimal comma", per_day, "per_day = 120,5"),
        ("decimal comma in a table", "sat = 0.5,", "sat = 0,5,"),
        (
            "thousands",
            "units_per_day = 41_000_000",
            "units_per_day = 41,000,000"
        ),
        ("either", per_day, "per_day = 1,240"),
        ("points and comma", per_day, "per_day = 1.240,5"),
        ("comma without groups", per_day, "per_day = 1000,5"),
        ("percent", "inspection = 0.9,", "inspection = 90 %,"),
        ("percent with a comma", "share = 0.95", "share = 95,5%"),
        ("percent in quotes", "share = 0.95", "share = \"95 %\""),
        ("a unit", per_day, "per_day = \"124 batches\""),
        ("infinite", per_day, "per_day = \"inf\""),
        ("points", start, "start = 13.04.2020"),
        ("a day that may be a month", start, "start = 04/05/2020"),
        ("one digit", start, "start = 2020-4-13"),
        ("in quotes", start, "start = \"13.04.2020\""),
        ("with a time", start, "start = 13.04.2020 8:30"),
        ("a holiday", "[2020-05-01]", "[01.05.2020, 02.05.2020]"),
        ("no date", start, "start = 31.02.2020"),
    ]));
}

#[test]
fn texts_of_word_processors_and_windows() {
    let (length, file) = (
        "length = \"10 days\"",
        "every = { exponential = { mean = \"2 h\" } }",
    );
    insta::assert_snapshot!(messages(&[
        ("curly quotes", length, "length = “10 days”"),
        ("German quotes", length, "length = „10 days“"),
        ("single quotes", length, "length = ‘10 days’"),
        ("one of the two", length, "length = \"10 days”"),
        (
            "a curly key",
            "\"stations.inspection.lanes\" =",
            "“stations.inspection.lanes” ="
        ),
        ("a dash", "start = 2020-04-13", "start = 2020–04–13"),
        ("a minus", "priority = 1", "priority = −1"),
        ("a no-break space", "lanes = 4", "lanes =\u{a0}4"),
        ("no quotes", length, "length = 10 days"),
        ("no quotes, decimal comma", length, "length = 1,5 days"),
        ("a Windows path", file, "file = \"C:\\Users\\me\\new.csv\""),
        ("a path that holds a tab", file, "file = \"data\\temp.csv\""),
        ("a path without quotes", file, "file = C:\\data\\new.csv"),
        ("truth", "[target]", "[target]\nx = TRUE"),
    ]));
}

#[test]
fn spans_and_ranges_where_numbers_belong() {
    let hours = "hours = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.5, 3.5, 4.5, 6, 7, 6.5, 4.5, 6, 7.5, \
                 7.5, 7, 6, 5, 4, 3.5, 3, 2.5, 2]";
    let swept = "\"stations.inspection.lanes\" = { from = 4, to = 12 }";
    insta::assert_snapshot!(messages(&[
        ("a span", hours, "hours = \"08:00-17:30\""),
        ("a span without quotes", hours, "hours = 08:00-17:00"),
        ("spans", hours, "hours = [\"22:00-02:00\", \"08:00-12:00\"]"),
        ("a range", swept, "\"stations.inspection.lanes\" = \"4-12\""),
        (
            "a range without quotes",
            swept,
            "\"stations.inspection.lanes\" = 4..12"
        ),
    ]));
}

#[test]
fn ranges_of_arguments() {
    let said = |value: &'static str| {
        let axis = clearway::scenario::SweepAxis::from_argument(&format!("a.lanes={value}"));
        (value, problems(axis))
    };
    let values = [
        "4-10", "4–10", "4:10", "4 to 10", "4...10", "4:10:2", "4..", "2.5-4",
    ];
    insta::assert_snapshot!(report(values.map(said)));
}

#[test]
fn other_kinds_of_files() {
    let kinds: [(&str, &[u8]); 5] = [
        ("a workbook", b"PK\x03\x04\x14\0\x06\0"),
        ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1"),
        ("UTF-16", b"\xff\xfe[\0r\0"),
        ("a PDF", b"%PDF-1.7"),
        ("RTF", b"{\\rtf1"),
    ];
    let said = kinds.map(|(kind, bytes)| {
        let text = format!("extends = \"other\"\n{SOUND}");
        (kind, problems(compile_beside(&text, "other", bytes)))
    });
    insta::assert_snapshot!(report(said));
}

#[test]
fn a_mistake_of_notation_hides_no_other_problem() {
    let text = changed("lanes = 4", "lames = 4,5").replace("sat = 0.5", "sat = 50%");
    insta::assert_snapshot!(problems(compile(&text)));
}

/// Passages, what is written instead, and the mistake in it.
const MENDED: [Case; 48] = [
    ("per_day = 124", "per_day = 120,5", "120,5"),
    ("sat = 0.5,", "sat = 0,5,", "0,5"),
    ("inspection = 0.9,", "inspection = 90 %,", "90 %"),
    ("share = 0.95", "share = 95,5%", "95,5%"),
    ("start = 2020-04-13", "start = 13.04.2020", "13.04.2020"),
    ("start = 2020-04-13", "start = 13/04/2020", "13/04/2020"),
    ("length = \"10 days\"", "length = “10 days”", "“10 days”"),
    ("length = \"10 days\"", "length = 1,5 days", "1,5 days"),
    (
        "units_per_day = 41_000_000",
        "units_per_day = 41,000,000",
        "41,000,000",
    ),
    ("lanes = 4", "lanes = (4)", "(4)"),
    ("lanes = 4", "lanes = {4}", "{4}"),
    ("lanes = 4", "lanes = 4.", "4."),
    ("lanes = 4", "lanes = ~4", "~4"),
    ("lanes = 4", "lanes = ca. 4", "ca. 4"),
    ("lanes = 4", "lanes = 4 lanes", "4 lanes"),
    ("lanes = 4", "lanes = \"4 lanes\"", "\"4 lanes\""),
    ("lanes = 4", "lanes = four", "four"),
    ("lanes = 4", "lanes = \"four\"", "\"four\""),
    ("lanes = 4", "lanes = 04", "04"),
    ("lanes = 4", "lanes = 4,5", "4,5"),
    ("lanes = 4", "lanes = 4.5", "4.5"),
    ("lanes = 4", "lanes = 4 %", "4 %"),
    ("lanes = 4", "lanes = −4", "−4"),
    ("lanes = 4", "lanes = \"-4\"", "\"-4\""),
    ("lanes = 4", "lanes = 1,000", "1,000"),
    ("lanes = 4", "lanes = 4.000", "4.000"),
    ("lanes = 4", "lanes = ٤", "٤"),
    ("lanes = 4", "lanes = \"４\"", "\"４\""),
    ("lanes = 4", "lanes = inf", "inf"),
    ("lanes = 4", "lanes = infinite", "infinite"),
    ("priority = 1", "priority = (1)", "(1)"),
    ("priority = 1", "priority = 1,5", "1,5"),
    ("priority = 1", "priority = -1,5", "-1,5"),
    ("priority = 1", "priority = \"1.000\"", "\"1.000\""),
    ("per_day = 124", "per_day = .5", ".5"),
    ("per_day = 124", "per_day = (120,5)", "(120,5)"),
    ("per_day = 124", "per_day = 124 a day", "124 a day"),
    ("per_day = 124", "per_day = 1.5k", "1.5k"),
    ("share = 0.95", "share = (0,95)", "(0,95)"),
    ("share = 0.95", "share = 95 per cent", "95 per cent"),
    ("length = \"10 days\"", "length = (10 days)", "(10 days)"),
    ("length = \"10 days\"", "length = ~10 days", "~10 days"),
    (
        "length = \"10 days\"",
        "length = \"10 days.\"",
        "\"10 days.\"",
    ),
    ("length = \"10 days\"", "length = ten days", "ten days"),
    ("length = \"10 days\"", "length = [10 days]", "[10 days]"),
    ("start = 2020-04-13", "start = (13.04.2020)", "(13.04.2020)"),
    ("start = 2020-04-13", "start = ٢٠٢٠-٠٤-١٣", "٢٠٢٠-٠٤-١٣"),
    (
        "start = 2020-04-13",
        "start = Mon 13 April 2020",
        "Mon 13 April 2020",
    ),
];

/// Returns the value that advice names first.
fn advised(help: &str) -> &str {
    let from = help.strip_prefix("without quotes, ").unwrap_or(help);
    let from = from
        .strip_prefix("write ")
        .or(from.strip_prefix("did you mean "));
    let from = from.unwrap_or_else(|| panic!("what to write: {help}"));
    let ends = [" without ", " if ", " or ", ", or ", "?"];
    let end = ends.iter().filter_map(|end| from.find(end)).min();
    &from[..end.unwrap_or(from.len())]
}

/// Checks that what the advice says, pasted in place of each mistake, mends the file.
pub(super) fn check_advice(cases: &[Case]) {
    for (passage, mistake, written) in cases {
        let text = changed(passage, mistake);
        let found = compile(&text).expect_err("a mistake");
        let helps: Vec<&str> = found.iter().filter_map(|it| it.help()).collect();
        assert_eq!(helps.len(), 1, "{mistake}: {found}");
        let advice = advised(helps[0]);
        let mended = changed(passage, &mistake.replacen(written, advice, 1));
        assert_eq!(problems(compile(&mended)), "no problem found", "{mistake}");
    }
}

#[test]
fn advice_mends_in_one_round() {
    check_advice(&MENDED);
}

#[test]
fn forms_of_newer_toml_are_remarked() {
    let text = changed(
        "units = { lognormal = { mean = 7, cv = 1.0 } }",
        "units = { constant = 7, }",
    );
    let text = text.replace(
        "service_by_goods = { ventilators = \"90 min\" }",
        "service_by_goods = {\n  ventilators = \"90 min\"\n}",
    );
    let document = clearway::scenario::Document::parse("peak.toml", &text).expect("sound");
    let remarks = document.remarks();
    let lines: Vec<usize> = remarks
        .iter()
        .map(clearway::scenario::Problem::line)
        .collect();
    assert_eq!(lines.len(), 2, "{remarks:?}");
    let sound = clearway::scenario::Document::parse("peak.toml", SOUND).expect("sound");
    assert!(sound.remarks().is_empty());
}
