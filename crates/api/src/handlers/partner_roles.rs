//! The roles at a partner, and its people who hold them.

use seatwright_domain::role::{Action, Role, Side};
use seatwright_engine::identity::{IdentityKind, IdentityView};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::own::LOOKS_AFTER;
use crate::call::Call;
use crate::fault::Fault;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, guid, resource, text};
use crate::wire::{attributes, collection};

/// How many identities are read at once.
const AT_ONCE: usize = 500;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let role = Schema::Named("PartnerRole", || resource().needs("id", guid()).needs("name", text()));
    let member = Schema::Named("PartnerRoleMember", || {
        resource()
            .needs("id", guid())
            .needs("displayName", text())
            .needs("userPrincipalName", text())
            .needs("roleId", guid())
    });
    vec![
        Route::get("/v1/roles", Action::View, list)
            .about("The roles at a partner")
            .answers(200, collection_of(role))
            .also([404]),
        Route::get("/v1/roles/{role}/usermembers", LOOKS_AFTER, members)
            .about("The partner's people who hold a role")
            .answers(200, collection_of(member)),
    ]
}

/// The id of a role: it follows from its name, and is the same everywhere.
fn id(role: Role) -> Uuid {
    let digest = Sha256::digest(format!("partner role {role}"));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

const fn name(role: Role) -> &'static str {
    match role {
        Role::GlobalAdmin => "Global admin",
        Role::UserManagementAdmin => "User management admin",
        Role::AdminAgent => "Admin agent",
        Role::SalesAgent => "Sales agent",
        Role::HelpdeskAgent => "Helpdesk agent",
        Role::BillingAdmin => "Billing admin",
        // Those of other sides have no place in a partner's list.
        other => other.code(),
    }
}

fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| role.side() == Side::Partner)
}

async fn list(call: Call) -> Answered {
    call.partner().ok_or_else(Fault::nothing_here)?;
    let shown = |role| {
        Object::new()
            .set("id", id(role).to_string())
            .set("name", name(role))
            .set("attributes", attributes("Role"))
            .into()
    };
    Ok(Reply::ok(collection::collection(&call, roles().map(shown).collect())))
}

async fn members(call: Call) -> Answered {
    call.partner().ok_or_else(Fault::nothing_here)?;
    let asked = call.value("role");
    let role = roles().find(|role| asked.parse() == Ok(id(*role))).ok_or_else(Fault::nothing_here)?;
    let tenant = call.session()?.identity.tenant;
    let mut found: Vec<Json> = Vec::new();
    let mut after = None;
    loop {
        let page = call.engine().list_identities(tenant, after.as_ref(), AT_ONCE).await;
        let (views, next) = page.map_err(|error| call.failed(error))?;
        let holds = |view: &&IdentityView| view.kind == IdentityKind::Agent && view.roles.contains(&role);
        found.extend(views.iter().filter(holds).map(|view| member(view, role)));
        after = next;
        if after.is_none() {
            return Ok(Reply::ok(collection::collection(&call, found)));
        }
    }
}

fn member(view: &IdentityView, role: Role) -> Json {
    Object::new()
        .set("id", view.id.to_string())
        .set("displayName", view.name.split('@').next().unwrap_or_default())
        .set("userPrincipalName", view.name.as_str())
        .set("roleId", id(role).to_string())
        .set("attributes", attributes("UserMember"))
        .into()
}
