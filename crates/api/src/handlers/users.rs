//! Users of a customer.

use axum::http::StatusCode;
use seatwright_domain::calendar::plus_days;
use seatwright_domain::command::{Command, UserChange, UserProfile};
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::ids::UserId;
use seatwright_domain::refusal::{Code, Reason, Refusals, Remedy, Subject, Who};
use seatwright_domain::rule::Rule;
use seatwright_domain::user::{User, UserRecord};
use seatwright_store::{UserCursor, UserQuery, UserSort, UserState, Want};

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Fields, Takes, find_word};
use crate::filter::{Filter, Operator};
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{
    Schema, blank_or, collection_of, flag_in, noticed, object, optional, text, text_in, words, words_in,
};
use crate::seek;
use crate::wire::{collection, user};
use seatwright_domain::role::Action;

/// The most users of a page, and what a page has when the client asks for no size.
const PAGE_MAX: u64 = 1000;
/// The longest part of a name, in characters; how long each may be is the rules' business.
const NAME_MAX: usize = 256;

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    const USERS: &str = "/v1/customers/{customer}/users";
    const USER: &str = "/v1/customers/{customer}/users/{user}";
    let shown = user::schema;
    vec![
        Route::get(USERS, Action::View, list)
            .about("The users of a customer, or the deleted ones that can be restored")
            .query(collection::seek_parameters(PAGE_MAX))
            .query([
                Parameter::has("filter", text()),
                Parameter::has("sortField", words(&["DisplayName", "UserPrincipalName"])),
                Parameter::has("sortDirection", words(&["ascending", "descending"])),
            ])
            .answers(200, collection_of(shown())),
        Route::post(USERS, Action::ManageUsers, create)
            .about("Creates a user")
            .takes(Schema::Named("NewUser", new_user))
            .answers(200, noticed(shown())),
        Route::get(USER, Action::View, get).about("One user").answers(200, shown()),
        Route::patch(USER, Action::ManageUsers, patch)
            .about("Changes a user, restores it (`state: active`), or takes a new password")
            .takes(Schema::Named("UserChange", user_change))
            .answers(200, noticed(shown())),
        Route::patch("/v1/customers/{customer}/users/{user}/resetpassword", Action::ManageUsers, patch)
            .about("Takes a new password")
            .takes(Schema::Named("UserChange", user_change))
            .answers(200, noticed(shown())),
        Route::delete(USER, Action::ManageUsers, delete)
            .about("Deletes a user; it can be restored for some days")
            .answers_bare(204),
    ]
}

fn new_user() -> Schema {
    object()
        .needs("userPrincipalName", text_in(1, NAME_MAX))
        .needs("firstName", text_in(1, NAME_MAX))
        .needs("lastName", text_in(1, NAME_MAX))
        .needs("displayName", text_in(1, NAME_MAX))
        .has("usageLocation", optional(text_in(0, 2)))
        .has("immutableId", optional(text_in(0, NAME_MAX)))
        .needs("passwordProfile", new_password())
}

fn new_password() -> Schema {
    object().needs("password", text_in(1, NAME_MAX)).has("forceChangePassword", optional(flag_in()))
}

fn user_change() -> Schema {
    object()
        .has("userPrincipalName", optional(text_in(0, NAME_MAX)))
        .has("firstName", optional(text_in(0, NAME_MAX)))
        .has("lastName", optional(text_in(0, NAME_MAX)))
        .has("displayName", optional(text_in(0, NAME_MAX)))
        .has("usageLocation", optional(text_in(0, 2)))
        .has("immutableId", optional(text_in(0, NAME_MAX)))
        .has("state", blank_or(words_in(&["active", "inactive"])))
        .has("passwordProfile", optional(password()))
}

fn password() -> Schema {
    object().has("password", optional(text_in(0, NAME_MAX))).has("forceChangePassword", optional(flag_in()))
}

