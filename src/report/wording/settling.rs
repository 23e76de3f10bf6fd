//! Words on how long the empty start is felt.

use crate::metric::ScopeKind;
use crate::results::{Relaxation, Results};

use super::{Quantity, exact, label};

/// Returns "At the busiest station, Inspection, the effect of the empty start fades within about 6
/// h"; `None` if no time is known.
pub(in crate::report) fn fades(results: &Results, relaxation: &Relaxation) -> Option<String> {
    let kind = if relaxation.scope.kind() == ScopeKind::Team {
        "team"
    } else {
        "station"
    };
    let hours = exact(Quantity::Hours, relaxation.hours?);
    let label = label(results, &relaxation.scope);
    Some(format!(
        "At the busiest {kind}, {label}, the effect of the empty start fades within about {hours}"
    ))
}
