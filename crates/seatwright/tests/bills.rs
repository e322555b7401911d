//! The commands about bills, run as a user runs them: quote, explain, verify.

use std::path::Path;
use std::process::{Command as Process, Output};
use std::sync::Arc;

use seatwright_domain::calendar::{BillingPlan, Term};
use seatwright_domain::catalogue::Segment;
use seatwright_domain::command::{CUSTOMER_AGREEMENT_TEMPLATE, Command, NewCustomer};
use seatwright_domain::customer::{Address, Agreement, BillingProfile};
use seatwright_domain::event::Event;
use seatwright_domain::ids::{ChargeId, OfferId, SubscriptionId};
use seatwright_domain::order::Wanted;
use seatwright_domain::role::{Caller, Role};
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::{Answer, Engine, Ports, Quiet, Setup, Target, simulated_clock};
use seatwright_sim::demo;
use seatwright_store::{SqliteOptions, SqliteStore, Store};

const OFFER: &str = "CFQ7TTC0LH18:0001";

/// A database with one subscription and some months of bills: the subscription and a charge of it.
async fn billed(directory: &Path) -> (SubscriptionId, ChargeId) {
    let options = SqliteOptions { durable: false, ..SqliteOptions::default() };
    let store = Arc::new(SqliteStore::open_with(directory, options).unwrap());
    let partners = demo::partners();
    for partner in partners.iter() {
        store.put_partner(partner).await.unwrap();
    }
    let partner = partners.iter().next().unwrap().clone();
    let clock = simulated_clock(&*store, "2022-04-01T09:00:00Z".parse().unwrap()).await.unwrap();
    let setup = Setup {
        catalogue: Arc::new(seatwright_domain::catalogue::Catalogue::embedded().unwrap()),
        policies: Arc::new(seatwright_domain::policy::Policies::embedded().unwrap()),
        identities: Identities::new(&IdentityConfig::default(), &partners).unwrap(),
        partners,
        clock: Arc::new(clock),
        ports: Ports::default(),
    };
    let engine = Engine::new(store as Arc<dyn Store>, setup);
    let anna = Caller::partner(partner.id, Some("anna"), [Role::AdminAgent, Role::GlobalAdmin]);
    let nothing = |_: &_, _: &_| Answer { status: 200, headers: Vec::new(), body: Vec::new() };
    let created = engine.create_customer(&anna, customer(&partner.country), None, nothing).await.unwrap();
    let customer = created.decision.unwrap().account.id();
    let agreement = Agreement {
        template: CUSTOMER_AGREEMENT_TEMPLATE,
        agreed_at: engine.now(),
        first_name: "Ilse".into(),
        last_name: "Prins".into(),
        email: "ilse@blauwevos.example".into(),
        phone: None,
        user: None,
    };
    let line = Wanted {
        offer: OfferId::new(OFFER),
        availability: None,
        quantity: 5,
        term: Some(Term::P1Y),
        billing: Some(BillingPlan::Monthly),
        friendly_name: None,
        parent: None,
        parent_line: None,
        custom_end: None,
        reseller: None,
        attestation_accepted: false,
        notes: Default::default(),
    };
    let order = Command::PlaceOrder { lines: vec![line], payment: None };
    let commands = vec![Command::ConfirmAgreement { agreement: Box::new(agreement) }, order];
    let bought = engine.execute(&anna, customer, Command::All { commands }, None, nothing).await.unwrap();
    let events = bought.decision.unwrap().events;
    let found = events.iter().find_map(|recorded| match &recorded.event {
        Event::SubscriptionStarted { subscription } => Some((subscription.id, recorded.charges[0].id)),
        _ => None,
    });
    engine.advance_clock(Target::To("2022-06-15T09:00:00Z".parse().unwrap()), &Quiet).await.unwrap();
    found.unwrap()
}

fn customer(country: &str) -> NewCustomer {
    NewCustomer {
        domain: "blauwevos.onmicrosoft.com".into(),
        company_name: "Blauwe Vos BV".into(),
        registration_number: None,
        segment: Segment::Commercial,
        cloud: None,
        billing_profile: BillingProfile {
            id: uuid_nil(),
            revision: 0,
            company_name: "Blauwe Vos BV".into(),
            email: "boekhouding@blauwevos.example".into(),
            culture: "nl-NL".into(),
            language: "nl".into(),
            address: Address {
                country: country.into(),
                city: "Utrecht".into(),
                line1: "Kade 12".into(),
                postal_code: "3511 AB".into(),
                first_name: Some("Ilse".into()),
                last_name: Some("Prins".into()),
                ..Address::default()
            },
        },
        reseller: None,
        delegated: true,
    }
}

/// No id yet: the system gives one.
fn uuid_nil<T: std::str::FromStr<Err: std::fmt::Debug>>() -> T {
    "00000000-0000-0000-0000-000000000000".parse().unwrap()
}

fn run(directory: &Path, arguments: &[&str]) -> (i32, String) {
    let mut process = Process::new(env!("CARGO_BIN_EXE_seatwright"));
    let (command, rest) = arguments.split_first().unwrap();
    process.arg(command).arg("--data").arg(directory).args(rest);
    let Output { status, stdout, stderr } = process.output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    (status.code().unwrap(), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn quote_explain_and_verify_as_a_user_runs_them() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let (subscription, charge) = billed(directory).await;
    let (subscription, charge) = (subscription.to_string(), charge.to_string());
    let quote = |change: &[&str]| {
        let all = [&["quote", "--customer", "blauwevos.onmicrosoft.com"], change].concat();
        run(directory, &all)
    };

    let (code, said) = quote(&["seats", &subscription, "12"]);
    assert_eq!(code, 0, "{said}");
    for expected in
        ["addQuantity 12 × ", "16 of 30 days × ", "commitment: net ", "renews on 2023-04-01 with 12"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let (code, said) = quote(&["--json", "buy", OFFER, "3", "--term", "P1M", "--billing", "monthly"]);
    assert_eq!(code, 0, "{said}");
    let document: serde_json::Value = serde_json::from_str(said.trim()).unwrap();
    assert_eq!(document["outlook"]["with"]["at_once"][0]["quantity"], 3);
    let (code, said) = quote(&["cancel", &subscription]);
    assert_eq!((code, said.contains("refused NCX-03 cancel-window-closed")), (1, true), "{said}");

    let (code, said) = run(directory, &["explain", &charge]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("5 × ") && said.contains("rounded by N2") && said.contains("invoice G0000000001"),
        "{said}"
    );
    let (code, said) = run(directory, &["explain", &charge, "--language", "de"]);
    assert_eq!((code, said.contains("gerundet nach N2")), (0, true), "{said}");
    let (code, said) = run(directory, &["explain", &subscription]);
    assert_eq!((code, said.contains("there is no charge")), (4, true), "{said}");

    let (code, said) = run(directory, &["verify"]);
    assert_eq!((code, said.contains("1 accounts, ")), (0, true), "{said}");
    assert!(said.contains("3 charges, 2 invoices"), "{said}");
}
