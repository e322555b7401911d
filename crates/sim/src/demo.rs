//! The demonstration: a partner with an indirect reseller, forty customers over segments and markets, and two years of
//! history, made by executing commands under the clock. At its end every state of the product can be met somewhere.

mod cast;
mod customers;
mod everyday;
mod payments;
mod stage;
mod staged;

use jiff::Timestamp;
use seatwright_engine::Engine;

pub use self::cast::{
    ADMINISTRATOR_PASSWORD, AGENT_PASSWORD, CLIENT_ID, CLIENT_SECRET, HAVENWERK, NORDLJUS, PORTAL_ID,
    PUBLISHER_TENANT, TENANT,
};
pub use self::cast::{identities, partners};
use self::stage::Stage;

/// The seed of the demonstration that everybody gets.
pub const SEED: u64 = 202_611;

/// When the history begins.
#[must_use]
pub fn begins() -> Timestamp {
    instant("2024-11-18T08:00:00Z")
}

/// When the history ends: where the demonstration's clock stands when it is first shown.
#[must_use]
pub fn ends() -> Timestamp {
    instant("2026-11-20T09:00:00Z")
}

/// An instant that is written in this crate.
pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Told how far the making of the demonstration is: done, and in all.
pub type Told<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Plays the two years. The engine's clock must be simulated and stand at [`begins`] on an empty store.
///
/// # Errors
/// A failing store, or a command of the script that is refused: then script and rules do not fit together.
pub async fn populate(engine: &Engine, seed: u64, told: Told<'_>) -> anyhow::Result<()> {
    let mut stage = Stage::new(engine, seed);
    let mut script = everyday::script(seed);
    script.extend(staged::script());
    // Acts of one instant keep the order in which they were written.
    script.sort_by_key(|act| act.at);
    let total = u64::try_from(script.len()).unwrap_or(u64::MAX);
    for (done, act) in (1_u64..).zip(script) {
        stage.play(act).await?;
        told(done, total);
    }
    stage.move_to(ends()).await
}
