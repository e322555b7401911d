//! What is staged, so that every state of the product can be met at the end of the history, each at a company of its own.

use jiff::Timestamp;
use seatwright_domain::account::Unpaid;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::customer::Delegation;
use seatwright_domain::ids::OfferId;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::order::Wanted;
use seatwright_domain::subscription::{NextTerm, Payment, Seller, SuspensionReason};

use super::cast::{DUINRAND_LOCATION, NORDLJUS};
use super::everyday::{buy, line, minutes, offer, with};
use super::instant;
use super::stage::{Act, By, Props, What};

const YEARLY: Option<(Term, BillingPlan)> = Some((Term::P1Y, BillingPlan::Monthly));
const YEARLY_AT_ONCE: Option<(Term, BillingPlan)> = Some((Term::P1Y, BillingPlan::Annual));
const BY_THE_MONTH: Option<(Term, BillingPlan)> = Some((Term::P1M, BillingPlan::Monthly));

/// All staged acts.
pub(crate) fn script() -> Vec<Act> {
    [partner_upgrades(), own_upgrades(), new_commerce(), trials_and_marketplace(), troubles()]
        .into_iter()
        .flatten()
        .collect()
}

fn house(customer: &'static str, at: &str, what: What) -> Act {
    Act { at: instant(at), customer, by: By::House, what }
}

fn own(customer: &'static str, at: &str, what: What) -> Act {
    Act { at: instant(at), customer, by: By::Administrator, what }
}

/// The customer buys directly.
fn buy_directly(label: &'static str, wanted: Wanted, payment: Payment) -> What {
    let write =
        move |_: &Props<'_>| Ok(Command::PlaceOrder { lines: vec![wanted.clone()], payment: Some(payment) });
    What::Do(Box::new(write), vec![label])
}

/// Classic subscriptions that a partner can upgrade, and some that it cannot, each for another reason.
fn partner_upgrades() -> Vec<Act> {
    vec![
        // Can be upgraded; two users have a service switched off.
        house("vlietzicht", "2026-09-14T09:10:00Z", What::Hire(8)),
        house("vlietzicht", "2026-09-14T10:00:00Z", buy("upgradable", line(offer::BASIC, 10, YEARLY))),
        house("vlietzicht", "2026-09-14T10:30:00Z", What::Seat("upgradable", 8)),
        // Cannot: it has an add-on, and the customer bought the target from another partner (UPG-05, UPG-06).
        house("kadeenzoon", "2026-08-03T09:00:00Z", buy("with-add-on", line(offer::BASIC, 12, YEARLY))),
        house(
            "kadeenzoon",
            "2026-08-03T09:30:00Z",
            What::Do(
                Box::new(|props: &Props<'_>| {
                    let parent = Some(props.subscription("with-add-on")?);
                    let wanted = Wanted { parent, ..line(offer::ARCHIVING, 12, None) };
                    Ok(Command::PlaceOrder { lines: vec![wanted], payment: None })
                }),
                vec!["archiving"],
            ),
        ),
        Act {
            at: instant("2026-08-10T08:00:00Z"),
            customer: "kadeenzoon",
            by: By::Administrator,
            what: What::Do(
                Box::new(|props: &Props<'_>| {
                    let delegation = Delegation { granted_at: props.at, until: None, only_plans: [].into() };
                    Ok(Command::BeginRelationship {
                        partner: NORDLJUS,
                        reseller: None,
                        delegation: Some(delegation),
                    })
                }),
                Vec::new(),
            ),
        },
        Act {
            at: instant("2026-08-10T09:00:00Z"),
            customer: "kadeenzoon",
            by: By::Partner(NORDLJUS),
            what: agree(),
        },
        Act {
            at: instant("2026-08-11T09:00:00Z"),
            customer: "kadeenzoon",
            by: By::Partner(NORDLJUS),
            what: buy("elsewhere", line(offer::E3, 3, YEARLY)),
        },
        // Cannot: the customer withdrew the delegated rights (ROLE-03).
        own(
            "duinpost",
            "2026-10-05T09:00:00Z",
            What::Do(
                Box::new(|_: &Props<'_>| {
                    Ok(Command::SetDelegation { partner: super::cast::HAVENWERK, delegation: None })
                }),
                Vec::new(),
            ),
        ),
        // Sold through the indirect reseller.
        house(
            "molenwiek",
            "2026-07-01T09:00:00Z",
            buy(
                "through-reseller",
                Wanted { reseller: Some(DUINRAND_LOCATION.to_owned()), ..line(offer::APPS, 6, YEARLY) },
            ),
        ),
    ]
}

fn agree() -> What {
    What::Do(
        Box::new(|props: &Props<'_>| {
            Ok(Command::ConfirmAgreement {
                agreement: Box::new(seatwright_domain::customer::Agreement {
                    template: seatwright_domain::command::CUSTOMER_AGREEMENT_TEMPLATE,
                    agreed_at: props.at,
                    first_name: "Robin".to_owned(),
                    last_name: "Vos".to_owned(),
                    email: "robin@kadeenzoon.example".to_owned(),
                    phone: None,
                    user: None,
                }),
            })
        }),
        Vec::new(),
    )
}

