//! Reading bodies that are right and wrong.

use super::*;

fn parse(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_faulty_field_is_named_with_what_it_takes() {
    let body = parse(r#"{"quantity":-4,"name":7,"lines":[{"quantity":1},{"quantity":"many"}],"on":"x"}"#);
    let problems = read(&body, |root| {
        root.quantity_needed("quantity", 1);
        root.text_needed("name", 10);
        for line in root.objects_needed("lines", 5) {
            line.quantity_needed("quantity", 1);
        }
        root.flag("on");
        root.text_needed("absent", 10);
        Some(())
    })
    .unwrap_err();
    let named: Vec<(&str, Wrong)> = problems.iter().map(|p| (p.field.as_str(), p.wrong)).collect();
    assert_eq!(
        named,
        [
            ("quantity", Wrong::Value),
            ("name", Wrong::Kind),
            ("lines[1].quantity", Wrong::Kind),
            ("on", Wrong::Kind),
            ("absent", Wrong::Missing),
        ]
    );
}

#[test]
fn words_come_in_any_case_with_underscores_or_as_positions() {
    let words = [("none", 0), ("one_time", 1)];
    for body in [r#"{"w":"OneTime"}"#, r#"{"w":"ONE_TIME"}"#, r#"{"W":1}"#] {
        assert_eq!(read(&parse(body), |root| root.word("w", &words)), Ok(1), "{body}");
    }
    assert!(read(&parse(r#"{"w":"weekly"}"#), |root| root.word("w", &words)).is_err());
    assert!(read(&parse(r#"{"w":9}"#), |root| root.word("w", &words)).is_err());
}

#[test]
fn numbers_are_whole_and_in_bounds() {
    for (text, expected) in [
        (r#"{"n":5}"#, Some(5)),
        (r#"{"n":5.0}"#, Some(5)),
        (r#"{"n":"5"}"#, Some(5)),
        (r#"{"n":5.5}"#, None),
        (r#"{"n":0}"#, None),
        (r#"{"n":99999999999999999999999}"#, None),
        (r#"{"n":true}"#, None),
    ] {
        assert_eq!(read(&parse(text), |root| root.quantity("n", 1)).ok(), expected, "{text}");
    }
}

#[test]
fn dates_are_read_in_every_form_and_never_is_no_date_time_01() {
    for (text, expected) in [
        ("2021-06-15T10:00:00", "2021-06-15T10:00:00Z"),
        ("2021-06-15T10:00:00-07:00", "2021-06-15T17:00:00Z"),
        ("2021-06-15", "2021-06-15T00:00:00Z"),
        ("6/15/2021 12:00:00 AM", "2021-06-15T00:00:00Z"),
    ] {
        let body = parse(&format!(r#"{{"at":"{text}"}}"#));
        let at = read(&body, |root| root.instant("at")).unwrap();
        assert_eq!(at.to_string(), expected, "{text}");
        assert_eq!(read(&body, |root| root.day("at")).unwrap().to_string(), "2021-06-15", "{text}");
    }
    let never = parse(r#"{"at":"0001-01-01T00:00:00"}"#);
    assert_eq!(read(&never, |root| Some(root.day("at"))), Ok(None));
    let missing = read(&never, |root| root.need("at", Takes::Day, root.day("at"))).unwrap_err();
    assert_eq!((missing[0].field.as_str(), missing[0].wrong), ("at", Wrong::Missing));
    let wrong = parse(r#"{"at":"yesterday"}"#);
    let wrong = read(&wrong, |root| root.need("at", Takes::Day, root.day("at"))).unwrap_err();
    assert_eq!((wrong.len(), wrong[0].wrong), (1, Wrong::Value));
}

#[test]
fn of_two_spellings_the_first_with_a_value_counts() {
    let body = parse(r#"{"Name":null,"name":"first","NAME":"second"}"#);
    assert_eq!(read(&body, |root| root.text("name", 10)), Ok("first".to_owned()));
}

#[test]
fn a_body_that_is_no_object_says_so() {
    let problems = read(&parse("[1]"), |_| Some(())).unwrap_err();
    assert_eq!(problems[0].takes, Takes::Object);
}
