//! What somebody does next in a random history. A move is a kind and numbers that choose among what is there, so that every
//! history makes sense whatever came before, and a failing one can be cut short.

mod migrating;

use std::collections::BTreeSet;

use jiff::civil::Date;
use seatwright_domain::addon;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Category, Commerce, Offer};
use seatwright_domain::command::{Command, LicenceWish, UserProfile};
use seatwright_domain::coterminous;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::money::Money;
use seatwright_domain::order::Wanted;
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::{
    NextTerm, PartialAtRenewal, Payment, Seller, Status, Subscription, SuspensionReason,
};

use crate::ground::{HAVENWERK, NORDLJUS};
use crate::random::Random;
use crate::world::World;

/// One thing that somebody does, after a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move {
    /// Minutes that pass before it.
    pub wait: u32,
    kind: Kind,
    a: u16,
    b: u16,
    c: u16,
    d: u16,
}

/// The kinds of things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Buy(Commerce),
    BuyOwn,
    BuyAligned,
    BuyTrial(Commerce),
    BuyAddOn,
    BuyTogether,
    FillCart,
    Checkout,
    Seats,
    SeatsBack,
    Suspend,
    Reactivate,
    Cancel,
    AutoRenew,
    Schedule,
    Unschedule,
    RestoreSchedule,
    Plan,
    Term,
    Frequency,
    Convert,
    SetUp,
    Upgrade,
    UpgradeSelf,
    DecideCredit,
    Withdraw,
    Transition,
    TransitionInto,
    Migrate,
    MigrateLater,
    User,
    Licence,
    Several,
    Adjust,
    AdjustAnd,
    Wait,
}

/// Every kind with its weights: in a history of everything, and in those about classic licences, about new commerce, about
/// the marketplace and about corrections by hand. Rare sequences, as suspending and coming back twice in one cycle, need
/// histories that do little else.
const KINDS: &[(Kind, [u64; 5])] = &[
    (Kind::Buy(Commerce::Classic), [4, 8, 0, 0, 6]),
    (Kind::Buy(Commerce::NewCommerce), [6, 0, 9, 0, 4]),
    (Kind::Buy(Commerce::Marketplace), [3, 0, 0, 9, 2]),
    (Kind::BuyOwn, [2, 3, 1, 1, 1]),
    (Kind::BuyAligned, [4, 0, 6, 0, 0]),
    (Kind::BuyTrial(Commerce::Classic), [1, 4, 0, 0, 0]),
    (Kind::BuyTrial(Commerce::NewCommerce), [1, 0, 3, 0, 0]),
    (Kind::BuyTrial(Commerce::Marketplace), [1, 0, 0, 4, 0]),
    (Kind::BuyAddOn, [5, 6, 3, 0, 2]),
    (Kind::BuyTogether, [2, 1, 1, 1, 0]),
    (Kind::FillCart, [2, 0, 1, 0, 0]),
    (Kind::Checkout, [2, 0, 1, 0, 0]),
    (Kind::Seats, [16, 20, 14, 16, 14]),
    (Kind::SeatsBack, [4, 0, 8, 4, 6]),
    (Kind::Suspend, [8, 14, 5, 8, 12]),
    (Kind::Reactivate, [9, 18, 6, 10, 12]),
    (Kind::Cancel, [5, 0, 9, 8, 10]),
    (Kind::AutoRenew, [4, 1, 4, 3, 0]),
    (Kind::Schedule, [6, 0, 8, 3, 0]),
    (Kind::Unschedule, [1, 0, 1, 0, 0]),
    (Kind::RestoreSchedule, [1, 0, 1, 0, 0]),
    (Kind::Plan, [4, 0, 8, 0, 2]),
    (Kind::Term, [3, 0, 6, 0, 2]),
    (Kind::Frequency, [4, 8, 0, 0, 4]),
    (Kind::Convert, [3, 6, 0, 0, 0]),
    (Kind::SetUp, [3, 0, 0, 12, 1]),
    (Kind::Upgrade, [4, 6, 0, 0, 3]),
    (Kind::UpgradeSelf, [3, 4, 0, 0, 2]),
    (Kind::DecideCredit, [1, 2, 0, 0, 0]),
    (Kind::Withdraw, [1, 1, 0, 0, 0]),
    (Kind::Transition, [7, 0, 12, 0, 6]),
    (Kind::TransitionInto, [3, 0, 6, 0, 2]),
    (Kind::User, [2, 1, 1, 0, 0]),
    (Kind::Licence, [2, 1, 1, 0, 0]),
    (Kind::Several, [3, 3, 3, 3, 12]),
    (Kind::Adjust, [4, 5, 4, 4, 20]),
    (Kind::AdjustAnd, [1, 2, 2, 2, 12]),
    (Kind::Wait, [4, 4, 4, 4, 3]),
];

