//! What a run says of its warm-up.

use clearway::experiment::{Unwatched, replicate};
use clearway::results::{Outcome, Question, Results, Settled, Settling};
use clearway::scenario::Document;

/// A port that starts empty; 40 batches a day, of which each stays about 2 days.
const SLOW: &str = r#"
[run]
start = 2020-04-13
warm_up = "2 days"
length = "40 days"
replications = 20
[arrivals.a]
per_day = 40
to = "quarantine"
[stations.quarantine]
lanes = "unlimited"
service = { exponential = { mean = "2 days" } }
next = "released"
"#;

fn run(text: &str) -> (Results, Option<Settling>) {
    let document = Document::parse("slow.toml", text);
    let document = document.unwrap_or_else(|problems| panic!("{problems}"));
    let scenario = document
        .compile()
        .unwrap_or_else(|problems| panic!("{problems}"));
    let question = Question {
        document: &document,
        settings: &[],
        scenario: &scenario,
    };
    let replicated = replicate(&scenario.model, question.effort(), &Unwatched);
    let results = question.answer_run(&replicated);
    let Outcome::Run(run) = &results.outcome else {
        panic!("a run")
    };
    let settling = run.settling.clone();
    (results, settling)
}

fn notes(results: &Results) -> String {
    let texts = results.notes.iter().map(|note| note.text.as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// The suggestion can be pasted, and pasted it is enough.
#[test]
fn a_warm_up_that_is_too_short_is_told_with_one_that_is_not() {
    let (results, settling) = run(SLOW);
    let settling = settling.expect("a steady run");
    assert_eq!(settling.judgement, Settled::TooLate);
    let hours = settling.settled_hours.expect("it settles");
    assert!((4.0 * 24.0..=16.0 * 24.0).contains(&hours), "{hours}");
    assert_eq!(settling.inside.len(), 42 * 24);
    assert_eq!(settling.times[24], "2020-04-14T00:00:00");
    let suggestion = format!("warm_up = \"{} days\"", hours / 24.0);
    assert!(notes(&results).contains(&suggestion), "{}", notes(&results));
    let charts = clearway::report::charts(&results);
    let chart = charts
        .iter()
        .find(|chart| chart.name == "warm-up")
        .expect("a picture");
    assert!(chart.caption.contains(&suggestion));
    assert!(chart.svg.contains("grey: warm-up, then measured"));
    let (results, settling) = run(&SLOW.replace("warm_up = \"2 days\"", &suggestion));
    assert_eq!(settling.expect("steady").judgement, Settled::InTime);
    assert!(!notes(&results).contains("warm_up"), "{}", notes(&results));
}

/// Overload never settles; a station that barely keeps up takes long: two different notes.
#[test]
fn overload_is_told_from_slow_convergence() {
    let one_lane = SLOW
        .replace("lanes = \"unlimited\"", "lanes = 1")
        .replace("replications = 20", "replications = 60");
    let overloaded = one_lane.replace("\"2 days\" }", "\"40 min\" }");
    let (results, settling) = run(&overloaded);
    assert_eq!(settling.expect("steady").judgement, Settled::Never);
    assert!(notes(&results).contains("quarantine cannot keep up"));
    assert!(!notes(&results).contains("warm_up"), "{}", notes(&results));
    let barely = one_lane.replace("\"2 days\" }", "\"35.9 min\" }");
    let (results, settling) = run(&barely);
    assert_eq!(settling.expect("steady").judgement, Settled::NotYet);
    let said = notes(&results);
    assert!(
        said.contains("Every station keeps up in the long run; quarantine, 100 % busy, takes long"),
        "{said}"
    );
}

/// Nothing is concluded where dates decide how many are inside, nor of a run of these very days.
#[test]
fn dates_are_no_warm_up() {
    let change = "[[changes]]\nat = 2020-05-01\nset = { \"arrivals.a.per_day\" = 80 }\n";
    let (_, settling) = run(&format!("{SLOW}{change}"));
    assert_eq!(settling.expect("steady").judgement, Settled::NotJudged);
    let (results, settling) = run(&SLOW.replace("[run]", "[run]\nkind = \"period\""));
    assert_eq!(settling, None);
    assert!(!notes(&results).contains("warm_up"), "{}", notes(&results));
}
