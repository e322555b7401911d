//! Reading a scenario: line by line, so that a fault in one line hides none in another.

mod act;
mod declare;
mod expect;
mod names;
mod options;
mod promotion;

use jiff::Timestamp;

use self::names::Names;
use crate::fault::Fault;
use crate::setting::Setting;
use crate::spell;
use crate::statement::{Act, Expectation, Offer, Partner, Price, Promotion, Scenario, Step, What};
use crate::words::{Word, Words, shown, start_of};

/// Statements that carry no date.
const UNDATED: [&str; 9] =
    ["set", "partner", "customer", "offer", "price", "promotion", "until", "expect", "end"];

/// What has been read so far.
struct Reader<'t> {
    lines: std::iter::Enumerate<std::str::Lines<'t>>,
    faults: Vec<Fault>,
    names: Names,
    settings: Vec<Setting>,
    partner: Option<Partner>,
    customers: Vec<crate::statement::Customer>,
    offers: Vec<Offer>,
    prices: Vec<Price>,
    promotions: Vec<Promotion>,
    steps: Vec<Step>,
    /// Where the clock stands, and the line that moved it there.
    clock: Option<(Timestamp, usize)>,
}

/// Reads a whole text.
pub(crate) fn scenario(text: &str) -> Result<Scenario, Vec<Fault>> {
    let mut reader = Reader {
        lines: text.lines().enumerate(),
        faults: Vec::new(),
        names: Names::default(),
        settings: Vec::new(),
        partner: None,
        customers: Vec::new(),
        offers: Vec::new(),
        prices: Vec::new(),
        promotions: Vec::new(),
        steps: Vec::new(),
        clock: None,
    };
    while let Some((index, line)) = reader.lines.next() {
        let words = Words::of(line, index + 1);
        if !words.is_blank()
            && let Err(fault) = reader.statement(words, line)
        {
            reader.faults.push(fault);
        }
    }
    reader.finish()
}

impl<'t> Reader<'t> {
    fn statement(&mut self, mut words: Words<'t>, line: &'t str) -> Result<(), Fault> {
        let Some(first) = words.take() else { return Ok(()) };
        match first.text {
            "set" => {
                let setting = declare::set(&mut words, &self.settings)?;
                self.settings.push(setting);
            }
            "partner" => self.read_partner(first, &mut words)?,
            "customer" => self.read_customer(&mut words)?,
            "offer" => self.read_offer(&mut words)?,
            "price" => self.read_price(&mut words)?,
            "promotion" => self.read_promotion(&mut words)?,
            "until" => {
                let word = words.want("the date", "2021-12-31")?;
                let at = word.instant()?;
                words.finish()?;
                self.clock_to(word, at)?;
                self.step(first.line, line, What::Until(at));
            }
            "expect" => self.read_expectation(first, words, line)?,
            "end" => {
                return Err(first.fault(
                    "`end` closes nothing",
                    "remove it, or write `expect file DATE` before the rows",
                ));
            }
            _ if first.text.starts_with('|') => {
                return Err(first.fault(
                    "a row stands here without `expect file DATE` or `expect lines SUBSCRIPTION` before it",
                    "write one of them before the rows, and `end` after the last",
                ));
            }
            _ if first.text.starts_with(|c: char| c.is_ascii_digit()) => {
                let at = first.instant()?;
                let late = self.clock_to(first, at);
                let act = self.read_act(&mut words)?;
                words.finish()?;
                late?;
                self.step(first.line, line, What::Act(at, act));
            }
            _ if act::VERBS.contains(&first.text) => {
                return Err(first.fault(
                    format_args!("`{}` needs its date", first.text),
                    format_args!("write the day before it, as 2018-01-13 {}", first.text),
                ));
            }
            _ => {
                let fix = spell::one_of(first.text, &UNDATED);
                return Err(first.fault(
                    format_args!("`{}` begins no statement", first.text),
                    format_args!("{fix}, or begin with a date, as 2018-01-13 buy …"),
                ));
            }
        }
        Ok(())
    }

