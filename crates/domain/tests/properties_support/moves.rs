//! Moves: what somebody does next in a random history.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use seatwright_domain::addon;
use seatwright_domain::calendar::{BillingPlan, Term, day_of};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::command::{Command, LicenceWish, UserChange, UserProfile};
use seatwright_domain::ids::{CartId, OfferId, OrderId, SubscriptionId, UpgradeId, UserId};
use seatwright_domain::migration::{MigrationDay, MigrationWish, PartWish};
use seatwright_domain::order::Wanted;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::{
    NextTerm, PartialAtRenewal, Payment, Seller, Status, Subscription, SuspensionReason,
};

use super::company::Company;
use crate::support::{self, CATALOGUE, HAVENWERK, NORDLJUS, World, offer, wanted};

/// What people buy, and change to.
const OFFERS: [&str; 22] = [
    offer::STANDARD,
    offer::NCE_STANDARD,
    offer::BASIC,
    offer::NCE_BASIC,
    offer::SIGN,
    offer::E3,
    offer::NCE_E3,
    offer::NCE_E1,
    offer::PREMIUM,
    offer::NCE_PREMIUM,
    offer::NCE_E5,
    offer::VAULT_WITH_TRIAL,
    offer::CLASSIC_TRIAL,
    offer::NCE_TRIAL,
    offer::APPS_BUSINESS,
    offer::E3_36_MONTHS,
    offer::F3,
    offer::NCE_F3,
    offer::NCE_ROOMS,
    offer::ARCHIVE_TO_3_YEARS,
    offer::SIGNALS_METERED,
    offer::E1,
];

const ADD_ONS: [&str; 5] = [
    offer::ARCHIVE_ADDON,
    offer::PHONE_ADDON,
    offer::STORAGE_ADDON,
    offer::NCE_AUDIO_ADDON,
    offer::NCE_STORAGE_ADDON,
];

pub const STARTS: [&str; 6] = [
    "2021-10-04T09:30:00",
    "2021-01-31T00:00:00",
    "2020-02-29T23:59:59",
    "2022-02-20T12:00:00",
    "2023-12-30T08:00:00",
    "2025-03-31T17:00:00",
];

/// What somebody does: a kind and four numbers that choose among what is there, so that every history makes sense whatever
/// came before, and a failing one can be cut short.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    kind: u8,
    a: u16,
    b: u16,
    c: u16,
    d: u16,
}

pub fn moves() -> impl Strategy<Value = Move> {
    (0..70_u8, any::<u16>(), any::<u16>(), any::<u16>(), any::<u16>()).prop_map(|(kind, a, b, c, d)| Move {
        kind,
        a,
        b,
        c,
        d,
    })
}

fn pick<T: Clone>(of: &[T], number: u16) -> Option<T> {
    of.get(usize::from(number) % of.len().max(1)).cloned()
}

const TERMS: [Term; 4] = [Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y];
const PLANS: [BillingPlan; 4] =
    [BillingPlan::Monthly, BillingPlan::Annual, BillingPlan::Biennial, BillingPlan::Triennial];

/// How long it takes until the next thing happens.
fn pause(number: u16) -> SignedDuration {
    const HOURS: [i64; 10] = [1, 5, 23, 24, 47, 24 * 6, 24 * 8, 24 * 31, 24 * 95, 24 * 366];
    let hours = HOURS[usize::from(number) % HOURS.len()];
    SignedDuration::from_mins(hours * 60 + i64::from(number % 59))
}

struct Choices {
    subscriptions: Vec<SubscriptionId>,
    orders: Vec<OrderId>,
    carts: Vec<CartId>,
    upgrades: Vec<UpgradeId>,
    users: Vec<UserId>,
}

impl Choices {
    fn of(company: &Company) -> Self {
        // Deleted ones are tried now and then too, but seldom.
        let live: Vec<SubscriptionId> = company.account.live().map(|held| held.id).collect();
        let gone = company.account.subscriptions.values().filter(|held| !held.is_live()).take(1);
        Self {
            subscriptions: live.iter().chain(&live).copied().chain(gone.map(|held| held.id)).collect(),
            orders: company.orders.keys().copied().collect(),
            carts: company.account.head.carts.keys().copied().collect(),
            upgrades: company.account.upgrades.keys().copied().collect(),
            users: company.users.keys().copied().collect(),
        }
    }
}

