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
//! | [`input`] | files, from the disk or from memory, up to a limit |
//! | [`output`] | user text made safe for terminals and spreadsheets |
//! | [`random`] | randomness as a pure function of an address |
//! | [`calendar`] | dates, holidays, opening hours, rates that follow the clock |
//! | [`distribution`] | how the format's distributions are drawn, and their moments |
//! | [`model`] | the compiled scenario, read-only |
//! | [`metric`] | every metric, scope and target: name, unit, quantity, range, good side, words |
//! | [`observe`] | the seam between the engine and its observers |
//! | [`engine`] | one replication, event by event |
//! | [`theory`] | offered load, waits and costs that are known without a run; what is proven |
//! | [`statistics`] | metrics of a replication, estimates over replications |
//! | [`scenario`] | files, paths and settings, every problem with its place |
//! | [`experiment`] | replications; verdicts, differences, searches and what they guarantee |
//! | [`event_log`] | what happened to each batch of one replication |
//! | [`results`] | everything a run has to say, as one value |
//! | [`report`] | tables, charts and the page, as names and bytes, from results alone |
//! | [`cli`] | commands, exit codes, progress; writes files |
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
//! **Architecture Invariant:** only [`input::Disk`] and [`cli`] touch the file system, and threads
//! are those of rayon, which computes on the calling thread where there are no others.
//!
//! `tests/clearway/tidy.rs` holds the five.
//!
//! # Entry points
//!
//! | to | call |
//! | --- | --- |
//! | read a file | [`scenario::Document::load`], then [`compile`](scenario::Document::compile) |
//! | set a path of it | [`scenario::Document::with`] |
//! | run one replication, watched by an observer | [`engine::simulate`] |
//! | run many | [`experiment::replicate`], [`experiment::Replicated::estimate`] |
//! | run many arrangements | [`experiment::sweep`], [`experiment::staff`], [`experiment::stress`] |
//! | know loads and waits without a run | [`theory::window_loads`], [`theory::waits`] |
//! | have results and their report | [`results::Question`], [`report`] |
//!
//! `examples` has a run, an observer and a sweep, each of a page.
//!
//! # Where do I change
//!
//! | what | where |
//! | --- | --- |
//! | a key of the format | `scenario/file`, whose comments are the schema; `scenario/check` |
//! | what a station, lane or team does | `engine`; the order of simultaneous events stands below |
//! | a metric | a row of [`metric`], its value in `statistics/metrics.rs` and the recorder |
//! | an estimate or its interval | `statistics/{ratio,pool,interval}.rs` |
//! | when a target is met | `experiment/{verdict,feasibility}.rs`, [`model::Target::tolerance`] |
//! | what is said of loads | `theory/outlook.rs` |
//! | a sentence of the answer | `report/answer`, `report/wording`; a note: `results/notes` |
//! | a table, a chart | `report/tables`, `report/charts` |
//! | a command or an option | `cli`, `cli/NAME.rs` |
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | none | the core: from the text of a scenario to results and event logs |
//! | `report` | [`report`] |
//! | `cli`, the default | `report`, [`cli`] and the command |
//!
//! The core and the report need neither a file system nor threads, so that they can run in a
//! browser, and give the same bytes there: files come from a [`input::Files`], such as a map of
//! names and bytes, and the widths of texts are measured in the bundled font.
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
//! one as its service ends at 20:00. A service that ends at the instant at which lanes close,
//! members go off duty, a lane breaks down or a higher priority comes is done and has left its
//! lane: neither it nor other work in its stead is interrupted, although the lane takes the next
//! batch only in the phase of departures. Where the batch has no place to go to, it keeps its lane,
//! and closing looks again for what to stop. A batch whose patience runs out as a lane becomes free
//! for it is served.
//!
//! An event that has been overtaken, such as the end of a service that was interrupted, is not
//! searched for: it carries a ticket, and a handler ignores an event with another ticket than the
//! one that it expects.
//!
//! # Plain and careful stations
//!
//! Most stations only start and end services. One that closes, shares people, interrupts, blocks,
//! breaks down or sorts its queue is *careful*: it knows more of each batch and its lanes, and only
//! it pays for that.
//!
//! # Inside the engine
//!
//! The engine's files, lowest first. A file imports and calls only files before it, so whatever a
//! file builds on stands above it here:
//!
//! | | file | knows |
//! | --- | --- | --- |
//! | values | `engine::ids` | what a batch, a lane and a scheduled event are called |
//! | | `engine::ending` | when a replication ends, and what it has counted |
//! | | `engine::cause_clock` | how long each reason for waiting has lasted |
//! | | `engine::future_events::event` | the kinds of events, and their phases |
//! | | `engine::future_events::heap` | keys in order |
//! | | `engine::future_events` | the future event list |
//! | | `engine::arrivals` | when the next batches of a stream arrive |
//! | | `engine::batches` | the batches inside |
//! | | `engine::queue` | the batches that wait, in the order in which they are taken |
//! | state | `engine::lane::counts` | how many lanes of a station are in which state |
//! | | `engine::stations` | stations, lanes and teams between events |
//! | | `engine::visits` | what chance and the rules make of a visit |
//! | | `engine::state` | all of a replication |
//! | lanes | `engine::waits` | why batches wait, by each station's clock |
//! | | `engine::staff` | the members that lanes hold or could hold |
//! | | `engine::lane::breakable` | lanes that break down, each on its own |
//! | | `engine::lane` | a lane starts, stops, is interrupted, stuck, blocked, goes on, is left |
//! | dispatch | `engine::stops` | whose work stops |
//! | | `engine::crews` | whose turn it is where stations share teams |
//! | | `engine::room` | where a batch can go now |
//! | | `engine::locks` | stations that block each other for ever |
//! | | `engine::dispatch` | what a station does next: lanes, queue, demand, gate |
//! | triggers | `engine::moves` | services and patience end; batches go on, wait at gates, leave |
//! | | `engine::shifts` | lanes and members go on and off duty |
//! | | `engine::breakdowns` | lanes break down and are repaired |
//! | | `engine::entrance` | batches arrive |
//! | | `engine::changes` | rules change |
//! | | `engine::alone` | a batch alone, outside of the loop |
//! | loop | `engine` | takes the next event and calls what it triggers |
//!
//! **Architecture Invariant:** only `engine::lane` and its parts change the counts of a station's
//! lanes, and every step checks what must hold between them.
//!
//! **Architecture Invariant:** nothing calls upward. A step that concerns another station puts it
//! on a list (`unsettle`), and the loop looks at that station again before the next event.
//!
//! `tests/clearway/tidy.rs` draws the imports and the calls and holds them against this table.
//!
//! # Stations that block each other for ever
//!
//! A *lock* is a set of stations all of whose lanes hold batches that wait for places at stations
//! of the set, and that no later event of the run can open. The replication goes on: what arrives
//! is counted, what is apart from the lock is served, and following ends when no measured batch is
//! left outside of it. Batches that come to wait there for ever are counted and not stored, so
//! neither memory nor the limit on batches inside feels them. Stations that block each other and
//! may still open (by the clock, a dated change, a repair, lanes on demand, or patience in their
//! rooms) are no lock; the observer is told when they have opened. See `engine::locks` and
//! [`theory::possible_locks`].
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
//! itself. Replications are the unit of inference, batches the unit of what is said: a share or a
//! mean of batches is a ratio of sums over replications (Cochran 1977), its interval that of the
//! ratio's variance with Hall's (1992) transform for skewness; a quantile is that of all batches,
//! its interval the inverse of the share's (Woodruff 1952). Time averages and counts a day are
//! means over replications with Student t intervals. See [`statistics`].
//!
//! # How sure
//!
//! * How many replications? A fixed number; or the first at which a half-width is narrow enough
//!   (Chow and Robbins 1965), from 20 on, for a share from 40 on: [`statistics::Precision`]; or as
//!   many as decide every target, at looks that spend the error (Lan and DeMets 1983).
//! * Is the warm-up long enough? MSER (White 1997) on the mean number inside over replications
//!   proposes a later start, and a paired test over replications at 1 % confirms it; where nothing
//!   is judged, that is said, and the relaxation time of the busiest station stands beside it:
//!   [`results::Settling`], [`theory::relaxation()`].
//! * What is a share of 0 or 1 worth? As much as its effective number of days (Kish 1965) as
//!   independent trials (Clopper and Pearson 1934): [`statistics::DayTotals`].
//! * How much is due to chance arrivals? What is known of batches and units serves as two control
//!   variates (Lavenberg and Welch 1981) for all that counts them: [`statistics::Controls`].
//! * Is a target met? Where the whole interval lies on its good side, and enough was seen to trust
//!   it: [`experiment::Replicated::verdicts`].
//! * Can any lanes meet a target? No share is above that of batches sent through alone, where
//!   waiting is not rewarded: [`experiment::ceiling`]. No lanes release what does not arrive:
//!   [`theory::beyond_arrivals`].
//! * Do arrangements differ? Intervals of paired differences under common random numbers, by the
//!   same estimators, adjusted over all that are judged (Bonferroni): [`experiment::compare`].
//!   Replications of other seeds are held against each other as a whole (Welch 1947).
//! * Which arrangement is best? Constrained intervals against the best of the others (Hsu 1984):
//!   [`experiment::best`].
//!
//! `tests/clearway/coverage.rs` and `tests/clearway/groups.rs` measure how often they are right.
//!
//! # Searches
//!
//! One test serves verdicts, `staff` and `stress`: the interval of each part of the target, with
//! control variates where they help, and one indifference zone around its limit. `staff` takes it
//! at looks after 10, 20, 40, ... replications against that zone, in the order of cost
//! ([`experiment::staff`] has the argument for its guarantee). `stress` solves for the largest
//! multiple of the arrivals at which it holds, over replications that all multiples share
//! ([`experiment::stress`]). Theory stands beside every run and rules out what it can prove
//! ([`theory::waits`], [`theory::cannot_keep_up`], [`theory::more_lanes_never_harm`]); where it is
//! only probable, it orders the search. Whether a station keeps up, is overloaded or neither is
//! known is decided in one place: [`theory::Outlook`].
//!
//! # Words
//!
//! The field's own: *batch* (the entity), *arrival stream*, *station*, *lane* (server), *team*
//! (members who staff lanes), *crew* (stations that share teams), *gate* (where batches wait for a
//! place), *lock* (stations that block each other for ever), *route*, *calendar*, *future event
//! list*, *replication*, *warm-up*, *half-width*, *common random numbers*, *offered load*.

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod distribution;
pub mod engine;
pub mod event_log;
pub mod experiment;
pub mod input;
pub mod metric;
pub mod model;
pub mod observe;
pub mod output;
pub mod random;
#[cfg(feature = "report")]
pub mod report;
pub mod results;
pub mod scenario;
pub mod statistics;
pub mod theory;
pub mod time;
