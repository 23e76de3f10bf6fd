//! Puts what experiments found into [`Results`].

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::experiment::{Ceilings, Effort, Replicated, verdicts};
use crate::metric::ScopeKind;
use crate::model::{Model, RunKind};
use crate::scenario::{Document, Scenario, Setting, SweepAxis};
use crate::statistics::{Catalogue, Entry, Keep, Stopping, Student, Width};
use crate::theory::{self, Load, Loads, Outlook, Place};
use crate::time::Time;

use super::loads::{station_load, team_load};
use super::reach::{lock_up, reach};
use super::series::{daily, hourly, release_curve};
use super::{
    Base, FORMAT, FlowEnd, FlowResult, Heading, Hourly, Metric, MetricResult, Metrics, Note,
    Outcome, Plan, Precision, Provenance, Results, RunOutcome, Scope, ScopeLabel, SweepOutcome,
    SweepPoint, SweptPath, Target, WidthAsked, notes, settling::settling,
};

/// What was asked: a scenario with the settings of the command line.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The scenario file as written.
    pub document: &'a Document,
    /// What the command line changed.
    pub settings: &'a [Setting],
    /// The scenario with these changes, checked.
    pub scenario: &'a Scenario,
}

impl Question<'_> {
    /// How often, from which seed and with what confidence.
    pub fn effort(&self) -> Effort {
        self.scenario.effort()
    }

    /// The answer of a run.
    pub fn answer_run(&self, replicated: &Replicated) -> Results {
        let model = &self.scenario.model;
        let loads = Loads::of_window(model);
        let detail = replicated.detail.as_ref();
        let mut student = Student::new(self.scenario.confidence);
        let settling = settling(self.scenario, replicated, &loads);
        let reach = reach(model, replicated, &Ceilings::default());
        let notes = notes::of_run(
            self.scenario,
            replicated,
            &loads,
            settling.as_ref(),
            &reach.unreachable,
        );
        let outcome = RunOutcome {
            replications: replicated.replications(),
            metrics: metrics(replicated, reach.best_possible, |_| true),
            unreachable: reach.unreachable,
            verdicts: verdicts(replicated),
            daily: detail.map_or_else(Vec::new, |detail| daily(model, detail, &mut student)),
            hourly: detail.map_or_else(Hourly::default, |d| hourly(model, d, &mut student)),
            release_curve: detail
                .and_then(|detail| release_curve(detail, replicated.tally.trials(), &mut student)),
            load: loads
                .stations
                .iter()
                .map(|load| station_load(model, load))
                .collect(),
            team_load: loads.teams.iter().map(|it| team_load(model, it)).collect(),
            theory: super::theory::beside(model, replicated),
            settling,
            flows: flows(model),
        };
        let precision = precision(self.scenario, [replicated.precise]);
        self.results(Outcome::Run(Box::new(outcome)), precision, notes)
    }

    /// The answer of a sweep over these paths, of which these points were finished, with or without
    /// the values of their replications.
    pub fn answer_sweep(&self, axes: &[SweepAxis], keep: Keep, points: Vec<SweepPoint>) -> Results {
        let planned = axes.iter().map(|axis| axis.settings.len() as u64).product();
        let notes = notes::of_sweep(self.scenario, planned, keep, &points);
        let paths = self.swept_paths(axes);
        let precision = precision(self.scenario, points.iter().map(|point| point.precise));
        self.results(
            Outcome::Sweep(SweepOutcome {
                paths,
                planned,
                points,
            }),
            precision,
            notes,
        )
    }

    /// Swept paths as results tell them.
    pub(super) fn swept_paths(&self, axes: &[SweepAxis]) -> Vec<SweptPath> {
        let path = |axis: &SweepAxis| {
            let subject = axis.subject(self.document);
            let values = axis.settings.iter();
            SweptPath {
                path: axis.path.to_string(),
                label: subject.to_string(),
                owner: subject.owner,
                varied: subject.varied,
                values: values.map(|setting| setting.value().to_string()).collect(),
            }
        };
        axes.iter().map(path).collect()
    }

    pub(super) fn results(
        &self,
        outcome: Outcome,
        precision: Option<Precision>,
        notes: Vec<Note>,
    ) -> Results {
        let heading = &self.scenario.heading;
        let file = file_name(self.document.name());
        let base = |(name, text): (&str, &str)| Base {
            file: file_name(name),
            text: text.to_owned(),
        };
        let stem = file.strip_suffix(".toml").unwrap_or(&file).to_owned();
        let text = self.document.text().to_owned();
        Results {
            format: FORMAT,
            provenance: Provenance {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                scenario_sha256: hexadecimal(&Sha256::digest(text.as_bytes())),
                scenario_file: file,
                scenario_text: text,
                bases: self.document.bases().map(base).collect(),
                settings: self.settings.iter().map(super::Setting::from).collect(),
                seed: self.scenario.seed,
                replications: self.scenario.replications,
                precision,
            },
            heading: Heading {
                title: heading.title.clone().unwrap_or(stem),
                question: heading.question.clone(),
                sources: heading.sources.clone(),
            },
            plan: plan(self.scenario),
            outcome,
            notes,
        }
    }
}

impl From<&Setting> for super::Setting {
    fn from(setting: &Setting) -> Self {
        Self {
            path: setting.path().to_string(),
            value: setting.value().to_string(),
        }
    }
}

