//! Every account that the caller can see, for what is told about all of them together.

use seatwright_domain::account::Account;
use seatwright_domain::role::Actor;
use seatwright_store::{CustomerQuery, Want};

use crate::call::Call;
use crate::fault::Fault;

/// How many accounts are read at once.
const AT_ONCE: usize = 200;

/// Looks at each account of the caller: a partner's customers, or an administrator's own company. They are read as they stand,
/// without what has fallen due since, because nothing of one customer is decided by it.
///
/// # Errors
/// A failing store.
pub(super) async fn each(call: &Call, mut look: impl FnMut(&Account) + Send) -> Result<(), Fault> {
    let store = call.engine().store();
    let partner = match call.caller()?.actor {
        Actor::Partner { partner, .. } => partner,
        Actor::Customer { customer, .. } => {
            if let Some(loaded) = store.load(customer, &Want::default()).await? {
                look(&loaded.account);
            }
            return Ok(());
        }
        Actor::Publisher { .. } | Actor::System => return Ok(()),
    };
    let mut query = CustomerQuery::of(partner);
    query.limit = AT_ONCE;
    loop {
        let page = store.customers(&query).await?;
        let ids: Vec<_> = page.items.iter().map(|customer| customer.id).collect();
        for loaded in store.load_many(&ids).await? {
            look(&loaded.account);
        }
        let Some(next) = page.next else { return Ok(()) };
        query.after = Some(next);
    }
}
