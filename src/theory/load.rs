//! The offered load of a station, and what follows from it.

use super::Outlook;
use super::outlook::{Balance, Facts};
use crate::model::StationId;

/// The offered load of a station, and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The station.
    pub station: StationId,
    /// Visits a day, repeated visits included; infinite if some batches can never leave.
    pub visits_per_day: f64,
    /// Mean service time of a visit in hours; that of batches without goods if no batch visits.
    pub service_hours: f64,
    /// Offered load: mean number of lanes that the visits keep busy.
    pub offered_load: f64,
    /// Mean number of open lanes, with lanes on demand in the hours that need them; `None` if
    /// unlimited.
    pub lanes_open: Option<f64>,
    /// Largest number of lanes that open on demand only.
    pub on_demand: f64,
    /// Smallest and largest number of lanes open by the clock in the hours in which any are open; 0
    /// if none ever are, `None` if unlimited.
    pub by_clock: Option<(f64, f64)>,
    /// Mean number of lanes open and not broken; `None` if unlimited.
    pub lanes_up: Option<f64>,
    /// Smallest number of lanes, always open, that can do this work: more lanes than the offered
    /// load must be up on average (as many if nothing varies); `None` if unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load divided by the lanes that are up; `None` if unlimited or never open.
    pub utilisation: Option<f64>,
    /// What is proven about the long run.
    pub outlook: Outlook,
    /// Whether more work that must be done is offered than can be done
    /// ([`Outlook::is_overloaded`]).
    pub overloaded: bool,
    /// The first hour of the week, from Monday 00:00 = 0, with the largest load.
    pub busiest_hour: usize,
    /// Offered load in that hour.
    pub busiest_hour_load: f64,
    /// Offered load by hour of the week, from Monday 00:00: 168 numbers. Pointwise: the
    /// arrival rate of that hour times the whole work of a batch here, without the time that
    /// batches take to pass through the network (pointwise stationary approximation, Green and
    /// Kolesar 1991).
    pub hourly_load: Vec<f64>,
    /// Open lanes by hour of the week, as in `lanes_open`; `None` if unlimited.
    pub hourly_open: Option<Vec<f64>>,
    /// Upper bound on the mean number of busy lanes; infinite if not known.
    pub most_lanes: f64,
    /// Whether the numbers are exact. Otherwise they are lower bounds: visit counts would need more
    /// states than the limit, or other stations divert an unknown number of batches here.
    pub exact: bool,
    pub(super) balance: Balance,
    pub(super) facts: Facts,
}

impl Load {
    /// Can a full room block lanes of this station, or its own full room those of another?
    pub fn can_block(&self) -> bool {
        self.facts.blocks
    }

    /// Returns the offered load divided by all lanes that are open by the clock or on demand and
    /// not broken; 0 if unlimited.
    pub fn fullness(&self) -> f64 {
        if self.offered_load > 0.0 {
            self.offered_load / self.balance.least
        } else {
            0.0
        }
    }

    /// Returns the load with its utilisation, outlook and busiest hour.
    pub(super) fn concluded(mut self) -> Self {
        let (load, hours) = (self.offered_load, &self.hourly_load);
        let up = self.lanes_up.filter(|up| *up > 0.0);
        self.utilisation = up.map(|up| load / up);
        let later = |best: usize, hour: usize| hours[hour] > hours[best];
        self.busiest_hour =
            (0..hours.len()).fold(0, |best, hour| if later(best, hour) { hour } else { best });
        self.busiest_hour_load = hours[self.busiest_hour];
        self.most_lanes = self.balance.most;
        self.judged(false)
    }

    /// Returns the load with its outlook; `forever` if these loads and lanes continue without end.
    pub(super) fn judged(mut self, forever: bool) -> Self {
        self.outlook = self.balance.outlook(self.facts, forever);
        self.overloaded = self.outlook.is_overloaded();
        self
    }
}
