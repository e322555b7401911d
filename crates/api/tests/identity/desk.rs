//! What the tests of signing in share: forms, claims, and an organisation with somebody of each kind.

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::world::{Got, World};

/// The proof of a public application, and its announcement.
pub(crate) const VERIFIER: &str = "a-proof-that-is-long-enough-to-be-one-0123456789";

pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// Fields as a form or a query writes them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// What a token says, unchecked.
pub(crate) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

/// The parameters at the end of an address, behind `mark`.
pub(crate) fn parameters(address: &str, mark: char) -> Vec<(String, String)> {
    let (_, query) = address.split_once(mark).expect("parameters");
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let hex = [rest.next().expect("a digit"), rest.next().expect("a digit")];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).expect("digits"), 16).expect("hex"));
    }
    String::from_utf8(bytes).expect("text")
}

pub(crate) fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl World {
    /// Posts a form of fields.
    pub(crate) async fn fields(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.form(path, &form(fields)).await
    }

    /// Posts a form with HTTP Basic.
    pub(crate) async fn basic(&self, path: &str, user: &str, fields: &[(&str, &str)]) -> Got {
        let header = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(user));
        let request = Request::post(path)
            .header("authorization", header)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)));
        self.send(request.expect("a request")).await
    }

    /// Gets an address as a browser does.
    pub(crate) async fn browse(&self, path: &str, language: &str) -> Got {
        let request = Request::get(path)
            .header("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .header("accept-language", language)
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Makes an identity: its id, and its secret where it keeps one.
    pub(crate) async fn identity(&self, body: Value) -> (String, String) {
        let made = self.post("/seatwright/v1/identities", body).await.expect(201);
        let text =
            |pointer: &str| made.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        (text("/id"), text("/secret/secret"))
    }

    /// An agent of the world's partner.
    pub(crate) async fn agent(&self, name: &str, role: &str) -> (String, String) {
        self.identity(json!({"kind": "agent", "name": name, "roles": [role]})).await
    }

    /// A public application of the world's partner that people on their own machines sign in with.
    pub(crate) async fn public_client(&self) -> String {
        let body = json!({"kind": "application", "name": "desk", "isPublic": true, "redirectUris": ["http://localhost"]});
        self.identity(body).await.0
    }

    /// Signs a person in by its password.
    pub(crate) async fn signed_in(&self, name: &str, password: &str) -> Value {
        let fields = [("grant_type", "password"), ("username", name), ("password", password)];
        self.fields("/havenwerk.example/oauth2/v2.0/token", &fields).await.expect(200)
    }

    /// Exchanges a refresh token.
    pub(crate) async fn renewed(&self, token: &str) -> Got {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.fields("/havenwerk.example/oauth2/v2.0/token", &fields).await
    }

    /// Whether a token opens something that every role may look at.
    pub(crate) async fn opens(&self, token: &str) -> bool {
        let got = self.with_token(token.to_owned()).get("/v1/profiles/organization").await;
        match got.status.as_u16() {
            200 => true,
            401 => false,
            other => panic!("{other}: {}", got.body),
        }
    }
}

pub(crate) fn access(answer: &Value) -> &str {
    answer["access_token"].as_str().expect("an access token")
}

pub(crate) fn refresh(answer: &Value) -> &str {
    answer["refresh_token"].as_str().expect("a refresh token")
}
