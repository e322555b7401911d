//! Every operation of the list that the router is built from is behind a token, but for the open ones, which are named
//! here; and what one partner may do to another's customers is nothing.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use seatwright_api::{Operation, operations};
use serde_json::json;

use crate::world::{World, customer_body};

/// The path of an operation with its parameters filled in.
fn filled(operation: &Operation, customer: &str) -> String {
    let mut path = String::new();
    for part in operation.path.split('/').filter(|part| !part.is_empty()) {
        let value = match part {
            "{customer}" => customer,
            "{tenant}" => "havenwerk.example",
            "{product}" => "CFQ7TTC0LH18",
            "{sku}" => "0001",
            "{line}" => "0",
            "{domain}" => "blauwevos.onmicrosoft.com",
            part if part.starts_with('{') => "00000000-0000-0000-0000-000000000001",
            part => part,
        };
        path.push('/');
        path.push_str(value);
    }
    path
}

#[tokio::test]
async fn every_operation_but_the_open_ones_asks_for_a_token() {
    let world = World::new().await;
    let open: BTreeSet<&str> =
        operations().iter().filter(|operation| operation.is_open).map(|operation| operation.path).collect();
    let expected = [
        "/.well-known/openid-configuration",
        "/common/discovery/instance",
        "/healthz",
        "/publisher/landing",
        "/readyz",
        "/webhooks/v1/cert.cer",
        "/seatwright/docs",
        "/seatwright/v1/openapi.json",
        "/{tenant}/.well-known/openid-configuration",
        "/{tenant}/discovery/keys",
        "/{tenant}/discovery/v2.0/keys",
        "/{tenant}/oauth2/authorize",
        "/{tenant}/oauth2/revoke",
        "/{tenant}/oauth2/token",
        "/{tenant}/oauth2/v2.0/authorize",
        "/{tenant}/oauth2/v2.0/revoke",
        "/{tenant}/oauth2/v2.0/token",
        "/{tenant}/v2.0/.well-known/openid-configuration",
    ];
    assert_eq!(open, BTreeSet::from(expected));
    assert!(operations().len() > 90);
    for operation in operations().iter().filter(|operation| !operation.is_open) {
        let path = filled(operation, "c0ffee00-1111-4222-8333-444455556666");
        for authorization in [None, Some("Bearer nonsense"), Some("Basic YXBwOnNlY3JldA==")] {
            let mut request = Request::builder().method(operation.method.as_str()).uri(&path);
            if let Some(value) = authorization {
                request = request.header("authorization", value);
            }
            let got = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{} {path}", operation.method);
            assert!(got.headers.contains_key("www-authenticate"), "{path}");
        }
    }
}

#[tokio::test]
async fn nothing_of_a_customer_is_reachable_for_another_partner_role_03() {
    let world = World::new().await;
    let path = world.customer("blauwevos").await;
    let id = path.trim_start_matches("/v1/customers/");
    let other = world.with_token(world.application_token("nordljus.example", "other-app").await);
    let mut met = 0;
    for operation in operations() {
        let begins = operation.path.ends_with("/relationships") && operation.method == "POST";
        if !operation.path.contains("{customer}") || begins {
            continue;
        }
        met += 1;
        let own = filled(&operation, id);
        let unknown = filled(&operation, "c0ffee00-1111-4222-8333-444455556666");
        let body = json!({
            "id": id, "reason": "customerRequest", "confirm": true, "passed": true, "provisioned": true,
            "service": "EXCHANGE_S_STANDARD", "healthy": true, "amount": 1, "currency": "EUR",
            "relationshipToPartner": "none", "targetOfferId": "X", "targetOffer": {"id": "X"},
            "toCatalogItemId": "X:1", "offerId": "X:1", "target": "X", "quantity": 1, "billingCycle": "monthly", "payment": "card",
            "changes": [{"command": "pay_overdue", "subscription": null}],
            "lineItems": [{"lineItemNumber": 0, "catalogItemId": "X", "offerId": "X", "quantity": 1}],
            "licensesToAssign": [{"skuId": "3b555118-da6a-4418-894f-7df1e2096870"}],
            "userPrincipalName": "a@blauwevos.onmicrosoft.com", "firstName": "A", "lastName": "B",
            "displayName": "A B", "email": "a@b.example", "culture": "nl-NL", "language": "nl", "companyName": "X",
            "defaultAddress": customer_body("x")["billingProfile"]["defaultAddress"],
            "primaryContact": {"firstName": "A", "lastName": "B", "email": "a@b.example"},
            "dateAgreed": "2021-09-01", "transitionType": "transition_only", "upgradeType": "upgrade_only",
            "passwordProfile": {"password": "p"}, "type": "MicrosoftCustomerAgreement",
            "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9"
        });
        let query = "?targetView=OnlineServices&term_duration=P1Y";
        let sent = (operation.method != "GET").then_some(&body);
        for path in [&own, &unknown] {
            let got = other.call(&operation.method, &format!("{path}{query}"), sent, &[]).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{} {path}: {}", operation.method, got.body);
            assert_eq!(got.code(), 20_002, "{} {path}", operation.method);
        }
    }
    assert!(met > 70, "{met}");
    let admin = world.person_token("blauwevos.onmicrosoft.com", "ilse@blauwevos.onmicrosoft.com").await;
    let stranger = world.bare_customer("anders").await;
    let got = world.with_token(admin).get(&stranger).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 2032));
}

#[tokio::test]
async fn a_role_that_may_not_gets_the_roles_that_may_role_02() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let subscription = world.buy(&customer, "CFQ7TTC0LH18:0001", 5).await;
    let weak = world.with_token(world.application_token("havenwerk.example", "weak-app").await);
    let got = weak.patch(&subscription, json!({"status": "suspended"})).await;
    assert_eq!((got.status, got.code()), (StatusCode::FORBIDDEN, 900_150));
    assert_eq!(got.body["reasons"][0]["rule"], "ROLE-02");
    assert_eq!(got.body["reasons"][0]["remedies"][0]["do"], "ask_role");
    assert_eq!(weak.get(&subscription).await.expect(200)["status"], "active");
    let got = weak.post("/seatwright/v1/clock", json!({"advanceBy": "P1D"})).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}
