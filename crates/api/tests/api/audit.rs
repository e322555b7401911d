//! Audit records: who did what, newest first, with what there was before and after.

use serde_json::{Value, json};

use crate::world::{BASIC, BASIC_PLAN, World, user_body};

const RECORDS: &str = "/v1/auditrecords";

/// The same installation asked by Bas of Havenwerk, an admin agent (ROLE-136).
async fn bas(world: &World) -> World {
    let (name, password) = ("bas@havenwerk.example", "a-long-password");
    let body = json!({"kind": "agent", "name": name, "roles": ["admin_agent"], "password": password});
    world.post("/seatwright/v1/identities", body).await;
    let form = format!("grant_type=password&username={name}&password={password}");
    let got = world.form("/havenwerk.example/oauth2/token", &form).await;
    world.with_token(got.text("/access_token").to_owned())
}

fn of<'a>(records: &'a Value, operation: &str) -> Vec<&'a Value> {
    let items = records["items"].as_array().expect("items");
    items.iter().filter(|record| record["operationType"] == operation).collect()
}

fn inside(record: &Value, name: &str) -> Value {
    serde_json::from_str(record[name].as_str().expect("a text")).expect("JSON")
}

fn datum<'a>(record: &'a Value, key: &str) -> &'a Value {
    let data = record["customizedData"].as_array().expect("a list");
    let found = data.iter().find(|datum| datum["key"] == key);
    &found.unwrap_or_else(|| panic!("no {key} in {record}"))["value"]
}

#[tokio::test]
async fn a_change_is_told_with_who_did_it_and_what_there_was() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, BASIC, 5).await;
    let bas = bas(&world).await;
    bas.patch(&subscription, json!({"quantity": 7})).await.expect(200);
    let records = bas.get(RECORDS).await.expect(200);

    let changed = of(&records, "update_subscription")[0];
    assert_eq!(changed["userPrincipalName"], "bas@havenwerk.example");
    assert_eq!(changed["customerName"], "blauwevos BV");
    assert_eq!(
        (&changed["resourceType"], &changed["operationStatus"]),
        (&json!("subscription"), &json!("succeeded"))
    );
    assert_eq!(inside(changed, "resourceOldValue")["Quantity"], 5);
    assert_eq!(inside(changed, "resourceNewValue")["Quantity"], 7);
    assert_eq!(datum(changed, "Quantity"), "7");
    let id = subscription.rsplit('/').next().expect("an id");
    assert_eq!(datum(changed, "SubscriptionId"), id);

    let order = of(&records, "create_order")[0];
    assert_eq!((&order["applicationId"], order.get("userPrincipalName")), (&json!("app"), None));
    assert_eq!((datum(order, "Quantity-0"), datum(order, "SubscriptionId-0")), (&json!("5"), &json!(id)));
    assert_eq!(inside(order, "resourceNewValue")["Order"]["Lines"][0]["Quantity"], 5);
    assert_eq!(of(&records, "add_customer").len(), 1);
    assert_eq!(of(&records, "create_agreement").len(), 1);
    let dates: Vec<&str> = records["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|record| record["operationDate"].as_str())
        .collect();
    assert!(dates.is_sorted_by(|newer, older| newer >= older), "{dates:?}");
    // By its id, as deliveries name it, and for nobody else.
    let path = format!("/auditactivity/v1/auditrecords/{}", changed["id"].as_str().expect("an id"));
    assert_eq!(&bas.get(&path).await.expect(200), changed);
    for other in ["x", "1_2_3", &path.replace("7f3d_", "9b1e_")] {
        assert_eq!(bas.get(&format!("/auditactivity/v1/auditrecords/{other}")).await.code(), 1000);
    }
}

#[tokio::test]
async fn users_and_licences_are_told_by_the_ids_that_clients_know() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 5).await;
    let user = world.licensed_user(&customer, 1, BASIC_PLAN).await;
    let path = format!("{customer}/users/{user}");
    let update = json!({"licensesToRemove": [BASIC_PLAN]});
    world.post(&format!("{path}/licenseupdates"), update).await.expect(201);
    world.call("DELETE", &path, None, &[]).await;
    world.post(&format!("{customer}/users"), user_body(2)).await.expect(200);
    let records = bas(&world).await.get(RECORDS).await.expect(200);
    let licences = of(&records, "update_customer_user_licenses");
    assert_eq!(licences.len(), 2);
    assert_eq!(
        (datum(licences[0], "RemovedLicenseSkuId"), datum(licences[1], "AddedLicenseSkuId")),
        (&json!(BASIC_PLAN), &json!(BASIC_PLAN))
    );
    assert_eq!(datum(licences[0], "CustomerUserId"), user.as_str());
    assert_eq!(
        (of(&records, "create_customer_user").len(), of(&records, "delete_customer_user").len()),
        (2, 1)
    );
}

