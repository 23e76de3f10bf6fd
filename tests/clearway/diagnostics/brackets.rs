//! Brackets, quotes and marks that are missing or too many: one mistake is told once, and it hides
//! no other problem of the file.

use std::fs;
use std::path::Path;

use clearway::scenario::Document;

use super::{SOUND, changed, compile, problems, report};

/// A mistake, the passage of the valid scenario, its replacement, and what the advice makes of it.
type Mistake = (&'static str, &'static str, &'static str);

const MISTAKES: &[Mistake] = &[
    ("a header", "[run]", "[run"),
    ("a header with a bracket too many", "[run]", "[run]]"),
    (
        "a header with a space",
        "[goods.ventilators]",
        "[goods. ventilators",
    ),
    ("text after a header", "[run]\nstart", "[run] start"),
    (
        "a list",
        "holidays = [2020-05-01]",
        "holidays = [2020-05-01",
    ),
    (
        "a list after a comma",
        "holidays = [2020-05-01]",
        "holidays = [2020-05-01,",
    ),
    (
        "a list before a section",
        "\n[sweep]",
        "\nx = [1, 2\n[sweep]",
    ),
    (
        "a table",
        "days = { sat = 0.5, holiday = 0.25 }",
        "days = { sat = 0.5, holiday = 0.25",
    ),
    (
        "a table in a table",
        "units = { lognormal = { mean = 7, cv = 1.0 } }",
        "units = { lognormal = { mean = 7, cv = 1.0 }",
    ),
    (
        "a table in a list",
        "{ hours = \"06:00-22:00\", open = 9 }, {",
        "{ hours = \"06:00-22:00\", open = 9, {",
    ),
    (
        "the other bracket",
        "[{ hours = \"06:00-22:00\", open = 9 }",
        "[{ hours = \"06:00-22:00\", open = 9 ]",
    ),
    (
        "round brackets",
        "holidays = [2020-05-01]",
        "holidays = [2020-05-01)",
    ),
    ("a text", "length = \"10 days\"", "length = \"10 days"),
    (
        "a text before a comment",
        "length = \"10 days\"",
        "length = \"10 days # all",
    ),
    (
        "a text in single quotes",
        "length = \"10 days\"",
        "length = '10 days",
    ),
    (
        "a text without its first quote",
        "length = \"10 days\"",
        "length = 10 days\"",
    ),
    (
        "a text in a table",
        "within = \"4 h\", share",
        "within = \"4 h, share",
    ),
    (
        "a text before another one",
        "min = \"4 min\", mode",
        "min = \"4 min, mode",
    ),
    (
        "a text in three quotes",
        "title = \"Peak day\"",
        "title = \"\"\"Peak day",
    ),
    (
        "quotes in a text",
        "title = \"Peak day\"",
        "title = \"The \"peak\" day\"",
    ),
    (
        "an apostrophe",
        "title = \"Peak day\"",
        "title = 'The port's peak'",
    ),
    (
        "a comma in a table",
        "sat = 0.5, holiday",
        "sat = 0.5 holiday",
    ),
    ("a comma in a list", "[0.1, 0.5, 0.9", "[0.1 0.5, 0.9"),
    ("a semicolon in a list", "[0.1, 0.5, 0.9", "[0.1; 0.5, 0.9"),
    ("two commas", "[0.1, 0.5, 0.9", "[0.1,, 0.5, 0.9"),
    ("a semicolon at the end", "per_day = 124", "per_day = 124;"),
    (
        "a comma at the end",
        "length = \"10 days\"",
        "length = \"10 days\",",
    ),
    ("a bracket at the end", "per_day = 124", "per_day = 124]"),
    ("another comment", "per_day = 124", "per_day = 124 // a day"),
    (
        "a line that is a comment",
        "per_day = 124",
        "// a day\nper_day = 124",
    ),
    ("two equals", "per_day = 124", "per_day == 124"),
    ("a colon", "per_day = 124", "per_day: 124"),
    (
        "colons in a table",
        "{ from = 4, to = 12 }",
        "{ from: 4, to: 12 }",
    ),
    ("no equals", "per_day = 124", "per_day 124"),
    ("two keys in a line", "seed", "seed"),
    ("a key of two words", "per_day = 124", "per day = 124"),
    ("no value", "per_day = 124", "per_day ="),
    ("words", "per_day = 124", "per_day = 124\nas counted in May"),
    (
        "too large",
        "per_day = 124",
        "per_day = 99999999999999999999",
    ),
];

fn with(mistake: &Mistake) -> String {
    let (about, passage, replacement) = mistake;
    match *about {
        "two keys in a line" => changed("lanes = 4\nservice", "lanes = 4 service"),
        _ => changed(passage, replacement),
    }
}

#[test]
fn each_is_told() {
    let said = MISTAKES
        .iter()
        .map(|it| (it.0, problems(compile(&with(it)))));
    insta::assert_snapshot!(report(said));
}

/// An unknown key in a section far from the mistake is told too, and nothing that only follows.
#[test]
fn they_hide_no_other_problem() {
    for mistake in MISTAKES {
        let about = mistake.0;
        let alone = compile(&with(mistake)).expect_err("a mistake");
        let text = with(mistake).replace(
            "lanes = \"unlimited\"\nservice",
            "lanes = \"unlimited\"\nlames = 3\nservice",
        );
        let both = compile(&text).expect_err("two mistakes");
        let told = |it: &clearway::scenario::Problems| -> Vec<String> {
            it.iter().map(|it| it.message().to_owned()).collect()
        };
        let (alone, both) = (told(&alone), told(&both));
        let others: Vec<&String> = both.iter().filter(|it| !alone.contains(it)).collect();
        assert_eq!(
            others,
            ["unknown key \"lames\" in stations.correction"],
            "{about}: {both:?}"
        );
        assert!(alone.len() <= 2, "{about}: {alone:?}");
    }
}

/// A sound text has no mistake of notation: with one mistake added, that one is told alone.
#[test]
fn sound_lines_are_no_mistakes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut texts = vec![SOUND.to_owned()];
    for entry in fs::read_dir(folder).expect("the shipped scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|it| it == "toml") {
            texts.push(fs::read_to_string(path).expect("a text"));
        }
    }
    assert!(texts.len() > 10);
    for text in texts {
        let text = format!("{text}\n[costs]\ndelay_per_batch_hour = 1,5\n");
        let text = text.replace(
            "\n[costs]\ncurrency",
            "\n[costs]\ndelay_per_batch_hour = 1,5\ncurrency",
        );
        let found = Document::parse("a.toml", &text).and_then(|it| it.compile());
        let found = found.expect_err("a decimal comma");
        for problem in found.iter() {
            let (line, message) = (problem.line(), problem.message());
            let is_known = message.starts_with("decimals begin")
                || message.contains("twice")
                || message.contains("cannot be read");
            assert!(is_known, "line {line}: {message}");
        }
    }
}