/// A line: often as the offer is sold, sometimes not.
fn line(of: &[&str], m: Move) -> Option<Wanted> {
    let id = pick(of, m.a)?;
    let known = CATALOGUE.offer(&OfferId::new(id))?;
    let seats = if known.is_trial() { 25 } else { 1 + u32::from(m.b % 12) };
    let mut line = wanted(id, seats);
    if m.c.is_multiple_of(16) {
        line.term = pick(&TERMS, m.d);
        line.billing = pick(&PLANS, m.c);
    } else {
        let option = pick(&known.terms, m.d)?;
        line.term = Some(option.term);
        line.billing = pick(&option.billing, m.c);
    }
    Some(line)
}

fn next_term(company: &Company, id: SubscriptionId, m: Move) -> Option<NextTerm> {
    let found = company.account.subscriptions.get(&id)?;
    let known = CATALOGUE.offer(&found.offer)?;
    let mut next = found.unchanged_next_term();
    if m.b.is_multiple_of(3) {
        next.seats = 1 + u32::from(m.b % 20);
    }
    if m.c.is_multiple_of(3) {
        let others: Vec<OfferId> = known.upgrades_to.iter().chain(&known.downgrades_to).cloned().collect();
        next.offer = pick(&others, m.c / 3).unwrap_or(next.offer);
    }
    if m.d.is_multiple_of(3)
        && let Some(option) = pick(&known.terms, m.d / 3)
    {
        next.term = option.term;
        next.billing = pick(&option.billing, m.d)?;
    }
    if m.d.is_multiple_of(7) {
        let offer = pick(&known.upgrades_to, m.c)?;
        next.partial = Some(PartialAtRenewal { offer, seats: 1 + u32::from(m.b % 4) });
    }
    Some(next)
}

fn profile(number: u16) -> UserProfile {
    UserProfile {
        principal_name: format!("user{}@blauwevos.example", number % 40),
        first_name: "Sanne".into(),
        last_name: "Visser".into(),
        display_name: format!("Sanne Visser {number}"),
        usage_location: (!number.is_multiple_of(6)).then(|| "NL".to_owned()),
        immutable_id: None,
    }
}

/// Mostly a subscription that the kind of move is meant for, now and then any other.
fn subject(company: &Company, there: &Choices, m: Move) -> Option<SubscriptionId> {
    let fits = |held: &Subscription| match m.kind {
        21..=24 => held.status == Status::Suspended,
        27..=35 | 38 | 39 | 49..=52 => held.commerce == Commerce::NewCommerce && held.is_active(),
        36 => held.scheduled.is_some(),
        37 => held.dropped.is_some(),
        41 => held.is_trial(),
        42 => held.awaits_setup(),
        44..=46 | 64..=68 => held.commerce == Commerce::Classic && held.is_active() && held.parent.is_none(),
        57..=60 => held.plan.is_some(),
        _ => held.is_active(),
    };
    let fitting: Vec<SubscriptionId> =
        company.account.live().filter(|held| fits(held)).map(|held| held.id).collect();
    if fitting.is_empty() || m.a.is_multiple_of(8) {
        return pick(&there.subscriptions, m.a);
    }
    pick(&fitting, m.a / 8)
}

