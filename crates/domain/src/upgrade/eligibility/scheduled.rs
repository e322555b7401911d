//! Which offers a scheduled change may name (REN-04: an eligible SKU), for upgrades of all or some seats at the end of the
//! term (PART-03) and, where the policy lets it, for lower plans (REN-02).

use serde_json::json;

use super::{manager, target, transition};
use crate::account::Account;
use crate::calendar::next_day;
use crate::catalogue::{Commerce, Offer};
use crate::decision::Context;
use crate::ids::OfferId;
use crate::refusal::{Code, Reason, Remedy, Subject, Who};
use crate::rule::Rule;
use crate::subscription::{Status, Subscription};

/// What scheduling asks of the subscription itself (REN-04): active, and auto-renew on.
pub(super) fn scheduled_source(source: &Subscription) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !source.is_active() {
        let reason =
            Reason::about(Rule::Ren04, Code::NotActive, source.id).with("status", source.status.code());
        reasons.push(match source.status {
            Status::Suspended => {
                reason.remedy(Remedy::Reactivate { subscription: source.id }, manager(source))
            }
            _ => reason.remedy(Remedy::ContactSupport, Who::Support),
        });
    }
    if !source.auto_renew {
        let reason = Reason::about(Rule::Ren04, Code::AutoRenewOff, source.id);
        let switch = Remedy::SwitchAutoRenewOn { subscription: source.id };
        reasons.push(reason.remedy(switch, manager(source)));
    }
    reasons
}

/// Every reason against scheduling a change of offer: no path, a lower plan where the policy knows no scheduled
/// downgrades, or an offer that the customer cannot have or that is off sale by the renewal.
#[must_use]
pub fn scheduled_reasons(
    account: &Account,
    subscription: &Subscription,
    offer: &Offer,
    context: &Context<'_>,
) -> Vec<Reason> {
    let target = &offer.id;
    if *target == subscription.offer {
        return Vec::new();
    }
    let policy = context.policies.get(&subscription.term.policy);
    let paths = transition::path_to(subscription, context);
    let lower =
        context.catalogue.offer(&subscription.offer).map_or(&[][..], |present| &present.downgrades_to);
    let mut reasons = Vec::new();
    if !paths.iter().any(|path| path.id == *target) {
        let is_lower = lower.contains(target);
        if !(is_lower && policy.new_commerce.schedule_downgrade) {
            let (rule, code) = if is_lower {
                (Rule::Nce503, Code::DowngradeNotPossible)
            } else {
                (Rule::Ren04, Code::NoScheduledPath)
            };
            let mut offers: Vec<OfferId> = paths.iter().map(|path| path.id.clone()).collect();
            if policy.new_commerce.schedule_downgrade {
                offers.extend(lower.iter().cloned());
            }
            let reason = Reason::new(rule, code, Subject::Offer(target.clone()))
                .with("source", subscription.offer.to_string())
                .with("target", offer.title.clone());
            reasons.push(if offers.is_empty() {
                reason.remedy(Remedy::ContactSupport, Who::Support)
            } else {
                reason.remedy(Remedy::ChooseOffer { offers }, Who::Caller)
            });
        }
    }
    reasons.extend(target::availability(account, offer, context));
    let renews_on = next_day(subscription.term.period.last);
    if offer.commerce == Commerce::NewCommerce
        && offer.on_sale(crate::calendar::day_of(context.now))
        && !offer.on_sale(renews_on)
    {
        reasons.push(
            Reason::new(Rule::Nce506, Code::EndOfSale, Subject::Offer(target.clone()))
                .with("ended", json!(offer.end_of_sale))
                .with("renews_on", json!(renews_on))
                .remedy(Remedy::ChooseOffer { offers: Vec::new() }, Who::Caller),
        );
    }
    reasons
}
