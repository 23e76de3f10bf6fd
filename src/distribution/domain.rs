//! The domains of the parameters of distributions.

/// A parameter outside its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainError {
    /// The parameter's name in the scenario format.
    pub parameter: &'static str,
    /// What is wrong with it and what it may be.
    pub message: String,
}

impl DomainError {
    pub(super) fn new(parameter: &'static str, message: impl Into<String>) -> Self {
        Self {
            parameter,
            message: message.into(),
        }
    }
}

/// Largest value of a parameter, enough for 300 years in microseconds: sums, products and squares
/// of moments stay finite.
const LARGEST: f64 = 1e16;

/// Range of the coefficient of variation. Below it, a value is practically constant, and the shape
/// of a gamma distribution is too large to compute with.
const CVS: std::ops::RangeInclusive<f64> = 1e-6..=100.0;

fn bounded(parameter: &'static str, value: f64) -> Result<(), DomainError> {
    if value <= LARGEST {
        return Ok(());
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} is too large"),
    ))
}

pub(super) fn non_negative(parameter: &'static str, value: f64) -> Result<(), DomainError> {
    if value.is_finite() && value >= 0.0 {
        return bounded(parameter, value);
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} must be 0 or more"),
    ))
}

pub(super) fn positive(parameter: &'static str, value: f64) -> Result<(), DomainError> {
    if value.is_finite() && value > 0.0 {
        return bounded(parameter, value);
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} must be above 0"),
    ))
}

pub(super) fn coefficient_of_variation(cv: f64) -> Result<(), DomainError> {
    if CVS.contains(&cv) {
        return Ok(());
    }
    let message = "cv must be from 0.000001 to 100; for a constant, write the value alone";
    Err(DomainError::new("cv", message))
}

pub(super) fn ordered(
    parameter: &'static str,
    value: f64,
    lower: &'static str,
    lower_value: f64,
) -> Result<(), DomainError> {
    if value.is_finite() && value >= lower_value {
        return bounded(parameter, value);
    }
    Err(DomainError::new(
        parameter,
        format!("{parameter} is below {lower}"),
    ))
}

pub(super) fn three_points(min: f64, mode: f64, max: f64) -> Result<(), DomainError> {
    non_negative("min", min)?;
    ordered("mode", mode, "min", min)?;
    ordered("max", max, "mode", mode)
}
