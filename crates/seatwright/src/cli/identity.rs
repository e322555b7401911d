//! The part of the command line about who may sign in: identities, sessions, keys.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use seatwright_domain::role::Role;
use seatwright_engine::identity::IdentityKind;
use uuid::Uuid;

/// The directory of a database, which a server may be working on.
#[derive(Args, Debug)]
pub(crate) struct Beside {
    /// The directory of the database. A running server notices the change within a second.
    #[arg(long, value_name = "DIR", default_value = "./seatwright-demo")]
    pub(crate) data: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Identity {
    #[command(subcommand)]
    pub(crate) what: IdentityWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum IdentityWhat {
    /// Make an identity. Its secret is printed once, to the standard output.
    Add {
        /// What it is.
        #[arg(value_enum)]
        kind: Kind,
        /// The client id of an application, the sign-in name of a person.
        name: String,
        /// Its organisation: a partner or a customer, by domain or id.
        #[arg(long, value_name = "TENANT")]
        tenant: String,
        /// Its roles, as admin_agent,global_admin.
        #[arg(long, value_name = "ROLES", value_delimiter = ',', value_parser = role)]
        roles: Vec<Role>,
        /// An application that can keep no secret: people sign in with it by a code and a proof.
        #[arg(long)]
        public: bool,
        /// Where people may be sent back to when they have signed in; may be repeated.
        #[arg(long, value_name = "URI")]
        redirect: Vec<String>,
        #[command(flatten)]
        secret: SecretOptions,
        #[command(flatten)]
        beside: Beside,
    },
    /// List the identities that the database keeps.
    List {
        /// Only those of this partner or customer, by domain or id.
        #[arg(long, value_name = "TENANT")]
        tenant: Option<String>,
        #[command(flatten)]
        beside: Beside,
    },
    /// Show one identity with its secrets' ids.
    Show {
        #[command(flatten)]
        one: One,
    },
    /// Give an identity other roles. Its access tokens end; its sessions get new ones with these roles.
    Roles {
        #[command(flatten)]
        one: One,
        /// The roles from now on, as admin_agent,global_admin.
        #[arg(value_name = "ROLES", value_delimiter = ',', required = true, value_parser = role)]
        roles: Vec<Role>,
    },
    /// Add or remove a secret.
    Secret {
        #[command(subcommand)]
        what: SecretWhat,
    },
    /// Keep an identity out: its sessions and tokens end at once. Those of the configuration by their id.
    Disable {
        #[command(flatten)]
        one: One,
    },
    /// Let an identity sign in again.
    Enable {
        #[command(flatten)]
        one: One,
    },
    /// Take an identity out, with its secrets, sessions and tokens.
    Remove {
        #[command(flatten)]
        one: One,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum SecretWhat {
    /// Make another secret, or a person's new password. It is printed once, to the standard output.
    Add {
        #[command(flatten)]
        one: One,
        #[command(flatten)]
        secret: SecretOptions,
    },
    /// Remove a secret. The tokens of its identity end; whoever has another secret gets new ones.
    Remove {
        #[command(flatten)]
        one: One,
        /// The secret's id, as `show` prints it.
        #[arg(value_name = "SECRET")]
        secret: Uuid,
    },
}

/// One identity.
#[derive(Args, Debug)]
pub(crate) struct One {
    /// The identity: its id, or its name where no other organisation has the same.
    #[arg(value_name = "IDENTITY")]
    pub(crate) identity: String,
    #[command(flatten)]
    pub(crate) beside: Beside,
}

/// How a secret is made.
#[derive(Args, Debug)]
pub(crate) struct SecretOptions {
    /// What the secret is for.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) description: String,
    /// When it ends, as 2027-01-01T00:00:00Z; never when absent.
    #[arg(long, value_name = "INSTANT")]
    pub(crate) expires: Option<Timestamp>,
    /// Read a person's password from the standard input instead of making one.
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// What an identity is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Kind {
    /// A program of a partner.
    Application,
    /// A person at a partner.
    Agent,
    /// A person at a customer.
    Administrator,
}

impl From<Kind> for IdentityKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Application => IdentityKind::Application,
            Kind::Agent => IdentityKind::Agent,
            Kind::Administrator => IdentityKind::CustomerAdmin,
        }
    }
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name.trim()).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("not one of {}", known.join(", "))
    })
}

#[derive(Args, Debug)]
pub(crate) struct Session {
    #[command(subcommand)]
    pub(crate) what: SessionWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum SessionWhat {
    /// List who is signed in at an organisation, oldest first.
    List {
        /// The partner or customer, by domain or id.
        #[arg(long, value_name = "TENANT")]
        tenant: String,
        /// Those that have ended too, as long as they are kept.
        #[arg(long)]
        ended: bool,
        #[command(flatten)]
        beside: Beside,
    },
    /// End a session, or all sessions of an identity, with their tokens.
    #[command(group(clap::ArgGroup::new("which").required(true).args(["session", "identity"])))]
    Revoke {
        /// The session's id.
        #[arg(value_name = "SESSION")]
        session: Option<Uuid>,
        /// All sessions of this identity, by id or name; one of the configuration by its id.
        #[arg(long, value_name = "IDENTITY")]
        identity: Option<String>,
        #[command(flatten)]
        beside: Beside,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) what: KeysWhat,
}

#[derive(Subcommand, Debug)]
pub(crate) enum KeysWhat {
    /// List the keys that tokens are signed with.
    List {
        #[command(flatten)]
        beside: Beside,
    },
    /// Make a new key, which signs from now on; those before it are believed for another day.
    Rotate {
        /// Believe the keys before it no more, as when one has become known: everybody signs in again.
        #[arg(long)]
        retire_at_once: bool,
        #[command(flatten)]
        beside: Beside,
    },
}
