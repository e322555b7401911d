//! The documents say what is there: every operation, and nothing else.

use std::collections::BTreeSet;

use seatwright_api::{error_codes, operations};

const API: &str = include_str!("../../../../docs/api.md");
const CODES: &str = include_str!("../../../../docs/error-codes.md");

#[test]
fn the_table_of_operations_is_the_list_of_the_router() {
    let written: BTreeSet<String> = API
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once("` | `"))
        .filter(|(method, _)| method.chars().all(|c| c.is_ascii_uppercase()))
        .filter_map(|(method, rest)| Some(format!("{method} {}", rest.split_once('`')?.0)))
        .collect();
    let there: BTreeSet<String> =
        operations().iter().map(|operation| format!("{} {}", operation.method, operation.path)).collect();
    assert_eq!(written, there);
}

#[test]
fn the_table_of_error_codes_is_up_to_date() {
    let rows: Vec<String> = error_codes()
        .iter()
        .map(|code| format!("| {} | {} | `{}` | {} |", code.number, code.status, code.name, code.text))
        .collect();
    let written: Vec<&str> = CODES.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert_eq!(written, rows, "the rows of docs/error-codes.md should be:\n{}", rows.join("\n"));
}
