//! A simulator of customs clearance: how many batches and units a day does a port clear, with how
//! many lanes, and how certain is the answer?
//!
//! This page is the architecture document. The commands and the scenario format are in the
//! README, in `clearway --help` and in the book (`docs`).
//!
//! # One pipeline, one direction
//!
//! ```text
//! scenario text -> Document -> Model -> replications -> Observations -> Estimates -> Results
//!                set paths   check     engine         statistics      experiment       |
//!                                                      report, tables, charts  <-------+
//! ```
//!
//! Each arrow is a function, and each noun is an immutable value.
//!
//! | module | contents |
//! | --- | --- |
//! | [`time`] | whole microseconds since the start of the run |
//! | [`input`] | reading files, from the disk or from memory, up to a limit |
//! | [`output`] | user text made safe for terminals and spreadsheets |
//! | [`random`] | randomness as a pure function of an address |
//! | [`calendar`] | dates, holidays, opening hours, rates that follow the clock |
//! | [`distribution`] | the distributions of the format: sampling and moments |
//! | [`model`] | the compiled scenario, read-only |
//! | [`metric`] | every metric, scope and target: name, unit, quantity, range, good side, words |
//! | [`observe`] | the trait between the engine and its observers |
//! | [`engine`] | one replication, event by event |
//! | [`theory`] | offered load, waits, costs and proofs without a run |
//! | [`statistics`] | metrics of a replication, estimates over replications |
//! | [`scenario`] | scenario files, paths and settings; problems with their places |
//! | [`experiment`] | replications, verdicts, differences and searches, with their guarantees |
//! | [`event_log`] | logs of the batches of one replication |
//! | [`results`] | all results of a run, as one value |
//! | [`study`] | sweeps, comparisons and searches of a scenario, prepared, run and answered |
//! | [`report`] | tables, charts and the page, as file names and bytes, from results alone |
//! | [`live`] | the engine of a live page: requests and answers, from texts to the report |
//! | [`cli`] | commands, exit codes, progress; writes files |
//!
//! **Architecture Invariant:** a module uses only modules above it in this table.
//!
//! **Architecture Invariant:** the core (the modules down to `statistics`, and `experiment`) does
//! no input or output, reads no clock, has no globals, never iterates over a hash map and cannot
//! fail: a panic in it is a defect.
//!
//! **Architecture Invariant:** `scenario::check` is the only place that makes a
//! [`Model`](model::Model), so every invariant of a model is checked there.
//!
//! **Architecture Invariant:** the names of metrics, scopes and targets are defined in [`metric`]
//! alone: only files hold them as texts, and each metric is described by one row of its table.
//!
//! **Architecture Invariant:** only [`input::Disk`] and [`cli`] touch the file system, and threads
//! are those of rayon, which uses the calling thread if no others are available.
//!
//! `tests/clearway/tidy.rs` tests these five invariants.
//!
//! # Entry points
//!
//! | task | call |
//! | --- | --- |
//! | read a file | [`scenario::Document::load`], then [`compile`](scenario::Document::compile) |
//! | change values of a file | [`scenario::Document::with`] |
//! | run one replication with an observer | [`engine::simulate`] |
//! | run replications | [`experiment::replicate`], [`experiment::Replicated::estimate`] |
//! | run many arrangements | [`experiment::sweep`], [`experiment::staff`], [`experiment::stress`] |
//! | compute loads and waits without a run | [`theory::window_loads`], [`theory::waits`] |
//! | make results and their report | [`results::Question`], [`report`] |
//! | run replications in pieces, anywhere | [`experiment::piece`], [`experiment::merge`] |
//! | write settings into the text of a file | [`scenario::Document::edited`] |
//!
//! `examples` has a run, an observer and a sweep, each one page long.
//!
//! # Where to change what
//!
//! | what | where |
//! | --- | --- |
//! | a key of the format | `scenario/file`, whose comments are the schema; `scenario/check` |
//! | what a station, lane or team does | `engine`; the order of simultaneous events is below |
//! | a metric | a row of [`metric`], its value in `statistics/metrics.rs` and the recorder |
//! | an estimate or its interval | `statistics/{ratio,pool,interval}.rs` |
//! | when a target is met | `experiment/{verdict,feasibility}.rs`, [`model::Target::tolerance`] |
//! | when a load counts as too high | `theory/outlook.rs` |
//! | a sentence of the report | `report/answer`, `report/wording`; notes: `results/notes` |
//! | a table, a chart | `report/tables`, `report/charts` |
//! | a command or an option | `cli`, `cli/NAME.rs`; what it does with a scenario: `study` |
//! | how a folder of results is written | `cli/folder.rs` |
//! | pieces of a sweep | `cli/sweep/pieces.rs`, `cli/merge.rs` |
//! | what a live page can ask | `live`; what it shows: `live/page`, beside `src` |
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | none | the core: from the text of a scenario to results and event logs |
//! | `report` | [`report`]: tables, charts as SVG, the page |
//! | `desktop` | `report`, PNG pictures, workbooks as input and output, time zones, the summary |
//! | `cli`, the default | `desktop`, [`cli`] and the command |
//!
//! The core and the report need neither a file system nor threads, so they can run in a browser,
//! and produce the same numbers there, to the last digits of logarithms: files come through
//! [`input::Files`], which a map from names to bytes implements, and the widths of texts are
//! measured in the bundled font.
//!
//! The package in `live`, beside `src`, is the core with the report as WebAssembly: [`live`] behind
//! four functions, the only unsafe code. `live/build` builds it, with rustup's target
//! wasm32-unknown-unknown or with Debian's packages, and `page` and `run --live` embed its file.
//! `tests/clearway/live` runs that file in a browser and compares it with the library; when that
//! fails because the sources changed, it is built anew.
//!
//! # The order of simultaneous events
//!
//! Events happen in the order of (time, phase, sequence). Time is a whole number of microseconds.
//! Within one instant the phases are:
//!
//! 1. *control*: a day ends, the measured window opens or closes, the follow-up ends, rules and
//!    resources change on their date;
//! 2. *calendar*: lanes open and close, members go on and off duty, lanes on demand open, lanes
//!    break down and are repaired;
//! 3. *departures*: services end;
//! 4. *arrivals*;
//! 5. *patience*: waiting batches withdraw.
//!
//! Within a phase, the event that was scheduled first happens first. When a service ends, the batch
//! moves on before the freed lane takes the next one. `tests/clearway/ties.rs` tries every pair of
//! event kinds.
//!
//! So a batch that arrives at the instant at which the window opens is measured, and one that
//! arrives at the instant at which it closes is not. A release at the instant of closing is outside
//! the window, and one at the instant of opening is inside. The number inside at 24:00 is that
//! before any other event at midnight. A lane that opens at 08:00 serves a batch that arrives at
//! 08:00, and a lane that closes at 20:00 takes no batch after a service that ends at 20:00. A
//! service that ends at the instant at which lanes close, members go off duty, a lane breaks down
//! or a batch of higher priority arrives counts as finished, and its lane as left: neither this
//! service nor another one in its place is interrupted, although the lane takes the next batch only
//! in the phase of departures. If the batch has no place to move to, it keeps its lane, and closing
//! chooses again which work to stop. A batch whose patience ends at the instant at which a lane
//! becomes free for it is served.
//!
//! An obsolete event, such as the end of a service that was interrupted, is not removed from the
//! list: each event carries a ticket, and its handler ignores it if the ticket is not the expected
//! one.
//!
//! # Plain and careful stations
//!
//! Most stations only start and end services. A station that closes, shares staff, interrupts,
//! blocks, breaks down or sorts its queue is *careful*: it keeps more state for each batch and
//! lane, at a cost that plain stations do not have.
//!
//! # Inside the engine
//!
//! The files of the engine, lowest first. A file imports and calls only files above it in this
//! table:
//!
//! | | file | contents |
//! | --- | --- | --- |
//! | values | `engine::ids` | identifiers of batches, lanes and scheduled events |
//! | | `engine::ending` | the end of a replication and its counts |
//! | | `engine::cause_clock` | clocks of how long each cause of waiting has lasted |
//! | | `engine::future_events::event` | the kinds of events, and their phases |
//! | | `engine::future_events::heap` | a heap of keys |
//! | | `engine::future_events` | the future event list |
//! | | `engine::arrivals` | the next arrivals of each stream |
//! | | `engine::batches` | the batches inside |
//! | | `engine::queue` | waiting batches, in the order of service |
//! | state | `engine::lane::counts` | counts of the lanes of a station by state |
//! | | `engine::stations` | the state of stations, lanes and teams |
//! | | `engine::visits` | the random draws and rules of a visit |
//! | | `engine::state` | the whole state of a replication |
//! | lanes | `engine::waits` | the causes for which batches wait, by station |
//! | | `engine::staff` | the members that lanes hold or can take |
//! | | `engine::lane::breakable` | lanes that break down individually |
//! | | `engine::lane` | the state machine of a lane: start, stop, interrupt, block, resume, leave |
//! | dispatch | `engine::stops` | the choice of the work to stop |
//! | | `engine::crews` | turns of stations that share teams |
//! | | `engine::room` | waiting places: where a batch can go now |
//! | | `engine::locks` | stations that block each other for ever |
//! | | `engine::dispatch` | the next step of a station: lanes, queue, lanes on demand, gate |
//! | triggers | `engine::moves` | ends of services and patience; moves, waits at gates, exits |
//! | | `engine::shifts` | lanes and members go on and off duty |
//! | | `engine::breakdowns` | lanes break down and are repaired |
//! | | `engine::entrance` | batches arrive |
//! | | `engine::changes` | rules change |
//! | | `engine::alone` | a batch alone in the port, without the loop |
//! | loop | `engine` | takes the next event and calls its handler |
//!
//! **Architecture Invariant:** only `engine::lane` and its parts change the counts of a station's
//! lanes, and every step asserts the invariants between them.
//!
//! **Architecture Invariant:** nothing calls upward. A step that concerns another station puts it
//! on a list (`unsettle`), and the loop looks at that station again before the next event.
//!
//! `tests/clearway/tidy.rs` collects the imports and calls and compares them with this table.
//!
//! # Stations that block each other for ever
//!
//! A *lock* is a set of stations all of whose lanes hold batches that wait for places at stations
//! of the set, and that no later event of the run can open. The replication goes on: arrivals are
//! counted, stations outside the lock serve, and the follow-up ends when no measured batch is left
//! outside the lock. Batches that join a lock are counted but not stored, so they use no memory and
//! do not count against the limit on the batches inside. Stations that block each other but may
//! still open (by the clock, a dated change, a repair, lanes on demand, or patience in their rooms)
//! are not a lock; the observer is notified when they have opened. See `engine::locks` and
//! [`theory::possible_locks`].
//!
//! # Randomness is a function of an address
//!
//! Every random number is a pure function of (seed, replication, arrival stream's name, batch
//! number, purpose, station's name, visit number), or has an address of its own if it does not
//! belong to a batch: the n-th breakdown of a lane, the backlog at the start. No generator is
//! shared, so batch 17 has the same sizes and times in every alternative: common random numbers
//! need no extra work, and adding a station, a stream or a rework loop changes no other number.
//! Shares are drawn by inversion in file order, arrivals by inversion of the cumulative rate. See
//! [`random`].
//!
//! # The same bytes
//!
//! Replications are computed on all threads and folded in index order on one. The same question
//! gives the same `results.json` on any number of threads; the file holds no clock times.
//!
//! # What is measured
//!
//! A *measured* batch arrives in the window and is followed until it leaves, up to the follow-up.
//! Metrics of batches are over measured batches; time averages and counts a day are over the window
//! itself. Intervals treat replications as the independent observations, but means and shares
//! weight every batch equally: a share or a mean of batches is a ratio of sums over replications
//! (Cochran 1977), with an interval from the variance of the ratio and Hall's (1992) transform for
//! skewness; a quantile is that of all batches, with an interval that inverts the one of the share
//! (Woodruff 1952). Time averages and counts a day are means over replications with Student t
//! intervals. See [`statistics`].
//!
//! # Statistical methods
//!
//! * How many replications? A fixed number; or the first number, from 20 on (from 40 on for a
//!   share), at which a half-width is narrow enough (Chow and Robbins 1965):
//!   [`statistics::Precision`]; or the number that decides every target, with interim looks that
//!   share the allowed error (Lan and DeMets 1983).
//! * Is the warm-up long enough? MSER (White 1997) on the mean number inside over replications
//!   proposes a later start, and a paired test over replications at the 1 % level confirms it. If
//!   no judgement is possible, the report says so and shows the relaxation time of the busiest
//!   station: [`results::Settling`], [`theory::relaxation()`].
//! * How certain is a share of 0 or 1? It counts as its effective number of days (Kish 1965) of
//!   independent trials (Clopper and Pearson 1934): [`statistics::DayTotals`].
//! * How much variance comes from random arrivals? The known means of arriving batches and units
//!   are two control variates (Lavenberg and Welch 1981) for all metrics that count them:
//!   [`statistics::Controls`].
//! * Is a target met? If the whole interval lies on its good side, and enough replications support
//!   it: [`experiment::Replicated::verdicts`].
//! * Can any number of lanes meet a target? No share in time is above that of batches that are
//!   alone in the port, unless waiting helps a batch: [`experiment::ceiling`]. Batches that do not
//!   arrive, or that routes refuse, cannot be released: [`theory::beyond_arrivals`].
//! * Do arrangements differ? Intervals of paired differences under common random numbers, by the
//!   same estimators, adjusted over all differences that are judged (Bonferroni):
//!   [`experiment::compare`]. Runs with different seeds are compared as independent samples (Welch
//!   1947).
//! * Which arrangement is best? Constrained intervals against the best of the others (Hsu 1984):
//!   [`experiment::best`].
//!
//! `tests/clearway/coverage.rs` and `tests/clearway/groups.rs` measure how often these methods are
//! right.
//!
//! # Searches
//!
//! Verdicts, `staff` and `stress` use one test: the interval of each part of the target, with
//! control variates if they help, and one indifference zone around its limit. `staff` applies it
//! after 10, 20, 40, ... replications: in the order of cost, by boxes as if more lanes never
//! harmed, or from one arrangement to the next ([`experiment::staff()`] derives its guarantee, and
//! [`experiment::Claim`] tells what it claims). `stress` solves for the largest multiple of the
//! arrivals at which the test passes, with the same replications for all multiples
//! ([`experiment::stress`]). Theory accompanies every run and rules out what it can prove
//! ([`theory::waits`], [`theory::cannot_keep_up`], [`theory::more_lanes_never_harm`]); what it only
//! makes probable orders the search. One place decides whether a station keeps up, is overloaded,
//! or whether neither is known: [`theory::Outlook`].
//!
//! # Words
//!
//! The terms of this crate: *batch* (the entity), *arrival stream*, *station*, *lane* (server),
//! *team* (members who staff lanes), *crew* (stations that share teams), *gate* (where batches wait
//! for a place), *lock* (stations that block each other for ever), *route*, *calendar*, *future
//! event list*, *replication*, *warm-up*, *half-width*, *common random numbers*, *offered load*.

pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod distribution;
pub mod engine;
pub mod event_log;
pub mod experiment;
pub mod input;
#[cfg(feature = "report")]
pub mod live;
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
pub mod study;
pub mod theory;
pub mod time;
