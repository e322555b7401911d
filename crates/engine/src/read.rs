//! Reading an account: up to date, and only for those who may see it.

use seatwright_domain::access;
use seatwright_domain::decision::Rows;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::refusal::Refusals;
use seatwright_domain::role::{Action, Caller};
use seatwright_store::{Loaded, Want};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::visible;

impl Engine {
    /// An account for reading, after everything that is due has been carried out.
    ///
    /// # Errors
    /// The customer is unknown, or the caller may not know of it; the caller has no role that may look (ROLE-05); a
    /// failing store.
    pub async fn account(
        &self,
        caller: &Caller,
        customer: CustomerId,
        want: Want,
    ) -> Result<Loaded, EngineError> {
        let now = self.now();
        let loaded = self.up_to_date(customer, &want, now).await?;
        if caller.publisher_id().is_some() || !visible::to(caller, &loaded.account) {
            return Err(EngineError::UnknownCustomer);
        }
        let rows = Rows::default();
        let context = self.rules().context(caller, now, Uuid::nil(), &rows);
        match Refusals::of(access::to_account(&loaded.account, Action::View, &context)) {
            Some(refusals) => Err(EngineError::Refused(refusals)),
            None => Ok(loaded),
        }
    }
}
