//! Native charts, in the house's colours.

use plotters::style::RGBColor;
use rust_xlsxwriter::{Chart, ChartAxisCrossing, ChartFormat, ChartLegendPosition, ChartLine};
use rust_xlsxwriter::{ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color};

use crate::output::printable;
use crate::report::charts::palette;

use super::sheet::Sheet;
use super::{Item, Look};

/// The size of a chart in pixels.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 380;

/// A column of a sheet as a line, bars or a part of bars.
pub(super) struct Series {
    /// Where its values stand.
    pub(super) column: usize,
    /// What it is called.
    pub(super) name: String,
    /// Its colour.
    pub(super) colour: RGBColor,
}

/// What a chart shows of a sheet.
pub(super) struct Picture<'a> {
    /// Lines, bars or points.
    pub(super) kind: ChartType,
    /// What it says.
    pub(super) title: &'a str,
    /// The column along the axis.
    pub(super) along: usize,
    /// What stands there; nothing where the axis speaks for itself.
    pub(super) along_name: &'a str,
    /// How the numbers of the other axis are shown.
    pub(super) look: Look<'a>,
    /// What the other axis counts.
    pub(super) unit: &'a str,
    /// What is drawn.
    pub(super) series: Vec<Series>,
}

/// Spreadsheet's notation of a colour.
pub(super) fn colour(colour: RGBColor) -> Color {
    let [red, green, blue] = [colour.0, colour.1, colour.2].map(u32::from);
    Color::RGB(red << 16 | green << 8 | blue)
}

impl Picture<'_> {
    /// The chart of a sheet that is filled.
    pub(super) fn draw(&self, sheet: &Sheet<'_>) -> Chart {
        let mut chart = Chart::new(self.kind);
        let last = sheet.last_row();
        let range = |column: usize| (sheet.name, 1, column as u16, last, column as u16);
        for series in &self.series {
            let drawn = chart.add_series();
            drawn
                .set_name(printable(&series.name).as_str())
                .set_categories(range(self.along))
                .set_values(range(series.column))
                .set_format(&mut self.format(series.colour));
            match self.kind {
                ChartType::Line => {
                    drawn.set_marker(&markers(series.colour, sheet.rows.len()));
                }
                ChartType::Column | ChartType::Bar => {
                    drawn.set_gap(60);
                }
                _ => {}
            }
        }
        chart.title().set_name(self.title);
        let lies = matches!(self.kind, ChartType::Bar | ChartType::BarStacked);
        let categories = if lies { chart.y_axis() } else { chart.x_axis() };
        if !self.along_name.is_empty() {
            categories.set_name(self.along_name);
        }
        match sheet.rows.first().and_then(|row| row.get(self.along)) {
            Some(Item::Date(_)) => {
                categories.set_date_axis(true).set_num_format("d mmm");
            }
            Some(Item::Instant(_)) => {
                let days = categories.set_text_axis(true).set_num_format("d mmm hh:mm");
                days.set_label_interval(24).set_tick_interval(24);
            }
            _ => {}
        }
        if lies {
            // the first row on top, and the numbers still below the last
            categories
                .set_reverse()
                .set_crossing(ChartAxisCrossing::Max);
        }
        let numbers = if lies { chart.x_axis() } else { chart.y_axis() };
        let mesh = ChartLine::new().set_color(colour(palette::MESH)).clone();
        numbers
            .set_name(self.unit)
            .set_num_format(axis_format(self.look))
            .set_major_gridlines(true)
            .set_major_gridlines_line(&mesh);
        if self.look == Look::Share {
            numbers.set_min(0).set_max(1);
        }
        if self.series.len() > 1 {
            chart.legend().set_position(ChartLegendPosition::Bottom);
        } else {
            chart.legend().set_hidden();
        }
        chart.set_width(WIDTH).set_height(HEIGHT);
        chart.set_alt_text(self.title);
        chart
    }

    fn format(&self, of: RGBColor) -> ChartFormat {
        let mut format = ChartFormat::new();
        let lines = matches!(self.kind, ChartType::Line | ChartType::ScatterStraight);
        if lines {
            format.set_line(ChartLine::new().set_color(colour(of)).set_width(2.0));
        } else {
            format.set_solid_fill(ChartSolidFill::new().set_color(colour(of)));
        }
        format
    }
}

/// Points on lines of few values; none where they would cover the line.
fn markers(of: RGBColor, values: usize) -> ChartMarker {
    let mut marker = ChartMarker::new();
    if values > 40 {
        marker.set_none();
    } else {
        let mut fill = ChartFormat::new();
        fill.set_solid_fill(ChartSolidFill::new().set_color(colour(of)));
        marker
            .set_type(ChartMarkerType::Circle)
            .set_size(5)
            .set_format(&mut fill);
    }
    marker
}

/// Along an axis the unit stands at its end.
fn axis_format(look: Look<'_>) -> &'static str {
    match look {
        Look::Share => "0%",
        Look::Hours => "General",
        Look::Money(_) | Look::Count | Look::Number | Look::Plain => "#,##0.##",
    }
}
