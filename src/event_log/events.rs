//! `events.csv`: one row per event, with the column names of pm4py, which other tools read too.

use std::io::{self, Write};

use crate::output::cell;

use super::case::{Case, Words, Writer};

/// The columns; those that begin with `case:` have the same value in every row of a batch.
const COLUMNS: [&str; 14] = [
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "org:resource",
    "started",
    "joined",
    "visit",
    "case:arrivals",
    "case:goods",
    "case:units",
    "case:priority",
    "case:due",
    "case:outcome",
];

/// Writes `events.csv`.
pub(super) struct Events<W: Write>(csv::Writer<W>);

impl<W: Write> Events<W> {
    /// Begins the file.
    pub(super) fn new(output: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(output);
        writer.write_record(COLUMNS)?;
        Ok(Self(writer))
    }
}

impl<W: Write> Writer for Events<W> {
    fn write(&mut self, words: &Words<'_>, case: &Case) -> io::Result<()> {
        let batch = &case.batch;
        let facts = [
            words.stream(batch).to_owned(),
            words.goods(batch).to_owned(),
            batch.units.to_string(),
            words.priority(batch).to_string(),
            batch.due.map_or_else(String::new, |due| words.instant(due)),
            case.outcome(),
        ];
        let name = words.batch(batch);
        for event in case.events(words) {
            let visit = event.step.map(|step| &step.visit);
            let of_event = [
                name.clone(),
                event.activity.to_owned(),
                words.instant(event.at),
                "complete".to_owned(),
                event.step.map_or_else(String::new, |it| words.resource(it)),
                words.instant(event.started()),
                visit.map_or_else(String::new, |visit| words.instant(visit.joined)),
                visit.map_or_else(String::new, |visit| visit.number.to_string()),
            ];
            for text in of_event.iter().chain(&facts) {
                self.0.write_field(cell(text).as_bytes())?;
            }
            self.0.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
