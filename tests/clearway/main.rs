//! Tests through the crate's public face, in one binary.

mod determinism;
mod diagnostics;
mod formulas;
mod harness;
mod laws;
mod loads;
mod report;
mod scenarios;
mod schema;
mod theory;
mod tidy;
mod ties;
mod traces;
