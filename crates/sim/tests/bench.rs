//! The benchmark on a tiny database: it runs to its end, counts what there is to count, and what it writes bare is what
//! the engine wrote. How long anything takes is no matter of tests.

use std::fs;
use std::path::Path;

use seatwright_sim::bench::{Options, run};

const ACCOUNTS: u32 = 50;

fn options(directory: &Path) -> Options {
    Options { directory: directory.to_owned(), accounts: ACCOUNTS, commands: 12, lines: 3_000 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_counted_is_what_was_done() {
    let directory = tempfile::tempdir().unwrap();
    let report = run(options(directory.path()), &|_| {}).await.unwrap();

    assert_eq!(report.run.accounts, u64::from(ACCOUNTS));
    assert_eq!(
        report.run.events,
        u64::from(ACCOUNTS),
        "each subscription renews once and nothing else happens"
    );
    // The event, the account's own row, the subscription's, the charge's and the place in the partner's feed.
    assert_eq!(report.run.rows, 5 * u64::from(ACCOUNTS));
    assert!(report.run.bytes > 100 * report.run.rows);

    let counted: Vec<_> =
        report.commands.iter().map(|line| (line.what, line.connections, line.commands)).collect();
    let (sale, seats) = ("customer, agreement, cart, checkout", "change of seats");
    assert_eq!(counted, [(sale, 1, 12), (sale, 8, 12), (seats, 1, 12), (seats, 8, 12)]);
    for line in &report.commands {
        // An event, the account's own row and the answer at the least.
        assert!(line.rows >= 3 * line.commands, "{line:?}");
    }
    for line in &report.eligibility {
        assert_eq!(line.subscriptions, 5);
        assert!(line.targets > 0, "{line:?}");
    }
    let billed: Vec<_> = report.billing.months.iter().map(|month| (month.events, month.lines)).collect();
    assert_eq!(billed, [(u64::from(ACCOUNTS), u64::from(ACCOUNTS)); 12]);
    assert_eq!(report.billing.stream.lines, 3_000);
    // The old plan back and the new one charged, and eleven more cycles; of half, those of both subscriptions.
    let quoted: Vec<_> = report.quotes.iter().map(|line| (line.what, line.lines)).collect();
    assert_eq!(quoted, [("upgrade", 13), ("partial upgrade", 24)]);
    let shown = report.to_string();
    assert!(shown.contains("renewal run: 50 accounts") && shown.contains(seats), "{shown}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "nothing is left behind");
}
