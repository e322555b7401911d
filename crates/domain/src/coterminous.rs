//! End dates that new-commerce subscriptions can share (NCE-702, NCE-703). A first term may be shortened so that it ends with
//! another subscription that the same seller sold to the customer, or with a calendar month. Only the first term is short;
//! the terms after it are full ones.
//!
//! The dates are a closed list: what [`choices`] offers is what [`check`] takes, besides the end of the full term itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::account::Account;
use crate::calendar::{self, Term};
use crate::catalogue::Commerce;
use crate::command::EndDateChoice;
use crate::decision::Context;
use crate::ids::SubscriptionId;
use crate::opening;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::rule::Rule;
use crate::subscription::{Seller, Subscription, TermState};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Nce702, Rule::Nce703, Rule::Nce704];

/// The last days that a first term of this length may have when it starts on a day, in order. Each names the
/// subscriptions that end with it; the end of the last calendar month inside the term names none of its own.
#[must_use]
pub fn choices(
    account: &Account,
    seller: &Seller,
    term: Term,
    starts_on: Date,
    context: &Context<'_>,
) -> Vec<EndDateChoice> {
    let full = full_term_end(term, starts_on, context);
    let same_term = context.policies.at(context.now).new_commerce.coterminous_same_term_later_year;
    let mut dates: BTreeMap<Date, Vec<SubscriptionId>> = BTreeMap::new();
    if let Some(date) = last_month_end(starts_on, full) {
        dates.entry(date).or_default();
    }
    for subscription in others(account, seller).filter(|other| may_align(term, other.term.length)) {
        for date in ends_of(subscription, term, starts_on, full, same_term) {
            if !refused_for_a_month(term, date) {
                dates.entry(date).or_default().push(subscription.id);
            }
        }
    }
    dates.into_iter().map(|(date, subscriptions)| EndDateChoice { date, subscriptions }).collect()
}

/// The reason against a wanted last day, where there is one. Trials and offers outside new commerce cannot be aligned at
/// all (NCE-702); annual and longer terms not with a monthly one, and monthly terms not to the 28th, 29th or 30th unless the
/// month ends then (NCE-703).
#[must_use]
#[expect(clippy::too_many_arguments, reason = "each is a fact of the purchase that the rule asks about")]
pub fn check(
    account: &Account,
    seller: &Seller,
    commerce: Commerce,
    is_trial: bool,
    term: Term,
    starts_on: Date,
    wanted: Date,
    context: &Context<'_>,
) -> Option<Reason> {
    let reason = |rule| {
        Reason::field(rule, Code::EndDateInvalid, "customTermEndDate")
            .with("wanted", wanted.to_string())
            .with("starts_on", starts_on.to_string())
            .with("term", term.code())
    };
    if commerce != Commerce::NewCommerce || is_trial {
        // No date would do; the line has to go without one.
        return Some(reason(Rule::Nce702).remedy(Remedy::ChooseDate { dates: Vec::new() }, Who::Caller));
    }
    let full = full_term_end(term, starts_on, context);
    let dates: BTreeSet<Date> =
        choices(account, seller, term, starts_on, context).into_iter().map(|choice| choice.date).collect();
    let any_date = context.policies.at(context.now).new_commerce.coterminous_any_date;
    let inside = starts_on <= wanted && wanted <= full;
    if wanted == full || dates.contains(&wanted) || any_date && inside {
        return None;
    }
    let not_alignable =
        others(account, seller).any(|other| ends_of(other, term, starts_on, full, true).contains(&wanted));
    let rule = if not_alignable { Rule::Nce703 } else { Rule::Nce702 };
    let remedy = Remedy::ChooseDate { dates: dates.into_iter().collect() };
    Some(reason(rule).with("full_term_ends_on", full.to_string()).remedy(remedy, Who::Caller))
}

/// The last day of the full term.
fn full_term_end(term: Term, starts_on: Date, context: &Context<'_>) -> Date {
    let policy = context.policies.at(context.now);
    let month_end = opening::month_end(Commerce::NewCommerce, term, policy);
    TermState::starting(starts_on, term, context.now, policy.version.clone(), month_end).period.last
}

/// The subscriptions whose end may be shared: active new-commerce ones of the same partner, no trials. A direct purchase has
/// none, and is none to a partner.
fn others<'a>(account: &'a Account, seller: &'a Seller) -> impl Iterator<Item = &'a Subscription> {
    account.live().filter(move |other| {
        other.commerce == Commerce::NewCommerce
            && other.is_active()
            && !other.is_trial()
            && seller.partner().is_some()
            && other.seller.partner() == seller.partner()
    })
}

/// NCE-703: a longer term cannot take the end of a monthly one.
fn may_align(term: Term, other: Term) -> bool {
    term == Term::P1M || other != Term::P1M
}

/// NCE-703: these days are not in every month, so a monthly term that began after one of them would drift.
fn refused_for_a_month(term: Term, date: Date) -> bool {
    term == Term::P1M && matches!(date.day(), 28..=30) && date != date.last_of_month()
}

/// The days inside the new term that follow from another subscription's end: that day itself and, for a term longer than
/// the other's (or, with `same_term`, as long), the latest one with the same day and month of a later year (NCE-704).
fn ends_of(other: &Subscription, term: Term, starts_on: Date, full: Date, same_term: bool) -> BTreeSet<Date> {
    let end = other.term.period.last;
    let inside = |date: &Date| starts_on <= *date && *date <= full;
    let mut dates: BTreeSet<Date> = Some(end).filter(inside).into_iter().collect();
    let longer = term.months() > other.term.length.months() || same_term && term == other.term.length;
    if longer && other.term.length != Term::P1M {
        let later = (end.year()..=full.year())
            .rev()
            .filter_map(|year| Date::new(year, end.month(), end.day()).ok())
            .find(inside);
        dates.extend(later);
    }
    dates
}

/// The last end of a calendar month inside the term.
fn last_month_end(starts_on: Date, full: Date) -> Option<Date> {
    let date =
        if full == full.last_of_month() { full } else { calendar::previous_day(full.first_of_month()) };
    (starts_on <= date).then_some(date)
}
