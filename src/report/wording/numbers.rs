//! Numbers with their units.
//!
//! A number is shown to the precision of its half-width: to two of the half-width's significant
//! digits if that begins with 1 or 2, else to one.

use crate::metric::{self, Aim, Metric};
use crate::results::{Estimate, Plan};
use crate::time;

use super::digits::{grouped, percent_digits, trimmed, without_zeros};

/// Text in place of a number that is not known.
pub(in crate::report) const NOTHING: &str = "–";

/// The kind of a number, which decides its unit and form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Quantity<'a> {
    /// A duration, kept in hours.
    Hours,
    /// A share in [0, 1], shown in percent.
    Share,
    /// A difference of shares, shown in percentage points.
    Points,
    /// Money in this currency; empty if the scenario names none.
    Money(&'a str),
    /// Anything else: batches, units, lanes.
    Number,
    /// A number shown as it is, such as a value of the scenario or a number of rows.
    Plain,
}

/// How a number and its interval are shown together: the digits of the number times `factor`, then
/// the suffix and the currency.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form<'a> {
    factor: f64,
    suffix: &'static str,
    currency: &'a str,
    /// Number of decimals; `None` for hours and minutes, "2 h 05 min".
    decimals: Option<usize>,
    /// Whether it is a share, which has more decimals if it would look like 0 or 100 %.
    is_share: bool,
}

impl<'a> Quantity<'a> {
    /// Returns the quantity of a metric, in the currency of the scenario.
    pub(in crate::report) fn of(metric: Metric, plan: &'a Plan) -> Self {
        Self::in_currency(metric.quantity(), plan)
    }

    /// Returns the quantity of a part of the target.
    pub(in crate::report) fn of_aim(aim: Aim, plan: &'a Plan) -> Self {
        Self::in_currency(aim.quantity(), plan)
    }

    fn in_currency(quantity: metric::Quantity, plan: &'a Plan) -> Self {
        match quantity {
            metric::Quantity::Hours => Self::Hours,
            metric::Quantity::Share => Self::Share,
            metric::Quantity::Money => {
                Self::Money(plan.currency.as_deref().unwrap_or_default().trim())
            }
            metric::Quantity::Number => Self::Number,
        }
    }

    /// Returns the currency; empty if this is not money or the scenario names none.
    fn currency(self) -> &'a str {
        match self {
            Self::Money(currency) => currency,
            Self::Hours | Self::Share | Self::Points | Self::Number | Self::Plain => "",
        }
    }

    /// Returns the form that suits a value with this half-width.
    fn form(self, value: f64, half_width: Option<f64>) -> Form<'a> {
        let size = value.abs();
        let (factor, suffix) = match self {
            Self::Share => (100.0, "\u{a0}%"),
            Self::Points => (100.0, POINTS),
            Self::Hours if size >= 48.0 => (1.0 / 24.0, "\u{a0}days"),
            Self::Hours
                if size >= 1.5
                    && half_width.is_none_or(|width| width == 0.0 || width >= 1.0 / 60.0) =>
            {
                return Form {
                    factor: 1.0,
                    suffix: "",
                    currency: "",
                    decimals: None,
                    is_share: false,
                };
            }
            Self::Hours if size >= 1.0 / 60.0 || size == 0.0 => (60.0, "\u{a0}min"),
            Self::Hours => (3600.0, "\u{a0}s"),
            Self::Number | Self::Plain | Self::Money(_) => large(size, 999_950.0),
        };
        let decimals = decimals(value * factor, half_width.map(|width| width * factor));
        let (fewest, most) = match self {
            // a rounded rise must not exceed what is left to 100 %
            Self::Points if half_width.is_some_and(|width| width > 0.0) => (1, 2),
            Self::Share | Self::Points => (0, 2),
            // as exact as people pay, in a table as in a sentence
            Self::Money(_) if size >= 100.0 && suffix.is_empty() => (0, 0),
            Self::Hours | Self::Number | Self::Plain | Self::Money(_) => (0, usize::MAX),
        };
        Form {
            factor,
            suffix,
            currency: self.currency(),
            decimals: Some(decimals.max(fewest).min(most)),
            is_share: self == Self::Share,
        }
    }
}

