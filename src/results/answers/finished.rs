//! Comparison of folders of finished runs, by the values in their results.

use std::collections::{BTreeMap, HashMap};

use crate::experiment::Finished;
use crate::metric::{Metric, Scope};
use crate::results::note::{remark, warning};
use crate::results::sweep::cannot_keep_up;
use crate::results::{
    Arrangement, CompareOutcome, MetricResult, Note, Outcome, Plan, Results, RunOutcome, Setting,
    Severity, Target,
};
use crate::statistics::{Observed, Stored};

use super::compare::{held, with_scopes};

/// A folder that takes part in a comparison.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Name of the folder, or its path if another folder has the same name.
    pub name: String,
    /// The results in the folder.
    pub results: Results,
}

impl Folder {
    /// Returns the run in the folder, or why the folder cannot be compared.
    fn run(&self) -> Result<&RunOutcome, String> {
        let what = match &self.results.outcome {
            Outcome::Run(run) => return Ok(run),
            Outcome::Sweep(_) => "a sweep",
            Outcome::Staff(_) => "a search for staff",
            Outcome::Stress(_) => "a search for the largest volume",
            Outcome::Compare(_) => "a comparison",
        };
        Err(format!(
            "{} holds {what}: only folders of finished runs can be compared",
            self.name
        ))
    }

    /// Checks that the folder holds the value of every metric in every replication.
    fn check_values(&self, run: &RunOutcome) -> Result<(), String> {
        let number = run.replications as usize;
        let lists = |it: &MetricResult| [it.values.len(), it.parts.len(), it.wholes.len()];
        // this metric has its own batches, simulated one at a time
        let of_replications = |it: &&MetricResult| it.metric != Metric::BestPossible;
        let mut metrics = run.metrics.iter().filter(of_replications);
        if number > 0 && metrics.all(|it| it.values.is_empty()) {
            return Err(format!(
                "{} holds no values of single replications, because they were too many to keep, \
                 or run.keep = \"summary\" dropped them: replications cannot be paired; run it \
                 again without keep or with fewer replications",
                self.name
            ));
        }
        let fits = |length: usize| length == 0 || length == number;
        match run
            .metrics
            .iter()
            .filter(of_replications)
            .find(|it| !lists(it).into_iter().all(fits))
        {
            Some(it) => Err(format!(
                "{} does not hold as many values of {} as replications: the file was changed \
                 after it was written",
                self.name,
                it.scope.full_name(it.metric)
            )),
            None => Ok(()),
        }
    }

    /// Checks that both folders answer the same question. `self` is the baseline.
    fn check_same(&self, other: &Self) -> Result<(), String> {
        let differs = |what: &str, one: String, two: String, why: &str| {
            if one == two {
                return Ok(());
            }
            Err(format!(
                "{what} of {} {one}, of {} {two}: {why}",
                self.name, other.name
            ))
        };
        let (one, two) = (&self.results.plan, &other.results.plan);
        let window = |plan: &Plan| {
            let kind = if plan.steady { "steady" } else { "period" };
            format!("{} to {} ({kind})", plan.window_start, plan.window_end)
        };
        let is = |text: String| format!("is {text}");
        let why = "only runs over the same window can be compared";
        differs("the measured window", is(window(one)), is(window(two)), why)?;
        let why = "only runs with the same target can be compared";
        differs(
            "the target",
            is(target(&one.target)),
            is(target(&two.target)),
            why,
        )?;
        let confidence = |plan: &Plan| is(plan.confidence.to_string());
        let why = "only runs with the same confidence can be compared";
        differs("the confidence", confidence(one), confidence(two), why)?;
        if let (Some(one), Some(two)) = (&one.currency, &two.currency) {
            let why = "only costs in the same currency can be compared";
            differs("the currency", is(one.clone()), is(two.clone()), why)?;
        }
        Ok(())
    }
}

