//! The wire code and the HTTP status of everything that can go wrong. Codes of the dialect are used where it has one
//! for the case; the others come from the range 990000 to 990999, which the dialect leaves free. A number, once here,
//! keeps its meaning for good: new cases get new numbers.

mod place;

use axum::http::StatusCode;
use seatwright_domain::refusal::Code;

pub(crate) use self::place::{Place, at};
pub use self::place::{PlaceCode, place_codes};
use crate::texts::{Language, say};

/// A stable number with the status it is answered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Wire {
    /// The `code` of the error body.
    pub(crate) number: u32,
    /// The HTTP status.
    pub(crate) status: StatusCode,
}

const fn wire(status: StatusCode, number: u32) -> Wire {
    Wire { number, status }
}

const BAD: StatusCode = StatusCode::BAD_REQUEST;
const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;
const CONFLICT: StatusCode = StatusCode::CONFLICT;

/// Faults that are not refusals of a rule.
pub(crate) mod fault {
    use super::{BAD, CONFLICT, FORBIDDEN, NOT_FOUND, StatusCode, Wire, wire};

    /// No token, or one that does not hold.
    pub(crate) const UNAUTHENTICATED: Wire = wire(StatusCode::UNAUTHORIZED, 800_001);
    /// The token is for another audience.
    pub(crate) const WRONG_AUDIENCE: Wire = wire(StatusCode::UNAUTHORIZED, 900_420);
    /// Fields that are missing or wrong.
    pub(crate) const INPUT: Wire = wire(BAD, 800_002);
    /// There is nothing here.
    pub(crate) const NO_RESOURCE: Wire = wire(NOT_FOUND, 1000);
    /// The path exists, the method does not.
    pub(crate) const METHOD: Wire = wire(StatusCode::METHOD_NOT_ALLOWED, 990_001);
    /// The answer is JSON and the client takes none.
    pub(crate) const NOT_ACCEPTABLE: Wire = wire(StatusCode::NOT_ACCEPTABLE, 990_002);
    /// The body is not JSON by its own account.
    pub(crate) const MEDIA_TYPE: Wire = wire(StatusCode::UNSUPPORTED_MEDIA_TYPE, 990_003);
    /// The body is larger than the limit.
    pub(crate) const TOO_LARGE: Wire = wire(StatusCode::PAYLOAD_TOO_LARGE, 990_004);
    /// The body is nested too deep.
    pub(crate) const TOO_DEEP: Wire = wire(BAD, 990_380);
    /// The headers are larger than the limit.
    pub(crate) const HEADERS_TOO_LARGE: Wire = wire(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, 990_381);
    /// The address is longer than the limit.
    pub(crate) const ADDRESS_TOO_LONG: Wire = wire(StatusCode::URI_TOO_LONG, 990_382);
    /// The body did not come in time.
    pub(crate) const TOO_SLOW: Wire = wire(StatusCode::REQUEST_TIMEOUT, 990_383);
    /// The body is broken JSON.
    pub(crate) const BROKEN_JSON: Wire = wire(BAD, 990_005);
    /// One request id with two requests.
    pub(crate) const REQUEST_REUSED: Wire = wire(CONFLICT, 990_006);
    /// Others were faster, several times.
    pub(crate) const BUSY: Wire = wire(CONFLICT, 800_082);
    /// The clock is the real one.
    pub(crate) const REAL_CLOCK: Wire = wire(CONFLICT, 990_007);
    /// The clock only goes forward, and not further than the calendar.
    pub(crate) const CLOCK_TARGET: Wire = wire(BAD, 990_008);
    /// No such identity.
    pub(crate) const IDENTITY_UNKNOWN: Wire = wire(NOT_FOUND, 990_300);
    /// The name of an identity is taken.
    pub(crate) const IDENTITY_TAKEN: Wire = wire(CONFLICT, 990_301);
    /// The identity is one of the configuration.
    pub(crate) const IDENTITY_CONFIGURED: Wire = wire(CONFLICT, 990_302);
    /// Whoever asks would shut itself out.
    pub(crate) const IDENTITY_OWN: Wire = wire(CONFLICT, 990_303);
    /// No such secret.
    pub(crate) const SECRET_UNKNOWN: Wire = wire(NOT_FOUND, 990_304);
    /// As many secrets as there can be.
    pub(crate) const SECRETS_MANY: Wire = wire(CONFLICT, 990_305);
    /// A public application keeps no secret.
    pub(crate) const PUBLIC_SECRET: Wire = wire(CONFLICT, 990_306);
    /// No such session.
    pub(crate) const SESSION_UNKNOWN: Wire = wire(NOT_FOUND, 990_307);
    /// An application by itself may not.
    pub(crate) const APP_ONLY: Wire = wire(FORBIDDEN, 900_329);
    /// The partner has asked for more tests of its receiver than it may.
    pub(crate) const TOO_MANY_TESTS: Wire = wire(StatusCode::TOO_MANY_REQUESTS, 990_330);
    /// The partner has no registration for webhooks.
    pub(crate) const NO_WEBHOOK: Wire = wire(NOT_FOUND, 990_331);
    /// The partner has a registration for webhooks.
    pub(crate) const WEBHOOK_EXISTS: Wire = wire(CONFLICT, 990_332);
    /// The registration does not ask for tests.
    pub(crate) const NOT_FOR_TESTS: Wire = wire(BAD, 990_333);
    /// A purchase token that is not ours, not for this publisher, or too old.
    pub(crate) const PURCHASE_TOKEN: Wire = wire(BAD, 990_355);
    /// The customer's id is none.
    pub(crate) const CUSTOMER_ID: Wire = wire(BAD, 900_118);
    /// Something is broken here.
    pub(crate) const INTERNAL: Wire = wire(StatusCode::INTERNAL_SERVER_ERROR, 800_003);
    /// No product with that id.
    pub(crate) const NO_PRODUCT: Wire = wire(NOT_FOUND, 400_013);
    /// No SKU with that id.
    pub(crate) const NO_SKU: Wire = wire(NOT_FOUND, 400_018);
    /// No availability with that id.
    pub(crate) const NO_AVAILABILITY: Wire = wire(NOT_FOUND, 400_019);
    /// No usage-based entitlement with that id.
    pub(crate) const NO_ENTITLEMENT: Wire = wire(NOT_FOUND, 800_111);
    /// A product id at the offers' address.
    pub(crate) const USE_PRODUCTS: Wire = wire(BAD, 2100);
    /// Not for classic subscriptions.
    pub(crate) const NOT_FOR_CLASSIC: Wire = wire(FORBIDDEN, 900_263);
    /// Line numbers are not 0, 1, 2, …
    pub(crate) const LINE_NUMBERS: Wire = wire(BAD, 800_071);
    /// Orders are not suspended.
    pub(crate) const SUSPEND_SUBSCRIPTION: Wire = wire(BAD, 800_063);
    /// Orders are not cancelled.
    pub(crate) const CANCEL_SUBSCRIPTION: Wire = wire(FORBIDDEN, 800_077);
}

