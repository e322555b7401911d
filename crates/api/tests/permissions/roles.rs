//! Every operation that needs a token, with every role of a partner, as a program and as a person, and of a customer, on the
//! caller's own data. Where the table gives the role, nobody says that it is missing; where it does not, everybody does.

use std::collections::BTreeSet;

use seatwright_api::{Operation, operations};
use seatwright_domain::role::{Role, Side};

use crate::bodies::probes;
use crate::world::{World, one_role_each};

/// The customer's administrators upgrade too, but at an address of their own, with a checkout (SELF-01); and they end a
/// relationship, but do not delete their company.
fn is_for_partners(operation: &Operation) -> bool {
    let upgrades = "/v1/customers/{customer}/subscriptions/{subscription}/upgrades";
    let of_partners = [("POST", upgrades), ("DELETE", "/v1/customers/{customer}")];
    of_partners.contains(&(operation.method.as_str(), operation.path))
}

#[tokio::test]
async fn every_operation_lets_in_the_roles_of_the_table_and_no_others() {
    let world = World::new().await;
    let policy = world.engine.policies().at(world.engine.now()).clone();
    let callers = one_role_each();
    let mut wrong = Vec::new();
    let mut walked = 0;
    for operation in operations().iter().filter(|operation| !operation.is_open) {
        let path = World::filled(operation, &world.known);
        let several = probes(operation, &path, &world.known).len() > 1;
        for probe in probes(operation, &path, &world.known) {
            for (who, role) in &callers {
                let holds = |action| policy.permits(action, &BTreeSet::from([*role]));
                // One of the declared actions opens the door; what is asked for needs its own.
                let own_address = role.is_customers() && is_for_partners(operation);
                let enters = !own_address && operation.actions.iter().any(|action| holds(*action));
                let may = enters && probe.needs.iter().all(|action| holds(*action));
                let got = world.call(who, &operation.method, &probe.path, probe.body.as_ref()).await;
                // Nothing, or the shape of another dialect.
                let bare = operation.method == "HEAD" || operation.path.starts_with("/api/");
                let refused = if bare { got.status == 403 } else { got.misses_role() };
                let as_told = refused != may && got.status != 401 && (may || got.status == 403);
                walked += 1;
                if !as_told || got.status >= 500 {
                    wrong.push(format!(
                        "{} {} {}for {who}: the table says {}, the answer was {} {}",
                        operation.method,
                        operation.path,
                        if several { format!("({:?}) ", probe.needs) } else { String::new() },
                        if may { "yes" } else { "no" },
                        got.status,
                        got.text.chars().take(300).collect::<String>(),
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {walked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(walked > 16 * 90, "{walked} calls are not all of them");
}

#[test]
fn every_operation_is_open_or_declares_what_it_needs() {
    for operation in operations() {
        assert_ne!(
            operation.is_open,
            !operation.actions.is_empty(),
            "{} {} declares no action, or needs one although it is open",
            operation.method,
            operation.path
        );
    }
    let walked: BTreeSet<Role> = one_role_each().into_iter().map(|(_, role)| role).collect();
    let all: BTreeSet<Role> = Role::ALL.into_iter().filter(|role| role.side() != Side::Publisher).collect();
    assert_eq!(walked, all, "every role is walked; publishers have one action, at addresses of their own");
}
