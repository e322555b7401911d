//! Bodies that clients send, with everything that must be in them.

use serde_json::{Value, json};

/// A new Dutch customer at `name.onmicrosoft.com`.
#[must_use]
pub fn customer(name: &str) -> Value {
    json!({
        "companyProfile": {"domain": format!("{name}.onmicrosoft.com"), "companyName": format!("{name} BV")},
        "billingProfile": {
            "email": format!("boekhouding@{name}.example"), "culture": "nl-NL", "language": "nl",
            "companyName": format!("{name} BV"),
            "defaultAddress": {
                "country": "NL", "city": "Utrecht", "addressLine1": "Kade 12", "postalCode": "3511 AB",
                "firstName": "Ilse", "lastName": "Prins", "phoneNumber": "0301234567"
            }
        }
    })
}

/// The confirmation that a customer accepted the agreement.
#[must_use]
pub fn agreement() -> Value {
    json!({
        "primaryContact": {"firstName": "Ilse", "lastName": "Prins", "email": "ilse@blauwevos.example"},
        "dateAgreed": "2021-09-01T00:00:00Z",
        "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9",
        "type": "MicrosoftCustomerAgreement"
    })
}

/// An order of one offer for a year, billed by the month.
#[must_use]
pub fn order(offer: &str, quantity: u32) -> Value {
    json!({
        "billingCycle": "monthly",
        "lineItems": [{"lineItemNumber": 0, "offerId": offer, "quantity": quantity, "termDuration": "P1Y"}]
    })
}

/// A user of the customer `blauwevos`.
#[must_use]
pub fn user(number: usize) -> Value {
    json!({
        "userPrincipalName": format!("user{number}@blauwevos.onmicrosoft.com"),
        "firstName": "User", "lastName": number.to_string(), "displayName": format!("User {number}"),
        "usageLocation": "NL",
        "passwordProfile": {"password": "Not kept 1", "forceChangePassword": true}
    })
}
