//! Heat maps: coloured cells in rows and columns, with a colour scale and a boundary.

use plotters::style::RGBColor;

use crate::report::wording;
use crate::results::SweptPath;

use super::canvas::{Canvas, Lettering, Point, Stroke};
use super::field::{self, stride};
use super::palette::{self, AXIS, INK, MUTED, PAPER, TARGET, VOID};
use super::sheet::{Frame, Size, framed};

/// A heat map. Rows are listed from the top down.
pub(super) struct Map {
    pub(super) columns: Vec<Name>,
    pub(super) rows: Vec<Name>,
    pub(super) x_title: String,
    pub(super) y_title: String,
    /// Cells, row by row.
    pub(super) cells: Vec<Vec<Tile>>,
    pub(super) scale: Scale,
    /// Legend: the meaning of the boundary and the marks.
    pub(super) legend: Vec<(Sign, String)>,
}

/// Name of a row or a column.
pub(super) struct Name {
    /// The name as it is drawn, which is cut if it is too long for its place.
    shown: String,
    /// The full name, for the tooltip.
    whole: String,
}

impl From<String> for Name {
    fn from(shown: String) -> Self {
        let whole = shown.clone();
        Self { shown, whole }
    }
}

impl Name {
    /// Returns the names of the values of a swept path.
    pub(super) fn of_values(path: &SweptPath) -> Vec<Self> {
        let values = wording::values(path).into_iter();
        let both = values.zip(wording::whole_values(path));
        both.map(|(shown, whole)| Self { shown, whole }).collect()
    }

    /// Returns the name fitted into `room` pixels, and the full name if that was cut.
    fn fitted(&self, letters: Lettering, room: f64) -> (String, Option<&str>) {
        let fitted = letters.fitted(&self.shown, room);
        let is_cut = fitted != self.whole;
        (fitted, is_cut.then_some(self.whole.as_str()))
    }
}

/// A cell of the map.
#[derive(Clone, Debug, Default)]
pub(super) struct Tile {
    pub(super) value: Option<f64>,
    pub(super) label: String,
    /// Tooltip text after the names of the row and column.
    pub(super) told: String,
    /// Is the load more than the open lanes can handle? Then the value is not a result.
    pub(super) hatched: bool,
    /// Is the cell on the good side of the boundary?
    pub(super) inside: bool,
}

/// The colour scale.
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Labels at both ends of the scale.
    pub(super) ends: [String; 2],
    /// Spacing of the colours.
    pub(super) steps: Steps,
    pub(super) title: String,
}

/// Spacing of the colours on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// Equal steps of colour are equal differences.
    Linear,
    /// Equal steps of colour are equal ratios.
    Logarithmic,
}

impl Scale {
    /// Position of a value on the scale, from 0 to 1.
    fn position(&self, value: f64) -> f64 {
        let place = |value: f64| match self.steps {
            Steps::Linear => value,
            Steps::Logarithmic => value.max(f64::MIN_POSITIVE).ln(),
        };
        let (from, to) = (place(self.from), place(self.to));
        if to > from {
            (place(value) - from) / (to - from)
        } else {
            0.5
        }
    }
}

/// A sign that the legend explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The line around the cells inside the boundary.
    Boundary,
    /// Hatching of overloaded cells.
    Hatching,
    /// A cell without a value.
    Void,
}

