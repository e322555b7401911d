//! The publisher's side of the marketplace (MKT-105, MKT-109): what a publisher is told, what it may answer and ask for, and
//! what that costs.

mod support;

use jiff::SignedDuration;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::fulfilment::{
    Operation, OperationAction, OperationStatus, PublisherStatus, RequestSource, activation_differs, shape,
};
use seatwright_domain::ids::{OfferId, OperationId, PublisherId, SubscriptionId};
use seatwright_domain::refusal::{Code, Remedy, Who};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Status, SuspensionReason};
use serde_json::{Value, json};
use support::{HAVENWERK, VERSIONS, World, instant, offer, reason};
use uuid::Uuid;

const KESTREL: PublisherId = PublisherId(Uuid::from_u128(0x5a0c3b1e_2d47_4f86_9b10_6e1f2a3b4c5d));
const FJORDLYS: PublisherId = PublisherId(Uuid::from_u128(0x6b1d4c2f_3e58_4a97_8c21_7f2a3b4c5d6e));
const SIGN_PLUS: &str = "DZH318Z0K5S1:0002";
const MONTH: &str = "6.00";

/// Ten seats of Kestrel Sign by the month, set up at 09:00 on 4 October 2021.
fn bought(version: &str) -> (World, SubscriptionId) {
    let mut world = World::new(version, "2021-10-04T09:00:00")
        .priced(offer::SIGN, Term::P1M, BillingPlan::Monthly, MONTH)
        .priced(SIGN_PLUS, Term::P1M, BillingPlan::Monthly, "9.00");
    let id = world.buy(offer::SIGN, 10, Some(Term::P1M), BillingPlan::Monthly);
    world.run(Command::CompleteSetUp { subscription: id });
    (world, id)
}

fn as_publisher(world: &mut World, publisher: PublisherId) -> &mut World {
    world.caller = Caller::publisher(publisher);
    world
}

fn as_partner(world: &mut World) -> &mut World {
    world.act_as(HAVENWERK, [Role::AdminAgent, Role::GlobalAdmin])
}

fn last(world: &World, id: SubscriptionId) -> Operation {
    world.sub(id).operations.last().expect("an operation").clone()
}

fn answer(id: SubscriptionId, operation: OperationId, accepted: bool) -> Command {
    Command::AcknowledgeOperation { subscription: id, operation, accepted }
}

/// What the publisher is told by a decision.
fn told(decision: &Decision) -> Vec<(&str, &Value)> {
    let messages = decision.messages.iter().filter(|message| message.publisher == Some(KESTREL));
    messages.map(|message| (message.kind.as_str(), &message.body)).collect()
}

#[test]
fn a_change_of_seats_is_told_and_accepted_by_time_mkt_109() {
    for version in VERSIONS {
        let (mut world, id) = bought(version);
        let decision = world.seats(id, "2021-10-10T10:00:00", 12);
        let [(kind, body)] = told(&decision)[..] else { panic!("one notification") };
        assert_eq!(kind, "publisher_change_quantity");
        let open = last(&world, id);
        assert_eq!((open.action, open.source), (OperationAction::ChangeQuantity, RequestSource::Marketplace));
        assert_eq!(open.due, Some(open.started_at + SignedDuration::from_secs(10)));
        for (field, expected) in [
            ("id", json!(open.id)),
            ("activityId", json!(open.id)),
            ("publisherId", json!(KESTREL)),
            ("offerId", json!("DZH318Z0K5S1")),
            ("planId", json!("0001")),
            ("quantity", json!(12)),
            ("subscriptionId", json!(id)),
            ("timeStamp", json!("2021-10-10T10:00:00Z")),
            ("action", json!("ChangeQuantity")),
            ("status", json!("InProgress")),
            ("operationRequestSource", json!("Azure")),
        ] {
            assert_eq!(body[field], expected, "{field}");
        }
        // What it is told of, and what it knows until it has accepted.
        assert_eq!(body["subscription"]["quantity"], 10);
        assert_eq!(world.sub(id).seats(), 12, "for the seller the seats are there at once");
        let before = world.history.len();
        world.until("2021-10-10T10:00:09");
        assert_eq!(world.kinds_since(before), Vec::<&str>::new());
        world.until("2021-10-10T10:00:10");
        assert_eq!(world.kinds_since(before), ["operation_ended"]);
        assert_eq!(last(&world, id).status, OperationStatus::Succeeded);
        assert_eq!(shape::subscription(world.sub(id), &world.account.head.customer)["quantity"], 12);
        world.assert_folds();
    }
}

