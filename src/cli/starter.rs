//! The text of a new scenario.

use std::fmt::Write as _;

use crate::scenario::hour_weights;

/// The answers that are taken where none is given, as they are asked for.
pub(super) const USUAL: [&str; 5] = [
    "sea 60, air 30",
    "documents 10, inspection 45",
    "06:00-14:00, 14:00-22:00",
    "8 h, 90 %",
    "Port",
];

/// Share of its open hours that a station works: the lanes are as many as that needs.
const BUSY: f64 = 0.75;

/// What a new scenario is about.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) title: String,
    /// Labels of streams, each with its batches a day.
    streams: Vec<(String, f64)>,
    /// Labels of stations, each with its minutes a batch.
    stations: Vec<(String, f64)>,
    shifts: Vec<String>,
    /// Hours, and the share that is to be released within them.
    target: (f64, f64),
}

impl Default for Answers {
    fn default() -> Self {
        let mut answers = Self {
            title: String::new(),
            streams: vec![],
            stations: vec![],
            shifts: vec![],
            target: (0.0, 0.0),
        };
        let [streams, stations, shifts, target, title] = USUAL;
        let taken = [
            answers.streams(streams),
            answers.stations(stations),
            answers.shifts(shifts),
            answers.target(target),
            answers.title(title),
        ];
        debug_assert!(taken.iter().all(Result::is_ok), "{taken:?}");
        answers
    }
}

impl Answers {
    /// Takes the arrival streams, such as `sea 60, air 30`.
    pub(super) fn streams(&mut self, text: &str) -> Result<(), String> {
        self.streams = numbered(text, 1e5).ok_or("Write them as: sea 60, air 30")?;
        Ok(())
    }

    /// Takes the stations, such as `documents 10, inspection 45`.
    pub(super) fn stations(&mut self, text: &str) -> Result<(), String> {
        self.stations = numbered(text, 1e4).ok_or("Write them as: documents 10, inspection 45")?;
        Ok(())
    }

    /// Takes the shifts, such as `06:00-14:00, 14:00-22:00`, or `always`.
    pub(super) fn shifts(&mut self, text: &str) -> Result<(), String> {
        let help = "Write them as 06:00-14:00, 14:00-22:00, without an overlap, or as: always";
        let text = if text.eq_ignore_ascii_case("always") {
            "00:00-24:00"
        } else {
            text
        };
        let spans: Option<Vec<String>> = text.split(',').map(span).collect();
        let spans = spans.ok_or(help)?;
        let open: f64 = spans.iter().map(|it| hours(&[it])).sum();
        if open > 24.0 || hours(&spans.iter().map(String::as_str).collect::<Vec<_>>()) > 24.0 {
            return Err(help.to_owned());
        }
        if overlap(&spans) {
            return Err(help.to_owned());
        }
        self.shifts = spans;
        Ok(())
    }

    /// Takes the target, such as `8 h, 90 %`.
    pub(super) fn target(&mut self, text: &str) -> Result<(), String> {
        let help = "Write it as: 8 h, 90 %";
        let keep = |it: char| {
            if it.is_ascii_digit() || it == '.' {
                it
            } else {
                ' '
            }
        };
        let text: String = text.chars().map(keep).collect();
        let numbers: Vec<f64> = text
            .split_whitespace()
            .filter_map(|it| it.parse().ok())
            .collect();
        let [hours, share] = numbers[..] else {
            return Err(help.to_owned());
        };
        let share = if share > 1.0 { share / 100.0 } else { share };
        if !(hours > 0.0 && hours <= 1000.0 && share > 0.0 && share <= 1.0) {
            return Err(help.to_owned());
        }
        self.target = (hours, share);
        Ok(())
    }

    /// Takes the title.
    pub(super) fn title(&mut self, text: &str) -> Result<(), String> {
        if text.len() > 200 {
            return Err("Write a shorter one.".to_owned());
        }
        text.clone_into(&mut self.title);
        Ok(())
    }
}

/// Reads labels, each with a number behind it.
fn numbered(text: &str, most: f64) -> Option<Vec<(String, f64)>> {
    let one = |piece: &str| {
        let (label, number) = piece.trim().rsplit_once(' ')?;
        let number: f64 = number.parse().ok()?;
        let is_sound = number > 0.0 && number <= most && !label.trim().is_empty();
        is_sound.then(|| (label.trim().to_owned(), number))
    };
    text.split(',').map(one).collect()
}

