//! The policies that come with the program.

use super::Policies;
use crate::fault::Fault;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!("policies/", $name), include_str!(concat!("../../../../data/policies/", $name)))),+]
    };
}

/// The files of the policies that come with the program, as names and texts.
pub const FILES: &[(&str, &str)] = files!["2021-09.toml", "2021-10.toml", "2022-03.toml", "2025-04.toml"];

impl Policies {
    /// The policies that come with the program.
    ///
    /// # Errors
    /// The faults of the data; there are none in a program whose tests have passed.
    pub fn embedded() -> Result<Self, Vec<Fault>> {
        Self::parse(FILES)
    }
}
