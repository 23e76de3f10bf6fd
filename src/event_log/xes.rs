//! `events.xes`: events as XML, by IEEE 1849-2016.

use std::io::{self, Write};

use crate::output::printable;

use super::case::{Case, Words, Writer};

/// The extensions, and the attributes that every event has.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle"
    uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000000"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
"#;

/// Writes `events.xes`.
pub(super) struct Xes<W: Write>(W);

impl<W: Write> Xes<W> {
    /// Begins the file, with the title of the scenario and the seed.
    pub(super) fn new(mut output: W, title: &str, seed: u64) -> io::Result<Self> {
        output.write_all(HEAD.as_bytes())?;
        let about = format!(
            "measured batches of the first replication, seed {seed}, by clearway {}",
            env!("CARGO_PKG_VERSION")
        );
        let mut text = String::new();
        attribute(&mut text, "  ", "string", "concept:name", title);
        attribute(&mut text, "  ", "string", "source", &about);
        output.write_all(text.as_bytes())?;
        Ok(Self(output))
    }
}

impl<W: Write> Writer for Xes<W> {
    fn write(&mut self, words: &Words<'_>, case: &Case) -> io::Result<()> {
        let batch = &case.batch;
        let mut text = "  <trace>\n".to_owned();
        let facts = [
            ("string", "concept:name", words.batch(batch)),
            ("string", "arrivals", words.stream(batch).to_owned()),
            ("string", "goods", words.goods(batch).to_owned()),
            ("float", "units", batch.units.to_string()),
            ("int", "priority", words.priority(batch).to_string()),
            ("string", "outcome", case.outcome()),
        ];
        for (kind, key, value) in &facts {
            attribute(&mut text, "    ", kind, key, value);
        }
        if let Some(due) = batch.due {
            attribute(&mut text, "    ", "date", "due", &words.instant(due));
        }
        for event in case.events(words) {
            text.push_str("    <event>\n");
            let mut add = |kind, key, value: &str| {
                attribute(&mut text, "      ", kind, key, value);
            };
            add("string", "concept:name", event.activity);
            add("date", "time:timestamp", &words.instant(event.at));
            add("string", "lifecycle:transition", "complete");
            add("date", "started", &words.instant(event.started()));
            if let Some(step) = event.step {
                add("string", "org:resource", &words.resource(step));
                add("date", "joined", &words.instant(step.visit.joined));
                add("int", "visit", &step.visit.number.to_string());
            }
            text.push_str("    </event>\n");
        }
        text.push_str("  </trace>\n");
        self.0.write_all(text.as_bytes())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.write_all(b"</log>\n")?;
        self.0.flush()
    }
}

/// Adds an attribute as an element of its own.
fn attribute(text: &mut String, indent: &str, kind: &str, key: &str, value: &str) {
    for part in [indent, "<", kind, " key=\"", key, "\" value=\""] {
        text.push_str(part);
    }
    for letter in printable(value).chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            other => text.push(other),
        }
    }
    text.push_str("\"/>\n");
}
