//! What arrives, by stream and goods, and the holidays on which a port is closed.

use std::collections::BTreeMap;

use comfy_table::Table;

use crate::cli::terminal::table;
use crate::model::{ArrivalProcess, GoodsId, Model, StreamId};
use crate::output::printable;

/// Batches and units by stream and goods.
type Sums = BTreeMap<(usize, Option<usize>), (f64, f64)>;

/// Makes the table of what arrives in the measured window, in batches and units a day.
pub(super) fn arrivals(model: &Model) -> Table {
    let mut table = table([
        "stream",
        "goods",
        "batches a day",
        "units a batch",
        "units a day",
    ]);
    let days = model.plan.length.days();
    for ((stream, goods), (batches, units)) in sums(model) {
        let goods = goods.map_or_else(String::new, |it| printable(&model.goods[it].label));
        let of_batch = if batches > 0.0 { units / batches } else { 0.0 };
        table.add_row([
            printable(&model.streams[stream].label),
            goods,
            grouped(batches / days),
            grouped(of_batch),
            grouped(units / days),
        ]);
    }
    table
}

/// Adds up the expected batches and units of the window, by the rules in force at each time.
fn sums(model: &Model) -> Sums {
    let mut sums = Sums::new();
    for part in model.stretches(model.plan.window_start(), model.plan.window_end()) {
        let rules = part.rules;
        let mut add = |class: usize, batches: f64, units: f64| {
            let class = &rules.classes[class];
            let goods = class.goods.map(GoodsId::index);
            let sum = sums.entry((class.stream.index(), goods)).or_default();
            *sum = (sum.0 + batches, sum.1 + units);
        };
        for (position, stream) in rules.streams.iter().enumerate() {
            if matches!(stream.process, ArrivalProcess::Trace(_)) {
                for row in stream.process.rows(part.from, part.until) {
                    add(row.class.index(), 1.0, row.units);
                }
                continue;
            }
            let batches = part.batches(StreamId::new(position));
            for (at, class) in rules.classes.iter().enumerate() {
                if class.stream.index() == position {
                    let goods = class.goods.map(|it| rules.goods[it.index()].units.mean());
                    let here = batches * class.share;
                    add(at, here, here * goods.unwrap_or_default());
                }
            }
        }
    }
    sums
}

/// Writes a number with its thousands apart, with decimals if it is small.
fn grouped(number: f64) -> String {
    let text = match number {
        _ if number >= 1e15 => return format!("{number:.1e}"),
        _ if number >= 1000.0 => format!("{number:.0}"),
        _ => format!("{number:.1}"),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match decimals {
        "" | "0" => grouped,
        decimals => format!("{grouped}.{decimals}"),
    }
}

/// Tells which stations and teams have nothing open on a holiday of the run, though they have on
/// other days; `None` if there are none.
pub(super) fn closed_on_holidays(model: &Model) -> Option<String> {
    let calendar = &model.calendar;
    let last = calendar.day(model.plan.window_end());
    let mut days = calendar.day(crate::time::Time::START)..=last;
    let is_holiday = |day: &i64| calendar.kind(*day) == crate::calendar::DayKind::HOLIDAY;
    let day = if calendar.has_holidays() {
        days.find(is_holiday)?
    } else {
        return None;
    };
    let (from, until) = (calendar.midnight(day), calendar.midnight(day + 1));
    let stations = model.stations.iter();
    let openings = stations.filter_map(|it| Some((&it.label, it.lanes.openings()?)));
    let openings = openings.chain(model.teams.iter().map(|it| (&it.label, &it.members)));
    let is_closed = |hours: Vec<f64>| hours.iter().sum::<f64>() <= 0.0;
    let closed: Vec<String> = openings
        .filter(|(_, openings)| {
            is_closed(openings.hours_by_row(calendar, from, until))
                && !(0..168).all(|hour| openings.weekly_mean_of_hour(hour) <= 0.0)
        })
        .map(|(label, _)| printable(label))
        .collect();
    let date = calendar.date(day);
    let rest = match closed.len() {
        0 => return None,
        1..=6 => closed.join(", "),
        number => format!("{} and {} more", closed[..5].join(", "), number - 5),
    };
    Some(format!(
        "on the holiday {date} nothing is open at {rest}: a row with days is for holidays only if \
         it names \"holiday\"."
    ))
}
