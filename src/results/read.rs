//! Reading of `results.json`, with messages on files that cannot be used.

use serde::Deserialize;
use serde_json::error::Category;

use crate::calendar::WEEK_HOURS;

use super::{
    CompareOutcome, FORMAT, HourlySeries, MetricResult, Metrics, Outcome, Results, RunOutcome,
    StaffOutcome, SweepOutcome, SweepPoint, SweptPath,
};

/// The part of `results.json` that is the same in every version of the layout.
#[derive(Deserialize)]
struct Layout {
    format: u32,
    provenance: Author,
}

/// The program that wrote the file.
#[derive(Deserialize)]
struct Author {
    version: String,
}

impl Results {
    /// Reads results from JSON text, or says why it cannot be read. The message begins with line
    /// and column if the error has a place in the text.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let layout: Layout = serde_json::from_str(text).map_err(|error| said(&error))?;
        if layout.format != FORMAT {
            let (format, version) = (layout.format, layout.provenance.version);
            return Err(format!(
                "its layout is {format}, and this clearway reads layout {FORMAT}: run the scenario \
                 again, or use clearway {version}, which wrote it"
            ));
        }
        let results: Self = serde_json::from_str(text).map_err(|error| said(&error))?;
        match results.contradiction() {
            None => Ok(results),
            Some(what) => Err(format!("{what}: the file was changed after it was written")),
        }
    }

    /// Returns a contradiction in the results, such as lists of different lengths, that would break
    /// reports.
    fn contradiction(&self) -> Option<&'static str> {
        let of_metrics = match &self.outcome {
            Outcome::Run(run) => uneven(&run.metrics),
            Outcome::Sweep(sweep) => sweep.points.iter().find_map(|it| uneven(&it.metrics)),
            Outcome::Staff(staff) => {
                let mut candidates = staff.candidates.iter();
                candidates.find_map(|it| uneven(&it.point.metrics))
            }
            Outcome::Stress(stress) => {
                let mut points = stress.points.iter();
                points.find_map(|it| uneven(&it.point.metrics))
            }
            Outcome::Compare(compare) => {
                let mut arrangements = compare.arrangements.iter();
                arrangements.find_map(|it| uneven(&it.metrics))
            }
        };
        of_metrics.or_else(|| self.outcome_contradiction())
    }

    /// Returns a contradiction outside of the metrics.
    fn outcome_contradiction(&self) -> Option<&'static str> {
        match &self.outcome {
            Outcome::Run(run) => run.contradiction(),
            Outcome::Sweep(sweep) => sweep.contradiction(),
            Outcome::Staff(staff) => staff.contradiction(),
            Outcome::Stress(_) => None,
            Outcome::Compare(compare) => compare.contradiction(),
        }
    }
}

/// Returns a message if a metric does not have one part and one whole for each replication.
fn uneven(metrics: &Metrics) -> Option<&'static str> {
    let is_uneven = |metric: &MetricResult| {
        let (parts, wholes) = (metric.parts.len(), metric.wholes.len());
        parts != wholes || ![0, metric.values.len()].contains(&parts)
    };
    let what = "a metric does not have as many parts and wholes as values";
    metrics.iter().any(is_uneven).then_some(what)
}

impl RunOutcome {
    fn contradiction(&self) -> Option<&'static str> {
        let hours = self.hourly.times.len();
        let uneven = |it: &HourlySeries| {
            let always = [&it.busy, &it.lanes_open];
            let sometimes = [&it.queue, &it.overtime, &it.cost];
            let sometimes = sometimes.into_iter().filter(|list| !list.is_empty());
            let mut lists = always.into_iter().chain(sometimes);
            lists.any(|list| list.len() != hours)
        };
        let (stations, teams) = (&self.hourly.series, &self.hourly.teams);
        let is_empty = |it: &HourlySeries| it.queue.len() != hours;
        if stations.iter().any(is_empty) || stations.iter().chain(teams).any(uneven) {
            return Some("an hourly series does not have as many values as there are hours");
        }
        let curve = self.release_curve.as_ref();
        if curve.is_some_and(|curve| curve.hours.len() != curve.share.len()) {
            return Some("the release curve does not have as many shares as hours");
        }
        let settling = self.settling.as_ref();
        if settling.is_some_and(|it| it.times.len() != it.inside.len()) {
            return Some("the number inside does not have as many values as times");
        }
        let mut loads = self.load.iter();
        if loads.any(|load| load.hourly_load.len() != 168 || load.busiest_hour >= 168) {
            return Some("a station's hourly load does not have the 168 hours of a week");
        }
        None
    }
}

/// Does the position of a point exist among the values of the paths?
fn fits(point: &SweepPoint, paths: &[SweptPath]) -> bool {
    let mut pairs = point.at.iter().zip(paths);
    point.at.len() == paths.len() && pairs.all(|(at, path)| *at < path.values.len())
}

impl StaffOutcome {
    fn contradiction(&self) -> Option<&'static str> {
        let strange = self
            .candidates
            .iter()
            .any(|it| !fits(&it.point, &self.paths));
        if strange {
            return Some("an arrangement is not among the values of its paths");
        }
        let is_week = |list: &Vec<f64>| list.len() == WEEK_HOURS;
        let is_known = |list: &Vec<f64>| list.is_empty() || is_week(list);
        let mut hours = self.who.roster_hours.iter();
        let is_whole = hours
            .all(|it| is_week(&it.chosen) && is_known(&it.before) && is_known(&it.lagged_load));
        (!is_whole).then_some("the hours of a roster are not the 168 hours of a week")
    }
}

impl SweepOutcome {
    fn contradiction(&self) -> Option<&'static str> {
        let strange = self.points.iter().any(|point| !fits(point, &self.paths));
        strange.then_some("a point of the sweep is not among the values of its paths")
    }
}

impl CompareOutcome {
    fn contradiction(&self) -> Option<&'static str> {
        let number = self.arrangements.len();
        let strange = self.differences.iter().any(|it| it.alternative >= number);
        strange.then_some("a difference refers to an arrangement that does not exist")
    }
}

/// Formats an error of serde as "LINE:COLUMN: what is wrong".
fn said(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    let what = match error.classify() {
        Category::Eof => "the file ends too early: copy it again, or run the scenario again",
        Category::Syntax | Category::Io => return format!("{line}:{column}: not JSON: {what}"),
        Category::Data => return format!("{line}:{column}: not what clearway writes: {what}"),
    };
    format!("{line}:{column}: {what}")
}
