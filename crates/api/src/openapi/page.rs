//! The document as a page to read: plain HTML with links and headings, no scripts, made from the same tree.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::codes::error_codes;

const STYLE: &str = include_str!("page.css");

/// The page.
pub(crate) fn page() -> String {
    let tree = super::document(&crate::handlers::routes()).to_value();
    let groups = groups(&tree);
    let mut html = head();
    html.push_str("<nav aria-label=\"Groups\"><ul>");
    for (name, _) in &groups {
        let _ = write!(html, "<li><a href=\"#group-{0}\">{0}</a></li>", escaped(name));
    }
    html.push_str("<li><a href=\"#shapes\">Shapes</a></li><li><a href=\"#codes\">Error codes</a></li>");
    html.push_str("</ul></nav>\n<main id=\"content\">\n");
    for (name, operations) in &groups {
        let _ = writeln!(html, "<section><h2 id=\"group-{0}\">{0}</h2>", escaped(name));
        for found in operations {
            operation(&mut html, found);
        }
        html.push_str("</section>\n");
    }
    shapes(&mut html, &tree);
    codes(&mut html);
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn head() -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Seatwright: the API</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">To the operations</a>\n\
         <header><h1>Seatwright: the API</h1>\n<p>Version {version}. The same for programs: \
         <a href=\"/seatwright/v1/openapi.json\">openapi.json</a>. Addresses match in any case.</p></header>\n"
    )
}

/// An operation with the method and the path it stands under.
struct Found<'a> {
    method: &'a str,
    path: &'a str,
    operation: &'a Value,
}

/// The operations by group, in the order of the document.
fn groups(tree: &Value) -> Vec<(&str, Vec<Found<'_>>)> {
    let mut groups: Vec<(&str, Vec<Found<'_>>)> = Vec::new();
    for (path, item) in members(&tree["paths"]) {
        for (method, operation) in members(item) {
            let name = operation["tags"][0].as_str().unwrap_or("other");
            let found = Found { method, path, operation };
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, operations)) => operations.push(found),
                None => groups.push((name, vec![found])),
            }
        }
    }
    groups
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn operation(html: &mut String, found: &Found<'_>) {
    let Found { method, path, operation } = found;
    let id = operation["operationId"].as_str().unwrap_or_default();
    let method = method.to_ascii_uppercase();
    let _ = writeln!(
        html,
        "<article><h3 id=\"{id}\"><a href=\"#{id}\"><span class=\"method\">{method}</span> <code>{}</code></a></h3>",
        escaped(path)
    );
    let _ = writeln!(html, "<p>{}</p>", escaped(operation["summary"].as_str().unwrap_or_default()));
    let actions: Vec<&str> =
        items(&operation["x-seatwright-actions"]).iter().filter_map(Value::as_str).collect();
    let may = if actions.is_empty() {
        "Open to everybody.".to_owned()
    } else {
        format!("Needs a role that allows <code>{}</code>.", actions.join("</code> or <code>"))
    };
    let _ = writeln!(html, "<p>{may}</p>");
    let parameters = items(&operation["parameters"]);
    if !parameters.is_empty() {
        html.push_str("<table><caption>Parameters</caption><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">In</th><th scope=\"col\">Takes</th></tr></thead><tbody>");
        for parameter in parameters {
            let needed = if parameter["required"] == true { ", needed" } else { "" };
            let _ = write!(
                html,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}{needed}</td><td>{}</td></tr>",
                escaped(parameter["name"].as_str().unwrap_or_default()),
                parameter["in"].as_str().unwrap_or_default(),
                shape(&parameter["schema"])
            );
        }
        html.push_str("</tbody></table>\n");
    }
    for (kind, content) in members(&operation["requestBody"]["content"]) {
        let needed = if operation["requestBody"]["required"] == true { "" } else { ", may be left out" };
        let _ = writeln!(
            html,
            "<h4>Body</h4><p><code>{kind}</code>{needed}</p><div>{}</div>",
            shape(&content["schema"])
        );
    }
    answers(html, operation);
    html.push_str("</article>\n");
}

fn answers(html: &mut String, operation: &Value) {
    html.push_str("<table><caption>Answers</caption><thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Meaning</th><th scope=\"col\">Body</th></tr></thead><tbody>");
    for (status, answer) in members(&operation["responses"]) {
        let bodies: Vec<String> = members(&answer["content"])
            .map(|(kind, content)| match kind.as_str() {
                "application/json" => shape(&content["schema"]),
                other => format!("<code>{other}</code>"),
            })
            .collect();
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{status}</th><td>{}</td><td>{}</td></tr>",
            escaped(answer["description"].as_str().unwrap_or_default()),
            bodies.join(" ")
        );
    }
    html.push_str("</tbody></table>\n");
}

