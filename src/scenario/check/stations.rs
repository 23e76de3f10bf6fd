//! Stations: lanes, service, costs.

use super::findings::{Caret, Findings};
use super::routes::{self, Owner};
use super::{all, distributions};
use crate::calendar::{Calendar, DaySet, OpeningRow, Openings};
use crate::model::{Lanes, Service, Station};
use crate::scenario::file::{self, AtClose, ClockHours, File, LaneRow, Number, Order, Whole};
use crate::scenario::path::Path;
use crate::time::Span;

const MOST_STATIONS: usize = 100_000;
const MOST_LANES: u64 = 1_000_000;
const MOST_ROWS: usize = 1_000;

/// Compiles all stations. That rows of lanes overlap is seen only where the calendar is known.
pub(super) fn stations(
    file: &File,
    calendar: Option<&Calendar>,
    findings: &mut Findings<'_>,
) -> Option<Vec<Station>> {
    let section = Path::of(["stations"]);
    if file.stations.is_empty() {
        let help = "write [stations.NAME] with lanes, service and next";
        findings.missing(&section, help);
        return None;
    }
    if file.stations.len() > MOST_STATIONS {
        let message = format!(
            "{} stations; {MOST_STATIONS} are the most",
            file.stations.len()
        );
        findings.key(&section, message, "model fewer stations");
        return None;
    }
    let stations = file.stations.iter().map(|(name, station)| {
        let path = section.child(name);
        findings.check_new_name(&path, "station");
        let lanes = lanes(
            station.lanes.as_ref(),
            calendar,
            &path.child("lanes"),
            findings,
        );
        let service = service(station, &path, file, findings);
        let next = next(station, &path, file, findings);
        let cost_per_lane_hour = station.cost_per_lane_hour.map_or(0.0, Number::value);
        if cost_per_lane_hour < 0.0 {
            let message = format!("the cost {cost_per_lane_hour} is negative");
            findings.value(
                &path.child("cost_per_lane_hour"),
                message,
                "write a cost from 0 on",
            );
        }
        // the only ones so far; a new one must be compiled here
        let (Order::FirstCome, AtClose::Finish) = (station.order, station.at_close);
        Some(Station {
            name: name.clone(),
            label: station.label.clone().unwrap_or_else(|| name.clone()),
            lanes: lanes?,
            service: service?,
            staff: vec![],
            at_close: crate::model::AtClose::Finish,
            order: crate::model::Order::FirstCome,
            ignore_priority: station.ignore_priority,
            preempt: false,
            room: None,
            open_more: None,
            breakdowns: None,
            cost_per_lane_hour,
            next: next?,
            // known when the whole network is
            revisited: false,
        })
    });
    all(stations)
}

fn lanes(
    written: Option<&file::Lanes>,
    calendar: Option<&Calendar>,
    path: &Path,
    findings: &mut Findings<'_>,
) -> Option<Lanes> {
    let rows = match written {
        None => {
            findings.missing(path, "write lanes = 4, or lanes = \"unlimited\"");
            return None;
        }
        Some(file::Lanes::Unlimited) => return Some(Lanes::Unlimited),
        Some(file::Lanes::Count(count)) => {
            vec![OpeningRow::always(lane_count(*count, path, findings)?)]
        }
        Some(file::Lanes::Rows(rows)) if rows.len() > MOST_ROWS => {
            let message = format!("{} rows; {MOST_ROWS} are the most", rows.len());
            findings.value(
                path,
                message,
                "write fewer rows: one may hold for several days",
            );
            return None;
        }
        Some(file::Lanes::Rows(rows)) => {
            let rows = rows.iter().enumerate();
            let rows = rows.map(|(position, row)| lane_row(row, &path.item(position), findings));
            all(rows)?
        }
    };
    if !findings.is_read(path) {
        return None;
    }
    let openings = Openings::new(rows);
    if let Some((first, second)) = calendar.and_then(|calendar| openings.overlap(calendar)) {
        let message = format!("row {} overlaps row {}", second + 1, first + 1);
        let help = "change days or hours: at any time only one row may be open";
        findings.value(&path.item(second), message, help);
        return None;
    }
    Some(Lanes::Scheduled(openings))
}

fn lane_count(count: Whole, path: &Path, findings: &mut Findings<'_>) -> Option<u32> {
    let count = count.value();
    if count > MOST_LANES {
        let message = format!("{count} lanes; {MOST_LANES} are the most");
        findings.value(path, message, "write a smaller number, or \"unlimited\"");
        return None;
    }
    Some(count as u32)
}

fn lane_row(row: &LaneRow, path: &Path, findings: &mut Findings<'_>) -> Option<OpeningRow> {
    let all_day = ClockHours {
        from: Span::ZERO,
        until: Span::DAY,
    };
    let hours = row.hours.unwrap_or(all_day);
    Some(OpeningRow {
        days: row.days.map_or(DaySet::ALL, |days| days.0),
        from: hours.from,
        until: hours.until,
        open: lane_count(row.open, &path.child("open"), findings)?,
    })
}

fn service(
    station: &file::Station,
    path: &Path,
    file: &File,
    findings: &mut Findings<'_>,
) -> Option<Service> {
    let path_of_usual = path.child("service");
    if station.service.is_none() {
        let help = "write service = \"10 min\", or a distribution such as \
                    { exponential = { mean = \"10 min\" } }";
        findings.missing(&path_of_usual, help);
    }
    let usual = station.service.as_ref();
    let usual = usual.and_then(|usual| distributions::compile(usual, &path_of_usual, findings));
    let path = path.child("service_by_goods");
    let by_goods = station.service_by_goods.iter().map(|(name, service)| {
        let path = path.child(name);
        let goods = findings.find("goods", &file.goods, name, (&path, Caret::Key));
        let service = distributions::compile(service, &path, findings);
        Some((goods?, service?))
    });
    let by_goods = all(by_goods)?;
    let mut times = vec![usual?];
    let mut of_goods = vec![0; file.goods.len()];
    for (goods, service) in by_goods {
        of_goods[goods] = times.len() as u32;
        times.push(service);
    }
    let per_1000 = station
        .time_per_1000_units
        .map_or(0.0, file::Duration::micros);
    Some(Service {
        times,
        of_goods,
        per_unit: per_1000 / 1000.0,
    })
}

fn next(
    station: &file::Station,
    path: &Path,
    file: &File,
    findings: &mut Findings<'_>,
) -> Option<crate::model::Route> {
    let path = path.child("next");
    let Some(route) = &station.next else {
        let help = "write next = \"released\", or the station that comes after this one";
        findings.missing(&path, help);
        return None;
    };
    routes::compile(route, Owner::Station, &path, file, findings)
}
