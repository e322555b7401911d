//! What is sent with each operation: a body that can be read, so that the rules are asked, and that the rules refuse for some
//! other reason than who asks, so that one call changes nothing for the next.

use std::collections::BTreeMap;

use seatwright_api::Operation;
use seatwright_domain::role::Action;
use serde_json::{Value, json};

use crate::world::NOBODY;

/// One call of an operation, with the actions that it needs beside one of those that the route declares.
pub(crate) struct Probe {
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) needs: Vec<Action>,
}

/// Fields of many bodies at once; each operation reads its own.
fn of_everything() -> Value {
    json!({
        "reason": "customerRequest", "confirm": true, "passed": true, "provisioned": true,
        "service": "NO_SUCH_SERVICE", "healthy": true, "amount": 1, "currency": "XXX",
        "relationshipToPartner": "none", "targetOfferId": "X", "targetOffer": {"id": "X"},
        "toCatalogItemId": "X:1", "target": "X", "quantity": 1, "billingCycle": "monthly", "payment": "card",
        "changes": [{"command": "pay_overdue", "subscription": NOBODY}],
        "lineItems": [{"lineItemNumber": 0, "catalogItemId": "X", "offerId": "X", "quantity": 1}],
        "licensesToAssign": [{"skuId": NOBODY}], "subscription": NOBODY,
        "userPrincipalName": "no name", "firstName": "A", "lastName": "B", "displayName": "A B",
        "email": "no address", "culture": "nl-NL", "language": "nl", "companyName": "X",
        "defaultAddress": {"country": "XX", "city": "U", "addressLine1": "K", "postalCode": "1"},
        "primaryContact": {"firstName": "A", "lastName": "B", "email": "no address"},
        "dateAgreed": "2021-09-01", "partner": NOBODY, "transitionType": "transition_only", "upgradeType": "upgrade_only",
        "passwordProfile": {"password": "p"}, "type": "MicrosoftCustomerAgreement",
        "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9"
    })
}

/// The calls of an operation at a path.
pub(crate) fn probes(
    operation: &Operation,
    path: &str,
    known: &BTreeMap<&'static str, String>,
) -> Vec<Probe> {
    let probe = |body: Value, needs: &[Action]| Probe {
        path: path.to_owned(),
        body: Some(body),
        needs: needs.to_vec(),
    };
    let at = path.split('?').next().unwrap_or_default();
    match (operation.method.as_str(), operation.path) {
        ("PATCH", "/v1/customers/{customer}/subscriptions/{subscription}") => vec![
            probe(json!({"quantity": 90_000}), &[Action::AddLicences]),
            probe(
                json!({"friendlyName": "A", "quantity": 90_000}),
                &[Action::AddLicences, Action::ChangeSubscription],
            ),
            probe(
                json!({"status": "suspended", "quantity": 90_000}),
                &[Action::AddLicences, Action::Suspend],
            ),
            probe(json!({"status": "deleted", "cancellationReason": "x"}), &[Action::Cancel]),
        ],
        ("PATCH", "/v1/customers/{customer}/orders/{order}") => {
            let add_on = json!({"lineItems": [{
                "offerId": "X", "quantity": 1, "parentSubscriptionId": known.get("classic").map_or(NOBODY, String::as_str)
            }]});
            vec![
                probe(json!({"billingCycle": "triennial"}), &[Action::ChangeOrderBilling]),
                probe(add_on, &[Action::Buy]),
            ]
        }
        // Whoever may look may ask for a quote; what is quoted needs its own role.
        ("POST", "/seatwright/v1/customers/{customer}/quotes") => {
            vec![probe(of_everything(), &[Action::View, Action::ManageOverdue])]
        }
        ("POST", "/v1/customers/{customer}/subscriptions/{subscription}/transitions") => {
            vec![probe(of_everything(), &[Action::Transition])]
        }
        // A customer with subscriptions is not deleted: whoever may asks in vain.
        ("DELETE", "/v1/customers/{customer}") => {
            vec![Probe { path: path.to_owned(), body: None, needs: Vec::new() }]
        }
        // These need nothing but their address, so it names nothing that is there.
        ("DELETE", path) => {
            let last = path.rsplit('/').next().unwrap_or_default().trim_matches(['{', '}']);
            let spared = known.get(last).map_or_else(|| at.to_owned(), |id| at.replace(id.as_str(), NOBODY));
            let spared = match known.get("partner") {
                Some(id) => spared.replace(id.as_str(), NOBODY),
                None => spared,
            };
            vec![Probe { path: spared, body: None, needs: Vec::new() }]
        }
        ("GET" | "HEAD", _) => {
            vec![Probe { path: path.to_owned(), body: None, needs: Vec::new() }]
        }
        _ => vec![probe(of_everything(), &[])],
    }
}
