use serde_json::json;

use super::*;
use crate::json::Json;

fn person() -> Schema {
    object().needs("id", guid()).needs("name", text()).has("children", list(Schema::Named("Person", person)))
}

#[test]
fn a_shape_is_written_once_even_when_it_contains_itself() {
    let mut definitions = Definitions::default();
    let written = Json::from(definitions.write(&list(Schema::Named("Person", person)))).to_value();
    assert_eq!(written, json!({"type": "array", "items": {"$ref": "#/components/schemas/Person"}}));
    let all = Json::from(definitions.into_object()).to_value();
    assert_eq!(all["Person"]["required"], json!(["id", "name"]));
    assert_eq!(all["Person"]["properties"]["children"]["items"]["$ref"], "#/components/schemas/Person");
}

#[test]
fn every_difference_is_named_with_its_place() {
    let shape = Schema::Named("Person", person);
    let id = "c0ffee00-1111-4222-8333-444455556666";
    assert!(shape.differences(&json!({"id": id, "name": "Anna", "children": []})).is_empty());
    let told = shape.differences(&json!({"id": "x", "children": [{"id": id, "name": 3, "age": 4}]}));
    for part in
        ["/id: ", "/name: is missing", "/children/0/name: ", "/children/0/age: is not in the document"]
    {
        assert!(told.iter().any(|line| line.contains(part)), "{part} in {told:?}");
    }
}

#[test]
fn inputs_say_how_kind_the_reader_is() {
    for value in [json!(3), json!("3"), json!(null)] {
        assert!(optional(whole_in(1, 5)).differences(&value).is_empty(), "{value}");
    }
    assert!(!whole_in(1, 5).differences(&json!(9)).is_empty());
    assert!(words_in(&["a", "b"]).differences(&json!(1)).is_empty());
    assert!(!words_in(&["a", "b"]).differences(&json!(2)).is_empty());
    assert!(!words(&["a"]).differences(&json!("c")).is_empty());
    assert!(flag_in().differences(&json!(true)).is_empty() && !flag().differences(&json!("true")).is_empty());
}
