//! Remedies: what can be done about a reason, precise enough to be done by a program.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{BillingPlan, Term};
use crate::ids::{OfferId, SubscriptionId, UserId};
use crate::money::Money;
use crate::role::Role;

/// Something that removes a reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Remedy {
    /// Let somebody with one of these roles do it.
    AskRole {
        /// The roles.
        roles: BTreeSet<Role>,
    },
    /// Request delegated administration rights; the customer's global admin accepts the invitation (ROLE-03).
    RequestDelegation,
    /// Request a reseller relationship first.
    RequestRelationship,
    /// Confirm the customer agreement.
    ConfirmAgreement,
    /// Let the partner that sold it do it.
    AskSeller,
    /// Let whoever runs the installation do it.
    AskOperator,
    /// Have it cancelled where it was bought: perhaps another partner or channel (UPG-07).
    CancelWhereBought,
    /// Cancel or suspend this subscription first.
    CancelSubscription {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Reactivate this subscription.
    Reactivate {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Choose one of these offers; empty means any other that is listed.
    ChooseOffer {
        /// The offers.
        offers: Vec<OfferId>,
    },
    /// Use a number of licences in these bounds.
    ChooseQuantity {
        /// The fewest.
        min: u32,
        /// The most.
        max: u32,
    },
    /// Use one of these terms.
    ChooseTerm {
        /// The terms.
        terms: Vec<Term>,
    },
    /// Use one of these billing plans.
    ChooseBilling {
        /// The plans.
        plans: Vec<BillingPlan>,
    },
    /// Use one of these dates.
    ChooseDate {
        /// The dates.
        dates: Vec<Date>,
    },
    /// Use another value for the field.
    ChooseValue {
        /// What it takes.
        expected: String,
    },
    /// Accept the attestation.
    AcceptAttestation,
    /// Buy it on the page of this base subscription; none when a base must be bought first.
    BuyFromBase {
        /// Bases the customer has.
        subscriptions: Vec<SubscriptionId>,
    },
    /// Buy one of these offers first.
    BuyFirst {
        /// The offers.
        offers: Vec<OfferId>,
    },
    /// Buy it elsewhere.
    BuyElsewhere {
        /// Where.
        place: String,
    },
    /// Ask the publisher.
    AskPublisher {
        /// Its name.
        publisher: String,
    },
    /// Wait; until when is the reason's `clears_at` where it is known.
    Wait,
    /// Do it at, or schedule it for, the renewal.
    ScheduleForRenewal {
        /// The subscription.
        subscription: SubscriptionId,
        /// The first day of the next term.
        renews_on: Date,
    },
    /// Let it end instead: switch auto-renew off.
    SwitchAutoRenewOff {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Switch auto-renew on.
    SwitchAutoRenewOn {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Suspend it instead.
    Suspend {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Finish the set-up on the publisher's site.
    FinishSetUp {
        /// The link.
        link: String,
    },
    /// Take licences from users, or buy more, until the users fit.
    ResolveLicenceConflict {
        /// The subscription.
        subscription: SubscriptionId,
        /// Users beyond the seats.
        users_too_many: u32,
    },
    /// Buy more seats.
    BuySeats {
        /// The subscription.
        subscription: SubscriptionId,
        /// How many at least.
        seats: u32,
    },
    /// Remove the add-ons.
    RemoveAddOns {
        /// The add-on subscriptions.
        subscriptions: Vec<SubscriptionId>,
    },
    /// Pay what is owed ("Pay now").
    Pay {
        /// The amounts, one per currency.
        amounts: Vec<Money>,
    },
    /// Look at service health and try again when it is well.
    SeeServiceHealth,
    /// Change by hand: buy the new plan, move the users, cancel the old (MAN-01).
    ChangeByHand,
    /// Back up the data before changing by hand (MAN-02).
    BackUpData,
    /// Ask support.
    ContactSupport,
    /// Confirm that it is meant.
    Confirm,
    /// Say why.
    GiveReason,
    /// Give the user a usage location.
    SetUsageLocation {
        /// The user.
        user: UserId,
    },
    /// Take a licence from the user first.
    RemoveLicence {
        /// The user.
        user: UserId,
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Convert the trial.
    ConvertTrial {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// Change the billing frequency of the whole order.
    ChangeOrder,
    /// Read it again and repeat the change on what is there now.
    ReadAgain,
    /// Ask for another quote.
    QuoteAgain,
    /// Try at or after this instant.
    TryAgain {
        /// The instant.
        at: Timestamp,
    },
}

/// Who can apply a remedy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Whoever asked, by asking differently.
    Caller,
    /// An agent of the partner with the right role.
    Partner,
    /// An administrator of the customer.
    Customer,
    /// Another seller of the customer.
    OtherSeller,
    /// The publisher of the offer.
    Publisher,
    /// Support.
    Support,
    /// Time.
    Time,
}
