//! A small world for scenario tests: one partner, one customer, a clock that is moved, and every decision folded twice so
//! that state is always the fold of its events.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of the world")]

pub mod bills;
pub mod invariants;

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::{Step, UserBatch, advance, next_due};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Catalogue, Segment};
use seatwright_domain::command::Command;
use seatwright_domain::customer::{Address, Agreement, BillingProfile, Customer, Delegation, Relationship};
use seatwright_domain::decide::decide;
use seatwright_domain::decision::{Context, Decision, Notice, Rows};
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{OfferId, PartnerId, SubscriptionId, UserId};
use seatwright_domain::money::Currency;
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::policy::{Policies, PolicyVersion};
use seatwright_domain::refusal::{Code, Reason, Refusals};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, Subscription};
use seatwright_domain::user::{Assignment, User, UserRecord};
use uuid::Uuid;

/// Offers of the catalogue by what tests want of them.
pub mod offer {
    pub const APPS_BUSINESS: &str = "5C9FD4CC-EDCE-44A8-8E91-07DF09744609";
    pub const APPS_ENTERPRISE: &str = "BE57FF4C-100C-4F1F-B82D-F1C5AB63A665";
    pub const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
    pub const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
    pub const PREMIUM: &str = "61795CAB-2ABD-43F6-88E9-C9ADAE5746E0";
    pub const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
    pub const E3: &str = "796B6B5F-613C-4E24-A17C-EBA730D49C02";
    pub const ARCHIVE_ADDON: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
    pub const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
    pub const NCE_STANDARD: &str = "CFQ7TTC0LDPB:0001";
    pub const NCE_E1: &str = "CFQ7TTC0LF8Q:0001";
    pub const NCE_E3: &str = "CFQ7TTC0LF8R:0001";
    pub const E5: &str = "4F7ECAF1-E9D6-4CAC-9687-E22EB3DFDD70";
    pub const E4_RETIRED: &str = "59A1F705-CB36-5A9E-B2BF-7F62D6A01BCC";
    pub const E3_36_MONTHS: &str = "35BAA406-08A0-5E60-9034-B9175DF861BD";
    pub const F3: &str = "FAF3D319-B815-51D3-8F44-D0D1C07DF249";
    pub const PHONE_ADDON: &str = "62412599-15BF-5EC6-907B-FC3A849A648D";
    pub const STORAGE_ADDON: &str = "CF9035FD-4630-5489-8048-1BCFE094B68B";
    pub const CLASSIC_TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
    pub const DEVICE_72_MONTHS: &str = "ED8E3DAE-4010-5276-B0AD-FEB528DBCE39";
    pub const NCE_PREMIUM: &str = "CFQ7TTC0LCHC:0002";
    pub const NCE_F3: &str = "CFQ7TTC0LF3X:0001";
    pub const NCE_E5: &str = "CFQ7TTC0LF8S:0002";
    pub const NCE_SHAREPOINT_1: &str = "CFQ7TTC0LH0P:0001";
    pub const NCE_TEAMS_ESSENTIALS: &str = "CFQ7TTC0JN4R:0001";
    pub const NCE_ROOMS: &str = "CFQ7TTC0LH33:0001";
    pub const NCE_FACULTY: &str = "CFQ7TTC0LH2X:0001";
    pub const NCE_US_GOVERNMENT: &str = "CFQ7TTC0LG3X:0002";
    pub const AUDIO_ADDON: &str = "F8149F52-F7C2-58BC-BD10-57649B141853";
    pub const NCE_ARCHIVE_ADDON: &str = "CFQ7TTC0LH0J:0001";
    pub const NCE_AUDIO_ADDON: &str = "CFQ7TTC0LHSL:0001";
    pub const NCE_STORAGE_ADDON: &str = "CFQ7TTC0LHS9:0001";
    pub const NCE_TRIAL: &str = "CFQ7TTC0LDPB:T001";
    pub const CONTRACTS_NORDIC: &str = "DZH318Z0FJC2:0001";
    pub const PAYROLL_NO_RESELLERS: &str = "DZH318Z0AP71:0001";
    pub const BOARDS_EXCLUSIVE_TO_OTHERS: &str = "DZH318Z0PB30:0001";
    pub const PLANNER_EXCLUSIVE_TO_US: &str = "DZH318Z0HP09:0001";
    pub const QUEUE_CONTAINER: &str = "DZH318Z0KQ11:0001";
    pub const FIREWALL_MACHINE: &str = "DZH318Z0AF20:0001";
    pub const GRID_APPLICATION: &str = "DZH318Z0PG41:0001";
    pub const STREAM_USAGE: &str = "DZH318Z0PS55:0001";
    pub const SIGNALS_METERED: &str = "DZH318Z0FS63:0001";
    pub const ARCHIVE_TO_3_YEARS: &str = "DZH318Z0AA88:0001";
    pub const SIGN: &str = "DZH318Z0K5S1:0001";
    pub const VAULT_WITH_TRIAL: &str = "DZH318Z0K5V4:0001";
}