#[test]
fn a_change_that_the_publisher_objects_to_is_undone_with_its_money_mkt_109() {
    for version in VERSIONS {
        for seats in [12, 7] {
            let (mut world, id) = bought(version);
            world.until("2021-10-09");
            let (before, net) = (world.sub(id).clone(), world.net(id));
            world.seats(id, "2021-10-10T10:00:00", seats);
            assert_ne!(world.net(id), net, "it was charged, or given back");
            let revision = world.sub(id).revision;
            let operation = last(&world, id).id;
            as_publisher(&mut world, KESTREL).until("2021-10-10T10:00:05");
            let decision = world.run(answer(id, operation, false));
            assert!(told(&decision).is_empty(), "it knows what it said");
            let after = world.sub(id);
            assert_eq!((after.lots.clone(), &after.offer), (before.lots.clone(), &before.offer));
            assert_eq!(world.net(id), net, "{:?}", world.lines(id));
            assert_eq!(last(&world, id).status, OperationStatus::Failed);
            assert!(after.revision > revision, "whoever read it before must read it again");
            world.assert_folds();
        }
    }
}

#[test]
fn an_objection_after_midnight_gives_the_day_back_too_mkt_109() {
    let (mut world, id) = bought("2025-04");
    let net = world.net(id);
    world.seats(id, "2021-10-10T23:59:55", 12);
    let operation = last(&world, id).id;
    as_publisher(&mut world, KESTREL).until("2021-10-11T00:00:02");
    world.run(answer(id, operation, false));
    assert_eq!(world.net(id), net, "{:?}", world.lines(id));
}

#[test]
fn another_plan_is_converted_on_its_day_mkt_105() {
    for version in VERSIONS {
        let (mut world, id) = bought(version);
        let change = Command::ChangePlan { subscription: id, offer: OfferId::new(SIGN_PLUS) };
        let decision = world.until("2021-10-10T10:00:00").run(change.clone());
        let [(kind, body)] = told(&decision)[..] else { panic!("one notification") };
        assert_eq!((kind, &body["planId"]), ("publisher_change_plan", &json!("0002")));
        assert_eq!(body["subscription"]["planId"], "0001", "as it was, until it is accepted");
        let lines = world.lines(id);
        assert_eq!(
            lines[lines.len() - 2..],
            [
                "2021-10-10 | 2021-11-03 | convert | -4.83 | 10 | -48.38",
                "2021-10-10 | 2021-11-03 | convert | 7.25 | 10 | 72.58",
            ],
            "25 of 31 days at the old price back, and at the new one charged"
        );
        assert_eq!((world.sub(id).seats(), world.sub(id).term.length), (10, Term::P1M));
        // Accepted, the same plan again is nothing to do.
        let operation = last(&world, id).id;
        as_publisher(&mut world, KESTREL);
        world.run(answer(id, operation, true));
        as_partner(&mut world);
        assert!(world.run(change).events.is_empty());
        // And the renewal is charged at the new plan's price.
        world.until("2021-11-04");
        assert!(world.lines(id).last().unwrap().ends_with("9.00 | 10 | 90.00"), "{:?}", world.lines(id));
    }
}

#[test]
fn a_plan_that_is_objected_to_costs_nothing_mkt_109() {
    let (mut world, id) = bought("2021-09");
    let net = world.net(id);
    let plus = OfferId::new(SIGN_PLUS);
    world.until("2021-10-10").run(Command::ChangePlan { subscription: id, offer: plus });
    let operation = last(&world, id).id;
    as_publisher(&mut world, KESTREL);
    world.run(answer(id, operation, false));
    assert_eq!((world.sub(id).offer.clone(), world.net(id)), (OfferId::new(offer::SIGN), net));
    world.assert_folds();
}

