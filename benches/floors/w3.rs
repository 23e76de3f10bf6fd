//! The network W3, in minutes: its parameters, its random draws and its statistics.

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Gamma, LogNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Mean release time of the network, in minutes.
pub(crate) const MEAN: f64 = 18.80;
/// 95th percentile of release times at `size` 1, in minutes.
pub(crate) const P95: f64 = 81.7;

/// Document review; stations are numbered.
pub(crate) const DOCUMENTS: usize = 0;
/// X-ray.
pub(crate) const X_RAY: usize = 1;
/// Inspection, where a fifth of the batches has priority.
pub(crate) const INSPECTION: usize = 2;

/// Returns the lanes of the stations in a port of this size.
pub(crate) fn lanes(size: u32) -> [u32; 3] {
    [6 * size, 2 * size, 10 * size]
}

/// All random draws of the network, from one generator.
pub(crate) struct Draws {
    generator: Xoshiro256PlusPlus,
    gap: f64,
    documents: LogNormal<f64>,
    x_ray: Gamma<f64>,
    inspection: LogNormal<f64>,
}

impl Draws {
    /// Makes the draws of a port in which `size` batches arrive a minute.
    pub(crate) fn new(size: u32, seed: u64) -> Self {
        let lognormal = |mean: f64, cv: f64| {
            let variance = (cv * cv).ln_1p();
            LogNormal::new(mean.ln() - variance / 2.0, variance.sqrt()).expect("valid")
        };
        Self {
            generator: Xoshiro256PlusPlus::seed_from_u64(seed),
            gap: f64::from(size).recip(),
            documents: lognormal(4.8, 0.5),
            x_ray: Gamma::new(4.0, 5.33 / 4.0).expect("valid"),
            inspection: lognormal(61.73, 0.8),
        }
    }

    /// Draws the minutes to the next arrival.
    #[inline]
    pub(crate) fn gap(&mut self) -> f64 {
        let unit: f64 = Exp1.sample(&mut self.generator);
        unit * self.gap
    }

    /// Draws whether the next batch has priority at inspection.
    #[inline]
    pub(crate) fn urgent(&mut self) -> bool {
        self.generator.random::<f64>() < 0.2
    }

    /// Draws the minutes of service at a station.
    #[inline]
    pub(crate) fn service(&mut self, station: usize) -> f64 {
        match station {
            DOCUMENTS => self.documents.sample(&mut self.generator),
            X_RAY => self.x_ray.sample(&mut self.generator),
            _ => self.inspection.sample(&mut self.generator),
        }
    }

    /// Draws the next station of a batch with this number of inspections; `None` if it is released.
    #[inline]
    pub(crate) fn next(&mut self, station: usize, inspections: u8) -> Option<usize> {
        if inspections > 1 {
            return None;
        }
        let share = self.generator.random::<f64>();
        match station {
            DOCUMENTS if share < 0.3 => Some(X_RAY),
            DOCUMENTS if share < 0.384 => Some(INSPECTION),
            X_RAY if share < 0.12 => Some(INSPECTION),
            INSPECTION if share < 0.08 => Some(INSPECTION),
            _ => None,
        }
    }
}

/// Sum and histogram of release times.
#[derive(Clone)]
pub(crate) struct Releases {
    count: u64,
    sum: f64,
    bins: Vec<u32>,
}

/// Bins of the histogram in a minute.
const BINS: f64 = 8.0;

impl Releases {
    /// Makes empty statistics.
    pub(crate) fn new() -> Self {
        Self {
            count: 0,
            sum: 0.0,
            bins: vec![0; 8_192],
        }
    }

    /// Adds a release time in minutes.
    #[inline]
    pub(crate) fn add(&mut self, minutes: f64) {
        self.count += 1;
        self.sum += minutes;
        let bin = ((minutes * BINS) as usize).min(self.bins.len() - 1);
        self.bins[bin] += 1;
    }

    /// Returns the number of releases.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns the mean in minutes.
    pub(crate) fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    /// Returns the 95th percentile in minutes, to the width of a bin.
    pub(crate) fn p95(&self) -> f64 {
        let wanted = (self.count as f64 * 0.95) as u64;
        let mut below = 0;
        let bin = self.bins.iter().position(|count| {
            below += u64::from(*count);
            below > wanted
        });
        bin.map_or(f64::NAN, |bin| (bin as f64 + 0.5) / BINS)
    }

    /// Adds the releases of another run.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            *bin += more;
        }
    }
}
