//! The number of replications.

use super::diagnostics::{Diagnostics, Told};
use crate::scenario::file::Whole;
use crate::scenario::path::Path;

/// Replications by default.
pub(super) const DEFAULT_REPLICATIONS: u32 = 40;

const MOST_REPLICATIONS: u32 = 1_000_000;

/// Checks the number of replications at a path, or returns the default if none is written.
pub(super) fn replications(
    written: Option<Whole>,
    default: u32,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<u32, Told> {
    let count = written.map_or(u64::from(default), Whole::value);
    let within = u32::try_from(count).ok();
    let within = within.filter(|count| (1..=MOST_REPLICATIONS).contains(count));
    within.ok_or_else(|| {
        let message = format!("{count} replications");
        let help = format!("write a number from 1 to {MOST_REPLICATIONS}");
        diagnostics.value(path, message, help)
    })
}
