//! The answer of a search for the breaking point.

use serde::{Deserialize, Serialize};

use crate::experiment::{Replicated, Root, Saturation, Stress, Stressed};
use crate::model::{ArrivalProcess, Model};

use super::notes::{remark, warning};
use super::{Estimate, Metric, Note, Outcome, Question, Results, Scope, SweepPoint, sweep_point};

/// The largest multiple of the arrivals that meets the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressOutcome {
    /// The stream that grew; `None` where all did.
    pub stream: Option<Scope>,
    /// Replications at every multiple.
    pub replications: u32,
    /// The breaking point; `None` where the search was interrupted.
    pub root: Option<Root>,
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

/// A multiple that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StressPoint {
    /// Times the arrivals of the scenario.
    pub multiple: f64,
    /// Mean number of batches that arrive a day.
    pub batches_per_day: f64,
    /// The station where most batches wait; `None` where none do.
    pub longest_queue: Option<Scope>,
    /// What it came to.
    #[serde(flatten)]
    pub point: SweepPoint,
}

/// What is kept of a multiple.
pub fn stress_point(
    port: &Stressed<'_>,
    multiple: f64,
    model: &Model,
    replicated: &Replicated,
) -> StressPoint {
    let queue = |name: &str| {
        let scope = Scope::station(name);
        let position = replicated.catalogue.position(Metric::QueueMean, &scope)?;
        let waiting = replicated.estimates[position].mean?;
        (waiting > 0.0).then_some((waiting, scope))
    };
    let queues = model.stations.iter().filter_map(|it| queue(&it.name));
    let longest = queues.max_by(|a, b| a.0.total_cmp(&b.0));
    StressPoint {
        multiple,
        batches_per_day: port.arrivals_per_day(multiple).0,
        longest_queue: longest.map(|(_, scope)| scope),
        point: sweep_point(vec![], model, replicated),
    }
}

impl Question<'_> {
    /// The answer of a search for the breaking point.
    pub fn answer_stress(
        &self,
        port: &Stressed<'_>,
        full: Option<Saturation>,
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
        let nearest = multiple.mean.and_then(|mean| {
            let distance = |it: &&StressPoint| (it.multiple - mean).abs();
            points
                .iter()
                .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        });
        let outcome = StressOutcome {
            stream: port
                .stream
                .map(|stream| Scope::arrivals(&port.model.streams[stream.index()].name)),
            replications,
            root: roots.map(|roots| roots.multiple),
            multiple,
            batches_per_day: arrivals(|(batches, _)| batches),
            units_per_day: arrivals(|(_, units)| units),
            breaks_first: nearest.and_then(|point| point.longest_queue.clone()),
            full_at: full.as_ref().map(|it| it.multiple),
            full: full.map(|it| it.scope),
            points,
        };
        let notes = notes(port, &outcome);
        self.results(Outcome::Stress(Box::new(outcome)), None, notes)
    }
}

/// What the reader must know.
fn notes(port: &Stressed<'_>, stress: &StressOutcome) -> Vec<Note> {
    let mut notes = vec![];
    if stress.root.is_none() {
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
