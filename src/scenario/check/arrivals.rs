//! Compiles arrival streams: when batches arrive, how many, and with which goods.

use super::diagnostics::{Caret, Diagnostics, Told, all};
use super::routes::{self, Owner};
use super::run::CompiledRun;
use super::{distributions, rates, trace};
use crate::distribution::{Choice, Distribution};
use crate::model::{
    ArrivalProcess, ArrivalStream, Class, ClassId, Drawn, Given, GoodsId, Route, Slot, StreamId,
    TracedBatch,
};
use crate::scenario::file::{self, Arrivals, File, Mix, Process, Quantity};
use crate::scenario::path::Path;

/// Limit on the mean number of batches that arrive together.
const MOST_TOGETHER: f64 = 1e6;

/// The arrival streams, compiled.
pub(super) struct Streams {
    pub(super) list: Vec<ArrivalStream>,
    pub(super) classes: Vec<Class>,
    pub(super) priorities: Vec<i64>,
}

/// Compiles all arrival streams.
pub(super) fn streams(
    file: &File,
    run: Result<&CompiledRun, Told>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Streams, Told> {
    let section = Path::of(["arrivals"]);
    if file.arrivals.is_empty() {
        let help = "write [arrivals.NAME] with per_day = ... and to = \"STATION\"";
        return Err(diagnostics.missing(&section, help));
    }
    let drafts = file.arrivals.iter().map(|(name, arrivals)| {
        let path = section.child(name);
        diagnostics.check_new_name(&path, "arrival stream");
        draft(arrivals, &path, file, run, diagnostics)
    });
    let drafts = all(drafts)?;
    let mut priorities: Vec<i64> = drafts.iter().flat_map(Draft::priorities).collect();
    priorities.sort_unstable_by(|a, b| b.cmp(a));
    priorities.dedup();
    let mut classes = vec![];
    let streams = drafts
        .into_iter()
        .enumerate()
        .map(|(position, draft)| draft.finish(StreamId::new(position), &priorities, &mut classes));
    Ok(Streams {
        list: streams.collect(),
        classes,
        priorities,
    })
}

/// A stream before its classes and ranks are known.
struct Draft {
    name: String,
    label: String,
    timing: Timing,
    mix: Vec<(f64, Option<GoodsId>)>,
    priority: i64,
    due: Option<Distribution>,
    patience: Option<Distribution>,
    group: Option<Distribution>,
    hours: [f64; 24],
    to: Route,
}

/// The process of arrivals, or the batches of a trace.
enum Timing {
    Process(Box<ArrivalProcess>),
    Trace(Vec<trace::Row>),
}

fn draft(
    arrivals: &Arrivals,
    path: &Path,
    file: &File,
    run: Result<&CompiledRun, Told>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Draft, Told> {
    let mut timing = timing(arrivals, path, file, run, diagnostics);
    let lacks_goods = |row: &trace::Row| row.given == Given::Nothing;
    let mix = match &timing {
        Ok(Timing::Trace(rows)) if !rows.iter().any(lacks_goods) => Ok(trace::mix(rows)),
        _ => mix(arrivals, path, file, diagnostics),
    };
    if let (Ok(Timing::Trace(rows)), Ok(mix)) = (&mut timing, &mix) {
        let means = mean_units(rows, file, diagnostics);
        trace::fill(rows, mix, |goods| means[goods.index()]);
    }
    let hours = rates::hours(arrivals.hours.as_deref(), &path.child("hours"), diagnostics);
    let to = to(arrivals, path, file, diagnostics);
    let due = optional(arrivals.due.as_ref(), &path.child("due"), diagnostics);
    let patience = arrivals.patience.as_ref();
    let patience = optional(patience, &path.child("patience"), diagnostics);
    let group = group(arrivals, path, diagnostics);
    let name = path.last().to_owned();
    Ok(Draft {
        label: arrivals.label.clone().unwrap_or_else(|| name.clone()),
        name,
        timing: timing?,
        mix: mix?,
        priority: arrivals.priority.unwrap_or(0),
        due: due?,
        patience: patience?,
        group: group?,
        hours: hours?,
        to: to?,
    })
}

/// Returns the mean units of a batch of each kind of goods, if rows lack units.
fn mean_units(rows: &[trace::Row], file: &File, diagnostics: &mut Diagnostics<'_>) -> Vec<f64> {
    if rows.iter().all(|row| row.given == Given::GoodsAndUnits) {
        return vec![];
    }
    let mean = |(name, goods): (&String, &file::Goods)| {
        let path = Path::of(["goods", name]).child("units");
        let compiled = optional(goods.units.as_ref(), &path, diagnostics);
        // a problem was told, or there is no distribution
        let compiled = compiled.ok().flatten();
        compiled.map_or(distributions::DEFAULT_UNITS, |units| units.mean())
    };
    file.goods.iter().map(mean).collect()
}

impl Draft {
    /// Returns the priorities of its batches.
    fn priorities(&self) -> Vec<i64> {
        match &self.timing {
            Timing::Process(_) => vec![self.priority],
            Timing::Trace(rows) => {
                let mut found: Vec<i64> = rows.iter().map(|row| row.priority).collect();
                found.push(self.priority);
                found.sort_unstable();
                found.dedup();
                found
            }
        }
    }

    fn finish(
        self,
        stream: StreamId,
        priorities: &[i64],
        classes: &mut Vec<Class>,
    ) -> ArrivalStream {
        let first = classes.len();
        let rank = |priority: i64| {
            let position = priorities.iter().position(|known| *known == priority);
            position.expect("all priorities were collected")
        };
        let of_goods = |goods: Option<GoodsId>| {
            let position = self.mix.iter().position(|(_, of_mix)| *of_mix == goods);
            ClassId::new(first + position.expect("all goods of a trace are in its mix"))
        };
        let is_drawn = |rows: &[trace::Row]| rows.iter().any(|row| row.slot.is_some());
        let scatter = match &self.timing {
            Timing::Trace(rows) if is_drawn(rows) => Some(Box::new(self.hours)),
            _ => None,
        };
        let process = match self.timing {
            Timing::Process(process) => *process,
            Timing::Trace(rows) => ArrivalProcess::Trace(
                rows.into_iter()
                    .map(|row| TracedBatch {
                        time: row.time,
                        class: of_goods(row.goods),
                        units: row.units,
                        rank: rank(row.priority),
                        due: row.due,
                        drawn: row.slot.map(|(slot, due_moves)| Drawn {
                            slot,
                            due_moves,
                            given: row.given,
                        }),
                    })
                    .collect(),
            ),
        };
        let mix = self.mix.into_iter().map(|(share, goods)| {
            classes.push(Class {
                stream,
                goods,
                share,
            });
            (share, ClassId::new(classes.len() - 1))
        });
        ArrivalStream {
            name: self.name,
            label: self.label,
            process,
            mix: Choice::new(mix.collect()),
            rank: rank(self.priority),
            due: self.due,
            patience: self.patience,
            group: self.group,
            scatter,
            to: self.to,
        }
    }
}

fn optional<T: Quantity>(
    written: Option<&file::Distribution<T>>,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<Distribution>, Told> {
    let compiled = written.map(|written| distributions::compile(written, path, diagnostics));
    compiled.transpose()
}

/// Compiles the number of batches that arrive together.
fn group(
    arrivals: &Arrivals,
    path: &Path,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<Distribution>, Told> {
    let path = path.child("group");
    let group = optional(arrivals.group.as_ref(), &path, diagnostics)?;
    if group.is_some() && matches!(arrivals.process, Some(Process::Exact)) {
        let message = "\"group\" and process = \"exact\" do not go together";
        let help = "take \"group\" out, or write process = \"poisson\"";
        return Err(diagnostics.key(&path, message, help));
    }
    if group.as_ref().is_some_and(|group| group.mean() < 1.0) {
        let message = "a group has less than one batch on average";
        return Err(diagnostics.value(&path, message, "write 1 or more, or leave it out"));
    }
    if let Some(group) = group.as_ref().filter(|group| group.mean() > MOST_TOGETHER) {
        let message = format!("a group has {:.1e} batches on average", group.mean());
        return Err(diagnostics.value(&path, message, "write less than a million"));
    }
    Ok(group)
}

/// Refuses the keys that belong to `per_day`.
fn refuse_rates(owner: &str, arrivals: &Arrivals, path: &Path, diagnostics: &mut Diagnostics<'_>) {
    let written = [
        ("process", arrivals.process.is_some()),
        // a table of dates without times of day has hours too
        ("hours", arrivals.hours.is_some() && owner != "file"),
        ("days", arrivals.days.is_some()),
    ];
    for (key, _) in written.iter().filter(|(_, is_written)| *is_written) {
        let message = format!("\"{key}\" belongs to \"per_day\", not to \"{owner}\"");
        let help = format!("take \"{key}\" out, or write per_day instead of {owner}");
        diagnostics.key(&path.child(key), message, help);
    }
}

fn timing(
    arrivals: &Arrivals,
    path: &Path,
    file: &File,
    run: Result<&CompiledRun, Told>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Timing, Told> {
    let written = [
        ("per_day", arrivals.per_day.is_some()),
        ("every", arrivals.every.is_some()),
        ("file", arrivals.file.is_some()),
    ];
    let written: Vec<&str> = written
        .iter()
        .filter(|(_, is)| *is)
        .map(|(key, _)| *key)
        .collect();
    if let [first, second, ..] = written.as_slice() {
        let message = format!("\"{first}\" and \"{second}\" both say when batches arrive");
        return Err(diagnostics.key(&path.child(second), message, "keep one of the two"));
    }
    if let Some(per_day) = arrivals.per_day {
        return rates::by_day(per_day, arrivals, path, diagnostics)
            .map(|it| Timing::Process(Box::new(it)));
    }
    if let Some(every) = &arrivals.every {
        refuse_rates("every", arrivals, path, diagnostics);
        let path = path.child("every");
        let gap = distributions::compile(every, &path, diagnostics)?;
        if gap.mean() < 1.0 {
            let message = "the mean time between arrivals is below 1 microsecond";
            return Err(diagnostics.value(&path, message, "write a longer time"));
        }
        return Ok(Timing::Process(Box::new(ArrivalProcess::Renewal(gap))));
    }
    if let Some(written) = &arrivals.file {
        return listed(arrivals, &written.0, path, (file, run), diagnostics).map(Timing::Trace);
    }
    diagnostics.check_read(&path.child("every"))?;
    diagnostics.check_read(&path.child("file"))?;
    let help = "write per_day = 134, or every = { exponential = { mean = \"10 min\" } }, or \
                file = \"april.csv\"";
    Err(diagnostics.missing(&path.child("per_day"), help))
}

/// Reads the batches of a table.
fn listed(
    arrivals: &Arrivals,
    form: &file::TableForm,
    path: &Path,
    (file, run): (&File, Result<&CompiledRun, Told>),
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<trace::Row>, Told> {
    refuse_rates("file", arrivals, path, diagnostics);
    let refuse = |key: &str, diagnostics: &mut Diagnostics<'_>| {
        let message =
            format!("\"{key}\" cannot be combined with \"file\", which lists single batches");
        diagnostics.key(&path.child(key), message, format!("take \"{key}\" out"));
    };
    if arrivals.group.is_some() {
        refuse("group", diagnostics);
    }
    if arrivals.goods.is_some() && form.counts.is_none() {
        refuse("goods", diagnostics);
    }
    let hours = rates::hours(arrivals.hours.as_deref(), &path.child("hours"), diagnostics)?;
    let stream = trace::Stream {
        form,
        path: &path.child("file"),
        priority: arrivals.priority.unwrap_or(0),
        hours: &hours,
    };
    let rows = trace::read(&stream, file, run?, diagnostics)?;
    if arrivals.goods.is_some() && rows.iter().all(|row| row.given != Given::Nothing) {
        let message = "\"goods\" has no effect: the table says which goods arrive";
        if form.counts.is_some() {
            diagnostics.key(&path.child("goods"), message, "take \"goods\" out");
        }
    }
    let is_by_day = |row: &trace::Row| matches!(row.slot, Some((Slot::Day(_), _)));
    if arrivals.hours.is_some() && !rows.iter().any(is_by_day) {
        let message = "\"hours\" has no effect: the table says at which hours batches arrive";
        diagnostics.key(&path.child("hours"), message, "take \"hours\" out");
    }
    Ok(rows)
}

/// Does the stream ever bring a batch?
pub(super) fn brings(stream: &ArrivalStream) -> bool {
    match &stream.process {
        ArrivalProcess::Poisson(profile) | ArrivalProcess::Exact(profile) => {
            profile.per_day * profile.days.iter().sum::<f64>() > 0.0
        }
        ArrivalProcess::Renewal(_) => true,
        ArrivalProcess::Trace(batches) => !batches.is_empty(),
    }
}

/// Returns the goods of a stream by share; a single entry without goods if the file names none.
fn mix(
    arrivals: &Arrivals,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<(f64, Option<GoodsId>)>, Told> {
    let path = path.child("goods");
    let find = |name: &str, at: (&Path, Caret), diagnostics: &mut Diagnostics<'_>| {
        let found = diagnostics.find("goods", &file.goods, name, at);
        found.map(|position| Some(GoodsId::new(position)))
    };
    match &arrivals.goods {
        None => Ok(vec![(1.0, None)]),
        Some(Mix::One(name)) => Ok(vec![(1.0, find(name, (&path, Caret::Value), diagnostics)?)]),
        Some(Mix::Shares(written)) => {
            let meaning = |name: &str, path: &Path, diagnostics: &mut Diagnostics<'_>| {
                find(name, (path, Caret::Key), diagnostics)
            };
            routes::shares(written, &path, diagnostics, meaning)
        }
    }
}

fn to(
    arrivals: &Arrivals,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Route, Told> {
    let path = path.child("to");
    let route = arrivals.to.as_ref().ok_or_else(|| {
        diagnostics.missing(&path, "write to = \"STATION\", where batches go on arrival")
    })?;
    routes::compile(route, Owner::Stream, &path, file, diagnostics)
}
