//! `demo`: a system to play with, in seconds.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use seatwright_api::{ApiState, Settings};
use seatwright_documents::Biller;
use seatwright_domain::webhook::TargetRules;
use seatwright_engine::identity::Identities;
use seatwright_engine::port::SeededIds;
use seatwright_engine::{Engine, Ports, Setup, Target, simulated_clock};
use seatwright_sim::demo;
use seatwright_store::{SqliteStore, Store};
use tokio::net::TcpListener;

use crate::cli::Demo;
use crate::commands::serve::{machine_time, stopped};
use crate::progress::Bar;
use crate::{Outcome, open};

/// The setting that says that the history has been played to its end.
const PLAYED: &str = "demo_played";

/// Makes the demonstration where there is none yet, and serves it until it is stopped.
///
/// # Errors
/// The directory holds something else; the address is taken; a failing store.
pub(crate) async fn run(arguments: Demo) -> anyhow::Result<Outcome> {
    let directory = &arguments.data.data;
    // The address first: nobody waits for a history that cannot be served.
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("the address {} cannot be listened on", arguments.listen))?;
    if arguments.fresh {
        SqliteStore::remove_from(directory)?;
    }
    let store = Arc::new(open::store(directory)?);
    println!("{}", store.recovery());
    prepare(&store, &arguments).await?;
    let address = listener.local_addr()?;
    let base = format!("http://{address}");
    // Whoever tries a receiver has it on the same machine.
    let rules = TargetRules { http_on_loopback: true, private_networks: false };
    let courier = open::courier(&*store, &base, rules).await?;
    let engine = engine(&store, Ports { courier, ..Ports::default() }).await?;
    let recovery = engine.recover(&Bar::of("accounts")).await?;
    println!("recovery: {recovery}");

    let settings = Settings { biller: biller(), ..Settings::at(&base) };
    open::keep_biller(engine.store(), &settings.biller).await?;
    let state = ApiState::open(engine.clone(), settings, machine_time).await?;
    let scheduler = engine.start_scheduler();
    greet(&base, &engine);
    seatwright_api::serve(listener, state, stopped()).await?;
    scheduler.stop().await;
    println!("stopped");
    Ok(Outcome::Done)
}

/// Who bills in the demonstration.
fn biller() -> Biller {
    Biller {
        name: "Seatwright Demonstration Cloud".to_owned(),
        address: vec!["Kade 1".to_owned(), "1011 AA Amsterdam".to_owned()],
        country: "Netherlands".to_owned(),
        tax_id: None,
        payment: vec!["This is a demonstration: nothing is to be paid.".to_owned()],
    }
}

/// An engine of the demonstration on its own clock.
async fn engine(store: &Arc<SqliteStore>, ports: Ports) -> anyhow::Result<Engine> {
    let (catalogue, policies) = open::rules(None)?;
    let partners = demo::partners();
    let identities = Identities::new(&demo::identities(), &partners)?;
    let clock = Arc::new(simulated_clock(&**store, demo::begins()).await?);
    let setup = Setup { catalogue, policies, partners, clock, identities, ports };
    Ok(Engine::new(Arc::clone(store) as Arc<dyn Store>, setup))
}

/// Plays the history, unless it has been played.
async fn prepare(store: &Arc<SqliteStore>, arguments: &Demo) -> anyhow::Result<()> {
    if store.setting(PLAYED).await?.is_some() {
        return Ok(());
    }
    if store.next_due().await?.is_some() {
        bail!(
            "an earlier start of this demonstration was stopped in the middle of its history; add --fresh to begin again"
        );
    }
    for partner in demo::partners().iter() {
        store.put_partner(partner).await?;
    }
    let ports = Ports { ids: Arc::new(SeededIds::new(arguments.seed)), ..Ports::default() };
    let engine = engine(store, ports).await?;
    if arguments.empty {
        engine.advance_clock(Target::To(demo::ends()), &Bar::of("accounts")).await?;
    } else {
        let bar = Bar::of("acts of two years");
        demo::populate(&engine, arguments.seed, &|done, total| bar.at(done, total)).await?;
    }
    store.put_setting(PLAYED, Some("yes")).await?;
    Ok(())
}

fn greet(base: &str, engine: &Engine) {
    let (tenant, id, secret) = (demo::TENANT, demo::CLIENT_ID, demo::CLIENT_SECRET);
    println!(
        "\
Seatwright demonstration
  address    {base}
  clock      {now} (simulated: it moves when you move it)
  tenant     {tenant}
  client id  {id}
  secret     {secret}

  agents     admin-agent@{tenant}, sales-agent@{tenant}, … with password {agent}
  customers' administrators, as admin@blauwevos.onmicrosoft.com, with password {administrator}

  A publisher's side of the marketplace, with the same client id and secret: tenant {publisher}
  (docs/saas-fulfilment.md); set-up links of its offers lead to {base}/publisher/landing

  A token:
    curl -s {base}/{tenant}/oauth2/token -d grant_type=client_credentials \\
      -d client_id={id} -d client_secret={secret} -d resource=https://api.partnercenter.microsoft.com
  With it, the customers:
    curl -s {base}/v1/customers -H \"Authorization: Bearer $TOKEN\"

ready on {base}",
        publisher = demo::PUBLISHER_TENANT,
        now = engine.now(),
        agent = demo::AGENT_PASSWORD,
        administrator = demo::ADMINISTRATOR_PASSWORD,
    );
}
