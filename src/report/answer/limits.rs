//! Sentences on stations and teams that are overloaded or nearest to their limit.

use crate::metric::{Metric, Scope};
use crate::report::journey;
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{FlowEnd, Outlook, Results, RunOutcome, StationLoad, TeamLoad};

use super::heaviest;

/// Visits of an average batch from which on every batch counts as a visitor.
const NEARLY_ALL: f64 = 0.995;

/// Names the overloaded stations and teams, and says what that means for the numbers.
pub(super) fn overload(results: &Results, run: &RunOutcome) -> Option<String> {
    let stations = run.load.iter().filter(|load| load.overloaded);
    let teams = run.team_load.iter().filter(|load| load.overloaded);
    let of_team = |load: &TeamLoad| {
        format!(
            "{} (offered load {} on {} on duty)",
            wording::label(results, &load.scope),
            wording::fixed(load.offered_load, 2),
            members(load.members_on)
        )
    };
    let over: Vec<String> = stations
        .map(|load| over_the_limit(results, load))
        .chain(teams.map(of_team))
        .collect();
    if over.is_empty() {
        return None;
    }
    let verb = if over.len() == 1 { "is" } else { "are" };
    let meaning = if has_no_steady_state(results, run) {
        "there is no steady state: the queue grows for as long as this continues, and waits, \
         release times and the share in time depend on the length of the measured window"
    } else {
        "more work arrives in the measured window than can be done in it"
    };
    let over = wording::listed(&over);
    Some(format!("{over} {verb} overloaded; {meaning}."))
}

/// Describes a station that gets more work than it can do.
fn over_the_limit(results: &Results, load: &StationLoad) -> String {
    let label = wording::label(results, &load.scope);
    let broken = match (load.lanes_up, load.lanes_open) {
        (Some(up), Some(open)) if up < open => {
            format!(", of which {} not broken", wording::trimmed(up))
        }
        _ => String::new(),
    };
    match load.lanes_open {
        _ if load.outlook == Outlook::NeverFinishes => {
            format!("{label} (the service of some batches takes longer than it is ever open)")
        }
        Some(lanes) => format!(
            "{label} (offered load {} on {} open{}{broken})",
            wording::fixed(load.offered_load, 2),
            lanes_open(lanes),
            on_demand(load)
        ),
        None => label.to_owned(),
    }
}

/// Is it known that there is no steady state? Results of older versions say only that a station is
/// overloaded.
pub(super) fn has_no_steady_state(results: &Results, run: &RunOutcome) -> bool {
    let stations = run.load.iter().map(|load| (load.overloaded, load.outlook));
    let teams = run.team_load.iter();
    let mut all = stations.chain(teams.map(|load| (load.overloaded, load.outlook)));
    results.plan.steady
        && all.any(|(overloaded, outlook)| overloaded && outlook != Outlook::FallsBehind)
}

/// Describes the station or team that is nearest to its limit, if it is not overloaded.
pub(super) fn bottleneck(results: &Results, run: &RunOutcome) -> Vec<String> {
    // what is overloaded between two dated changes comes first
    let fullness =
        |scope: &Scope, share: Option<f64>| (heaviest::beyond(run, scope), share.unwrap_or(0.0));
    let by = |one: &(f64, f64), other: &(f64, f64)| {
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
    };
    let of_station = |load: &StationLoad| fullness(&load.scope, load.utilisation);
    let of_team = |load: &TeamLoad| fullness(&load.scope, load.utilisation);
    let stations = run.load.iter().filter(|load| load.utilisation.is_some());
    let station = stations.max_by(|a, b| by(&of_station(a), &of_station(b)));
    let teams = run.team_load.iter();
    let team = teams.max_by(|a, b| by(&of_team(a), &of_team(b)));
    let is_fuller =
        |team: &&TeamLoad| station.is_none_or(|it| by(&of_team(team), &of_station(it)).is_gt());
    // overload is described before, and the wait then depends on the length of the window
    if let Some(team) = team.filter(is_fuller) {
        let told = (!team.overloaded).then(|| full_team(results, run, team));
        let stretch = (&team.scope, team.utilisation);
        let stretch = told
            .is_some()
            .then(|| heaviest::sentence(results, run, stretch, members));
        return told.into_iter().chain(stretch.flatten()).collect();
    }
    let Some(load) = station.filter(|load| !load.overloaded) else {
        return vec![];
    };
    let told = full_station(results, run, load);
    let stretch = (&load.scope, load.utilisation);
    let stretch = told
        .is_some()
        .then(|| heaviest::sentence(results, run, stretch, lanes_open));
    told.into_iter().chain(stretch.flatten()).collect()
}

