//! Creating, changing, deleting and restoring users.

use crate::access;
use crate::calendar::plus_days;
use crate::command::{UserChange, UserProfile};
use crate::decision::Draft;
use crate::event::Event;
use crate::fields::{Fields, LINE_MAX, NAME_MAX, is_domain};
use crate::ids::UserId;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::Subscription;
use crate::user::{Assignment, User};

use super::{directory, records};

/// The longest part of a sign-in name before the `@`, in characters.
const LOCAL_MAX: usize = 64;
/// The longest sign-in name, in characters.
const PRINCIPAL_MAX: usize = 254;

/// Creates a user.
pub(super) fn create(draft: &mut Draft<'_>, wanted: &UserProfile) {
    allowed(draft);
    let user = User {
        id: UserId(draft.ids.next(draft.at)),
        principal_name: wanted.principal_name.clone(),
        first_name: wanted.first_name.clone(),
        last_name: wanted.last_name.clone(),
        display_name: wanted.display_name.clone(),
        usage_location: wanted.usage_location.as_deref().map(str::to_ascii_uppercase),
        immutable_id: wanted.immutable_id.clone(),
        created_at: draft.at,
        deleted_at: None,
        held: Vec::new(),
    };
    check(draft, &user, None);
    if !draft.is_refused() {
        records::release_name(draft, &user.principal_name, None);
        draft.emit(Event::UserCreated { user: Box::new(user) });
    }
}

/// Changes a user; a change that changes nothing is no event.
pub(super) fn change(draft: &mut Draft<'_>, id: UserId, wanted: &UserChange) {
    allowed(draft);
    let Some(record) = records::present_user(draft, id) else { return };
    let mut user = record.user.clone();
    set(&mut user.principal_name, wanted.principal_name.as_ref());
    set(&mut user.first_name, wanted.first_name.as_ref());
    set(&mut user.last_name, wanted.last_name.as_ref());
    set(&mut user.display_name, wanted.display_name.as_ref());
    if let Some(location) = &wanted.usage_location {
        user.usage_location = Some(location.to_ascii_uppercase());
    }
    if let Some(immutable_id) = &wanted.immutable_id {
        user.immutable_id = Some(immutable_id.clone());
    }
    check(draft, &user, Some(id));
    if !draft.is_refused() && user != record.user {
        records::release_name(draft, &user.principal_name, Some(id));
        draft.emit(Event::UserChanged { user: Box::new(user) });
    }
}

/// Deletes a user. Its seats are free at once; what it held is kept for the restoration (LIC-107).
pub(super) fn delete(draft: &mut Draft<'_>, id: UserId) {
    allowed(draft);
    let Some(record) = records::present_user(draft, id) else { return };
    for held in &record.assignments {
        let locked = draft
            .subscription(held.subscription)
            .and_then(|subscription| access::locked_by_upgrade(&draft.account, subscription));
        draft.refuse_all(locked);
    }
    directory::may_leave(draft, id);
    if !draft.is_refused() {
        let user = User { deleted_at: Some(draft.at), held: record.assignments, ..record.user };
        draft.emit(Event::UserDeleted { user: Box::new(user) });
    }
}

/// Restores a deleted user with its former licences, as far as their subscriptions are live and have free seats (LIC-107).
/// Restoring a user that is not deleted changes nothing.
pub(super) fn restore(draft: &mut Draft<'_>, id: UserId) {
    allowed(draft);
    let Some(record) = records::user(draft, id) else { return };
    let Some(deleted_at) = record.user.deleted_at else { return };
    if !records::can_return(draft, &record.user) {
        let days = draft.policy().licensing.restore_days;
        draft.refuse(
            Reason::new(Rule::Lic107, Code::RestoreTooLate, Subject::User(id))
                .with("deleted_at", deleted_at.to_string())
                .with("until", plus_days(deleted_at, days).to_string())
                .with("days", days)
                .remedy(Remedy::ChooseValue { expected: "a new user".to_owned() }, Who::Caller),
        );
    }
    name_is_free(draft, &record.user.principal_name, Some(id));
    if draft.is_refused() {
        return;
    }
    let assigned = record.user.held.iter().filter_map(|held| given_back(draft, held)).collect();
    let user = User { deleted_at: None, held: Vec::new(), ..record.user };
    draft.emit(Event::UserRestored { user: Box::new(user), assigned });
}

/// The licence that a restored user gets back. An upgrade that works on the subscription counts its users, so none is
/// added to it meanwhile.
fn given_back(draft: &Draft<'_>, held: &Assignment) -> Option<Assignment> {
    let takes = |subscription: &&Subscription| {
        subscription.is_live() && subscription.free_seats() > 0 && subscription.locked_by.is_none()
    };
    let subscription = draft.subscription(held.subscription).filter(takes)?;
    let plan = draft.context.catalogue.plan(subscription.plan?)?;
    // The subscription may have another plan by now; choices about services that it does not have are void.
    let excluded = held.excluded.iter().filter(|name| plan.services.contains(name)).cloned().collect();
    Some(Assignment { subscription: held.subscription, excluded, since: draft.at })
}

/// Role, relationship and delegated rights: users belong to no single service.
pub(super) fn allowed(draft: &mut Draft<'_>) {
    let reasons = access::to_account(&draft.account, Action::ManageUsers, &draft.context);
    draft.refuse_all(reasons);
    let missing = access::delegation(&draft.account, None, Rule::Role03, &draft.context);
    draft.refuse_all(missing);
}

fn set(field: &mut String, wanted: Option<&String>) {
    if let Some(wanted) = wanted {
        field.clone_from(wanted);
    }
}

/// Every fault of the user's fields, and a sign-in name that is taken.
fn check(draft: &mut Draft<'_>, user: &User, except: Option<UserId>) {
    let mut fields = Fields::new(Rule::Role126);
    let expected = "a sign-in name, as name@company.example";
    fields.require(
        is_principal_name(&user.principal_name),
        "userPrincipalName",
        &user.principal_name,
        expected,
    );
    fields.text("displayName", &user.display_name, LINE_MAX);
    fields.optional("firstName", Some(&user.first_name), NAME_MAX);
    fields.optional("lastName", Some(&user.last_name), NAME_MAX);
    fields.optional("immutableId", user.immutable_id.as_deref(), LINE_MAX);
    draft.refuse_all(fields.faults());
    let mut fields = Fields::new(Rule::Lic106);
    if let Some(location) = &user.usage_location {
        let shape = location.len() == 2 && location.bytes().all(|byte| byte.is_ascii_uppercase());
        fields.require(shape, "usageLocation", location, "the two letters of a country, as NL");
    }
    draft.refuse_all(fields.faults());
    name_is_free(draft, &user.principal_name, except);
}

fn name_is_free(draft: &mut Draft<'_>, name: &str, except: Option<UserId>) {
    if records::owner_of(draft, name, except).is_some() {
        let remedy = Remedy::ChooseValue { expected: "a sign-in name that no other user has".to_owned() };
        draft.refuse(
            Reason::field(Rule::Role126, Code::PrincipalNameTaken, "userPrincipalName")
                .with("value", name)
                .remedy(remedy, Who::Caller),
        );
    }
}

fn is_principal_name(name: &str) -> bool {
    let Some((local, domain)) = name.rsplit_once('@') else { return false };
    let takes = |byte: u8| byte.is_ascii_alphanumeric() || b"'.-_!#^~".contains(&byte);
    (1..=LOCAL_MAX).contains(&local.len())
        && name.len() <= PRINCIPAL_MAX
        && local.bytes().all(takes)
        && !local.ends_with('.')
        && is_domain(domain)
}
