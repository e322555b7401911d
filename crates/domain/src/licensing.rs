//! Users and their licences.
//!
//! A licence is a seat of one subscription in the hands of one user. Whoever may assign, seats are given only from
//! subscriptions that users can use at the time (SUSP-02), and a partner gives and takes only what it sold itself (LIC-108).
//! Marketplace subscriptions have no plan here: their licences are the publisher's business (LIC-109).

mod assign;
mod clash;
mod directory;
mod pool;
mod records;
mod users;

use crate::command::Command;
use crate::decision::Draft;
use crate::rule::Rule;

pub use self::clash::clashes;
pub use self::pool::{LicenceConflict, SeatPool, conflict, seat_pool};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[
    Rule::Role03,
    Rule::Role126,
    Rule::Lic101,
    Rule::Lic103,
    Rule::Lic104,
    Rule::Lic106,
    Rule::Lic107,
    Rule::Lic108,
    Rule::Lic109,
    Rule::Susp02,
];

/// Decides the commands of this module.
pub(crate) fn decide(draft: &mut Draft<'_>, command: &Command) {
    match command {
        Command::CreateUser { user } => users::create(draft, user),
        Command::ChangeUser { user, change } => users::change(draft, *user, change),
        Command::DeleteUser { user } => users::delete(draft, *user),
        Command::RestoreUser { user } => users::restore(draft, *user),
        Command::ChangeLicences { user, assign, remove } => assign::change(draft, *user, assign, remove),
        Command::GiveRole { role, user } => directory::give(draft, *role, *user),
        Command::TakeRole { role, user } => directory::take(draft, *role, *user),
        // The other commands are decided elsewhere and never come here.
        _ => {}
    }
}
