//! Users as they are at a point of a decision: their loaded records, with what the decision has already done to them.

use std::collections::BTreeSet;

use crate::calendar::plus_days;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::UserId;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;
use crate::user::{User, UserRecord};

/// The user, deleted or not. Refuses when there is none.
pub(super) fn user(draft: &mut Draft<'_>, id: UserId) -> Option<UserRecord> {
    let found = find(draft, id);
    if found.is_none() {
        draft.refuse(
            Reason::new(Rule::Role126, Code::UserUnknown, Subject::User(id))
                .remedy(Remedy::ReadAgain, Who::Caller),
        );
    }
    found
}

/// The user, when it is not deleted. Refuses otherwise.
pub(super) fn present_user(draft: &mut Draft<'_>, id: UserId) -> Option<UserRecord> {
    let found = user(draft, id)?;
    let Some(deleted_at) = found.user.deleted_at else { return Some(found) };
    let expected = "a user that is not deleted; this one has to be restored first".to_owned();
    draft.refuse(
        Reason::new(Rule::Lic107, Code::UserDeleted, Subject::User(id))
            .with("deleted_at", deleted_at.to_string())
            .remedy(Remedy::ChooseValue { expected }, Who::Caller),
    );
    None
}

/// Another user that has a sign-in name, without regard to case. A deleted user keeps its name for as long as it can be
/// restored with it (LIC-107).
pub(super) fn owner_of(draft: &Draft<'_>, name: &str, except: Option<UserId>) -> Option<UserId> {
    named(draft, name, except).find(|user| can_return(draft, user)).map(|user| user.id)
}

/// Takes a sign-in name from deleted users that can no longer be restored, because somebody else gets it. They keep a name
/// that follows from their id, so that names stay unique among all users that there ever were.
pub(super) fn release_name(draft: &mut Draft<'_>, name: &str, except: Option<UserId>) {
    let gone: Vec<User> = named(draft, name, except).filter(|user| !can_return(draft, user)).collect();
    for user in gone {
        let principal_name = format!("{}.{}", user.id.0.simple(), user.principal_name);
        draft.emit(Event::UserChanged { user: Box::new(User { principal_name, ..user }) });
    }
}

fn named<'d>(
    draft: &'d Draft<'_>,
    name: &'d str,
    except: Option<UserId>,
) -> impl Iterator<Item = User> + use<'d> {
    let loaded = draft.context.loaded.users.iter().map(|record| record.user.id);
    let made = draft.events().iter().filter_map(|recorded| match &recorded.event {
        Event::UserCreated { user } => Some(user.id),
        _ => None,
    });
    let ids: BTreeSet<UserId> = loaded.chain(made).filter(|id| Some(*id) != except).collect();
    ids.into_iter()
        .filter_map(|id| find(draft, id))
        .map(|record| record.user)
        .filter(|user| user.principal_name.eq_ignore_ascii_case(name))
}

/// Whether a user is there, or can still be restored (LIC-107).
pub(super) fn can_return(draft: &Draft<'_>, user: &User) -> bool {
    let days = draft.policy().licensing.restore_days;
    user.deleted_at.is_none_or(|deleted_at| draft.at < plus_days(deleted_at, days))
}

fn find(draft: &Draft<'_>, id: UserId) -> Option<UserRecord> {
    let mut record = draft.context.loaded.users.iter().find(|record| record.user.id == id).cloned();
    for recorded in draft.events() {
        fold(&mut record, id, &recorded.event);
    }
    record
}

/// What an event does to the record of one user; `rows` says the same to stores.
fn fold(record: &mut Option<UserRecord>, id: UserId, event: &Event) {
    match event {
        Event::UserCreated { user } if user.id == id => {
            *record = Some(UserRecord { user: (**user).clone(), assignments: Vec::new() });
        }
        Event::UserChanged { user } if user.id == id => {
            if let Some(record) = record {
                record.user = (**user).clone();
            }
        }
        Event::UserDeleted { user } if user.id == id => {
            *record = Some(UserRecord { user: (**user).clone(), assignments: Vec::new() });
        }
        Event::UserRestored { user, assigned } if user.id == id => {
            *record = Some(UserRecord { user: (**user).clone(), assignments: assigned.clone() });
        }
        Event::LicencesChanged { user, assigned, removed, .. } if *user == id => {
            if let Some(record) = record {
                record.assignments.retain(|held| {
                    !removed.contains(&held.subscription)
                        && !assigned.iter().any(|new| new.subscription == held.subscription)
                });
                record.assignments.extend(assigned.iter().cloned());
            }
        }
        Event::Cancelled { subscription, .. }
        | Event::Deleted { subscription, .. }
        | Event::SourceClosed { subscription, .. } => {
            if let Some(record) = record {
                record.assignments.retain(|held| held.subscription != *subscription);
            }
        }
        _ => {}
    }
}
