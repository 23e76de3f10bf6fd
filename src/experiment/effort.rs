//! How many replications a question takes.

use crate::scenario::Scenario;
use crate::statistics::{Catalogue, Keep, Stopping};

/// How often, from which seed and with what confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Replications, at least 1; the most there may be, where something else says when to stop.
    pub replications: u32,
    /// When to stop.
    pub stopping: Stopping,
    /// Is the value of every metric in every replication kept?
    pub keep: Keep,
    /// The seed.
    pub seed: u64,
    /// Confidence of every interval, in (0, 1).
    pub confidence: f64,
}

/// The most values of metrics in replications that are kept.
const MOST_VALUES: f64 = 1e7;

/// Are this many values kept? Up to ten million are.
pub fn keep(values: f64) -> Keep {
    if values > MOST_VALUES {
        Keep::Summary
    } else {
        Keep::Values
    }
}

impl Scenario {
    /// How often, from which seed and with what confidence it wants to be run alone.
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

    /// How many values of metrics its replications have at most.
    pub fn values(&self) -> f64 {
        let metrics = Catalogue::new(&self.model).entries().len();
        metrics as f64 * f64::from(self.replications)
    }
}
