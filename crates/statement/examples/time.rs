//! How long statements take: `cargo run --release -p seatwright-statement --example time`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::time::Instant;

use seatwright_statement::{Language, render};

fn main() -> Result<(), Box<dyn Error>> {
    for (name, lines, times) in [
        ("first of 40 lines", 40, 1),
        ("40 lines", 40, 20),
        ("5,000 lines", 5_000, 3),
        ("40 lines again", 40, 20),
    ] {
        let mut spent: Vec<u128> = Vec::new();
        let mut size = 0;
        for turn in 0..times {
            // Another number and language each time, so that nothing is answered from a cache.
            let language = Language::ALL[turn % Language::ALL.len()];
            let mut statement = support::sample(language, lines);
            statement.number = format!("G{lines:05}{turn:04}");
            let start = Instant::now();
            size = render(&statement)?.len();
            spent.push(start.elapsed().as_micros());
        }
        spent.sort_unstable();
        let (best, middle, worst) = (spent[0], spent[times / 2], spent[times - 1]);
        println!("{name}: best {best} µs, middle {middle} µs, worst {worst} µs, {size} bytes");
    }
    Ok(())
}
