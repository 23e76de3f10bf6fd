//! clearway
pub mod calendar;
pub mod distribution;
pub mod model;
pub mod random;
pub mod results;
pub mod time;
