//! Access to the parts of a model, and the two parts that a caller can replace.

use super::{
    ArrivalProcess, ArrivalStream, Class, Goods, Model, RunPlan, Station, StationId, StreamId,
    Target, Team, TracedBatch,
};
use crate::calendar::Calendar;
use crate::time::Time;

impl Model {
    /// Returns the dates of the run.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the windows of the run.
    pub fn plan(&self) -> &RunPlan {
        &self.plan
    }

    /// Returns the target that results are compared with.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Returns the kinds of goods.
    pub fn goods(&self) -> &[Goods] {
        &self.goods
    }

    /// Returns the arrival streams.
    pub fn streams(&self) -> &[ArrivalStream] {
        &self.streams
    }

    /// Returns the stations.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// Returns the teams.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// Returns every pair of stream and goods that occurs.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Returns the priorities that occur, highest first.
    pub fn priorities(&self) -> &[i64] {
        &self.priorities
    }

    /// Returns the number of batches that wait at each station at the start of the run.
    pub fn backlog(&self) -> &[(StationId, u64)] {
        &self.backlog
    }

    /// Returns the cost of an hour of delay of one batch.
    pub fn delay_cost_per_batch_hour(&self) -> f64 {
        self.delay_cost_per_batch_hour
    }

    /// Returns the dated changes of rules and resources, in order of time.
    pub fn changes(&self) -> &[(Time, Self)] {
        &self.changes
    }

    /// Returns the model with another target.
    ///
    /// # Panics
    /// If the target wants a share outside (0, 1], or has a tolerance outside [0, 1].
    #[must_use]
    pub fn with_target(mut self, target: Target) -> Self {
        let share = target.release.map_or(1.0, |release| release.share);
        assert!(share > 0.0 && share <= 1.0, "a share of {share}");
        assert!((0.0..=1.0).contains(&target.tolerance));
        self.target = target;
        for (_, rules) in &mut self.changes {
            rules.target = target;
        }
        self
    }

    /// Returns the model with a stream that consists of the given batches.
    ///
    /// # Panics
    /// If the model has no such stream, or if the batches are not in order of time, arrive before
    /// the start, have a rank that the model lacks or belong to another stream.
    #[must_use]
    pub fn with_batches(mut self, stream: StreamId, batches: Vec<TracedBatch>) -> Self {
        assert!(batches.is_sorted_by_key(|batch| batch.time), "in order");
        for batch in &batches {
            assert!(batch.time >= Time::START && batch.rank < self.priorities.len());
            assert_eq!(self.classes[batch.class.index()].stream, stream);
        }
        for (_, rules) in &mut self.changes {
            rules.streams[stream.index()].process = ArrivalProcess::Trace(batches.clone());
        }
        self.streams[stream.index()].process = ArrivalProcess::Trace(batches);
        self
    }
}

impl Station {
    /// Does one more lane cost nothing, and need no members of a team?
    pub fn is_free(&self) -> bool {
        let mut of_rows = self.cost_by_row.iter();
        self.staff.is_empty() && self.cost_per_lane_hour == 0.0 && of_rows.all(|cost| *cost == 0.0)
    }
}

impl Team {
    /// Does one more member cost nothing?
    pub fn is_free(&self) -> bool {
        self.cost_per_hour.iter().all(|cost| *cost == 0.0)
    }
}
