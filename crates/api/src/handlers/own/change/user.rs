//! Changes to users and their licences.

use seatwright_domain::command::{Command, LicenceWish};

use super::{Present, ids};
use crate::fields::{Fields, ITEMS_MAX};

pub(super) fn licences(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    let user = fields.id_needed("user");
    let assign = fields.objects("assign", ITEMS_MAX);
    let assign: Vec<Option<LicenceWish>> = assign.iter().map(wish).collect();
    let remove = ids(fields, "remove", ITEMS_MAX);
    Some(Command::ChangeLicences { user: user?, assign: assign.into_iter().collect::<Option<_>>()?, remove })
}

fn wish(fields: &Fields<'_>) -> Option<LicenceWish> {
    let plan = fields.id_needed("skuId");
    let excluded = fields.texts("switchedOff", ITEMS_MAX);
    let excluded = excluded.iter().map(|name| name.to_ascii_uppercase()).collect();
    Some(LicenceWish { plan: plan?, excluded })
}

pub(super) fn delete(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::DeleteUser { user: fields.id_needed("user")? })
}

pub(super) fn restore(fields: &Fields<'_>, _: &Present) -> Option<Command> {
    Some(Command::RestoreUser { user: fields.id_needed("user")? })
}
