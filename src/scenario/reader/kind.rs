//! What to write instead of a value of another kind than its key takes.

use crate::scenario::meant::{self, Several, Wanted};
use crate::scenario::path::Path;
use crate::scenario::problem::Complaint;
use crate::scenario::tree::{Content, Node, describe};
use crate::scenario::{local, suggest};

/// Explains that another kind of value was expected, such as `a duration such as "45 min"`.
pub(super) fn wrong_kind(
    expected: &str,
    path: &Path,
    (node, around): (Option<&Node>, Option<&Node>),
) -> Complaint {
    // serde's names of kinds, translated for planners
    let expected = match expected {
        "a string" => "text in quotes, such as \"Peak day\"",
        "a sequence" => "a list in brackets, such as [1, 2, 3]",
        "a boolean" => "true or false",
        "a map" => "a table",
        "i64" => "a whole number such as 1",
        other => other,
    };
    let kind = expected.split(" such as").next().unwrap_or(expected);
    let kind = kind.trim_end_matches(',');
    let mut found = node.map_or_else(|| "nothing".to_owned(), describe);
    let text = node.and_then(Node::as_text);
    if text.is_some_and(meant::has_other_digits) {
        found = format!("{found}: {}", meant::OTHER_DIGITS);
    }
    let help = match node.map(|node| &node.content) {
        _ if let Some(help) = text.and_then(|text| other_notation(path, expected, text)) => help,
        Some(Content::Scalar(toml::Value::Integer(number)))
            if expected.starts_with("a row such as") && is_alone(around) =>
        {
            format!("write {number} without brackets")
        }
        Some(_) if let Some(help) = node.and_then(|node| other_kind(expected, node)) => help,
        Some(Content::Scalar(toml::Value::String(name))) if kind.starts_with("a list") => {
            format!("write [\"{name}\"]")
        }
        _ if path.matches("changes") => "write [[changes]], with two brackets".to_owned(),
        _ if path.matches("variants") => "write [variants.NAME], with one bracket".to_owned(),
        _ if expected == "a table" => match path.last() {
            "staff" => "write staff = { inspectors = 2 }, by name of the team".to_owned(),
            "backlog" => "write backlog = { inspection = 57 }, by name of the station".to_owned(),
            "choose" => "write choose = { \"stations.inspection.lanes\" = { from = 4, to = 12 } }"
                .to_owned(),
            "set" => "write set = { \"stations.inspection.lanes\" = 12 }".to_owned(),
            _ => format!("write [{path}] and its keys below it"),
        },
        _ => format!("write {expected}"),
    };
    Complaint::new(format!("expected {kind}, found {found}"), help)
}

/// Is the node a list of one value?
fn is_alone(list: Option<&Node>) -> bool {
    list.is_some_and(|list| matches!(&list.content, Content::List(items) if items.len() == 1))
}

/// Returns a value as it is written, or as TOML if something else is written in its place.
fn text_of(item: &Node) -> String {
    match item.place.text() {
        "" => item.to_value().to_string(),
        text => text.to_owned(),
    }
}

/// Returns what to write instead of a list where a distribution belongs.
fn distribution_of(items: &[Node], is_time: bool) -> Option<String> {
    let is_value = |item: &Node| matches!(item.content, Content::Scalar(_));
    let is_bare = |item: &Node| {
        let is_number = |it: &toml::Value| it.is_integer() || it.is_float();
        matches!(&item.content, Content::Scalar(value) if is_number(value))
    };
    let lacks_units = is_time && items.iter().all(is_bare);
    let unit = if lacks_units {
        ", or with another unit"
    } else {
        ""
    };
    let written = |item: &Node| match text_of(item) {
        number if lacks_units => format!("\"{number} min\""),
        text => text,
    };
    let values: Vec<String> = items.iter().map(written).collect();
    let observed = format!("{{ empirical = {{ values = [{}] }} }}", values.join(", "));
    let help = match values.as_slice() {
        [] | [_] => return None,
        [min, max] => format!(
            "write {{ uniform = {{ min = {min}, max = {max} }} }}, or {observed} if these are \
             observed values{unit}"
        ),
        _ => format!("write {observed} if these are observed values{unit}"),
    };
    items.iter().all(is_value).then_some(help)
}

/// Returns what to write instead of a text in a notation that is used elsewhere.
fn other_notation(path: &Path, expected: &str, text: &str) -> Option<String> {
    if path.matches("arrivals.*.hours") {
        let spans: Vec<&str> = text.split(',').collect();
        let weights = local::weights(&spans)?;
        return Some(format!(
            "write the weights of the 24 hours: hours = {weights}"
        ));
    }
    if path.matches("run.holidays") {
        return holidays(text);
    }
    if path.matches("sweep.*") || path.matches("staffing.choose.*") {
        return match local::range(text) {
            Some((from, to, None)) => Some(format!("write {{ from = {from}, to = {to} }}")),
            Some((from, to, Some(step))) => Some(format!(
                "write {{ from = {from}, to = {to}, step = {step} }}"
            )),
            None => numbers(text),
        };
    }
    let unquoted = |help: String| help.replacen("write", "without quotes, write", 1);
    if let Some(keys) = keys_of(expected) {
        let values: Vec<String> = match meant::several(text) {
            Some(Several::Range(limits) | Several::Around(limits)) => limits.into(),
            Some(Several::Peak(values)) => values.into(),
            Some(Several::Either(values)) => values,
            None => text
                .split([',', ';'])
                .map(|it| it.trim().to_owned())
                .collect(),
        };
        let has_units = values.iter().all(|it| it.contains(char::is_alphabetic));
        let values: Vec<String> = values.iter().map(|it| suggest::toml_text(it)).collect();
        return table_of(&keys, &values).filter(|_| has_units);
    }
    match expected {
        "true or false" => meant::truth(text).map(|truth| format!("write {truth} without quotes")),
        "a whole number such as 1" => meant::number(text, Wanted::Whole),
        _ if expected.starts_with("a date") => {
            let bare = meant::bare(text);
            local::write_date(&bare).map(unquoted)
        }
        _ => None,
    }
}

