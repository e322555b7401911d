//! The OpenAPI document, written from the list of routes that the router is built from.

mod error;
mod page;
mod parameter;

pub(crate) use self::error::reason;
pub(crate) use self::page::page;
use serde_json::Value;

use crate::json::{Json, Object};
use crate::route::{Access, Doc, Route};
use crate::schema::Definitions;

/// The OpenAPI 3.1 document of every operation, as it is served and committed: indented JSON with a line break at its end.
#[must_use]
pub fn openapi() -> String {
    let mut text = serde_json::to_string_pretty(&document(&crate::handlers::routes())).unwrap_or_default();
    text.push('\n');
    text
}

/// The document as a tree.
pub(crate) fn document(routes: &[Route]) -> Json {
    let mut definitions = Definitions::default();
    let mut paths: Vec<(&'static str, Vec<&Route>)> = Vec::new();
    for route in routes {
        match paths.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, operations)) => operations.push(route),
            None => paths.push((route.path, vec![route])),
        }
    }
    let mut written = Object::new();
    for (path, operations) in paths {
        let mut item = Object::new();
        for route in operations {
            let method = route.method.as_str().to_ascii_lowercase();
            item = item.set(&method, operation(route, &mut definitions));
        }
        written = written.set(path, item);
    }
    let schemes = Object::new()
        .set("bearer", Object::new().set("type", "http").set("scheme", "bearer").set("bearerFormat", "JWT"));
    Object::new()
        .set("openapi", "3.1.0")
        .set("info", info())
        .set("paths", written)
        .set(
            "components",
            Object::new().set("schemas", definitions.into_object()).set("securitySchemes", schemes),
        )
        .into()
}

fn info() -> Object {
    Object::new()
        .set("title", "Seatwright")
        .set("version", env!("CARGO_PKG_VERSION"))
        .set(
            "description",
            "Subscription commerce for cloud resellers: the Partner Center dialect and our own extras.",
        )
        .set("license", Object::new().set("name", "MIT OR Apache-2.0").set("identifier", "MIT OR Apache-2.0"))
}

fn operation(route: &Route, definitions: &mut Definitions) -> Object {
    let doc = &route.doc;
    let mut object = Object::new()
        .set("operationId", operation_id(route))
        .set("summary", doc.summary)
        .set("tags", vec![tag(route.path)]);
    if let Access::Needs(actions) = &route.access {
        let names: Vec<Json> = actions.iter().map(Json::of).collect();
        object = object
            .set("x-seatwright-actions", Json::List(names))
            .set("security", vec![Object::new().set("bearer", Json::List(Vec::new()))]);
    }
    let parameters = parameter::of(route, definitions);
    if !parameters.is_empty() {
        object = object.set("parameters", parameters);
    }
    if let Some(body) = &doc.takes {
        let shape = Object::new().set("schema", definitions.write(&body.schema));
        let content = Object::new().set(body.kind, shape);
        object =
            object.set("requestBody", Object::new().set("required", body.needed).set("content", content));
    }
    object.set("responses", responses(route, definitions))
}

/// A name for generated clients: the method with the words of the path.
fn operation_id(route: &Route) -> String {
    let mut id = route.method.as_str().to_ascii_lowercase();
    for word in route.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        id.push_str(&first.to_ascii_uppercase());
        id.push_str(rest);
    }
    id
}

/// The group that an operation is listed in: the first word of its path that says something.
fn tag(path: &'static str) -> &'static str {
    let mut words =
        path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{') && *word != "v1");
    let first = words.next().unwrap_or("other");
    match words.next() {
        Some(second) if matches!(first, "customers" | "seatwright" | "webhooks" | "api") => second,
        _ => first,
    }
}

fn responses(route: &Route, definitions: &mut Definitions) -> Object {
    let mut object = Object::new();
    for (status, schema) in &route.doc.answers {
        let mut response = Object::new().set("description", description(*status));
        let kind = route.gives.filter(|_| schema.is_none() && *status != 204 && !(300..400).contains(status));
        if let Some(schema) = schema {
            let content = Object::new().set("schema", definitions.write(schema));
            response = response.set("content", Object::new().set("application/json", content));
        } else if let Some(kind) = kind {
            let content =
                Object::new().set("schema", Object::new().set("type", "string").set("format", "binary"));
            response = response.set("content", Object::new().set(kind, content));
        }
        object = object.set(&status.to_string(), response);
    }
    for status in faults(&route.doc, route.access == Access::Open, route.method.as_str(), route.path) {
        let mut response = Object::new().set("description", description(status));
        if route.method != axum::http::Method::HEAD {
            let content = Object::new().set("schema", definitions.write(&error::schema(route.path)));
            response = response.set("content", Object::new().set("application/json", content));
        }
        object = object.set(&status.to_string(), response);
    }
    object
}

/// The statuses of faults that an operation can end with: those that follow from its form, and those it names itself.
fn faults(doc: &Doc, is_open: bool, method: &str, path: &str) -> Vec<u16> {
    let mut statuses = vec![400, 406];
    if !is_open {
        statuses.extend([401, 403, 429]);
    }
    if path.contains('{') {
        statuses.push(404);
    }
    if !matches!(method, "GET" | "HEAD") {
        statuses.extend([408, 409, 413, 415]);
    }
    if matches!(method, "PUT" | "PATCH") {
        statuses.push(412);
    }
    statuses.extend(&doc.also);
    statuses.retain(|status| doc.answers.iter().all(|(known, _)| known != status));
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// In what an answer differs from what the document says of its operation.
pub(crate) fn differences(
    doc: &Doc,
    is_open: bool,
    method: &str,
    path: &str,
    status: u16,
    body: Option<&Value>,
) -> Vec<String> {
    if let Some((_, schema)) = doc.answers.iter().find(|(known, _)| *known == status) {
        return match (schema, body) {
            (Some(schema), Some(body)) => schema.differences(body),
            (Some(_), None) => vec![format!("{status}: a body is missing")],
            (None, _) => Vec::new(),
        };
    }
    if !faults(doc, is_open, method, path).contains(&status) {
        return vec![format!("{status} is not in the document")];
    }
    match body {
        Some(body) => error::schema(path).differences(body),
        None if method == "HEAD" => Vec::new(),
        None => vec![format!("{status}: the body of the error is missing")],
    }
}

fn description(status: u16) -> &'static str {
    match status {
        200 => "Done.",
        201 => "Made.",
        202 => "Taken, and going on.",
        204 => "Done; there is nothing to tell.",
        303 => "Go there.",
        400 => "A field, or a rule, is against it.",
        401 => "No token, or one that does not hold.",
        403 => "Role, relationship or delegated rights are missing.",
        404 => "There is nothing of that id that the caller may know of.",
        406 => "The client takes no kind of answer that there is.",
        408 => "The body did not come in time.",
        409 => {
            "Something else is working on it, a name is taken, or a request id was used for something else."
        }
        412 => "It has changed since it was read.",
        413 => "The body is too large.",
        415 => "The body is of another kind.",
        429 => "Too many requests; Retry-After says when to try again.",
        503 => "Not ready.",
        _ => "See the documents.",
    }
}
