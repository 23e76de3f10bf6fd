//! The reference of keys: made of the schema, with an example of each key from a file that is
//! checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::{folder, hold, root};
use crate::harness::{clearway, text};

/// The examples of a key of a definition.
type Examples = BTreeMap<(String, String), String>;

/// Files of examples, the preferred ones first.
fn sources() -> Vec<PathBuf> {
    let mut paths = vec![];
    for folder in ["docs/examples", "scenarios"] {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        let mut found: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
        found.retain(|path| path.extension().is_some_and(|it| it == "toml"));
        found.sort();
        paths.extend(found);
    }
    paths
}

/// The schema, with its examples.
struct Reference {
    schema: Value,
    examples: Examples,
    /// Definitions that have a section already.
    written: BTreeSet<String>,
    out: String,
}

/// Returns the name of the definition to which a schema refers, directly or with its own text.
fn referred(schema: &Value) -> Option<&str> {
    let reference = schema
        .get("$ref")
        .or_else(|| schema["allOf"][0].get("$ref"))?;
    reference.as_str()?.strip_prefix("#/definitions/")
}

fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

fn forms(schema: &Value) -> impl Iterator<Item = &Value> {
    let forms = ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|it| schema[it].as_array());
    // `required` alone is no form
    forms
        .flatten()
        .filter(|form| form.get("required").is_none() || properties(form).is_some())
}

