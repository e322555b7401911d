//! A line: a charge with everything beside it that a file says about it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::billing::charge::{Basis, Charge};
use seatwright_domain::billing::fraction::Fraction;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Offer;
use seatwright_domain::customer::Customer;
use seatwright_domain::order::{Order, OrderLine};
use seatwright_domain::partner::Partner;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Seller;

use crate::value::Value;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Recon102, Rule::Recon104, Rule::Recon105, Rule::Chan106];

/// The reseller's number where a reseller of record was there and is no more (CHAN-106).
const RESELLER_REMOVED: i64 = -1;

/// Digits of an effective unit price that no rounding rule has cut.
const EFFECTIVE_DIGITS: u32 = 4;

/// A charge with what stands beside it in a file.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The charge.
    pub charge: &'a Charge,
    /// The number of the event that brought it: lines of one change share it (RECON-105).
    pub event: u64,
    /// The customer.
    pub customer: &'a Customer,
    /// The partner that pays; none where the customer pays itself.
    pub partner: Option<&'a Partner>,
    /// The order that the subscription came from.
    pub order: Option<&'a Order>,
    /// The offer, while the catalogue has it.
    pub offer: Option<&'a Offer>,
    /// The invoice; none while there is none.
    pub invoice: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// The partner's id.
    pub(crate) fn partner_id(&self) -> Value {
        self.charge.seller.partner().map_or(Value::Nothing, Value::word)
    }

    /// The partner's location number; 0 where there is none, as readers expect a number.
    pub(crate) fn mpn_id(&self) -> i64 {
        self.partner.and_then(|partner| partner.mpn_id.parse().ok()).unwrap_or(0)
    }

    /// The reseller's location number: the partner's own where it sold directly, −1 where a reseller was removed
    /// (CHAN-106).
    pub(crate) fn reseller_mpn_id(&self) -> i64 {
        let Seller::Partner { reseller, .. } = &self.charge.seller else { return 0 };
        match (reseller, self.order_line().and_then(|line| line.reseller.as_ref())) {
            (Some(reseller), _) => reseller.parse().unwrap_or(0),
            (None, Some(_)) => RESELLER_REMOVED,
            (None, None) => self.mpn_id(),
        }
    }

    /// The line of the order that made the subscription.
    pub(crate) fn order_line(&self) -> Option<&'a OrderLine> {
        let id = self.charge.key.subscription;
        self.order?.lines.iter().find(|line| line.subscription == id)
    }

    /// The name of the offer; its id where the catalogue has it no more.
    pub(crate) fn offer_title(&self) -> String {
        self.offer.map_or_else(|| self.charge.offer.to_string(), |offer| offer.title.clone())
    }

    /// The name that the subscription was bought with. Files of one invoice say the same whenever they are made, so later
    /// names are not in them.
    pub(crate) fn subscription_name(&self) -> Value {
        let line = self.order_line().filter(|line| !line.friendly_name.is_empty());
        line.map_or_else(|| Value::Word(self.offer_title()), |line| Value::text(&line.friendly_name))
    }

    /// What is owed or given back for the line, before tax.
    pub(crate) fn subtotal(&self) -> Decimal {
        self.charge.amount.to_decimal()
    }

    /// The same at the list price: subtotal and discount together (RECON-102).
    pub(crate) fn list_amount(&self) -> Decimal {
        let kept = self
            .charge
            .discount
            .as_ref()
            .map_or(Decimal::ONE_HUNDRED, |discount| Decimal::ONE_HUNDRED - discount.percent);
        if kept == Decimal::ONE_HUNDRED || kept <= Decimal::ZERO {
            return self.subtotal();
        }
        let kept = Fraction::of_decimal(kept);
        let list =
            self.charge.derivation.exact.times(Fraction::new(kept.denominator() * 100, kept.numerator()));
        let digits = self.charge.amount.currency.exponent();
        decimal(list.half_up(digits), digits)
    }

    /// The list price of one seat for a billing period, with the sign of the line (NCE-210).
    pub(crate) fn list_price(&self) -> Decimal {
        let Some(unit) = self.charge.unit else { return self.zero() };
        let digits = unit.amount.normalize().scale().max(unit.currency.exponent());
        // A twelfth of an annual price has no end as a decimal.
        let digits = if unit.over > 1 { EFFECTIVE_DIGITS.max(digits) } else { digits };
        let sign = if self.charge.amount.minor < 0 { -1 } else { 1 };
        decimal(unit.exact().times_whole(sign).half_up(digits), digits)
    }

    /// The price of one seat for the charged days, after discount (NCE-210): the one that was multiplied, where a rounding
    /// rule made one; otherwise the exact one, cut after four decimals.
    pub(crate) fn effective_price(&self) -> Decimal {
        let charge = self.charge;
        let seats = Decimal::from(charge.quantity.max(1));
        if charge.shown.checked_mul(seats) == Some(self.subtotal()) {
            return charge.shown;
        }
        let exact = charge.derivation.exact.over(i128::from(charge.quantity.max(1)));
        decimal(exact.towards_zero(EFFECTIVE_DIGITS), EFFECTIVE_DIGITS)
    }

    /// Nothing, with the digits of the currency.
    pub(crate) fn zero(&self) -> Decimal {
        Decimal::new(0, self.charge.amount.currency.exponent())
    }

    /// What links the lines of one change: the account and the number of its event (RECON-105).
    pub(crate) fn reference(&self) -> String {
        format!("{}-{}", self.customer.id, self.event)
    }

    /// The word for how often it is charged; none for what is charged once (RECON-104).
    pub(crate) fn frequency(&self) -> Option<&'static str> {
        match self.charge.billing {
            BillingPlan::Monthly => Some("Monthly"),
            BillingPlan::Annual => Some("Annual"),
            BillingPlan::Biennial => Some("Biennial"),
            BillingPlan::Triennial => Some("Triennial"),
            BillingPlan::None | BillingPlan::OneTime => None,
        }
    }

    /// What kind of product it is beside a plan: a trial, an add-on.
    pub(crate) fn qualifiers(&self) -> Vec<&'static str> {
        let is_trial = self.charge.derivation.basis == Basis::Free || self.offer.is_some_and(Offer::is_trial);
        let is_add_on = self.offer.is_some_and(Offer::is_addon);
        let named = [("Trial", is_trial), ("AddOn", is_add_on)];
        named.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect()
    }

    /// Commitment and billing plan in words.
    pub(crate) fn term_and_billing(&self) -> String {
        let billing = self.charge.billing.code().replace('_', "-");
        format!("{} commitment for {billing} billing", term_words(self.charge.length))
    }

    /// The day of the order, or of the booking where the order is gone.
    pub(crate) fn order_date(&self) -> Value {
        let booked: Date = self.charge.booked_on;
        self.order.map_or(Value::Day(booked), |order| Value::Instant(order.placed_at))
    }

    /// Why it is credited, where a person said so.
    pub(crate) fn credit_reason(&self) -> Value {
        match &self.charge.derivation.basis {
            Basis::Entered { reason } => Value::text(reason),
            _ => Value::Nothing,
        }
    }
}

