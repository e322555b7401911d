//! Every answer that a test gets is held against the OpenAPI document, so that the two cannot drift apart.

use std::fs::OpenOptions;
use std::io::Write as _;

use seatwright_api::{Operation, operation_of};
use serde_json::Value;

/// Compares an answer with what the document says of its operation. Addresses that are none have nothing to compare with.
pub fn hold(method: &str, path: &str, status: u16, bytes: &[u8]) {
    let Some(operation) = operation_of(method, path) else { return };
    note(&operation, status);
    let body: Option<Value> = serde_json::from_slice(bytes).ok();
    let differences = operation.differences(status, body.as_ref());
    assert!(
        differences.is_empty(),
        "{method} {path} answered {status}, which differs from the document: {differences:#?}"
    );
}

/// Notes which test file called an operation with success, in a file of this program's in the folder that `COVERED` names: the
/// table of operations in docs/api.md is made from it.
fn note(operation: &Operation, status: u16) {
    let Some(folder) = std::env::var_os("COVERED") else { return };
    if !operation.statuses.contains(&status) {
        return;
    }
    let thread = std::thread::current();
    // Tasks that a test began run on threads that do not know its name.
    let Some((module, _)) = thread.name().and_then(|name| name.split_once("::")) else { return };
    let program = program();
    // The walk over permissions calls everything, and so does noise: neither tests what an operation does.
    if program == "permissions" || module == "noise" {
        return;
    }
    std::fs::create_dir_all(&folder).expect("the folder of notes");
    let path = std::path::Path::new(&folder).join(format!("{program}.txt"));
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("a file of notes");
    // One write a line: tests run beside each other.
    let line = format!("{} {}\t{program}/{module}.rs\n", operation.method, operation.path);
    file.write_all(line.as_bytes()).expect("a note");
}

/// The name of the test program that runs: that of its file, without the mark of its build.
fn program() -> String {
    let path = std::env::current_exe().expect("a program");
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.rsplit_once('-').map_or(name.clone(), |(name, _)| name.to_owned())
}
