//! A client of the API, as far as the crash test needs one.

use serde_json::{Value, json};

/// A signed-in client. Requests that get no answer give none.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    address: String,
    token: String,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }
}

impl Client {
    pub(crate) fn sign_in(address: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let agent = ureq::Agent::new_with_config(config);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "demo-app"),
            ("client_secret", "demo-secret"),
            ("resource", "https://api.partnercenter.microsoft.com"),
        ];
        let mut response =
            agent.post(format!("{address}/havenwerk.example/oauth2/token")).send_form(form).expect("a token");
        let body = response.body_mut().read_to_string().expect("a body");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        let token =
            answer["access_token"].as_str().unwrap_or_else(|| panic!("no token in {body}")).to_owned();
        Self { agent, address: address.to_owned(), token }
    }

    fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Answer> {
        let mut response = response.ok()?;
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string().ok()?;
        Some(Answer { status, body })
    }

    pub(crate) fn get(&self, path: &str) -> Option<Answer> {
        let request = self.agent.get(format!("{}/v1/{path}", self.address));
        Self::read(request.header("Authorization", format!("Bearer {}", self.token)).call())
    }

    pub(crate) fn post(&self, path: &str, request_id: &str, body: &Value) -> Option<Answer> {
        let request = self.agent.post(format!("{}/v1/{path}", self.address));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        Self::read(request.header("MS-RequestId", request_id).send_json(body))
    }

    pub(crate) fn patch(&self, path: &str, request_id: &str, body: &Value) -> Option<Answer> {
        let request = self.agent.patch(format!("{}/v1/{path}", self.address));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        Self::read(request.header("MS-RequestId", request_id).send_json(body))
    }
}

/// A customer with this domain.
pub(crate) fn customer(domain: &str) -> Value {
    json!({
        "companyProfile": { "domain": domain },
        "billingProfile": {
            "email": "invoices@example.com",
            "culture": "nl-NL",
            "language": "nl",
            "companyName": format!("Company {domain}"),
            "defaultAddress": {
                "country": "NL",
                "city": "Utrecht",
                "addressLine1": "Kade 12",
                "postalCode": "3511 AB",
                "firstName": "Ilse",
                "lastName": "Prins",
            },
        },
    })
}

/// The confirmation of its agreement.
pub(crate) fn agreement() -> Value {
    json!({
        "primaryContact": { "firstName": "Ilse", "lastName": "Prins", "email": "ilse@example.com" },
        "dateAgreed": "2026-01-02T00:00:00Z",
        "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9",
        "type": "MicrosoftCustomerAgreement",
    })
}
