//! Who sells through whom: the indirect resellers of a provider, and the providers of a reseller.

use seatwright_domain::partner::Partner;
use seatwright_domain::role::Action;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::call::Call;
use crate::fault::Fault;
use crate::fields::{Takes, find_word};
use crate::filter::Filter;
use crate::json::{Json, Object};
use crate::reply::Reply;
use crate::route::{Answered, Parameter, Route};
use crate::schema::{Schema, collection_of, guid, resource, text, words};
use crate::wire::{attributes, collection};

const TYPES: [(&str, bool); 2] =
    [("IsIndirectCloudSolutionProviderOf", true), ("IsIndirectResellerOf", false)];

/// The operations of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/v1/relationships", Action::View, list)
            .about("The indirect resellers of a provider, or the providers of a reseller")
            .query([
                Parameter::needs(
                    "relationship_type",
                    words(&["IsIndirectCloudSolutionProviderOf", "IsIndirectResellerOf"]),
                ),
                Parameter::has("filter", text().about("On `Name`.")),
            ])
            .answers(200, collection_of(schema()))
            .also([404]),
    ]
}

/// The shape of a relationship between partners.
pub(super) const fn schema() -> Schema {
    Schema::Named("PartnerRelationship", shape)
}

fn shape() -> Schema {
    resource()
        .needs("id", guid())
        .needs("name", text())
        .needs(
            "relationshipType",
            words(&["is_indirect_cloud_solution_provider_of", "is_indirect_reseller_of"]),
        )
        .needs("state", words(&["Active"]))
        .needs("mpnId", text())
        .has("location", text())
}

/// The relationships of the caller, of one of the two kinds.
pub(crate) async fn list(call: Call) -> Answered {
    let partner = call.partner().ok_or_else(Fault::nothing_here)?;
    let takes = || Takes::one_of(TYPES.iter().map(|(name, _)| *name));
    let asked = call.query.needed("relationship_type", takes())?;
    let as_provider = find_word(asked, &TYPES).ok_or_else(|| Fault::field("relationship_type", takes()))?;
    let filter = Filter::of(&call, &["Name"])?;
    let found: Vec<Json> = if as_provider {
        partner.resellers.keys().filter_map(|number| reseller(&call, partner, number)).collect()
    } else {
        let sells_through = |other: &&Partner| other.resellers.contains_key(&partner.mpn_id);
        let shown = |other: &Partner| {
            let country = Some(other.country.as_str());
            relationship(other.id.0, &other.name, "is_indirect_reseller_of", &other.mpn_id, country)
        };
        call.engine().partners().iter().filter(sells_through).map(shown).collect()
    };
    let name = |item: &Json| item.get("name").and_then(Json::as_text).unwrap_or_default().to_owned();
    let wanted = |item: &Json| filter.as_ref().is_none_or(|filter| filter.takes(&|_| name(item)));
    Ok(Reply::ok(collection::collection(&call, found.into_iter().filter(wanted).collect())))
}

/// The relationship of a provider with one of its resellers, by location number.
pub(super) fn reseller(call: &Call, provider: &Partner, number: &str) -> Option<Json> {
    let name = provider.resellers.get(number)?;
    let known =
        call.engine().partners().iter().find(|partner| partner.mpn_id == number && partner.name == *name);
    let id = known.map_or_else(|| id_of(provider, number), |partner| partner.id.0);
    let country = known.map_or(provider.country.as_str(), |partner| partner.country.as_str());
    Some(relationship(id, name, "is_indirect_cloud_solution_provider_of", number, Some(country)))
}

/// An id for a reseller that has no tenant here: always the same one.
fn id_of(provider: &Partner, number: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(provider.id.0.as_bytes());
    hash.update(number.as_bytes());
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn relationship(id: Uuid, name: &str, kind: &str, number: &str, country: Option<&str>) -> Json {
    Object::new()
        .set("id", id.to_string())
        .set("name", name)
        .set("relationshipType", kind)
        .set("state", "Active")
        .set("mpnId", number)
        .some("location", country)
        .set("attributes", attributes("PartnerRelationship"))
        .into()
}
