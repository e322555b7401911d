//! Whom a message is for. A decision says what there is to tell; the outbox holds one message for each who is told.

use std::collections::BTreeSet;

use seatwright_domain::account::Account;
use seatwright_domain::decision::{Decision, Message};
use seatwright_domain::ids::PartnerId;
use uuid::Uuid;

/// The messages of a decision as the outbox keeps them.
pub(crate) fn of(decision: &Decision) -> Vec<seatwright_store::Message> {
    let mut all = Vec::new();
    for message in &decision.messages {
        for tenant in tenants(&decision.account, message) {
            all.push(seatwright_store::Message {
                tenant,
                kind: message.kind.clone(),
                subject: subject(&decision.account, message),
                at: message.at,
                body: message.body.clone(),
            });
        }
    }
    all
}

/// Messages about what a customer owes directly, which are for nobody else.
const FOR_CUSTOMER: [&str; 3] = ["payment_overdue", "payment_reminder", "payment_suspension"];

/// What is for a publisher is for nobody else (MKT-109). What concerns a subscription is for its seller only: no other
/// partner may know of it (UPG-07). What concerns the customer is for every partner with a relationship. Where there is no
/// partner, the customer itself is told.
fn tenants(account: &Account, message: &Message) -> BTreeSet<Uuid> {
    if let Some(publisher) = message.publisher {
        return [publisher.0].into();
    }
    if FOR_CUSTOMER.contains(&message.kind.as_str()) {
        return [account.id().0].into();
    }
    let subscription = message.subscription.and_then(|id| account.subscriptions.get(&id));
    let partners: BTreeSet<Uuid> = match subscription {
        Some(subscription) => subscription.seller.partner().iter().map(|partner| partner.0).collect(),
        None => account.head.customer.relationships.keys().map(|PartnerId(id)| *id).collect(),
    };
    if partners.is_empty() { [account.id().0].into() } else { partners }
}

fn subject(account: &Account, message: &Message) -> String {
    message.subscription.map_or_else(|| account.id().to_string(), |subscription| subscription.to_string())
}
