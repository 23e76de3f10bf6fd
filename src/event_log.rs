//! Logs of what happened to each batch in one replication, for process-mining tools and Time
//! Release Studies: `events.csv`, `events.xes` and `batches.csv`.
//!
//! The replication is simulated again with an observer that collects the events of each measured
//! batch until it leaves and then writes them. So an ordinary run pays nothing for logs, memory
//! holds only the batches inside, and the logs agree with the value of every metric in that
//! replication. Batches are in the order in which they leave; those that never leave are at the
//! end.
//!
//! An event is a completed visit, with the time when the batch left its lane as its time stamp and
//! the times when it joined the queue and when its service began as attributes. One event per visit
//! makes the process that a tool discovers the scenario's own network. Times are local times of the
//! scenario.

mod batches;
mod case;
mod events;
mod lanes;
mod xes;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::engine::{Ending, Limits, simulate};
use crate::experiment::Watcher;
use crate::model::{Exit, Model, StationId};
use crate::observe::{Batch, Mark, Observer, Visit};
use crate::random::Address;
use crate::time::Time;

use case::{Case, Step, Words, Writer};
use lanes::Lanes;

/// Largest number of batches in a log: what a spreadsheet can show.
pub const MOST_BATCHES: u64 = 1_000_000;

/// Index of the replication that logs describe: the first.
const REPLICATION: u64 = 0;

/// A kind of log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// events.csv: one row per event, for process-mining tools
    Csv,
    /// events.xes: the same events as XML
    Xes,
    /// batches.csv: one row per batch, with the times of its steps
    Batches,
}

impl Format {
    /// Returns the name of its file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "events.csv",
            Self::Xes => "events.xes",
            Self::Batches => "batches.csv",
        }
    }
}

/// The run that logs describe.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The scenario's title.
    pub title: &'a str,
    /// The scenario.
    pub model: &'a Model,
    /// The seed.
    pub seed: u64,
}

/// How much of the replication the logs contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every measured batch is in the logs.
    Whole,
    /// [`MOST_BATCHES`] are in the logs, and there were more.
    Limited,
    /// Writing was stopped.
    Interrupted,
}

/// Writes logs of the first replication.
pub fn write<W: Write>(
    source: Source<'_>,
    outputs: Vec<(Format, W)>,
    watcher: &dyn Watcher,
) -> io::Result<Extent> {
    let words = Words::new(source.model);
    let mut writers = vec![];
    for (format, output) in outputs {
        let writer: Box<dyn Writer> = match format {
            Format::Csv => Box::new(events::Events::new(output)?),
            Format::Xes => Box::new(xes::Xes::new(output, source.title, source.seed)?),
            Format::Batches => {
                let mut visits = vec![1; source.model.stations.len()];
                let count = |case: &Case| {
                    for Step { visit, .. } in &case.steps {
                        let most = &mut visits[visit.station.index()];
                        *most = visit.number.max(*most);
                    }
                    Ok(())
                };
                if replay(source, watcher, count)? == Extent::Interrupted {
                    return Ok(Extent::Interrupted);
                }
                Box::new(batches::BatchRows::new(output, source.model, visits)?)
            }
        };
        writers.push(writer);
    }
    let extent = replay(source, watcher, |case| {
        writers
            .iter_mut()
            .try_for_each(|writer| writer.write(&words, case))
    })?;
    writers.iter_mut().try_for_each(|writer| writer.finish())?;
    Ok(extent)
}

/// Simulates the first replication and passes each measured batch to `sink`.
fn replay(
    source: Source<'_>,
    watcher: &dyn Watcher,
    sink: impl FnMut(&Case) -> io::Result<()>,
) -> io::Result<Extent> {
    let mut log = Log {
        model: source.model,
        watcher,
        open: BTreeMap::new(),
        lanes: Lanes::of_stations(source.model),
        handed_over: 0,
        outcome: Ok(()),
        sink,
    };
    let replication = Address::replication(source.seed, REPLICATION);
    let (_, ending) = simulate(source.model, replication, Limits::default(), &mut log);
    log.outcome?;
    if ending == Ending::Stopped {
        return Ok(if watcher.wanted() {
            Extent::Limited
        } else {
            Extent::Interrupted
        });
    }
    for case in log.open.values() {
        if log.handed_over == MOST_BATCHES {
            return Ok(Extent::Limited);
        }
        log.handed_over += 1;
        (log.sink)(case)?;
    }
    Ok(Extent::Whole)
}

/// Collects what happens to batches.
struct Log<'a, S> {
    model: &'a Model,
    watcher: &'a dyn Watcher,
    /// Measured batches inside, by stream and number.
    open: BTreeMap<(usize, u64), Case>,
    lanes: Vec<Lanes>,
    handed_over: u64,
    /// The first failure of the sink.
    outcome: io::Result<()>,
    sink: S,
}

impl<S> Log<'_, S> {
    /// Returns the key that identifies a measured batch.
    fn key(&self, batch: &Batch) -> (usize, u64) {
        let class = self.model.classes[batch.class.index()];
        (class.stream.index(), batch.number)
    }

    /// Records a completed visit, whose lane is free again.
    fn visited(&mut self, batch: &Batch, visit: &Visit) {
        let lane = self.lanes[visit.station.index()].leave(visit.started);
        if batch.measured
            && let Some(case) = self.open.get_mut(&self.key(batch))
        {
            case.steps.push(Step {
                visit: *visit,
                lane,
            });
        }
    }
}

impl<S: FnMut(&Case) -> io::Result<()>> Observer for Log<'_, S> {
    fn arrived(&mut self, _now: Time, batch: &Batch) {
        if batch.measured {
            self.open.insert(self.key(batch), Case::new(*batch));
        }
    }

    fn started(&mut self, now: Time, station: StationId) {
        self.lanes[station.index()].take(now);
    }

    fn served(&mut self, _now: Time, batch: &Batch, visit: &Visit) {
        self.visited(batch, visit);
    }

    fn moved_on(&mut self, _now: Time, batch: &Batch, visit: &Visit) {
        self.visited(batch, visit);
    }

    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {
        if !batch.measured {
            return;
        }
        let Some(mut case) = self.open.remove(&self.key(batch)) else {
            return;
        };
        case.left = Some((now, exit));
        if self.outcome.is_ok() && self.handed_over < MOST_BATCHES {
            self.outcome = (self.sink)(&case);
        }
        self.handed_over += 1;
    }

    fn mark(&mut self, _now: Time, _mark: Mark) -> ControlFlow<()> {
        self.goes_on()
    }

    fn goes_on(&mut self) -> ControlFlow<()> {
        let enough = self.handed_over > MOST_BATCHES || self.outcome.is_err();
        if enough || !self.watcher.wanted() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
