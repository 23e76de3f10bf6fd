//! The flow chart: arrivals, stations with their lanes and load, exits, and the number of batches a
//! day on each way between them.
//!
//! It is drawn as columns from left to right if they fit, else (on a phone and for long chains) as
//! rows from top to bottom with arcs beside them.

mod columns;
mod layers;
mod numbers;
mod parts;
mod rows;

use std::collections::BTreeMap;

use crate::metric::{Metric, Scope, ScopeKind};
use crate::model::Exit;
use crate::report::lookup;
use crate::report::tables::{Cell, Layout, Table};
use crate::report::wording::{self, Quantity};
use crate::results::{FlowEnd, Results, RunOutcome, StationLoad};

use super::chart::Drawing;
use super::sheet::{Frame, Size};
use layers::Way;
use parts::{Flow, Kind, Place, number};

pub(super) use parts::Marks;

/// Limit on the places drawn; larger flows are given only as a table.
const PLACES: usize = 90;
/// Limit on the arrival streams drawn; more are drawn as one place.
const STREAMS: usize = 6;
/// What a place represents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// All arrival streams together.
    Streams,
    /// One end of the flows.
    End(FlowEnd),
}

/// Draws the flow of a run, if it is known.
pub(super) fn diagram<'a>(
    results: &'a Results,
    run: &'a RunOutcome,
    marks: Marks,
) -> Option<Drawing<'a>> {
    let (places, ways, last) = network(results, run);
    if ways.is_empty() || places.len() > PLACES {
        return None;
    }
    let most = places.iter().map(|place| place.volume).fold(0.0, f64::max);
    let flow = Flow {
        layers: layers::layers(places.len(), &ways, &last),
        places,
        ways,
        most,
        marks,
    };
    let back = flow.layers.paths.iter().any(Option::is_none);
    let loops = if back {
        " Orange ways lead back to an earlier station."
    } else {
        ""
    };
    Some(Drawing {
        name: "flow".to_owned(),
        frame: Frame::new(
            results,
            "How batches flow through the port",
            "Width of a way: batches a day. Bar in a station: time at work over open lane time",
        ),
        caption: caption(run, loops),
        table: table(results, run),
        draw: Box::new(move |frame, size| {
            if size == Size::Narrow || flow.is_large() {
                rows::draw(&flow, frame, size)
            } else {
                columns::draw(&flow, frame, size)
            }
        }),
    })
}

/// Returns the caption, which says which numbers are computed and which simulated.
fn caption(run: &RunOutcome, loops: &str) -> String {
    let undrawn = |exit: &Exit| {
        let end = FlowEnd::Exit(*exit);
        let drawn = run.flows.iter().any(|flow| flow.to == end);
        let volume = simulated(run, *exit).filter(|volume| *volume > 0.0 && !drawn)?;
        Some(format!("{} a day are {end}", number(volume)))
    };
    let undrawn: Vec<String> = [Exit::Refused, Exit::Withdrawn]
        .iter()
        .filter_map(undrawn)
        .collect();
    let undrawn = if undrawn.is_empty() {
        String::new()
    } else {
        format!(" Not drawn: {} on the way.", wording::listed(&undrawn))
    };
    format!(
        "Ways and stations show the mean flow in the measured window that follows from the arrival \
         rates and the routes (traffic equations), if every station keeps up, stations do not lock \
         up, and no batch is turned away, diverted or out of patience. Exits show the simulated \
         batches a day.{undrawn}{loops}"
    )
}

/// Simulated number of batches a day that left by this exit.
fn simulated(run: &RunOutcome, exit: Exit) -> Option<f64> {
    let of_all = |metric| lookup::estimate(&run.metrics, &Scope::All, metric).mean;
    let share = match exit {
        Exit::Released => return of_all(Metric::ReleasedPerDay),
        Exit::Refused => Metric::RefusedShare,
        Exit::Withdrawn => Metric::WithdrawnShare,
    };
    Some(of_all(share)? * of_all(Metric::ArrivedPerDay)?)
}

