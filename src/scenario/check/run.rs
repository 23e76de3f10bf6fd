//! `[run]` and `[target]`.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::diagnostics::{Caret, Diagnostics, Told, all};
use super::precision::{self, Asked};
use crate::calendar::Calendar;
use crate::model::{self, ReleaseTarget, RunKind, RunPlan, StationId};
use crate::scenario::file::{
    Duration, File, Keep, Kind, Number, Portion, Release, Run, Target, Whole,
};
use crate::scenario::path::Path;
use crate::statistics;
use crate::time::Span;

const DEFAULT_FOLLOW_UP: Span = Span::from_days(30);
const MOST_BACKLOG: u64 = 10_000_000;
const DEFAULT_CONFIDENCE: f64 = 0.95;
const DEFAULT_SEED: u64 = 1;
const DEFAULT_TOLERANCE: f64 = 0.01;

/// `[run]`, compiled.
pub(super) struct CompiledRun {
    pub(super) calendar: Calendar,
    pub(super) plan: RunPlan,
    /// Number of replications; with a stopping rule, the limit on it.
    pub(super) replications: u32,
    pub(super) asked: Asked,
    pub(super) confidence: f64,
    pub(super) seed: u64,
    pub(super) keep: Option<statistics::Keep>,
}

/// Returns `[run]` as it is written.
pub(super) fn section<'f>(
    file: &'f File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<&'f Run, Told> {
    file.run.as_ref().ok_or_else(|| {
        let help = "write [run] with start = 2020-04-13 and length = \"10 days\"";
        diagnostics.missing(&Path::of(["run"]), help)
    })
}

/// Compiles `[run]`.
pub(super) fn run(run: &Run, diagnostics: &mut Diagnostics<'_>) -> Result<CompiledRun, Told> {
    let path = Path::of(["run"]);
    let effort = precision::effort(run, diagnostics);
    let confidence = confidence(run.confidence, diagnostics);
    let holidays = holidays(run, diagnostics);
    let start = run.start.ok_or_else(|| {
        let help = "write start = 2020-04-13, the first day of the run";
        diagnostics.missing(&path.child("start"), help)
    });
    let length = length(run.length, diagnostics);
    let (start, length) = (start?.at, length?);
    let plan = RunPlan {
        kind: match run.kind {
            Kind::Steady => RunKind::Steady,
            Kind::Period => RunKind::Period,
        },
        warm_up: run.warm_up.map_or(Span::ZERO, span),
        length,
        follow_up: run.follow_up.map_or(DEFAULT_FOLLOW_UP, span),
    };
    let in_all = SignedDuration::from_micros(plan.horizon().micros());
    if start.checked_add(in_all).is_err() {
        let message = "the run ends after the year 9999";
        let help = "write a shorter warm_up, length or follow_up";
        return Err(diagnostics.value(&path.child("length"), message, help));
    }
    let (replications, asked) = effort?;
    Ok(CompiledRun {
        calendar: Calendar::new(start, &holidays?),
        plan,
        replications,
        asked,
        confidence: confidence?,
        seed: run.seed.map_or(DEFAULT_SEED, Whole::value),
        keep: run.keep.map(|Keep::Summary| statistics::Keep::Summary),
    })
}

fn span(duration: Duration) -> Span {
    Span::from_micros_f64(duration.micros())
}

fn length(length: Option<Duration>, diagnostics: &mut Diagnostics<'_>) -> Result<Span, Told> {
    let path = Path::of(["run", "length"]);
    let Some(length) = length else {
        return Err(diagnostics.missing(&path, "write length = \"10 days\", the measured window"));
    };
    let length = span(length);
    if length == Span::ZERO {
        let message = "the length of the measured window is 0";
        return Err(diagnostics.value(&path, message, "write a time above 0, with its unit"));
    }
    Ok(length)
}

fn confidence(written: Option<Portion>, diagnostics: &mut Diagnostics<'_>) -> Result<f64, Told> {
    let confidence = written.map_or(DEFAULT_CONFIDENCE, Portion::value);
    if (0.5..1.0).contains(&confidence) {
        return Ok(confidence);
    }
    let message = format!("the confidence {confidence} is outside the range from 0.5 to below 1");
    let help = if (50.0..100.0).contains(&confidence) {
        format!("write {}", confidence / 100.0)
    } else {
        "write a share from 0.5 to below 1".to_owned()
    };
    Err(diagnostics.value(&Path::of(["run", "confidence"]), message, help))
}

