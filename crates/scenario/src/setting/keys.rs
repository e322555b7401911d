//! The keys of the conflict register with their values, and what each changes in the policies.

use seatwright_domain::billing::kind::ChargeType;
use seatwright_domain::billing::policy::{
    AnnualDays, CycleDays, DayOfCancel, FirstPeriod, FullCredit, FullCreditPeriod, MultiYear, PlanChange,
    PriceLock, StartDay, TrialRenewal,
};
use seatwright_domain::billing::rounding::Rounding;
use seatwright_domain::calendar::MonthEnd;
use seatwright_domain::policy::{
    ExtendedTerms, PartialWhen, PrepaidUpgrade, Reassign, Refund, SuspendLimit, UpgradePromotion, Window,
};

use super::{Key, ON_OFF, Values, pick};

macro_rules! rule_key {
    ($name:literal, $choices:expr, [$($value:expr),+], |$policy:ident, $chosen:ident| $change:expr) => {
        Key {
            name: $name,
            values: Values::Choices($choices, |versions, place| {
                if let Some($chosen) = pick(&[$($value),+], place) {
                    versions.each_rule(|$policy| {
                        $change;
                    });
                }
            }),
        }
    };
}

macro_rules! bill_key {
    ($name:literal, $choices:expr, [$($value:expr),+], |$policy:ident, $chosen:ident| $change:expr) => {
        Key {
            name: $name,
            values: Values::Choices($choices, |versions, place| {
                if let Some($chosen) = pick(&[$($value),+], place) {
                    versions.each_bill(|$policy| {
                        $change;
                    });
                }
            }),
        }
    };
}

