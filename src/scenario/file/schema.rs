//! The JSON Schema of scenario files, by which editors complete and check them.
//!
//! The types of the sections derive their schemas. This file has the schemas of the types with
//! their own `Deserialize`, each as exact as JSON Schema allows. Rules that depend on other values
//! (names, sums of shares, dates of the run) are left to `check`.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::alternatives::{SweepRange, SweepValues};
use super::distribution::{Distribution, Form};
use super::number::{Number, Part, Portion, Swept, Whole};
use super::precision::{Precision, Width, WidthOfMetric};
use super::route::{Mix, Route, Rule, Share, SingleRoute};
use super::staffing::{ChoiceTable, Choices};
use super::station::{LaneRow, Lanes, WhenFull};
use super::table::{Headings, TableFile, TableForm};
use super::team::{MemberRow, Members};
use super::{ClockHours, ClockTime, Day, Days, Duration, File, Instant};

/// Returns the JSON Schema of scenario files as text (draft 7, which most editors support).
pub fn schema() -> String {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(plain));
    let schema = settings.into_generator().into_root_schema_for::<File>();
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// Removes what concerns only the program: TOML has no null, and Rust's number types mean nothing
/// to planners.
fn plain(schema: &mut Schema) {
    schema.remove("format");
    schema.remove("default");
    if let Some(Value::String(text)) = schema.get_mut("description") {
        // line breaks are those of the source: join lines but keep paragraphs
        *text = text
            .replace("\n\n", "\u{0}")
            .replace('\n', " ")
            .replace('\u{0}', "\n\n");
    }
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let is_null = |form: &Value| form.get("type").is_some_and(|kind| kind == "null");
    if let Some(Value::Array(forms)) = schema.get_mut("anyOf") {
        forms.retain(|form| !is_null(form));
        if let [only] = forms.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            // draft 7 ignores everything beside a reference: `allOf` keeps the description
            schema.insert("allOf".to_owned(), json!([only]));
        }
    }
    transform_subschemas(&mut plain, schema);
}

