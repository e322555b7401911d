//! A few hundred random histories for every run of the tests; the program runs as many as one likes.

use seatwright_oracle::history::{History, Tally};

#[test]
fn charges_of_random_histories_are_what_is_owed() {
    let mut tally = Tally::default();
    for number in 0..300 {
        match History::random(2021, number).check() {
            Ok(one) => tally = tally.plus(one),
            Err(fault) => panic!(
                "{fault}\ncut short by: cargo run --release -p seatwright-oracle -- --seed 2021 --first {number} --histories 1"
            ),
        }
    }
    // A generator that makes nothing proves nothing.
    assert!(tally.accepted * 2 > tally.tried, "{tally:?}");
    assert!(tally.lines > 20 * tally.histories, "{tally:?}");
}
