//! Deliveries of webhooks over HTTP: signed with the key of the installation and with the receiver's secret, and made to
//! nothing that the rules about targets forbid.

mod certificate;
mod courier;
mod signature;

pub use certificate::{Certificate, CertificateError};
pub use courier::HttpCourier;
pub use signature::{RSA_ALGORITHM, secret_signature};
