//! What a search can claim of its choice.

use serde::{Deserialize, Serialize};

/// What is proven of a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// No clearly feasible arrangement is cheaper.
    #[default]
    Proven,
    /// The same, if more lanes and members never harm.
    IfMoreNeverHarms,
    /// No neighbour is cheaper and meets the target. No arrangement that meets it costs less than
    /// the bound, if more lanes and members never harm.
    Local {
        /// Lower bound for the price a day.
        bound: f64,
    },
}

/// Neighbouring arrangements, one with one more lane or member somewhere, of which both were
/// simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs {
    /// Number of pairs.
    pub compared: u64,
    /// Number of pairs in which the one with more had the worse result.
    pub worse: u64,
}
