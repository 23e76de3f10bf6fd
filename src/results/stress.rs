//! The answer of a search for the breaking point.

use serde::{Deserialize, Serialize};

use crate::experiment::{
    Ceilings, Change, ENOUGH, Effort, Replicated, Root, STRESS_REPLICATIONS, Saturation, Side,
    Sight, Stress, Stressed,
};
use crate::model::{ArrivalProcess, Model};
use crate::statistics::Stopping;

use super::notes::{remark, warning};
use super::reach::{Unreachable, beyond_arrivals};
use super::{Estimate, Metric, Note, Outcome, Question, Results, Scope, SweepPoint, sweep_point};

/// The largest multiple of the arrivals that meets the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressOutcome {
    /// The stream that grew; `None` where all did.
    pub stream: Option<Scope>,
    /// Replications at every multiple.
    pub replications: u32,
    /// The breaking point; `None` where the search was interrupted, or not made because no multiple
    /// can meet the target.
    pub root: Option<Root>,
    /// Where its interval begins; `None` where there is none.
    #[serde(default)]
    pub lower: Option<Root>,
    /// Where its interval ends; `None` where there is none.
    #[serde(default)]
    pub upper: Option<Root>,
    /// Every change between met and missed that was seen, ascending.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// The share in time that opening hours and times of work alone allow, where no multiple can
    /// therefore meet the target.
    #[serde(default)]
    pub best_possible: Option<Estimate>,
    /// Throughput targets above what arrives, at every multiple of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreachable: Vec<Unreachable>,
    /// The breaking point with its interval; no mean where there is none.
    pub multiple: Estimate,
    /// What then arrives a day: batches of all streams.
    pub batches_per_day: Estimate,
    /// What then arrives a day: units of all streams.
    pub units_per_day: Estimate,
    /// The station where most batches wait at the breaking point; `None` where none wait.
    pub breaks_first: Option<Scope>,
    /// The multiple at which theory says that a station or team is full.
    pub full_at: Option<f64>,
    /// That station or team.
    pub full: Option<Scope>,
    /// Multiples that were simulated, ascending.
    pub points: Vec<StressPoint>,
}

impl StressOutcome {
    /// Is it known without a search that no multiple meets the target?
    pub fn is_out_of_reach(&self) -> bool {
        self.best_possible.is_some() || !self.unreachable.is_empty()
    }
}

/// A multiple that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressPoint {
    /// Times the arrivals of the scenario.
    pub multiple: f64,
    /// Mean number of batches that arrive a day.
    pub batches_per_day: f64,
    /// The station where most batches wait; `None` where none do.
    pub longest_queue: Option<Scope>,
    /// Met or missed, by the means of all parts of the target.
    #[serde(default = "unknown")]
    pub side: Side,
    /// Replications that lock up for the rest of the run, and the stations that block each other in
    /// the first of them.
    #[serde(default)]
    pub locked: Option<Locked>,
    /// What it came to.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// Of results that do not tell it.
fn unknown() -> Side {
    Side::Unknown
}

/// Replications that lock up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    /// How many.
    pub replications: u32,
    /// The stations of the first.
    pub stations: Vec<Scope>,
}

/// The replications that lock up; `None` where none do.
fn locked(model: &Model, replicated: &Replicated) -> Option<Locked> {
    let evidence = replicated.evidence();
    let mut locks = evidence.locks.iter().flat_map(|(_, locks)| locks);
    let first = locks.find(|lock| lock.until.is_none());
    let name = |station: &crate::model::StationId| model.stations[station.index()].name.as_str();
    (evidence.gridlocked > 0).then(|| Locked {
        replications: evidence.gridlocked,
        stations: first.map_or_else(Vec::new, |lock| {
            let names = lock.stations.iter().map(name);
            names.map(Scope::station).collect()
        }),
    })
}

