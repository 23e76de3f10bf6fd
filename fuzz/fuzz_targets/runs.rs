//! Fuzz target: see `runs` in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| clearway_fuzz::runs(bytes));