fn full_team(results: &Results, run: &RunOutcome, team: &TeamLoad) -> String {
    let overtime = overtime(Loaded::Team(team), run);
    format!(
        "The bottleneck, the team nearest to its limit, is {}: by theory the work of its stations \
         takes {} of {} on duty{overtime}.",
        wording::label(results, &team.scope),
        wording::fixed(team.offered_load, 2),
        members(team.members_on)
    )
}

/// Says how much of the work above what can be done in open hours or on duty overtime carries;
/// empty if there is no such work or no overtime.
fn overtime(load: Loaded<'_>, run: &RunOutcome) -> String {
    let (scope, share, unit, leaves) = match load {
        Loaded::Station(it) => (&it.scope, it.utilisation, "lane-hours", it.outlook),
        Loaded::Team(it) => (&it.scope, it.utilisation, "member-hours", it.outlook),
    };
    let overtime = lookup::estimate(&run.metrics, scope, Metric::OvertimePerDay);
    let (Some(share), Some(hours)) = (share, overtime.mean) else {
        return String::new();
    };
    if share <= 1.0 || hours == 0.0 {
        return String::new();
    }
    let excess = match load {
        Loaded::Station(it) => it.excess(&overtime),
        Loaded::Team(it) => it.excess(&overtime),
    };
    let of_it = format!(", {} of what they can do", wording::percent(share, 0));
    let carried = wording::mean(Quantity::Number, &overtime);
    match excess.filter(|it| it.piles_up) {
        None => format!("{of_it}: overtime carries the rest, {carried} {unit} a day"),
        Some(excess) => {
            let then = if leaves == Outlook::Loses {
                "the rest is not done, because batches leave or go elsewhere"
            } else {
                "the queue grows"
            };
            format!(
                "{of_it}: overtime carries {carried} of the {} {unit} a day that are missing, and \
                 {then}",
                wording::mean(Quantity::Number, &wording::alone(Some(excess.missing)))
            )
        }
    }
}

