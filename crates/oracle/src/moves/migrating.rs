//! Migrations to new commerce as moves. They stand beside the other kinds and not among their weights, so that the histories of a
//! seed stay what they are.

use seatwright_domain::calendar::{add_days, day_of};
use seatwright_domain::command::Command;
use seatwright_domain::migration::{MigrationDay, MigrationWish, PartWish};

use super::{Kind, Move, PLANS, TERMS, pick, shared_end, subject};
use crate::world::World;

impl Move {
    /// The same moment with a migration instead of what it was; `later` for one that waits for its day.
    #[must_use]
    pub fn migrating(self, later: bool) -> Self {
        Self { kind: if later { Kind::MigrateLater } else { Kind::Migrate }, ..self }
    }
}

/// The command that a move is, if there is anything to migrate.
pub(super) fn command(world: &World, m: Move) -> Option<Command> {
    let wish = Box::new(wish(world, m)?);
    if m.kind == Kind::Migrate {
        return Some(Command::MigrateToNewCommerce { wish });
    }
    let date = add_days(day_of(world.now), 1 + u32::from(m.c % 200));
    let day = if m.b.is_multiple_of(3) { MigrationDay::Renewal } else { MigrationDay::On { date } };
    Some(Command::ScheduleMigration { wish, day })
}

/// Everything kept, or another term or plan, a whole term, a shared end, other seats; with all add-ons that are there.
fn wish(world: &World, m: Move) -> Option<MigrationWish> {
    let held = subject(world, m)?;
    let mut wish = MigrationWish::of(held.id);
    let base = &mut wish.base;
    base.full_term = m.b.is_multiple_of(4);
    base.term = m.c.is_multiple_of(4).then(|| pick(&TERMS, m.d)).flatten();
    base.billing = m.d.is_multiple_of(4).then(|| pick(&PLANS, m.c % 2)).flatten();
    base.seats = m.b.is_multiple_of(5).then(|| 1 + u32::from(m.c % 25));
    if m.d.is_multiple_of(5) && !base.full_term {
        let term = base.term.unwrap_or(held.term.length);
        base.custom_end = shared_end(world, &held.seller, term, m);
    }
    let add_ons = world.account.addons_of(held.id).filter(|add_on| add_on.is_active());
    wish.add_ons = add_ons.map(|add_on| PartWish::of(add_on.id)).collect();
    Some(wish)
}
