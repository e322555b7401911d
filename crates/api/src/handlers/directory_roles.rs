//! Roles of a customer's directory and who holds them (LIC-104).

use axum::http::StatusCode;
use seatwright_domain::account::Account;
use seatwright_domain::catalogue::DirectoryRole;
use seatwright_domain::command::Command;
use seatwright_domain::ids::{DirectoryRoleId, UserId};
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Who};
use seatwright_domain::role::Action;
use seatwright_domain::rule::Rule;
use seatwright_domain::user::User;
use seatwright_store::Want;

use super::users;
use crate::call::Call;
use crate::fault::Fault;
use crate::fields::TEXT_MAX;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Route};
use crate::schema::{Schema, collection_of, guid, id_in, object, optional, resource, text, text_in};
use crate::seek;
use crate::wire::{attributes, collection};

/// The most members of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1000;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const MEMBERS: &str = "/v1/customers/{customer}/directoryroles/{role}/usermembers";
    vec![
        Route::get("/v1/customers/{customer}/directoryroles", Action::View, roles)
            .about("The roles of a customer's directory")
            .answers(200, collection_of(role_schema())),
        Route::get("/v1/customers/{customer}/users/{user}/directoryroles", Action::View, of_user)
            .about("The roles that a user holds")
            .answers(200, collection_of(role_schema())),
        Route::get(MEMBERS, Action::View, members)
            .about("The users who hold a role")
            .query(collection::seek_parameters(PAGE_MAX))
            .answers(200, collection_of(member_schema())),
        Route::post(MEMBERS, Action::ManageUsers, add)
            .about("Gives a user a role")
            .takes(
                object()
                    .needs("id", id_in())
                    .has("displayName", optional(text_in(0, TEXT_MAX)))
                    .has("userPrincipalName", optional(text_in(0, TEXT_MAX))),
            )
            .answers(201, member_schema()),
        Route::delete(
            "/v1/customers/{customer}/directoryroles/{role}/usermembers/{user}",
            Action::ManageUsers,
            remove,
        )
        .about("Takes a role from a user")
        .answers_bare(204),
    ]
}

const fn role_schema() -> Schema {
    Schema::Named("DirectoryRole", || resource().needs("id", guid()).needs("name", text()))
}

const fn member_schema() -> Schema {
    Schema::Named("UserMember", || {
        resource()
            .needs("id", guid())
            .needs("displayName", text())
            .needs("userPrincipalName", text())
            .needs("roleId", guid())
    })
}

fn shown(role: &DirectoryRole) -> Json {
    Object::new()
        .set("id", role.id.to_string())
        .set("name", role.name.as_str())
        .set("attributes", attributes("DirectoryRole"))
        .into()
}

fn member(user: &User, role: DirectoryRoleId) -> Json {
    Object::new()
        .set("id", user.id.to_string())
        .set("displayName", user.display_name.as_str())
        .set("userPrincipalName", user.principal_name.as_str())
        .set("roleId", role.to_string())
        .set("attributes", attributes("UserMember"))
        .into()
}

/// All roles.
pub(crate) async fn roles(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let items = call.engine().catalogue().directory_roles.values().map(shown).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The roles of a user.
pub(crate) async fn of_user(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let user = users::load(&call).await?.user.id;
    let held = &loaded.account.head.role_members;
    let holds = |role: &&DirectoryRole| held.get(&role.id).is_some_and(|members| members.contains(&user));
    let items = call.engine().catalogue().directory_roles.values().filter(holds).map(shown).collect();
    Ok(Reply::ok(collection::collection(&call, items)))
}

/// The users who hold a role, in order of their ids.
pub(crate) async fn members(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let role = known(&call)?;
    let size = collection::size(&call, PAGE_MAX, 1000)?;
    let page = seek::page(&call, size, |after, limit| {
        std::future::ready(Ok(behind(&loaded.account, role, after, limit)))
    })
    .await?;
    let mut items = Vec::with_capacity(page.items.len());
    for user in &page.items {
        if let Some(found) = call.engine().store().user(loaded.account.id(), *user).await? {
            items.push(member(&found.user, role));
        }
    }
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// The members behind one, and the last of them where there are more.
fn behind(
    account: &Account,
    role: DirectoryRoleId,
    after: Option<UserId>,
    limit: usize,
) -> (Vec<UserId>, Option<UserId>) {
    let members = account.head.role_members.get(&role).into_iter().flatten().copied();
    let mut rest = members.filter(|user| after.is_none_or(|after| *user > after));
    let taken: Vec<UserId> = rest.by_ref().take(limit).collect();
    let next = rest.next().and_then(|_| taken.last().copied());
    (taken, next)
}

/// The role of the path. What is no id names no role.
fn known(call: &Call) -> Result<DirectoryRoleId, Fault> {
    let id = call.value("role").parse().ok();
    let id = id.filter(|id| call.engine().catalogue().directory_roles.contains_key(id));
    id.ok_or_else(|| {
        let reason = Reason::field(Rule::Lic104, Code::DirectoryRoleUnknown, "role");
        Fault::refused(Refusals::from(reason.remedy(Remedy::ReadAgain, Who::Caller)))
    })
}

/// Gives a user a role.
pub(crate) async fn add(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let role = known(&call)?;
    let user = call.read(|body| {
        body.text("displayName", TEXT_MAX);
        body.text("userPrincipalName", TEXT_MAX);
        body.id_needed::<UserId>("id")
    })?;
    let found = call.engine().store().user(loaded.account.id(), user).await?;
    call.execute(Command::GiveRole { role, user }, |_, _| {
        Reply::created(found.as_ref().map_or(Json::Null, |found| member(&found.user, role)))
    })
    .await
}

/// Takes a role from a user.
pub(crate) async fn remove(call: Call) -> Answered {
    call.account(Want::default()).await?;
    let role = known(&call)?;
    let user = users::load(&call).await?.user.id;
    call.execute(Command::TakeRole { role, user }, |_, _| Reply::empty(StatusCode::NO_CONTENT)).await
}
