//! Writes a sample: `cargo run -p seatwright-statement --example sample -- out.pdf nl`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;

use seatwright_statement::{Language, render};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: sample FILE [en|nl|sv|de] [LINES]";
    let path = arguments.next().ok_or(usage)?;
    let code = arguments.next().unwrap_or_else(|| "en".to_owned());
    let language = Language::from_code(&code).ok_or(usage)?;
    let lines: usize = arguments.next().map_or(Ok(14), |count| count.parse())?;
    std::fs::write(path, render(&support::sample(language, lines))?)?;
    Ok(())
}
