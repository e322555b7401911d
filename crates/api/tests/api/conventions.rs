//! What the dialect says of every request and answer: ids, etags, dates, languages, links, and what is never sent.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{BASIC, NCE_BASIC, World, agreement_body, customer_body, user_body};

#[tokio::test]
async fn ids_come_back_as_they_were_sent_and_mean_the_same_in_any_case() {
    let world = World::new().await;
    let body = customer_body("blauwevos");
    let sent = [("MS-RequestId", "AB12CD34-0000-4000-8000-00000000000A"), ("ms-correlationid", "Group-7")];
    let got = world.call("POST", "/v1/customers", Some(&body), &sent).await;
    assert_eq!(got.headers["ms-requestid"], sent[0].1);
    assert_eq!(got.headers["ms-correlationid"], sent[1].1);
    assert!(got.headers["ms-cv"].to_str().expect("a text").starts_with("Group-7"));
    assert!(!got.headers["ms-serverid"].is_empty());
    assert_eq!(got.headers["content-type"], "application/json; charset=utf-8");
    let lower = [("MS-RequestId", "ab12cd34-0000-4000-8000-00000000000a")];
    let again = world.call("POST", "/v1/customers", Some(&body), &lower).await;
    assert_eq!(again.headers["seatwright-repeated"], "true");
    assert_eq!(again.expect(201), got.expect(201));
}

#[tokio::test]
async fn one_id_at_several_addresses_is_several_requests() {
    let world = World::new().await;
    let once = [("MS-RequestId", "once-for-all")];
    let made =
        world.call("POST", "/v1/customers", Some(&customer_body("blauwevos")), &once).await.expect(201);
    let customer = format!("/v1/customers/{}", made["id"].as_str().expect("an id"));
    let agreements = format!("{customer}/agreements");
    world.call("POST", &agreements, Some(&agreement_body()), &once).await.expect(201);
    let lines = json!({"lineItems": [{"catalogItemId": NCE_BASIC, "quantity": 2}]});
    let cart = world.call("POST", &format!("{customer}/carts"), Some(&lines), &once).await.expect(201);
    let cart = format!("{customer}/carts/{}", cart["id"].as_str().expect("an id"));
    world.call("PUT", &cart, Some(&lines), &once).await.expect(200);
    let other = json!({"lineItems": [{"catalogItemId": NCE_BASIC, "quantity": 3}]});
    let got = world.call("PUT", &cart, Some(&other), &once).await;
    assert_eq!((got.status, got.code()), (StatusCode::CONFLICT, 990_006), "one address, two bodies");
}

#[tokio::test]
async fn repetitions_of_deletions_and_of_changes_get_the_first_answer() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let user = world.post(&format!("{customer}/users"), user_body(1)).await.expect(200);
    let user = format!("{customer}/users/{}", user["id"].as_str().expect("an id"));
    let rename = json!({"displayName": "Ilse Prins"});
    let ids = [("MS-RequestId", "r1")];
    let first = world.call("PATCH", &user, Some(&rename), &ids).await;
    let again = world.call("PATCH", &user, Some(&rename), &ids).await;
    assert_eq!(again.headers["seatwright-repeated"], "true");
    assert_eq!(first.expect(200), again.expect(200));
    let bare = world.bare_customer("anders").await;
    for path in [user, bare] {
        let ids = [("MS-RequestId", "r2")];
        let first = world.call("DELETE", &path, None, &ids).await;
        let again = world.call("DELETE", &path, None, &ids).await;
        assert_eq!((first.status, again.status), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT), "{path}");
        assert_eq!(again.headers["seatwright-repeated"], "true");
        assert!(again.bytes.is_empty());
    }
}

