//! Whom the users of a subscription ask for help: the partner that sold it, one of its indirect resellers, or another partner
//! that it names (CHAN-106).

use crate::access;
use crate::decision::Draft;
use crate::event::Event;
use crate::fields::{Fields, LINE_MAX};
use crate::ids::SubscriptionId;
use crate::partner::Partners;
use crate::refusal::{Code, Reason, Remedy, Who};
use crate::role::Action;
use crate::rule::Rule;
use crate::subscription::{Seller, Subscription, SupportContact};

/// The rules that this module holds.
pub const RULES: &[Rule] = &[Rule::Chan106];

/// The partner that helps with a subscription; none where the customer bought it itself.
#[must_use]
pub fn of(subscription: &Subscription, partners: &Partners) -> Option<SupportContact> {
    if let Some(contact) = &subscription.support {
        return Some(contact.clone());
    }
    let Seller::Partner { partner, reseller } = &subscription.seller else { return None };
    let seller = partners.get(*partner)?;
    let named = reseller.as_ref().and_then(|number| Some((number, seller.resellers.get(number)?)));
    let (mpn_id, name) = named.unwrap_or((&seller.mpn_id, &seller.name));
    Some(SupportContact { tenant: seller.id, mpn_id: mpn_id.clone(), name: name.clone() })
}

/// Names the partner that helps.
pub(crate) fn change(draft: &mut Draft<'_>, id: SubscriptionId, contact: &SupportContact) {
    let Some(subscription) = access::subscription(draft, id, Action::ChangeSubscription) else { return };
    let mut fields = Fields::new(Rule::Chan106);
    fields.text("name", &contact.name, LINE_MAX);
    draft.refuse_all(fields.faults());
    let partners = draft.context.partners;
    let helps = partners.get(contact.tenant).is_some_and(|partner| {
        partner.mpn_id == contact.mpn_id || partner.resellers.contains_key(&contact.mpn_id)
    });
    if !helps {
        let expected =
            "the tenant of a partner with its own location number, or one of its resellers'".to_owned();
        draft.refuse(
            Reason::field(Rule::Chan106, Code::SupportPartnerInvalid, "supportMpnId")
                .with("value", contact.mpn_id.chars().take(80).collect::<String>())
                .remedy(Remedy::ChooseValue { expected }, Who::Caller),
        );
    }
    if !draft.is_refused() && of(&subscription, partners).as_ref() != Some(contact) {
        draft.emit(Event::SupportContactChanged { subscription: id, contact: contact.clone() });
    }
}
