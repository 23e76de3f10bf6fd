//! What the fuzz targets do. The tests of the command replay the committed inputs with the same
//! functions.

#[path = "../../tests/clearway/audit.rs"]
mod audit;
mod targets;

pub use targets::{document, durations, results, runs, tables};
