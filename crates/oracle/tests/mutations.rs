//! The oracle can fail: charges of sound histories are damaged in every way one can think of, and it sees each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use num_bigint::BigInt;
use num_rational::BigRational;
use seatwright_domain::billing::charge::{Basis, Charge};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::ids::{ChargeId, SubscriptionId};
use seatwright_domain::subscription::Payment;
use seatwright_oracle::days::Span;
use seatwright_oracle::history::{History, charges_are_owed};
use seatwright_oracle::owed::Life;
use seatwright_oracle::world::World;
use seatwright_oracle::{bounds, charged, exact, owed};
use uuid::Uuid;

const SEED: u64 = 4711;

/// Sound histories with lines to damage.
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    let all = (0..160).map(|number| History::random(SEED, number).live().expect("a history"));
    all.filter(|world| charges_are_owed(world).is_ok() && charges(world).next().is_some()).collect()
});

/// Where a line stands: its event, and its place there.
type Place = (usize, usize);

/// Cycles in which a credit was cut because somebody had given something back by hand.
fn cut_cycles(world: &World, life: &Life) -> BTreeSet<Span> {
    charged::cut_cycles(life, &world.history, &world.ground.policies).expect("a sound history")
}

/// Lines that stand alone: not of free days, not taken back whole, in no cycle of which everything came back or a credit was
/// cut, not paid in advance. The others are damaged too, by tests of their own.
fn lines_that_stand(world: &World) -> Vec<Place> {
    let lives = owed::lives(&world.history, world.now, &world.ground.policies);
    let apart = |life: &Life| {
        life.payment == Payment::Prepaid
            || !life.resets.is_empty()
            || !life.whole.is_empty()
            || !cut_cycles(world, life).is_empty()
    };
    let skipped: BTreeSet<SubscriptionId> =
        lives.iter().filter(|life| apart(life)).map(|life| life.id).collect();
    let reversed: BTreeSet<ChargeId> = charges(world)
        .filter_map(|charge| match charge.derivation.basis {
            Basis::Reversal { of } => Some(of),
            _ => None,
        })
        .collect();
    places(world, |charge| {
        charge.amount.minor != 0
            && !matches!(charge.derivation.basis, Basis::Reversal { .. } | Basis::Free)
            && !reversed.contains(&charge.id)
            && !skipped.contains(&charge.key.subscription)
    })
}

fn charges(world: &World) -> impl Iterator<Item = &Charge> {
    world.history.iter().flat_map(|recorded| &recorded.charges)
}

fn places(world: &World, fits: impl Fn(&Charge) -> bool) -> Vec<Place> {
    let events = world.history.iter().enumerate();
    events
        .flat_map(|(event, recorded)| {
            let lines = recorded.charges.iter().enumerate();
            lines.filter(|(_, charge)| fits(charge)).map(move |(line, _)| (event, line)).collect::<Vec<_>>()
        })
        .collect()
}

/// Damages up to three lines of each history, one at a time, and counts how often that is seen.
fn damage(
    which: impl Fn(&World) -> Vec<Place>,
    how: impl Fn(&mut World, Place),
) -> (usize, Vec<(u64, Charge)>) {
    let (mut seen, mut missed) = (0, Vec::new());
    for (number, world) in (0..).zip(WORLDS.iter()) {
        let found = which(world);
        for place in [0, found.len() / 2, found.len().saturating_sub(1)] {
            let Some(&place) = found.get(place) else { continue };
            let mut damaged = world.clone();
            how(&mut damaged, place);
            if charges_are_owed(&damaged).is_err() {
                seen += 1;
            } else {
                missed.push((number, world.history[place.0].charges[place.1].clone()));
            }
        }
    }
    (seen, missed)
}

fn all_are_seen(which: impl Fn(&World) -> Vec<Place>, how: impl Fn(&mut World, Place)) {
    let (seen, missed) = damage(which, how);
    assert!(missed.is_empty(), "{} of {} are not seen: {missed:#?}", missed.len(), seen + missed.len());
    assert!(seen > 30, "only {seen} lines were damaged");
}

fn line(world: &mut World, place: Place) -> &mut Charge {
    &mut world.history[place.0].charges[place.1]
}

