//! Redeeming a quote: its commands are decided again and committed, if they still bill the same cents.

use jiff::Timestamp;
use seatwright_domain::account::Account;
use seatwright_domain::decide;
use seatwright_domain::decision::Decision;
use seatwright_domain::forecast::compare::{LineDifference, differences};
use seatwright_domain::forecast::{Forecast, Outlook, Totals, outlook};
use seatwright_domain::ids::CustomerId;
use seatwright_domain::money::Money;
use seatwright_domain::refusal::{Code, Reason, Remedy, Subject, Who};
use seatwright_domain::role::Caller;
use seatwright_domain::rule::Rule;
use seatwright_store::{CommitError, Loaded, Redemption, Want};
use serde_json::json;

use super::{KeptQuote, Quote, QuoteToken, together};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{
    Answer, DECISIONS_PER_COMMAND_MAX, Done, Request, first_answer, retry_after, rows_of, stored, wanted_by,
};
use crate::visible;

/// The most lines that a refusal as stale lists.
const LINES_LISTED_MAX: usize = 100;

/// A redemption, for deciding it as often as needed.
struct Errand<'a> {
    caller: &'a Caller,
    customer: CustomerId,
    token: QuoteToken,
    request: Option<&'a Request>,
}

impl Engine {
    /// Redeems a quote: decides its commands at this instant and commits them together, if they bill what was quoted.
    /// Redeemed again, it gives the first answer and does nothing.
    ///
    /// `answer` sees the account before, what was decided and the bill that follows; it may run again after a conflict, so
    /// it must depend on nothing else.
    ///
    /// # Errors
    /// An unknown customer; an unknown quote, or another caller's; one that has expired; one that would bill something else
    /// now, with both amounts and the lines that differ; refusals of its commands; a failing store.
    pub async fn redeem<F>(
        &self,
        caller: &Caller,
        customer: CustomerId,
        token: QuoteToken,
        request: Option<Request>,
        answer: F,
    ) -> Result<Done, EngineError>
    where
        F: Fn(&Account, &Decision, &Outlook) -> Answer + Send + Sync,
    {
        let request = request.as_ref();
        if let Some(done) = self.answered(request).await? {
            return Ok(done);
        }
        let errand = Errand { caller, customer, token, request };
        let turn = self.locks().turn(customer).await;
        let (done, after) = self.redeem_and_commit(&errand, &answer).await?;
        if let Some(after) = after {
            self.follow_up(after).await;
        }
        drop(turn);
        if let Some(decision) = &done.decision {
            self.ask_about_new_checks(decision).await;
        }
        Ok(done)
    }

    async fn redeem_and_commit<F>(
        &self,
        errand: &Errand<'_>,
        answer: &F,
    ) -> Result<(Done, Option<Loaded>), EngineError>
    where
        F: Fn(&Account, &Decision, &Outlook) -> Answer + Send + Sync,
    {
        let seed = self.ports().ids.seed();
        for _ in 0..DECISIONS_PER_COMMAND_MAX {
            let now = self.now();
            let (quote, mut loaded) = match self.open(errand, now).await? {
                Opened::Redeemed(first) => return Ok((*first, None)),
                Opened::Open(quote, loaded) => (quote, *loaded),
            };
            let rows = rows_of(&mut loaded);
            let context = self.rules().context(errand.caller, now, seed, &rows);
            let decision = decide::decide(&loaded.account, &together(&quote.commands), &context)?;
            let outlook = outlook(&loaded.account, &decision, &context);
            let differing = differences(&quote.outlook.with, &outlook.with);
            if !differing.is_empty() {
                return Err(stale(&quote, &outlook.with, &differing));
            }
            let answer = answer(&loaded.account, &decision, &outlook);
            match self.commit_redemption(errand, &loaded, &decision, &answer, now).await {
                Ok(after) => {
                    let done = Done { answer, replayed: false, decision: Some(decision) };
                    return Ok((done, Some(after)));
                }
                Err(CommitError::DuplicateRequest(first)) => {
                    return Ok((first_answer(errand.request, *first)?, None));
                }
                Err(error) => retry_after(error)?,
            }
        }
        Err(EngineError::Busy)
    }

