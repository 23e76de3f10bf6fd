//! Compiles arrivals at rates that follow the clock.

use super::diagnostics::{Diagnostics, Told, all};
use crate::calendar::{DayKind, RateProfile};
use crate::model::ArrivalProcess;
use crate::scenario::file::{Arrivals, Day, DayFactors, Number, Part, Process};
use crate::scenario::path::Path;

/// Compiles `per_day` and the keys that belong to it.
pub(super) fn by_day(
    per_day: Number,
    arrivals: &Arrivals,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<ArrivalProcess, Told> {
    let per_day = per_day.value();
    if per_day < 0.0 {
        let message = format!("the number of batches a day, {per_day}, is negative");
        diagnostics.value(&path.child("per_day"), message, "write a number from 0 on");
    }
    let hours = hours(arrivals.hours.as_deref(), &path.child("hours"), diagnostics);
    let days = days(arrivals.days.as_ref(), &path.child("days"), diagnostics);
    let process = arrivals.process.unwrap_or_default();
    if let (Process::Exact, Ok(days)) = (process, &days) {
        check_whole(per_day, days, path, diagnostics);
    }
    let profile = RateProfile {
        per_day,
        hours: hours?,
        days: days?,
    };
    Ok(match process {
        Process::Poisson => ArrivalProcess::Poisson(profile),
        Process::Exact => ArrivalProcess::Exact(profile),
    })
}

/// Converts the weights of the hours into shares of the day.
pub(super) fn hours(
    written: Option<&[Part]>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<[f64; 24], Told> {
    let Some(written) = written else {
        return Ok([1.0 / 24.0; 24]);
    };
    let weights: Vec<f64> = written.iter().map(|weight| weight.value()).collect();
    let Ok(mut hours) = <[f64; 24]>::try_from(weights.as_slice()) else {
        let message = format!("{} weights for the 24 hours of a day", weights.len());
        return Err(diagnostics.value(
            path,
            message,
            "write 24 numbers, the first for 00:00-01:00",
        ));
    };
    let check = |(hour, weight): (usize, &f64)| {
        if *weight >= 0.0 {
            return Ok(());
        }
        let message = format!("the weight {weight} of hour {hour:02}:00 is negative");
        Err(diagnostics.value(&path.item(hour), message, "write a weight from 0 on"))
    };
    all(hours.iter().enumerate().map(check))?;
    let sum: f64 = hours.iter().sum();
    if sum <= 0.0 {
        let help = "write a weight above 0 for at least one hour";
        return Err(diagnostics.value(path, "no hour has a weight above 0", help));
    }
    for weight in &mut hours {
        *weight /= sum;
    }
    Ok(hours)
}

fn days(
    written: Option<&DayFactors>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<[f64; DayKind::COUNT], Told> {
    let mut factors = [1.0; DayKind::COUNT];
    let Some(of) = written else {
        return Ok(factors);
    };
    let written = [
        of.mon, of.tue, of.wed, of.thu, of.fri, of.sat, of.sun, of.holiday,
    ];
    let mut sound = Ok(());
    for ((factor, written), name) in factors.iter_mut().zip(written).zip(Day::NAMES) {
        *factor = written.map_or(1.0, Part::value);
        if *factor < 0.0 {
            let message = format!("the factor {factor} for {name} is negative");
            let told = diagnostics.value(&path.child(name), message, "write a factor from 0 on");
            sound = Err(told);
        }
    }
    sound.map(|()| factors)
}

/// Checks that an exact number of batches is a whole number on every kind of day.
fn check_whole(
    per_day: f64,
    days: &[f64; DayKind::COUNT],
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) {
    let is_whole = |number: f64| (number - number.round()).abs() < 1e-9;
    if !is_whole(per_day) {
        let message =
            format!("{per_day} batches a day is not a whole number, as process = \"exact\" needs");
        let help = "write a whole number, or process = \"poisson\"";
        diagnostics.value(&path.child("per_day"), message, help);
        return;
    }
    for (factor, name) in days.iter().zip(Day::NAMES) {
        let number = per_day * factor;
        if !is_whole(number) {
            let message =
                format!("{per_day} batches times {factor} is {number}, not a whole number");
            let help = "change the factor, or write process = \"poisson\"";
            diagnostics.value(&path.child("days").child(name), message, help);
        }
    }
}
