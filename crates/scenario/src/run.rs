//! Carrying a scenario out.

mod act;
mod compare;
mod expect;
mod world;

use jiff::civil::Date;
use rust_decimal::Decimal;
use seatwright_domain::billing::charge::Charge;

use self::world::World;
use crate::statement::{Expectation, Scenario, Step, What};
use crate::words::start_of;

/// What a scenario came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// All lines, in order of invoice date, then of booking, then of the events that brought them.
    pub lines: Vec<Line>,
    /// What is not as expected; empty where all is well.
    pub failures: Vec<Failure>,
    /// Whether the scenario expects anything.
    pub expects: bool,
}

/// A line of a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The name of the subscription in the scenario.
    pub subscription: String,
    /// The charge as it was booked.
    pub charge: Charge,
}

impl Line {
    /// The date of the invoice.
    #[must_use]
    pub fn invoice_on(&self) -> Date {
        self.charge.invoice_on
    }

    /// The amount in major units.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.charge.amount.to_decimal()
    }

    /// The cells of a row: subscription, charge start, charge end, charge type, unit price, quantity, amount.
    #[must_use]
    pub fn cells(&self) -> [String; 7] {
        let charge = &self.charge;
        [
            self.subscription.clone(),
            charge.key.period.first.to_string(),
            charge.key.period.last.to_string(),
            charge.key.kind.to_string(),
            charge.shown.to_string(),
            charge.quantity.to_string(),
            self.amount().to_string(),
        ]
    }
}

/// Something that is not as expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The line of the scenario.
    pub line: usize,
    /// What differs, perhaps over several lines.
    pub message: String,
}

/// Carries a scenario out, and compares it with what it expects.
#[must_use]
pub fn run(scenario: &Scenario) -> Outcome {
    let Some(mut world) = World::of(scenario) else {
        let message = "the policies of the program are faulty".to_owned();
        return Outcome { failures: vec![Failure { line: 1, message }], ..Outcome::default() };
    };
    let mut failures = Vec::new();
    let mut refused: Option<Refused<'_>> = None;
    for step in &scenario.steps {
        let checks_refusal = matches!(&step.what, What::Expect(Expectation::Refused(_)));
        if !checks_refusal && let Some(refused) = refused.take() {
            failures.push(refused.unexpected());
        }
        match &step.what {
            What::Act(at, act) => {
                world.advance_to(*at);
                if let Err(why) = act::carry_out(&mut world, act) {
                    refused = Some(Refused { step, why });
                }
                world.settle();
            }
            What::Until(at) => world.advance_to(*at),
            What::Expect(Expectation::Refused(rules)) => {
                failures.extend(expect::refusal(step, rules, refused.take().map(|refused| refused.why)));
            }
            What::Expect(expectation) => {
                if let Expectation::File { on, .. } | Expectation::FileTotal { on, .. } = expectation {
                    world.advance_to(start_of(*on));
                }
                failures.extend(expect::check(step, expectation, &world));
            }
        }
    }
    failures.extend(refused.map(Refused::unexpected));
    let expects = scenario.steps.iter().any(|step| matches!(step.what, What::Expect(_)));
    Outcome { lines: world.ordered_lines(), failures, expects }
}

/// A statement that was refused, until somebody looks whether that was expected.
struct Refused<'s> {
    step: &'s Step,
    why: act::Why,
}

impl Refused<'_> {
    fn unexpected(self) -> Failure {
        let message = format!("`{}` was refused:\n{}", self.step.text, self.why);
        Failure { line: self.step.line, message }
    }
}
