//! The everyday of two years: accounts are opened, plans bought, people hired, seats added and now and then something is
//! suspended and taken up again. It follows from the seed.

use jiff::{SignedDuration, Timestamp};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::ids::OfferId;
use seatwright_domain::order::Wanted;
use seatwright_domain::subscription::SuspensionReason;

use super::customers::{ALL, Company};
use super::stage::{Act, By, Props, What};
use crate::dice::Dice;

/// Offers by what the script wants of them.
pub(crate) mod offer {
    pub(crate) const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
    pub(crate) const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
    pub(crate) const APPS: &str = "5C9FD4CC-EDCE-44A8-8E91-07DF09744609";
    pub(crate) const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
    pub(crate) const E3: &str = "796B6B5F-613C-4E24-A17C-EBA730D49C02";
    pub(crate) const BASIC_INDIA: &str = "1E13357C-2EE8-55EF-97B5-51F2D142311A";
    pub(crate) const APPS_INDIA: &str = "98B8D837-BA25-542F-AB9A-667906F33563";
    pub(crate) const A3: &str = "95A345E1-2884-5A31-A9F9-AFC20A982EB9";
    pub(crate) const G3: &str = "C65ACF83-5363-54B4-BDD5-5740F0802E89";
    pub(crate) const BASIC_NONPROFIT: &str = "67985F86-FF62-5D48-A160-97C205D6655F";
    pub(crate) const ARCHIVING: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
    pub(crate) const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
    pub(crate) const NCE_STANDARD: &str = "CFQ7TTC0LDPB:0001";
    pub(crate) const NCE_PREMIUM: &str = "CFQ7TTC0LCHC:0002";
    pub(crate) const NCE_E3: &str = "CFQ7TTC0LF8R:0001";
    pub(crate) const NCE_TRIAL: &str = "CFQ7TTC0LDPB:T001";
    pub(crate) const CLASSIC_TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
    pub(crate) const SIGN: &str = "DZH318Z0K5S1:0001";
    pub(crate) const VAULT: &str = "DZH318Z0K5V4:0001";
}

/// Companies whose only subscriptions are the staged ones: another of the same product would spoil what they show.
const STAGED_ONLY: [&str; 8] =
    ["vlietzicht", "ijsvogel", "lichtbaken", "sterrenwacht", "tramhuis", "lindengarten", "verger", "klitten"];

/// A line of a purchase.
pub(crate) fn line(offer: &str, quantity: u32, commitment: Option<(Term, BillingPlan)>) -> Wanted {
    Wanted {
        offer: OfferId::new(offer),
        availability: None,
        quantity,
        term: commitment.map(|(term, _)| term),
        billing: commitment.map(|(_, billing)| billing),
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: true,
        notes: std::collections::BTreeMap::new(),
    }
}

/// A purchase, whose subscription gets a label.
pub(crate) fn buy(label: &'static str, wanted: Wanted) -> What {
    let write = move |_: &Props<'_>| Ok(Command::PlaceOrder { lines: vec![wanted.clone()], payment: None });
    What::Do(Box::new(write), vec![label])
}

