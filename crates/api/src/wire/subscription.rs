//! Subscriptions.

mod shape;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::customer::Customer;
use seatwright_domain::money::UnitPrice;
use seatwright_domain::policy::Refund;
use seatwright_domain::promotion;
use seatwright_domain::subscription::{NextTerm, Seller, Status, Subscription, SuspensionReason};
use seatwright_domain::window;
use sha2::{Digest, Sha256};

pub(crate) use self::shape::{provisioning_schema, schema};
use crate::json::{Json, Object};
use crate::wire::{View, attributes, attributes_with, day_end, day_start, link, offer, product};

/// A subscription.
pub(crate) fn subscription(view: &View<'_>, s: &Subscription, customer: &Customer) -> Json {
    object(view, s, customer).into()
}

/// A subscription as a list shows it: with the mark of those that can be upgraded now (UPG-09).
pub(crate) fn listed(view: &View<'_>, s: &Subscription, customer: &Customer, upgradable: bool) -> Json {
    object(view, s, customer).set("isUpgradable", upgradable).into()
}

fn object(view: &View<'_>, s: &Subscription, customer: &Customer) -> Object {
    let sold = view.catalogue.offer(&s.offer);
    let is_classic = s.commerce == Commerce::Classic;
    let item = sold.map_or_else(|| s.offer.to_string(), |offer| view.item_id(offer, customer));
    let reseller = match &s.seller {
        Seller::Partner { reseller, .. } => reseller.clone().unwrap_or_default(),
        Seller::Direct => String::new(),
    };
    let cycle = s.term.cycles(s.billing).get(s.term.cycle);
    let publisher = sold.map_or("", |offer| offer.publisher.name.as_str());
    let billing_kind = sold.map_or("license", |offer| offer::billing_kind(offer.billing));
    let etag = is_classic.then(|| etag(s));
    let head = Object::new()
        .set("id", s.id.to_string())
        .set("offerId", item)
        .set("offerName", sold.map_or("", |offer| offer.title.as_str()))
        .set("friendlyName", s.friendly_name.as_str())
        .some("productType", (!is_classic).then(|| product::item_type(s.commerce)))
        .set("quantity", s.seats())
        .set("unitType", offer::unit_type(s.commerce))
        .some("parentSubscriptionId", s.parent.map(|id| id.to_string()))
        .some("migratedFromSubscriptionId", s.migrated_from.map(|id| id.to_string()))
        .set("hasPurchasableAddons", has_add_ons(view, s, customer))
        .set("creationDate", s.created_at.to_string())
        .set("effectiveStartDate", day_start(s.term.period.first))
        .set("commitmentEndDate", day_start(s.term.period.last))
        .set("commitmentEndDateTime", day_end(s.term.period.last))
        .some("billingCycleEndDate", cycle.map(|period| day_start(period.last)))
        .some("billingCycleEndDateTime", cycle.map(|period| day_end(period.last)));
    let state = state_members(view, s, head)
        .set("isTrial", s.is_trial())
        .set("isMicrosoftProduct", sold.is_some_and(|offer| offer.publisher.first_party))
        .set("billingType", billing_kind)
        .set("billingCycle", view.billing(s.billing))
        .some("termDuration", (!is_classic).then(|| s.term.length.code()))
        .some("promotionId", promotion::held(s).map(|discount| discount.promotion.as_str()))
        .set("renewalTermDuration", s.scheduled.as_ref().map_or("", |next| next.term.code()))
        .set("contractType", "subscription")
        .set("publisherName", publisher)
        .set("partnerId", reseller)
        .set("orderId", s.order.to_string())
        .texts("actions", if s.is_live() { vec!["Cancel", "Edit"] } else { Vec::new() });
    window_members(view, s, state)
        .some("scheduledNextTermInstructions", instructions(view, s, customer))
        .some("nextChargeInstructions", next_charge(view, s, customer))
        .set("attentionNeeded", false)
        .set("actionTaken", false)
        .set("seatwright", extras(s))
        .set("links", links(view, s, customer))
        .set("attributes", attributes_with("Subscription", etag))
}

fn state_members(view: &View<'_>, s: &Subscription, object: Object) -> Object {
    let reasons = s.suspension.as_ref().map(|held| vec![suspension_code(held.reason)]);
    object
        .set("status", status(view, s.status))
        .set("autoRenewEnabled", s.auto_renew)
        .some("suspensionReasons", reasons)
}

/// The state as the client knows it: older libraries stop at four states, and one more would cost them the whole list.
pub(crate) fn status(view: &View<'_>, status: Status) -> &'static str {
    match status {
        Status::Expired | Status::Disabled if view.client.is_dated() => Status::Suspended.code(),
        other => other.code(),
    }
}

/// Why it is suspended.
pub(crate) const fn suspension_code(reason: SuspensionReason) -> &'static str {
    match reason {
        SuspensionReason::CustomerRequest => "customerRequest",
        SuspensionReason::NonPayment => "nonPayment",
        SuspensionReason::Fraud => "fraud",
    }
}

