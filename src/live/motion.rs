//! A day in motion: the first replication, warm-up included, a day at a time.
//!
//! The replication is recorded once: the visits of every batch, and the levels of every station as
//! step functions. A day is a part of the record. What a batch does is known once it has left a
//! lane, so a batch that waits until the end of the run is in the levels, but has no visit there.

mod record;

use serde::Serialize;

use crate::metric::Scope;
use crate::model::{Exit, Model};
use crate::results::FlowEnd;
use crate::time::{Span, Time};

use record::{Level, Record};

/// Number of batches in a day above which the levels alone are told.
const MOST_BATCHES: usize = 2_000;

/// The first replication of a scenario.
pub(super) struct Motion {
    record: Record,
    /// Tells which scenario it is of.
    pub(super) mark: u64,
}

/// A place: a stream, a station or a way out.
#[derive(Serialize)]
struct Place {
    /// The name by which the flow chart marks it.
    key: String,
    label: String,
}

/// A visit on a day: its place, its batch, when it came, began and left, and the next place.
/// Places and batches are numbers; times are seconds from midnight.
type Seen = (usize, usize, f64, Option<f64>, Option<f64>, Option<usize>);

/// Levels of a station on a day; the first values are those at midnight.
#[derive(Serialize)]
struct Levels {
    place: usize,
    /// Seconds from midnight.
    at: Vec<f64>,
    queue: Vec<i64>,
    /// Lanes at work.
    busy: Vec<i64>,
    /// Lanes that hold a batch which cannot move on.
    blocked: Vec<i64>,
    /// Open lanes; none if unlimited.
    open: Vec<Option<i64>>,
}

/// The number of batches inside on a day.
#[derive(Serialize)]
struct Inside {
    at: Vec<f64>,
    count: Vec<i64>,
}

/// A day of the replication.
#[derive(Serialize)]
pub(super) struct Shown {
    /// Number of days.
    days: i64,
    /// The day, from 0, and its date.
    day: i64,
    date: String,
    /// Does the day begin in the warm-up?
    warm_up: bool,
    seconds: f64,
    places: Vec<Place>,
    /// The visits of the day; none if its batches are too many to be shown one by one.
    visits: Option<Vec<Seen>>,
    /// Number of batches that visit a place on the day.
    batches: usize,
    levels: Vec<Levels>,
    inside: Inside,
}

impl Motion {
    /// Records the first replication.
    pub(super) fn new(model: &Model, seed: u64, mark: u64) -> Self {
        Self {
            record: Record::of(model, seed),
            mark,
        }
    }

    /// Returns a day, the last one at most.
    pub(super) fn day(&self, model: &Model, day: i64) -> Shown {
        let calendar = model.calendar();
        let days = calendar.day(model.plan().window_end() - Span::from_micros(1)) + 1;
        let day = day.min(days - 1).max(0);
        let (from, to) = (calendar.midnight(day), calendar.midnight(day + 1));
        let seconds = |at: Time| (at - from).micros() as f64 / 1e6;
        let streams = model.streams().len();
        let exits = streams + model.stations().len();
        let exit = |exit: Exit| match exit {
            Exit::Released => exits,
            Exit::Refused => exits + 1,
            Exit::Withdrawn => exits + 2,
        };
        let (mut visits, mut batches) = (vec![], 0);
        for (number, batch) in self.record.batches.iter().enumerate() {
            let end = batch.left.map_or_else(|| batch.last(), |(at, _)| at);
            if batch.arrived >= to || end < from {
                continue;
            }
            batches += 1;
            if batches > MOST_BATCHES {
                continue;
            }
            let stations = batch
                .visits
                .iter()
                .map(|visit| streams + visit.station.index());
            let out = batch.left.map(|(_, way)| exit(way));
            let next: Vec<Option<usize>> = stations.map(Some).chain([out]).collect();
            if batch.arrived >= from {
                let at = seconds(batch.arrived);
                visits.push((batch.stream, number, at, Some(at), Some(at), next[0]));
            }
            for (visit, next) in batch.visits.iter().zip(&next[1..]) {
                if visit.joined < to && visit.ended >= from {
                    let times = [visit.joined, visit.started, visit.ended].map(seconds);
                    let place = streams + visit.station.index();
                    let (began, left) = (Some(times[1]), Some(times[2]));
                    visits.push((place, number, times[0], began, left, *next));
                }
            }
        }
        Shown {
            days,
            day,
            date: calendar.date(day).to_string(),
            warm_up: from < model.plan().window_start(),
            seconds: seconds(to),
            places: places(model),
            visits: (batches <= MOST_BATCHES).then_some(visits),
            batches,
            levels: self.levels(model, (from, to)),
            inside: self.inside((from, to)),
        }
    }

    /// Returns the levels of all stations between two instants.
    fn levels(&self, model: &Model, (from, to): (Time, Time)) -> Vec<Levels> {
        let of_station = |(index, steps): (usize, &Vec<(Time, Level)>)| {
            let shown = between(steps, from, to);
            let numbers = |of: fn(&Level) -> i64| shown.iter().map(|(_, it)| of(it)).collect();
            Levels {
                place: model.streams().len() + index,
                at: shown.iter().map(|(at, _)| *at).collect(),
                queue: numbers(|it| it.queue),
                busy: numbers(|it| it.busy),
                blocked: numbers(|it| it.blocked),
                open: shown.iter().map(|(_, it)| it.open).collect(),
            }
        };
        self.record
            .levels
            .iter()
            .enumerate()
            .map(of_station)
            .collect()
    }

    fn inside(&self, (from, to): (Time, Time)) -> Inside {
        let shown = between(&self.record.inside, from, to);
        Inside {
            at: shown.iter().map(|(at, _)| *at).collect(),
            count: shown.iter().map(|(_, count)| *count).collect(),
        }
    }
}

/// Returns the steps of a step function from an instant up to another one, in seconds from the
/// first: its value there, then its changes.
fn between<T: Copy + Default>(steps: &[(Time, T)], from: Time, to: Time) -> Vec<(f64, T)> {
    let start = steps.partition_point(|(at, _)| *at <= from);
    let end = steps.partition_point(|(at, _)| *at < to);
    let first = start
        .checked_sub(1)
        .map_or_else(T::default, |at| steps[at].1);
    let changes = steps[start..end.max(start)].iter();
    let changes = changes.map(|(at, value)| ((*at - from).micros() as f64 / 1e6, *value));
    std::iter::once((0.0, first)).chain(changes).collect()
}

/// Returns all places: the streams, the stations, the ways out.
fn places(model: &Model) -> Vec<Place> {
    let part = |scope: Scope, label: &str| Place {
        key: scope.to_string(),
        label: label.to_owned(),
    };
    let streams = model.streams().iter();
    let streams = streams.map(|it| part(Scope::arrivals(&it.name), &it.label));
    let stations = model.stations().iter();
    let stations = stations.map(|it| part(Scope::station(&it.name), &it.label));
    let exits = [Exit::Released, Exit::Refused, Exit::Withdrawn].map(|exit| {
        let name = FlowEnd::Exit(exit).to_string();
        Place {
            label: name.clone(),
            key: name,
        }
    });
    streams.chain(stations).chain(exits).collect()
}
