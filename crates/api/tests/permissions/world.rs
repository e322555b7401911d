//! One installation with partners of every tier and cloud, two customers, everything that an address can name, and somebody of
//! every role.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use seatwright_api::Operation;
use seatwright_domain::ids::PartnerId;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::role::{Role, Side};
use seatwright_engine::identity::{Identities, IdentityConfig};
use seatwright_engine::{Engine, Quiet, Target};
use seatwright_store::ChargeQuery;
pub(crate) use seatwright_testkit::NOBODY;
use seatwright_testkit::offer::E1;
pub(crate) use seatwright_testkit::offer::{BASIC, NCE_BASIC, NCE_STANDARD, STANDARD};
use seatwright_testkit::people::{administrator, agent, application, domain_of, partner};
use seatwright_testkit::{Installation, Time, ask, body, people};
use serde_json::{Value, json};
use uuid::Uuid;

/// The domain of the customer that everything is about, and of another partner's customer.
pub(crate) const BLAUWEVOS: &str = "blauwevos.onmicrosoft.com";
const ZILVER: &str = "zilver.onmicrosoft.com";
/// Those who have no business with the customer: another partner, one of another cloud, an indirect reseller that nobody names,
/// and the administrator of another company.
pub(crate) const STRANGERS: [&str; 4] =
    ["all@nordljus.example", "all@federal.example", "all@stranger.example", "otto@zilver.onmicrosoft.com"];
/// The partner that sold everything; a partner of the same customer; the indirect reseller that stands on what was sold.
pub(crate) const HAVENWERK: &str = "all@havenwerk.example";
pub(crate) const ZUIDER: &str = "all@zuider.example";
pub(crate) const DUINRAND: &str = "all@duinrand.example";

/// Everybody with one role for the customer: the name that signs in, and the role. Partners' roles are held by a program and by
/// a person each.
pub(crate) fn one_role_each() -> Vec<(String, Role)> {
    let mut all = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| role.side() != Side::Publisher) {
        if role.is_customers() {
            all.push((format!("{role}@{BLAUWEVOS}"), role));
        } else {
            all.push((format!("{role}@havenwerk.example"), role));
            all.push((format!("app:{role}@havenwerk.example"), role));
        }
    }
    all
}

fn partners() -> Partners {
    let of = |number: u128, name: &str, tier, cloud, mpn: &str| {
        let resellers = match tier {
            Tier::IndirectProvider => [("7654321", "Duinrand"), ("7000000", "Stranger")].as_slice(),
            Tier::DirectBill | Tier::IndirectReseller => &[],
        };
        let resellers = resellers.iter().map(|(mpn, name)| ((*mpn).to_owned(), (*name).to_owned())).collect();
        let mpn_id = mpn.to_owned();
        Partner { tier, cloud, mpn_id, resellers, ..partner(PartnerId(Uuid::from_u128(number)), name) }
    };
    [
        of(0x7f3d, "havenwerk", Tier::IndirectProvider, Cloud::Public, "1000001"),
        of(0x9b1e, "nordljus", Tier::DirectBill, Cloud::Public, "1000002"),
        of(0xfed0, "federal", Tier::DirectBill, Cloud::UsGovernment, "1000003"),
        of(0x2d1e, "zuider", Tier::DirectBill, Cloud::Public, "1000004"),
        of(0x51c0, "duinrand", Tier::IndirectReseller, Cloud::Public, "7654321"),
        of(0x5000, "stranger", Tier::IndirectReseller, Cloud::Public, "7000000"),
    ]
    .into_iter()
    .collect::<Partners>()
    .operated_by(PartnerId(Uuid::from_u128(0x7f3d)))
}

fn identities() -> IdentityConfig {
    let (mut applications, mut agents, mut administrators) = (Vec::new(), Vec::new(), Vec::new());
    let of_partners: Vec<Role> = Role::ALL.into_iter().filter(|role| role.side() == Side::Partner).collect();
    for partner in partners().iter() {
        agents.push(agent(&format!("all@{}", partner.domain), &of_partners));
    }
    administrators.push(administrator(&format!("otto@{ZILVER}"), Role::CustomerGlobalAdmin));
    for role in Role::ALL.into_iter().filter(|role| role.side() != Side::Publisher) {
        if role.is_customers() {
            administrators.push(administrator(&format!("{role}@{BLAUWEVOS}"), role));
            continue;
        }
        agents.push(agent(&format!("{role}@havenwerk.example"), &[role]));
        applications.push(application("havenwerk.example", &role.to_string(), &[role]));
    }
    IdentityConfig { applications, agents, administrators, publishers: Vec::new() }
}

