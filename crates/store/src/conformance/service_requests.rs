//! Service requests, and what partners say of themselves.

use seatwright_domain::ids::PartnerId;
use seatwright_domain::partner_profile::{Contact, PartnerProfile, Support};
use seatwright_domain::service_request::{RequestStatus, ServiceRequest, Severity};
use uuid::Uuid;

use super::Backend;
use super::world::{Draft, at, customer, customer_id};
use crate::error::CommitError;
use crate::request::{RequestKey, StoredAnswer};

const PARTNER: PartnerId = PartnerId(Uuid::from_u128(0x7f));

fn request(number: u64, about: Option<u128>) -> ServiceRequest {
    ServiceRequest {
        number,
        revision: 1,
        partner: PARTNER,
        customer: about.map(customer_id),
        title: format!("Request {number}"),
        description: "What is wrong".to_owned(),
        severity: Severity::Moderate,
        status: RequestStatus::Open,
        topic: 101,
        product: None,
        country: "NL".to_owned(),
        locale: "nl-NL".to_owned(),
        contact: Contact::default(),
        notes: Vec::new(),
        created_at: at(1),
        modified_at: at(1),
        modified_by: "anna".to_owned(),
        closed_at: None,
    }
}

/// A number is given once and a revision follows the one before, whoever is faster.
pub async fn service_requests_are_numbered_once_and_change_one_after_another(backend: &dyn Backend) {
    let store = backend.open().await;
    assert_eq!(store.last_service_request().await.expect("the store works"), 0);
    store.save_service_request(&request(1, None), None).await.expect("the number is free");
    let taken = store.save_service_request(&request(1, None), None).await;
    assert!(matches!(taken, Err(CommitError::Conflict)), "{taken:?}");
    assert_eq!(store.last_service_request().await.expect("the store works"), 1);

    let closed = ServiceRequest { revision: 2, status: RequestStatus::Closed, ..request(1, None) };
    store.save_service_request(&closed, None).await.expect("nobody was faster");
    let late = ServiceRequest { revision: 2, title: "Late".to_owned(), ..request(1, None) };
    let late = store.save_service_request(&late, None).await;
    assert!(matches!(late, Err(CommitError::Conflict)), "{late:?}");
    assert_eq!(store.service_request(1).await.expect("the store works"), Some(closed));
    assert_eq!(store.service_request(2).await.expect("the store works"), None);
}

/// A partner's requests come newest first, all of them or those about one customer; a repeated request of a client makes none.
pub async fn service_requests_are_paged_by_partner_and_customer(backend: &dyn Backend) {
    let store = backend.open().await;
    Draft::new(customer(1)).done(&*store).await;
    for number in 1..=5 {
        let about = (number % 2 == 0).then_some(1);
        store.save_service_request(&request(number, about), None).await.expect("the number is free");
    }
    let numbers = |found: Vec<ServiceRequest>| found.into_iter().map(|one| one.number).collect::<Vec<_>>();
    let all = store.service_requests(PARTNER, None, None, 3).await.expect("the store works");
    assert_eq!(numbers(all), [5, 4, 3]);
    let rest = store.service_requests(PARTNER, None, Some(3), 3).await.expect("the store works");
    assert_eq!(numbers(rest), [2, 1]);
    let about =
        store.service_requests(PARTNER, Some(customer_id(1)), None, 9).await.expect("the store works");
    assert_eq!(numbers(about), [4, 2]);
    let stranger = PartnerId(Uuid::from_u128(0x80));
    assert!(store.service_requests(stranger, None, None, 9).await.expect("the store works").is_empty());

    let answer = |body: &str| StoredAnswer {
        key: RequestKey { caller: PARTNER.0, request: "r".to_owned() },
        method: "POST".to_owned(),
        path: "/servicerequests".to_owned(),
        fingerprint: [1; 32],
        status: 201,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        at: at(5),
    };
    store.save_service_request(&request(6, None), Some(answer("first"))).await.expect("the number is free");
    let again = store.save_service_request(&request(7, None), Some(answer("second"))).await;
    assert!(matches!(again, Err(CommitError::DuplicateRequest(first)) if *first == answer("first")));
    assert_eq!(store.last_service_request().await.expect("the store works"), 6);
}

/// What a partner says of itself is kept as it was said last.
pub async fn what_a_partner_says_of_itself_is_kept(backend: &dyn Backend) {
    let store = backend.open().await;
    assert_eq!(store.partner_profile(PARTNER).await.expect("the store works"), None);
    for website in ["one.example", "two.example"] {
        let support = Support { website: website.to_owned(), ..Support::default() };
        let said = PartnerProfile { support: Some(support), ..PartnerProfile::default() };
        store.put_partner_profile(PARTNER, &said).await.expect("the store works");
        assert_eq!(store.partner_profile(PARTNER).await.expect("the store works"), Some(said));
    }
}