#[test]
fn a_plan_changes_only_inside_its_product_mkt_105() {
    let (mut world, id) = bought("2025-04");
    let to = |offer: &str| Command::ChangePlan { subscription: id, offer: OfferId::new(offer) };
    for other in [offer::VAULT_WITH_TRIAL, offer::NCE_STANDARD, "DZH318Z0K5S1:0009"] {
        let refused = world.refused(to(other));
        let reason = reason(&refused, Rule::Mkt105);
        assert_eq!(reason.code, Code::PlanOfOtherProduct);
        assert_eq!(reason.remedies, [Remedy::ChooseOffer { offers: vec![OfferId::new(SIGN_PLUS)] }]);
    }
    let classic = world.buy(offer::STANDARD, 5, None, BillingPlan::Monthly);
    let refused =
        world.refused(Command::ChangePlan { subscription: classic, offer: OfferId::new(offer::E3) });
    assert_eq!(reason(&refused, Rule::Mkt105).code, Code::ChangeNotSupported);
    let pending = world.buy(offer::SIGN, 1, Some(Term::P1M), BillingPlan::Monthly);
    let plus = OfferId::new(SIGN_PLUS);
    let refused = world.refused(Command::ChangePlan { subscription: pending, offer: plus });
    assert!(refused.has(Code::SetUpOpen), "MKT-104");
    world.suspend(id, "2021-10-06");
    assert!(world.refused(to(SIGN_PLUS)).has(Code::NotActive));
}

#[test]
fn nothing_changes_while_the_publisher_may_object_mkt_109() {
    let (mut world, id) = bought("2025-04");
    world.seats(id, "2021-10-10T10:00:00", 12);
    let plus = OfferId::new(SIGN_PLUS);
    for command in [
        Command::ChangeSeats { subscription: id, seats: 13 },
        Command::ChangePlan { subscription: id, offer: plus.clone() },
    ] {
        let refused = world.refused(command);
        let reason = reason(&refused, Rule::Mkt109);
        assert_eq!((reason.code, &reason.who[..]), (Code::OperationPending, &[Who::Time][..]));
        assert_eq!(reason.clears_at, Some(instant("2021-10-10T10:00:10")));
    }
    // What ends or stops it goes on; then the change stood.
    world.run(Command::Suspend { subscription: id, reason: SuspensionReason::NonPayment });
    let operations = &world.sub(id).operations;
    let states: Vec<_> = operations.iter().map(|known| (known.action, known.status)).collect();
    assert_eq!(
        states,
        [
            (OperationAction::ChangeQuantity, OperationStatus::Succeeded),
            (OperationAction::Suspend, OperationStatus::Succeeded),
        ]
    );
}

#[test]
fn a_suspension_is_told_and_what_comes_back_can_be_refused_mkt_109() {
    for version in VERSIONS {
        let (mut world, id) = bought(version);
        let decision = world.suspend(id, "2021-10-10");
        let [(kind, body)] = told(&decision)[..] else { panic!("one notification") };
        assert_eq!((kind, &body["status"]), ("publisher_suspend", &json!("Succeeded")));
        assert_eq!(body["subscription"]["saasSubscriptionStatus"], "Suspended");
        let decision = world.resume(id, "2021-10-12");
        let [(kind, body)] = told(&decision)[..] else { panic!("one notification") };
        assert_eq!((kind, &body["status"]), ("publisher_reinstate", &json!("InProgress")));
        assert_eq!(world.sub(id).publisher_status(), PublisherStatus::Suspended, "until it is accepted");
        let operation = last(&world, id).id;
        as_publisher(&mut world, KESTREL);
        world.run(answer(id, operation, false));
        assert_eq!(world.status(id), Status::Suspended);
        let reason = world.sub(id).suspension.as_ref().unwrap().reason;
        assert_eq!(reason, SuspensionReason::CustomerRequest, "for the reason it had");
        as_partner(&mut world).resume(id, "2021-10-14");
        world.until("2021-10-14T00:00:10");
        assert_eq!(world.sub(id).publisher_status(), PublisherStatus::Subscribed);
        world.assert_folds();
    }
}

