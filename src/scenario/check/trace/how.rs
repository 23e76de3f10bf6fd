//! Checks how a table of arrivals is to be read.

use indexmap::IndexMap;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::GoodsId;
use crate::scenario::check::diagnostics::{Caret, Diagnostics, Told};
use crate::scenario::file::{Counts, Decimal, File, TableForm};
use crate::scenario::path::Path;
use crate::scenario::table::{Dates, Declared, Mark};

/// How a table is read.
pub(super) struct How {
    pub(super) declared: Declared,
    /// Goods by the names of the table.
    pub(super) names: IndexMap<String, GoodsId>,
    pub(super) otherwise: Option<GoodsId>,
    /// The dates whose rows are read, [from, to).
    pub(super) from: Option<DateTime>,
    pub(super) to: Option<DateTime>,
    pub(super) counts: Option<Counts>,
}

/// Returns the decimal mark that a scenario declares.
pub(in crate::scenario::check) fn mark(decimal: Decimal) -> Mark {
    match decimal {
        Decimal::Point => Mark::Point,
        Decimal::Comma => Mark::Comma,
    }
}

/// Checks what the scenario says.
pub(super) fn how(
    form: &TableForm,
    path: &Path,
    file: &File,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<How, Told> {
    let dates = form.dates.as_ref().map(|text| {
        let parsed = Dates::parse(text).map(|dates| (dates, text.clone()));
        parsed.map_err(|complaint| {
            let help = complaint.help.unwrap_or_default();
            diagnostics.value(&path.child("dates"), complaint.message, help)
        })
    });
    let zone = form.zone.as_ref().map(|name| {
        let found = TimeZone::get(name).map(|zone| (zone, name.clone()));
        found.map_err(|_| {
            let message = format!("unknown zone \"{name}\"");
            let help = if cfg!(feature = "desktop") {
                "write the name of a zone, such as \"Asia/Shanghai\" or \"Europe/Berlin\""
            } else {
                "this page has no time zones: write local times, or use the command"
            };
            diagnostics.value(&path.child("zone"), message, help)
        })
    });
    let find = |name: &str, path: &Path, diagnostics: &mut Diagnostics<'_>| {
        let at = (path, Caret::Value);
        diagnostics
            .find("goods", &file.goods, name, at)
            .map(GoodsId::new)
    };
    let of_names = path.child("names");
    let written = form.names.iter().flatten();
    let names = written.map(|(known, goods)| {
        let found = find(goods, &of_names.child(known), diagnostics);
        found.map(|found| (known.trim().to_owned(), found))
    });
    let names = super::super::diagnostics::all(names);
    let otherwise = form.otherwise.as_ref();
    let otherwise = otherwise.map(|name| find(name, &path.child("otherwise"), diagnostics));
    let (from, to) = (form.from.map(|from| from.at), form.to.map(|to| to.at));
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        let message = "no date is from \"from\" on and before \"to\"";
        return Err(diagnostics.value(&path.child("to"), message, "write a later date"));
    }
    if let (Some(columns), Some(_)) = (&form.columns, form.counts)
        && columns.units.is_some()
    {
        let path = path.child("columns").child("units");
        let message = "a row of \"counts\" counts batches, so it has no units of one batch";
        let help = "take \"units\" out: the units are those of the goods";
        return Err(diagnostics.key(&path, message, help));
    }
    let decimal = form.decimal.map(mark);
    Ok(How {
        declared: Declared {
            dates: dates.transpose()?,
            zone: zone.transpose()?,
            decimal,
            hours: form.counts == Some(Counts::Hour),
        },
        names: names?.into_iter().collect(),
        otherwise: otherwise.transpose()?,
        from,
        to,
        counts: form.counts,
    })
}
