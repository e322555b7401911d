//! Reading and checking billing policy files: one version each.

use rust_decimal::Decimal;

use super::BillingPolicy;
use crate::document::{Document, Entry};
use crate::fault::Fault;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!("billing/", $name), include_str!(concat!("../../../../../data/billing/", $name)))),+]
    };
}

/// The files of the billing policies that come with the program, as names and texts.
pub const FILES: &[(&str, &str)] = files![
    "2016-12.toml",
    "2017-10.toml",
    "2018-02.toml",
    "2019-11.toml",
    "2021-01.toml",
    "2022-01.toml",
    "2022-11.toml",
    "2025-04.toml",
];

const SECTIONS: [&str; 6] = ["version", "from", "source", "classic", "new_commerce", "invoice"];

impl BillingPolicy {
    /// Reads versions from files, given as names and texts, the oldest first.
    ///
    /// # Errors
    /// Every fault of every file, in order of file and line.
    pub fn parse(files: &[(&str, &str)]) -> Result<Vec<Self>, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut versions: Vec<Self> = Vec::new();
        for (name, text) in files {
            let document = Document::parse(name, text, &mut faults);
            if document.broken {
                continue;
            }
            let entry = document.into_entry();
            let Some(policy) = entry.read::<Self>(&SECTIONS, &mut faults) else { continue };
            check(&policy, &entry, &mut faults);
            if versions.iter().any(|other| other.version == policy.version || other.from == policy.from) {
                faults.push(entry.fault(
                    "version",
                    format!("another billing policy has the version `{}` or its first day", policy.version),
                    "give each version a name and a first day of its own",
                ));
            }
            versions.push(policy);
        }
        faults.sort();
        faults.dedup();
        versions.sort_by_key(|policy| policy.from);
        if faults.is_empty() { Ok(versions) } else { Err(faults) }
    }

    /// The versions that come with the program.
    ///
    /// # Errors
    /// The faults of the data; there are none in a program whose tests have passed.
    pub fn embedded() -> Result<Vec<Self>, Vec<Fault>> {
        Self::parse(FILES)
    }
}

fn check(policy: &BillingPolicy, entry: &Entry<'_>, faults: &mut Vec<Fault>) {
    let invoice = &policy.invoice;
    for (path, day) in
        [("invoice.new_commerce_day", invoice.new_commerce_day), ("invoice.direct_day", invoice.direct_day)]
    {
        if !(1..=28).contains(&day) {
            faults.push(entry.fault(path, format!("{day} is no day that every month has"), "write 1 to 28"));
        }
    }
    for (path, days) in [
        ("invoice.partner_due_days", invoice.partner_due_days),
        ("invoice.direct_due_days", invoice.direct_due_days),
        ("invoice.card_refund_days", invoice.card_refund_days),
    ] {
        if days > 365 {
            faults.push(entry.fault(path, format!("{days} days is more than a year"), "write 0 to 365"));
        }
    }
    for (country, tax) in &invoice.tax {
        if tax.percent < Decimal::ZERO || tax.percent > Decimal::ONE_HUNDRED || tax.percent.scale() > 4 {
            let path = format!("invoice.tax.{country}.percent");
            faults.push(entry.fault(
                &path,
                format!("{} is no tax in percent", tax.percent),
                "write 0 to 100 with at most four decimals, as \"21\"",
            ));
        }
    }
    let dunning = &invoice.dunning;
    let ordered = dunning.warn_after_days.windows(2).all(|pair| pair[0] < pair[1]);
    let last = dunning.warn_after_days.last();
    let before = dunning.suspend_after_days.is_none_or(|days| last.is_none_or(|last| *last < days));
    let warned = dunning.suspend_after_days.is_none() || last.is_some();
    if !(ordered && before && warned) {
        faults.push(entry.fault(
            "invoice.dunning",
            "warnings are not in order, or not before the suspension",
            "write rising days, and suspend_after_days greater than the last of them",
        ));
    }
    let premium = policy.new_commerce.annual_monthly_premium;
    if premium < Decimal::ZERO || premium > Decimal::ONE_HUNDRED || premium.scale() > 4 {
        faults.push(entry.fault(
            "new_commerce.annual_monthly_premium",
            format!("{premium} is no premium in percent"),
            "write 0 to 100 with at most four decimals, as \"5\"",
        ));
    }
}
