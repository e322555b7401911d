//! The licence file of classic invoices.

use seatwright_domain::rule::Rule;

use crate::line::Line;
use crate::value::{Column, Value};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Recon101, Rule::Recon102];

macro_rules! columns {
    ($($heading:literal = $member:literal),+ $(,)?) => {
        &[$(Column { heading: $heading, member: $member }),+]
    };
}
pub(crate) use columns;

/// The columns in the published order (RECON-101).
pub(crate) const COLUMNS: &[Column] = columns![
    "PartnerId" = "partnerId",
    "CustomerId" = "customerId",
    "CustomerName" = "customerName",
    "MpnId" = "mpnId",
    "ResellerMpnId" = "tier2MpnId",
    "OrderId" = "orderId",
    "SubscriptionId" = "subscriptionId",
    "SyndicationPartnerSubscriptionNumber" = "syndicationPartnerSubscriptionNumber",
    "OfferId" = "offerId",
    "DurableOfferId" = "durableOfferId",
    "OfferName" = "offerName",
    "SubscriptionStartDate" = "subscriptionStartDate",
    "SubscriptionEndDate" = "subscriptionEndDate",
    "ChargeStartDate" = "chargeStartDate",
    "ChargeEndDate" = "chargeEndDate",
    "ChargeType" = "chargeType",
    "UnitPrice" = "unitPrice",
    "Quantity" = "quantity",
    "Amount" = "amount",
    "TotalOtherDiscount" = "totalOtherDiscount",
    "Subtotal" = "subtotal",
    "Tax" = "tax",
    "TotalForCustomer" = "totalForCustomer",
    "Currency" = "currency",
    "DomainName" = "domainName",
    "SubscriptionName" = "subscriptionName",
    "SubscriptionDescription" = "subscriptionDescription",
    "BillingCycleType" = "billingCycleType",
];

/// The values of a line, in the order of the columns. Tax stands on the invoice and not on its lines (INV-104).
pub(crate) fn values(line: &Line<'_>) -> Vec<Value> {
    let (charge, customer) = (line.charge, line.customer);
    let (amount, subtotal) = (line.list_amount(), line.subtotal());
    let description = line.offer.map_or(Value::Nothing, |offer| Value::word(&offer.description));
    vec![
        line.partner_id(),
        Value::word(customer.id),
        Value::text(&customer.company_name),
        Value::Whole(line.mpn_id()),
        Value::Whole(line.reseller_mpn_id()),
        Value::word(charge.order),
        // Billing and portal name a subscription by one id here.
        Value::word(charge.key.subscription),
        Value::word(charge.key.subscription),
        Value::word(&charge.offer),
        Value::word(&charge.offer),
        Value::Word(line.offer_title()),
        Value::Day(charge.term.first),
        Value::Day(charge.term.last),
        Value::Day(charge.key.period.first),
        Value::Day(charge.key.period.last),
        Value::word(charge.key.kind),
        Value::Amount(charge.shown),
        Value::Whole(charge.quantity.into()),
        Value::Amount(amount),
        Value::Amount(amount - subtotal),
        Value::Amount(subtotal),
        Value::Amount(line.zero()),
        Value::Amount(subtotal),
        Value::word(charge.amount.currency),
        Value::text(&customer.domain),
        line.subscription_name(),
        description,
        Value::word(line.frequency().unwrap_or("None")),
    ]
}
