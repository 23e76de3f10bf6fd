//! What one more lane or member would do: a first look at each single change, and more
//! replications of the best ones, paired with those of the run.

use crate::experiment::{self, Comparison, ENOUGH, Effort, Finished, Watcher};
use crate::metric::{Aim, Good, Metric, Range, Scope};
use crate::model::{Model, TeamId};
use crate::results::{HourlySeries, OneMore, Question, RunOutcome, Setting, SingleChange};
use crate::scenario::{self, Document, Scenario};
use crate::statistics::{Depth, Estimate, Keep, Stopping};
use crate::time::Time;

use super::finished::FinishedRun;

/// Replications of each change in the first look, which chooses those that are measured.
const FIRST_LOOK: u32 = 4;

/// Replications by which a change is measured: the first ones of the run. As for a target that is
/// met, fewer would not do for a share.
const MEASURED: u32 = ENOUGH;

/// Largest number of changes that are measured.
const FOLLOWED: usize = 3;

/// Fewest and most visits in the first look, and in all that is measured: between them as many as
/// in the run.
const FEWEST_VISITS: f64 = 400_000.0;
const MOST_VISITS: f64 = 1_500_000.0;

/// Share of late batches below which a change can hardly be seen in it.
const FEW_LATE: f64 = 0.01;

/// Length of the parts of the day, in hours, in which a number that is always the same is raised.
const BLOCK: usize = 4;

const DAY: usize = 24;

/// A change that can be tried.
struct Candidate {
    change: SingleChange,
    settings: Vec<scenario::Setting>,
    /// Whether it is for all hours; these come first.
    is_whole: bool,
    /// Batches that wait in its hours: the more, the sooner it is tried.
    waiting: f64,
}