pub static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::embedded().expect("the catalogue is sound"));
pub static POLICIES: LazyLock<Policies> =
    LazyLock::new(|| Policies::embedded().expect("the policies are sound"));

/// The seeds' policy version and the one in force today.
pub const VERSIONS: [&str; 2] = ["2021-09", "2025-04"];

pub const HAVENWERK: PartnerId = PartnerId(Uuid::from_u128(0x7f3d2a10_5c41_4e0b_9a6e_0d1b2c3e4f50));
pub const NORDLJUS: PartnerId = PartnerId(Uuid::from_u128(0x9b1e4c22_7d05_4a3f_8c66_2f4a5b6c7d80));

pub struct World {
    pub account: Account,
    pub now: Timestamp,
    pub catalogue: Cow<'static, Catalogue>,
    pub policies: Policies,
    pub partners: Partners,
    pub caller: Caller,
    pub history: Vec<Recorded>,
    pub messages: Vec<String>,
    pub users: Vec<UserRecord>,
    seed: u128,
    opened: Account,
}

pub fn instant(text: &str) -> Timestamp {
    if text.contains('T') {
        let text = if text.ends_with('Z') { text.to_owned() } else { format!("{text}Z") };
        text.parse().expect("an instant")
    } else {
        format!("{text}T00:00:00Z").parse().expect("a date")
    }
}

pub fn partner(id: PartnerId, name: &str, tier: Tier) -> Partner {
    Partner {
        id,
        domain: format!("{}.example", name.to_lowercase()),
        name: name.to_owned(),
        tier,
        cloud: Cloud::Public,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").unwrap(),
        mpn_id: "1234567".to_owned(),
        billing_day: 15,
        resellers: [("7654321".to_owned(), "Duinrand IT".to_owned())].into(),
    }
}

fn customer(created_at: Timestamp) -> Customer {
    let agreement = Agreement {
        template: Uuid::from_u128(1),
        agreed_at: created_at,
        first_name: "Ilse".into(),
        last_name: "Prins".into(),
        email: "ilse@blauwevos.example".into(),
        phone: None,
        user: None,
    };
    let relationship = |agreement| Relationship {
        since: created_at,
        reseller: None,
        delegation: Some(Delegation { granted_at: created_at, until: None, only_plans: [].into() }),
        agreement,
    };
    Customer {
        id: seatwright_domain::ids::CustomerId(Uuid::from_u128(0xc0ff_ee00)),
        commerce_id: Uuid::from_u128(2),
        domain: "blauwevos.onmicrosoft.com".into(),
        company_name: "Blauwe Vos BV".into(),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: Cloud::Public,
        billing_profile: BillingProfile {
            id: Uuid::from_u128(3),
            revision: 1,
            company_name: "Blauwe Vos BV".into(),
            email: "boekhouding@blauwevos.example".into(),
            culture: "nl-NL".into(),
            language: "nl".into(),
            address: Address {
                country: "NL".into(),
                city: "Utrecht".into(),
                line1: "Kade 12".into(),
                postal_code: "3511 AB".into(),
                ..Address::default()
            },
        },
        created_at,
        qualified_at: None,
        deleted_at: None,
        signed_directly: false,
        relationships: [
            (HAVENWERK, relationship(Some(agreement.clone()))),
            (NORDLJUS, relationship(Some(agreement))),
        ]
        .into(),
    }
}

impl World {
    /// A customer opened at an instant, under one policy version for all time.
    pub fn new(version: &str, at: &str) -> Self {
        Self::with(POLICIES.only(&PolicyVersion(version.to_owned())), at)
    }

    /// Policies by their dates.
    pub fn dated(at: &str) -> Self {
        Self::with(POLICIES.clone(), at)
    }

