//! The results of a command as one value: the content of `results.json` and the only input of
//! reports.
//!
//! Times are in hours, shares in [0, 1], instants are ISO 8601 local date-times. Results hold
//! neither the time of the run nor the number of threads: the same question gives the same bytes.

mod answers;
mod columns;
mod compare;
mod flow_end;
mod heaviest;
mod loads;
mod metrics;
mod note;
mod notes;
mod one_more;
mod outcome;
mod plan;
mod precision;
mod provenance;
mod question;
mod reach;
mod read;
mod roster;
mod run;
mod series;
mod settling;
mod staff;
mod stress;
mod sweep;
mod theory;

pub use answers::{Folder, compared, compared_folders};
pub use compare::{Arrangement, Best, CompareOutcome, Difference, Ranked};
pub use flow_end::FlowEnd;
pub use heaviest::{HeaviestStretch, Overloaded};
pub use loads::{Excess, StationLoad, TeamLoad, station_load, team_load};
pub use metrics::{MetricResult, Metrics};
pub use note::{Note, Severity};
pub use one_more::{OneMore, SingleChange};
pub use outcome::{FORMAT, Outcome, Results};
pub use plan::{DatedChange, Plan, ScopeLabel, Target};
pub use precision::{Precision, WidthAsked};
pub use provenance::{Base, Heading, Provenance, Setting, Study};
pub use question::{Compared, Question};
pub use reach::{LockUp, Unreachable};
pub use roster::{Roster, RosterHours, RosterRow};
pub use run::{FlowResult, RunOutcome};
pub use series::{DayResult, Hourly, HourlySeries, ReleaseCurve};
pub use settling::{Relaxation, Settled, Settling, WhyNotJudged};
pub use staff::{Named, OutOfReach, StaffCandidate, StaffOutcome};
pub use stress::{Locked, StressOutcome, StressPoint, Stretch, stress_point};
pub use sweep::{SweepOutcome, SweepPoint, SweptPath, sweep_point};
pub use theory::TheoryWait;

pub use crate::experiment::{
    Change, Claim, Comparison, ENOUGH, FEWEST, Pairs, Rank, Reason, Root, Side, Standing, Verdict,
    late_enough,
};
pub use crate::scenario::Varied;
pub use crate::statistics::Estimate;
pub use crate::theory::{Basis, Caveat, Outlook};
