//! Opening what every command needs: the database of a directory, and the rules.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use seatwright_documents::{BILLER_SETTING, Biller};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::fault::Fault;
use seatwright_domain::policy::Policies;
use seatwright_domain::webhook::TargetRules;
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::port::Courier;
use seatwright_engine::{Clock, Engine, Ports, RealClock, Setup, simulated_clock};
use seatwright_store::{SqliteStore, Store};
use seatwright_webhooks::{Certificate, HttpCourier};

/// The setting by which an installation on a simulated clock is told.
const CLOCK_SETTING: &str = "simulated_clock";

/// Opens the database of a directory, and makes both when they are not there.
///
/// # Errors
/// The directory cannot be made; another process uses it; the database is of a newer version, or damaged.
pub(crate) fn store(directory: &Path) -> anyhow::Result<SqliteStore> {
    SqliteStore::open(directory)
        .with_context(|| format!("the database in {} does not open", directory.display()))
}

/// Opens a database that must be there already.
///
/// # Errors
/// There is none; otherwise as [`store`].
pub(crate) fn existing_store(directory: &Path) -> anyhow::Result<SqliteStore> {
    if !SqliteStore::is_in(directory) {
        bail!("there is no database in {}; name its directory with --data", directory.display());
    }
    store(directory)
}

/// An engine on a database that must be there already, on the clock that the installation runs on, for commands that look.
///
/// # Errors
/// As [`existing_store`] and [`rules`].
pub(crate) async fn engine(directory: &Path, rules_in: Option<&Path>) -> anyhow::Result<Engine> {
    engine_on(existing_store(directory)?, rules_in).await
}

/// An engine on a database that must be there already and that a server may be working on, for commands about who may sign
/// in. A running server looks for what they change.
///
/// # Errors
/// There is no database; the server that has it open is of an older version.
pub(crate) async fn beside(directory: &Path) -> anyhow::Result<Engine> {
    if !SqliteStore::is_in(directory) {
        bail!("there is no database in {}; name its directory with --data", directory.display());
    }
    let store = SqliteStore::open_beside(directory)
        .with_context(|| format!("the database in {} does not open", directory.display()))?;
    engine_on(store, None).await
}

async fn engine_on(store: SqliteStore, rules_in: Option<&Path>) -> anyhow::Result<Engine> {
    let store = Arc::new(store);
    let (catalogue, policies) = rules(rules_in)?;
    let partners = store.partners().await?.into_iter().collect();
    let identities = Identities::new(&IdentityConfig::default(), &partners)?;
    let now = RealClock::default().now();
    let clock: Arc<dyn Clock> = match store.setting(CLOCK_SETTING).await? {
        Some(_) => Arc::new(simulated_clock(&*store, now).await?),
        None => Arc::new(RealClock::default()),
    };
    let setup = Setup { catalogue, policies, partners, clock, identities, ports: Ports::default() };
    Ok(Engine::new(store as Arc<dyn Store>, setup))
}

/// Who makes deliveries of webhooks for the installation at an address, with the certificate that it has kept, or with a
/// new one at its first start.
///
/// # Errors
/// The kept certificate cannot be read; a failing store.
pub(crate) async fn courier(
    store: &dyn Store,
    address: &str,
    rules: TargetRules,
) -> anyhow::Result<Arc<dyn Courier>> {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let certificate = Certificate::open(store, host).await?;
    Ok(Arc::new(HttpCourier::new(address, rules, certificate)))
}

/// The catalogue and the policies: of a directory, or those that come with the program.
///
/// # Errors
/// A file cannot be read; every fault in the files.
pub(crate) fn rules(directory: Option<&Path>) -> anyhow::Result<(Arc<Catalogue>, Arc<Policies>)> {
    let (catalogue, policies) = match directory {
        None => (Catalogue::embedded(), Policies::embedded()),
        Some(directory) => {
            let catalogue = files(&directory.join("catalogue"))?;
            let policies = files(&directory.join("policies"))?;
            (Catalogue::parse(&borrowed(&catalogue)), Policies::parse(&borrowed(&policies)))
        }
    };
    match (catalogue, policies) {
        (Ok(catalogue), Ok(policies)) => Ok((Arc::new(catalogue), Arc::new(policies))),
        (catalogue, policies) => {
            let faults: Vec<Fault> = catalogue.err().into_iter().chain(policies.err()).flatten().collect();
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            bail!("the rules have {} faults:\n{}", faults.len(), told.join("\n"))
        }
    }
}

/// The TOML files of a directory by name, in order.
///
/// # Errors
/// The directory or a file cannot be read.
pub(crate) fn files(directory: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("the directory {} cannot be read", directory.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// As the parsers take them.
pub(crate) fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// Keeps who bills in the database, so that the command line prints statements as the server does.
///
/// # Errors
/// A failing store.
pub(crate) async fn keep_biller(store: &dyn Store, biller: &Biller) -> anyhow::Result<()> {
    let document = serde_json::to_string(biller)?;
    store.put_setting(BILLER_SETTING, Some(&document)).await?;
    Ok(())
}
