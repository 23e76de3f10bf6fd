//! A batch with all that happened to it, and the words for it.

use std::io;

use crate::model::{ArrivalProcess, Exit, Model, StationId};
use crate::observe::{Batch, Visit};
use crate::output::printable;
use crate::time::Time;

/// What the first event of a batch is called.
pub(super) const ARRIVED: &str = "Arrived";

/// A measured batch.
pub(super) struct Case {
    /// What it is.
    pub(super) batch: Batch,
    /// The visits that it completed, in order.
    pub(super) steps: Vec<Step>,
    /// When and how it left; none where it never did.
    pub(super) left: Option<(Time, Exit)>,
}

/// A visit that is complete.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// What happened.
    pub(super) visit: Visit,
    /// The lane's number, from 1, where lanes are told apart.
    pub(super) lane: Option<u32>,
}

impl Case {
    /// A batch that has just arrived.
    pub(super) fn new(batch: Batch) -> Self {
        Self {
            batch,
            steps: vec![],
            left: None,
        }
    }

    /// What became of it, in one word.
    pub(super) fn outcome(&self) -> String {
        let left = self.left.map(|(_, exit)| way_out(exit).to_lowercase());
        left.unwrap_or_else(|| "unreleased".to_owned())
    }

    /// What happened to it, in order.
    pub(super) fn events<'a>(&'a self, words: &'a Words<'_>) -> impl Iterator<Item = Event<'a>> {
        let plain = |activity, at| Event {
            activity,
            at,
            step: None,
        };
        let arrival = plain(ARRIVED, self.batch.arrived);
        let visits = self.steps.iter().map(|step| Event {
            activity: words.activity(step.visit.station),
            at: step.visit.ended,
            step: Some(step),
        });
        let exit = self.left.map(|(at, exit)| plain(way_out(exit), at));
        std::iter::once(arrival).chain(visits).chain(exit)
    }
}

/// Something that happened to a batch.
pub(super) struct Event<'a> {
    /// What.
    pub(super) activity: &'a str,
    /// When it was over.
    pub(super) at: Time,
    /// The visit, where it is one.
    pub(super) step: Option<&'a Step>,
}

impl Event<'_> {
    /// When the work began.
    pub(super) fn started(&self) -> Time {
        self.step.map_or(self.at, |step| step.visit.started)
    }
}

/// What things are called in logs: activities by their labels, data by the names that the scenario
/// uses.
pub(super) struct Words<'m> {
    model: &'m Model,
    stations: Vec<String>,
}

impl<'m> Words<'m> {
    /// The words of a scenario.
    pub(super) fn new(model: &'m Model) -> Self {
        let exits = [Exit::Released, Exit::Refused, Exit::Withdrawn].map(way_out);
        let others = [&[ARRIVED], &exits[..]].concat();
        let labels: Vec<String> = model.stations.iter().map(|s| printable(&s.label)).collect();
        let occurs = |label: &String| {
            let labels = labels.iter().map(String::as_str);
            let all = others.iter().copied().chain(labels);
            all.filter(|other| other == label).count()
        };
        let distinct = labels.iter().zip(&model.stations).map(|(label, station)| {
            if occurs(label) == 1 {
                label.clone()
            } else {
                format!("{label} ({})", station.name)
            }
        });
        Self {
            model,
            stations: distinct.collect(),
        }
    }

    /// A name of the batch that no other batch has: its stream and its number there.
    pub(super) fn batch(&self, batch: &Batch) -> String {
        format!("{}-{}", self.stream(batch), batch.number)
    }

    /// The name of its arrival stream.
    pub(super) fn stream(&self, batch: &Batch) -> &'m str {
        let class = self.model.classes[batch.class.index()];
        &self.model.streams[class.stream.index()].name
    }

    /// The name of its goods; empty where it has none.
    pub(super) fn goods(&self, batch: &Batch) -> &'m str {
        let goods = self.model.classes[batch.class.index()].goods;
        goods.map_or("", |goods| &self.model.goods[goods.index()].name)
    }

    /// Its priority on arrival.
    pub(super) fn priority(&self, batch: &Batch) -> i64 {
        let model = self.model.at(batch.arrived);
        let class = model.classes[batch.class.index()];
        let stream = &model.streams[class.stream.index()];
        let traced = match &stream.process {
            ArrivalProcess::Trace(batches) => batches.get(batch.number as usize),
            _ => None,
        };
        model.priorities[traced.map_or(stream.rank, |traced| traced.rank)]
    }

    /// The name of a station's activity, unlike all others.
    pub(super) fn activity(&self, station: StationId) -> &str {
        &self.stations[station.index()]
    }

    /// Who did the work of a visit: the lane, or the station where lanes are not told apart.
    pub(super) fn resource(&self, step: &Step) -> String {
        let station = self.activity(step.visit.station);
        match step.lane {
            Some(lane) => format!("{station} {lane}"),
            None => station.to_owned(),
        }
    }

    /// An instant as local date and time of ISO 8601, to the microsecond.
    pub(super) fn instant(&self, time: Time) -> String {
        let at = self.model.calendar.date_time(time);
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let micros = at.subsec_nanosecond() / 1000;
        let date = at.date();
        format!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}")
    }
}

/// The name of the event with which a batch leaves.
pub(super) fn way_out(exit: Exit) -> &'static str {
    match exit {
        Exit::Released => "Released",
        Exit::Refused => "Refused",
        Exit::Withdrawn => "Withdrawn",
    }
}

/// Writes one kind of log.
pub(super) trait Writer {
    /// Writes a batch down.
    fn write(&mut self, words: &Words<'_>, case: &Case) -> io::Result<()>;

    /// Writes the end.
    fn finish(&mut self) -> io::Result<()>;
}
