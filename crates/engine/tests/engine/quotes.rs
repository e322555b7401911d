//! Quotes that are redeemed: what was quoted is billed to the cent, once, or nothing happens at all.

use jiff::ToSpan;
use seatwright_domain::account::Account;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::forecast::Outlook;
use seatwright_domain::ids::{CustomerId, OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::refusal::{Code, Reason};
use seatwright_domain::role::{Caller, Role};
use seatwright_domain::subscription::{NextTerm, Payment, SuspensionReason};
use seatwright_engine::{Answer, Done, EngineError, Quote, Target};
use tempfile::tempdir;
use tokio::task::JoinSet;

use super::world::{BASIC, HAVENWERK, NCE_BASIC, STANDARD, World, answer, at, request, wanted};

const NCE_E3: &str = "CFQ7TTC0LF8R:0001";

fn redeemed(_: &Account, decision: &Decision, outlook: &Outlook) -> Answer {
    let body = format!("{} events, {} lines", decision.events.len(), outlook.with.at_once.len());
    Answer { status: 200, headers: Vec::new(), body: body.into_bytes() }
}

impl World {
    /// A quote that is kept.
    async fn offered(&self, customer: CustomerId, commands: Vec<Command>) -> Quote {
        self.offered_to(&self.anna, customer, commands).await
    }

    async fn offered_to(&self, caller: &Caller, customer: CustomerId, commands: Vec<Command>) -> Quote {
        let quote = self.engine.quote(caller, customer, commands).await.expect("quoted");
        let shown = Answer { status: 200, headers: Vec::new(), body: Vec::new() };
        assert_eq!(self.engine.keep_quote(&quote, None, &shown).await.expect("kept"), None);
        quote
    }

    async fn redeem(&self, quote: &Quote) -> Result<Done, EngineError> {
        self.engine.redeem(&self.anna, quote.customer, quote.token, None, redeemed).await
    }

    /// The lines of all events after a version.
    async fn billed_since(&self, customer: CustomerId, version: u64) -> Vec<Charge> {
        let events = self.events(customer).await;
        events.into_iter().filter(|event| event.seq > version).flat_map(|event| event.charges).collect()
    }
}

/// What a bill says, without ids.
fn told<'a>(lines: impl IntoIterator<Item = &'a Charge>) -> Vec<String> {
    let mut told: Vec<String> = lines
        .into_iter()
        .map(|line| {
            let period = line.key.period;
            format!(
                "{} {} {}..{} {} × {} = {} on {}",
                line.offer,
                line.key.kind,
                period.first,
                period.last,
                line.quantity,
                line.shown,
                line.amount,
                line.invoice_on
            )
        })
        .collect();
    told.sort();
    told
}

/// Redeems a quote, lets a good year go by, and compares what was billed with what was quoted. Terms that began afterwards
/// are left out: they were told beside the quote.
async fn bills_what_it_says(world: &World, quote: &Quote) {
    let with = &quote.outlook.with;
    assert!(with.lines().count() > 0, "nothing is quoted");
    let customer = quote.customer;
    let version = world.loaded(customer).await.account.head.version;
    world.redeem(quote).await.expect("redeemed");
    let at_once = world.billed_since(customer, version).await;
    assert_eq!(told(&at_once), told(&with.at_once));
    world.advance(Target::By(13.months())).await;
    let ends = with.ends.iter().map(|end| end.on).max().unwrap_or(jiff::civil::Date::MAX);
    let billed = world.billed_since(customer, version).await;
    let billed = billed.iter().filter(|line| line.term.first < ends);
    assert_eq!(told(billed), told(with.lines()));
    let net: i64 = with.lines().map(|line| line.amount.minor).sum();
    assert_eq!(with.totals.iter().map(|total| total.net).sum::<i64>(), net);
    assert_eq!(with.invoices.iter().map(|invoice| invoice.totals.net).sum::<i64>(), net);
}

/// A customer with a subscription for a year, some days after the purchase.
async fn subscribed(offer: &str, seats: u32) -> (World, CustomerId, SubscriptionId) {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let term = offer.contains(':').then_some(Term::P1Y);
    let subscription = world.buy(customer, offer, seats, term).await;
    world.advance(Target::By(5.days())).await;
    (world, customer, subscription)
}

fn seats(subscription: SubscriptionId, seats: u32) -> Command {
    Command::ChangeSeats { subscription, seats }
}

fn purchase(offer: &str, quantity: u32, term: Option<Term>) -> Command {
    let line = Wanted { term, billing: Some(BillingPlan::Monthly), ..wanted(offer, quantity) };
    Command::PlaceOrder { lines: vec![line], payment: None }
}

