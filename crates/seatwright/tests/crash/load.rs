//! The load, and the ledger of what was acknowledged.

use serde_json::{Value, json};

use super::client::{Answer, Client, agreement, customer};

/// What one connection was told has happened. Each has customers of its own, so that it knows what must be there.
#[derive(Default)]
pub(crate) struct Ledger {
    sold: Vec<Sold>,
    /// A customer that is being opened: its domain, in case the answer never came.
    made: u32,
}

/// A subscription that was sold.
struct Sold {
    customer: String,
    subscription: String,
    /// The request that checked out, and its answer.
    checkout: (String, String, Answer),
    /// The seats that were acknowledged.
    seats: u64,
    /// Seats of a change that was sent and never answered: it may have happened, or not.
    perhaps: Option<u64>,
}

impl Ledger {
    /// Everything acknowledged is there, and a repeated request gets its first answer.
    pub(crate) fn verify(&mut self, client: &Client, kill: u32) {
        for sold in &mut self.sold {
            let path = format!("customers/{}/subscriptions/{}", sold.customer, sold.subscription);
            let answer = client.get(&path).expect("the restarted server answers");
            assert_eq!(answer.status, 200, "after kill {kill} a sold subscription is gone: {}", answer.body);
            let seats = answer.json()["quantity"].as_u64().expect("a quantity");
            let known = seats == sold.seats || Some(seats) == sold.perhaps;
            assert!(known, "after kill {kill}: {seats} seats, acknowledged were {}", sold.seats);
            sold.seats = seats;
            sold.perhaps = None;
        }
        // The newest is asked again under its old id: it must neither be sold again nor be answered otherwise.
        if let Some(Sold { checkout: (path, id, first), .. }) = self.sold.last() {
            let again = client.post(path, id, &json!("success")).expect("the restarted server answers");
            assert_eq!(&again, first, "after kill {kill} a repeated checkout is answered otherwise");
        }
    }
}

/// One connection.
pub(crate) struct Worker {
    ledger: Ledger,
    client: Client,
    number: u32,
    kill: u32,
    requests: u32,
}

impl Worker {
    pub(crate) fn new(ledger: Ledger, client: Client, number: u32, kill: u32) -> Self {
        Self { ledger, client, number, kill, requests: 0 }
    }

    pub(crate) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("crash-{}-{}-{}", self.kill, self.number, self.requests)
    }

    /// Does one thing; false once the server is gone.
    pub(crate) fn step(&mut self) -> bool {
        let sells = self.ledger.sold.is_empty() || self.requests.is_multiple_of(5);
        if sells { self.sell().is_some() } else { self.change_seats().is_some() }
    }

    fn post(&mut self, path: &str, body: &Value, expected: u16) -> Option<(String, Answer)> {
        let id = self.request_id();
        let answer = self.client.post(path, &id, body)?;
        assert_eq!(answer.status, expected, "POST {path}: {}", answer.body);
        Some((id, answer))
    }

    /// Opens a customer and sells it a subscription.
    fn sell(&mut self) -> Option<()> {
        self.ledger.made += 1;
        let domain = format!("crash-{}-{}-{}.onmicrosoft.com", self.kill, self.number, self.ledger.made);
        let (_, created) = self.post("customers", &customer(&domain), 201)?;
        let customer = created.json()["id"].as_str().expect("an id").to_owned();
        self.post(&format!("customers/{customer}/agreements"), &agreement(), 201)?;
        let line = json!({
            "id": 0,
            "catalogItemId": "CFQ7TTC0LF8R:0001",
            "quantity": 5,
            "billingCycle": "monthly",
            "termDuration": "P1Y",
        });
        let (_, cart) =
            self.post(&format!("customers/{customer}/carts"), &json!({ "lineItems": [line] }), 201)?;
        let cart = cart.json()["id"].as_str().expect("an id").to_owned();
        let path = format!("customers/{customer}/carts/{cart}/checkout");
        let (id, answer) = self.post(&path, &json!("success"), 201)?;
        let subscription =
            answer.json()["orders"][0]["lineItems"][0]["subscriptionId"].as_str().map(str::to_owned);
        let subscription = subscription.unwrap_or_else(|| panic!("nothing was sold: {}", answer.body));
        let checkout = (path, id, answer);
        self.ledger.sold.push(Sold { customer, subscription, checkout, seats: 5, perhaps: None });
        Some(())
    }

    /// One seat more for one of its subscriptions.
    fn change_seats(&mut self) -> Option<()> {
        let id = self.request_id();
        let place = self.requests as usize % self.ledger.sold.len();
        let sold = self.ledger.sold.get_mut(place)?;
        let path = format!("customers/{}/subscriptions/{}", sold.customer, sold.subscription);
        let mut body = self.client.get(&path)?.json();
        let seats = sold.seats + 1;
        body["quantity"] = json!(seats);
        sold.perhaps = Some(seats);
        let answer = self.client.patch(&path, &id, &body)?;
        assert_eq!(answer.status, 200, "PATCH {path}: {}", answer.body);
        sold.seats = seats;
        sold.perhaps = None;
        Some(())
    }
}
