//! Bills in tests: prices of one's own, policies with one choice changed, and lines as text.

use jiff::civil::Date;
use seatwright_domain::billing::charge::Charge;
use seatwright_domain::billing::policy::BillingPolicy;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Price;
use seatwright_domain::command::Command;
use seatwright_domain::decision::Decision;
use seatwright_domain::ids::{OfferId, SubscriptionId};
use seatwright_domain::money::Currency;
use seatwright_domain::policy::Policies;
use seatwright_domain::subscription::SuspensionReason;

use super::{POLICIES, World};

/// Long before anything in a test.
const ALWAYS: &str = "2000-01-01";

/// The policies by their dates, with every billing policy changed in one way.
pub fn billing(change: impl Fn(&mut BillingPolicy)) -> Policies {
    let mut billing = POLICIES.all_billing().to_vec();
    billing.iter_mut().for_each(change);
    Policies::new(POLICIES.all().to_vec(), billing).expect("policies")
}

impl World {
    /// A price in euros that holds always, before every other.
    pub fn priced(self, offer: &str, term: Term, billing: BillingPlan, price: &str) -> Self {
        self.priced_from(offer, term, billing, price, ALWAYS, None)
    }

    /// A price in euros from a day on.
    pub fn priced_from(
        mut self,
        offer: &str,
        term: Term,
        billing: BillingPlan,
        price: &str,
        from: &str,
        until: Option<&str>,
    ) -> Self {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        let unit = price.parse().expect("a price");
        let price = Price { term, billing, unit, retail: unit, from: day(from), until: until.map(day) };
        self.catalogue.to_mut().prices.add(OfferId::new(offer), Currency::parse("EUR").unwrap(), price);
        self
    }

    /// Every line so far, in order.
    pub fn charges(&self) -> impl Iterator<Item = &Charge> {
        self.history.iter().flat_map(|recorded| &recorded.charges)
    }

    /// The lines of a subscription.
    pub fn lines(&self, id: SubscriptionId) -> Vec<String> {
        self.charges().filter(|line| line.key.subscription == id).map(text).collect()
    }

    /// The lines of the invoice of a date, whatever the subscription.
    pub fn file(&self, date: &str) -> Vec<String> {
        let date: Date = date.parse().expect("a date");
        self.charges().filter(|line| line.invoice_on == date).map(text).collect()
    }

    /// What a subscription has been charged so far, less what came back, in minor units.
    pub fn net(&self, id: SubscriptionId) -> i64 {
        self.charges().filter(|line| line.key.subscription == id).map(|line| line.amount.minor).sum()
    }

    /// Changes the seats at an instant.
    pub fn seats(&mut self, id: SubscriptionId, at: &str, seats: u32) -> Decision {
        self.until(at).run(Command::ChangeSeats { subscription: id, seats })
    }

    /// Suspends at an instant.
    pub fn suspend(&mut self, id: SubscriptionId, at: &str) -> Decision {
        let reason = SuspensionReason::CustomerRequest;
        self.until(at).run(Command::Suspend { subscription: id, reason })
    }

    /// Reactivates at an instant.
    pub fn resume(&mut self, id: SubscriptionId, at: &str) -> Decision {
        self.until(at).run(Command::Reactivate { subscription: id })
    }

    /// Cancels at an instant.
    pub fn cancel(&mut self, id: SubscriptionId, at: &str) -> Decision {
        let reason = "bought by mistake".to_owned();
        self.until(at).run(Command::Cancel { subscription: id, reason, confirmed: true })
    }
}

/// A line as `first | last | type | unit price | seats | amount`.
pub fn text(line: &Charge) -> String {
    format!(
        "{} | {} | {} | {} | {} | {}",
        line.key.period.first,
        line.key.period.last,
        line.key.kind,
        line.shown,
        line.quantity,
        line.amount.to_decimal(),
    )
}