/// The number of themes.
const THEMES: u64 = 5;

/// What a history is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme(usize);

impl Theme {
    /// Some theme.
    #[must_use]
    pub fn random(random: &mut Random) -> Self {
        Self(usize::try_from(random.below(THEMES)).unwrap_or(0))
    }
}

/// Minutes that pass between two moves: none, hours, days, the length of windows, months and years.
const HOURS: [u32; 16] =
    [0, 0, 0, 1, 5, 23, 24, 47, 24 * 3, 24 * 6, 24 * 13, 24 * 20, 24 * 31, 24 * 45, 24 * 95, 24 * 366];

impl Move {
    /// Some move.
    #[must_use]
    pub fn random(random: &mut Random, theme: Theme) -> Self {
        let all: u64 = KINDS.iter().map(|(_, weights)| weights[theme.0]).sum();
        let mut place = random.below(all);
        let mut kind = Kind::Wait;
        for (known, weights) in KINDS {
            let weight = weights[theme.0];
            if place < weight {
                kind = *known;
                break;
            }
            place -= weight;
        }
        let hours = random.one_of(&HOURS);
        let minutes = if hours == 0 { 0 } else { hours * 60 + u32::try_from(random.below(59)).unwrap_or(0) };
        let [a, b, c, d] = std::array::from_fn(|_| random.small());
        Self { wait: minutes, kind, a, b, c, d }
    }

    /// The same after another while.
    #[must_use]
    pub fn after(self, wait: u32) -> Self {
        Self { wait, ..self }
    }

    /// The same with smaller numbers, for cutting a history short.
    #[must_use]
    pub fn smaller(self) -> Vec<Self> {
        let seats = Self { b: self.b % 5, ..self };
        [seats].into_iter().filter(|smaller| *smaller != self).collect()
    }
}

fn pick<T: Clone>(of: &[T], number: u16) -> Option<T> {
    of.get(usize::from(number) % of.len().max(1)).cloned()
}

/// What people buy most: the offers that have ways to others, of each system.
fn bought(world: &World, fits: impl Fn(&Offer) -> bool) -> Vec<&Offer> {
    let country = world.account.head.customer.country();
    let offers = world.ground.catalogue.offers.values();
    offers.filter(|offer| offer.sold_in(country) && fits(offer)).collect()
}

/// A line: mostly as the offer is sold, sometimes not.
fn line(offer: &Offer, m: Move) -> Option<Wanted> {
    let option = pick(&offer.terms, m.d)?;
    let seats = if offer.is_trial() { 25 } else { offer.seats_min + u32::from(m.b % 12) };
    Some(Wanted {
        offer: offer.id.clone(),
        availability: None,
        quantity: seats,
        term: Some(option.term),
        billing: pick(&option.billing, m.c),
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: true,
        notes: [].into(),
    })
}

