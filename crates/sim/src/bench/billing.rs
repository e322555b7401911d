//! Billing: the renewal and billing runs of a year, month by month, and an invoice of very many lines that is read from end
//! to end. The last month must cost what the first does, and reading must not need more memory the longer the invoice is.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use jiff::{Timestamp, ToSpan};
use seatwright_domain::billing::invoice::BillTo;
use seatwright_domain::event::{Event, Recorded};
use seatwright_domain::ids::ChargeId;
use seatwright_domain::role::Actor;
use seatwright_engine::{Engine, Quiet, Target};
use seatwright_store::{ChargeQuery, Commit, InvoiceQuery, PAGE_ROWS_MAX, SqliteStore, Store, Want};
use uuid::Uuid;

use super::Options;
use super::ground::{Ground, begins};
use super::report::{Billing, Month, Stream};
use crate::demo;

/// The months that are measured.
const MONTHS: u32 = 12;
/// Accounts that get further lines in one commit.
const ACCOUNTS_AT_ONCE: usize = 500;

/// Measures the months on one copy of the ground and the long invoice on another.
pub(super) async fn measure(
    ground: &Ground,
    options: &Options,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Billing> {
    let months = months(ground, say).await?;
    let stream = stream(ground, options, say).await?;
    Ok(Billing { months, stream })
}

async fn months(ground: &Ground, say: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Vec<Month>> {
    let directory = ground.copy("billing")?;
    let (engine, store) = ground.engine(&directory)?;
    let mut months = Vec::new();
    for month in 1..=MONTHS {
        say(&format!("billing, month {month}"));
        let month = i32::try_from(month)?;
        let renewal = run_to(&engine, after_beginning(month)?).await?;
        let billing = run_to(&engine, after_beginning(month)?.checked_add(240.hours())?).await?;
        let invoice = newest(&engine).await?;
        months.push(Month { renewal: renewal.0, billing: billing.0, lines: invoice.1, events: renewal.1 });
    }
    drop((engine, store));
    fs::remove_dir_all(directory)?;
    Ok(months)
}

/// The first of the month so many months after the accounts were opened; nothing falls due on the next nine days.
fn after_beginning(months: i32) -> anyhow::Result<Timestamp> {
    let first = demo::instant("2026-10-01T00:00:00Z").to_zoned(jiff::tz::TimeZone::UTC);
    Ok(first.checked_add(months.months())?.timestamp())
}

/// How long everything up to an instant takes, and how many events it brings.
async fn run_to(engine: &Engine, to: Timestamp) -> anyhow::Result<(Duration, u64)> {
    let begin = Instant::now();
    let report = engine.advance_clock(Target::To(to), &Quiet).await?;
    let time = begin.elapsed();
    if !report.run.failed.is_empty() {
        bail!("{} accounts failed up to {to}", report.run.failed.len());
    }
    Ok((time, report.run.tally.events()))
}

/// The newest invoice, with its lines.
async fn newest(engine: &Engine) -> anyhow::Result<(seatwright_domain::ids::InvoiceId, u64)> {
    let payer = BillTo::Partner(demo::HAVENWERK);
    let query = InvoiceQuery { newest_first: true, limit: 1, ..InvoiceQuery::of(payer) };
    let found = engine.store().invoices(&query).await?.items.pop().context("no invoice was issued")?;
    Ok((found.invoice.id, found.invoice.lines))
}

/// Gives the accounts so many lines that one invoice has about as many as are wanted, issues it, and reads it.
async fn stream(ground: &Ground, options: &Options, say: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Stream> {
    say("a long invoice, its lines");
    let directory = ground.copy("stream")?;
    let (engine, store) = ground.engine(&directory)?;
    let each = options.lines.div_ceil(options.accounts.max(1)).max(1);
    let mut after = None;
    loop {
        let customers = store.customer_ids(after, ACCOUNTS_AT_ONCE).await?;
        let Some(last) = customers.last().copied() else { break };
        after = Some(last);
        let mut commits = Vec::with_capacity(customers.len());
        for customer in customers {
            commits.push(more_lines(&store, customer, each).await?);
        }
        for outcome in store.commit_many(commits).await {
            outcome?;
        }
    }
    say("a long invoice, issued");
    let (issuing, _) = run_to(&engine, after_beginning(1)?.checked_add(240.hours())?).await?;
    let (invoice, lines) = newest(&engine).await?;
    say("a long invoice, read");
    let before = memory(Memory::Now);
    forget_peak();
    let begin = Instant::now();
    let (mut read, mut sum, mut place) = (0_u64, 0_i64, None);
    loop {
        let page = store.invoice_lines(invoice, place, PAGE_ROWS_MAX).await?;
        read += page.items.len() as u64;
        sum += page.items.iter().map(|line| line.charge.amount.minor).sum::<i64>();
        place = page.next;
        if place.is_none() {
            break;
        }
    }
    let reading = begin.elapsed();
    let peak = memory(Memory::Peak);
    let stored = store.invoice(invoice).await?.context("the invoice is there")?;
    if read != lines || sum != stored.invoice.subtotal.minor {
        bail!(
            "{read} of {lines} lines were read, which come to {sum}, not {}",
            stored.invoice.subtotal.minor
        );
    }
    drop((engine, store));
    fs::remove_dir_all(directory)?;
    let grown = peak.zip(before).map(|(peak, before)| peak.saturating_sub(before));
    Ok(Stream { lines, issuing, reading, grown, peak })
}

/// The commit that gives an account copies of its first line, each for a part of its own.
async fn more_lines(
    store: &SqliteStore,
    customer: seatwright_domain::ids::CustomerId,
    count: u32,
) -> anyhow::Result<Commit> {
    let before = store.load(customer, &Want::default()).await?.context("the account is there")?;
    let query = ChargeQuery { limit: 1, ..ChargeQuery::of(customer) };
    let line = store.charges(&query).await?.items.pop().context("the account has a line")?.charge;
    let seq = before.account.head.version + 1;
    let charges = (1..count).map(|part| {
        let mut copy = line.clone();
        copy.id = ChargeId(Uuid::from_u128(line.id.0.as_u128().wrapping_add(u128::from(part))));
        (copy.key.cause, copy.key.part) = (seq, part);
        copy
    });
    let charges = charges.collect();
    let event = Event::Renamed { subscription: line.key.subscription, name: "many lines".to_owned() };
    let recorded = Recorded { seq, at: begins(), by: Actor::System, event, charges };
    let mut account = before.account.clone();
    account.apply(&recorded);
    Ok(Commit::new(Some(&before), &account, &[recorded], before.due)?)
}

enum Memory {
    Now,
    Peak,
}

/// The memory that this process has, in bytes, where the system tells.
fn memory(which: Memory) -> Option<u64> {
    let told = fs::read_to_string("/proc/self/status").ok()?;
    let name = match which {
        Memory::Now => "VmRSS:",
        Memory::Peak => "VmHWM:",
    };
    let line = told.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

/// Lets the system count the peak anew, where it can.
fn forget_peak() {
    if let Err(error) = fs::write("/proc/self/clear_refs", "5") {
        tracing::debug!(%error, "the peak of memory includes what came before");
    }
}