impl Form<'_> {
    /// Returns a number in this form without its unit.
    fn digits(self, value: f64) -> String {
        match self.decimals {
            Some(decimals) if self.is_share => percent_digits(value, decimals),
            Some(decimals) => grouped(value * self.factor, decimals),
            None => hours_minutes(value),
        }
    }

    /// Returns a number in this form.
    fn show(self, value: f64) -> String {
        let digits = self.digits(value);
        match self.suffix {
            POINTS => format!("{digits}{}", of_points(&digits)),
            _ => digits + &self.unit(),
        }
    }

    /// Returns two numbers in this form with one unit.
    fn show_range(self, (lower, upper): (f64, f64)) -> String {
        let (lower, upper) = (self.digits(lower), self.digits(upper));
        format!("{lower} to\u{a0}{upper}{}", self.unit())
    }

    /// Returns a difference in this form with its sign and without its unit.
    fn show_signed(self, value: f64) -> String {
        let digits = self.digits(value);
        let is_zero = !digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
        if value == 0.0 {
            "0".to_owned()
        } else if value > 0.0 && !is_zero {
            format!("+{digits}")
        } else {
            digits
        }
    }

    /// Returns the unit that follows the digits.
    fn unit(self) -> String {
        self.suffix.to_owned() + &after_space(self.currency)
    }
}

/// Returns the factor and the suffix of a number of this size; `million` is the smallest size that
/// is shown in millions.
fn large(size: f64, million: f64) -> (f64, &'static str) {
    match size {
        size if size >= 1e9 => (1e-9, "\u{a0}bn"),
        size if size >= million => (1e-6, "\u{a0}M"),
        _ => (1.0, ""),
    }
}

/// Suffix of a number of percentage points.
const POINTS: &str = "\u{a0}percentage\u{a0}points";

/// Returns the suffix of percentage points after these digits: singular after 1.
fn of_points(digits: &str) -> &'static str {
    match digits.trim_start_matches('−') {
        "1" => "\u{a0}percentage\u{a0}point",
        _ => POINTS,
    }
}

/// Returns the currency after a space; empty if there is none.
fn after_space(currency: &str) -> String {
    if currency.is_empty() {
        String::new()
    } else {
        format!("\u{a0}{currency}")
    }
}

/// Returns hours and minutes, such as "2 h 05 min".
fn hours_minutes(hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    let sign = if minutes < 0.0 { "−" } else { "" };
    let (whole, rest) = ((minutes.abs() / 60.0).floor(), minutes.abs() % 60.0);
    format!("{sign}{whole:.0}\u{a0}h\u{a0}{rest:02.0}\u{a0}min")
}

/// Returns the number of decimals for a value with this half-width; a half-width of 0 means that
/// the value is exact.
fn decimals(value: f64, half_width: Option<f64>) -> usize {
    let magnitude = if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    // a whole number, except for rounding errors
    let is_whole = (value - value.round()).abs() <= 1e-9 * value.abs();
    let wanted = match half_width {
        Some(width) if width > 0.0 => {
            let leading = width.log10().floor() as i32;
            let first_digit = width / 10f64.powi(leading);
            let finer = i32::from(first_digit < 3.0);
            (finer - leading).min(4 - magnitude)
        }
        _ if is_whole => 0,
        Some(_) => 4 - magnitude,
        None => 2 - magnitude,
    };
    wanted.clamp(0, 6) as usize
}

/// Returns the half-width on which the number of decimals depends: half of the interval's width, or
/// the distance from the mean to the lower end if there is no upper end.
fn reach(estimate: &Estimate) -> Option<f64> {
    let reach = match (estimate.lower?, estimate.upper) {
        (lower, Some(upper)) => (upper - lower) / 2.0,
        (lower, None) => estimate.mean? - lower,
    };
    Some(reach.max(0.0))
}