/// An answer, as far as two of them are compared.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    /// Headers without those that differ from request to request.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The body, when the status is as expected.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// Whether the refusal says that the role is missing.
    pub(crate) fn misses_role(&self) -> bool {
        let body = self.json();
        let reasons = body["reasons"].as_array().map_or(&[][..], Vec::as_slice);
        self.status >= 400 && reasons.iter().any(|reason| reason["code"] == 900_150)
    }

    /// The same with some texts replaced by a word, so that answers about different things can be compared.
    pub(crate) fn without(&self, ids: &[&str]) -> Self {
        let plain = |text: &str| {
            let mut plain = text.to_ascii_lowercase();
            for id in ids {
                plain = plain.replace(&id.to_ascii_lowercase(), "ID");
            }
            plain
        };
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        Self { status: self.status, headers, text: plain(&self.text) }
    }
}

/// The installation, and the names of what is in it.
pub(crate) struct World {
    pub(crate) app: Router,
    pub(crate) engine: Engine,
    tokens: BTreeMap<String, String>,
    /// What an address can name of Havenwerk's business with the customer: by the name of the parameter.
    pub(crate) known: BTreeMap<&'static str, String>,
}

impl World {
    /// The installation with everything in it.
    pub(crate) async fn new() -> Self {
        let partners = partners();
        let identities = Identities::new(&identities(), &partners).expect("identities");
        let Installation { engine, router, .. } =
            Installation::open(partners, identities, Time::Simulated("2022-04-04T09:00:00Z")).await;
        let mut world = Self { app: router, engine, tokens: BTreeMap::new(), known: BTreeMap::new() };
        world.furnish().await;
        world
    }

    /// A token of somebody: `name@domain` for people, `app:client@domain` for programs.
    async fn token(&self, who: &str) -> String {
        let domain = domain_of(who);
        let form = match who.strip_prefix("app:") {
            Some(rest) => {
                let client = rest.rsplit_once('@').expect("a domain").0;
                format!("grant_type=client_credentials&client_id={client}&client_secret=secret")
            }
            None => format!("grant_type=password&username={who}&password=secret"),
        };
        let request = Request::post(format!("/{domain}/oauth2/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let got = self.send(request.expect("a request")).await.is(200);
        got["access_token"].as_str().expect("a token").to_owned()
    }

    async fn send(&self, request: Request<Body>) -> Got {
        const EACH_ITS_OWN: [&str; 6] =
            ["ms-requestid", "ms-correlationid", "x-ms-requestid", "x-ms-correlationid", "ms-cv", "date"];
        let (parts, bytes) = ask(&self.app, request).await;
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let headers = headers.filter(|(name, _)| !EACH_ITS_OWN.contains(&name.as_str())).collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Got { status: parts.status.as_u16(), headers, text }
    }

    /// A request of somebody.
    pub(crate) async fn call(&self, who: &str, method: &str, path: &str, body: Option<&Value>) -> Got {
        let token = self.tokens.get(who).unwrap_or_else(|| panic!("nobody is called {who}"));
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).expect("a request")).await
    }

    /// The path of an operation with its parameters filled in; what is not in the map has the id of nobody.
    pub(crate) fn filled(operation: &Operation, values: &BTreeMap<&'static str, String>) -> String {
        let mut path = String::new();
        for part in operation.path.split('/').filter(|part| !part.is_empty()) {
            let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            let value = match name {
                None => part,
                Some("tenant") => "havenwerk.example",
                Some("product") => "CFQ7TTC0LH18",
                Some("sku") => "0001",
                Some("line") => "0",
                Some("domain") => BLAUWEVOS,
                Some("provider") => "all",
                Some("kind") => "billinglineitems",
                Some("period") => "mostrecent",
                Some(name) => values.get(name).map_or(NOBODY, String::as_str),
            };
            path.push('/');
            path.push_str(value);
        }
        // What some operations must have; the others do not look at it.
        path + "?country=NL&targetView=OnlineServices&term_duration=P1Y&provider=all&invoicelineitemtype=billinglineitems"
    }

