//! Renewal (REN-01..07): auto-renew, what is scheduled for the next term, and the renewal itself.

mod extend;
mod perform;
mod schedule;

pub use self::perform::renews_on;
pub(crate) use self::perform::{at_term_end, begin_anew, delete, disable, expire};
pub(crate) use self::schedule::{restore, schedule, unschedule};

use crate::access;
use crate::catalogue::Commerce;
use crate::decision::Draft;
use crate::event::Event;
use crate::ids::SubscriptionId;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::seats;

/// The rules that this module and its parts hold.
pub const RULES: &[Rule] = &[
    Rule::Ren01,
    Rule::Ren02,
    Rule::Ren04,
    Rule::Ren05,
    Rule::Ren06,
    Rule::Part03,
    Rule::Life105,
    Rule::Life106,
    Rule::Life109,
    Rule::Nce306,
    Rule::Nce401,
    Rule::Nce403,
    Rule::Nce501,
    Rule::Nce503,
    Rule::Nce504,
    Rule::Nce508,
    Rule::Nce801,
    Rule::Nce802,
];

/// Switches auto-renew (REN-01). Off is always possible in the term (NCE-306) and deletes what was scheduled (NCE-504).
pub(crate) fn set_auto_renew(draft: &mut Draft<'_>, id: SubscriptionId, on: bool) {
    let Some(found) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    if found.auto_renew == on && !(on && found.cancels_at_renewal) {
        return;
    }
    if found.commerce == Commerce::Classic {
        draft.refuse(
            Reason::about(Rule::Nce508, Code::NoAutoRenewSwitch, id)
                .remedy(Remedy::Suspend { subscription: id }, Who::Partner),
        );
    }
    if on {
        draft.refuse_all(seats::not_active(&found, Rule::Ren01));
        // The end of a sale is no obstacle: what was sold before renews until its end of life (NCE-506).
        let offer = draft.context.catalogue.offer(&found.offer);
        if offer.is_none_or(|offer| !offer.renewable) {
            draft.refuse(
                Reason::about(Rule::Life109, Code::NotRenewable, id)
                    .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
            );
        }
    } else if !found.status.users_have_access() && found.suspension.is_none() {
        draft.refuse_all(seats::not_active(&found, Rule::Ren01));
    }
    if draft.is_refused() {
        return;
    }
    if !on {
        draft.drop_schedule(id, Rule::Nce504);
    }
    if on && found.cancels_at_renewal {
        draft.emit(Event::CancellationScheduled { subscription: id, cancels: false });
    }
    draft.emit(Event::AutoRenewChanged { subscription: id, on, rule: None });
}
