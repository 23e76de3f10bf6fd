//! How many lanes of a station are in which state.
//!
//! Only `lane` and its parts change the counts, and each step checks what must hold between them.

use crate::engine::cause_clock::Cause;

/// The lanes of a station by what they do. A lane is *busy* while it works. It is *held* while it
/// keeps a batch without working: *stuck* if it is broken, *blocked* if its batch waits for a place
/// elsewhere.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct LaneCounts {
    busy: u32,
    /// How many can be busy: the limit without those held. Known beforehand for the plain stations,
    /// which ask all the time and hold none.
    usable: u32,
    stuck: u32,
    blocked: u32,
    /// Broken lanes without a batch.
    broken_idle: u32,
    /// Lanes open now; none where unlimited.
    open: Option<u32>,
    /// The most lanes that are ever open; lanes that break down exist whether open or not.
    installed: u32,
}

impl LaneCounts {
    /// Idle lanes, some of them open.
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

    /// Lanes at work; above the limit while lanes that have closed finish their batch.
    #[inline]
    pub(in crate::engine) fn busy(&self) -> u32 {
        self.busy
    }

    /// Broken lanes that hold a batch.
    #[inline]
    pub(in crate::engine) fn stuck(&self) -> u32 {
        self.stuck
    }

    /// Lanes whose batch waits for a place elsewhere.
    #[inline]
    pub(in crate::engine) fn blocked(&self) -> u32 {
        self.blocked
    }

    /// Lanes open now; none where unlimited.
    #[inline]
    pub(in crate::engine) fn open(&self) -> Option<u32> {
        self.open
    }

    /// The most lanes that are ever open.
    pub(in crate::engine) fn installed(&self) -> u32 {
        self.installed
    }

    /// How many lanes can hold a batch: those open, as far as they are not broken while idle.
    pub(in crate::engine) fn limit(&self) -> u32 {
        let sound = self.installed - self.broken_idle;
        self.open.unwrap_or(u32::MAX).min(sound)
    }

    /// Lanes with a batch.
    pub(in crate::engine) fn occupied(&self) -> u32 {
        self.busy + self.held()
    }

    /// Why batches wait here now.
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

    /// Lanes that hold a batch without working.
    fn held(&self) -> u32 {
        self.stuck + self.blocked
    }

    /// A free lane begins to work.
    #[inline(always)]
    pub(super) fn start(&mut self) {
        debug_assert!(self.has_free(), "no lane is free: {self:?}");
        self.busy += 1;
        self.check();
    }

    /// A lane stops working; it is free, unless its batch stays.
    #[inline(always)]
    pub(super) fn stop(&mut self) {
        self.busy -= 1;
        self.check();
    }

    /// A lane that has stopped is broken and keeps its batch.
    pub(super) fn stick(&mut self) {
        self.stuck += 1;
        self.limit_changed();
    }

    /// The batch of a repaired lane is stuck no longer; its lane is free, unless it goes on there.
    pub(super) fn unstick(&mut self) {
        self.stuck -= 1;
        self.limit_changed();
    }

    /// A repaired lane goes on with its batch, even if it has closed meanwhile.
    pub(super) fn resume(&mut self) {
        self.busy += 1;
        self.unstick();
    }

    /// A lane that has stopped keeps its batch, which has no place to go to.
    pub(super) fn block(&mut self) {
        self.blocked += 1;
        self.limit_changed();
    }

    /// The batch of a blocked lane has a place.
    pub(super) fn unblock(&mut self) {
        self.blocked -= 1;
        self.limit_changed();
    }

    /// A lane without a batch is broken.
    pub(super) fn break_idle(&mut self) {
        self.broken_idle += 1;
        self.limit_changed();
    }

    /// A broken lane without a batch is repaired.
    pub(super) fn repair_idle(&mut self) {
        self.broken_idle -= 1;
        self.limit_changed();
    }

    /// This many lanes are open from now on; none where unlimited.
    pub(super) fn set_open(&mut self, open: Option<u32>) {
        self.open = open;
        self.limit_changed();
    }

    fn limit_changed(&mut self) {
        debug_assert!(self.broken_idle <= self.installed, "{self:?}");
        self.usable = self.limit().saturating_sub(self.held());
        self.check();
    }

    /// What holds between the counts after every step.
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