#[test]
fn renewals_and_ends_are_told_and_cannot_be_refused_mkt_109() {
    let (mut world, id) = bought("2025-04");
    world.until("2021-11-04");
    let renewed = last(&world, id);
    assert_eq!((renewed.action, renewed.status), (OperationAction::Renew, OperationStatus::Succeeded));
    as_publisher(&mut world, KESTREL);
    let refused = world.refused(answer(id, renewed.id, false));
    let reason = reason(&refused, Rule::Mkt109);
    assert_eq!(
        (reason.code, &reason.evidence["status"]),
        (Code::PublisherOperationEnded, &json!("Succeeded"))
    );
    assert!(world.run(answer(id, renewed.id, true)).events.is_empty(), "it has that answer already");
    let nobody = OperationId(Uuid::nil());
    assert!(world.refused(answer(id, nobody, true)).has(Code::PublisherOperationUnknown));

    as_partner(&mut world);
    world.run(Command::SetAutoRenew { subscription: id, on: false });
    world.until("2021-12-04");
    assert_eq!(world.sub(id).publisher_status(), PublisherStatus::Unsubscribed);
    let ended = last(&world, id);
    assert_eq!(ended.action, OperationAction::Unsubscribe);
    assert!(world.messages.contains(&"publisher_unsubscribe".to_owned()));
    as_publisher(&mut world, KESTREL);
    assert!(world.run(answer(id, ended.id, true)).events.is_empty());
    assert!(world.refused(answer(id, ended.id, false)).has(Code::PublisherOperationEnded));
}

#[test]
fn a_publisher_changes_its_own_and_needs_no_answer_mkt_109() {
    let (mut world, id) = bought("2021-09");
    as_publisher(&mut world, KESTREL).until("2021-10-10");
    let decision = world.run(Command::ChangeSeats { subscription: id, seats: 15 });
    let own = last(&world, id);
    assert_eq!((own.source, own.status), (RequestSource::Publisher, OperationStatus::Succeeded));
    let [(_, body)] = told(&decision)[..] else { panic!("one notification") };
    assert_eq!((&body["operationRequestSource"], &body["status"]), (&json!("Partner"), &json!("Succeeded")));
    assert_eq!(body["subscription"]["quantity"], 15);
    let plus = OfferId::new(SIGN_PLUS);
    world.run(Command::ChangePlan { subscription: id, offer: plus.clone() });
    assert_eq!(world.sub(id).offer, plus);
    // Seats of bounds are bounds for publishers too.
    assert!(world.refused(Command::ChangeSeats { subscription: id, seats: 0 }).has(Code::QuantityOutside));
}

#[test]
fn a_publisher_ends_it_in_the_window_at_once_and_later_at_the_renewal_cxl_01() {
    let unsubscribe =
        |id| Command::Cancel { subscription: id, reason: "no longer offered".into(), confirmed: true };
    let (mut world, id) = bought("2025-04");
    as_publisher(&mut world, KESTREL).until("2021-10-05T08:59:59");
    let decision = world.run(unsubscribe(id));
    assert_eq!(told(&decision)[0].0, "publisher_unsubscribe");
    assert_eq!((world.net(id), world.status(id)), (0, Status::Deleted), "all comes back");

    let (mut world, id) = bought("2025-04");
    as_publisher(&mut world, KESTREL).until("2021-10-05T09:00:00");
    let decision = world.run(unsubscribe(id));
    assert!(told(&decision).is_empty(), "it is told when it happens");
    let waits = last(&world, id);
    assert_eq!((waits.action, waits.status), (OperationAction::Unsubscribe, OperationStatus::InProgress));
    assert!(world.run(unsubscribe(id)).events.is_empty(), "asked twice it is one operation");
    assert!(world.refused(answer(id, waits.id, false)).has(Code::PublisherOperationEnded));
    let place = world.messages.len();
    world.until("2021-11-04");
    assert_eq!(world.messages[place..], ["publisher_unsubscribe"]);
    assert_eq!(
        last(&world, id),
        Operation { status: OperationStatus::Succeeded, ended_at: Some(instant("2021-11-04")), ..waits }
    );
    assert_eq!(world.lines(id).len(), 1, "the month that was paid, and no further one");
}

#[test]
fn an_unsubscription_that_is_taken_back_fails_mkt_109() {
    let (mut world, id) = bought("2025-04");
    world.until("2021-10-06");
    world.run(Command::Cancel { subscription: id, reason: "not used".into(), confirmed: true });
    as_publisher(&mut world, KESTREL);
    // The seller has asked before; the publisher still gets something to follow.
    world.run(Command::Cancel { subscription: id, reason: "no longer offered".into(), confirmed: true });
    as_partner(&mut world).run(Command::SetAutoRenew { subscription: id, on: true });
    assert_eq!(last(&world, id).status, OperationStatus::Failed);
    world.until("2021-11-04");
    assert_eq!(world.status(id), Status::Active);
}