fn description(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

impl Reference {
    fn definition(&self, name: &str) -> &Value {
        &self.schema["definitions"][name]
    }

    /// Can a value be meant by a form?
    fn fits(&self, form: &Value, value: &toml::Value) -> bool {
        if let Some(name) = referred(form) {
            return self.fits(self.definition(name), value);
        }
        let mut forms = forms(form).peekable();
        if forms.peek().is_some() && properties(form).is_none() {
            return forms.any(|form| self.fits(form, value));
        }
        match value {
            toml::Value::Table(table) => match properties(form) {
                Some(known) => table.keys().all(|key| known.contains_key(key)),
                None => form.get("additionalProperties").is_some(),
            },
            toml::Value::Array(_) => form.get("items").is_some(),
            _ => false,
        }
    }

    /// Collects the values of keys, the shortest of each.
    fn collect(&mut self, name: &str, schema: &Value, value: &toml::Value) {
        if let Some(name) = referred(schema) {
            let definition = self.definition(name).clone();
            self.collect(name, &definition, value);
            return;
        }
        for form in forms(schema) {
            if self.fits(form, value) {
                self.collect(name, form, value);
            }
        }
        match value {
            toml::Value::Table(table) => {
                let known = properties(schema);
                for (key, value) in table {
                    if let Some(rule) = known.and_then(|known| known.get(key)) {
                        self.keep(name, key, value);
                        self.collect(name, rule, value);
                    } else if let Some(rule) = schema.get("additionalProperties") {
                        self.collect(name, rule, value);
                    }
                }
            }
            toml::Value::Array(values) => {
                for value in values {
                    if let Some(rule) = schema.get("items") {
                        self.collect(name, rule, value);
                    }
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, name: &str, key: &str, value: &toml::Value) {
        let shown = format!("{key} = {}", inline(value));
        let kept = self.examples.entry((name.to_owned(), key.to_owned()));
        let kept = kept.or_insert_with(|| shown.clone());
        if shown.len() < kept.len() {
            *kept = shown;
        }
    }

    /// Returns what can be written as the value of a key.
    fn kind(&self, schema: &Value) -> String {
        match referred(schema) {
            Some("whole") => return String::from("whole number"),
            Some("instant") => return String::from("date"),
            Some("share") => return String::from("share"),
            Some("distribution_of_number") => {
                return String::from("number or [distribution](#distributions)");
            }
            Some("distribution_of_duration") => {
                return String::from("duration or [distribution](#distributions)");
            }
            Some(name @ ("duration" | "number")) => return name.to_owned(),
            Some(name) => return self.kind(self.definition(name)),
            None => {}
        }
        if let Some(value) = schema.get("const") {
            return format!("`{value}`");
        }
        let mut kinds: Vec<String> = vec![];
        if properties(schema).is_none() {
            for kind in forms(schema).map(|form| self.kind(form)) {
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
        }
        if let Some(last) = kinds.pop() {
            return if kinds.is_empty() {
                last
            } else {
                format!("{} or {last}", kinds.join(", "))
            };
        }
        match schema["type"].as_str() {
            Some("array") => String::from("list"),
            Some("object") => String::from("table"),
            Some("boolean") => String::from("`true` or `false`"),
            Some("string") => String::from("text"),
            Some("integer") => String::from("whole number"),
            Some(other) => other.to_owned(),
            None => String::from("any value"),
        }
    }

    /// Writes the keys of a definition, then the sections of the tables inside of it.
    fn section(&mut self, name: &str, path: &str, schema: &Value) {
        let keys = properties(schema).expect("keys");
        let title = match path.matches('.').count() {
            _ if path.is_empty() => String::from("Above all sections"),
            _ if path == "changes.N" => String::from("`[[changes]]`"),
            0 => format!("`[{path}]`"),
            1 if path.rsplit('.').next() == Some("NAME") => format!("`[{path}]`"),
            _ => format!("`{path}`"),
        };
        let _ = writeln!(self.out, "\n## {title}\n\n{}\n", description(schema));
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (key, rule) in keys {
            self.key(
                name,
                key,
                rule,
                required.contains(&Value::from(key.as_str())),
            );
        }
        for (key, rule) in keys {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            self.inner(&path, rule);
        }
    }

    /// Writes one key: what it is for, what is written, and an example.
    fn key(&mut self, name: &str, key: &str, rule: &Value, is_required: bool) {
        let definition = referred(rule).map(|it| self.definition(it).clone());
        let is_section = |rule: &Value| rule["additionalProperties"].get("$ref").is_some();
        let example = self.examples.get(&(name.to_owned(), key.to_owned()));
        let needs_none =
            name.is_empty() && (definition.is_some() || is_section(rule) || key == "changes");
        let example = match example {
            _ if needs_none => String::new(),
            Some(example) => format!(" Example: `{example}`"),
            None => panic!("no file in docs/examples has an example of \"{key}\" of {name}"),
        };
        let required = if is_required { ", required" } else { "" };
        let kind = self.kind(rule);
        let text = description(rule);
        let _ = writeln!(
            self.out,
            "- **`{key}`** ({kind}{required}). {text}{example}"
        );
        // the words that can be written, each with its meaning
        for form in definition.iter().flat_map(forms) {
            if let Some(value) = form.get("const").filter(|_| !description(form).is_empty()) {
                let _ = writeln!(self.out, "  - `{value}`: {}", description(form));
            }
        }
    }

    /// Writes the sections of the tables in the value of a key.
    fn inner(&mut self, path: &str, schema: &Value) {
        if let Some(name) = referred(schema) {
            if name.starts_with("distribution_of_") || !self.written.insert(name.to_owned()) {
                return;
            }
            let definition = self.definition(name).clone();
            if properties(&definition).is_some() {
                return self.section(name, path, &definition);
            }
            return self.inner(path, &definition);
        }
        for form in forms(schema) {
            self.inner(path, form);
        }
        if let Some(items) = schema.get("items") {
            self.inner(&format!("{path}.N"), items);
        }
        if let Some(others) = schema.get("additionalProperties") {
            self.inner(&format!("{path}.NAME"), others);
        }
    }

    /// Writes the kinds of distributions.
    fn distributions(&mut self) {
        self.out.push_str(
            "\n## Distributions\n\nA bare value is a constant. Otherwise a table with one key, \
             which names the kind. Service times and other times take durations, sizes and \
             counts take numbers.\n\n",
        );
        let all = self.definition("form_of_duration").clone();
        for form in forms(&all) {
            let (kind, rule) = properties(form)
                .and_then(|it| it.iter().next())
                .expect("a kind");
            let of = |of: &str| (format!("form_of_{of}"), kind.clone());
            let example = self.examples.get(&of("duration"));
            let example = example.or_else(|| self.examples.get(&of("number")));
            let example = example.unwrap_or_else(|| panic!("no example of \"{kind}\""));
            let text = description(form);
            let _ = writeln!(
                self.out,
                "- **`{kind}`**. {text} Example: `{{ {example} }}`"
            );
            let definition = referred(rule).map(|it| self.definition(it).clone());
            for (key, rule) in definition
                .as_ref()
                .and_then(properties)
                .into_iter()
                .flatten()
            {
                let _ = writeln!(self.out, "  - `{key}`: {}", description(rule));
            }
        }
    }
}

/// Returns a value in one line.
fn inline(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        toml::Value::Table(table) => {
            let is_bare = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
            let entry = |(key, value): (&String, &toml::Value)| {
                let value = inline(value);
                if key.chars().all(is_bare) {
                    format!("{key} = {value}")
                } else {
                    format!("\"{key}\" = {value}")
                }
            };
            let entries: Vec<String> = table.iter().map(entry).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

fn reference() -> String {
    let schema = fs::read_to_string(root().join("scenarios/schema.json")).expect("a schema");
    let mut reference = Reference {
        schema: serde_json::from_str(&schema).expect("JSON"),
        examples: Examples::new(),
        written: BTreeSet::new(),
        out: String::from(
            "# Reference of keys\n\nMade of the schema that `clearway schema` prints. A path such \
             as `stations.NAME.lanes.N` stands for a place in the file: NAME for a name of your \
             own, N for the position of a row, counted from 0. [Notation](format.md) describes how \
             times, dates and shares are written. A key that is not called required can be left \
             out, or has another one in its place; `clearway check` names what is missing.\n",
        ),
    };
    let whole = reference.schema.clone();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("an example");
        let value: toml::Value = toml::from_str(&text).expect("TOML");
        reference.collect("", &whole, &value);
    }
    reference.section("", "", &whole);
    reference.distributions();
    reference.out
}

/// Compares the reference, in which every key of the schema has an example.
pub(super) fn hold_it() {
    hold(&folder().join("reference.md"), &reference());
}

#[test]
fn the_examples_of_the_reference_are_sound() {
    for path in sources()
        .iter()
        .filter(|path| path.starts_with(root().join("docs")))
    {
        let name = path.file_name().expect("a name").to_string_lossy();
        let output = clearway(&root().join("docs/examples"), &["check", &name]);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{name}: {printed}");
    }
}