/// Mostly a subscription that the kind of move is meant for, now and then any other.
fn subject(world: &World, m: Move) -> Option<&Subscription> {
    let fits = |held: &Subscription| match m.kind {
        Kind::Reactivate => held.status == Status::Suspended,
        Kind::Cancel | Kind::AutoRenew | Kind::Schedule => {
            held.commerce != Commerce::Classic && held.is_active()
        }
        Kind::Plan | Kind::Term | Kind::Transition | Kind::TransitionInto | Kind::SeatsBack => {
            held.commerce == Commerce::NewCommerce && held.is_active()
        }
        Kind::Unschedule => held.scheduled.is_some(),
        Kind::RestoreSchedule => held.dropped.is_some(),
        Kind::Convert => held.is_trial() && held.commerce == Commerce::Classic,
        Kind::SetUp => held.awaits_setup(),
        Kind::Upgrade | Kind::UpgradeSelf | Kind::Frequency | Kind::Migrate | Kind::MigrateLater => {
            held.commerce == Commerce::Classic && held.is_active() && held.parent.is_none()
        }
        Kind::Licence => held.plan.is_some(),
        _ => held.is_active(),
    };
    let all: Vec<&Subscription> = world.account.live().collect();
    let fitting: Vec<&Subscription> = all.iter().copied().filter(|held| fits(held)).collect();
    if fitting.is_empty() || m.a.is_multiple_of(16) { pick(&all, m.a) } else { pick(&fitting, m.a / 8) }
}

/// The command that a move is, if there is anything to do it to.
pub(crate) fn command(world: &World, m: Move) -> Option<Command> {
    match m.kind {
        Kind::Buy(_)
        | Kind::BuyOwn
        | Kind::BuyAligned
        | Kind::BuyTrial(_)
        | Kind::BuyAddOn
        | Kind::BuyTogether
        | Kind::FillCart => buying(world, m),
        Kind::Checkout => {
            let carts: Vec<_> = world.account.head.carts.keys().copied().collect();
            Some(Command::Checkout { cart: pick(&carts, m.a)? })
        }
        Kind::Several => {
            let second = Move { a: m.b, b: m.c, c: m.a, ..m };
            let kinds =
                [Kind::Seats, Kind::Suspend, Kind::AutoRenew, Kind::Reactivate, Kind::Adjust, Kind::Cancel];
            let kind = |number: u16| pick(&kinds, number).unwrap_or(Kind::Seats);
            let first = command(world, Move { kind: kind(m.c), ..m })?;
            let second = command(world, Move { kind: kind(m.d), ..second })?;
            Some(Command::All { commands: vec![first, second] })
        }
        Kind::Upgrade
        | Kind::UpgradeSelf
        | Kind::DecideCredit
        | Kind::Withdraw
        | Kind::Transition
        | Kind::TransitionInto => upgrading(world, m),
        Kind::Adjust => adjusting(world, m),
        Kind::AdjustAnd => {
            let adjust = adjusting(world, m)?;
            let subscription = *adjust.subscriptions().first()?;
            Some(Command::All { commands: vec![adjust, afterwards(world, subscription, m)?] })
        }
        Kind::Migrate | Kind::MigrateLater => migrating::command(world, m),
        Kind::User => Some(Command::CreateUser { user: Box::new(profile(m.a)) }),
        Kind::Licence => licence(world, m),
        Kind::Wait => None,
        _ => changing(world, m),
    }
}

fn buying(world: &World, m: Move) -> Option<Command> {
    let usual = |offer: &Offer| !offer.is_addon() && offer.category != Category::Trial;
    let payment = pick(&[Payment::Invoice, Payment::Card, Payment::Prepaid], m.b / 16);
    let offers = match m.kind {
        Kind::Buy(commerce) => bought(world, |offer| usual(offer) && offer.commerce == commerce),
        Kind::BuyOwn => bought(world, |offer| usual(offer) && !offer.upgrades_to.is_empty()),
        Kind::BuyAligned => bought(world, |offer| usual(offer) && offer.commerce == Commerce::NewCommerce),
        Kind::BuyTrial(commerce) => {
            bought(world, |offer| offer.trial.is_some() && offer.commerce == commerce)
        }
        Kind::BuyAddOn => return add_on(world, m),
        _ => bought(world, usual),
    };
    let offer = pick(&offers, m.a)?;
    let mut wanted = line(offer, m)?;
    if m.kind == Kind::BuyAligned {
        wanted.custom_end = aligned(world, &wanted, m);
    }
    let mut lines = vec![wanted];
    if matches!(m.kind, Kind::BuyTogether | Kind::FillCart) {
        let second = Move { b: m.c, c: m.b, ..m };
        lines.push(line(pick(&offers, m.d)?, second)?);
    }
    if m.kind == Kind::FillCart {
        return Some(Command::SaveCart { cart: None, lines });
    }
    Some(Command::PlaceOrder { lines, payment })
}

