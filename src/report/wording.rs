//! Numbers, times, dates and names as people write them: this module alone decides on units,
//! decimals and labels, for the page, the charts and the terminal.
//!
//! A space at which a line must not break is a no-break space, U+00A0.

mod bounds;
mod dates;
mod digits;
mod numbers;
mod settling;

use crate::metric::{Aim, Metric, Scope, ScopeKind};
use crate::output::printable;
use crate::results::{
    Comparison, ENOUGH, FEWEST, Plan, Precision, Rank, Reason, Results, Side, Standing, SweptPath,
    Varied, Verdict, late_enough,
};

pub(super) use bounds::{bound, is_bound, marked};
pub(super) use dates::{date, date_time, day, day_or_time, instant, period};
use digits::grouped;
pub(super) use digits::{fixed, percent, trimmed};
pub(super) use numbers::{
    NOTHING, Quantity, alone, at_least, exact, interval, mean, signed, signed_interval,
    with_interval,
};
pub(super) use settling::fades;

/// Returns a number with its noun: "1 batch", "2 batches".
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number as f64, 0),
        if number == 1 { one } else { many }
    )
}

/// Returns a number with a noun whose plural ends in s: "1 replication", "2 replications".
pub(super) fn things(number: impl Into<u64>, one: &str) -> String {
    count(number.into(), one, &format!("{one}s"))
}

/// Returns "40 replications", or "20 to 135 replications" if arrangements differ; "calculated" for
/// what no run has told.
pub(super) fn replications(results: &Results) -> String {
    let (fewest, most) = super::lookup::replications(results);
    match things(most, "replication") {
        _ if most == 0 => "calculated, not simulated".to_owned(),
        words if fewest == most => words,
        words => format!("{} to {words}", grouped(f64::from(fewest), 0)),
    }
}

/// Returns the number of arrangements to choose from; of very many only a limit that they exceed,
/// as larger numbers are not counted exactly.
pub(super) fn arrangements(number: u64) -> String {
    if is_countless(number) {
        "more than 10^15 arrangements".to_owned()
    } else {
        things(number, "arrangement")
    }
}

/// Are there more arrangements than are counted exactly?
pub(super) fn is_countless(arrangements: u64) -> bool {
    arrangements > 1_000_000_000_000_000
}

/// Returns the requested precision as a clause: "the half-width of “Release time, mean” was at most
/// 2 % of its mean".
pub(super) fn precision(results: &Results, asked: &Precision) -> String {
    let asked = match asked {
        Precision::Verdict { .. } => {
            return "every target was met, missed or close to its limit".to_owned();
        }
        Precision::Width(asked) => asked,
    };
    let mut name = asked.metric.words(asked.scope.kind()).to_owned();
    if asked.scope != Scope::All {
        name = format!("{name}, of {}", label(results, &asked.scope));
    }
    let width = match (asked.relative, asked.absolute) {
        (Some(share), _) => format!("{} of its mean", exact(Quantity::Share, share)),
        (_, Some(width)) => exact(difference_quantity(asked.metric, &results.plan), width),
        (None, None) => NOTHING.to_owned(),
    };
    format!("the half-width of \u{201c}{name}\u{201d} was at most {width}")
}

/// Joins words as in a sentence: "a, b and c".
pub(super) fn listed(words: impl IntoIterator<Item: AsRef<str>>) -> String {
    let words: Vec<_> = words.into_iter().collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Returns the text with its first letter in upper case.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Returns "met", "missed", "close" or "undecided".
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::Missed => "missed",
        Standing::Close => "close",
        Standing::Undecided => "undecided",
    }
}

/// Returns the side of the target on which a multiple of the arrivals lies.
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Met => "met",
        Side::Missed => "missed",
        Side::LocksUp => "locks up",
        Side::Undecided => "not known",
    }
}

/// Most letters of a swept value that are shown; a longer one, such as a roster, is cut.
const VALUE_LETTERS: usize = 32;

/// Returns a value of a path as tables, charts and sentences show it: without quotes, on one line,
/// and cut if it is long. A value that is cut begins with its position, from 1, so that no two
/// values look the same. Empty if there is no value at this index.
pub(super) fn value(path: &SweptPath, at: usize) -> String {
    let text = in_one_line(path, at);
    match text.char_indices().nth(VALUE_LETTERS) {
        None => text,
        Some(_) => format!("({}) {}", at + 1, cut(&text, VALUE_LETTERS)),
    }
}

/// Returns a value of a path in full, on one line.
fn in_one_line(path: &SweptPath, at: usize) -> String {
    let text = path
        .values
        .get(at)
        .map_or("", |text| text.trim_matches('"'));
    let text = printable(text);
    if text.len() > VALUE_LETTERS {
        return rows_in_words(&text).unwrap_or(text);
    }
    text
}