    pub fn with(policies: Policies, at: &str) -> Self {
        let now = instant(at);
        let account = Account::new(customer(now));
        Self {
            opened: account.clone(),
            account,
            now,
            catalogue: Cow::Borrowed(&CATALOGUE),
            policies,
            partners: [
                partner(HAVENWERK, "Havenwerk", Tier::IndirectProvider),
                partner(NORDLJUS, "Nordljus", Tier::DirectBill),
            ]
            .into_iter()
            .collect::<Partners>()
            .operated_by(HAVENWERK),
            caller: Caller::partner(HAVENWERK, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]),
            history: Vec::new(),
            messages: Vec::new(),
            users: Vec::new(),
            seed: 1,
        }
    }

    /// Changes what the account starts from, before anything has happened.
    pub fn prepare(mut self, change: impl FnOnce(&mut Account)) -> Self {
        change(&mut self.account);
        self.opened = self.account.clone();
        self
    }

    pub fn context<'a>(&'a self, caller: &'a Caller, loaded: &'a Rows) -> Context<'a> {
        Context {
            catalogue: &self.catalogue,
            policies: &self.policies,
            partners: &self.partners,
            caller,
            now: self.now,
            seed: Uuid::from_u128(self.seed << 64),
            loaded,
        }
    }

    pub fn try_run(&mut self, command: &Command) -> Result<Decision, Refusals> {
        self.seed += 1;
        let caller = self.caller.clone();
        let users = command.users();
        let loaded = Rows {
            users: self.users.iter().filter(|known| users.contains(&known.user.id)).cloned().collect(),
            orders: self.orders(),
            charges: self.charges().cloned().collect(),
        };
        let decision = decide(&self.account, command, &self.context(&caller, &loaded));
        if let Ok(decision) = &decision {
            self.commit(decision);
        }
        decision
    }

    /// Runs a command that must be accepted.
    pub fn run(&mut self, command: Command) -> Decision {
        self.try_run(&command).unwrap_or_else(|refused| panic!("{command:?} was refused: {refused}"))
    }

    /// Runs a command that must be refused, and shows that nothing happened.
    pub fn refused(&mut self, command: Command) -> Refusals {
        let before = self.account.clone();
        let refused = self.try_run(&command).expect_err("it should be refused");
        assert_eq!(before, self.account, "a refusal changes nothing");
        refused
    }

    fn commit(&mut self, decision: &Decision) {
        self.history.extend(decision.events.iter().cloned());
        self.messages.extend(decision.messages.iter().map(|message| message.kind.clone()));
        let mut folded = self.account.clone();
        for recorded in &decision.events {
            assert_eq!(recorded.seq, folded.head.version + 1, "events are numbered without gaps");
            folded.apply(recorded);
        }
        assert_eq!(folded, decision.account, "state is the fold of its events");
        self.account = folded;
    }

    /// State equals the fold of the whole history from the opening.
    pub fn assert_folds(&self) {
        let mut folded = self.opened.clone();
        for recorded in &self.history {
            folded.apply(recorded);
        }
        assert_eq!(folded, self.account);
    }

    /// Moves the clock, and does what time does until then.
    pub fn until(&mut self, text: &str) -> &mut Self {
        let target = instant(text);
        assert!(target >= self.now, "the clock never goes backwards");
        self.now = target;
        let system = Caller::system();
        let mut batch: Option<UserBatch> = None;
        loop {
            self.seed += 1;
            let loaded = Rows::default();
            let step = advance(&self.account, target, batch.as_ref(), &self.context(&system, &loaded));
            batch = None;
            match step {
                Step::Idle => break,
                Step::Decided(decision) => self.commit(&decision),
                Step::NeedsUsers(wanted) => {
                    let mut users: Vec<UserRecord> = self
                        .holders(wanted.subscription)
                        .into_iter()
                        .filter(|record| wanted.after.is_none_or(|after| record.user.id > after))
                        .collect();
                    let last = users.len() <= wanted.limit as usize;
                    users.truncate(wanted.limit as usize);
                    batch = Some(UserBatch {
                        subscription: wanted.subscription,
                        after: wanted.after,
                        users,
                        last,
                    });
                }
            }
        }
        assert!(next_due(&self.account).is_none_or(|due| due > target), "nothing is left behind");
        self
    }

    fn holders(&self, subscription: SubscriptionId) -> Vec<UserRecord> {
        let mut held: Vec<UserRecord> =
            self.users.iter().filter(|known| known.assignment(subscription).is_some()).cloned().collect();
        held.sort_by_key(|record| record.user.id);
        held
    }

    /// Orders that were placed so far.
    pub fn orders(&self) -> Vec<seatwright_domain::order::Order> {
        self.history
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::OrderPlaced { order } => Some((**order).clone()),
                _ => None,
            })
            .collect()
    }

    /// Gives licences of a subscription to so many users, by writing them: tests of users have commands for it.
    pub fn seat_users(&mut self, subscription: SubscriptionId, count: u32) {
        for number in 0..count {
            let id = UserId(Uuid::from_u128(0xa000 + u128::from(number)));
            let assignment = Assignment { subscription, excluded: [].into(), since: self.now };
            self.users.push(UserRecord {
                user: User {
                    id,
                    principal_name: format!("user{number}@blauwevos.example"),
                    first_name: "User".into(),
                    last_name: number.to_string(),
                    display_name: format!("User {number}"),
                    usage_location: Some("NL".into()),
                    immutable_id: None,
                    created_at: self.now,
                    deleted_at: None,
                    held: Vec::new(),
                },
                assignments: vec![assignment.clone()],
            });
            let event =
                Event::LicencesChanged { user: id, assigned: vec![assignment], added: 1, removed: vec![] };
            let seq = self.account.head.version + 1;
            let by = seatwright_domain::role::Actor::System;
            let recorded = Recorded { seq, at: self.now, by, event, charges: Vec::new() };
            self.account.apply(&recorded);
            self.history.push(recorded);
        }
    }

    /// Buys one subscription.
    pub fn buy(
        &mut self,
        offer: &str,
        quantity: u32,
        term: Option<Term>,
        billing: BillingPlan,
    ) -> SubscriptionId {
        let wanted = Wanted { term, billing: Some(billing), ..wanted(offer, quantity) };
        let decision = self.run(Command::PlaceOrder { lines: vec![wanted], payment: None });
        started(&decision)[0]
    }

    /// Looks at the customer as the caller sees it.
    pub fn look<T>(&self, look: impl FnOnce(&Context<'_>) -> T) -> T {
        let loaded = Rows { users: Vec::new(), orders: self.orders(), charges: Vec::new() };
        look(&self.context(&self.caller, &loaded))
    }

    /// From now on somebody else of a partner asks.
    pub fn act_as(&mut self, partner: PartnerId, roles: impl IntoIterator<Item = Role>) -> &mut Self {
        self.caller = Caller::partner(partner, Some("somebody"), roles);
        self
    }

    /// From now on an administrator of the customer itself asks.
    pub fn act_as_customer(&mut self, roles: impl IntoIterator<Item = Role>) -> &mut Self {
        self.caller = Caller::customer(self.account.id(), "ilse", roles);
        self
    }

    pub fn sub(&self, id: SubscriptionId) -> &Subscription {
        &self.account.subscriptions[&id]
    }

    pub fn status(&self, id: SubscriptionId) -> Status {
        self.sub(id).status
    }

    /// The kinds of the events since a place in the history.
    pub fn kinds_since(&self, place: usize) -> Vec<&'static str> {
        self.history[place..].iter().map(|recorded| recorded.event.kind()).collect()
    }
}