/// A commitment in words, as catalogues and files write it.
#[must_use]
pub const fn term_words(term: Term) -> &'static str {
    match term {
        Term::P1M => "One-Month",
        Term::P1Y => "One-Year",
        Term::P2Y => "Two-Year",
        Term::P3Y => "Three-Year",
        Term::P6Y => "Six-Year",
    }
}

/// A number of units of `10^-digits`; what no decimal can hold stays at the bound.
fn decimal(units: i128, digits: u32) -> Decimal {
    Decimal::try_from_i128_with_scale(units, digits).unwrap_or(if units < 0 {
        Decimal::MIN
    } else {
        Decimal::MAX
    })
}

#[cfg(test)]
mod tests {
    use seatwright_domain::partner::Partners;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::file::row;

    const PARTNER: &str = "00000000-0000-0000-0000-000000007f3d";
    const ID: &str = "0199a6c0-1111-7222-8333-444455556666";

    fn charge(changes: &Json) -> Charge {
        let term = json!({"first": "2021-09-01", "last": "2022-08-31"});
        let cycle = json!({"first": "2021-09-01", "last": "2021-09-30"});
        let mut charge = json!({
            "id": ID, "subscription": ID, "lot": 1, "first": "2021-09-01", "last": "2021-09-30", "kind": "Cycle fee",
            "offer": "BD938F12-058F-4927-BBA3-AE36B1D2501C", "order": ID,
            "seller": {"channel": "partner", "partner": PARTNER}, "family": "classic", "term": term, "length": "P1Y",
            "billing": "monthly", "cycle": {"covered": cycle, "whole": cycle},
            "unit": {"amount": "4.00", "currency": "EUR"}, "shown": "3.60", "quantity": 3,
            "amount": {"minor": 1080, "currency": "EUR"}, "discount": {"promotion": "AUTUMN", "percent": "10"},
            "booked_on": "2021-09-01", "invoice_on": "2021-09-15", "rule": "BILL-101", "policy": "2021-01",
            "derivation": {"basis": {"kind": "cycle"}, "exact": "54/5", "rounding": "R3"}
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            charge[name] = value.clone();
        }
        serde_json::from_value(charge).expect("a charge")
    }

    fn customer() -> Customer {
        let address =
            json!({"country": "NL", "city": "Utrecht", "line1": "Kade 12", "postal_code": "3511 AB"});
        serde_json::from_value(json!({
            "id": ID, "commerce_id": ID, "domain": "blauwevos.onmicrosoft.com", "company_name": "Blauwe Vos BV",
            "segment": "commercial", "cloud": "public", "created_at": "2021-09-01T09:00:00Z", "relationships": {},
            "billing_profile": {"id": ID, "revision": 1, "company_name": "Blauwe Vos BV", "email": "a@b.example",
                "culture": "nl-NL", "language": "nl", "address": address}
        }))
        .expect("a customer")
    }

    fn partners() -> Partners {
        let partner = json!({"id": PARTNER, "domain": "havenwerk.example", "name": "Havenwerk", "tier": "indirect_provider",
            "cloud": "public", "country": "NL", "currency": "EUR", "mpn_id": "1234567", "billing_day": 15});
        std::iter::once(serde_json::from_value(partner).expect("a partner")).collect()
    }

    fn order(reseller: Option<&str>) -> Order {
        serde_json::from_value(json!({
            "id": ID, "seller": {"channel": "partner", "partner": PARTNER, "reseller": reseller}, "payment": "invoice",
            "placed_at": "2021-09-01T09:00:00Z", "billing": "monthly", "currency": "EUR", "origin": "purchase",
            "lines": [{"number": 0, "offer": "BD938F12-058F-4927-BBA3-AE36B1D2501C", "subscription": ID, "quantity": 3,
                "term": "P1Y", "friendly_name": "Kantoor", "reseller": reseller}]
        }))
        .expect("an order")
    }

    /// The cells of a line by the headings of its file.
    fn cells(charge: &Charge, reseller_of_order: Option<&str>) -> impl Fn(&str) -> String + use<> {
        let (customer, partners, order) = (customer(), partners(), order(reseller_of_order));
        let partner = partners.iter().next();
        let (customer, order) = (&customer, Some(&order));
        let line = Line { charge, event: 7, customer, partner, order, offer: None, invoice: None };
        let found: Vec<(String, String)> =
            row(&line).map(|(column, value)| (column.heading.to_owned(), value.csv())).collect();
        move |heading| {
            let cell = found.iter().find(|(name, _)| name == heading);
            cell.map(|(_, text)| text.clone()).expect("a column of the file")
        }
    }

    #[test]
    fn a_discount_stands_between_amount_and_subtotal_recon_102() {
        let cell = cells(&charge(&json!({})), None);
        let shown = ["UnitPrice", "Amount", "TotalOtherDiscount", "Subtotal", "TotalForCustomer"].map(cell);
        assert_eq!(shown, ["3.60", "12.00", "1.20", "10.80", "10.80"]);
        let credit = json!({"shown": "-3.60", "amount": {"minor": -1080, "currency": "EUR"},
            "derivation": {"basis": {"kind": "cycle"}, "exact": "-54/5", "rounding": "R3"}});
        let cell = cells(&charge(&credit), None);
        assert_eq!(["Amount", "TotalOtherDiscount", "Subtotal"].map(cell), ["-12.00", "-1.20", "-10.80"]);
        let free = json!({"shown": "0.00", "amount": {"minor": 0, "currency": "EUR"},
            "discount": {"promotion": "AUTUMN", "percent": "100"},
            "derivation": {"basis": {"kind": "cycle"}, "exact": "0", "rounding": "R3"}});
        let cell = cells(&charge(&free), None);
        assert_eq!(["Amount", "TotalOtherDiscount", "Subtotal"].map(cell), ["0.00", "0.00", "0.00"]);
    }

    #[test]
    fn new_commerce_shows_list_and_effective_price_nce_210() {
        let modern = json!({"family": "new_commerce", "kind": "renew", "offer": "CFQ7TTC0LH18:0001"});
        let cell = cells(&charge(&modern), None);
        assert_eq!(["UnitPrice", "EffectiveUnitPrice", "Subtotal"].map(&cell), ["4.00", "3.60", "10.80"]);
        assert_eq!(cell("PriceAdjustmentDescription"), "[\"10% AUTUMN\"]");
        assert_eq!(cell("PromotionID"), "AUTUMN");
        assert_eq!(cell("ReferenceID"), format!("{ID}-7"));
        // Twenty-five of thirty-one days of 5.60 for two, cut at the end of the line only.
        let prorated = json!({"family": "new_commerce", "kind": "addQuantity", "offer": "CFQ7TTC0LH18:0001", "quantity": 2,
            "unit": {"amount": "5.6", "currency": "EUR"}, "shown": "4.51", "amount": {"minor": 903, "currency": "EUR"},
            "discount": null, "derivation": {"basis": {"kind": "days", "days": 25, "of": 31}, "exact": "280/31", "rounding": "N2"}});
        let cell = cells(&charge(&prorated), None);
        assert_eq!(["UnitPrice", "EffectiveUnitPrice", "Subtotal"].map(cell), ["5.60", "4.5161", "9.03"]);
    }

    #[test]
    fn the_reseller_is_the_partner_itself_another_or_removed_chan_106() {
        let through = json!({"seller": {"channel": "partner", "partner": PARTNER, "reseller": "7654321"}});
        for (changes, ordered_through, expected) in [
            (json!({}), None, "1234567"),
            (through.clone(), Some("7654321"), "7654321"),
            (through, None, "7654321"),
            (json!({}), Some("7654321"), "-1"),
        ] {
            assert_eq!(cells(&charge(&changes), ordered_through)("ResellerMpnId"), expected);
        }
        let direct = charge(&json!({"seller": {"channel": "direct"}}));
        assert_eq!(cells(&direct, None)("PartnerId"), "");
    }

    #[test]
    fn frequency_is_blank_for_what_is_charged_once_recon_104() {
        for (billing, expected) in
            [("monthly", "Monthly"), ("annual", "Annual"), ("one_time", ""), ("none", "")]
        {
            let changes = json!({"family": "new_commerce", "offer": "CFQ7TTC0LH18:0001", "billing": billing});
            assert_eq!(cells(&charge(&changes), None)("BillingFrequency"), expected);
        }
    }
}
