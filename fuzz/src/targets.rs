//! The fuzz targets: no input makes them panic, and what is refused is told with a text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clearway::report::{Part, files, page, summary};
use clearway::results::Results;
use clearway::scenario::{Document, Problems, Setting, SweepAxis};

use super::audit;

/// A sound port, whose values inputs replace.
const PORT: &str = r#"
[run]
start = 2020-04-13
length = "2 days"
replications = 1
[goods.masks]
units = 10
[goods.gowns]
units = 2
[arrivals.a]
ARRIVALS
to = "desk"
[stations.desk]
lanes = 2
service = SERVICE
next = "released"
"#;

fn port(arrivals: &str, service: &str) -> String {
    let port = PORT.replace("ARRIVALS", arrivals);
    port.replace("SERVICE", service)
}

/// Refused input is told, with the place and in words.
fn told<T>(outcome: Result<T, Problems>) -> Option<T> {
    match outcome {
        Ok(made) => Some(made),
        Err(problems) => {
            let said = problems.to_string();
            assert!(!said.is_empty() && !problems.styled().is_empty());
            assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'));
            None
        }
    }
}

/// Reads a text as a scenario, with all of its alternatives, and as arguments.
pub fn document(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let argument = text.lines().next().unwrap_or_default();
    told(Setting::from_argument(argument));
    told(SweepAxis::from_argument(argument));
    let Some(document) = told(Document::parse("fuzz.toml", text)) else {
        return;
    };
    document.remarks();
    told(document.compile());
    for name in document.variants().take(3) {
        if let Some(settings) = told(document.variant(name)) {
            let varied = document.with(&settings);
            told(varied.and_then(|document| document.compile()));
        }
    }
    for axis in told(document.sweep()).unwrap_or_default().iter().take(3) {
        if let Some(settings) = axis.settings.get(..1) {
            told(document.with(settings).and_then(|it| it.compile()));
        }
    }
}

/// Reads bytes as a table of arrivals, of counts and of values. The first byte chooses what the
/// scenario says of it.
pub fn tables(bytes: &[u8]) {
    let Some((choice, table)) = bytes.split_first() else {
        return;
    };
    let forms = [
        "",
        ", decimal = \"comma\"",
        ", dates = \"dd.mm.yyyy\"",
        ", dates = \"serial\", otherwise = \"masks\"",
        ", counts = \"day\", otherwise = \"masks\"",
        ", counts = \"hour\"",
        ", zone = \"Europe/Berlin\"",
        ", columns = { arrived = [\"Date\", \"Time\"] }",
    ];
    let name = if choice & 8 == 0 { "t.csv" } else { "t.xlsx" };
    let form = forms[usize::from(choice & 7)];
    let mut mix = "";
    if form.contains("counts") {
        mix = "goods = \"masks\"\n";
    }
    let arrivals = format!("{mix}file = {{ path = \"{name}\"{form} }}");
    let empirical = format!("{{ empirical = {{ file = \"{name}\", column = \"minutes\" }} }}");
    let texts = [
        port(&arrivals, "\"10 min\""),
        port("per_day = 40\ngoods = \"masks\"", &empirical),
    ];
    for text in texts {
        let files = BTreeMap::from([
            (PathBuf::from("port.toml"), text.into_bytes()),
            (PathBuf::from(name), table.to_vec()),
        ]);
        let loaded = Document::load(Path::new("port.toml"), files);
        told(loaded.and_then(|document| document.compile()));
    }
}

/// Reads a text as a duration, a number, a share and a date.
pub fn durations(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let quoted = format!("{text:?}");
    for value in [text, &quoted] {
        let texts = [
            port("per_day = 40\ngoods = \"masks\"", value),
            port(
                &format!("per_day = {value}\ngoods = \"masks\""),
                "\"9 min\"",
            ),
            port("per_day = 40\ngoods = \"masks\"", "\"9 min\"")
                .replace("lanes = 2", &format!("lanes = {value}")),
            port("per_day = 40\ngoods = \"masks\"", "\"9 min\"").replace("2020-04-13", value),
        ];
        for text in texts {
            let parsed = Document::parse("fuzz.toml", &text);
            told(parsed.and_then(|document| document.compile()));
        }
    }
}

/// Reads a text as results, and makes every part of their report but the charts as PNG files, whose
/// drawing takes longer than all else.
pub fn results(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Results::from_json(text) {
        Ok(results) => {
            let _ = files(&results, &[Part::Tables, Part::Workbook]);
            assert!(!page(&results).contains('\u{1b}'));
            assert!(!summary(&results).contains('\u{1b}'));
        }
        Err(message) => assert!(!message.is_empty()),
    }
}

