//! Tests through the crate's public face, in one binary.

mod breakdowns;
mod closing;
mod commands;
mod coverage_search;
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
mod report;
mod rooms;
mod scenarios;
mod schema;
mod search;
mod teams;
mod theory;
mod tidy;
mod ties;
mod traces;
mod waits;
