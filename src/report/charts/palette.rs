//! The colours. The same thing has the same colour on every chart; colour-blind readers can tell
//! the colours apart (Okabe and Ito 2008), and the scale of maps also works in print (viridis).
//!
//! For dark screens the page replaces ink, mesh and paper by their exact values, so these colours
//! are used for nothing else.

use plotters::style::RGBColor;
use plotters::style::colors::colormaps::{ColorMap as _, ViridisRGB};

/// Titles and labels.
pub(super) const INK: RGBColor = RGBColor(0x1f, 0x29, 0x33);
/// Axes and remarks; contrast 6.6 : 1 on paper.
pub(in crate::report) const MUTED: RGBColor = RGBColor(0x52, 0x60, 0x6d);
/// Mesh lines.
pub(in crate::report) const MESH: RGBColor = RGBColor(0xe1, 0xe5, 0xea);
/// The axis line.
pub(super) const AXIS: RGBColor = RGBColor(0x9a, 0xa5, 0xb1);
/// The sheet.
pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// Cells without a value, and the background of values that must not be read as results.
pub(super) const VOID: RGBColor = RGBColor(0xec, 0xef, 0xf2);

/// Released batches and units.
pub(in crate::report) const RELEASED: RGBColor = RGBColor(0x00, 0x72, 0xb2);
/// Arrived batches.
pub(in crate::report) const ARRIVED: RGBColor = MUTED;
/// A target.
pub(in crate::report) const TARGET: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
/// The mean, where a quantile has the colour of released batches.
pub(in crate::report) const MEAN: RGBColor = RGBColor(0x00, 0x9e, 0x73);

/// Members on duty.
pub(super) const ON_DUTY: RGBColor = MUTED;
/// Members in overtime.
pub(super) const OVERTIME: RGBColor = RGBColor(0xe6, 0x9f, 0x00);

/// Lanes or members that were chosen.
pub(super) const CHOSEN: RGBColor = WORK;
/// The lagged load.
pub(super) const LOAD: RGBColor = RGBColor(0xe6, 0x9f, 0x00);

/// Stations; at most this many are drawn as lines.
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
/// Waiting, by cause.
pub(super) const LANES_BUSY: RGBColor = RGBColor(0xe6, 0x9f, 0x00);
pub(super) const CLOSED: RGBColor = RGBColor(0x56, 0xb4, 0xe9);
pub(super) const NO_STAFF: RGBColor = RGBColor(0xcc, 0x79, 0xa7);
pub(super) const BROKEN_DOWN: RGBColor = RGBColor(0xf0, 0xe4, 0x42);
pub(super) const BLOCKED: RGBColor = RGBColor(0x00, 0x9e, 0x73);
/// Waiting for a cause that the results do not hold.
pub(super) const WAITING: RGBColor = RGBColor(0xb3, 0xbb, 0xc4);

/// Labels on dark cells of a map.
const LIGHT_LABEL: RGBColor = RGBColor(0xfe, 0xfe, 0xfe);
/// Labels on light cells of a map.
const DARK_LABEL: RGBColor = RGBColor(0x11, 0x11, 0x11);

/// Returns a map's colour for a position in [0, 1].
pub(super) fn viridis(position: f64) -> RGBColor {
    ViridisRGB.get_color(position.clamp(0.0, 1.0))
}

/// Returns the colour of a label on a map cell, by the luminance that WCAG 2 defines.
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
