//! See `seatwright_testkit::noise::cart`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| seatwright_testkit::noise::cart(bytes));
