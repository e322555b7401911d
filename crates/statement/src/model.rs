//! What a statement is filled with. Amounts are integers in minor units of its one currency (INV-101), from the payer's
//! side: positive is owed, negative is credited.

use jiff::civil::Date;

use crate::Language;

/// An invoice or a credit note, with everything that is printed on it (INV-103).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The language of labels and figures. Names and texts below are printed as they are.
    pub language: Language,
    /// Invoice or credit note.
    pub kind: Kind,
    /// The number; also what the file is identified by.
    pub number: String,
    /// For a credit note, the number of the invoice that it voids or corrects (INV-105).
    pub corrects: Option<String>,
    /// Which family of charges is billed (INV-101).
    pub family: Family,
    /// The day of the document; also the creation date of the file.
    pub date: Date,
    /// When it must be paid; none where nothing is to be paid, as on a credit note.
    pub due_date: Option<Date>,
    /// First day of the billing period.
    pub period_first: Date,
    /// Last day of the billing period, inclusive.
    pub period_last: Date,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Who bills.
    pub seller: Party,
    /// Who pays.
    pub bill_to: Party,
    /// Who bought, where that is not who pays.
    pub sold_to: Option<Party>,
    /// The payer's order number.
    pub po_number: Option<String>,
    /// The charges, in any order. They are printed by customer in order of first appearance, and by group.
    pub lines: Vec<Line>,
    /// The sum of all lines, before tax.
    pub subtotal_minor: i64,
    /// Taxes, computed on the statement and never per line (INV-104).
    pub tax: Vec<TaxLine>,
    /// Credits that are set against the amount after tax.
    pub credits: Vec<Credit>,
    /// Subtotal, taxes and credits together.
    pub total_minor: i64,
    /// What has been paid already.
    pub paid_minor: i64,
    /// Total less paid.
    pub balance_minor: i64,
    /// How to pay, a line each. Printed only while something is to be paid.
    pub payment_instructions: Vec<String>,
    /// Further sentences, such as those that tax law asks for, a paragraph each.
    pub notes: Vec<String>,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Asks for payment.
    Invoice,
    /// Gives credit.
    CreditNote,
}

/// The family of charges: one document each (INV-101).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    /// Classic licence-based subscriptions.
    ClassicLicences,
    /// New commerce.
    NewCommerce,
}

/// A currency and how it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Currency {
    /// The ISO 4217 code.
    pub code: String,
    /// How many decimals the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    pub exponent: u8,
    /// The sign, as `€`; the code where there is none.
    pub symbol: String,
}

/// A company or person with an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// The name.
    pub name: String,
    /// Lines of the address, without the country.
    pub address: Vec<String>,
    /// The country, as it is to be printed; empty where it goes without saying.
    pub country: String,
    /// The tax number.
    pub tax_id: Option<String>,
}

/// One charge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Who receives the service. Lines with the same text are printed together, so it must tell customers apart.
    pub customer: String,
    /// The subscription, as its customer knows it; may be empty.
    pub subscription: String,
    /// The product.
    pub product: String,
    /// What kind of charge it is, in the language of the statement.
    pub charge_type: String,
    /// First day that is charged or credited.
    pub first: Date,
    /// Last day, inclusive.
    pub last: Date,
    /// How many units.
    pub quantity: u32,
    /// The price of one unit as decimal text (`20.16`), printed with the decimals it has. It may be cut or rounded for
    /// show (BILL-209), so nothing is computed from it.
    pub unit: String,
    /// The amount before tax, in minor units.
    pub amount_minor: i64,
    /// Under which heading it stands.
    pub group: Group,
}

/// The headings that lines stand under, in this order (INV-103).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// Charges of licences.
    LicenceCharges,
    /// Other products: fees on cancellation, prorated fees.
    OtherProducts,
    /// Discounts.
    Discounts,
    /// Credits before tax.
    Credits,
}

impl Group {
    /// All groups, in the order they are printed.
    pub const ALL: [Group; 4] =
        [Group::LicenceCharges, Group::OtherProducts, Group::Discounts, Group::Credits];
}

/// One tax on the statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaxLine {
    /// The name, as `VAT`.
    pub name: String,
    /// The rate in percent as decimal text, as `21` or `7.7`.
    pub rate: String,
    /// What the tax is computed on, in minor units.
    pub base_minor: i64,
    /// The tax, in minor units.
    pub amount_minor: i64,
}

/// A credit that is set against the amount after tax.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    /// What it is, in the language of the statement.
    pub text: String,
    /// The amount in minor units; negative, as it lowers what is owed.
    pub amount_minor: i64,
}
