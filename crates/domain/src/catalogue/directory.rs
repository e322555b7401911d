//! What an installation knows beside what it sells: roles of a customer's directory, and topics that support is asked about.

use serde::{Deserialize, Serialize};

use crate::ids::DirectoryRoleId;

/// A role that users of a customer hold in their directory (LIC-104).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryRole {
    /// The directory's GUID.
    pub id: DirectoryRoleId,
    /// The name.
    pub name: String,
    /// The most users that hold it at one customer.
    pub members_max: u32,
    /// Whether its last holder keeps it until another user has it, because nobody could give it again.
    #[serde(default)]
    pub keeps_one: bool,
}

/// Something that support is asked about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportTopic {
    /// The number by which requests name it.
    pub id: u32,
    /// The name.
    pub name: String,
    /// What belongs to it.
    pub description: String,
}