/// Positions of the cells.
#[derive(Clone, Copy)]
struct Grid {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Grid {
    /// Returns the top left corner of a cell.
    fn corner(self, row: usize, column: usize) -> Point {
        let (x, y) = (self.width * column as f64, self.height * row as f64);
        (self.left + x, self.top + y)
    }
}

const LEGEND_LINE: f64 = 22.0;

/// Draws the map.
pub(super) fn draw(map: &Map, frame: &Frame, size: Size) -> String {
    let letters = Lettering::new(size.letters(), MUTED);
    let names = letters.widest(map.rows.iter().map(|row| row.shown.as_str()));
    let names = names.min(size.width() * 0.3);
    let left = size.margin() + names + 10.0;
    let columns = map.columns.len().max(1) as f64;
    let rows = map.rows.len().max(1) as f64;
    let width = ((size.width() - size.margin() - left) / columns).min(150.0);
    let height = match size {
        Size::Wide => (340.0 / rows).clamp(14.0, 46.0),
        Size::Narrow => (300.0 / rows).clamp(13.0, 42.0),
    };
    let keys = legend_places(map, size).1 as f64 * LEGEND_LINE;
    let body = scale_height(map, size) + keys + 22.0 + height * rows + 50.0;
    framed(frame, size, body, |canvas, top| {
        scale(canvas, map, size, top);
        let below = top + scale_height(map, size);
        legend(canvas, map, size, below);
        let title_y = below + keys + 8.0;
        let y_title = letters.fitted(&map.y_title, size.width() - 2.0 * size.margin());
        canvas.text((size.margin(), title_y), &y_title, letters);
        let grid = Grid {
            left,
            top: title_y + 14.0,
            width,
            height,
        };
        cells(canvas, map, size, grid);
        mesh(canvas, map, grid);
        boundary(canvas, map, grid);
        names_of_rows(canvas, map, size, grid, names);
        names_of_columns(canvas, map, size, grid);
    })
}

/// Draws the colour scale and its end labels.
fn scale(canvas: &Canvas<'_>, map: &Map, size: Size, top: f64) {
    let letters = Lettering::new(size.letters(), MUTED);
    let (steps, step) = (60u8, 2.5);
    let (left, y) = scale_place(map, size, top);
    let room = size.width() - 2.0 * size.margin();
    canvas.text(
        (size.margin(), top + 8.0),
        &letters.fitted(&map.scale.title, room),
        letters,
    );
    let [least, most] = &map.scale.ends;
    let from = left + letters.width(least) + 8.0;
    canvas.text((left, y), least, letters);
    for index in 0..steps {
        let x = from + step * f64::from(index);
        let colour = palette::viridis((f64::from(index) + 0.5) / f64::from(steps));
        canvas.rectangle((x, y - 7.0), (x + step, y + 7.0), colour);
    }
    let end = from + step * f64::from(steps) + 8.0;
    canvas.text((end, y), most, letters);
}

/// Returns the start of the scale's first label: beside its title, or below it on a phone.
fn scale_place(map: &Map, size: Size, top: f64) -> (f64, f64) {
    let title = Lettering::new(size.letters(), MUTED).width(&map.scale.title);
    match size {
        Size::Wide if title < 450.0 => (size.margin() + title + 18.0, top + 8.0),
        Size::Wide | Size::Narrow => (size.margin(), top + 28.0),
    }
}

/// Height of the scale in pixels.
fn scale_height(map: &Map, size: Size) -> f64 {
    scale_place(map, size, 0.0).1 + 18.0
}

/// Returns the position of each legend entry, and the number of rows.
fn legend_places(map: &Map, size: Size) -> (Vec<(f64, usize)>, usize) {
    let letters = Lettering::new(size.letters(), INK);
    let widths = map
        .legend
        .iter()
        .map(|(_, text)| 34.0 + letters.width(text));
    field::legend(size, 18.0, widths)
}

/// Draws the legend of the boundary and the marks.
fn legend(canvas: &Canvas<'_>, map: &Map, size: Size, top: f64) {
    let letters = Lettering::new(size.letters(), INK);
    for ((sign, text), (x, row)) in map.legend.iter().zip(legend_places(map, size).0) {
        let y = top + LEGEND_LINE * row as f64 + 8.0;
        match sign {
            Sign::Boundary => {
                canvas.line(&[(x, y), (x + 26.0, y)], Stroke::new(TARGET, 3.2));
            }
            Sign::Hatching => {
                canvas.rectangle((x, y - 7.0), (x + 26.0, y + 7.0), VOID);
                hatch(canvas, (x, y - 7.0), 26.0, 14.0);
            }
            Sign::Void => canvas.rectangle((x, y - 7.0), (x + 26.0, y + 7.0), VOID),
        }
        let words = letters.fitted(text, size.width() - x - 34.0 - size.margin());
        canvas.text((x + 34.0, y), &words, letters);
    }
}

/// Draws the cells and the texts in them.
fn cells(canvas: &Canvas<'_>, map: &Map, size: Size, grid: Grid) {
    let letters = lettering_in_cells(map, size, grid);
    for (row, tiles) in map.cells.iter().enumerate() {
        for (column, tile) in tiles.iter().enumerate() {
            let (x, y) = grid.corner(row, column);
            let end = (x + grid.width, y + grid.height);
            let colour = colour_of(map, tile);
            canvas.rectangle((x, y), end, colour);
            if tile.hatched {
                hatch(canvas, (x, y), grid.width, grid.height);
            }
            if grid.width > 6.0 && !tile.told.is_empty() {
                let names = format!("{}, {}", map.rows[row].shown, map.columns[column].shown);
                canvas.spot((x, y), end, &format!("{names}\n{}", tile.told));
            }
            let Some(letters) = letters else { continue };
            let centre = (x + grid.width / 2.0, y + grid.height / 2.0);
            let colour = palette::label_on(colour);
            canvas.text(centre, &tile.label, Lettering { colour, ..letters });
        }
    }
}

/// Draws lines between the cells if the cells are large enough.
fn mesh(canvas: &Canvas<'_>, map: &Map, grid: Grid) {
    if grid.width <= 9.0 || grid.height <= 9.0 {
        return;
    }
    let stroke = Stroke::new(PAPER, 0.8);
    let end = grid.corner(map.rows.len(), map.columns.len());
    for row in 0..=map.rows.len() {
        let (x, y) = grid.corner(row, 0);
        canvas.line(&[(x, y), (end.0, y)], stroke);
    }
    for column in 0..=map.columns.len() {
        let (x, y) = grid.corner(0, column);
        canvas.line(&[(x, y), (x, end.1)], stroke);
    }
}

/// Returns lettering that fits into the cells; `None` if none does.
fn lettering_in_cells(map: &Map, size: Size, grid: Grid) -> Option<Lettering> {
    [size.letters(), 11.5, 10.0]
        .into_iter()
        .find_map(|letters| {
            let letters = Lettering::new(letters, INK).centred();
            let labels = map.cells.iter().flatten().map(|tile| tile.label.as_str());
            let fits = letters.widest(labels) + 4.0 <= grid.width;
            (fits && grid.height >= letters.size + 1.0).then_some(letters)
        })
}

/// Returns the colour of a cell.
fn colour_of(map: &Map, tile: &Tile) -> RGBColor {
    tile.value
        .map_or(VOID, |value| palette::viridis(map.scale.position(value)))
}

/// Draws slanted lines across a rectangle.
fn hatch(canvas: &Canvas<'_>, from: Point, width: f64, height: f64) {
    let stroke = Stroke::new(AXIS, 1.2);
    let mut start = 8.0;
    while start < width + height {
        let (x0, x1) = (f64::max(0.0, start - height), f64::min(start, width));
        let line = [
            (from.0 + x0, from.1 + start - x0),
            (from.0 + x1, from.1 + start - x1),
        ];
        canvas.line(&line, stroke);
        start += 8.0;
    }
}

/// Draws the line between the cells inside the boundary and those outside.
fn boundary(canvas: &Canvas<'_>, map: &Map, grid: Grid) {
    let inside = |row: usize, column: usize| {
        map.cells
            .get(row)
            .and_then(|tiles| tiles.get(column))
            .map(|tile| tile.inside)
    };
    let mut edges: Vec<[Point; 2]> = Vec::new();
    for row in 0..map.rows.len() {
        for column in 0..map.columns.len() {
            let here = inside(row, column);
            let (x, y) = grid.corner(row, column);
            let end = (x + grid.width, y + grid.height);
            if inside(row, column + 1).is_some_and(|right| here == Some(!right)) {
                edges.push([(end.0, y), end]);
            }
            if inside(row + 1, column).is_some_and(|below| here == Some(!below)) {
                edges.push([(x, end.1), end]);
            }
        }
    }
    for (colour, width, over) in [(PAPER, 6.4, 2.2), (TARGET, 3.2, 1.6)] {
        for [from, to] in &edges {
            let (dx, dy) = if from.0 == to.0 {
                (0.0, over)
            } else {
                (over, 0.0)
            };
            let line = [(from.0 - dx, from.1 - dy), (to.0 + dx, to.1 + dy)];
            canvas.line(&line, Stroke::new(colour, width));
        }
    }
}

/// Writes as many names beside the rows as fit.
fn names_of_rows(canvas: &Canvas<'_>, map: &Map, size: Size, grid: Grid, room: f64) {
    let letters = Lettering::new(size.letters().min(grid.height - 1.0), MUTED).ending();
    let is_number = |name: &Name| name.shown.parse::<f64>().is_ok();
    let numbers = map.rows.iter().all(is_number);
    let needed = if numbers { 17.0 } else { 12.0 };
    let stride = if grid.height >= needed { 1 } else { 2 };
    for (row, name) in map.rows.iter().enumerate().step_by(stride) {
        let y = grid.top + grid.height * (row as f64 + 0.5);
        let right = grid.left - 8.0;
        let (name, whole) = name.fitted(letters, room);
        canvas.text((right, y), &name, letters);
        if let Some(whole) = whole {
            let half = grid.height / 2.0;
            canvas.spot((right - room, y - half), (right, y + half), whole);
        }
    }
}

/// Writes as many names under the columns as fit, and the title of the columns.
fn names_of_columns(canvas: &Canvas<'_>, map: &Map, size: Size, grid: Grid) {
    let letters = Lettering::new(size.letters(), MUTED).centred();
    let bottom = grid.top + grid.height * map.rows.len() as f64;
    let names = map.columns.iter().map(|name| name.fitted(letters, 140.0));
    let names: Vec<(String, Option<&str>)> = names.collect();
    let centre = |column: usize| grid.left + grid.width * (column as f64 + 0.5);
    let places: Vec<f64> = (0..names.len()).map(centre).collect();
    let widths: Vec<f64> = names.iter().map(|(name, _)| letters.width(name)).collect();
    for column in (0..names.len()).step_by(stride(&places, &widths)) {
        let (x, y) = (places[column], bottom + 14.0);
        let (name, whole) = &names[column];
        canvas.label((x, y), name, letters, 2.0);
        if let Some(whole) = whole {
            let half = widths[column] / 2.0;
            canvas.spot((x - half, y - 9.0), (x + half, y + 9.0), whole);
        }
    }
    let middle = grid.left + grid.width * map.columns.len() as f64 / 2.0;
    let below = (middle, bottom + 36.0);
    canvas.label(below, &map.x_title, letters, size.margin());
}