/// Returns the mean of an estimate: "133.8", "2 h 05 min", "97.1 %", "41.0 M".
pub(in crate::report) fn mean(quantity: Quantity<'_>, estimate: &Estimate) -> String {
    estimate.mean.map_or_else(
        || NOTHING.to_owned(),
        |mean| quantity.form(mean, reach(estimate)).show(mean),
    )
}

/// Returns a lower bound, which is not negative, rounded down.
pub(in crate::report) fn at_least(quantity: Quantity<'_>, bound: f64) -> String {
    let form = quantity.form(bound, None);
    let (factor, decimals) = match form.decimals {
        Some(decimals) => (form.factor, decimals),
        None => (60.0, 0),
    };
    let digits = 10f64.powi(decimals as i32) * factor;
    // a bound that has only these digits stays, whatever the rounding errors
    form.show((bound * digits * (1.0 + 1e-9)).floor() / digits)
}

/// Returns the interval of an estimate, "133.1 to 134.4", or "from 133.1 upward" if it has no upper
/// end; `None` if there is no interval.
pub(in crate::report) fn interval(quantity: Quantity<'_>, estimate: &Estimate) -> Option<String> {
    let form = quantity.form(estimate.mean?, reach(estimate));
    let lower = estimate.lower?;
    Some(match estimate.upper {
        Some(upper) => form.show_range((lower, upper)),
        None => format!("from\u{a0}{} upward", form.show(lower)),
    })
}

/// Returns the mean with its interval, "133.8 (133.1 to 134.4)".
pub(in crate::report) fn with_interval(quantity: Quantity<'_>, estimate: &Estimate) -> String {
    let mean = mean(quantity, estimate);
    match interval(quantity, estimate) {
        Some(interval) => format!("{mean} ({interval})"),
        None => mean,
    }
}

/// Returns a difference with its sign: "+3.2 percentage points", "−12 min".
pub(in crate::report) fn signed(quantity: Quantity<'_>, estimate: &Estimate) -> String {
    estimate.mean.map_or_else(
        || NOTHING.to_owned(),
        |mean| {
            let form = signed_form(quantity, estimate);
            form.show_signed(mean) + &form.unit()
        },
    )
}

/// Returns the form of a difference and of its interval: that of the largest of the three.
fn signed_form<'a>(quantity: Quantity<'a>, estimate: &Estimate) -> Form<'a> {
    let all = [estimate.mean, estimate.lower, estimate.upper];
    let largest = all.into_iter().flatten().map(f64::abs).fold(0.0, f64::max);
    quantity.form(largest, reach(estimate))
}

/// Returns the interval of a difference, "−4 and +9 min"; `None` if it lacks an end. `joint` stands
/// between the ends.
pub(in crate::report) fn signed_interval(
    quantity: Quantity<'_>,
    estimate: &Estimate,
    joint: &str,
) -> Option<String> {
    let (lower, upper) = (estimate.lower?, estimate.upper?);
    let form = signed_form(quantity, estimate);
    let (lower, upper) = (form.show_signed(lower), form.show_signed(upper));
    Some(format!("{lower} {joint}\u{a0}{upper}{}", form.unit()))
}

/// Returns a number without uncertainty, such as a target: "134", "41 M", "4 h", "95 %".
pub(in crate::report) fn exact(quantity: Quantity<'_>, value: f64) -> String {
    match quantity {
        Quantity::Hours => time::in_words(value).replace(' ', "\u{a0}"),
        Quantity::Share => {
            let digits = without_zeros(&percent_digits(value, 3)).to_owned();
            format!("{digits}\u{a0}%")
        }
        Quantity::Points => {
            let points = trimmed(value * 100.0);
            format!("{points}{}", of_points(&points))
        }
        Quantity::Number | Quantity::Plain | Quantity::Money(_) => {
            let (factor, suffix) = large(value.abs(), 1e6);
            trimmed(value * factor) + suffix + &after_space(quantity.currency())
        }
    }
}

