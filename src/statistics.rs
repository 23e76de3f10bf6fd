//! Observation of single replications, and estimates over replications.
//!
//! A [`Recorder`] observes one replication and returns [`Observations`]: a value for each metric of
//! the [`Catalogue`]. A [`Tally`] sums them over replications, in index order and in memory that
//! does not grow with their number. All inference treats replications as the independent units. An
//! [`Estimate`] is one of three kinds:
//!
//! * a share or a mean of batches, visits, days or hours is a [`Ratio`] of sums (Cochran 1977),
//!   with Hall's (1992) transform of Student's t for skewness; if all replications agree on 0 or 1,
//!   the exact binomial interval (Clopper and Pearson 1934) of the effective number of days (Kish
//!   1965);
//! * a quantile of all batches, from a [`Pool`], with the interval that results from inverting the
//!   interval of the share (Woodruff 1952);
//! * a mean over replications with a Student t interval; arrivals, releases and units a day use two
//!   [`Controls`] (Lavenberg and Welch 1981).
//!
//! This module depends on neither scenario files nor reports.

mod contributions;
mod control;
mod days;
mod interval;
mod known;
mod level;
mod lock;
mod metrics;
mod moments;
mod observation;
mod observed;
mod paired;
mod pool;
mod precision;
mod ratio;
mod recorder;
mod records;
mod sample;
mod student;
mod tally;
mod warm_up;

pub use contributions::Contributions;
pub use control::{Controls, Correction, Response};
pub use days::{DayTotals, Trials};
pub use interval::{Estimate, Range};
pub use lock::Lock;
pub use metrics::{Catalogue, Entry};
pub use moments::Moments;
pub use observation::Observation;
pub use observed::{Observed, Share, Stored};
pub use paired::{Paired, Pairing, paired};
pub use pool::{Pool, Quantile, Times};
pub use precision::{Precision, Stopping, Width};
pub use ratio::{Ratio, Variation};
pub use recorder::{Day, Depth, Detail, Hour, Observations, Recorder};
pub use sample::Sample;
pub use student::Student;
pub use tally::{Best, Evidence, Keep, Quantiles, Tally};
pub use warm_up::{WarmUp, mser};
