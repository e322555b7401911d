//! `docs/permissions.md` is made from the policies and the list of routes; this test compares, and writes it anew where
//! `UPDATE` is set.

use std::fmt::Write as _;
use std::path::Path;

use seatwright_api::operations;
use seatwright_domain::access;
use seatwright_domain::partner::Tier;
use seatwright_domain::policy::{Policies, Policy};
use seatwright_domain::role::{Action, Role};

/// What the roles are called in the tables.
const ROLES: [(Role, &str); 11] = [
    (Role::AdminAgent, "AA"),
    (Role::BillingAdmin, "BA"),
    (Role::GlobalAdmin, "GA"),
    (Role::HelpdeskAgent, "HA"),
    (Role::SalesAgent, "SA"),
    (Role::UserManagementAdmin, "UA"),
    (Role::CustomerGlobalAdmin, "cGA"),
    (Role::CustomerBillingAdmin, "cBA"),
    (Role::CustomerLicenceAdmin, "cLA"),
    (Role::CustomerUserAdmin, "cUA"),
    (Role::Publisher, "P"),
];

const TIERS: [(Tier, &str); 3] = [
    (Tier::DirectBill, "direct bill"),
    (Tier::IndirectProvider, "indirect provider"),
    (Tier::IndirectReseller, "indirect reseller"),
];

const HEAD: &str = "\
# Permissions

Who may do what. The tables are made from `data/policies` and from the list of routes that the router is built from; a test
compares, and `UPDATE=1 cargo test -p seatwright-api --test permissions document` writes this page anew.

A caller gets in where one of its roles allows one of the actions that the route declares; what the request then asks for needs its
own action, and the answer names every reason at once: the role (900150), the relationship (20002), delegated rights, the seller. What
is another's and what does not exist get one and the same answer.

";

const AFTER_ROLES: &str = "
Partners: AA admin agent, BA billing admin, GA global admin, HA helpdesk agent, SA sales agent, UA user management admin.
Customers, for their own company only (ROLE-05): cGA global, cBA billing, cLA licence, cUA user administrator. P: a publisher, on its own side. A version holds from
its month; the oldest holds before it too. The rule is the one that a refusal names.

Where the published tables say nothing or contradict each other:

- ROLE-01 and ROLE-02 are the seeds' and go before later pages: ROLE-104 and ROLE-121 name fewer roles for buying.
- ROLE-105 (transitions by API) came with new commerce; before, ROLE-01 holds for them.
- ROLE-106 and ROLE-132 leave roles out that ROLE-01 and ROLE-02 let change what is read there, so everybody may look.
- ROLE-126 holds for licences of one user too: ROLE-125 is older and was replaced by rights in the customer's directory.
- ROLE-118 and ROLE-119 are about credit limits and service credits, which there are not.
- ROLE-135: user management admins look after a partner's people (`manage_people`) and their roles, but for their own; programs, whose
  secrets open the whole account, stay with `manage_identities`. ROLE-140: who holds a role of `given_by_holders` is made, changed, reset
  and signed out by holders of it alone. The sources know no such admins at customers, whose global admins do both.
- ROLE-136 names admin agents for the log of activities, the page about software global admins; both read it (`read_audit`), and
  account admins are a role that there is not here.
- `operate` is about the installation: a partner's global admins decide credit checks and report provisioning of what the partner sold;
  incidents, signing keys, and credit checks of what customers bought directly are for the partner that runs the installation
  (`operator` in the configuration; 990540 for others). `move_clock` is for installations for trying things out.
- Section 18 says nothing about a partner's own profiles and about service requests. Profiles tell who is billed, so writing them is
  `manage_billing`. Service requests are open to whoever may `view`: a helpdesk agent that may not ask support would be none, and a
  request shows what its partner wrote, to that partner alone.
- `edit_customer` and `manage_billing` are about records that the sources keep elsewhere; their roles are our choice.

## What delegation adds

