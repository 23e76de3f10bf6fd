//! The flow chart from left to right: a column for each layer, boxes for places, ribbons for ways;
//! ways that lead back run below the boxes.

use super::layers::Way;
use super::numbers::{self, Ribbon};
use super::parts::{BACK, EDGE, Flow, Kind, ONWARD, Place, load_bar};
use crate::report::charts::canvas::{Canvas, Lettering, Point, SMALLEST, Stroke};
use crate::report::charts::palette::{INK, MUTED, PAPER, TARGET};
use crate::report::charts::sheet::{Frame, Size, framed};

/// Number of segments of a bend.
const PIECES: u32 = 16;
/// Number of boxes in a column beyond which all boxes are small.
const MANY: usize = 9;
/// Distance between the tracks of ways that lead back, in pixels.
const TRACK: f64 = 13.0;

/// Positions of all elements, in pixels.
struct Layout {
    /// Lines of each place's name.
    names: Vec<Vec<String>>,
    /// Vertical centre and height of each point, from the top of the body.
    middles: Vec<f64>,
    heights: Vec<f64>,
    /// Left edge of each layer, and the layer of each point.
    lefts: Vec<f64>,
    layer: Vec<usize>,
    /// Width of a box, and of the gap between columns.
    width: f64,
    gap: f64,
    letters: Lettering,
    /// Height of the boxes, and of the whole body.
    boxes: f64,
    height: f64,
    /// Largest height of the ribbons at a box.
    ribbon: f64,
}

impl Layout {
    /// Returns the rectangle of a place.
    fn of(&self, place: usize, top: f64) -> (Point, Point) {
        let left = self.lefts[self.layer[place]];
        let (middle, half) = (top + self.middles[place], self.heights[place] / 2.0);
        ((left, middle - half), (left + self.width, middle + half))
    }

    /// Is the point a place (not a bend of a long way)?
    fn is_place(&self, point: usize) -> bool {
        point < self.names.len()
    }
}

/// Draws the flow.
pub(super) fn draw(flow: &Flow, frame: &Frame, size: Size) -> String {
    let layout = layout(flow, size);
    framed(frame, size, layout.height, |canvas, top| {
        let pen = Pen {
            canvas,
            flow,
            layout: &layout,
            top,
        };
        let ports = ports(flow, &layout, top);
        let paths = flow.layers.paths.iter();
        let onward = paths
            .enumerate()
            .filter_map(|(way, path)| Some((way, path.as_ref()?)));
        let ribbons = onward.map(|(way, path)| (way, pen.ribbon(way, path, ports[way])));
        let ribbons: Vec<(usize, Ribbon)> = ribbons.collect();
        pen.back();
        pen.numbers(&ribbons);
        for place in 0..flow.places.len() {
            pen.boxed(place);
        }
    })
}

/// The canvas, the flow, its layout and its position on the sheet.
struct Pen<'a, 'c> {
    canvas: &'a Canvas<'c>,
    flow: &'a Flow,
    layout: &'a Layout,
    /// Top of the body.
    top: f64,
}

/// Computes columns and heights.
fn layout(flow: &Flow, size: Size) -> Layout {
    let layers = &flow.layers.layers;
    let columns = layers.len().max(2) as f64;
    let inner = size.width() - 2.0 * size.margin();
    let gap = if columns <= 4.0 { 84.0 } else { 46.0 };
    let width = ((inner - gap * (columns - 1.0)) / columns).min(200.0);
    let gap = (inner - width * columns) / (columns - 1.0);
    let letters = Lettering::new(if width < 120.0 { 11.5 } else { 13.0 }, INK).bold();
    let places = flow.places.len();
    let boxes = |layer: &Vec<usize>| layer.iter().filter(|&&point| point < places).count();
    let small = layers.iter().map(boxes).max().unwrap_or(0) > MANY;
    let (lines, ribbon) = if small { (1, 14.0) } else { (3, 38.0) };
    let name = |place: &Place| letters.wrapped(&place.label, width - 16.0, lines);
    let names: Vec<Vec<String>> = flow.places.iter().map(name).collect();
    let line = letters.size + 3.5;
    let height = |(place, names): (&Place, &Vec<String>)| {
        let words = line * (names.len() as f64 + 1.0) + place.bar() + 10.0;
        words.max(ribbon + 8.0)
    };
    let mut heights: Vec<f64> = flow.places.iter().zip(&names).map(height).collect();
    let mut layer = vec![0; places];
    for (way, path) in flow.ways.iter().zip(&flow.layers.paths) {
        for &point in path.iter().flatten().filter(|&&point| point >= places) {
            heights.resize(heights.len().max(point + 1), 0.0);
            heights[point] = flow.thickness(way.volume, ribbon);
        }
    }
    layer.resize(heights.len(), 0);
    for (at, points) in layers.iter().enumerate() {
        for &point in points {
            layer[point] = at;
        }
    }
    let between = if small { 7.0 } else { 22.0 };
    let (middles, boxes) = flow.layers.middles(&flow.ways, &heights, between);
    let back = flow.layers.paths.iter().filter(|path| path.is_none());
    let tracks = match back.count() {
        0 => 0.0,
        number => TRACK * number as f64 + 12.0,
    };
    let left = |at| size.margin() + (width + gap) * at as f64;
    Layout {
        names,
        middles: middles.iter().map(|middle| middle + 8.0).collect(),
        heights,
        lefts: (0..layers.len()).map(left).collect(),
        layer,
        width,
        gap,
        letters,
        boxes: boxes + 8.0,
        height: boxes + 22.0 + tracks,
        ribbon,
    }
}