fn shapes(html: &mut String, tree: &Value) {
    html.push_str("<section><h2 id=\"shapes\">Shapes</h2>\n");
    for (name, written) in members(&tree["components"]["schemas"]) {
        let _ = writeln!(
            html,
            "<article><h3 id=\"shape-{name}\"><a href=\"#shape-{name}\">{name}</a></h3><div>{}</div></article>",
            shape(written)
        );
    }
    html.push_str("</section>\n");
}

fn codes(html: &mut String) {
    html.push_str("<section><h2 id=\"codes\">Error codes</h2>\n<table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th><th scope=\"col\">Name</th><th scope=\"col\">What it says</th></tr></thead><tbody>");
    for code in error_codes() {
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
            code.number,
            code.status,
            code.name,
            escaped(&code.text)
        );
    }
    html.push_str("</tbody></table></section>\n");
}

/// A shape in words, with links to those that have a name.
fn shape(written: &Value) -> String {
    let Some(members) = written.as_object() else { return String::new() };
    let about = match members.get("description").and_then(Value::as_str) {
        Some(sentence) => format!(" <span class=\"about\">{}</span>", escaped(sentence)),
        None => String::new(),
    };
    format!("{}{about}", kind(members))
}

fn kind(members: &Map<String, Value>) -> String {
    if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    let joined = |key: &str, word: &str| {
        let parts: Vec<String> = members.get(key).map_or(&[][..], items).iter().map(shape).collect();
        (!parts.is_empty()).then(|| parts.join(word))
    };
    if let Some(parts) = joined("anyOf", " or ").or_else(|| joined("allOf", " with ")) {
        return parts;
    }
    if let Some(words) = members.get("enum") {
        let words: Vec<String> = items(words)
            .iter()
            .filter_map(Value::as_str)
            .map(|word| {
                if word.is_empty() {
                    "an empty text".to_owned()
                } else {
                    format!("<code>{}</code>", escaped(word))
                }
            })
            .collect();
        return words.join(", ");
    }
    match members.get("type").and_then(Value::as_str) {
        Some("object") => object(members),
        Some("array") => format!("list of {}", members.get("items").map(shape).unwrap_or_default()),
        Some(name) => format!("{}{}", name_of(name, members), bounds(members)),
        None => "anything".to_owned(),
    }
}

fn name_of(name: &str, members: &Map<String, Value>) -> String {
    match (name, members.get("format").and_then(Value::as_str)) {
        (_, Some("uuid")) => "GUID".to_owned(),
        (_, Some("date-time")) => "instant".to_owned(),
        (_, Some("date")) => "date".to_owned(),
        ("string", _) => "text".to_owned(),
        ("integer", _) => "whole number".to_owned(),
        ("boolean", _) => "flag".to_owned(),
        (other, _) => other.to_owned(),
    }
}

fn bounds(members: &Map<String, Value>) -> String {
    let bound = |least: &str, most: &str| match (members.get(least), members.get(most)) {
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (Some(least), None) => format!(" from {least}"),
        (None, Some(most)) => format!(" up to {most}"),
        (None, None) => String::new(),
    };
    let lengths = bound("minLength", "maxLength");
    let characters = if lengths.is_empty() { "" } else { " characters" };
    format!("{}{lengths}{characters}", bound("minimum", "maximum"))
}

fn object(written: &Map<String, Value>) -> String {
    let Some(properties) = written.get("properties").filter(|found| members(found).next().is_some()) else {
        return match written.get("additionalProperties") {
            Some(value) => format!("object of {}", shape(value)),
            None => "object".to_owned(),
        };
    };
    let needed = written.get("required").map_or(&[][..], items);
    let mut html = String::from("<ul class=\"members\">");
    for (name, value) in members(properties) {
        let mark = if needed.iter().any(|known| known == name.as_str()) { "" } else { "?" };
        let _ = write!(html, "<li><code>{}</code>{mark}: {}</li>", escaped(name), shape(value));
    }
    html.push_str("</ul>");
    html
}

/// A text as HTML; what stands between backticks is code.
fn escaped(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut html = String::new();
    for (place, part) in plain.split('`').enumerate() {
        match place % 2 {
            0 => html.push_str(part),
            _ => {
                let _ = write!(html, "<code>{part}</code>");
            }
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_text_and_never_markup() {
        assert_eq!(escaped("a < b & `c`"), "a &lt; b &amp; <code>c</code>");
        let written =
            serde_json::json!({"type": "string", "minLength": 1, "maxLength": 5, "description": "<x>"});
        assert_eq!(shape(&written), "text from 1 to 5 characters <span class=\"about\">&lt;x&gt;</span>");
    }

    #[test]
    fn every_link_inside_the_page_leads_somewhere_and_nothing_runs() {
        let page = page();
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("onclick"));
    }
}
