//! A batch with everything that happened to it, and the names used in logs.

use std::io;

use crate::model::{ArrivalProcess, Exit, Model, StationId};
use crate::observe::{Batch, Visit};
use crate::output::printable;
use crate::time::Time;

/// The name of the first event of a batch.
pub(super) const ARRIVED: &str = "Arrived";

/// A measured batch.
pub(super) struct Case {
    /// The attributes of the batch.
    pub(super) batch: Batch,
    /// Its completed visits, in order.
    pub(super) steps: Vec<Step>,
    /// When and how it left; `None` if it never did.
    pub(super) left: Option<(Time, Exit)>,
}

/// A completed visit.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// The visit itself.
    pub(super) visit: Visit,
    /// The lane's number, from 1, if lanes are numbered.
    pub(super) lane: Option<u32>,
}

impl Case {
    /// Makes the case of a batch that has just arrived.
    pub(super) fn new(batch: Batch) -> Self {
        Self {
            batch,
            steps: vec![],
            left: None,
        }
    }

    /// Returns its outcome in one word.
    pub(super) fn outcome(&self) -> String {
        let left = self.left.map(|(_, exit)| way_out(exit).to_lowercase());
        left.unwrap_or_else(|| "unreleased".to_owned())
    }

    /// Iterates over its events, in order.
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

/// An event of a batch.
pub(super) struct Event<'a> {
    /// The name of the activity.
    pub(super) activity: &'a str,
    /// When it ended.
    pub(super) at: Time,
    /// The visit, if the event is one.
    pub(super) step: Option<&'a Step>,
}

impl Event<'_> {
    /// Returns when the work began.
    pub(super) fn started(&self) -> Time {
        self.step.map_or(self.at, |step| step.visit.started)
    }
}

/// The names of things in logs: labels for activities, the scenario's names for data.
pub(super) struct Words<'m> {
    model: &'m Model,
    stations: Vec<String>,
}

impl<'m> Words<'m> {
    /// Prepares the names of a scenario.
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

    /// Returns a unique name of the batch: its stream and its number there.
    pub(super) fn batch(&self, batch: &Batch) -> String {
        format!("{}-{}", self.stream(batch), batch.number)
    }

    /// Returns the name of its arrival stream.
    pub(super) fn stream(&self, batch: &Batch) -> &'m str {
        let class = self.model.classes[batch.class.index()];
        &self.model.streams[class.stream.index()].name
    }

    /// Returns the name of its goods; empty if it has none.
    pub(super) fn goods(&self, batch: &Batch) -> &'m str {
        let goods = self.model.classes[batch.class.index()].goods;
        goods.map_or("", |goods| &self.model.goods[goods.index()].name)
    }

    /// Returns its priority on arrival.
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

    /// Returns the name of a station's activity, which is unique.
    pub(super) fn activity(&self, station: StationId) -> &str {
        &self.stations[station.index()]
    }

    /// Returns the resource of a visit: the lane, or the station if lanes have no numbers.
    pub(super) fn resource(&self, step: &Step) -> String {
        let station = self.activity(step.visit.station);
        match step.lane {
            Some(lane) => format!("{station} {lane}"),
            None => station.to_owned(),
        }
    }

    /// Returns an instant as local date and time of ISO 8601, to the microsecond.
    pub(super) fn instant(&self, time: Time) -> String {
        let at = self.model.calendar.date_time(time);
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        let micros = at.subsec_nanosecond() / 1000;
        let date = at.date();
        format!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}")
    }
}

/// Returns the name of the event with which a batch leaves.
pub(super) fn way_out(exit: Exit) -> &'static str {
    match exit {
        Exit::Released => "Released",
        Exit::Refused => "Refused",
        Exit::Withdrawn => "Withdrawn",
    }
}

/// Writes one kind of log.
pub(super) trait Writer {
    /// Writes the events of a batch.
    fn write(&mut self, words: &Words<'_>, case: &Case) -> io::Result<()>;

    /// Writes the end of the log.
    fn finish(&mut self) -> io::Result<()>;
}