/// Returns what to write instead of holidays in one text.
fn holidays(text: &str) -> Option<String> {
    if !meant::has_digits(text) {
        return Some("write [] if there are none, or dates in brackets".to_owned());
    }
    let parts: Vec<&str> = text.split([',', ';', '+', '&']).map(str::trim).collect();
    let dates = parts
        .iter()
        .map(|part| match local::dates(part).as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        });
    let dates: Option<Vec<String>> = dates.collect();
    Some(format!("write [{}]", dates?.join(", ")))
}

/// Returns the keys of an expected table, such as `a table such as { min = ..., max = ... }`.
fn keys_of(expected: &str) -> Option<Vec<&str>> {
    let example = expected.strip_prefix("a table such as { ")?;
    let example = &example[..example.find(" }")?];
    let keys = example.split(", ").map(|part| part.split_once(" = "));
    let keys: Option<Vec<(&str, &str)>> = keys.collect();
    Some(keys?.into_iter().map(|(key, _)| key).collect())
}

/// Writes a table of these values: one for each key, in order, or fewer.
fn table_of(keys: &[&str], values: &[String]) -> Option<String> {
    if values.is_empty() || values.len() > keys.len() {
        return None;
    }
    let value = |place: usize| values.get(place).map_or("...", String::as_str);
    let parts = keys.iter().enumerate();
    let parts = parts.map(|(place, key)| format!("{key} = {}", value(place)));
    Some(format!(
        "write {{ {} }}",
        parts.collect::<Vec<_>>().join(", ")
    ))
}

/// Returns what to write instead of several numbers in one text.
fn numbers(text: &str) -> Option<String> {
    let parts = text.split([',', ';', ' ']).filter(|it| !it.is_empty());
    let parts: Vec<&str> = parts.collect();
    let are_numbers = parts
        .iter()
        .all(|it| it.parse::<f64>().is_ok_and(f64::is_finite));
    (are_numbers && !parts.is_empty()).then(|| format!("write [{}]", parts.join(", ")))
}

/// Returns what to write instead of a number, a table or a list where another kind belongs.
fn other_kind(expected: &str, node: &Node) -> Option<String> {
    let is_date = expected.starts_with("a date");
    let written = node.place.text();
    match &node.content {
        Content::Scalar(toml::Value::Float(_))
            if is_whole(expected) && meant::perhaps_thousands(written) =>
        {
            Some(format!("write {}", written.replace('.', "")))
        }
        Content::Scalar(toml::Value::Integer(_) | toml::Value::Float(_))
            if expected.starts_with("a list of values") =>
        {
            Some(format!("write [{written}]"))
        }
        Content::Scalar(toml::Value::Integer(number)) if expected.starts_with("a row such as") => {
            let key = if expected.contains("on = ") {
                "on"
            } else {
                "open"
            };
            Some(format!("write {{ hours = \"...\", {key} = {number} }}"))
        }
        Content::Table(_) if expected.contains("rows [{") && written.starts_with('{') => {
            Some(format!("write [{written}]"))
        }
        Content::List(items) if let Some(keys) = keys_of(expected) => {
            let values: Vec<String> = items.iter().map(text_of).collect();
            table_of(&keys, &values)
        }
        Content::List(items) if expected.starts_with("days such as") => {
            let days: Option<Vec<&str>> = items.iter().map(Node::as_text).collect();
            Some(format!("write \"{}\"", days?.join(", ")))
        }
        Content::List(items) if expected.starts_with("clock hours such as") && items.len() > 1 => {
            Some("write a row for each of these hours".to_owned())
        }
        Content::Scalar(toml::Value::Float(number)) if is_whole(expected) => {
            Some(format!("write {}", meant::wholes(*number)))
        }
        Content::Scalar(toml::Value::Integer(number)) if is_date => local::date_of_number(*number),
        Content::Scalar(toml::Value::Integer(truth @ (0 | 1))) if expected == "true or false" => {
            Some(format!("write {}", *truth == 1))
        }
        Content::List(items) if expected.contains("or a distribution") && items.len() > 1 => {
            distribution_of(items, expected.starts_with("a duration"))
        }
        Content::List(items) => match items.as_slice() {
            [only]
                if matches!(only.content, Content::Scalar(_))
                    && !expected.contains('[')
                    && expected != "a table" =>
            {
                let written = only.as_text().map(suggest::toml_text);
                let written = written.unwrap_or_else(|| only.place.text().to_owned());
                Some(format!("write {written} without brackets"))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Is a whole number expected?
fn is_whole(expected: &str) -> bool {
    expected.starts_with("a whole number")
}
