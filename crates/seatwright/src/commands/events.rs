//! `events`: what happened to a customer.

use std::io::Write as _;

use anyhow::Context as _;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::role::Actor;
use seatwright_store::{EventQuery, Store, StoredEvent};

use crate::cli::{Customer, Events};
use crate::{Outcome, open};

/// Events that are read at once.
const PAGE: usize = 500;

/// Prints the events of a customer, page by page.
///
/// # Errors
/// The database does not open; there is no such customer.
pub(crate) async fn run(arguments: Events) -> anyhow::Result<Outcome> {
    let store = open::existing_store(&arguments.data.data)?;
    let customer = find(&store, &arguments.customer).await?;
    let mut query = EventQuery { after: arguments.after, limit: PAGE, ..EventQuery::of(customer) };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    loop {
        let page = store.events(&query).await?;
        for event in &page {
            let line = if arguments.json { json(event) } else { line(event) };
            // A reader that has seen enough, as `head`, closes the pipe: that is no failure.
            if writeln!(out, "{line}").is_err() {
                return Ok(Outcome::Done);
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => query.after = last.recorded.seq,
            _ => break,
        }
    }
    Ok(if out.flush().is_ok() { Outcome::Done } else { Outcome::Findings })
}

pub(super) async fn find(store: &dyn Store, customer: &Customer) -> anyhow::Result<CustomerId> {
    match customer {
        Customer::Id(id) => {
            store.customer(*id).await?.with_context(|| format!("there is no customer {id}"))?;
            Ok(*id)
        }
        Customer::Domain(domain) => store
            .customer_by_domain(domain)
            .await?
            .with_context(|| format!("no customer has the domain {domain}")),
    }
}

fn json(event: &StoredEvent) -> String {
    format!("{{\"hash\":\"{}\",\"event\":{}}}", event.hash, event.document)
}

fn line(event: &StoredEvent) -> String {
    let recorded = &event.recorded;
    let by = match &recorded.by {
        Actor::Partner { user: Some(user), .. } | Actor::Customer { user, .. } => user.as_str(),
        Actor::Partner { user: None, .. } => "a partner's application",
        Actor::Publisher { .. } => "the publisher",
        Actor::System => "time",
    };
    let about = recorded.event.subscription().map_or_else(String::new, |id| format!(" {id}"));
    format!("{:>6}  {}  {}{about}  by {by}", recorded.seq, recorded.at, recorded.event.kind())
}
