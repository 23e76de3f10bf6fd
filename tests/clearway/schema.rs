//! The JSON Schema: the shipped file is up to date, and every shipped scenario is valid.
//!
//! The validator below supports only the keywords that the schema uses; an unknown keyword fails
//! the test, so that nothing passes unchecked.

use std::fs;
use std::path::{Path, PathBuf};

use clearway::scenario::schema;
use regex_lite::Regex;
use serde_json::{Map, Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn made() -> Value {
    serde_json::from_str(&schema()).expect("the schema is JSON")
}

/// TOML as editors check it: dates are strings.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(k, v)| (k.clone(), as_json(v))).collect())
        }
        toml::Value::Array(items) => Value::Array(items.iter().map(as_json).collect()),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
    }
}

/// Returns the first violation of a schema in a value.
fn fault(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let Value::Object(schema) = schema else {
        return (*schema != json!(true)).then(|| format!("{at} is not allowed"));
    };
    schema
        .iter()
        .find_map(|(keyword, rule)| broken(root, (schema, keyword, rule), value, at))
}

fn broken(
    root: &Value,
    (schema, keyword, rule): (&Map<String, Value>, &str, &Value),
    value: &Value,
    at: &str,
) -> Option<String> {
    let none = Map::new();
    let table = value.as_object().unwrap_or(&none);
    let forms = || rule.as_array().expect("a list of schemas").iter();
    let fitting = || forms().filter(|form| fault(root, form, value, at).is_none());
    let holds = match keyword {
        "$schema" | "title" | "description" | "examples" | "definitions" => true,
        "$ref" => {
            let name = rule
                .as_str()
                .expect("text")
                .trim_start_matches("#/definitions/");
            return fault(root, &root["definitions"][name], value, at);
        }
        "type" => has_kind(value, rule.as_str().expect("one kind")),
        "const" => value == rule,
        "enum" => rule.as_array().expect("a list").contains(value),
        "pattern" => value.as_str().is_none_or(|text| {
            let pattern = Regex::new(rule.as_str().expect("text")).expect("a pattern");
            pattern.is_match(text)
        }),
        "minimum" => value
            .as_f64()
            .is_none_or(|number| Some(number) >= rule.as_f64()),
        "maximum" => value
            .as_f64()
            .is_none_or(|number| Some(number) <= rule.as_f64()),
        "minItems" => value
            .as_array()
            .is_none_or(|it| it.len() as u64 >= rule.as_u64().unwrap()),
        "minProperties" => !value.is_object() || table.len() as u64 >= rule.as_u64().unwrap(),
        "required" => {
            !value.is_object() || forms().all(|key| table.contains_key(key.as_str().unwrap()))
        }
        "dependencies" => {
            let known = rule.as_object().expect("a table").iter();
            let mut needed = known.filter(|(key, _)| table.contains_key(*key));
            needed.all(|(_, others)| {
                let mut others = others.as_array().expect("a list").iter();
                others.all(|key| table.contains_key(key.as_str().unwrap()))
            })
        }
        "not" => fault(root, rule, value, at).is_some(),
        "allOf" => return forms().find_map(|form| fault(root, form, value, at)),
        "anyOf" => fitting().next().is_some(),
        "oneOf" => fitting().count() == 1,
        "items" => {
            let mut items = value.as_array().into_iter().flatten().enumerate();
            return items.find_map(|(i, item)| fault(root, rule, item, &format!("{at}.{i}")));
        }
        "properties" => {
            let known = rule.as_object().expect("a table");
            return known.iter().find_map(|(key, rule)| {
                fault(root, rule, table.get(key)?, &format!("{at}.{key}"))
            });
        }
        "additionalProperties" => {
            let known = schema.get("properties").and_then(Value::as_object);
            let mut others = table
                .iter()
                .filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)));
            return others
                .find_map(|(key, value)| fault(root, rule, value, &format!("{at}.{key}")));
        }
        other => panic!("the schema uses \"{other}\", which this check does not know"),
    };
    (!holds).then(|| format!("{at}: {value} breaks {keyword} {rule}"))
}

fn has_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        other => panic!("the schema has a kind \"{other}\""),
    }
}

fn faults(text: &str) -> Option<String> {
    let value: toml::Value = toml::from_str(text).expect("TOML");
    let schema = made();
    fault(&schema, &schema, &as_json(&value), "")
}

/// `clearway schema > scenarios/schema.json` makes it again.
#[test]
fn the_shipped_schema_is_the_one_that_the_command_prints() {
    let shipped = fs::read_to_string(folder().join("schema.json")).expect("a shipped schema");
    assert!(shipped == schema(), "scenarios/schema.json is out of date");
}

#[test]
fn every_shipped_scenario_names_the_schema_and_keeps_to_it() {
    let mut count = 0;
    for entry in fs::read_dir(folder()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a scenario");
        assert_eq!(
            text.lines().next(),
            Some("#:schema ./schema.json"),
            "{}",
            path.display()
        );
        assert_eq!(faults(&text), None, "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 11);
}

#[test]
fn the_schema_refuses_what_is_written_wrongly() {
    let wrong = [
        "titel = \"x\"",
        "[run]\nlength = 10",
        "[run]\nlength = \"10 months\"",
        "[run]\nstart = \"monday\"",
        "[run]\nreplications = -1",
        "[stations.a]\nlanes = \"many\"",
        "[stations.a]\nlanes = [{ hours = \"8-20\", open = 1 }]",
        "[stations.a]\norder = \"fist-come\"",
        "[stations.a]\nservice = { triangle = {} }",
        "[stations.a]\nservice = { lognormal = { mean = \"1 h\", p95 = \"2 h\" } }",
        "[stations.a]\nnext = { b = 1.5 }",
        "[stations.a]\nnext = [{ when = { visit = 1 }, to = \"b\" }]",
        "[stations.a]\nwhen_full = { send = \"b\" }",
        "[stations.a]\nopen_more = { when_waiting = 3 }",
        "[teams.a]\nmembers = [{ days = \"mo-fr\", on = 1 }]",
        "[arrivals.a]\ndays = { monday = 1 }",
        "[[changes]]\nat = 2020-04-26",
        "[sweep]\n\"stations.a.lanes\" = { from = 4 }",
        "[target]\nrelease = { within = \"4 h\" }",
    ];
    for text in wrong {
        assert!(faults(text).is_some(), "{text}");
    }
    let sound =
        "[stations.a]\nlanes = 2.0\nservice = \"1.5 h 3min\"\nwhen_full = { divert = \"b\" }";
    assert_eq!(faults(sound), None);
}

#[test]
fn every_key_is_explained() {
    fn unexplained(schema: &Value, at: &str, found: &mut Vec<String>) {
        let Value::Object(table) = schema else { return };
        if let Some(Value::Object(keys)) = table.get("properties") {
            // the kinds of distributions and { divert = ... } are explained around them
            for (key, rule) in keys.iter().filter(|_| keys.len() > 1) {
                if rule.get("description").is_none() {
                    found.push(format!("{at}.{key}"));
                }
            }
        }
        for (key, inner) in table {
            unexplained(inner, &format!("{at}.{key}"), found);
        }
    }
    let mut found = vec![];
    unexplained(&made(), "", &mut found);
    assert_eq!(found, Vec::<String>::new());
}
