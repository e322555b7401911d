//! One installation with partners of every tier and cloud, two customers, everything that an address can name, and somebody of
//! every role.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use jiff::Timestamp;
use seatwright_api::{ApiState, Operation, Settings, router};
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::ids::PartnerId;
use seatwright_domain::money::Currency;
use seatwright_domain::partner::{Cloud, Partner, Partners, Tier};
use seatwright_domain::policy::Policies;
use seatwright_domain::role::{Role, Side};
use seatwright_engine::identity::{
    AdministratorConfig, AgentConfig, ApplicationConfig, Identities, IdentityConfig,
};
use seatwright_engine::port::{LeaveToOperator, MemoryNotifier, SeededIds};
use seatwright_engine::{Engine, Ports, Quiet, Setup, SimulatedClock, Target};
use seatwright_store::{ChargeQuery, SqliteStore, Store};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// Classic plans.
pub(crate) const BASIC: &str = "BD938F12-058F-4927-BBA3-AE36B1D2501C";
pub(crate) const STANDARD: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
/// A plan of new commerce.
pub(crate) const NCE_BASIC: &str = "CFQ7TTC0LH18:0001";
/// Another, which another partner sells.
pub(crate) const NCE_STANDARD: &str = "CFQ7TTC0LDPB:0001";
/// An id that nothing has.
pub(crate) const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

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
    let partner = |number: u128, name: &str, tier, cloud, mpn: &str| Partner {
        id: PartnerId(Uuid::from_u128(number)),
        domain: format!("{name}.example"),
        name: name.to_owned(),
        tier,
        cloud,
        country: "NL".to_owned(),
        currency: Currency::parse("EUR").expect("a currency"),
        mpn_id: mpn.to_owned(),
        billing_day: 15,
        resellers: if tier == Tier::IndirectProvider {
            [("7654321".to_owned(), "Duinrand".to_owned()), ("7000000".to_owned(), "Stranger".to_owned())]
                .into()
        } else {
            BTreeMap::new()
        },
    };
    [
        partner(0x7f3d, "havenwerk", Tier::IndirectProvider, Cloud::Public, "1000001"),
        partner(0x9b1e, "nordljus", Tier::DirectBill, Cloud::Public, "1000002"),
        partner(0xfed0, "federal", Tier::DirectBill, Cloud::UsGovernment, "1000003"),
        partner(0x2d1e, "zuider", Tier::DirectBill, Cloud::Public, "1000004"),
        partner(0x51c0, "duinrand", Tier::IndirectReseller, Cloud::Public, "7654321"),
        partner(0x5000, "stranger", Tier::IndirectReseller, Cloud::Public, "7000000"),
    ]
    .into_iter()
    .collect()
}

