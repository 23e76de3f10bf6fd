//! Arrival streams: how many batches come when, and what they hold.

use super::findings::{Caret, Findings};
use super::routes::{self, Owner};
use super::{all, distributions};
use crate::calendar::{DayKind, RateProfile};
use crate::model::{
    ArrivalProcess, ArrivalStream, Class, ClassId, GoodsId, Model, Route, StreamId,
};
use crate::scenario::file::{Arrivals, Day, DayFactors, File, Mix, Number, Process};
use crate::scenario::path::Path;

/// Expected batches of a replication, at most.
const MOST_BATCHES: f64 = 1e9;

/// The arrival streams, compiled.
pub(super) struct Streams {
    pub(super) list: Vec<ArrivalStream>,
    pub(super) classes: Vec<Class>,
    pub(super) priorities: Vec<i64>,
    /// The routes of the streams that bring any batches.
    pub(super) ways_in: Vec<Route>,
}

/// Compiles all arrival streams.
pub(super) fn streams(file: &File, findings: &mut Findings<'_>) -> Option<Streams> {
    let section = Path::of(["arrivals"]);
    if file.arrivals.is_empty() {
        let help = "write [arrivals.NAME] with per_day = ... and to = \"STATION\"";
        findings.missing(&section, help);
        return None;
    }
    let priority = |arrivals: &Arrivals| arrivals.priority.unwrap_or(0);
    let mut priorities: Vec<i64> = file.arrivals.values().map(priority).collect();
    priorities.sort_unstable_by(|a, b| b.cmp(a));
    priorities.dedup();
    let mut classes = vec![];
    let streams = file.arrivals.iter().enumerate();
    let streams = streams.map(|(position, (name, arrivals))| {
        let path = section.child(name);
        findings.check_new_name(&path, "arrival stream");
        let process = process(arrivals, &path, findings);
        let mix = mix(arrivals, &path, file, findings);
        let to = to(arrivals, &path, file, findings);
        let stream = StreamId::new(position);
        let mix = mix?.into_iter().map(|(share, goods)| {
            classes.push(Class {
                stream,
                goods,
                share,
            });
            (share, ClassId::new(classes.len() - 1))
        });
        Some(ArrivalStream {
            name: name.clone(),
            label: arrivals.label.clone().unwrap_or_else(|| name.clone()),
            mix: routes::running_sums(mix.collect()),
            process: process?,
            rank: priorities.iter().position(|p| *p == priority(arrivals))?,
            due: None,
            patience: None,
            group: None,
            to: to?,
        })
    });
    let streams = all(streams)?;
    let brings = |stream: &&ArrivalStream| match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
            profile.per_day * profile.days.iter().sum::<f64>() > 0.0
        }
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => true,
    };
    let ways_in: Vec<Route> = streams
        .iter()
        .filter(brings)
        .map(|s| s.to.clone())
        .collect();
    if ways_in.is_empty() {
        let help = "write per_day above 0 for at least one arrival stream";
        findings.key(&section, "no batch ever arrives", help);
        return None;
    }
    Some(Streams {
        list: streams,
        classes,
        priorities,
        ways_in,
    })
}

