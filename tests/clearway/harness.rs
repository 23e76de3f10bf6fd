//! Helpers of the tests: the program, scenarios from text, their answers and estimates, and
//! readable traces.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use clearway::engine::{Ending, Limits, simulate};
use clearway::experiment::{Effort, Replicated, Unwatched, replicate};
use clearway::metric::{Estimator, Metric, Quantity, Scope};
use clearway::model::{Exit, Model, StationId, StreamId, TeamId, TracedBatch};
use clearway::observe::{Batch, Mark, Observer, Visit};
use clearway::random::Address;
use clearway::results::{Question, Results};
use clearway::scenario::{Document, Scenario, Setting};
use clearway::statistics::{Student, Variation};
use clearway::time::Time;

/// Runs the program in a folder.
pub(crate) fn clearway(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = program(folder, arguments);
    command.output().expect("the command starts")
}

/// Runs the program in a folder, and sends a signal such as `-INT` after this many milliseconds.
#[cfg(unix)]
pub(crate) fn interrupted(folder: &Path, arguments: &[&str], after: u64, signal: &str) -> Output {
    let mut command = program(folder, arguments);
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = piped.spawn().expect("the command starts");
    std::thread::sleep(Duration::from_millis(after));
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    child.wait_with_output().expect("it ends")
}

/// Returns the command that runs the program in a folder.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    command.current_dir(folder).args(arguments);
    command.env_remove("COLUMNS");
    command
}

/// Returns the files of a folder and of its folders, hidden ones too.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let inside = files(&entry.path()).into_iter();
            found.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
    found
}

