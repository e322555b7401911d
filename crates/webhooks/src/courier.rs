//! Making one attempt over HTTP: with limits on time, without following redirects, and only to addresses that are allowed
//! when the name has been looked up.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use seatwright_domain::webhook::{Target, TargetRules};
use seatwright_engine::port::{CERTIFICATE_PATH, Courier, Parcel};
use ureq::http::Uri;
use ureq::tls::{TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::certificate::Certificate;
use crate::signature;

/// How long a whole attempt may take.
const ATTEMPT: Duration = Duration::from_secs(15);

/// How long it may take to find the receiver and to connect to it.
const CONNECT: Duration = Duration::from_secs(5);

/// Takes deliveries to their receivers over HTTP.
#[derive(Clone)]
pub struct HttpCourier {
    address: String,
    rules: TargetRules,
    certificate: Certificate,
    agent: Agent,
}

impl fmt::Debug for HttpCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, rules, .. } = self;
        f.debug_struct("HttpCourier").field("address", address).field("rules", rules).finish_non_exhaustive()
    }
}

impl HttpCourier {
    /// A courier of the installation at an address, as `https://seatwright.example`.
    #[must_use]
    pub fn new(address: &str, rules: TargetRules, certificate: Certificate) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("Seatwright/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(ATTEMPT))
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .build();
        let resolver = Guarded { rules, names: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { address: address.trim_end_matches('/').to_owned(), rules, certificate, agent }
    }

    fn post(&self, parcel: &Parcel) -> Result<u16, String> {
        Target::parse(&parcel.url, self.rules).map_err(|fault| fault.to_string())?;
        // The machine's time: receivers compare it with their own, however the installation's clock stands.
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let certificate_url = format!("{}{CERTIFICATE_PATH}", self.address);
        let headers = signature::headers(parcel, &self.certificate, &certificate_url, seconds)?;
        let mut request = self.agent.post(&parcel.url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        match request.send(&parcel.body[..]) {
            Ok(response) => Ok(response.status().as_u16()),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[async_trait]
impl Courier for HttpCourier {
    fn address(&self) -> &str {
        &self.address
    }

    fn rules(&self) -> TargetRules {
        self.rules
    }

    fn certificate(&self) -> Option<Vec<u8>> {
        Some(self.certificate.to_der())
    }

    async fn carry(&self, parcel: &Parcel) -> Result<u16, String> {
        let (courier, parcel) = (self.clone(), parcel.clone());
        let carried = tokio::task::spawn_blocking(move || courier.post(&parcel)).await;
        carried.unwrap_or_else(|_| Err("the attempt ended early".to_owned()))
    }
}

/// Looks names up, and leaves out what may not be reached. It is asked for every connection, so a name that stands for
/// another address from one moment to the next leads nowhere either.
#[derive(Debug)]
struct Guarded {
    rules: TargetRules,
    names: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let target = Target {
            secure: uri.scheme_str().is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
            host: uri.host().unwrap_or_default().to_owned(),
        };
        let mut allowed = self.empty();
        for address in found.iter().filter(|found| target.may_reach(found.ip(), self.rules)) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(Error::Other("the name stands for an address that is not written to".into()));
        }
        Ok(allowed)
    }
}
