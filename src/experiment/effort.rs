//! The effort of a run: replications, stopping rule, seed and confidence.

use crate::scenario::Scenario;
use crate::statistics::{Catalogue, Keep, Stopping};

/// Replications, stopping rule, seed and confidence of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Number of replications, at least 1; a limit if another rule says when to stop.
    pub replications: u32,
    /// When to stop.
    pub stopping: Stopping,
    /// Whether the value of every metric in every replication is kept.
    pub keep: Keep,
    /// The seed.
    pub seed: u64,
    /// Confidence of every interval, in (0, 1).
    pub confidence: f64,
}

/// Limit on the kept values: metrics times replications.
const MOST_VALUES: f64 = 1e7;

/// Keeps all values if there are at most ten million of them.
pub fn keep(values: f64) -> Keep {
    if values > MOST_VALUES {
        Keep::Summary
    } else {
        Keep::Values
    }
}

impl Scenario {
    /// Returns the effort that the scenario file asks for.
    ///
    /// ```
    /// # use std::path::Path;
    /// # use clearway::{input::Disk, scenario::{Document, Problems}};
    /// let scenario = Document::load(Path::new("scenarios/peak-day.toml"), Disk)?.compile()?;
    /// assert_eq!((scenario.effort().replications, scenario.effort().seed), (100, 134));
    /// # Ok::<(), Problems>(())
    /// ```
    pub fn effort(&self) -> Effort {
        Effort {
            replications: self.replications,
            stopping: self.stopping,
            keep: keep(self.values()),
            seed: self.seed,
            confidence: self.confidence,
        }
    }

    /// Returns what is kept of this number of values: metrics times replications of all
    /// arrangements.
    pub fn keep(&self, values: f64) -> Keep {
        self.keep.unwrap_or_else(|| keep(values))
    }

    /// Returns the largest possible number of values: metrics times replications.
    pub fn values(&self) -> f64 {
        let metrics = Catalogue::new(&self.model).entries().len();
        metrics as f64 * f64::from(self.replications)
    }
}
