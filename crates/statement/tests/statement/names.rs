//! Names are data: whatever is in them is printed and nothing of it is carried out.

use seatwright_statement::{Language, Statement, render};

use crate::support::{add_up, sample};
use crate::{holds, says, text};

/// A statement in which every text for people is the same.
fn everywhere(name: &str) -> Statement {
    let mut invoice = sample(Language::En, 2);
    let filled = || name.to_owned();
    invoice.number = filled();
    invoice.po_number = Some(filled());
    invoice.corrects = Some(filled());
    invoice.currency.code = filled();
    invoice.currency.symbol = filled();
    for party in [&mut invoice.seller, &mut invoice.bill_to] {
        party.name = filled();
        party.address = vec![filled(); 2];
        party.country = filled();
        party.tax_id = Some(filled());
    }
    invoice.sold_to = Some(invoice.bill_to.clone());
    for line in &mut invoice.lines {
        line.customer = filled();
        line.subscription = filled();
        line.product = filled();
        line.charge_type = filled();
    }
    invoice.payment_instructions = vec![filled()];
    invoice.notes = vec![filled()];
    let mut invoice = add_up(invoice, Some("21"));
    invoice.tax[0].name = filled();
    invoice
}

#[test]
fn markup_and_code_in_names_are_printed_as_they_are() {
    let names = [
        "#panic(\"x\")",
        "*a* _b_ `c`",
        "$x$",
        "\\",
        "\"",
        "#include \"/etc/passwd\"",
        "= Title",
        "- item",
        "<label> @ref",
        "#sys.inputs",
        "{\"json\": [1]}",
        "// not a comment",
        "/* nor */",
        "http://example.com",
        "~ -- --- ...",
        "'quote'",
    ];
    for name in names {
        let text = text(&everywhere(name));
        // Seller, payer and customer, at the least.
        assert!(text.matches(name).count() > 12, "{name}: {text}");
    }
}

#[test]
fn latin_greek_and_cyrillic_names_are_printed_and_kept_for_archives() {
    for name in ["Łódź Şirket Đặng", "Ελληνική Εταιρεία Α.Ε.", "ООО «Рога и копыта» Їжак"]
    {
        let invoice = everywhere(name);
        says(&text(&invoice), &[name, name, name]);
        assert!(holds(&render(&invoice).unwrap(), "<pdfaid:part>2</pdfaid:part>"), "{name}");
    }
}

#[test]
fn a_script_that_the_fonts_lack_shows_boxes_and_leaves_the_rest_alone() {
    for name in ["株式会社サンプル", "שלום", "مرحبا", "😀"] {
        let invoice = everywhere(&format!("Kyoto {name} 12"));
        assert!(!holds(&render(&invoice).unwrap(), "<pdfaid:part>"), "{name}");
        says(&text(&invoice), &["Kyoto", "Bill to Kyoto", "Amount due", "Subtotal before tax 311.04"]);
    }
    // Most of such a name can still be searched for; the first letter that has no shape is lost on the way.
    says(&text(&everywhere("株式会社")), &["式会社"; 12]);
}

#[test]
fn breaks_and_marks_of_direction_do_not_disturb_the_page() {
    let text = text(&everywhere("Up\nDown\u{202e}\u{0}\u{7}\tEnd"));
    says(&text, &["Up Down End", "Up Down End"]);
}

#[test]
fn long_names_break_and_stay_whole() {
    let word = "W".repeat(400);
    let text = text(&everywhere(&word)).replace(' ', "");
    assert!(text.matches(&word).count() > 12, "{text}");
    let many = "Zweigniederlassung ".repeat(30);
    says(&self::text(&everywhere(&many)), &[many.trim()]);
}
