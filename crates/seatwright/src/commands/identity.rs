//! `identity`: who may sign in, changed in the database of a stopped or a running installation.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use seatwright_domain::partner::Partners;
use seatwright_engine::Engine;
use seatwright_engine::identity::{
    IdentityChange, IdentityView, NewIdentity, NewSecret, SecretWanted, Tenant,
};
use seatwright_store::{IdentityQuery, PAGE_ROWS_MAX};
use uuid::Uuid;

use crate::cli::identity::{Identity, IdentityWhat, One, SecretOptions, SecretWhat};
use crate::commands::serve::machine_time;
use crate::{Outcome, open};

/// Does what the command line says.
///
/// # Errors
/// The database does not open; there is no such organisation or identity; what is asked is refused.
pub(crate) async fn run(arguments: Identity) -> anyhow::Result<Outcome> {
    match arguments.what {
        IdentityWhat::Add { kind, name, tenant, roles, public, redirect, secret, beside } => {
            let engine = open::beside(&beside.data).await?;
            let new = NewIdentity {
                tenant: organisation(&engine, &tenant).await?,
                kind: kind.into(),
                name,
                roles: roles.into_iter().collect(),
                is_public: public,
                redirect_uris: redirect,
                secret: wanted(secret)?,
            };
            let (view, secret) = engine.create_identity(new, None, machine_time()).await?;
            println!("identity  {}", view.id);
            print_secret(secret.as_ref());
        }
        IdentityWhat::List { tenant, beside } => {
            let engine = open::beside(&beside.data).await?;
            let tenant = match tenant {
                Some(tenant) => Some(organisation(&engine, &tenant).await?.id()),
                None => None,
            };
            for view in everybody(&engine, tenant).await? {
                println!("{}", line(engine.partners(), &view));
            }
        }
        IdentityWhat::Show { one } => {
            let (engine, view) = known(&one).await?;
            show(engine.partners(), &view);
        }
        IdentityWhat::Roles { one, roles } => {
            let change =
                IdentityChange { roles: Some(roles.into_iter().collect()), ..IdentityChange::default() };
            changed(&one, &change).await?;
        }
        IdentityWhat::Disable { one } => bar(&one, true).await?,
        IdentityWhat::Enable { one } => bar(&one, false).await?,
        IdentityWhat::Remove { one } => {
            let (engine, view) = known(&one).await?;
            engine.remove_identity((view.tenant, view.id), None, machine_time()).await?;
            println!("removed {}", view.id);
        }
        IdentityWhat::Secret { what: SecretWhat::Add { one, secret } } => {
            let (engine, view) = known(&one).await?;
            let wanted = wanted(secret)?;
            let secret = engine.add_secret((view.tenant, view.id), wanted, None, machine_time()).await?;
            print_secret(Some(&secret));
        }
        IdentityWhat::Secret { what: SecretWhat::Remove { one, secret } } => {
            let (engine, view) = known(&one).await?;
            engine.remove_secret((view.tenant, view.id), secret, None, machine_time()).await?;
            println!("removed secret {secret}");
        }
    }
    Ok(Outcome::Done)
}

/// A partner or customer by domain or id.
///
/// # Errors
/// There is none.
pub(super) async fn organisation(engine: &Engine, tenant: &str) -> anyhow::Result<Tenant> {
    if let Some(partner) = engine.partners().find(tenant) {
        return Ok(Tenant::Partner(partner.id));
    }
    let customer = match tenant.parse() {
        Ok(id) => engine.store().customer(id).await?.map(|customer| customer.id),
        Err(_) => engine.store().customer_by_domain(tenant).await?,
    };
    customer
        .map(Tenant::Customer)
        .with_context(|| format!("there is no partner or customer {tenant}; name one by its domain or id"))
}

