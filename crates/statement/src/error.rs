//! Why a statement is not printed.

use std::fmt;

/// A total that is stated and also computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Figure {
    /// The sum of all lines.
    Subtotal,
    /// Base times rate of the tax with this name, to less than one minor unit.
    Tax(String),
    /// Subtotal plus taxes plus credits after tax.
    Total,
    /// Total less what is paid.
    Balance,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::Subtotal => f.write_str("subtotal_minor"),
            Figure::Tax(name) => write!(f, "tax `{name}`: amount_minor"),
            Figure::Total => f.write_str("total_minor"),
            Figure::Balance => f.write_str("balance_minor"),
        }
    }
}

/// Why a statement is not printed. Nothing is printed in part.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StatementError {
    /// A stated total is not what the statement's own figures give (INV-104).
    #[error(
        "{figure} is {stated}, but the lines give {computed} (minor units): state what the lines add up to"
    )]
    Disagrees {
        /// Which total.
        figure: Figure,
        /// What the statement says, in minor units.
        stated: i128,
        /// What the lines give, in minor units; for a tax the exact amount, cut to minor units.
        computed: i128,
    },
    /// A field has a value that cannot be printed.
    #[error("{field}: {fix}")]
    Field {
        /// The field, as `lines[3].unit`.
        field: String,
        /// What it must be.
        fix: &'static str,
    },
    /// The template, the labels or the fonts are broken: a fault of this program, not of the statement.
    #[error("the statement cannot be laid out: {0}")]
    Layout(String),
}

impl StatementError {
    pub(crate) fn field(field: impl Into<String>, fix: &'static str) -> Self {
        StatementError::Field { field: field.into(), fix }
    }
}