/// Reasons for suspending by their names.
pub(crate) const SUSPENSION_REASONS: [(&str, SuspensionReason); 3] = [
    ("customerRequest", SuspensionReason::CustomerRequest),
    ("nonPayment", SuspensionReason::NonPayment),
    ("fraud", SuspensionReason::Fraud),
];

/// Their names, as documents list them.
pub(crate) const SUSPENSION_WORDS: &[&str] = &["customerRequest", "nonPayment", "fraud"];

/// What can still be returned, and until when. Windows that are over are not shown.
fn window_members(view: &View<'_>, s: &Subscription, object: Object) -> Object {
    let options: Vec<Json> = window::open_cancel_windows(s, view.policies, view.now)
        .into_iter()
        .filter_map(|part| Some((refund_code(part.refund)?, part.until)))
        .map(|(kind, until)| Object::new().set("type", kind).set("expiresAt", until.to_string()).into())
        .collect();
    let end = window::cancel_window_end(s, view.policies).filter(|end| view.now < *end && s.is_live());
    let lots = window::refundable_seats(s, view.policies, view.now);
    let total = lots.iter().fold(0_u32, |sum, lot| sum.saturating_add(lot.seats));
    let details: Vec<Json> = lots
        .iter()
        .map(|lot| {
            let until = lot.until.to_string();
            Object::new().set("quantity", lot.seats).set("allowedUntilDateTime", until).into()
        })
        .collect();
    let refundable = (!details.is_empty())
        .then(|| Json::from(Object::new().set("totalQuantity", total).set("details", Json::List(details))));
    object
        .some("cancellationAllowedUntilDate", end.map(|end| end.to_string()))
        .some("refundOptions", (!options.is_empty()).then_some(options))
        .some("refundableQuantity", refundable)
}

/// What comes back, in the dialect's word; none for nothing.
pub(crate) const fn refund_code(refund: Refund) -> Option<&'static str> {
    match refund {
        Refund::Full => Some("Full"),
        Refund::Prorated => Some("Partial"),
        Refund::None => None,
    }
}

/// What is scheduled for the renewal; for a trial always, because it becomes something by itself (TRIAL-202).
fn instructions(view: &View<'_>, s: &Subscription, customer: &Customer) -> Option<Json> {
    shown_schedule(s).map(|next| next_term(view, next, customer))
}

/// The schedule that the wire shows.
pub(crate) fn shown_schedule(s: &Subscription) -> Option<&NextTerm> {
    let of_trial = s.trial.as_ref().filter(|_| s.commerce != Commerce::Classic);
    s.scheduled.as_ref().or_else(|| of_trial.and_then(|trial| trial.becomes.as_ref()))
}

/// What a subscription becomes, in the shape of next-term instructions.
pub(crate) fn next_term(view: &View<'_>, next: &NextTerm, customer: &Customer) -> Json {
    let partial = next.partial.as_ref().map(|partial| {
        let offer = view.catalogue.offer(&partial.offer);
        let item = offer.map_or_else(|| partial.offer.to_string(), |offer| view.item_id(offer, customer));
        Json::from(Object::new().set("catalogItemId", item).set("quantity", partial.seats))
    });
    let product = product_members(view, &next.offer, customer)
        .set("billingCycle", view.billing(next.billing))
        .set("termDuration", next.term.code());
    Object::new()
        .set("product", Json::from(product))
        .set("quantity", next.seats)
        .some("customTermEndDate", next.custom_end.map(day_start))
        .some("partialUpgrade", partial)
        .into()
}

fn product_members(view: &View<'_>, id: &seatwright_domain::ids::OfferId, customer: &Customer) -> Object {
    let (product, sku) = id.product_and_sku().unwrap_or((id.as_str(), ""));
    let availability =
        view.catalogue.offer(id).map(|offer| offer.availability_id(customer.country(), customer.segment));
    Object::new().set("productId", product).set("skuId", sku).some("availabilityId", availability)
}

fn next_charge(view: &View<'_>, s: &Subscription, customer: &Customer) -> Option<Json> {
    let billing = s.next_billing?;
    let product = product_members(view, &s.offer, customer)
        .set("billingCycle", view.billing(billing))
        .set("termDuration", s.term.length.code());
    Some(Object::new().set("product", Json::from(product)).set("quantity", s.seats()).into())
}

