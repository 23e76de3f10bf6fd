//! Sentences on stations and teams that get more work than they can do.

use crate::theory::{Load, TeamLoad};

/// Returns, for example, "its work fills 2.00 lanes on average and 1.00 are open; at least 3,
/// always open, would be needed."
pub(super) fn overload_fact(load: &Load) -> String {
    let lanes = match (load.lanes_open, load.lanes_up, load.lanes_needed) {
        (Some(open), Some(up), Some(needed)) => {
            let broken = if up < open {
                format!(", of which {up:.2} are not broken")
            } else {
                String::new()
            };
            format!(
                " and {open:.2} are open{broken}; at least {needed}, always open, would be needed"
            )
        }
        _ => String::new(),
    };
    format!(
        "its work fills {:.2} lanes on average{lanes}.",
        load.offered_load
    )
}

/// Returns the sentence of [`overload_fact`] for a team.
pub(super) fn team_overload_fact(load: &TeamLoad) -> String {
    format!(
        "its work keeps {:.2} members busy on average and {:.2} are on duty; at least {}, always \
         on duty, would be needed.",
        load.offered_load, load.members_on, load.members_needed
    )
}
