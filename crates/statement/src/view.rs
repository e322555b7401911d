//! What the template is given: every text as it is to be printed, so that the template only places it.

use jiff::civil::Date;
use serde::Serialize;

use crate::check::{CustomerSums, Sums};
use crate::labels::Labels;
use crate::{Family, Kind, Line, Party, Statement, figures};

/// The content of the document.
#[derive(Serialize, Debug)]
pub(crate) struct View<'a> {
    language: &'static str,
    pub(crate) title: String,
    seller: PartyView,
    kind: &'a str,
    facts: Vec<Row>,
    parties: Vec<PartyView>,
    columns: [String; 5],
    /// How many figures wide the last three columns are.
    widths: [usize; 3],
    customers: Vec<CustomerView<'a>>,
    no_lines: &'a str,
    summary: Vec<Row>,
    balance: Row,
    payment: Option<Block<'a>>,
    notes: Vec<String>,
    footer: [String; 2],
}

/// A label with what stands beside it.
#[derive(Serialize, Debug)]
struct Row {
    label: String,
    value: String,
    /// Whether it stands out.
    strong: bool,
}

#[derive(Serialize, Debug)]
struct PartyView {
    heading: String,
    name: String,
    lines: Vec<String>,
}

#[derive(Serialize, Debug)]
struct CustomerView<'a> {
    name: String,
    groups: Vec<GroupView<'a>>,
    sum_label: String,
    sum: String,
}

#[derive(Serialize, Debug)]
struct GroupView<'a> {
    name: &'a str,
    lines: Vec<LineView>,
}

#[derive(Serialize, Debug)]
struct LineView {
    product: String,
    /// Charge type and subscription.
    detail: String,
    days: String,
    quantity: String,
    unit: String,
    amount: String,
}

#[derive(Serialize, Debug)]
struct Block<'a> {
    heading: &'a str,
    lines: Vec<String>,
}

/// Puts a checked statement into words.
pub(crate) fn view<'a>(statement: &Statement, sums: &Sums<'_>, labels: &'a Labels) -> View<'a> {
    let language = statement.language;
    let (kind, number_label) = match statement.kind {
        Kind::Invoice => (&labels.invoice, &labels.invoice_number),
        Kind::CreditNote => (&labels.credit_note, &labels.credit_note_number),
    };
    let number = clean(&statement.number);
    let seller = party(&statement.seller, "", labels);
    let mut parties = vec![party(&statement.bill_to, &labels.bill_to, labels)];
    parties.extend(statement.sold_to.iter().map(|sold_to| party(sold_to, &labels.sold_to, labels)));
    let due = sums.balance > 0;
    let payment = (due && !statement.payment_instructions.is_empty()).then(|| Block {
        heading: &labels.payment,
        lines: statement.payment_instructions.iter().map(|line| clean(line)).collect(),
    });
    let columns = [
        labels.description.clone(),
        labels.charged_days.clone(),
        labels.quantity.clone(),
        labels.unit_price.clone(),
        format!("{} ({})", labels.amount, clean(&statement.currency.code)),
    ];
    let customers: Vec<CustomerView<'_>> =
        sums.customers.iter().map(|customer| self::customer(statement, customer, labels)).collect();
    View {
        language: language.code(),
        widths: widths(&columns, &customers),
        columns,
        customers,
        title: format!("{kind} {number}"),
        footer: [seller.name.clone(), format!("{kind} {number}")],
        seller,
        kind,
        facts: facts(statement, number_label, labels),
        parties,
        no_lines: &labels.no_lines,
        summary: summary(statement, sums, labels),
        balance: Row {
            label: if sums.balance < 0 { &labels.amount_credited } else { &labels.amount_due }.clone(),
            value: clean(&figures::money(sums.balance.abs(), &statement.currency, language)),
            strong: true,
        },
        payment,
        notes: statement.notes.iter().chain([&labels.about_dates]).map(|note| clean(note)).collect(),
    }
}

fn facts(statement: &Statement, number_label: &str, labels: &Labels) -> Vec<Row> {
    let family = match statement.family {
        Family::ClassicLicences => &labels.classic_licences,
        Family::NewCommerce => &labels.new_commerce,
    };
    let facts = [
        (number_label, Some(statement.number.clone())),
        (&labels.date, Some(statement.date.to_string())),
        (&labels.due_date, statement.due_date.map(|date| date.to_string())),
        (&labels.corrects, statement.corrects.clone()),
        (&labels.period, Some(days(statement.period_first, statement.period_last))),
        (&labels.family, Some(family.clone())),
        (&labels.po_number, statement.po_number.clone()),
        (&labels.currency, Some(statement.currency.code.clone())),
    ];
    facts
        .into_iter()
        .filter_map(|(label, value)| {
            Some(Row { label: label.to_owned(), value: clean(&value?), strong: false })
        })
        .collect()
}

