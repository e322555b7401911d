//! Reading and checking policy files: one version each.

use super::{Policies, Policy, Window};
use crate::billing::policy::BillingPolicy;
use crate::document::{Document, Entry};
use crate::fault::Fault;
use crate::role::Action;

impl Policies {
    /// Reads the versions from their files, given as names and texts.
    ///
    /// # Errors
    /// Every fault of every file, in order of file and line: TOML that is not well-formed, missing sections, unknown
    /// keys, roles or actions, numbers out of range, windows in a wrong order, and versions with one name or one date.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut versions: Vec<(Policy, Entry<'_>)> = Vec::new();
        let of_billing = |(name, _): &&(&str, &str)| name.starts_with(BILLING);
        let (billing, files): (Vec<_>, Vec<_>) = files.iter().partition(of_billing);
        let billing =
            if billing.is_empty() { BillingPolicy::embedded() } else { BillingPolicy::parse(&billing) };
        let billing = billing.unwrap_or_else(|found| {
            faults.extend(found);
            Vec::new()
        });
        for (name, text) in &files {
            let document = Document::parse(name, text, &mut faults);
            if document.broken {
                continue;
            }
            let entry = document.into_entry();
            let Some(policy) = entry.read::<Policy>(&SECTIONS, &mut faults) else { continue };
            Checks { policy: &policy, entry: &entry, faults: &mut faults }.all();
            for (other, place) in &versions {
                alike(&policy, &entry, other, place, &mut faults);
            }
            versions.push((policy, entry));
        }
        if files.is_empty() {
            faults.push(Fault {
                file: "policies".to_owned(),
                line: 1,
                message: "there is no policy".to_owned(),
                fix: "add at least one file with a version".to_owned(),
            });
        }
        faults.sort();
        faults.dedup();
        let policies = Self::new(versions.into_iter().map(|(policy, _)| policy).collect(), billing);
        match policies {
            Some(policies) if faults.is_empty() => Ok(policies),
            _ => Err(faults),
        }
    }
}

/// Files whose names begin like this are billing policies. Where there are none, those of the program hold.
const BILLING: &str = "billing/";

const SECTIONS: [&str; 12] = [
    "version",
    "from",
    "source",
    "roles",
    "identities",
    "tiers",
    "classic",
    "new_commerce",
    "marketplace",
    "upgrade",
    "licensing",
    "cart",
];

/// Two versions with one name or one first day: which of them holds would be chance.
fn alike(policy: &Policy, entry: &Entry<'_>, other: &Policy, place: &Entry<'_>, faults: &mut Vec<Fault>) {
    if policy.version == other.version {
        let first = place.fault("version", "", "");
        faults.push(entry.fault(
            "version",
            format!("version `{}` is also in {}:{}", policy.version, first.file, first.line),
            "give each version a name of its own",
        ));
    }
    if policy.from == other.from {
        let first = place.fault("from", "", "");
        faults.push(entry.fault(
            "from",
            format!("another version also begins on {}, in {}:{}", policy.from, first.file, first.line),
            "give each version a first day of its own",
        ));
    }
}

/// The checks of one version.
struct Checks<'a, 't> {
    policy: &'a Policy,
    entry: &'a Entry<'t>,
    faults: &'a mut Vec<Fault>,
}

impl Checks<'_, '_> {
    fn all(&mut self) {
        self.roles();
        self.windows();
        self.numbers();
        self.order();
    }

    fn add(&mut self, path: &str, message: impl Into<String>, fix: impl Into<String>) {
        self.faults.push(self.entry.fault(path, message, fix));
    }

    fn roles(&mut self) {
        for action in Action::ALL {
            if self.policy.roles_for(action).is_empty() {
                let name = action.code();
                self.add(
                    &format!("roles.{name}"),
                    format!("no role may do `{name}`"),
                    format!("add the roles, as {name} = [\"global_admin\"]"),
                );
            }
        }
    }

    fn windows(&mut self) {
        let policy = self.policy;
        self.window("new_commerce.cancel", &policy.new_commerce.cancel);
        self.window("new_commerce.reduce", &policy.new_commerce.reduce);
        self.window("marketplace.cancel_monthly", &policy.marketplace.cancel_monthly);
        self.window("marketplace.cancel_annual", &policy.marketplace.cancel_annual);
    }

