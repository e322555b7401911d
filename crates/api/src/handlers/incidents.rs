//! Service health: incidents that operators have reported for the caller's customers (WHY-02).

use std::collections::BTreeSet;

use seatwright_domain::role::Action;

use super::reach;
use crate::call::Call;
use crate::filter::Filter;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{collection_of, flag, list, object, resource, text, words};
use crate::wire::{attributes, collection};

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    let incident = || {
        object()
            .needs("id", text())
            .needs("messageType", words(&["incident"]))
            .needs("status", words(&["critical"]))
            .needs("severity", words(&["critical"]))
            .needs("workload", text())
            .needs("affectedWorkloadNames", list(text()))
            .needs("messages", list(object()))
            .needs("resolved", flag())
    };
    vec![
        Route::get("/v1/serviceincidents/office", Action::View, list_incidents)
            .about("The health of each service over the caller's customers")
            .query([Parameter::has("filter", text().about("On `Resolved`."))])
            .answers(
                200,
                collection_of(
                    resource()
                        .needs("workload", text())
                        .needs("status", words(&["normal", "critical"]))
                        .needs("incidents", list(incident()))
                        .needs("messageCenterMessages", list(object())),
                ),
            ),
    ]
}

/// The health of each service. What has been resolved is not kept, so a filter on it finds nothing.
pub(crate) async fn list_incidents(call: Call) -> Answered {
    let filter = Filter::of(&call, &["Resolved"])?;
    let mut broken: BTreeSet<String> = BTreeSet::new();
    reach::each(&call, |account| broken.extend(account.head.health.incidents.iter().cloned())).await?;
    let is_wanted = filter.is_none_or(|filter| filter.takes(&|_| "false".to_owned()));
    let shown = call.engine().catalogue().services.values().map(|service| {
        let has_incident = broken.contains(&service.name);
        let incident = Object::new()
            .set("id", service.id.to_string())
            .set("messageType", "incident")
            .set("status", "critical")
            .set("severity", "critical")
            .set("workload", service.title.as_str())
            .texts("affectedWorkloadNames", [&service.name])
            .set("messages", Json::List(Vec::new()))
            .set("resolved", false);
        let incidents: Vec<Json> = (has_incident && is_wanted).then(|| incident.into()).into_iter().collect();
        Json::from(
            Object::new()
                .set("workload", service.title.as_str())
                .set("status", if has_incident { "critical" } else { "normal" })
                .set("incidents", incidents)
                .set("messageCenterMessages", Json::List(Vec::new()))
                .set("attributes", attributes("ServiceIncidents")),
        )
    });
    Ok(Reply::ok(collection::collection(&call, shown.collect())))
}
