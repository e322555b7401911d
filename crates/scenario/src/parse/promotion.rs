//! Promotions: percentages off the list price inside a window of dates (PROMO-101..106).

use rust_decimal::Decimal;

use super::Reader;
use super::options::{self, once};
use crate::fault::Fault;
use crate::statement::Promotion;
use crate::words::{Word, Words};

const OPTIONS: [&str; 10] =
    ["on", "from", "until", "term", "billing", "min", "max", "first-purchase", "needs", "once"];

impl<'t> Reader<'t> {
    pub(super) fn read_promotion(&mut self, words: &mut Words<'t>) -> Result<(), Fault> {
        let name = self.names.promotions.give(words.want("the promotion's name", "spring")?, "promotion")?;
        let percent = percent(words.want("the percentage", "10%")?)?;
        let (mut offers, mut from, mut until) = (None, None, None);
        let (mut term, mut billing, mut seats_min, mut seats_max) = (None, None, None, None);
        let (mut first, mut needs, mut ends) = (None, None, None);
        while let Some(word) = words.take() {
            match word.text {
                "on" => once(&mut offers, self.offers_of(words)?, word)?,
                "from" => once(&mut from, options::date(words)?, word)?,
                "until" => once(&mut until, options::date(words)?, word)?,
                "term" => once(&mut term, options::term(words)?, word)?,
                "billing" => once(&mut billing, options::billing(words)?, word)?,
                "min" => once(&mut seats_min, options::count(words)?, word)?,
                "max" => once(&mut seats_max, options::count(words)?, word)?,
                "first-purchase" => once(&mut first, (), word)?,
                "needs" => {
                    let offer = words.want("the offer", "std")?;
                    once(&mut needs, self.names.offers.known(offer, "offer")?, word)?;
                }
                "once" => once(&mut ends, (), word)?,
                _ => return Err(word.none_of("option of a promotion", &OPTIONS)),
            }
        }
        self.promotions.push(Promotion {
            name,
            percent,
            offers: offers.ok_or_else(|| words.missing("the offer", "on std"))?,
            from: from.ok_or_else(|| words.missing("the first day", "from 2022-03-01"))?,
            until,
            term,
            billing,
            seats_min,
            seats_max,
            first_purchase: first.is_some(),
            needs,
            once: ends.is_some(),
        });
        Ok(())
    }

    /// Offers, separated by commas.
    fn offers_of(&self, words: &mut Words<'t>) -> Result<Vec<String>, Fault> {
        let mut offers = Vec::new();
        loop {
            let word = words.want("the offer", "std")?;
            offers.push(self.names.offers.known(word, "offer")?);
            if words.take_if(",").is_none() {
                return Ok(offers);
            }
        }
    }
}

fn percent(word: Word<'_>) -> Result<Decimal, Fault> {
    let number = word.text.strip_suffix('%').and_then(|text| Decimal::from_str_exact(text).ok());
    let fits = |percent: &Decimal| {
        *percent > Decimal::ZERO && *percent <= Decimal::ONE_HUNDRED && percent.scale() <= 4
    };
    number.filter(fits).ok_or_else(|| {
        word.fault(
            format_args!("`{}` is no percentage", word.text),
            "write more than 0% and at most 100%, as 10%",
        )
    })
}
