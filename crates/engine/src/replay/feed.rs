//! Proving the feeds: the numbers of each have no gap, each points at an event of the log, and the events of an account
//! come in their order, none twice.

use std::collections::BTreeMap;

use seatwright_domain::ids::CustomerId;
use seatwright_store::{FeedRun, Store, StoreError};
use uuid::Uuid;

use super::{DIFFERENCES_LISTED_MAX, Difference};

/// Runs that are read at once.
const RUNS_PER_PAGE: usize = 1_000;

/// What was found out about the feeds.
#[derive(Default)]
pub(super) struct Feeds {
    /// Entries of all feeds.
    pub(super) entries: u64,
    /// What is wrong with them; the first differences.
    pub(super) differences: Vec<Difference>,
}

impl Feeds {
    fn differs(&mut self, what: String, stored: u64, folded: u64) {
        if self.differences.len() < DIFFERENCES_LISTED_MAX {
            let (stored, folded) = (stored.to_string(), folded.to_string());
            self.differences.push(Difference { what, stored, folded });
        }
    }

    fn look(&mut self, run: &FeedRun, last: u64, seen: &mut BTreeMap<CustomerId, u64>) {
        let FeedRun { tenant, customer, first_seq, events, found, .. } = *run;
        self.entries += events;
        let first = run.last.saturating_sub(events).saturating_add(1);
        if first != last + 1 {
            self.differs(format!("feed of {tenant}, number after {last}"), first, last + 1);
        }
        if found != events {
            let what = format!("feed of {tenant}, events from {first_seq} of account {customer}");
            self.differs(what, events, found);
        }
        let before = seen.insert(customer, first_seq.saturating_add(events).saturating_sub(1));
        if let Some(before) = before.filter(|before| *before >= first_seq) {
            let what = format!("feed of {tenant}, number {first}: event of account {customer}");
            self.differs(what, first_seq, before + 1);
        }
    }
}

/// Looks at every feed.
pub(super) async fn examine(store: &dyn Store) -> Result<Feeds, StoreError> {
    let mut feeds = Feeds::default();
    let mut place: Option<(Uuid, u64)> = None;
    let mut seen = BTreeMap::new();
    loop {
        let page = store.feed_runs(place, RUNS_PER_PAGE).await?;
        if page.is_empty() {
            return Ok(feeds);
        }
        for run in page {
            let last = match place {
                Some((tenant, last)) if tenant == run.tenant => last,
                _ => {
                    seen.clear();
                    0
                }
            };
            feeds.look(&run, last, &mut seen);
            place = Some((run.tenant, run.last));
        }
    }
}
