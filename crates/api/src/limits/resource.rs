//! What a request counts against: the operations that the dialect names as throttled, by their addresses.

use axum::http::Method;

/// Something that requests are counted for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Resource {
    /// One customer.
    Customer,
    /// Carts and orders.
    Order,
    /// Subscriptions, and what hangs on one.
    Subscription,
    /// Migrations to new commerce.
    Migration,
    /// Migrations that are only checked.
    MigrationCheck,
}

/// All of them.
pub(super) const ALL: [Resource; 5] = [
    Resource::Customer,
    Resource::Order,
    Resource::Subscription,
    Resource::Migration,
    Resource::MigrationCheck,
];

impl Resource {
    /// What an operation counts against; none where it is not limited. The path is the pattern of the route.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let changes = !matches!(*method, Method::GET | Method::HEAD);
        let rest = path.strip_prefix("/v1/customers/{customer}")?;
        let mut words = rest.split('/').skip(1);
        match (words.next(), words.clone().last()) {
            (None, _) => (!changes).then_some(Resource::Customer),
            (Some("carts"), _) => changes.then_some(Resource::Order),
            (Some("orders"), last) => {
                (changes || last == Some("provisioningstatus")).then_some(Resource::Order)
            }
            (Some("subscriptions"), _) => Some(Resource::Subscription),
            (Some("productupgrades" | "azureentitlements"), _) => Some(Resource::Subscription),
            (Some("migrations"), Some("validate")) => Some(Resource::MigrationCheck),
            (Some("migrations"), _) => changes.then_some(Resource::Migration),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dialect_names_is_counted_and_the_rest_is_not() {
        for (method, path, counted) in [
            (Method::GET, "/v1/customers/{customer}", Some(Resource::Customer)),
            (Method::PATCH, "/v1/customers/{customer}", None),
            (Method::POST, "/v1/customers/{customer}/carts", Some(Resource::Order)),
            (Method::GET, "/v1/customers/{customer}/carts/{cart}", None),
            (Method::POST, "/v1/customers/{customer}/carts/{cart}/checkout", Some(Resource::Order)),
            (Method::GET, "/v1/customers/{customer}/orders", None),
            (
                Method::GET,
                "/v1/customers/{customer}/orders/{order}/provisioningstatus",
                Some(Resource::Order),
            ),
            (Method::GET, "/v1/customers/{customer}/subscriptions", Some(Resource::Subscription)),
            (
                Method::POST,
                "/v1/customers/{customer}/subscriptions/{subscription}/upgrades",
                Some(Resource::Subscription),
            ),
            (
                Method::POST,
                "/v1/customers/{customer}/migrations/newcommerce/validate",
                Some(Resource::MigrationCheck),
            ),
            (Method::POST, "/v1/customers/{customer}/migrations/newcommerce", Some(Resource::Migration)),
            (Method::GET, "/v1/customers/{customer}/users", None),
            (Method::GET, "/v1/invoices", None),
            (Method::GET, "/seatwright/v1/customers/{customer}/windows", None),
        ] {
            assert_eq!(Resource::of(&method, path), counted, "{method} {path}");
        }
    }
}
