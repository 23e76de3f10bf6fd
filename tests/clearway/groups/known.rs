//! What is true of the models, from long runs.

use clearway::metric::Metric::{ReleaseTimeP95, ReleaseTimeP99, ReleasedWithin, WaitMean};

use super::models::Known;
use super::models::Port::{
    Mondays, OneLane80, OneLane90, OneLane90Settled, PeakDay, Period, Seldom, ThreeLanes,
    TwentyLanes, Uneven,
};

/// True values, of 100,000 replications each, as `.ci/long truths` prints them: the minutes of the
/// target, the metric, its value, the standard error, and the skewness of what a replication
/// contributes.
#[rustfmt::skip]
pub(crate) const KNOWN: [Known; 51] = [
    Known::new(PeakDay, 240.0, ReleasedWithin, 0.963_397, 0.000_271, -3.16),
    Known::new(PeakDay, 282.0, ReleasedWithin, 0.988_484, 0.000_147, -5.78),
    Known::new(PeakDay, 347.0, ReleasedWithin, 0.998_673, 0.000_045, -16.23),
    Known::new(PeakDay, 240.0, ReleaseTimeP95, 3.791_185, 0.004_755, 3.16),
    Known::new(PeakDay, 240.0, ReleaseTimeP99, 4.776_846, 0.007_728, 5.78),
    Known::new(OneLane90, 104.0, ReleasedWithin, 0.952_093, 0.000_388, -3.59),
    Known::new(OneLane90, 157.0, ReleasedWithin, 0.990_989, 0.000_166, -8.38),
    Known::new(OneLane90, 231.0, ReleasedWithin, 0.999_273, 0.000_044, -27.18),
    Known::new(OneLane90, 104.0, ReleaseTimeP95, 1.709_179, 0.004_161, 3.59),
    Known::new(OneLane90, 104.0, ReleaseTimeP99, 2.560_856, 0.008_322, 8.38),
    Known::new(OneLane90Settled, 132.0, ReleasedWithin, 0.947_193, 0.000_500, -4.03),
    Known::new(OneLane90Settled, 204.0, ReleasedWithin, 0.989_810, 0.000_225, -9.55),
    Known::new(OneLane90Settled, 306.0, ReleasedWithin, 0.999_031, 0.000_073, -32.64),
    Known::new(OneLane90Settled, 132.0, ReleaseTimeP95, 2.240_457, 0.007_133, 4.03),
    Known::new(OneLane90Settled, 132.0, ReleaseTimeP99, 3.413_697, 0.015_455, 9.55),
    Known::new(OneLane80, 59.0, ReleasedWithin, 0.947_688, 0.000_193, -2.28),
    Known::new(OneLane80, 91.0, ReleasedWithin, 0.989_509, 0.000_095, -5.72),
    Known::new(OneLane80, 140.0, ReleasedWithin, 0.999_076, 0.000_030, -20.04),
    Known::new(OneLane80, 59.0, ReleaseTimeP95, 0.997_895, 0.001_486, 2.28),
    Known::new(OneLane80, 59.0, ReleaseTimeP99, 1.532_086, 0.002_972, 5.72),
    Known::new(ThreeLanes, 68.0, ReleasedWithin, 0.948_185, 0.000_172, -2.58),
    Known::new(ThreeLanes, 100.0, ReleasedWithin, 0.989_299, 0.000_085, -6.24),
    Known::new(ThreeLanes, 147.0, ReleasedWithin, 0.998_952, 0.000_028, -20.64),
    Known::new(ThreeLanes, 68.0, ReleaseTimeP95, 1.145_861, 0.001_189, 2.58),
    Known::new(ThreeLanes, 68.0, ReleaseTimeP99, 1.688_207, 0.002_972, 6.24),
    Known::new(TwentyLanes, 304.0, ReleasedWithin, 0.950_505, 0.000_118, -6.56),
    Known::new(TwentyLanes, 450.0, ReleasedWithin, 0.990_203, 0.000_031, -6.61),
    Known::new(TwentyLanes, 678.0, ReleasedWithin, 0.999_218, 0.000_006, -3.03),
    Known::new(TwentyLanes, 304.0, ReleaseTimeP95, 5.047_146, 0.002_378, 6.56),
    Known::new(TwentyLanes, 304.0, ReleaseTimeP99, 7.470_521, 0.004_755, 6.61),
    Known::new(Uneven, 61.0, ReleasedWithin, 0.951_617, 0.000_278, -3.42),
    Known::new(Uneven, 162.0, ReleasedWithin, 0.990_409, 0.000_159, -8.43),
    Known::new(Uneven, 436.0, ReleasedWithin, 0.998_817, 0.000_068, -24.51),
    Known::new(Uneven, 61.0, ReleaseTimeP95, 0.993_234, 0.004_161, 3.42),
    Known::new(Uneven, 61.0, ReleaseTimeP99, 2.640_081, 0.022_588, 8.43),
    Known::new(Mondays, 57.0, ReleasedWithin, 0.951_030, 0.000_293, -3.30),
    Known::new(Mondays, 89.0, ReleasedWithin, 0.991_177, 0.000_131, -8.09),
    Known::new(Mondays, 132.0, ReleasedWithin, 0.999_159, 0.000_041, -26.38),
    Known::new(Mondays, 57.0, ReleaseTimeP95, 0.943_136, 0.001_783, 3.30),
    Known::new(Mondays, 57.0, ReleaseTimeP99, 1.443_540, 0.004_161, 8.09),
    Known::new(Period, 82.0, ReleasedWithin, 0.952_077, 0.000_231, -3.01),
    Known::new(Period, 119.0, ReleasedWithin, 0.990_720, 0.000_111, -7.05),
    Known::new(Period, 163.0, ReleasedWithin, 0.998_936, 0.000_038, -21.59),
    Known::new(Period, 82.0, ReleaseTimeP95, 1.348_003, 0.001_783, 3.01),
    Known::new(Period, 82.0, ReleaseTimeP99, 1.958_507, 0.004_161, 7.05),
    Known::new(Seldom, 79.0, ReleasedWithin, 0.951_145, 0.000_188, -4.97),
    Known::new(Seldom, 318.0, ReleasedWithin, 0.989_760, 0.000_036, -1.30),
    Known::new(Seldom, 903.0, ReleasedWithin, 0.998_949, 0.000_014, -5.58),
    Known::new(Seldom, 79.0, ReleaseTimeP95, 1.303_729, 0.002_378, 4.97),
    Known::new(Seldom, 79.0, ReleaseTimeP99, 5.401_331, 0.016_644, 1.30),
    Known::new(Seldom, 79.0, WaitMean, 2.473_427, 0.009_893, 3.64),
];