/// Returns an estimate without an interval.
pub(in crate::report) fn alone(mean: Option<f64>) -> Estimate {
    Estimate {
        mean,
        ..Estimate::default()
    }
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

    /// Returns the text with ordinary spaces.
    fn spaced(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn a_lower_bound_is_never_rounded_up() {
        let cases = [
            (Quantity::Number, 2_189.5, "2,189"),
            (Quantity::Number, 12.0, "12"),
            (Quantity::Points, 0.027, "2.70 percentage points"),
            (Quantity::Points, 0.027_59, "2.75 percentage points"),
            (Quantity::Hours, 2.99, "2 h 59 min"),
            (Quantity::Hours, 0.5, "30 min"),
        ];
        for (quantity, bound, shown) in cases {
            assert_eq!(spaced(&at_least(quantity, bound)), shown);
        }
    }

    #[test]
    fn a_difference_and_its_interval_have_one_unit() {
        let difference = Estimate {
            mean: Some(-0.006),
            lower: Some(-0.027),
            upper: Some(-0.002),
            ..known(0.0, 0.0)
        };
        assert_eq!(spaced(&signed(Quantity::Hours, &difference)), "−0.4 min");
        let interval = signed_interval(Quantity::Hours, &difference, "to").expect("both ends");
        assert_eq!(spaced(&interval), "−1.6 to −0.1 min");
    }

    #[test]
    fn the_half_width_decides_on_the_digits() {
        let (number, hours) = (Quantity::Number, Quantity::Hours);
        let money = Quantity::Money("CNY");
        let cases = [
            (number, 133.751, 0.63, "133.8 (133.1 to 134.4)"),
            (number, 41_023_456.0, 312_000.0, "41.0 M (40.7 to 41.3 M)"),
            (number, 12_155.4, 12.0, "12,155 (12,143 to 12,167)"),
            (number, 3600.0, 0.0, "3,600 (3,600 to 3,600)"),
            (money, 613.8, 0.5, "614 CNY (613 to 614 CNY)"),
            (number, 0.0, 0.0, "0 (0 to 0)"),
            (Quantity::Share, 0.9714, 0.006, "97.1 % (96.5 to 97.7 %)"),
            (Quantity::Share, 0.9998, 0.004, "99.98 % (99.6 to 100.4 %)"),
            (hours, 2.083, 0.07, "2 h 05 min (2 h 01 min to 2 h 09 min)"),
            (hours, 2.083, 0.007, "125.0 min (124.6 to 125.4 min)"),
            (hours, 0.3133, 0.004, "18.80 min (18.56 to 19.04 min)"),
            (money, 31_204.4, 312.0, "31,204 CNY (30,892 to 31,516 CNY)"),
            (
                money,
                1_250_000.0,
                50_000.0,
                "1.25 M CNY (1.20 to 1.30 M CNY)",
            ),
            (Quantity::Money(""), 812.25, 31.0, "812 (781 to 843)"),
        ];
        for (quantity, mean, width, shown) in cases {
            let estimate = known(mean, width);
            assert_eq!(spaced(&with_interval(quantity, &estimate)), shown);
        }
        assert_eq!(mean(Quantity::Number, &Estimate::default()), "–");
    }

    #[test]
    fn targets_are_shown_as_they_were_given() {
        assert_eq!(spaced(&exact(Quantity::Number, 134.0)), "134");
        assert_eq!(spaced(&exact(Quantity::Number, 41_000_000.0)), "41 M");
        assert_eq!(spaced(&exact(Quantity::Number, 12_345.678)), "12,345.678");
        assert_eq!(spaced(&exact(Quantity::Money("US $"), 1e7)), "10 M US $");
        assert_eq!(spaced(&exact(Quantity::Share, 0.95)), "95 %");
        assert_eq!(spaced(&exact(Quantity::Share, 0.999)), "99.9 %");
        assert_eq!(spaced(&exact(Quantity::Share, 0.999_999)), "99.9999 %");
        assert_eq!(spaced(&exact(Quantity::Hours, 4.0)), "4 h");
        assert_eq!(spaced(&exact(Quantity::Hours, 0.5)), "30 min");
        assert_eq!(spaced(&exact(Quantity::Hours, 2.5)), "2 h 30 min");
    }
}