/// The load of a station or a team.
#[derive(Clone, Copy)]
enum Loaded<'a> {
    Station(&'a StationLoad),
    Team(&'a TeamLoad),
}

fn full_station(results: &Results, run: &RunOutcome, load: &StationLoad) -> Option<String> {
    let (share, lanes) = (load.utilisation?, load.lanes_open?);
    let (offered, open) = (wording::fixed(load.offered_load, 2), lanes_open(lanes));
    let demand = on_demand(load);
    let open_range = lookup::open_range(&run.hourly.series, &load.scope);
    let open_range = open_range.filter(|_| lanes.fract() != 0.0 && share < 1.0);
    let work = if let Some((_, most)) = load.by_clock.filter(|_| share < 1.0) {
        let (all, demand) = (
            lanes_open(most + load.on_demand),
            wording::trimmed(load.on_demand),
        );
        format!("by theory its work fills {offered} of up to {all}, {demand} of them on demand")
    } else if let Some(ends) = open_range {
        let between = range(ends, lanes_open);
        let busy = wording::percent(share, 0);
        format!("by theory its work fills {busy} of the hours of its {between}{demand}")
    } else if share < 1.0 {
        format!("by theory its work fills {offered} of {open} open on average{demand}")
    } else {
        let overtime = overtime(Loaded::Station(load), run);
        format!("its work would fill {offered} lanes, but it has {open}{demand}{overtime}")
    };
    let label = wording::label(results, &load.scope);
    let wait = wait(results, run, &load.scope);
    Some(format!(
        "The bottleneck, the station nearest to its limit, is {label}: {work}{wait}."
    ))
}

/// Says how long batches wait at a station. If replications lock up, some waits never end, so that
/// they have no mean.
fn wait(results: &Results, run: &RunOutcome, scope: &Scope) -> String {
    let (locked, all) = (lookup::locked(run), u64::from(run.replications));
    if locked > 0 {
        let all = wording::things(all, "replication");
        return format!(
            "; no mean wait is shown, because in {locked} of {all} stations lock up and batches \
             wait for ever"
        );
    }
    let wait = run.metrics.find(scope, Metric::WaitMean);
    let known = wait.filter(|it| it.estimate.mean.is_some());
    known.map_or_else(String::new, |wait| {
        let shown = wording::marked(Quantity::Hours, wait);
        match visits(results, run, scope) {
            Visits::Every => format!(", and a batch waits {shown} there on average"),
            Visits::Share(share) => format!(
                ", and the batches that {} there, {} of all, wait {shown} there on average",
                served(run),
                wording::percent(share, usize::from(share < 0.1))
            ),
            Visits::Several(number) => format!(
                ", and batches wait {shown} there on average at each visit ({} visits a batch)",
                wording::fixed(number, 2)
            ),
        }
    })
}

/// Returns "go", or "are served" where batches leave before they are served: only those that are
/// served count.
fn served(run: &RunOutcome) -> &'static str {
    if lookup::leave_unserved(run) || lookup::stay_inside(run) {
        "are served"
    } else {
        "go"
    }
}

/// How often batches visit a station.
enum Visits {
    /// Every batch does, once.
    Every,
    /// This share of the batches does, once.
    Share(f64),
    /// Batches can come back: this number of times on average.
    Several(f64),
}

/// Returns how often batches visit a station.
fn visits(results: &Results, run: &RunOutcome, scope: &Scope) -> Visits {
    let steps = journey::journey(results, run).steps;
    let step = steps.iter().find(|step| step.scope.as_ref() == Some(scope));
    match step.and_then(|step| step.visits) {
        None => Visits::Every,
        Some(number) if comes_back(run, scope) => Visits::Several(number),
        Some(number) if number >= NEARLY_ALL => Visits::Every,
        Some(number) => Visits::Share(number),
    }
}

/// Can batches visit a station again?
fn comes_back(run: &RunOutcome, scope: &Scope) -> bool {
    let mut reached: Vec<&FlowEnd> = vec![];
    let start = FlowEnd::Part(scope.clone());
    let mut next = vec![&start];
    while let Some(from) = next.pop() {
        for flow in run.flows.iter().filter(|flow| flow.from == *from) {
            if !reached.contains(&&flow.to) {
                reached.push(&flow.to);
                next.push(&flow.to);
            }
        }
    }
    reached.contains(&&start)
}

/// Returns words such as ", up to 18 of them on demand"; empty if there are none.
fn on_demand(load: &StationLoad) -> String {
    if load.on_demand > 0.0 {
        let lanes = wording::trimmed(load.on_demand);
        format!(", up to {lanes} of them on demand")
    } else {
        String::new()
    }
}

/// Returns words such as "2 to 4 lanes", or "4 lanes" if both ends are equal.
pub(super) fn range((least, most): (f64, f64), several: fn(f64) -> String) -> String {
    if least == most {
        several(most)
    } else {
        format!("{} to {}", wording::trimmed(least), several(most))
    }
}

/// Returns words such as "9 lanes".
pub(super) fn lanes_open(lanes: f64) -> String {
    several(lanes, "lane")
}

/// Returns words such as "9 members".
pub(super) fn members(number: f64) -> String {
    several(number, "member")
}

/// Returns a number, which may be a fraction, with its noun: "1 lane", "2.5 lanes".
fn several(number: f64, one: &str) -> String {
    let plural = if number == 1.0 { "" } else { "s" };
    format!("{} {one}{plural}", wording::trimmed(number))
}
