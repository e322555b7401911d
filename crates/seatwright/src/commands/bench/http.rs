//! Measuring a running server over HTTP: reads and writes mixed, with a token on every request, and what the token costs.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use seatwright_sim::demo;
use serde_json::{Value, json};
use ureq::Agent;

/// How many connections ask at once.
const CONNECTIONS: usize = 8;
/// Of so many requests one writes.
const REQUESTS_PER_WRITE: usize = 5;

/// What was found, in requests and microseconds.
#[derive(Debug)]
pub(super) struct Report {
    requests: usize,
    writes: usize,
    spent: Duration,
    reads: Times,
    changes: Times,
    open: Times,
    known: Times,
}

/// How long requests of one kind took.
#[derive(Debug, Default)]
struct Times(Vec<u128>);

impl Times {
    fn at(&self, of_thousand: usize) -> u128 {
        let place = self.0.len().saturating_sub(1) * of_thousand / 1_000;
        self.0.get(place).copied().unwrap_or_default()
    }

    fn of(mut times: Vec<u128>) -> Self {
        times.sort_unstable();
        Self(times)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, writes, spent, reads, changes, open, known } = self;
        let per_second = (*requests as u128) * 1_000_000 / spent.as_micros().max(1);
        writeln!(f, "over HTTP, {CONNECTIONS} connections: {requests} requests, {writes} of them writes")?;
        writeln!(f, "  {per_second} requests per s")?;
        writeln!(f, "  reads  p50 {} µs, p99 {} µs", reads.at(500), reads.at(990))?;
        writeln!(f, "  writes p50 {} µs, p99 {} µs", changes.at(500), changes.at(990))?;
        writeln!(f, "one connection, a short answer: p50 {} µs without a token", open.at(500))?;
        let cost = known.at(500).saturating_sub(open.at(500));
        write!(f, "  with one {} µs: token, sessions and permissions cost {cost} µs a request", known.at(500))
    }
}

/// One connection to the server.
struct Client {
    agent: Agent,
    base: String,
    token: String,
}

impl Client {
    fn new(base: &str, token: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).build();
        Self {
            agent: Agent::new_with_config(config),
            base: base.to_owned(),
            token: format!("Bearer {token}"),
        }
    }

    fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.agent.get(format!("{}{path}", self.base)).header("Authorization", &self.token);
        let mut answer = request.call()?;
        if !answer.status().is_success() {
            bail!("GET {path} was answered {}", answer.status());
        }
        Ok(answer.body_mut().read_json()?)
    }

    fn patch(&self, path: &str, body: &Value) -> anyhow::Result<()> {
        let request = self.agent.patch(format!("{}{path}", self.base)).header("Authorization", &self.token);
        let mut answer = request.send_json(body)?;
        let told = answer.body_mut().read_to_string()?;
        if !answer.status().is_success() {
            bail!("PATCH {path} was answered {}: {told}", answer.status());
        }
        Ok(())
    }
}

/// Asks a running demonstration.
///
/// # Errors
/// The server cannot be reached, has no data of the demonstration, or refuses something.
pub(super) fn run(base: &str, requests: usize) -> anyhow::Result<Report> {
    let base = base.trim_end_matches('/');
    let token = token(base).context("the server gives no token for the demonstration's application")?;
    let client = Client::new(base, &token);
    let paths = subscriptions(&client)?;
    let (open, known) = cost_of_tokens(&client, requests.min(2_000))?;
    let each = requests.div_ceil(CONNECTIONS);
    let start = Instant::now();
    let found: Vec<anyhow::Result<(Vec<u128>, Vec<u128>)>> = thread::scope(|scope| {
        let connections: Vec<_> = (0..CONNECTIONS)
            .map(|number| {
                let (paths, token) = (&paths, &token);
                scope.spawn(move || drive(&Client::new(base, token), paths, number, each))
            })
            .collect();
        let joined = connections.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|done| done.unwrap_or_else(|_| bail!("a connection gave up"))).collect()
    });
    let spent = start.elapsed();
    let (mut reads, mut changes) = (Vec::new(), Vec::new());
    for done in found {
        let (read, changed) = done?;
        reads.extend(read);
        changes.extend(changed);
    }
    Ok(Report {
        requests: reads.len() + changes.len(),
        writes: changes.len(),
        spent,
        reads: Times::of(reads),
        changes: Times::of(changes),
        open,
        known,
    })
}

fn token(base: &str) -> anyhow::Result<String> {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", demo::CLIENT_ID),
        ("client_secret", demo::CLIENT_SECRET),
    ];
    let mut answer = ureq::post(format!("{base}/{}/oauth2/token", demo::TENANT)).send_form(form)?;
    let told: Value = answer.body_mut().read_json()?;
    Ok(told["access_token"].as_str().context("the answer has no token")?.to_owned())
}

/// Active subscriptions of the demonstration, by their paths.
fn subscriptions(client: &Client) -> anyhow::Result<Vec<String>> {
    let mut paths = Vec::new();
    let customers = client.get("/v1/customers?size=500")?;
    for customer in customers["items"].as_array().into_iter().flatten() {
        let own = format!("/v1/customers/{}", customer["id"].as_str().unwrap_or_default());
        let found = client.get(&format!("{own}/subscriptions"))?;
        let all = found["items"].as_array().into_iter().flatten();
        let active = all.filter(|one| one["status"] == "active" && one["isTrial"] == false);
        let ids = active.filter_map(|one| one["id"].as_str());
        paths.extend(ids.map(|id| format!("{own}/subscriptions/{id}")));
    }
    // What cannot be renamed now is no matter of this measurement.
    paths.retain(|path| client.patch(path, &json!({"friendlyName": "Measured"})).is_ok());
    if paths.is_empty() {
        bail!("the server has no subscriptions that can be changed; start one with `seatwright demo`");
    }
    Ok(paths)
}

/// Times of an answer of a few bytes without a token, and of a short one with it.
fn cost_of_tokens(client: &Client, requests: usize) -> anyhow::Result<(Times, Times)> {
    let (mut open, mut known) = (Vec::new(), Vec::new());
    for _ in 0..requests {
        for (path, times) in [("/healthz", &mut open), ("/v1/agreements", &mut known)] {
            let start = Instant::now();
            client.get(path)?;
            times.push(start.elapsed().as_micros());
        }
    }
    Ok((Times::of(open), Times::of(known)))
}

/// What one connection does, and how long each of its reads and changes took.
fn drive(
    client: &Client,
    paths: &[String],
    number: usize,
    requests: usize,
) -> anyhow::Result<(Vec<u128>, Vec<u128>)> {
    let (mut reads, mut changes) = (Vec::new(), Vec::new());
    for turn in 0..requests {
        let path = &paths[(turn * CONNECTIONS + number) % paths.len()];
        let start = Instant::now();
        if turn % REQUESTS_PER_WRITE == 0 {
            client.patch(path, &json!({"friendlyName": format!("Measured {number} {turn}")}))?;
            changes.push(start.elapsed().as_micros());
        } else {
            client.get(path)?;
            reads.push(start.elapsed().as_micros());
        }
    }
    Ok((reads, changes))
}
