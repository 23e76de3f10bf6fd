//! Fuzz target: see `results` in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| clearway_fuzz::results(bytes));
