//! Fuzz target: see `tables` in the library.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| clearway_fuzz::tables(bytes));
