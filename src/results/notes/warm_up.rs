//! The note on whether the warm-up is long enough.

use crate::metric::{self, ScopeKind};
use crate::model::Model;
use crate::results::note::{remark, warning};
use crate::results::settling::blocking_decides;
use crate::results::{Note, Relaxation, Settled, Settling, WhyNotJudged};
use crate::theory::{Load, Loads, Outlook};
use crate::time::Time;

const HOURS_A_DAY: f64 = 24.0;

/// After this many relaxation times about 5 % of the effect of the empty start is left.
const FEW: f64 = 3.0;

/// Returns the note on the warm-up.
pub(super) fn note(model: &Model, settling: &Settling, loads: &Loads) -> Option<Note> {
    match settling.judgement {
        Settled::InTime | Settled::Never => None,
        Settled::NotJudged => Some(not_judged(model, settling)),
        Settled::TooLate | Settled::NotYet if blocking_decides(&loads.stations) => Some(blocked()),
        Settled::TooLate => too_late(model, settling),
        Settled::NotYet => Some(not_yet(model, settling, loads)),
    }
}

/// Returns " At the busiest station, Inspection, the effect of the empty start fades within about 6
/// h."
fn memory(model: &Model, settling: &Settling) -> String {
    let relaxation = settling.relaxation.as_ref();
    relaxation.map_or_else(String::new, |it| {
        of_relaxation(model, it).unwrap_or_default()
    })
}

fn of_relaxation(model: &Model, relaxation: &Relaxation) -> Option<String> {
    let name = relaxation.scope.name()?;
    let (kind, label) = if relaxation.scope.kind() == ScopeKind::Team {
        let team = model.teams.iter().find(|it| it.name == name)?;
        ("team", &team.label)
    } else {
        let station = model.stations.iter().find(|it| it.name == name)?;
        ("station", &station.label)
    };
    Some(match relaxation.hours {
        Some(hours) => format!(
            " At the busiest {kind}, {label}, the effect of the empty start fades within about {}.",
            span(hours)
        ),
        None => format!(
            " At the busiest {kind}, {label}, the work reaches what can be done there: no formula \
             tells how fast the effect of the empty start fades, if it does."
        ),
    })
}

/// Formats a rounded time in minutes, hours or days, whichever suits its length.
fn span(hours: f64) -> String {
    let digits = |value: f64| {
        if value < 10.0 {
            format!("{value:.1}").trim_end_matches(".0").to_owned()
        } else {
            format!("{value:.0}")
        }
    };
    if hours < 1.0 {
        format!("{} min", digits(hours * 60.0))
    } else if hours < 72.0 {
        format!("{} h", digits(hours))
    } else {
        format!("{} days", digits(hours / HOURS_A_DAY))
    }
}

fn days(number: f64) -> String {
    let unit = if number == 1.0 { "day" } else { "days" };
    format!("{number} {unit}")
}

/// Returns the note on a warm-up that was not judged: the reason, and what theory says instead.
fn not_judged(model: &Model, settling: &Settling) -> Note {
    let averaged = match settling.averaged_days {
        1 => "whole days",
        _ => "whole weeks, because days of the week differ,",
    };
    let (because, is_steady) = match settling.not_judged {
        Some(WhyNotJudged::DatedChanges) => (
            "dated changes decide how many batches are inside".to_owned(),
            false,
        ),
        Some(WhyNotJudged::ArrivalFile) => (
            "the arrivals of a file decide how many batches are inside".to_owned(),
            false,
        ),
        Some(WhyNotJudged::Backlog) => (
            "the run begins with a backlog, not with an empty port".to_owned(),
            false,
        ),
        Some(WhyNotJudged::FewReplications) => (
            "at least 5 replications are needed to tell a slow start from chance".to_owned(),
            true,
        ),
        Some(WhyNotJudged::FewDays) | None => (
            format!(
                "at least 5 {averaged} are needed from the start of the run to the end of the \
                 window"
            ),
            true,
        ),
    };
    let warm_up = model.plan.warm_up.hours();
    let hours = settling.relaxation.as_ref().and_then(|it| it.hours);
    let wanted = hours.map(|hours| FEW * hours);
    let short = wanted.filter(|wanted| warm_up < *wanted);
    let hint = short.map_or_else(String::new, |wanted| {
        let longer = (wanted / HOURS_A_DAY).ceil();
        format!(
            " The warm-up is shorter than three times that, so the empty start may still affect \
             the numbers: write warm_up = \"{}\" in [run] to see whether they change.",
            days(longer)
        )
    });
    let text = format!(
        "Whether the warm-up is long enough was not judged: {because}.{}{hint}",
        memory(model, settling)
    );
    if is_steady && short.is_some() {
        warning(text)
    } else {
        remark(text)
    }
}

