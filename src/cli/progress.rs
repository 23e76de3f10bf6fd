//! Shows progress on standard error, and handles Ctrl-C.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::experiment::Watcher;

use super::failure::Failure;
use super::terminal;

/// Interval between lines of progress if standard error is not a terminal.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows the progress of an experiment at the terminal.
pub(super) struct Progress {
    /// Number of replications; `None` if it is not known in advance.
    total: Option<u64>,
    done: AtomicU64,
    stopped: Arc<AtomicBool>,
    show: Show,
}

enum Show {
    Nothing,
    Bar(ProgressBar),
    /// A line at intervals of [`PATIENCE`]; `last` is the time of the last line.
    Lines {
        started: Instant,
        last: Mutex<Instant>,
    },
}

impl Progress {
    /// Starts counting `total` replications and handling Ctrl-C: the first one asks to stop, the
    /// second one ends the process.
    pub(super) fn start(total: u64, quiet: bool) -> Result<Self, Failure> {
        Self::start_of(Some(total), quiet)
    }

    /// As [`start`](Self::start), for an unknown number of replications.
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
        .map_err(|error| Failure::Other(format!("cannot handle Ctrl-C: {error}")))?;
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

    /// Returns `Err` if the work was interrupted.
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
