//! What everything is measured on: an installation whose accounts each have one subscription, all falling due on one day.
//! It is decided by the rules and written in bulk without waiting for the disk, once, and copied for each measurement.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use seatwright_domain::advance::next_due;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::{Catalogue, Segment};
use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command, NewCustomer};
use seatwright_domain::customer::{Address, Agreement, BillingProfile};
use seatwright_domain::decide;
use seatwright_domain::decision::{Context, Rows};
use seatwright_domain::fault::Fault;
use seatwright_domain::ids::OfferId;
use seatwright_domain::order::Wanted;
use seatwright_domain::partner::Partners;
use seatwright_domain::policy::Policies;
use seatwright_domain::role::{Caller, Role, Side};
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::port::{Ids, SeededIds};
use seatwright_engine::{Engine, Ports, Setup, SimulatedClock};
use seatwright_store::{Commit, SqliteOptions, SqliteStore, Store};
use uuid::Uuid;

use super::{Options, durable};
use crate::demo;

/// The plan that everybody has.
pub(super) const OFFER: &str = "CFQ7TTC0LH18:0001";
/// Its seats.
const SEATS: u32 = 25;
/// Accounts that are decided and written together while the ground is laid.
const ACCOUNTS_AT_ONCE: u32 = 1_000;
const SEED: u64 = 41;

/// When the accounts are opened. Their subscriptions fall due a month later.
pub(super) fn begins() -> Timestamp {
    demo::instant("2026-10-01T09:00:00Z")
}

/// The database that copies are made of. It is removed with this value.
pub(super) struct Ground {
    directory: PathBuf,
    rules: Rules,
}

/// What decisions rest on.
#[derive(Clone)]
pub(super) struct Rules {
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) policies: Arc<Policies>,
    pub(super) partners: Partners,
}

impl Ground {
    /// Lays the ground.
    pub(super) async fn new(options: &Options, say: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Self> {
        let rules = Rules {
            catalogue: Arc::new(Catalogue::embedded().map_err(unsound)?),
            policies: Arc::new(Policies::embedded().map_err(unsound)?),
            partners: demo::partners(),
        };
        let directory = options.directory.join(format!("seatwright-bench-{}", Uuid::new_v4()));
        fs::create_dir_all(&directory).with_context(|| format!("making {}", directory.display()))?;
        let ground = Self { directory, rules };
        let throwaway = SqliteOptions { durable: false, ..SqliteOptions::default() };
        let store = SqliteStore::open_with(ground.path("ground"), throwaway)?;
        let ids = SeededIds::new(SEED);
        let mut done = 0;
        while done < options.accounts {
            say(&format!("accounts: {done} of {}", options.accounts));
            let upto = done.saturating_add(ACCOUNTS_AT_ONCE).min(options.accounts);
            for outcome in store.commit_many(ground.open_accounts(done, upto, &ids).await?).await {
                outcome?;
            }
            done = upto;
        }
        Ok(ground)
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// A copy of the database, which is on the disk before this returns, so that writing it disturbs no measurement.
    pub(super) fn copy(&self, name: &str) -> anyhow::Result<PathBuf> {
        let to = self.path(name);
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(self.path("ground"))? {
            let entry = entry?;
            let file = to.join(entry.file_name());
            fs::copy(entry.path(), &file).with_context(|| format!("copying to {}", file.display()))?;
            File::options().write(true).open(&file)?.sync_all()?;
        }
        Ok(to)
    }

    /// An engine on a database of its own, whose clock stands where the accounts were opened.
    pub(super) fn engine(&self, directory: &Path) -> anyhow::Result<(Engine, Arc<SqliteStore>)> {
        let store = Arc::new(SqliteStore::open_with(directory, durable())?);
        let Rules { catalogue, policies, partners } = self.rules.clone();
        let setup = Setup {
            catalogue,
            policies,
            identities: Identities::new(&IdentityConfig::default(), &partners)?,
            partners,
            clock: Arc::new(SimulatedClock::new(begins())),
            ports: Ports::default(),
        };
        Ok((Engine::new(Arc::clone(&store) as Arc<dyn Store>, setup), store))
    }

    /// The commits that open accounts, decided on all processors.
    async fn open_accounts(&self, from: u32, upto: u32, ids: &SeededIds) -> anyhow::Result<Vec<Commit>> {
        let part = (upto - from).div_ceil(4).max(1);
        let mut parts = Vec::new();
        for first in (from..upto).step_by(part as usize) {
            let seeds: Vec<[Uuid; 3]> =
                (first..upto.min(first + part)).map(|_| [ids.seed(), ids.seed(), ids.seed()]).collect();
            let rules = self.rules.clone();
            parts.push(tokio::task::spawn_blocking(move || {
                (first..).zip(seeds).map(|(number, seeds)| account(number, seeds, &rules)).collect()
            }));
        }
        let mut all = Vec::new();
        for part in parts {
            let part: anyhow::Result<Vec<Commit>> = part.await?;
            all.extend(part?);
        }
        Ok(all)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.directory) {
            tracing::warn!(path = %self.directory.display(), %error, "what was measured on could not be removed");
        }
    }
}

impl Rules {
    /// The context of a decision when the accounts are opened.
    pub(super) fn context<'a>(&'a self, caller: &'a Caller, seed: Uuid, rows: &'a Rows) -> Context<'a> {
        let Self { catalogue, policies, partners } = self;
        Context { catalogue, policies, partners, caller, now: begins(), seed, loaded: rows }
    }
}

