//! What a signal does where the work does not look whether it is still wanted: results are put in
//! place without their report, at once while the report of whole results is made, and after a
//! short time if the signal came before.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::terminal;

/// What is done at a signal.
type Rescue = Box<dyn FnOnce() + Send>;

/// Time from the first signal to the end of all that only makes what was finished readable.
const GRACE: Duration = Duration::from_millis(500);

/// Exit code of an interrupted command.
const INTERRUPTED: i32 = 130;

/// What the next signal does; `None` if the work itself looks whether it is still wanted.
static AT_SIGNAL: Mutex<Option<Rescue>> = Mutex::new(None);

/// Was there a signal?
static HEARD: AtomicBool = AtomicBool::new(false);

/// Is [`GRACE`] over?
static OVERDUE: AtomicBool = AtomicBool::new(false);

/// Was there a signal?
pub(super) fn was_heard() -> bool {
    HEARD.load(Ordering::SeqCst)
}

/// Was there a signal so long ago that only the results themselves are put in place?
pub(super) fn is_overdue() -> bool {
    OVERDUE.load(Ordering::SeqCst)
}

/// Does what is to be done at the first signal, now or after [`GRACE`].
pub(super) fn at_signal() {
    HEARD.store(true, Ordering::SeqCst);
    rescue();
    thread::spawn(|| {
        thread::sleep(GRACE);
        OVERDUE.store(true, Ordering::SeqCst);
        rescue();
        terminal::say(
            "interrupted: what was finished is put in place; a second signal ends the command at \
             once",
        );
    });
}

/// Ends the process with what is registered for a signal, if there is something.
fn rescue() {
    let rescue = locked(&AT_SIGNAL).take();
    if let Some(rescue) = rescue {
        rescue();
        std::process::exit(INTERRUPTED);
    }
}

/// Does some work. At a signal in the meantime, or some time after an earlier one, `rescue` gets
/// `kept`, and the process ends.
pub(super) fn guarded<K: Send + 'static, T>(
    kept: K,
    rescue_it: impl FnOnce(K) + Send + 'static,
    work: impl FnOnce() -> T,
) -> (K, T) {
    let shared = Arc::new(Mutex::new(Some(kept)));
    let of_signal = Arc::clone(&shared);
    let at_signal = move || {
        if let Some(kept) = locked(&of_signal).take() {
            rescue_it(kept);
        }
    };
    *locked(&AT_SIGNAL) = Some(Box::new(at_signal));
    if is_overdue() {
        rescue();
    }
    let done = work();
    let is_over = locked(&AT_SIGNAL).take().is_none();
    let kept = locked(&shared).take().filter(|_| !is_over);
    match kept {
        Some(kept) => (kept, done),
        // the thread of the signal ends the process
        None => loop {
            thread::park();
        },
    }
}

/// Locks a value. One that a panic left behind is as good as any other.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
