//! The words of the report, folded away at its end.

use maud::{Markup, html};

/// Each word with its meaning.
const WORDS: [(&str, &str); 22] = [
    (
        "Batch",
        "What is cleared as one: a declaration, a truck, a container.",
    ),
    (
        "Bottleneck",
        "The station or team with the highest load for its lanes or members.",
    ),
    (
        "Cleared day",
        "A day of whose arrivals the wanted share was released in time.",
    ),
    (
        "Control variate",
        "A correction that narrows intervals: how many batches happened to arrive is compared with \
         how many should.",
    ),
    (
        "Half within, 95 % within",
        "The time that half, or 95 in 100, of the batches take at most.",
    ),
    (
        "Interval",
        "With the confidence that is told, the true value of this model lies between its two ends.",
    ),
    (
        "Lane",
        "A place that serves one batch at a time: a desk, a scanner, a bay.",
    ),
    ("Late", "Released after the due time of the batch."),
    (
        "Longest of a window, on average",
        "The longest time in the measured window of each replication, averaged over the \
         replications; likewise the shortest, and the most batches waiting. The longest of all \
         replications together is longer, and “99 % within” may be too.",
    ),
    (
        "Measured window",
        "The days that count; those before are the warm-up.",
    ),
    (
        "Met, missed, undecided",
        "The whole interval lies on the good side of the target, on the bad side, or on both: then \
         these replications cannot tell. A share is called met only after enough replications with \
         a late batch, so that a share near 100 % can be undecided although its interval lies on \
         the good side.",
    ),
    (
        "Offered load",
        "The mean number of lanes that the work would keep busy.",
    ),
    (
        "Overloaded",
        "More work arrives than open lanes can do, so that the queue grows.",
    ),
    (
        "Overtime",
        "Work after closing time, or of members after their shift.",
    ),
    (
        "Percentage points",
        "The difference of two shares: a rise from 94 % to 96 % is one of 2 points.",
    ),
    ("Release time", "The time from arrival to release."),
    (
        "Replication",
        "One run of all days with its own random numbers.",
    ),
    (
        "Seed",
        "The number from which all random numbers follow: the same seed gives the same results.",
    ),
    (
        "Tolerance",
        "A distance from a target that does not matter.",
    ),
    (
        "Utilisation",
        "Work done within open hours, divided by open lane time.",
    ),
    (
        "Wait",
        "All time at a station that is not work: in the queue, closed, without staff, blocked.",
    ),
    (
        "Warm-up",
        "The first days, which are simulated but not measured, because a port begins empty.",
    ),
];

/// Returns the words with their meanings.
pub(super) fn words() -> Markup {
    html! {
        details {
            summary { (WORDS.len()) " words" }
            dl { @for (word, meaning) in WORDS { dt { (word) } dd { (meaning) } } }
        }
    }
}