/// One minor unit more than rounding explains, for all lines of the days of this one together.
fn beyond_the_bound(world: &World, place: Place) -> i64 {
    let damaged = &world.history[place.0].charges[place.1];
    let days = Span::of(damaged.key.period);
    let beside = charges(world).filter(|charge| {
        let other = Span::of(charge.key.period);
        charge.key.subscription == damaged.key.subscription
            && (other.covers(days) || days.holds(other.first) || days.holds(other.last))
    });
    more_than_explained(world, beside)
}

/// One minor unit more than rounding explains for some lines together.
fn more_than_explained<'c>(world: &World, lines: impl Iterator<Item = &'c Charge>) -> i64 {
    let mut unit = None;
    let room = lines.fold(BigRational::from_integer(BigInt::from(0)), |sum, charge| {
        unit = Some(exact::minor_unit(charge.amount.currency));
        let days = Span::of(charge.key.period).days();
        let bound = bounds::of_charge(charge, days, &world.ground.policies);
        sum + bound.above + bound.below
    });
    let units = (room / unit.expect("a line")).ceil().to_integer();
    i64::try_from(units).expect("a small number") + 1
}

#[test]
fn an_amount_beyond_the_bound_is_seen() {
    all_are_seen(lines_that_stand, |world, place| {
        let more = beyond_the_bound(world, place);
        line(world, place).amount.minor += more;
    });
    all_are_seen(lines_that_stand, |world, place| {
        let less = beyond_the_bound(world, place);
        line(world, place).amount.minor -= less;
    });
}

#[test]
fn a_single_minor_unit_is_seen_where_whole_cycles_are_rounded_once() {
    let mut damaged = 0;
    for world in WORLDS.iter() {
        for place in lines_that_stand(world) {
            let charge = &world.history[place.0].charges[place.1];
            let once = matches!(
                charge.derivation.rounding,
                Rounding::R3 | Rounding::R4 | Rounding::N1 | Rounding::N2
            );
            let days = Span::of(charge.key.period);
            let alone = charges(world)
                .filter(|other| other.key.subscription == charge.key.subscription && other.id != charge.id)
                .map(|other| Span::of(other.key.period))
                .all(|other| other.last < days.first || days.last < other.first);
            let whole = charge.derivation.basis == Basis::Cycle && charge.quantity == 1;
            if !(once && alone && whole) {
                continue;
            }
            let mut more = world.clone();
            line(&mut more, place).amount.minor += 1;
            assert!(charges_are_owed(&more).is_err(), "{:?}", line(&mut more, place));
            damaged += 1;
        }
    }
    assert!(damaged > 50, "only {damaged} lines were damaged");
}

#[test]
fn a_wrong_day_is_seen() {
    all_are_seen(lines_that_stand, |world, place| {
        let period = &mut line(world, place).key.period;
        period.last = period.last.tomorrow().unwrap();
    });
    all_are_seen(lines_that_stand, |world, place| {
        let period = &mut line(world, place).key.period;
        (period.first, period.last) = (period.first.tomorrow().unwrap(), period.last.tomorrow().unwrap());
    });
    let longer_than_a_day = |world: &World| {
        let long = |place: &Place| world.history[place.0].charges[place.1].key.period.days() > 1;
        lines_that_stand(world).into_iter().filter(long).collect()
    };
    all_are_seen(longer_than_a_day, |world, place| {
        let period = &mut line(world, place).key.period;
        period.last = period.last.yesterday().unwrap();
    });
}

#[test]
fn a_dropped_line_is_seen() {
    all_are_seen(lines_that_stand, |world, place| {
        world.history[place.0].charges.remove(place.1);
    });
}

#[test]
fn a_doubled_line_is_seen_under_its_own_key_and_under_another() {
    all_are_seen(lines_that_stand, |world, place| {
        let again = line(world, place).clone();
        world.history[place.0].charges.push(again);
    });
    all_are_seen(lines_that_stand, |world, place| {
        let mut again = line(world, place).clone();
        again.id = ChargeId(Uuid::from_u128(1));
        again.key.part = 99;
        world.history[place.0].charges.push(again);
    });
}

#[test]
fn a_credit_that_became_a_charge_is_seen_and_the_other_way_round() {
    all_are_seen(lines_that_stand, |world, place| {
        let charge = line(world, place);
        charge.amount.minor = -charge.amount.minor;
    });
}

