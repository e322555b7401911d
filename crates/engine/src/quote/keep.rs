//! Keeping quotes, so that they can be read again and redeemed.

use seatwright_domain::ids::CustomerId;
use seatwright_domain::refusal::{Code, Reason, Remedy, Subject, Who};
use seatwright_domain::role::Caller;
use seatwright_domain::rule::Rule;
use seatwright_store::{Redemption, StoreError, StoredQuote, Want};

use super::{Quote, QuoteToken};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{Answer, Request, first_answer, stored};

/// A quote that was kept, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptQuote {
    /// The quote.
    pub quote: Quote,
    /// Its redemption, where there was one.
    pub redeemed: Option<Redemption>,
}

impl Engine {
    /// Keeps a quote so that it can be redeemed, with the answer to the request that asked for it. Where the request was
    /// answered before, nothing is kept and the first answer comes back.
    ///
    /// # Errors
    /// The request's id was used for something else; a failing store.
    pub async fn keep_quote(
        &self,
        quote: &Quote,
        request: Option<&Request>,
        answer: &Answer,
    ) -> Result<Option<Answer>, EngineError> {
        let kept = StoredQuote {
            customer: quote.customer,
            token: quote.token.0,
            expires_at: quote.valid_until,
            document: serde_json::to_string(quote).map_err(|error| unreadable(&error))?,
            redeemed: None,
        };
        let answer = request.map(|request| stored(request, answer, quote.at));
        let first = self.store().put_quote(&kept, answer).await?;
        first.map(|first| first_answer(request, first).map(|done| done.answer)).transpose()
    }

    /// A quote that the caller was given for a customer.
    ///
    /// # Errors
    /// The caller may not know of the customer or look at it; there is no such quote, or it is another caller's, which is
    /// the same; a failing store.
    pub async fn kept_quote(
        &self,
        caller: &Caller,
        customer: CustomerId,
        token: QuoteToken,
    ) -> Result<KeptQuote, EngineError> {
        self.account(caller, customer, Want::default()).await?;
        self.find_quote(caller, customer, token).await
    }

    /// The same for a caller that may know of the customer.
    pub(super) async fn find_quote(
        &self,
        caller: &Caller,
        customer: CustomerId,
        token: QuoteToken,
    ) -> Result<KeptQuote, EngineError> {
        let Some(kept) = self.store().quote(customer, token.0).await? else { return Err(unknown()) };
        let quote: Quote = serde_json::from_str(&kept.document).map_err(|error| unreadable(&error))?;
        if quote.caller != caller.actor {
            return Err(unknown());
        }
        Ok(KeptQuote { quote, redeemed: kept.redeemed })
    }
}

fn unknown() -> EngineError {
    let subject = Subject::Field("token".to_owned());
    let reason =
        Reason::new(Rule::Buy02, Code::QuoteUnknown, subject).remedy(Remedy::QuoteAgain, Who::Caller);
    EngineError::Refused(reason.into())
}

fn unreadable(error: &serde_json::Error) -> EngineError {
    StoreError::Document { what: "quote".to_owned(), why: error.to_string() }.into()
}
