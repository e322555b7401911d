//! What the dialect calls a reason at one of its addresses, where it has a number for it there that says more than the reason's
//! general one. Both numbers keep their meaning for good.

use axum::http::StatusCode;
use seatwright_domain::refusal::Subject;
use seatwright_domain::refusal::{Code, Reason, Remedy};
use seatwright_domain::rule::Rule;
use serde_json::Value;

use super::{BAD, FORBIDDEN, Wire, of, wire};

/// Where a reason is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Place {
    /// At any address that has no numbers of its own.
    Anywhere,
    /// `PATCH` of a subscription.
    Subscription,
    /// `PATCH` of an order.
    Order,
    /// `POST` of a transition.
    Transition,
    /// A line of a cart, whose errors have a list of their own.
    CartLine,
    /// `POST` of a change of licences.
    Licences,
}

impl Place {
    /// How documents name it.
    const fn words(self) -> &'static str {
        match self {
            Place::Anywhere => "everywhere",
            Place::Subscription => "`PATCH …/subscriptions/{id}`",
            Place::Order => "`PATCH …/orders/{id}`",
            Place::Transition => "`POST …/transitions`",
            Place::CartLine => "`error.errorCode` of a cart's line",
            Place::Licences => "`POST …/licenseupdates`",
        }
    }
}

/// A number of its own.
struct Own {
    place: Place,
    code: Code,
    wire: Wire,
    /// When it is told instead of the general one.
    when: &'static str,
    fits: fn(&Reason) -> bool,
}

const fn own(
    place: Place,
    code: Code,
    number: u32,
    status: StatusCode,
    when: &'static str,
    fits: fn(&Reason) -> bool,
) -> Own {
    Own { place, code, wire: wire(status, number), when, fits }
}

const fn always(_: &Reason) -> bool {
    true
}

/// Of several that fit, the first counts.
const OWN: &[Own] = &[
    own(Place::Anywhere, Code::LimitReached, 800_066, FORBIDDEN, "of a product", is_of_a_product),
    own(Place::Anywhere, Code::CancelWindowClosed, 900_213, BAD, "of 72 hours or less", is_in_hours),
    own(Place::Anywhere, Code::SeatWindowClosed, 900_214, BAD, "of 72 hours or less", is_in_hours),
    own(Place::Subscription, Code::NotActive, 800_091, BAD, "it is suspended", |reason| {
        is_in(reason, &["suspended"])
    }),
    own(Place::Subscription, Code::NotActive, 900_279, BAD, "its term is over", |reason| {
        is_in(reason, &["expired", "disabled"])
    }),
    own(Place::Subscription, Code::AutoRenewOff, 800_093, BAD, "", always),
    own(Place::Subscription, Code::TermNotOffered, 800_121, BAD, "", always),
    own(
        Place::Subscription,
        Code::BillingNotOffered,
        900_270,
        BAD,
        "longer than the term",
        is_longer_than_term,
    ),
    own(Place::Subscription, Code::BillingNotOffered, 900_269, BAD, "otherwise", always),
    own(
        Place::Subscription,
        Code::EndDateInvalid,
        900_244,
        BAD,
        "no date would do for the product",
        no_date_would_do,
    ),
    own(
        Place::Subscription,
        Code::EndDateInvalid,
        900_245,
        BAD,
        "outside the term, or a day that the term cannot end on",
        |reason| reason.rule == Rule::Nce703 || is_outside_term(reason),
    ),
    own(Place::Subscription, Code::EndDateInvalid, 900_246, BAD, "nothing else ends then", always),
    own(Place::Order, Code::BillingNotOffered, 6001, BAD, "", always),
    own(Place::Transition, Code::TermNotOffered, 900_268, BAD, "", always),
    own(
        Place::Transition,
        Code::BillingNotOffered,
        900_270,
        BAD,
        "longer than the term",
        is_longer_than_term,
    ),
    own(Place::Transition, Code::BillingNotOffered, 900_269, BAD, "otherwise", always),
    own(Place::CartLine, Code::OfferUnknown, 10_001, BAD, "", always),
    own(Place::CartLine, Code::AvailabilityUnknown, 10_001, BAD, "", always),
    own(Place::CartLine, Code::AttestationMissing, 10_012, BAD, "", always),
    own(Place::CartLine, Code::BillingNotOffered, 10_013, BAD, "", always),
    own(Place::CartLine, Code::SeatCapExceeded, 10_015, BAD, "", always),
    own(
        Place::CartLine,
        Code::EndDateInvalid,
        10_016,
        BAD,
        "no date would do for the product",
        no_date_would_do,
    ),
    own(Place::CartLine, Code::EndDateInvalid, 10_017, BAD, "otherwise", always),
    own(Place::CartLine, Code::ClassicClosed, 500_600, BAD, "", always),
    own(Place::Licences, Code::PlanNotOwned, 60_000, BAD, "", always),
    own(Place::Licences, Code::ServiceUnknown, 60_000, BAD, "", always),
    own(Place::Licences, Code::ServiceHeld, 60_000, BAD, "", always),
    own(Place::Licences, Code::LicenceNotHeld, 60_000, BAD, "", always),
    own(Place::Licences, Code::NotAssignable, 60_000, BAD, "", always),
];

