//! Charges: written with their events, never twice, on one invoice each.

use jiff::civil::date;
use seatwright_domain::billing::charge::{Basis, Charge, Derivation, InvoiceFamily, ObligationKey};
use seatwright_domain::billing::cycle::ChargeCycle;
use seatwright_domain::billing::fraction::Fraction;
use seatwright_domain::billing::invoice::{BillTo, InvoiceKey};
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::calendar::{BillingPlan, Period, Term};
use seatwright_domain::ids::{ChargeId, LotId, OfferId, SubscriptionId};
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::policy::PolicyVersion;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::Seller;
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, PARTNER, customer, customer_id, load, order_id, subscription_id};
use crate::billing::{
    BillingWork, ChargeCursor, ChargeQuery, InvoiceState, StoredCharge, UnbilledLine, UnbilledQuery,
};
use crate::error::{CommitError, StoreError};
use crate::rows::invoice::invoice_id;
use crate::store::Store;

pub(super) fn eur() -> Currency {
    Currency::parse("EUR").expect("a known currency")
}

/// The n-th charge of a subscription: classic, for a month of 2021, on the invoice of the 15th.
pub(super) fn charge(n: u32, subscription: u128, month: i8, minor: i64) -> Charge {
    let first = date(2021, month, 1);
    let period = Period { first, last: first.last_of_month() };
    Charge {
        id: ChargeId(Uuid::from_u128((0xCA_0000_u128 << 64) + (subscription << 32) + u128::from(n))),
        key: ObligationKey {
            subscription: subscription_id(subscription),
            lot: LotId(1),
            period,
            kind: ChargeType::CycleFee,
            cause: 0,
            part: 0,
        },
        offer: OfferId::new("CFQ7TTC0LH18:0001"),
        order: order_id(1),
        seller: Seller::Partner { partner: PARTNER, reseller: None },
        family: InvoiceFamily::Classic,
        term: period,
        length: Term::P1Y,
        billing: BillingPlan::Monthly,
        cycle: ChargeCycle { covered: period, whole: period, months: None, cut: None },
        unit: None,
        shown: Money { minor, currency: eur() }.to_decimal(),
        quantity: 1,
        amount: Money { minor, currency: eur() },
        discount: None,
        booked_on: first,
        invoice_on: date(2021, month, 15),
        rule: Rule::Bill101,
        policy: PolicyVersion("2021-01".to_owned()),
        derivation: Derivation { basis: Basis::Cycle, exact: Fraction::ZERO, rounding: Rounding::R3 },
    }
}

/// The key of the partner's classic invoice of the 15th of a month.
pub(super) fn key(month: i8) -> InvoiceKey {
    let bill_to = BillTo::Partner(PARTNER);
    InvoiceKey { date: date(2021, month, 15), bill_to, currency: eur(), family: InvoiceFamily::Classic }
}

/// A line that waits.
pub(super) fn waiting(n: u128, charge: &Charge, key: InvoiceKey) -> UnbilledLine {
    let subscription = charge.key.subscription;
    UnbilledLine { invoice: key, customer: customer_id(n), subscription, charge: charge.id }
}

async fn all(store: &dyn Store, query: ChargeQuery) -> Vec<StoredCharge> {
    let mut query = ChargeQuery { limit: 2, ..query };
    let mut found = Vec::new();
    loop {
        let page = store.charges(&query).await.expect("the store works");
        found.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return found,
        }
    }
}

fn ids(found: &[StoredCharge]) -> Vec<ChargeId> {
    found.iter().map(|stored| stored.charge.id).collect()
}

/// Charges are found whole, by customer, subscription and id, in pages.
pub async fn charges_are_written_with_their_events_and_paged(backend: &dyn Backend) {
    let store = backend.open().await;
    let made: Vec<Charge> = (1..=5).map(|n| charge(n, 1, n as i8, i64::from(n) * 100)).collect();
    let other = charge(1, 2, 3, -70);
    let draft = Draft::new(customer(1)).buys(1, &[1, 2]);
    let loaded = draft.charges(1, made[..2].to_vec()).charges(2, vec![other.clone()]).done(&*store).await;
    Draft::on(&loaded).charges(1, made[2..].to_vec()).done(&*store).await;
    // The same ids and days in another account are other charges.
    let mut foreign = charge(1, 1, 1, 5);
    foreign.id = ChargeId(Uuid::from_u128(5));
    Draft::new(customer(2)).buys(1, &[1]).charges(1, vec![foreign.clone()]).done(&*store).await;

    let of_one = all(&*store, ChargeQuery::of(customer_id(1))).await;
    let expected: Vec<ChargeId> = made.iter().chain([&other]).map(|charge| charge.id).collect();
    assert_eq!(ids(&of_one), expected);
    assert!(of_one.iter().zip(made.iter().chain([&other])).all(|(found, made)| found.charge == *made));
    assert!(of_one.iter().all(|found| found.bill_to == BillTo::Partner(PARTNER) && found.invoice.is_none()));
    let of_subscription =
        ChargeQuery { subscription: Some(subscription_id(2)), ..ChargeQuery::of(customer_id(1)) };
    assert_eq!(ids(&all(&*store, of_subscription).await), [other.id]);
    assert_eq!(all(&*store, ChargeQuery::of(customer_id(2))).await[0].charge, foreign);
    let found = store.charge(other.id).await.expect("the store works").expect("it is there");
    assert_eq!((found.customer, found.charge), (customer_id(1), other));
    assert_eq!(store.charge(ChargeId(Uuid::from_u128(99))).await.expect("no error"), None);
    let want = crate::loaded::Want { charges: vec![subscription_id(1)], ..Default::default() };
    let loaded = store.load(customer_id(1), &want).await.expect("the store works").expect("it is there");
    assert_eq!(loaded.charges, made);
}

