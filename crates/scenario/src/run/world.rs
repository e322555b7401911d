//! The world of a scenario: one partner, its customers, a clock, and the lines so far.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::{Step, UserBatch, advance, next_due};
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::catalogue::{Catalogue, Commerce, Segment};
use seatwright_domain::command::Command;
use seatwright_domain::customer::{Address, Agreement, BillingProfile, Customer, Delegation, Relationship};
use seatwright_domain::decide::decide;
use seatwright_domain::decision::{Context, Decision, Rows};
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::{CustomerId, OfferId, PartnerId, SubscriptionId};
use seatwright_domain::money::Currency;
use seatwright_domain::order::Order;
use seatwright_domain::partner::{Cloud, Partner, Partners};
use seatwright_domain::policy::Policies;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::{Caller, Role, Side};
use seatwright_domain::subscription::{Seller, Subscription};
use uuid::Uuid;

use super::Line;
use crate::statement::{self, Scenario, What};
use crate::{policies, shop};

/// The partner's tenant.
pub(super) const PARTNER: PartnerId = PartnerId(Uuid::from_u128(0x5ea7_1000));

/// Everything there is.
pub(super) struct World {
    pub(super) catalogue: Catalogue,
    pub(super) policies: Policies,
    pub(super) now: Timestamp,
    pub(super) lines: Vec<Line>,
    partners: Partners,
    customers: Vec<Held>,
    offers: BTreeMap<String, Commerce>,
    names: BTreeMap<String, Place>,
    /// Names for subscriptions that are still to come, with the offer they will have.
    expected: Vec<(usize, OfferId, String)>,
    seed: u128,
}

/// A customer with what belongs to it.
struct Held {
    name: String,
    account: Account,
    orders: Vec<Order>,
}

/// Where a subscription is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) customer: usize,
    pub(super) id: SubscriptionId,
}

impl World {
    /// The world before anything has happened.
    pub(super) fn of(scenario: &Scenario) -> Option<Self> {
        let begins = scenario.steps.iter().find_map(|step| match &step.what {
            What::Act(at, _) | What::Until(at) => Some(*at),
            What::Expect(_) => None,
        });
        let begins = begins.unwrap_or(Timestamp::UNIX_EPOCH);
        let customers = (1_u128..).zip(&scenario.customers).map(|(number, line)| {
            let customer =
                customer(number, line, &scenario.partner, line.opened.unwrap_or(begins).min(begins));
            Held { name: line.name.clone(), account: Account::new(customer), orders: Vec::new() }
        });
        Some(Self {
            catalogue: shop::catalogue(scenario),
            policies: policies::with(&scenario.settings)?,
            now: begins,
            lines: Vec::new(),
            partners: [partner(&scenario.partner)].into_iter().collect(),
            customers: customers.collect(),
            offers: scenario.offers.iter().map(|offer| (offer.name.clone(), offer.commerce)).collect(),
            names: BTreeMap::new(),
            expected: Vec::new(),
            seed: 1,
        })
    }

    /// The commerce system and id of an offer.
    pub(super) fn offer(&self, name: &str) -> (Commerce, OfferId) {
        let commerce = self.offers.get(name).copied().unwrap_or(Commerce::Classic);
        (commerce, shop::offer_id(commerce, name))
    }

    /// The place of a customer; the first where none is named.
    pub(super) fn customer(&self, name: Option<&str>) -> usize {
        name.and_then(|name| self.customers.iter().position(|held| held.name == name)).unwrap_or(0)
    }

    /// The account of a customer.
    pub(super) fn account(&self, customer: usize) -> Option<&Account> {
        self.customers.get(customer).map(|held| &held.account)
    }

    /// The currency of a customer's market.
    pub(super) fn currency(&self, customer: usize) -> Option<Currency> {
        let country = self.account(customer)?.head.customer.country();
        self.catalogue.markets.get(country).map(|market| market.currency)
    }

