//! Results of a comparison.

use crate::experiment::{self, Ceilings, Comparison, Finished, Replicated, Standing};
use crate::metric::{Metric, Scope};
use crate::results::metrics::metrics;
use crate::results::notes::of_compare;
use crate::results::plan::plan;
use crate::results::provenance::{file_name, sha256, with_folder};
use crate::results::question::precision;
use crate::results::reach::reach;
use crate::results::sweep::overloaded;
use crate::results::{
    Arrangement, Best, CompareOutcome, Compared, Difference, Outcome, Plan, Question, Ranked,
    Results, Setting, Target,
};

/// Makes the results of a comparison with the first arrangement. All arrangements were replicated
/// under common random numbers.
///
/// # Panics
/// Panics without arrangements, or if `replicated` is not as long as `arrangements`.
pub fn compared(arrangements: &[Compared<'_>], replicated: &[Replicated]) -> Results {
    let baseline = &arrangements[0].question;
    let plans = arrangements.iter().map(|it| plan(it.question.scenario));
    let plans: Vec<Plan> = plans.collect();
    let both = arrangements.iter().zip(replicated);
    let ceilings = Ceilings::default();
    let told = both.map(|(of, found)| arrangement(of, found, baseline, &ceilings));
    let finished: Vec<&dyn Finished> = replicated.iter().map(|it| it as &dyn Finished).collect();
    let targets: Vec<&Target> = plans.iter().map(|plan| &plan.target).collect();
    let outcome = held(
        told.collect(),
        &finished,
        &targets,
        replicated[0].replications(),
    );
    let notes = of_compare(arrangements, replicated, &outcome);
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

/// Adds the labels of parts that only alternatives have, so that these are shown too.
pub(super) fn with_scopes(results: &mut Results, plans: &[Plan]) {
    for scope in plans.iter().flat_map(|plan| &plan.scopes) {
        let known = &mut results.plan.scopes;
        if !known.iter().any(|it| it.scope == scope.scope) {
            known.push(scope.clone());
        }
    }
}

/// Compares finished arrangements with the first and with the best of them.
pub(super) fn held(
    arrangements: Vec<Arrangement>,
    finished: &[&dyn Finished],
    targets: &[&Target],
    replications: u32,
) -> CompareOutcome {
    let judged = experiment::judged(&targets[0].of_model());
    let simultaneous = ((arrangements.len() - 1) * judged.len()).max(1) as u32;
    let within = |at: usize| targets[at].release_within_hours;
    let mut differences = vec![];
    for (position, other) in finished.iter().enumerate().skip(1) {
        // shares released within different times cannot be compared
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

/// Ranks the arrangements in each metric of the target (without a target, in the mean release time)
/// and in cost if there are costs. Arrangements that miss a target cannot be best, unless all that
/// can be chosen miss one; those that cannot be chosen are never best.
fn best(
    arrangements: &[Arrangement],
    finished: &[&dyn Finished],
    target: &Target,
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
    let chosen = || arrangements.iter().map(|it| !it.reference).zip(&misses);
    let all_miss = chosen().all(|(is_choice, misses)| *misses || !is_choice);
    let admitted = chosen().map(|(is_choice, misses)| is_choice && (all_miss || !misses));
    let admitted: Vec<bool> = admitted.collect();
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
        reference: compared.reference,
        free: free(compared.question, replicated),
        scenario_file: file_name(document.name()),
        scenario_path: with_folder(document.name()),
        scenario_sha256: sha256(text),
        scenario_text: (text != baseline.document.text()).then(|| text.to_owned()),
        settings: settings.iter().map(Setting::from).collect(),
        metrics: metrics(
            replicated,
            reach(&scenario.model, replicated, ceilings).best_possible,
            |_| true,
        ),
        verdicts: replicated.verdicts(),
        overloaded: overloaded(&scenario.model),
    }
}

/// Returns the stations and teams whose lanes or members the settings change, and that cost nothing
/// where others do.
fn free(question: Question<'_>, replicated: &Replicated) -> Vec<Scope> {
    if replicated
        .of_all(Metric::CostPerDay)
        .mean
        .is_none_or(|cost| cost == 0.0)
    {
        return vec![];
    }
    let is_set = |section: &str, name: &str, key: &str| {
        let mut paths = question.settings.iter().map(|it| it.path().steps());
        paths.any(|steps| steps.iter().take(3).eq([section, name, key]))
    };
    let model = &question.scenario.model;
    let stations = model.stations.iter().filter(|it| it.is_free());
    let stations = stations.filter(|it| is_set("stations", &it.name, "lanes"));
    let teams = model.teams.iter().filter(|it| it.is_free());
    let teams = teams.filter(|it| is_set("teams", &it.name, "members"));
    let stations = stations.map(|it| Scope::station(&it.name));
    stations
        .chain(teams.map(|it| Scope::team(&it.name)))
        .collect()
}
