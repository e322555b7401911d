//! Invoices, their lines and their statements, as clients of the dialect ask for them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::world::{BASIC, Got, NCE_BASIC, World, agreement_body, customer_body};

/// What the tests of bills begin with: two subscriptions of one customer, a change, and the invoices of six weeks.
pub(crate) async fn billed() -> (World, String) {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    world.buy(&customer, BASIC, 3).await;
    let modern = world.buy(&customer, NCE_BASIC, 5).await;
    world.advance("2021-09-20T09:00:00Z").await;
    world.patch(&modern, json!({"quantity": 8})).await.expect(200);
    world.advance("2021-10-20T09:00:00Z").await;
    (world, customer)
}

pub(crate) fn items(got: Got) -> Vec<Value> {
    got.expect(200)["items"].as_array().expect("items").clone()
}

/// A decimal of the wire in minor units of the euro, read from its text so that no float is in between.
pub(crate) fn cents(value: &Value) -> i64 {
    let text = value.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<2}");
    assert_eq!(padded.len(), 2, "{text}");
    sign * (whole.parse::<i64>().expect("a number") * 100 + padded.parse::<i64>().expect("a number"))
}

#[tokio::test]
async fn a_partner_lists_its_invoices_of_both_families_inv_101() {
    let (world, _) = billed().await;
    let all = items(world.get("/v1/invoices").await);
    let numbers: Vec<&str> = all.iter().filter_map(|invoice| invoice["id"].as_str()).collect();
    assert_eq!(numbers, ["D0000000002", "G0000000001", "D0000000001"]);
    let modern = &all[1];
    assert_eq!(modern["invoiceType"], "OneTime");
    assert_eq!(modern["documentType"], "invoice");
    assert_eq!(modern["invoiceDate"], "2021-10-08T00:00:00Z");
    assert_eq!(modern["billingPeriodStartDate"], "2021-09-01T00:00:00Z");
    assert_eq!(modern["billingPeriodEndDate"], "2021-09-30T00:00:00Z");
    assert_eq!((&modern["currencyCode"], &modern["currencySymbol"]), (&json!("EUR"), &json!("€")));
    assert_eq!(modern["pdfDownloadLink"], "/invoices/G0000000001/documents/statement");
    let detail = &modern["invoiceDetails"][0];
    assert_eq!(
        (&detail["billingProvider"], &detail["invoiceLineItemType"]),
        (&json!("one_time"), &json!("billing_line_items"))
    );
    assert_eq!(
        detail["links"]["self"]["uri"],
        "/invoices/OneTime-G0000000001/lineitems/OneTime/BillingLineItems"
    );
    assert_eq!(all[0]["invoiceType"], "Recurring");
    assert_eq!(all[0]["invoiceDetails"][0]["billingProvider"], "office");

    let oldest = items(world.get("/v1/invoices?sortField=InvoiceDate&sortDirection=ascending&size=1").await);
    assert_eq!(oldest[0]["id"], "D0000000001");
    let second = world.get("/v1/invoices?size=2&offset=2").await.expect(200);
    assert_eq!((second["totalCount"].as_u64(), &second["items"][0]["id"]), (Some(1), &json!("D0000000001")));
    let filter = "/v1/invoices?filter=%7B%22Field%22:%22InvoiceDate%22,%22Value%22:%222021-10-01%22,%22Operator%22:%22greater_than%22%7D";
    assert_eq!(items(world.get(filter).await).len(), 2);
    assert_eq!(world.get("/v1/invoices?filter=nonsense").await.status.as_u16(), 400);
}

