//! Arrangements held against one of them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::experiment::{self, Ceilings, Comparison, Finished, Rank, Replicated, verdicts};
use crate::model::{self, ReleaseTarget};
use crate::statistics::Estimate;
use crate::time::Span;

use super::build::{Question, file_name, hexadecimal, metrics, overloaded, plan, precision};
use super::reach::reach;
use super::{Metric, Metrics, Outcome, Results, Scope, Setting, Standing, Verdict, notes};

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
    /// Which is best, metric by metric; empty in results of older versions.
    #[serde(default)]
    pub best: Vec<Best>,
    /// Are they folders of finished runs?
    #[serde(default)]
    pub of_folders: bool,
    /// Were the replications of some held against those of the baseline as a whole, because their
    /// seeds differ?
    #[serde(default)]
    pub unpaired: bool,
}

/// Which arrangement is best in a metric of scope `all`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The metric.
    pub metric: Metric,
    /// Unit, as in `metrics.csv`.
    pub unit: String,
    /// Each arrangement against the best of the others, in the order of the arrangements.
    pub ranks: Vec<Ranked>,
}

/// An arrangement against the best of the others in a metric (Hsu 1984).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// What it comes to.
    pub rank: Rank,
    /// Does the arrangement miss a target?
    pub misses: bool,
    /// Position of the best of the others, by the estimates.
    pub against: Option<usize>,
    /// This one less that one.
    pub difference: Option<f64>,
    /// Lower end of the constrained interval; `None` where nothing bounds it.
    pub lower: Option<f64>,
    /// Upper end of the constrained interval; `None` where nothing bounds it.
    pub upper: Option<f64>,
    /// It is worse than the best by at least this.
    pub worse_by: Option<f64>,
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
    let plans = arrangements.iter().map(|it| plan(it.question.scenario));
    let plans: Vec<super::Plan> = plans.collect();
    let both = arrangements.iter().zip(replicated);
    let ceilings = Ceilings::default();
    let told = both.map(|(of, found)| arrangement(of, found, baseline, &ceilings));
    let finished: Vec<&dyn Finished> = replicated.iter().map(|it| it as &dyn Finished).collect();
    let targets: Vec<&super::Target> = plans.iter().map(|plan| &plan.target).collect();
    let outcome = held(
        told.collect(),
        &finished,
        &targets,
        replicated[0].replications(),
    );
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
    with_scopes(&mut results, &plans[1..]);
    results
}

/// Parts that only an alternative has are shown by their labels too.
pub(super) fn with_scopes(results: &mut Results, plans: &[super::Plan]) {
    for scope in plans.iter().flat_map(|plan| &plan.scopes) {
        let known = &mut results.plan.scopes;
        if !known.iter().any(|it| it.scope == scope.scope) {
            known.push(scope.clone());
        }
    }
}

/// Arrangements that are finished, held against the first and against the best of them.
pub(super) fn held(
    arrangements: Vec<Arrangement>,
    finished: &[&dyn Finished],
    targets: &[&super::Target],
    replications: u32,
) -> CompareOutcome {
    let judged = experiment::judged(&targets[0].of_model());
    let simultaneous = ((arrangements.len() - 1) * judged.len()).max(1) as u32;
    let within = |at: usize| targets[at].release_within_hours;
    let mut differences = vec![];
    for (position, other) in finished.iter().enumerate().skip(1) {
        // shares in time of different times are not to be compared
        let is_same =
            |metric: Metric| metric != Metric::ReleasedWithin || within(0) == within(position);
        let metrics = finished[0].metrics();
        let found = experiment::compare(finished[0], *other, &judged, simultaneous);
        let told = found.into_iter().map(|found| {
            let (metric, scope) = metrics[found.baseline];
            let of_baseline = arrangements[0].metrics.find(scope, metric);
            Difference {
                alternative: position,
                metric,
                scope: scope.clone(),
                unit: metric.unit(scope.kind()).to_owned(),
                baseline: of_baseline.and_then(|it| it.estimate.mean),
                difference: found.paired.estimate,
                adjusted: found.verdict.is_some(),
                verdict: match found.verdict {
                    Some(_) if !is_same(metric) => Some(Comparison::Unknown),
                    verdict => verdict,
                },
                variance_ratio: found.paired.variance_ratio,
            }
        });
        differences.extend(told);
    }
    let same_within = (1..targets.len()).all(|at| within(at) == within(0));
    CompareOutcome {
        replications,
        best: best(&arrangements, finished, targets[0], same_within),
        arrangements,
        judged,
        simultaneous,
        differences,
        of_folders: false,
        unpaired: finished.iter().any(|it| it.seed() != finished[0].seed()),
    }
}