/// Returns the note on a port of which it is not known whether the number inside ever settles.
fn blocked() -> Note {
    warning(
        "The number of batches inside still changes in the measured window. Full rooms block \
         lanes, and no formula shows whether the port keeps up: a longer run shows whether the \
         number settles or grows without end."
            .to_owned(),
    )
}

/// Returns the sentence of [`memory`]. If its time is longer than the runs show, it adds that this
/// is the time by theory and that the runs decide.
fn beside(model: &Model, settling: &Settling, settled: f64) -> String {
    match settling.relaxation.as_ref().and_then(|it| it.hours) {
        Some(hours) if hours > settled => {
            let memory = memory(model, settling);
            let memory = memory.trim_end_matches('.');
            format!("{memory} by theory; go by the runs, which show a shorter time.")
        }
        _ => memory(model, settling),
    }
}

fn too_late(model: &Model, settling: &Settling) -> Option<Note> {
    // a whole number of days, rounded up, can be written in the scenario
    let hours = settling.settled_hours?;
    let settled = days((hours / HOURS_A_DAY).ceil());
    let averaged = match settling.averaged_days {
        1 => "a day each".to_owned(),
        number => format!("{number} days each"),
    };
    Some(warning(format!(
        "The warm-up looks too short: the number of batches inside settles only after about \
         {settled} (MSER on averages of {averaged}, confirmed by a paired test at 1 %).{} Write \
         warm_up = \"{settled}\" in [run].",
        beside(model, settling, hours)
    )))
}

fn not_yet(model: &Model, settling: &Settling, loads: &Loads) -> Note {
    let stations = loads.stations.iter().filter_map(|load| {
        let label = &model.stations[load.station.index()].label;
        Some((label, load.utilisation?))
    });
    let teams = loads.teams.iter().filter_map(|load| {
        let label = &model.teams[load.team.index()].label;
        Some((label, load.utilisation?))
    });
    let busiest = teams.chain(stations);
    let busiest = busiest.max_by(|one, other| one.1.total_cmp(&other.1));
    let keeps_up = |load: &Load| match load.outlook {
        Outlook::Idle | Outlook::KeepsUp => true,
        Outlook::Unknown
        | Outlook::BlockingDecides
        | Outlook::Loses
        | Outlook::FallsBehind
        | Outlook::Overloaded
        | Outlook::NeverFinishes => false,
    };
    let busiest = busiest.filter(|(_, share)| *share < 1.0);
    let slow = busiest.map_or_else(String::new, |(label, share)| {
        let all = if loads.stations.iter().all(keeps_up) {
            "Every station keeps up in the long run; "
        } else {
            ""
        };
        format!(
            " {all}{label}, {} % busy, takes a long time to fill.",
            metric::in_percent(share, 0)
        )
    });
    // twice the time: the number inside has not settled in the first half
    let twice = days((model.plan.window_end() - Time::START).days().ceil());
    warning(format!(
        "The number of batches inside had not settled by the middle of the run.{slow}{} Write \
         warm_up = \"{twice}\" in [run] and run again, or simulate exactly these days with kind = \
         \"period\".",
        memory(model, settling)
    ))
}
