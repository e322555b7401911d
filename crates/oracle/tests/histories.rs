//! A few hundred random histories for every run of the tests; the program runs as many as one likes.

use seatwright_oracle::history::{History, Tally};
use seatwright_oracle::world::World;
use seatwright_oracle::{charged, owed};

#[test]
fn corrections_by_hand_are_part_of_histories_and_cut_later_credits() {
    let (mut corrected, mut cut) = (0, 0);
    for number in 0..120 {
        let world = History::random(2024, number).live().unwrap();
        for life in owed::lives(&world.history, world.now, &world.ground.policies) {
            corrected += life.corrected.len();
            cut += charged::cut_cycles(&life, &world.history, &world.ground.policies).unwrap().len();
        }
    }
    assert!(corrected > 50 && cut > 7, "{corrected} cycles were corrected, in {cut} a credit was cut");
}

#[test]
fn the_order_of_unrelated_accounts_does_not_matter() {
    let bytes = |world: &World| serde_json::to_string(&world.history).expect("events are JSON");
    for number in 0..20 {
        let (one, other) = (History::random(2022, number), History::random(2023, number));
        let alone = (one.live().unwrap(), other.live().unwrap());
        let (first, second) = one.live_beside(&other).unwrap();
        let (second_again, first_again) = other.live_beside(&one).unwrap();
        for (alone, beside) in
            [(&alone.0, &first), (&alone.0, &first_again), (&alone.1, &second), (&alone.1, &second_again)]
        {
            assert_eq!(bytes(alone), bytes(beside), "history {number}");
        }
    }
}

#[test]
fn a_seed_makes_the_same_histories_again() {
    for number in 0..20 {
        assert_eq!(History::random(7, number), History::random(7, number));
        assert_ne!(History::random(7, number), History::random(8, number));
    }
}

#[test]
fn charges_of_random_histories_are_what_is_owed() {
    let mut tally = Tally::default();
    for number in 0..300 {
        match History::random(2023, number).check() {
            Ok(one) => tally = tally.plus(one),
            Err(fault) => panic!(
                "{fault}\ncut short by: cargo run --release -p seatwright-oracle -- --seed 2023 --first {number} --histories 1"
            ),
        }
    }
    // A generator that makes nothing proves nothing.
    assert!(tally.accepted * 2 > tally.tried, "{tally:?}");
    assert!(tally.lines > 20 * tally.histories, "{tally:?}");
}
