//! What the first signal does while a report is made: nothing of that work looks whether it is
//! still wanted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is done at a signal.
type Rescue = Box<dyn FnOnce() + Send>;

/// What the next signal does; `None` if the work itself looks whether it is still wanted.
static AT_SIGNAL: Mutex<Option<Rescue>> = Mutex::new(None);

/// Was there a signal?
static HEARD: AtomicBool = AtomicBool::new(false);

/// Was there a signal?
pub(super) fn was_heard() -> bool {
    HEARD.load(Ordering::Relaxed)
}

/// Does what is to be done at a signal; returns false if there is nothing to be done.
pub(super) fn at_signal() -> bool {
    HEARD.store(true, Ordering::Relaxed);
    let rescue = locked(&AT_SIGNAL).take();
    rescue.map(|rescue| rescue()).is_some()
}

/// Does some work. At a signal in the meantime, `rescue` gets `kept`, and the process ends.
pub(super) fn guarded<K: Send + 'static, T>(
    kept: K,
    rescue: impl FnOnce(K) + Send + 'static,
    work: impl FnOnce() -> T,
) -> (K, T) {
    let shared = Arc::new(Mutex::new(Some(kept)));
    let of_signal = Arc::clone(&shared);
    let at_signal = move || {
        if let Some(kept) = locked(&of_signal).take() {
            rescue(kept);
        }
    };
    *locked(&AT_SIGNAL) = Some(Box::new(at_signal));
    let done = work();
    let is_over = locked(&AT_SIGNAL).take().is_none();
    let kept = locked(&shared).take().filter(|_| !is_over);
    match kept {
        Some(kept) => (kept, done),
        // the thread of the signal ends the process
        None => loop {
            std::thread::park();
        },
    }
}

/// Locks a value. One that a panic left behind is as good as any other.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
