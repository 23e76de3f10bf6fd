//! A customs clearance throughput simulator: how many batches and units a day does a port clear,
//! with how many lanes, and how sure is that?
//!
//! This page is the architecture document. The commands and the scenario format are in the
//! README and in `clearway --help`.
//!
//! # One pipeline, one direction
//!
//! ```text
//! scenario text -> Document -> Model -> replications -> Observations -> Estimates -> Results
//!                set paths   check     engine         statistics      experiment       |
//!                                                      report, tables, charts  <-------+
//! ```
//!
//! Each arrow is a function, each noun a value that does not change.
//!
//! | module | knows |
//! | --- | --- |
//! | [`time`] | whole microseconds since the start of the run |
//! | [`output`] | files that are whole or not there, texts that nothing obeys |
//! | [`random`] | randomness as a pure function of an address |
//! | [`calendar`] | dates, holidays, opening hours, rates that follow the clock |
//! | [`distribution`] | how the format's distributions are drawn, and their moments |
//! | [`model`] | the compiled scenario, read-only |
//! | [`metric`] | every metric, scope and target: name, unit, quantity, range, good side, words |
//! | [`observe`] | the seam between the engine and whoever watches it |
//! | [`engine`] | one replication, event by event |
//! | [`theory`] | offered load, waits and costs that are known without a run; what is proven |
//! | [`statistics`] | metrics of a replication, estimates over replications |
//! | [`scenario`] | files, paths and settings, every problem with its place |
//! | [`experiment`] | replications; verdicts, differences, searches and what they guarantee |
//! | [`event_log`] | what happened to each batch of one replication |
//! | [`results`] | everything a run has to say, as one value |
//! | [`report`] | tables, charts and the page, from results alone |
//! | [`cli`] | commands, exit codes, progress |
//!
//! **Architecture Invariant:** a module uses only modules above it in this table.
//!
//! **Architecture Invariant:** the core, down to `statistics` and with `experiment`, does no input
//! or output, reads no clock, has no global, never iterates a hash map and cannot fail: a panic in
//! it is a defect.
//!
//! **Architecture Invariant:** `scenario::check` is the only place that makes a
//! [`Model`](model::Model), so whatever a model promises is proved there.
//!
//! **Architecture Invariant:** the names of metrics, scopes and targets stand in [`metric`] alone:
//! only files hold them as texts, and everything that is said of a metric is one row of its table.
//!
//! `tests/clearway/tidy.rs` holds the four.
//!
//! # The order of simultaneous events
//!
//! Events happen in the order of (time, phase, sequence). Time is a whole number of microseconds.
//! Within one instant the phases are:
//!
//! 1. *control*: the end of a day, the measured window opens or closes, following stops, rules and
//!    resources change on their date;
//! 2. *calendar*: lanes open and close, members go on and off duty, lanes on demand open, lanes
//!    break down and are repaired;
//! 3. *departures*: services end;
//! 4. *arrivals*;
//! 5. *patience* runs out.
//!
//! Within a phase, what was scheduled first comes first. When a service ends, the batch moves on
//! first, and then the freed lane takes the next one. `tests/clearway/ties.rs` tries every pair of
//! kinds.
//!
//! So a batch that arrives as the window opens is measured, and one that arrives as it closes is
//! not; a release at the instant of closing falls outside the window, one at the instant of opening
//! inside; the number inside at 24:00 is that before anything else happens at midnight; a lane that
//! opens at 08:00 serves the batch of 08:00, and a lane that closes at 20:00 does not take another
//! one as its service ends at 20:00. Nothing is left to interrupt of a service that ends at the
//! instant at which its lane closes or breaks down: it is done. A batch whose patience runs out as
//! a lane becomes free for it is served.
//!
//! An event that has been overtaken, such as the end of a service that was interrupted, is not
//! searched for: it carries a ticket, and whoever no longer waits for that ticket ignores it.
//!
//! # Plain and careful stations
//!
//! Most stations only start and end services. One that closes, shares people, interrupts, blocks,
//! breaks down or sorts its queue is *careful*: it knows more of each batch and its lanes, and only
//! it pays for that. The engine's modules hold one behaviour each; see `engine`.
//!
//! # Randomness is a function of an address
//!
//! Every random number is a pure function of (seed, replication, arrival stream's name, batch
//! number, purpose, station's name, visit number), or has an address of its own where no batch is
//! concerned: a lane's n-th breakdown, the backlog of the start. No generator is shared, so batch
//! 17 draws the same sizes and times in every alternative: common random numbers come for free,
//! and adding a station, a stream or a rework loop changes no other number. Shares are inverted in
//! file order, arrivals by inverting the cumulative rate. See [`random`].
//!
//! # The same bytes
//!
//! Replications are computed by all threads and folded in index order by one. The same question
//! gives the same `results.json` on any number of threads; there is no clock in it.
//!
//! # What is measured
//!
//! A *measured* batch arrives in the window and is followed until it leaves, up to the follow-up.
//! Metrics of batches are over measured batches, time averages and counts a day over the window
//! itself. Replications are the unit of inference: an interval is a Student t-interval over their
//! values. See [`statistics`].
//!
//! # How sure
//!
//! * How many replications? A fixed number, or the first at which a half-width is narrow enough
//!   (Chow and Robbins 1965), from 20 on: [`statistics::Precision`].
//! * Is the warm-up long enough? MSER (White 1997) on the mean number inside over replications:
//!   [`results::Settling`].
//! * Is a target met? Where the whole interval lies on its good side; throughput with control
//!   variates (Lavenberg and Welch 1981): [`experiment::verdicts`].
//! * Do arrangements differ? Paired t-intervals under common random numbers, adjusted over all that
//!   are judged (Bonferroni): [`experiment::compare`].
//!
//! `tests/clearway/coverage.rs` measures how often they are right.
//!
//! # Searches
//!
//! One test serves verdicts, `staff` and `stress`: the interval of each part of the target, with
//! control variates where they help. `staff` takes it at looks after 10, 20, 40, ... replications
//! against a zone as wide as the tolerance, in the order of cost ([`experiment::staff`] has the
//! argument for its guarantee). `stress` solves for the multiple of the arrivals at which it turns,
//! over replications that all multiples share ([`experiment::stress`]). Theory stands beside every
//! run and rules out what it can prove ([`theory::waits`], [`theory::cannot_keep_up`],
//! [`theory::more_lanes_never_harm`]); where it is only probable, it orders the search.
//!
//! # Words
//!
//! The field's own: *batch* (the entity), *arrival stream*, *station*, *lane* (server), *team*
//! (members who staff lanes), *crew* (stations that share teams), *gate* (where batches wait for a
//! place), *route*, *calendar*, *future event list*, *replication*, *warm-up*, *half-width*,
//! *common random numbers*, *offered load*.

pub mod calendar;
pub mod cli;
pub mod distribution;
pub mod engine;
pub mod event_log;
pub mod experiment;
pub mod metric;
pub mod model;
pub mod observe;
pub mod output;
pub mod random;
pub mod report;
pub mod results;
pub mod scenario;
pub mod statistics;
pub mod theory;
pub mod time;