#[tokio::test]
async fn an_invoice_is_found_by_its_number_in_every_form_and_is_nobody_elses() {
    let (world, _) = billed().await;
    for form in ["G0000000001", "g0000000001", "OneTime-G0000000001", "Recurring-G0000000001"] {
        assert_eq!(world.get(&format!("/v1/invoices/{form}")).await.expect(200)["id"], "G0000000001");
    }
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let administrator =
        world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let administrator = world.with_token(administrator);
    for path in [
        "",
        "/lineitems?provider=all&invoicelineitemtype=billinglineitems",
        "/lineitems/Office/BillingLineItems",
        "/documents/statement",
    ] {
        let unknown = world.get(&format!("/v1/invoices/G0000000009{path}")).await;
        assert_eq!((unknown.status.as_u16(), unknown.code()), (404, 1000), "{path}");
        for stranger in [&other, &administrator] {
            let foreign = stranger.get(&format!("/v1/invoices/G0000000001{path}")).await;
            assert_eq!(foreign.bytes, unknown.bytes, "{path}");
        }
    }
    for file in ["reconciliation.csv", "reconciliation.json"] {
        let foreign = other.get(&format!("/seatwright/v1/invoices/G0000000001/{file}")).await;
        assert_eq!((foreign.status.as_u16(), foreign.code()), (404, 1000));
    }
    assert_eq!(items(other.get("/v1/invoices").await).len(), 0);
}

#[tokio::test]
async fn roles_read_the_bill_and_download_files_role_114_role_117() {
    let (world, _) = billed().await;
    let as_app = |app: &'static str| async {
        world.with_token(world.application_token("havenwerk.example", app).await)
    };
    let bill = [
        "/v1/invoices",
        "/v1/invoices/G0000000001",
        "/v1/invoices/summary",
        "/v1/invoices/G0000000001/documents/statement",
    ];
    let files = [
        "/v1/invoices/G0000000001/lineitems?provider=all&invoicelineitemtype=billinglineitems",
        "/v1/invoices/G0000000001/lineitems/OneTime/BillingLineItems",
        "/v1/invoices/unbilled/lineitems?provider=all&invoicelineitemtype=billinglineitems&period=current",
        "/seatwright/v1/invoices/G0000000001/reconciliation.csv",
        "/seatwright/v1/invoices/G0000000001/reconciliation.json",
    ];
    let cases = [("billing-app", true, true), ("agent-app", true, false), ("weak-app", false, false)];
    for (app, reads, downloads) in cases {
        let world = as_app(app).await;
        for (paths, allowed, rule) in [(&bill[..], reads, "ROLE-114"), (&files[..], downloads, "ROLE-117")] {
            for path in paths {
                let got = world.get(path).await;
                if allowed {
                    assert_eq!(got.status.as_u16(), 200, "{app} {path}: {}", got.body);
                } else {
                    assert_eq!((got.status.as_u16(), got.code()), (403, 900_150), "{app} {path}");
                    assert_eq!(got.rules(), [rule], "{app} {path}");
                }
            }
        }
    }
}

#[tokio::test]
async fn lines_have_what_clients_choose_their_class_by_and_add_up_to_the_invoice() {
    let (world, customer) = billed().await;
    for (number, provider, class, tax) in [
        ("D0000000001", "office", "LicenseBasedLineItem", "tax"),
        ("G0000000001", "one_time", "OneTimeInvoiceLineItem", "taxTotal"),
    ] {
        let invoice = world.get(&format!("/v1/invoices/{number}")).await.expect(200);
        let lines = items(
            world
                .get(&format!(
                    "/v1/invoices/{number}/lineitems?provider=all&invoicelineitemtype=billinglineitems"
                ))
                .await,
        );
        assert!(!lines.is_empty());
        for line in &lines {
            assert_eq!(line["billingProvider"], provider);
            assert_eq!(line["invoiceLineItemType"], "billing_line_items");
            assert_eq!(line["attributes"]["objectType"], class);
            assert_eq!(line["customerId"].as_str(), customer.rsplit('/').next());
            assert_eq!((&line[tax], &line["totalForCustomer"]), (&json!(0), &line["subtotal"]));
        }
        let sum: i64 = lines.iter().map(|line| cents(&line["subtotal"])).sum();
        assert_eq!(sum, cents(&invoice["seatwright"]["subtotal"]));
        let with_tax = sum + cents(&invoice["seatwright"]["tax"]["amount"]);
        assert_eq!(with_tax, cents(&invoice["totalCharges"]));
    }
}