/// Returns a clock span in the form of the format, such as `06:00-14:00`.
fn span(text: &str) -> Option<String> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        let is_clock = minute < 60 && hour * 60 + minute <= 24 * 60;
        is_clock.then(|| format!("{hour:02}:{minute:02}"))
    };
    let (from, to) = text.split_once('-')?;
    let (from, to) = (clock(from)?, clock(to)?);
    (from != to && from != "24:00" && to != "00:00").then(|| format!("{from}-{to}"))
}

/// Returns the weights of the 24 hours that the spans cover.
fn weights(spans: &[&str]) -> Vec<f64> {
    let list = hour_weights(spans).unwrap_or_default();
    let list = list.trim_matches(['[', ']']).split(", ");
    list.filter_map(|it| it.parse().ok()).collect()
}

fn hours(spans: &[&str]) -> f64 {
    weights(spans).iter().sum()
}

/// Do two of the spans share an hour of the day? Spans that share a part of an hour only by its
/// minutes do not.
fn overlap(spans: &[String]) -> bool {
    let spans: Vec<&str> = spans.iter().map(String::as_str).collect();
    weights(&spans).iter().any(|it| *it > 1.0001)
}

/// Makes a name of a label: small letters, digits and `_`.
pub(super) fn key(label: &str, other: &str) -> String {
    let letter = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
    let key: String = label.to_lowercase().chars().map(letter).collect();
    let key = key.trim_matches('_');
    if key.is_empty() {
        other.to_owned()
    } else {
        key.to_owned()
    }
}

/// Makes different names of labels.
fn keys<'a>(labels: impl Iterator<Item = &'a str>, other: &str) -> Vec<String> {
    let mut keys: Vec<String> = vec![];
    for label in labels {
        let mut name = key(label, other);
        if ["released", "refused", "withdrawn", "rest", "joined"].contains(&name.as_str()) {
            name.push_str("_desk");
        }
        let mut number = 1;
        let first = name.clone();
        while keys.contains(&name) {
            number += 1;
            name = format!("{first}_{number}");
        }
        keys.push(name);
    }
    keys
}

/// Writes a text as TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Returns the text of the scenario.
pub(super) fn text(answers: &Answers) -> String {
    let stations = answers.stations.iter().map(|(label, _)| label.as_str());
    let stations = keys(stations, "station");
    let mut text = heading(answers);
    text.push_str(&streams(answers, &stations[0]));
    let mut longest = (0.0, 0, 0);
    text.push_str(STATIONS);
    for (at, (_, minutes)) in answers.stations.iter().enumerate() {
        let lanes = lanes(answers, *minutes);
        text.push_str(&station(answers, &stations, at, lanes));
        if *minutes > longest.0 {
            longest = (*minutes, at, lanes);
        }
    }
    let (_, at, lanes) = longest;
    text.push_str(&searches(answers, &stations[at], lanes));
    text
}

/// Comment on stations.
const STATIONS: &str = "\
# each station: its lanes by shift, the time of a batch, and where it goes next;
# next = { inspection = 0.3, released = \"rest\" } would send three in ten on
";

/// Returns the part that says what is asked.
fn heading(answers: &Answers) -> String {
    let (within, share) = answers.target;
    format!(
        r#"# A customs port. Change the numbers, then: clearway check FILE, run, sweep, staff.
# Every value can also be changed on the command line, as in --set run.seed=2
title    = {}
question = "Are {} % of the batches released within {within} h?"

[run]
start        = 2026-01-05       # a Monday
warm_up      = "2 days"         # simulated, but not measured
length       = "10 days"        # measured
replications = 40               # repetitions with other random numbers
seed         = 1

[target]
release = {{ within = "{within} h", share = {share} }}

# what arrives: batches a day, and the weights of the 24 hours of a day
"#,
        quoted(&answers.title),
        percent(share),
    )
}

/// Returns the label of a section, if it is not its name.
fn label_line(label: &str, name: &str) -> String {
    if label == name {
        String::new()
    } else {
        format!("label   = {}\n", quoted(label))
    }
}

