//! The configuration of `serve`. The commented default file is the reference; unknown keys are faults, and what is missing
//! is told all at once.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use seatwright_api::{Limits, OidcConfig};
use seatwright_documents::Biller;
use seatwright_domain::partner::{Partner, Partners};
use seatwright_domain::webhook::TargetRules;
use seatwright_engine::identity::IdentityConfig;
use seatwright_store::SqliteStore;
use serde::Deserialize;

/// The file that documents every setting.
pub(crate) const DEFAULT: &str = include_str!("../seatwright.default.toml");

/// The settings of `serve`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Where to listen.
    #[serde(default)]
    pub(crate) listen: Option<SocketAddr>,
    /// The address by which clients reach the installation, where a proxy stands in front of it.
    #[serde(default)]
    pub(crate) address: Option<String>,
    /// Whether that proxy tells the client's address in `X-Forwarded-For`.
    #[serde(default)]
    pub(crate) behind_proxy: bool,
    /// Another issuer whose tokens are taken too.
    #[serde(default)]
    pub(crate) oidc: Option<OidcConfig>,
    /// The directory of the database.
    #[serde(default)]
    pub(crate) data: Option<PathBuf>,
    /// The directory with `catalogue` and `policies`; what comes with the program when absent.
    #[serde(default)]
    pub(crate) rules: Option<PathBuf>,
    /// Who bills, as statements name it; the address that is listened on when absent.
    #[serde(default)]
    pub(crate) biller: Option<Biller>,
    /// What deliveries of webhooks may reach.
    #[serde(default)]
    pub(crate) webhooks: WebhookConfig,
    /// How much one caller may ask for.
    #[serde(default)]
    pub(crate) limits: Limits,
    /// The partner that runs the installation, by domain; the only one when absent.
    #[serde(default)]
    pub(crate) operator: Option<String>,
    /// The partners that sell here.
    #[serde(default)]
    pub(crate) partners: Vec<Partner>,
    /// Who may sign in.
    #[serde(default)]
    pub(crate) identities: IdentityConfig,
}

/// What deliveries of webhooks may reach, beside public addresses over TLS.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookConfig {
    /// Whether plain HTTP to the machine itself is let through.
    #[serde(default)]
    http_on_loopback: bool,
    /// Whether addresses of private networks are let through, over TLS.
    #[serde(default)]
    private_networks: bool,
}

impl WebhookConfig {
    /// As the rules about targets.
    pub(crate) const fn rules(self) -> TargetRules {
        let Self { http_on_loopback, private_networks } = self;
        TargetRules { http_on_loopback, private_networks }
    }
}

/// What is missing in a configuration: never one thing at a time.
#[derive(Debug)]
pub(crate) struct Incomplete {
    file: PathBuf,
    missing: Vec<String>,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not complete:", self.file.display())?;
        for missing in &self.missing {
            write!(f, "\n  - {missing}")?;
        }
        write!(
            f,
            "\n`seatwright serve --print-config` prints a file with every setting and an example of each."
        )
    }
}

