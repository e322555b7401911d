//! Who takes deliveries of webhooks to their receivers.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;

use async_trait::async_trait;
use seatwright_domain::webhook::TargetRules;
use uuid::Uuid;

/// The path at which the installation's certificate is published.
pub const CERTIFICATE_PATH: &str = "/webhooks/v1/cert.cer";

/// A delivery on its way out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parcel {
    /// Its id, the same in every attempt.
    pub id: Uuid,
    /// Where it goes.
    pub url: String,
    /// What it says, byte for byte as it is signed and sent.
    pub body: Vec<u8>,
    /// Whether the signature of the installation stands in `x-ms-signature` and not in `Authorization`.
    pub ms_header: bool,
    /// The receiver's secrets, in base64; it is signed with each of them.
    pub secrets: Vec<String>,
}

/// Takes deliveries to receivers: signs them, and reaches nothing that the rules about targets forbid.
#[async_trait]
pub trait Courier: Send + Sync + fmt::Debug {
    /// The installation's own address, as `https://seatwright.example`, for the addresses inside deliveries.
    fn address(&self) -> &str;

    /// What deliveries may reach.
    fn rules(&self) -> TargetRules;

    /// The certificate that deliveries are signed by, in DER; none where there is none.
    fn certificate(&self) -> Option<Vec<u8>> {
        None
    }

    /// Makes one attempt, and gives the status of the answer.
    ///
    /// # Errors
    /// There was no answer, with why.
    async fn carry(&self, parcel: &Parcel) -> Result<u16, String>;
}

/// The courier of a process that makes no deliveries: of commands that look, and of histories that are played.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCourier;

#[async_trait]
impl Courier for NoCourier {
    fn address(&self) -> &str {
        "https://localhost"
    }

    fn rules(&self) -> TargetRules {
        TargetRules::default()
    }

    async fn carry(&self, _parcel: &Parcel) -> Result<u16, String> {
        Err("this process makes no deliveries".to_owned())
    }
}

/// Keeps what it is given, for tests, and answers as it is told to.
#[derive(Debug, Default)]
pub struct MemoryCourier {
    state: Mutex<Carried>,
}

#[derive(Debug, Default)]
struct Carried {
    parcels: Vec<Parcel>,
    answers: VecDeque<Result<u16, String>>,
}

impl MemoryCourier {
    /// Answers the next attempts like this, one after another, and all later ones with 200.
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Result<u16, String>>) {
        self.with(|carried| carried.answers = answers.into_iter().collect());
    }

    /// Every attempt so far, in order, failed ones too.
    #[must_use]
    pub fn parcels(&self) -> Vec<Parcel> {
        self.with(|carried| carried.parcels.clone())
    }

    /// A panic elsewhere leaves only whole parcels behind, so a poisoned lock is as good as any.
    fn with<T>(&self, look: impl FnOnce(&mut Carried) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[async_trait]
impl Courier for MemoryCourier {
    fn address(&self) -> &str {
        "https://seatwright.example"
    }

    fn rules(&self) -> TargetRules {
        TargetRules { http_on_loopback: true, private_networks: false }
    }

    async fn carry(&self, parcel: &Parcel) -> Result<u16, String> {
        self.with(|carried| {
            carried.parcels.push(parcel.clone());
            carried.answers.pop_front().unwrap_or(Ok(200))
        })
    }
}
