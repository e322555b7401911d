//! Examining one account: its events are folded and followed along the hash chain, then everything stored is compared.

use std::collections::BTreeMap;

use jiff::Timestamp;
use seatwright_domain::advance::next_due;
use seatwright_domain::ids::{CustomerId, SubscriptionId, UserId};
use seatwright_domain::user::{Assignment, Finding};
use seatwright_store::{
    ChainHash, ChargeQuery, EventQuery, FindingQuery, Loaded, OrderQuery, Store, StoreError, Want,
};

use super::Examined;
use super::fold::Fold;

/// Rows that are read at once.
const ROWS_PER_PAGE: usize = 1_000;

/// How often an account that changes while it is looked at is looked at again.
const LOOKS_MAX: u32 = 5;

/// Folds and compares one account.
pub(super) async fn examine(store: &dyn Store, customer: CustomerId) -> Result<Examined, StoreError> {
    let mut last = Examined::default();
    for _ in 0..LOOKS_MAX {
        let version = version(store, customer).await?;
        last = match look(store, customer).await {
            Err(StoreError::Document { what, why }) => {
                let mut examined = Examined::default();
                examined.differs(what, why, "a readable document");
                examined
            }
            looked => looked?,
        };
        let quiet = version == self::version(store, customer).await?;
        if last.differences.is_empty() || quiet {
            break;
        }
    }
    Ok(last)
}

