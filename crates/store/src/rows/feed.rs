//! The feed: which events each partner sees, at numbers without gaps.

use seatwright_domain::account::Account;
use seatwright_domain::event::Recorded;
use seatwright_domain::ids::CustomerId;
use seatwright_domain::visibility;

use crate::statement::{Guard, Value, Write, number, statements};

statements! {
    /// A run of events at the end of a tenant's feed.
    INSERT_FEED_RUN = "INSERT INTO feed (tenant_id, last, customer_id, first_seq, events, at) VALUES ($1,
        coalesce((SELECT last FROM feed WHERE tenant_id = $1 ORDER BY last DESC LIMIT 1), 0) + $4, $2, $3, $4, $5)";

    /// A page of a tenant's feed.
    SELECT_FEED = "SELECT f.last - f.events + 1 + e.seq - f.first_seq, f.customer_id, e.document, e.hash
        FROM feed f CROSS JOIN events e
        WHERE f.tenant_id = $1 AND f.last > $2 AND e.customer_id = f.customer_id
            AND e.seq >= f.first_seq AND e.seq < f.first_seq + f.events
            AND f.last - f.events + 1 + e.seq - f.first_seq > $2
        ORDER BY f.last, e.seq LIMIT $3";
    /// The last number of a tenant's feed.
    SELECT_FEED_END = "SELECT last FROM feed WHERE tenant_id = $1 ORDER BY last DESC LIMIT 1";
    /// A page of a tenant's feed by time, newest first.
    SELECT_FEED_BY_TIME = "SELECT f.last - f.events + 1 + e.seq - f.first_seq, f.customer_id, e.document, e.hash,
            f.at, f.last
        FROM feed f CROSS JOIN events e
        WHERE f.tenant_id = $1 AND f.at >= $2 AND (f.at, f.last) <= ($3, $4) AND ($6 IS NULL OR f.customer_id = $6)
            AND e.customer_id = f.customer_id AND e.seq >= f.first_seq AND e.seq < f.first_seq + f.events
            AND (f.at < $3 OR f.last < $4 OR f.last - f.events + 1 + e.seq - f.first_seq < $5)
        ORDER BY f.at DESC, f.last DESC, e.seq DESC LIMIT $7";
    /// The runs of all feeds, with how many of their events are there.
    SELECT_FEED_RUNS = "SELECT tenant_id, last, customer_id, first_seq, events,
            (SELECT count(*) FROM events e WHERE e.customer_id = f.customer_id AND e.seq >= f.first_seq
                AND e.seq < f.first_seq + f.events AND e.at = f.at)
        FROM feed f WHERE (tenant_id, last) > ($1, $2) ORDER BY tenant_id, last LIMIT $3";
    /// What bound an account to its partners before a place, newest first.
    SELECT_RELATIONSHIP_EVENTS = "SELECT document, hash FROM events
        WHERE customer_id = $1 AND seq < $2 AND kind IN ('relationship_changed', 'customer_created')
        ORDER BY seq DESC LIMIT $3";
}

/// The write for the events of a commit as far as partners see them; none where no partner does.
pub(crate) fn insert(
    customer: CustomerId,
    before: Option<&Account>,
    after: &Account,
    events: &[Recorded],
) -> Option<Write> {
    let mut runs: Vec<Vec<Value>> = Vec::new();
    for (partner, shown) in visibility::audience(before, after, events) {
        let mut rest: &[(&Recorded, bool)] = &events.iter().zip(shown).collect::<Vec<_>>();
        while let Some((first, seen)) = rest.first().copied() {
            let length =
                rest.iter().take_while(|(event, also)| *also == seen && event.at == first.at).count();
            if seen {
                let length = u64::try_from(length).unwrap_or(u64::MAX);
                runs.push(vec![
                    partner.0.into(),
                    customer.0.into(),
                    number(first.seq),
                    number(length),
                    first.at.into(),
                ]);
            }
            rest = rest.get(length..).unwrap_or_default();
        }
    }
    let guard = Guard::Rows(runs.len());
    (!runs.is_empty()).then_some(Write { statement: &INSERT_FEED_RUN, runs, guard })
}