fn summary(statement: &Statement, sums: &Sums<'_>, labels: &Labels) -> Vec<Row> {
    let language = statement.language;
    let amount = |minor| figures::amount(minor, statement.currency.exponent, language);
    let row = |label: &str, minor: i128, strong| Row { label: clean(label), value: amount(minor), strong };
    let mut rows = Vec::new();
    if sums.groups.len() > 1 {
        rows.extend(sums.groups.iter().map(|(group, sum)| row(labels.group(*group), *sum, false)));
    }
    rows.push(row(&labels.subtotal, sums.subtotal, true));
    rows.extend(statement.tax.iter().map(|tax| {
        let rate = figures::percent(&tax.rate, language);
        let base = amount(tax.base_minor.into());
        row(&format!("{} {rate} {} {base}", tax.name, labels.tax_on), tax.amount_minor.into(), false)
    }));
    rows.extend(statement.credits.iter().map(|credit| row(&credit.text, credit.amount_minor.into(), false)));
    rows.push(row(&labels.total, sums.total, true));
    if statement.paid_minor != 0 {
        rows.push(row(&labels.paid, -i128::from(statement.paid_minor), false));
    }
    rows
}

fn customer<'a>(statement: &Statement, customer: &CustomerSums<'_>, labels: &'a Labels) -> CustomerView<'a> {
    let name = clean(customer.name);
    let groups = customer.groups.iter().map(|part| GroupView {
        name: labels.group(part.group),
        lines: part.lines.iter().map(|charge| line(statement, charge)).collect(),
    });
    CustomerView {
        groups: groups.collect(),
        sum_label: format!("{} {name}", labels.customer_total),
        sum: figures::amount(customer.sum, statement.currency.exponent, statement.language),
        name,
    }
}

fn line(statement: &Statement, line: &Line) -> LineView {
    let language = statement.language;
    let detail: Vec<String> = [&line.charge_type, &line.subscription]
        .into_iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| clean(text))
        .collect();
    LineView {
        product: clean(&line.product),
        detail: detail.join(" · "),
        days: days(line.first, line.last),
        quantity: figures::quantity(line.quantity, language),
        unit: figures::decimal(&line.unit, language),
        amount: figures::amount(line.amount_minor.into(), statement.currency.exponent, language),
    }
}

/// No heading makes a column wider than so many letters; it breaks instead.
const HEADING_MAX: usize = 16;

fn widths(columns: &[String; 5], customers: &[CustomerView<'_>]) -> [usize; 3] {
    let letters = |text: &str| text.chars().count();
    let [_, _, headings @ ..] = columns;
    // A letter of a heading is about four fifths as wide as a figure.
    let mut widths = headings.each_ref().map(|heading| (letters(heading).min(HEADING_MAX) * 4).div_ceil(5));
    let mut widen = |texts: [&str; 3]| {
        for (width, text) in widths.iter_mut().zip(texts) {
            *width = letters(text).max(*width);
        }
    };
    for customer in customers {
        widen(["", "", &customer.sum]);
        for line in customer.groups.iter().flat_map(|group| &group.lines) {
            widen([&line.quantity, &line.unit, &line.amount]);
        }
    }
    widths
}

fn party(party: &Party, heading: &str, labels: &Labels) -> PartyView {
    let tax_id = party.tax_id.iter().map(|id| format!("{} {id}", labels.tax_id));
    let lines = party.address.iter().chain([&party.country]).cloned().chain(tax_id);
    PartyView {
        heading: heading.to_owned(),
        name: clean(&party.name),
        lines: lines.filter(|line| !line.trim().is_empty()).map(|line| clean(&line)).collect(),
    }
}

/// Both ends of a stretch of days, which a line must not break.
fn days(first: Date, last: Date) -> String {
    format!("{first}\u{a0}–\u{a0}{last}")
}

/// A word longer than this gets places where it may break, or it would run over its neighbour.
const WORD_MAX: usize = 24;

/// Text for one line or paragraph. Control characters and line breaks become spaces; marks that turn the direction of
/// the text around are left out, as they could make a figure beside them read backwards.
fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut word = 0;
    for letter in text.chars() {
        match letter {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            _ if letter.is_control() || letter == '\u{2028}' || letter == '\u{2029}' => cleaned.push(' '),
            _ => cleaned.push(letter),
        }
        word = if cleaned.ends_with(char::is_whitespace) { 0 } else { word + 1 };
        if word == WORD_MAX {
            cleaned.push('\u{200b}');
            word = 0;
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_on_its_line_and_reads_forwards() {
        assert_eq!(clean("a\nb\u{0}c\u{202e}d"), "a b cd");
        assert_eq!(clean("*a* #panic(\"x\") \\ $x$"), "*a* #panic(\"x\") \\ $x$");
        let long = clean(&"x".repeat(50));
        assert_eq!(long.split('\u{200b}').map(str::len).collect::<Vec<_>>(), [24, 24, 2]);
    }
}