/// An end that the rules offer, most of the time.
fn aligned(world: &World, wanted: &Wanted, m: Move) -> Option<Date> {
    let seller = Seller::Partner { partner: HAVENWERK, reseller: None };
    shared_end(world, &seller, wanted.term?, m)
}

fn shared_end(world: &World, seller: &Seller, term: Term, m: Move) -> Option<Date> {
    let caller = agent(HAVENWERK);
    let rows = seatwright_domain::decision::Rows::default();
    let context = world.context(&caller, &rows, 0);
    let today = seatwright_domain::calendar::day_of(world.now);
    let choices = coterminous::choices(&world.account, seller, term, today, &context);
    pick(&choices, m.c).map(|choice| choice.date)
}

fn add_on(world: &World, m: Move) -> Option<Command> {
    let base = subject(world, m)?;
    let fitting = bought(world, |offer| offer.commerce == base.commerce && addon::fits(offer, &base.offer));
    let mut wanted = line(pick(&fitting, m.c)?, m)?;
    if base.commerce == Commerce::Classic {
        wanted.billing = Some(base.billing);
    }
    wanted.parent = Some(base.id);
    Some(Command::BuyAddOns { order: base.order, lines: vec![wanted] })
}

const TERMS: [Term; 4] = [Term::P1M, Term::P1Y, Term::P2Y, Term::P3Y];
const PLANS: [BillingPlan; 4] =
    [BillingPlan::Monthly, BillingPlan::Annual, BillingPlan::Biennial, BillingPlan::Triennial];

fn changing(world: &World, m: Move) -> Option<Command> {
    let held = subject(world, m)?;
    let subscription = held.id;
    let reasons = [SuspensionReason::CustomerRequest, SuspensionReason::NonPayment, SuspensionReason::Fraud];
    Some(match m.kind {
        Kind::Seats => Command::ChangeSeats { subscription, seats: 1 + u32::from(m.b % 25) },
        Kind::SeatsBack => {
            let fewer = 1 + u32::from(m.b % 6);
            Command::ChangeSeats { subscription, seats: held.seats().saturating_sub(fewer).max(1) }
        }
        Kind::Suspend => Command::Suspend { subscription, reason: pick(&reasons, m.b)? },
        Kind::Reactivate => Command::Reactivate { subscription },
        Kind::Cancel => Command::Cancel { subscription, reason: "no longer needed".into(), confirmed: true },
        Kind::AutoRenew => Command::SetAutoRenew { subscription, on: m.b.is_multiple_of(2) },
        Kind::Schedule => Command::Schedule { subscription, next: next_term(world, held, m)? },
        Kind::Unschedule => Command::Unschedule { subscription },
        Kind::RestoreSchedule => Command::RestoreSchedule { subscription },
        Kind::Plan => Command::ChangeBillingPlan { subscription, billing: pick(&PLANS, m.b % 2)? },
        Kind::Term => {
            let billing = if m.c.is_multiple_of(2) { pick(&PLANS, m.d) } else { None };
            Command::ChangeTerm { subscription, term: pick(&TERMS, m.b)?, billing }
        }
        Kind::Frequency => {
            let billing = match held.billing {
                BillingPlan::Monthly => BillingPlan::Annual,
                _ => BillingPlan::Monthly,
            };
            Command::ChangeOrderBilling { order: held.order, billing }
        }
        Kind::Convert => {
            let offer = world.ground.catalogue.offer(&held.offer)?;
            let target = pick(&offer.trial.as_ref()?.converts_to, m.b)?;
            let seats = m.c.is_multiple_of(2).then(|| 1 + u32::from(m.c % 40));
            Command::ConvertTrial { subscription, target, seats, billing: pick(&PLANS, m.d % 2) }
        }
        Kind::SetUp => Command::CompleteSetUp { subscription },
        _ => return None,
    })
}