/// Customers that upgrade by themselves: one whose users are moving, one that waits for its credit check, and several
/// whose Upgrade tab is empty for different reasons (WHY-01, WHY-05, WHY-06, WHY-11).
fn own_upgrades() -> Vec<Act> {
    let upgrade = |seats: u32, payment: Payment| {
        with("own", move |subscription| Command::UpgradeSelf {
            subscription,
            target: OfferId::new(offer::E3),
            seats,
            billing: BillingPlan::Monthly,
            payment,
            sold_to: None,
        })
    };
    let owed = |minor: i64, at: Timestamp| Unpaid {
        seller: Seller::Direct,
        subscription: None,
        amount: Money { minor, currency: Currency::parse("EUR").unwrap_or(Currency::USD) },
        due: seatwright_domain::calendar::day_of(at),
        invoice: None,
    };
    vec![
        own(
            "ijsvogel",
            "2026-03-02T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 300, YEARLY), Payment::Card),
        ),
        own("ijsvogel", "2026-03-02T10:00:00Z", What::Hire(290)),
        own("ijsvogel", "2026-03-03T09:00:00Z", What::Seat("own", 280)),
        own("ijsvogel", "2026-11-20T08:40:00Z", upgrade(300, Payment::Card)),
        // An order of this value is checked first; minutes later the users begin to move.
        house("ijsvogel", "2026-11-20T08:53:30Z", What::PassCredit),
        own(
            "lichtbaken",
            "2026-05-04T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 12, YEARLY), Payment::Invoice),
        ),
        own("lichtbaken", "2026-11-19T15:20:00Z", upgrade(12, Payment::Invoice)),
        own(
            "sterrenwacht",
            "2026-02-02T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 9, YEARLY), Payment::Card),
        ),
        own("sterrenwacht", "2026-02-02T10:00:00Z", What::Hire(8)),
        own("sterrenwacht", "2026-02-03T09:00:00Z", What::Seat("own", 8)),
        Act {
            at: instant("2026-11-02T09:00:00Z"),
            customer: "sterrenwacht",
            by: By::Operator,
            what: with("own", |subscription| Command::ChangeSeats { subscription, seats: 5 }),
        },
        own(
            "tramhuis",
            "2026-04-01T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 7, YEARLY_AT_ONCE), Payment::Prepaid),
        ),
        own(
            "lindengarten",
            "2026-04-01T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 7, YEARLY), Payment::Card),
        ),
        Act {
            at: instant("2026-10-15T09:00:00Z"),
            customer: "lindengarten",
            by: By::Operator,
            what: What::Do(
                Box::new(move |props: &Props<'_>| {
                    Ok(Command::RecordOverdue { unpaid: Box::new(owed(41_230, props.at)) })
                }),
                Vec::new(),
            ),
        },
        own(
            "bergwerk",
            "2026-04-01T09:00:00Z",
            buy_directly("own", line(offer::STANDARD, 7, YEARLY), Payment::Card),
        ),
        own(
            "bergwerk",
            "2026-06-01T09:00:00Z",
            buy_directly("second", line(offer::STANDARD, 3, YEARLY), Payment::Card),
        ),
    ]
}

