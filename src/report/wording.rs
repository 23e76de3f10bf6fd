//! Numbers, times, dates and names as people write them: the one place that decides on units,
//! decimals and labels, for the page, the charts and the terminal alike.
//!
//! A space that must not become a line's end is a no-break space, U+00A0.
//!
//! The half-width decides how many digits are shown: two where it begins with 1 or 2, else one.

mod names;

use jiff::civil::{Date, DateTime};

use crate::results::{Estimate, Plan, Results, Standing};

pub(super) use names::metric;

/// What stands where there is no number.
pub(super) const NOTHING: &str = "–";

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// A span of time, kept in hours.
    Hours,
    /// A share in [0, 1], shown in percent.
    Share,
    /// Anything else: batches, units, lanes, money.
    Number,
}

/// How a number and its interval are shown together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// The number times `factor`, then the suffix.
    Scaled {
        factor: f64,
        suffix: &'static str,
        decimals: usize,
    },
    /// "2 h 05 min".
    HoursMinutes,
}

impl Quantity {
    /// The quantity of a metric by its name, as in `metrics.csv`.
    pub(super) fn of(metric: &str) -> Self {
        let hours = ["release_time.", "lateness.", "wait", "service."];
        let shares = ["released_within", "days_cleared", "utilisation", "cleared"];
        if hours.iter().any(|start| metric.starts_with(start)) {
            Self::Hours
        } else if shares.contains(&metric) || metric.ends_with("_share") {
            Self::Share
        } else {
            Self::Number
        }
    }

    /// The form that suits a value known to about `half_width`.
    fn form(self, value: f64, half_width: Option<f64>) -> Form {
        let size = value.abs();
        let (factor, suffix) = match self {
            Self::Share => (100.0, "\u{a0}%"),
            Self::Number if size >= 1e9 => (1e-9, "\u{a0}bn"),
            Self::Number if size >= 999_950.0 => (1e-6, "\u{a0}M"),
            Self::Number => (1.0, ""),
            Self::Hours if size >= 48.0 => (1.0 / 24.0, "\u{a0}days"),
            Self::Hours if size >= 1.5 && half_width.is_none_or(|width| width >= 1.0 / 60.0) => {
                return Form::HoursMinutes;
            }
            Self::Hours if size >= 1.0 / 60.0 || size == 0.0 => (60.0, "\u{a0}min"),
            Self::Hours => (3600.0, "\u{a0}s"),
        };
        let decimals = decimals(value * factor, half_width.map(|width| width * factor));
        Form::Scaled {
            factor,
            suffix,
            decimals: if suffix == "\u{a0}%" {
                decimals.min(2)
            } else {
                decimals
            },
        }
    }
}

impl Form {
    /// A number in this form.
    fn show(self, value: f64) -> String {
        match self {
            Self::Scaled {
                factor,
                suffix,
                decimals,
            } => {
                format!("{}{suffix}", grouped(value * factor, decimals))
            }
            Self::HoursMinutes => hours_minutes(value),
        }
    }

    /// Two numbers in this form, the suffix said once.
    fn show_range(self, lower: f64, upper: f64) -> String {
        match self {
            Self::Scaled {
                factor,
                suffix,
                decimals,
            } => format!(
                "{} to {}{suffix}",
                grouped(lower * factor, decimals),
                grouped(upper * factor, decimals)
            ),
            Self::HoursMinutes => format!("{} to {}", hours_minutes(lower), hours_minutes(upper)),
        }
    }
}

/// "2 h 05 min".
fn hours_minutes(hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    let sign = if minutes < 0.0 { "−" } else { "" };
    let (whole, rest) = ((minutes.abs() / 60.0).floor(), minutes.abs() % 60.0);
    format!("{sign}{whole:.0}\u{a0}h\u{a0}{rest:02.0}\u{a0}min")
}

