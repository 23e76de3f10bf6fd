//! What to write instead of a key or a word that is not known, or of one that is missing.

use indexmap::IndexMap;

use crate::scenario::meant;
use crate::scenario::path::{Path, is_bare};
use crate::scenario::problem::Complaint;
use crate::scenario::suggest;
use crate::scenario::tree::Node;

/// Keys that are written for others, each with what is meant if that is known.
const ALIASES: [(&str, &str); 34] = [
    ("from", "min"),
    ("to", "max"),
    ("low", "min"),
    ("high", "max"),
    ("lower", "min"),
    ("upper", "max"),
    ("likely", "mode"),
    ("most_likely", "mode"),
    ("peak", "mode"),
    ("average", "mean"),
    ("avg", "mean"),
    ("std", "sd"),
    ("stdev", "sd"),
    ("sigma", "sd"),
    ("min", "from"),
    ("max", "to"),
    ("by", "step"),
    ("lanes", "open"),
    ("members", "on"),
    ("open", "on"),
    ("on", "open"),
    ("number", "open"),
    ("number", "on"),
    ("count", "open"),
    ("count", "on"),
    ("number", "lanes"),
    ("capacity", "lanes"),
    ("servers", "lanes"),
    ("day", "days"),
    ("time", "hours"),
    ("duration", "service"),
    ("people", "members"),
    ("date", "at"),
    ("percentage", "share"),
];

/// What was probably meant by an unknown key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meant {
    /// Another key, with the same value.
    Renamed(&'static str),
    /// Another key, with another value.
    Moved(&'static str),
}

impl Meant {
    /// Returns the key that was meant.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Renamed(key) | Self::Moved(key) => key,
        }
    }
}

/// Explains an unknown key. Returns the key that was probably meant too.
pub(super) fn unknown_key(
    path: &Path,
    known: &'static [&'static str],
    around: Option<&Node>,
) -> (Complaint, Option<Meant>) {
    let key = path.last();
    let swept = ["sweep.*.*", "staffing.choose.*.*"];
    let around = around.and_then(Node::as_table);
    let value = around.and_then(|table| table.get(key));
    if swept.iter().any(|it| path.matches(it)) && is_bare(path.parent().last()) {
        let is_of_staffing = path.steps()[0] == "staffing";
        let from = if is_of_staffing { 2 } else { 1 };
        let swept = path.steps()[from..].iter().cloned();
        let swept: Path = swept
            .chain(value.into_iter().flat_map(only_steps))
            .collect();
        let help = format!(
            "write the whole path in quotes: {} = ...",
            suggest::toml_text(&swept.to_string())
        );
        return (Complaint::new("a path must be in quotes here", help), None);
    }
    let place = match path.parent() {
        parent if parent.steps().is_empty() => String::new(),
        parent => format!(" in {parent}"),
    };
    let message = format!("unknown key \"{key}\"{place}");
    if let Some((help, meant)) = in_a_table(key, known, around) {
        return (Complaint::new(message, help), Some(Meant::Moved(meant)));
    }
    if let Some((help, meant)) = per_time(key, known, value).or_else(|| of_days(path, known, value))
    {
        return (Complaint::new(message, help), Some(meant));
    }
    let is_alias = |(alias, meant): &&(&str, &str)| *alias == key && known.contains(meant);
    if let Some((_, meant)) = ALIASES.iter().find(is_alias) {
        let help = format!("did you mean \"{meant}\"?");
        return (Complaint::new(message, help), Some(Meant::Renamed(meant)));
    }
    let nearest = suggest::nearest(key, known.iter().copied());
    let help = suggest::did_you_mean(key, known.iter().copied());
    (Complaint::new(message, help), nearest.map(Meant::Renamed))
}

/// Returns what to write instead of a rate an hour or a week.
fn per_time(
    key: &str,
    known: &'static [&'static str],
    value: Option<&Node>,
) -> Option<(String, Meant)> {
    let per_day = known.iter().copied().find(|it| *it == "per_day")?;
    let (times, what) = match key {
        "per_hour" | "hourly" | "batches_per_hour" => (24.0, "an hour"),
        "per_week" | "weekly" | "batches_per_week" => (1.0 / 7.0, "a week"),
        _ => return None,
    };
    let written = value?.place.text();
    let number: f64 = written.parse().ok().filter(|it: &f64| it.is_finite())?;
    let number = (number * times * 1e9).round() / 1e9;
    let help = format!("write per_day = {number} if {written} is the number {what}");
    Some((help, Meant::Moved(per_day)))
}

/// Returns what to write instead of a key that names days in other words, or several of them.
fn of_days(
    path: &Path,
    known: &'static [&'static str],
    value: Option<&Node>,
) -> Option<(String, Meant)> {
    if !path.matches("arrivals.*.days.*") {
        return None;
    }
    let days = meant::days(path.last())?;
    let place = |day: &str| known.iter().position(|it| *it == day.trim());
    let mut named: Vec<&'static str> = vec![];
    for part in days.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        named.extend(known.get(first..=last)?);
    }
    if let [one] = named.as_slice() {
        return Some((format!("did you mean \"{one}\"?"), Meant::Renamed(one)));
    }
    let value = value?.place.text();
    let named: Vec<&'static str> = named;
    let entries: Vec<String> = named.iter().map(|day| format!("{day} = {value}")).collect();
    let help = format!("write {}", entries.join(", "));
    Some((help, Meant::Moved(named.first()?)))
}

