//! The colours: the same one for the same thing on every chart, told apart by colour-blind readers
//! (Okabe and Ito 2008) and in print (viridis).
//!
//! The page repaints ink, mesh and paper for dark screens by their exact values, so these stand for
//! nothing else.

use plotters::style::RGBColor;
use plotters::style::colors::colormaps::{ColorMap as _, ViridisRGB};

/// Titles and labels.
pub(super) const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
/// Axes and remarks; 6.6 : 1 on paper.
pub(in crate::report) const MUTED: RGBColor = RGBColor(0x52, 0x60, 0x6d);
/// Mesh lines.
pub(in crate::report) const MESH: RGBColor = RGBColor(0xe1, 0xe5, 0xea);
/// The axis line.
pub(super) const AXIS: RGBColor = RGBColor(0x9a, 0xa5, 0xb1);
/// The sheet.
pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// Where nothing can be measured, and behind what must not be read as a result.
pub(super) const VOID: RGBColor = RGBColor(0xec, 0xef, 0xf2);

/// Released batches and units.
pub(in crate::report) const RELEASED: RGBColor = RGBColor(0x00, 0x72, 0xb2);
/// Arrived batches.
pub(in crate::report) const ARRIVED: RGBColor = MUTED;
/// A target.
pub(in crate::report) const TARGET: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
/// The mean, beside a quantile in the colour of what is released.
pub(in crate::report) const MEAN: RGBColor = RGBColor(0x00, 0x9e, 0x73);

/// Stations, of which at most this many are drawn as lines.
pub(in crate::report) const STATIONS: [RGBColor; 6] = [
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x7a, 0x52, 0x30),
];

/// Work on a batch.
pub(super) const WORK: RGBColor = RGBColor(0x00, 0x72, 0xb2);
/// Waiting, by what held the batch up.
pub(super) const LANES_BUSY: RGBColor = RGBColor(0xe6, 0x9f, 0x00);
pub(super) const CLOSED: RGBColor = RGBColor(0x56, 0xb4, 0xe9);
pub(super) const NO_STAFF: RGBColor = RGBColor(0xcc, 0x79, 0xa7);
pub(super) const BROKEN_DOWN: RGBColor = RGBColor(0xf0, 0xe4, 0x42);
pub(super) const BLOCKED: RGBColor = RGBColor(0x00, 0x9e, 0x73);
/// Waiting for a reason that the results do not tell.
pub(super) const WAITING: RGBColor = RGBColor(0xb3, 0xbb, 0xc4);

/// On dark cells of a map.
const LIGHT_LABEL: RGBColor = RGBColor(0xfe, 0xfe, 0xfe);
/// On light cells of a map.
const DARK_LABEL: RGBColor = RGBColor(0x11, 0x11, 0x11);

/// A map's colour for a position in [0, 1].
pub(super) fn viridis(position: f64) -> RGBColor {
    ViridisRGB.get_color(position.clamp(0.0, 1.0))
}

/// The colour of a label on a cell of a map, by the luminance that WCAG 2 defines.
pub(super) fn label_on(cell: RGBColor) -> RGBColor {
    let channel = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * channel(cell.0) + 0.7152 * channel(cell.1) + 0.0722 * channel(cell.2);
    if luminance > 0.179 {
        DARK_LABEL
    } else {
        LIGHT_LABEL
    }
}
