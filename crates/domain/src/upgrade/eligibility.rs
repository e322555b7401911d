//! What a subscription can be upgraded to, and every reason why not: one answer per target, so that a list can show all of
//! them before anybody asks (UPG-09, UPG-101, SELF-06). The commands use the same checks, so that what a list calls
//! possible is accepted, and what a reason's remedies remove is gone (promise N1).

mod classic;
mod existing;
mod owned;
mod scheduled;
mod self_service;
pub(super) mod target;
mod transition;
mod why;

pub use self::classic::{ClassicTarget, classic};
pub(super) use self::classic::{check as check_classic, no_path};
pub(super) use self::existing::check as check_existing;
use self::owned::also_from_others;
pub use self::scheduled::scheduled_reasons;
pub use self::self_service::{SelfServiceOptions, SelfTarget, self_service};
pub(super) use self::self_service::{check as check_own, commitment as own_commitment};
pub use self::transition::{IntoTarget, TransitionTarget, transitions};
pub(super) use self::transition::{
    action, check_target, default_commitment, least_seats, moves_licences, source as check_transition_source,
};

use crate::account::Account;
use crate::catalogue::{Commerce, Offer, Plan};
use crate::decision::Context;
use crate::refusal::Who;
use crate::subscription::{Seller, Subscription};

/// Whether lists mark a subscription as upgradable: "Upgrade now" would lead somewhere for the caller (UPG-09, UPG-111).
#[must_use]
pub fn is_upgradable(account: &Account, subscription: &Subscription, context: &Context<'_>) -> bool {
    if subscription.commerce == Commerce::Classic {
        return classic(account, subscription, context).iter().any(|target| target.reasons.is_empty());
    }
    transitions(account, subscription, false, context)
        .iter()
        .any(|target| target.reasons.is_empty() || target.into.iter().any(|into| into.reasons.is_empty()))
}

/// Who can change what this subscription's seller manages.
fn manager(subscription: &Subscription) -> Who {
    match subscription.seller {
        Seller::Partner { .. } => Who::Partner,
        Seller::Direct => Who::Customer,
    }
}

/// The plan that a subscription licenses.
fn plan_of<'a>(subscription: &Subscription, context: &Context<'a>) -> Option<&'a Plan> {
    context.catalogue.plan(subscription.plan?)
}

/// The plan that an offer licenses.
fn plan_of_offer<'a>(offer: &Offer, context: &Context<'a>) -> Option<&'a Plan> {
    context.catalogue.plan(offer.plan?)
}

/// Whether a subscription gives its users services now. A suspended one does not: suspending is how a classic one is
/// cancelled (LIFE-108), so it stands in nobody's way.
fn delivers(subscription: &Subscription) -> bool {
    subscription.status.users_have_access()
}