/// A line of a purchase with the offer's own term and billing plan.
pub fn wanted(offer: &str, quantity: u32) -> Wanted {
    Wanted {
        offer: OfferId::new(offer),
        availability: None,
        quantity,
        term: None,
        billing: None,
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: false,
        notes: [].into(),
    }
}

/// The rules and codes of a refusal, in order.
pub fn told(refused: &Refusals) -> Vec<(Rule, Code)> {
    refused.reasons().iter().map(|reason| (reason.rule, reason.code)).collect()
}

/// The reason that names a rule.
pub fn reason(refused: &Refusals, rule: Rule) -> &Reason {
    refused
        .reasons()
        .iter()
        .find(|reason| reason.rule == rule)
        .unwrap_or_else(|| panic!("{rule} is not among {refused}"))
}

/// The subscriptions that a decision started.
pub fn started(decision: &Decision) -> Vec<SubscriptionId> {
    decision
        .events
        .iter()
        .filter_map(|recorded| match &recorded.event {
            Event::SubscriptionStarted { subscription } => Some(subscription.id),
            _ => None,
        })
        .collect()
}

pub fn lost_schedule(decision: &Decision) -> Option<Rule> {
    decision.notices.iter().find_map(|notice| match notice {
        Notice::ScheduleLost { rule, .. } => Some(*rule),
        _ => None,
    })
}
