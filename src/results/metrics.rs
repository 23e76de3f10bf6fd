//! The metrics of an arrangement, each found by its scope.

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Metric, MetricResult, Scope};

/// Metrics in the order of `metrics.csv`.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    list: Vec<MetricResult>,
    /// Where the metrics of each scope lie; made when one is first looked for.
    scopes: OnceLock<HashMap<Scope, Range<usize>>>,
}

impl Metrics {
    /// A metric of a scope.
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

    /// All of them, to be changed.
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