/// Decimals for a value that is known to about `half_width`.
fn decimals(value: f64, half_width: Option<f64>) -> usize {
    let magnitude = if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    let wanted = match half_width.filter(|width| *width > 0.0) {
        Some(width) => {
            let leading = width.log10().floor() as i32;
            let first_digit = width / 10f64.powi(leading);
            (if first_digit < 3.0 {
                1 - leading
            } else {
                -leading
            })
            .min(4 - magnitude)
        }
        None if value.fract() == 0.0 => 0,
        None => 2 - magnitude,
    };
    wanted.clamp(0, 6) as usize
}

/// A number with fixed decimals and commas between thousands from 10,000 on.
fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |parts| parts);
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// How far the interval reaches, for the choice of decimals.
fn reach(estimate: &Estimate) -> Option<f64> {
    estimate
        .half_width
        .filter(|width| *width > 0.0)
        .or_else(|| {
            let width = (estimate.upper? - estimate.lower?) / 2.0;
            (width > 0.0).then_some(width)
        })
}

/// The mean of an estimate: "133.8", "2 h 05 min", "97.1 %", "41.0 M".
pub(super) fn mean(quantity: Quantity, estimate: &Estimate) -> String {
    estimate.mean.map_or_else(
        || NOTHING.to_owned(),
        |mean| quantity.form(mean, reach(estimate)).show(mean),
    )
}

/// The interval of an estimate, "133.1 to 134.4"; `None` where there is none.
pub(super) fn interval(quantity: Quantity, estimate: &Estimate) -> Option<String> {
    let (mean, lower, upper) = (estimate.mean?, estimate.lower?, estimate.upper?);
    Some(
        quantity
            .form(mean, reach(estimate))
            .show_range(lower, upper),
    )
}

/// The mean with its interval, "133.8 (133.1 to 134.4)".
pub(super) fn with_interval(quantity: Quantity, estimate: &Estimate) -> String {
    let mean = mean(quantity, estimate);
    match interval(quantity, estimate) {
        Some(interval) => format!("{mean} ({interval})"),
        None => mean,
    }
}

/// A number without uncertainty, such as a target: "134", "41 M", "4 h", "95 %".
pub(super) fn exact(quantity: Quantity, value: f64) -> String {
    match quantity {
        Quantity::Hours if value >= 1.0 && value.fract() == 0.0 => format!("{value:.0}\u{a0}h"),
        Quantity::Hours if value < 1.5 => format!("{}\u{a0}min", trimmed(value * 60.0)),
        Quantity::Hours => hours_minutes(value),
        Quantity::Share => format!("{}\u{a0}%", trimmed(value * 100.0)),
        Quantity::Number if value.abs() >= 1e9 => format!("{}\u{a0}bn", trimmed(value * 1e-9)),
        Quantity::Number if value.abs() >= 1e6 => format!("{}\u{a0}M", trimmed(value * 1e-6)),
        Quantity::Number => trimmed(value),
    }
}

/// Up to three decimals, without the zeros at their end.
pub(super) fn trimmed(value: f64) -> String {
    let text = grouped(value, 3);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A fixed number of decimals.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    grouped(value, decimals)
}

/// A count of things: "1 batch", "2 batches".
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number as f64, 0),
        if number == 1 { one } else { many }
    )
}

/// Words joined as in speech: "a, b and c".
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The text with a capital at its start.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// "met", "missed", "undecided".
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::Missed => "missed",
        Standing::Undecided => "undecided",
    }
}

/// "95 % interval".
pub(super) fn interval_name(plan: &Plan) -> String {
    format!("{} interval", exact(Quantity::Share, plan.confidence))
}

/// What is shown for a scope; its bare name where it has no label.
pub(super) fn label<'a>(results: &'a Results, scope: &'a str) -> &'a str {
    let known = results
        .plan
        .scopes
        .iter()
        .find(|known| known.scope == scope);
    known.map_or_else(
        || scope.split_once('.').map_or(scope, |(_, name)| name),
        |known| known.label.as_str(),
    )
}

