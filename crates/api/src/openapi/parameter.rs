//! Parameters: those of the path by their names, those of the query as routes declare them, and headers that all
//! operations share.

use super::Definitions;
use crate::fault::Dialect;
use crate::json::{Json, Object};
use crate::route::{Access, Parameter, Route};
use crate::schema::{Schema, Text, any_of, guid, text, words};

/// The parameters of an operation.
pub(crate) fn of(route: &Route, definitions: &mut Definitions) -> Vec<Json> {
    let names = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut written: Vec<Json> = names
        .map(|name| {
            let schema = definitions.write(&in_path(name));
            Object::new()
                .set("name", name)
                .set("in", "path")
                .set("required", true)
                .set("schema", schema)
                .into()
        })
        .collect();
    written.extend(route.doc.query.iter().map(|parameter| in_query(parameter, definitions)));
    if route.access != Access::Open {
        let locale =
            ("X-Locale", text().about("The language of sentences: en, nl, sv or de; others read English."));
        let saas = Dialect::of(route.path) == Dialect::Saas;
        let headers: &[(&str, Schema)] = &match saas {
            true => [
                ("x-ms-requestid", text().about("The id of the request; it is sent back.")),
                ("x-ms-correlationid", text().about("Groups requests; it is sent back.")),
                locale,
            ],
            false => [
                (
                    "MS-RequestId",
                    text().about("A GUID of the client's; a change with the same id acts once."),
                ),
                ("MS-CorrelationId", text().about("Groups requests; it is sent back.")),
                locale,
            ],
        };
        let repeatable = saas || !matches!(route.method.as_str(), "GET" | "HEAD");
        for (name, schema) in headers.iter().skip(usize::from(!repeatable)) {
            let schema = definitions.write(schema);
            let header = Object::new().set("name", *name).set("in", "header").set("required", false);
            written.push(header.set("schema", schema).into());
        }
    }
    written
}

fn in_query(parameter: &Parameter, definitions: &mut Definitions) -> Json {
    // An empty value counts as none.
    let schema = match (&parameter.schema, parameter.needed) {
        (Schema::Text(Text { min: None, format: None, .. }), _) | (_, true) => parameter.schema.clone(),
        (schema, false) => any_of(vec![schema.clone(), words(&[""])]),
    };
    let schema = definitions.write(&schema);
    let schema = match parameter.repeated {
        true => Object::new().set("type", "array").set("items", schema),
        false => schema,
    };
    Object::new()
        .set("name", parameter.name)
        .set("in", "query")
        .set("required", parameter.needed)
        .set("schema", schema)
        .into()
}

/// What a parameter of the path takes. Most are GUIDs; these are not.
fn in_path(name: &str) -> Schema {
    match name {
        "tenant" | "domain" | "offer" | "product" | "sku" | "availability" | "user" | "invoice"
        | "period" | "provider" | "kind" | "locale" | "country" | "promotion" | "record"
        | "servicerequest" => text(),
        "line" => crate::schema::count(),
        _ => guid(),
    }
}