#[tokio::test]
async fn a_purchase_bills_what_was_quoted() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let commands = vec![purchase(NCE_BASIC, 5, Some(Term::P1Y)), purchase(BASIC, 3, None)];
    let quote = world.offered(customer, commands).await;
    assert_eq!(quote.outlook.with.opened.len(), 2);
    assert_eq!(quote.outlook.with.lines().count(), 24, "twelve charges of each");
    assert!(quote.outlook.without.totals.is_empty());
    assert_eq!(quote.outlook.difference, quote.outlook.with.totals);
    assert!(quote.outlook.with.ends.iter().all(|end| end.renews.is_some()));
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn more_seats_bill_what_was_quoted_nce_203() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let quote = world.offered(customer, vec![seats(subscription, 12)]).await;
    assert_eq!(quote.outlook.with.at_once.len(), 2, "the old quantity back, the new one charged");
    assert!(quote.outlook.difference[0].net > 0);
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn classic_seats_are_settled_later_as_quoted_bill_204() {
    let (world, customer, subscription) = subscribed(BASIC, 9).await;
    for count in [14, 4] {
        let quote = world.offered(customer, vec![seats(subscription, count)]).await;
        assert!(quote.outlook.with.at_once.is_empty(), "changes are settled with the next cycle");
        assert_eq!(quote.outlook.difference[0].net > 0, count > 9);
        assert_eq!(quote.valid_until, at("2021-09-07T00:00:00Z"), "each day costs something");
    }
    let quote = world.offered(customer, vec![seats(subscription, 4)]).await;
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn fewer_seats_in_their_window_come_back_as_quoted_nce_303() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    // Seats can be given back under the rules of 2022.
    world.advance(Target::By(7.months())).await;
    world.run(customer, seats(subscription, 9)).await;
    world.advance(Target::By(2.days())).await;
    let quote = world.offered(customer, vec![seats(subscription, 6)]).await;
    assert!(quote.outlook.difference[0].net < 0);
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn a_partial_upgrade_bills_what_was_quoted_part_01() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 10).await;
    let upgrade = Command::Transition {
        subscription,
        target: OfferId::new(NCE_E3),
        seats: 4,
        into: None,
        term: None,
        billing: None,
        transfer: true,
    };
    let quote = world.offered(customer, vec![upgrade]).await;
    let amounts: Vec<bool> = quote.outlook.with.at_once.iter().map(|line| line.amount.minor < 0).collect();
    assert_eq!(amounts, [false, true], "the new subscription, and the seats that left the old one");
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn a_classic_upgrade_is_quoted_with_the_credit_of_its_last_step_bill_215() {
    let (world, customer, subscription) = subscribed(BASIC, 8).await;
    world.advance(Target::By(2.months())).await;
    let upgrade =
        Command::Upgrade { subscription, target: OfferId::new(STANDARD), seats: None, transfer: true };
    let quote = world.offered(customer, vec![upgrade]).await;
    assert!(quote.outlook.with.at_once.iter().any(|line| line.amount.minor < 0), "the old one comes back");
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn a_cancellation_in_its_window_gives_back_what_was_quoted_ncx_02() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let cancel = Command::Cancel { subscription, reason: "moved".into(), confirmed: true };
    let quote = world.offered(customer, vec![cancel]).await;
    assert!(quote.outlook.with.totals[0].net < 0);
    assert!(quote.outlook.without.totals[0].net > 0, "eleven more charges are saved");
    assert!(quote.outlook.with.ends.is_empty());
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn a_suspension_bills_what_was_quoted_bill_211_pause_02() {
    for (offer, is_charged) in [(BASIC, false), (NCE_BASIC, true)] {
        let (world, customer, subscription) = subscribed(offer, 5).await;
        let suspend = Command::Suspend { subscription, reason: SuspensionReason::CustomerRequest };
        let quote = world.offered(customer, vec![suspend]).await;
        assert_eq!(quote.outlook.with.totals[0].net > 0, is_charged, "{offer}");
        bills_what_it_says(&world, &quote).await;
    }
}

#[tokio::test]
async fn a_schedule_is_told_beside_the_bill_and_holds_for_days_ren_02() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    // Past the window in which it could be cancelled.
    world.advance(Target::By(2.days())).await;
    let next = NextTerm {
        seats: 8,
        ..world.loaded(customer).await.account.subscriptions[&subscription].unchanged_next_term()
    };
    let quote = world.offered(customer, vec![Command::Schedule { subscription, next }]).await;
    assert!(quote.outlook.with.at_once.is_empty());
    assert_eq!(quote.outlook.with.totals, quote.outlook.without.totals);
    let end = &quote.outlook.with.ends[0];
    assert_eq!(end.on, jiff::civil::date(2022, 9, 1));
    let renewal = end.renews.as_ref().expect("it renews");
    assert_eq!(renewal.seats, 8);
    let charge = renewal.charge.expect("a charge");
    let today = quote.outlook.without.ends[0].renews.as_ref().expect("it renews").charge.expect("a charge");
    assert_eq!(charge.minor * 5, today.minor * 8);
    assert_eq!(quote.valid_until, at("2021-10-01T00:00:00Z"), "until something happens");
    world.advance(Target::By(20.days())).await;
    bills_what_it_says(&world, &quote).await;
}