#[tokio::test]
async fn the_lines_of_a_change_share_a_reference_nce_203_recon_105() {
    let (world, _) = billed().await;
    let lines = items(world.get("/v1/invoices/G0000000001/lineitems/OneTime/BillingLineItems").await);
    let seen: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["chargeType"].as_str().unwrap(),
                line["quantity"].as_u64().unwrap(),
                cents(&line["subtotal"]).signum(),
            )
        })
        .collect();
    // Lines of one event have no order of their own (RECON-105).
    let expected = [("new", 5, 1), ("addQuantity", 5, -1), ("addQuantity", 8, 1)];
    assert_eq!(seen.len(), 3);
    assert_eq!((seen[0], BTreeSet::from_iter(seen)), (expected[0], BTreeSet::from(expected)));
    assert_eq!(lines[1]["referenceId"], lines[2]["referenceId"]);
    assert_ne!(lines[0]["referenceId"], lines[1]["referenceId"]);
    let new = &lines[0];
    assert_eq!(new["termAndBillingCycle"], "One-Year commitment for monthly billing");
    assert_eq!((&new["billingFrequency"], &new["invoiceNumber"]), (&json!("Monthly"), &json!("G0000000001")));
    assert_eq!((&new["productId"], &new["skuId"]), (&json!("CFQ7TTC0LH18"), &json!("0001")));
    assert_eq!((&new["mpnId"], &new["resellerMpnId"]), (&json!("1234567"), &json!(1_234_567)), "CHAN-106");
    assert_eq!(
        (&new["subscriptionStartDate"], &new["chargeEndDate"]),
        (&json!("2021-09-01T00:00:00Z"), &json!("2021-09-30T00:00:00Z"))
    );
}

#[tokio::test]
async fn pages_of_both_forms_give_every_line_once() {
    let (world, _) = billed().await;
    let base = "/v1/invoices/G0000000001/lineitems";
    let whole = items(world.get(&format!("{base}/OneTime/BillingLineItems")).await);
    assert_eq!(whole.len(), 3);
    for size in 1..=4 {
        let mut by_offset = Vec::new();
        let mut next = Some(format!("{base}/OneTime/BillingLineItems?size={size}&offset=0"));
        while let Some(path) = next {
            let page = world.get(&path).await.expect(200);
            by_offset.extend(page["items"].as_array().unwrap().clone());
            next = page["links"]["next"]["uri"].as_str().map(|uri| format!("/v1{uri}"));
        }
        assert_eq!(by_offset, whole, "size {size}");

        let first = format!("{base}?provider=onetime&invoicelineitemtype=billinglineitems&size={size}");
        let mut by_token = Vec::new();
        let mut page = world.get(&first).await.expect(200);
        loop {
            by_token.extend(page["items"].as_array().unwrap().clone());
            let Some(uri) = page["links"]["next"]["uri"].as_str() else { break };
            let header = &page["links"]["next"]["headers"][0];
            assert_eq!(
                (&header["key"], &header["value"]),
                (&json!("MS-ContinuationToken"), &page["continuationToken"])
            );
            let token = header["value"].as_str().unwrap().to_owned();
            let got =
                world.call("GET", &format!("/v1{uri}"), None, &[("MS-ContinuationToken", &token)]).await;
            page = got.expect(200);
        }
        assert_eq!(by_token, whole, "size {size}");
    }
}

#[tokio::test]
async fn providers_and_types_without_lines_give_an_empty_list() {
    let (world, _) = billed().await;
    let base = "/v1/invoices/G0000000001/lineitems";
    for path in [
        "/Office/BillingLineItems".to_owned(),
        "/Azure/UsageLineItems".to_owned(),
        "/OneTime/UsageLineItems".to_owned(),
        "?provider=marketplace&invoicelineitemtype=billinglineitems".to_owned(),
        "?provider=all&invoicelineitemtype=billinglineitems&currencycode=USD".to_owned(),
        "?provider=all&invoicelineitemtype=billinglineitems&hasPartnerEarnedCredit=true".to_owned(),
    ] {
        assert_eq!(items(world.get(&format!("{base}{path}")).await), Vec::<Value>::new(), "{path}");
    }
    for path in
        ["?provider=all", "?provider=moon&invoicelineitemtype=billinglineitems", "/Moon/BillingLineItems"]
    {
        let got = world.get(&format!("{base}{path}")).await;
        assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{path}");
    }
}

