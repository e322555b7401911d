//! Documents of billing: reconciliation files, and statements. They are made from charges and invoices as these are
//! stored, and decide nothing: every figure follows from the charge, every name from the customer, partner or catalogue.

pub mod classic;
mod file;
pub mod line;
pub mod new_commerce;
mod reader;
pub mod statement;
mod value;
mod words;

pub use self::file::{Format, columns, csv_header, csv_line, json_line, row};
pub use self::line::{Line, term_words};
pub use self::reader::{Beside, InvoiceFile, Source};
pub use self::statement::{BILLER_SETTING, Biller, DocumentError, statement};
pub use self::value::{Column, Value};
