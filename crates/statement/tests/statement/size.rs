//! Statements of many pages.

use seatwright_statement::{Language, render};

use crate::reader;
use crate::support::sample;

#[test]
fn a_thousand_lines_run_over_many_pages_with_headings_and_numbers_on_each() {
    let invoice = sample(Language::En, 1_000);
    let pages = reader::pages(&render(&invoice).unwrap());
    let count = pages.len();
    assert!(count > 20, "{count} pages");
    for (index, page) in pages.iter().enumerate() {
        assert!(page.ends_with(&format!("{} / {count}", index + 1)), "{page}");
        if page.contains("7c41f0a2-") {
            assert!(page.contains("Description Days charged Quantity Unit price Amount (EUR)"), "{page}");
            // Whose charges they are, also where a customer goes on from the page before.
            assert!(invoice.lines.iter().step_by(250).any(|line| page.contains(&line.customer)), "{page}");
        }
    }
    let text = pages.join(" ");
    for line in &invoice.lines {
        assert_eq!(text.matches(&line.subscription).count(), 1, "{}", line.subscription);
    }
    assert!(text.contains("Amount due €"));
}