#[test]
fn other_seats_are_seen() {
    all_are_seen(lines_that_stand, |world, place| line(world, place).quantity += 1);
}

#[test]
fn a_line_for_another_subscription_is_seen() {
    let two = |world: &World| {
        if world.account.subscriptions.len() > 1 { lines_that_stand(world) } else { Vec::new() }
    };
    all_are_seen(two, |world, place| {
        let own = line(world, place).key.subscription;
        let other = world.account.subscriptions.keys().find(|id| **id != own).copied();
        line(world, place).key.subscription = other.expect("another one");
    });
}

#[test]
fn a_line_that_is_taken_back_otherwise_than_it_was_charged_is_seen() {
    let reversals = |world: &World| {
        let lives = owed::lives(&world.history, world.now, &world.ground.policies);
        let whole: BTreeMap<SubscriptionId, BTreeSet<Span>> = lives
            .iter()
            .filter(|life| life.payment != Payment::Prepaid)
            .map(|life| (life.id, cut_cycles(world, life)))
            .collect();
        places(world, |charge| {
            let cut = whole.get(&charge.key.subscription);
            matches!(charge.derivation.basis, Basis::Reversal { .. })
                && cut.is_some_and(|cut| !cut.contains(&Span::of(charge.cycle.whole)))
        })
    };
    all_are_seen(reversals, |world, place| line(world, place).amount.minor += 1);
    all_are_seen(reversals, |world, place| {
        world.history[place.0].charges.remove(place.1);
    });
}

#[test]
fn a_correction_that_is_not_what_was_entered_is_seen() {
    let corrections =
        |world: &World| places(world, |charge| matches!(charge.derivation.basis, Basis::Entered { .. }));
    all_are_seen(corrections, |world, place| line(world, place).amount.minor += 1);
    all_are_seen(corrections, |world, place| line(world, place).quantity += 1);
    all_are_seen(corrections, |world, place| {
        let period = &mut line(world, place).key.period;
        period.last = period.last.tomorrow().unwrap();
    });
    all_are_seen(corrections, |world, place| {
        world.history[place.0].charges.remove(place.1);
    });
    all_are_seen(corrections, |world, place| {
        let mut again = line(world, place).clone();
        again.id = ChargeId(Uuid::from_u128(1));
        again.key.part = 99;
        world.history[place.0].charges.push(again);
    });
}

/// Lines of cycles in which a credit was cut, and how much more than rounding explains there.
fn lines_of_cut_cycles(world: &World) -> Vec<(Place, i64)> {
    let lives = owed::lives(&world.history, world.now, &world.ground.policies);
    let mut found = Vec::new();
    for life in &lives {
        for cycle in cut_cycles(world, life) {
            let of_it = |charge: &&Charge| {
                charge.key.subscription == life.id && Span::of(charge.cycle.whole) == cycle
            };
            let more = more_than_explained(world, charges(world).filter(of_it));
            found.extend(places(world, |charge| of_it(&charge)).into_iter().map(|place| (place, more)));
        }
    }
    found
}

#[test]
fn what_stands_wrong_after_a_cut_credit_is_seen() {
    let all = |world: &World| lines_of_cut_cycles(world).into_iter().map(|(place, _)| place).collect();
    let more = |world: &World, place: Place| {
        let known = lines_of_cut_cycles(world).into_iter().find(|(other, _)| *other == place);
        known.expect("a line of such a cycle").1
    };
    all_are_seen(all, |world, place| {
        let more = more(world, place);
        line(world, place).amount.minor += more;
    });
    all_are_seen(all, |world, place| {
        let more = more(world, place);
        line(world, place).amount.minor -= more;
    });
    // One that rounding does not explain away is missed.
    let large = |world: &World| {
        let large =
            |(place, more): &(Place, i64)| world.history[place.0].charges[place.1].amount.minor.abs() > *more;
        lines_of_cut_cycles(world).into_iter().filter(large).map(|(place, _)| place).collect()
    };
    all_are_seen(large, |world, place| {
        world.history[place.0].charges.remove(place.1);
    });
    all_are_seen(large, |world, place| {
        let mut again = line(world, place).clone();
        again.id = ChargeId(Uuid::from_u128(1));
        again.key.part = 99;
        world.history[place.0].charges.push(again);
    });
}
