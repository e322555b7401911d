//! Roles that users of a customer hold in their directory (LIC-104). Whoever manages users gives and takes them; they say
//! what somebody may do in the customer's own services and change nothing here.

use crate::catalogue::DirectoryRole;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::{DirectoryRoleId, UserId};
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;

use super::{records, users};

/// Gives a user a role.
pub(super) fn give(draft: &mut Draft<'_>, role: DirectoryRoleId, user: UserId) {
    users::allowed(draft);
    let known = role_of(draft, role);
    let present = records::present_user(draft, user);
    let (Some(known), Some(_)) = (known, present) else { return };
    let members = draft.account.head.role_members.get(&role);
    let count = members.map_or(0, |members| u32::try_from(members.len()).unwrap_or(u32::MAX));
    if members.is_some_and(|members| members.contains(&user)) {
        draft.refuse(about(Code::DirectoryRoleHeld, user, &known).remedy(Remedy::ReadAgain, Who::Caller));
    } else if count >= known.members_max {
        let expected = "a role that fewer users have, or this one once somebody else has lost it".to_owned();
        draft.refuse(
            about(Code::DirectoryRoleFull, user, &known)
                .with("max", known.members_max)
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    if !draft.is_refused() {
        draft.emit(Event::RoleGiven { role, user });
    }
}

/// Takes a role from a user.
pub(super) fn take(draft: &mut Draft<'_>, role: DirectoryRoleId, user: UserId) {
    users::allowed(draft);
    let known = role_of(draft, role);
    let found = records::user(draft, user);
    let (Some(known), Some(_)) = (known, found) else { return };
    if !holds(draft, role, user) {
        draft.refuse(about(Code::DirectoryRoleNotHeld, user, &known).remedy(Remedy::ReadAgain, Who::Caller));
    }
    last_one(draft, &known, user);
    if !draft.is_refused() {
        draft.emit(Event::RoleTaken { role, user });
    }
}

/// Refuses when the user, who is about to be deleted, is the last holder of a role that keeps one.
pub(super) fn may_leave(draft: &mut Draft<'_>, user: UserId) {
    let held: Vec<DirectoryRole> = draft
        .account
        .head
        .role_members
        .keys()
        .filter_map(|role| draft.context.catalogue.directory_roles.get(role).cloned())
        .collect();
    for role in held {
        last_one(draft, &role, user);
    }
}

fn holds(draft: &Draft<'_>, role: DirectoryRoleId, user: UserId) -> bool {
    draft.account.head.role_members.get(&role).is_some_and(|members| members.contains(&user))
}

fn last_one(draft: &mut Draft<'_>, role: &DirectoryRole, user: UserId) {
    let alone = draft.account.head.role_members.get(&role.id).is_some_and(|members| members.len() == 1);
    if role.keeps_one && alone && holds(draft, role.id, user) {
        let expected = "this user once another one has the role too".to_owned();
        draft.refuse(
            about(Code::DirectoryRoleLast, user, role).remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
}

/// The role of the catalogue. Refuses when there is none.
fn role_of(draft: &mut Draft<'_>, role: DirectoryRoleId) -> Option<DirectoryRole> {
    let found = draft.context.catalogue.directory_roles.get(&role).cloned();
    if found.is_none() {
        draft.refuse(
            Reason::field(Rule::Lic104, Code::DirectoryRoleUnknown, "role")
                .with("value", role.to_string())
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    found
}

fn about(code: Code, user: UserId, role: &DirectoryRole) -> Reason {
    Reason::new(Rule::Lic104, code, Subject::User(user)).with("role", role.name.clone())
}