#[tokio::test]
async fn records_are_narrowed_by_dates_and_filters_and_read_in_pages() {
    let world = World::new().await;
    for name in ["blauwevos", "duin"] {
        let customer = world.customer(name).await;
        world.buy(&customer, BASIC, 5).await;
    }
    world.advance("2021-09-20T10:00:00Z").await;
    let customer = world.customer("strand").await;
    let bas = bas(&world).await;
    let all = bas.get(RECORDS).await.expect(200)["items"].as_array().expect("items").clone();
    let get = async |query: &str| {
        let got = bas.get(&format!("{RECORDS}?{query}")).await.expect(200);
        got["items"].as_array().expect("items").clone()
    };
    // Every form in which clients write a date.
    for query in [
        "startDate=2021-09-20",
        "startDate=2021-09-263",
        "startDate=09%2F20%2F2021+00%3A00%3A00",
        "startDate=9%2F20%2F2021+12:00:00+AM",
    ] {
        let found = get(query).await;
        assert!(!found.is_empty() && found.len() < all.len(), "{query}");
        assert!(found.iter().all(|record| record["customerName"] == "strand BV"), "{query}");
    }
    let until = get("startDate=2021-09-01&endDate=2021-09-01").await;
    assert!(!until.is_empty() && until.iter().all(|record| record["customerName"] != "strand BV"));

    let filtered = async |field: &str, value: &str, operator: &str| {
        get(&format!(r#"filter={{"Field":"{field}","Value":"{value}","Operator":"{operator}"}}"#)
            .replace(' ', "+")
            .replace('"', "%22")
            .replace('{', "%7B")
            .replace('}', "%7D"))
        .await
    };
    let id = customer.rsplit('/').next().expect("an id");
    let by_id = filtered("CustomerId", id, "equals").await;
    assert_eq!(by_id.len(), 2, "opened, and the agreement: {by_id:?}");
    assert_eq!(filtered("companyName", "TRAND", "Substring").await, by_id);
    let orders = filtered("ResourceType", "Order", "equals").await;
    assert!(orders.len() == 2 && orders.iter().all(|record| record["resourceType"] == "order"));
    assert_eq!(bas.get(&format!("{RECORDS}?filter=%7B%22Field%22:%22Color%22%7D")).await.code(), 800_002);

    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let headers: &[(&str, &str)] =
            if token.is_empty() { &[] } else { &[("MS-ContinuationToken", &token)] };
        let page = bas.call("GET", &format!("{RECORDS}?size=2"), None, headers).await.expect(200);
        paged.extend(page["items"].as_array().expect("items").clone());
        match page["continuationToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(paged, all);
}

#[tokio::test]
async fn records_are_for_people_of_the_last_ninety_days_and_of_their_own_partner() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let got = world.get(RECORDS).await;
    assert_eq!((got.status.as_u16(), got.code()), (403, 900_329), "an application by itself");
    let ilse = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    assert_eq!(world.with_token(ilse).get(RECORDS).await.status.as_u16(), 403);
    let bas = bas(&world).await;
    assert_eq!(bas.get(&format!("{RECORDS}?startDate=2021-06-02")).await.code(), 800_002);
    bas.get(&format!("{RECORDS}?startDate=2021-06-03")).await.expect(200);
    let got = bas.get(&format!("{RECORDS}?startDate=2021-08-20&endDate=2021-08-10")).await;
    assert_eq!(got.code(), 800_002);
    world.advance("2021-10-02T00:00:00Z").await;
    let records = bas.get(RECORDS).await.expect(200);
    assert_eq!(records["items"], json!([]), "thirty days are what is usual");
    let text = bas.get(&format!("{RECORDS}?startDate=2021-09-01")).await.expect(200).to_string();
    assert!(text.contains(customer.rsplit('/').next().expect("an id")));
}

#[tokio::test]
async fn clients_of_2021_read_no_names_that_are_newer() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let ilse = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let own = customer.replace("/v1/", "/seatwright/v1/");
    let partner = crate::world::HAVENWERK;
    let path = format!("{own}/relationships/{partner}/delegation");
    let got = world.with_token(ilse).call("DELETE", &path, None, &[]).await;
    assert!(got.status.is_success(), "{}", got.body);
    let bas = bas(&world).await;
    let records = bas.get(RECORDS).await.expect(200);
    let ended = of(&records, "dap_admin_relationship_terminated");
    assert_eq!(ended[0]["userPrincipalName"], "ilse@blauwevos.onmicrosoft.com");
    for client in ["Partner Center Java SDK", "Partner Center Open .NET SDK"] {
        let headers = [("MS-PartnerCenter-Client", client)];
        let records = bas.call("GET", RECORDS, None, &headers).await.expect(200);
        assert!(of(&records, "dap_admin_relationship_terminated").is_empty());
        assert_eq!(of(&records, "undefined")[0]["resourceType"], "undefined");
    }
}
