//! Shapes as JSON Schema (the 2020-12 form that OpenAPI 3.1 takes).

use std::collections::BTreeMap;

use super::{Member, Schema, Text};
use crate::json::{Json, Object};

/// The named shapes that a document uses, each written once.
#[derive(Debug, Default)]
pub(crate) struct Definitions(BTreeMap<&'static str, Json>);

impl Definitions {
    /// A shape as JSON Schema; shapes with names go into the definitions and are referred to.
    pub(crate) fn write(&mut self, schema: &Schema) -> Object {
        match schema {
            Schema::Text(text) => of_text(text),
            Schema::Words(words) => Object::new().set("type", "string").texts("enum", words.iter()),
            Schema::Whole(min, max) => {
                Object::new().set("type", "integer").some("minimum", *min).some("maximum", *max)
            }
            Schema::Number => Object::new().set("type", "number"),
            Schema::Flag => Object::new().set("type", "boolean"),
            Schema::List(item) => {
                let item = self.write(item);
                Object::new().set("type", "array").set("items", item)
            }
            Schema::Object(members) => self.of_object(members),
            Schema::Map(value) => {
                let value = self.write(value);
                Object::new().set("type", "object").set("additionalProperties", value)
            }
            Schema::With(inner, more) => {
                let parts = vec![self.write(inner), self.of_object(more)];
                Object::new().set("allOf", parts)
            }
            Schema::AnyOf(shapes) => {
                let shapes: Vec<Json> = shapes.iter().map(|shape| self.write(shape).into()).collect();
                Object::new().set("anyOf", shapes)
            }
            Schema::Null => Object::new().set("type", "null"),
            Schema::Any => Object::new(),
            Schema::Named(name, shape) => {
                self.define(name, *shape);
                Object::new().set("$ref", format!("#/components/schemas/{name}"))
            }
            Schema::About(inner, sentence) => self.write(inner).set("description", *sentence),
        }
    }

    fn define(&mut self, name: &'static str, shape: fn() -> Schema) {
        if self.0.contains_key(name) {
            return;
        }
        // The place is taken first, so that a shape may contain itself.
        self.0.insert(name, Json::Null);
        let written = self.write(&shape());
        self.0.insert(name, written.into());
    }

    fn of_object(&mut self, members: &[Member]) -> Object {
        let mut properties = Object::new();
        for member in members {
            let written = self.write(&member.schema);
            properties = properties.set(member.name, written);
        }
        let needed: Vec<&str> =
            members.iter().filter(|member| member.needed).map(|member| member.name).collect();
        let object = Object::new().set("type", "object").set("properties", properties);
        if needed.is_empty() { object } else { object.texts("required", needed) }
    }

    /// All definitions by name.
    pub(crate) fn into_object(self) -> Object {
        self.0.into_iter().fold(Object::new(), |object, (name, written)| object.set(name, written))
    }
}

fn of_text(text: &Text) -> Object {
    Object::new()
        .set("type", "string")
        .some("minLength", text.min.filter(|min| *min > 0))
        .some("maxLength", text.max)
        .some("format", text.format)
        .some("pattern", text.pattern)
}
