//! Moving a simulated clock: the clock first, then everything that has fallen due by then.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use crate::clock::{BackInTime, RealClock, SimulatedClock};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::run::RunReport;

/// The most years that one move goes: more is a slip of the pen, and would keep the installation busy for hours.
const YEARS_PER_MOVE_MAX: i16 = 50;

/// The setting that keeps where a simulated clock stands.
const CLOCK_SETTING: &str = "simulated_clock";

/// Where to move the clock.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// On by a span of the calendar in UTC, as `P1M`.
    By(Span),
    /// To an instant.
    To(Timestamp),
    /// To the next thing that happens anywhere in the installation.
    NextEvent,
}

/// What a move of the clock came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClockReport {
    /// Where the clock stood.
    pub from: Timestamp,
    /// Where it stands now. The same as before when there was no next event.
    pub to: Timestamp,
    /// What was carried out.
    pub run: RunReport,
}

impl Engine {
    /// Moves the simulated clock and carries out everything that falls due on the way. The new instant is kept before
    /// anything happens at it, so that no restart finds the clock behind what it has caused.
    ///
    /// # Errors
    /// The clock is real; the target lies in the past, or too far ahead; a failing store. Where carrying out fails, the
    /// clock has moved; the next run goes on with what is left.
    pub async fn advance_clock(
        &self,
        target: Target,
        progress: &dyn Progress,
    ) -> Result<ClockReport, EngineError> {
        let clock = self.clock().simulated().ok_or(EngineError::NotSimulated)?;
        let turn = self.clock_lock().lock().await;
        let from = self.now();
        let to = match target {
            Target::By(span) => shifted(from, span)?,
            Target::To(to) => to,
            Target::NextEvent => self.next_event().await?.map_or(from, |due| due.max(from)),
        };
        if to < from {
            return Err(BackInTime { now: from, wanted: to }.into());
        }
        if to > shifted(from, YEARS_PER_MOVE_MAX.years())? {
            return Err(too_far());
        }
        self.store().put_setting(CLOCK_SETTING, Some(&to.to_string())).await?;
        clock.move_to(to)?;
        drop(turn);
        let run = self.run_due(self.now(), progress).await?;
        Ok(ClockReport { from, to: self.now(), run })
    }
}

/// The clock of a simulated installation: where the store says it stands, or at `first` when it has never stood.
///
/// # Errors
/// The kept instant cannot be read; a failing store.
pub async fn simulated_clock(
    store: &dyn seatwright_store::Store,
    first: Timestamp,
) -> Result<SimulatedClock, EngineError> {
    let Some(kept) = store.setting(CLOCK_SETTING).await? else {
        store.put_setting(CLOCK_SETTING, Some(&first.to_string())).await?;
        return Ok(SimulatedClock::new(first));
    };
    match kept.parse() {
        Ok(at) => Ok(SimulatedClock::new(at)),
        Err(_) => Err(EngineError::ClockUnreadable { kept }),
    }
}

/// The real clock, for an installation that has always had it. One that was run under a simulated clock has events at
/// instants that the real clock does not know, so it stays simulated.
///
/// # Errors
/// The installation has a simulated clock; a failing store.
pub async fn real_clock(store: &dyn seatwright_store::Store) -> Result<RealClock, EngineError> {
    match store.setting(CLOCK_SETTING).await? {
        None => Ok(RealClock::default()),
        Some(kept) => Err(EngineError::Simulated { kept }),
    }
}

fn shifted(from: Timestamp, span: Span) -> Result<Timestamp, EngineError> {
    let there = from.to_zoned(TimeZone::UTC).checked_add(span).map_err(|_| too_far())?;
    Ok(there.timestamp())
}

fn too_far() -> EngineError {
    EngineError::TooFar { years_max: YEARS_PER_MOVE_MAX }
}