/// Formats a target as in a scenario file.
fn target(target: &Target) -> String {
    let mut parts = vec![];
    let throughput = [
        (crate::metric::Aim::BatchesPerDay, target.batches_per_day),
        (crate::metric::Aim::UnitsPerDay, target.units_per_day),
    ];
    for (aim, wanted) in throughput {
        parts.extend(wanted.map(|wanted| format!("{aim} = {wanted}")));
    }
    if let Some((hours, share)) = target.release_within_hours.zip(target.release_share) {
        let aim = crate::metric::Aim::Release;
        parts.push(format!(
            "{aim} = {{ within = \"{hours} h\", share = {share} }}"
        ));
    }
    if parts.is_empty() {
        return "none".to_owned();
    }
    parts.push(format!("tolerance = {}", target.tolerance));
    parts.join(", ")
}

/// A run in the form that comparisons need.
pub(super) struct FinishedRun<'a> {
    run: &'a RunOutcome,
    seed: u64,
    confidence: f64,
    /// Number of replications that take part, from the first on.
    first: u32,
    positions: HashMap<(Metric, &'a Scope), usize>,
}

impl<'a> FinishedRun<'a> {
    /// Takes the first replications of a run with this seed.
    pub(super) fn new(run: &'a RunOutcome, seed: u64, confidence: f64, first: u32) -> Self {
        let metrics = run.metrics.iter().enumerate();
        Self {
            run,
            seed,
            confidence,
            first,
            positions: metrics
                .map(|(at, it)| ((it.metric, &it.scope), at))
                .collect(),
        }
    }
}

impl Finished for FinishedRun<'_> {
    fn seed(&self) -> u64 {
        self.seed
    }

    fn confidence(&self) -> f64 {
        self.confidence
    }

    fn metrics(&self) -> Vec<(Metric, &Scope)> {
        let metrics = self.run.metrics.iter();
        metrics.map(|it| (it.metric, &it.scope)).collect()
    }

    fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        self.positions.get(&(metric, scope)).copied()
    }

    fn observed(&self, position: usize) -> Observed {
        let found = &self.run.metrics[position];
        let stored = Stored {
            metric: found.metric,
            estimate: found.plain.as_ref().unwrap_or(&found.estimate),
            confidence: self.confidence,
            values: &found.values,
            parts: &found.parts,
            wholes: &found.wholes,
            slope: found.slope,
        };
        stored.observed(self.first as usize)
    }

    fn is_lower_bound(&self, position: usize) -> bool {
        self.run.metrics[position].lower_bound
    }
}

/// Makes the results of a comparison with the first folder, or says why the folders cannot be
/// compared.
///
/// # Panics
/// Panics without folders.
pub fn compared_folders(folders: &[Folder]) -> Result<Results, String> {
    let mut runs = vec![];
    for folder in folders {
        let run = folder.run()?;
        folder.check_values(run)?;
        folders[0].check_same(folder)?;
        runs.push((folder, run));
    }
    // for each seed, the number of first replications that all its folders have
    let mut fewest: BTreeMap<u64, u32> = BTreeMap::new();
    for (folder, run) in &runs {
        let first = fewest.entry(folder.results.provenance.seed);
        let first = first.or_insert(run.replications);
        *first = run.replications.min(*first);
    }
    let finished: Vec<FinishedRun<'_>> = runs
        .iter()
        .map(|(folder, run)| finished(folder, run, &fewest))
        .collect();
    let sides: Vec<&dyn Finished> = finished.iter().map(|it| it as &dyn Finished).collect();
    let titles = titles_differ(folders);
    let arrangements = runs
        .iter()
        .map(|(folder, run)| arrangement(folder, run, titles, &folders[0]));
    let targets: Vec<_> = folders.iter().map(|it| &it.results.plan.target).collect();
    let mut outcome = held(arrangements.collect(), &sides, &targets, finished[0].first);
    outcome.of_folders = true;
    let mut results = folders[0].results.clone();
    results.notes = notes(&runs, &finished, &outcome);
    results.outcome = Outcome::Compare(Box::new(outcome));
    let of_all = |setting: &Setting| {
        let mut folders = folders.iter();
        folders.all(|it| it.results.provenance.settings.contains(setting))
    };
    let provenance = &mut results.provenance;
    provenance.settings.retain(of_all);
    provenance.precision = None;
    provenance.replications = finished[0].first;
    let plans: Vec<Plan> = folders[1..]
        .iter()
        .map(|it| it.results.plan.clone())
        .collect();
    with_scopes(&mut results, &plans);
    Ok(results)
}