fn identities() -> IdentityConfig {
    let (mut applications, mut agents, mut administrators) = (Vec::new(), Vec::new(), Vec::new());
    let of_partners: Vec<Role> = Role::ALL.into_iter().filter(|role| role.side() == Side::Partner).collect();
    let mut agent = |tenant: &str, name: String, roles: &[Role]| {
        agents.push(AgentConfig {
            tenant: tenant.to_owned(),
            name,
            password: Some("secret".to_owned()),
            password_hash: None,
            roles: roles.iter().copied().collect(),
        });
    };
    for partner in partners().iter() {
        agent(&partner.domain, format!("all@{}", partner.domain), &of_partners);
    }
    let mut administrator = |customer: &str, name: String, role: Role| {
        administrators.push(AdministratorConfig {
            customer: customer.to_owned(),
            name,
            password: Some("secret".to_owned()),
            password_hash: None,
            roles: [role].into(),
        });
    };
    administrator(ZILVER, format!("otto@{ZILVER}"), Role::CustomerGlobalAdmin);
    for role in Role::ALL.into_iter().filter(|role| role.side() != Side::Publisher) {
        if role.is_customers() {
            administrator(BLAUWEVOS, format!("{role}@{BLAUWEVOS}"), role);
            continue;
        }
        agent("havenwerk.example", format!("{role}@havenwerk.example"), &[role]);
        applications.push(ApplicationConfig {
            tenant: "havenwerk.example".to_owned(),
            client_id: format!("{role}"),
            is_public: false,
            redirect_uris: Vec::new(),
            secret: Some("secret".to_owned()),
            secret_hash: None,
            roles: [role].into(),
        });
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
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open_temporary().expect("a store"));
        let partners = partners();
        let setup = Setup {
            catalogue: Arc::new(Catalogue::embedded().expect("a catalogue")),
            policies: Arc::new(Policies::embedded().expect("policies")),
            identities: Identities::new(&identities(), &partners).expect("identities"),
            partners,
            clock: Arc::new(SimulatedClock::new("2022-04-04T09:00:00Z".parse().expect("an instant"))),
            ports: Ports {
                ids: Arc::new(SeededIds::new(7)),
                notifier: Arc::new(MemoryNotifier::default()),
                credit: Arc::new(LeaveToOperator),
                ..Ports::default()
            },
        };
        let engine = Engine::new(store, setup);
        let machine: Timestamp = "2024-01-01T00:00:00Z".parse().expect("an instant");
        let settings = Settings::at("https://seatwright.example");
        let state = ApiState::open(engine.clone(), settings, move || machine).await.expect("a state");
        let mut world = Self { app: router(state), engine, tokens: BTreeMap::new(), known: BTreeMap::new() };
        world.furnish().await;
        world
    }

    /// A token of somebody: `name@domain` for people, `app:client@domain` for programs.
    async fn token(&self, who: &str) -> String {
        let domain = who.rsplit_once('@').expect("a domain").1;
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
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let headers = headers.filter(|(name, _)| !EACH_ITS_OWN.contains(&name.as_str())).collect();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
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
        let first = post(HAVENWERK, format!("{at}/orders"), order(BASIC)).await.is(201);
        let source = first["lineItems"][0]["subscriptionId"].as_str().expect("an id");
        let wish = json!({"targetOffer": {"id": STANDARD}, "quantity": 5, "upgradeType": "upgrade_only"});
        let upgrade = post(HAVENWERK, format!("{at}/subscriptions/{source}/upgrades"), wish).await.is(200);
        assert!(upgrade["operationId"].is_string(), "{upgrade}");
        let second = post(HAVENWERK, format!("{at}/orders"), order(NCE_BASIC)).await.is(201);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let third = post(HAVENWERK, format!("{at}/orders"), order(E1)).await.is(201);
        let classic = text(&third["lineItems"][0]["subscriptionId"]);
        let subscription = text(&second["lineItems"][0]["subscriptionId"]);
        let user = post(HAVENWERK, format!("{at}/users"), user()).await.is(200);
        // Another partner of the same customer, which may look at it and sells something too.
        let accept = json!({"partner": "zuider.example", "delegated": true});
        let admin = format!("customer_global_admin@{BLAUWEVOS}");
        post(&admin, format!("{own}/relationships"), accept).await.is(200);
        post(ZUIDER, format!("{at}/agreements"), agreement()).await.is(201);
        post(ZUIDER, format!("{at}/orders"), order(NCE_STANDARD)).await.is(201);
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
        let partner = PartnerId(Uuid::from_u128(0x7f3d));
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
        let name = domain.split('.').next().expect("a name");
        let mut body = json!({
            "companyProfile": {"domain": domain, "companyName": format!("{name} BV")},
            "billingProfile": {
                "email": format!("boekhouding@{name}.example"), "culture": "nl-NL", "language": "nl",
                "companyName": format!("{name} BV"),
                "defaultAddress": {
                    "country": "NL", "city": "Utrecht", "addressLine1": "Kade 12", "postalCode": "3511 AB",
                    "firstName": "Ilse", "lastName": "Prins"
                }
            }
        });
        if let Some(number) = reseller {
            body["associatedPartnerId"] = json!(number);
        }
        let made = self.call(partner, "POST", "/v1/customers", Some(&body)).await.is(201);
        let id = made["id"].as_str().expect("an id").to_owned();
        let path = format!("/v1/customers/{id}/agreements");
        self.call(partner, "POST", &path, Some(&agreement())).await.is(201);
        id
    }
}

const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";

fn order(offer: &str) -> Value {
    json!({
        "billingCycle": "monthly",
        "lineItems": [{"lineItemNumber": 0, "offerId": offer, "quantity": 5, "termDuration": "P1Y"}]
    })
}

fn agreement() -> Value {
    json!({
        "primaryContact": {"firstName": "Ilse", "lastName": "Prins", "email": "ilse@blauwevos.example"},
        "dateAgreed": "2022-04-01T00:00:00Z", "templateId": "117a77b0-9360-443b-8795-c6dedc750cf9",
        "type": "MicrosoftCustomerAgreement"
    })
}

fn user() -> Value {
    json!({
        "userPrincipalName": format!("noor@{BLAUWEVOS}"), "firstName": "Noor", "lastName": "Vos",
        "displayName": "Noor Vos", "usageLocation": "NL",
        "passwordProfile": {"password": "Not kept 1", "forceChangePassword": true}
    })
}
