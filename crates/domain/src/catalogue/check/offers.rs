//! Offers, each by itself.

use super::super::load::{Loaded, Sources};
use super::super::{BillingKind, Category, Commerce, Offer};
use super::twice;
use crate::calendar::BillingPlan;
use crate::fault::Fault;
use crate::ids::PlanId;

pub(super) fn check(sources: &Sources<'_>, faults: &mut Vec<Fault>) {
    twice(&sources.offers, "id", |offer| offer.id.to_string(), faults);
    for loaded in &sources.offers.read {
        let mut findings = Findings { loaded, faults };
        findings.identity();
        findings.seats();
        findings.reach(sources);
        findings.terms();
        findings.trial();
        findings.addon();
        findings.marketplace();
    }
}

/// The faults of one offer.
struct Findings<'a, 't> {
    loaded: &'a Loaded<'t, Offer>,
    faults: &'a mut Vec<Fault>,
}

impl Findings<'_, '_> {
    fn add(&mut self, path: &str, message: impl Into<String>, fix: impl Into<String>) {
        self.faults.push(self.loaded.entry.fault(path, message, fix));
    }

    fn offer(&self) -> &Offer {
        &self.loaded.value
    }

    fn identity(&mut self) {
        let offer = self.offer();
        let id = offer.id.to_string();
        let is_guid = id.parse::<PlanId>().is_ok() && id.len() == 36;
        let is_sku = offer.id.product_and_sku().is_some_and(|(product, sku)| plain(product) && plain(sku));
        match offer.commerce {
            Commerce::Classic if !is_guid => {
                self.add("id", format!("`{id}` is not the id of a classic offer"), "write a GUID");
            }
            Commerce::NewCommerce | Commerce::Marketplace if !is_sku => self.add(
                "id",
                format!("`{id}` is not a product with a SKU"),
                "write PRODUCT:SKU, as CFQ7TTC0LH18:0001",
            ),
            _ => {}
        }
        if self.offer().title.trim().is_empty() {
            self.add("title", format!("offer `{id}` has an empty title"), "write the name that people read");
        }
    }

    fn seats(&mut self) {
        let offer = self.offer();
        let (least, most, pooled) = (offer.seats_min, offer.seats_max, offer.seats_pooled_max);
        let no_limit = offer.limit.is_some_and(|limit| limit.count == 0);
        if least == 0 {
            self.add("seats_min", "a subscription has at least one seat", "write 1 or more");
        }
        if least > most {
            self.add(
                "seats_min",
                format!("the fewest seats ({least}) are more than the most ({most})"),
                "make `seats_min` smaller or `seats_max` larger",
            );
        }
        if pooled.is_some_and(|pooled| pooled < least) {
            self.add(
                "seats_pooled_max",
                format!("no subscription fits: all together may have fewer than {least} seats"),
                "make `seats_pooled_max` at least `seats_min`",
            );
        }
        if no_limit {
            self.add(
                "limit",
                "a limit of no subscriptions",
                "write 1 or more; to end the sale, set `end_of_sale`",
            );
        }
    }

    fn reach(&mut self, sources: &Sources<'_>) {
        let offer = self.offer();
        let nowhere = !sources.markets.names.is_empty()
            && !sources.markets.names.iter().any(|country| offer.sold_in(country));
        let both: Option<String> = offer.only_markets.intersection(&offer.except_markets).next().cloned();
        let (no_segments, no_clouds) = (offer.segments.is_empty(), offer.clouds.is_empty());
        if no_segments {
            self.add("segments", "no segment may have this offer", "name at least one, as \"commercial\"");
        }
        if no_clouds {
            self.add("clouds", "this offer exists in no cloud", "name at least one, or remove `clouds`");
        }
        if let Some(country) = both {
            self.add(
                "except_markets",
                format!("`{country}` is both among `only_markets` and `except_markets`"),
                "remove it from one of the two",
            );
        } else if nowhere && !sources.incomplete {
            let path = if self.loaded.entry.says("only_markets") { "only_markets" } else { "except_markets" };
            self.add(path, "this offer is sold in no market", "name a market of the catalogue");
        }
    }