    fn step(&mut self, line: usize, text: &str, what: What) {
        let text = text.split('#').next().unwrap_or(text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.steps.push(Step { line, text, what });
    }

    /// Moves the clock; it never goes back.
    fn clock_to(&mut self, word: Word<'_>, at: Timestamp) -> Result<(), Fault> {
        if let Some((now, line)) = self.clock
            && at < now
        {
            return Err(word.fault(
                format_args!(
                    "{} lies before {}, to which line {line} has moved the clock",
                    word.text,
                    shown(now)
                ),
                "put statements in order of time",
            ));
        }
        self.clock = Some((at, word.line));
        Ok(())
    }

    fn read_act(&mut self, words: &mut Words<'t>) -> Result<Act, Fault> {
        let act = act::read(words, &mut self.names)?;
        if let Act::AddOn(addon) = &act
            && let Some(offer) = self.offers.iter_mut().find(|known| known.name == addon.offer)
        {
            offer.addon = true;
        }
        Ok(act)
    }

    fn read_expectation(
        &mut self,
        first: Word<'t>,
        mut words: Words<'t>,
        line: &'t str,
    ) -> Result<(), Fault> {
        let kind = words.peek();
        let read = expect::read(&mut words, &self.names).and_then(|read| words.finish().map(|()| read));
        // The rows belong to it even where its own line is at fault.
        let rows = if kind.is_some_and(|word| matches!(word.text, "file" | "lines")) {
            self.rows(first)
        } else {
            Vec::new()
        };
        let mut expectation = read?;
        match &mut expectation {
            Expectation::File { on, rows: place } => {
                *place = rows;
                let at = start_of(*on);
                if self.clock.is_none_or(|(now, _)| now < at) {
                    self.clock = Some((at, first.line));
                }
            }
            Expectation::Lines { rows: place, .. } => *place = rows,
            Expectation::Refused(_) => {
                let after = self.steps.iter().rev().find(|step| !matches!(step.what, What::Expect(_)));
                let directly = self.steps.last().is_some_and(|step| matches!(step.what, What::Act(..)));
                if !directly || after.is_none() {
                    return Err(first.fault(
                        "nothing stands directly before this that could be refused",
                        "put it on the line after the statement that is refused",
                    ));
                }
            }
            _ => {}
        }
        self.step(first.line, line, What::Expect(expectation));
        Ok(())
    }

    /// The rows up to `end`.
    fn rows(&mut self, from: Word<'t>) -> Vec<crate::statement::Row> {
        let mut rows = Vec::new();
        for (index, line) in self.lines.by_ref() {
            let words = Words::of(line, index + 1);
            let Some(first) = words.peek() else { continue };
            if first.text == "end" {
                return rows;
            }
            match expect::row(line, index + 1, &self.names) {
                Ok(row) => rows.push(row),
                Err(faults) => self.faults.extend(faults),
            }
        }
        self.faults.push(
            from.fault("the rows after this have no `end`", "write `end` on the line after the last row"),
        );
        rows
    }

    fn finish(mut self) -> Result<Scenario, Vec<Fault>> {
        if self.offers.is_empty() && self.faults.is_empty() {
            self.faults.push(Fault {
                line: 1,
                column: 1,
                message: "nothing is sold here".to_owned(),
                fix: "write at least one offer, as `offer std price 4.00/month kind classic`".to_owned(),
            });
        }
        if !self.faults.is_empty() {
            self.faults.sort();
            return Err(self.faults);
        }
        let partner = self.partner.unwrap_or_else(declare::usual_partner);
        if self.customers.is_empty() {
            self.customers.push(declare::usual_customer());
        }
        Ok(Scenario {
            settings: self.settings,
            partner,
            customers: self.customers,
            offers: self.offers,
            prices: self.prices,
            promotions: self.promotions,
            steps: self.steps,
        })
    }
}
