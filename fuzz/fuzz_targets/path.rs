//! See `seatwright_testkit::noise::path`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| seatwright_testkit::noise::path(bytes));