A partner acts on a subscription only while the customer's delegated rights cover the plan of that subscription (ROLE-03; UPG-04 for
upgrades), and on users and licences only while they hold at all. They may be limited to some plans and may end on a day. Delegation
adds to roles and takes the place of none: the role, the relationship and the rights are asked for each, and all that is missing is
told together. Nobody but the customer's global administrator grants them (`grant_rights`); both sides withdraw them.

Reading, buying, bills and confirming the agreement need no delegated rights.
";

fn mark(yes: bool) -> &'static str {
    if yes { "✓" } else { "·" }
}

/// Actions by roles under one version.
fn roles(text: &mut String, policy: &Policy) {
    let _ = writeln!(text, "\n### From {}\n", policy.version);
    let names: Vec<&str> = ROLES.iter().map(|(_, name)| *name).collect();
    let _ =
        writeln!(text, "| Action | Rule | {} |\n|---|---|{}", names.join(" | "), "---|".repeat(names.len()));
    for action in Action::ALL {
        let allowed = policy.roles_for(action);
        let marks: Vec<&str> = ROLES.iter().map(|(role, _)| mark(allowed.contains(role))).collect();
        let rule = access::rule_of(action).id();
        let _ = writeln!(text, "| `{}` | {rule} | {} |", action.code(), marks.join(" | "));
    }
}

/// What differs from the version before.
fn same_roles(one: &Policy, other: &Policy) -> bool {
    one.roles == other.roles && one.tiers == other.tiers && one.identities == other.identities
}

fn tiers(text: &mut String, policy: &Policy) {
    text.push_str("\n## What each tier may\n\n| | direct bill | indirect provider | indirect reseller |\n|---|---|---|---|\n");
    let rows = [
        ("has customers of its own and buys for them", None),
        ("buys add-ons (ADD-02)", Some(&policy.tiers.buy_add_ons)),
        (
            "sees what others sold with it as the reseller of record (CHAN-106)",
            Some(&policy.tiers.see_as_reseller),
        ),
    ];
    for (what, allowed) in rows {
        let marks: Vec<&str> =
            TIERS.iter().map(|(tier, _)| mark(allowed.is_none_or(|tiers| tiers.contains(tier)))).collect();
        let _ = writeln!(text, "| {what} | {} |", marks.join(" | "));
    }
    text.push_str(
        "\nA reseller of record looks at the customer and at the subscriptions that name it, and changes nothing there: the seller \
         does. Bills are the seller's. A partner's\ncloud is asked with every read and every change (ROLE-04): partners, customers and \
         offers of two clouds never meet.\n",
    );
}

fn routes(text: &mut String) {
    text.push_str("\n## Routes\n\nSeveral actions: one of them lets in.\n\n| Method | Address | Actions |\n|---|---|---|\n");
    for operation in operations() {
        let actions: Vec<String> =
            operation.actions.iter().map(|action| format!("`{}`", action.code())).collect();
        let actions = if operation.is_open { "open".to_owned() } else { actions.join(", ") };
        let _ = writeln!(text, "| `{}` | `{}` | {actions} |", operation.method, operation.path);
    }
}

fn document() -> String {
    let policies = Policies::embedded().expect("policies");
    let mut text = HEAD.to_owned();
    text.push_str("## Actions and roles\n");
    let mut before: Option<&Policy> = None;
    for policy in policies.all() {
        if before.is_none_or(|before| !same_roles(before, policy)) {
            roles(&mut text, policy);
        }
        before = Some(policy);
    }
    text.push_str(AFTER_ROLES);
    tiers(&mut text, before.expect("a policy"));
    routes(&mut text);
    text
}

#[test]
fn the_page_says_what_the_table_and_the_routes_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    let made = document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "docs/permissions.md is not what policies and routes say, first at {differs:?}; write it anew with \
         UPDATE=1 cargo test -p seatwright-api --test permissions document"
    );
}
