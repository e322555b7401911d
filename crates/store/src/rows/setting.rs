//! Settings of the installation that the program keeps for itself: the simulated clock, keys, the seed of the demo.

use crate::statement::{Guard, Write, statements};

statements! {
    /// A setting, new or changed.
    PUT_SETTING = "INSERT INTO settings (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    /// Forgets a setting.
    DELETE_SETTING = "DELETE FROM settings WHERE name = $1";
    /// A setting.
    SELECT_SETTING = "SELECT value FROM settings WHERE name = $1";
}

/// The write for a setting.
pub(crate) fn put(name: &str, value: Option<&str>) -> Write {
    match value {
        Some(value) => Write::one(&PUT_SETTING, vec![name.into(), value.into()], Guard::Rows(1)),
        None => Write::one(&DELETE_SETTING, vec![name.into()], Guard::Any),
    }
}
