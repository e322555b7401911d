//! Directory roles (LIC-104), and the end of a customer that was only tried out (ROLE-129).

mod people_support;
mod support;

use people_support::{Office, nordljus};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::Command;
use seatwright_domain::ids::{DirectoryRoleId, UserId};
use seatwright_domain::refusal::Code;
use seatwright_domain::role::Role;
use seatwright_domain::rule::Rule;
use support::{CATALOGUE, HAVENWERK, VERSIONS};
use uuid::Uuid;

fn role(name: &str) -> DirectoryRoleId {
    let found = CATALOGUE.directory_roles.values().find(|role| role.name == name);
    found.expect("a role of the catalogue").id
}

#[test]
fn a_role_is_given_once_and_taken_once_lic_104() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let (helpdesk, user) = (role("Helpdesk Administrator"), office.hire("Ilse"));
    office.run(Command::GiveRole { role: helpdesk, user });
    assert!(office.refused(Command::GiveRole { role: helpdesk, user }).has(Code::DirectoryRoleHeld));
    office.run(Command::TakeRole { role: helpdesk, user });
    assert!(office.world.account.head.role_members.is_empty(), "no role without members is kept");
    assert!(office.refused(Command::TakeRole { role: helpdesk, user }).has(Code::DirectoryRoleNotHeld));

    let unknown = DirectoryRoleId(Uuid::from_u128(1));
    let nobody = UserId(Uuid::from_u128(1));
    let refused = office.refused(Command::GiveRole { role: unknown, user: nobody });
    assert!(refused.has(Code::DirectoryRoleUnknown) && refused.has(Code::UserUnknown), "both are told");
    office.run(Command::DeleteUser { user });
    assert!(office.refused(Command::GiveRole { role: helpdesk, user }).has(Code::UserDeleted));
}

#[test]
fn the_last_holder_keeps_a_role_that_nobody_could_give_again_lic_104() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let (admin, first, second) = (role("Company Administrator"), office.hire("Ilse"), office.hire("Pim"));
    office.run(Command::GiveRole { role: admin, user: first });
    assert!(office.refused(Command::TakeRole { role: admin, user: first }).has(Code::DirectoryRoleLast));
    assert!(office.refused(Command::DeleteUser { user: first }).has(Code::DirectoryRoleLast));
    // Handing it over in one step works, because parts see the effects of the parts before them.
    office.run(Command::All {
        commands: vec![Command::GiveRole { role: admin, user: second }, Command::DeleteUser { user: first }],
    });
    assert!(office.refused(Command::TakeRole { role: admin, user: second }).names(Rule::Lic104));
    let licence_admin = office.administrator(Role::CustomerLicenceAdmin);
    let give = Command::GiveRole { role: role("Directory Readers"), user: second };
    let refused = office.as_caller(licence_admin, |office| office.refused(give.clone()));
    assert!(refused.has(Code::RoleMissing));
    let user_admin = office.administrator(Role::CustomerUserAdmin);
    office.as_caller(user_admin, |office| office.run(give));
}

#[test]
fn as_many_users_as_a_role_takes_have_it_lic_104() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let admin = role("Company Administrator");
    for number in 0..CATALOGUE.directory_roles[&admin].members_max {
        let user = office.hire(&format!("user{number}"));
        office.run(Command::GiveRole { role: admin, user });
    }
    let one_more = office.hire("onemore");
    assert!(office.refused(Command::GiveRole { role: admin, user: one_more }).has(Code::DirectoryRoleFull));
}

#[test]
fn a_customer_is_deleted_only_where_things_are_tried_out_and_nothing_is_left_role_129() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let bought = office.world.buy("CFQ7TTC0LH18:0001", 3, Some(Term::P1Y), BillingPlan::Monthly);
        let refused = office.refused(Command::DeleteCustomer { sandbox: false });
        assert!(refused.has(Code::NotASandbox) && refused.has(Code::StatusNotAllowed), "all reasons come");
        let stranger =
            office.as_caller(nordljus(), |office| office.refused(Command::DeleteCustomer { sandbox: true }));
        assert!(!stranger.has(Code::StatusNotAllowed), "another partner learns nothing of what is sold");
        let own = office.administrator(Role::CustomerGlobalAdmin);
        let refused =
            office.as_caller(own, |office| office.refused(Command::DeleteCustomer { sandbox: true }));
        assert!(refused.has(Code::RoleMissing), "the seller deletes, not the customer itself");

        let cancel =
            Command::Cancel { subscription: bought, reason: "tried out".to_owned(), confirmed: true };
        office.run(cancel);
        office.run(Command::DeleteCustomer { sandbox: true });
        let customer = &office.world.account.head.customer;
        assert!(customer.deleted_at.is_some() && !customer.relationships.contains_key(&HAVENWERK));
        assert!(office.refused(Command::DeleteCustomer { sandbox: true }).has(Code::NoRelationship));
    }
}

#[test]
fn a_segment_is_granted_and_kept_cat_03() {
    let mut office = Office::new("2021-09", "2021-10-04");
    office.run(Command::Qualify { segment: Segment::Education });
    assert_eq!(office.world.account.head.customer.segment, Segment::Education);
    let again = office.run(Command::Qualify { segment: Segment::Education });
    assert!(again.events.is_empty(), "what changes nothing is no event");
    let refused = office.refused(Command::Qualify { segment: Segment::Government });
    assert!(refused.has(Code::ValidationCodeUnknown));
}