#[tokio::test]
async fn who_proved_itself_with_one_factor_is_told_so_on_demand() {
    let world = World::new().await;
    let anna = world.with_token(world.person_token("havenwerk.example", "anna@havenwerk.example").await);
    for (reader, path, sent, told) in [
        (&world, "/v1/customers", "true", Some("false")),
        (&anna, "/v1/customers", "True", Some("false")),
        (&anna, "/v1/customers/nonsense", "true", Some("false")),
        (&anna, "/v1/customers", "false", None),
        (&anna, "/readyz", "true", None),
    ] {
        let got = reader.call("GET", path, None, &[("ValidateMfa", sent)]).await;
        let header = got.headers.get("ismfacompliant").map(|value| value.to_str().expect("a text"));
        assert_eq!(header, told, "{path} {sent}");
    }
    assert!(anna.get("/v1/customers").await.headers.get("ismfacompliant").is_none());
}

#[tokio::test]
async fn etags_are_taken_quoted_bare_and_weak_and_stale_ones_are_refused() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let path = world.buy(&customer, BASIC, 5).await;
    let old = world.get(&path).await.expect(200)["attributes"]["etag"].as_str().expect("an etag").to_owned();
    world.patch(&path, json!({"quantity": 6})).await.expect(200);
    let mut quantity = 6;
    for form in ["ETAG", "\"ETAG\"", "W/\"ETAG\"", " \"ETAG\" ", "*"] {
        let now = world.get(&path).await.expect(200);
        let now = now["attributes"]["etag"].as_str().expect("an etag");
        quantity += 1;
        let wish = json!({"quantity": quantity});
        let fresh = form.replace("ETAG", now);
        let got = world.call("PATCH", &path, Some(&wish), &[("If-Match", &fresh)]).await;
        assert_eq!(got.expect(200)["quantity"], quantity, "{fresh}");
        if form == "*" {
            continue;
        }
        let stale = form.replace("ETAG", &old);
        let wish = json!({"quantity": 50});
        let got = world.call("PATCH", &path, Some(&wish), &[("If-Match", &stale)]).await;
        assert_eq!((got.status, got.code()), (StatusCode::PRECONDITION_FAILED, 2055), "{stale}");
        let wish = json!({"quantity": 50, "attributes": {"etag": stale}});
        let got = world.patch(&path, wish).await;
        assert_eq!((got.status, got.code()), (StatusCode::BAD_REQUEST, 2055), "in the body: {stale}");
    }
    let profile = format!("{customer}/profiles/billing");
    let mut read = world.get(&profile).await.expect(200);
    let etag = read["attributes"]["etag"].as_str().expect("an etag").to_owned();
    assert!(etag.parse::<i64>().is_ok(), "a whole number as text: {etag}");
    read.as_object_mut().expect("an object").remove("attributes");
    for (form, status) in [("W/\"ETAG\"", 200), ("\"ETAG\"", 412)] {
        let header = form.replace("ETAG", &etag);
        read["companyName"] = json!(format!("Blauwe Vos {status}"));
        let got = world.call("PUT", &profile, Some(&read), &[("If-Match", &header)]).await;
        assert_eq!(got.status.as_u16(), status, "{header}: {}", got.body);
    }
    // Both are looked at where both are sent.
    let now =
        world.get(&profile).await.expect(200)["attributes"]["etag"].as_str().expect("an etag").to_owned();
    for (in_body, header, status) in [(&now, &etag, 412), (&etag, &now, 412), (&now, &now, 200)] {
        read["attributes"] = json!({"etag": in_body});
        let got = world.call("PUT", &profile, Some(&read), &[("If-Match", header)]).await;
        assert_eq!(got.status.as_u16(), status, "{in_body} and {header}: {}", got.body);
    }
}