/// The number and status of a reason at a place.
pub(crate) fn at(place: Place, reason: &Reason) -> Wire {
    let here = |own: &&Own| own.place == place || own.place == Place::Anywhere;
    let found = OWN.iter().filter(here).find(|own| own.code == reason.code && (own.fits)(reason));
    found.map_or_else(|| of(reason.code), |own| own.wire)
}

fn is_of_a_product(reason: &Reason) -> bool {
    matches!(&reason.subject, Subject::Offer(offer) if offer.product_and_sku().is_some())
}

/// The dialect tells short windows in hours.
fn is_in_hours(reason: &Reason) -> bool {
    reason.evidence.get("hours").and_then(Value::as_u64).is_some_and(|hours| hours <= 72)
}

fn is_in(reason: &Reason, states: &[&str]) -> bool {
    reason.evidence.get("status").and_then(Value::as_str).is_some_and(|status| states.contains(&status))
}

fn is_longer_than_term(reason: &Reason) -> bool {
    use seatwright_domain::calendar::{BillingPlan, Term};
    let word = |name: &str| reason.evidence.get(name).and_then(Value::as_str);
    let (Some(term), Some(billing)) =
        (word("term").and_then(Term::parse), word("billing").and_then(BillingPlan::parse))
    else {
        return false;
    };
    let months = match billing {
        BillingPlan::Annual => 12,
        BillingPlan::Biennial => 24,
        BillingPlan::Triennial => 36,
        BillingPlan::Monthly | BillingPlan::None | BillingPlan::OneTime => 0,
    };
    months > term.months()
}

fn no_date_would_do(reason: &Reason) -> bool {
    reason.remedies.iter().any(|remedy| matches!(remedy, Remedy::ChooseDate { dates } if dates.is_empty()))
}

fn is_outside_term(reason: &Reason) -> bool {
    let day = |name: &str| {
        reason
            .evidence
            .get(name)
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<jiff::civil::Date>().ok())
    };
    match (day("wanted"), day("starts_on"), day("full_term_ends_on")) {
        (Some(wanted), Some(first), Some(last)) => wanted < first || wanted > last,
        _ => false,
    }
}

/// One row of the table of numbers that hold at some addresses, for documents and tests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceCode {
    /// Where it is told, in words.
    pub place: &'static str,
    /// The stable name of the reason, as `not-active`.
    pub name: &'static str,
    /// When it is told instead of the general number; empty for always.
    pub when: &'static str,
    /// The `code` there.
    pub number: u32,
    /// The HTTP status there; none where it is told inside an answer.
    pub status: Option<u16>,
}

