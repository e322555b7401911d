//! Users as they are at a point of a decision: their loaded records, with what the decision has already done to them.

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
    let loaded = draft.context.loaded.users.iter().map(|record| record.user.id);
    let made = draft.events().iter().filter_map(|recorded| match &recorded.event {
        Event::UserCreated { user } => Some(user.id),
        _ => None,
    });
    loaded
        .chain(made)
        .filter(|id| Some(*id) != except)
        .filter_map(|id| find(draft, id))
        .find(|record| {
            record.user.principal_name.eq_ignore_ascii_case(name) && can_return(draft, &record.user)
        })
        .map(|record| record.user.id)
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