/// The number and status of a reason.
pub(crate) const fn of(code: Code) -> Wire {
    match code {
        // Who may.
        Code::RoleMissing => wire(FORBIDDEN, 900_150),
        Code::NotTheOperator => wire(FORBIDDEN, 990_540),
        Code::OtherCompany => wire(FORBIDDEN, 2032),
        Code::NoRelationship => wire(FORBIDDEN, 20_002),
        Code::DelegationMissing => wire(FORBIDDEN, 900_308),
        Code::CloudDiffers => wire(FORBIDDEN, 990_101),
        Code::NotTheSeller => wire(FORBIDDEN, 990_102),
        Code::RegionDiffers => wire(FORBIDDEN, 2030),
        Code::AgreementMissing => wire(FORBIDDEN, 13_605),
        Code::UpgradeLocksAdmins => wire(CONFLICT, 990_103),
        Code::BoughtThroughReseller => wire(FORBIDDEN, 990_104),

        // What is there.
        Code::CustomerUnknown => wire(NOT_FOUND, 1000),
        Code::DomainTaken => wire(CONFLICT, 990_111),
        Code::Stale => wire(StatusCode::PRECONDITION_FAILED, 2055),
        Code::SubscriptionUnknown => wire(NOT_FOUND, 20_003),
        Code::OrderUnknown => wire(NOT_FOUND, 20_000),
        Code::CartUnknown => wire(NOT_FOUND, 800_008),
        Code::UpgradeUnknown => wire(NOT_FOUND, 990_112),
        Code::UserUnknown => wire(NOT_FOUND, 60_002),
        Code::QuoteUnknown => wire(NOT_FOUND, 990_113),
        Code::QuoteExpired => wire(CONFLICT, 990_114),
        Code::QuoteStale => wire(CONFLICT, 990_115),
        Code::ValueInvalid => wire(BAD, 3000),
        Code::NotASandbox => wire(FORBIDDEN, 990_425),
        Code::DirectoryRoleUnknown => wire(NOT_FOUND, 990_420),
        Code::DirectoryRoleHeld => wire(CONFLICT, 990_421),
        Code::DirectoryRoleNotHeld => wire(NOT_FOUND, 990_422),
        Code::DirectoryRoleFull => wire(BAD, 990_424),
        Code::DirectoryRoleLast => wire(BAD, 990_423),
        Code::SupportPartnerInvalid => wire(BAD, 2071),
        Code::PhoneMissing => wire(BAD, 600_051),
        Code::ServiceRequestUnknown => wire(NOT_FOUND, 990_426),
        Code::ServiceRequestClosed => wire(BAD, 990_427),
        Code::ValidationCodeUnknown => wire(BAD, 990_428),

        // Availability of offers.
        Code::OfferUnknown => wire(BAD, 800_004),
        Code::AvailabilityUnknown => wire(BAD, 900_142),
        Code::SegmentDiffers => wire(FORBIDDEN, 2085),
        Code::LimitReached => wire(BAD, 27_006),
        Code::ReactivateInstead => wire(BAD, 990_121),
        Code::NotSoldInCountry => wire(BAD, 800_070),
        Code::PublisherNotInCountry => wire(BAD, 990_122),
        Code::NotInProgramme => wire(FORBIDDEN, 990_123),
        Code::ExclusiveToOthers => wire(FORBIDDEN, 2006),
        Code::NotTransactable => wire(FORBIDDEN, 800_020),
        Code::BoughtElsewhere => wire(BAD, 990_124),
        Code::AddOnOutsideBase => wire(BAD, 400_041),
        Code::EndOfSale => wire(FORBIDDEN, 2091),
        Code::ClassicClosed => wire(FORBIDDEN, 990_125),
        Code::PriceMissing => wire(BAD, 990_126),

        // Orders.
        Code::CartEmpty => wire(BAD, 800_009),
        Code::CartTooLong => wire(BAD, 990_131),
        Code::CartOrdered => wire(BAD, 800_065),
        Code::QuantityOutside => wire(BAD, 2002),
        Code::SeatCapExceeded => wire(FORBIDDEN, 800_067),
        Code::TermNotOffered => wire(BAD, 400_039),
        Code::BillingNotOffered => wire(BAD, 2004),
        Code::AttestationMissing => wire(BAD, 900_203),
        Code::ResellerUnknown => wire(BAD, 800_016),
        Code::EndDateInvalid => wire(BAD, 900_242),
        Code::BaseMissing => wire(BAD, 990_132),

        // Migration to new commerce.
        Code::MigrationUnknown => wire(NOT_FOUND, 900_224),
        Code::MigrationNotClassic => wire(BAD, 990_400),
        Code::MigrationNotActive => wire(BAD, 900_215),
        Code::MigrationTrial => wire(BAD, 990_401),
        Code::MigrationPending => wire(BAD, 900_216),
        Code::MigrationPartner => wire(FORBIDDEN, 900_223),
        Code::MigrationTooEarly => wire(FORBIDDEN, 900_226),
        Code::MigrationLastDay => wire(BAD, 900_217),
        Code::MigrationPromotion => wire(BAD, 900_218),
        Code::MigrationSegment => wire(BAD, 990_402),
        Code::MigrationNoPath => wire(BAD, 900_220),
        Code::MigrationSeveralPaths => wire(BAD, 900_221),
        Code::MigrationTerm => wire(BAD, 900_222),
        Code::MigrationEndDate => wire(BAD, 900_291),
        Code::MigrationEndOfFullTerm => wire(BAD, 900_292),
        Code::MigrationAddOns => wire(BAD, 900_219),
        Code::MigrationAddOnMissing => wire(BAD, 900_262),
        Code::MigrationAddOnTwice => wire(BAD, 900_248),
        Code::MigrationScheduled => wire(BAD, 990_403),
        Code::MigrationScheduleOver => wire(BAD, 990_404),
        Code::MigrationDayPast => wire(BAD, 990_405),

        // Add-ons.
        Code::BaseNotActive => wire(CONFLICT, 27_009),
        Code::TierMayNotBuyAddOns => wire(FORBIDDEN, 990_141),
        Code::AddOnDoesNotFit => wire(BAD, 800_029),

        // Trials.
        Code::TrialUsed => wire(BAD, 990_151),
        Code::TrialIsFixed => wire(BAD, 800_107),
        Code::NotATrial => wire(BAD, 990_152),
        Code::NoConversion => wire(BAD, 990_153),

        // Subscriptions.
        Code::NotActive => wire(BAD, 800_012),
        Code::Deleted => wire(BAD, 2011),
        Code::StatusNotAllowed => wire(BAD, 800_040),
        Code::SuspendedSeatsFixed => wire(BAD, 2001),
        Code::FewerSeatsAtRenewal => wire(BAD, 800_090),
        Code::SeatWindowClosed => wire(BAD, 900_257),
        Code::CancelWindowClosed => wire(BAD, 900_117),
        Code::SuspendInstead => wire(BAD, 990_161),
        Code::NotConfirmed => wire(BAD, 990_162),
        Code::ReasonMissing => wire(BAD, 990_163),
        Code::SetUpOpen => wire(BAD, 800_081),
        Code::TooManyUpdates => wire(BAD, 900_311),
        Code::PublisherOperationUnknown => wire(NOT_FOUND, 990_350),
        Code::PublisherOperationEnded => wire(CONFLICT, 990_351),
        Code::PlanOfOtherProduct => wire(BAD, 990_352),
        Code::PublisherOnly => wire(FORBIDDEN, 990_353),
        Code::NotForPublishers => wire(FORBIDDEN, 990_354),
        Code::OperationPending => wire(CONFLICT, 900_278),
        Code::ChangeNotSupported => wire(BAD, 900_141),

        // Renewal.
        Code::NoAutoRenewSwitch => wire(BAD, 800_093),
        Code::AutoRenewOff => wire(BAD, 990_171),
        Code::NotRenewable => wire(BAD, 990_172),
        Code::NoScheduledPath => wire(BAD, 990_173),
        Code::DowngradeNotPossible => wire(BAD, 990_174),
        Code::NothingScheduled => wire(BAD, 990_175),
        Code::TermNotLonger => wire(BAD, 800_122),
        Code::BillingChangeNotPossible => wire(BAD, 800_097),
        Code::FrequencyIsTheOrders => wire(BAD, 2054),
        Code::OrderNotUniform => wire(BAD, 6000),

        // Upgrades.
        Code::NoUpgradePath => wire(BAD, 990_181),
        Code::TargetOwned => wire(BAD, 990_182),
        Code::ServicesOwned => wire(BAD, 990_183),
        Code::AllLicencesMove => wire(BAD, 990_184),
        Code::LicenceConflict => wire(BAD, 990_185),
        Code::NotSetUp => wire(BAD, 900_261),
        Code::ServiceIncident => wire(BAD, 990_186),
        Code::UpgradeRunning => wire(CONFLICT, 990_187),
        Code::CreditCheckPending => wire(CONFLICT, 990_188),
        Code::NotEligible => wire(BAD, 990_189),
        Code::SeveralSubscriptions => wire(BAD, 990_190),
        Code::PrepaidPlan => wire(BAD, 990_191),
        Code::GovernmentOrNonprofit => wire(BAD, 990_192),
        Code::ServiceBusy => wire(BAD, 990_193),
        Code::DataWouldBeLost => wire(BAD, 990_194),
        Code::HasAddOn => wire(BAD, 990_195),
        Code::UnpaidBalance => wire(BAD, 990_196),
        Code::TooManyAssigned => wire(BAD, 990_197),
        Code::SeatsNotPossible => wire(BAD, 900_275),
        Code::TargetNotActive => wire(BAD, 900_258),
        Code::TargetIsSource => wire(BAD, 900_259),
        Code::TargetEndsFirst => wire(BAD, 900_236),
        Code::TargetInWindow => wire(BAD, 990_198),
        Code::TargetTermShorter => wire(BAD, 900_267),
        Code::TargetOfferDiffers => wire(BAD, 900_260),

        // Charges.
        Code::ChargeUnknown => wire(NOT_FOUND, 990_221),
        Code::CorrectionTooLarge => wire(BAD, 990_222),
        Code::PromotionSeats => wire(BAD, 990_223),

        // Users and licences.
        Code::PrincipalNameTaken => wire(CONFLICT, 990_201),
        Code::UserDeleted => wire(BAD, 990_202),
        Code::RestoreTooLate => wire(BAD, 990_203),
        Code::PlanNotOwned => wire(BAD, 990_204),
        Code::NoSeatFree => wire(BAD, 60_012),
        Code::UsageLocationMissing => wire(BAD, 990_205),
        Code::ServiceHeld => wire(BAD, 990_206),
        Code::LicenceNotHeld => wire(BAD, 990_207),
        Code::ServiceUnknown => wire(BAD, 990_208),
        Code::LicenceOfOtherSeller => wire(FORBIDDEN, 990_209),
        Code::NotAssignable => wire(BAD, 990_210),
        Code::SeatsInUse => wire(BAD, 990_211),
    }
}