impl Question<'_> {
    /// Tries one more of everything that is limited: a first look chooses the best changes, and
    /// these are measured by the replications of the run, as far as all that takes little longer
    /// than the run. `None` if nothing is limited, the run is too short or too large for it or
    /// keeps no values, or the work was interrupted.
    pub fn one_more(&self, run: &RunOutcome, watcher: &dyn Watcher) -> Option<OneMore> {
        let document = self.document.with(self.settings).ok()?.without_searches();
        let limited = limited(&self.scenario.model, run);
        let candidates = limited.iter().flat_map(|it| it.candidates(&document));
        let mut candidates: Vec<Candidate> = candidates.collect();
        candidates.sort_by(|one, other| {
            let whole = other.is_whole.cmp(&one.is_whole);
            whole.then(other.waiting.total_cmp(&one.waiting))
        });
        let days = (self.scenario.model.plan.window_end() - Time::START).days();
        let visits = run.load.iter().map(|load| load.visits_per_day).sum::<f64>() * days;
        let of_run = visits * f64::from(run.replications);
        let affordable = (of_run.clamp(FEWEST_VISITS, MOST_VISITS) / visits.max(1.0)) as u32;
        candidates.truncate((affordable / FIRST_LOOK) as usize);
        let tried = candidates.into_iter().filter_map(|candidate| {
            let changed = document.with(&candidate.settings).ok()?;
            Some((candidate.change, changed.compile().ok()?))
        });
        let mut tried: Vec<(SingleChange, Scenario)> = tried.collect();
        let followed = ((affordable / MEASURED) as usize).min(FOLLOWED);
        let followed = followed.min(tried.len());
        if followed == 0 || run.replications < MEASURED {
            return None;
        }
        let is_tried = |it: &&Limited<'_>| tried.iter().any(|(tried, _)| tried.scope == it.scope);
        let untried = limited.iter().filter(|it| !is_tried(it));
        let untried = untried.map(|it| it.scope.clone()).collect();
        let metric = compared(&self.scenario.model, run);
        let first_look = (followed < tried.len()).then_some(FIRST_LOOK);
        if first_look.is_some() {
            tried = self.sorted(tried, metric, watcher)?;
        }
        let left_behind = tried.split_off(followed);
        let mut changes = self.measured(run, tried, metric, watcher)?;
        if let (Range::Share, Some(known)) = (metric.range(), run.metrics.find(&Scope::All, metric))
        {
            // the run tells more of the scenario as it is than these replications do
            for change in &mut changes {
                change.difference = change.difference.possible_from(&known.estimate);
            }
        }
        Some(OneMore {
            replications: MEASURED,
            metric,
            changes,
            first_look,
            left_behind: left_behind.into_iter().map(|(change, _)| change).collect(),
            untried,
        })
    }

    /// Sorts changes, the best first, by a few replications that are not those of the run. `None`
    /// if the work was interrupted.
    fn sorted(
        &self,
        tried: Vec<(SingleChange, Scenario)>,
        metric: Metric,
        watcher: &dyn Watcher,
    ) -> Option<Vec<(SingleChange, Scenario)>> {
        let effort = self.effort_of(FIRST_LOOK);
        let models = tried.iter().map(|(_, scenario)| (&scenario.model, effort));
        let models: Vec<(&Model, Effort)> = models.collect();
        let found = experiment::fresh(&models, Depth::Means, watcher);
        if found.iter().any(|it| it.replications() < FIRST_LOOK) {
            return None;
        }
        let of_each = found.iter().map(|it| it.of_all(metric).mean);
        let mut sorted: Vec<(Option<f64>, (SingleChange, Scenario))> = of_each.zip(tried).collect();
        sorted.sort_by(|(one, _), (other, _)| by_gain(metric, *one, *other));
        Some(sorted.into_iter().map(|(_, tried)| tried).collect())
    }

    /// Compares each of these changes with the run; the best first. `None` if the run keeps no
    /// values, or the work was interrupted.
    fn measured(
        &self,
        run: &RunOutcome,
        tried: Vec<(SingleChange, Scenario)>,
        metric: Metric,
        watcher: &dyn Watcher,
    ) -> Option<Vec<SingleChange>> {
        let effort = self.effort_of(MEASURED);
        let as_it_is = FinishedRun::new(run, effort.seed, effort.confidence, MEASURED);
        let position = as_it_is.position(metric, &Scope::All)?;
        as_it_is.observed(position).contributions?;
        let models = tried.iter().map(|(_, scenario)| (&scenario.model, effort));
        let models: Vec<(&Model, Effort)> = models.collect();
        let found = experiment::together(&models, Depth::Means, watcher);
        if found.iter().any(|it| it.replications() < MEASURED) {
            return None;
        }
        let intervals = tried.len() as u32;
        let wanted = |it: Metric, scope: &Scope| {
            *scope == Scope::All && (it == metric || it == Metric::CostPerDay)
        };
        let mut changes: Vec<SingleChange> = vec![];
        for ((mut change, _), changed) in tried.into_iter().zip(&found) {
            let judged = [metric];
            for it in experiment::differences(&as_it_is, changed, &judged, intervals, wanted) {
                let estimate = it.paired.estimate;
                if let Some(verdict) = it.verdict {
                    (change.difference, change.verdict) = (estimate, verdict);
                } else if estimate.mean != Some(0.0) {
                    change.cost = Some(estimate);
                }
            }
            changes.push(change);
        }
        let mean = |change: &SingleChange| change.difference.mean;
        changes.sort_by(|one, other| by_gain(metric, mean(one), mean(other)));
        Some(changes)
    }

    /// Returns the effort of this number of replications.
    fn effort_of(&self, replications: u32) -> Effort {
        Effort {
            stopping: Stopping::Number,
            keep: Keep::Values,
            replications,
            ..self.effort()
        }
    }
}

/// Compares two values of a metric: the better one is less.
fn by_gain(metric: Metric, one: Option<f64>, other: Option<f64>) -> std::cmp::Ordering {
    let gain = |value: Option<f64>| match metric.good() {
        Good::Less => -value.unwrap_or(f64::INFINITY),
        Good::More | Good::Neither => value.unwrap_or(f64::NEG_INFINITY),
    };
    gain(other).total_cmp(&gain(one))
}

