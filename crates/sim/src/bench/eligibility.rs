//! Eligibility: what a subscription can become, with every reason why not, for an account with several subscriptions.
//! Nothing is read or written; it is counted in time of the processor.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use seatwright_domain::account::Account;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::decide;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::OfferId;
use seatwright_domain::subscription::Subscription;
use seatwright_domain::upgrade::eligibility::{classic, transitions};
use seatwright_engine::port::{Ids, SeededIds};

use super::Options;
use super::ground::{self, Ground};
use super::report::Eligibility;
use super::spread::Spread;

/// How many such batches.
const BATCHES: u32 = 15;

const CLASSIC: [&str; 3] = [
    "BD938F12-058F-4927-BBA3-AE36B1D2501C",
    "5C9FD4CC-EDCE-44A8-8E91-07DF09744609",
    "91FD106F-4B2C-4938-95AC-F54F74E9A239",
];
const NEW_COMMERCE: [&str; 2] = [ground::OFFER, "CFQ7TTC0LF8R:0001"];

/// Measures batches of as many calls as commands are measured: some hundreds at least are needed for good figures,
/// because the system counts a thread's time in steps.
pub(super) fn measure(ground: &Ground, options: &Options) -> anyhow::Result<Vec<Eligibility>> {
    let account = account(ground)?;
    let of = |offer: &str| {
        let found = account.subscriptions.values().find(|s| s.offer == OfferId::new(offer));
        found.with_context(|| format!("the account has no {offer}"))
    };
    let (first, second) = (of(CLASSIC[0])?, of(NEW_COMMERCE[0])?);
    let caller = ground::partner();
    let rows = Rows::default();
    let context = ground.rules().context(&caller, SeededIds::new(7).seed(), &rows);
    let calls = options.commands.max(1);
    let count = account.subscriptions.len();
    let subject = |subscription: &Subscription| (count, subscription.offer.clone());
    Ok(vec![
        timed("classic upgrade", calls, subject(first), || classic(&account, first, &context).len()),
        timed("transition at once", calls, subject(second), || {
            transitions(&account, second, false, &context).len()
        }),
        timed("transition at renewal", calls, subject(second), || {
            transitions(&account, second, true, &context).len()
        }),
    ])
}

/// An account with a subscription of each offer.
fn account(ground: &Ground) -> anyhow::Result<Account> {
    let caller = ground::partner();
    let rows = Rows::default();
    let ids = SeededIds::new(5);
    let refused = |refusals| anyhow::anyhow!("the account was refused: {refusals}");
    let context = ground.rules().context(&caller, ids.seed(), &rows);
    let created = decide::create_customer(&ground::customer("eligible"), false, &context);
    let mut account = created.map_err(refused)?.account;
    let lines = CLASSIC.iter().map(|offer| ground::line(offer, Term::P1Y));
    let lines = lines.chain(NEW_COMMERCE.iter().map(|offer| ground::line(offer, Term::P1M)));
    for command in [ground::agreement(), Command::PlaceOrder { lines: lines.collect(), payment: None }] {
        let context = ground.rules().context(&caller, ids.seed(), &rows);
        account = decide::decide(&account, &command, &context).map_err(refused)?.account;
    }
    Ok(account)
}

fn timed(what: &'static str, calls: u32, subject: (usize, OfferId), call: impl Fn() -> usize) -> Eligibility {
    let (subscriptions, offer) = subject;
    let targets = call();
    let mut times = Vec::new();
    for _ in 0..BATCHES {
        let begin = Processor::now();
        for _ in 0..calls {
            black_box(call());
        }
        times.push(begin.elapsed() / calls);
    }
    Eligibility { what, subscriptions, offer, targets, time: Spread::of(times) }
}

/// The time that this thread has had a processor, where the system tells; else the time that has passed.
enum Processor {
    Used(Duration),
    Passed(Instant),
}

impl Processor {
    fn now() -> Self {
        used().map_or_else(|| Processor::Passed(Instant::now()), Processor::Used)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Processor::Used(before) => used().unwrap_or_default().saturating_sub(*before),
            Processor::Passed(begin) => begin.elapsed(),
        }
    }
}

fn used() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
