//! The ports to the world, each with what stands behind it when nobody configures anything.

mod courier;
mod credit;
mod ids;
mod notifier;

pub use self::courier::{CERTIFICATE_PATH, Courier, MemoryCourier, NoCourier, Parcel};
pub use self::credit::{CreditApplication, CreditDesk, CreditOpinion, LeaveToOperator};
pub use self::ids::{Ids, RandomIds, SeededIds};
pub use self::notifier::{LogNotifier, MemoryNotifier, NotDelivered, Notifier, Outgoing};