/// Every number that a reason has at some address beside its general one.
#[must_use]
pub fn place_codes() -> Vec<PlaceCode> {
    let row = |own: &Own| PlaceCode {
        place: own.place.words(),
        name: own.code.slug(),
        when: own.when,
        number: own.wire.number,
        status: (own.place != Place::CartLine).then(|| own.wire.status.as_u16()),
    };
    OWN.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use seatwright_domain::ids::{OfferId, SubscriptionId};
    use seatwright_domain::refusal::Who;
    use uuid::Uuid;

    use super::*;

    fn about_subscription(code: Code) -> Reason {
        Reason::about(Rule::Buy01, code, SubscriptionId(Uuid::from_u128(1)))
    }

    #[test]
    fn a_place_has_its_own_numbers_and_otherwise_the_general_ones() {
        let suspended = about_subscription(Code::NotActive).with("status", "suspended");
        assert_eq!(at(Place::Subscription, &suspended).number, 800_091);
        assert_eq!(at(Place::Transition, &suspended).number, 800_012);
        let pending = about_subscription(Code::NotActive).with("status", "pending");
        assert_eq!(at(Place::Subscription, &pending).number, 800_012);
        let gone = about_subscription(Code::NotActive).with("status", "disabled");
        assert_eq!(at(Place::Subscription, &gone).number, 900_279);
    }

    #[test]
    fn short_windows_are_told_in_hours_and_long_ones_in_days() {
        for (code, hours, days) in
            [(Code::CancelWindowClosed, 900_213, 900_117), (Code::SeatWindowClosed, 900_214, 900_257)]
        {
            assert_eq!(at(Place::Anywhere, &about_subscription(code).with("hours", 24)).number, hours);
            assert_eq!(at(Place::Anywhere, &about_subscription(code).with("hours", 168)).number, days);
            assert_eq!(at(Place::Subscription, &about_subscription(code)).number, days);
        }
    }

    #[test]
    fn the_limit_of_a_product_has_another_number_than_that_of_an_offer() {
        let about =
            |offer: &str| Reason::new(Rule::Cat04, Code::LimitReached, Subject::Offer(OfferId::new(offer)));
        assert_eq!(at(Place::Anywhere, &about("CFQ7TTC0LH18:0001")), wire(FORBIDDEN, 800_066));
        assert_eq!(at(Place::Anywhere, &about("BD938F12-058F-4927-BBA3-AE36B1D2501C")).number, 27_006);
    }

    #[test]
    fn an_end_that_cannot_be_says_why() {
        let reason = |dates, wanted: &str| {
            Reason::field(Rule::Nce702, Code::EndDateInvalid, "customTermEndDate")
                .with("wanted", wanted)
                .with("starts_on", "2026-01-01")
                .with("full_term_ends_on", "2026-12-31")
                .remedy(Remedy::ChooseDate { dates }, Who::Caller)
        };
        let some = || vec!["2026-12-31".parse().unwrap()];
        assert_eq!(at(Place::Subscription, &reason(Vec::new(), "2026-05-05")).number, 900_244);
        assert_eq!(at(Place::Subscription, &reason(some(), "2027-05-05")).number, 900_245);
        assert_eq!(at(Place::Subscription, &reason(some(), "2026-05-05")).number, 900_246);
        assert_eq!(at(Place::CartLine, &reason(Vec::new(), "2026-05-05")).number, 10_016);
        assert_eq!(at(Place::CartLine, &reason(some(), "2026-05-05")).number, 10_017);
        assert_eq!(at(Place::Anywhere, &reason(some(), "2026-05-05")).number, 900_242);
    }

    #[test]
    fn billing_longer_than_the_term_is_told_apart() {
        let reason = |term: &str, billing: &str| {
            about_subscription(Code::BillingNotOffered).with("term", term).with("billing", billing)
        };
        assert_eq!(at(Place::Transition, &reason("P1Y", "triennial")).number, 900_270);
        assert_eq!(at(Place::Transition, &reason("P3Y", "annual")).number, 900_269);
        assert_eq!(at(Place::Anywhere, &reason("P1Y", "triennial")).number, 2004);
    }

    #[test]
    fn what_the_dialect_calls_something_there_is_never_one_of_our_numbers() {
        for own in OWN {
            assert!(!(990_000..=990_999).contains(&own.wire.number), "{}", own.wire.number);
            assert_ne!(own.wire.number, of(own.code).number, "{} says nothing of its own", own.code.slug());
        }
    }
}