/// Gives back a line or a part of it, or a part of what stands charged for the cycle that runs; now and then all of it.
fn adjusting(world: &World, m: Move) -> Option<Command> {
    let all: Vec<&Subscription> = world.account.subscriptions.values().collect();
    let held = if m.a.is_multiple_of(5) { pick(&all, m.a / 5)? } else { subject(world, m)? };
    let lines = world.history.iter().flat_map(|recorded| &recorded.charges);
    let own: Vec<&Charge> =
        lines.filter(|charge| charge.key.subscription == held.id && charge.amount.minor > 0).collect();
    // Mostly one of the last lines, on which something may still follow.
    let recent = own.len().saturating_sub(if m.b.is_multiple_of(4) { own.len() } else { 3 });
    let line = pick(&own[recent..], m.b / 4)?;
    let kind = match (held.commerce, m.c % 3) {
        (Commerce::Classic, 0) => ChargeType::OffsetLineItem,
        (Commerce::Classic, 1) => ChargeType::OneTimeRefund,
        (Commerce::Classic, _) => ChargeType::Credit,
        _ => ChargeType::CustomerCredit,
    };
    let part = Money { minor: 1 + line.amount.minor / 8 * i64::from(m.c % 8), ..line.amount };
    Some(Command::Adjust {
        subscription: held.id,
        kind,
        charge: m.d.is_multiple_of(2).then_some(line.id),
        amount: (!m.d.is_multiple_of(3)).then_some(part),
        reason: "the service was down".into(),
    })
}

/// What is done at once to a subscription of which something was just given back by hand.
fn afterwards(world: &World, subscription: SubscriptionId, m: Move) -> Option<Command> {
    let held = world.account.subscriptions.get(&subscription)?;
    let seats = match m.b % 3 {
        0 => held.seats() + 1 + u32::from(m.a % 5),
        _ => held.seats().saturating_sub(1 + u32::from(m.a % 5)).max(1),
    };
    Some(match (m.b % 2, held.commerce) {
        (0, Commerce::Classic) => {
            Command::Suspend { subscription, reason: SuspensionReason::CustomerRequest }
        }
        (0, _) => Command::Cancel { subscription, reason: "never used".into(), confirmed: true },
        _ => Command::ChangeSeats { subscription, seats },
    })
}

