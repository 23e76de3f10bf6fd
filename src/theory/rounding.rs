//! Loads that are a whole number but for rounding.

/// Loads closer to a whole number than this, relative to the larger of the load and 1, count as
/// that number.
const ROUNDING: f64 = 1e-9;

/// A load, and as much more as rounding may have taken from it.
pub(super) fn rounded_up(load: f64) -> f64 {
    load + ROUNDING * load.max(1.0)
}

/// A load, and as much less as rounding may have added to it.
pub(super) fn rounded_down(load: f64) -> f64 {
    load - ROUNDING * load.max(1.0)
}

/// The smallest whole number above a load.
pub(super) fn above(load: f64) -> u64 {
    (rounded_up(load).floor() as u64).saturating_add(1)
}
