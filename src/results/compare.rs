//! Arrangements held against one of them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::experiment::{self, Comparison, Replicated, verdicts};
use crate::statistics::{Entry, Estimate};
use crate::theory;

use super::build::{Question, file_name, hexadecimal, metrics, plan, precision, station_scope};
use super::{Metric, Metrics, Outcome, Results, Scope, Setting, Verdict, notes};

/// Arrangements held against one of them, under common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareOutcome {
    /// Replications of each arrangement that were finished and counted.
    pub replications: u32,
    /// The baseline, then the alternatives.
    pub arrangements: Vec<Arrangement>,
    /// The metrics of scope `all` that are judged.
    pub judged: Vec<Metric>,
    /// Over how many intervals those of the judged metrics are adjusted: alternatives times judged
    /// metrics.
    pub simultaneous: u32,
    /// The differences of each alternative, in the order of `metrics.csv`.
    pub differences: Vec<Difference>,
}

/// One arrangement of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The name of the variant, or the stem of the file.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Why one would do this, where the variant says so.
    pub why: Option<String>,
    /// File name of its scenario, without folders.
    pub scenario_file: String,
    /// SHA-256 of the scenario text, in hexadecimal.
    pub scenario_sha256: String,
    /// The scenario text, where it is another one than that of the baseline.
    pub scenario_text: Option<String>,
    /// What a variant or the command line changed.
    pub settings: Vec<Setting>,
    /// Every metric.
    pub metrics: Metrics,
    /// Each target of the arrangement, held against its results.
    pub verdicts: Vec<Verdict>,
    /// Stations whose load reaches their open lanes.
    pub overloaded: Vec<Scope>,
}

/// The difference that an alternative makes to a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Position of the alternative among the arrangements.
    pub alternative: usize,
    /// The metric.
    pub metric: Metric,
    /// What it is of.
    pub scope: Scope,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Mean of the baseline.
    pub baseline: Option<f64>,
    /// Alternative minus baseline, over the replications in which both have a value.
    pub difference: Estimate,
    /// Is the metric one that is judged, its interval adjusted so that all of these hold together?
    pub adjusted: bool,
    /// What the difference comes to; `None` where the metric is not judged.
    pub verdict: Option<Comparison>,
    /// How many times as many replications would be needed without common random numbers.
    pub variance_ratio: Option<f64>,
}

/// What takes part in a comparison.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The name of the variant, or the stem of the file.
    pub name: String,
    /// What is shown.
    pub label: String,
    /// Why one would do this.
    pub why: Option<String>,
    /// Its scenario.
    pub question: Question<'a>,
}

/// The answer of a comparison with the first arrangement. All were replicated side by side.
///
/// # Panics
/// Where there is no arrangement, or not as many replicated ones.
pub fn compared(arrangements: &[Compared<'_>], replicated: &[Replicated]) -> Results {
    let baseline = &arrangements[0].question;
    let judged = experiment::judged(&baseline.scenario.model.target);
    let alternatives = arrangements.len() - 1;
    let simultaneous = (alternatives * judged.len()).max(1) as u32;
    let mut differences = vec![];
    for (position, other) in replicated.iter().enumerate().skip(1) {
        let found = experiment::compare(&replicated[0], other, &judged, simultaneous);
        // shares in time of different times are not to be compared
        let within = |at: usize| {
            let target = &arrangements[at].question.scenario.model.target;
            target.release.map(|release| release.within)
        };
        let is_same =
            |metric: Metric| metric != Metric::ReleasedWithin || within(0) == within(position);
        let told = |found| told(found, &replicated[0], position);
        let differences_of = found.into_iter().map(told).map(|it| match it.verdict {
            Some(_) if !is_same(it.metric) => Difference {
                verdict: Some(Comparison::Unknown),
                ..it
            },
            _ => it,
        });
        differences.extend(differences_of);
    }
    let both = arrangements.iter().zip(replicated);
    let outcome = CompareOutcome {
        replications: replicated[0].replications(),
        arrangements: both
            .map(|(of, found)| arrangement(of, found, baseline))
            .collect(),
        judged,
        simultaneous,
        differences,
    };
    let notes = notes::of_compare(arrangements, replicated, &outcome);
    let precision = precision(baseline.scenario, replicated.iter().map(|it| it.precise));
    let mut results = baseline.results(Outcome::Compare(Box::new(outcome)), precision, notes);
    let changed = arrangements.iter().map(|it| it.question.settings);
    let is_common = |setting: &Setting| {
        changed
            .clone()
            .all(|settings| settings.iter().any(|it| Setting::from(it) == *setting))
    };
    results.provenance.settings.retain(is_common);
    // parts that only an alternative has are shown by their labels too
    for scope in arrangements[1..]
        .iter()
        .flat_map(|it| plan(it.question.scenario).scopes)
    {
        let known = &mut results.plan.scopes;
        if !known.iter().any(|it| it.scope == scope.scope) {
            known.push(scope);
        }
    }
    results
}

fn told(found: experiment::Difference, baseline: &Replicated, alternative: usize) -> Difference {
    let entry: &Entry = &baseline.catalogue.entries()[found.baseline];
    Difference {
        alternative,
        metric: entry.metric,
        scope: entry.scope.clone(),
        unit: entry.unit().to_owned(),
        baseline: baseline.estimates[found.baseline].mean,
        difference: found.paired.estimate,
        adjusted: found.verdict.is_some(),
        verdict: found.verdict,
        variance_ratio: found.paired.variance_ratio,
    }
}

fn arrangement(
    compared: &Compared<'_>,
    replicated: &Replicated,
    baseline: &Question<'_>,
) -> Arrangement {
    let Question {
        document,
        settings,
        scenario,
    } = compared.question;
    let text = document.text();
    let loads = theory::window_loads(&scenario.model);
    let overloaded = loads.iter().filter(|load| load.overloaded);
    Arrangement {
        name: compared.name.clone(),
        label: compared.label.clone(),
        why: compared.why.clone(),
        scenario_file: file_name(document.name()),
        scenario_sha256: hexadecimal(&Sha256::digest(text.as_bytes())),
        scenario_text: (text != baseline.document.text()).then(|| text.to_owned()),
        settings: settings.iter().map(Setting::from).collect(),
        metrics: metrics(replicated, |_| true),
        verdicts: verdicts(&scenario.model, replicated),
        overloaded: overloaded
            .map(|load| station_scope(&scenario.model, load))
            .collect(),
    }
}