    /// The parts of a window follow each other: later ones are longer and give back no more.
    fn window(&mut self, path: &str, parts: &[Window]) {
        let mut before: Option<&Window> = None;
        for (index, part) in parts.iter().enumerate() {
            let place = format!("{path}.{index}.hours");
            self.within(&place, u64::from(part.hours), 1, 24 * 366);
            if let Some(before) = before {
                if part.hours <= before.hours {
                    self.add(
                        &place,
                        format!(
                            "this part ends after {} hours, the one before after {}",
                            part.hours, before.hours
                        ),
                        "put the parts in order; `hours` counts from the opening of the window",
                    );
                }
                if part.refund < before.refund {
                    self.add(
                        &format!("{path}.{index}.refund"),
                        "this part gives back more than the one before",
                        "put \"full\" before \"prorated\" before \"none\"",
                    );
                }
            }
            before = Some(part);
        }
    }

    fn within(&mut self, path: &str, value: u64, least: u64, most: u64) {
        if !(least..=most).contains(&value) {
            let key = path.rsplit('.').next().unwrap_or(path);
            self.add(
                path,
                format!("`{key}` is {value}, which is out of range"),
                format!("write {least} to {most}"),
            );
        }
    }

    fn numbers(&mut self) {
        let policy = self.policy;
        let (classic, nce, upgrade) = (&policy.classic, &policy.new_commerce, &policy.upgrade);
        for (path, value, least, most) in [
            ("classic.delete_after_days", classic.delete_after_days, 1, 3650),
            ("classic.delete_after_days_max", classic.delete_after_days_max, 1, 3650),
            ("new_commerce.expired_days", nce.expired_days, 0, 3650),
            ("new_commerce.disabled_days", nce.disabled_days, 0, 3650),
            ("new_commerce.updates_max", nce.updates_max, 1, 1_000_000),
            ("new_commerce.trial_default_seats", nce.trial_default_seats, 1, 1_000_000),
            ("upgrade.credit_check_business_days", upgrade.credit_check_business_days, 0, 30),
            ("upgrade.provisioning_minutes", upgrade.provisioning_minutes, 0, 24 * 60),
            ("upgrade.users_per_step", upgrade.users_per_step, 1, 1_000_000),
            ("upgrade.minutes_per_step", upgrade.minutes_per_step, 1, 24 * 60),
            ("upgrade.minutes_max", upgrade.minutes_max, 1, 24 * 60),
            (
                "upgrade.self_service_assigned_max",
                upgrade.self_service_assigned_max.unwrap_or(1),
                1,
                u32::MAX,
            ),
            ("migration.first_months", policy.migration.first_months, 0, 120),
            ("migration.add_on_days", policy.migration.add_on_days, 0, 3650),
            ("migration.last_hours", policy.migration.last_hours, 0, 24 * 366),
            ("marketplace.acknowledge_seconds", policy.marketplace.acknowledge_seconds, 1, 24 * 3600),
            ("marketplace.purchase_token_hours", policy.marketplace.purchase_token_hours, 1, 24 * 366),
            ("licensing.restore_days", policy.licensing.restore_days, 1, 3650),
            ("licensing.conflict_days", policy.licensing.conflict_days, 1, 3650),
            ("cart.days", policy.cart.days, 1, 366),
            ("cart.lines_max", policy.cart.lines_max, 1, 10_000),
        ] {
            self.within(path, u64::from(value), least, u64::from(most));
        }
    }

    fn order(&mut self) {
        let (classic, nce) = (&self.policy.classic, &self.policy.new_commerce);
        if classic.delete_after_days_max < classic.delete_after_days {
            self.add(
                "classic.delete_after_days_max",
                format!(
                    "data would be deleted after at most {} days, but never before {}",
                    classic.delete_after_days_max, classic.delete_after_days
                ),
                "write at least `delete_after_days`",
            );
        }
        if nce.trial_default_billing.months(nce.trial_default_term) > nce.trial_default_term.months() {
            self.add(
                "new_commerce.trial_default_billing",
                format!(
                    "billing plan `{}` is longer than the term {}",
                    nce.trial_default_billing, nce.trial_default_term
                ),
                "choose a shorter plan or a longer term",
            );
        }
    }
}
