//! What time does to one account, as far as it can be decided without reading more: due moments are carried out one by
//! one and gathered into one commit. Pure, so that a run can do it on all processors at once.

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::advance::{Step, UserBatch, UsersWanted, advance, next_due};
use seatwright_domain::decision::{Decision, Rows};
use seatwright_domain::role::Caller;
use uuid::Uuid;

use crate::rules::Rules;

/// The most events that are gathered before they are committed: enough to make the commit's own cost small, few enough
/// that one account does not hold up the others or fill the memory.
const EVENTS_PER_COMMIT_MAX: usize = 256;

/// What is to be done about an account now.
#[derive(Debug)]
pub(crate) enum Due {
    /// Nothing is due.
    Nothing,
    /// Commit this. `more` says whether something may be due right afterwards.
    Commit {
        /// Everything that happened.
        decision: Box<Decision>,
        /// Whether to look again after the commit.
        more: bool,
    },
    /// Users must be read before anything can happen.
    Users(UsersWanted),
    /// A moment is due that the rules do nothing about; looking again would find it for ever.
    Stuck(Timestamp),
}

/// Decides what is due up to `until`. Each moment is decided as if it were now, so that it makes no difference whether
/// time moves in one step or in many.
pub(crate) fn decide_due(
    account: &Account,
    until: Timestamp,
    mut users: Option<&UserBatch>,
    rules: &Rules,
) -> Due {
    let caller = Caller::system();
    let loaded = Rows::default();
    let mut gathered: Option<Box<Decision>> = None;
    loop {
        let account = gathered.as_ref().map_or(account, |decision| &decision.account);
        let due = next_due(account).filter(|due| *due <= until);
        let full = gathered.as_ref().is_some_and(|decision| decision.events.len() >= EVENTS_PER_COMMIT_MAX);
        let (Some(due), false) = (due, full) else {
            return gathered.map_or(Due::Nothing, |decision| Due::Commit { decision, more: due.is_some() });
        };
        // The seed is not used: what time makes takes its ids from the account and its version.
        let context = rules.context(&caller, due, Uuid::nil(), &loaded);
        match advance(account, due, users.take(), &context) {
            Step::Decided(decision) if !decision.events.is_empty() => gather(&mut gathered, decision),
            Step::NeedsUsers(wanted) if gathered.is_none() => return Due::Users(wanted),
            Step::NeedsUsers(_) => {
                return gathered.map_or(Due::Nothing, |decision| Due::Commit { decision, more: true });
            }
            Step::Idle | Step::Decided(_) => {
                return gathered.map_or(Due::Stuck(due), |decision| Due::Commit { decision, more: true });
            }
        }
    }
}

/// Adds what happened next to what happened so far.
fn gather(gathered: &mut Option<Box<Decision>>, next: Box<Decision>) {
    let Some(so_far) = gathered else {
        *gathered = Some(next);
        return;
    };
    let next = *next;
    so_far.events.extend(next.events);
    so_far.messages.extend(next.messages);
    so_far.notices.extend(next.notices);
    so_far.account = next.account;
}
