//! Deleting a customer, which installations for trying things out allow, so that a test can be begun again (ROLE-129).

use crate::access;
use crate::decision::Draft;
use crate::event::Event;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::role::Action;
use crate::rule::Rule;

/// Deletes the customer. Every subscription has to be deleted before, whoever sold it; its history stays, and its domain is
/// not given to anybody else.
pub(super) fn delete(draft: &mut Draft<'_>, sandbox: bool) {
    let reasons = access::to_account(&draft.account, Action::ManageRelationship, &draft.context);
    let is_stranger = !reasons.is_empty();
    draft.refuse_all(reasons);
    let customer = Subject::Customer(draft.account.id());
    if !sandbox || draft.context.caller.is_customers() {
        let (code, remedy) = if sandbox {
            (Code::RoleMissing, Remedy::AskSeller)
        } else {
            (Code::NotASandbox, Remedy::ContactSupport)
        };
        draft.refuse(Reason::new(Rule::Role129, code, customer.clone()).remedy(remedy, Who::Partner));
    }
    if is_stranger {
        // Whoever has no business here must not learn what is sold (UPG-07).
        return;
    }
    let caller = draft.context.caller.partner_id();
    let left: Vec<Reason> = draft
        .account
        .live()
        .map(|subscription| {
            // What another party sold is none of the caller's business: not even its name is shown (UPG-07).
            if caller.is_some() && subscription.seller.partner() != caller {
                return Reason::new(Rule::Chan101, Code::NotTheSeller, customer.clone())
                    .remedy(Remedy::AskSeller, Who::OtherSeller);
            }
            Reason::about(Rule::Role129, Code::StatusNotAllowed, subscription.id)
                .with("status", subscription.status.code())
                .with("name", subscription.friendly_name.clone())
                .remedy(Remedy::CancelSubscription { subscription: subscription.id }, Who::Partner)
        })
        .collect();
    draft.refuse_all(left);
    if !draft.is_refused() {
        draft.emit(Event::CustomerDeleted);
    }
}
