//! Statements as people read them: what a file says is checked by reading the file back.

#[path = "../support/mod.rs"]
mod support;

mod content;
mod names;
mod reader;
mod refusals;
mod size;

use seatwright_statement::{Statement, render};

/// All pages of a statement as one text, with fixed spaces made plain.
fn text(statement: &Statement) -> String {
    reader::pages(&render(statement).unwrap()).join(" ").replace('\u{a0}', " ")
}

/// That each text is there, one after the other.
fn says(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { panic!("`{part}` is not in: {rest}") };
        rest = after;
    }
}

/// Whether a run of bytes is in the file as it is.
fn holds(file: &[u8], what: &str) -> bool {
    file.windows(what.len()).any(|window| window == what.as_bytes())
}
