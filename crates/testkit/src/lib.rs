//! What tests and fuzz targets of the wire share: an installation in memory, the people and partners in it, bodies that clients send,
//! and the comparison of every answer with the OpenAPI document. Faults of the caller panic: nothing here runs outside of tests.

pub mod body;
pub mod contract;
mod installation;
pub mod noise;
pub mod people;

pub use installation::{ISSUER, Installation, MACHINE_TIME, Time, ask, machine_time};

/// Offers and plans of the catalogue that comes with the program.
pub mod offer {
    /// Business Basic, classic.
    pub const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
    /// Business Standard, classic: what `BASIC` is upgraded to.
    pub const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
    /// Office 365 E1, classic.
    pub const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
    /// An add-on of `BASIC`.
    pub const ARCHIVE: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
    /// Business Basic of new commerce.
    pub const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
    /// Business Standard of new commerce: what `NCE_BASIC` is upgraded to.
    pub const NCE_STANDARD: &str = "CFQ7TTC0LDPB:0001";
    /// The plan behind `BASIC` and `NCE_BASIC`, as licences name it.
    pub const BASIC_PLAN: &str = "3b555118-da6a-4418-894f-7df1e2096870";
}

/// An id that nothing has.
pub const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";
