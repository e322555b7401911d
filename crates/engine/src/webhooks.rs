//! Webhooks: what a partner wants to hear of is put in line as its feed goes on, and delivered at least once, in order for
//! each subscription. Nothing is dropped: what nobody takes is kept as dead, and can be sent again.

mod deliver;
mod plan;
mod registration;
mod turns;

pub(crate) use self::deliver::work;
pub use self::deliver::{DELIVERY_ATTEMPTS_MAX, body};
pub use self::registration::{Registration, WebhookFault};
pub(crate) use self::turns::Couriers;
