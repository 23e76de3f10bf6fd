//! Progress on standard error, and the end that Ctrl-C asks for.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::experiment::Watcher;

use super::failure::Failure;
use super::terminal;

/// How long work may take before it is said how far it has come, and how often after that, where
/// standard error is no terminal.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows the progress of an experiment at the terminal.
pub(super) struct Progress {
    /// `None` where that is not known beforehand.
    total: Option<u64>,
    done: AtomicU64,
    stopped: Arc<AtomicBool>,
    show: Show,
}

enum Show {
    Nothing,
    Bar(ProgressBar),
    /// A line now and then; when the last one was due.
    Lines {
        started: Instant,
        last: Mutex<Instant>,
    },
}

impl Progress {
    /// Begins to count `total` replications and listens to Ctrl-C: the first asks to stop, the
    /// second ends the process.
    pub(super) fn start(total: u64, quiet: bool) -> Result<Self, Failure> {
        Self::start_of(Some(total), quiet)
    }

    /// As [`start`](Self::start), where it is not known how many replications it will take.
    pub(super) fn start_open(quiet: bool) -> Result<Self, Failure> {
        Self::start_of(None, quiet)
    }

    fn start_of(total: Option<u64>, quiet: bool) -> Result<Self, Failure> {
        let stopped = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stopped);
        ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        })
        .map_err(|error| Failure::Other(format!("cannot listen to Ctrl-C: {error}")))?;
        let show = if quiet {
            Show::Nothing
        } else if terminal::is_watched() {
            Show::Bar(bar(total))
        } else {
            let now = Instant::now();
            Show::Lines {
                started: now,
                last: Mutex::new(now),
            }
        };
        Ok(Self {
            total,
            done: AtomicU64::new(0),
            stopped,
            show,
        })
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    /// Was the work interrupted?
    pub(super) fn outcome(&self) -> Result<(), Failure> {
        if self.wanted() {
            Ok(())
        } else {
            Err(Failure::Interrupted)
        }
    }
}

impl Watcher for Progress {
    fn done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.show {
            Show::Nothing => {}
            Show::Bar(bar) => bar.inc(1),
            Show::Lines { started, last } => {
                let mut last = last
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                if last.elapsed() >= PATIENCE {
                    *last = Instant::now();
                    let seconds = started.elapsed().as_secs();
                    let of = self
                        .total
                        .map_or_else(String::new, |total| format!(" of {total}"));
                    terminal::say(&format!("{done}{of} replications after {seconds} s"));
                }
            }
        }
    }

    fn wanted(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template(match total {
        Some(_) => "{wide_bar} {pos}/{len} replications, {eta} left",
        None => "{spinner} {pos} replications, {elapsed}",
    });
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