/// The database refuses a second charge for the same days, and nothing of its commit stands.
pub async fn nothing_is_charged_twice_for_the_same_days(backend: &dyn Backend) {
    let store = backend.open().await;
    let first = charge(1, 1, 1, 100);
    let loaded = Draft::new(customer(1)).buys(1, &[1]).charges(1, vec![first.clone()]).done(&*store).await;
    let mut again = charge(2, 1, 1, 999);
    let refused = Draft::on(&loaded).charges(1, vec![again.clone()]).refused(&*store).await;
    assert!(matches!(refused, CommitError::Store(StoreError::Inconsistent(_))), "{refused}");
    assert_eq!(load(&*store, customer_id(1)).await, loaded, "nothing was written");
    again.key.cause = 7;
    Draft::on(&loaded).charges(1, vec![again.clone()]).done(&*store).await;
    assert_eq!(ids(&all(&*store, ChargeQuery::of(customer_id(1))).await), [first.id, again.id]);
}

/// A charge is put on one invoice only, and only on one that still gathers.
pub async fn a_charge_is_on_one_invoice_only(backend: &dyn Backend) {
    let store = backend.open().await;
    let (one, two) = (charge(1, 1, 1, 100), charge(2, 1, 2, 50));
    let draft = Draft::new(customer(1)).buys(1, &[1]);
    draft.charges(1, vec![one.clone(), two.clone()]).done(&*store).await;
    assert_eq!(store.next_invoice_date().await.expect("the store works"), Some(date(2021, 1, 15)));
    let lines = store.unbilled_until(date(2021, 1, 31), 10).await.expect("the store works");
    assert_eq!(lines, [waiting(1, &one, key(1))]);
    store.bill(BillingWork::new().attach(&lines)).await.expect("nothing stands against it");
    // Again, and on another invoice: neither does anything.
    let elsewhere = waiting(1, &one, key(3));
    store.bill(BillingWork::new().attach(&lines).attach(&[elsewhere])).await.expect("no conflict");
    let found = store.charge(one.id).await.expect("the store works").expect("it is there");
    assert_eq!(found.invoice, Some(invoice_id(&key(1))));
    let states = store.invoice_states(&[key(1), key(2), key(3)]).await.expect("the store works");
    assert_eq!(states, [Some(InvoiceState::Gathering), None, Some(InvoiceState::Gathering)]);

    let late = waiting(1, &two, key(2));
    store.bill(BillingWork::new().redate(&[(late, date(2021, 4, 15))])).await.expect("no conflict");
    let found = store.charge(two.id).await.expect("the store works").expect("it is there");
    assert_eq!((found.invoice_on, found.charge.invoice_on), (date(2021, 4, 15), date(2021, 2, 15)));
    assert_eq!(found.row, seatwright_domain::rows::ChargeRow::of(found.row.seq, 1, &two));
    let unbilled = ChargeQuery { unbilled: true, ..ChargeQuery::of(customer_id(1)) };
    assert_eq!(ids(&all(&*store, unbilled).await), [two.id]);
}

/// What a payer has no invoice for, over customers, dates and families, in pages.
pub async fn what_a_payer_has_no_invoice_for_is_listed_and_summed(backend: &dyn Backend) {
    let store = backend.open().await;
    let mut direct = charge(9, 1, 1, 1_000);
    (direct.seller, direct.key.cause) = (Seller::Direct, 3);
    let mut modern = charge(8, 1, 1, 7);
    (modern.family, modern.key.cause) = (InvoiceFamily::NewCommerce, 4);
    let first = vec![charge(1, 1, 2, 10), charge(2, 1, 1, 20), direct, modern];
    Draft::new(customer(1)).buys(1, &[1]).charges(1, first).done(&*store).await;
    let mut second = charge(1, 1, 1, 40);
    second.id = ChargeId(Uuid::from_u128(40));
    Draft::new(customer(2)).buys(1, &[1]).charges(1, vec![second]).done(&*store).await;

    let payer = BillTo::Partner(PARTNER);
    let mut query = UnbilledQuery { limit: 1, ..UnbilledQuery::of(payer, eur()) };
    let mut found = Vec::new();
    loop {
        let page = store.unbilled(&query).await.expect("the store works");
        found.extend(page.items.iter().map(|stored| (stored.customer, stored.charge.amount.minor)));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let (one, two) = (customer_id(1), customer_id(2));
    assert_eq!(found, [(one, 20), (two, 40), (one, 7), (one, 10)]);
    let only = UnbilledQuery { family: Some(InvoiceFamily::NewCommerce), ..UnbilledQuery::of(payer, eur()) };
    assert_eq!(store.unbilled(&only).await.expect("the store works").items.len(), 1);
    assert_eq!(store.unbilled_sum(payer, eur()).await.expect("the store works"), 77);
    let own = BillTo::Customer(one);
    assert_eq!(store.unbilled_sum(own, eur()).await.expect("the store works"), 1_000);
    assert_eq!(store.unbilled_sum(payer, Currency::USD).await.expect("the store works"), 0);
}

/// A place from ids as they are, for pages of an invoice's lines.
pub(super) fn place(customer: u128, subscription: SubscriptionId, charge: ChargeId) -> ChargeCursor {
    ChargeCursor { customer: customer_id(customer), subscription, charge }
}
