//! Tests through the crate's public face, in one binary.

mod breakdowns;
mod closing;
mod commands;
mod compare;
mod coverage;
mod determinism;
mod diagnostics;
mod event_logs;
mod everything;
mod exact;
mod exports;
mod formulas;
mod harness;
mod laws;
mod lines;
mod loads;
mod precision;
mod report;
mod rooms;
mod scenarios;
mod schema;
mod teams;
mod theory;
mod tidy;
mod ties;
mod traces;
