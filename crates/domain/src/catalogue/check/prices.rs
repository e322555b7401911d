//! Prices: rows become dated lines, and the lines of one offer, currency, term and plan must not contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::super::load::{Loaded, Sources};
use super::super::price_file::{Amount, Block};
use super::super::{BillingKind, Offer, Price, PriceList};
use super::references;
use crate::calendar::{BillingPlan, Term};
use crate::fault::Fault;
use crate::ids::OfferId;
use crate::money::Currency;

type Key = (OfferId, Currency, Term, BillingPlan);

/// One price with the place it was written in.
struct Line<'a, 't> {
    block: &'a Loaded<'t, Block>,
    path: String,
    from: Date,
    until: Option<Date>,
    price: (Decimal, Decimal),
}

impl Line<'_, '_> {
    fn fault(&self, message: String, fix: &str) -> Fault {
        self.block.entry.fault(&self.path, message, fix)
    }
}

pub(super) fn check(sources: &Sources<'_>, faults: &mut Vec<Fault>) -> PriceList {
    let used: BTreeSet<Currency> = sources.markets.read.iter().map(|loaded| loaded.value.currency).collect();
    let mut lines: BTreeMap<Key, Vec<Line<'_, '_>>> = BTreeMap::new();
    for loaded in &sources.blocks.read {
        of_an_offer(sources, loaded, faults);
        let block = &loaded.value;
        for (index, row) in block.retail.iter().enumerate() {
            if row.amounts.is_empty() {
                faults.push(loaded.entry.fault(
                    &format!("retail.{index}"),
                    format!("no price stands in the row from {}", row.from),
                    "add a currency, as EUR = \"5.10\"",
                ));
            }
            for (currency, amount) in &row.amounts {
                let path = format!("retail.{index}.{currency}");
                if !used.contains(currency) && sources.markets.names.len() == sources.markets.read.len() {
                    faults.push(loaded.entry.fault(
                        &path,
                        format!("no market uses {currency}"),
                        "add a [[market]] with this currency, or remove the column",
                    ));
                }
                let price = amounts(loaded, &path, *currency, *amount, faults);
                let key = (block.offer.clone(), *currency, block.term, block.billing);
                let line = Line { block: loaded, path, from: row.from, until: row.until, price };
                lines.entry(key).or_default().push(line);
            }
        }
    }
    let mut list = PriceList::default();
    for ((offer, currency, term, billing), mut found) in lines {
        found.sort_by_key(|line| line.from);
        in_time(&found, &offer, currency, faults);
        for (index, line) in found.iter().enumerate() {
            let until = line.until.or_else(|| found.get(index + 1).map(|next| next.from));
            let (unit, retail) = line.price;
            list.add(offer.clone(), currency, Price { term, billing, unit, retail, from: line.from, until });
        }
    }
    if !sources.incomplete {
        missing(sources, &list, faults);
    }
    list
}

/// A block is for an offer that exists, and for a term and plan that it is sold by.
fn of_an_offer(sources: &Sources<'_>, loaded: &Loaded<'_, Block>, faults: &mut Vec<Fault>) {
    let block = &loaded.value;
    references::known(sources, &sources.offers, "offer", block.offer.as_str(), loaded, "offer", faults);
    if block.retail.is_empty() {
        faults.push(loaded.entry.fault(
            "retail",
            format!("`{}` has a price block without rows", block.offer),
            "add a row, as { from = 2022-03-01, EUR = \"5.10\" }",
        ));
    }
    if !(1..=100).contains(&block.partner_percent) {
        faults.push(loaded.entry.fault(
            "partner_percent",
            format!("a partner pays {} per cent of the retail price", block.partner_percent),
            "write 1 to 100",
        ));
    }
    let offer = sources.offers.read.iter().find(|known| known.value.id == block.offer);
    let Some(offer) = offer.map(|known| &known.value) else { return };
    if offer.is_trial() {
        faults.push(loaded.entry.fault(
            "offer",
            format!("`{}` ({}) is a trial and costs nothing", offer.id, offer.title),
            "remove this block",
        ));
    } else if !offer.billing_plans(block.term).contains(&block.billing) {
        let sold: Vec<String> = combinations(offer).map(|(term, plan)| format!("{term} {plan}")).collect();
        faults.push(loaded.entry.fault(
            "billing",
            format!("`{}` ({}) is not sold for {} {}", offer.id, offer.title, block.term, block.billing),
            format!("choose one of {}, or add it to the `terms` of the offer", sold.join(", ")),
        ));
    }
}

/// The terms of an offer with each of their plans.
fn combinations(offer: &Offer) -> impl Iterator<Item = (Term, BillingPlan)> {
    offer.terms.iter().flat_map(|option| option.billing.iter().map(|plan| (option.term, *plan)))
}