/// The command that a move is, if there is anything to do it to.
pub fn command(company: &Company, m: Move) -> Option<Command> {
    let there = Choices::of(company);
    let subscription = subject(company, &there, m);
    Some(match m.kind {
        0..=7 => Command::PlaceOrder { lines: vec![line(&OFFERS, m)?], payment: pick_payment(m.c) },
        8 | 9 => {
            let base = company.account.subscriptions.get(&subscription?)?;
            let fitting: Vec<&str> = ADD_ONS.into_iter().filter(|id| fits_base(id, base)).collect();
            let of = if fitting.is_empty() || m.c.is_multiple_of(8) { &ADD_ONS[..] } else { &fitting };
            let line = Wanted { parent: Some(base.id), ..line(of, m)? };
            Command::BuyAddOns { order: base.order, lines: vec![line] }
        }
        10 => {
            let second = Move { a: m.d, b: m.c, c: m.b, d: m.a, ..m };
            let mut lines = vec![line(&OFFERS, m)?, line(&OFFERS, second)?];
            if m.b.is_multiple_of(2) {
                lines.push(Wanted { parent_line: Some(0), ..line(&ADD_ONS, m)? });
            }
            Command::SaveCart { cart: pick(&there.carts, m.c), lines }
        }
        11 => Command::Checkout { cart: pick(&there.carts, m.a)? },
        12..=17 => Command::ChangeSeats { subscription: subscription?, seats: u32::from(m.b % 30) },
        18..=20 => Command::Suspend { subscription: subscription?, reason: SuspensionReason::NonPayment },
        21..=24 => Command::Reactivate { subscription: subscription? },
        25 | 26 => Command::Cancel {
            subscription: subscription?,
            reason: "test".into(),
            confirmed: !m.b.is_multiple_of(5),
        },
        27..=29 => Command::SetAutoRenew { subscription: subscription?, on: !m.b.is_multiple_of(3) },
        30..=35 => {
            Command::Schedule { subscription: subscription?, next: next_term(company, subscription?, m)? }
        }
        36 => Command::Unschedule { subscription: subscription? },
        37 => Command::RestoreSchedule { subscription: subscription? },
        38 => Command::ChangeBillingPlan { subscription: subscription?, billing: pick(&PLANS, m.b)? },
        39 => Command::ChangeTerm {
            subscription: subscription?,
            term: pick(&TERMS, m.b)?,
            billing: if m.c.is_multiple_of(2) { pick(&PLANS, m.d) } else { None },
        },
        40 => {
            Command::ChangeOrderBilling { order: pick(&there.orders, m.a)?, billing: pick(&PLANS, m.b % 2)? }
        }
        41 => Command::ConvertTrial {
            subscription: subscription?,
            target: OfferId::new(offer::STANDARD),
            seats: m.b.is_multiple_of(2).then(|| u32::from(m.c % 40)),
            billing: pick(&PLANS, m.d),
        },
        42 => Command::CompleteSetUp { subscription: subscription? },
        43 => Command::Rename { subscription: subscription?, name: format!("Name {}", m.b) },
        44 | 45 => Command::Upgrade {
            subscription: subscription?,
            target: upgrade_target(company, subscription?, m.b)?,
            seats: None,
            transfer: true,
        },
        46 => Command::UpgradeSelf {
            subscription: subscription?,
            target: upgrade_target(company, subscription?, m.b)?,
            seats: 1 + u32::from(m.c % 30),
            billing: pick(&PLANS, m.d % 2)?,
            payment: pick_payment(m.c)?,
            sold_to: None,
        },
        47 => Command::DecideCredit { upgrade: pick(&there.upgrades, m.a)?, passed: m.b.is_multiple_of(2) },
        48 => Command::WithdrawUpgrade { upgrade: pick(&there.upgrades, m.a)? },
        49..=52 => Command::Transition {
            subscription: subscription?,
            target: upgrade_target(company, subscription?, m.b)?,
            seats: 1 + u32::from(m.c % 14),
            into: if m.d.is_multiple_of(3) { pick(&there.subscriptions, m.d / 3) } else { None },
            term: if m.d.is_multiple_of(4) { pick(&TERMS, m.c) } else { None },
            billing: None,
            transfer: true,
        },
        53..=56 => Command::CreateUser { user: Box::new(profile(m.a)) },
        57..=60 => Command::ChangeLicences {
            user: pick(&there.users, m.b)?,
            assign: vec![LicenceWish {
                plan: company.account.subscriptions.get(&subscription?)?.plan?,
                excluded: excluded(company, subscription?, m.c),
            }],
            remove: if m.d.is_multiple_of(5) {
                company
                    .account
                    .subscriptions
                    .get(&pick(&there.subscriptions, m.d)?)?
                    .plan
                    .into_iter()
                    .collect()
            } else {
                Vec::new()
            },
        },
        61 => Command::DeleteUser { user: pick(&there.users, m.a)? },
        62 => Command::RestoreUser { user: pick(&there.users, m.a)? },
        64..=66 => Command::MigrateToNewCommerce { wish: Box::new(migration(company, subscription?, m)?) },
        67 | 68 => Command::ScheduleMigration {
            wish: Box::new(migration(company, subscription?, m)?),
            day: migration_day(company, m)?,
        },
        69 => Command::CancelMigrationSchedule {
            schedule: pick(&company.account.migration_schedules.keys().copied().collect::<Vec<_>>(), m.a)?,
        },
        _ => Command::ChangeUser {
            user: pick(&there.users, m.a)?,
            change: Box::new(UserChange { usage_location: Some("NL".into()), ..UserChange::default() }),
        },
    })
}

