//! What a model has that queues of theory have not.

use serde::{Deserialize, Serialize};

use crate::model::{ArrivalProcess, Lanes, Model, Order, RunKind, Station};

/// What a station or the run has that queues of theory have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caveat {
    /// It is proven that its queue grows without end, or that batches are never finished.
    Overload,
    /// Its load reaches the lanes that are up, so that no formula applies; a steady state may
    /// exist.
    Full,
    /// It opens and closes.
    OpeningHours,
    /// Its lanes wait for staff.
    Staff,
    /// Waiting places are few here or where batches go next.
    Room,
    /// Some batches go first.
    Priorities,
    /// Short ones, due ones or small ones go first.
    Order,
    /// Lanes break down.
    Breakdowns,
    /// Lanes open on demand.
    OnDemand,
    /// Arrivals follow the clock.
    ArrivalsByClock,
    /// Batches arrive together.
    Groups,
    /// Batches may leave before they are served.
    Patience,
    /// Arrivals are a whole number a day, or a list.
    ExactArrivals,
    /// Rules change by date.
    Changes,
    /// The run is about certain days, from an empty port on.
    Period,
    /// Gaps between arrivals are not those of chance alone.
    Gaps,
}

/// What a station has that queues of theory have not.
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

/// What the run has.
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