    fn terms(&mut self) {
        let offer = self.loaded.value.clone();
        if offer.terms.is_empty() && offer.billing != BillingKind::Usage {
            self.add(
                "terms",
                "this offer has no term to buy it for",
                "add one, as { term = \"P1Y\", billing = [\"monthly\"] }",
            );
        }
        for (index, option) in offer.terms.iter().enumerate() {
            let (term, path) = (option.term, format!("terms.{index}"));
            if offer.terms.iter().take(index).any(|earlier| earlier.term == term) {
                self.add(&path, format!("term {term} is named twice"), "put its billing plans into one line");
            }
            if option.billing.is_empty() {
                self.add(
                    &format!("{path}.billing"),
                    format!("term {term} has no billing plan"),
                    "name at least one, as \"monthly\"",
                );
            }
            for (place, plan) in option.billing.iter().copied().enumerate() {
                let path = format!("{path}.billing.{place}");
                if plan.months(term) > term.months() {
                    self.add(
                        &path,
                        format!("billing plan `{plan}` is longer than its term {term}"),
                        "choose a shorter plan or a longer term",
                    );
                }
                if (plan == BillingPlan::None) != offer.is_trial() {
                    let message = if offer.is_trial() {
                        format!("a trial is not charged, so it has no billing plan `{plan}`")
                    } else {
                        "billing plan `none` is for trials".to_owned()
                    };
                    self.add(&path, message, "write \"none\" for trials, and a real plan for what is paid");
                }
            }
        }
    }

    fn trial(&mut self) {
        let offer = self.loaded.value.clone();
        let Some(trial) = offer.trial else {
            if offer.category == Category::Trial {
                self.add(
                    "category",
                    "category `trial`, but nothing says how the trial goes",
                    "add `trial` with its days and seats, as { days = 30, seats = 25 }",
                );
            }
            return;
        };
        if trial.days == 0 || trial.days > 366 {
            self.add(
                "trial.days",
                format!("a trial of {} days", trial.days),
                "write its length in days, 1 to 366",
            );
        }
        if offer.commerce == Commerce::Marketplace && offer.category != Category::Trial {
            if !trial.converts_to.is_empty() {
                self.add(
                    "trial.converts_to",
                    "a marketplace offer that starts with a trial becomes itself",
                    "remove `converts_to`",
                );
            }
        } else if offer.category != Category::Trial {
            self.add(
                "trial",
                "only marketplace offers have a trial of their own",
                "write category = \"trial\", or remove `trial` and add the trial as an offer",
            );
        } else if trial.seats.is_none_or(|seats| seats == 0) {
            self.add("trial.seats", "a trial without a number of seats", "add `seats`, as seats = 25");
        }
    }

    fn addon(&mut self) {
        if self.offer().addon.as_ref().is_some_and(|addon| addon.needs.is_empty()) {
            self.add(
                "addon.needs",
                "an add-on that needs nothing cannot be bought from anything",
                "name the offers of which the customer must have one, or remove `addon`",
            );
        }
    }

    fn marketplace(&mut self) {
        let offer = self.offer();
        let (marketplace, plan) = (offer.marketplace.clone(), offer.plan);
        if offer.commerce != Commerce::Marketplace {
            if marketplace.is_some() {
                self.add(
                    "marketplace",
                    "`marketplace` on an offer of another commerce system",
                    "remove it, or write commerce = \"marketplace\"",
                );
            }
            if plan.is_none() {
                self.add("", "`plan` is missing", "add `plan`: the id of what its seats license");
            }
            return;
        }
        if plan.is_some() {
            self.add(
                "plan",
                "a marketplace offer with a plan: its licences are kept by the publisher",
                "remove `plan`",
            );
        }
        match marketplace {
            None => self.add(
                "commerce",
                "a marketplace offer without the publisher's choices",
                "add `marketplace` with `form` and `landing_page`",
            ),
            Some(choices) if !choices.landing_page.starts_with("https://") => self.add(
                "marketplace.landing_page",
                format!("`{}` is not a page to finish the set-up on", choices.landing_page),
                "write an address that starts with https://",
            ),
            Some(_) => {}
        }
    }
}

/// Letters and digits only.
fn plain(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
