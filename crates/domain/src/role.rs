//! Roles and the actions they are asked for (ROLE-01, ROLE-02, ROLE-05). Which role may do which action is policy data.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, PartnerId, PublisherId};
use crate::rule::Rule;
use crate::subscription::Seller;

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Role01, Rule::Role02, Rule::Role05];

/// A role, of a partner's agent or of a customer's administrator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Partner: global admin.
    GlobalAdmin,
    /// Partner: user management admin.
    UserManagementAdmin,
    /// Partner: admin agent.
    AdminAgent,
    /// Partner: sales agent.
    SalesAgent,
    /// Partner: helpdesk agent.
    HelpdeskAgent,
    /// Partner: billing admin.
    BillingAdmin,
    /// Customer: global admin.
    CustomerGlobalAdmin,
    /// Customer: billing admin.
    CustomerBillingAdmin,
    /// Customer: licence admin.
    CustomerLicenceAdmin,
    /// Customer: user admin.
    CustomerUserAdmin,
    /// Publisher: its program (MKT-109).
    Publisher,
}

/// Whose roles they are: a role counts on its own side only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// Partners'.
    Partner,
    /// Customers'.
    Customer,
    /// Publishers'.
    Publisher,
}

impl Role {
    /// The name in tokens and configuration: `admin_agent`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Role::GlobalAdmin => "global_admin",
            Role::UserManagementAdmin => "user_management_admin",
            Role::AdminAgent => "admin_agent",
            Role::SalesAgent => "sales_agent",
            Role::HelpdeskAgent => "helpdesk_agent",
            Role::BillingAdmin => "billing_admin",
            Role::CustomerGlobalAdmin => "customer_global_admin",
            Role::CustomerBillingAdmin => "customer_billing_admin",
            Role::CustomerLicenceAdmin => "customer_licence_admin",
            Role::CustomerUserAdmin => "customer_user_admin",
            Role::Publisher => "publisher",
        }
    }

    /// The role of this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::GlobalAdmin,
        Role::UserManagementAdmin,
        Role::AdminAgent,
        Role::SalesAgent,
        Role::HelpdeskAgent,
        Role::BillingAdmin,
        Role::CustomerGlobalAdmin,
        Role::CustomerBillingAdmin,
        Role::CustomerLicenceAdmin,
        Role::CustomerUserAdmin,
        Role::Publisher,
    ];

    /// Whose role it is.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Role::Publisher => Side::Publisher,
            role if role.is_customers() => Side::Customer,
            _ => Side::Partner,
        }
    }

    /// Whether it is a role at a customer.
    #[must_use]
    pub const fn is_customers(self) -> bool {
        matches!(
            self,
            Role::CustomerGlobalAdmin
                | Role::CustomerBillingAdmin
                | Role::CustomerLicenceAdmin
                | Role::CustomerUserAdmin
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a caller wants to do, as far as roles decide about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Look at a customer, its subscriptions, users and orders.
    View,
    /// Add a customer (ROLE-128).
    AddCustomer,
    /// Change a customer's billing profile.
    EditCustomer,
    /// Request delegated administration, withdraw it or give it back (ROLE-129).
    ManageRelationship,
    /// Accept a partner, and grant it delegated administration (ROLE-03).
    GrantRights,
    /// End a relationship (ROLE-130).
    EndRelationship,
    /// Confirm the customer agreement (ROLE-131).
    ConfirmAgreement,
    /// Fill carts and buy (ROLE-02).
    Buy,
    /// Add licences (seed A: the roles of upgrading).
    AddLicences,
    /// Change a subscription in another way: name, fewer seats, auto-renew, billing, schedule (ROLE-102).
    ChangeSubscription,
    /// Change the billing frequency of an order (ROLE-109).
    ChangeOrderBilling,
    /// Suspend and reactivate (ROLE-02).
    Suspend,
    /// Cancel (ROLE-02).
    Cancel,
    /// Upgrade a classic subscription, in whole or part, or one's own (ROLE-01).
    Upgrade,
    /// Migrate a classic subscription to new commerce (ROLE-104).
    Migrate,
    /// Upgrade a new-commerce subscription, in whole or part or into another (ROLE-105).
    Transition,
    /// Convert a trial (ROLE-107).
    ConvertTrial,
    /// Create, change, delete and restore users.
    ManageUsers,
    /// Assign and remove licences (ROLE-126).
    AssignLicences,
    /// Record payments, and correct what was charged.
    ManageBilling,
    /// Record what is overdue, and that it was paid (ROLE-120).
    ManageOverdue,
    /// Read invoices, balances and statements (ROLE-114).
    ReadBill,
    /// Download reconciliation files and their lines (ROLE-117).
    DownloadReconciliation,
    /// Manage who of the caller's own organisation may sign in, programs included, and end their sessions.
    ManageIdentities,
    /// Manage the people of the caller's own organisation who may sign in, but for those at its head (ROLE-135, ROLE-140).
    ManagePeople,
    /// Read who did what (ROLE-136).
    ReadAudit,
    /// Register webhooks, and send their deliveries again.
    ManageWebhooks,
    /// Operate the installation: report provisioning, incidents and credit decisions.
    Operate,
    /// Move a simulated clock, which is the whole installation's.
    MoveClock,
    /// Look after the subscriptions to one's own marketplace offers, as their publisher (MKT-109).
    Fulfil,
}

impl Action {
    /// The name in policies: `change_order_billing`.
    #[must_use]
    pub fn code(self) -> String {
        // The files are read by serde, so what serde writes is what they must say.
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_else(|| format!("{self:?}"))
    }

    /// All actions.
    pub const ALL: [Action; 30] = [
        Action::View,
        Action::AddCustomer,
        Action::EditCustomer,
        Action::ManageRelationship,
        Action::GrantRights,
        Action::EndRelationship,
        Action::ConfirmAgreement,
        Action::Buy,
        Action::AddLicences,
        Action::ChangeSubscription,
        Action::ChangeOrderBilling,
        Action::Suspend,
        Action::Cancel,
        Action::Upgrade,
        Action::Migrate,
        Action::Transition,
        Action::ConvertTrial,
        Action::ManageUsers,
        Action::AssignLicences,
        Action::ManageBilling,
        Action::ManageOverdue,
        Action::ReadBill,
        Action::DownloadReconciliation,
        Action::ManageIdentities,
        Action::ManagePeople,
        Action::ReadAudit,
        Action::ManageWebhooks,
        Action::Operate,
        Action::MoveClock,
        Action::Fulfil,
    ];
}

/// Who asks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// An agent or application of a partner.
    Partner {
        /// The tenant.
        partner: PartnerId,
        /// The agent's name; none when an application acts by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The client id of an application that acts by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        application: Option<String>,
    },
    /// An administrator of a customer, in the admin centre (ROLE-05).
    Customer {
        /// The administrator's company.
        customer: CustomerId,
        /// The administrator's name.
        user: String,
    },
    /// An application of a publisher, on the publisher's side of the marketplace (MKT-109).
    Publisher {
        /// The tenant.
        publisher: PublisherId,
    },
    /// Time, or the operator of the installation.
    System,
}

