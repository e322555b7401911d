//! Quotes are kept, and redeemed once.

use jiff::Timestamp;
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, at, customer, customer_id, load};
use crate::error::CommitError;
use crate::quote::{Redemption, StoredQuote};
use crate::request::{RequestKey, StoredAnswer};

fn quote(n: u128, expires_at: Timestamp) -> StoredQuote {
    StoredQuote {
        customer: customer_id(1),
        token: Uuid::from_u128(n),
        expires_at,
        document: format!("{{\"quote\":{n}}}"),
        redeemed: None,
    }
}

fn redemption(body: &str) -> Redemption {
    let headers = vec![("etag".to_owned(), "1".to_owned())];
    Redemption { at: at(9), status: 200, headers, body: body.as_bytes().to_vec() }
}

/// A redemption stands and falls with its commit, and the second one is a conflict even where no event tells of it.
pub async fn a_quote_is_redeemed_once_with_its_commit(backend: &dyn Backend) {
    let store = backend.open().await;
    let before = Draft::new(customer(1)).buys(1, &[1]).done(&*store).await;
    let kept = quote(7, at(100));
    assert_eq!(store.put_quote(&kept, None).await.expect("the store works"), None);
    assert_eq!(store.quote(customer_id(1), kept.token).await.expect("the store works"), Some(kept.clone()));

    let redeem = |body| {
        let commit = Draft::on(&before).renames(1, body).commit();
        commit.with_redemption(kept.token, &redemption(body)).expect("a sound redemption")
    };
    store.commit(redeem("first")).await.expect("it is open");
    let second = store.commit(redeem("second")).await;
    assert!(matches!(second, Err(CommitError::Conflict)), "{second:?}");
    let now = load(&*store, customer_id(1)).await;
    let again = Draft::on(&now).renames(1, "third").commit();
    let again = again.with_redemption(kept.token, &redemption("third")).expect("a sound redemption");
    let third = store.commit(again).await;
    assert!(matches!(third, Err(CommitError::Conflict)), "{third:?}");
    assert_eq!(load(&*store, customer_id(1)).await, now, "nothing of it was written");
    let found = store.quote(customer_id(1), kept.token).await.expect("the store works").expect("it is there");
    assert_eq!(found.redeemed, Some(redemption("first")));
}

/// A token is one customer's; a request for a quote acts once; old quotes go when they are told to.
pub async fn quotes_belong_to_a_customer_and_are_forgotten_by_age(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1)).done(&*store).await;
    Draft::new(customer(2)).done(&*store).await;
    let answer = |body: &str| StoredAnswer {
        key: RequestKey { caller: Uuid::from_u128(1), request: "q".to_owned() },
        method: "POST".to_owned(),
        path: "/quotes".to_owned(),
        fingerprint: [1; 32],
        status: 200,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        at: at(5),
    };
    let (early, late) = (quote(1, at(10)), quote(2, at(20)));
    assert_eq!(store.put_quote(&early, Some(answer("first"))).await.expect("the store works"), None);
    let repeated = store.put_quote(&late, Some(answer("second"))).await.expect("the store works");
    assert_eq!(repeated, Some(answer("first")));
    assert_eq!(store.quote(customer_id(1), late.token).await.expect("the store works"), None);
    store.put_quote(&late, None).await.expect("the store works");
    assert_eq!(store.quote(customer_id(2), early.token).await.expect("the store works"), None);

    assert_eq!(store.purge_quotes(at(10)).await.expect("the store works"), 0, "not before the instant");
    assert_eq!(store.purge_quotes(at(20)).await.expect("the store works"), 1);
    assert_eq!(store.quote(customer_id(1), early.token).await.expect("the store works"), None);
    assert!(store.quote(customer_id(1), late.token).await.expect("the store works").is_some());
}
