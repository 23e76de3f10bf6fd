//! Tests through the crate's public face, in one binary.

mod breakdowns;
mod closing;
mod determinism;
mod diagnostics;
mod everything;
mod exact;
mod formulas;
mod harness;
mod laws;
mod lines;
mod loads;
mod report;
mod rooms;
mod scenarios;
mod teams;
mod theory;
mod tidy;
mod ties;
mod traces;
