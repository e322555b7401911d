//! Statements without a date: policies, the partner, customers, offers and prices.

use jiff::civil::Date;
use seatwright_domain::catalogue::Commerce;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::Tier;

use super::Reader;
use super::options::{self, once};
use crate::fault::Fault;
use crate::setting::{self, Setting};
use crate::statement::{Amount, Customer, Offer, Partner, Price};
use crate::words::{Word, Words, start_of};

/// The partner where none is described.
pub(super) fn usual_partner() -> Partner {
    Partner { billing_day: 1, currency: Currency::USD, country: "US".to_owned(), tier: Tier::DirectBill }
}

/// The customer where none is described.
pub(super) fn usual_customer() -> Customer {
    Customer { name: "customer".to_owned(), country: None, currency: None, opened: None }
}

/// `set KEY VALUE`.
pub(super) fn set(words: &mut Words<'_>, before: &[Setting]) -> Result<Setting, Fault> {
    let key = words.want("the policy", "classic.rounding")?;
    let Some(found) = setting::key(key.text) else {
        return Err(key.none_of("policy", &setting::keys()));
    };
    if before.iter().any(|other| other.is(key.text)) {
        return Err(key.fault(format_args!("`{}` is set twice", key.text), "remove one of the two"));
    }
    let first = words.want("its value", &found.examples())?;
    let mut text = first.text.to_owned();
    let rest = words.rest();
    if !rest.is_empty() {
        text = format!("{text} {rest}");
    }
    found.value(&text).ok_or_else(|| {
        first.fault(
            format_args!("`{text}` is no value of `{}`", key.text),
            format_args!("write one of {}", found.examples()),
        )
    })
}

/// ISO 3166.
fn country(words: &mut Words<'_>) -> Result<String, Fault> {
    let word = words.want("the country", "NL")?;
    let two = word.text.len() == 2 && word.text.chars().all(|c| c.is_ascii_alphabetic());
    if two {
        return Ok(word.text.to_ascii_uppercase());
    }
    Err(word.fault(format_args!("`{}` is no country", word.text), "write its two letters, as NL"))
}

fn currency(words: &mut Words<'_>) -> Result<Currency, Fault> {
    let word = words.want("the currency", "EUR")?;
    Currency::parse(word.text).ok_or_else(|| {
        word.fault(
            format_args!("`{}` is no currency that is known here", word.text),
            "write three letters of a currency with a price list, as EUR, USD, JPY or KWD",
        )
    })
}

fn tier(words: &mut Words<'_>) -> Result<Tier, Fault> {
    const TIERS: [&str; 3] = ["direct", "indirect-provider", "indirect-reseller"];
    let word = words.want("the tier", "direct")?;
    match word.text {
        "direct" => Ok(Tier::DirectBill),
        "indirect-provider" => Ok(Tier::IndirectProvider),
        "indirect-reseller" => Ok(Tier::IndirectReseller),
        _ => Err(word.none_of("tier", &TIERS)),
    }
}

/// `4.00/month` and others, separated by commas.
fn amounts(words: &mut Words<'_>) -> Result<Vec<Amount>, Fault> {
    let mut amounts: Vec<Amount> = Vec::new();
    loop {
        let word = words.want("the price", "4.00/month")?;
        let amount = amount(word)?;
        if amounts.iter().any(|other| other.months == amount.months) {
            return Err(word.fault("this period has two prices", "remove one of the two"));
        }
        amounts.push(amount);
        if words.take_if(",").is_none() {
            return Ok(amounts);
        }
    }
}

fn amount(word: Word<'_>) -> Result<Amount, Fault> {
    const PERIODS: [&str; 4] = ["month", "year", "2years", "3years"];
    let Some((unit, period)) = word.text.split_once('/') else {
        return Err(word.fault(
            format_args!("`{}` does not say for how long", word.text),
            "write the period too, as 4.00/month, 48.00/year or 144.00/3years",
        ));
    };
    let months = match period {
        "month" => 1,
        "year" => 12,
        "2years" => 24,
        "3years" => 36,
        _ => {
            let place = Word { text: period, column: word.column + unit.chars().count() + 1, ..word };
            return Err(place.none_of("billing period", &PERIODS));
        }
    };
    let unit = Word { text: unit, ..word }.decimal()?;
    if unit.is_sign_negative() || unit.scale() > 8 {
        return Err(word.fault(
            format_args!("{unit} is no price"),
            "write an amount that is not negative, with at most eight decimals",
        ));
    }
    Ok(Amount { unit, months })
}

/// `30d`.
fn days(words: &mut Words<'_>) -> Result<u32, Fault> {
    let word = words.want("the length of the trial", "30d")?;
    let number = word
        .text
        .strip_suffix('d')
        .and_then(|text| text.parse().ok())
        .filter(|days| (1..=366).contains(days));
    number.ok_or_else(|| {
        word.fault(format_args!("`{}` is no length of a trial", word.text), "write days, as 30d")
    })
}

fn kind(words: &mut Words<'_>) -> Result<Commerce, Fault> {
    let word = words.want("the kind", "classic, nce or marketplace")?;
    match word.text {
        "classic" => Ok(Commerce::Classic),
        "nce" => Ok(Commerce::NewCommerce),
        "marketplace" => Ok(Commerce::Marketplace),
        _ => Err(word.none_of("kind", &["classic", "nce", "marketplace"])),
    }
}