fn unsound(faults: Vec<Fault>) -> anyhow::Error {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("the embedded data is not sound: {}", faults.join("; "))
}

/// The partner's application, which does everything here.
pub(super) fn partner() -> Caller {
    let roles = Role::ALL.into_iter().filter(|role| role.side() == Side::Partner);
    Caller::partner(demo::HAVENWERK, Some("bench"), roles)
}

/// The commit that opens an account with its subscription.
fn account(number: u32, seeds: [Uuid; 3], rules: &Rules) -> anyhow::Result<Commit> {
    let caller = partner();
    let rows = Rows::default();
    let [first, second, third] = seeds;
    let refused = |refusals| anyhow::anyhow!("account {number} was refused: {refusals}");
    let new = customer(&format!("ground{number}"));
    let created = decide::create_customer(&new, false, &rules.context(&caller, first, &rows));
    let mut created = created.map_err(refused)?;
    let purchase = Command::PlaceOrder { lines: vec![line(OFFER, Term::P1M)], payment: None };
    for (command, seed) in [(agreement(), second), (purchase, third)] {
        let context = rules.context(&caller, seed, &rows);
        let next = decide::decide(&created.account, &command, &context).map_err(refused)?;
        created.events.extend(next.events);
        created.account = next.account;
    }
    Ok(Commit::new(None, &created.account, &created.events, next_due(&created.account))?)
}

/// The particulars of an invented company.
pub(super) fn customer(name: &str) -> NewCustomer {
    NewCustomer {
        domain: format!("{name}.onmicrosoft.com"),
        company_name: format!("{name} BV"),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: None,
        billing_profile: BillingProfile {
            id: Uuid::nil(),
            revision: 0,
            company_name: format!("{name} BV"),
            email: format!("invoices@{name}.example"),
            culture: "nl-NL".to_owned(),
            language: "nl".to_owned(),
            address: Address {
                country: "NL".to_owned(),
                city: "Utrecht".to_owned(),
                postal_code: "3511 AB".to_owned(),
                line1: "Oudegracht 1".to_owned(),
                first_name: Some("Robin".to_owned()),
                last_name: Some("Vos".to_owned()),
                phone: Some("+31 30 123 45 67".to_owned()),
                ..Address::default()
            },
        },
        reseller: None,
        delegated: true,
    }
}

/// The customer accepted the agreement.
pub(super) fn agreement() -> Command {
    let agreement = Agreement {
        template: CUSTOMER_AGREEMENT_TEMPLATE,
        agreed_at: begins(),
        first_name: "Robin".to_owned(),
        last_name: "Vos".to_owned(),
        email: "robin@customer.example".to_owned(),
        phone: None,
        user: None,
    };
    Command::ConfirmAgreement { agreement: Box::new(agreement) }
}

/// A line of a purchase.
pub(super) fn line(offer: &str, term: Term) -> Wanted {
    Wanted {
        offer: OfferId::new(offer),
        availability: None,
        quantity: SEATS,
        term: Some(term),
        billing: Some(BillingPlan::Monthly),
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: true,
        notes: std::collections::BTreeMap::new(),
    }
}