/// Returns the output of the program as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Parses a document.
#[track_caller]
pub(crate) fn document(text: &str) -> Document {
    Document::parse("test.toml", text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Compiles a scenario.
#[track_caller]
pub(crate) fn scenario(text: &str) -> Scenario {
    document(text)
        .compile()
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// Returns the results of a run of a scenario.
#[track_caller]
pub(crate) fn answered(text: &str) -> Results {
    answered_with(text, &[])
}

/// Returns the results of a run of a scenario with settings such as `stations.desk.lanes=3`.
#[track_caller]
pub(crate) fn answered_with(text: &str, set: &[&str]) -> Results {
    let document = document(text);
    let setting = |it: &&str| Setting::from_argument(it).expect("a setting");
    let settings: Vec<Setting> = set.iter().map(setting).collect();
    let scenario = document
        .with(&settings)
        .and_then(|document| document.compile())
        .unwrap_or_else(|problems| panic!("{problems}"));
    let question = Question {
        document: &document,
        settings: &settings,
        scenario: &scenario,
    };
    question.answer_run(&replicate(&scenario.model, question.effort(), &Unwatched))
}

/// Runs all replications of a scenario.
#[track_caller]
pub(crate) fn replicated(text: &str) -> Replicated {
    let scenario = scenario(text);
    replicate(&scenario.model, scenario.effort(), &Unwatched)
}

/// A mean over replications and its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// The mean.
    pub mean: f64,
    /// Its standard error; 0 with one replication.
    pub standard_error: f64,
}

/// Returns the metric with a name.
#[track_caller]
pub(crate) fn named(name: &str) -> Metric {
    Metric::from_name(name).unwrap_or_else(|| panic!("no metric {name}"))
}

/// Returns the scope of a text, as in `metrics.csv`.
#[track_caller]
pub(crate) fn scope(text: &str) -> Scope {
    text.parse().unwrap_or_else(|problem| panic!("{problem}"))
}

/// Returns the position of a metric of a scope in the replications.
#[track_caller]
pub(crate) fn position(replicated: &Replicated, name: &str, of: &str) -> usize {
    let position = replicated.tally.position(named(name), &scope(of));
    position.unwrap_or_else(|| panic!("no metric {name} of {of}"))
}

/// Returns the estimate of a metric of a scenario.
#[track_caller]
pub(crate) fn estimate(text: &str, metric: &str, scope: &str) -> Found {
    found(&replicated(text), metric, scope)
}

/// Returns the estimate of a metric in these replications.
#[track_caller]
pub(crate) fn found(replicated: &Replicated, metric: &str, scope: &str) -> Found {
    let at = position(replicated, metric, scope);
    if named(metric).estimator() == Estimator::Mean {
        // without control variates
        let values = replicated.tally.values(at).into_iter().map(|value| {
            value.unwrap_or_else(|| panic!("{metric} of {scope} is empty in a replication"))
        });
        let values: Vec<f64> = values.collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let off: Vec<f64> = values.iter().map(|value| value - mean).collect();
        return from_contributions(mean, &off);
    }
    let contributions = replicated.tally.contributions(at, &mut Student::new(0.95));
    let contributions = contributions.unwrap_or_else(|| panic!("{metric} of {scope} is empty"));
    from_contributions(contributions.centre, &contributions.values)
}

fn from_contributions(mean: f64, contributions: &[f64]) -> Found {
    let n = contributions.len() as f64;
    let variation = Variation::of(mean, contributions);
    Found {
        mean,
        standard_error: variation.map_or(0.0, |it| it.deviation / n.sqrt()),
    }
}

/// Returns the value of every metric in every replication.
pub(crate) fn values(replicated: &Replicated) -> Vec<Vec<Option<f64>>> {
    let positions = 0..replicated.catalogue().entries().len();
    positions
        .map(|position| replicated.tally.values(position))
        .collect()
}

/// Returns the value of a metric in one replication under the scenario's seed.
#[track_caller]
pub(crate) fn once(text: &str, metric: &str, scope: &str) -> f64 {
    let scenario = scenario(text);
    let effort = Effort {
        replications: 1,
        ..scenario.effort()
    };
    found(
        &replicate(&scenario.model, effort, &Unwatched),
        metric,
        scope,
    )
    .mean
}

/// Returns the events of the first replication, one a line: the clock (with the day if it is not
/// the first), then the event.
#[track_caller]
pub(crate) fn trace(text: &str) -> String {
    let scenario = scenario(text);
    let mut trace = Trace {
        model: &scenario.model,
        text: String::new(),
    };
    let address = Address::replication(scenario.seed, 0);
    simulate(&scenario.model, address, Limits::default(), &mut trace);
    trace.text
}

/// A batch that arrives at a minute of the run, its units, and the minute when it is due.
pub(crate) type Timed = (i64, f64, Option<i64>);

/// Returns a scenario in which the batches of each named stream arrive at exactly these minutes.
#[track_caller]
pub(crate) fn timed(text: &str, arrivals: &[(&str, &[Timed])]) -> Scenario {
    let minute = |minute: i64| Time::from_micros(minute * 60_000_000);
    let mut scenario = scenario(text);
    for (name, batches) in arrivals {
        let mut streams = scenario.model.streams().iter();
        let position = streams.position(|stream| stream.name == *name);
        let position = position.expect("a stream of the scenario");
        let stream = &scenario.model.streams()[position];
        let traced = |(time, units, due): &Timed| TracedBatch {
            time: minute(*time),
            class: *stream.mix.pick(0.0),
            units: *units,
            rank: stream.rank,
            due: due.map(minute),
            drawn: None,
        };
        let batches = batches.iter().map(traced).collect();
        let id = StreamId::new(position);
        scenario.model = scenario.model.with_batches(id, batches);
    }
    scenario
}

/// Batches that arrive at these minutes.
pub(crate) fn at_minutes<const N: usize>(minutes: [i64; N]) -> [Timed; N] {
    minutes.map(|minute| (minute, 0.0, None))
}

/// Returns the events of the first replication of a scenario, as [`trace`] writes them, and its
/// ending.
pub(crate) fn events(scenario: &Scenario) -> (String, Ending) {
    let mut trace = Trace {
        model: &scenario.model,
        text: String::new(),
    };
    let address = Address::replication(scenario.seed, 0);
    let (_, ending) = simulate(&scenario.model, address, Limits::default(), &mut trace);
    (trace.text, ending)
}

/// Returns the end of each service, in order: clock, station and batch.
pub(crate) fn done(scenario: &Scenario) -> Vec<String> {
    let events = events(scenario).0;
    let lines = events.lines().filter(|line| line.contains(" is done"));
    lines
        .map(|line| {
            let (before, _) = line.split_once(" is done").expect("it is");
            before.to_owned()
        })
        .collect()
}

/// Returns a metric of the first replication of a scenario; times are in minutes.
#[track_caller]
pub(crate) fn value(scenario: &Scenario, metric: &str, scope: &str) -> f64 {
    let effort = Effort {
        replications: 1,
        ..scenario.effort()
    };
    let value = found(
        &replicate(&scenario.model, effort, &Unwatched),
        metric,
        scope,
    )
    .mean;
    match named(metric).quantity() {
        Quantity::Hours => value * 60.0,
        Quantity::Share | Quantity::Money | Quantity::Number => value,
    }
}

/// Compares metrics of a scenario with exact values; times are in minutes.
#[track_caller]
pub(crate) fn holds(scenario: &Scenario, known: &[(&str, &str, f64)]) {
    for (metric, scope, exact) in known {
        let value = value(scenario, metric, scope);
        assert!(
            (value - exact).abs() < 1e-6,
            "{metric} of {scope}: {value} instead of {exact}"
        );
    }
}

/// Records the events.
struct Trace<'m> {
    model: &'m Model,
    text: String,
}

impl Trace<'_> {
    fn line(&mut self, now: Time, event: &str) {
        let at = self.model.calendar().date_time(now);
        let day = self.model.calendar().day(now);
        if day > 0 {
            let _ = write!(self.text, "day {day} ");
        }
        let _ = writeln!(self.text, "{} {event}", at.time());
    }

    fn station(&self, station: StationId) -> &str {
        &self.model.stations()[station.index()].name
    }

    fn stations(&self, stations: &[StationId]) -> String {
        let names: Vec<&str> = stations.iter().map(|it| self.station(*it)).collect();
        names.join(" and ")
    }

    fn batch(&self, batch: &Batch) -> String {
        let class = self.model.classes()[batch.class.index()];
        format!(
            "{} {}",
            self.model.streams()[class.stream.index()].name,
            batch.number
        )
    }
}

