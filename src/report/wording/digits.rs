//! The digits of numbers.

use crate::metric;

/// Returns a number with fixed decimals, and with commas between thousands.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |parts| parts);
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
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

/// Returns a number with up to three decimals, without trailing zeros.
pub(in crate::report) fn trimmed(value: f64) -> String {
    without_zeros(&grouped(value, 3)).to_owned()
}

/// Returns a number with decimals without the zeros at its end.
pub(super) fn without_zeros(digits: &str) -> &str {
    digits.trim_end_matches('0').trim_end_matches('.')
}

/// Returns a share in percent without its unit, with more decimals if it would look like 0 or
/// 100 %.
pub(super) fn percent_digits(share: f64, decimals: usize) -> String {
    grouped(share * 100.0, metric::decimals_of_share(share, decimals))
}

/// Returns a share in percent.
pub(in crate::report) fn percent(share: f64, decimals: usize) -> String {
    format!("{}\u{a0}%", percent_digits(share, decimals))
}

/// Returns a number with a fixed number of decimals.
pub(in crate::report) fn fixed(value: f64, decimals: usize) -> String {
    grouped(value, decimals)
}
