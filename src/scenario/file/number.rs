//! Numbers of a scenario file.

use super::forms::{Forms, Read, read_forms};
use crate::scenario::meant;
use crate::scenario::problem::Complaint;

/// A real number: 0, or one whose size is in a range that is safe to compute with. Other numbers
/// are refused when they are read, so that no sum or product of a few numbers is infinite; -0 is
/// read as 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Number(f64);

/// Largest size of a number in a scenario.
const LARGEST: f64 = 1e15;

/// Smallest size of a number other than 0 in a scenario.
const SMALLEST: f64 = 1e-15;

/// A whole number, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Whole(u64);

impl Number {
    pub(in crate::scenario) fn value(self) -> f64 {
        self.0
    }

    /// Checks a number. This is the only way to make a [`Number`].
    pub(in crate::scenario) fn of(number: f64) -> Result<Self, Complaint> {
        if !number.is_finite() {
            let help = "write a number such as 0.5";
            return Err(Complaint::new(
                format!("{number} is not a finite number"),
                help,
            ));
        }
        if number.abs() > LARGEST {
            let message = format!("the number {number:e} is too large");
            let help = format!("numbers go up to {LARGEST:e}");
            return Err(Complaint::new(message, help));
        }
        if number != 0.0 && number.abs() < SMALLEST {
            let message = format!("the number {number:e} is too close to 0");
            let help = format!("write 0; the smallest number above it is {SMALLEST:e}");
            return Err(Complaint::new(message, help));
        }
        // adding 0 turns -0 into 0
        Ok(Self(number + 0.0))
    }
}

impl Whole {
    pub(in crate::scenario) fn value(self) -> u64 {
        self.0
    }

    pub(super) fn of(number: i64) -> Result<Self, Complaint> {
        let whole = u64::try_from(number).map(Self);
        whole.map_err(|_| {
            let help = format!("write {} if the minus is a mistake", number.unsigned_abs());
            Complaint::new(format!("{number} is negative"), help)
        })
    }
}

/// Returns the problem of a text where a number is expected; perhaps only the quotes are wrong.
pub(super) fn number_in_quotes(text: &str, expected: &str) -> Complaint {
    let message = if meant::has_other_digits(text) {
        format!("\"{text}\": {}", meant::OTHER_DIGITS)
    } else {
        format!("expected {expected}, found the text \"{text}\"")
    };
    let is_whole = expected != "a number";
    let example = if is_whole { 4.0 } else { 0.5 };
    let help = match meant::bare(text).strip_prefix('-') {
        Some(size) if is_whole => {
            meant::number(size, true).map(|help| format!("{help} if the minus is a mistake"))
        }
        _ => meant::number(text, is_whole),
    };
    Complaint::new(
        message,
        help.unwrap_or_else(|| format!("write {expected} such as {example}")),
    )
}

impl Forms<'_> for Number {
    const WRITTEN: &'static str = "a number such as 0.5";

    fn number(number: f64) -> Read<Self> {
        Some(Self::of(number))
    }

    fn text(text: &str) -> Read<Self> {
        Some(Err(number_in_quotes(text, "a number")))
    }
}

/// Returns the problem of a whole number such as `1.000`, which is a thousand in many countries.
pub(super) fn perhaps_thousands(number: f64) -> Complaint {
    let thousands = number * 1000.0;
    let message = format!("{number}.000 can be {number} or {thousands}");
    let help = format!("write {thousands}, or {number} if {number} is meant");
    Complaint::new(message, help)
}

/// Returns the number as a whole number, if it is one.
pub(super) fn as_whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 2_f64.powi(53)).then_some(number as i64)
}

impl Forms<'_> for Whole {
    const WRITTEN: &'static str = "a whole number such as 4";

    fn whole(number: i64) -> Read<Self> {
        Some(Self::of(number))
    }

    fn number(number: f64) -> Read<Self> {
        as_whole(number).map(Self::of)
    }

    fn perhaps_thousands(number: f64) -> Read<Self> {
        Some(Err(perhaps_thousands(number)))
    }

    fn text(text: &str) -> Read<Self> {
        Some(Err(number_in_quotes(text, "a whole number")))
    }
}

read_forms!(Number, Whole);
