//! Number of lanes of a station in each state.
//!
//! Only `lane` and its parts change the counts, and each step checks what must hold between them.

use crate::engine::cause_clock::Cause;

/// The lanes of a station, counted by state. A lane is *busy* while it works. It is *held* while it
/// keeps a batch without working: *stuck* if the lane is broken, *blocked* if its batch waits for a
/// place elsewhere.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct LaneCounts {
    busy: u32,
    /// Number of lanes that can be busy: the limit minus the held lanes. Stored because plain
    /// stations, which hold no lanes, read it at every step.
    usable: u32,
    stuck: u32,
    blocked: u32,
    /// Number of broken lanes without a batch.
    broken_idle: u32,
    /// Number of lanes that are open now; `None` if unlimited.
    open: Option<u32>,
    /// Largest number of lanes that are ever open. Lanes that break down exist even while closed.
    installed: u32,
}

impl LaneCounts {
    /// Makes the counts of a station whose lanes are all idle.
    pub(in crate::engine) fn new(open: Option<u32>, installed: u32) -> Self {
        let mut counts = Self {
            busy: 0,
            usable: 0,
            stuck: 0,
            blocked: 0,
            broken_idle: 0,
            open,
            installed,
        };
        counts.limit_changed();
        counts
    }

    /// Can a lane begin to serve?
    #[inline(always)]
    pub(in crate::engine) fn has_free(&self) -> bool {
        self.busy < self.usable
    }

    /// Number of lanes at work; above the limit while lanes that have closed finish their batches.
    #[inline]
    pub(in crate::engine) fn busy(&self) -> u32 {
        self.busy
    }

    /// Number of broken lanes that hold a batch.
    #[inline]
    pub(in crate::engine) fn stuck(&self) -> u32 {
        self.stuck
    }

    /// Number of lanes whose batch waits for a place elsewhere.
    #[inline]
    pub(in crate::engine) fn blocked(&self) -> u32 {
        self.blocked
    }

    /// Number of lanes that are open now; `None` if unlimited.
    #[inline]
    pub(in crate::engine) fn open(&self) -> Option<u32> {
        self.open
    }

    /// Largest number of lanes that are ever open.
    pub(in crate::engine) fn installed(&self) -> u32 {
        self.installed
    }

    /// Number of lanes that can hold a batch: the open ones, without those that are broken while
    /// idle.
    pub(in crate::engine) fn limit(&self) -> u32 {
        let sound = self.installed - self.broken_idle;
        self.open.unwrap_or(u32::MAX).min(sound)
    }

    /// Number of lanes with a batch.
    pub(in crate::engine) fn occupied(&self) -> u32 {
        self.busy + self.held()
    }

    /// Returns why batches of this station wait now.
    pub(in crate::engine) fn cause(&self) -> Cause {
        if self.open == Some(0) {
            Cause::Closed
        } else if self.has_free() {
            Cause::Staff
        } else if self.stuck > 0 || self.open.is_some_and(|open| self.limit() < open) {
            Cause::Broken
        } else if self.blocked > 0 {
            Cause::Blocked
        } else {
            Cause::Busy
        }
    }

    /// Number of lanes that hold a batch without working.
    fn held(&self) -> u32 {
        self.stuck + self.blocked
    }

    /// Counts a free lane that begins to work.
    #[inline(always)]
    pub(super) fn start(&mut self) {
        debug_assert!(self.has_free(), "no lane is free: {self:?}");
        self.busy += 1;
        self.check();
    }

    /// Counts a lane that stops working; it is free, unless the next step keeps its batch there.
    #[inline(always)]
    pub(super) fn stop(&mut self) {
        self.busy -= 1;
        self.check();
    }

    /// Counts a stopped lane as broken with its batch in it.
    pub(super) fn stick(&mut self) {
        self.stuck += 1;
        self.limit_changed();
    }

    /// Counts a repaired lane as no longer stuck; it is free, unless its batch goes on there.
    pub(super) fn unstick(&mut self) {
        self.stuck -= 1;
        self.limit_changed();
    }

    /// Counts a repaired lane that goes on with its batch, even if the lane has closed meanwhile.
    pub(super) fn resume(&mut self) {
        self.busy += 1;
        self.unstick();
    }

    /// Counts a stopped lane as blocked: its batch has no place to go to.
    pub(super) fn block(&mut self) {
        self.blocked += 1;
        self.limit_changed();
    }

    /// Counts a blocked lane as no longer blocked.
    pub(super) fn unblock(&mut self) {
        self.blocked -= 1;
        self.limit_changed();
    }

    /// Counts a lane without a batch that breaks down.
    pub(super) fn break_idle(&mut self) {
        self.broken_idle += 1;
        self.limit_changed();
    }

    /// Counts a broken lane without a batch that is repaired.
    pub(super) fn repair_idle(&mut self) {
        self.broken_idle -= 1;
        self.limit_changed();
    }

    /// Sets the number of open lanes; `None` if unlimited.
    pub(super) fn set_open(&mut self, open: Option<u32>) {
        self.open = open;
        self.limit_changed();
    }

    fn limit_changed(&mut self) {
        debug_assert!(self.broken_idle <= self.installed, "{self:?}");
        self.usable = self.limit().saturating_sub(self.held());
        self.check();
    }

    /// Checks what must hold between the counts after every step.
    #[inline(always)]
    fn check(&self) {
        debug_assert!(self.occupied() <= self.installed, "{self:?}");
        debug_assert_eq!(
            self.usable,
            self.limit().saturating_sub(self.held()),
            "{self:?}"
        );
    }
}
