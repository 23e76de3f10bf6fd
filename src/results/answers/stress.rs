//! Results of a search for the breaking point.

use crate::experiment::{ENOUGH, Effort, Root, Saturation, Side, Stress, Stressed};
use crate::metric::Scope;
use crate::model::ArrivalProcess;
use crate::results::note::{remark, warning};
use crate::results::notes::Seen;
use crate::results::plan::plan;
use crate::results::reach::beyond_arrivals;
use crate::results::{Note, Outcome, Plan, Question, Results, StressOutcome, StressPoint};
use crate::statistics::{Estimate, Stopping};
use crate::theory;

impl Question<'_> {
    /// Makes the results of a search for the breaking point. `best_possible` is given only if no
    /// multiple can meet the target.
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
        let grows = full.as_ref().and_then(|it| it.grows.clone());
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
            grows_at: grows.as_ref().map(|(multiple, _)| *multiple),
            grows: grows.map(|(_, scope)| scope),
            full: full.map(|it| it.scope),
            points,
        };
        let notes = notes(port, &plan(self.scenario), &self.effort(), &outcome);
        self.results(Outcome::Stress(Box::new(outcome)), None, notes)
    }
}

/// Returns the simulated point nearest to a multiple.
fn nearest(points: &[StressPoint], multiple: f64) -> Option<&StressPoint> {
    let distance = |it: &&StressPoint| (it.multiple - multiple).abs();
    let points = points.iter();
    points.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Returns the note on replications that lock up, at the smallest multiple at which they do.
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
        "At {:.decimals$} times the arrivals, {} of {} replications lock up: every lane of {} \
         holds a batch that waits for a place at one of these stations, so no batch there can \
         move again. Give one of these stations more room or more lanes.",
        point.multiple,
        locked.replications,
        point.point.replications,
        labels.join(", ")
    )))
}

/// Returns the note on stations that can block each other for ever, if they did so at no multiple.
fn unseen_locks(plan: &Plan, stress: &StressOutcome) -> Option<Note> {
    let point = nearest(&stress.points, stress.multiple.mean.unwrap_or(1.0))?;
    let is_locked = |point: &StressPoint| point.locked.is_some();
    let seen = Seen {
        who: "No replication of any multiple locked up",
        replications: stress.replications,
        chances: stress.points.len(),
    };
    let none = !stress.points.iter().any(is_locked);
    none.then(|| seen.note(plan, &point.point.can_lock))?
}

/// Returns the notes of a search for the breaking point.
fn notes(port: &Stressed<'_>, plan: &Plan, asked: &Effort, stress: &StressOutcome) -> Vec<Note> {
    let mut notes = vec![];
    notes.extend(locks(port, stress));
    notes.extend(unseen_locks(plan, stress));
    let gave_up = stress.points.iter().filter(|it| it.side == Side::Undecided);
    let gave_up: Vec<String> = gave_up.map(|it| format!("{:.2}", it.multiple)).collect();
    if !gave_up.is_empty() {
        notes.push(warning(format!(
            "At {} times the arrivals it is undecided whether the target is met: replications \
             reached a limit and were stopped, or no batch arrived.",
            gave_up.join(", ")
        )));
    }
    if asked.stopping == Stopping::Number && asked.replications < ENOUGH {
        notes.push(remark(format!(
            "A breaking point needs at least {ENOUGH} replications of every multiple: the {} \
             asked for are raised to that number.",
            asked.replications
        )));
    }
    if stress.root.is_none() && !stress.is_out_of_reach() {
        let text = "The search was interrupted: the multiples that were simulated are shown.";
        notes.push(warning(text.to_owned()));
    }
    if port.model.target.release.is_none() {
        let arrives = port.arrivals_per_day(1.0).0;
        let of = if theory::released_at_most(port.model) < arrives * (1.0 - 1e-9) {
            "what arrives and is not refused or withdrawn by its route"
        } else {
            "what arrives"
        };
        notes.push(remark(format!(
            "The scenario sets no release target: the breaking point is where the port releases \
             less than {:.1} % of {of}.",
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