/// The users, or the deleted ones that can be restored.
pub(crate) async fn list(call: Call) -> Answered {
    let loaded = call.account(Want::default()).await?;
    let mut query = UserQuery::of(loaded.account.id());
    query.state = wanted_state(&call)?;
    let sorts = [("DisplayName", UserSort::DisplayName), ("UserPrincipalName", UserSort::PrincipalName)];
    let takes = Takes::one_of(sorts.iter().map(|(name, _)| *name));
    query.sort = call.query.parsed("sortField", takes, |text| find_word(text, &sorts))?.unwrap_or_default();
    let directions = [("ascending", false), ("descending", true)];
    let takes = Takes::one_of(["ascending", "descending"]);
    query.descending =
        call.query.parsed("sortDirection", takes, |text| find_word(text, &directions))?.unwrap_or(false);
    let size = collection::size(&call, PAGE_MAX, 500)?;
    let read = |after, limit| users(&call, UserQuery { after, limit, ..query.clone() });
    let page = seek::page(&call, size, read).await?;
    let customer = loaded.account.id();
    let items = page.items.iter().map(|found| user::user(&found.user, customer).into()).collect();
    Ok(Reply::ok(collection::seek_page(&call, items, &page.place)))
}

/// The users behind a place, without those that can no longer be restored.
async fn users(call: &Call, query: UserQuery) -> Result<(Vec<UserRecord>, Option<UserCursor>), Fault> {
    let page = call.engine().store().users(&query).await?;
    let shown = page.items.into_iter().filter(|found| can_return(call, &found.user));
    Ok((shown.collect(), page.next))
}

/// Deleted users are shown for as long as they can be restored (LIC-107).
fn can_return(call: &Call, user: &User) -> bool {
    let now = call.engine().now();
    let days = call.engine().policies().at(now).licensing.restore_days;
    user.deleted_at.is_none_or(|deleted_at| now < plus_days(deleted_at, days))
}

fn wanted_state(call: &Call) -> Result<UserState, Fault> {
    let Some(filter) = Filter::of(call, &["UserState", "UserStatus"])? else { return Ok(UserState::Active) };
    let states = [("Active", UserState::Active), ("Inactive", UserState::Deleted)];
    let state = match filter.conjunction().as_deref() {
        Some([(_, Operator::Equals, value)]) => find_word(value, &states),
        _ => None,
    };
    state.ok_or_else(crate::filter::wrong)
}

/// The user of the path, by id or by sign-in name.
pub(super) async fn load(call: &Call) -> Result<UserRecord, Fault> {
    let customer = call.account(Want::default()).await?.account.id();
    let asked = call.value("user");
    let store = call.engine().store();
    let found = match asked.parse::<UserId>() {
        Ok(id) => store.user(customer, id).await?,
        Err(_) => store.user_by_name(customer, asked).await?,
    };
    found.ok_or_else(|| {
        let subject = asked.parse().map_or_else(|_| Subject::Field("user".to_owned()), Subject::User);
        let reason = Reason::new(Rule::Lic106, Code::UserUnknown, subject);
        Fault::refused(Refusals::from(reason.remedy(Remedy::ReadAgain, Who::Caller)))
    })
}

/// One user.
pub(crate) async fn get(call: Call) -> Answered {
    let found = load(&call).await?;
    Ok(Reply::ok(user::user(&found.user, call.customer()?)))
}

/// Creates a user. The password is told back, as the dialect does, out of the request itself: it is kept nowhere, because nobody
/// signs in with it here.
pub(crate) async fn create(call: Call) -> Answered {
    let (profile, password, force) = call.read(|body| {
        let passwords = body.object_needed("passwordProfile");
        let password = passwords.as_ref().and_then(|fields| fields.text_needed("password", NAME_MAX));
        let force = passwords.and_then(|fields| fields.flag("forceChangePassword"));
        Some((profile(body)?, password?, force.unwrap_or(true)))
    })?;
    let customer = call.customer()?;
    let reply = call
        .execute(Command::CreateUser { user: Box::new(profile) }, |_, decision| {
            Reply::ok(changed(decision).map_or(Json::Null, |found| user::user(found, customer).into()))
        })
        .await?;
    let told = Object::new().set("password", password).set("forceChangePassword", force);
    Ok(reply.with_member("passwordProfile", told.into()).header("Cache-Control", "no-store"))
}