/// New commerce: windows open and closed, a schedule, one that was dropped, paused, expired, and one with seat lots.
fn new_commerce() -> Vec<Act> {
    vec![
        house("blauwevos", "2026-06-18T09:13:00Z", buy("scheduled", line(offer::NCE_STANDARD, 25, YEARLY))),
        house(
            "blauwevos",
            "2026-11-10T10:00:00Z",
            with("scheduled", |subscription| Command::Schedule {
                subscription,
                next: NextTerm {
                    offer: OfferId::new(offer::NCE_PREMIUM),
                    seats: 20,
                    term: Term::P1Y,
                    billing: BillingPlan::Annual,
                    custom_end: None,
                    partial: None,
                },
            }),
        ),
        // Seats of three days: the first lot's window is over, the others' are open.
        house("blauwevos", "2026-11-05T09:00:00Z", buy("lots", line(offer::NCE_BASIC, 10, YEARLY))),
        house(
            "blauwevos",
            "2026-11-16T09:00:00Z",
            with("lots", |subscription| Command::ChangeSeats { subscription, seats: 14 }),
        ),
        house(
            "blauwevos",
            "2026-11-19T16:00:00Z",
            with("lots", |subscription| Command::ChangeSeats { subscription, seats: 16 }),
        ),
        // Bought yesterday: everything can still be returned.
        house("nordhafen", "2026-11-19T14:00:00Z", buy("fresh", line(offer::NCE_E3, 8, YEARLY))),
        // A schedule that more seats have dropped (REN-07).
        house("kleeblatt", "2026-05-20T09:00:00Z", buy("dropped", line(offer::NCE_STANDARD, 30, YEARLY))),
        house(
            "kleeblatt",
            "2026-10-01T09:00:00Z",
            with("dropped", |subscription| Command::Schedule {
                subscription,
                next: NextTerm {
                    offer: OfferId::new(offer::NCE_STANDARD),
                    seats: 24,
                    term: Term::P1Y,
                    billing: BillingPlan::Monthly,
                    custom_end: None,
                    partial: None,
                },
            }),
        ),
        house(
            "kleeblatt",
            "2026-11-12T11:00:00Z",
            with("dropped", |subscription| Command::ChangeSeats { subscription, seats: 31 }),
        ),
        // Paused for non-payment: still charged (PAUSE-02).
        house("meunier", "2026-08-20T09:00:00Z", buy("paused", line(offer::NCE_BASIC, 9, YEARLY))),
        house(
            "meunier",
            "2026-11-03T09:00:00Z",
            with("paused", |subscription| Command::Suspend {
                subscription,
                reason: SuspensionReason::NonPayment,
            }),
        ),
        // Not renewed: expired but working (NCE-401).
        house("lumiere", "2026-10-02T09:00:00Z", buy("expired", line(offer::NCE_BASIC, 4, BY_THE_MONTH))),
        house(
            "lumiere",
            "2026-10-20T09:00:00Z",
            with("expired", |subscription| Command::SetAutoRenew { subscription, on: false }),
        ),
        // Split in two: some users have the higher plan (PART-01).
        house("fyrljus", "2026-03-18T09:00:00Z", buy("split", line(offer::NCE_BASIC, 30, YEARLY))),
        house(
            "fyrljus",
            "2026-04-06T09:00:00Z",
            with("split", |subscription| Command::Transition {
                subscription,
                target: OfferId::new(offer::NCE_STANDARD),
                seats: 10,
                into: None,
                term: None,
                billing: None,
                transfer: false,
            }),
        ),
    ]
}

/// Trials of each system, and marketplace subscriptions in each state.
fn trials_and_marketplace() -> Vec<Act> {
    vec![
        house("havsbris", "2026-11-09T09:00:00Z", buy("trial", line(offer::NCE_TRIAL, 25, None))),
        house("tallbacken", "2026-11-11T09:00:00Z", buy("trial", line(offer::CLASSIC_TRIAL, 25, None))),
        house(
            "bryggen",
            "2026-11-02T09:00:00Z",
            buy("marketplace-trial", line(offer::VAULT, 5, BY_THE_MONTH)),
        ),
        house("klitten", "2026-09-01T09:00:00Z", buy("converted", line(offer::VAULT, 5, BY_THE_MONTH))),
        house(
            "klitten",
            "2026-09-01T11:00:00Z",
            with("converted", |subscription| Command::CompleteSetUp { subscription }),
        ),
        // Set-up on the publisher's site is still open (BUY-05).
        house("alpenrose", "2026-11-18T09:00:00Z", buy("set-up-open", line(offer::SIGN, 5, BY_THE_MONTH))),
        // Cancelled for its renewal (CXL-02).
        house("fjellvann", "2026-06-08T09:00:00Z", buy("ending", line(offer::SIGN, 6, YEARLY_AT_ONCE))),
        house(
            "fjellvann",
            "2026-11-06T09:00:00Z",
            with("ending", |subscription| Command::Cancel {
                subscription,
                reason: "moving to another product".to_owned(),
                confirmed: true,
            }),
        ),
    ]
}

/// Suspended with a date of deletion, a service with an incident, and services that are not set up.
fn troubles() -> Vec<Act> {
    let late = instant("2026-10-30T09:00:00Z");
    vec![
        house("scheldekaai", "2026-01-12T09:00:00Z", buy("suspended", line(offer::STANDARD, 15, YEARLY))),
        Act {
            at: late,
            customer: "scheldekaai",
            by: By::House,
            what: with("suspended", |subscription| Command::Suspend {
                subscription,
                reason: SuspensionReason::NonPayment,
            }),
        },
        own(
            "verger",
            "2026-05-11T09:00:00Z",
            buy_directly("own", line(offer::BASIC, 6, YEARLY), Payment::Card),
        ),
        Act {
            at: minutes(super::ends(), -45),
            customer: "verger",
            by: By::Operator,
            what: What::Do(
                Box::new(|_: &Props<'_>| {
                    Ok(Command::ReportService { service: "EXCHANGE_S_STANDARD".to_owned(), healthy: false })
                }),
                Vec::new(),
            ),
        },
        own(
            "helpinghanden",
            "2026-05-11T09:00:00Z",
            buy_directly("own", line(offer::BASIC_NONPROFIT, 6, YEARLY), Payment::Card),
        ),
    ]
}
