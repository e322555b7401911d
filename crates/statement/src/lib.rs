//! A billing statement (an invoice or a credit note) as PDF.
//!
//! The caller fills a [`Statement`] with what was charged, and [`render`] sets it in the reader's language. Nothing is
//! priced here. The totals that are printed are added up from the lines, and a statement whose stated totals differ
//! from its lines is refused: what a customer reads always adds up.
//!
//! What holds:
//!
//! - The same statement gives the same bytes. There is no clock; the date of the document is the invoice date.
//! - No file is read and nothing is fetched: fonts, template and labels are part of the program.
//! - Names and texts are data. The template reads them as values, so nothing in them is markup or code.
//! - Dates are ISO 8601 in every language. Figures that people compare must not depend on who reads them, and 03/04 does.

mod check;
mod decimal;
mod error;
mod figures;
mod labels;
mod language;
mod model;
mod press;
mod view;

pub use self::error::{Figure, StatementError};
pub use self::language::Language;
pub use self::model::{Credit, Currency, Family, Group, Kind, Line, Party, Statement, TaxLine};

/// The statement as a PDF file.
///
/// The first call in a process prepares fonts and template and takes longer than the ones that follow.
///
/// # Errors
///
/// [`StatementError::Field`] where a field cannot be printed, [`StatementError::Disagrees`] where a stated total is not
/// what the lines add up to, [`StatementError::Layout`] where the template fails, which is a fault of this crate.
pub fn render(statement: &Statement) -> Result<Vec<u8>, StatementError> {
    let sums = check::check(statement)?;
    let labels = labels::labels(statement.language)?;
    press::print(statement, &view::view(statement, &sums, labels))
}
