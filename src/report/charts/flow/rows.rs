//! The flow chart from top to bottom: a row for each place, arcs for the ways; ways that lead back
//! run at the right.

use plotters::style::RGBColor;

use super::parts::{BACK, Flow, Kind, ONWARD, load_bar};
use crate::report::charts::canvas::{Canvas, Lettering, Point, Stroke};
use crate::report::charts::field::LABEL_LINE;
use crate::report::charts::palette::{INK, MUTED};
use crate::report::charts::sheet::{Frame, Size, framed};

/// Limit on the lines of a name.
const NAME_LINES: usize = 3;
/// Room for the detail and the load bar beside a name, in pixels.
const DETAIL: f64 = 236.0;
/// Number of segments of an arc.
const PIECES: u32 = 24;

/// Positions of all elements, in pixels.
struct Layout {
    /// Lines of each place's name.
    names: Vec<Vec<String>>,
    /// Vertical centre of each place, from the top of the body.
    middles: Vec<f64>,
    /// Ordinal of each place from the top.
    position: Vec<usize>,
    height: f64,
    /// Horizontal position of the dots, and the right end of texts.
    left: f64,
    right: f64,
}

/// Draws the flow.
pub(super) fn draw(flow: &Flow, frame: &Frame, size: Size) -> String {
    let layout = layout(flow, size);
    framed(frame, size, layout.height, |canvas, top| {
        for (way, path) in flow.ways.iter().zip(&flow.layers.paths) {
            let ends = [way.from, way.to].map(|place| top + layout.middles[place]);
            let thickness = flow.thickness(way.volume, 14.0);
            let span = layout.position[way.from].abs_diff(layout.position[way.to]);
            let (x, edge, colour) = match path {
                Some(_) => (layout.left, size.margin(), ONWARD),
                None => (layout.right, size.width() - size.margin(), BACK),
            };
            let room = edge - x;
            let reach =
                room.signum() * (14.0 + 7.0 * span as f64).min(room.abs() - thickness / 2.0);
            arc(canvas, (x, ends), reach, thickness, colour);
            let beside = x + reach * 0.75;
            let middle = f64::midpoint(ends[0], ends[1]);
            let (from, to) = (beside - 7.0, beside + 7.0);
            let spot = ((from, middle - 9.0), (to, middle + 9.0));
            canvas.marked(spot, &flow.told(way), &flow.of_way(way));
        }
        for place in 0..flow.places.len() {
            row(canvas, flow, &layout, place, size, top);
        }
    })
}

/// Lays out the places from the top down, in the order of their layers.
fn layout(flow: &Flow, size: Size) -> Layout {
    let places = flow.places.len();
    let order = flow.layers.layers.iter().flatten();
    let order: Vec<usize> = order.copied().filter(|&point| point < places).collect();
    let loops = flow.layers.paths.iter().any(Option::is_none);
    let (gutter, back) = match size {
        Size::Wide => (150.0, 90.0),
        Size::Narrow => (84.0, 44.0),
    };
    let left = size.margin() + gutter;
    let right = size.width() - size.margin() - if loops { back } else { 0.0 };
    let letters = Lettering::new(size.letters(), INK).bold();
    let (mut names, mut middles) = (vec![vec![]; places], vec![0.0; places]);
    let (mut position, mut y) = (vec![0; places], 6.0);
    for (at, &place) in order.iter().enumerate() {
        let label = &flow.places[place].label;
        names[place] = letters.wrapped(label, name_width(size, left, right), NAME_LINES);
        let lines = names[place].len() as f64;
        let (height, gap) = match size {
            Size::Wide => (LABEL_LINE * lines, 9.0),
            Size::Narrow => (LABEL_LINE * (lines + 1.0) + 8.0, 10.0),
        };
        middles[place] = y + height / 2.0;
        position[place] = at;
        y += height + gap;
    }
    Layout {
        names,
        middles,
        position,
        height: y + 4.0,
        left,
        right,
    }
}

/// Draws a half ellipse between two heights, with an arrowhead at its end.
fn arc(canvas: &Canvas<'_>, place: (f64, [f64; 2]), reach: f64, thickness: f64, colour: RGBColor) {
    let (x, [from, to]) = place;
    let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
    let point = |piece: u32| -> Point {
        let angle = std::f64::consts::PI * f64::from(piece) / f64::from(PIECES);
        (x + reach * angle.sin(), middle - half * angle.cos())
    };
    let from_itself = half == 0.0;
    let points: Vec<Point> = (0..=PIECES)
        .map(|piece| {
            let (x, y) = point(piece);
            let turn = std::f64::consts::TAU * f64::from(piece) / f64::from(PIECES);
            // a way from a place to itself is a loop beside it
            let up = if from_itself { 9.0 * turn.sin() } else { 0.0 };
            (x, y + up)
        })
        .collect();
    canvas.tinted(&points, Stroke::new(colour, thickness), 0.45);
    let tip = (x + reach.signum() * 6.0, to);
    let wing = reach.signum() * 8.0;
    let head = [tip, (tip.0 + wing, to - 4.5), (tip.0 + wing, to + 4.5)];
    canvas.area(&head, colour, 1.0);
}

/// Returns the room for a name: the whole row on a phone, else what detail and load bar leave.
fn name_width(size: Size, left: f64, right: f64) -> f64 {
    match size {
        Size::Wide => right - left - 24.0 - DETAIL,
        Size::Narrow => right - left - 24.0,
    }
}

/// Draws a place: its dot, its name, its detail and its load bar.
fn row(canvas: &Canvas<'_>, flow: &Flow, layout: &Layout, at: usize, size: Size, top: f64) {
    let place = &flow.places[at];
    let lines = &layout.names[at];
    let middle = top + layout.middles[at];
    let colour = match place.kind {
        Kind::Station => place.colour(),
        Kind::Arrivals | Kind::Exit => MUTED,
    };
    canvas.dot((layout.left, middle), 4.5, colour);
    let letters = Lettering::new(size.letters(), INK).bold();
    let left = layout.left + 14.0;
    let below = if size == Size::Narrow { 1.0 } else { 0.0 };
    let height = LABEL_LINE * (lines.len() as f64 + below);
    let mut y = middle - height / 2.0 + LABEL_LINE / 2.0;
    canvas.lines((left, y), lines, LABEL_LINE, letters);
    y += height - LABEL_LINE * below;
    let small = Lettering::new(size.letters() - 1.0, MUTED);
    let (from, bar) = match size {
        Size::Wide => (
            (layout.right - DETAIL, middle),
            (layout.right - 96.0, middle - 2.5),
        ),
        Size::Narrow => ((left, y - 1.0), (left, y + 8.0)),
    };
    let room = match size {
        Size::Wide if place.utilisation.is_some() => DETAIL - 104.0,
        Size::Wide => DETAIL,
        Size::Narrow => layout.right - left - 8.0,
    };
    canvas.text(from, &small.fitted(&place.detail, room), small);
    load_bar(canvas, place, bar, 88.0);
    let corner = (left - 4.0, middle - height / 2.0);
    let spot = (corner, (layout.right, middle + height / 2.0));
    canvas.marked(spot, &place.told(), &flow.of_place(place));
}
