//! The file of new-commerce and marketplace invoices.

use seatwright_domain::rule::Rule;

use crate::classic::columns;
use crate::line::Line;
use crate::value::{Column, Value};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Recon103, Rule::Recon104, Rule::Recon105];

/// The columns in the published order (RECON-103).
pub(crate) const COLUMNS: &[Column] = columns![
    "PartnerId" = "partnerId",
    "CustomerId" = "customerId",
    "CustomerName" = "customerName",
    "CustomerDomainName" = "customerDomainName",
    "CustomerCountry" = "customerCountry",
    "InvoiceNumber" = "invoiceNumber",
    "MpnId" = "mpnId",
    "ResellerMpnId" = "resellerMpnId",
    "OrderId" = "orderId",
    "OrderDate" = "orderDate",
    "ProductId" = "productId",
    "SkuId" = "skuId",
    "AvailabilityId" = "availabilityId",
    "SkuName" = "skuName",
    "ProductName" = "productName",
    "ChargeType" = "chargeType",
    "UnitPrice" = "unitPrice",
    "Quantity" = "quantity",
    "Subtotal" = "subtotal",
    "TaxTotal" = "taxTotal",
    "Total" = "totalForCustomer",
    "Currency" = "currency",
    "PriceAdjustmentDescription" = "priceAdjustmentDescription",
    "PublisherName" = "publisherName",
    "PublisherId" = "publisherId",
    "SubscriptionDescription" = "subscriptionDescription",
    "SubscriptionId" = "subscriptionId",
    "ChargeStartDate" = "chargeStartDate",
    "ChargeEndDate" = "chargeEndDate",
    "TermAndBillingCycle" = "termAndBillingCycle",
    "EffectiveUnitPrice" = "effectiveUnitPrice",
    "UnitType" = "unitType",
    "AlternateId" = "alternateId",
    "BillableQuantity" = "billableQuantity",
    "BillingFrequency" = "billingFrequency",
    "PricingCurrency" = "pricingCurrency",
    "PCToBCExchangeRate" = "pcToBCExchangeRate",
    "PCToBCExchangeRateDate" = "pcToBCExchangeRateDate",
    "MeterDescription" = "meterDescription",
    "ReservationOrderId" = "reservationOrderId",
    "CreditReasonCode" = "creditReasonCode",
    "SubscriptionStartDate" = "subscriptionStartDate",
    "SubscriptionEndDate" = "subscriptionEndDate",
    "ReferenceID" = "referenceId",
    "ProductQualifiers" = "productQualifiers",
    "PromotionID" = "promotionId",
];

/// The values of a line, in the order of the columns. Tax stands on the invoice and not on its lines (INV-104).
pub(crate) fn values(line: &Line<'_>) -> Vec<Value> {
    let mut values = whose(line).to_vec();
    values.extend(what(line));
    values.extend(how(line));
    values
}

/// PartnerId to ProductName.
fn whose(line: &Line<'_>) -> [Value; 15] {
    let (charge, customer) = (line.charge, line.customer);
    let (product, sku) = charge.offer.product_and_sku().unwrap_or((charge.offer.as_str(), ""));
    let availability = line.offer.map_or(Value::Nothing, |offer| {
        Value::Word(offer.availability_id(customer.country(), customer.segment))
    });
    [
        line.partner_id(),
        Value::word(customer.id),
        Value::text(&customer.company_name),
        Value::text(&customer.domain),
        Value::text(customer.country()),
        line.invoice.map_or(Value::Nothing, Value::word),
        line.partner.map_or(Value::Nothing, |partner| Value::word(&partner.mpn_id)),
        Value::Whole(line.reseller_mpn_id()),
        Value::word(charge.order),
        line.order_date(),
        Value::word(product),
        Value::word(sku),
        availability,
        Value::Word(line.offer_title()),
        Value::Word(line.offer_title()),
    ]
}

/// ChargeType to ChargeEndDate.
fn what(line: &Line<'_>) -> [Value; 14] {
    let charge = line.charge;
    let subtotal = line.subtotal();
    let adjustment = charge.discount.as_ref().map_or(Value::Nothing, |discount| {
        Value::Word(format!("[\"{}% {}\"]", discount.percent.normalize(), discount.promotion))
    });
    let publisher = line.offer.map_or(Value::Nothing, |offer| Value::word(&offer.publisher.name));
    [
        Value::word(charge.key.kind),
        Value::Amount(line.list_price()),
        Value::Whole(charge.quantity.into()),
        Value::Amount(subtotal),
        Value::Amount(line.zero()),
        Value::Amount(subtotal),
        Value::word(charge.amount.currency),
        adjustment,
        publisher,
        Value::Nothing,
        line.subscription_name(),
        Value::word(charge.key.subscription),
        Value::Day(charge.key.period.first),
        Value::Day(charge.key.period.last),
    ]
}

/// TermAndBillingCycle to PromotionID.
fn how(line: &Line<'_>) -> [Value; 17] {
    let charge = line.charge;
    [
        Value::Word(line.term_and_billing()),
        Value::Amount(line.effective_price()),
        Value::Nothing,
        Value::word(charge.order),
        Value::Whole(charge.quantity.into()),
        line.frequency().map_or(Value::Nothing, Value::word),
        // Prices are in the currency of the bill, so there is nothing to exchange.
        Value::word(charge.amount.currency),
        Value::Whole(1),
        Value::Day(charge.booked_on),
        Value::Nothing,
        Value::Nothing,
        line.credit_reason(),
        Value::Day(charge.term.first),
        Value::Day(charge.term.last),
        Value::Word(line.reference()),
        Value::Words(line.qualifiers()),
        charge.discount.as_ref().map_or(Value::Nothing, |discount| Value::word(&discount.promotion)),
    ]
}