fn force_change(body: &Fields<'_>) -> Option<bool> {
    let password = body.object("passwordProfile")?;
    password.text("password", NAME_MAX);
    password.flag("forceChangePassword")
}

fn profile(body: &Fields<'_>) -> Option<UserProfile> {
    let principal_name = body.text_needed("userPrincipalName", NAME_MAX);
    let first_name = body.text_needed("firstName", NAME_MAX);
    let last_name = body.text_needed("lastName", NAME_MAX);
    let display_name = body.text_needed("displayName", NAME_MAX);
    let usage_location = body.text("usageLocation", 2);
    let immutable_id = body.text("immutableId", NAME_MAX);
    Some(UserProfile {
        principal_name: principal_name?,
        first_name: first_name?,
        last_name: last_name?,
        display_name: display_name?,
        usage_location,
        immutable_id,
    })
}

/// The user that a decision created, changed, deleted or restored.
fn changed(decision: &Decision) -> Option<&User> {
    decision.events.iter().rev().find_map(|recorded| match &recorded.event {
        Event::UserCreated { user }
        | Event::UserChanged { user }
        | Event::UserDeleted { user }
        | Event::UserRestored { user, .. } => Some(user.as_ref()),
        _ => None,
    })
}

/// Changes a user, restores it (`state: active`), or takes a new password.
pub(crate) async fn patch(call: Call) -> Answered {
    let found = load(&call).await?;
    let current = &found.user;
    let (change, restores) = call.read(|body| {
        force_change(body);
        let states = [("active", true), ("inactive", false)];
        let state = body.word("state", &states).unwrap_or(false);
        Some((change(body, current), state && current.deleted_at.is_some()))
    })?;
    let mut commands = Vec::new();
    if restores {
        commands.push(Command::RestoreUser { user: current.id });
    }
    if change != UserChange::default() {
        commands.push(Command::ChangeUser { user: current.id, change: Box::new(change) });
    }
    let customer = call.customer()?;
    if commands.is_empty() {
        // A repetition finds nothing that differs any more.
        let repeated = call.answered().await?;
        return Ok(repeated.unwrap_or_else(|| Reply::ok(user::user(current, customer))));
    }
    call.execute(Command::All { commands }, |_, decision| {
        Reply::ok(Json::from(user::user(changed(decision).unwrap_or(current), customer)))
    })
    .await
}

/// What differs from the user as it is; clients send the whole of what they have read.
fn change(body: &Fields<'_>, current: &User) -> UserChange {
    let differs = |key: &str, max: usize, known: &str| body.text(key, max).filter(|new| new != known);
    UserChange {
        principal_name: differs("userPrincipalName", NAME_MAX, &current.principal_name),
        first_name: differs("firstName", NAME_MAX, &current.first_name),
        last_name: differs("lastName", NAME_MAX, &current.last_name),
        display_name: differs("displayName", NAME_MAX, &current.display_name),
        usage_location: differs("usageLocation", 2, current.usage_location.as_deref().unwrap_or("")),
        immutable_id: differs("immutableId", NAME_MAX, current.immutable_id.as_deref().unwrap_or("")),
    }
}

/// Deletes a user; it can be restored for some days (LIC-107).
pub(crate) async fn delete(call: Call) -> Answered {
    let user = load(&call).await?.user.id;
    call.execute(Command::DeleteUser { user }, |_, _| Reply::empty(StatusCode::NO_CONTENT)).await
}
