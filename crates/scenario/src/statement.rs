//! What a scenario says, read and checked, but not carried out.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::migration::MigrationDay;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Tier;
use seatwright_domain::rule::Rule;
use seatwright_domain::subscription::{Payment, Status, SuspensionReason};

use crate::setting::Setting;

/// A scenario that was read without a fault.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(crate) settings: Vec<Setting>,
    pub(crate) partner: Partner,
    pub(crate) customers: Vec<Customer>,
    pub(crate) offers: Vec<Offer>,
    pub(crate) prices: Vec<Price>,
    pub(crate) promotions: Vec<Promotion>,
    pub(crate) steps: Vec<Step>,
}

/// The partner that sells and is billed.
#[derive(Clone, Debug)]
pub(crate) struct Partner {
    pub(crate) billing_day: i8,
    pub(crate) currency: Currency,
    pub(crate) country: String,
    pub(crate) tier: Tier,
}

/// A customer.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) name: String,
    /// None where it is the partner's.
    pub(crate) country: Option<String>,
    /// None where it is the partner's.
    pub(crate) currency: Option<Currency>,
    /// When its account was opened; with the first statement where nothing is said.
    pub(crate) opened: Option<Timestamp>,
}

/// An offer.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) name: String,
    pub(crate) commerce: Commerce,
    pub(crate) amounts: Vec<Amount>,
    /// The days of its trial.
    pub(crate) trial_days: Option<u32>,
    pub(crate) seats_max: Option<u32>,
    pub(crate) sold_until: Option<Date>,
    /// The only term that it is sold for; none for those that are usual for its kind.
    pub(crate) term: Option<Term>,
    /// Whether a statement buys it as an add-on.
    pub(crate) addon: bool,
    /// The classic offer whose subscriptions migrate to it.
    pub(crate) migrates_from: Option<String>,
}

/// A price from a day on.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) offer: String,
    pub(crate) amounts: Vec<Amount>,
    /// None for the price that the offer began with.
    pub(crate) from: Option<Date>,
}

/// A percentage off the list price.
#[derive(Clone, Debug)]
pub(crate) struct Promotion {
    pub(crate) name: String,
    pub(crate) percent: Decimal,
    pub(crate) offers: Vec<String>,
    pub(crate) from: Date,
    /// The first day no longer.
    pub(crate) until: Option<Date>,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
    pub(crate) seats_min: Option<u32>,
    pub(crate) seats_max: Option<u32>,
    pub(crate) first_purchase: bool,
    pub(crate) needs: Option<String>,
    /// Whether it ends with its first term.
    pub(crate) once: bool,
}

/// An amount for a billing period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    pub(crate) unit: Decimal,
    /// The months of the period.
    pub(crate) months: u32,
}

/// Something that happens, or is looked at, in its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) line: usize,
    /// The words, for reports.
    pub(crate) text: String,
    pub(crate) what: What,
}

/// What a step is.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Somebody does something.
    Act(Timestamp, Act),
    /// Time passes.
    Until(Timestamp),
    /// Something should be so.
    Expect(Expectation),
}

/// What somebody does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Buy(Buy),
    Seats { of: String, seats: Seats },
    Suspend { of: String, reason: SuspensionReason },
    Resume { of: String, seats: Option<Seats> },
    Upgrade(Upgrade),
    Migrate(Migrate),
    AddOn(AddOn),
    Cancel { of: String },
    Schedule { of: String, changes: Vec<Change> },
    Unschedule { of: String },
    Restore { of: String },
    AutoRenew { of: String, on: bool },
    Frequency { of: String, billing: BillingPlan },
    Term { of: String, term: Term, billing: Option<BillingPlan> },
    Convert(Convert),
    SetUp { of: String },
    Overdue { customer: Option<String>, of: Option<String>, amount: Decimal },
    Pay { customer: Option<String>, of: Option<String> },
    Credit { of: String, passed: bool },
    Adjust(Adjust),
}

/// The purchase of an add-on.
#[derive(Clone, Debug)]
pub(crate) struct AddOn {
    pub(crate) name: String,
    pub(crate) offer: String,
    pub(crate) of: String,
    pub(crate) seats: u32,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
}