#[tokio::test]
async fn dates_are_taken_in_every_form_that_clients_send() {
    let world = World::new().await;
    let customer = world.bare_customer("blauwevos").await;
    for (sent, shown) in [
        ("2021-06-15", "2021-06-15T00:00:00Z"),
        ("2021-06-15T10:20:30Z", "2021-06-15T10:20:30Z"),
        ("2021-06-15T10:20:30", "2021-06-15T10:20:30Z"),
        ("2021-06-15T10:20:30.123Z", "2021-06-15T10:20:30.123Z"),
        ("2021-06-15T10:20:30.1234567", "2021-06-15T10:20:30.1234567Z"),
        ("2021-06-15T03:20:30-07:00", "2021-06-15T10:20:30Z"),
        ("06/15/2021 10:20:30", "2021-06-15T10:20:30Z"),
        ("6/15/2021 12:00:00 AM", "2021-06-15T00:00:00Z"),
        ("2021-06-166", "2021-06-15T00:00:00Z"),
    ] {
        let mut body = agreement_body();
        body["dateAgreed"] = json!(sent);
        let got = world.post(&format!("{customer}/agreements"), body).await.expect(201);
        let read: jiff::Timestamp = got["dateAgreed"].as_str().expect("a text").parse().expect("an instant");
        assert_eq!(read, shown.parse::<jiff::Timestamp>().expect("an instant"), "{sent}");
    }
    for (sent, says) in [("0001-01-01T00:00:00", "is missing"), ("", "is missing"), ("soon", "is outside")] {
        let mut body = agreement_body();
        body["dateAgreed"] = json!(sent);
        let got = world.post(&format!("{customer}/agreements"), body).await;
        assert_eq!(got.code(), 800_002, "{sent}");
        assert!(got.text("/data/0").starts_with(&format!("dateAgreed {says}")), "{sent}: {}", got.body);
    }
    let line = |date: &str| json!({"catalogItemId": NCE_BASIC, "quantity": 1, "customTermEndDate": date});
    for (sent, shown) in [
        ("2022-02-28", json!("2022-02-28T00:00:00Z")),
        ("2022-02-28T23:59:59Z", json!("2022-02-28T00:00:00Z")),
        ("2/28/2022 11:59:59 PM", json!("2022-02-28T00:00:00Z")),
        ("0001-01-01T00:00:00", Value::Null),
    ] {
        let body = json!({"lineItems": [line(sent)]});
        let cart = world.post(&format!("{customer}/carts"), body).await.expect(201);
        assert_eq!(cart["lineItems"][0]["customTermEndDate"], shown, "{sent}");
    }
    let dates = format!("{customer}/subscriptions/customTermEndDates?term_duration=P1Y&TermStartDate=");
    for start in ["2021-09-01", "09%2F01%2F2021+00:00:00", "2021-09-244", "2021-09-01T02:00:00+02:00"] {
        world.get(&format!("{dates}{start}")).await.expect(200);
    }
    assert_eq!(world.get(&format!("{dates}soon")).await.code(), 800_002);
}

#[tokio::test]
async fn the_language_is_named_in_any_form_lang_01() {
    let world = World::new().await;
    for (locale, accepted, start) in [
        ("nl-NL", "", "Op dit adres"),
        ("NL-be", "de", "Op dit adres"),
        ("sv_SE", "", "Det finns"),
        ("SV", "", "Det finns"),
        ("de-AT", "", "Unter dieser"),
        ("fr-FR", "de-CH;q=0.9, nl;q=0.1", "Unter dieser"),
        ("xx", "", "There is"),
        ("", "", "There is"),
        ("nonsense; and more", "", "There is"),
    ] {
        let headers = [("X-Locale", locale), ("Accept-Language", accepted)];
        let got = world.call("GET", "/v1/nowhere", None, &headers).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
        assert!(got.text("/description").starts_with(start), "{locale}: {}", got.body);
    }
}