/// Returns the text, cut after this many letters.
pub(super) fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// Returns the rows of a TOML list of tables, such as "06:00-22:00 3, 22:00-06:00 1" for a roster;
/// `None` if the text is not such a list.
fn rows_in_words(text: &str) -> Option<String> {
    let list = text.parse::<toml::Value>().ok()?;
    let shown = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: &toml::Value| {
        let cells: Vec<String> = row.as_table()?.values().map(shown).collect();
        Some(cells.join(" "))
    };
    let rows: Option<Vec<String>> = list.as_array()?.iter().map(row).collect();
    rows.map(|rows| rows.join(", "))
}

/// Returns all values of a path, as [`value`] shows them.
pub(super) fn values(path: &SweptPath) -> Vec<String> {
    (0..path.values.len()).map(|at| value(path, at)).collect()
}

/// Most letters of a swept value where there is room for whole values.
const WHOLE_LETTERS: usize = 600;

/// Returns all values of a path in full; those that [`value`] cuts begin with their position.
pub(super) fn whole_values(path: &SweptPath) -> Vec<String> {
    let whole = |at: usize| match in_one_line(path, at) {
        text if text.chars().count() <= VALUE_LETTERS => text,
        text => format!("({}) {}", at + 1, cut(&text, WHOLE_LETTERS)),
    };
    (0..path.values.len()).map(whole).collect()
}

/// Returns the setting of a path in words: "10 lanes at Inspection bays".
pub(super) fn arrangement(path: &SweptPath, at: usize) -> String {
    let value = value(path, at);
    let is_one = value == "1";
    match (&path.owner, path.varied) {
        (Some(owner), Varied::Lanes) => {
            let lanes = if is_one { "lane" } else { "lanes" };
            format!("{value} {lanes} at {owner}")
        }
        (Some(owner), Varied::Members) => {
            let members = if is_one { "member" } else { "members" };
            format!("{value} {members} of {owner}")
        }
        (_, Varied::Other) | (None, _) => format!("{} {value}", path.label),
    }
}

/// Returns "better", "worse", "no difference shown" or "not known".
pub(super) fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Better => "better",
        Comparison::Worse => "worse",
        Comparison::NoDifferenceShown => "no difference shown",
        Comparison::Unknown => "not known",
    }
}

/// Returns the rank of an arrangement in words, such as "best", "among the best" or "worse".
pub(super) fn rank(rank: Rank) -> &'static str {
    match rank {
        Rank::Best => "best",
        Rank::Among => "among the best",
        Rank::Worse => "worse",
        Rank::Only => "the only one left",
        Rank::LeftOut => "left out",
        Rank::Unknown => "not known",
    }
}

/// Returns the name of an interval of this confidence, such as "95 % interval".
pub(super) fn interval_name(confidence: f64) -> String {
    // enough digits that a confidence below 100 % is not shown as 100 %
    let percent = confidence * 100.0;
    let decimals = (3..12).find(|decimals| format!("{percent:.decimals$}").parse() != Ok(100.0));
    let shown = fixed(percent, decimals.unwrap_or(12));
    let shown = shown.trim_end_matches('0').trim_end_matches('.');
    format!("{shown}\u{a0}% interval")
}

/// Says why a target is undecided; `None` if it is decided or nothing was measured.
pub(super) fn why_undecided(verdict: &Verdict) -> Option<String> {
    let estimate = &verdict.estimate;
    let is_open = verdict.standing == Standing::Undecided && estimate.mean.is_some();
    is_open.then_some(())?;
    if estimate.lower.is_none() && verdict.reason != Some(Reason::GaveUp) {
        return Some("one replication has no interval".to_owned());
    }
    if let Some(reason) = verdict.reason {
        return Some(reason_of(reason, estimate.replications));
    }
    let on_both_sides = estimate.lower < Some(verdict.good_from)
        && estimate.upper.is_none_or(|it| it >= verdict.good_from);
    on_both_sides.then(|| "the interval lies on both sides of the limit".to_owned())
}

/// Says why the interval alone does not decide.
fn reason_of(reason: Reason, replications: u32) -> String {
    match reason {
        Reason::FewReplications => format!(
            "a share is called met only with at least {ENOUGH} replications, and missed only with \
             at least {FEWEST}"
        ),
        Reason::FewLateBatches => format!(
            "fewer than {} of {replications} replications hold a late batch: too few to show how \
             often batches are late",
            late_enough(replications)
        ),
        Reason::Locked => {
            "a replication locks up, and sooner or later every run would lock up".to_owned()
        }
        Reason::GaveUp => {
            "a replication reached a limit and was stopped, so that its result is not known"
                .to_owned()
        }
    }
}

