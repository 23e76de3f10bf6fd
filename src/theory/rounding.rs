//! Tolerance for loads that would be whole numbers without rounding errors.

/// Loads closer to a whole number than this, relative to the larger of the load and 1, count as
/// that number.
const ROUNDING: f64 = 1e-9;

/// Returns the load plus the largest rounding error.
pub(super) fn rounded_up(load: f64) -> f64 {
    load + ROUNDING * load.max(1.0)
}

/// Returns the load minus the largest rounding error.
pub(super) fn rounded_down(load: f64) -> f64 {
    load - ROUNDING * load.max(1.0)
}

/// Returns the smallest whole number above a load.
pub(super) fn above(load: f64) -> u64 {
    (rounded_up(load).floor() as u64).saturating_add(1)
}