/// A trial that becomes paid.
#[derive(Clone, Debug)]
pub(crate) struct Convert {
    pub(crate) of: String,
    pub(crate) offer: String,
    pub(crate) seats: Option<u32>,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
    pub(crate) into: Option<String>,
}

/// A correction of what was charged.
#[derive(Clone, Debug)]
pub(crate) struct Adjust {
    pub(crate) of: String,
    /// None for all that is left.
    pub(crate) amount: Option<Decimal>,
    /// None for the usual type of its commerce system.
    pub(crate) kind: Option<ChargeType>,
    /// The first day of the line that was wrong; the running cycle where none is named.
    pub(crate) line: Option<Date>,
}

/// A purchase.
#[derive(Clone, Debug)]
pub(crate) struct Buy {
    pub(crate) name: String,
    pub(crate) offer: String,
    pub(crate) customer: Option<String>,
    pub(crate) seats: Option<u32>,
    pub(crate) trial: bool,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
    pub(crate) ends: Option<Ends>,
    pub(crate) set_up: bool,
    /// Set when the customer buys directly.
    pub(crate) direct: Option<Payment>,
}

/// Where a first term ends.
#[derive(Clone, Debug)]
pub(crate) enum Ends {
    /// On a day.
    On(Date),
    /// With another subscription.
    With(String),
    /// With the last calendar month inside the term.
    Month,
}

/// A number of seats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seats {
    /// So many.
    Are(u32),
    /// So many more.
    Plus(u32),
    /// So many fewer.
    Minus(u32),
}

/// An upgrade.
#[derive(Clone, Debug)]
pub(crate) struct Upgrade {
    pub(crate) of: String,
    pub(crate) offer: String,
    /// None for all of them.
    pub(crate) seats: Option<u32>,
    pub(crate) name: Option<String>,
    pub(crate) into: Option<String>,
    pub(crate) at_renewal: bool,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
    pub(crate) payment: Payment,
}

/// A migration from classic to new commerce.
#[derive(Clone, Debug)]
pub(crate) struct Migrate {
    pub(crate) of: String,
    pub(crate) name: String,
    /// Add-ons that come along, with the names of what takes their place.
    pub(crate) add_ons: Vec<(String, String)>,
    pub(crate) term: Option<Term>,
    pub(crate) billing: Option<BillingPlan>,
    pub(crate) seats: Option<u32>,
    pub(crate) full_term: bool,
    pub(crate) ends: Option<Date>,
    /// None for now.
    pub(crate) day: Option<MigrationDay>,
}

/// What a scheduled change changes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Seats(u32),
    Sku(String),
    Term(Term),
    Billing(BillingPlan),
    Ends(Date),
}

/// What should be so.
#[derive(Clone, Debug)]
pub(crate) enum Expectation {
    /// The statement before was refused, with these rules among the reasons.
    Refused(Vec<Rule>),
    /// The lines of an invoice.
    File {
        on: Date,
        rows: Vec<Row>,
    },
    /// All lines of a subscription.
    Lines {
        of: String,
        rows: Vec<Row>,
    },
    FileTotal {
        on: Date,
        amount: Decimal,
    },
    LinesTotal {
        of: String,
        amount: Decimal,
    },
    Renews {
        of: String,
        on: Option<Date>,
    },
    Ends {
        of: String,
        on: Date,
    },
    Deletes {
        of: String,
        on: Date,
    },
    Is {
        of: String,
        status: Status,
    },
    SeatsAre {
        of: String,
        seats: u32,
    },
    Refundable {
        of: String,
        seats: u32,
        until: Option<Timestamp>,
    },
    Cancellable {
        of: String,
        refund: Option<&'static str>,
        until: Option<Timestamp>,
    },
    OfferIs {
        of: String,
        offer: String,
    },
    Billed {
        of: String,
        billing: BillingPlan,
    },
    TermIs {
        of: String,
        term: Term,
    },
}

/// An expected line; absent cells are not compared.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) subscription: Option<String>,
    pub(crate) first: Option<Date>,
    pub(crate) last: Option<Date>,
    pub(crate) kind: Option<ChargeType>,
    pub(crate) shown: Option<Decimal>,
    pub(crate) quantity: Option<u32>,
    pub(crate) amount: Option<Decimal>,
}
