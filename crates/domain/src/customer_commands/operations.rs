//! What is owed (WHY-11), and what is wrong with the services (WHY-02, WHY-08): facts that people report and that stand in
//! the way of upgrades.

use jiff::Timestamp;

use crate::access;
use crate::account::Unpaid;
use crate::calendar::day_of;
use crate::decision::Draft;
use crate::event::Event;
use crate::fields::Fields;
use crate::ids::SubscriptionId;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::{Action, Actor};
use crate::rule::Rule;
use crate::subscription::Seller;

/// Records an overdue balance. Whoever is owed says so: a partner for what it sold, the operator for direct purchases.
pub(super) fn record_overdue(draft: &mut Draft<'_>, unpaid: &Unpaid) {
    let reasons = access::to_account(&draft.account, Action::ManageOverdue, &draft.context);
    draft.refuse_all(reasons);
    if !is_owed(&draft.context.caller.actor, &unpaid.seller) {
        refuse_other_seller(draft);
    }
    if let Some(id) = unpaid.subscription {
        sold_by(draft, id, &unpaid.seller);
    }
    let mut fields = Fields::new(Rule::Why11);
    let amount = unpaid.amount.to_string();
    fields.require(unpaid.amount.minor > 0, "amount", &amount, "an amount above zero");
    let today = day_of(draft.at);
    let expected = format!("a day up to {today}, UTC");
    fields.require(unpaid.due <= today, "due", &unpaid.due.to_string(), &expected);
    draft.refuse_all(fields.faults());
    if !draft.is_refused() {
        draft.emit(Event::BalanceOverdue { unpaid: unpaid.clone() });
    }
}

/// Pays overdue balances: of one subscription, or all. A partner records payments of what is owed to it, the customer pays
/// whatever it owes. Where nothing is owed, nothing happens.
pub(super) fn pay_overdue(draft: &mut Draft<'_>, subscription: Option<SubscriptionId>) {
    let reasons = access::to_account(&draft.account, Action::ManageOverdue, &draft.context);
    draft.refuse_all(reasons);
    let caller = draft.context.caller.partner_id();
    if let Some(id) = subscription {
        match draft.subscription(id).map(|found| found.seller.partner()) {
            // Another partner's subscription is as good as unknown: nothing of it is shown (UPG-07).
            Some(seller) if caller.is_none() || seller == caller => {}
            _ => draft.refuse(access::unknown(id)),
        }
    }
    if draft.is_refused() {
        return;
    }
    let paid: Vec<Unpaid> = draft
        .account
        .head
        .unpaid
        .iter()
        .filter(|unpaid| caller.is_none() || unpaid.seller.partner() == caller)
        .filter(|unpaid| subscription.is_none() || unpaid.subscription == subscription)
        .cloned()
        .collect();
    for unpaid in paid {
        draft.emit(Event::BalancePaid { unpaid });
    }
}

/// Records that a service has an incident, or is well again (WHY-02).
pub(super) fn report_service(draft: &mut Draft<'_>, service: &str, healthy: bool) {
    reported_by_operator(draft);
    let mut fields = Fields::new(Rule::Why02);
    let known = draft.context.catalogue.services.contains_key(service);
    fields.require(known, "service", service, "the name of a service plan of the catalogue");
    draft.refuse_all(fields.faults());
    let has_incident = draft.account.head.health.incidents.contains(service);
    if !draft.is_refused() && has_incident == healthy {
        draft.emit(Event::ServiceHealthChanged { service: service.to_owned(), healthy });
    }
}

/// Records until when the service is busy with many subscriptions (WHY-08); none when it is no longer.
pub(super) fn report_busy(draft: &mut Draft<'_>, until: Option<Timestamp>) {
    reported_by_operator(draft);
    let mut fields = Fields::new(Rule::Why08);
    if let Some(until) = until {
        let expected = format!("an instant after {}", draft.at);
        fields.require(until > draft.at, "until", &until.to_string(), &expected);
    }
    draft.refuse_all(fields.faults());
    if !draft.is_refused() && draft.account.head.health.busy_until != until {
        draft.emit(Event::ServiceBusy { until });
    }
}

/// How the services of a customer are concerns all of its sellers, so nobody reports it but who runs the installation.
fn reported_by_operator(draft: &mut Draft<'_>) {
    let reasons = access::to_account(&draft.account, Action::Operate, &draft.context);
    draft.refuse_all(reasons);
    let reason = access::not_operator(&draft.context);
    draft.refuse_all(reason);
}

fn is_owed(actor: &Actor, seller: &Seller) -> bool {
    match actor {
        Actor::System => true,
        Actor::Partner { partner, .. } => seller.partner() == Some(*partner),
        Actor::Customer { .. } | Actor::Publisher { .. } => false,
    }
}

/// A balance of a subscription is owed to whoever sold it.
fn sold_by(draft: &mut Draft<'_>, id: SubscriptionId, seller: &Seller) {
    match draft.subscription(id).map(|found| found.seller.partner()) {
        Some(found) if found == seller.partner() => {}
        // Another partner's subscription is as good as unknown: nothing of it is shown (UPG-07).
        _ => draft.refuse(access::unknown(id)),
    }
}

fn refuse_other_seller(draft: &mut Draft<'_>) {
    let customer = draft.account.id();
    draft.refuse(
        Reason::new(Rule::Chan101, Code::NotTheSeller, Subject::Customer(customer))
            .remedy(Remedy::AskSeller, Who::OtherSeller),
    );
}
