//! Licence analytics in their newer form: one row for each customer and plan, and for use each service, of everything that the
//! partner sold, filtered, added up and cut into pages. What counts as used is said in `analytics`.

use std::collections::{BTreeMap, BTreeSet};

use seatwright_domain::account::Account;
use seatwright_domain::catalogue::Catalogue;
use seatwright_domain::role::{Action, Caller};

use super::analytics::{Licences, SERVICE, add, services};
use super::reach;
use crate::call::Call;
use crate::dates;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::json::{Json, Object};
use crate::query::wrong;
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::row_filter::RowFilter;
use crate::schema::{Schema, count, guid, instant, list, object, text, words};
use crate::wire::collection::{relative, with_parameter};

/// The most rows of a page, and what a page has when the client asks for no number.
const ROWS_MAX: u64 = 10_000;

/// Fields by which rows are told apart, in the order of rows.
const FIELDS: [&str; 9] = [
    "customerName",
    "customerTenantId",
    "productName",
    "productId",
    "workloadName",
    "workloadCode",
    "serviceName",
    "serviceCode",
    "channel",
];
/// The places of the two that only rows of use have.
const WORKLOADS: [usize; 2] = [4, 5];

/// One of the two kinds of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deployment,
    Usage,
}

impl Kind {
    /// The names of its figures: what is in users' hands, and what could be.
    const fn figures(self) -> [&'static str; 2] {
        match self {
            Kind::Deployment => ["licensesDeployed", "licensesSold"],
            Kind::Usage => ["licensesActive", "licensesQualified"],
        }
    }

    /// The places of its fields.
    fn fields(self) -> impl Iterator<Item = usize> {
        (0..FIELDS.len()).filter(move |place| self == Kind::Usage || !WORKLOADS.contains(place))
    }
}

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let deployment = [
        "/v1/analytics/commercial/deployment/license",
        "/partner/v1/analytics/commercial/deployment/license",
    ];
    let usage = ["/v1/analytics/commercial/usage/license", "/partner/v1/analytics/commercial/usage/license"];
    let deployment = deployment.map(|path| {
        Route::get(path, Action::View, |call| rows(call, Kind::Deployment))
            .about("Licences sold and in users' hands, by customer and plan")
            .query(parameters())
            .answers(200, Schema::Named("LicenceDeploymentRows", || page(Kind::Deployment)))
    });
    let usage = usage.map(|path| {
        Route::get(path, Action::View, |call| rows(call, Kind::Usage))
            .about("Licences in users' hands, by customer, plan and service")
            .query(parameters())
            .answers(200, Schema::Named("LicenceUsageRows", || page(Kind::Usage)))
    });
    deployment.into_iter().chain(usage).collect()
}

fn parameters() -> [Parameter; 5] {
    let max = i64::try_from(ROWS_MAX).unwrap_or(i64::MAX);
    [
        Parameter::has("top", Schema::Whole(Some(0), Some(max))),
        Parameter::has("skip", Schema::Whole(Some(0), Some(i64::from(u32::MAX)))),
        Parameter::has("filter", text().about("As `serviceCode eq 'o365' and productName ne 'X'`.")),
        Parameter::has(
            "groupby",
            text().about("Names of fields, between commas; figures of alike rows are added up."),
        ),
        Parameter::has("processedDateTime", text().about("A day. There are rows for today only.")),
    ]
}

fn page(kind: Kind) -> Schema {
    let shape = |place: usize| match FIELDS[place] {
        "customerTenantId" | "productId" => guid(),
        "serviceName" | "serviceCode" => words(&[SERVICE]),
        "channel" => words(&["reseller"]),
        _ => text(),
    };
    let row = kind.fields().fold(object(), |row, place| row.has(FIELDS[place], shape(place)));
    let row = kind.figures().into_iter().fold(row, |row, name| row.needs(name, count()));
    object()
        .needs("Value", list(row.needs("processedDateTime", instant())))
        .has("@nextLink", text())
        .needs("TotalCount", count().about("How many rows there are on all pages together."))
}

/// Values of a row by the places of fields; those that were not asked for are empty.
type Values = [String; FIELDS.len()];

/// What was asked for.
struct Asked {
    top: usize,
    skip: usize,
    filter: Option<RowFilter>,
    /// The places of the fields that rows have.
    fields: Vec<usize>,
    /// Whether there can be any row of the day.
    is_today: bool,
}