fn holidays(run: &Run, diagnostics: &mut Diagnostics<'_>) -> Result<Vec<Date>, Told> {
    let path = Path::of(["run", "holidays"]);
    let dates = run.holidays.iter().enumerate().map(|(position, holiday)| {
        let date = holiday.at.date();
        if holiday.has_clock {
            let message = "a holiday is a whole day";
            return Err(diagnostics.value(&path.item(position), message, format!("write {date}")));
        }
        Ok(date)
    });
    all(dates)
}

/// Compiles `[run] backlog`.
pub(super) fn backlog(
    run: &Run,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<(StationId, u64)>, Told> {
    let path = Path::of(["run", "backlog"]);
    diagnostics.check_unread_names("stations", &file.stations, &path);
    let backlog = run.backlog.iter().map(|(name, batches)| {
        let path = path.child(name);
        let station = diagnostics.find("stations", &file.stations, name, (&path, Caret::Key))?;
        let batches = batches.value();
        if batches > MOST_BACKLOG {
            let message = format!("{batches} waiting batches; the limit is {MOST_BACKLOG}");
            return Err(diagnostics.value(&path, message, "write a smaller number"));
        }
        let room = file.stations[station].room.map(Whole::value);
        if let Some(room) = room.filter(|room| *room < batches) {
            let message = format!("{batches} batches wait where there is room for {room}");
            let help = "write a smaller number, or more \"room\" at the station";
            return Err(diagnostics.value(&path, message, help));
        }
        Ok((StationId::new(station), batches))
    });
    all(backlog)
}

/// Compiles `[target]`.
pub(super) fn target(
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<model::Target, Told> {
    let path = Path::of(["target"]);
    let none = Target::default();
    let target = file.target.as_ref().unwrap_or(&none);
    let mut per_day = |key: &str, written: Option<Number>| match written.map(Number::value) {
        Some(target) if target <= 0.0 => {
            let message = format!("the target {target} is not above 0");
            Err(diagnostics.value(
                &path.child(key),
                message,
                "write a number above 0, or leave it out",
            ))
        }
        target => Ok(target),
    };
    let batches_per_day = per_day("batches_per_day", target.batches_per_day);
    let units_per_day = per_day("units_per_day", target.units_per_day);
    if target.units_per_day.is_some()
        && file.goods.is_empty()
        && diagnostics.is_read(&Path::of(["goods"]))
    {
        let message = "a target of units needs goods, and the file has none";
        let help = "write [goods.NAME] with units = ..., and goods = \"NAME\" for the arrivals";
        diagnostics.key(&path.child("units_per_day"), message, help);
    }
    let release = target.release.as_ref();
    let release = release
        .map(|it| release_target(it, diagnostics))
        .transpose();
    let tolerance = target.tolerance.map_or(DEFAULT_TOLERANCE, Portion::value);
    if !(0.0..=1.0).contains(&tolerance) {
        let message = format!("the tolerance {tolerance} is outside the range from 0 to 1");
        let help = if tolerance > 1.0 && tolerance <= 100.0 {
            format!("write {}", tolerance / 100.0)
        } else {
            "write a share from 0 to 1".to_owned()
        };
        diagnostics.value(&path.child("tolerance"), message, help);
    }
    Ok(model::Target {
        batches_per_day: batches_per_day?,
        units_per_day: units_per_day?,
        release: release?,
        tolerance,
    })
}

fn release_target(
    release: &Release,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<ReleaseTarget, Told> {
    let path = Path::of(["target", "release"]);
    let mut missing = |key: &str| {
        let help = "write release = { within = ..., share = ... }";
        diagnostics.missing(&path.child(key), help)
    };
    let within = release.within.ok_or_else(|| missing("within"));
    let share = release.share.ok_or_else(|| missing("share"));
    let path = path.child("share");
    let share = share?.value();
    if share > 0.0 && share <= 1.0 {
        return Ok(ReleaseTarget {
            within: span(within?),
            share,
        });
    }
    let message = format!("the share {share} is not above 0 and at most 1");
    let help = if share > 1.0 && share <= 100.0 {
        format!("write {}", share / 100.0)
    } else {
        "write a share above 0 and at most 1".to_owned()
    };
    Err(diagnostics.value(&path, message, help))
}
