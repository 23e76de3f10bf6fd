//! Tables from outside: how their rows and columns are read.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess};

use super::Instant;
use super::forms::{Forms, Read, read_forms};

/// A table: its path, or its path with how it is read.
#[derive(Debug)]
pub(in crate::scenario) struct TableFile(pub(in crate::scenario) TableForm);

/// A file with a table, and how it is read.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { path = \"april.xlsx\", sheet = \"Register\" }"
)]
#[schemars(rename = "table_of_file", extend("required" = ["path"]))]
pub(in crate::scenario) struct TableForm {
    /// The file, relative to this one: a text with commas, semicolons or tabs (UTF-8 or UTF-16), or
    /// a workbook (.xlsx or .ods) that unpacks to at most 1 GB, with up to 50 million cells (.ods:
    /// 30 million). Rows above the headings, such as a title, are left out.
    pub(in crate::scenario) path: Option<String>,
    /// The sheet of a workbook; it may be left out if there is only one.
    pub(in crate::scenario) sheet: Option<String>,
    /// Headings of the columns; those left out have the names used here.
    pub(in crate::scenario) columns: Option<Columns>,
    /// How dates are written, as spreadsheets say it: "dd.mm.yyyy", "mm/dd/yyyy hh:mm", or "serial"
    /// for days as numbers. Not needed for yyyy-mm-dd, which is always read, for real dates of a
    /// sheet, and where a row of the column can be read only one way.
    pub(in crate::scenario) dates: Option<String>,
    /// The decimal mark of numbers: "point" (1,000.5) or "comma" (1.000,5). Not needed where a row
    /// of the column can be read only one way.
    pub(in crate::scenario) decimal: Option<Decimal>,
    /// The zone whose clock is local, such as "Asia/Shanghai": times written with another zone or
    /// offset are turned into it. Without it, times of one and the same offset are local as they
    /// are written.
    pub(in crate::scenario) zone: Option<String>,
    /// Goods by the name that the table has for them: { "3004" = "medicines" }. A name that is that
    /// of goods here needs no entry.
    pub(in crate::scenario) names: Option<IndexMap<String, String>>,
    /// Goods of all rows whose name is neither in `names` nor that of goods here, also of rows
    /// without a name.
    pub(in crate::scenario) otherwise: Option<String>,
    /// The first date, or date and time, of the rows that are read; all by default.
    pub(in crate::scenario) from: Option<Instant>,
    /// The end of the dates of the rows that are read: rows from it on are left out.
    pub(in crate::scenario) to: Option<Instant>,
    /// Rows are counts: one for each date, or each date and hour, with a column `batches`; an hour
    /// is 8, 08:00 or 08:00-09:00, and counts of several rows add up. They
    /// arrive at random instants of that date, by the stream's `hours`, or of that hour. Their
    /// goods are those of a column `goods` if there is one, else those of the stream, and their
    /// units those of the goods.
    pub(in crate::scenario) counts: Option<Counts>,
}

/// Headings of the columns of a table.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a table such as { arrived = \"Lodged at\", units = \"Qty\" }"
)]
#[schemars(rename = "columns_of_file")]
pub(in crate::scenario) struct Columns {
    /// The column of dates and times of arrival, or two: of dates and of times.
    pub(in crate::scenario) arrived: Option<Headings>,
    /// The column of goods; a cell without goods stays empty.
    pub(in crate::scenario) goods: Option<String>,
    /// The column of units of each batch.
    pub(in crate::scenario) units: Option<String>,
    /// The column of priorities.
    pub(in crate::scenario) priority: Option<String>,
    /// The column of due times: instants, or durations after arrival.
    pub(in crate::scenario) due: Option<String>,
    /// The column of the number of batches, with `counts`.
    pub(in crate::scenario) batches: Option<String>,
}

/// The heading of one column, or those of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Headings {
    One(String),
    Two(String, String),
}

/// The decimal mark of numbers.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"point\" or \"comma\"")]
pub(in crate::scenario) enum Decimal {
    /// 1,000.5
    Point,
    /// 1.000,5
    Comma,
}

/// What a row of counts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", expecting = "\"day\" or \"hour\"")]
pub(in crate::scenario) enum Counts {
    /// The batches of a date.
    Day,
    /// The batches of an hour of a date.
    Hour,
}

impl<'de> Forms<'de> for TableFile {
    const WRITTEN: &'static str =
        "the name of a file, or a table such as { path = \"april.xlsx\", sheet = \"Register\" }";

    fn text(text: &str) -> Read<Self> {
        Some(Ok(Self(TableForm {
            path: Some(text.to_owned()),
            ..TableForm::default()
        })))
    }

    fn table<A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        TableForm::deserialize(MapAccessDeserializer::new(table)).map(Self)
    }
}

impl<'de> Forms<'de> for Headings {
    const WRITTEN: &'static str = "the heading of a column, or two such as [\"Date\", \"Time\"]";

    fn text(text: &str) -> Read<Self> {
        Some(Ok(Self::One(text.to_owned())))
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut next = || list.next_element::<String>();
        match (next()?, next()?, next()?) {
            (Some(one), None, None) => Ok(Self::One(one)),
            (Some(date), Some(time), None) => Ok(Self::Two(date, time)),
            _ => {
                let wanted: &dyn serde::de::Expected = &Self::WRITTEN;
                Err(serde::de::Error::invalid_length(3, wanted))
            }
        }
    }
}

read_forms!(TableFile, Headings);