/// The caller of a command with its roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// Who it is.
    pub actor: Actor,
    /// The roles it holds.
    pub roles: BTreeSet<Role>,
    /// The location number under which an indirect reseller stands on what others sold (CHAN-106); none for everybody else.
    pub reseller: Option<String>,
}

impl Caller {
    /// The system itself, which may do everything.
    #[must_use]
    pub fn system() -> Self {
        Self { actor: Actor::System, roles: BTreeSet::new(), reseller: None }
    }

    /// An agent or application of a partner.
    #[must_use]
    pub fn partner(partner: PartnerId, user: Option<&str>, roles: impl IntoIterator<Item = Role>) -> Self {
        Self {
            actor: Actor::Partner { partner, user: user.map(str::to_owned), application: None },
            roles: roles.into_iter().collect(),
            reseller: None,
        }
    }

    /// An administrator of a customer.
    #[must_use]
    pub fn customer(customer: CustomerId, user: &str, roles: impl IntoIterator<Item = Role>) -> Self {
        Self {
            actor: Actor::Customer { customer, user: user.to_owned() },
            roles: roles.into_iter().collect(),
            reseller: None,
        }
    }

    /// The same, as the indirect reseller that sells under a location number.
    #[must_use]
    pub fn reselling_as(mut self, number: Option<String>) -> Self {
        self.reseller = number;
        self
    }

    /// Whether what a seller sold names the caller as the reseller (CHAN-106).
    #[must_use]
    pub fn is_reseller_on(&self, seller: &Seller) -> bool {
        match seller {
            Seller::Partner { reseller, .. } => reseller.is_some() && *reseller == self.reseller,
            Seller::Direct => false,
        }
    }

    /// The roles that count: a customer's at customers only, a partner's at partners, a publisher's at publishers.
    #[must_use]
    pub fn fitting_roles(&self) -> BTreeSet<Role> {
        self.roles.iter().copied().filter(|role| role.side() == self.side()).collect()
    }

    /// The side that the caller is on. The system needs no role.
    #[must_use]
    pub fn side(&self) -> Side {
        match self.actor {
            Actor::Customer { .. } => Side::Customer,
            Actor::Publisher { .. } => Side::Publisher,
            Actor::Partner { .. } | Actor::System => Side::Partner,
        }
    }

    /// Whether an administrator of a customer asks.
    #[must_use]
    pub fn is_customers(&self) -> bool {
        matches!(self.actor, Actor::Customer { .. })
    }

    /// An application of a publisher.
    #[must_use]
    pub fn publisher(publisher: PublisherId) -> Self {
        Self {
            actor: Actor::Publisher { publisher },
            roles: BTreeSet::from([Role::Publisher]),
            reseller: None,
        }
    }

    /// The publisher, when an application of one asks.
    #[must_use]
    pub fn publisher_id(&self) -> Option<PublisherId> {
        match self.actor {
            Actor::Publisher { publisher } => Some(publisher),
            _ => None,
        }
    }

    /// The partner, when an agent of one asks.
    #[must_use]
    pub fn partner_id(&self) -> Option<PartnerId> {
        match self.actor {
            Actor::Partner { partner, .. } => Some(partner),
            _ => None,
        }
    }
}