/// All identities that the database keeps, of one organisation or of all.
async fn everybody(engine: &Engine, tenant: Option<Uuid>) -> anyhow::Result<Vec<IdentityView>> {
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let query = IdentityQuery { tenant, after: after.as_ref(), limit: PAGE_ROWS_MAX };
        let page = engine.store().identities(query).await?;
        all.extend(page.items.into_iter().map(IdentityView::from));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// An identity by its id, or by its name where only one has it.
///
/// # Errors
/// There is none, or there are several.
pub(super) async fn find(engine: &Engine, named: &str) -> anyhow::Result<IdentityView> {
    if let Ok(id) = named.parse() {
        let stored = engine.store().identity(id).await?;
        return stored.map(IdentityView::from).with_context(|| {
            format!("the database keeps no identity {id}; those of the configuration are changed there")
        });
    }
    let mut found: Vec<IdentityView> = everybody(engine, None).await?;
    found.retain(|view| view.name.eq_ignore_ascii_case(named));
    match (found.pop(), found.len()) {
        (Some(view), 0) => Ok(view),
        (None, _) => bail!("the database keeps no identity named {named}"),
        (Some(_), others) => {
            bail!(
                "{} identities are named {named}; name one by its id, as `identity list` prints it",
                others + 1
            )
        }
    }
}

async fn known(one: &One) -> anyhow::Result<(Engine, IdentityView)> {
    let engine = open::beside(&one.beside.data).await?;
    let view = find(&engine, &one.identity).await?;
    Ok((engine, view))
}

async fn changed(one: &One, change: &IdentityChange) -> anyhow::Result<()> {
    let (engine, view) = known(one).await?;
    let view = engine.change_identity((view.tenant, view.id), change, None, machine_time()).await?;
    show(engine.partners(), &view);
    Ok(())
}

/// Disables or enables; an id that the database does not keep is taken for one of the configuration.
async fn bar(one: &One, disabled: bool) -> anyhow::Result<()> {
    let done = if disabled { "disabled" } else { "enabled" };
    let engine = open::beside(&one.beside.data).await?;
    if let Ok(id) = one.identity.parse::<Uuid>()
        && engine.store().identity(id).await?.is_none()
    {
        engine.bar_identity(id, disabled, machine_time()).await?;
        println!("{done} {id}, which must be one of the configuration: the database does not keep it");
        return Ok(());
    }
    let view = find(&engine, &one.identity).await?;
    let change = IdentityChange { disabled: Some(disabled), ..IdentityChange::default() };
    engine.change_identity((view.tenant, view.id), &change, None, machine_time()).await?;
    println!("{done} {}", view.id);
    Ok(())
}

fn wanted(options: SecretOptions) -> anyhow::Result<SecretWanted> {
    let chosen = if options.password_stdin {
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password).context("the password cannot be read")?;
        Some(password.trim_end_matches(['\n', '\r']).to_owned())
    } else {
        None
    };
    Ok(SecretWanted { description: options.description, expires_at: options.expires, chosen })
}

/// The one time that a secret is seen.
fn print_secret(secret: Option<&NewSecret>) {
    match secret {
        Some(secret) => {
            println!("secret    {} (its id {})", secret.plain, secret.kept.id);
            eprintln!(
                "This is the only time that the secret is shown. Keep it where only its owner finds it."
            );
        }
        None => println!("It keeps no secret: people sign in with it by a code and a proof."),
    }
}

fn place(partners: &Partners, tenant: Tenant) -> String {
    match tenant {
        Tenant::Partner(id) => {
            partners.get(id).map_or_else(|| id.to_string(), |partner| partner.domain.clone())
        }
        Tenant::Customer(id) => id.to_string(),
        Tenant::Publisher(id) => id.to_string(),
    }
}

fn line(partners: &Partners, view: &IdentityView) -> String {
    let roles: Vec<&str> = view.roles.iter().map(|role| role.code()).collect();
    let state = if view.disabled { "  (disabled)" } else { "" };
    let kind = view.kind.code();
    format!(
        "{}  {kind:<14}  {}  {}  {}{state}",
        view.id,
        place(partners, view.tenant),
        view.name,
        roles.join(",")
    )
}

fn show(partners: &Partners, view: &IdentityView) {
    println!("{}", line(partners, view));
    for uri in &view.redirect_uris {
        println!("  sent back to {uri}");
    }
    for secret in &view.secrets {
        let ends = secret.expires_at.map_or_else(|| "has no end".to_owned(), |at| format!("ends {at}"));
        println!("  secret {}  made {}  {ends}  {}", secret.id, secret.created_at, secret.description);
    }
}