/// Returns the heights at which each way leaves and arrives: side by side, ordered by their other
/// ends.
fn ports(flow: &Flow, layout: &Layout, top: f64) -> Vec<(Point, Point)> {
    let mut found = vec![((0.0, 0.0), (0.0, 0.0)); flow.ways.len()];
    for place in 0..flow.places.len() {
        let (from, to) = layout.of(place, top);
        let middle = f64::midpoint(from.1, to.1);
        let onward = |index: &usize| flow.layers.paths[*index].is_some();
        let ways = || (0..flow.ways.len()).filter(onward);
        let mut leaving: Vec<usize> = ways().filter(|&it| flow.ways[it].from == place).collect();
        let mut coming: Vec<usize> = ways().filter(|&it| flow.ways[it].to == place).collect();
        let height = |index: usize, second: bool| {
            let path = flow.layers.paths[index].as_deref().unwrap_or_default();
            let near = if second {
                path.get(1)
            } else {
                path.iter().rev().nth(1)
            };
            near.map_or(0.0, |&point| layout.middles[point])
        };
        leaving.sort_by(|&one, &other| height(one, true).total_cmp(&height(other, true)));
        coming.sort_by(|&one, &other| height(one, false).total_cmp(&height(other, false)));
        let thickness = |index: &usize| flow.thickness(flow.ways[*index].volume, layout.ribbon);
        let mut beside = |x: f64, ways: Vec<usize>, port: fn(&mut (Point, Point)) -> &mut Point| {
            let mut y = middle - ways.iter().map(thickness).sum::<f64>() / 2.0;
            for index in ways {
                *port(&mut found[index]) = (x, y + thickness(&index) / 2.0);
                y += thickness(&index);
            }
        };
        beside(to.0, leaving, |ports| &mut ports.0);
        beside(from.0, coming, |ports| &mut ports.1);
    }
    found
}

/// Returns a curve that is horizontal at both ends.
fn bend(from: Point, to: Point) -> Vec<Point> {
    (0..=PIECES)
        .map(|piece| {
            let share = f64::from(piece) / f64::from(PIECES);
            // the smoothstep polynomial 3 t^2 - 2 t^3
            let rise = share * share * (3.0 - 2.0 * share);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            (from.0 + dx * share, from.1 + dy * rise)
        })
        .collect()
}