/// Returns the metric that changes are compared by: the share in time; the release time without
/// such a target, or if it is reached, few batches are late and all are released.
fn compared(model: &Model, run: &RunOutcome) -> Metric {
    let share = Aim::Release.metric();
    let mean = |metric| run.metrics.find(&Scope::All, metric)?.estimate.mean;
    let verdict = run.verdicts.iter().find(|it| it.target == Aim::Release);
    let is_reached = verdict.is_some_and(|it| it.estimate.mean >= Some(it.good_from));
    let few_are_late = mean(share).is_some_and(|it| it >= 1.0 - FEW_LATE);
    let all_are_released = mean(Metric::Unreleased) == Some(0.0);
    if model.target.release.is_none() || (is_reached && few_are_late && all_are_released) {
        Metric::ReleaseTimeMean
    } else {
        share
    }
}

/// A station or team with a limited number.
struct Limited<'a> {
    scope: Scope,
    section: &'static str,
    name: &'a str,
    /// The key of the rows, and of the number in a row.
    keys: (&'static str, &'static str),
    always: Option<u32>,
    more: u32,
    /// Whether there are costs, but none for one more.
    free: bool,
    /// Batches that wait for it, by hour of the day.
    waiting: [f64; DAY],
}

/// Returns everything that batches visit and that is limited.
fn limited<'a>(model: &'a Model, run: &RunOutcome) -> Vec<Limited<'a>> {
    let is_visited = |scope: &Scope| {
        let load = run.load.iter().find(|load| load.scope == *scope);
        load.is_some_and(|load| load.visits_per_day > 0.0)
    };
    let queue = |of: &dyn Fn(usize) -> bool| {
        let series = run.hourly.series.iter().enumerate();
        let series = series.filter(|(at, _)| of(*at)).map(|(_, series)| series);
        by_hour(&run.hourly.times, series)
    };
    let cost = run.metrics.find(&Scope::All, Metric::CostPerDay);
    let has_costs = cost.is_some_and(|it| it.estimate.mean > Some(0.0));
    let stations = model.stations.iter().enumerate();
    let visited = stations.filter(|(_, it)| is_visited(&Scope::station(&it.name)));
    let mut limited: Vec<Limited<'a>> = visited
        .clone()
        .filter_map(|(at, station)| {
            let openings = station.lanes.openings()?;
            Some(Limited {
                scope: Scope::station(&station.name),
                section: "stations",
                name: &station.name,
                keys: ("lanes", "open"),
                always: openings.always(),
                more: 1,
                free: has_costs && station.is_free(),
                waiting: queue(&|it| it == at),
            })
        })
        .collect();
    for (at, team) in model.teams.iter().enumerate() {
        let id = TeamId::new(at);
        let needs = |station: usize| {
            let mut staff = model.stations[station].staff.iter();
            staff.find(|(it, _)| *it == id).map(|(_, number)| *number)
        };
        let crews = visited.clone().filter_map(|(station, _)| needs(station));
        if let Some(more) = crews.min() {
            limited.push(Limited {
                scope: Scope::team(&team.name),
                section: "teams",
                name: &team.name,
                keys: ("members", "on"),
                always: team.members.always(),
                more,
                free: has_costs && team.is_free(),
                waiting: queue(&|it| needs(it).is_some()),
            });
        }
    }
    limited
}

/// Returns the settings by which the dated changes that set this path set more, too.
fn by_date(document: &Document, path: &str, more: u32) -> Vec<String> {
    let steps: Vec<&str> = path.split('.').collect();
    let mut found = vec![];
    for change in 0.. {
        let change = change.to_string();
        let set = ["changes", change.as_str(), "set"];
        if !document.holds(&set[..2]) {
            break;
        }
        // a path in quotation marks is one key, one without is a table in a table
        let one_key = document.value(&[&set[..], &[path]].concat());
        let value = one_key.or_else(|| document.value(&[&set[..], &steps].concat()));
        if let Some(number) = value.and_then(|it| it.as_integer()) {
            found.push(format!(
                "{}.{path}={}",
                set.join("."),
                number + i64::from(more)
            ));
        }
    }
    found
}

/// Sums queues by hour of the day.
fn by_hour<'a>(times: &[String], series: impl Iterator<Item = &'a HourlySeries>) -> [f64; DAY] {
    let clock = |time: &String| time.get(11..13)?.parse::<usize>().ok();
    let clock: Vec<usize> = times
        .iter()
        .map(|it| clock(it).unwrap_or(0) % DAY)
        .collect();
    let mut sums = [0.0; DAY];
    for series in series {
        for (hour, queue) in clock.iter().zip(&series.queue) {
            sums[*hour] += queue.mean.unwrap_or(0.0);
        }
    }
    sums
}

