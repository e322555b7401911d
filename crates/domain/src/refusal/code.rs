//! The codes of reasons, in one list: texts, wire codes and statuses hang on their names.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $slug:literal,)+) => {
        /// What stands in the way: the stable name that texts and wire codes hang on.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $slug)] $variant,)+
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name, as `licence-conflict`.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Code::$variant => $slug,)+ }
            }
        }
    };
}

codes! {
    // Who may.
    /// None of the caller's roles may do this.
    RoleMissing = "role-missing",
    /// Another partner runs the installation.
    NotTheOperator = "not-the-operator",
    /// An administrator acts for its own company only.
    OtherCompany = "other-company",
    /// The partner has no relationship with the customer.
    NoRelationship = "no-relationship",
    /// The partner has no delegated administration rights.
    DelegationMissing = "delegation-missing",
    /// Partner, customer and offer are not in one cloud.
    CloudDiffers = "cloud-differs",
    /// Another party sold the subscription.
    NotTheSeller = "not-the-seller",
    /// Partner and customer are in different market regions.
    RegionDiffers = "region-differs",
    /// The customer agreement is not confirmed.
    AgreementMissing = "agreement-missing",
    /// The customer's administrators are locked out while an upgrade runs.
    UpgradeLocksAdmins = "upgrade-locks-admins",
    /// Bought through a reseller, so changed by the reseller.
    BoughtThroughReseller = "bought-through-reseller",

    // What is there.
    /// There is no such customer.
    CustomerUnknown = "customer-unknown",
    /// The domain is taken.
    DomainTaken = "domain-taken",
    /// The resource was changed in between.
    Stale = "stale",
    /// There is no such subscription.
    SubscriptionUnknown = "subscription-unknown",
    /// There is no such order.
    OrderUnknown = "order-unknown",
    /// There is no such cart, or it has expired.
    CartUnknown = "cart-unknown",
    /// There is no such upgrade.
    UpgradeUnknown = "upgrade-unknown",
    /// There is no such user.
    UserUnknown = "user-unknown",
    /// There is no such quote, or it is another caller's.
    QuoteUnknown = "quote-unknown",
    /// The quote can no longer be redeemed.
    QuoteExpired = "quote-expired",
    /// The quote would no longer bill what it says.
    QuoteStale = "quote-stale",
    /// A value is outside what the field takes.
    ValueInvalid = "value-invalid",

    /// Customers are deleted only where things are tried out.
    NotASandbox = "not-a-sandbox",
    /// There is no such role in the directory.
    DirectoryRoleUnknown = "directory-role-unknown",
    /// The user already has the role.
    DirectoryRoleHeld = "directory-role-held",
    /// The user does not have the role.
    DirectoryRoleNotHeld = "directory-role-not-held",
    /// As many users as may have the role have it.
    DirectoryRoleFull = "directory-role-full",
    /// The last holder of a role keeps it.
    DirectoryRoleLast = "directory-role-last",
    /// The partner is not one that can help here.
    SupportPartnerInvalid = "support-partner-invalid",
    /// The country asks for a telephone number.
    PhoneMissing = "phone-missing",
    /// There is no such service request.
    ServiceRequestUnknown = "service-request-unknown",
    /// A closed service request takes nothing but being opened again.
    ServiceRequestClosed = "service-request-closed",
    /// Nobody has given out such a validation code.
    ValidationCodeUnknown = "validation-code-unknown",

    // Availability of offers.
    /// There is no such offer.
    OfferUnknown = "offer-unknown",
    /// The availability is not that of the customer's market and segment.
    AvailabilityUnknown = "availability-unknown",
    /// The offer is not for the customer's segment.
    SegmentDiffers = "segment-differs",
    /// The customer has as many subscriptions of the offer as it may.
    LimitReached = "limit-reached",
    /// A suspended subscription to the product exists.
    ReactivateInstead = "reactivate-instead",
    /// The offer is not sold in the customer's country.
    NotSoldInCountry = "not-sold-in-country",
    /// The publisher does not serve the billing country.
    PublisherNotInCountry = "publisher-not-in-country",
    /// The publisher keeps the offer out of the reseller programme.
    NotInProgramme = "not-in-programme",
    /// The offer is exclusive to other partners.
    ExclusiveToOthers = "exclusive-to-others",
    /// The offer cannot be bought here: containers, virtual machines and the like.
    NotTransactable = "not-transactable",
    /// Usage-based offers are bought elsewhere.
    BoughtElsewhere = "bought-elsewhere",
    /// Add-ons are bought from their base.
    AddOnOutsideBase = "add-on-outside-base",
    /// The offer is no longer sold.
    EndOfSale = "end-of-sale",
    /// No new orders for classic offers are taken.
    ClassicClosed = "classic-closed",
    /// The price list has no price for it.
    PriceMissing = "price-missing",

    // Orders.
    /// The cart has no lines.
    CartEmpty = "cart-empty",
    /// The cart has too many lines.
    CartTooLong = "cart-too-long",
    /// The cart was ordered and cannot change.
    CartOrdered = "cart-ordered",
    /// The number of licences is outside the offer's bounds.
    QuantityOutside = "quantity-outside",
    /// The customer's seats of the product would exceed the cap.
    SeatCapExceeded = "seat-cap-exceeded",
    /// The offer has no such term.
    TermNotOffered = "term-not-offered",
    /// The term has no such billing plan.
    BillingNotOffered = "billing-not-offered",
    /// The attestation was not accepted.
    AttestationMissing = "attestation-missing",
    /// The reseller of record is not one of the partner's.
    ResellerUnknown = "reseller-unknown",
    /// The coterminous date is not one that can be chosen.
    EndDateInvalid = "end-date-invalid",
    /// The customer has no subscription that the add-on fits.
    BaseMissing = "base-missing",

    // Migration to new commerce.
    /// There is no such migration, or schedule of one.
    MigrationUnknown = "migration-unknown",
    /// Only classic subscriptions migrate.
    MigrationNotClassic = "migration-not-classic",
    /// The subscription is not active.
    MigrationNotActive = "migration-not-active",
    /// Trials do not migrate.
    MigrationTrial = "migration-trial",
    /// Another upgrade or migration works on the subscription.
    MigrationPending = "migration-pending",
    /// This partner may not migrate the subscription.
    MigrationPartner = "migration-partner",
    /// The subscription, or one of its add-ons, was bought too recently.
    MigrationTooEarly = "migration-too-early",
    /// The term is almost over.
    MigrationLastDay = "migration-last-day",
    /// The subscription has, or was bought with, a promotion.
    MigrationPromotion = "migration-promotion",
    /// Subscriptions of this segment do not migrate.
    MigrationSegment = "migration-segment",
    /// New commerce has no counterpart for this customer.
    MigrationNoPath = "migration-no-path",
    /// New commerce has several counterparts.
    MigrationSeveralPaths = "migration-several-paths",
    /// The counterpart does not have the term or the billing plan.
    MigrationTerm = "migration-term",
    /// The last day is not one that can be chosen.
    MigrationEndDate = "migration-end-date",
    /// A last day and a whole term exclude each other.
    MigrationEndOfFullTerm = "migration-end-of-full-term",
    /// The subscription has add-ons.
    MigrationAddOns = "migration-add-ons",
    /// An active add-on is not named.
    MigrationAddOnMissing = "migration-add-on-missing",
    /// A subscription is named twice.
    MigrationAddOnTwice = "migration-add-on-twice",
    /// The subscription is already scheduled to migrate.
    MigrationScheduled = "migration-scheduled",
    /// The schedule has been carried out or taken back.
    MigrationScheduleOver = "migration-schedule-over",
    /// The day of a scheduled migration must lie ahead.
    MigrationDayPast = "migration-day-past",

    // Add-ons.
    /// The base of the add-on is not active.
    BaseNotActive = "base-not-active",
    /// Indirect resellers cannot buy add-ons.
    TierMayNotBuyAddOns = "tier-may-not-buy-add-ons",
    /// The add-on does not fit the base.
    AddOnDoesNotFit = "add-on-does-not-fit",

    // Trials.
    /// The offer, or its trial, was had before.
    TrialUsed = "trial-used",
    /// Seats, status and term of a trial are fixed.
    TrialIsFixed = "trial-is-fixed",
    /// The subscription is not a trial.
    NotATrial = "not-a-trial",
    /// The trial cannot become that offer.
    NoConversion = "no-conversion",

    // Subscriptions.
    /// The subscription is not active.
    NotActive = "not-active",
    /// The subscription is deleted.
    Deleted = "deleted",
    /// The state cannot change like that.
    StatusNotAllowed = "status-not-allowed",
    /// Seats cannot change while suspended.
    SuspendedSeatsFixed = "suspended-seats-fixed",
    /// Fewer seats only at renewal.
    FewerSeatsAtRenewal = "fewer-seats-at-renewal",
    /// The window for giving seats back is over, or holds fewer seats.
    SeatWindowClosed = "seat-window-closed",
    /// The window for cancelling is over.
    CancelWindowClosed = "cancel-window-closed",
    /// A classic first-party subscription is suspended, not cancelled.
    SuspendInstead = "suspend-instead",
    /// Cancelling was not confirmed.
    NotConfirmed = "not-confirmed",
    /// A reason is needed.
    ReasonMissing = "reason-missing",
    /// The publisher's set-up is not finished.
    SetUpOpen = "set-up-open",
    /// The subscription was changed too often.
    TooManyUpdates = "too-many-updates",
    /// Another operation works on the subscription.
    OperationPending = "operation-pending",
    /// There is no such operation on the subscription.
    PublisherOperationUnknown = "publisher-operation-unknown",
    /// The operation has ended in another way.
    PublisherOperationEnded = "publisher-operation-ended",
    /// A plan of another product, or of another publisher.
    PlanOfOtherProduct = "plan-of-other-product",
    /// Only the publisher of the offer does this.
    PublisherOnly = "publisher-only",
    /// Not on a publisher's side of the marketplace.
    NotForPublishers = "not-for-publishers",
    /// A change of name, billing plan or term that this kind of subscription does not know.
    ChangeNotSupported = "change-not-supported",

    // Renewal.
    /// There is no auto-renew switch.
    NoAutoRenewSwitch = "no-auto-renew-switch",
    /// Auto-renew is off.
    AutoRenewOff = "auto-renew-off",
    /// The offer never renews.
    NotRenewable = "not-renewable",
    /// The offer cannot be scheduled from here.
    NoScheduledPath = "no-scheduled-path",
    /// A lower offer cannot be scheduled.
    DowngradeNotPossible = "downgrade-not-possible",
    /// Nothing is scheduled.
    NothingScheduled = "nothing-scheduled",
    /// A term only grows.
    TermNotLonger = "term-not-longer",
    /// Only some billing plan changes are possible in the term.
    BillingChangeNotPossible = "billing-change-not-possible",
    /// The billing frequency changes for the whole order.
    FrequencyIsTheOrders = "frequency-is-the-orders",
    /// A subscription of the order cannot take part.
    OrderNotUniform = "order-not-uniform",

    // Upgrades.
    /// There is no path from the source to the target.
    NoUpgradePath = "no-upgrade-path",
    /// The customer already has the target.
    TargetOwned = "target-owned",
    /// The customer already has the additional services.
    ServicesOwned = "services-owned",
    /// A classic upgrade moves all licences.
    AllLicencesMove = "all-licences-move",
    /// More users hold licences than were bought.
    LicenceConflict = "licence-conflict",
    /// The services are not set up.
    NotSetUp = "not-set-up",
    /// A service has an incident.
    ServiceIncident = "service-incident",
    /// Another plan is being upgraded.
    UpgradeRunning = "upgrade-running",
    /// A credit check is pending.
    CreditCheckPending = "credit-check-pending",
    /// Not eligible at present.
    NotEligible = "not-eligible",
    /// Several subscriptions to one product.
    SeveralSubscriptions = "several-subscriptions",
    /// A prepaid plan.
    PrepaidPlan = "prepaid-plan",
    /// A government or non-profit plan.
    GovernmentOrNonprofit = "government-or-nonprofit",
    /// The service is busy.
    ServiceBusy = "service-busy",
    /// The target lacks a data-related service.
    DataWouldBeLost = "data-would-be-lost",
    /// The subscription has an add-on.
    HasAddOn = "has-add-on",
    /// There is an unpaid balance.
    UnpaidBalance = "unpaid-balance",
    /// Too many users for the automatic way.
    TooManyAssigned = "too-many-assigned",
    /// The number of licences is not possible for this transition.
    SeatsNotPossible = "seats-not-possible",
    /// The target subscription is not active.
    TargetNotActive = "target-not-active",
    /// The target is the source itself.
    TargetIsSource = "target-is-source",
    /// The target ends before the source.
    TargetEndsFirst = "target-ends-first",
    /// The target is inside its own cancellation window.
    TargetInWindow = "target-in-window",
    /// The target's term is shorter than the source's.
    TargetTermShorter = "target-term-shorter",
    /// The target is of another offer.
    TargetOfferDiffers = "target-offer-differs",

    // Charges.
    /// There is no such charge.
    ChargeUnknown = "charge-unknown",
    /// More would come back than stands charged.
    CorrectionTooLarge = "correction-too-large",
    /// More seats than the promotion of the subscription allows.
    PromotionSeats = "promotion-seats",

    // Users and licences.
    /// The sign-in name is taken.
    PrincipalNameTaken = "principal-name-taken",
    /// The user is deleted.
    UserDeleted = "user-deleted",
    /// The user can no longer be restored.
    RestoreTooLate = "restore-too-late",
    /// The customer has no subscription with this plan.
    PlanNotOwned = "plan-not-owned",
    /// No seat is free.
    NoSeatFree = "no-seat-free",
    /// The user has no usage location.
    UsageLocationMissing = "usage-location-missing",
    /// The user has the service from another plan.
    ServiceHeld = "service-held",
    /// The user does not have the licence.
    LicenceNotHeld = "licence-not-held",
    /// The plan has no such service.
    ServiceUnknown = "service-unknown",
    /// The licences belong to another seller.
    LicenceOfOtherSeller = "licence-of-other-seller",
    /// The seats are not given to users.
    NotAssignable = "not-assignable",
    /// Seats in use cannot be taken away by the customer.
    SeatsInUse = "seats-in-use",
}