/// Mostly with everything kept, and with all of the add-ons; sometimes not.
fn migration(company: &Company, id: SubscriptionId, m: Move) -> Option<MigrationWish> {
    let mut wish = MigrationWish::of(id);
    if m.b.is_multiple_of(4) {
        wish.base.term = pick(&TERMS, m.c);
    }
    if m.c.is_multiple_of(5) {
        wish.base.billing = pick(&PLANS, m.d);
    }
    wish.base.full_term = m.d.is_multiple_of(3);
    wish.base.seats = m.b.is_multiple_of(7).then(|| 1 + u32::from(m.c % 20));
    let add_ons = company.account.addons_of(id).filter(|add_on| add_on.is_active());
    wish.add_ons = add_ons.map(|add_on| PartWish::of(add_on.id)).collect();
    if m.c.is_multiple_of(11) {
        wish.add_ons.pop();
    }
    Some(wish)
}

fn migration_day(company: &Company, m: Move) -> Option<MigrationDay> {
    if m.c.is_multiple_of(3) {
        return Some(MigrationDay::Renewal);
    }
    let days = i64::from(m.d % 120);
    let date = day_of(company.now).checked_add(jiff::Span::new().days(days)).ok()?;
    Some(MigrationDay::On { date })
}

fn fits_base(addon: &str, base: &Subscription) -> bool {
    let known = CATALOGUE.offer(&OfferId::new(addon));
    known.is_some_and(|known| known.commerce == base.commerce && addon::fits(known, &base.offer))
}

fn pick_payment(number: u16) -> Option<Payment> {
    pick(&[Payment::Card, Payment::Invoice, Payment::Prepaid], number)
}

fn upgrade_target(company: &Company, id: SubscriptionId, number: u16) -> Option<OfferId> {
    let known = CATALOGUE.offer(&company.account.subscriptions.get(&id)?.offer)?;
    pick(&known.upgrades_to, number)
}

fn excluded(company: &Company, id: SubscriptionId, number: u16) -> BTreeSet<String> {
    let plan = company.account.subscriptions.get(&id).and_then(|held| CATALOGUE.plan_of(&held.offer));
    let services = plan.map_or(&[][..], |plan| plan.services.as_slice());
    pick(services, number).filter(|_| number.is_multiple_of(3)).into_iter().collect()
}

/// Mostly whoever sold what the command is about; sometimes another partner, the customer, or somebody who may not.
fn caller(company: &Company, command: &Command, m: Move) -> Caller {
    let nordljus = || Caller::partner(NORDLJUS, Some("lars"), [Role::AdminAgent, Role::GlobalAdmin]);
    let customer = || Caller::customer(company.account.id(), "ilse", [Role::CustomerGlobalAdmin]);
    let havenwerk = || Caller::partner(HAVENWERK, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]);
    match m.d % 24 {
        0 => return Caller::partner(HAVENWERK, Some("bob"), [Role::HelpdeskAgent]),
        1 => return nordljus(),
        2 => return customer(),
        _ => {}
    }
    if matches!(command, Command::UpgradeSelf { .. }) {
        return customer();
    }
    let subscription = command.subscriptions().first().and_then(|id| company.account.subscriptions.get(id));
    let order = command.orders().first().and_then(|id| company.orders.get(id));
    let cart = match command {
        Command::Checkout { cart } => company.account.head.carts.get(cart),
        _ => None,
    };
    let seller = subscription.map(|named| &named.seller);
    match seller.or(order.map(|order| &order.seller)).or(cart.map(|cart| &cart.seller)) {
        Some(Seller::Direct) => customer(),
        Some(Seller::Partner { partner, .. }) if *partner == NORDLJUS => nordljus(),
        Some(Seller::Partner { .. }) => havenwerk(),
        None if m.d.is_multiple_of(5) => customer(),
        None => havenwerk(),
    }
}

/// A company at one of the beginnings, under one policy version for good or under each in its time.
pub fn company(start: usize, version: usize) -> Company {
    let start = STARTS[start % STARTS.len()];
    let versions = support::POLICIES.all();
    Company::of(match versions.get(version % (versions.len() + 1)) {
        Some(policy) => World::new(&policy.version.0, start),
        None => World::dated(start),
    })
}

/// Time passes, or not, and then somebody tries something.
pub fn act(company: &mut Company, m: Move) {
    if (m.a ^ m.d).is_multiple_of(3) {
        let now = company.now.checked_add(pause(m.c)).unwrap();
        company.until(now);
    }
    if let Some(command) = command(company, m) {
        company.caller = caller(company, &command, m);
        let _ = company.try_run(&command);
    }
}
