//! Users of a customer and their licences. They are rows of their own: an account may have 100,000 of them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{SubscriptionId, UpgradeId, UserId};

/// A user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The sign-in name, unique in its company without regard to case.
    pub principal_name: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name on lists.
    pub display_name: String,
    /// ISO 3166 code; a licence needs it (LIC-106).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_location: Option<String>,
    /// The client's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immutable_id: Option<String>,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was deleted; it can be restored for some days (LIC-107).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// What the user had when deleted, for the restoration (LIC-107).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Assignment>,
}

/// A licence of a subscription in a user's hands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Assignment {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Services of the plan that are switched off for this user (LIC-02).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub excluded: BTreeSet<String>,
    /// Since when.
    pub since: Timestamp,
}

/// A user with all licences, as it is loaded for a decision about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserRecord {
    /// The user.
    pub user: User,
    /// Every licence it holds.
    pub assignments: Vec<Assignment>,
}

impl UserRecord {
    /// The licence of a subscription, where the user has it.
    #[must_use]
    pub fn assignment(&self, subscription: SubscriptionId) -> Option<&Assignment> {
        self.assignments.iter().find(|held| held.subscription == subscription)
    }
}

/// Something that an upgrade found out about one user and left for people (UPG-10, LIC-02).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The upgrade.
    pub upgrade: UpgradeId,
    /// The user.
    pub user: UserId,
    /// The service it concerns; none when it concerns the whole licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What it is.
    pub kind: FindingKind,
}

/// What an upgrade found out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingKind {
    /// The service was switched off for the user and is on again (LIC-02); make the choice again if it still holds.
    ServiceSwitchedOn,
    /// No seat was left in the new subscription (SELF-02).
    NoSeatLeft,
    /// The user has no usage location, without which no licence can be given (LIC-106).
    NoUsageLocation,
    /// The user already has the service from another subscription; one of the two must go (LIC-106).
    ServiceHeldElsewhere {
        /// The other subscription.
        subscription: SubscriptionId,
    },
    /// The licence must be given by hand, because the rules move none in this case (REN-06, UPG-105).
    AssignByHand,
}

impl FindingKind {
    /// Whether somebody has to do something before the user can work with the new plan (UPG-10).
    #[must_use]
    pub fn needs_work(&self) -> bool {
        !matches!(self, FindingKind::ServiceSwitchedOn)
    }
}