fn process(
    arrivals: &Arrivals,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<ArrivalProcess> {
    match (&arrivals.per_day, &arrivals.every) {
        (Some(_), Some(_)) => {
            let message = "\"per_day\" and \"every\" both say when batches arrive";
            findings.key(&path.child("every"), message, "keep one of the two");
            None
        }
        (None, None) => {
            if findings.is_read(&path.child("every")) && findings.is_read(&path.child("file")) {
                let help =
                    "write per_day = 134, or every = { exponential = { mean = \"10 min\" } }";
                findings.missing(&path.child("per_day"), help);
            }
            None
        }
        (Some(per_day), None) => by_day(*per_day, arrivals, path, findings),
        (None, Some(every)) => {
            let written = [
                ("process", arrivals.process.is_some()),
                ("hours", arrivals.hours.is_some()),
                ("days", arrivals.days.is_some()),
            ];
            for (key, _) in written.iter().filter(|(_, is_written)| *is_written) {
                let message = format!("\"{key}\" belongs to \"per_day\", not to \"every\"");
                let help = format!("take \"{key}\" out, or write per_day instead of every");
                findings.key(&path.child(key), message, help);
            }
            let path = path.child("every");
            let gap = distributions::compile(every, &path, findings)?;
            if gap.mean() < 1.0 {
                let message = "the mean time between arrivals is below 1 microsecond";
                findings.value(&path, message, "write a longer time, such as \"10 min\"");
                return None;
            }
            Some(ArrivalProcess::Renewal(gap))
        }
    }
}

fn by_day(
    per_day: Number,
    arrivals: &Arrivals,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<ArrivalProcess> {
    let per_day = per_day.value();
    if per_day < 0.0 {
        let message = format!("{per_day} batches a day");
        findings.value(&path.child("per_day"), message, "write a number from 0 on");
    }
    let hours = hours(arrivals.hours.as_deref(), &path.child("hours"), findings);
    let days = days(arrivals.days.as_ref(), &path.child("days"), findings);
    let process = arrivals.process.unwrap_or_default();
    if let (Process::Exact, Some(days)) = (process, &days) {
        check_whole(per_day, days, path, findings);
    }
    let profile = RateProfile {
        per_day,
        hours: hours?,
        days: days?,
    };
    Some(match process {
        Process::Poisson => ArrivalProcess::Poisson(profile),
        Process::Exact => ArrivalProcess::Exact(profile),
    })
}

/// The weights of the hours as shares of the day.
fn hours(
    written: Option<&[Number]>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<[f64; 24]> {
    let Some(written) = written else {
        return Some([1.0 / 24.0; 24]);
    };
    let weights: Vec<f64> = written.iter().map(|weight| weight.value()).collect();
    let Ok(mut hours) = <[f64; 24]>::try_from(weights.as_slice()) else {
        let message = format!("{} weights for the 24 hours of a day", weights.len());
        findings.value(path, message, "write 24 numbers, the first for 00:00-01:00");
        return None;
    };
    let mut is_valid = true;
    for (hour, weight) in hours
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight < 0.0)
    {
        let message = format!("the weight {weight} of hour {hour:02}:00 is negative");
        findings.value(&path.item(hour), message, "write a weight from 0 on");
        is_valid = false;
    }
    let sum: f64 = hours.iter().sum();
    if is_valid && sum <= 0.0 {
        let message = "no hour has a weight above 0";
        findings.value(
            path,
            message,
            "write a weight above 0 for at least one hour",
        );
        is_valid = false;
    }
    for weight in &mut hours {
        *weight /= sum;
    }
    is_valid.then_some(hours)
}

fn days(
    written: Option<&DayFactors>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<[f64; DayKind::COUNT]> {
    let mut factors = [1.0; DayKind::COUNT];
    let Some(of) = written else {
        return Some(factors);
    };
    let written = [
        of.mon, of.tue, of.wed, of.thu, of.fri, of.sat, of.sun, of.holiday,
    ];
    let mut is_valid = true;
    for ((factor, written), name) in factors.iter_mut().zip(written).zip(Day::NAMES) {
        *factor = written.map_or(1.0, Number::value);
        if *factor < 0.0 {
            let message = format!("the factor {factor} for {name} is negative");
            findings.value(&path.child(name), message, "write a factor from 0 on");
            is_valid = false;
        }
    }
    is_valid.then_some(factors)
}

/// An exact number of batches is a whole number on every kind of day.
fn check_whole(
    per_day: f64,
    days: &[f64; DayKind::COUNT],
    path: &Path,
    findings: &mut Findings<'_>,
) {
    let is_whole = |number: f64| (number - number.round()).abs() < 1e-9;
    if !is_whole(per_day) {
        let message = format!("{per_day} batches a day cannot come exactly");
        let help = "write a whole number, or process = \"poisson\"";
        findings.value(&path.child("per_day"), message, help);
        return;
    }
    for (factor, name) in days.iter().zip(Day::NAMES) {
        let number = per_day * factor;
        if !is_whole(number) {
            let message = format!("{per_day} batches times {factor} is {number}, no whole number");
            let help = "change the factor, or write process = \"poisson\"";
            findings.value(&path.child("days").child(name), message, help);
        }
    }
}

/// What the batches of a stream hold, by share; one entry without goods where nothing is said.
fn mix(
    arrivals: &Arrivals,
    path: &Path,
    file: &File,
    findings: &mut Findings<'_>,
) -> Option<Vec<(f64, Option<GoodsId>)>> {
    let path = path.child("goods");
    let find = |name: &str, at: (&Path, Caret), findings: &mut Findings<'_>| {
        let found = findings.find("goods", &file.goods, name, at);
        found.map(|position| Some(GoodsId::new(position)))
    };
    match &arrivals.goods {
        None => Some(vec![(1.0, None)]),
        Some(Mix::One(name)) => Some(vec![(1.0, find(name, (&path, Caret::Value), findings)?)]),
        Some(Mix::Shares(written)) => {
            let meaning = |name: &str, path: &Path, findings: &mut Findings<'_>| {
                find(name, (path, Caret::Key), findings)
            };
            routes::shares(written, &path, findings, meaning)
        }
    }
}

fn to(arrivals: &Arrivals, path: &Path, file: &File, findings: &mut Findings<'_>) -> Option<Route> {
    let path = path.child("to");
    let Some(route) = &arrivals.to else {
        findings.missing(&path, "write to = \"STATION\", where batches go on arrival");
        return None;
    };
    routes::compile(route, Owner::Stream, &path, file, findings)
}

/// A replication must stay simulable.
pub(super) fn check_volume(model: &Model, findings: &mut Findings<'_>) {
    let days = model.plan.horizon().since_start().days();
    let expected = |stream: &ArrivalStream| stream.process.weekly_mean() * days;
    let total: f64 = model.streams.iter().map(expected).sum();
    if total <= MOST_BATCHES {
        return;
    }
    let largest = |a: &&ArrivalStream, b: &&ArrivalStream| expected(a).total_cmp(&expected(b));
    let Some(largest) = model.streams.iter().max_by(largest) else {
        return;
    };
    let key = match largest.process {
        ArrivalProcess::Renewal(_) => "every",
        ArrivalProcess::Trace(_) => "file",
        ArrivalProcess::Poisson(_) | ArrivalProcess::Exact(_) => "per_day",
    };
    let message = format!("a replication would have {total:.1e} batches; 1e9 are the most");
    let help = "let fewer batches arrive, or measure a shorter run";
    findings.value(&Path::of(["arrivals", &largest.name, key]), message, help);
}
