//! What the log tells of a run of requests: addresses and outcomes, and no secret, token or person.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::desk::{access, claims, refresh};
use crate::world::{World, user_body};

/// Keeps every line that is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_tells_no_secret_no_token_and_no_person() {
    let lines = Lines::default();
    // Everything that the project and its libraries say, down to the last detail.
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(lines.clone())
        .with_ansi(false)
        .finish();
    // For the whole process: what other threads do for a request, and other tests meanwhile, is caught too.
    tracing::subscriber::set_global_default(subscriber).expect("no other test logs");
    let world = World::new().await;
    let name = "quintessa@havenwerk.example";
    let (id, secret) = world.agent(name, "sales_agent").await;
    let first = world.signed_in(name, &secret).await;
    let second = world.renewed(refresh(&first)).await.expect(200);
    world.renewed(refresh(&first)).await.expect(400);
    let fields = [("grant_type", "password"), ("username", name), ("password", "Wrong-Guess-42")];
    world.fields("/common/oauth2/token", &fields).await.expect(400);
    let page =
        [("client_id", "app"), ("response_type", "code"), ("username", name), ("password", secret.as_str())];
    let sent = world.fields("/common/oauth2/authorize", &page).await;
    let address = sent.headers["location"].to_str().expect("an address").to_owned();
    let code = address.split("code=").nth(1).expect("a code").to_owned();
    let redeemed = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("client_id", "app"),
        ("client_secret", "secret"),
    ];
    let third = world.fields("/common/oauth2/token", &redeemed).await.expect(200);
    let customer = world.customer("blauwevos").await;
    world.post(&format!("{customer}/users"), user_body(7)).await.expect(200);
    world.get(&format!("{customer}/users/quirinus@blauwevos.onmicrosoft.com")).await;
    world.get("/v1/nowhere/quirinus@blauwevos.onmicrosoft.com").await;
    world.get("/v1/customers?filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22quirinus%22%7D").await;
    world
        .post(&format!("/seatwright/v1/identities/{id}/secrets"), json!({"password": "Chosen-Word-4711"}))
        .await;
    world.call("DELETE", &format!("/seatwright/v1/identities/{id}"), None, &[]).await.expect(204);

    let told =
        String::from_utf8(lines.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).expect("text");
    assert!(told.contains("/{tenant}/oauth2/token was answered 200"), "the log was caught: {told}");
    assert!(
        told.contains(claims(access(&first))["sid"].as_str().expect("a session")),
        "what was revoked is told by id"
    );
    for kept in [
        secret.as_str(),
        access(&first),
        refresh(&first),
        access(&second),
        refresh(&second),
        access(&third),
        &code,
        &world.token,
        name,
        "quintessa",
        "quirinus",
        "Wrong-Guess-42",
        "Chosen-Word-4711",
        "user7@",
        "Not kept 1",
        "boekhouding@",
        "argon2id",
        "PRIVATE KEY",
    ] {
        let at = told.find(kept);
        assert_eq!(at, None, "{kept} is in the log: {}", &told[at.unwrap_or(0).saturating_sub(200)..][..300]);
    }
}
