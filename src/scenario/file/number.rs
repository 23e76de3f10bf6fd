//! Numbers of a scenario file.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer};

use super::forms::{AnyForm, Forms, Read, read_forms};
use crate::scenario::meant::{self, Wanted};
use crate::scenario::problem::Complaint;

/// A real number: 0, or one whose size is in a range that is safe to compute with. Other numbers
/// are refused when they are read, so that no sum or product of a few numbers is infinite; -0 is
/// read as 0. The kind of the number decides what is advised for a text in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::scenario) struct Real<K>(f64, PhantomData<K>);

/// An amount, such as batches a day or money.
pub(in crate::scenario) type Number = Real<Amount>;

/// A factor or a weight.
pub(in crate::scenario) type Part = Real<Proportion>;

/// A share from 0 to 1.
pub(in crate::scenario) type Portion = Real<OfAll>;

/// A number of a range of values for any path.
pub(in crate::scenario) type Swept = Real<Either>;

/// The kind of a number.
pub(in crate::scenario) trait Sort {
    /// What a text in its place is advised to be.
    const WANTED: Wanted;
}

/// Makes kinds of numbers.
macro_rules! sorts {
    ($($sort:ident, $wanted:ident, $about:literal;)*) => {$(
        #[doc = $about]
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub(in crate::scenario) enum $sort {}

        impl Sort for $sort {
            const WANTED: Wanted = Wanted::$wanted;
        }
    )*};
}

sorts! {
    Amount, Amount, "The kind of amounts.";
    Proportion, Part, "The kind of factors and weights.";
    OfAll, Share, "The kind of shares.";
    Either, Any, "The kind of numbers that can be either.";
}

/// Largest size of a number in a scenario.
const LARGEST: f64 = 1e15;

/// Smallest size of a number other than 0 in a scenario.
const SMALLEST: f64 = 1e-15;

/// A whole number, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) struct Whole(u64);

impl<K> Real<K> {
    pub(in crate::scenario) fn value(self) -> f64 {
        self.0
    }

    /// Checks a number. This is the only way to make one.
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
        Ok(Self(number + 0.0, PhantomData))
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
pub(super) fn number_in_quotes(text: &str, expected: &str, wanted: Wanted) -> Complaint {
    let message = if meant::has_other_digits(text) {
        format!("\"{text}\": {}", meant::OTHER_DIGITS)
    } else {
        format!("expected {expected}, found the text \"{text}\"")
    };
    if let Some((message, help)) = meant::change(text, wanted) {
        return Complaint::new(message, help);
    }
    let is_whole = wanted == Wanted::Whole;
    let help = match meant::bare(text).strip_prefix('-') {
        Some(size) if is_whole => {
            meant::number(size, wanted).map(|help| format!("{help} if the minus is a mistake"))
        }
        _ => meant::number(text, wanted),
    };
    if let Some(help) = help {
        return Complaint::new(message, help);
    }
    if let Some((message, help)) = meant::one_of_numbers(text, wanted) {
        return Complaint::new(message, help);
    }
    let only = if meant::has_digits(text) {
        ", and nothing else"
    } else {
        ""
    };
    let help = format!("write {expected} in digits{only}");
    Complaint::new(message, help)
}

impl<K: Sort> Forms<'_> for Real<K> {
    const WRITTEN: &'static str = "a number such as 0.5";

    fn number(number: f64) -> Read<Self> {
        Some(Self::of(number))
    }

    fn text(text: &str) -> Read<Self> {
        Some(Err(number_in_quotes(text, "a number", K::WANTED)))
    }
}

impl<'de, K: Sort> Deserialize<'de> for Real<K> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(AnyForm::new())
    }
}

/// Returns the problem of a number such as `1.000` or `1.500` where a whole one belongs: in many
/// countries it is one of thousands.
pub(super) fn perhaps_thousands(number: f64) -> Complaint {
    let thousands = number * 1000.0;
    if number.fract() != 0.0 {
        let message = format!("expected a whole number, found {number:.3}");
        return Complaint::new(message, format!("write {thousands:.0}"));
    }
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
        Some(Err(number_in_quotes(text, "a whole number", Wanted::Whole)))
    }
}

read_forms!(Whole);
