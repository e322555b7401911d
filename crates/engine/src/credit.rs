//! Asking the credit desk about checks that begin, and acting on what it says.

use seatwright_domain::account::Account;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::event::Event;
use seatwright_domain::role::Caller;
use seatwright_domain::upgrade::{Stage, Upgrade};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::execute::{Answer, Errand};
use crate::port::{CreditApplication, CreditOpinion};

impl Engine {
    /// Asks about checks that a decision began. Whatever goes wrong leaves the check as it is: open, for the operator or
    /// time to decide.
    pub(crate) async fn ask_about_new_checks(&self, decision: &Decision) {
        for recorded in &decision.events {
            let Event::UpgradeStarted { upgrade } = &recorded.event else {
                continue;
            };
            let customer = decision.account.id();
            if let Err(error) = self.ask_credit_desk(&decision.account, upgrade).await {
                tracing::warn!(%customer, %error, "the credit check of upgrade {} stays open: {error}", upgrade.id);
            }
        }
    }

    /// Asks about one upgrade, where its check is open. Gives whether the desk decided.
    pub(crate) async fn ask_credit_desk(
        &self,
        account: &Account,
        upgrade: &Upgrade,
    ) -> Result<bool, EngineError> {
        let Stage::CreditCheck { due } = upgrade.stage else {
            return Ok(false);
        };
        let customer = account.head.customer.clone();
        let application = CreditApplication { customer, upgrade: upgrade.clone(), due };
        let passed = match self.ports().credit.consider(&application).await {
            CreditOpinion::Undecided => return Ok(false),
            CreditOpinion::Passed => true,
            CreditOpinion::Declined => false,
        };
        let command = Command::DecideCredit { upgrade: upgrade.id, passed };
        let system = Caller::system();
        let errand = Errand::new(&system, account.id(), &command, self.ports().ids.seed());
        let _turn = self.locks().turn(account.id()).await;
        let nobody = |_: &Account, _: &Decision| Answer { status: 0, headers: Vec::new(), body: Vec::new() };
        if let (_, Some(after)) = self.decide_and_commit(&errand, None, &nobody).await? {
            self.follow_up(after).await;
        }
        Ok(true)
    }
}
