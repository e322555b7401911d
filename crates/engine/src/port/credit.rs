//! Who decides credit checks (SELF-09). Without a desk of its own, an installation leaves them to its operator, and to
//! time: a check that nobody decides passes when it falls due.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use seatwright_domain::customer::Customer;
use seatwright_domain::upgrade::Upgrade;

/// What a credit desk is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditApplication {
    /// The customer as it is now.
    pub customer: Customer,
    /// The upgrade that waits.
    pub upgrade: Upgrade,
    /// When the check passes by itself.
    pub due: Timestamp,
}

/// What a credit desk says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditOpinion {
    /// The customer is good for it.
    Passed,
    /// It is not.
    Declined,
    /// Nothing yet: the operator, or time, decides.
    Undecided,
}

/// A desk that decides credit checks. It is asked once, when a check begins, and the command that began it is answered
/// afterwards: a desk that needs longer than a moment says that it is undecided, and its decision is entered later with
/// the command `DecideCredit`, as an operator's is. So is that of a desk whose word was lost in a crash.
#[async_trait]
pub trait CreditDesk: Send + Sync + fmt::Debug {
    /// The opinion on an application.
    async fn consider(&self, application: &CreditApplication) -> CreditOpinion;
}

/// The desk of an installation that has none.
#[derive(Clone, Copy, Debug, Default)]
pub struct LeaveToOperator;

#[async_trait]
impl CreditDesk for LeaveToOperator {
    async fn consider(&self, _application: &CreditApplication) -> CreditOpinion {
        CreditOpinion::Undecided
    }
}
