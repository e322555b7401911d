//! Promise N1 over every set of obstacles: a refusal names all of them, and its remedies remove all of them.

mod upgrade_support;

use jiff::civil::date;
use proptest::prelude::*;
use seatwright_domain::account::Unpaid;
use seatwright_domain::command::Command;
use seatwright_domain::event::Event;
use seatwright_domain::ids::SubscriptionId;
use seatwright_domain::money::{Currency, Money};
use seatwright_domain::refusal::{Code, Reason, Refusals};
use seatwright_domain::subscription::{Seller, SuspensionReason};
use upgrade_support::{
    HAVENWERK, NORDLJUS, VERSIONS, World, administrator, as_caller, buy_from, cure_all, give_all, happen,
    instant, offer, upgrade,
};

const START: &str = "2021-10-04";

/// The obstacles of the property below, in the order of the bits.
fn obstruct(world: &mut World, bought: SubscriptionId, bits: u16) {
    let eur = Currency::parse("EUR").unwrap();
    let set = |bit: u16| bits & (1 << bit) != 0;
    if set(0) {
        give_all(world, 12, bought);
    }
    if set(1) {
        happen(world, Event::ProvisioningChanged { subscription: bought, provisioned: false });
    }
    if set(2) {
        world.run(Command::ReportService { service: "TEAMS1".into(), healthy: false });
    }
    if set(3) {
        world.run(Command::ReportBusy { until: Some(instant("2021-10-04T01:30:00")) });
    }
    if set(4) {
        let unpaid = Unpaid {
            seller: Seller::Partner { partner: HAVENWERK, reseller: None },
            subscription: None,
            amount: Money { minor: 1, currency: eur },
            due: date(2021, 9, 1),
            invoice: None,
        };
        happen(world, Event::BalanceOverdue { unpaid });
    }
    if set(5) {
        buy_from(world, NORDLJUS, offer::APPS_ENTERPRISE, 1);
    }
    if set(6) {
        buy_from(world, HAVENWERK, offer::STANDARD, 1);
    }
    if set(7) {
        buy_from(world, HAVENWERK, offer::NCE_BASIC, 1);
    }
    if set(8) {
        let order = world.sub(bought).order;
        let mut line = upgrade_support::support::wanted(offer::ARCHIVE_ADDON, 3);
        line.parent = Some(bought);
        world.run(Command::BuyAddOns { order, lines: vec![line] });
    }
    if set(9) {
        world.run(Command::Suspend { subscription: bought, reason: SuspensionReason::NonPayment });
    }
    if set(10) {
        let caller = administrator(world);
        as_caller(world, caller, |world| {
            world.run(Command::SetDelegation { partner: HAVENWERK, delegation: None })
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Promise N1: whatever stands in the way, the refusal names all of it at once, and applying each reason's remedy,
    /// and nothing else, makes the very same request pass.
    #[test]
    fn applying_exactly_the_remedies_makes_the_upgrade_pass(bits in 1_u16..2048, newest in any::<bool>()) {
        let version = if newest { VERSIONS[1] } else { VERSIONS[0] };
        let mut world = World::new(version, START);
        let bought = buy_from(&mut world, HAVENWERK, offer::BASIC, 10);
        obstruct(&mut world, bought, bits);
        let refused = world.refused(upgrade(bought, offer::STANDARD));
        // An add-on that was suspended with its base is no obstacle of its own.
        let hidden = usize::from(bits & 0b11_0000_0000 == 0b11_0000_0000);
        let expected = bits.count_ones() as usize - hidden;
        prop_assert!(refused.reasons().len() >= expected, "{refused} for {bits:b}");
        // Suspending needs the rights that may be missing, so that remedy is applied first, as a person would have to.
        let mut order: Vec<&Reason> = refused.reasons().iter().collect();
        order.sort_by_key(|reason| reason.code != Code::DelegationMissing);
        let ordered = Refusals::of(order.into_iter().cloned().collect()).unwrap();
        let again = upgrade(bought, offer::STANDARD);
        cure_all(&mut world, &ordered, |world| {
            let mut fork = upgrade_support::fork(world);
            fork.try_run(&again).err()
        });
        let passed = world.try_run(&upgrade(bought, offer::STANDARD));
        prop_assert!(passed.is_ok(), "{:?} after the remedies for {bits:b}", passed.err());
    }
}