/// Returns the places, the ways, and the indices of the exits.
fn network(results: &Results, run: &RunOutcome) -> (Vec<Place>, Vec<Way>, Vec<usize>) {
    let streams: Vec<&Scope> = lookup::scopes(results, ScopeKind::Arrivals).collect();
    let together = streams.len() > STREAMS;
    let node = |end: &FlowEnd| match end {
        FlowEnd::Part(Scope::Arrivals(_)) if together => Node::Streams,
        end => Node::End(end.clone()),
    };
    let mut volumes: BTreeMap<(Node, Node), f64> = BTreeMap::new();
    for flow in &run.flows {
        let ends = (node(&flow.from), node(&flow.to));
        *volumes.entry(ends).or_insert(0.0) += flow.batches_per_day;
    }
    let parts = streams.into_iter();
    let parts = parts.chain(lookup::scopes(results, ScopeKind::Station));
    let ends = parts.map(|scope| FlowEnd::Part(scope.clone()));
    let ends = ends.chain(FlowEnd::EXITS).map(Node::End);
    let (mut places, mut last, mut index) = (Vec::new(), Vec::new(), BTreeMap::new());
    for node in std::iter::once(Node::Streams).chain(ends) {
        let sum = |ends: fn(&(Node, Node)) -> &Node| -> f64 {
            let of_it = volumes.iter().filter(|(pair, _)| *ends(pair) == node);
            of_it.map(|(_, volume)| volume).sum()
        };
        let volume = sum(|pair| &pair.0).max(sum(|pair| &pair.1));
        if volume > 0.0 {
            let place = place(results, run, &node, volume);
            if place.kind == Kind::Exit {
                last.push(places.len());
            }
            index.insert(node, places.len());
            places.push(place);
        }
    }
    let way = |((from, to), volume): (&(Node, Node), &f64)| {
        Some(Way {
            from: *index.get(from)?,
            to: *index.get(to)?,
            volume: *volume,
        })
    };
    let mut ways: Vec<Way> = volumes.iter().filter_map(way).collect();
    ways.sort_by_key(|way| (way.from, way.to));
    (places, ways, last)
}

/// Returns the place of a node.
fn place(results: &Results, run: &RunOutcome, node: &Node, volume: f64) -> Place {
    let told = |label: String, kind: Kind, shown: f64| Place {
        key: key(node),
        label,
        detail: format!("{} a day", number(shown)),
        kind,
        utilisation: None,
        overloaded: false,
        volume,
        shown,
    };
    let plain = |label, kind| told(label, kind, volume);
    match node {
        Node::Streams => {
            let number = lookup::scopes(results, ScopeKind::Arrivals).count();
            plain(format!("{number} arrival streams"), Kind::Arrivals)
        }
        Node::End(FlowEnd::Part(scope @ Scope::Station(_))) => station(results, run, scope, volume),
        Node::End(end @ FlowEnd::Part(_)) => plain(label(results, end), Kind::Arrivals),
        Node::End(end @ FlowEnd::Exit(exit)) => {
            let shown = simulated(run, *exit).unwrap_or(volume);
            told(label(results, end), Kind::Exit, shown)
        }
    }
}

/// Returns the name by which a live page finds a place.
fn key(node: &Node) -> String {
    match node {
        Node::Streams => ScopeKind::Arrivals.section().unwrap_or_default().to_owned(),
        Node::End(FlowEnd::Part(scope)) => scope.to_string(),
        Node::End(end @ FlowEnd::Exit(_)) => end.to_string(),
    }
}

/// Returns a station with its lanes and utilisation.
fn station(results: &Results, run: &RunOutcome, scope: &Scope, volume: f64) -> Place {
    let load: Option<&StationLoad> = run.load.iter().find(|load| load.scope == *scope);
    let busy = lookup::estimate(&run.metrics, scope, Metric::Utilisation).mean;
    let utilisation = busy.or(load.and_then(|load| load.utilisation));
    let overloaded = load.is_some_and(|load| load.overloaded);
    let lanes = load.and_then(|load| load.lanes_open).map(|lanes| {
        let range = lookup::open_range(&run.hourly.series, scope).filter(|_| lanes.fract() != 0.0);
        if let Some((least, most)) = range.filter(|(least, most)| least < most) {
            let most = wording::trimmed(most);
            return format!("{} to {most}\u{a0}lanes", wording::trimmed(least));
        }
        let lanes = range.map_or(lanes, |(_, most)| most);
        let one = (lanes - 1.0).abs() < 1e-9;
        let unit = if one { "lane" } else { "lanes" };
        let decimals = usize::from((lanes - lanes.round()).abs() > 1e-9);
        format!("{}\u{a0}{unit}", wording::fixed(lanes, decimals))
    });
    let busy = utilisation.map(|share| wording::percent(share, 0));
    let mut detail: Vec<String> = lanes.into_iter().collect();
    if overloaded {
        detail.insert(0, "overloaded".to_owned());
    } else {
        detail.extend(busy);
    }
    if detail.is_empty() {
        detail.push("unlimited lanes".to_owned());
    }
    Place {
        key: scope.to_string(),
        label: wording::label(results, scope).to_owned(),
        detail: detail.join(" · "),
        kind: Kind::Station,
        utilisation,
        overloaded,
        volume,
        shown: volume,
    }
}

/// Returns the label of an end of a flow.
fn label(results: &Results, end: &FlowEnd) -> String {
    match end {
        FlowEnd::Part(scope) => wording::label(results, scope).to_owned(),
        FlowEnd::Exit(_) => wording::capitalised(&end.to_string()),
    }
}

/// Returns the ways as a table.
fn table<'a>(results: &'a Results, run: &'a RunOutcome) -> Table<'a> {
    Layout::over(&run.flows)
        .column("From", |flow| Cell::text(label(results, &flow.from)))
        .column("To", |flow| Cell::text(label(results, &flow.to)))
        .column("Batches a day", |flow| {
            Cell::derived(Quantity::Number, Some(flow.batches_per_day))
        })
        .table()
}
