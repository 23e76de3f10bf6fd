//! The parts of the picture: places and ways, with their words and colours.

use plotters::style::RGBColor;

use crate::report::charts::canvas::{Canvas, Point, escaped};
use crate::report::charts::palette::{AXIS, LANES_BUSY, RELEASED, TARGET, VOID, WORK};
use crate::report::wording::{self, Quantity};

use super::layers::{Layers, Way};

/// Limits on the columns and on the places in one; beyond them the chart is drawn as rows.
pub(super) const COLUMNS: usize = 7;
pub(super) const COLUMN: usize = 14;

/// The places and ways to draw.
pub(super) struct Flow {
    pub(super) places: Vec<Place>,
    pub(super) ways: Vec<Way>,
    pub(super) layers: Layers,
    /// Largest number of batches a day through any place.
    pub(super) most: f64,
    pub(super) marks: Marks,
}

/// Whether places and ways carry their names, for a live page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Marks {
    /// No names.
    None,
    /// The names as attributes.
    Names,
}

/// An arrival stream, a station or an exit.
pub(super) struct Place {
    /// Its scope, such as "stations.inspection", or its name.
    pub(super) key: String,
    pub(super) label: String,
    /// Text under its name.
    pub(super) detail: String,
    pub(super) kind: Kind,
    /// Time at work over open lane time; `None` for unlimited lanes and for places that have no
    /// lanes.
    pub(super) utilisation: Option<f64>,
    pub(super) overloaded: bool,
    /// Batches a day that the routes imply.
    pub(super) volume: f64,
    /// Batches a day shown: for exits as simulated, otherwise `volume`.
    pub(super) shown: f64,
}

/// Kind of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Arrivals,
    Station,
    Exit,
}

impl Flow {
    /// Does the flow have too many columns, or too many places in one, for columns?
    pub(super) fn is_large(&self) -> bool {
        let places =
            |layer: &Vec<usize>| layer.iter().filter(|it| **it < self.places.len()).count();
        let layers = &self.layers.layers;
        layers.len() > COLUMNS || layers.iter().any(|layer| places(layer) > COLUMN)
    }

    /// Width of a way, given the height of the busiest place.
    pub(super) fn thickness(&self, volume: f64, height: f64) -> f64 {
        (volume / self.most * height).max(1.2)
    }

    /// Attributes of a place.
    pub(super) fn of_place(&self, place: &Place) -> String {
        match self.marks {
            Marks::None => String::new(),
            Marks::Names => format!(" data-place=\"{}\"", escaped(&place.key)),
        }
    }

    /// Attributes of a way.
    pub(super) fn of_way(&self, way: &Way) -> String {
        let key = |place: usize| escaped(&self.places[place].key);
        match self.marks {
            Marks::None => String::new(),
            Marks::Names => {
                let (from, to) = (key(way.from), key(way.to));
                format!(" data-from=\"{from}\" data-to=\"{to}\"")
            }
        }
    }

    /// Tooltip of a way.
    pub(super) fn told(&self, way: &Way) -> String {
        format!(
            "{} to {}\n{}",
            self.places[way.from].label,
            self.places[way.to].label,
            batches(way.volume)
        )
    }
}

impl Place {
    /// Tooltip of the place.
    pub(super) fn told(&self) -> String {
        let volume = batches(self.shown);
        match self.kind {
            Kind::Station => format!("{}\n{volume}\n{}", self.label, self.detail),
            Kind::Arrivals | Kind::Exit => format!("{}\n{volume}", self.label),
        }
    }

    /// Height of the station's load bar.
    pub(super) fn bar(&self) -> f64 {
        self.utilisation.map_or(0.0, |_| 9.0)
    }

    /// Colour of the station's load bar.
    pub(super) fn colour(&self) -> RGBColor {
        if self.overloaded { TARGET } else { WORK }
    }
}

/// Writes "120.6 batches a day".
pub(super) fn batches(volume: f64) -> String {
    match number(volume).as_str() {
        "1" => "1 batch a day".to_owned(),
        number => format!("{number} batches a day"),
    }
}

/// Writes "120.6".
pub(super) fn number(volume: f64) -> String {
    wording::mean(Quantity::Number, &wording::alone(Some(volume)))
}

/// Draws the bar of a station's load.
pub(super) fn load_bar(canvas: &Canvas<'_>, place: &Place, from: Point, width: f64) {
    let Some(share) = place.utilisation else {
        return;
    };
    let to = |share: f64| (from.0 + width * share.clamp(0.0, 1.0), from.1 + 5.0);
    canvas.rectangle(from, to(1.0), VOID);
    canvas.rectangle(from, to(share), place.colour());
}

/// Colour of ways onward and of ways back.
pub(super) const ONWARD: RGBColor = RELEASED;
pub(super) const BACK: RGBColor = LANES_BUSY;
/// Colour of the edge of a place.
pub(super) const EDGE: RGBColor = AXIS;
