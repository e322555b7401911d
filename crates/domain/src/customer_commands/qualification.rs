//! The segment of a customer, which decides what is listed and sold to it (CAT-03).

use crate::access;
use crate::catalogue::Segment;
use crate::decision::Draft;
use crate::event::Event;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;

/// Grants the customer a segment. Schools and organisations that work for the public good are taken at their partner's word;
/// government customers need a code that the installation gave their partner, and it gives out none.
pub(super) fn change(draft: &mut Draft<'_>, segment: Segment) {
    let reasons = access::to_account(&draft.account, Action::EditCustomer, &draft.context);
    draft.refuse_all(reasons);
    let is_new = draft.account.head.customer.segment != segment;
    if is_new && segment == Segment::Government && draft.context.caller.partner_id().is_some() {
        draft.refuse(
            Reason::field(Rule::Cat03, Code::ValidationCodeUnknown, "validationCode")
                .remedy(Remedy::ContactSupport, Who::Support),
        );
    }
    if !draft.is_refused() && is_new {
        draft.emit(Event::SegmentChanged { segment });
    }
}