/// Returns what to write instead of a key whose value belongs into a table, or into one text with
/// that of another key; and the key of that.
fn in_a_table(
    key: &str,
    known: &'static [&'static str],
    around: Option<&IndexMap<String, Node>>,
) -> Option<(String, &'static str)> {
    let around = around?;
    let value = around.get(key)?.place.text();
    let find = |wanted: &str| known.iter().copied().find(|it| *it == wanted);
    let is_path = Path::parse(key).is_some_and(|(path, _)| path.steps().len() > 1);
    if is_path && let Some(set) = find("set").or(find("choose")) {
        let key = suggest::toml_text(key);
        return Some((format!("write {set} = {{ {key} = {value} }}"), set));
    }
    let pair = |one: &str, other: &str| {
        let is_one = key == one || key == other;
        Some((around.get(one)?, around.get(other)?)).filter(|_| is_one)
    };
    if let Some(release) = find("release")
        && let Some((within, share)) = pair("within", "share")
    {
        let (within, share) = (within.place.text(), share.place.text());
        let help = format!("write release = {{ within = {within}, share = {share} }}");
        return Some((help, release));
    }
    let hours = find("hours").filter(|_| find("open").or(find("on")).is_some())?;
    let (from, to) = pair("from", "to")
        .or(pair("start", "end"))
        .or(pair("from", "until"))?;
    let (from, to) = (from.as_text()?, to.as_text()?);
    Some((format!("write hours = \"{from}-{to}\""), hours))
}

/// Returns the keys on the way through tables of which each has one key.
fn only_steps(node: &Node) -> Vec<String> {
    match node.as_table().map(|table| (table.len(), table.first())) {
        Some((1, Some((key, inner)))) => {
            let is_range = ["from", "to", "step"].contains(&key.as_str());
            let steps = [key.clone()].into_iter().chain(only_steps(inner));
            if is_range { vec![] } else { steps.collect() }
        }
        _ => vec![],
    }
}

/// Explains an unknown word, or an unknown kind of distribution.
pub(super) fn unknown_word(
    at_key: bool,
    path: &Path,
    word: &str,
    known: &'static [&'static str],
) -> Complaint {
    let known = known.iter().copied();
    if at_key {
        let message = format!("unknown distribution \"{word}\"");
        return Complaint::new(message, suggest::did_you_mean(word, known));
    }
    let message = format!("\"{}\" cannot be \"{word}\"", path.last());
    let help = suggest::nearest(word, known.clone()).map_or_else(
        || format!("write {}", suggest::quoted(known, "or")),
        |nearest| format!("did you mean \"{nearest}\"?"),
    );
    Complaint::new(message, help)
}

/// Shows how to write a table in which a key is missing.
pub(super) fn form_of(table: &Path, missing: &str) -> String {
    let keys: &[&str] = match table.last() {
        "uniform" => &["min", "max"],
        "triangular" | "pert" => &["min", "mode", "max"],
        "exponential" => &["mean"],
        "erlang" => &["mean", "k"],
        "gamma" | "weibull" => &["mean", "cv"],
        "normal" => &["mean", "sd"],
        "hyperexponential" => &["means", "weights"],
        "open_more" => &["when_waiting", "add", "until_waiting"],
        "breakdowns" => &["after", "repair"],
        "release" => &["within", "share"],
        _ if table.matches("sweep.*") || table.matches("staffing.choose.*") => {
            return "{ from = 4, to = 12 }".to_owned();
        }
        _ if missing == "open" => return "open = 4, the number of lanes".to_owned(),
        _ if missing == "on" => return "on = 24, the number of members on duty".to_owned(),
        _ if missing == "divert" => return "{ divert = \"STATION\" }".to_owned(),
        _ if missing == "to" => return "to = \"released\", or where else batches go".to_owned(),
        _ => return format!("{missing} = ..."),
    };
    let keys: Vec<String> = keys.iter().map(|key| format!("{key} = ...")).collect();
    format!("{} = {{ {} }}", table.last(), keys.join(", "))
}

/// Keys of distributions, each with its kinds.
const KEYS: [(&[&str], &[&str]); 9] = [
    (&["min", "max"], &["uniform"]),
    (&["min", "mode", "max"], &["triangular", "pert"]),
    (&["mean"], &["exponential"]),
    (&["mean", "cv"], &["lognormal", "gamma", "weibull"]),
    (&["mean", "sd"], &["normal"]),
    (&["mean", "k"], &["erlang"]),
    (&["median", "p95"], &["lognormal"]),
    (&["means", "weights"], &["hyperexponential"]),
    (&["values"], &["empirical"]),
];

/// Returns how to write a distribution whose keys are written without its kind, or with it as one
/// of them.
pub(super) fn with_kind(distribution: &Node) -> Option<String> {
    let keys = distribution.as_table()?;
    let is_kind = |key: &str| ["kind", "type", "distribution", "dist"].contains(&key);
    let own: Vec<&String> = keys.keys().filter(|key| !is_kind(key)).collect();
    let named = keys.iter().find(|(key, _)| is_kind(key));
    let named = named.and_then(|(_, node)| Some(node.as_text()?.to_lowercase()));
    let has = |key: &&str| own.iter().any(|it| it.as_str() == *key);
    let is_form =
        |(known, _): &&(&[&str], &[&str])| known.len() == own.len() && known.iter().all(has);
    let (_, kinds) = KEYS.iter().find(is_form)?;
    let parts = own
        .iter()
        .map(|key| format!("{key} = {}", keys[*key].place.text()));
    let table = format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "));
    let kinds: Vec<&str> = match named {
        Some(named) => vec![*kinds.iter().find(|kind| **kind == named)?],
        None => kinds.to_vec(),
    };
    let forms = kinds.iter().map(|kind| format!("{{ {kind} = {table} }}"));
    let forms: Vec<String> = forms.collect();
    Some(format!("write {}", suggest::in_words(&forms, "or")))
}
