//! `serve`: the real thing, on the real clock.

use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use seatwright_api::{ApiState, Settings};
use seatwright_engine::identity::Identities;
use seatwright_engine::{Clock, Engine, Ports, RealClock, Setup};
use seatwright_store::{IdentityQuery, Store};
use tokio::net::TcpListener;

use crate::cli::Serve;
use crate::config::{Config, DEFAULT};
use crate::progress::Bar;
use crate::{Outcome, open};

/// Serves until it is stopped.
///
/// # Errors
/// The configuration is missing or incomplete; the address is taken; a failing store.
pub(crate) async fn run(arguments: Serve) -> anyhow::Result<Outcome> {
    if arguments.print_config {
        print!("{DEFAULT}");
        return Ok(Outcome::Done);
    }
    let config = Config::read(&arguments.config)?;
    let (Some(listen), Some(data)) = (config.listen, config.data.as_deref()) else {
        anyhow::bail!("the configuration is not complete");
    };
    let (catalogue, policies) = open::rules(config.rules.as_deref())?;
    let partners = config.all_partners();
    if partners.operator().is_none() {
        eprintln!(
            "warning: no partner runs the installation (`operator`): over the API nobody rotates keys, reports incidents, or decides credit checks \
             of direct purchases"
        );
    }
    let identities = Identities::new(&config.identities, &partners)?;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("the address {listen} cannot be listened on"))?;
    let store = Arc::new(open::store(data)?);
    println!("{}", store.recovery());
    for partner in partners.iter() {
        store.put_partner(partner).await?;
    }
    let clock = Arc::new(RealClock::default());
    let base = format!("http://{}", listener.local_addr()?);
    let address = config.address.clone().unwrap_or_else(|| base.clone());
    let courier = open::courier(&*store, &address, config.webhooks.rules()).await?;
    let ports = Ports { courier, ..Ports::default() };
    let setup = Setup { catalogue, policies, partners, clock, identities, ports };
    let engine = Engine::new(store as Arc<dyn Store>, setup);
    println!("recovery: {}", engine.recover(&Bar::of("accounts")).await?);
    if config.identities.is_empty() && config.oidc.is_none() {
        let query = IdentityQuery { tenant: None, after: None, limit: 1 };
        if engine.store().identities(query).await?.items.is_empty() {
            anyhow::bail!(
                "nobody could sign in: add `[[identities.applications]]` to the configuration, or make an identity with \
                 `seatwright identity add`"
            );
        }
    }
    let mut settings = Settings::at(&address);
    settings.behind_proxy = config.behind_proxy;
    settings.oidc = config.oidc;
    settings.limits = config.limits;
    if let Some(biller) = config.biller {
        settings.biller = biller;
    }
    open::keep_biller(engine.store(), &settings.biller).await?;
    let state = ApiState::open(engine.clone(), settings, machine_time).await?;
    let scheduler = engine.start_scheduler();
    println!("ready on {base}");
    seatwright_api::serve(listener, state, stopped()).await?;
    scheduler.stop().await;
    println!("stopped");
    Ok(Outcome::Done)
}

/// The machine's time, by which tokens go even where the engine's clock is simulated.
pub(crate) fn machine_time() -> Timestamp {
    RealClock::default().now()
}

/// Waits until the process is asked to stop.
pub(crate) async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
