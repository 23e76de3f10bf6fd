//! Tables of the stations: load by theory, simulated results, and where the time goes.

use crate::metric::{Metric, Scope, ScopeKind};
use crate::report::journey::{self, Journey, Part, Step};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Outlook, Results, RunOutcome, StationLoad};

use super::cell::{Cell, Tone};
use super::table::{Layout, Table};

/// Returns the load and the queue of each station: by theory, then simulated.
pub(in crate::report) fn stations<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let always = [
        (Metric::Utilisation, "Utilisation"),
        (Metric::QueueMean, "Batches waiting"),
        (Metric::WaitMean, "Wait, mean"),
        (Metric::WaitP95, "Wait, 95 % within"),
    ];
    let sometimes = [
        (Metric::BlockedMean, "Lanes blocked"),
        (Metric::TurnedAwayShare, "Turned away"),
    ];
    let occurs = |metric| lookup::occurs(&run.metrics, ScopeKind::Station, metric);
    let occurring = sometimes.into_iter().filter(|(metric, _)| occurs(*metric));
    by_theory(results, run)
        .metrics(results, run, always.into_iter().chain(occurring))
        .table()
}

/// Returns the load of each station, by theory alone.
pub(in crate::report) fn loads<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    by_theory(results, run).table()
}

/// Returns the columns of the load of each station.
fn by_theory<'a>(results: &'a Results, run: &'a RunOutcome) -> Layout<'a, &'a Scope> {
    let load = |scope: &Scope| run.load.iter().find(|load| load.scope == *scope);
    let trimmed = |value| Cell::number(Quantity::Number, value, wording::trimmed);
    Layout::over(lookup::scopes(results, ScopeKind::Station))
        .column("Station", |scope| Cell::scope(results, scope))
        .column("Offered load, lanes", |scope| {
            let offered = load(scope).map(|load| load.offered_load);
            Cell::number(Quantity::Number, offered, |it| wording::fixed(it, 2))
        })
        .column("Lanes open", |scope| {
            load(scope).map_or_else(|| trimmed(None), lanes_open)
        })
        .column("Lanes needed to keep up", |scope| {
            let needed = load(scope).and_then(|load| load.lanes_needed);
            trimmed(needed.map(|number| number as f64))
        })
        .column("Load over lanes", |scope| {
            load(scope).map_or_else(|| trimmed(None), load_over)
        })
}

/// Returns the number of open lanes, and the reason if not all of them are always available.
fn lanes_open<'a>(load: &StationLoad) -> Cell<'a> {
    let cell = Cell::number(Quantity::Number, load.lanes_open, |open| {
        if let Some((least, most)) = load.by_clock {
            let range = if least == most {
                wording::trimmed(most)
            } else {
                format!("{} to {}", wording::trimmed(least), wording::trimmed(most))
            };
            return format!(
                "{range} and up to {} on demand",
                wording::trimmed(load.on_demand)
            );
        }
        let shown = wording::trimmed(open);
        match load.lanes_up.filter(|up| *up < open) {
            Some(up) => format!("{shown}, {} not broken", wording::trimmed(up)),
            None if load.on_demand > 0.0 => {
                format!(
                    "{shown}, up to {} on demand",
                    wording::trimmed(load.on_demand)
                )
            }
            None => shown,
        }
    });
    match load.lanes_open {
        None => cell.reading("unlimited"),
        Some(_) => cell,
    }
}

/// Returns the offered load divided by the lanes that are open and not broken; nothing where lanes
/// open on demand, because how many of them are open depends on the queue, unless all of them are
/// too few.
fn load_over<'a>(load: &StationLoad) -> Cell<'a> {
    if load.on_demand > 0.0 && !load.overloaded {
        return Cell::number(Quantity::Share, None, |_| String::new());
    }
    let words = match load.outlook {
        Outlook::NeverFinishes => ", some never finish",
        _ if load.overloaded => ", overloaded",
        _ => "",
    };
    let tone = if load.overloaded {
        Tone::Bad
    } else {
        Tone::Plain
    };
    Cell::number(Quantity::Share, load.utilisation, |share| {
        wording::percent(share, 1) + words
    })
    .toned(tone)
}

/// Returns the parts of one visit to each station with their intervals: waits by cause, and work.
pub(in crate::report) fn steps<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let journey = journey::journey(results, run);
    let cause = |part: Part| Some((part.metric()?, format!("of which {}", part.words())));
    let causes = journey
        .parts()
        .into_iter()
        .filter(|part| *part != Part::Work);
    let visit = [(Metric::ServiceMean, "Work"), (Metric::WaitMean, "Wait")];
    let visit = visit.map(|(metric, words)| (metric, format!("{words} a visit")));
    let steps = Layout::over(&journey.steps)
        .column("Station", |step| Cell::text(step.label.clone()))
        .column("Visits a batch", |step| visits(step.visits));
    let columns = visit.into_iter().chain(causes.filter_map(cause));
    let steps = columns.fold(steps, |steps, (metric, heading)| {
        steps.column(heading, |step| match &step.scope {
            Some(scope) => Cell::of_run(results, run, scope, metric),
            None => Cell::exact(Quantity::Number, None),
        })
    });
    steps.table()
}

/// Returns the number of visits of an average batch.
fn visits<'a>(visits: Option<f64>) -> Cell<'a> {
    Cell::number(Quantity::Number, visits, |it| wording::fixed(it, 2))
}

/// Returns the journey of an average batch: the hours of each part at every station, then, if there
/// are several stations, at all of them together.
pub(in crate::report) fn journey<'a>(journey: &Journey) -> Table<'a> {
    let (causes, whole) = (journey.tells_causes(), journey.total());
    let hours = |step: Option<&Step>, part| match step {
        Some(step) => step.hours(part),
        None => journey.steps.iter().map(|step| step.hours(part)).sum(),
    };
    let total = |step: Option<&Step>| step.map_or(whole, Step::total);
    let spent = |hours: f64| Cell::derived(Quantity::Hours, Some(hours));
    let all = (journey.steps.len() > 1).then_some(None);
    let steps = Layout::over(journey.steps.iter().map(Some).chain(all))
        .column("Station", |step| {
            Cell::text(step.map_or_else(|| "All stations".to_owned(), |step| step.label.clone()))
        })
        .column("Visits a batch", |step| match step {
            Some(step) => visits(step.visits),
            None => visits(None).reading(""),
        });
    let steps = journey.parts().into_iter().fold(steps, |steps, part| {
        let heading = match part {
            Part::Work => "Work".to_owned(),
            Part::Waiting if !causes => "Waiting".to_owned(),
            part => format!("Waiting: {}", part.words()),
        };
        steps.column(heading, |step| spent(hours(*step, part)))
    });
    steps
        .column("Together", |step| spent(total(*step)))
        .column("Share", |step| {
            Cell::percent((whole > 0.0).then(|| total(*step) / whole))
        })
        .table()
}