fn next_term(world: &World, held: &Subscription, m: Move) -> Option<NextTerm> {
    let known = world.ground.catalogue.offer(&held.offer)?;
    let mut next = held.unchanged_next_term();
    if m.b.is_multiple_of(2) {
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
    if m.d.is_multiple_of(7)
        && let Some(offer) = pick(&known.upgrades_to, m.c)
    {
        next.partial = Some(PartialAtRenewal { offer, seats: 1 + u32::from(m.b % 4) });
    }
    Some(next)
}

fn upgrading(world: &World, m: Move) -> Option<Command> {
    if matches!(m.kind, Kind::DecideCredit | Kind::Withdraw) {
        let running: Vec<_> =
            world.account.upgrades.values().filter(|u| u.is_running()).map(|u| u.id).collect();
        let upgrade = pick(&running, m.a)?;
        return Some(match m.kind {
            Kind::Withdraw => Command::WithdrawUpgrade { upgrade },
            _ => Command::DecideCredit { upgrade, passed: m.b.is_multiple_of(2) },
        });
    }
    let held = subject(world, m)?;
    let subscription = held.id;
    let target = pick(&world.ground.catalogue.offer(&held.offer)?.upgrades_to, m.b)?;
    Some(match m.kind {
        Kind::Upgrade => {
            let seats = m.c.is_multiple_of(3).then(|| 1 + u32::from(m.c % 20));
            Command::Upgrade { subscription, target, seats, transfer: !m.d.is_multiple_of(3) }
        }
        Kind::UpgradeSelf => Command::UpgradeSelf {
            subscription,
            target,
            seats: 1 + u32::from(m.c % 30),
            billing: pick(&PLANS, m.d % 2)?,
            payment: pick(&[Payment::Card, Payment::Invoice], m.c)?,
            sold_to: None,
        },
        kind => {
            let into = if kind == Kind::TransitionInto { existing(world, held, m) } else { None };
            let target = into.and_then(|id| Some(world.account.subscriptions.get(&id)?.offer.clone()));
            let target =
                target.or_else(|| pick(&world.ground.catalogue.offer(&held.offer)?.upgrades_to, m.b))?;
            let seats = match m.c % 4 {
                0 | 1 => held.seats(),
                2 => 1 + held.seats() / 2,
                _ => 1 + u32::from(m.c % 14),
            };
            let term = if m.d.is_multiple_of(4) { pick(&TERMS, m.c) } else { None };
            let billing = if m.d.is_multiple_of(5) { pick(&PLANS, m.b % 2) } else { None };
            Command::Transition { subscription, target, seats, into, term, billing, transfer: true }
        }
    })
}

/// A subscription that the seats of another could move into.
fn existing(world: &World, held: &Subscription, m: Move) -> Option<SubscriptionId> {
    let paths = &world.ground.catalogue.offer(&held.offer)?.upgrades_to;
    let fitting: Vec<SubscriptionId> = world
        .account
        .live()
        .filter(|other| other.id != held.id && paths.contains(&other.offer))
        .map(|other| other.id)
        .collect();
    pick(&fitting, m.d)
}

fn profile(number: u16) -> UserProfile {
    UserProfile {
        principal_name: format!("user{}@blauwevos.example", number % 40),
        first_name: "Sanne".into(),
        last_name: "Visser".into(),
        display_name: format!("Sanne Visser {number}"),
        usage_location: Some("NL".to_owned()),
        immutable_id: None,
    }
}

fn licence(world: &World, m: Move) -> Option<Command> {
    let users: Vec<_> = world.users.keys().copied().collect();
    let plan = subject(world, m)?.plan?;
    let assign = vec![LicenceWish { plan, excluded: BTreeSet::new() }];
    Some(Command::ChangeLicences { user: pick(&users, m.b)?, assign, remove: Vec::new() })
}

fn agent(partner: seatwright_domain::ids::PartnerId) -> Caller {
    Caller::partner(partner, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin])
}

/// Mostly whoever sold what the command is about; for something new mostly the one partner, sometimes the other, sometimes
/// the customer itself.
pub(crate) fn caller(world: &World, command: &Command, m: Move) -> Caller {
    let customer = || Caller::customer(world.account.id(), "ilse", [Role::CustomerGlobalAdmin]);
    if matches!(command, Command::DecideCredit { .. }) {
        return Caller::system();
    }
    // Whoever pays does not decide what comes back.
    let direct = |id: &SubscriptionId| {
        world.account.subscriptions.get(id).is_some_and(|held| held.seller == Seller::Direct)
    };
    if matches!(command, Command::Adjust { subscription, .. } if direct(subscription)) {
        return Caller::system();
    }
    if matches!(command, Command::UpgradeSelf { .. }) || m.kind == Kind::BuyOwn {
        return customer();
    }
    let subscription = command.subscriptions().first().and_then(|id| world.account.subscriptions.get(id));
    let order = command.orders().first().and_then(|id| world.orders.get(id));
    let cart = match command {
        Command::Checkout { cart } => world.account.head.carts.get(cart),
        _ => None,
    };
    let seller = subscription.map(|named| &named.seller).or(order.map(|order| &order.seller));
    match seller.or(cart.map(|cart| &cart.seller)) {
        Some(Seller::Direct) => customer(),
        Some(Seller::Partner { partner, .. }) => agent(*partner),
        None => match m.c % 7 {
            0 | 1 => customer(),
            2 => agent(NORDLJUS),
            _ => agent(HAVENWERK),
        },
    }
}
