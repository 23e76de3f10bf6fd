//! Stopping rules, and the exact messages for invalid ones.

use super::{changed, compile, problems, report};

/// Returns the messages for each of these settings.
const WRONG: [(&str, &str); 19] = [
    ("no table", "0.02"),
    ("nothing in it", "{}"),
    ("no width", "{ metric = \"release_time.mean\" }"),
    ("no metric", "{ relative = 0.02 }"),
    (
        "both widths",
        "{ metric = \"release_time.mean\", relative = 0.02, absolute = \"1 min\" }",
    ),
    (
        "a misspelt metric",
        "{ metric = \"relase_time.mean\", relative = 0.02 }",
    ),
    (
        "no such metric",
        "{ metric = \"happiness\", relative = 0.02 }",
    ),
    (
        "no such station",
        "{ metric = \"stations.inspecton.wait.mean\", relative = 0.02 }",
    ),
    (
        "no such metric of a station",
        "{ metric = \"stations.inspection.wait.p96\", relative = 0.02 }",
    ),
    (
        "percent",
        "{ metric = \"release_time.mean\", relative = 2 }",
    ),
    (
        "nothing",
        "{ metric = \"release_time.mean\", relative = 0 }",
    ),
    (
        "a time without a unit",
        "{ metric = \"release_time.mean\", absolute = 2 }",
    ),
    (
        "a time for a share",
        "{ metric = \"released_within\", absolute = \"2 min\" }",
    ),
    (
        "a width of nothing",
        "{ metric = \"release_time.mean\", absolute = \"0 min\" }",
    ),
    (
        "another unit",
        "{ metric = \"release_time.mean\", absolute = \"2 mni\" }",
    ),
    (
        "too few",
        "{ metric = \"release_time.mean\", relative = 0.02, min_replications = 5 }",
    ),
    (
        "most below fewest",
        "{ metric = \"release_time.mean\", relative = 0.02, max_replications = 10 }",
    ),
    (
        "too many",
        "{ metric = \"release_time.mean\", relative = 0.02, max_replications = 2_000_000 }",
    ),
    (
        "an unknown key",
        "{ metric = \"release_time.mean\", relativ = 0.02 }",
    ),
];

#[test]
fn precision() {
    let of = |about: &str, precision: &str| {
        let text = changed("replications = 40", &format!("precision = {precision}"));
        (about.to_owned(), problems(compile(&text)))
    };
    let mut said: Vec<_> = WRONG.map(|(about, precision)| of(about, precision)).into();
    let target = changed("release = { within = \"4 h\", share = 0.95 }\n", "").replace(
        "replications = 40",
        "precision = { metric = \"released_within\", relative = 0.02 }",
    );
    said.push(("no release target".to_owned(), problems(compile(&target))));
    let both = changed(
        "replications = 40",
        "replications = 40\nprecision = { metric = \"release_time.mean\", relative = 0.02 }",
    );
    said.push(("beside replications".to_owned(), problems(compile(&both))));
    let said = said
        .iter()
        .map(|(about, said)| (about.as_str(), said.clone()));
    insta::assert_snapshot!(report(said));
}

#[test]
fn precision_of_a_verdict() {
    let of = |about: &str, effort: &str| {
        let text = changed("replications = 40", effort);
        (about.to_owned(), problems(compile(&text)))
    };
    let verdict = "precision = \"verdict\"";
    let mut said = vec![
        of("another word", "precision = \"verdicts\""),
        of("a word of results", "precision = \"met\""),
        of(
            "most in a table without a metric",
            "precision = { max_replications = 500 }",
        ),
        of(
            "most beside a number",
            "replications = 40\nmax_replications = 500",
        ),
        of("most alone", "max_replications = 500"),
        of(
            "most beside a table",
            "precision = { metric = \"release_time.mean\", relative = 0.02 }\nmax_replications = 500",
        ),
        of("none at most", &format!("{verdict}\nmax_replications = 0")),
        of(
            "too many at most",
            &format!("{verdict}\nmax_replications = 2_000_000"),
        ),
        of(
            "beside replications",
            &format!("replications = 40\n{verdict}"),
        ),
    ];
    let text = changed("replications = 40", verdict);
    let start = text.find("[target]").expect("a target");
    let end = text[start..]
        .find("\n[")
        .map_or(text.len(), |at| start + at + 1);
    let no_target = format!("{}{}", &text[..start], &text[end..]);
    said.push(("no target".to_owned(), problems(compile(&no_target))));
    let said = said
        .iter()
        .map(|(about, said)| (about.as_str(), said.clone()));
    insta::assert_snapshot!(report(said));
}