/// All keys.
pub(super) const KEYS: &[Key] = &[
    Key {
        name: "nce.cancel",
        values: Values::Choices(
            &[&["2021-09", "seed"], &["2021-10"], &["2022-03", "7 days"]],
            |versions, place| {
                let Some(name) = pick(&["2021-09", "2021-10", "2022-03"], place) else { return };
                let Some(from) = versions.rules.iter().find(|policy| policy.version.0 == name).cloned()
                else {
                    return;
                };
                versions.each_rule(|policy| {
                    policy.new_commerce.cancel.clone_from(&from.new_commerce.cancel);
                    policy.new_commerce.reduce.clone_from(&from.new_commerce.reduce);
                    policy.new_commerce.renewal_opens_window = from.new_commerce.renewal_opens_window;
                });
            },
        ),
    },
    rule_key!(
        "nce.first_day",
        &[&["full", "full in 24 h", "24h"], &["prorated"]],
        [true, false],
        |policy, full| {
            let parts = &mut policy.new_commerce.cancel;
            parts.retain(|part| part.refund != Refund::Full);
            if full && !parts.is_empty() {
                parts.insert(0, Window { hours: 24, refund: Refund::Full });
            }
        }
    ),
    bill_key!(
        "nce.day_of_cancel",
        &[&["refunded", "day refunded"], &["used", "begun 24 h used", "begun_day_used"]],
        [DayOfCancel::Refunded, DayOfCancel::BegunDayUsed],
        |policy, chosen| policy.new_commerce.day_of_cancel = chosen
    ),
    bill_key!(
        "nce.rounding",
        &[&["N2", "line floor"], &["N1", "unit floor"]],
        [Rounding::N2, Rounding::N1],
        |policy, chosen| policy.new_commerce.rounding = chosen
    ),
    bill_key!(
        "nce.cycle_days",
        &[&["real", "real length"], &["month_of_start", "month of cycle start"]],
        [CycleDays::Real, CycleDays::MonthOfStart],
        |policy, chosen| policy.new_commerce.cycle_days = chosen
    ),
    rule_key!(
        "nce.anchor",
        &[&["keep_day_clamped"], &["keep_distance_from_end"]],
        [MonthEnd::KeepDayClamped, MonthEnd::KeepDistanceFromEnd],
        |policy, chosen| {
            policy.new_commerce.month_end_monthly_term = chosen;
            policy.new_commerce.month_end_longer_term = chosen;
        }
    ),
    bill_key!(
        "nce.plan_change_proration",
        &[&["months", "by months"], &["days", "by days"]],
        [PlanChange::Months, PlanChange::Days],
        |policy, chosen| policy.new_commerce.plan_change = chosen
    ),
    rule_key!(
        "nce.suspend_limit",
        &[&["90_days", "90", "retention_days"], &["term_end", "end of term", "end of term, then 30 + 90"]],
        [SuspendLimit::RetentionDays, SuspendLimit::TermEnd],
        |policy, chosen| {
            policy.new_commerce.suspend_limit = chosen;
            if chosen == SuspendLimit::TermEnd {
                (policy.new_commerce.expired_days, policy.new_commerce.disabled_days) = (30, 90);
            }
        }
    ),
    rule_key!(
        "nce.schedule_downgrade",
        &[&["on", "true", "yes", "seed"], &["off", "false", "no", "none", "2023"]],
        [true, false],
        |policy, chosen| policy.new_commerce.schedule_downgrade = chosen
    ),
    rule_key!(
        "nce.schedule_reassign",
        &[&["by_hand", "seed"], &["automatic", "automatic_when_seats_stay", "2023"]],
        [Reassign::ByHand, Reassign::AutomaticWhenSeatsStay],
        |policy, chosen| policy.new_commerce.schedule_reassign = chosen
    ),
    rule_key!(
        "nce.partial_window",
        &[&["on", "true", "yes", "inherits"], &["off", "false", "no", "none"]],
        [true, false],
        |policy, chosen| policy.new_commerce.partial_inherits_window = chosen
    ),
    rule_key!(
        "nce.partial_when",
        &[&["differs", "seats_differ", "seed"], &["fewer", "fewer_seats", "2023"]],
        [PartialWhen::SeatsDiffer, PartialWhen::FewerSeats],
        |policy, chosen| policy.new_commerce.partial_when = chosen
    ),
    rule_key!("nce.coterm_free_date", ON_OFF, [true, false], |policy, chosen| policy
        .new_commerce
        .coterminous_any_date =
        chosen),
    rule_key!(
        "nce.coterm_target_year",
        &[&["later_year", "on", "true", "yes"], &["same_date", "off", "false", "no", "none"]],
        [true, false],
        |policy, chosen| policy.new_commerce.coterminous_same_term_later_year = chosen
    ),
    Key {
        name: "nce.extended_terms",
        values: Values::Choices(ON_OFF, |versions, place| {
            // NCE-802: 3 % over the monthly term, 23 % over a twelfth of the year where there is none.
            let terms = ExtendedTerms { over_monthly_percent: 3.into(), over_annual_percent: 23.into() };
            versions.each_rule(|policy| {
                policy.new_commerce.extended_terms = (place == 0).then(|| terms.clone());
            });
        }),
    },
    rule_key!(
        "nce.upgrade_promo",
        &[&["lost", "2021"], &["qualifies", "2023"]],
        [UpgradePromotion::Lost, UpgradePromotion::Qualifies],
        |policy, chosen| policy.new_commerce.upgrade_promotion = chosen
    ),
    Key {
        name: "nce.annual_monthly_premium",
        values: Values::Number("a percentage, as 5, or off", |versions, number| {
            let premium = number.unwrap_or_default();
            versions.each_bill(|policy| policy.new_commerce.annual_monthly_premium = premium);
        }),
    },
    rule_key!("nce.grace", &[&["30_days", "30", "on"], &["none", "0", "off"]], [30, 0], |policy, days| {
        policy.new_commerce.expired_days = days;
    }),
    bill_key!(
        "classic.rounding",
        &[&["R1", "formula"], &["R2"], &["R3", "line half-up"], &["R4"]],
        [Rounding::R1, Rounding::R2, Rounding::R3, Rounding::R4],
        |policy, chosen| policy.classic.rounding = chosen
    ),
    bill_key!(
        "classic.full_credit",
        &[&["30_days", "30", "thirty_days"], &["month", "first_month"]],
        [FullCredit::ThirtyDays, FullCredit::Month],
        |policy, chosen| policy.classic.full_credit = chosen
    ),
    bill_key!(
        "classic.full_credit_period",
        &[&["whole_period", "whole"], &["from_suspension", "suspension_day"]],
        [FullCreditPeriod::WholePeriod, FullCreditPeriod::FromSuspension],
        |policy, chosen| policy.classic.full_credit_period = chosen
    ),
    bill_key!(
        "classic.first_period",
        &[&["paid"], &["free_until_billing_date", "free"]],
        [FirstPeriod::Paid, FirstPeriod::FreeUntilBillingDate],
        |policy, chosen| policy.classic.first_period = chosen
    ),
    rule_key!("classic.month_end", ON_OFF, [true, false], |policy, chosen| policy
        .classic
        .month_end_starts_next_month =
        chosen),
    bill_key!(
        "classic.start_day",
        &[&["order_day", "order"], &["day_after"]],
        [StartDay::OrderDay, StartDay::DayAfter],
        |policy, chosen| policy.classic.start_day = chosen
    ),
    bill_key!(
        "classic.price_lock",
        &[&["term", "12_months", "year"], &["cycle", "month", "one_month"]],
        [PriceLock::Term, PriceLock::Cycle],
        |policy, chosen| policy.classic.price_lock = chosen
    ),
    bill_key!(
        "classic.trial_renewal",
        &[&["conversion_day", "conversion"], &["billing_date"]],
        [TrialRenewal::ConversionDay, TrialRenewal::BillingDate],
        |policy, chosen| policy.classic.trial_renewal = chosen
    ),
    bill_key!(
        "classic.annual_split",
        &[&["split", "on", "true", "yes"], &["no_split", "off", "false", "no", "none"]],
        [true, false],
        |policy, chosen| policy.classic.annual_split = chosen
    ),
    bill_key!(
        "classic.annual_days",
        &[&["real", "real length"], &["365", "always_365"]],
        [AnnualDays::Real, AnnualDays::Always365],
        |policy, chosen| policy.classic.annual_days = chosen
    ),
    bill_key!(
        "classic.multi_year",
        &[&["service_years", "service"], &["month_early", "early"]],
        [MultiYear::ServiceYears, MultiYear::MonthEarly],
        |policy, chosen| policy.classic.multi_year = chosen
    ),
    bill_key!(
        "classic.reactivation_type",
        &[&["activation_fee"], &["prorate_fees_when_activate"], &["prorate_fees_when_purchase"]],
        [ChargeType::ActivationFee, ChargeType::ProrateActivate, ChargeType::ProratePurchase],
        |policy, chosen| policy.classic.reactivation = chosen
    ),
    rule_key!(
        "classic.delete_after",
        &[&["90"], &["90+g", "90 + g <= 120"], &["120"]],
        [(90, 90), (90, 120), (120, 120)],
        |policy, chosen| {
            (policy.classic.delete_after_days, policy.classic.delete_after_days_max) = chosen;
        }
    ),
    rule_key!(
        "mkt.window",
        &[&["24h/14d", "24 h/14 d", "seed"], &["72h", "72 h"]],
        [(24, 336), (72, 72)],
        |policy, chosen| {
            for part in &mut policy.marketplace.cancel_monthly {
                part.hours = chosen.0;
            }
            for part in &mut policy.marketplace.cancel_annual {
                part.hours = chosen.1;
            }
        }
    ),
    rule_key!(
        "mkt.refund",
        &[&["full"], &["prorated"]],
        [Refund::Full, Refund::Prorated],
        |policy, chosen| {
            let parts =
                policy.marketplace.cancel_monthly.iter_mut().chain(&mut policy.marketplace.cancel_annual);
            parts.for_each(|part| part.refund = chosen);
        }
    ),
    Key {
        name: "self.max_assigned",
        values: Values::Number("a number of users, as 3000, or off", |versions, number| {
            let most = number.and_then(|number| u32::try_from(number.trunc().mantissa()).ok());
            versions.each_rule(|policy| policy.upgrade.self_service_assigned_max = most);
        }),
    },
    rule_key!(
        "upgrade.prepaid",
        &[&["refuse"], &["credit"]],
        [PrepaidUpgrade::Refuse, PrepaidUpgrade::Credit],
        |policy, chosen| policy.upgrade.prepaid_upgrade = chosen
    ),
];