/// A command about a labelled subscription.
pub(crate) fn with(
    label: &'static str,
    write: impl Fn(seatwright_domain::ids::SubscriptionId) -> Command + Send + 'static,
) -> What {
    What::Do(Box::new(move |props: &Props<'_>| Ok(write(props.subscription(label)?))), Vec::new())
}

/// The acts of everyday, for every company.
pub(crate) fn script(seed: u64) -> Vec<Act> {
    let mut acts = Vec::new();
    for (company, place) in ALL.iter().zip(0_u64..) {
        let mut dice = Dice::new(seed.wrapping_mul(1_000).wrapping_add(place));
        of_company(company, &mut dice, &mut acts);
    }
    acts
}

fn of_company(company: &Company, dice: &mut Dice, acts: &mut Vec<Act>) {
    let customer = company.key;
    let opened = later(super::begins(), dice, 0, 200);
    let mut act = |at: Timestamp, what: What| acts.push(Act { at, customer, by: By::House, what });
    act(opened, What::Open);
    if STAGED_ONLY.contains(&customer) {
        return;
    }
    let people = dice.between(4, 14);
    act(minutes(opened, 10), What::Hire(people));
    let bought = later(opened, dice, 0, 12);
    let seats = people + dice.between(0, 6);
    act(bought, buy("main", line(first_offer(company, dice), seats, Some(commitment(dice)))));
    act(minutes(bought, 30), What::Seat("main", people.saturating_sub(dice.between(0, 3))));
    let grown = later(bought, dice, 20, 120);
    let more = seats + dice.between(1, 5);
    act(grown, with("main", move |subscription| Command::ChangeSeats { subscription, seats: more }));
    if dice.chance(50) && company.segment() == Segment::Commercial {
        let at = later(bought, dice, 30, 300);
        let monthly = Some((Term::P1M, BillingPlan::Monthly));
        act(at, buy("sign", line(offer::SIGN, dice.between(1, 8), monthly)));
        act(minutes(at, 90), with("sign", |subscription| Command::CompleteSetUp { subscription }));
    }
    if dice.chance(25) {
        let at = later(grown, dice, 10, 200);
        let reason = SuspensionReason::CustomerRequest;
        act(at, with("main", move |subscription| Command::Suspend { subscription, reason }));
        let back = later(at, dice, 2, 20);
        act(back, with("main", |subscription| Command::Reactivate { subscription }));
    }
}

fn first_offer(company: &Company, dice: &mut Dice) -> &'static str {
    match (company.segment(), company.country()) {
        (Segment::Education, _) => offer::A3,
        (Segment::Government, _) => offer::G3,
        (Segment::Nonprofit, _) => offer::BASIC_NONPROFIT,
        (Segment::Commercial, "IN") => {
            dice.pick(&[offer::BASIC_INDIA, offer::APPS_INDIA]).copied().unwrap_or(offer::BASIC_INDIA)
        }
        (Segment::Commercial, _) => {
            let usual = [offer::BASIC, offer::STANDARD, offer::APPS, offer::E1, offer::E3];
            dice.pick(&usual).copied().unwrap_or(offer::BASIC)
        }
    }
}

fn commitment(dice: &mut Dice) -> (Term, BillingPlan) {
    (Term::P1Y, if dice.chance(70) { BillingPlan::Monthly } else { BillingPlan::Annual })
}

/// Some days later, at an hour of the working day.
fn later(than: Timestamp, dice: &mut Dice, low: u32, high: u32) -> Timestamp {
    let hours = i64::from(dice.between(low, high)) * 24 + i64::from(dice.between(1, 7));
    than.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(than)
}

/// Some minutes later.
pub(crate) fn minutes(at: Timestamp, count: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(count)).unwrap_or(at)
}

/// An invented person: first and last name.
pub(crate) fn person(dice: &mut Dice, number: usize) -> (&'static str, &'static str) {
    const FIRST: [&str; 24] = [
        "Anna", "Bram", "Céline", "Dirk", "Elif", "Femke", "Gustav", "Hanna", "Ivo", "Jörg", "Karin", "Lars",
        "Meera", "Nils", "Olga", "Pieter", "Quinten", "Rosa", "Sanne", "Tomás", "Ulla", "Vikram", "Wanda",
        "Yuki",
    ];
    const LAST: [&str; 20] = [
        "Aalders", "Berg", "Claes", "Dahl", "Eriksen", "Fischer", "Groen", "Holm", "Iyer", "Jansen", "Koch",
        "Lind", "Maes", "Nyström", "Okada", "Prins", "Roth", "Smit", "Tanaka", "Visser",
    ];
    let first = FIRST.get(number % FIRST.len()).copied().unwrap_or("Anna");
    (first, dice.pick(&LAST).copied().unwrap_or("Berg"))
}
