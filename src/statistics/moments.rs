//! Running mean and variance of values that are not stored.

/// Mean and sum of squared deviations, updated by each value (Welford 1962).
#[derive(Clone, Copy, Debug, Default)]
pub struct Moments {
    count: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds a value.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / f64::from(self.count);
        self.squares += before * (value - self.mean);
    }

    /// Returns the moments of these values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }

    /// Returns the number of values added.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Returns the mean of the added values; 0 if none were added.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the variance of the added values, with n - 1 in the denominator; `None` for fewer
    /// than two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / f64::from(self.count - 1))
    }
}
