//! The catalogue that comes with the program.

use std::sync::LazyLock;

use super::Catalogue;
use crate::fault::Fault;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!("catalogue/", $name), include_str!(concat!("../../../../data/catalogue/", $name)))),+]
    };
}

/// The files of the catalogue that comes with the program, as names and texts.
pub const FILES: &[(&str, &str)] = files![
    "services.toml",
    "plans.toml",
    "markets.toml",
    "offers-classic.toml",
    "offers-new-commerce.toml",
    "addons.toml",
    "trials.toml",
    "offers-public-sector.toml",
    "marketplace.toml",
    "prices-classic.toml",
    "prices-new-commerce.toml",
    "prices-marketplace.toml",
    "promotions.toml",
    "directory.toml",
    "support.toml",
];

/// Read once: programs ask once, but tests ask in every case.
static EMBEDDED: LazyLock<Result<Catalogue, Vec<Fault>>> = LazyLock::new(|| Catalogue::parse(FILES));

impl Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// The faults of the data; there are none in a program whose tests have passed.
    pub fn embedded() -> Result<Self, Vec<Fault>> {
        EMBEDDED.clone()
    }
}