impl<'t> Reader<'t> {
    pub(super) fn read_partner(&mut self, first: Word<'t>, words: &mut Words<'t>) -> Result<(), Fault> {
        const OPTIONS: [&str; 4] = ["billing-day", "currency", "country", "tier"];
        if self.partner.is_some() {
            return Err(first.fault("there is a partner already", "put everything on one line"));
        }
        let (mut day, mut money, mut land, mut place) = (None, None, None, None);
        while let Some(word) = words.take() {
            match word.text {
                "billing-day" => {
                    let number = words.want("the day", "15")?;
                    let value = number.count()?;
                    let value = i8::try_from(value).ok().filter(|day| (1..=28).contains(day));
                    let value = value.ok_or_else(|| {
                        number.fault(format_args!("{} is no billing day", number.text), "write 1 to 28")
                    })?;
                    once(&mut day, value, word)?;
                }
                "currency" => once(&mut money, currency(words)?, word)?,
                "country" => once(&mut land, country(words)?, word)?,
                "tier" => once(&mut place, tier(words)?, word)?,
                _ => return Err(word.none_of("option of a partner", &OPTIONS)),
            }
        }
        let usual = usual_partner();
        self.partner = Some(Partner {
            billing_day: day.unwrap_or(usual.billing_day),
            currency: money.unwrap_or(usual.currency),
            country: land.unwrap_or(usual.country),
            tier: place.unwrap_or(usual.tier),
        });
        Ok(())
    }

    pub(super) fn read_customer(&mut self, words: &mut Words<'t>) -> Result<(), Fault> {
        const OPTIONS: [&str; 3] = ["country", "currency", "opened"];
        let name = self.names.customers.give(words.want("the customer's name", "acme")?, "customer")?;
        let (mut land, mut money, mut opened) = (None, None, None);
        while let Some(word) = words.take() {
            match word.text {
                "country" => once(&mut land, country(words)?, word)?,
                "currency" => once(&mut money, currency(words)?, word)?,
                "opened" => once(&mut opened, start_of(options::date(words)?), word)?,
                _ => return Err(word.none_of("option of a customer", &OPTIONS)),
            }
        }
        self.customers.push(Customer { name, country: land, currency: money, opened });
        Ok(())
    }

    pub(super) fn read_offer(&mut self, words: &mut Words<'t>) -> Result<(), Fault> {
        const OPTIONS: [&str; 7] = ["price", "kind", "term", "trial", "max", "sold-until", "migrates-from"];
        let name = self.names.offers.give(words.want("the offer's name", "std")?, "offer")?;
        let (mut price, mut system, mut trial, mut max, mut until) = (None, None, None, None, None);
        let (mut length, mut classic) = (None, None);
        while let Some(word) = words.take() {
            match word.text {
                "migrates-from" => {
                    let offer = words.want("the classic offer", "std")?;
                    once(&mut classic, self.names.offers.known(offer, "offer")?, word)?;
                }
                "price" => once(&mut price, amounts(words)?, word)?,
                "kind" => once(&mut system, kind(words)?, word)?,
                "term" => once(&mut length, options::term(words)?, word)?,
                "trial" => once(&mut trial, days(words)?, word)?,
                "max" => once(&mut max, options::count(words)?, word)?,
                "sold-until" => once(&mut until, options::date(words)?, word)?,
                _ => return Err(word.none_of("option of an offer", &OPTIONS)),
            }
        }
        let amounts = price.ok_or_else(|| words.missing("the price", "price 4.00/month"))?;
        let commerce =
            system.ok_or_else(|| words.missing("the kind", "kind classic (or nce, or marketplace)"))?;
        self.prices.push(Price { offer: name.clone(), amounts: amounts.clone(), from: None });
        self.offers.push(Offer {
            name,
            commerce,
            amounts,
            trial_days: trial,
            seats_max: max,
            sold_until: until,
            term: length,
            addon: false,
            migrates_from: classic,
        });
        Ok(())
    }

    pub(super) fn read_price(&mut self, words: &mut Words<'t>) -> Result<(), Fault> {
        let place = words.want("the offer", "std")?;
        let offer = self.names.offers.known(place, "offer")?;
        let amounts = amounts(words)?;
        if words.take_if("from").is_none() {
            return Err(match words.take() {
                Some(word) => word.fault(
                    format_args!("`{}` stands where `from` should", word.text),
                    "write the first day, as from 2018-07-01",
                ),
                None => words.missing("the first day", "from 2018-07-01"),
            });
        }
        let date = words.want("the first day", "2018-07-01")?;
        let from = date.date()?;
        words.finish()?;
        self.price_is_new(date, &offer, &amounts, from)?;
        self.prices.push(Price { offer, amounts, from: Some(from) });
        Ok(())
    }

    fn price_is_new(&self, date: Word<'_>, offer: &str, amounts: &[Amount], from: Date) -> Result<(), Fault> {
        let twice =
            self.prices.iter().filter(|price| price.offer == offer && price.from == Some(from)).any(
                |price| price.amounts.iter().any(|old| amounts.iter().any(|new| new.months == old.months)),
            );
        if twice {
            return Err(
                date.fault("this period has two prices from the same day on", "remove one of the two")
            );
        }
        let known = self.offers.iter().find(|known| known.name == offer);
        let new = amounts
            .iter()
            .find(|new| known.is_some_and(|known| !known.amounts.iter().any(|old| old.months == new.months)));
        match new {
            Some(_) => Err(date.fault(
                format_args!("`{offer}` has no price for this billing period to begin with"),
                "add the period to the offer's own price",
            )),
            None => Ok(()),
        }
    }
}
