//! Who may know of a customer at all. Whoever may not gets the answer that an unknown customer gets.

use seatwright_domain::access;
use seatwright_domain::account::Account;
use seatwright_domain::role::{Actor, Caller};
use seatwright_domain::subscription::Seller;

/// Whether the caller may know that the customer exists: the customer's own administrators, partners with a
/// relationship, partners that sold it something which still lives, the reseller of record, and the operator.
pub(crate) fn to(caller: &Caller, account: &Account) -> bool {
    match &caller.actor {
        Actor::System => true,
        Actor::Customer { customer, .. } => *customer == account.id(),
        // Of a customer as such a publisher sees nothing; its commands name a subscription that was loaded with the account.
        Actor::Publisher { publisher } => {
            account.subscriptions.values().any(|found| found.publisher == Some(*publisher))
        }
        Actor::Partner { partner, .. } => {
            account.head.customer.relationships.contains_key(partner)
                || access::is_reseller_of(account, caller)
                || account.live().any(|subscription| {
                    matches!(&subscription.seller, Seller::Partner { partner: seller, .. } if seller == partner)
                })
        }
    }
}
