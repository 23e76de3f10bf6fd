//! Compiles stations: their parts, and their service times.

use super::diagnostics::{Caret, Diagnostics, Told, all};
use super::routes::{self, Owner};
use super::{behaviour, distributions, duty};
use crate::calendar::Calendar;
use crate::model::{Service, Station};
use crate::scenario::file::{self, File};
use crate::scenario::path::Path;

const MOST_STATIONS: usize = 100_000;

/// Compiles all stations. Overlapping rows of lanes are found only if the calendar is known.
pub(super) fn stations(
    file: &File,
    calendar: Option<&Calendar>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Vec<Station>, Told> {
    let section = Path::of(["stations"]);
    if file.stations.is_empty() {
        let help = "write [stations.NAME] with lanes, service and next";
        return Err(diagnostics.missing(&section, help));
    }
    if file.stations.len() > MOST_STATIONS {
        let message = format!(
            "{} stations; the limit is {MOST_STATIONS}",
            file.stations.len()
        );
        return Err(diagnostics.key(&section, message, "model fewer stations"));
    }
    let stations = file.stations.iter().map(|(name, written)| {
        let path = section.child(name);
        diagnostics.check_new_name(&path, "station");
        station(written, &path, file, calendar, diagnostics)
    });
    all(stations)
}

fn station(
    station: &file::Station,
    path: &Path,
    file: &File,
    calendar: Option<&Calendar>,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Station, Told> {
    let cost = station.cost_per_lane_hour;
    let cost_per_lane_hour = diagnostics.cost(&path.child("cost_per_lane_hour"), cost);
    let (lanes, at) = (station.lanes.as_ref(), path.child("lanes"));
    let lanes = duty::lanes(lanes, cost_per_lane_hour, calendar, &at, diagnostics);
    let service = service(station, path, file, diagnostics);
    let next = next(station, path, file, diagnostics);
    let staff = behaviour::staff(station, path, file, diagnostics);
    let room = behaviour::room(station, path, file, diagnostics);
    let open_more = behaviour::open_more(station, path, diagnostics);
    let breakdowns = behaviour::breakdowns(station, path, diagnostics);
    let preempt = behaviour::preempt(station, path, diagnostics);
    let name = path.last().to_owned();
    let (lanes, cost_by_row) = lanes?;
    Ok(Station {
        label: station.label.clone().unwrap_or_else(|| name.clone()),
        name,
        lanes,
        service: service?,
        staff: staff?,
        at_close: behaviour::at_close(station.at_close),
        order: behaviour::order(station.order),
        ignore_priority: station.ignore_priority,
        preempt,
        room: room?,
        open_more: open_more?,
        breakdowns: breakdowns?,
        cost_per_lane_hour,
        cost_by_row,
        next: next?,
        // set once the whole network is known
        revisited: false,
    })
}

fn service(
    station: &file::Station,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Service, Told> {
    let path_of_usual = path.child("service");
    let usual = station.service.as_ref().ok_or_else(|| {
        let help = "write service = \"10 min\", or a distribution such as \
                    { exponential = { mean = \"10 min\" } }";
        diagnostics.missing(&path_of_usual, help)
    });
    let usual = usual.and_then(|usual| distributions::compile(usual, &path_of_usual, diagnostics));
    let path = path.child("service_by_goods");
    let by_goods = station.service_by_goods.iter().map(|(name, service)| {
        let path = path.child(name);
        let goods = diagnostics.find("goods", &file.goods, name, (&path, Caret::Key));
        let service = distributions::compile(service, &path, diagnostics);
        Ok((goods?, service?))
    });
    let by_goods = all(by_goods);
    diagnostics.check_unread_names("goods", &file.goods, &path);
    let by_goods = by_goods?;
    let mut times = vec![usual?];
    let mut of_goods = vec![0; file.goods.len()];
    for (goods, service) in by_goods {
        of_goods[goods] = times.len() as u32;
        times.push(service);
    }
    let per_1000 = station
        .time_per_1000_units
        .map_or(0.0, file::Duration::micros);
    Ok(Service {
        times,
        of_goods,
        per_unit: per_1000 / 1000.0,
    })
}

fn next(
    station: &file::Station,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<crate::model::Route, Told> {
    let path = path.child("next");
    let route = station.next.as_ref().ok_or_else(|| {
        let help = "write next = \"released\", or the station that comes after this one";
        diagnostics.missing(&path, help)
    })?;
    routes::compile(route, Owner::Station, &path, file, diagnostics)
}
