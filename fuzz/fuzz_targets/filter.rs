//! See `seatwright_testkit::noise::filter`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| seatwright_testkit::noise::filter(bytes));
