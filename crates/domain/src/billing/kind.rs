//! Charge types, named exactly as the reconciliation files name them (RECON, section 21.2 of the neighbouring rules).

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// The type of a charge. Classic types are phrases, those of new commerce single words.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum ChargeType {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl ChargeType {
            /// All types.
            pub const ALL: &'static [ChargeType] = &[$(ChargeType::$variant,)+];

            /// The name in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(ChargeType::$variant => $name,)+ }
            }
        }
    };
}

kinds! {
    /// The zero line of the free first period, until 2018 (BILL-104).
    PurchaseFee = "Purchase fee",
    /// The first charge of a new subscription or add-on.
    ProratePurchase = "Prorate fees when purchase",
    /// The first cycle, in files from late 2022 on.
    NewPurchaseCycle = "New purchase cycle fee",
    /// Each recurring period.
    CycleFee = "Cycle fee",
    /// All lines of a quantity change (BILL-204).
    CycleInstanceProrate = "Cycle instance prorate",
    /// The credit of a whole charge on suspension or cancellation.
    CancelFee = "Cancel fee",
    /// Lines of a quantity change and a suspension in the same period.
    CancelInstanceProrate = "Cancel instance prorate",
    /// The credit of the unused part.
    ProrateCancel = "Prorate fees when cancel",
    /// Reactivation.
    ActivationFee = "Activation fee",
    /// Reactivation, by its other name (`classic.reactivation_type`).
    ProrateActivate = "Prorate fees when activate",
    /// The first charge after a renewal.
    ProrateRenew = "Prorate fee when renew",
    /// The first charge after a renewal, in files of 2021.
    RenewFee = "Renew fee",
    /// The credit of the old plan when the billing frequency changes (BILL-304).
    ConvertAway = "Prorate fees when convert away from current offering",
    /// The charge of the new plan when the billing frequency changes (BILL-304).
    ConvertTo = "Prorate fees when convert to a new offering",
    /// A single correction.
    OffsetLineItem = "Offset a line item",
    /// A single refund.
    OneTimeRefund = "One time refund",
    /// Tax that comes back.
    TaxRefund = "Tax refund",
    /// A credit without a line of its own.
    Credit = "Credit",

    /// New commerce: a purchase.
    New = "new",
    /// A renewal.
    Renew = "renew",
    /// A later cycle of a term.
    CycleCharge = "cycleCharge",
    /// Seats added: both lines of the change (NCE-203).
    AddQuantity = "addQuantity",
    /// Seats given back: both lines of the change (NCE-203).
    RemoveQuantity = "removeQuantity",
    /// Seats that moved into an existing subscription (NCE-205).
    MoveQuantity = "moveQuantity",
    /// An upgrade, a trial's conversion, a change of term (NCE-205, TRIAL-207).
    Convert = "convert",
    /// Cancelled inside the window (NCE-206).
    CancelImmediate = "cancelImmediate",
    /// A cancellation, in files of 2020 and 2021.
    Cancel = "Cancel",
    /// The first charge of another billing plan (NCE-107).
    ChangeBillingPlan = "changeBillingPlan",
    /// A credit for the customer.
    CustomerCredit = "customerCredit",
    /// A longer trial, or service that goes on after its term (TRIAL-207, NCE-801).
    ExtendTerm = "extendTerm",
}

impl ChargeType {
    /// The type with this name, in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }
}

impl fmt::Display for ChargeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