fn finished<'a>(
    folder: &Folder,
    run: &'a RunOutcome,
    fewest: &BTreeMap<u64, u32>,
) -> FinishedRun<'a> {
    let seed = folder.results.provenance.seed;
    FinishedRun::new(run, seed, folder.results.plan.confidence, fewest[&seed])
}

/// Do all folders have different titles?
fn titles_differ(folders: &[Folder]) -> bool {
    let mut titles: Vec<&str> = folders
        .iter()
        .map(|it| it.results.heading.title.as_str())
        .collect();
    titles.sort_unstable();
    titles.windows(2).all(|two| two[0] != two[1])
}

/// Makes an arrangement of a folder. Its metrics are without control variates, like its
/// differences.
fn arrangement(
    folder: &Folder,
    run: &RunOutcome,
    titles_differ: bool,
    baseline: &Folder,
) -> Arrangement {
    let Results {
        provenance: made,
        heading,
        plan,
        ..
    } = &folder.results;
    let plain = |it: &MetricResult| MetricResult {
        estimate: it.plain.unwrap_or(it.estimate),
        plain: None,
        ..it.clone()
    };
    let stations = run.load.iter().map(|it| (&it.scope, it.outlook));
    let teams = run.team_load.iter().map(|it| (&it.scope, it.outlook));
    let overloaded = stations
        .chain(teams)
        .filter(|it| cannot_keep_up(plan.steady, it.1));
    let text = made.scenario_text.as_str();
    Arrangement {
        name: folder.name.clone(),
        label: if titles_differ {
            heading.title.clone()
        } else {
            folder.name.clone()
        },
        why: None,
        reference: false,
        free: vec![],
        scenario_file: made.scenario_file.clone(),
        scenario_path: None,
        scenario_sha256: made.scenario_sha256.clone(),
        scenario_text: (text != baseline.results.provenance.scenario_text).then(|| text.to_owned()),
        settings: made.settings.clone(),
        metrics: run.metrics.iter().map(plain).collect(),
        verdicts: run.verdicts.clone(),
        overloaded: overloaded.map(|(scope, _)| scope.clone()).collect(),
    }
}

/// Returns the warnings of the runs, and remarks on how they were compared.
fn notes(
    runs: &[(&Folder, &RunOutcome)],
    finished: &[FinishedRun<'_>],
    outcome: &CompareOutcome,
) -> Vec<Note> {
    let label = |at: usize| outcome.arrangements[at].label.as_str();
    let labels = |is_meant: &dyn Fn(usize) -> bool| {
        let meant: Vec<&str> = (0..runs.len())
            .filter(|at| is_meant(*at))
            .map(label)
            .collect();
        (!meant.is_empty()).then(|| meant.join(", "))
    };
    let mut notes = vec![];
    for (at, (folder, _)) in runs.iter().enumerate() {
        let warnings = folder.results.notes.iter();
        let warnings = warnings.filter(|note| note.severity == Severity::Warning);
        notes.extend(warnings.map(|note| warning(format!("{}: {}", label(at), note.text))));
    }
    let seed = finished[0].seed;
    if let Some(which) = labels(&|at| finished[at].seed != seed) {
        notes.push(remark(format!(
            "Other seeds than that of {} were used for: {which}. Their replications simulate \
             other batches and are not paired, so intervals are wider than with the same seed \
             (Welch 1947).",
            label(0)
        )));
    }
    let is_cut = |at: usize| finished[at].first < runs[at].1.replications;
    if let Some(which) = labels(&is_cut) {
        notes.push(remark(format!(
            "More replications than in others of the same seed were run for: {which}. Differences \
             use only the first replications, which all of them have; means use all."
        )));
    }
    let controlled = |it: &MetricResult| it.plain.is_some();
    if runs
        .iter()
        .any(|(_, run)| run.metrics.iter().any(controlled))
    {
        notes.push(remark(
            "Folders are compared by their plain means: they do not hold the control variates of \
             single replications, which the reports of the runs use. So means of arrivals and \
             releases here can differ from those in these reports, from which the verdicts are."
                .to_owned(),
        ));
    }
    notes
}
