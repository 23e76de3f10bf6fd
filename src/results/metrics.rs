//! The metrics of an arrangement, with lookup by scope.

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::experiment::Replicated;
use crate::metric::{Metric, Scope};
use crate::statistics::{Entry, Estimate, Student};

/// A metric over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricResult {
    /// The metric.
    pub metric: Metric,
    /// Scope of the metric.
    pub scope: Scope,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// The estimate, with control variates if they narrow it.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The estimate without control variates; `None` if `estimate` uses none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<Estimate>,
    /// Whether the estimate is a lower bound, because some batches were not released.
    pub lower_bound: bool,
    /// The value in every replication; empty if there are too many to store.
    pub values: Vec<Option<f64>>,
    /// Numerators by replication: of a ratio, the counts or sums that are divided by `wholes`; of a
    /// quantile, the number of batches up to the quantile over all replications. Empty for plain
    /// means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<f64>,
    /// Denominators by replication, of a ratio or a quantile: batches, visits, days or hours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wholes: Vec<f64>,
    /// Of a quantile, the growth of the share of batches an hour, over the interval of the
    /// quantile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
}

/// Metrics in the order of `metrics.csv`.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    list: Vec<MetricResult>,
    /// Range of the metrics of each scope; filled by the first call of [`Metrics::find`].
    scopes: OnceLock<HashMap<Scope, Range<usize>>>,
}

impl Metrics {
    /// Returns a metric of a scope.
    pub fn find(&self, scope: &Scope, metric: Metric) -> Option<&MetricResult> {
        let scopes = self.scopes.get_or_init(|| {
            let mut scopes: HashMap<Scope, Range<usize>> = HashMap::new();
            for (at, found) in self.list.iter().enumerate() {
                match scopes.get_mut(&found.scope) {
                    Some(range) => range.end = at + 1,
                    None => drop(scopes.insert(found.scope.clone(), at..at + 1)),
                }
            }
            scopes
        });
        let mut of_scope = self.list[scopes.get(scope)?.clone()].iter();
        of_scope.find(|found| found.metric == metric && found.scope == *scope)
    }

    /// Drops the values of single replications.
    pub(super) fn drop_values(&mut self) {
        for metric in &mut self.list {
            metric.values = vec![];
            metric.parts = vec![];
            metric.wholes = vec![];
            metric.slope = None;
        }
    }

    /// Returns all metrics for changes.
    pub fn list_mut(&mut self) -> &mut Vec<MetricResult> {
        self.scopes = OnceLock::new();
        &mut self.list
    }
}

impl Deref for Metrics {
    type Target = [MetricResult];

    fn deref(&self) -> &[MetricResult] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a Metrics {
    type Item = &'a MetricResult;
    type IntoIter = std::slice::Iter<'a, MetricResult>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl FromIterator<MetricResult> for Metrics {
    fn from_iter<T: IntoIterator<Item = MetricResult>>(metrics: T) -> Self {
        Self {
            list: metrics.into_iter().collect(),
            scopes: OnceLock::new(),
        }
    }
}

impl PartialEq for Metrics {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Metrics {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list: Vec<MetricResult> = Vec::deserialize(deserializer)?;
        Ok(list.into_iter().collect())
    }
}

/// Returns the metrics that `told` accepts, with `of_all`, a metric of scope `all` that was
/// computed after the runs.
pub(super) fn metrics(
    replicated: &Replicated,
    of_all: Option<MetricResult>,
    told: impl Fn(&Entry) -> bool,
) -> Metrics {
    let tally = &replicated.tally;
    let mut student = Student::new(replicated.effort.confidence);
    let entries = replicated.catalogue().entries().iter().enumerate();
    let told = entries.filter(|(_, entry)| told(entry));
    let result = |(position, entry): (usize, &Entry)| {
        let plain = replicated.estimates[position];
        let controlled = tally.controlled(position, &mut student);
        let (parts, wholes) = tally.parts_and_wholes(position, &replicated.quantiles);
        MetricResult {
            metric: entry.metric,
            scope: entry.scope.clone(),
            unit: entry.unit().to_owned(),
            estimate: controlled.unwrap_or(plain),
            plain: controlled.map(|_| plain),
            lower_bound: replicated.lower_bounds[position],
            values: tally.values(position),
            parts,
            wholes,
            slope: tally.slope(position, &replicated.quantiles),
        }
    };
    let mut metrics: Vec<MetricResult> = told.map(result).collect();
    let after = metrics.iter().take_while(|it| it.scope == Scope::All);
    let after = after.count();
    metrics.splice(after..after, of_all);
    metrics.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Estimate;

    #[test]
    fn a_metric_is_found_in_its_scope_alone() {
        let result = |scope: &Scope, metric: Metric| MetricResult {
            scope: scope.clone(),
            metric,
            unit: "h".to_owned(),
            estimate: Estimate::default(),
            lower_bound: false,
            plain: None,
            values: vec![],
            parts: vec![],
            wholes: vec![],
            slope: None,
        };
        let (desk, gate) = (Scope::station("desk"), Scope::station("gate"));
        let (queue, wait) = (Metric::QueueMean, Metric::WaitMean);
        let all = [
            (&Scope::All, queue),
            (&Scope::All, wait),
            (&desk, queue),
            (&Scope::All, Metric::QueueMax),
        ];
        let metrics: Metrics = all.iter().map(|it| result(it.0, it.1)).collect();
        for (scope, metric) in all {
            assert_eq!(metrics.find(scope, metric), Some(&result(scope, metric)));
        }
        assert_eq!(metrics.find(&desk, wait), None);
        assert_eq!(metrics.find(&gate, queue), None);
    }
}
