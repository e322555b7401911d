//! Single commands: selling to a new customer, and changing the number of seats; by one connection, and by several at once.
//! Each connection sends its next command when it has the answer to the last, with a request id, and the answer is stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use seatwright_domain::account::Account;
use seatwright_domain::calendar::Term;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::{CartId, CustomerId, SubscriptionId};
use seatwright_engine::{Answer, Done, Engine, EngineError, Request};
use seatwright_store::baseline::bytes_of;
use seatwright_store::{SqliteStore, Store, Want};
use serde::Serialize;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::bare::Bare;
use super::ground::{self, Ground};
use super::report::{Commands, Round};
use super::spread::{Spread, hundredths, middle};
use super::{CONNECTIONS, Options, ROUNDS};

/// Commits to a transaction where nobody waits for an answer.
pub(super) const BULK: usize = 512;

/// The commands of one sale.
const COMMANDS_PER_SALE: u32 = 4;

/// What is done.
#[derive(Clone)]
pub(super) enum Work {
    /// Sales to customers with these numbers.
    Sales(Vec<u32>),
    /// These numbers of seats for these subscriptions.
    Seats(Vec<(CustomerId, SubscriptionId, u32)>),
}

impl Work {
    fn len(&self) -> usize {
        match self {
            Work::Sales(numbers) => numbers.len(),
            Work::Seats(subscriptions) => subscriptions.len(),
        }
    }
}

/// The databases: one that the engine works on, and two that follow it with bare writes.
struct Databases {
    engine: Engine,
    store: Arc<SqliteStore>,
    /// As many commits to a transaction as there are connections.
    grouped: Bare,
    /// Hundreds of commits to a transaction.
    bulk: Bare,
}

/// Measures commands of both kinds at each number of connections.
pub(super) async fn measure(
    ground: &Ground,
    options: &Options,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<Vec<Commands>> {
    let (engine, store) = ground.engine(&ground.copy("commands")?)?;
    let grouped = Bare::open(&ground.copy("grouped")?)?;
    let databases = Databases { engine, store, grouped, bulk: Bare::open(&ground.copy("bulk")?)? };
    let mut all = Vec::new();
    let mut number = 0;
    for connections in CONNECTIONS {
        let mut rounds = Vec::new();
        for round in 1..=ROUNDS {
            say(&format!("sales, {connections} connections, round {round}"));
            let count = (options.commands / COMMANDS_PER_SALE / ROUNDS).max(1);
            let work = Work::Sales((number..number + count).collect());
            number += count;
            rounds.push(databases.round(work, connections).await?);
        }
        all.extend(summary("customer, agreement, cart, checkout", connections, rounds));
    }
    for connections in CONNECTIONS {
        let mut rounds = Vec::new();
        let mut subscriptions = databases.subscriptions(options).await?.into_iter();
        for round in 1..=ROUNDS {
            say(&format!("seats, {connections} connections, round {round}"));
            let count = (options.commands / ROUNDS).max(1) as usize;
            let work = Work::Seats(subscriptions.by_ref().take(count).collect());
            rounds.push(databases.round(work, connections).await?);
        }
        all.extend(summary("change of seats", connections, rounds));
    }
    Ok(all)
}

/// The round in the middle by its ratio, with the counts of all.
fn summary(what: &'static str, connections: u32, rounds: Vec<Round>) -> Option<Commands> {
    let (commands, rows, bytes) = rounds
        .iter()
        .fold((0, 0, 0), |sum, round| (sum.0 + round.commands, sum.1 + round.rows, sum.2 + round.bytes));
    let round = middle(rounds, |round| hundredths(round.engine, round.grouped))?;
    Some(Commands { what, connections, commands, rows, bytes, round })
}

impl Databases {
    /// The engine does its work, then the same rows are written bare, in groups and in bulk.
    async fn round(&self, work: Work, connections: u32) -> anyhow::Result<Round> {
        self.store.start_tape();
        let begin = Instant::now();
        let times = drive(&self.engine, work, connections).await?;
        let engine = begin.elapsed();
        let commits = self.store.take_tape();
        if commits.len() != times.len() {
            bail!("{} commands made {} commits", times.len(), commits.len());
        }
        let (rows, grouped) = self.grouped.write(&commits, connections as usize)?;
        let (_, bulk) = self.bulk.write(&commits, BULK)?;
        Ok(Round {
            commands: times.len() as u64,
            rows,
            bytes: bytes_of(&commits),
            engine,
            latency: Spread::of(times),
            grouped,
            bulk,
        })
    }

    /// As many subscriptions as one number of connections needs, each with the seats that it is to have: one more than
    /// it has, and yet one more where there are fewer subscriptions than commands.
    async fn subscriptions(
        &self,
        options: &Options,
    ) -> anyhow::Result<Vec<(CustomerId, SubscriptionId, u32)>> {
        let wanted = options.commands.max(ROUNDS) as usize;
        let mut found = Vec::new();
        let mut after = None;
        while found.len() < wanted {
            let customers = self.store.customer_ids(after, 1_000).await?;
            let Some(last) = customers.last() else { break };
            after = Some(*last);
            for customer in customers {
                let loaded = self.store.load(customer, &Want::default()).await?;
                let account = loaded.context("an account of the ground is gone")?.account;
                found.extend(account.subscriptions.values().map(|s| (customer, s.id, s.seats())));
            }
        }
        if found.is_empty() {
            bail!("no account has a subscription: measure with one account at least");
        }
        let more = (1_u32..).flat_map(|more| {
            found.iter().map(move |(customer, subscription, seats)| (*customer, *subscription, seats + more))
        });
        Ok(more.take(wanted).collect())
    }
}

/// Lets connections take one piece of work after the other; gives the time of every command.
pub(super) async fn drive(engine: &Engine, work: Work, connections: u32) -> anyhow::Result<Vec<Duration>> {
    let work = Arc::new(work);
    let next = Arc::new(AtomicUsize::new(0));
    let mut running = JoinSet::new();
    for _ in 0..connections {
        let connection = Connection { engine: engine.clone(), times: Vec::new() };
        running.spawn(connection.run(Arc::clone(&work), Arc::clone(&next)));
    }
    let mut times = Vec::new();
    while let Some(ended) = running.join_next().await {
        times.extend(ended??);
    }
    Ok(times)
}

/// A client that waits for each answer.
struct Connection {
    engine: Engine,
    times: Vec<Duration>,
}

impl Connection {
    async fn run(mut self, work: Arc<Work>, next: Arc<AtomicUsize>) -> anyhow::Result<Vec<Duration>> {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= work.len() {
                return Ok(self.times);
            }
            match &*work {
                Work::Sales(numbers) => {
                    if let Some(number) = numbers.get(place) {
                        self.sell(*number).await?;
                    }
                }
                Work::Seats(subscriptions) => {
                    if let Some(&(customer, subscription, seats)) = subscriptions.get(place) {
                        self.execute(customer, Command::ChangeSeats { subscription, seats }).await?;
                    }
                }
            }
        }
    }

    async fn sell(&mut self, number: u32) -> anyhow::Result<()> {
        let new = ground::customer(&format!("customer{number}"));
        let caller = ground::partner();
        let begin = Instant::now();
        let created = self
            .engine
            .create_customer(&caller, new, request("/v1/customers"), |account, _| {
                answer(&account.head.customer)
            })
            .await;
        self.times.push(begin.elapsed());
        let customer = decided(created)?.account.id();
        self.execute(customer, ground::agreement()).await?;
        let lines = vec![ground::line(ground::OFFER, Term::P1M)];
        let saved = self.execute(customer, Command::SaveCart { cart: None, lines }).await?;
        let cart = cart_of(&saved).context("no cart was saved")?;
        self.execute(customer, Command::Checkout { cart }).await.map(|_| ())
    }

    async fn execute(&mut self, customer: CustomerId, command: Command) -> anyhow::Result<Decision> {
        let caller = ground::partner();
        let request = request(&format!("/v1/customers/{customer}"));
        let begin = Instant::now();
        let done = self.engine.execute(&caller, customer, command, request, of_decision).await;
        self.times.push(begin.elapsed());
        decided(done)
    }
}

