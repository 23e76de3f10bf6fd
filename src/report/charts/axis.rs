//! Axes: their ranges, with tick marks at round numbers, whole hours and midnights.

use jiff::civil::DateTime;

use crate::report::wording;
use crate::results::SweptPath;

/// A range of numbers with its tick marks.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) marks: Vec<Mark>,
    /// The measured quantity, with its unit.
    pub(super) title: String,
}

/// A labelled position on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) at: f64,
    pub(super) label: String,
}

impl Axis {
    /// Creates an axis with a mark at each of these positions.
    fn new(
        (from, to): (f64, f64),
        marks: impl IntoIterator<Item = (f64, String)>,
        title: impl Into<String>,
    ) -> Self {
        let marks = marks.into_iter().map(|(at, label)| Mark { at, label });
        Self {
            from,
            to,
            marks: marks.collect(),
            title: title.into(),
        }
    }

    /// Position of a value as a share of the axis, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.from) / (self.to - self.from)
    }
}

/// Adds a remark to the title if the axis begins above zero.
fn cut(title: &str, from: f64) -> String {
    let cut = if from > 0.0 {
        " (axis does not begin at zero)"
    } else {
        ""
    };
    format!("{title}{cut}")
}

/// Returns a round step that divides the range into about `pieces`.
fn round_step(stretch: f64, pieces: f64) -> f64 {
    let raw = stretch / pieces;
    let power = 10f64.powf(raw.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps
        .into_iter()
        .find(|step| step * power >= raw * 0.999)
        .unwrap_or(10.0)
        * power
}

/// Returns marks at multiples of a step, and the number of decimals that tell them apart.
fn multiples(from: f64, to: f64, step: f64) -> Vec<f64> {
    let first = (from / step - 1e-9).ceil() as i64;
    let last = (to / step + 1e-9).floor() as i64;
    (first..=last).map(|index| index as f64 * step).collect()
}

/// Number of decimals that writes every multiple of a step in full.
fn decimals_of(step: f64) -> usize {
    (0..9)
        .find(|&decimals| {
            let scaled = step * 10f64.powi(decimals as i32);
            (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .unwrap_or(9)
}

/// Returns an axis of plain numbers that holds all values. Large ones are written in M or bn, with
/// the unit in the title. With `from_zero` the axis begins at zero, otherwise only if zero is near.
pub(super) fn numbers(values: &[f64], title: &str, from_zero: bool) -> Axis {
    let (low, high) = bounds(values);
    let spread = (high - low).max(high.abs() * 0.15).max(1e-9);
    let far = !from_zero && low > 0.0 && low - spread > 0.45 * high;
    let from = if far {
        (low - 0.15 * spread).max(0.0)
    } else {
        low.min(0.0)
    };
    let to = if high > 0.0 {
        high + 0.06 * (high - from)
    } else {
        1.0
    };
    let step = round_step(to - from, 5.0);
    let (from, to) = ((from / step).floor() * step, (to / step).ceil() * step);
    let (divisor, unit) = match to {
        size if size >= 1e9 => (1e9, "\u{a0}bn"),
        size if size >= 1e6 => (1e6, "\u{a0}M"),
        _ => (1.0, ""),
    };
    let decimals = decimals_of(step / divisor);
    let mark = |at: f64| {
        let unit = if at == 0.0 { "" } else { unit };
        let number = wording::fixed(at / divisor, decimals);
        (at, format!("{number}{unit}"))
    };
    let marks = multiples(from, to, step).into_iter().map(mark);
    Axis::new((from, to), marks, cut(title, from))
}

/// Returns an axis of numbers of lanes or members, from zero, marked at whole numbers.
pub(super) fn counts(values: &[f64], title: &str) -> Axis {
    let (_, high) = bounds(values);
    let most = 1.06 * high.max(1.0);
    let sizes = (0..9).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
    let step = sizes.into_iter().find(|step| 6.0 * step >= most);
    let step = step.unwrap_or(most);
    let to = (most / step).ceil() * step;
    let marks = multiples(0.0, to, step).into_iter();
    Axis::new(
        (0.0, to),
        marks.map(|at| (at, wording::fixed(at, 0))),
        title,
    )
}

/// Returns the smallest and the largest finite value.
pub(super) fn bounds(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite
        .fold(None, |seen: Option<(f64, f64)>, value| {
            Some(seen.map_or((value, value), |(low, high)| {
                (low.min(value), high.max(value))
            }))
        })
        .unwrap_or((0.0, 1.0))
}

/// Returns an axis of shares from 0 to 100 %.
pub(super) fn shares(title: &str) -> Axis {
    let marks = (0..=5u8).map(|fifth| f64::from(fifth) / 5.0);
    let mark = |at| (at, wording::percent(at, 0));
    Axis::new((0.0, 1.0), marks.map(mark), title)
}

/// Returns an axis of shares that just holds all values, in steps of at least 5 points.
pub(super) fn shares_near(values: &[f64], title: &str) -> Axis {
    let (low, high) = bounds(values);
    let step = [0.05, 0.1, 0.2];
    let step = step.into_iter().find(|step| high - low <= 3.0 * step);
    let step = step.unwrap_or(0.2);
    let from = ((low / step).floor() * step).max(0.0);
    let to = ((high / step).ceil() * step).max(from + step).min(1.0);
    let marks = multiples(from, to, step).into_iter();
    let marks = marks.map(|at| (at, wording::percent(at, 0)));
    Axis::new((from, to), marks, cut(title, from))
}

/// Returns an axis of durations in hours, from zero to `longest`, marked in the most suitable unit.
pub(super) fn spans(longest: f64, title: &str) -> Axis {
    let (factor, unit) = match longest {
        hours if hours > 96.0 => (1.0 / 24.0, "days"),
        hours if hours <= 2.0 => (60.0, "minutes"),
        _ => (1.0, "hours"),
    };
    let end = (longest * factor).max(1e-3);
    let step = if unit == "days" {
        round_step(end, 6.0)
    } else {
        clock_step(end / 7.0, unit)
    };
    let to = (end / step - 1e-9).ceil() * step;
    let decimals = decimals_of(step);
    let marks = multiples(0.0, to, step).into_iter();
    let marks = marks.map(|at| (at / factor, wording::fixed(at, decimals)));
    Axis::new((0.0, to / factor), marks, format!("{title}, {unit}"))
}

/// Returns the smallest customary step of time that is at least `raw`.
fn clock_step(raw: f64, unit: &str) -> f64 {
    let minutes = [1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0];
    let hours = [0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0];
    let steps: &[f64] = if unit == "minutes" { &minutes } else { &hours };
    let fits = steps.iter().copied().find(|step| *step >= raw * 0.999);
    fits.filter(|_| raw >= steps[0] / 5.0)
        .unwrap_or_else(|| round_step(raw, 1.0))
}

/// Returns an axis of days, each at its index in the list.
pub(super) fn days(dates: &[String]) -> Axis {
    let known: Vec<Option<DateTime>> = dates.iter().map(|date| wording::instant(date)).collect();
    let label = |(date, known): (&String, &Option<DateTime>)| {
        known.map_or_else(|| date.clone(), |time| wording::day(time.date()))
    };
    let labels = dates.iter().zip(&known).map(label);
    let last = dates.len().saturating_sub(1) as f64;
    let marks = (0..).map(f64::from).zip(labels);
    Axis::new((-0.5, last + 0.5), marks, years(&known))
}

/// Returns the years of the times: "2020", or "2020–2021".
fn years(times: &[Option<DateTime>]) -> String {
    let mut known = times.iter().flatten().map(|time| time.year());
    match (known.next(), known.next_back()) {
        (Some(first), Some(last)) if first != last => format!("Date, {first}–{last}"),
        (Some(first), _) => format!("Date, {first}"),
        (None, _) => "Date".to_owned(),
    }
}

/// Returns an axis of hours, each at its index in the list, marked at midnights, or at clock hours
/// if there are few days.
pub(super) fn hours(times: &[String]) -> Axis {
    let known: Vec<Option<DateTime>> = times.iter().map(|time| wording::instant(time)).collect();
    let step: i8 = match times.len() {
        0..=26 => 2,
        27..=50 => 4,
        51..=74 => 6,
        75..=100 => 12,
        _ => 24,
    };
    let mut marks = Vec::new();
    for (position, time) in known.iter().enumerate() {
        let Some(time) = time else { continue };
        if time.minute() != 0 || time.hour() % step != 0 {
            continue;
        }
        let label = if time.hour() == 0 && times.len() > 26 {
            wording::day(time.date())
        } else {
            time.strftime("%H:%M").to_string()
        };
        marks.push((position as f64, label));
    }
    let title = match known.first() {
        Some(Some(first)) if times.len() <= 26 => {
            first.strftime("Clock time from %-d %b %Y").to_string()
        }
        _ => years(&known),
    };
    let last = times.len().saturating_sub(1).max(1) as f64;
    Axis::new((0.0, last), marks, title)
}

/// Returns an axis of the hours of a day, from 0 to 24.
pub(super) fn day() -> Axis {
    let mark = |hour: u8| (f64::from(hour), format!("{hour:02}:00"));
    let marks = (0..=24).step_by(3).map(mark);
    Axis::new((0.0, 24.0), marks, "Hour of the day")
}

/// Returns an axis of the hours of a week, from 0 to 168, with each day marked at its start.
pub(super) fn week(days: [&str; 7]) -> Axis {
    let marks = (0..).map(|day| f64::from(day) * 24.0);
    let marks = marks.zip(days.map(str::to_owned));
    Axis::new((0.0, 168.0), marks, "Day of the week, from 00:00")
}

/// The values of a swept path, placed along an axis.
pub(super) struct Values {
    pub(super) axis: Axis,
    /// Position of each value on the axis.
    pub(super) places: Vec<f64>,
    /// Kind of the values, which decides whether a line joins them.
    pub(super) kind: ValueKind,
}

/// Kind of swept values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// Numbers in ascending order, drawn to scale and joined by a line.
    Scaled,
    /// Any other values, side by side.
    Apart,
}

/// Places the values of a swept path along an axis.
pub(super) fn values(path: &SweptPath) -> Values {
    let values = &path.values;
    let numbers: Option<Vec<f64>> = values.iter().map(|value| value.parse().ok()).collect();
    let ascending = |list: &Vec<f64>| {
        list.iter().all(|it| it.is_finite()) && list.windows(2).all(|pair| pair[0] < pair[1])
    };
    let (places, kind) = match numbers.filter(ascending) {
        Some(places) => (places, ValueKind::Scaled),
        None => (
            (0..values.len()).map(|at| at as f64).collect(),
            ValueKind::Apart,
        ),
    };
    let marks = places.iter().copied().zip(wording::values(path));
    let (low, high) = bounds(&places);
    let margin = match kind {
        ValueKind::Scaled if high > low => (high - low) * 0.03,
        ValueKind::Scaled | ValueKind::Apart => 0.5,
    };
    let axis = Axis::new((low - margin, high + margin), marks, path.label.as_str());
    Values { axis, places, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.marks.iter().map(|mark| mark.label.as_str()).collect()
    }

    #[test]
    fn marks_are_round_and_share_their_decimals() {
        assert_eq!(
            labels(&numbers(&[0.0, 9.3], "", true)),
            ["0", "2", "4", "6", "8", "10"]
        );
        let units = numbers(&[39.0e6, 42.5e6], "units", true);
        assert_eq!(
            labels(&units),
            [
                "0",
                "10\u{a0}M",
                "20\u{a0}M",
                "30\u{a0}M",
                "40\u{a0}M",
                "50\u{a0}M"
            ]
        );
        assert_eq!(labels(&spans(1.4, "t")).first(), Some(&"0"));
        assert_eq!(spans(1.4, "t").title, "t, minutes");
        assert_eq!(labels(&spans(5.0, "t")), ["0", "1", "2", "3", "4", "5"]);
    }

    #[test]
    fn odd_values_still_give_an_axis() {
        for values in [
            &[][..],
            &[0.0],
            &[5.0, 5.0],
            &[f64::NAN],
            &[-3.0, 2.0],
            &[1e-12],
            &[7e12],
        ] {
            let axis = numbers(values, "", false);
            assert!(
                axis.from < axis.to && axis.marks.len() < 20,
                "{values:?}: {axis:?}"
            );
        }
    }
}