/// Returns the hours of the day of words such as "22:00-06:00", counted from the first whole hour.
fn hours_of(words: &str) -> Vec<usize> {
    let hour = |text: Option<&str>| text.and_then(|it| it.parse::<usize>().ok());
    let (from, until) = (hour(words.get(..2)), hour(words.get(6..8)));
    let (Some(from), Some(until)) = (from, until) else {
        return (0..DAY).collect();
    };
    let until = if until > from { until } else { until + DAY };
    (from..until).map(|hour| hour % DAY).collect()
}

impl Limited<'_> {
    /// Returns one more in each row or block of the day, and in all of them.
    fn candidates(&self, document: &Document) -> Vec<Candidate> {
        let (rows, number) = self.keys;
        let base = [self.section, self.name, rows];
        let path = base.join(".");
        if let Some(always) = self
            .always
            .filter(|_| !document.holds(&[&base[..], &["0"]].concat()))
        {
            return self.always(document, &path, always);
        }
        let mut found = vec![];
        let mut all = vec![];
        for row in 0.. {
            let row = row.to_string();
            let at = [&base[..], &[row.as_str()]].concat();
            let value = |key: &str| document.value(&[&at[..], &[key]].concat());
            let Some(open) = value(number).and_then(|it| it.as_integer()) else {
                break;
            };
            let text = |key: &str| value(key).and_then(|it| it.as_str().map(str::to_owned));
            let setting = format!("{path}.{row}.{number}={}", open + i64::from(self.more));
            let path = format!("{path}.{row}.{number}");
            let settings = [vec![setting], by_date(document, &path, self.more)].concat();
            all.extend(settings.iter().cloned());
            let hours = text("hours").unwrap_or_else(|| "00:00-24:00".to_owned());
            found.extend(self.candidate(&settings, text("days"), Some(hours)));
        }
        if found.len() == 1 {
            // the only row is all there is
            return self.candidate(&all, None, None).into_iter().collect();
        }
        found.extend(self.candidate(&all, None, None));
        found
    }

    /// Returns one more of a number that is always the same: in each block of the day, and always.
    fn always(&self, document: &Document, path: &str, always: u32) -> Vec<Candidate> {
        let more = always + self.more;
        let key = self.keys.1;
        let by_date = by_date(document, path, self.more);
        let settings = [vec![format!("{path}={more}")], by_date].concat();
        let whole = self.candidate(&settings, None, None);
        let block = |from: usize| {
            let (from, until) = (format!("{from:02}:00"), format!("{:02}:00", from + BLOCK));
            let rest = until.replace("24:00", "00:00");
            let rows = format!(
                "{path}=[{{ hours = \"{from}-{until}\", {key} = {more} }}, \
                 {{ hours = \"{rest}-{}\", {key} = {always} }}]",
                if from == "00:00" { "24:00" } else { &from }
            );
            self.candidate(&[rows], None, Some(format!("{from}-{until}")))
        };
        let blocks = (0..DAY).step_by(BLOCK).filter_map(block);
        whole.into_iter().chain(blocks).collect()
    }

    fn candidate(
        &self,
        arguments: &[String],
        days: Option<String>,
        hours: Option<String>,
    ) -> Option<Candidate> {
        let settings = arguments.iter();
        let settings = settings.map(|it| scenario::Setting::from_argument(it).ok());
        let settings = settings.collect::<Option<Vec<scenario::Setting>>>()?;
        let is_whole = hours.is_none();
        let of_day = || (0..DAY).collect();
        let waiting = hours.as_deref().map_or_else(of_day, hours_of);
        Some(Candidate {
            waiting: waiting.into_iter().map(|hour| self.waiting[hour]).sum(),
            is_whole,
            change: SingleChange {
                scope: self.scope.clone(),
                more: self.more,
                days,
                hours,
                settings: settings.iter().map(Setting::from).collect(),
                difference: Estimate::default(),
                cost: None,
                free: self.free,
                verdict: Comparison::Unknown,
            },
            settings,
        })
    }
}
