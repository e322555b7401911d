//! The stage: plays acts one after another, moving the clock to each and executing its command as whoever does it.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CustomerId, PartnerId, SubscriptionId, UserId};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::upgrade::Stage as UpgradeStage;
use seatwright_engine::{Answer, Engine, EngineError, Quiet, Target};

use seatwright_store::Want;

use super::cast::{self, partner_roles};
use super::customers::Company;
use super::payments;
use crate::dice::Dice;

/// Somebody does something at an instant.
pub(crate) struct Act {
    /// When.
    pub(crate) at: Timestamp,
    /// For which customer, by key.
    pub(crate) customer: &'static str,
    /// Who does it.
    pub(crate) by: By,
    /// What.
    pub(crate) what: What,
}

/// Who does it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    /// The house of the partner that serves the customer.
    House,
    /// Another partner.
    Partner(PartnerId),
    /// The customer's own administrator.
    Administrator,
    /// The operator of the installation.
    Operator,
}

/// Makes a command from what is on the stage by then.
pub(crate) type Write = Box<dyn Fn(&Props<'_>) -> anyhow::Result<Command> + Send>;

/// What is done.
pub(crate) enum What {
    /// The account is opened.
    Open,
    /// A command; the subscriptions that it starts get these labels in turn.
    Do(Write, Vec<&'static str>),
    /// So many people are hired.
    Hire(u32),
    /// The credit check that is pending passes.
    PassCredit,
    /// So many users without the plan of a labelled subscription get a licence of it; some with a service switched off.
    Seat(&'static str, u32),
}

/// What acts can refer to.
pub(crate) struct Props<'a> {
    subscriptions: &'a BTreeMap<(&'static str, &'static str), SubscriptionId>,
    customer: &'static str,
    /// When the act happens.
    pub(crate) at: Timestamp,
}

impl Props<'_> {
    /// A subscription of the act's customer, by label.
    pub(crate) fn subscription(&self, label: &str) -> anyhow::Result<SubscriptionId> {
        let found = self
            .subscriptions
            .iter()
            .find(|((customer, known), _)| *customer == self.customer && *known == label);
        found.map(|(_, id)| *id).with_context(|| format!("{} has no {label}", self.customer))
    }
}

/// The stage with everybody on it.
pub(crate) struct Stage<'a> {
    engine: &'a Engine,
    dice: Dice,
    customers: BTreeMap<&'static str, CustomerId>,
    subscriptions: BTreeMap<(&'static str, &'static str), SubscriptionId>,
    users: BTreeMap<&'static str, Vec<UserId>>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(engine: &'a Engine, seed: u64) -> Self {
        Self {
            engine,
            dice: Dice::new(seed ^ 0x57A6E),
            customers: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            users: BTreeMap::new(),
        }
    }

    /// Moves the clock, and lets happen what falls due; bills are paid on the way.
    pub(crate) async fn move_to(&mut self, at: Timestamp) -> anyhow::Result<()> {
        loop {
            let payday = payments::next(self.engine.now());
            if payday > at {
                break;
            }
            self.engine.advance_clock(Target::To(payday), &Quiet).await?;
            payments::arrive(self.engine).await?;
        }
        if at > self.engine.now() {
            self.engine.advance_clock(Target::To(at), &Quiet).await?;
        }
        Ok(())
    }

    pub(crate) async fn play(&mut self, act: Act) -> anyhow::Result<()> {
        self.move_to(act.at).await?;
        let told = format!("{} at {}", act.customer, act.at);
        self.perform(act).await.with_context(|| told)
    }

    async fn perform(&mut self, act: Act) -> anyhow::Result<()> {
        let Act { at, customer, by, what } = act;
        match what {
            What::Open => self.open(customer).await,
            What::PassCredit => self.pass_credit(customer).await,
            What::Hire(count) => self.hire(customer, count).await,
            What::Seat(label, count) => self.seat(customer, label, count, by).await,
            What::Do(write, labels) => {
                let command = write(&Props { subscriptions: &self.subscriptions, customer, at })?;
                let decision = self.execute(customer, by, command).await?;
                let started = decision.iter().flat_map(started);
                for (label, id) in labels.into_iter().zip(started) {
                    self.subscriptions.insert((customer, label), id);
                }
                Ok(())
            }
        }
    }

    fn caller(&self, customer: &'static str, by: By) -> anyhow::Result<Caller> {
        Ok(match by {
            By::House => {
                Caller::partner(house(customer)?, Some("admin-agent@havenwerk.example"), partner_roles())
            }
            By::Partner(partner) => Caller::partner(partner, None, partner_roles()),
            By::Administrator => {
                let name = format!("admin@{}", company(customer)?.domain());
                Caller::customer(self.customer(customer)?, &name, [Role::CustomerGlobalAdmin])
            }
            By::Operator => Caller::system(),
        })
    }

    fn customer(&self, key: &str) -> anyhow::Result<CustomerId> {
        self.customers.get(key).copied().with_context(|| format!("{key} has no account yet"))
    }

    async fn execute(
        &self,
        customer: &'static str,
        by: By,
        command: Command,
    ) -> anyhow::Result<Option<Decision>> {
        let caller = self.caller(customer, by)?;
        let id = self.customer(customer)?;
        let name = format!("{command:?}");
        let done = self.engine.execute(&caller, id, command, None, |_, _| nothing()).await;
        match done {
            Ok(done) => Ok(done.decision),
            Err(EngineError::Refused(refusals)) => bail!("{name} was refused: {refusals}"),
            Err(error) => Err(error.into()),
        }
    }

    async fn open(&mut self, customer: &'static str) -> anyhow::Result<()> {
        let caller = self.caller(customer, By::House)?;
        let particulars = company(customer)?.particulars();
        let done = self.engine.create_customer(&caller, particulars, None, |_, _| nothing()).await?;
        let decision = done.decision.context("the account was opened before")?;
        self.customers.insert(customer, decision.account.id());
        let agreement = seatwright_domain::customer::Agreement {
            template: seatwright_domain::command::CUSTOMER_AGREEMENT_TEMPLATE,
            agreed_at: self.engine.now(),
            first_name: "Robin".to_owned(),
            last_name: "Vos".to_owned(),
            email: format!("robin@{customer}.example"),
            phone: None,
            user: None,
        };
        let command = Command::ConfirmAgreement { agreement: Box::new(agreement) };
        self.execute(customer, By::House, command).await.map(|_| ())
    }

    async fn hire(&mut self, customer: &'static str, count: u32) -> anyhow::Result<()> {
        let domain = company(customer)?.domain();
        let country = company(customer)?.country();
        for _ in 0..count {
            let number = self.users.get(customer).map_or(0, Vec::len);
            let (first, last) = super::everyday::person(&mut self.dice, number);
            let user = seatwright_domain::command::UserProfile {
                principal_name: format!("{}.{}{}@{domain}", ascii(first), ascii(last), number + 1),
                first_name: first.to_owned(),
                last_name: last.to_owned(),
                display_name: format!("{first} {last}"),
                usage_location: Some(country.to_owned()),
                immutable_id: None,
            };
            let command = Command::CreateUser { user: Box::new(user) };
            let decision = self.execute(customer, By::House, command).await?;
            let created = decision.iter().flat_map(|decision| &decision.events);
            let ids = created.filter_map(|recorded| match &recorded.event {
                Event::UserCreated { user } => Some(user.id),
                _ => None,
            });
            self.users.entry(customer).or_default().extend(ids);
        }
        Ok(())
    }

    async fn pass_credit(&mut self, customer: &'static str) -> anyhow::Result<()> {
        let loaded = self.engine.store().load(self.customer(customer)?, &Want::default()).await?;
        let loaded = loaded.with_context(|| format!("{customer} is not there"))?;
        let mut known = loaded.account.upgrades.values();
        let pending = known.find(|upgrade| matches!(upgrade.stage, UpgradeStage::CreditCheck { .. }));
        let upgrade = pending.map(|upgrade| upgrade.id).context("no credit check is pending")?;
        let command = Command::DecideCredit { upgrade, passed: true };
        self.execute(customer, By::Operator, command).await.map(|_| ())
    }

    async fn seat(
        &mut self,
        customer: &'static str,
        label: &'static str,
        count: u32,
        by: By,
    ) -> anyhow::Result<()> {
        let id = *self.subscriptions.get(&(customer, label)).with_context(|| format!("no {label}"))?;
        let store = self.engine.store();
        let found = store.subscription(self.customer(customer)?, id).await?;
        let plan = found.and_then(|found| found.plan).with_context(|| format!("{label} licenses no plan"))?;
        let services =
            self.engine.catalogue().plan(plan).map(|plan| plan.services.clone()).unwrap_or_default();
        let mut left = count;
        for user in self.users.get(customer).cloned().unwrap_or_default() {
            if left == 0 {
                break;
            }
            let record = store.user(self.customer(customer)?, user).await?;
            if record.is_none_or(|record| !record.assignments.is_empty()) {
                continue;
            }
            let excluded = if self.dice.chance(15) {
                self.dice.pick(&services).cloned().into_iter().collect()
            } else {
                std::collections::BTreeSet::new()
            };
            let wish = seatwright_domain::command::LicenceWish { plan, excluded };
            let command = Command::ChangeLicences { user, assign: vec![wish], remove: Vec::new() };
            self.execute(customer, by, command).await?;
            left -= 1;
        }
        Ok(())
    }
}

fn company(key: &str) -> anyhow::Result<&'static Company> {
    Company::find(key).with_context(|| format!("there is no company {key}"))
}

fn house(key: &str) -> anyhow::Result<PartnerId> {
    Ok(cast::house_for(company(key)?.country()))
}

fn started(decision: &Decision) -> impl Iterator<Item = SubscriptionId> {
    decision.events.iter().filter_map(|recorded| match &recorded.event {
        Event::SubscriptionStarted { subscription } => Some(subscription.id),
        _ => None,
    })
}

/// Nobody waits for an answer here.
fn nothing() -> Answer {
    Answer { status: 200, headers: Vec::new(), body: Vec::new() }
}

/// The letters of a name that a sign-in name can have.
fn ascii(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .map(|letter| match letter {
            'å' | 'ä' | 'à' | 'á' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'ü' | 'ú' => 'u',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'ï' | 'í' => 'i',
            'ç' => 'c',
            other => other,
        })
        .filter(char::is_ascii_alphanumeric)
        .collect()
}
