//! Lists: pages in every direction, sizes, filters, and what a list has that has nothing in it.

use serde_json::{Value, json};

use crate::directory_roles::HELPDESK;
use crate::world::{BASIC, NCE_BASIC, World, user_body};

/// A filter as clients write it into a query: white space as a plus.
pub(crate) fn encoded(filter: &Value) -> String {
    let mut text = String::new();
    for byte in filter.to_string().bytes() {
        match byte {
            b' ' => text.push('+'),
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

fn condition(field: &str, operator: &str, value: &str) -> Value {
    json!({"Field": field, "Value": value, "Operator": operator})
}

fn joined(word: &str, left: Value, right: Value) -> Value {
    json!({"LeftFilter": left, "RightFilter": right, "Operator": word})
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("items").clone()
}

/// The page that a link leads to, followed as clients do: the address behind the version, the headers of the link sent along.
async fn follow(world: &World, link: &Value) -> Value {
    let uri = link["uri"].as_str().expect("an address");
    assert!(uri.starts_with('/') && !uri.starts_with("/v1"), "{uri}");
    let header = &link["headers"][0];
    assert_eq!((&link["method"], &header["key"]), (&json!("GET"), &json!("MS-ContinuationToken")));
    let token = header["value"].as_str().expect("a token");
    world.call("GET", &format!("/v1/{uri}"), None, &[("MS-ContinuationToken", token)]).await.expect(200)
}

/// A world with lists of the dialect that are read on by a token, each of five items at least, and their addresses: customers,
/// users, members of a role, who did what, lines without an invoice and lines of one.
async fn lists() -> (World, World, Vec<String>) {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    for name in ["aa", "bb", "cc", "dd"] {
        world.bare_customer(name).await;
    }
    for number in 1..=5 {
        let user = world.post(&format!("{customer}/users"), user_body(number)).await.expect(200);
        let member = json!({"id": user["id"]});
        world.post(&format!("{customer}/directoryroles/{HELPDESK}/usermembers"), member).await.expect(201);
        world.buy(&customer, NCE_BASIC, 5).await;
    }
    world.advance("2021-10-20T09:00:00Z").await;
    for _ in 0..5 {
        world.buy(&customer, NCE_BASIC, 1).await;
    }
    // Whoever reads who did what is an admin agent, and a person (ROLE-136).
    let body = json!({"kind": "agent", "name": "bas@havenwerk.example", "roles": ["admin_agent"],
        "password": "a-long-password"});
    world.post("/seatwright/v1/identities", body).await.expect(201);
    let form = "grant_type=password&username=bas@havenwerk.example&password=a-long-password";
    let bas = world.form("/havenwerk.example/oauth2/token", form).await;
    let bas = world.with_token(bas.text("/access_token").to_owned());
    let bills = "provider=OneTime&invoicelineitemtype=BillingLineItems&currencycode=eur";
    let paths = vec![
        "/v1/customers?".to_owned(),
        format!("{customer}/users?sortField=displayName&sortDirection=Descending"),
        format!("{customer}/directoryroles/{HELPDESK}/usermembers?"),
        "/v1/auditrecords?startDate=2021-09-01&filter=".to_owned()
            + &encoded(&condition("ResourceType", "equals", "CustomerUser")),
        format!("/v1/invoices/unbilled/lineitems?{bills}&period=current"),
        format!("/v1/invoices/G0000000001/lineitems?{bills}"),
    ];
    (world, bas, paths)
}

/// The list of a customer's deleted users: behind some that can no longer be restored five that can.
async fn deleted_users(world: &World, gone: usize) -> String {
    let customer = world.customer("dagpauwoog").await;
    for number in 1..=gone + 5 {
        if gone > 0 && number == gone + 1 {
            world.advance("2021-11-30T09:00:00Z").await;
        }
        let user = world.post(&format!("{customer}/users"), user_body(number)).await.expect(200);
        let path = format!("{customer}/users/{}", user["id"].as_str().expect("an id"));
        assert_eq!(world.call("DELETE", &path, None, &[]).await.status.as_u16(), 204);
    }
    let filter = encoded(&condition("UserStatus", "equals", "Inactive"));
    format!("{customer}/users?sortField=UserPrincipalName&filter={filter}")
}

#[tokio::test]
async fn pages_by_number_are_full_where_the_list_leaves_out_what_was_read_lic_107() {
    let world = World::new().await;
    let path = deleted_users(&world, 3).await;
    let all = items(&world.get(&path).await.expect(200));
    assert_eq!(all.len(), 5);
    for (index, shown) in [&all[..2], &all[2..4], &all[4..], &[]].into_iter().enumerate() {
        let page = world.get(&format!("{path}&size=2&seekOperation=PageIndex&pageIndex={index}")).await;
        assert_eq!(items(&page.expect(200)), shown, "page {index}");
    }
}

#[tokio::test]
async fn pages_are_read_in_every_direction() {
    let (world, bas, mut paths) = lists().await;
    paths.push(deleted_users(&world, 0).await);
    for path in paths {
        let reader = if path.contains("auditrecords") { &bas } else { &world };
        let get = async |query: &str| reader.get(&format!("{path}&{query}")).await.expect(200);
        let all = items(&get("size=0").await);
        assert!(all.len() >= 5, "{path} has {}", all.len());

        let first = get("size=2").await;
        assert_eq!(first["totalCount"], 2, "what the page has: {path}");
        assert!(first["links"].get("previous").is_none(), "{path}");
        assert_eq!(first["continuationToken"], first["links"]["next"]["headers"][0]["value"], "{path}");
        let mut forwards = vec![first.clone()];
        while let Some(next) = forwards.last().and_then(|page| page["links"].get("next").cloned()) {
            forwards.push(follow(reader, &next).await);
        }
        assert_eq!(forwards.iter().flat_map(items).collect::<Vec<_>>(), all, "{path}");

        let last = get("size=2&seek_operation=last").await;
        assert_eq!(items(&last), items(forwards.last().expect("a page")), "{path}");
        assert!(last["links"].get("next").is_none() && last.get("continuationToken").is_none(), "{path}");
        let mut backwards = vec![last];
        while let Some(previous) = backwards.last().and_then(|page| page["links"].get("previous").cloned()) {
            backwards.push(follow(reader, &previous).await);
        }
        backwards.reverse();
        assert_eq!(
            backwards.iter().map(items).collect::<Vec<_>>(),
            forwards.iter().map(items).collect::<Vec<_>>(),
            "{path}"
        );

        let second = get("size=2&seekOperation=PageIndex&pageIndex=1").await;
        assert_eq!(items(&second), items(&forwards[1]), "{path}");
        let beyond = get("size=2&seekOperation=PageIndex&pageIndex=4000").await;
        assert_eq!((&beyond["totalCount"], &beyond["items"]), (&json!(0), &json!([])), "{path}");

        let token = first["continuationToken"].as_str().expect("a token");
        let headers = [("MS-ContinuationToken", token)];
        let again = format!("{path}&size=2&seekOperation=FIRST");
        assert_eq!(reader.call("GET", &again, None, &headers).await.expect(200)["items"], first["items"]);
        // Before the first page there is no other.
        let before = format!("{path}&size=2&seekOperation=Previous");
        assert_eq!(reader.call("GET", &before, None, &headers).await.expect(200)["items"], first["items"]);
        for query in ["seekOperation=Previous", "seekOperation=PageIndex", "seekOperation=Sideways"] {
            let got = reader.get(&format!("{path}&{query}")).await;
            assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{path} {query}");
        }
    }
}

#[tokio::test]
async fn a_page_is_as_large_as_the_list_allows() {
    let (world, bas, _) = lists().await;
    let customer = world.get("/v1/customers").await.expect(200)["items"][3]["id"].clone();
    let customer = format!("/v1/customers/{}", customer.as_str().expect("an id"));
    let bills = "provider=OneTime&invoicelineitemtype=BillingLineItems";
    for (path, max) in [
        ("/v1/customers?".to_owned(), 500),
        ("/v1/servicerequests?".to_owned(), 1000),
        ("/v1/invoices?".to_owned(), 200),
        (format!("/v1/invoices/G0000000001/lineitems?{bills}"), 2000),
        ("/v1/invoices/G0000000001/lineitems/OneTime/BillingLineItems?".to_owned(), 2000),
        (format!("{customer}/users?"), 1000),
        (format!("/v1/migrations/newcommerce?CustomerTenantId={}&Page", &customer[14..]), 300),
        ("/v1/auditrecords?".to_owned(), 500),
    ] {
        let reader = if path.contains("auditrecords") { &bas } else { &world };
        for (size, status) in [(0, 200), (1, 200), (max, 200), (max + 1, 400)] {
            let got = reader.get(&format!("{path}&size={size}").replace("Page&size", "PageSize")).await;
            assert_eq!(got.status.as_u16(), status, "{path}&size={size}: {}", got.body);
        }
        let got = reader.get(&format!("{path}&size=few").replace("Page&size", "PageSize")).await;
        assert_eq!(got.code(), 800_002, "{path}");
    }
}

#[tokio::test]
async fn filters_are_read_in_every_spelling_and_joined() {
    let (world, bas, _) = lists().await;
    let count = async |reader: &World, path: &str, filter: &Value| {
        let got = reader.get(&format!("{path}filter={}", encoded(filter))).await;
        assert_eq!(got.status.as_u16(), 200, "{path} {filter}: {}", got.body);
        got.body["totalCount"].as_u64().expect("a number")
    };
    let java = json!({"value": "BLAUWEVOS BV", "field": "company_name", "fieldType": "String",
        "operator": "StartsWith"});
    let domain = condition("domain", "starts_with", "blauwevos");
    let (blue, other) =
        (condition("CompanyName", "STARTSWITH", "blauwe"), condition("Domain", "equals", "aa"));
    for (filter, expected) in [
        (java.clone(), 1),
        (domain.clone(), 1),
        (joined("And", java, domain), 1),
        (joined("and", blue, other), 0),
    ] {
        assert_eq!(count(&world, "/v1/customers?size=0&", &filter).await, expected, "{filter}");
    }

    let september = "/v1/auditrecords?startDate=2021-09-01&";
    let customers = world.get("/v1/customers").await.expect(200);
    let id = customers["items"].as_array().expect("items").iter();
    let id = id.clone().find(|item| item["companyProfile"]["companyName"] == "blauwevos BV").expect("it");
    let id = id["id"].as_str().expect("an id").to_uppercase();
    let of_blue = condition("CustomerId", "equals", &id);
    let users = condition("ResourceType", "equals", "customer_user");
    assert_eq!(count(&bas, september, &joined("and", of_blue.clone(), users.clone())).await, 10);
    let opened = joined(
        "and",
        condition("CompanyName", "substring", "b bv"),
        condition("ResourceType", "equals", "Customer"),
    );
    assert_eq!(count(&bas, september, &opened).await, 1);
    assert_eq!(count(&bas, september, &joined("or", opened, users)).await, 11);
    let unknown = condition("CustomerId", "equals", "nobody");
    assert_eq!(bas.get(&format!("{september}filter={}", encoded(&unknown))).await.code(), 800_002);

    let all = world.get("/v1/invoices").await.expect(200)["totalCount"].as_u64().expect("a number");
    for (operator, value, expected) in [
        ("equals", "2021-10-08", 1),
        ("NotEquals", "2021-10-08T00:00:00Z", all - 1),
        ("greater_than", "10/08/2021 00:00:00", 0),
        ("GreaterThanOrEquals", "2021-10-281", 1),
        ("less_than", "2021-10-08T01:00:00+02:00", 0),
        ("LessThanOrEquals", "10/8/2021 12:00:00 AM", 1),
    ] {
        for field in ["InvoiceDate", "invoice_date"] {
            let filter = condition(field, operator, value);
            assert_eq!(count(&world, "/v1/invoices?", &filter).await, expected, "{filter}");
        }
    }
    let between = joined(
        "and",
        condition("InvoiceDate", "greater_than", "2021-10-01"),
        condition("InvoiceDate", "less_than", "2021-11-01"),
    );
    assert_eq!(count(&world, "/v1/invoices?", &between).await, 1);
    for filter in [
        condition("InvoiceDate", "starts_with", "2021"),
        condition("InvoiceDate", "equals", "yesterday"),
        condition("TotalCharges", "equals", "1"),
    ] {
        let got = world.get(&format!("/v1/invoices?filter={}", encoded(&filter))).await;
        assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{filter}");
    }
}

#[tokio::test]
async fn a_list_of_nothing_is_a_list() {
    let world = World::new().await;
    assert_eq!(world.get("/v1/customers").await.expect(200)["items"], json!([]));
    let customer = world.customer("blauwevos").await;
    let classic = world.buy(&customer, BASIC, 1).await;
    for path in [
        format!("{customer}/users"),
        format!("{customer}/orders?billingType=annual"),
        format!("{customer}/directoryroles/{HELPDESK}/usermembers"),
        format!("{classic}/addons"),
        format!("{classic}/conversions"),
        "/v1/servicerequests".to_owned(),
        "/v1/invoices".to_owned(),
        "/v1/products?country=NL&targetView=Azure".to_owned(),
    ] {
        let got = world.get(&path).await.expect(200);
        assert_eq!((&got["totalCount"], &got["items"]), (&json!(0), &json!([])), "{path}");
        assert!(got["links"].get("next").is_none(), "{path}");
        assert_eq!(got["attributes"]["objectType"], "Collection", "{path}");
    }
    let id = customer.rsplit('/').next().expect("an id");
    for path in [
        "/v1/customers/all/validations".to_owned(),
        format!("{customer}/qualifications"),
        format!("/v1/migrations/newcommerce?CustomerTenantId={id}"),
        format!("/v1/migrations/newcommerce/schedules?CustomerTenantId={id}"),
        format!(
            "{customer}/migrations/newcommerce/events?current_subscription_id={}",
            classic.rsplit('/').next().expect("an id")
        ),
    ] {
        assert_eq!(world.get(&path).await.expect(200), json!([]), "a bare list: {path}");
    }
}