    /// The subscription of a name; none where it never came about.
    pub(super) fn find(&self, name: &str) -> Option<(Place, &Subscription)> {
        let place = *self.names.get(name)?;
        let found = self.account(place.customer)?.subscriptions.get(&place.id)?;
        Some((place, found))
    }

    /// Gives a name to a subscription that will come about.
    pub(super) fn expect_name(&mut self, customer: usize, offer: OfferId, name: &str) {
        self.expected.push((customer, offer, name.to_owned()));
    }

    /// Takes a name back that nothing was made for.
    pub(super) fn forget_name(&mut self, name: &str) {
        self.expected.retain(|(_, _, expected)| expected != name);
    }

    /// Whether a name still waits for its subscription.
    pub(super) fn is_expected(&self, name: &str) -> bool {
        self.expected.iter().any(|(_, _, expected)| expected == name)
    }

    /// Carries a command out, or says why not.
    pub(super) fn command(
        &mut self,
        customer: usize,
        direct: bool,
        command: &Command,
    ) -> Result<Decision, Refusals> {
        self.seed += 1;
        let Some(held) = self.customers.get(customer) else { return Err(unknown()) };
        let caller = if direct {
            Caller::customer(held.account.id(), "administrator", [Role::CustomerGlobalAdmin])
        } else {
            Caller::partner(
                PARTNER,
                Some("agent"),
                Role::ALL.into_iter().filter(|role| role.side() == Side::Partner),
            )
        };
        let caller = if matches!(
            command,
            Command::DecideCredit { .. } | Command::RecordOverdue { .. } | Command::Adjust { .. }
        ) {
            Caller::system()
        } else {
            caller
        };
        let rows =
            Rows { orders: held.orders.clone(), charges: self.charges_for(command), ..Rows::default() };
        let decision = decide(&held.account, command, &self.context(&caller, &rows))?;
        self.commit(customer, &decision);
        Ok(decision)
    }

    /// The charges that a correction looks at.
    fn charges_for(&self, command: &Command) -> Vec<Charge> {
        let Command::Adjust { subscription, .. } = command else { return Vec::new() };
        let own = self.lines.iter().filter(|line| line.charge.key.subscription == *subscription);
        own.map(|line| line.charge.clone()).collect()
    }