#[test]
fn a_publisher_sees_and_touches_its_own_only_mkt_109() {
    let (mut world, id) = bought("2025-04");
    let operation = {
        world.seats(id, "2021-10-10", 12);
        last(&world, id).id
    };
    let nowhere = SubscriptionId(Uuid::from_u128(7));
    as_publisher(&mut world, FJORDLYS);
    for of in [id, nowhere] {
        for command in [
            Command::CompleteSetUp { subscription: of },
            Command::ChangeSeats { subscription: of, seats: 3 },
            Command::ChangePlan { subscription: of, offer: OfferId::new(SIGN_PLUS) },
            Command::Cancel { subscription: of, reason: "mine".into(), confirmed: true },
            answer(of, operation, true),
        ] {
            let refused = world.refused(command);
            let codes: Vec<Code> = refused.reasons().iter().map(|reason| reason.code).collect();
            assert_eq!(codes, [Code::SubscriptionUnknown], "one and the same answer");
        }
    }
    as_publisher(&mut world, KESTREL);
    for command in [
        Command::Suspend { subscription: id, reason: SuspensionReason::Fraud },
        Command::Rename { subscription: id, name: "Ours".into() },
        Command::SetAutoRenew { subscription: id, on: false },
        Command::PlaceOrder { lines: vec![support::wanted(offer::SIGN, 1)], payment: None },
        Command::All { commands: vec![Command::ChangeSeats { subscription: id, seats: 1 }] },
    ] {
        assert!(world.refused(command).has(Code::NotForPublishers));
    }
    as_partner(&mut world);
    let refused = world.refused(answer(id, operation, true));
    assert_eq!(reason(&refused, Rule::Mkt109).code, Code::PublisherOnly);
}

#[test]
fn set_up_names_what_was_bought_buy_05() {
    let mut world = World::new("2025-04", "2021-10-04T09:00:00");
    let id = world.buy(offer::SIGN, 10, Some(Term::P1M), BillingPlan::Monthly);
    let found = world.sub(id);
    assert_eq!(found.publisher_status(), PublisherStatus::PendingFulfillmentStart);
    assert!(activation_differs(found, None, None).is_empty());
    assert!(activation_differs(found, Some("0001"), Some(10)).is_empty());
    assert_eq!(activation_differs(found, Some("0002"), Some(9)).len(), 2);
    let shown = shape::resolved(found, &world.account.head.customer);
    assert_eq!(shown["subscription"]["term"], json!({ "termUnit": "P1M" }), "its days are not known yet");
    assert_eq!(shown["subscription"]["beneficiary"]["tenantId"], json!(world.account.id()));
    assert_eq!(shown["subscription"]["purchaser"]["tenantId"], json!(HAVENWERK));
    as_publisher(&mut world, KESTREL);
    assert_eq!(world.net(id), 0, "MKT-104: nothing is charged before");
    world.run(Command::CompleteSetUp { subscription: id });
    assert!(world.net(id) > 0);
    assert!(world.refused(Command::CompleteSetUp { subscription: id }).has(Code::StatusNotAllowed));
}

#[test]
fn a_trial_changes_its_plan_for_nothing_and_converts_into_it_trial_02() {
    let mut world = World::new("2025-04", "2021-10-04T09:00:00");
    let id = world.buy(offer::VAULT_WITH_TRIAL, 10, Some(Term::P1M), BillingPlan::Monthly);
    world.run(Command::CompleteSetUp { subscription: id });
    let plus = OfferId::new("DZH318Z0K5V4:0002");
    world.until("2021-10-10").run(Command::ChangePlan { subscription: id, offer: plus.clone() });
    assert!(world.sub(id).is_trial() && world.net(id) == 0);
    world.until("2021-11-03");
    let renewed = last(&world, id);
    assert_eq!((renewed.action, &renewed.offer), (OperationAction::Renew, &plus));
    assert!(world.lines(id).last().unwrap().contains("renew"), "{:?}", world.lines(id));
    let customer = &world.account.head.customer;
    assert_eq!(shape::subscription(world.sub(id), customer)["isFreeTrial"], false);
    world.assert_folds();
}
