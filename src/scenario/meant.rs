//! What a value with marks around it, in digits of another script, in words, or of several numbers
//! was meant to be. It is only used in advice: no such value is read.

mod bare;
mod change;
mod clock;
mod numbers;
mod several;
mod words;

pub(super) use bare::{OTHER_DIGITS, ascii, bare, enclosed, has_other_digits};
pub(super) use change::{Change, change};
pub(super) use clock::{days, hours};
pub(super) use numbers::{Wanted, has_digits, number, perhaps_thousands, wholes};
pub(super) use several::{Several, one_of_numbers, several, with_units};
pub(super) use words::{in_decimals, in_digits, truth};
