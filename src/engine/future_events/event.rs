//! The kinds of events, and the phase in which each is handled.

use crate::engine::ids::{BatchSlot, LaneId};
use crate::model::{StationId, StreamId, TeamId};
use crate::observe::Mark;

/// A future event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) enum Event {
    /// A mark of the plan is reached.
    Mark(Mark),
    /// The horizon: measured batches are no longer followed.
    Horizon,
    /// The next dated change of rules and resources comes into force.
    RulesChange,
    /// The number of open lanes of a station changes.
    LanesChange(StationId),
    /// The number of members on duty of a team changes.
    TeamChange(TeamId),
    /// The notice of lanes on demand is over.
    LanesOnDemand(StationId),
    /// A lane breaks down.
    Breakdown(LaneId),
    /// A lane is repaired.
    Repair(LaneId),
    /// The service of a batch ends.
    ServiceEnds(BatchSlot),
    /// The next batch of a stream, or the next group, arrives.
    Arrival(StreamId),
    /// The patience of a batch runs out.
    Patience(BatchSlot),
}

/// Classes of simultaneous events, in the order in which they are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Phase {
    /// Marks, the horizon, changes of rules.
    Control = 0,
    /// Changes of lanes and members by the clock or on demand, breakdowns and repairs.
    Calendar = 1,
    /// Ends of services.
    Departure = 2,
    /// Arrivals.
    Arrival = 3,
    /// Ends of patience.
    Patience = 4,
}

impl Event {
    #[inline(always)]
    pub(super) fn phase(self) -> Phase {
        match self {
            Self::Mark(_) | Self::Horizon | Self::RulesChange => Phase::Control,
            Self::LanesChange(_)
            | Self::TeamChange(_)
            | Self::LanesOnDemand(_)
            | Self::Breakdown(_)
            | Self::Repair(_) => Phase::Calendar,
            Self::ServiceEnds(_) => Phase::Departure,
            Self::Arrival(_) => Phase::Arrival,
            Self::Patience(_) => Phase::Patience,
        }
    }
}
