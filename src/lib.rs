//! clearway
pub mod calendar;
pub mod distribution;
pub mod engine;
pub mod experiment;
pub mod model;
pub mod observe;
pub mod random;
pub mod results;
pub mod statistics;
pub mod theory;
pub mod time;