#[tokio::test]
async fn an_own_upgrade_across_midnight_bills_what_was_quoted_self_03() {
    let world = World::new().await;
    let customer = world.customer("blauwevos").await;
    let ilse = Caller::customer(customer, "ilse", [Role::CustomerGlobalAdmin]);
    let order = Command::PlaceOrder { lines: vec![wanted(BASIC, 30)], payment: Some(Payment::Card) };
    let bought = world.engine.execute(&ilse, customer, order, None, answer).await.expect("bought");
    let subscription = super::world::started(&bought.decision.expect("decided"))[0];
    world.advance(Target::To(at("2021-10-20T23:58:00Z"))).await;
    let upgrade = Command::UpgradeSelf {
        subscription,
        target: OfferId::new(STANDARD),
        seats: 30,
        billing: BillingPlan::Monthly,
        payment: Payment::Card,
        sold_to: None,
    };
    let quote = world.offered_to(&ilse, customer, vec![upgrade]).await;
    let version = world.loaded(customer).await.account.head.version;
    world.engine.redeem(&ilse, customer, quote.token, None, redeemed).await.expect("redeemed");
    world.advance(Target::By(1.day())).await;
    let billed = world.billed_since(customer, version).await;
    let soon = quote.outlook.with.lines().filter(|line| line.booked_on <= jiff::civil::date(2021, 10, 21));
    assert_eq!(told(&billed), told(soon));
    let credit = billed.iter().find(|line| line.amount.minor < 0).expect("a credit");
    assert_eq!(credit.booked_on, jiff::civil::date(2021, 10, 21), "the old one is closed after midnight");
}

fn reason(result: Result<Done, EngineError>) -> Reason {
    let Err(EngineError::Refused(refusals)) = result else { panic!("{result:?}") };
    refusals.reasons()[0].clone()
}

#[tokio::test]
async fn a_quote_whose_amounts_have_changed_is_stale_and_nothing_happens() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let quote = world.offered(customer, vec![seats(subscription, 12)]).await;
    world.run(customer, seats(subscription, 7)).await;
    let before = world.loaded(customer).await;
    let stale = reason(world.redeem(&quote).await);
    assert_eq!(stale.code, Code::QuoteStale);
    assert_eq!(world.loaded(customer).await, before);
    assert_ne!(stale.evidence["quoted"], stale.evidence["now"]);
    let quoted = quote.outlook.with.totals[0];
    assert_eq!(stale.evidence["quoted"][0]["minor"], quoted.net);
    let line = &stale.evidence["lines"][0];
    assert_eq!((&line["before"]["quantity"], &line["now"]["quantity"]), (&5.into(), &7.into()));
    let again = world.offered(customer, vec![seats(subscription, 12)]).await;
    world.redeem(&again).await.expect("redeemed");
}

#[tokio::test]
async fn a_change_that_costs_nothing_does_not_make_a_quote_stale() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let quote = world.offered(customer, vec![seats(subscription, 12)]).await;
    world.run(customer, Command::Rename { subscription, name: "Office".into() }).await;
    world.redeem(&quote).await.expect("redeemed");
    assert_eq!(world.loaded(customer).await.account.subscriptions[&subscription].seats(), 12);
}

#[tokio::test]
async fn a_quote_that_has_expired_is_refused() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let quote = world.offered(customer, vec![seats(subscription, 12)]).await;
    assert_eq!(quote.valid_until, at("2021-09-07T00:00:00Z"));
    world.advance(Target::To(quote.valid_until)).await;
    let before = world.loaded(customer).await;
    let expired = reason(world.redeem(&quote).await);
    assert_eq!(
        (expired.code, &expired.evidence["until"]),
        (Code::QuoteExpired, &"2021-09-07T00:00:00Z".into())
    );
    assert_eq!(world.loaded(customer).await, before);
}

