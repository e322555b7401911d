//! Questions for lists. Every list is bounded and read by keyset: a page begins after the last key of the page before, so
//! pages stay complete and free of repetitions while rows come and go.

use jiff::Timestamp;
use seatwright_domain::customer::Customer;
use seatwright_domain::event::Recorded;
use seatwright_domain::ids::{CustomerId, OrderId, PartnerId, SubscriptionId, UpgradeId, UserId};
use seatwright_domain::user::Finding;
use serde::{Deserialize, Serialize};

use crate::chain::ChainHash;

/// The most rows of a page; a higher limit is taken for this one.
pub const PAGE_ROWS_MAX: usize = 1_000;

/// A page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T, C> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page begins; none when this is the last one.
    pub next: Option<C>,
}

/// An account to which something happens by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Due {
    /// When, rounded up to whole microseconds.
    pub at: Timestamp,
    /// To which.
    pub customer: CustomerId,
}

/// Which customers of a partner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomerQuery {
    /// The partner; only customers with a relationship to it are found.
    pub partner: PartnerId,
    /// Only companies whose name begins like this, in any case.
    pub company_prefix: Option<String>,
    /// Only customers whose domain begins like this, in any case.
    pub domain_prefix: Option<String>,
    /// Only customers that this indirect reseller looks after, by location number.
    pub reseller: Option<String>,
    /// In which order.
    pub order: CustomerOrder,
    /// After which place.
    pub after: Option<CustomerCursor>,
    /// How many at most.
    pub limit: usize,
}

impl CustomerQuery {
    /// All customers of a partner by name, from the first.
    #[must_use]
    pub fn of(partner: PartnerId) -> Self {
        Self {
            partner,
            company_prefix: None,
            domain_prefix: None,
            reseller: None,
            order: CustomerOrder::CompanyName,
            after: None,
            limit: PAGE_ROWS_MAX,
        }
    }
}

/// The order of customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CustomerOrder {
    /// By company name without regard to case, then by id.
    #[default]
    CompanyName,
    /// By id.
    Id,
}

/// A place in a list of customers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct CustomerCursor {
    /// The company's name as it is compared.
    pub company_key: String,
    /// The customer.
    pub customer: CustomerId,
}

impl CustomerCursor {
    /// The place of a customer in the order of company names.
    #[must_use]
    pub fn of(customer: &Customer) -> Self {
        Self { company_key: crate::rows::key(&customer.company_name), customer: customer.id }
    }
}

/// Which subscriptions of a customer. The order is by id, which is by age.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubscriptionQuery {
    /// The customer.
    pub customer: CustomerId,
    /// Only those sold by this partner.
    pub partner: Option<PartnerId>,
    /// Only those of this indirect reseller.
    pub reseller: Option<String>,
    /// Only those that came from this order.
    pub order: Option<OrderId>,
    /// Only add-ons of this base.
    pub parent: Option<SubscriptionId>,
    /// Whether deleted ones are wanted too.
    pub with_deleted: bool,
    /// After which one.
    pub after: Option<SubscriptionId>,
    /// How many at most.
    pub limit: usize,
}

impl SubscriptionQuery {
    /// All subscriptions of a customer in every state, from the first.
    #[must_use]
    pub fn of(customer: CustomerId) -> Self {
        Self {
            customer,
            partner: None,
            reseller: None,
            order: None,
            parent: None,
            with_deleted: true,
            after: None,
            limit: PAGE_ROWS_MAX,
        }
    }
}

/// Which orders of a customer. The order is by id, which is by age.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderQuery {
    /// The customer.
    pub customer: CustomerId,
    /// Only those placed by this partner.
    pub partner: Option<PartnerId>,
    /// After which one.
    pub after: Option<OrderId>,
    /// How many at most.
    pub limit: usize,
}

impl OrderQuery {
    /// All orders of a customer, from the first.
    #[must_use]
    pub fn of(customer: CustomerId) -> Self {
        Self { customer, partner: None, after: None, limit: PAGE_ROWS_MAX }
    }
}

/// Which users of a customer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserQuery {
    /// The customer.
    pub customer: CustomerId,
    /// In which state.
    pub state: UserState,
    /// In which order.
    pub sort: UserSort,
    /// Whether the order is turned round.
    pub descending: bool,
    /// Only those whose name begins like this in any case: the name that is sorted by. Has no meaning in order of ids.
    pub prefix: Option<String>,
    /// After which place.
    pub after: Option<UserCursor>,
    /// How many at most.
    pub limit: usize,
}

impl UserQuery {
    /// The users of a customer that are not deleted by display name, from the first.
    #[must_use]
    pub fn of(customer: CustomerId) -> Self {
        Self {
            customer,
            state: UserState::Active,
            sort: UserSort::DisplayName,
            descending: false,
            prefix: None,
            after: None,
            limit: PAGE_ROWS_MAX,
        }
    }
}

/// The state of a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum UserState {
    /// Not deleted.
    #[default]
    Active,
    /// Deleted; it can be restored for some days (LIC-107).
    Deleted,
}

/// The order of users.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum UserSort {
    /// By the name on lists without regard to case, then by id.
    #[default]
    DisplayName,
    /// By sign-in name without regard to case.
    PrincipalName,
    /// By id, which is by age.
    Id,
}

/// A place in a list of users.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct UserCursor {
    /// The name as it is compared; empty in order of ids.
    pub key: String,
    /// The user.
    pub user: UserId,
}

/// Which findings of an upgrade. The order is that of the users' ids, as the upgrade went through them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingQuery {
    /// The customer.
    pub customer: CustomerId,
    /// The upgrade.
    pub upgrade: UpgradeId,
    /// Only those that need work by hand, or only those that do not.
    pub needs_work: Option<bool>,
    /// After which place.
    pub after: Option<FindingCursor>,
    /// How many at most.
    pub limit: usize,
}

impl FindingQuery {
    /// All findings of an upgrade, from the first.
    #[must_use]
    pub fn of(customer: CustomerId, upgrade: UpgradeId) -> Self {
        Self { customer, upgrade, needs_work: None, after: None, limit: PAGE_ROWS_MAX }
    }
}

/// A place in a list of findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FindingCursor {
    /// The event that brought the finding.
    pub seq: u64,
    /// Its number there.
    pub number: u32,
}

/// A finding with the names of its user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundUser {
    /// The finding.
    pub finding: Finding,
    /// The user's name on lists.
    pub display_name: String,
    /// The user's sign-in name.
    pub principal_name: String,
}

/// Which events of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventQuery {
    /// The customer.
    pub customer: CustomerId,
    /// Only events about this subscription.
    pub subscription: Option<SubscriptionId>,
    /// Only events after this place; 0 for all.
    pub after: u64,
    /// Only events before this place.
    pub before: Option<u64>,
    /// Whether the newest come first.
    pub newest_first: bool,
    /// How many at most.
    pub limit: usize,
}

impl EventQuery {
    /// All events of an account, from the first.
    #[must_use]
    pub fn of(customer: CustomerId) -> Self {
        Self {
            customer,
            subscription: None,
            after: 0,
            before: None,
            newest_first: false,
            limit: PAGE_ROWS_MAX,
        }
    }
}

/// An event as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredEvent {
    /// The event.
    pub recorded: Recorded,
    /// The stored bytes, which the hash covers.
    pub document: String,
    /// The hash of the chain up to here.
    pub hash: ChainHash,
}