#[tokio::test]
async fn lines_without_an_invoice_are_of_the_running_period_or_of_the_one_before() {
    let (world, _) = billed().await;
    let ask = |period: &str| {
        format!(
            "/v1/invoices/unbilled/lineitems?provider=all&invoicelineitemtype=billinglineitems&currencycode=EUR&period={period}"
        )
    };
    let current = items(world.get(&ask("current")).await);
    let kinds: BTreeSet<&str> = current.iter().filter_map(|line| line["chargeType"].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["cycleCharge"]));
    assert!(current.iter().all(|line| line["invoiceNumber"] == ""));
    assert_eq!(items(world.get(&ask("previous")).await), Vec::<Value>::new());
    // The month is over, its invoice is cut on the eighth.
    world.advance("2021-11-02T09:00:00Z").await;
    assert_eq!(items(world.get(&ask("previous")).await), current);
    world.advance("2021-11-09T13:00:00Z").await;
    assert_eq!(items(world.get(&ask("previous")).await), Vec::<Value>::new());

    let links = items(world.get("/v1/invoices/estimates/links?currencycode=EUR").await);
    assert_eq!(links.len(), 2);
    for link in links {
        let uri = link["link"]["uri"].as_str().unwrap();
        assert_eq!(world.get(&format!("/v1{uri}")).await.status.as_u16(), 200, "{uri}");
    }
    assert_eq!(world.get("/v1/invoices/estimates/links").await.status.as_u16(), 400);
}