/// Implements `JsonSchema` for types with a hand-written schema.
macro_rules! notation {
    ($($kind:ty, $name:literal, |$generator:ident| $schema:tt;)*) => {$(
        impl JsonSchema for $kind {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

notation! {
    Precision, "precision", |g| {
        "description": "When to stop adding replications: \"verdict\", once every target is \
                        decided; or a table, once the interval of a metric is narrow enough.",
        "anyOf": [{ "const": "verdict" }, (g.subschema_for::<WidthOfMetric>())]
    };
    Duration, "duration", |_g| {
        "description": "A length of time with its unit, such as \"45 min\" or \"2 h 30 min\"; \
                        at most 36500 days.",
        "type": "string",
        "pattern": (duration_pattern()),
        "examples": ["45 min", "2 h 30 min", "1.5 days"]
    };
    Instant, "instant", |_g| {
        "description": "A date, or a date and a local clock time, without quotes: 2020-04-13.",
        "type": "string",
        "pattern": "^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?$",
        "examples": ["2020-04-13", "2020-04-13T08:00:00"]
    };
    ClockHours, "hours", |_g| {
        "description": "Clock hours; \"20:00-08:00\" runs over midnight.",
        "type": "string",
        "pattern": "^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$",
        "examples": ["08:00-20:00", "20:00-08:00", "00:00-24:00"]
    };
    ClockTime, "clock_time", |_g| {
        "description": "A time of day.",
        "type": "string",
        "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$",
        "examples": ["06:00"]
    };
    Days, "days", |_g| {
        "description": "Days of the week, and \"holiday\" for the dates of `holidays` in [run].",
        "type": "string",
        "pattern": (days_pattern()),
        "examples": ["mon-fri", "sat, sun", "holiday"]
    };
    Number, "number", |_g| {
        "description": "A number: 0, or one whose size is from 1e-15 to 1e15.",
        "type": "number",
        "minimum": -1e15,
        "maximum": 1e15
    };
    Whole, "whole", |_g| {
        "description": "A whole number, at least 0.",
        "type": "integer",
        "minimum": 0
    };
    Width, "half_width", |g| {
        "description": "Half the width of an interval: a duration for a metric that is a time, \
                        else a number.",
        "oneOf": [(g.subschema_for::<Number>()), (g.subschema_for::<Duration>())]
    };
    TableFile, "file", |g| {
        "description": "A table: the path of a file, or a table that says how it is read.",
        "oneOf": [{ "type": "string" }, (g.subschema_for::<TableForm>())]
    };
    Headings, "headings", |_g| {
        "description": "The heading of a column, or those of two columns, of dates and of times.",
        "oneOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 2 }
        ]
    };
    Lanes, "lanes", |g| {
        "description": "A number of lanes, \"unlimited\", or rows by days and hours.",
        "oneOf": [
            (g.subschema_for::<Whole>()),
            { "const": "unlimited", "description": "No limit: every batch is served on arrival." },
            (rows::<LaneRow>(g, "Rows that do not overlap; no lane is open outside all rows."))
        ]
    };
    Members, "members", |g| {
        "description": "Members on duty: a number, or rows by days and hours.",
        "oneOf": [
            (g.subschema_for::<Whole>()),
            (rows::<MemberRow>(g, "Shifts; overlapping shifts add up."))
        ]
    };
    WhenFull, "when_full", |_g| {
        "oneOf": [
            {
                "const": "block",
                "description": "The batch stays in the lane upstream, which is blocked; a batch \
                                from outside waits before the gate."
            },
            { "const": "turn-away", "description": "The batch leaves as refused." },
            {
                "type": "object",
                "description": "The batch goes to another station: { divert = \"STATION\" }.",
                "properties": { "divert": { "type": "string" } },
                "required": ["divert"],
                "additionalProperties": false
            }
        ]
    };
    Share, "share", |_g| {
        "description": "A share from 0 to 1, or \"rest\" for 1 minus the other shares.",
        "oneOf": [
            { "type": "number", "minimum": 0, "maximum": 1 },
            { "const": "rest" }
        ]
    };
    Mix, "mix", |g| {
        "oneOf": [
            { "type": "string", "description": "The name of one kind of goods." },
            (shares(g, "Shares of several kinds of goods that sum to 1."))
        ]
    };
    SingleRoute, "place", |g| {
        "oneOf": [
            {
                "type": "string",
                "description": "A station, \"released\", \"refused\" or \"withdrawn\"."
            },
            (shares(g, "Shares of several places that sum to 1."))
        ]
    };
    Route, "route", |g| {
        "oneOf": [
            {
                "type": "string",
                "description": "A station, \"released\", \"refused\" or \"withdrawn\"."
            },
            (shares(g, "Shares of several places that sum to 1.")),
            (rows::<Rule>(g, "Rules: the first that applies is used. The last has no `when`."))
        ]
    };
    SweepValues, "values", |g| {
        "oneOf": [
            { "type": "array", "minItems": 1, "items": true, "description": "A list of values." },
            (g.subschema_for::<SweepRange>())
        ]
    };
    Choices, "choices", |g| {
        "oneOf": [
            { "type": "array", "minItems": 1, "items": true, "description": "A list of values." },
            (g.subschema_for::<ChoiceTable>())
        ]
    };
}

impl<T: JsonSchema> JsonSchema for Distribution<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("distribution_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A constant value, or a distribution: a table whose one key names \
                            the kind.",
            "anyOf": [
                (generator.subschema_for::<T>()),
                (generator.subschema_for::<Form<T>>())
            ]
        })
    }
}

/// Implements `JsonSchema` for other kinds of numbers, which have the schema of a number.
macro_rules! as_number {
    ($($kind:ty),*) => {$(
        impl JsonSchema for $kind {
            fn schema_name() -> Cow<'static, str> {
                Number::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                Number::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                Number::json_schema(generator)
            }
        }
    )*};
}

as_number!(Part, Portion, Swept);

fn rows<T: JsonSchema>(generator: &mut SchemaGenerator, description: &str) -> Value {
    json!({
        "type": "array",
        "description": description,
        "items": generator.subschema_for::<T>()
    })
}

fn shares(generator: &mut SchemaGenerator, description: &str) -> Value {
    json!({
        "type": "object",
        "description": description,
        "minProperties": 1,
        "additionalProperties": generator.subschema_for::<Share>()
    })
}

fn duration_pattern() -> String {
    let units: Vec<&str> = Duration::unit_names().collect();
    // a longer name comes before its own prefix
    let units = units.join("|");
    format!(r"^\s*((\d+(\.\d*)?|\.\d+)\s*({units})\s*)+$")
}

fn days_pattern() -> String {
    let (week, all) = (Day::NAMES[..7].join("|"), Day::NAMES.join("|"));
    let piece = format!(r"\s*(({week})\s*-\s*({week})|{all})\s*");
    format!("^{piece}(,{piece})*$")
}
