//! Running mean and variance, for series that are too many to keep value by value.

/// Mean and sum of squared deviations, one value at a time (Welford 1962).
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

    /// The moments of some values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }

    /// How many values were added.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Their mean; 0 where there are none.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Their variance with n - 1 in the denominator; `None` below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / f64::from(self.count - 1))
    }
}