/// What a target asks for, in words.
pub(super) fn target(results: &Results, name: &str) -> String {
    match name {
        "batches_per_day" => "Batches released a day".to_owned(),
        "units_per_day" => "Units released a day".to_owned(),
        "release" => match results.plan.target.release_within_hours {
            Some(hours) => format!("Batches released within {}", exact(Quantity::Hours, hours)),
            None => "Batches released in time".to_owned(),
        },
        other => other.replace('_', " "),
    }
}

/// The quantity of a target.
pub(super) fn target_quantity(name: &str) -> Quantity {
    if name == "release" {
        Quantity::Share
    } else {
        Quantity::Number
    }
}

/// Reads an ISO 8601 date-time, or a date as its midnight.
pub(super) fn instant(text: &str) -> Option<DateTime> {
    text.parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(DateTime::from))
        .ok()
}

/// "13 Apr".
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// "13 Apr 2020, 08:00"; what is no date is shown as it is.
pub(super) fn date_time(text: &str) -> String {
    instant(text).map_or_else(
        || text.to_owned(),
        |time| time.strftime("%-d %b %Y, %H:%M").to_string(),
    )
}

/// "Mon 13 Apr 2020"; what is no date is shown as it is.
pub(super) fn date(text: &str) -> String {
    instant(text).map_or_else(
        || text.to_owned(),
        |time| time.strftime("%a %-d %b %Y").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(mean: f64, half_width: f64) -> Estimate {
        Estimate {
            mean: Some(mean),
            half_width: Some(half_width),
            lower: Some(mean - half_width),
            upper: Some(mean + half_width),
            replications: 40,
        }
    }

    /// The text with ordinary spaces.
    fn spaced(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn the_half_width_decides_on_the_digits() {
        let shown = |quantity, mean, width| spaced(&with_interval(quantity, &known(mean, width)));
        assert_eq!(
            shown(Quantity::Number, 133.751, 0.63),
            "133.8 (133.1 to 134.4)"
        );
        assert_eq!(
            shown(Quantity::Number, 41_023_456.0, 312_000.0),
            "41.0 M (40.7 to 41.3 M)"
        );
        assert_eq!(
            shown(Quantity::Number, 12_155.4, 12.0),
            "12,155 (12,143 to 12,167)"
        );
        assert_eq!(
            shown(Quantity::Share, 0.9714, 0.006),
            "97.1 % (96.5 to 97.7 %)"
        );
        assert_eq!(
            shown(Quantity::Hours, 2.083, 0.07),
            "2 h 05 min (2 h 01 min to 2 h 09 min)"
        );
        assert_eq!(
            shown(Quantity::Hours, 2.083, 0.007),
            "125.0 min (124.6 to 125.4 min)"
        );
        assert_eq!(
            shown(Quantity::Hours, 0.3133, 0.004),
            "18.80 min (18.56 to 19.04 min)"
        );
        assert_eq!(shown(Quantity::Number, 0.0, 0.0), "0 (0 to 0)");
        assert_eq!(mean(Quantity::Number, &Estimate::default()), "–");
    }

    #[test]
    fn targets_are_shown_as_they_were_given() {
        assert_eq!(spaced(&exact(Quantity::Number, 134.0)), "134");
        assert_eq!(spaced(&exact(Quantity::Number, 41_000_000.0)), "41 M");
        assert_eq!(spaced(&exact(Quantity::Number, 12_345.678)), "12,345.678");
        assert_eq!(spaced(&exact(Quantity::Share, 0.95)), "95 %");
        assert_eq!(spaced(&exact(Quantity::Share, 0.999)), "99.9 %");
        assert_eq!(spaced(&exact(Quantity::Hours, 4.0)), "4 h");
        assert_eq!(spaced(&exact(Quantity::Hours, 0.5)), "30 min");
        assert_eq!(spaced(&exact(Quantity::Hours, 2.5)), "2 h 30 min");
    }

    #[test]
    fn dates_and_texts_are_shown_as_people_write_them() {
        assert_eq!(date_time("2020-04-13T08:00:00"), "13 Apr 2020, 08:00");
        assert_eq!(date("2020-04-13"), "Mon 13 Apr 2020");
        assert_eq!(date_time("tomorrow"), "tomorrow");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