/// The version of an account; none when it cannot be read, which `look` reports.
async fn version(store: &dyn Store, customer: CustomerId) -> Result<Option<u64>, StoreError> {
    match store.load(customer, &Want::default()).await {
        Ok(loaded) => Ok(loaded.map(|loaded| loaded.account.head.version)),
        Err(StoreError::Document { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn look(store: &dyn Store, customer: CustomerId) -> Result<Examined, StoreError> {
    let mut examined = Examined::default();
    let want = Want { everything: true, ..Want::default() };
    let Some(loaded) = store.load(customer, &want).await? else {
        return Ok(examined);
    };
    let Some((fold, chain)) = follow(store, customer, &mut examined).await? else {
        return Ok(examined);
    };
    compare_account(&loaded, &fold, chain, &mut examined);
    compare_charges(store, &fold, &mut examined).await?;
    compare_users(store, &fold, &mut examined).await?;
    compare_orders(store, &fold, &mut examined).await?;
    compare_findings(store, &fold, &mut examined).await?;
    Ok(examined)
}

/// Folds the events and follows the chain; nothing when there is no fold, which is a difference already.
async fn follow(
    store: &dyn Store,
    customer: CustomerId,
    examined: &mut Examined,
) -> Result<Option<(Fold, ChainHash)>, StoreError> {
    let mut fold: Option<Fold> = None;
    let mut chain = ChainHash::start(customer);
    let mut broken = false;
    let mut last = 0;
    loop {
        let query = EventQuery { after: last, limit: ROWS_PER_PAGE, ..EventQuery::of(customer) };
        let page = store.events(&query).await?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            let seq = stored.recorded.seq;
            if seq != last + 1 {
                examined.differs("event numbers", seq.to_string(), (last + 1).to_string());
            }
            chain = chain.then(stored.document.as_bytes());
            // Every later hash differs too; the first place says it all.
            if chain != stored.hash && !broken {
                examined.differs(format!("hash of event {seq}"), stored.hash.to_string(), chain.to_string());
                broken = true;
            }
            match &mut fold {
                Some(fold) => fold.add(&stored.recorded),
                None => fold = Fold::begin(&stored.recorded),
            }
            if fold.is_none() {
                examined.differs("first event", stored.recorded.event.kind(), "customer_created");
                return Ok(None);
            }
            // A document may claim another number than its place; the place is what paging goes by.
            last = last.max(seq).max(last + 1);
            examined.events += 1;
        }
    }
    if fold.is_none() {
        examined.differs("events", "none", "at least the opening of the account");
    }
    Ok(fold.map(|fold| (fold, chain)))
}

fn compare_account(loaded: &Loaded, fold: &Fold, chain: ChainHash, examined: &mut Examined) {
    let (stored, folded) = (&loaded.account, &fold.account);
    examined.compare("customer", &stored.head, &folded.head);
    let subscriptions = stored.subscriptions.keys().chain(folded.subscriptions.keys());
    for id in subscriptions.collect::<std::collections::BTreeSet<_>>() {
        examined.compare_presence(
            &format!("subscription {id}"),
            stored.subscriptions.get(id),
            folded.subscriptions.get(id),
        );
    }
    let upgrades = stored.upgrades.keys().chain(folded.upgrades.keys());
    for id in upgrades.collect::<std::collections::BTreeSet<_>>() {
        examined.compare_presence(&format!("upgrade {id}"), stored.upgrades.get(id), folded.upgrades.get(id));
    }
    let migrations = stored.migrations.keys().chain(folded.migrations.keys());
    for id in migrations.collect::<std::collections::BTreeSet<_>>() {
        let what = format!("migration {id}");
        examined.compare_presence(&what, stored.migrations.get(id), folded.migrations.get(id));
    }
    let (waiting, expected) = (&stored.migration_schedules, &folded.migration_schedules);
    for id in waiting.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>() {
        examined.compare_presence(&format!("scheduled migration {id}"), waiting.get(id), expected.get(id));
    }
    if loaded.chain != chain {
        examined.differs("last hash", loaded.chain.to_string(), chain.to_string());
    }
    let due = next_due(folded).map(rounded_up);
    if loaded.due != due {
        let shown = |due: Option<Timestamp>| due.map_or_else(|| "never".to_owned(), |due| due.to_string());
        examined.differs("next due moment", shown(loaded.due), shown(due));
    }
}

/// Due moments are stored in whole microseconds, never earlier than they are.
fn rounded_up(at: Timestamp) -> Timestamp {
    let whole = at.as_microsecond();
    let cut = Timestamp::from_microsecond(whole).unwrap_or(at);
    if cut >= at { cut } else { Timestamp::from_microsecond(whole.saturating_add(1)).unwrap_or(at) }
}

async fn compare_users(store: &dyn Store, fold: &Fold, examined: &mut Examined) -> Result<(), StoreError> {
    let customer = fold.account.id();
    let mut licences: BTreeMap<UserId, BTreeMap<SubscriptionId, &Assignment>> = BTreeMap::new();
    for ((subscription, user), held) in &fold.assignments {
        licences.entry(*user).or_default().insert(*subscription, held);
    }
    let none = BTreeMap::new();
    let mut after = None;
    let mut stored = 0;
    loop {
        let page = store.all_users(customer, after, ROWS_PER_PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.user.id);
        stored += page.len();
        for record in &page {
            let id = record.user.id;
            examined.compare_presence(&format!("user {id}"), Some(&record.user), fold.users.get(&id));
            let held: BTreeMap<_, _> =
                record.assignments.iter().map(|held| (held.subscription, held)).collect();
            examined.compare(&format!("licences of user {id}"), &held, licences.get(&id).unwrap_or(&none));
        }
    }
    if stored != fold.users.len() {
        examined.differs("number of users", stored.to_string(), fold.users.len().to_string());
    }
    Ok(())
}

async fn compare_orders(store: &dyn Store, fold: &Fold, examined: &mut Examined) -> Result<(), StoreError> {
    let mut after = None;
    let mut stored = 0;
    loop {
        let query = OrderQuery { after, limit: ROWS_PER_PAGE, ..OrderQuery::of(fold.account.id()) };
        let page = store.orders(&query).await?;
        for order in &page.items {
            let folded = fold.orders.get(&order.id);
            examined.compare_presence(&format!("order {}", order.id), Some(order), folded);
        }
        stored += page.items.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if stored != fold.orders.len() {
        examined.differs("number of orders", stored.to_string(), fold.orders.len().to_string());
    }
    Ok(())
}

async fn compare_charges(store: &dyn Store, fold: &Fold, examined: &mut Examined) -> Result<(), StoreError> {
    let mut after = None;
    let mut stored = 0;
    loop {
        let query = ChargeQuery { after, limit: ROWS_PER_PAGE, ..ChargeQuery::of(fold.account.id()) };
        let page = store.charges(&query).await?;
        for found in &page.items {
            let folded = fold.charges.get(&(found.row.key.subscription, found.row.id));
            examined.compare_presence(&format!("charge {}", found.row.id), Some(&found.row), folded);
        }
        stored += page.items.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if stored != fold.charges.len() {
        examined.differs("number of charges", stored.to_string(), fold.charges.len().to_string());
    }
    Ok(())
}

async fn compare_findings(store: &dyn Store, fold: &Fold, examined: &mut Examined) -> Result<(), StoreError> {
    for upgrade in fold.account.upgrades.keys() {
        let folded: Vec<&Finding> =
            fold.findings.iter().filter(|finding| finding.upgrade == *upgrade).collect();
        let mut stored = 0;
        let mut after = None;
        loop {
            let query =
                FindingQuery { after, limit: ROWS_PER_PAGE, ..FindingQuery::of(fold.account.id(), *upgrade) };
            let page = store.findings(&query).await?;
            for found in &page.items {
                let what = format!("finding {stored} of upgrade {upgrade}");
                examined.compare_presence(&what, Some(&found.finding), folded.get(stored).copied());
                stored += 1;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if stored != folded.len() {
            let what = format!("number of findings of upgrade {upgrade}");
            examined.differs(what, stored.to_string(), folded.len().to_string());
        }
    }
    Ok(())
}