#[tokio::test]
async fn summaries_are_the_open_amounts_and_empty_ones_have_the_date_that_is_none() {
    let (world, _) = billed().await;
    let all = items(world.get("/v1/invoices").await);
    let open: i64 =
        all.iter().map(|invoice| cents(&invoice["totalCharges"]) - cents(&invoice["paidAmount"])).sum();
    let summary = world.get("/v1/invoices/summary").await.expect(200);
    assert_eq!(cents(&summary["balanceAmount"]), open);
    assert_eq!(summary["firstInvoiceCreationDate"], "2021-09-15T00:00:00Z");
    assert_eq!(summary["latestInvoiceDate"], "2021-10-15T00:00:00Z");
    let parts: i64 = summary["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| cents(&part["summary"]["balanceAmount"]))
        .sum();
    assert_eq!(parts, open);
    assert_eq!(items(world.get("/v1/invoices/summaries").await), [summary]);

    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let empty = other.get("/v1/invoices/summary").await.expect(200);
    assert_eq!((&empty["balanceAmount"], &empty["currencyCode"]), (&json!(0), &json!("EUR")));
    for date in ["firstInvoiceCreationDate", "lastPaymentDate", "latestInvoiceDate"] {
        assert_eq!(empty[date], "0001-01-01T00:00:00", "{date}");
    }
}

#[tokio::test]
async fn a_statement_is_a_pdf_in_the_readers_language_lang_01() {
    let (world, _) = billed().await;
    let path = "/v1/invoices/G0000000001/documents/statement";
    let mut seen = BTreeSet::new();
    for (headers, language) in [
        (vec![("x-locale", "nl-NL"), ("accept", "application/pdf")], "nl"),
        (vec![("accept-language", "sv")], "sv"),
        (vec![("x-locale", "de-AT")], "de"),
        (vec![("accept", "application/pdf")], "en"),
    ] {
        let got = world.call("GET", path, None, &headers).await;
        assert_eq!(got.status.as_u16(), 200, "{}", got.body);
        assert_eq!(got.headers["content-type"], "application/pdf");
        assert_eq!(got.headers["content-disposition"], "attachment; filename=Invoice_G0000000001.pdf");
        assert_eq!(got.headers["content-language"], language);
        assert!(got.bytes.starts_with(b"%PDF-"));
        let written = format!("/Lang({language})");
        assert!(got.bytes.windows(written.len()).any(|part| part == written.as_bytes()), "{language}");
        seen.insert(got.bytes);
    }
    assert_eq!(seen.len(), 4);
    let got = world.call("GET", path, None, &[("accept", "text/csv")]).await;
    assert_eq!(got.status.as_u16(), 406);
    let got = world.call("GET", "/v1/invoices", None, &[("accept", "application/pdf")]).await;
    assert_eq!(got.status.as_u16(), 406, "a list is no statement");
}

#[tokio::test]
async fn service_costs_are_the_customers_part_of_the_last_licence_invoice() {
    let (world, customer) = billed().await;
    // Another customer on the same invoices.
    let neighbour = world.customer("zilver").await;
    world.buy(&neighbour, BASIC, 40).await;
    world.advance("2021-11-17T09:00:00Z").await;
    let costs = world.get(&format!("{customer}/servicecosts/MostRecent")).await.expect(200);
    let lines = items(world.get(&format!("{customer}/servicecosts/mostrecent/lineitems")).await);
    assert_eq!(costs["billingEndDate"], "2021-11-15T00:00:00Z");
    let sum: i64 = lines.iter().map(|line| cents(&line["pretaxTotal"])).sum();
    assert!(sum > 0);
    assert_eq!(sum, cents(&costs["pretaxTotal"]));
    assert!(lines.iter().all(|line| line["quantity"] == 3 && line["subscriptionFriendlyName"].is_string()));
    assert_eq!(world.get(&format!("{customer}/servicecosts/2021-09")).await.status.as_u16(), 400);
}

#[tokio::test]
async fn a_customers_administrator_has_the_invoices_of_what_it_bought_itself_and_no_others() {
    let world = World::new().await;
    world.post("/v1/customers", customer_body("blauwevos")).await.expect(201);
    let found = items(world.get("/v1/customers").await);
    let customer = format!("/v1/customers/{}", found[0]["id"].as_str().unwrap());
    world.post(&format!("{customer}/agreements"), agreement_body()).await.expect(201);
    world.buy(&customer, BASIC, 3).await;
    let administrator =
        world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let ilse = world.with_token(administrator);
    let order = json!({"billingCycle": "monthly", "payment": "invoice", "lineItems": [
        {"lineItemNumber": 0, "offerId": NCE_BASIC, "quantity": 2, "termDuration": "P1Y"}]});
    ilse.post(&format!("{customer}/orders"), order).await.expect(201);
    let own = customer.replace("/v1/", "/seatwright/v1/");

    let waiting = |world: World| {
        let path = format!("{own}/unbilled");
        async move { items(world.get(&path).await) }
    };
    let kinds = |lines: Vec<Value>| {
        lines.into_iter().map(|line| line["billingProvider"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(waiting(world.with_token(ilse.token.clone())).await), ["one_time"]);
    assert_eq!(kinds(waiting(world.with_token(world.token.clone())).await), ["office"]);

    world.advance("2021-10-20T09:00:00Z").await;
    let hers = items(ilse.get(&format!("{own}/invoices")).await);
    assert_eq!(hers.len(), 1);
    assert_eq!(hers, items(ilse.get("/v1/invoices").await));
    let number = hers[0]["id"].as_str().unwrap();
    assert_eq!(
        ilse.get(&format!("/seatwright/v1/invoices/{number}/reconciliation.csv")).await.status.as_u16(),
        200
    );
    assert_eq!(items(world.get(&format!("{own}/invoices")).await), Vec::<Value>::new());
    assert_eq!(world.get(&format!("/v1/invoices/{number}")).await.status.as_u16(), 404);
    assert!(items(world.get("/v1/invoices").await).iter().all(|invoice| invoice["id"] != number));
}

#[tokio::test]
async fn a_payment_settles_the_oldest_invoices_and_changes_balance_and_summary_inv_106() {
    let (world, _) = billed().await;
    let total = |number: &'static str| {
        let world = world.with_token(world.token.clone());
        async move { cents(&world.get(&format!("/v1/invoices/{number}")).await.expect(200)["totalCharges"]) }
    };
    let before = world.get("/seatwright/v1/balance").await.expect(200);
    let owed = cents(&before["owed"]);
    assert_eq!(owed, total("D0000000001").await + total("G0000000001").await + total("D0000000002").await);
    assert!(cents(&before["unbilled"]) > 0);

    let oldest = total("D0000000001").await;
    let decimal = |cents: i64| json!(format!("{}.{:02}", cents / 100, cents % 100));
    let body = json!({"amount": decimal(oldest), "currency": "EUR", "reference": "bank 1", "receivedOn": "2021-10-12"});
    let paid = world.post("/seatwright/v1/payments", body.clone()).await.expect(201);
    assert_eq!(paid["unallocated"], 0);
    let invoice = world.get("/v1/invoices/D0000000001").await.expect(200);
    assert_eq!(
        (&invoice["paidAmount"], &invoice["seatwright"]["state"]),
        (&invoice["totalCharges"], &json!("settled"))
    );
    assert_eq!(cents(&world.get("/seatwright/v1/balance").await.expect(200)["owed"]), owed - oldest);
    world.post("/seatwright/v1/payments", body.clone()).await.expect(200);
    assert_eq!(cents(&world.get("/seatwright/v1/balance").await.expect(200)["owed"]), owed - oldest);

    // More than an invoice asks for stays with the payer and lowers the balance all the same.
    let modern = total("G0000000001").await;
    let more = json!({"amount": decimal(modern + 500), "currency": "EUR", "reference": "bank 2", "invoice": "OneTime-G0000000001"});
    assert_eq!(world.post("/seatwright/v1/payments", more).await.expect(201)["unallocated"], 5);
    let summary = world.get("/v1/invoices/summary").await.expect(200);
    assert_eq!(cents(&summary["balanceAmount"]), owed - oldest - modern - 500);
    assert_eq!(summary["lastPaymentDate"], "2021-10-20T00:00:00Z");
    assert_eq!(cents(&summary["lastPaymentAmount"]), modern + 500);
    let listed = items(world.get("/seatwright/v1/payments").await);
    let references: Vec<&str> = listed.iter().filter_map(|payment| payment["reference"].as_str()).collect();
    assert_eq!(references, ["bank 1", "bank 2"]);
}

#[tokio::test]
async fn payments_that_cannot_be_recorded_name_the_field_and_others_may_not_record_them() {
    let (world, _) = billed().await;
    let body =
        |amount: Value, reference: &str| json!({"amount": amount, "currency": "EUR", "reference": reference});
    world.post("/seatwright/v1/payments", body(json!(10), "bank 1")).await.expect(201);
    for (body, field) in [
        (body(json!(0), "bank 2"), "amount"),
        (body(json!(-1), "bank 2"), "amount"),
        (body(json!(1.005), "bank 2"), "amount"),
        (body(json!(11), "bank 1"), "reference"),
        (json!({"amount": 1, "currency": "EUR"}), "reference"),
        (json!({"amount": 1, "currency": "USD", "reference": "bank 2", "invoice": "G0000000001"}), "invoice"),
    ] {
        let got = world.post("/seatwright/v1/payments", body).await;
        assert_eq!((got.status.as_u16(), got.code()), (400, 800_002), "{field}: {}", got.body);
        assert!(got.text("/data/0").contains(field), "{field}: {}", got.body);
    }
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let body = json!({"amount": 1, "currency": "EUR", "reference": "bank 1", "invoice": "G0000000001"});
    assert_eq!(other.post("/seatwright/v1/payments", body).await.status.as_u16(), 404);
    let weak = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    let got = weak.post("/seatwright/v1/payments", json!({})).await;
    assert_eq!((got.status.as_u16(), got.code()), (403, 900_150));
}
