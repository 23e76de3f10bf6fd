//! An observer that follows every batch of a run: at every moment each is in exactly one place.

use clearway::engine::{Ending, Limits, simulate};
use clearway::model::{Exit, StationId, TeamId};
use clearway::observe::{Batch, Observer, Visit};
use clearway::random::Address;
use clearway::scenario::Scenario;
use clearway::time::{Span, Time};

/// Counts that must never be negative, and parts of waits that must never exceed them.
#[derive(Default)]
struct Audit {
    waiting: [i64; 3],
    working: [i64; 3],
    blocked: [i64; 3],
    members: [i64; 2],
    inside: i64,
    /// Interruptions, less the starts in a lock: each of these goes on with interrupted work.
    paused: [i64; 3],
    /// When stations were locked.
    locked: [Option<Time>; 3],
    last: Time,
}

impl Audit {
    fn at(&mut self, now: Time) {
        assert!(now >= self.last, "time goes back");
        self.last = now;
        let counts = [self.waiting, self.working, self.blocked].concat();
        assert!(
            counts
                .into_iter()
                .chain(self.members)
                .all(|count| count >= 0)
        );
        assert!(self.inside >= 0);
    }

    fn visit(&self, visit: &Visit) {
        let locked = self.locked[visit.station.index()];
        // what a lane of a lock had begun before may go on, in a broken lane after the repair
        assert!(
            locked.is_none_or(|locked| visit.started <= locked),
            "a lock takes no batch: {visit:?}"
        );
        let held = &visit.held;
        let parts = held.closed + held.staff + held.broken + held.blocked;
        assert!(
            visit.work >= Span::ZERO && visit.wait() >= Span::ZERO,
            "{visit:?}"
        );
        assert!(parts <= visit.wait(), "{visit:?}");
        assert!(visit.joined <= visit.started && visit.started <= visit.ended);
    }
}

impl Observer for Audit {
    fn seized(&mut self, now: Time, team: TeamId, members: u32) {
        self.members[team.index()] += i64::from(members);
        self.at(now);
    }
    fn let_go(&mut self, now: Time, team: TeamId, members: u32) {
        self.members[team.index()] -= i64::from(members);
        self.at(now);
    }
    fn arrived(&mut self, now: Time, _batch: &Batch) {
        self.inside += 1;
        self.at(now);
    }
    fn queued(&mut self, now: Time, station: StationId) {
        self.waiting[station.index()] += 1;
        self.at(now);
    }
    fn dequeued(&mut self, now: Time, station: StationId) {
        self.waiting[station.index()] -= 1;
        self.at(now);
    }
    fn locked(&mut self, now: Time, from: Time, stations: &[StationId]) {
        assert!(from <= now);
        for station in stations {
            assert!(self.blocked[station.index()] > 0, "a lock holds lanes");
            assert!(self.locked[station.index()].is_none(), "told once");
            self.locked[station.index()] = Some(now);
        }
    }
    fn unlocked(&mut self, now: Time, from: Time, stations: &[StationId]) {
        assert!(from < now);
        assert!(stations.iter().all(|it| self.locked[it.index()].is_none()));
    }
    fn started(&mut self, now: Time, station: StationId) {
        if self.locked[station.index()].is_some() {
            self.paused[station.index()] -= 1;
            assert!(self.paused[station.index()] >= 0, "a lock takes no batch");
        }
        self.working[station.index()] += 1;
        self.at(now);
    }
    fn interrupted(&mut self, now: Time, station: StationId) {
        self.paused[station.index()] += 1;
        self.working[station.index()] -= 1;
        self.waiting[station.index()] += 1;
        self.at(now);
    }
    fn blocked(&mut self, now: Time, station: StationId) {
        self.working[station.index()] -= 1;
        self.blocked[station.index()] += 1;
        self.at(now);
    }
    fn moved_on(&mut self, now: Time, _batch: &Batch, visit: &Visit) {
        self.blocked[visit.station.index()] -= 1;
        self.visit(visit);
        self.at(now);
    }
    fn served(&mut self, now: Time, _batch: &Batch, visit: &Visit) {
        self.working[visit.station.index()] -= 1;
        self.visit(visit);
        self.at(now);
    }
    fn left(&mut self, now: Time, _batch: &Batch, _exit: Exit) {
        self.inside -= 1;
        self.at(now);
    }
}

/// Simulates a port under audit: at every moment each batch is in exactly one place.
pub(crate) fn audit(scenario: &Scenario) {
    let mut audit = Audit::default();
    let address = Address::replication(scenario.seed, 0);
    let (ledger, ending) = simulate(&scenario.model, address, Limits::default(), &mut audit);
    assert_eq!(audit.inside as u64, ledger.unreleased);
    let held: i64 = audit
        .waiting
        .iter()
        .chain(&audit.working)
        .chain(&audit.blocked)
        .sum();
    assert_eq!(held, audit.inside);
    assert_eq!(ending, Ending::Complete);
}
