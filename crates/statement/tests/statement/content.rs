//! What an invoice and a credit note say.

use jiff::civil::date;
use seatwright_statement::{Credit, Currency, Family, Group, Kind, Language, render};

use crate::support::{add_up, sample};
use crate::{holds, says, text};

#[test]
fn an_invoice_says_who_what_when_and_how_much_inv_103() {
    let text = text(&sample(Language::En, 7));
    says(
        &text,
        &[
            "Invoice Noorderlicht Cloud B.V. Havenkade 12 9711 AB Groningen Nederland Tax ID NL001234567B01",
            "Bill to Waterland IT Diensten B.V. Afdeling Crediteuren",
            "Invoice number G004127731 Date 2022-04-08 Due date 2022-06-07",
            "Billing period 2022-03-01 – 2022-03-31 Charges New commerce Purchase order PO-2022-0317 Currency EUR",
            "Amount due €28,283.39",
            "Description Days charged Quantity Unit price Amount (EUR)",
            "Brouwerij De Molen B.V. Licence charges",
            "Microsoft 365 E3 Cycle charge · 7c41f0a2-0000 2022-03-01 – 2022-03-31 1 34.56 34.56",
            "Microsoft 365 E3 Cycle charge · 7c41f0a2-0001 2022-03-01 – 2022-03-31 8 34.56 276.48",
            "Total Brouwerij De Molen B.V. 311.04",
            "Älvdalens Verkstad AB Licence charges",
            "Visio Plan 2 Added seats · 7c41f0a2-0002 2022-03-12 – 2022-03-31 15 8.13 121.95",
            "Other products",
            "Windows Server CAL New · 7c41f0a2-0003 2022-03-04 – 2022-03-04 22 1,039.50 22,869.00",
            "Total Älvdalens Verkstad AB 22,990.95",
            "Kühn & Söhne GmbH Discounts",
            "Microsoft 365 E3 Cycle charge · 7c41f0a2-0004 2022-03-01 – 2022-03-31 29 −1.73 −50.17",
            "Credits",
            "Microsoft 365 Business Premium Removed seats · 7c41f0a2-0005 2022-03-21 – 2022-03-31 36 −6.62 −238.32",
            "Total Kühn & Söhne GmbH −288.49",
            "Αθηνά Α.Ε. Licence charges",
            "Power BI Pro Renewal · 7c41f0a2-0006 2022-03-01 – 2022-03-31 43 8.40 361.20",
            "Licence charges 794.19 Other products 22,869.00 Discounts −50.17 Credits −238.32",
            "Subtotal before tax 23,374.70 BTW 21% on 23,374.70 4,908.69 Total 28,283.39",
            "Amount due €28,283.39",
        ],
    );
    says(&text, &["Payment IBAN NL02ABNA0123456789, BIC ABNANL2A"]);
}

#[test]
fn each_language_has_its_labels_and_figures_lang_01() {
    let expected: [(Language, &[&str]); 4] = [
        (
            Language::En,
            &[
                "Invoice",
                "Due date",
                "Amount due",
                "Licence charges",
                "22,869.00",
                "Days begin and end in UTC",
            ],
        ),
        (Language::Nl, &["Factuur", "Vervaldatum", "Te betalen €", "Licentiekosten", "22.869,00", "UTC"]),
        (Language::Sv, &["Faktura", "Förfallodatum", "Att betala", "Licensavgifter", "22 869,00", "UTC"]),
        (Language::De, &["Rechnung", "Fälligkeitsdatum", "Zu zahlen", "Lizenzgebühren", "22.869,00", "UTC"]),
    ];
    for (language, parts) in expected {
        let text = text(&sample(language, 14));
        says(&text, parts);
        assert_eq!(text.matches("UTC").count(), 1, "UTC is said once");
    }
}

