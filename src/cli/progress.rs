//! Shows progress on standard error, and handles Ctrl-C.

use std::mem::discriminant;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::experiment::{Stage, Watcher};

use super::failure::Failure;
use super::folder::Extent;
use super::{rescue, terminal};

/// What is usually counted.
const REPLICATIONS: &str = "replications";

/// Interval between lines of progress if standard error is not a terminal.
const PATIENCE: Duration = Duration::from_secs(10);

/// Shows the progress of an experiment at the terminal.
pub(super) struct Progress {
    /// Number of replications; `None` if it is not known in advance.
    total: Option<u64>,
    /// What is counted.
    what: &'static str,
    done: AtomicU64,
    stopped: Arc<AtomicBool>,
    show: Show,
    /// The stage of a search; `None` before its first step, and in other experiments.
    stage: Mutex<Option<Steps>>,
}

/// The steps of one stage of a search.
#[derive(Clone, Copy)]
struct Steps {
    started: Instant,
    /// Number of finished steps.
    done: u64,
    /// What is left.
    stage: Stage,
}

impl Steps {
    /// Goes on with a step of a stage.
    fn next(before: Option<Self>, stage: Stage) -> Self {
        let same = before.filter(|it| discriminant(&it.stage) == discriminant(&stage));
        match same {
            Some(before) => Self {
                done: before.done + before.until(stage),
                stage,
                ..before
            },
            None => Self {
                started: Instant::now(),
                done: 0,
                stage,
            },
        }
    }

    /// Returns the number of steps from here to a later step of the same stage.
    fn until(&self, later: Stage) -> u64 {
        match (self.stage, later) {
            (Stage::InOrder { at_most: before }, Stage::InOrder { at_most: after })
            | (Stage::Bound { at_most: before }, Stage::Bound { at_most: after })
            | (Stage::Around { left: before }, Stage::Around { left: after }) => {
                before.saturating_sub(after)
            }
            _ => 1,
        }
    }

    /// Describes the stage, with the time that is left of it if the steps so far tell it.
    fn words(&self) -> String {
        let seconds = |steps: u64| {
            let each = self.started.elapsed().as_secs_f64() / self.done as f64;
            let left = (each * steps as f64).ceil();
            (self.done >= FEWEST).then_some(left)
        };
        let timed = |prefix: &str, steps: u64, suffix: &str| {
            let left = seconds(steps).map(|left| format!(", {prefix} {left} s left{suffix}"));
            left.unwrap_or_default()
        };
        match self.stage {
            Stage::InOrder { at_most } => {
                let time = timed("at most about", at_most, "");
                format!("in the order of cost, arrangements left at most: {at_most}{time}")
            }
            Stage::Nearby => "from one arrangement to the next".to_owned(),
            Stage::Boxes { open } => {
                let time = timed("about", open, " if no more open");
                format!("boxes open: {open}{time}")
            }
            Stage::Bound { at_most } => {
                let time = timed("at most about", at_most, " of it");
                format!("raising the lower bound{time}")
            }
            Stage::Confirm => "confirming the choice".to_owned(),
            Stage::Around { left } => {
                let time = timed("about", left, " of it");
                format!("neighbours of the choice left to simulate: {left}{time}")
            }
        }
    }
}

/// Least number of finished steps of a stage from which the time left is estimated.
const FEWEST: u64 = 3;

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
        Self::start_of(Some(total), REPLICATIONS, quiet)
    }

    /// As [`start`](Self::start), for an unknown number of replications.
    pub(super) fn start_open(quiet: bool) -> Result<Self, Failure> {
        Self::start_of(None, REPLICATIONS, quiet)
    }

    /// As [`start`](Self::start), for `total` of other things than replications.
    pub(super) fn start_with(total: u64, what: &'static str, quiet: bool) -> Result<Self, Failure> {
        Self::start_of(Some(total), what, quiet)
    }

    /// Goes on with `total` replications.
    pub(super) fn next(self, total: u64) -> Self {
        self.finish();
        let quiet = matches!(self.show, Show::Nothing);
        Self::new(Some(total), REPLICATIONS, quiet, self.stopped)
    }

    fn start_of(total: Option<u64>, what: &'static str, quiet: bool) -> Result<Self, Failure> {
        let stopped = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stopped);
        ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            rescue::at_signal();
        })
        .map_err(|error| Failure::Other(format!("cannot handle Ctrl-C: {error}")))?;
        Ok(Self::new(total, what, quiet, stopped))
    }

    fn new(total: Option<u64>, what: &'static str, quiet: bool, stopped: Arc<AtomicBool>) -> Self {
        let show = if quiet {
            Show::Nothing
        } else if terminal::is_watched() {
            Show::Bar(bar(total, what))
        } else {
            let now = Instant::now();
            Show::Lines {
                started: now,
                last: Mutex::new(now),
            }
        };
        Self {
            total,
            what,
            done: AtomicU64::new(0),
            stopped,
            show,
            stage: Mutex::new(None),
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    /// Returns how much of the work was done.
    pub(super) fn extent(&self) -> Extent {
        if self.wanted() {
            Extent::Whole
        } else {
            Extent::Part
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
                let mut last = locked(last);
                if last.elapsed() >= PATIENCE {
                    *last = Instant::now();
                    let what = self.what;
                    let seconds = started.elapsed().as_secs();
                    let of = self
                        .total
                        .map_or_else(String::new, |total| format!(" of {total}"));
                    let stage = locked(&self.stage).map(|steps| format!("; {}", steps.words()));
                    let stage = stage.unwrap_or_default();
                    terminal::say(&format!("{done}{of} {what} after {seconds} s{stage}"));
                }
            }
        }
    }

    fn stage(&self, stage: Stage) {
        let mut steps = locked(&self.stage);
        let now = Steps::next(*steps, stage);
        *steps = Some(now);
        if let Show::Bar(bar) = &self.show {
            bar.set_message(format!("; {}", now.words()));
        }
    }

    fn wanted(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }
}

/// Locks a value. One that a panic left behind is as good as any other.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bar(total: Option<u64>, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template(&match total {
        Some(_) => format!("{{wide_bar}} {{pos}}/{{len}} {what}, {{eta}} left"),
        None => format!("{{spinner}} {{pos}} {what}, {{elapsed}}{{msg}}"),
    });
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_once_some_steps_are_done() {
        let mut steps = Steps::next(None, Stage::Boxes { open: 1 });
        assert_eq!(steps.words(), "boxes open: 1");
        for _ in 0..FEWEST {
            steps = Steps::next(Some(steps), Stage::Boxes { open: 8 });
        }
        steps.started -= Duration::from_millis(1500);
        // half a second for each of three steps
        assert_eq!(
            steps.words(),
            "boxes open: 8, about 5 s left if no more open"
        );
        steps = Steps::next(Some(steps), Stage::Around { left: 2 });
        assert_eq!(
            steps.words(),
            "neighbours of the choice left to simulate: 2"
        );
        steps = Steps::next(Some(steps), Stage::Confirm);
        assert_eq!(steps.words(), "confirming the choice");
    }
}