#[tokio::test]
async fn an_unknown_quote_and_anothers_look_the_same() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let quote = world.offered(customer, vec![seats(subscription, 12)]).await;
    let bo = Caller::partner(HAVENWERK, Some("bo"), [Role::AdminAgent, Role::GlobalAdmin]);
    let duin = world.customer("duin").await;
    let never = seatwright_engine::QuoteToken(uuid::Uuid::from_u128(404));
    let redeem = async |caller: &Caller, customer, token| {
        reason(world.engine.redeem(caller, customer, token, None, redeemed).await)
    };
    let unknown = redeem(&world.anna, customer, never).await;
    assert_eq!(unknown.code, Code::QuoteUnknown);
    assert_eq!(redeem(&bo, customer, quote.token).await, unknown);
    assert_eq!(redeem(&world.anna, duin, quote.token).await, unknown);
    let read = world.engine.kept_quote(&bo, customer, quote.token).await;
    assert!(matches!(read, Err(EngineError::Refused(refusals)) if refusals.has(Code::QuoteUnknown)));
    let read = world.engine.kept_quote(&world.anna, customer, quote.token).await.expect("read");
    assert_eq!((read.quote, read.redeemed), (quote, None));
}

#[tokio::test]
async fn several_commands_stand_and_fall_together_and_each_reason_names_its_command() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let gone = SubscriptionId(uuid::Uuid::from_u128(404));
    let commands = vec![seats(subscription, 6), seats(gone, 2), seats(subscription, 9_999)];
    let before = world.loaded(customer).await;
    let Err(EngineError::Refused(refusals)) = world.engine.quote(&world.anna, customer, commands).await
    else {
        panic!("quoted")
    };
    let places: Vec<(Code, u64)> = refusals
        .reasons()
        .iter()
        .map(|reason| (reason.code, reason.evidence["change"].as_u64().expect("a place")))
        .collect();
    let expected = [(Code::SubscriptionUnknown, 1), (Code::QuantityOutside, 2), (Code::SeatCapExceeded, 2)];
    assert_eq!(places, expected);
    assert_eq!(world.loaded(customer).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn redeemed_many_times_at_once_it_acts_once_and_all_get_the_first_answer() {
    let (world, customer, subscription) = subscribed(NCE_BASIC, 5).await;
    let other =
        World::on(world.store.clone(), std::sync::Arc::new(seatwright_engine::port::LeaveToOperator)).await;
    // One that costs something, and one that changes nothing at all.
    for commands in [vec![seats(subscription, 12)], vec![seats(subscription, 12)]] {
        let quote = world.offered(customer, commands).await;
        let version = world.loaded(customer).await.account.head.version;
        let mut group = JoinSet::new();
        for number in 0..8 {
            let engine = if number % 2 == 0 { world.engine.clone() } else { other.engine.clone() };
            let (anna, token) = (world.anna.clone(), quote.token);
            group.spawn(async move { engine.redeem(&anna, customer, token, None, redeemed).await });
        }
        let done: Vec<Done> =
            group.join_all().await.into_iter().map(|done| done.expect("redeemed")).collect();
        assert_eq!(done.iter().filter(|done| !done.replayed).count(), 1);
        assert!(done.iter().all(|one| one.answer == done[0].answer));
        let after = world.loaded(customer).await.account.head.version;
        assert_eq!(after, version + quote.events.len() as u64);
        world.advance(Target::By(1.day())).await;
        let late = world.redeem(&quote).await.expect("answered again");
        assert_eq!((late.replayed, &late.answer), (true, &done[0].answer), "also when its time is over");
    }
}

#[tokio::test]
async fn a_quote_outlives_a_restart_and_is_redeemed_once_across_it() {
    let directory = tempdir().expect("a directory");
    let (customer, quote) = {
        let world = World::open(directory.path()).await;
        let customer = world.customer("blauwevos").await;
        let subscription = world.buy(customer, NCE_BASIC, 5, Some(Term::P1Y)).await;
        (customer, world.offered(customer, vec![seats(subscription, 12)]).await)
    };
    let first = {
        let world = World::open(directory.path()).await;
        let again = request("r1", 1);
        world.engine.redeem(&world.anna, customer, quote.token, again, redeemed).await.expect("redeemed")
    };
    let world = World::open(directory.path()).await;
    let before = world.loaded(customer).await;
    for repeated in [request("r1", 1), request("r2", 2), None] {
        let done = world.engine.redeem(&world.anna, customer, quote.token, repeated, redeemed).await;
        let done = done.expect("answered again");
        assert_eq!((done.replayed, &done.answer), (true, &first.answer));
    }
    assert_eq!(world.loaded(customer).await, before);
    let kept = world.engine.kept_quote(&world.anna, customer, quote.token).await.expect("read");
    assert_eq!(kept.redeemed.expect("redeemed").body, first.answer.body);
}