#[tokio::test]
async fn words_and_flags_are_taken_in_any_case_and_by_their_position() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for view in ["OnlineServices", "onlineservices", "ONLINE_SERVICES"] {
        let got = world.get(&format!("/v1/products?Country=nl&TargetView={view}")).await.expect(200);
        assert!(got["totalCount"].as_u64().expect("a number") > 0, "{view}");
    }
    for word in [json!("reseller"), json!("Reseller"), json!("RESELLER"), json!(1)] {
        world.patch(&customer, json!({"RelationshipToPartner": word})).await.expect(200);
    }
    let got = world.patch(&customer, json!({"relationshipToPartner": "advisor"})).await;
    assert_eq!(got.code(), 800_002);
    let both = format!("{customer}/subscribedskus?licenseGroupIds=Group1&LicenseGroupIds=Group2");
    world.buy(&customer, BASIC, 1).await;
    assert_eq!(world.get(&both).await.expect(200)["totalCount"], 1);
    for flag in ["true", "True", "TRUE"] {
        for name in ["include_price", "includePrice", "IncludePrice"] {
            let orders = world.get(&format!("{customer}/orders?{name}={flag}")).await.expect(200);
            let order = &orders["items"][0];
            assert!(order["totalPrice"].is_number(), "{order}");
            assert!(order["lineItems"][0]["pricing"]["price"].is_number(), "{order}");
        }
    }
    let plain = world.get(&format!("{customer}/orders")).await.expect(200);
    assert!(plain["items"][0].get("totalPrice").is_none(), "{plain}");
    for word in [json!(5), json!("None")] {
        world
            .patch(
                &world.bare_customer(&format!("c{word}").to_lowercase().replace('"', "")).await,
                json!({"relationshipToPartner": word}),
            )
            .await
            .expect(200);
    }
    assert_eq!(world.get("/v1/customers").await.expect(200)["totalCount"], 1, "the others are gone");
}

/// Everything of a kind inside an answer.
fn inside<'a>(value: &'a Value, found: &mut Vec<&'a Value>, wanted: &dyn Fn(&Value) -> bool) {
    if wanted(value) {
        found.push(value);
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| inside(member, found, wanted)),
        Value::Array(items) => items.iter().for_each(|item| inside(item, found, wanted)),
        _ => {}
    }
}

#[tokio::test]
async fn answers_have_links_without_a_version_and_never_a_null() {
    let (world, customer) = crate::invoices::billed().await;
    let subscription = world.get(&format!("{customer}/subscriptions")).await.expect(200);
    let subscription = subscription["items"][0]["id"].as_str().expect("an id");
    for path in [
        "/v1/customers?size=1".to_owned(),
        customer.clone(),
        format!("{customer}/subscriptions"),
        format!("{customer}/subscriptions/{subscription}"),
        format!("{customer}/subscriptions/{subscription}/upgrades"),
        format!("{customer}/orders?include_price=true"),
        format!("{customer}/profiles/company"),
        format!("{customer}/profiles/billing"),
        "/v1/offers?country=NL".to_owned(),
        "/v1/products?country=NL&targetView=OnlineServices".to_owned(),
        "/v1/invoices".to_owned(),
        "/v1/invoices/summary".to_owned(),
        "/v1/invoices/estimates/links?currencycode=EUR".to_owned(),
        "/v1/invoices/G0000000001/lineitems/OneTime/BillingLineItems".to_owned(),
        "/v1/profiles/organization".to_owned(),
    ] {
        let got = world.get(&path).await.expect(200);
        let mut nulls = Vec::new();
        inside(&got, &mut nulls, &Value::is_null);
        assert!(nulls.is_empty(), "{path}: {got}");
        let mut links = Vec::new();
        inside(&got, &mut links, &|value| value.get("uri").is_some() && value.get("method").is_some());
        for link in links {
            let uri = link["uri"].as_str().expect("an address");
            assert!(uri.starts_with('/') && !uri.starts_with("/v1"), "{path}: {uri}");
            let method = link["method"].as_str().expect("a method");
            assert_eq!(method, method.to_uppercase(), "{path}: {uri}");
            assert!(link["headers"].is_array(), "{path}: {uri}");
        }
    }
    let listed = world.get("/v1//customers/?SIZE=1&x=a+b").await.expect(200);
    assert_eq!(listed["links"]["self"]["uri"], "/customers?SIZE=1&x=a+b", "with the query of the request");
}