/// What is kept of a multiple.
pub fn stress_point(
    port: &Stressed<'_>,
    multiple: f64,
    sight: Sight,
    model: &Model,
    replicated: &Replicated,
) -> StressPoint {
    let queue = |name: &str| {
        let scope = Scope::station(name);
        let position = replicated.tally.position(Metric::QueueMean, &scope)?;
        let waiting = replicated.estimates[position].mean?;
        (waiting > 0.0).then_some((waiting, scope))
    };
    let queues = model.stations.iter().filter_map(|it| queue(&it.name));
    let longest = queues.max_by(|a, b| a.0.total_cmp(&b.0));
    StressPoint {
        multiple,
        batches_per_day: port.arrivals_per_day(multiple).0,
        longest_queue: longest.map(|(_, scope)| scope),
        side: sight.side(),
        locked: locked(model, replicated),
        point: sweep_point(vec![], model, replicated, &Ceilings::default()),
    }
}

impl Question<'_> {
    /// How often each multiple is simulated: 100 times where the scenario does not say.
    pub fn effort_of_stress(&self) -> Effort {
        let effort = self.effort();
        let is_written = self.document.holds(&["run", "replications"])
            || self
                .settings
                .iter()
                .any(|it| it.path().to_string() == "run.replications");
        Effort {
            replications: match effort.stopping {
                Stopping::Number if !is_written => STRESS_REPLICATIONS,
                Stopping::Number | Stopping::Width(_) | Stopping::Verdict => effort.replications,
            },
            ..effort
        }
    }

    /// The answer of a search for the breaking point. `best_possible` is told where no multiple
    /// can meet the target.
    pub fn answer_stress(
        &self,
        port: &Stressed<'_>,
        full: Option<Saturation>,
        best_possible: Option<Estimate>,
        stress: Stress<StressPoint>,
    ) -> Results {
        let points: Vec<StressPoint> = stress.tried.into_iter().map(|(_, point)| point).collect();
        let at = |root: Root| match root {
            Root::At(multiple) => Some(multiple),
            Root::Below(_) | Root::Above(_) => None,
        };
        let replications = points.first().map_or(0, |it| it.point.replications);
        let roots = stress.roots;
        let multiple = Estimate {
            mean: roots.and_then(|roots| at(roots.multiple)),
            half_width: None,
            lower: roots.and_then(|roots| at(roots.lower?)),
            upper: roots.and_then(|roots| at(roots.upper?)),
            replications,
        };
        let arrivals = |of: fn((f64, f64)) -> f64| {
            let arrives = |multiple: Option<f64>| multiple.map(|it| of(port.arrivals_per_day(it)));
            Estimate {
                mean: arrives(multiple.mean),
                lower: arrives(multiple.lower),
                upper: arrives(multiple.upper),
                ..multiple
            }
        };
        let nearest = multiple.mean.and_then(|mean| nearest(&points, mean));
        let outcome = StressOutcome {
            stream: port
                .stream
                .map(|stream| Scope::arrivals(&port.model.streams[stream.index()].name)),
            replications,
            root: roots.map(|roots| roots.multiple),
            lower: roots.and_then(|roots| roots.lower),
            upper: roots.and_then(|roots| roots.upper),
            changes: stress.changes,
            best_possible,
            unreachable: port
                .lacking_arrivals()
                .map_or_else(Vec::new, |as_it_is| beyond_arrivals(&as_it_is)),
            multiple,
            batches_per_day: arrivals(|(batches, _)| batches),
            units_per_day: arrivals(|(_, units)| units),
            breaks_first: nearest.and_then(|point| point.longest_queue.clone()),
            full_at: full.as_ref().map(|it| it.multiple),
            full: full.map(|it| it.scope),
            points,
        };
        let notes = notes(port, &self.effort(), &outcome);
        self.results(Outcome::Stress(Box::new(outcome)), None, notes)
    }
}

/// Decimals of a multiple at most.
const MOST_DECIMALS: usize = 6;

