//! Tests through the crate's public face, in one binary.

mod formulas;
mod loads;
// waits for the engine and for `harness::estimate`
#[cfg(any())]
mod theory;
