//! The rules this system is made of. Every refusal, charge and event that exists because of a rule names it by this
//! list, so that a rule can be found from any answer and an answer from any rule.
//!
//! Numbers below 100 are the mission's own rules; numbers from 101 are the neighbouring rules that it takes for granted.
//! A test compares the list with the committed list of IDs, and with the IDs that code and tests name.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($variant:ident = $id:literal: $title:literal),+ $(,)?) => {
        /// A rule, by its ID.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Rule {
            $(#[doc = $title] #[serde(rename = $id)] $variant,)+
        }

        impl Rule {
            /// All rules, in the order of the rulebook.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)+];

            /// The ID, as `UPG-05`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Rule::$variant => $id,)+ }
            }

            /// What the rule is about, in a few English words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Rule::$variant => $title,)+ }
            }
        }
    };
}

rules! {
    Role01 = "ROLE-01": "who may upgrade a customer's subscription",
    Role02 = "ROLE-02": "who may create, suspend and cancel",
    Role03 = "ROLE-03": "a partner needs delegated administration rights for the customer and the service",
    Role04 = "ROLE-04": "clouds never mix",
    Role05 = "ROLE-05": "a customer's administrators act for their own company only",
    Time01 = "TIME-01": "every date and time is UTC",
    Lang01 = "LANG-01": "the languages are English, Dutch, Swedish and German, as files",
    Cat01 = "CAT-01": "the list of everything a customer can get from a partner",
    Cat02 = "CAT-02": "filters by publisher, billing type and category combine",
    Cat03 = "CAT-03": "the listing depends on the customer's segment",
    Cat04 = "CAT-04": "some offers allow one subscription per customer",
    Cat05 = "CAT-05": "a suspended subscription is reactivated, not bought again",
    Cat06 = "CAT-06": "why a marketplace offer is unavailable, each its own reason",
    Cat07 = "CAT-07": "licence-based and metered marketplace offers are bought here, others elsewhere",
    Cat08 = "CAT-08": "add-ons never appear in the catalogue",
    Buy01 = "BUY-01": "several offers per cart, each with its number of licences",
    Buy02 = "BUY-02": "review before buying; nothing happens before",
    Buy03 = "BUY-03": "the purchase appears in the subscription list",
    Buy04 = "BUY-04": "billed monthly or annually, chosen at purchase",
    Buy05 = "BUY-05": "a marketplace purchase keeps its set-up link until set-up is done",
    Buy06 = "BUY-06": "every subscription starts active with auto-renew on",
    Qty01 = "QTY-01": "licences can be added while the subscription is active",
    Trial01 = "TRIAL-01": "a marketplace trial cannot be skipped",
    Trial02 = "TRIAL-02": "after the trial the paid term begins by itself",
    Trial03 = "TRIAL-03": "a new-commerce trial converts to its paid SKU by default",
    Add01 = "ADD-01": "an add-on needs an active base",
    Add02 = "ADD-02": "only direct-bill partners and indirect providers buy add-ons",
    Add03 = "ADD-03": "only add-ons that fit the base and the region are shown",
    Add04 = "ADD-04": "suspending the base suspends its add-ons",
    Add05 = "ADD-05": "an add-on's dates are aligned to its base",
    Upg01 = "UPG-01": "the paths of a classic upgrade",
    Upg02 = "UPG-02": "India variants go to the India variant",
    Upg03 = "UPG-03": "the source must be active",
    Upg04 = "UPG-04": "delegated rights are needed",
    Upg05 = "UPG-05": "the additional services must not be owned already",
    Upg06 = "UPG-06": "the target must not be owned already",
    Upg07 = "UPG-07": "the other seller may be another partner, and nothing of it is shown",
    Upg08 = "UPG-08": "the old is cancelled, the new added, all licences move",
    Upg09 = "UPG-09": "an upgradable subscription is marked",
    Upg10 = "UPG-10": "users that need work by hand are listed",
    Self01 = "SELF-01": "the customer's own upgrade: plan, licences, payment, checkout",
    Self02 = "SELF-02": "a warning when licences are fewer than users",
    Self03 = "SELF-03": "buy, move everybody, cancel the old: all by itself",
    Self04 = "SELF-04": "usable at once; status and notice",
    Self05 = "SELF-05": "plans with the same or higher data-related services",
    Self06 = "SELF-06": "an empty tab says why",
    Self07 = "SELF-07": "administrators are locked out while an upgrade runs",
    Self08 = "SELF-08": "progress counts users",
    Self09 = "SELF-09": "a credit check of up to two business days",
    Why01 = "WHY-01": "licence conflict",
    Why02 = "WHY-02": "not fully set up, or a service incident",
    Why03 = "WHY-03": "another upgrade or credit check is under way",
    Why04 = "WHY-04": "not eligible at present",
    Why05 = "WHY-05": "two or more subscriptions to one product",
    Why06 = "WHY-06": "prepaid plan",
    Why07 = "WHY-07": "government or non-profit plan",
    Why08 = "WHY-08": "the service is busy",
    Why09 = "WHY-09": "the target lacks a data-related service",
    Why10 = "WHY-10": "the subscription has an add-on",
    Why11 = "WHY-11": "unpaid balance",
    Man01 = "MAN-01": "moving only some users by hand",
    Man02 = "MAN-02": "to fewer services only by hand, after a warning",
    Lic01 = "LIC-01": "all users move by themselves",
    Lic02 = "LIC-02": "switched-off services come back on; the choices are kept as a list",
    Lic03 = "LIC-03": "the pattern of who has which is kept",
    Lic04 = "LIC-04": "user data is kept",
    Bill01 = "BILL-01": "billing changes over on the day the upgrade completes",
    Bill02 = "BILL-02": "the unused part is credited",
    Bill03 = "BILL-03": "the credit is invoiced within 30 days",
    Bill04 = "BILL-04": "a prepaid rest is credited up to the new price",
    Bill05 = "BILL-05": "how fast a refund arrives",
    Susp01 = "SUSP-01": "suspension names its reason",
    Susp02 = "SUSP-02": "no access while suspended",
    Susp03 = "SUSP-03": "data is deleted after the retention days",
    Susp04 = "SUSP-04": "the date of deletion is shown",
    Susp05 = "SUSP-05": "active, suspended or deleted; no grace",
    Cxl01 = "CXL-01": "marketplace billed monthly: 24 hours",
    Cxl02 = "CXL-02": "marketplace billed annually: 14 days",
    Cxl03 = "CXL-03": "usage-based services are not refunded",
    Cxl04 = "CXL-04": "cancelling takes a reason and a confirmation",
    Ncx01 = "NCX-01": "new commerce: everything back at first",
    Ncx02 = "NCX-02": "new commerce: prorated inside the window",
    Ncx03 = "NCX-03": "new commerce: not after the window",
    Ncx04 = "NCX-04": "access is lost at once and for good",
    Pause01 = "PAUSE-01": "new commerce can be suspended and resumed",
    Pause02 = "PAUSE-02": "billing goes on while suspended",
    Pause03 = "PAUSE-03": "suspending switches auto-renew off and deletes scheduled changes",
    Ren01 = "REN-01": "renewal is automatic unless switched off",
    Ren02 = "REN-02": "what only happens at renewal",
    Ren03 = "REN-03": "what happens at once",
    Ren04 = "REN-04": "what scheduling needs",
    Ren05 = "REN-05": "current value and change to",
    Ren06 = "REN-06": "licences after a scheduled SKU change",
    Ren07 = "REN-07": "a mid-term update deletes the schedule",
    Part01 = "PART-01": "some licences can move",
    Part02 = "PART-02": "partial means another number of licences",
    Part03 = "PART-03": "at once or at the end of the term",
    Part04 = "PART-04": "starting one deletes scheduled upgrades",
    Part05 = "PART-05": "only from active",
    Part06 = "PART-06": "the new one ends with its source",
    Part07 = "PART-07": "to a new or an existing subscription",

    // Neighbouring rules.
    Life101 = "LIFE-101": "the states of a classic subscription",
    Life102 = "LIFE-102": "only reactivation while suspended",
    Life103 = "LIFE-103": "deletion deadline",
    Life104 = "LIFE-104": "reactivation never moves the renewal",
    Life105 = "LIFE-105": "term end while suspended deletes",
    Life106 = "LIFE-106": "renews for twelve months",
    Life107 = "LIFE-107": "multi-year offers",
    Life108 = "LIFE-108": "cancelling a classic first-party subscription is suspending it",
    Life109 = "LIFE-109": "end of sale switches auto-renew off",
    Bill101 = "BILL-101": "billed in advance on the anniversary; the billing date says on which invoice",
    Bill103 = "BILL-103": "the first day of a term",
    Bill104 = "BILL-104": "the free first period until 2018",
    Bill106 = "BILL-106": "purchases at month end start on the first",
    Bill108 = "BILL-108": "the charge periods of the later years of a longer term",
    Bill110 = "BILL-110": "the price of the purchase is locked",
    Bill112 = "BILL-112": "when an invoice is due",
    Bill201 = "BILL-201": "changes are settled in arrears, by seat-days",
    Bill202 = "BILL-202": "the day of a change belongs to the new quantity",
    Bill203 = "BILL-203": "what a price is divided by",
    Bill204 = "BILL-204": "the lines of a quantity change",
    Bill205 = "BILL-205": "changes are booked on the next anniversary",
    Bill206 = "BILL-206": "the cut at the day of booking",
    Bill207 = "BILL-207": "the published formula",
    Bill209 = "BILL-209": "four ways to round",
    Bill211 = "BILL-211": "what comes back on suspension",
    Bill212 = "BILL-212": "the days of a full credit",
    Bill213 = "BILL-213": "what a reactivation costs",
    Bill214 = "BILL-214": "reactivation with other seats",
    Bill215 = "BILL-215": "an upgrade cancels the one and buys the other",
    Bill217 = "BILL-217": "the currency's own digits",
    Bill301 = "BILL-301": "frequency changes act on the order",
    Bill302 = "BILL-302": "what a frequency change needs",
    Bill303 = "BILL-303": "effect of a frequency change",
    Bill304 = "BILL-304": "the lines of a frequency change",
    Trial101 = "TRIAL-101": "classic trials: one per customer, fixed seats",
    Trial102 = "TRIAL-102": "classic trials expire",
    Trial103 = "TRIAL-103": "converting a classic trial",
    Trial104 = "TRIAL-104": "not every trial has a paid counterpart",
    Trial105 = "TRIAL-105": "trials stand on no classic invoice",
    Trial201 = "TRIAL-201": "new-commerce trials: fixed seats and term",
    Trial202 = "TRIAL-202": "default conversion",
    Trial203 = "TRIAL-203": "immediate conversion",
    Trial204 = "TRIAL-204": "scheduled conversion",
    Trial205 = "TRIAL-205": "the window runs from the conversion",
    Trial206 = "TRIAL-206": "no promotion on a conversion",
    Trial207 = "TRIAL-207": "zero lines of a trial",
    Trial301 = "TRIAL-301": "marketplace trials",
    Addon101 = "ADDON-101": "classic add-ons",
    Addon102 = "ADDON-102": "an add-on is charged with its base's periods",
    Addon103 = "ADDON-103": "add-ons of an inactive base",
    Addon105 = "ADDON-105": "add-ons block a classic upgrade",
    Addon201 = "ADDON-201": "new-commerce add-ons need a compatible base",
    Mkt102 = "MKT-102": "exclusive offers",
    Mkt104 = "MKT-104": "set-up before changes",
    Mkt105 = "MKT-105": "what a partner may change",
    Nce101 = "NCE-101": "terms and billing plans",
    Nce102 = "NCE-102": "a monthly plan is a twelfth of the annual price",
    Nce103 = "NCE-103": "charge cycles from the start day",
    Nce105 = "NCE-105": "month ends, monthly term",
    Nce106 = "NCE-106": "month ends, annual term",
    Nce107 = "NCE-107": "billing plan change",
    Nce108 = "NCE-108": "term change",
    Nce109 = "NCE-109": "the rest of a year by months",
    Nce110 = "NCE-110": "seat cap",
    Nce111 = "NCE-111": "cancelled subscriptions still count",
    Nce112 = "NCE-112": "1,200 updates",
    Nce116 = "NCE-116": "attestation",
    Nce115 = "NCE-115": "the price in force at an instant",
    Nce201 = "NCE-201": "days of the cycle times the price",
    Nce202 = "NCE-202": "the days of a cycle",
    Nce203 = "NCE-203": "a quantity change wipes and recreates",
    Nce205 = "NCE-205": "the lines of an upgrade",
    Nce206 = "NCE-206": "the line of a cancellation",
    Nce207 = "NCE-207": "cutting towards zero",
    Nce208 = "NCE-208": "the day of cancelling",
    Nce209 = "NCE-209": "aligned first terms are prorated",
    Nce210 = "NCE-210": "the list price and the discounted one",
    Nce302 = "NCE-302": "deleted at once",
    Nce303 = "NCE-303": "reducing seats by batch",
    Nce305 = "NCE-305": "upgrades open no window",
    Nce306 = "NCE-306": "auto-renew off is always possible",
    Nce401 = "NCE-401": "expired, disabled, deleted",
    Nce402 = "NCE-402": "suspended",
    Nce403 = "NCE-403": "suspended at term end",
    Nce404 = "NCE-404": "deleted is final",
    Nce501 = "NCE-501": "renewal instant",
    Nce503 = "NCE-503": "what can be scheduled",
    Nce504 = "NCE-504": "what deletes the schedule",
    Nce506 = "NCE-506": "end of sale",
    Nce508 = "NCE-508": "classic has no auto-renew switch",
    Nce702 = "NCE-702": "coterminous dates",
    Nce703 = "NCE-703": "which terms align",
    Nce704 = "NCE-704": "the same day of a later year",
    Nce801 = "NCE-801": "extended service terms",
    Nce802 = "NCE-802": "the price of an extension",
    Upg101 = "UPG-101": "eligibility per target",
    Upg102 = "UPG-102": "upgrade result",
    Upg103 = "UPG-103": "service families",
    Upg104 = "UPG-104": "full upgrade",
    Upg105 = "UPG-105": "partial upgrade",
    Upg106 = "UPG-106": "existing targets",
    Upg107 = "UPG-107": "terms of the target",
    Upg111 = "UPG-111": "no downgrades",
    Upg112 = "UPG-112": "promotions and upgrades",
    Lic101 = "LIC-101": "licence conflict",
    Lic103 = "LIC-103": "moving by hand",
    Lic106 = "LIC-106": "usage location, excluding services",
    Lic107 = "LIC-107": "restoring users",
    Lic108 = "LIC-108": "licences of others",
    Lic109 = "LIC-109": "marketplace licences",
    Inv101 = "INV-101": "two families of invoices",
    Inv102 = "INV-102": "when invoices are ready",
    Inv103 = "INV-103": "what stands on an invoice",
    Inv104 = "INV-104": "tax on the invoice total",
    Inv105 = "INV-105": "credit note and rebill void the first invoice; corrections are lines of their own",
    Inv106 = "INV-106": "payments stay unallocated until assigned",
    Inv107 = "INV-107": "zero lines on new-commerce files",
    Self110 = "SELF-110": "dunning of direct customers",
    Self111 = "SELF-111": "invoices of direct customers",
    Self107 = "SELF-107": "bought through a reseller",
    Promo101 = "PROMO-101": "classic promotions",
    Promo102 = "PROMO-102": "percentages off the partner's price",
    Promo103 = "PROMO-103": "limits of a promotion",
    Promo105 = "PROMO-105": "only the deepest of several",
    Promo106 = "PROMO-106": "how long a discount lasts",
    Susp102 = "SUSP-102": "no quantity change while suspended",
    Recon101 = "RECON-101": "columns of the classic licence file",
    Recon102 = "RECON-102": "amount, discount, subtotal, total",
    Recon103 = "RECON-103": "columns of the new-commerce file",
    Recon104 = "RECON-104": "one-time or recurring",
    Recon105 = "RECON-105": "lines are linked by their reference",
    Chan101 = "CHAN-101": "several sellers side by side",
    Chan103 = "CHAN-103": "same market region",
    Chan106 = "CHAN-106": "reseller of record",
    Role102 = "ROLE-102": "who schedules and renews",
    Role107 = "ROLE-107": "who converts trials",
    Role109 = "ROLE-109": "who changes the frequency",
    Role114 = "ROLE-114": "who reads the bill",
    Role117 = "ROLE-117": "who downloads reconciliation files",
    Role126 = "ROLE-126": "who assigns licences",
    Role128 = "ROLE-128": "who adds customers",
    Role129 = "ROLE-129": "who requests a relationship",
    Role131 = "ROLE-131": "who confirms the agreement",
    Role142 = "ROLE-142": "the agreement comes first",
}

impl Rule {
    /// The rule with this ID.
    #[must_use]
    pub fn parse(id: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.id() == id)
    }

    /// Whether it is one of the mission's own rules (numbers below 100).
    #[must_use]
    pub fn is_mission(self) -> bool {
        self.id().rsplit_once('-').is_some_and(|(_, number)| number.len() == 2)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
