//! Files, line by line. Nothing here holds more than one line, so that a file can be as long as an invoice is.

use seatwright_domain::billing::charge::InvoiceFamily;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::line::Line;
use crate::value::{Column, Value};
use crate::{classic, new_commerce};

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated values with the published columns, for spreadsheets.
    Csv,
    /// One list of objects, named as the API names them, for programs.
    Json,
}

/// The columns of a family's file.
#[must_use]
pub const fn columns(family: InvoiceFamily) -> &'static [Column] {
    match family {
        InvoiceFamily::Classic => classic::COLUMNS,
        InvoiceFamily::NewCommerce => new_commerce::COLUMNS,
    }
}

/// A line's values with their columns, in order. A line has the columns of its charge's family.
pub fn row(line: &Line<'_>) -> impl Iterator<Item = (Column, Value)> {
    let family = line.charge.family;
    let values = match family {
        InvoiceFamily::Classic => classic::values(line),
        InvoiceFamily::NewCommerce => new_commerce::values(line),
    };
    columns(family).iter().copied().zip(values)
}

/// The first line of a CSV file, with its end.
#[must_use]
pub fn csv_header(family: InvoiceFamily) -> Vec<u8> {
    record(columns(family).iter().map(|column| column.heading.to_owned()))
}

/// A line of a CSV file, with its end.
#[must_use]
pub fn csv_line(line: &Line<'_>) -> Vec<u8> {
    record(row(line).map(|(_, value)| value.csv()))
}

/// One object of a JSON file.
#[must_use]
pub fn json_line(line: &Line<'_>) -> Vec<u8> {
    serde_json::to_vec(&Members(row(line).collect())).unwrap_or_else(|_| b"null".to_vec())
}

/// A record as RFC 4180 has it. Writing into memory does not fail.
fn record(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells);
    debug_assert!(written.is_ok());
    writer.into_inner().unwrap_or_default()
}

struct Members(Vec<(Column, Value)>);

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, value) in &self.0 {
            map.serialize_entry(column.member, value)?;
        }
        map.end()
    }
}