    fn context<'a>(&'a self, caller: &'a Caller, loaded: &'a Rows) -> Context<'a> {
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

    /// What falls due at this instant, as the steps of an upgrade that was just begun.
    pub(super) fn settle(&mut self) {
        self.advance_to(self.now);
    }

    /// Moves the clock, and does what time does until then: one due moment after another over all customers.
    pub(super) fn advance_to(&mut self, at: Timestamp) {
        let at = at.max(self.now);
        loop {
            let due = (0..self.customers.len())
                .filter_map(|place| Some((next_due(self.account(place)?)?, place)))
                .filter(|(due, _)| *due <= at)
                .min();
            let Some((due, place)) = due else { break };
            self.now = self.now.max(due);
            if !self.step(place, self.now) {
                break;
            }
        }
        self.now = at;
    }

    /// Does what is due for a customer; whether anything was.
    fn step(&mut self, place: usize, until: Timestamp) -> bool {
        let mut batch: Option<UserBatch> = None;
        loop {
            self.seed += 1;
            let rows = Rows::default();
            let system = Caller::system();
            let Some(account) = self.account(place) else { return false };
            match advance(account, until, batch.as_ref(), &self.context(&system, &rows)) {
                Step::Idle => return false,
                Step::Decided(decision) => {
                    self.commit(place, &decision);
                    return true;
                }
                // Scenarios have no users, so there is nobody to move.
                Step::NeedsUsers(wanted) => {
                    let (subscription, after) = (wanted.subscription, wanted.after);
                    batch = Some(UserBatch { subscription, after, users: Vec::new(), last: true });
                }
            }
        }
    }

    fn commit(&mut self, customer: usize, decision: &Decision) {
        for recorded in &decision.events {
            self.record(customer, recorded);
        }
        if let Some(held) = self.customers.get_mut(customer) {
            held.account = decision.account.clone();
        }
    }

    fn record(&mut self, customer: usize, recorded: &Recorded) {
        match &recorded.event {
            Event::SubscriptionStarted { subscription } => self.name(customer, subscription),
            Event::OrderPlaced { order } => {
                if let Some(held) = self.customers.get_mut(customer) {
                    held.orders.push((**order).clone());
                }
            }
            Event::OrderLineAdded { order, line } => {
                let held = self.customers.get_mut(customer);
                if let Some(order) =
                    held.and_then(|held| held.orders.iter_mut().find(|known| known.id == *order))
                {
                    order.lines.push((**line).clone());
                }
            }
            _ => {}
        }
        for charge in &recorded.charges {
            let name = self.names.iter().find(|(_, place)| place.id == charge.key.subscription);
            let subscription =
                name.map_or_else(|| charge.key.subscription.to_string(), |(name, _)| name.clone());
            self.lines.push(Line { subscription, charge: charge.clone() });
        }
    }

    /// Names a subscription: as was announced for its offer, otherwise after the offer.
    fn name(&mut self, customer: usize, started: &Subscription) {
        let announced =
            self.expected.iter().position(|(who, offer, _)| *who == customer && *offer == started.offer);
        let name = match announced {
            Some(place) => self.expected.remove(place).2,
            None => (2_u32..)
                .map(|number| format!("{}.{number}", started.friendly_name))
                .find(|name| !self.names.contains_key(name))
                .unwrap_or_default(),
        };
        self.names.insert(name, Place { customer, id: started.id });
    }

    /// The lines in order of invoice, then of booking, then as they were made.
    pub(super) fn ordered_lines(mut self) -> Vec<Line> {
        self.lines.sort_by_key(|line| (line.charge.invoice_on, line.charge.booked_on));
        self.lines
    }

    /// Whether the customer itself bought a subscription.
    pub(super) fn is_direct(subscription: &Subscription) -> bool {
        subscription.seller == Seller::Direct
    }
}

fn unknown() -> Refusals {
    use seatwright_domain::refusal::{Code, Reason};
    Refusals::from(Reason::field(seatwright_domain::rule::Rule::Role05, Code::ValueInvalid, "customer"))
}

fn partner(line: &statement::Partner) -> Partner {
    Partner {
        id: PARTNER,
        domain: "partner.example".to_owned(),
        name: "The partner".to_owned(),
        tier: line.tier,
        cloud: Cloud::Public,
        country: line.country.clone(),
        currency: line.currency,
        mpn_id: "1000001".to_owned(),
        billing_day: line.billing_day,
        resellers: BTreeMap::new(),
    }
}

fn customer(
    number: u128,
    line: &statement::Customer,
    partner: &statement::Partner,
    at: Timestamp,
) -> Customer {
    let agreement = Agreement {
        template: Uuid::from_u128(1),
        agreed_at: at,
        first_name: "A".to_owned(),
        last_name: "Customer".to_owned(),
        email: format!("billing@{}.example", line.name),
        phone: None,
        user: None,
    };
    let relationship = Relationship {
        since: at,
        reseller: None,
        delegation: Some(Delegation { granted_at: at, until: None, only_plans: [].into() }),
        agreement: Some(agreement),
    };
    let country = line.country.clone().unwrap_or_else(|| partner.country.clone());
    Customer {
        id: CustomerId(Uuid::from_u128(0x5ea7_2000 + number)),
        commerce_id: Uuid::from_u128(0x5ea7_3000 + number),
        domain: format!("{}.example", line.name),
        company_name: line.name.clone(),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: Cloud::Public,
        billing_profile: BillingProfile {
            id: Uuid::from_u128(0x5ea7_4000 + number),
            revision: 1,
            company_name: line.name.clone(),
            email: format!("billing@{}.example", line.name),
            culture: "en-US".to_owned(),
            language: "en".to_owned(),
            address: Address { country, ..Address::default() },
        },
        created_at: at,
        qualified_at: None,
        deleted_at: None,
        signed_directly: false,
        relationships: [(PARTNER, relationship)].into(),
    }
}