impl Observer for Trace<'_> {
    fn lanes_open(&mut self, now: Time, station: StationId, open: u32) {
        self.line(now, &format!("{}: {open} open", self.station(station)));
    }

    fn arrived(&mut self, now: Time, batch: &Batch) {
        let measured = if batch.measured { " (measured)" } else { "" };
        self.line(now, &format!("{} arrives{measured}", self.batch(batch)));
    }

    fn queued(&mut self, now: Time, station: StationId) {
        self.line(now, &format!("{}: one waits", self.station(station)));
    }

    fn dequeued(&mut self, now: Time, station: StationId) {
        self.line(now, &format!("{}: one is called", self.station(station)));
    }

    fn started(&mut self, now: Time, station: StationId) {
        self.line(now, &format!("{}: work begins", self.station(station)));
    }

    fn members_on(&mut self, now: Time, team: TeamId, on: u32) {
        let name = &self.model.teams()[team.index()].name;
        self.line(now, &format!("{name}: {on} on duty"));
    }

    fn rules_changed(&mut self, now: Time, _change: usize) {
        self.line(now, "rules change");
    }

    fn broke_down(&mut self, now: Time, station: StationId) {
        self.line(
            now,
            &format!("{}: a lane breaks down", self.station(station)),
        );
    }

    fn repaired(&mut self, now: Time, station: StationId) {
        self.line(
            now,
            &format!("{}: a lane is repaired", self.station(station)),
        );
    }

    fn turned_away(&mut self, now: Time, station: StationId) {
        self.line(now, &format!("{}: no place", self.station(station)));
    }

    fn interrupted(&mut self, now: Time, station: StationId) {
        self.line(now, &format!("{}: work stops", self.station(station)));
    }

    fn blocked(&mut self, now: Time, station: StationId) {
        self.line(
            now,
            &format!("{}: a lane is blocked", self.station(station)),
        );
    }

    fn moved_on(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        self.served(now, batch, visit);
    }

    fn served(&mut self, now: Time, batch: &Batch, visit: &Visit) {
        let (batch, station) = (self.batch(batch), self.station(visit.station));
        let wait = visit.wait().micros() / 60_000_000;
        self.line(
            now,
            &format!(
                "{station}: {batch} is done, visit {}, waited {wait} min",
                visit.number
            ),
        );
    }

    fn locked(&mut self, now: Time, from: Time, stations: &[StationId]) {
        let from = self.model.calendar().date_time(from).time();
        self.line(
            now,
            &format!("{}: locked since {from}", self.stations(stations)),
        );
    }

    fn unlocked(&mut self, now: Time, from: Time, stations: &[StationId]) {
        let from = self.model.calendar().date_time(from).time();
        let stations = self.stations(stations);
        self.line(now, &format!("{stations}: open, after a lock since {from}"));
    }

    fn left(&mut self, now: Time, batch: &Batch, exit: Exit) {
        self.line(
            now,
            &format!("{} {exit:?}", self.batch(batch)).to_lowercase(),
        );
    }

    fn mark(&mut self, now: Time, mark: Mark) -> ControlFlow<()> {
        match mark {
            Mark::Hour => {}
            Mark::DayEnd => self.line(now, "the day ends"),
            Mark::WindowStart => self.line(now, "the window opens"),
            Mark::WindowEnd => self.line(now, "the window closes"),
        }
        ControlFlow::Continue(())
    }
}
