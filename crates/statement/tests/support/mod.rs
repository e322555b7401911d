//! A statement that adds up, as tests and examples need it.

use jiff::civil::{Date, date};
use seatwright_statement::{Currency, Family, Group, Kind, Language, Line, Party, Statement, TaxLine};

/// Names that customers of a sample have, in turn.
const CUSTOMERS: [&str; 4] =
    ["Brouwerij De Molen B.V.", "Älvdalens Verkstad AB", "Kühn & Söhne GmbH", "Αθηνά Α.Ε."];

/// An invoice in euro of so many lines, with totals that agree.
pub(crate) fn sample(language: Language, lines: usize) -> Statement {
    let statement = Statement {
        language,
        kind: Kind::Invoice,
        number: "G004127731".to_owned(),
        corrects: None,
        family: Family::NewCommerce,
        date: date(2022, 4, 8),
        due_date: Some(date(2022, 6, 7)),
        period_first: date(2022, 3, 1),
        period_last: date(2022, 3, 31),
        currency: Currency { code: "EUR".to_owned(), exponent: 2, symbol: "€".to_owned() },
        seller: Party {
            name: "Noorderlicht Cloud B.V.".to_owned(),
            address: vec!["Havenkade 12".to_owned(), "9711 AB Groningen".to_owned()],
            country: "Nederland".to_owned(),
            tax_id: Some("NL001234567B01".to_owned()),
        },
        bill_to: Party {
            name: "Waterland IT Diensten B.V.".to_owned(),
            address: vec![
                "Afdeling Crediteuren".to_owned(),
                "Dorpsstraat 1".to_owned(),
                "1141 AA Monnickendam".to_owned(),
            ],
            country: "Nederland".to_owned(),
            tax_id: Some("NL009876543B01".to_owned()),
        },
        sold_to: None,
        po_number: Some("PO-2022-0317".to_owned()),
        lines: (0..lines).map(|place| line(place, lines)).collect(),
        subtotal_minor: 0,
        tax: Vec::new(),
        credits: Vec::new(),
        total_minor: 0,
        paid_minor: 0,
        balance_minor: 0,
        payment_instructions: vec![
            "IBAN NL02ABNA0123456789, BIC ABNANL2A".to_owned(),
            "Noorderlicht Cloud B.V., G004127731".to_owned(),
        ],
        notes: Vec::new(),
    };
    add_up(statement, Some("21"))
}

/// Lines go round products, groups and kinds of charge; customers follow each other.
fn line(place: usize, lines: usize) -> Line {
    let share = lines.div_ceil(CUSTOMERS.len()).max(1);
    let customer = CUSTOMERS[(place / share) % CUSTOMERS.len()];
    let quantity = 1 + u32::try_from(place * 7 % 60).unwrap();
    let units = i64::from(quantity);
    let days = |first: i8, last: i8| (date(2022, 3, first), date(2022, 3, last));
    let (product, charge_type, days, unit, amount_minor, group): (_, _, (Date, Date), _, _, _) = match place
        % 7
    {
        2 => ("Visio Plan 2", "Added seats", days(12, 31), "8.13", 813 * units, Group::LicenceCharges),
        3 => ("Windows Server CAL", "New", days(4, 4), "1039.50", 103_950 * units, Group::OtherProducts),
        4 => ("Microsoft 365 E3", "Cycle charge", days(1, 31), "-1.73", -173 * units, Group::Discounts),
        5 => (
            "Microsoft 365 Business Premium",
            "Removed seats",
            days(21, 31),
            "-6.62",
            -662 * units,
            Group::Credits,
        ),
        6 => ("Power BI Pro", "Renewal", days(1, 31), "8.40", 840 * units, Group::LicenceCharges),
        _ => ("Microsoft 365 E3", "Cycle charge", days(1, 31), "34.56", 3_456 * units, Group::LicenceCharges),
    };
    Line {
        customer: customer.to_owned(),
        subscription: format!("7c41f0a2-{place:04x}"),
        product: product.to_owned(),
        charge_type: charge_type.to_owned(),
        first: days.0,
        last: days.1,
        quantity,
        unit: unit.to_owned(),
        amount_minor,
        group,
    }
}

/// The statement with the totals that its lines give, and one tax at a whole percentage.
pub(crate) fn add_up(mut statement: Statement, rate: Option<&str>) -> Statement {
    let subtotal: i64 = statement.lines.iter().map(|line| line.amount_minor).sum();
    statement.tax = rate
        .map(|rate| TaxLine {
            name: "BTW".to_owned(),
            rate: rate.to_owned(),
            base_minor: subtotal,
            amount_minor: (subtotal * rate.parse::<i64>().unwrap() + 50).div_euclid(100),
        })
        .into_iter()
        .collect();
    let tax: i64 = statement.tax.iter().map(|tax| tax.amount_minor).sum();
    let credits: i64 = statement.credits.iter().map(|credit| credit.amount_minor).sum();
    statement.subtotal_minor = subtotal;
    statement.total_minor = subtotal + tax + credits;
    statement.balance_minor = statement.total_minor - statement.paid_minor;
    statement
}
