//! From what happened in a replication to estimates over replications.
//!
//! A [`Recorder`] watches one replication and ends as [`Observations`]: a value for each metric of
//! the [`Catalogue`]. Replications are the unit of all inference: an [`Estimate`] is a mean over
//! them with a Student t-interval. Knows no scenario file and no report.

mod control;
mod interval;
mod level;
mod metrics;
mod moments;
mod paired;
mod precision;
mod recorder;
mod records;
mod sample;
mod warm_up;

pub use control::{Controlled, controlled};
pub use interval::{Estimate, Range, Student};
pub use metrics::{Catalogue, Entry, Observation};
pub use moments::Moments;
pub use paired::{Paired, paired};
pub use precision::{Precision, Width};
pub use recorder::{Day, Depth, Detail, Hour, Observations, Recorder};
pub use sample::Sample;
pub use warm_up::{WarmUp, mser};