/// A request with an id of its own.
fn request(path: &str) -> Option<Request> {
    let id = Uuid::new_v4();
    let mut fingerprint = [0; 32];
    for (byte, of_id) in fingerprint.iter_mut().zip(id.as_bytes().iter().cycle()) {
        *byte = *of_id;
    }
    let (method, path) = ("POST".to_owned(), path.to_owned());
    Some(Request { caller: crate::demo::HAVENWERK.0, id: id.to_string(), method, path, fingerprint })
}

/// What is answered: the thing that was made or changed, as JSON.
fn of_decision(_: &Account, decision: &Decision) -> Answer {
    if let Some(cart) = cart_of(decision).and_then(|id| decision.account.head.carts.get(&id)) {
        return answer(cart);
    }
    let changed = decision.events.iter().rev().find_map(|recorded| recorded.event.subscription());
    match changed.and_then(|id| decision.account.subscriptions.get(&id)) {
        Some(subscription) => answer(subscription),
        None => answer(&decision.account.head.customer),
    }
}

fn answer(body: &impl Serialize) -> Answer {
    // What has no JSON form would be an empty answer here; the types of the domain all have one.
    let body = serde_json::to_vec(body).unwrap_or_default();
    Answer { status: 200, headers: vec![("content-type".to_owned(), "application/json".to_owned())], body }
}

fn cart_of(decision: &Decision) -> Option<CartId> {
    decision.events.iter().find_map(|recorded| match &recorded.event {
        Event::CartSaved { cart } => Some(cart.id),
        _ => None,
    })
}

fn decided(done: Result<Done, EngineError>) -> anyhow::Result<Decision> {
    match done {
        Ok(done) => done.decision.context("a new request was taken for a repeated one"),
        Err(EngineError::Refused(refusals)) => bail!("a command of the benchmark was refused: {refusals}"),
        Err(error) => Err(error.into()),
    }
}
