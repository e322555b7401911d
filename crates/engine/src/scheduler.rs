//! The scheduler of a running installation: carries out what falls due, delivers messages, forgets what is old. It takes
//! no input and every round begins with what the store says, so a round that fails is made good by the next.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::run::RunReport;
use crate::webhooks;

/// The longest pause between two rounds: new due moments and messages wait no longer than this.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// The pause after a round that failed, so that a broken disk does not fill the log.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// How often old answers and delivered messages are forgotten.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A scheduler at work. Dropping it lets it go on until the engine's process ends; `stop` ends it after its round.
#[derive(Debug)]
pub struct Scheduler {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Receivers of webhooks may be slow, which is no reason for what falls due to be late.
    couriers: JoinHandle<()>,
}

impl Engine {
    /// Starts the scheduler on the current runtime. One engine needs one.
    #[must_use]
    pub fn start_scheduler(&self) -> Scheduler {
        let (stop, stopped) = watch::channel(false);
        let couriers = tokio::spawn(webhooks::work(self.clone(), stopped.clone()));
        let task = tokio::spawn(work(self.clone(), stopped));
        Scheduler { stop, task, couriers }
    }

    /// One round: everything due by now, then messages, then, where it is time, forgetting.
    pub(crate) async fn round(
        &self,
        tidied: &mut Option<Timestamp>,
        progress: &dyn Progress,
    ) -> Result<RunReport, EngineError> {
        let now = self.now();
        let report = self.run_due(now, progress).await?;
        self.deliver(now).await?;
        if tidied.is_none_or(|last| now.duration_since(last) >= TIDY_EVERY) {
            self.tidy(now).await?;
            *tidied = Some(now);
        }
        Ok(report)
    }
}

impl Scheduler {
    /// Stops after what is under way, and waits for that.
    pub async fn stop(self) {
        // A receiver that is gone has stopped already.
        let _ = self.stop.send(true);
        for task in [self.task, self.couriers] {
            if let Err(error) = task.await {
                tracing::error!(%error, "the scheduler ended early: {error}");
            }
        }
    }
}

/// Lets a round end early when the scheduler is to stop.
struct Stopping(watch::Receiver<bool>);

impl Progress for Stopping {
    fn started(&self, _total: Option<u64>) {}
    fn advanced(&self, _accounts: u64) {}
    fn finished(&self) {}
    fn stops(&self) -> bool {
        *self.0.borrow()
    }
}

async fn work(engine: Engine, mut stopped: watch::Receiver<bool>) {
    let progress = Stopping(stopped.clone());
    let mut tidied = None;
    while !*stopped.borrow() {
        let pause = match engine.round(&mut tidied, &progress).await {
            Ok(report) if report.failed.is_empty() => pause(&engine).await,
            // What failed is still due and would fail again at once.
            Ok(_) => PAUSE_AFTER_FAILURE,
            Err(error) => {
                tracing::error!(%error, "a round of the scheduler failed and is tried again: {error}");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stopped.changed() => {
                if changed.is_err() {
                    // Nobody is left who could ask it to stop; it goes on with its rounds.
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

/// Until the next due instant, but no longer than a second.
async fn pause(engine: &Engine) -> Duration {
    let Ok(Some(due)) = engine.next_event().await else {
        return PAUSE_MAX;
    };
    let wait = due.duration_since(engine.now());
    Duration::try_from(wait).unwrap_or(Duration::ZERO).clamp(Duration::from_millis(10), PAUSE_MAX)
}