/// Which is best in each metric of the target, or in the mean release time where there is no
/// target, and in cost where there are costs. Those that miss a target are left out, unless all do.
fn best(
    arrangements: &[Arrangement],
    finished: &[&dyn Finished],
    target: &super::Target,
    same_within: bool,
) -> Vec<Best> {
    let mut metrics = experiment::wanted(&target.of_model());
    if metrics.is_empty() {
        metrics.push(Metric::ReleaseTimeMean);
    }
    let costs = |it: &Arrangement| {
        let cost = it.metrics.find(&Scope::All, Metric::CostPerDay);
        cost.and_then(|it| it.estimate.mean)
            .is_some_and(|it| it > 0.0)
    };
    if arrangements.iter().any(costs) {
        metrics.push(Metric::CostPerDay);
    }
    let misses = |it: &Arrangement| it.verdicts.iter().any(|it| it.standing == Standing::Missed);
    let misses: Vec<bool> = arrangements.iter().map(misses).collect();
    let all_miss = misses.iter().all(|misses| *misses);
    let admitted: Vec<bool> = misses.iter().map(|misses| all_miss || !misses).collect();
    let number = metrics.len() as u32;
    let of_metric = |metric: Metric| {
        let is_same = metric != Metric::ReleasedWithin || same_within;
        let found = experiment::best(finished, metric, &admitted, number);
        let ranks = found.into_iter().zip(&misses).map(|(found, misses)| {
            let told = Ranked {
                rank: found.rank,
                misses: *misses,
                against: found.against,
                difference: found.difference,
                lower: found.lower,
                upper: found.upper,
                worse_by: found.worse_by,
            };
            if is_same { told } else { told.unknown() }
        });
        Best {
            metric,
            unit: metric.unit(Scope::All.kind()).to_owned(),
            ranks: ranks.collect(),
        }
    };
    metrics.into_iter().map(of_metric).collect()
}

impl super::Target {
    /// The target as models have it.
    fn of_model(&self) -> model::Target {
        let release = self.release_within_hours.zip(self.release_share);
        model::Target {
            batches_per_day: self.batches_per_day,
            units_per_day: self.units_per_day,
            release: release.map(|(hours, share)| ReleaseTarget {
                within: Span::from_micros((hours * 3.6e9).round() as i64),
                share,
            }),
            tolerance: self.tolerance,
        }
    }
}

impl Ranked {
    fn unknown(self) -> Self {
        Self {
            rank: Rank::Unknown,
            misses: self.misses,
            against: None,
            difference: None,
            lower: None,
            upper: None,
            worse_by: None,
        }
    }
}

fn arrangement(
    compared: &Compared<'_>,
    replicated: &Replicated,
    baseline: &Question<'_>,
    ceilings: &Ceilings,
) -> Arrangement {
    let Question {
        document,
        settings,
        scenario,
    } = compared.question;
    let text = document.text();
    Arrangement {
        name: compared.name.clone(),
        label: compared.label.clone(),
        why: compared.why.clone(),
        scenario_file: file_name(document.name()),
        scenario_sha256: hexadecimal(&Sha256::digest(text.as_bytes())),
        scenario_text: (text != baseline.document.text()).then(|| text.to_owned()),
        settings: settings.iter().map(Setting::from).collect(),
        metrics: metrics(
            replicated,
            reach(&scenario.model, replicated, ceilings).best_possible,
            |_| true,
        ),
        verdicts: verdicts(replicated),
        overloaded: overloaded(&scenario.model),
    }
}