    /// What is known, with the ids of nobody for all but the customer.
    pub(crate) fn only_customer(&self) -> BTreeMap<&'static str, String> {
        [("customer", self.known["customer"].clone())].into()
    }

    async fn furnish(&mut self) {
        let names =
            one_role_each().into_iter().map(|(name, _)| name).filter(|name| !name.ends_with(BLAUWEVOS));
        let partners =
            STRANGERS[..3].iter().chain(&[HAVENWERK, ZUIDER, DUINRAND]).map(|name| (*name).to_owned());
        for name in names.chain(partners) {
            let token = self.token(&name).await;
            self.tokens.insert(name, token);
        }
        let customer = self.customer(HAVENWERK, BLAUWEVOS, Some("7654321")).await;
        self.customer(STRANGERS[0], ZILVER, None).await;
        let of_blauwevos =
            one_role_each().into_iter().map(|(name, _)| name).filter(|name| name.ends_with(BLAUWEVOS));
        for name in of_blauwevos.chain([STRANGERS[3].to_owned()]) {
            let token = self.token(&name).await;
            self.tokens.insert(name, token);
        }
        self.known.insert("customer", customer.clone());
        let at = format!("/v1/customers/{customer}");
        let own = format!("/seatwright/v1/customers/{customer}");
        let post =
            async |who: &str, path: String, body: Value| self.call(who, "POST", &path, Some(&body)).await;
        let first = post(HAVENWERK, format!("{at}/orders"), body::order(BASIC, 5)).await.is(201);
        let source = first["lineItems"][0]["subscriptionId"].as_str().expect("an id");
        let wish = json!({"targetOffer": {"id": STANDARD}, "quantity": 5, "upgradeType": "upgrade_only"});
        let upgrade = post(HAVENWERK, format!("{at}/subscriptions/{source}/upgrades"), wish).await.is(200);
        assert!(upgrade["operationId"].is_string(), "{upgrade}");
        let second = post(HAVENWERK, format!("{at}/orders"), body::order(NCE_BASIC, 5)).await.is(201);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let third = post(HAVENWERK, format!("{at}/orders"), body::order(E1, 5)).await.is(201);
        let classic = text(&third["lineItems"][0]["subscriptionId"]);
        let subscription = text(&second["lineItems"][0]["subscriptionId"]);
        let user = post(HAVENWERK, format!("{at}/users"), body::user(1)).await.is(200);
        // Another partner of the same customer, which may look at it and sells something too.
        let accept = json!({"partner": "zuider.example", "delegated": true});
        let admin = format!("customer_global_admin@{BLAUWEVOS}");
        post(&admin, format!("{own}/relationships"), accept).await.is(200);
        post(ZUIDER, format!("{at}/agreements"), body::agreement()).await.is(201);
        post(ZUIDER, format!("{at}/orders"), body::order(NCE_STANDARD, 5)).await.is(201);
        // A month later there are bills.
        let later = Target::To("2022-05-20T09:00:00Z".parse().expect("an instant"));
        self.engine.advance_clock(later, &Quiet).await.expect("advanced");
        let cart = json!({"lineItems": [{"catalogItemId": NCE_BASIC, "quantity": 1, "billingCycle": "monthly", "termDuration": "P1Y"}]});
        let cart = post(HAVENWERK, format!("{at}/carts"), cart).await.is(201);
        let change = json!({"changes": [{"change": "seats", "subscription": subscription, "quantity": 12}]});
        let quote = post(HAVENWERK, format!("{own}/quotes"), change).await.is(200);
        let invoices = self.call(HAVENWERK, "GET", "/v1/invoices", None).await.is(200);
        let id = customer.parse().expect("an id");
        let charges = self.engine.store().charges(&ChargeQuery::of(id)).await.expect("charges").items;
        let partner = people::HAVENWERK;
        let charge = charges.iter().find(|charge| charge.charge.seller.partner() == Some(partner));
        let found = [
            ("subscription", subscription),
            ("classic", classic),
            ("order", text(&third["id"])),
            ("user", text(&user["id"])),
            ("cart", text(&cart["id"])),
            ("token", text(&quote["token"])),
            ("invoice", text(&invoices["items"][0]["id"])),
            ("upgrade", text(&upgrade["operationId"])),
            ("charge", charge.expect("a charge").charge.id.to_string()),
            ("partner", partner.to_string()),
        ];
        self.known.extend(found);
    }

    async fn customer(&self, partner: &str, domain: &str, reseller: Option<&str>) -> String {
        let mut body = body::customer(domain.split('.').next().expect("a name"));
        if let Some(number) = reseller {
            body["associatedPartnerId"] = json!(number);
        }
        let made = self.call(partner, "POST", "/v1/customers", Some(&body)).await.is(201);
        let id = made["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/customers/{id}/agreements");
        self.call(partner, "POST", &path, Some(&body::agreement())).await.is(201);
        id
    }
}