/// Returns the arrival streams.
fn streams(answers: &Answers, to: &str) -> String {
    let names = keys(
        answers.streams.iter().map(|(label, _)| label.as_str()),
        "stream",
    );
    let shifts: Vec<&str> = answers.shifts.iter().map(String::as_str).collect();
    let weights = hour_weights(&shifts).unwrap_or_default();
    let mut text = String::new();
    for ((label, per_day), name) in answers.streams.iter().zip(&names) {
        let label = label_line(label, name);
        let _ = writeln!(
            text,
            "[arrivals.{name}]\n{label}per_day = {per_day}\nhours   = {weights}\n\
             to      = \"{to}\"\n"
        );
    }
    text
}

/// Returns the number of lanes that a station needs at each time of its shifts.
fn lanes(answers: &Answers, minutes: f64) -> u64 {
    let shifts: Vec<&str> = answers.shifts.iter().map(String::as_str).collect();
    let per_day: f64 = answers.streams.iter().map(|(_, number)| number).sum();
    let lanes = per_day * minutes / 60.0 / hours(&shifts).max(0.25) / BUSY;
    lanes.ceil().clamp(1.0, 900_000.0) as u64
}

/// Returns one station.
fn station(answers: &Answers, names: &[String], at: usize, lanes: u64) -> String {
    let ((label, minutes), name) = (&answers.stations[at], &names[at]);
    let label = label_line(label, name);
    let shifts = answers.shifts.iter();
    let rows = shifts.map(|shift| format!("  {{ hours = \"{shift}\", open = {lanes} }},\n"));
    let rows: String = rows.collect();
    let next = names.get(at + 1).map_or("released", String::as_str);
    let (least, most) = (minutes / 2.0, minutes * 1.5);
    format!(
        r#"[stations.{name}]
{label}lanes   = [
{rows}]
cost_per_lane_hour = 40
service = {{ triangular = {{ min = "{least} min", mode = "{minutes} min", max = "{most} min" }} }}
next    = "{next}"

"#
    )
}

/// Returns the sections of what is searched for.
fn searches(answers: &Answers, name: &str, lanes: u64) -> String {
    let (least, most) = (lanes.saturating_sub(2).max(1), lanes + 2);
    let entry =
        |row| format!("\"stations.{name}.lanes.{row}.open\" = {{ from = {least}, to = {most} }}");
    let chosen = (0..answers.shifts.len().min(2)).map(entry);
    let chosen: Vec<String> = chosen.collect();
    format!(
        "# clearway sweep: these numbers of lanes in the first shift\n[sweep]\n{}\n\n\
         # clearway staff: the cheapest of these arrangements that meets the target\n[staffing]\n\
         choose = {{ {} }}\n",
        entry(0),
        chosen.join(", ")
    )
}

/// Writes a share in percent, without digits of rounding.
fn percent(share: f64) -> String {
    let text = format!("{:.6}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    fn is_sound(answers: &Answers) -> String {
        let text = text(answers);
        let document =
            Document::parse("new.toml", &text).unwrap_or_else(|it| panic!("{it}\n{text}"));
        document
            .compile()
            .unwrap_or_else(|it| panic!("{it}\n{text}"));
        text
    }

    #[test]
    fn the_starter_and_what_is_answered_is_sound() {
        is_sound(&Answers::default());
        let mut answers = Answers::default();
        answers
            .streams("See 口岸 12.5, see 口岸 3, \"x\" 1")
            .expect("streams");
        answers
            .stations("released 5, 口岸 20, Röntgen 7, released 1")
            .expect("stations");
        answers.shifts("22-06:30").expect("shifts");
        answers.target("within 36 h 95.5%").expect("a target");
        answers.title("Port \"A\"\\ 口岸").expect("a title");
        let text = is_sound(&answers);
        assert!(
            text.contains("share = 0.955") && text.contains("95.5 %"),
            "{text}"
        );
        answers.shifts("always").expect("shifts");
        is_sound(&answers);
    }

    #[test]
    fn answers_that_cannot_be_read_are_refused() {
        let mut answers = Answers::default();
        for text in ["sea", "sea -1", "60", "sea inf", "", "sea 1e9"] {
            assert!(answers.streams(text).is_err(), "{text}");
        }
        for text in [
            "morning",
            "06:00-14:00, 12:00-20:00",
            "06:00-06:00",
            "8-25",
            "",
        ] {
            assert!(answers.shifts(text).is_err(), "{text}");
        }
        for text in ["8 h", "8 h 101", "0 h 90", "90"] {
            assert!(answers.target(text).is_err(), "{text}");
        }
    }
}
