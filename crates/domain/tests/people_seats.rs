//! Seats against users: LIC-101 (pools and conflicts), LIC-109, TRIAL-201.

mod people_support;
mod support;

use people_support::{Office, plan, wish};
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::{Command, LicenceWish};
use seatwright_domain::ids::{PlanId, SubscriptionId, UserId};
use seatwright_domain::licensing::{conflict, seat_pool};
use seatwright_domain::refusal::Remedy;
use support::{VERSIONS, offer};

fn change(user: UserId, assign: Vec<LicenceWish>, remove: Vec<PlanId>) -> Command {
    Command::ChangeLicences { user, assign, remove }
}

fn buy(office: &mut Office, offer: &str, seats: u32) -> SubscriptionId {
    office.world.buy(offer, seats, Some(Term::P1Y), BillingPlan::Monthly)
}

#[test]
fn marketplace_licences_are_the_publishers_lic_109() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let id = office.world.buy(offer::SIGN, 10, None, BillingPlan::Monthly);
    assert_eq!(office.world.sub(id).plan, None, "there is no plan that could be assigned");
    assert!(seat_pool(&office.world.account).is_empty(), "and no pool of seats");
}

#[test]
fn the_pool_of_a_plan_counts_all_its_subscriptions_lic_101() {
    let mut office = Office::new("2025-04", "2021-10-04");
    let first = buy(&mut office, offer::NCE_BASIC, 3);
    buy(&mut office, offer::NCE_BASIC, 4);
    let user = office.hire("anke");
    office.assign(user, vec![wish(offer::NCE_BASIC)]);
    let basic = plan(offer::NCE_BASIC);
    let pool = seat_pool(&office.world.account)[&basic];
    assert_eq!((pool.active, pool.suspended, pool.consumed, pool.available()), (7, 0, 1, 6));
    office.run(Command::SetAutoRenew { subscription: first, on: false });
    office.world.until("2022-10-10");
    let pool = seat_pool(&office.world.account)[&basic];
    assert_eq!((pool.active, pool.warning, pool.total()), (4, 3, 7), "an expired one still works");
}

#[test]
fn a_licence_conflict_is_shown_and_nobody_loses_access_lic_101() {
    for version in VERSIONS {
        let mut office = Office::new(version, "2021-10-04");
        let id = buy(&mut office, offer::NCE_BASIC, 2);
        for name in ["anke", "bram"] {
            let user = office.hire(name);
            office.assign(user, vec![wish(offer::NCE_BASIC)]);
        }
        assert_eq!(conflict(office.world.sub(id)), None);
        let mut next = office.world.sub(id).unchanged_next_term();
        next.seats = 1;
        office.run(Command::Schedule { subscription: id, next });
        office.world.until("2022-10-04");
        let found = conflict(office.world.sub(id)).expect("a conflict");
        assert_eq!((found.seats, found.users, found.users_too_many), (1, 2, 1));
        assert!(office.world.status(id).users_have_access());
        assert_eq!(seat_pool(&office.world.account)[&plan(offer::NCE_BASIC)].available(), -1);
        // The seats to buy make room for the newcomer too.
        let user = office.hire("carla");
        let refused = office.refused(change(user, vec![wish(offer::NCE_BASIC)], vec![]));
        assert_eq!(refused.reasons()[0].remedies, [Remedy::BuySeats { subscription: id, seats: 2 }]);
    }
}

#[test]
fn a_trial_without_free_seats_is_converted_not_enlarged_lic_101() {
    let mut office = Office::new("2021-09", "2021-10-04");
    let id = office.world.buy("CFQ7TTC0LH18:T001", 25, None, BillingPlan::None);
    for number in 0..25 {
        let user = office.hire(&format!("user{number}"));
        office.assign(user, vec![wish(offer::NCE_BASIC)]);
    }
    let late = office.hire("late");
    let refused = office.refused(change(late, vec![wish(offer::NCE_BASIC)], vec![]));
    assert_eq!(refused.reasons()[0].remedies, [Remedy::ConvertTrial { subscription: id }]);
}
