//! Features of a model that the formulas for waits ignore.

use serde::{Deserialize, Serialize};

use crate::model::{ArrivalProcess, Lanes, Model, Order, RunKind, Station};

/// A feature of a station or of the run that the formulas for waits ignore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caveat {
    /// The queue is proven to grow without end, or some batches never finish.
    Overload,
    /// The load reaches the lanes that are up, so that no formula applies; a steady state may
    /// exist.
    Full,
    /// The station opens and closes.
    OpeningHours,
    /// Lanes wait for staff.
    Staff,
    /// Waiting places are limited here or at a next station.
    Room,
    /// Some batches have priority.
    Priorities,
    /// Batches with short service, early due dates or few units are served first.
    Order,
    /// Lanes break down.
    Breakdowns,
    /// Lanes open on demand.
    OnDemand,
    /// Arrivals follow the clock.
    ArrivalsByClock,
    /// Batches arrive in groups.
    Groups,
    /// Batches may leave before they are served.
    Patience,
    /// Arrivals are an exact number a day, or come from a file.
    ExactArrivals,
    /// Rules change by date.
    Changes,
    /// The run is of certain days and begins with an empty port.
    Period,
    /// Gaps between arrivals are not exponential.
    Gaps,
}

impl Caveat {
    /// Does what is ignored decide how long batches wait, so that no number stands for the wait?
    /// Staff, room and dated changes do; the others make a wait longer or shorter.
    pub fn decides(self) -> bool {
        match self {
            Self::Staff | Self::Room | Self::Changes => true,
            Self::Overload
            | Self::Full
            | Self::OpeningHours
            | Self::Priorities
            | Self::Order
            | Self::Breakdowns
            | Self::OnDemand
            | Self::ArrivalsByClock
            | Self::Groups
            | Self::Patience
            | Self::ExactArrivals
            | Self::Period
            | Self::Gaps => false,
        }
    }
}

/// Returns the caveats of a station.
pub(super) fn of_station(station: &Station, model: &Model) -> Vec<Caveat> {
    let limited = matches!(station.lanes, Lanes::Scheduled(_));
    let by_size = matches!(
        station.order,
        Order::Shortest | Order::Due | Order::FewestUnits
    );
    let priorities = model.priorities.len() > 1 && !station.ignore_priority && limited;
    let found = [
        (
            limited && station.lanes.always().is_none(),
            Caveat::OpeningHours,
        ),
        (!station.staff.is_empty(), Caveat::Staff),
        (station.room.is_some(), Caveat::Room),
        (priorities || station.preempt, Caveat::Priorities),
        (by_size, Caveat::Order),
        (station.breakdowns.is_some(), Caveat::Breakdowns),
        (station.open_more.is_some(), Caveat::OnDemand),
    ];
    found
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, caveat)| *caveat)
        .collect()
}

/// Returns the caveats of the run.
pub(super) fn of_run(model: &Model) -> Vec<Caveat> {
    let streams = || model.streams.iter();
    let by_clock = streams().any(|stream| match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => !profile.is_level(),
        ArrivalProcess::Renewal(_) | ArrivalProcess::Trace(_) => false,
    });
    let counted = |process: &ArrivalProcess| {
        matches!(process, ArrivalProcess::Exact(_) | ArrivalProcess::Trace(_))
    };
    let renewal = |process: &ArrivalProcess| match process {
        ArrivalProcess::Renewal(gap) => !gap.is_exponential(),
        _ => false,
    };
    let found = [
        (by_clock, Caveat::ArrivalsByClock),
        (streams().any(|it| it.group.is_some()), Caveat::Groups),
        (streams().any(|it| it.patience.is_some()), Caveat::Patience),
        (
            streams().any(|it| counted(&it.process)),
            Caveat::ExactArrivals,
        ),
        (!model.changes.is_empty(), Caveat::Changes),
        (model.plan.kind == RunKind::Period, Caveat::Period),
        (streams().any(|it| renewal(&it.process)), Caveat::Gaps),
    ];
    found
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, caveat)| *caveat)
        .collect()
}
