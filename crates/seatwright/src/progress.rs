//! Progress of long work: a bar in a terminal, nothing elsewhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use seatwright_engine::Progress;

/// A bar that counts things of one kind.
pub(crate) struct Bar {
    bar: Mutex<ProgressBar>,
    what: &'static str,
    stopped: Arc<AtomicBool>,
}

impl Bar {
    /// A bar for things, as `accounts`.
    pub(crate) fn of(what: &'static str) -> Self {
        Self { bar: Mutex::new(ProgressBar::hidden()), what, stopped: Arc::default() }
    }

    /// Asks the work to stop when the process is interrupted. Needs a runtime.
    pub(crate) fn stop_on_interrupt(&self) {
        let stopped = Arc::clone(&self.stopped);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stopped.store(true, Ordering::Relaxed);
            }
        });
    }

    fn with(&self, work: impl FnOnce(&ProgressBar)) {
        if let Ok(bar) = self.bar.lock() {
            work(&bar);
        }
    }

    /// Shows how far it is, where both numbers are known.
    pub(crate) fn at(&self, done: u64, total: u64) {
        if done <= 1 {
            self.started(Some(total));
        }
        self.with(|bar| bar.set_position(done));
        if done >= total {
            self.finished();
        }
    }
}

impl Progress for Bar {
    fn started(&self, total: Option<u64>) {
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if total.is_some() {
            "{wide_bar} {human_pos}/{human_len} {msg} {eta}"
        } else {
            "{spinner} {human_pos} {msg} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(self.what);
        bar.enable_steady_tick(Duration::from_millis(200));
        if let Ok(mut place) = self.bar.lock() {
            *place = bar;
        }
    }

    fn advanced(&self, accounts: u64) {
        self.with(|bar| bar.inc(accounts));
    }

    fn finished(&self) {
        self.with(ProgressBar::finish_and_clear);
    }

    fn stops(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}