impl StressOutcome {
    /// Decimals, so many at least, that tell the multiples that were tried apart from each other
    /// and from the one that was found.
    pub fn decimals(&self, least: usize) -> usize {
        let mut values: Vec<f64> = self.points.iter().map(|it| it.multiple).collect();
        values.extend(self.multiple.mean);
        values.sort_unstable_by(f64::total_cmp);
        values.dedup_by(|one, other| (*one - *other).abs() < 1e-9);
        let tells_apart = |decimals: &usize| {
            let shown = |value: f64| format!("{value:.decimals$}");
            values
                .windows(2)
                .all(|pair| shown(pair[0]) != shown(pair[1]))
        };
        let mut enough = least..MOST_DECIMALS;
        enough.find(tells_apart).unwrap_or(MOST_DECIMALS)
    }
}

/// The point nearest to a multiple.
fn nearest(points: &[StressPoint], multiple: f64) -> Option<&StressPoint> {
    let distance = |it: &&StressPoint| (it.multiple - multiple).abs();
    let points = points.iter();
    points.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The note on replications that lock up, at the least multiple at which they do.
fn locks(port: &Stressed<'_>, stress: &StressOutcome) -> Option<Note> {
    let is_locked = |point: &&StressPoint| point.locked.is_some();
    let point = stress.points.iter().find(is_locked)?;
    let locked = point.locked.as_ref()?;
    let label = |scope: &Scope| {
        let mut stations = port.model.stations.iter();
        let found = stations.find(|it| Some(it.name.as_str()) == scope.name());
        found.map(|it| it.label.as_str())
    };
    let decimals = stress.decimals(2);
    let labels: Vec<&str> = locked.stations.iter().filter_map(label).collect();
    Some(warning(format!(
        "At {:.decimals$} times the arrivals {} of {} replications lock up: every lane of {} \
         holds a batch that waits for a place there, and nothing opens them any more. Give one of \
         these stations more room, or lanes.",
        point.multiple,
        locked.replications,
        point.point.replications,
        labels.join(", ")
    )))
}

/// What the reader must know.
fn notes(port: &Stressed<'_>, asked: &Effort, stress: &StressOutcome) -> Vec<Note> {
    let mut notes = vec![];
    notes.extend(locks(port, stress));
    let gave_up = stress.points.iter().filter(|it| it.side == Side::Unknown);
    let gave_up: Vec<String> = gave_up.map(|it| format!("{:.2}", it.multiple)).collect();
    if !gave_up.is_empty() {
        notes.push(warning(format!(
            "Nothing is decided at {} times the arrivals: replications gave up at a limit there, \
             or no batch arrived.",
            gave_up.join(", ")
        )));
    }
    if asked.stopping == Stopping::Number && asked.replications < ENOUGH {
        notes.push(remark(format!(
            "A breaking point takes at least {ENOUGH} replications of every multiple: the {} asked \
             for are raised to that.",
            asked.replications
        )));
    }
    if stress.root.is_none() && !stress.is_out_of_reach() {
        let text = "The search was interrupted: the multiples that were simulated are shown.";
        notes.push(warning(text.to_owned()));
    }
    if port.model.target.release.is_none() {
        notes.push(remark(format!(
            "The scenario sets no release target: the port breaks where it releases less than \
             {:.1} % of what arrives.",
            (1.0 - port.model.target.tolerance) * 100.0
        )));
    }
    let grows = |index: usize| port.stream.is_none_or(|only| only.index() == index);
    let streams = port.model.streams.iter().enumerate();
    let exact = streams.filter(|(index, stream)| {
        grows(*index) && matches!(stream.process, ArrivalProcess::Exact(_))
    });
    let labels: Vec<&str> = exact.map(|(_, stream)| stream.label.as_str()).collect();
    if !labels.is_empty() {
        notes.push(remark(format!(
            "{} brings a whole number of batches every day: multiples of it are rounded to whole \
             batches.",
            labels.join(", ")
        )));
    }
    notes
}
