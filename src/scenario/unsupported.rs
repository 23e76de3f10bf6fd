//! What the scenario format promises and this version cannot do yet.
//!
//! A key listed here is refused with these words instead of being called unknown. Whoever builds
//! one of them adds it to `file` and takes it off this list.

use super::path::Path;

/// Keys, as patterns of paths.
const KEYS: &[&str] = &["staffing"];

/// Is the key one that a later version will know?
pub(super) fn key(path: &Path) -> bool {
    KEYS.iter().any(|pattern| path.matches(pattern))
}

/// The unsupported keys that could stand beside this one.
pub(super) fn siblings(path: &Path) -> Vec<&'static str> {
    let parent = path.parent();
    KEYS.iter()
        .filter_map(|pattern| {
            let key = pattern.rsplit('.').next()?;
            parent.child(key).matches(pattern).then_some(key)
        })
        .collect()
}