/// What the dialect has no field for.
fn extras(s: &Subscription) -> Json {
    let deleted_at = s.suspension.as_ref().and_then(|held| held.delete_at).or(s.state_ends_at);
    let dropped = s.dropped.as_ref().map(|dropped| {
        Json::from(
            Object::new()
                .set("rule", dropped.rule.id())
                .set("at", dropped.at.to_string())
                .set("next", Json::of(&dropped.next)),
        )
    });
    let lots: Vec<Json> = s
        .lots
        .iter()
        .map(|lot| {
            Object::new()
                .set("lot", lot.id.0)
                .set("seats", lot.seats)
                .set("boughtAt", lot.bought_at.to_string())
                .set("origin", Json::of(&lot.origin))
                .some("unitPrice", lot.unit.map(UnitPrice::shown))
                .some("currency", lot.unit.map(|unit| unit.currency.code().to_owned()))
                .set("policy", lot.policy.0.as_str())
                .into()
        })
        .collect();
    let setup = s.setup.as_ref().filter(|setup| setup.completed_at.is_none());
    Object::new()
        .set("state", s.status.code())
        .set("policy", s.term.policy.0.as_str())
        .set("assigned", s.assigned)
        .set("usersTooMany", s.users_too_many())
        .set("provisioned", s.provisioned)
        .some("stateEndsAt", deleted_at.map(|at| at.to_string()))
        .some("deletedAt", s.deleted_at.map(|at| at.to_string()))
        .some("cancelsAtRenewal", s.cancels_at_renewal.then_some(true))
        .some("setUpLink", setup.map(|setup| setup.link.as_str()))
        .some("upgrade", s.locked_by.map(|id| id.to_string()))
        .some("droppedSchedule", dropped)
        .some("trialEnds", s.trial.as_ref().map(|trial| day_end(trial.last)))
        .set("renewsOn", seatwright_domain::calendar::next_day(s.term.period.last).to_string())
        .set("billing", s.billing.code())
        .set("lots", Json::List(lots))
        .into()
}

fn links(view: &View<'_>, s: &Subscription, customer: &Customer) -> Json {
    let own = format!("/customers/{}/subscriptions/{}", customer.id, s.id);
    let country = customer.country();
    let mut links = Object::new();
    if let Some((product, sku)) = s.offer.product_and_sku() {
        let sold = view.catalogue.offer(&s.offer);
        let one = sold.map(|offer| format!("/{}", offer.availability_id(country, customer.segment)));
        let one = one.unwrap_or_default();
        let availability = format!("/products/{product}/skus/{sku}/availabilities{one}?country={country}");
        links = links
            .set("product", link(format!("/products/{product}?country={country}")))
            .set("sku", link(format!("/products/{product}/skus/{sku}?country={country}")))
            .set("availability", link(availability));
    } else {
        links = links.set("offer", link(format!("/offers/{}?country={country}", s.offer)));
    }
    if s.awaits_setup() {
        links = links.set("activationLinks", link(format!("{own}/activationlinks")));
    }
    links
        .some(
            "parentSubscription",
            s.parent.map(|base| link(format!("/customers/{}/subscriptions/{base}", customer.id))),
        )
        .set("self", link(own))
        .into()
}

fn has_add_ons(view: &View<'_>, s: &Subscription, customer: &Customer) -> bool {
    s.is_live()
        && view.catalogue.offers.values().any(|offer| {
            offer.sold_in(customer.country())
                && offer.addon.as_ref().is_some_and(|addon| addon.needs.contains(&s.offer))
        })
}

/// The etag: it follows from what a PATCH of the subscription changes, and from nothing else. The billing frequency of
/// a classic subscription is changed through its order, so that change leaves the etag as it was: one client reads the
/// subscription, changes the order, and then sends the etag it has read.
pub(crate) fn etag(s: &Subscription) -> String {
    let mut hash = Sha256::new();
    let reseller = match &s.seller {
        Seller::Partner { reseller, .. } => reseller.as_deref().unwrap_or(""),
        Seller::Direct => "",
    };
    let facts = format!(
        "{}|{}|{}|{}|{}|{reseller}",
        s.friendly_name,
        s.seats(),
        s.status.code(),
        s.auto_renew,
        s.offer
    );
    hash.update(facts.as_bytes());
    hash.update(serde_json::to_vec(&s.scheduled).unwrap_or_default());
    let digest = hash.finalize();
    let version = u32::from_be_bytes([digest[0] & 0x7F, digest[1], digest[2], digest[3]]);
    STANDARD.encode(format!("{{\"id\":\"{}\",\"version\":{version}}}", s.id))
}

/// Whether the services of a subscription are set up.
pub(crate) fn provisioning(s: &Subscription) -> Json {
    let status = match (s.is_live(), s.provisioned) {
        (true, false) => "pending",
        _ => "success",
    };
    let plan = s.plan.map_or_else(|| s.id.to_string(), |plan| plan.to_string());
    Object::new()
        .set("skuId", plan)
        .set("status", status)
        .set("quantity", s.seats())
        .set("endDate", day_end(s.term.period.last))
        .set("attributes", attributes("SubscriptionProvisioningStatus"))
        .into()
}