/// What the partner pays, and the retail price, of one cell.
fn amounts(
    loaded: &Loaded<'_, Block>,
    path: &str,
    currency: Currency,
    amount: Amount,
    faults: &mut Vec<Fault>,
) -> (Decimal, Decimal) {
    let percent = Decimal::new(i64::from(loaded.value.partner_percent), 2);
    let partner = amount.partner.unwrap_or_else(|| (amount.retail * percent).normalize());
    // A share of a price may be a fraction of a cent, but a currency without cents has no fractions at all.
    let digits = currency.exponent();
    let digits_partner = if digits == 0 { 0 } else { digits + 2 };
    for (what, value, most) in [("retail", amount.retail, digits), ("partner's", partner, digits_partner)] {
        if value.is_sign_negative() && !value.is_zero() {
            faults.push(loaded.entry.fault(
                path,
                format!("the {what} price {value} {currency} is negative"),
                "write 0 or more",
            ));
        }
        if value.normalize().scale() > most {
            faults.push(loaded.entry.fault(
                path,
                format!("the {what} price {value} {currency} has more than {most} decimals"),
                format!(
                    "round it; a partner's price of its own is written \
                     {currency} = {{ retail = \"…\", partner = \"…\" }}"
                ),
            ));
        }
    }
    (partner, amount.retail)
}

/// Lines of one key in order of their first day.
fn in_time(lines: &[Line<'_, '_>], offer: &OfferId, currency: Currency, faults: &mut Vec<Fault>) {
    let mut held_until: Option<Date> = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(until) = line.until
            && until <= line.from
        {
            faults.push(line.fault(
                format!("this price ends on {until}, before it begins on {}", line.from),
                "write a later `until`, which is the first day on which the price no longer holds",
            ));
        }
        let end = line.until.or_else(|| lines.get(index + 1).map(|next| next.from));
        if let Some(before) = index.checked_sub(1).and_then(|before| lines.get(before)) {
            if before.from == line.from {
                faults.push(line.fault(
                    format!("`{offer}` has two prices in {currency} from {}", line.from),
                    "remove one of the two, or give one another day",
                ));
            } else if let (Some(held), Some(end)) = (held_until, end)
                && end <= held
            {
                faults.push(line.fault(
                    format!("this price never holds: an earlier one holds until {held}"),
                    "end the earlier price sooner, or remove this one",
                ));
            } else if let Some(held) = held_until
                && held < line.from
            {
                faults.push(line.fault(
                    format!("`{offer}` has no price in {currency} from {held} to {}", line.from),
                    "remove the `until` of the row before, or begin this one sooner",
                ));
            }
        }
        held_until = held_until.max(end);
    }
}

/// Every offer that is paid for has a price in each market, for each term and plan.
fn missing(sources: &Sources<'_>, list: &PriceList, faults: &mut Vec<Fault>) {
    // A block that could not be read may hold the price that seems to be missing.
    let mut unread: Vec<OfferId> = sources.blocks.names.iter().map(|name| OfferId::new(name)).collect();
    for block in &sources.blocks.read {
        if let Some(place) = unread.iter().position(|id| *id == block.value.offer) {
            unread.swap_remove(place);
        }
    }
    for loaded in &sources.offers.read {
        let offer = &loaded.value;
        if offer.is_trial() || offer.billing == BillingKind::Usage || unread.contains(&offer.id) {
            continue;
        }
        for (term, plan) in combinations(offer) {
            let mut without: BTreeMap<Currency, Vec<&str>> = BTreeMap::new();
            for market in sources.markets.read.iter().map(|market| &market.value) {
                let lines = list.lines(&offer.id, market.currency);
                // NCE-102: a plan without a price of its own costs its even part of a longer one.
                let covers = |other: BillingPlan| other == plan || other.months(term) > plan.months(term);
                let priced = lines.iter().any(|line| line.term == term && covers(line.billing));
                if offer.sold_in(&market.country) && !priced {
                    without.entry(market.currency).or_default().push(&market.country);
                }
            }
            if without.is_empty() {
                continue;
            }
            let where_from: Vec<String> = without
                .iter()
                .map(|(currency, countries)| format!("{currency} ({})", countries.join(", ")))
                .collect();
            let mut fix = format!("add [[price]] rows for `{}`, {term} {plan}", offer.id);
            if let Some((currency, _)) = without.first_key_value() {
                fix.push_str(&format!(", as {currency} = \"…\"; or narrow `only_markets`"));
            }
            faults.push(loaded.entry.fault(
                "id",
                format!("`{}` has no price for {term} {plan} in {}", offer.title, where_from.join(", ")),
                fix,
            ));
        }
    }
}