fn asked(call: &Call, kind: Kind) -> Result<Asked, Fault> {
    let count = |name, max| -> Result<Option<usize>, Fault> {
        Ok(call.query.number(name, 0, max)?.and_then(|number| usize::try_from(number).ok()))
    };
    let known: Vec<(&str, usize)> = kind.fields().map(|place| (FIELDS[place], place)).collect();
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let filter = call
        .query
        .parsed("filter", Takes::Named("takes-row-filter"), |text| RowFilter::parse(text, &names))?;
    let fields = match call.query.get("groupby") {
        None => kind.fields().collect(),
        Some(text) => {
            let places = text.split(',').map(|name| find_word(name, &known)).collect::<Option<Vec<_>>>();
            let mut places = places.ok_or_else(|| wrong("groupby", Takes::one_of(names.iter())))?;
            // A field that is named twice is one.
            let mut named = BTreeSet::new();
            places.retain(|place| named.insert(*place));
            places
        }
    };
    let today = call.engine().now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let day = call.query.parsed("processedDateTime", Takes::Day, dates::day)?;
    let max = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
    Ok(Asked {
        top: count("top", ROWS_MAX)?.filter(|top| *top > 0).unwrap_or(max),
        skip: count("skip", u64::from(u32::MAX))?.unwrap_or(0),
        filter,
        fields,
        is_today: day.is_none_or(|day| day == today),
    })
}

/// The rows of one kind.
async fn rows(call: Call, kind: Kind) -> Answered {
    let asked = asked(&call, kind)?;
    let mut found: BTreeMap<Values, Licences> = BTreeMap::new();
    if asked.is_today {
        let (caller, catalogue) = (call.caller()?, call.engine().catalogue());
        reach::each(&call, |account| {
            of_account(account, caller, catalogue, kind, |values, licences| {
                take(&mut found, &asked, kind, &values, licences);
            });
        })
        .await?;
    }
    let total = found.len();
    let at = call.engine().now().to_string();
    let shown = found.into_iter().skip(asked.skip).take(asked.top).map(|(values, licences)| {
        let row = asked
            .fields
            .iter()
            .fold(Object::new(), |row, place| row.set(FIELDS[*place], values[*place].as_str()));
        let [held, sold] = kind.figures();
        row.set(held, licences.held).set(sold, licences.sold).set("processedDateTime", at.as_str()).into()
    });
    let shown: Vec<Json> = shown.collect();
    let read = asked.skip.saturating_add(shown.len());
    let next = (!shown.is_empty() && read < total).then(|| {
        let query = with_parameter(&call.raw_query, "skip", &read.to_string());
        format!("{}?{query}", relative(call.path.strip_prefix("/partner").unwrap_or(&call.path)))
    });
    let page = Object::new().set("Value", Json::List(shown)).some("@nextLink", next).set("TotalCount", total);
    Ok(Reply::ok(page))
}

/// Adds a row to those that are alike in the fields that were asked for, when it is wanted.
fn take(
    found: &mut BTreeMap<Values, Licences>,
    asked: &Asked,
    kind: Kind,
    values: &Values,
    licences: Licences,
) {
    let known: Vec<usize> = kind.fields().collect();
    let value = |place: usize| known.get(place).map_or("", |place| values[*place].as_str());
    if asked.filter.as_ref().is_some_and(|filter| !filter.takes(&value)) {
        return;
    }
    let mut key = Values::default();
    for place in &asked.fields {
        key[*place].clone_from(&values[*place]);
    }
    let sum = found.entry(key).or_default();
    sum.sold = sum.sold.saturating_add(licences.sold);
    sum.held = sum.held.saturating_add(licences.held);
}

/// Each row of a customer.
fn of_account(
    account: &Account,
    caller: &Caller,
    catalogue: &Catalogue,
    kind: Kind,
    mut row: impl FnMut(Values, Licences),
) {
    let mut by_plan = BTreeMap::new();
    add(&mut by_plan, account, caller);
    for (plan, licences) in by_plan.iter().filter_map(|(id, counted)| Some((catalogue.plan(*id)?, *counted)))
    {
        let values = |workload: (&str, &str)| {
            [
                account.head.customer.company_name.clone(),
                account.id().to_string(),
                plan.title.clone(),
                plan.id.to_string(),
                workload.1.to_owned(),
                workload.0.to_owned(),
                SERVICE.to_owned(),
                SERVICE.to_owned(),
                "reseller".to_owned(),
            ]
        };
        match kind {
            Kind::Deployment => row(values(("", "")), licences),
            Kind::Usage => services(catalogue, plan).for_each(|workload| row(values(workload), licences)),
        }
    }
}