/// One arrangement of a sweep: position in the values of each path, and what it came to. Its
/// ceiling may be one of those that are known.
pub fn sweep_point(
    at: Vec<usize>,
    model: &Model,
    replicated: &Replicated,
    ceilings: &Ceilings,
) -> SweepPoint {
    let told = |entry: &Entry| match entry.scope.kind() {
        ScopeKind::All => true,
        ScopeKind::Station => {
            [Metric::Utilisation, Metric::WaitMean, Metric::WaitP95].contains(&entry.metric)
        }
        ScopeKind::Arrivals | ScopeKind::Goods | ScopeKind::Team => false,
    };
    let reach = reach(model, replicated, ceilings);
    SweepPoint {
        at,
        replications: replicated.replications(),
        precise: replicated.precise,
        metrics: metrics(replicated, reach.best_possible, told),
        unreachable: reach.unreachable,
        locks: lock_up(model, replicated),
        verdicts: verdicts(replicated),
        overloaded: overloaded(model),
    }
}

/// The stations and teams without a steady state, or in a run over certain days those that get more
/// work than they can do.
pub(super) fn overloaded(model: &Model) -> Vec<Scope> {
    let is_meant = |outlook: Outlook| match model.plan.kind {
        RunKind::Steady => outlook.has_no_steady_state(),
        RunKind::Period => outlook.is_overloaded(),
    };
    let Loads { stations, teams } = Loads::of_window(model);
    let stations = stations.iter().filter(|load| is_meant(load.outlook));
    let stations = stations.map(|load| station_scope(model, load));
    let teams = teams.iter().filter(|load| is_meant(load.outlook));
    let teams = teams.map(|load| Scope::team(&model.teams[load.team.index()].name));
    stations.chain(teams).collect()
}

/// What the scenario asks for instead of a number of replications, and whether all arrangements
/// reached it.
pub(super) fn precision(
    scenario: &Scenario,
    reached: impl IntoIterator<Item = Option<bool>>,
) -> Option<Precision> {
    let reached = reached.into_iter().all(|reached| reached == Some(true));
    let asked = match scenario.stopping {
        Stopping::Number => return None,
        Stopping::Verdict => {
            return Some(Precision::Verdict {
                max_replications: scenario.replications,
                reached,
            });
        }
        Stopping::Width(asked) => asked,
    };
    let catalogue = Catalogue::new(&scenario.model);
    let entry = &catalogue.entries()[asked.position];
    let (relative, absolute) = match asked.width {
        Width::Relative(share) => (Some(share), None),
        Width::Absolute(width) => (None, Some(width)),
    };
    Some(Precision::Width(WidthAsked {
        metric: entry.metric,
        scope: entry.scope.clone(),
        relative,
        absolute,
        min_replications: asked.min_replications,
        reached,
    }))
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(super) fn plan(scenario: &Scenario) -> Plan {
    let model = &scenario.model;
    let (plan, target) = (&model.plan, &model.target);
    Plan {
        steady: plan.kind == RunKind::Steady,
        start: instant(model, Time::START),
        window_start: instant(model, plan.window_start()),
        window_end: instant(model, plan.window_end()),
        warm_up_hours: plan.warm_up.hours(),
        window_hours: plan.length.hours(),
        follow_up_hours: plan.follow_up.hours(),
        confidence: scenario.confidence,
        target: Target {
            batches_per_day: target.batches_per_day,
            units_per_day: target.units_per_day,
            release_within_hours: target.release.map(|release| release.within.hours()),
            release_share: target.release.map(|release| release.share),
            tolerance: target.tolerance,
        },
        currency: scenario.currency.clone(),
        scopes: scopes(model),
    }
}

/// The parts of the port with their labels, in file order.
fn scopes(model: &Model) -> Vec<ScopeLabel> {
    let streams = model.streams.iter();
    let streams = streams.map(|it| (Scope::arrivals(&it.name), &it.label));
    let goods = model.goods.iter();
    let goods = goods.map(|it| (Scope::goods(&it.name), &it.label));
    let stations = model.stations.iter();
    let stations = stations.map(|it| (Scope::station(&it.name), &it.label));
    let teams = model.teams.iter();
    let teams = teams.map(|it| (Scope::team(&it.name), &it.label));
    let all = streams.chain(goods).chain(stations).chain(teams);
    all.map(|(scope, label)| ScopeLabel {
        scope,
        label: label.clone(),
    })
    .collect()
}

pub(super) fn instant(model: &Model, time: Time) -> String {
    model.calendar.date_time(time).to_string()
}

/// The metrics that are told, with one of all batches that was made after the runs.
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

pub(super) fn station_scope(model: &Model, load: &Load) -> Scope {
    Scope::station(&model.stations[load.station.index()].name)
}

/// The flows between places.
fn flows(model: &Model) -> Vec<FlowResult> {
    let end = |place: Place| match place {
        Place::Stream(stream) => {
            FlowEnd::Part(Scope::arrivals(&model.streams[stream.index()].name))
        }
        Place::Station(station) => {
            FlowEnd::Part(Scope::station(&model.stations[station.index()].name))
        }
        Place::Exit(exit) => FlowEnd::Exit(exit),
    };
    let flows = theory::window_flows(model).into_iter();
    flows
        .map(|flow| FlowResult {
            from: end(flow.from),
            to: end(flow.to),
            batches_per_day: flow.batches_per_day,
        })
        .collect()
}