impl std::error::Error for Incomplete {}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// `Incomplete` with everything that is missing; a file that cannot be read, or is not in the form.
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let missing = vec!["the file itself is not there; name another with --config".to_owned()];
                return Err(Incomplete { file: file.to_owned(), missing }.into());
            }
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
        };
        let config: Self = toml::from_str(&text).with_context(|| format!("{}", file.display()))?;
        let missing = config.missing();
        if missing.is_empty() {
            Ok(config)
        } else {
            Err(Incomplete { file: file.to_owned(), missing }.into())
        }
    }

    /// The partners, with the one that runs the installation.
    pub(crate) fn all_partners(&self) -> Partners {
        let partners: Partners = self.partners.iter().cloned().collect();
        match self.operator.as_deref().and_then(|domain| partners.find(domain)).map(|partner| partner.id) {
            Some(operator) => partners.operated_by(operator),
            None => partners,
        }
    }

    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        let mut want = |there: bool, what: &str| {
            if !there {
                missing.push(what.to_owned());
            }
        };
        want(self.listen.is_some(), "`listen`: the address to listen on, as \"127.0.0.1:8080\"");
        want(self.data.is_some(), "`data`: the directory of the database");
        want(!self.partners.is_empty(), "`[[partners]]`: at least one partner");
        let identities = &self.identities;
        // A database that is there may have identities of its own, which are looked at when it is open.
        let may_have_some = self.oidc.is_some() || self.data.as_ref().is_some_and(SqliteStore::is_in);
        want(
            !identities.applications.is_empty() || !identities.agents.is_empty() || may_have_some,
            "`[[identities.applications]]` or `[[identities.agents]]`: nobody could sign in",
        );
        let sound = |address: &String| address.starts_with("https://") || address.starts_with("http://");
        want(
            self.address.as_ref().is_none_or(sound),
            "`address`: the address that clients use, as \"https://seatwright.example\"",
        );
        for application in identities.applications.iter().filter(|entry| entry.secret.is_some()) {
            missing.push(format!(
                "`secret_hash` of application \"{}\": a plain `secret` is for demonstrations; `seatwright hash-secret` makes the hash",
                application.client_id
            ));
        }
        for agent in identities.agents.iter().filter(|entry| entry.password.is_some()) {
            missing.push(format!(
                "`password_hash` of agent \"{}\": a plain `password` is for demonstrations; `seatwright hash-secret` makes the hash",
                agent.name
            ));
        }
        for publisher in identities.publishers.iter().filter(|entry| entry.secret.is_some()) {
            missing.push(format!(
                "`secret_hash` of publisher \"{}\": a plain `secret` is for demonstrations; `seatwright hash-secret` makes the hash",
                publisher.domain
            ));
        }
        let known = |domain: &&String| {
            self.partners.iter().any(|partner| partner.domain.eq_ignore_ascii_case(domain))
        };
        if let Some(operator) = self.operator.as_ref().filter(|domain| !known(domain)) {
            missing.push(format!("`operator`: the domain of one of the partners; \"{operator}\" is none"));
        }
        for partner in self.partners.iter().filter(|partner| !(1..=28).contains(&partner.billing_day)) {
            missing.push(format!("`billing_day` of partner \"{}\": a day from 1 to 28", partner.domain));
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("seatwright.toml");
        std::fs::write(&file, text).unwrap();
        format!("{:#}", Config::read(&file).unwrap_err())
    }

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let told = told("");
        for part in ["`listen`", "`data`", "`[[partners]]`", "nobody could sign in"] {
            assert!(told.contains(part), "{told}");
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let told = told("listen = \"127.0.0.1:1\"\nlisen = 3\n");
        assert!(told.contains("line 2") && told.contains("lisen"), "{told}");
    }

    #[test]
    fn the_documented_default_file_is_in_the_form_and_lacks_only_secrets() {
        let config: Config = toml::from_str(DEFAULT).unwrap();
        assert!(config.missing().is_empty(), "{:?}", config.missing());
    }

    #[test]
    fn another_issuer_and_the_proxy_are_read_and_a_database_may_have_its_own_identities() {
        let text = "address = \"https://seatwright.example\"\nbehind_proxy = true\n\
            [oidc]\nissuer = \"https://login.example\"\naudiences = [\"api://seatwright\"]\nkeys = \"keys.json\"\n\
            [oidc.claims]\nname = \"preferred_username\"\n[oidc.roles]\nSellers = \"sales_agent\"\n";
        let config: Config = toml::from_str(text).unwrap();
        let oidc = config.oidc.as_ref().unwrap();
        assert_eq!((oidc.claims.name.as_str(), oidc.claims.tenant.as_str()), ("preferred_username", "tid"));
        assert!(config.behind_proxy && !config.missing().iter().any(|missing| missing.contains("nobody")));
        let faulty: Config = toml::from_str("address = \"seatwright.example\"").unwrap();
        assert!(faulty.missing().iter().any(|missing| missing.starts_with("`address`")));
    }
}
