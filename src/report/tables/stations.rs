//! The stations: what theory says of them, and what the runs gave.

use crate::metric::{Metric, ScopeKind};
use crate::report::lookup;
use crate::report::wording::{self, NOTHING};
use crate::results::{Outlook, Results, RunOutcome, StationLoad};

use super::{Cell, Table, Tone};

/// Load and queue of each station: theory, then simulation.
pub(in crate::report) fn stations(results: &Results, run: &RunOutcome) -> Table {
    let mut headers = vec![
        "Station",
        "Offered load, lanes",
        "Lanes open",
        "Lanes needed",
        "Load over lanes",
    ];
    let always = [
        (Metric::Utilisation, "Utilisation"),
        (Metric::QueueMean, "Batches waiting"),
        (Metric::WaitMean, "Wait, mean"),
        (Metric::WaitP95, "Wait, 95 % within"),
    ];
    let sometimes = [
        (Metric::BlockedMean, "Lanes blocked"),
        (Metric::TurnedAwayShare, "Turned away"),
    ];
    let occurring = sometimes
        .into_iter()
        .filter(|(metric, _)| lookup::occurs(&run.metrics, ScopeKind::Station, *metric));
    let simulated: Vec<(Metric, &str)> = always.into_iter().chain(occurring).collect();
    headers.extend(simulated.iter().map(|(_, header)| header));
    let mut table = Table::new(&headers);
    for scope in lookup::scopes(results, ScopeKind::Station) {
        let load = run.load.iter().find(|load| load.scope == *scope);
        let mut row = vec![Cell::text(wording::label(results, scope))];
        row.extend(load_cells(load));
        let cell = |(metric, _): &(Metric, &str)| Cell::of_run(results, run, scope, *metric);
        row.extend(simulated.iter().map(cell));
        table.rows.push(row);
    }
    table
}

/// Load and queue of each station in brief: means only.
pub(in crate::report) fn loads(results: &Results, run: &RunOutcome) -> Table {
    let headers = [
        "Station",
        "Offered load",
        "Lanes open",
        "Utilisation",
        "Batches waiting",
        "Wait, mean",
    ];
    let mut table = Table::new(&headers);
    for scope in lookup::scopes(results, ScopeKind::Station) {
        let load = run.load.iter().find(|load| load.scope == *scope);
        let [offered, open, ..] = load_cells(load);
        let mean = |metric: Metric| Cell {
            interval: None,
            ..Cell::of_run(results, run, scope, metric)
        };
        let name = Cell::text(wording::label(results, scope));
        let simulated = [Metric::Utilisation, Metric::QueueMean, Metric::WaitMean].map(mean);
        table
            .rows
            .push([name, offered, open].into_iter().chain(simulated).collect());
    }
    table
}

/// What theory says of a station.
fn load_cells(load: Option<&StationLoad>) -> [Cell; 4] {
    let unknown = || Cell::number(None, NOTHING);
    let Some(load) = load else {
        return [unknown(), unknown(), unknown(), unknown()];
    };
    let tone = if load.overloaded {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let unlimited = || Cell::number(None, "unlimited");
    let lanes = |value: f64| Cell::number(Some(value), wording::trimmed(value));
    let open = |value: f64| match load.lanes_up.filter(|up| *up < value) {
        Some(up) => {
            let (open, up) = (wording::trimmed(value), wording::trimmed(up));
            Cell::number(Some(value), format!("{open}, {up} not broken"))
        }
        None if load.on_demand > 0.0 => {
            let (open, more) = (wording::trimmed(value), wording::trimmed(load.on_demand));
            Cell::number(Some(value), format!("{open}, up to {more} on demand"))
        }
        None => lanes(value),
    };
    let share = |value: f64| {
        let words = match load.outlook {
            Outlook::NeverFinishes => ", some never done",
            _ if load.overloaded => ", overloaded",
            _ => "",
        };
        Cell::number(
            Some(value),
            format!("{}\u{a0}%{words}", wording::fixed(value * 100.0, 1)),
        )
    };
    [
        Cell::number(
            Some(load.offered_load),
            wording::fixed(load.offered_load, 2),
        ),
        load.lanes_open.map_or_else(unlimited, open),
        load.lanes_needed
            .map_or_else(unknown, |number| lanes(number as f64)),
        load.utilisation.map_or_else(unknown, share).toned(tone),
    ]
}
