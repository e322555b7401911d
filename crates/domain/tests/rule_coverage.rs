//! Every rule of the rulebook is held by code and proved by a test. The list of IDs is a committed copy
//! (`docs/rule-ids.txt`); this test compares it with the code's own list, and looks for each ID in code and in tests.

use std::fs;
use std::path::{Path, PathBuf};

use seatwright_domain::rule::Rule;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The committed list: each ID with its section.
fn committed() -> Vec<(String, u32)> {
    let text = fs::read_to_string(workspace().join("docs/rule-ids.txt")).expect("docs/rule-ids.txt");
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let (id, section) = line.split_once(' ').expect("an ID and its section");
            (id.to_owned(), section.trim().parse().expect("the number of a section"))
        })
        .collect()
}

/// Held by the parts that gather and collect money, whose tests are elsewhere and come with them.
const COLLECTING: [Rule; 2] = [Rule::Inv106, Rule::Self110];

/// The rules that code and tests must know: all of them.
fn required() -> Vec<Rule> {
    Rule::ALL.iter().copied().filter(|rule| !COLLECTING.contains(rule)).collect()
}

/// Rust files under a folder of every crate.
fn files(folder: &str) -> Vec<PathBuf> {
    let crates = fs::read_dir(workspace().join("crates")).expect("the crates");
    let mut found = Vec::new();
    for part in crates {
        collect(&part.expect("a crate").path().join(folder), &mut found);
    }
    found
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The text without lines that only comment: what a comment says proves nothing.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether the text has the word, not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let joins = |character: char| character.is_ascii_alphanumeric();
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

fn missing(of: &[Rule], named: impl Fn(Rule) -> bool) -> Vec<&'static str> {
    of.iter().copied().filter(|rule| !named(*rule)).map(Rule::id).collect()
}

#[test]
fn the_codes_list_is_the_rulebooks() {
    let ours: Vec<&str> = Rule::ALL.iter().filter(|rule| rule.is_mission()).map(|rule| rule.id()).collect();
    let committed = committed();
    let theirs: Vec<&str> = committed.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ours, theirs);
    for rule in Rule::ALL {
        assert_eq!(Rule::parse(rule.id()), Some(*rule));
        assert!(!rule.title().is_empty());
    }
}

#[test]
fn every_rule_is_named_by_code() {
    let sources: Vec<String> = files("src")
        .iter()
        .filter(|path| !path.ends_with("domain/src/rule.rs"))
        .map(|path| fs::read_to_string(path).expect("a source file"))
        .map(|text| code(text.split("#[cfg(test)]").next().unwrap_or_default()))
        .collect();
    let named = |rule: Rule| match rule {
        // A language is a file and not code, so this rule is held by the files that the code reads.
        Rule::Lang01 => ["en", "nl", "sv", "de"].iter().all(|language| {
            let file = format!("data/texts/{language}.ftl");
            workspace().join(&file).is_file() && sources.iter().any(|text| text.contains(&file))
        }),
        rule => sources.iter().any(|text| has_word(text, &format!("Rule::{rule:?}"))),
    };
    let missing = missing(&required(), named);
    assert!(missing.is_empty(), "no code names {missing:?}");
}

#[test]
fn every_rule_is_named_by_a_test() {
    let own = Path::new(file!()).file_name().expect("a name");
    let modules = files("src").into_iter().filter_map(|path| {
        let text = fs::read_to_string(path).expect("a source file");
        text.split_once("#[cfg(test)]").map(|(_, tests)| code(tests))
    });
    let tests = files("tests")
        .into_iter()
        .filter(|path| path.file_name() != Some(own))
        .map(|path| code(&fs::read_to_string(path).expect("a test file")));
    let tests: Vec<String> = modules.chain(tests).collect();
    let named = |rule: Rule| {
        let in_names = rule.id().to_lowercase().replace('-', "_");
        tests.iter().any(|text| {
            has_word(text, rule.id())
                || has_word(text, &in_names)
                || has_word(text, &format!("Rule::{rule:?}"))
        })
    };
    let missing = missing(&required(), named);
    assert!(missing.is_empty(), "no test names {missing:?}");
}

/// Crates in which money is counted, kept or shown. Statements measure paper, and benchmarks measure time.
const MONEY: [&str; 4] = ["domain", "store", "engine", "api"];

#[test]
fn no_float_comes_near_money() {
    let mut found = Vec::new();
    for part in MONEY {
        let mut sources = Vec::new();
        collect(&workspace().join("crates").join(part).join("src"), &mut sources);
        assert!(!sources.is_empty(), "no source of {part}");
        for path in sources {
            let text = code(&fs::read_to_string(&path).expect("a source file"));
            // Readers of JSON must take what is no whole number; no amount is read as one.
            let takes = |line: &&str| line.contains("visit_f64") || line.contains("Number::from_f64");
            let text: String = text.lines().filter(|line| !takes(line)).collect();
            if ["f32", "f64"].iter().any(|float| has_word(&text, float)) {
                found.push(path);
            }
        }
    }
    assert!(found.is_empty(), "a float in {found:?}");
    let lints = fs::read_to_string(workspace().join("Cargo.toml")).expect("Cargo.toml");
    assert!(lints.contains("float_arithmetic = \"deny\""), "the lint is off");
}