/// Returns "after 40 replications" if a target was decided before the last replication was run.
pub(super) fn decided_at(results: &Results, verdict: &Verdict) -> Option<String> {
    let asked = results.provenance.precision.as_ref();
    let looks = matches!(asked, Some(Precision::Verdict { .. }));
    let number = verdict.estimate.replications;
    let is_early = number < super::lookup::replications(results).1;
    let words = || things(number, "replication");
    (looks && is_early && verdict.standing != Standing::Undecided)
        .then(|| format!("after {}", words()))
}

/// Returns the label of a scope, its name if it has no label, or "all batches".
pub(super) fn label<'a>(results: &'a Results, scope: &'a Scope) -> &'a str {
    let mut known = results.plan.scopes.iter();
    let known = known.find(|known| known.scope == *scope);
    known.map_or_else(
        || scope.name().unwrap_or("all batches"),
        |known| known.label.as_str(),
    )
}

/// Quotes a word for a shell, if it needs quotes.
pub(super) fn quoted(word: &str) -> String {
    let harmless = |letter: char| letter.is_alphanumeric() || "._-=/,+:".contains(letter);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Returns what a target is about: "Batches released within 4 h".
pub(super) fn target(results: &Results, aim: Aim) -> String {
    match (aim, results.plan.target.release_within_hours) {
        (Aim::Release, Some(hours)) => {
            format!("Batches released within {}", exact(Quantity::Hours, hours))
        }
        (aim, _) => aim.words().to_owned(),
    }
}

/// Returns the quantity of a difference between two values of a metric.
pub(super) fn difference_quantity(metric: Metric, plan: &Plan) -> Quantity<'_> {
    match Quantity::of(metric, plan) {
        Quantity::Share => Quantity::Points,
        other => other,
    }
}

/// Returns the name of a metric in reports: "Released within 4 h", "Wait, mean".
pub(super) fn metric(results: &Results, metric: Metric, kind: ScopeKind) -> String {
    match (metric, results.plan.target.release_within_hours) {
        (Metric::ReleasedWithin, Some(hours)) => {
            format!("Released within {}", exact(Quantity::Hours, hours))
        }
        _ => metric.words(kind).to_owned(),
    }
}

/// Returns the name of a metric after the label of its scope: "Inspection bays: Wait, mean".
pub(super) fn metric_of(results: &Results, scope: &Scope, of: Metric) -> String {
    let words = metric(results, of, scope.kind());
    match scope {
        Scope::All => words,
        _ => format!("{}: {words}", label(results, scope)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_told_by_what_its_path_sets() {
        let told = |owner: Option<&str>, label: &str, varied, value: &str| {
            let path = SweptPath {
                path: String::new(),
                label: label.to_owned(),
                owner: owner.map(str::to_owned),
                varied,
                values: vec![value.to_owned()],
            };
            arrangement(&path, 0)
        };
        let bays = Some("Bays: lanes");
        let label = "Bays: lanes: lanes";
        assert_eq!(
            told(bays, label, Varied::Lanes, "1"),
            "1 lane at Bays: lanes"
        );
        let team = told(Some("Officers"), "Officers: members", Varied::Members, "12");
        assert_eq!(team, "12 members of Officers");
        let share = "Documents: share to Bays: lanes";
        let told_share = told(Some("Documents"), share, Varied::Other, "0.9");
        assert_eq!(told_share, "Documents: share to Bays: lanes 0.9");
        // results of older versions
        assert_eq!(
            told(None, label, Varied::Other, "3"),
            "Bays: lanes: lanes 3"
        );
    }

    #[test]
    fn long_swept_values_are_cut_and_stay_apart() {
        let roster = |night| {
            let day = r#"{ hours = "06:00-22:00", open = 3 }"#;
            format!(r#"[{day}, {{ hours = "22:00-06:00", open = {night} }}]"#)
        };
        let path = SweptPath {
            path: "stations.desk.lanes".into(),
            label: "desk: lanes".into(),
            owner: Some("desk".into()),
            varied: Varied::Lanes,
            values: vec![
                "2".into(),
                "\"first-come\"".into(),
                roster(1),
                "口岸".repeat(100),
                "口岸".repeat(101),
                format!("[{}]", "1, ".repeat(90)),
            ],
        };
        let cut = "口岸".repeat(16);
        let expected = [
            "2".to_owned(),
            "first-come".to_owned(),
            "06:00-22:00 3, 22:00-06:00 1".to_owned(),
            format!("(4) {cut}…"),
            format!("(5) {cut}…"),
            "(6) [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1…".to_owned(),
        ];
        assert_eq!(values(&path), expected);
        assert_eq!(value(&path, 6), "");
    }

    #[test]
    fn words_are_listed_as_in_a_sentence() {
        assert_eq!(listed(["a", "b", "c"]), "a, b and c");
    }
}
