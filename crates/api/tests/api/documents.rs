//! The tables of the documents say what is there: every operation with whom it is for and which tests call it, and every error
//! code with the rules that give it and what removes it.
//!
//! Both are written anew, what people decided in them kept, by
//! `COVERED=$PWD/target/covered UPDATE=1 cargo test -p seatwright-api` twice: the first run notes which tests call what.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use seatwright_api::{error_codes, operations, place_codes};
use seatwright_domain::rule::Rule;

const TEST_FILES_MAX: usize = 3;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rows of the table with this heading, and the page with other rows in their place.
fn table(page: &str, heading: &str, rows: &[String]) -> (Vec<String>, String) {
    let begin = page.find(heading).unwrap_or_else(|| panic!("no table {heading}"));
    let head: usize = page[begin..].lines().take(2).map(|line| line.len() + 1).sum();
    let body = begin + head;
    let written: Vec<String> =
        page[body..].lines().take_while(|line| line.starts_with('|')).map(str::to_owned).collect();
    let end = body + written.iter().map(|line| line.len() + 1).sum::<usize>();
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    (written, format!("{}{rows}{}", &page[..body], &page[end..]))
}

/// Compares a table of a page with the rows it should have, or writes them.
fn hold(file: &str, heading: &str, rows: &[String]) {
    let path = workspace().join("docs").join(file);
    let page = fs::read_to_string(&path).unwrap();
    let (written, renewed) = table(&page, heading, rows);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, renewed).unwrap();
        return;
    }
    for (written, expected) in written.iter().zip(rows) {
        assert_eq!(
            written, expected,
            "docs/{file} is out of date; the head of this file says how to renew it"
        );
    }
    assert_eq!(written.len(), rows.len(), "docs/{file} has more or fewer rows than there should be");
}

fn cells(row: &str) -> Vec<String> {
    row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

/// Which test files called an operation in the run that noted it.
fn noted() -> BTreeMap<String, BTreeSet<String>> {
    let mut noted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let Some(folder) = std::env::var_os("COVERED") else { return noted };
    for entry in fs::read_dir(folder).into_iter().flatten() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap_or_default().lines() {
            if let Some((operation, file)) = line.split_once('\t') {
                noted.entry(operation.to_owned()).or_default().insert(file.to_owned());
            }
        }
    }
    noted
}

const OPERATIONS: &str = "| Operation | What | Clients | Tests |";

#[test]
fn the_table_of_operations_is_the_list_of_the_router_and_every_one_is_tested() {
    let page = fs::read_to_string(workspace().join("docs/api.md")).unwrap();
    let (written, _) = table(&page, OPERATIONS, &[]);
    let known: BTreeMap<String, Vec<String>> = written
        .iter()
        .map(|row| cells(row))
        .map(|cells| (cells[0].trim_matches('`').to_owned(), cells))
        .collect();
    let noted = noted();
    let mut rows = Vec::new();
    // As in the document: the operations of an address stand together.
    let mut all = operations();
    let paths: Vec<&str> = all.iter().map(|operation| operation.path).collect();
    all.sort_by_key(|operation| paths.iter().position(|path| *path == operation.path));
    for operation in all {
        let name = format!("{} {}", operation.method, operation.path);
        let old = known.get(&name);
        let own = if operation.path.starts_with("/seatwright") { "own" } else { "–" };
        let clients = old.map_or(own, |cells| cells[2].as_str());
        let tests = match noted.get(&name) {
            Some(files) => {
                let speaking = files.iter().filter(|file| speaks(file, operation.path));
                speaking.take(TEST_FILES_MAX).cloned().collect::<Vec<_>>().join(", ")
            }
            None => old.map_or_else(String::new, |cells| cells[3].clone()),
        };
        rows.push(format!("| `{name}` | {} | {clients} | {tests} |", operation.summary));
        assert!(std::env::var_os("UPDATE").is_some() || !tests.is_empty(), "no test calls {name} over HTTP");
        for file in tests.split(", ").filter(|file| !file.is_empty()) {
            assert!(speaks(file, operation.path), "{file} does not speak of {}", operation.path);
        }
    }
    hold("api.md", OPERATIONS, &rows);
}

/// Whether a test is there, and it, or the world that it works in, has the word of the path that tells the operation from others;
/// walks over all operations have none.
fn speaks(file: &str, path: &str) -> bool {
    let file = workspace().join("crates/api/tests").join(file);
    let read =
        |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let world = ["world.rs", "desk.rs"].map(|name| file.with_file_name(name));
    let world: String = world.iter().filter(|file| file.exists()).map(|file| read(file)).collect();
    let text = read(&file) + &world;
    let word = path.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default();
    let word = word.split('.').find(|part| !part.is_empty()).unwrap_or_default();
    text.contains("operations()") || text.to_ascii_lowercase().contains(&word.to_ascii_lowercase())
}

const CODES: &str = "| Code | Status | Name | What it says | Rules | Remedies |";

#[test]
fn the_table_of_error_codes_is_up_to_date() {
    let given = given();
    let rows: Vec<String> = error_codes()
        .iter()
        .map(|code| {
            let (rules, remedies) = given.get(code.name).cloned().unwrap_or_default();
            let remedies: Vec<String> = remedies.iter().map(|remedy| format!("`{remedy}`")).collect();
            let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            format!(
                "| {} | {} | `{}` | {} | {} | {} |",
                code.number,
                code.status,
                code.name,
                code.text,
                rules.join(", "),
                remedies.join(", ")
            )
        })
        .collect();
    hold("error-codes.md", CODES, &rows);
    let rows: Vec<String> = place_codes()
        .iter()
        .map(|own| {
            let status = own.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
            format!("| {} | {status} | `{}` | {} | {} |", own.number, own.name, own.place, own.when)
        })
        .collect();
    hold("error-codes.md", PLACES, &rows);
}

const PLACES: &str = "| Code | Status | Name | Where | When |";

/// The rules and remedies of each reason, by its name, as the rules give it.
fn given() -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let mut files = Vec::new();
    collect(&workspace().join("crates/domain/src"), &mut files);
    let mut given: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for part in code.split("Reason::").skip(1) {
            // What belongs to a reason ends with the function it is made in.
            let part = part.split("\n}\n").next().unwrap_or_default();
            let (Some(name), Some(rule)) = (after(part, "Code::").next(), after(part, "Rule::").next())
            else {
                continue;
            };
            let entry = given.entry(in_words(&name, '-')).or_default();
            entry.0.extend(
                Rule::ALL
                    .iter()
                    .find(|known| format!("{known:?}") == rule)
                    .map(|known| known.id().to_owned()),
            );
            entry.1.extend(after(part, "Remedy::").map(|remedy| in_words(&remedy, '_')));
        }
    }
    given
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            false => {}
        }
    }
    files.sort();
}

/// The names that stand after a mark.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = String> + 'a {
    text.split(mark).skip(1).map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}

/// `NoSeatFree` as `no-seat-free`.
fn in_words(name: &str, joint: char) -> String {
    let mut words = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && place > 0 {
            words.push(joint);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