/// Returns a line with rounded corners.
fn rounded(corners: &[Point]) -> Vec<Point> {
    let mut points = vec![corners[0]];
    for three in corners.windows(3) {
        let [before, corner, after] = [three[0], three[1], three[2]];
        let towards = |to: Point| {
            let (dx, dy) = (to.0 - corner.0, to.1 - corner.1);
            let length = dx.hypot(dy).max(1e-9);
            let near = 7.0_f64.min(length / 2.0) / length;
            (corner.0 + dx * near, corner.1 + dy * near)
        };
        let (from, to) = (towards(before), towards(after));
        for piece in 0..=6 {
            let t = f64::from(piece) / 6.0;
            let mix = |a: f64, b: f64, c: f64| {
                (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c
            };
            points.push((mix(from.0, corner.0, to.0), mix(from.1, corner.1, to.1)));
        }
    }
    points.extend(corners.last());
    points
}

impl Pen<'_, '_> {
    /// Draws a way onward: a ribbon through the points of its path.
    fn ribbon(&self, index: usize, path: &[usize], (start, end): (Point, Point)) -> Ribbon {
        let (canvas, layout) = (self.canvas, self.layout);
        let way = &self.flow.ways[index];
        let half = self.flow.thickness(way.volume, layout.ribbon) / 2.0;
        let mut stops = vec![start];
        for &point in path.iter().filter(|&&point| !layout.is_place(point)) {
            let left = layout.lefts[layout.layer[point]];
            let y = self.top + layout.middles[point];
            stops.extend([(left, y), (left + layout.width, y)]);
        }
        stops.push(end);
        let pairs = stops.windows(2);
        let points: Vec<Point> = pairs.flat_map(|pair| bend(pair[0], pair[1])).collect();
        let above = points.iter().map(|&(x, y)| (x, y - half));
        let below = points.iter().rev().map(|&(x, y)| (x, y + half));
        let outline: Vec<Point> = above.chain(below).collect();
        canvas.area(&outline, ONWARD, 0.42);
        let (reach, words) = (half.max(6.0), self.flow.told(way));
        for (x, y) in [start, (end.0 - layout.gap / 2.0, end.1)] {
            let (from, to) = ((x, y - reach), (x + layout.gap / 2.0, y + reach));
            canvas.marked((from, to), &words, &self.flow.of_way(way));
        }
        Ribbon { points, half }
    }

    /// Draws ways that lead back: down beside their start, below all boxes, and up beside their
    /// end.
    fn back(&self) {
        let (canvas, flow, layout, top) = (self.canvas, self.flow, self.layout, self.top);
        let ways = flow.ways.iter().zip(&flow.layers.paths);
        let loops = ways.filter(|(_, path)| path.is_none());
        for (at, (way, _)) in loops.enumerate() {
            let width = flow.thickness(way.volume, layout.ribbon).min(6.0);
            let (start, end) = (layout.of(way.from, top), layout.of(way.to, top));
            let low = |place: (Point, Point)| place.1.1 - 9.0 - 3.0 * (at % 3) as f64;
            let aside = 8.0 + 4.0 * (at % 4) as f64;
            let (right, left) = (start.1.0 + aside, end.0.0 - aside);
            let track = top + layout.boxes + TRACK * (at as f64 + 1.0);
            let corners = [
                (start.1.0, low(start)),
                (right, low(start)),
                (right, track),
                (left, track),
                (left, low(end)),
                (end.0.0 - 5.0, low(end)),
            ];
            canvas.tinted(&rounded(&corners), Stroke::new(BACK, width), 0.9);
            let tip = (end.0.0, low(end));
            let head = [tip, (tip.0 - 8.0, tip.1 - 5.0), (tip.0 - 8.0, tip.1 + 5.0)];
            canvas.area(&head, BACK, 1.0);
            let (from, to) = (left.min(right), left.max(right));
            let spot = ((from, track - 6.0), (to, track + 6.0));
            canvas.marked(spot, &flow.told(way), &flow.of_way(way));
        }
    }

    /// Writes the number of batches a day on each way that is one of several, where it cannot be
    /// taken for that of another way; without such a place the pointer tells it.
    fn numbers(&self, ribbons: &[(usize, Ribbon)]) {
        let flow = self.flow;
        let boxes = 0..flow.places.len();
        let mut taken: Vec<(Point, Point)> =
            boxes.map(|place| self.layout.of(place, self.top)).collect();
        for (own, (index, _)) in ribbons.iter().enumerate() {
            let way = &flow.ways[*index];
            let count = |same: &dyn Fn(&&Way) -> bool| flow.ways.iter().filter(same).count();
            let leaving = count(&|other| other.from == way.from);
            let coming = count(&|other| other.to == way.to);
            if leaving == 1 && (coming == 1 || flow.places[way.from].kind == Kind::Arrivals) {
                continue;
            }
            let letters = Lettering::new(SMALLEST, INK);
            let words = super::parts::number(way.volume);
            let all = ribbons.iter().map(|(_, ribbon)| ribbon);
            let all: Vec<&Ribbon> = all.collect();
            let width = letters.width(&words);
            if let Some(spot) = numbers::spot(&all, own, width, &taken) {
                let (x, y) = spot.middle;
                let (from, to) = numbers::around((x, y), width);
                if spot.covers {
                    self.canvas.rectangle(from, to, PAPER);
                }
                self.canvas.text((x - width / 2.0, y), &words, letters);
                taken.push((from, to));
            }
        }
    }

    /// Draws the box of a place.
    fn boxed(&self, at: usize) {
        let (canvas, layout) = (self.canvas, self.layout);
        let place = &self.flow.places[at];
        let (from, to) = layout.of(at, self.top);
        canvas.rectangle(from, to, PAPER);
        let width = match place.kind {
            Kind::Station => 1.4,
            Kind::Arrivals | Kind::Exit => 0.9,
        };
        let colour = if place.overloaded { TARGET } else { EDGE };
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from];
        canvas.line(&corners, Stroke::new(colour, width));
        let line = layout.letters.size + 3.5;
        let lines = &layout.names[at];
        let words = line * (lines.len() as f64 + 1.0) + place.bar();
        let mut y = f64::midpoint(from.1, to.1) - words / 2.0 + line / 2.0;
        canvas.lines((from.0 + 8.0, y), lines, line, layout.letters);
        y += line * lines.len() as f64;
        let small = Lettering::new(layout.letters.size - 1.0, MUTED);
        let room = layout.width - 16.0;
        let detail = small.fitted(&place.detail, room);
        canvas.text((from.0 + 8.0, y - 1.0), &detail, small);
        load_bar(canvas, place, (from.0 + 8.0, y + line / 2.0 + 1.0), room);
        canvas.marked((from, to), &place.told(), &self.flow.of_place(place));
    }
}
