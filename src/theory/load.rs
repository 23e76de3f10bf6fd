//! How much work reaches a station, and what follows from it.

use super::Outlook;
use super::outlook::{Balance, Facts};
use crate::model::StationId;

/// How much work reaches a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The station.
    pub station: StationId,
    /// Visits a day, repeated ones included; infinite where some batches can never leave.
    pub visits_per_day: f64,
    /// Mean service time of a visit in hours; that of batches without goods where none visits.
    pub service_hours: f64,
    /// Mean number of lanes that the visits keep at work.
    pub offered_load: f64,
    /// Mean number of open lanes, those on demand where they would be; `None` where unlimited.
    pub lanes_open: Option<f64>,
    /// How many lanes open on demand only, at most.
    pub on_demand: f64,
    /// Mean number of lanes open and not broken; `None` where unlimited.
    pub lanes_up: Option<f64>,
    /// Fewer lanes, always open, cannot do this work: the smallest whole number of lanes of which
    /// more than the offered load are up on average, or just as many where nothing varies; `None`
    /// where unlimited.
    pub lanes_needed: Option<u64>,
    /// Offered load over the lanes that are up; `None` where unlimited or never open.
    pub utilisation: Option<f64>,
    /// What is known of the long run.
    pub outlook: Outlook,
    /// Is more work offered than can be done, and must be done ([`Outlook::is_overloaded`])?
    pub overloaded: bool,
    /// The first hour of the week, from Monday 00:00 = 0, with the largest load.
    pub busiest_hour: usize,
    /// Offered load in that hour.
    pub busiest_hour_load: f64,
    /// Offered load by hour of the week, from Monday 00:00: [`WEEK_HOURS`] numbers. Pointwise: the
    /// arrival rate of that hour times the work that a batch brings here in all; the time that
    /// work takes to travel through the network is left out (the pointwise stationary
    /// approximation, Green and Kolesar 1991).
    pub hourly_load: Vec<f64>,
    /// Open lanes by hour of the week, as `lanes_open`; `None` where unlimited.
    pub hourly_open: Option<Vec<f64>>,
    /// The most lanes that can be at work on average; infinite where that is not known.
    pub most_lanes: f64,
    /// Are the numbers exact? Otherwise they are lower bounds, because following every count of
    /// visits took more states than are kept.
    pub exact: bool,
    pub(super) balance: Balance,
    pub(super) facts: Facts,
}

impl Load {
    /// Can a full room stop its lanes, or its full room those of another station?
    pub fn can_block(&self) -> bool {
        self.facts.blocks
    }

    /// With what follows from work, open lanes and hours: utilisation, outlook, the busiest hour.
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

    /// With the outlook; `forever` where these loads and lanes go on without end.
    pub(super) fn judged(mut self, forever: bool) -> Self {
        self.outlook = self.balance.outlook(self.facts, forever);
        self.overloaded = self.outlook.is_overloaded();
        self
    }
}