/// Takes choices from bytes; 0 once they are used up.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::from(self.byte()) % of.len()]
    }

    /// Returns a number from 1 to `most`.
    fn up_to(&mut self, most: u8) -> u8 {
        self.byte() % most + 1
    }

    /// Returns the lines of a station.
    fn station(&mut self) -> String {
        let mut rules = String::new();
        let lanes = [
            "1",
            "3",
            "[{ hours = \"06:00-14:00\", open = 3 }, { hours = \"14:00-20:00\", open = 1 }]",
            "[{ hours = \"20:00-06:00\", open = 2 }, { hours = \"08:00-10:00\", open = 4 }]",
        ];
        let orders = [
            "first-come",
            "last-come",
            "random",
            "shortest",
            "due",
            "fewest-units",
        ];
        let _ = writeln!(rules, "lanes = {}", self.one(&lanes));
        let at_close = self.one(&["finish", "pause", "restart"]);
        let _ = writeln!(rules, "at_close = \"{at_close}\"");
        let _ = writeln!(rules, "order = \"{}\"", self.one(&orders));
        let flag = self.one(&["", "preempt = true", "ignore_priority = true"]);
        let staff = self.one(&["", "staff = { a = 1 }", "staff = { a = 1, b = 2 }"]);
        let room = self.one(&[
            "",
            "room = 2",
            "room = 0",
            "room = 0\nwhen_full = \"turn-away\"",
            "room = 1\nwhen_full = { divert = \"yard\" }",
            "room = 6\nopen_more = { when_waiting = 4, add = 2, until_waiting = 1, notice = \"5 s\" }",
            "open_more = { when_waiting = 9, add = 1, until_waiting = 3, notice = \"1 h\" }",
        ]);
        let _ = writeln!(rules, "{flag}\n{staff}\n{room}");
        let counting = self.one(&["", "clock", "work"]);
        if !counting.is_empty() {
            let (after, repair) = (self.up_to(24), self.up_to(250));
            let _ = writeln!(
                rules,
                "breakdowns = {{ counting = \"{counting}\", after = {{ exponential = {{ mean = \
                 \"{after} h\" }} }}, repair = \"{repair} min\" }}"
            );
        }
        let minutes = self.up_to(90);
        let service = self.one(&[
            "\"MIN\"",
            "{ exponential = { mean = \"MIN\" } }",
            "{ gamma = { mean = \"MIN\", cv = 0.7 } }",
            "{ uniform = { min = \"0 min\", max = \"MIN\" } }",
        ]);
        let service = service.replace("MIN", &format!("{minutes} min"));
        let _ = writeln!(rules, "service = {service}");
        rules
    }
}

/// Simulates a port of three stations with a loop, two teams and a change of rules, of which the
/// bytes choose everything, and audits that each batch is in exactly one place at every moment.
pub fn runs(bytes: &[u8]) {
    let mut choices = Choices(bytes.iter());
    let (x, y) = (choices.station(), choices.station());
    let patience = choices.one(&["", "patience = { exponential = { mean = \"2 h\" } }"]);
    let change = choices.one(&[
        "\"stations.x.lanes\" = 2",
        "\"teams.a.members\" = 2, \"arrivals.calm.per_day\" = 90",
        "\"stations.x.order\" = \"shortest\", \"stations.y.at_close\" = \"pause\"",
        "\"arrivals.keen.priority\" = 7, \"stations.y.service\" = \"10 min\"",
    ]);
    let (seed, calm, keen) = (choices.byte(), choices.up_to(80), choices.up_to(40));
    let (yard, back, group) = (choices.up_to(9), choices.byte() % 90, choices.up_to(9));
    let (from, until, minute) = (choices.byte() % 12, choices.up_to(11), choices.byte() % 60);
    let until = until + 12;
    let text = format!(
        r#"
[run]
start = 2020-04-13
length = "2 days"
follow_up = "5 days"
replications = 1
seed = {seed}
backlog = {{ yard = {yard} }}
[goods.g]
units = {{ lognormal = {{ mean = 10, cv = 2 }} }}
[arrivals.calm]
per_day = {calm}
goods = "g"
due = "6 h"
{patience}
group = {{ uniform = {{ min = 1, max = {group} }} }}
to = {{ x = 0.7, y = "rest" }}
[arrivals.keen]
per_day = {keen}
goods = "g"
due = "3 h"
priority = 2
to = "x"
[teams.a]
members = [{{ hours = "{from:02}:{minute:02}-{until:02}:00", on = 4 }}]
[teams.b]
members = 3
[stations.x]
{x}next = {{ y = 0.6, released = "rest" }}
[stations.y]
{y}next = [{{ when = {{ visits = 1 }}, to = {{ x = 0.{back:02}, released = "rest" }} }},
        {{ to = "released" }}]
[stations.yard]
lanes = 1
service = "15 min"
next = "released"
[[changes]]
at = 2020-04-14T06:{minute:02}:00
set = {{ {change} }}
"#
    );
    let scenario = Document::parse("port.toml", &text).and_then(|it| it.compile());
    if let Some(scenario) = told(scenario) {
        audit::audit(&scenario);
    }
}