/// How important a reason is for the one line that old clients show: what the caller may at all comes first, then what
/// is not there, then what changed meanwhile, then everything else.
pub(crate) const fn rank(code: Code) -> u8 {
    match code {
        Code::NoRelationship | Code::OtherCompany | Code::CustomerUnknown => 0,
        Code::RoleMissing
        | Code::NotTheOperator
        | Code::DelegationMissing
        | Code::AgreementMissing
        | Code::NotTheSeller => 1,
        // A number that no subscription of the offer takes says more than what all of them together may have.
        Code::SeatCapExceeded => 7,
        _ => match of(code).status {
            StatusCode::NOT_FOUND => 2,
            StatusCode::FORBIDDEN => 3,
            StatusCode::PRECONDITION_FAILED => 4,
            StatusCode::CONFLICT => 5,
            _ => 6,
        },
    }
}

/// One row of the table of error codes, for documents and tests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorCode {
    /// The `code` of the error body.
    pub number: u32,
    /// The HTTP status.
    pub status: u16,
    /// The stable name, as `licence-conflict`.
    pub name: &'static str,
    /// What it says, in English.
    pub text: String,
}

/// The number of every reason, in the order of the numbers.
#[must_use]
pub fn error_codes() -> Vec<ErrorCode> {
    let mut codes: Vec<ErrorCode> = Code::ALL
        .iter()
        .map(|code| ErrorCode {
            number: of(*code).number,
            status: of(*code).status.as_u16(),
            name: code.slug(),
            text: say(Language::English, &format!("reason-{}", code.slug()), &[]),
        })
        .collect();
    codes.sort_by_key(|code| code.number);
    codes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_code_has_a_number_of_its_own_and_a_refusing_status() {
        let mut seen: BTreeMap<u32, &str> = BTreeMap::new();
        for code in Code::ALL {
            let wire = of(*code);
            assert!(wire.status.is_client_error(), "{}", code.slug());
            if let Some(other) = seen.insert(wire.number, code.slug()) {
                panic!("{} and {other} share {}", code.slug(), wire.number);
            }
        }
    }

    #[test]
    fn the_reason_about_the_caller_comes_before_those_about_the_request() {
        assert!(rank(Code::NoRelationship) < rank(Code::SubscriptionUnknown));
        assert!(rank(Code::RoleMissing) < rank(Code::QuantityOutside));
        assert!(rank(Code::SubscriptionUnknown) < rank(Code::NotActive));
    }
}
