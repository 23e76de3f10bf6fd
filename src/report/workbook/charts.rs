//! Native charts in the report's colours.

use plotters::style::RGBColor;
use rust_xlsxwriter::{Chart, ChartAxisCrossing, ChartFormat, ChartLegendPosition, ChartLine};
use rust_xlsxwriter::{ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color};

use crate::output::printable;
use crate::report::charts::palette;
use crate::report::tables::Value;
use crate::report::wording::Quantity;

use super::sheet::Sheet;

/// Width and height of a chart in pixels.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 380;

/// A chart of a sheet's columns over its first column.
pub(super) struct Picture<'a> {
    /// Chart type: lines, bars or points.
    pub(super) kind: ChartType,
    /// Title of the chart.
    pub(super) title: &'a str,
    /// Title of the horizontal axis; empty if the axis needs none.
    pub(super) along: &'a str,
    /// Quantity of the vertical axis, and its title with the unit.
    pub(super) values: (Quantity<'a>, &'a str),
    /// Indices of the columns that are drawn, and their colours.
    pub(super) series: Vec<(usize, RGBColor)>,
}

/// Converts a colour to a spreadsheet's notation.
fn colour(colour: RGBColor) -> Color {
    let [red, green, blue] = [colour.0, colour.1, colour.2].map(u32::from);
    Color::RGB(red << 16 | green << 8 | blue)
}

/// Returns a solid fill.
fn filled(of: RGBColor) -> ChartSolidFill {
    ChartSolidFill::new().set_color(colour(of)).clone()
}

impl Sheet<'_> {
    /// Returns the same sheet with one more chart.
    pub(super) fn with(mut self, picture: &Picture<'_>) -> Self {
        self.charts.push(picture.draw(&self));
        self
    }
}

impl Picture<'_> {
    /// Creates the chart of a sheet.
    fn draw(&self, sheet: &Sheet<'_>) -> Chart {
        let mut chart = Chart::new(self.kind);
        self.lines(sheet, &mut chart);
        chart.title().set_name(self.title);
        let lies = matches!(self.kind, ChartType::Bar | ChartType::BarStacked);
        let categories = if lies { chart.y_axis() } else { chart.x_axis() };
        if !self.along.is_empty() {
            categories.set_name(self.along);
        }
        let first = sheet.table.rows.first().and_then(|row| row.first());
        match first.map(|cell| &cell.value) {
            Some(Value::Date(_)) => {
                categories.set_date_axis(true).set_num_format("d mmm");
            }
            Some(Value::Instant(_)) => {
                let days = categories.set_text_axis(true).set_num_format("d mmm hh:mm");
                days.set_label_interval(24).set_tick_interval(24);
            }
            _ => {}
        }
        if lies {
            // the first row comes first, and the numbers stay below the last one
            categories
                .set_reverse()
                .set_crossing(ChartAxisCrossing::Max);
        }
        let (quantity, unit) = self.values;
        let numbers = if lies { chart.x_axis() } else { chart.y_axis() };
        let mesh = ChartLine::new().set_color(colour(palette::MESH)).clone();
        numbers
            .set_name(unit)
            .set_num_format(axis_format(quantity))
            .set_major_gridlines(true)
            .set_major_gridlines_line(&mesh);
        if quantity == Quantity::Share {
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

    /// Adds the columns that are drawn.
    fn lines(&self, sheet: &Sheet<'_>, chart: &mut Chart) {
        let (headings, last) = (sheet.headings(), sheet.last_row());
        let range = |column: usize| (sheet.name, 1, column as u16, last, column as u16);
        for &(column, colour) in &self.series {
            let drawn = chart.add_series();
            drawn
                .set_name(printable(headings[column]).as_str())
                .set_categories(range(0))
                .set_values(range(column))
                .set_format(&mut self.format(colour));
            match self.kind {
                ChartType::Line => {
                    drawn.set_marker(&markers(colour, sheet.table.rows.len()));
                }
                ChartType::Column | ChartType::Bar => {
                    drawn.set_gap(60);
                }
                _ => {}
            }
        }
    }

    fn format(&self, of: RGBColor) -> ChartFormat {
        let mut format = ChartFormat::new();
        let lines = matches!(self.kind, ChartType::Line | ChartType::ScatterStraight);
        if lines {
            format.set_line(ChartLine::new().set_color(colour(of)).set_width(2.0));
        } else {
            format.set_solid_fill(&filled(of));
        }
        format
    }
}

/// Returns point markers for lines of few values; more of them would cover the line.
fn markers(of: RGBColor, values: usize) -> ChartMarker {
    let mut marker = ChartMarker::new();
    if values > 40 {
        marker.set_none();
    } else {
        let mut fill = ChartFormat::new();
        fill.set_solid_fill(&filled(of));
        marker
            .set_type(ChartMarkerType::Circle)
            .set_size(5)
            .set_format(&mut fill);
    }
    marker
}

/// Returns the number format of an axis, without the unit, which is at the end of the axis.
fn axis_format(quantity: Quantity<'_>) -> &'static str {
    match quantity {
        Quantity::Share | Quantity::Points => "0%",
        Quantity::Hours => "General",
        Quantity::Money(_) | Quantity::Number | Quantity::Plain => "#,##0.##",
    }
}
