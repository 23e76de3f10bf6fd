//! The parts of a model, and the two that a caller can exchange.

use super::{
    ArrivalProcess, ArrivalStream, Class, Goods, Model, RunPlan, Station, StationId, StreamId,
    Target, Team, TracedBatch,
};
use crate::calendar::Calendar;
use crate::time::Time;

impl Model {
    /// The dates of the run.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The windows of the run.
    pub fn plan(&self) -> &RunPlan {
        &self.plan
    }

    /// What results are held against.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What batches hold.
    pub fn goods(&self) -> &[Goods] {
        &self.goods
    }

    /// Where batches come from.
    pub fn streams(&self) -> &[ArrivalStream] {
        &self.streams
    }

    /// Where batches are served.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// Who staffs the stations.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// Every pair of stream and goods that occurs.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The priorities that occur, highest first.
    pub fn priorities(&self) -> &[i64] {
        &self.priorities
    }

    /// Batches that wait at stations at the start of the run.
    pub fn backlog(&self) -> &[(StationId, u64)] {
        &self.backlog
    }

    /// What an hour of delay of one batch costs.
    pub fn delay_cost_per_batch_hour(&self) -> f64 {
        self.delay_cost_per_batch_hour
    }

    /// The rules and resources from later instants on, in order of time.
    pub fn changes(&self) -> &[(Time, Self)] {
        &self.changes
    }

    /// The model held against another target.
    ///
    /// # Panics
    /// Where the target wants a share outside of (0, 1], or has a tolerance outside of [0, 1].
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

    /// The model in which a stream brings these very batches.
    ///
    /// # Panics
    /// Where the model has no such stream, or the batches are not in order of time, arrive before
    /// the start, have no rank of the model or are not of the stream.
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