#[test]
fn a_credit_note_names_the_invoice_it_corrects_and_asks_for_no_payment_inv_105() {
    let mut note = sample(Language::En, 1);
    note.kind = Kind::CreditNote;
    note.corrects = Some("G004100001".to_owned());
    note.due_date = None;
    note.family = Family::ClassicLicences;
    note.lines[0].amount_minor = -3_456;
    note.lines[0].unit = "-34.56".to_owned();
    note.lines[0].group = Group::Credits;
    let text = text(&add_up(note, Some("21")));
    says(
        &text,
        &[
            "Credit note Noorderlicht",
            "Credit note number G004127731",
            "Corrects invoice G004100001",
            "Classic licences",
            "Balance in your favour €41.82",
            "−34.56 −34.56",
            "Subtotal before tax −34.56 BTW 21% on −34.56 −7.26 Total −41.82",
            "Balance in your favour €41.82",
        ],
    );
    assert!(!text.contains("Due date") && !text.contains("IBAN"), "{text}");
}

#[test]
fn credits_after_tax_and_payments_lower_what_is_due_inv_103() {
    let mut invoice = sample(Language::En, 1);
    invoice.credits = vec![Credit { text: "Goodwill".to_owned(), amount_minor: -1_000 }];
    invoice.paid_minor = 2_000;
    let text = text(&add_up(invoice, Some("21")));
    says(
        &text,
        &["Amount due €11.82", "Subtotal before tax 34.56", "BTW 21% on 34.56 7.26", "Goodwill −10.00"],
    );
    says(&text, &["Total 31.82 Paid −20.00 Amount due €11.82"]);
}

#[test]
fn currencies_print_with_their_own_decimals_bill_217() {
    for (code, symbol, exponent, expected) in [
        ("JPY", "¥", 0, ["¥4,182", "Amount (JPY)", "3,456"]),
        ("KWD", "KWD", 3, ["KWD 4.182", "Amount (KWD)", "3.456"]),
    ] {
        let mut invoice = sample(Language::En, 1);
        invoice.currency = Currency { code: code.to_owned(), exponent, symbol: symbol.to_owned() };
        says(&text(&add_up(invoice, Some("21"))), &expected);
    }
}

#[test]
fn lines_of_a_customer_stand_together_wherever_they_were() {
    let mut invoice = sample(Language::En, 8);
    let first = invoice.lines.remove(0);
    invoice.lines.push(first);
    let text = text(&invoice);
    assert_eq!(text.matches("Total Brouwerij De Molen B.V.").count(), 1);
    says(&text, &["7c41f0a2-0001", "7c41f0a2-0000", "Total Brouwerij De Molen B.V. 311.04"]);
}

#[test]
fn an_invoice_without_lines_says_so_and_owes_nothing() {
    let mut invoice = sample(Language::En, 0);
    invoice.tax.clear();
    invoice.payment_instructions.clear();
    invoice.po_number = None;
    let text = text(&invoice);
    says(&text, &["Amount due €0.00", "There are no charges in this period.", "Total 0.00", "1 / 1"]);
    assert!(!text.contains("Purchase order") && !text.contains("IBAN"), "{text}");
}

#[test]
fn the_same_statement_gives_the_same_bytes_and_another_number_gives_others() {
    let invoice = sample(Language::Nl, 20);
    let first = render(&invoice).unwrap();
    let mut other = sample(Language::Sv, 30);
    other.number = "G1".to_owned();
    assert_ne!(render(&other).unwrap(), first);
    assert_eq!(render(&invoice).unwrap(), first);
    let in_threads: Vec<_> = (0..4)
        .map(|_| {
            let invoice = invoice.clone();
            std::thread::spawn(move || render(&invoice).unwrap())
        })
        .collect();
    for thread in in_threads {
        assert_eq!(thread.join().unwrap(), first);
    }
}

#[test]
fn the_file_has_a_title_a_language_a_date_and_keeps_to_the_archive_standards() {
    let mut invoice = sample(Language::De, 3);
    invoice.date = date(2022, 2, 28);
    let file = render(&invoice).unwrap();
    for part in [
        "Rechnung G004127731</rdf:li>",
        "/Lang(de)",
        "<xmp:CreateDate>2022-02-28T00:00:00",
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(holds(&file, part), "{part}");
    }
}
