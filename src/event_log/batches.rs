//! `batches.csv`: one row per batch, with the time stamps that a Time Release Study collects.
//!
//! The columns `arrived`, `goods`, `units`, `priority` and `due` are those of an arrivals file, so
//! the same batches can be sent through another arrangement.

use std::io::{self, Write};

use crate::model::Model;
use crate::output::cell;

use super::case::{Case, Words, Writer};

/// Writes `batches.csv`.
pub(super) struct BatchRows<W: Write> {
    writer: csv::Writer<W>,
    /// Largest number of visits of a batch to each station; each visit has its own columns.
    visits: Vec<u32>,
}

impl<W: Write> BatchRows<W> {
    /// Begins the file, with columns for this number of visits to each station.
    pub(super) fn new(output: W, model: &Model, visits: Vec<u32>) -> io::Result<Self> {
        let mut columns: Vec<String> = ["batch", "arrivals", "goods", "units", "priority"]
            .map(str::to_owned)
            .to_vec();
        columns.extend(["arrived", "due"].map(str::to_owned));
        for (station, most) in model.stations.iter().zip(&visits) {
            for number in 1..=*most {
                let visit = match number {
                    1 => station.name.clone(),
                    _ => format!("{}.{number}", station.name),
                };
                let steps = ["joined", "started", "finished"];
                columns.extend(steps.map(|step| format!("{visit}.{step}")));
            }
        }
        columns.extend(["left", "outcome"].map(str::to_owned));
        let mut writer = csv::Writer::from_writer(output);
        writer.write_record(columns.iter().map(|name| cell(name).into_owned()))?;
        Ok(Self { writer, visits })
    }
}

impl<W: Write> Writer for BatchRows<W> {
    fn write(&mut self, words: &Words<'_>, case: &Case) -> io::Result<()> {
        let batch = &case.batch;
        let mut row = vec![
            words.batch(batch),
            words.stream(batch).to_owned(),
            words.goods(batch).to_owned(),
            batch.units.to_string(),
            words.priority(batch).to_string(),
            words.instant(batch.arrived),
            batch.due.map_or_else(String::new, |due| words.instant(due)),
        ];
        let mut first = vec![];
        for most in &self.visits {
            first.push(row.len());
            row.resize(row.len() + 3 * *most as usize, String::new());
        }
        for step in &case.steps {
            let visit = &step.visit;
            let place = first[visit.station.index()] + 3 * (visit.number as usize - 1);
            for (offset, time) in [visit.joined, visit.started, visit.ended]
                .into_iter()
                .enumerate()
            {
                row[place + offset] = words.instant(time);
            }
        }
        row.push(
            case.left
                .map_or_else(String::new, |(at, _)| words.instant(at)),
        );
        row.push(case.outcome());
        let cells = row.iter().map(|text| cell(text).into_owned());
        self.writer.write_record(cells)?;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