    /// The quote with its account, up to date, while it can be redeemed.
    async fn open(&self, errand: &Errand<'_>, now: Timestamp) -> Result<Opened, EngineError> {
        let Errand { caller, customer, token, .. } = *errand;
        let want = match self.find_quote(caller, customer, token).await {
            Ok(kept) => wanted_by(&together(&kept.quote.commands)),
            Err(EngineError::Refused(_)) => Want::default(),
            Err(error) => return Err(error),
        };
        let loaded = self.up_to_date(customer, &want, now).await?;
        if !visible::to(caller, &loaded.account) {
            return Err(EngineError::UnknownCustomer);
        }
        // Read again: who redeemed it in between did so before the account was read.
        let KeptQuote { quote, redeemed } = self.find_quote(caller, customer, token).await?;
        if let Some(Redemption { status, headers, body, .. }) = redeemed {
            let answer = Answer { status, headers, body };
            return Ok(Opened::Redeemed(Box::new(Done { answer, replayed: true, decision: None })));
        }
        if now >= quote.valid_until {
            return Err(expired(&quote));
        }
        Ok(Opened::Open(Box::new(quote), Box::new(loaded)))
    }

    async fn commit_redemption(
        &self,
        errand: &Errand<'_>,
        before: &Loaded,
        decision: &Decision,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Loaded, CommitError> {
        let Answer { status, headers, body } = answer.clone();
        let redemption = Redemption { at: now, status, headers, body };
        let payments = self.payments_behind(&decision.events).await?;
        let commit = crate::steps::prepare(Some(before), decision)?.with_billing(payments);
        let mut commit = commit.with_redemption(errand.token.0, &redemption)?;
        if let Some(request) = errand.request {
            commit = commit.with_answer(stored(request, answer, now))?;
        }
        let due = commit.due();
        let chain = self.store().commit(commit).await?.chain;
        self.feeds_moved();
        let account = decision.account.clone();
        let (users, orders, charges) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Loaded { account, chain, due, users, orders, charges })
    }
}

/// What a token opens.
enum Opened {
    /// A quote that has been redeemed, with the answer that was given.
    Redeemed(Box<Done>),
    /// One that can be, with its account.
    Open(Box<Quote>, Box<Loaded>),
}

fn reason(code: Code) -> Reason {
    let subject = Subject::Field("token".to_owned());
    Reason::new(Rule::Buy02, code, subject).remedy(Remedy::QuoteAgain, Who::Caller)
}

fn expired(quote: &Quote) -> EngineError {
    let reason = reason(Code::QuoteExpired).with("until", quote.valid_until.to_string());
    EngineError::Refused(reason.into())
}

/// Both amounts, and line by line what differs.
fn stale(quote: &Quote, now: &Forecast, differing: &[LineDifference]) -> EngineError {
    let then = &quote.outlook.with;
    let lines = &differing[..differing.len().min(LINES_LISTED_MAX)];
    let reason = reason(Code::QuoteStale)
        .with("version", quote.version)
        .with("quoted", json!(amounts(&then.totals, &now.totals)))
        .with("now", json!(amounts(&now.totals, &then.totals)))
        .with("lines_differing", differing.len())
        .with("lines", json!(lines));
    EngineError::Refused(reason.into())
}

/// Net amounts by currency; a currency of the other side that is missing here counts as nothing.
fn amounts(totals: &[Totals], others: &[Totals]) -> Vec<Money> {
    let missing = others.iter().filter(|other| totals.iter().all(|total| total.currency != other.currency));
    let nothing = missing.map(|other| Money { minor: 0, currency: other.currency });
    totals.iter().map(|total| total.net()).chain(nothing).collect()
}
