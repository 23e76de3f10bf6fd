//! The table of waits by theory and simulated.

use crate::metric::Metric;
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{Basis, Caveat, Estimate, Results, RunOutcome, TheoryWait};

use super::cell::Cell;
use super::table::{Layout, Table};

/// Limit on the reasons named in a row.
const REASONS: usize = 3;

/// Hours below which a wait by theory is not worth a number: one second.
const PRACTICALLY_NONE: f64 = 1.0 / 3600.0;

/// Returns the wait at each station, by theory and simulated, with the likely reasons if they
/// differ.
pub(in crate::report) fn theory<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    let hours = |value: Option<f64>| match value {
        Some(hours) if hours > 0.0 && hours < PRACTICALLY_NONE => {
            Cell::derived(Quantity::Hours, value).reading("practically none")
        }
        _ => Cell::derived(Quantity::Hours, value),
    };
    let simulated = |it: &TheoryWait, metric| Cell::of_run(results, run, &it.scope, metric);
    Layout::over(&run.theory)
        .column("Station", |it| Cell::scope(results, &it.scope))
        .column("Modelled as", |it| Cell::text(taken_for(it.basis)))
        .column("Mean wait by theory", |it| hours(it.wait_hours))
        .column("Mean wait simulated", |it| simulated(it, Metric::WaitMean))
        .column("95 % begin within, by theory", |it| {
            hours(it.wait_p95_hours)
        })
        .column("95 % begin within, simulated", |it| {
            simulated(it, Metric::WaitP95)
        })
        .column("Compared", |it| Cell::text(compared(run, it)))
        .table()
}

/// Returns the name of the queueing model.
fn taken_for(basis: Basis) -> &'static str {
    match basis {
        Basis::Unlimited => "no queue: unlimited lanes (exact)",
        Basis::Exponential => "M/M/c (exact: Erlang 1917, Jackson 1957)",
        Basis::General => "M/G/1 (exact: Pollaczek 1930, Khinchine 1932)",
        Basis::Places => "M/M/c/K (exact: Erlang 1917)",
        Basis::Approximation => "G/G/c (approximate: Whitt 1983, Allen and Cunneen 1978)",
    }
}

/// Says whether the two waits agree, and names likely reasons if they do not.
fn compared(run: &RunOutcome, wait: &TheoryWait) -> String {
    let reasons: Vec<String> = wait
        .caveats
        .iter()
        .take(REASONS)
        .map(|it| reason(*it))
        .collect();
    let load = run.load.iter().find(|load| load.scope == wait.scope);
    if wait.wait_hours.is_none() {
        return if wait.caveats.contains(&Caveat::Overload) {
            "no steady state".to_owned()
        } else if wait.caveats.contains(&Caveat::Full) {
            "no formula applies: the load reaches the lanes".to_owned()
        } else if reasons.is_empty() || load.is_some_and(|load| load.visits_per_day == 0.0) {
            "no batch visits the station".to_owned()
        } else {
            let decides = wait.caveats.iter().filter(|it| it.decides());
            let ignored = wording::listed(decides.map(|it| reason(*it)));
            format!("no formula applies: theory ignores {ignored}")
        };
    }
    if !wait.apart {
        let simulated = lookup::estimate(&run.metrics, &wait.scope, Metric::WaitMean);
        let service = load.map_or(0.0, |load| load.service_hours);
        return close(wait.wait_hours.unwrap_or(0.0), &simulated, service).to_owned();
    }
    match (reasons.is_empty(), wait.exact) {
        (false, _) => format!("apart; theory ignores {}", wording::listed(&reasons)),
        (true, false) => "apart: the formula is an approximation".to_owned(),
        (true, true) => "apart: the warm-up is too short, or by chance".to_owned(),
    }
}

/// Share of the service time below which a wait counts as near zero.
const NEAR_ZERO: f64 = 0.01;
/// Relative difference (of the larger wait) that counts as small.
const SMALL: f64 = 0.1;

/// Says how close two waits are that do not differ significantly.
fn close(theory: f64, simulated: &Estimate, service: f64) -> &'static str {
    let Some(mean) = simulated.mean else {
        return "not simulated: no wait was completed";
    };
    let larger = theory.max(mean);
    let within = simulated.lower.is_none_or(|lower| lower <= theory)
        && simulated.upper.is_none_or(|upper| theory <= upper);
    if within {
        "agree"
    } else if larger < NEAR_ZERO * service {
        "both near 0: below 1\u{a0}% of the service time"
    } else if (theory - mean).abs() <= SMALL * larger {
        "less than 10\u{a0}% apart"
    } else if (theory - mean).abs() <= 0.5 / 60.0 {
        "less than 30\u{a0}s apart"
    } else {
        "apart, but by less than the interval's width"
    }
}

/// Returns a caveat of the theory in words.
fn reason(caveat: Caveat) -> String {
    match caveat {
        Caveat::Overload => "that there is no steady state",
        Caveat::Full => "that the load reaches the lanes",
        Caveat::OpeningHours => "opening hours",
        Caveat::Staff => "waits for staff",
        Caveat::Room => "limited waiting places",
        Caveat::Priorities => "priorities",
        Caveat::Order => "the order of service",
        Caveat::Breakdowns => "breakdowns",
        Caveat::OnDemand => "lanes on demand",
        Caveat::ArrivalsByClock => "that arrivals follow the clock",
        Caveat::Groups => "that batches arrive together",
        Caveat::Patience => "that batches may leave",
        Caveat::ExactArrivals => "that arrivals are counted or listed",
        Caveat::Changes => "the dated changes",
        Caveat::Period => "that the port begins empty",
        Caveat::Gaps => "how gaps between arrivals are spread",
    }
    .to_owned()
}
