//! The sheets that make the numbers reproducible.

use crate::report::digest::Digest;
use crate::report::tables::{Cell, Layout, Value};
use crate::report::wording::Quantity;
use crate::results::Results;

use super::sheet::Sheet;

/// Returns the sheet of inputs behind the numbers, and that of the scenario's text, one line a row.
pub(super) fn sheets<'a>(results: &'a Results, digest: &Digest) -> [Sheet<'a>; 2] {
    let from = &results.provenance;
    let plan = &results.plan;
    let text = |text: String| Cell::text(text);
    let instant = |text| Cell::from(Value::Instant(text));
    let mut facts = vec![
        ("Made by", text(format!("clearway {}", from.version))),
        ("Scenario file", Cell::text(&from.scenario_file)),
        ("SHA-256 of the scenario", Cell::text(&from.scenario_sha256)),
        ("SHA-256 of results.json", text(digest.to_string())),
        ("Seed", text(from.seed.to_string())),
        ("Replications asked for", Cell::count(from.replications)),
        (
            "Confidence of intervals",
            Cell::exact(Quantity::Share, plan.confidence),
        ),
        ("Start of the run", instant(&plan.start)),
        ("Start of the measured window", instant(&plan.window_start)),
        ("End of the measured window", instant(&plan.window_end)),
    ];
    let sources = results.heading.sources.iter();
    facts.extend(sources.map(|source| ("Source", Cell::text(source))));
    let set = from.settings.iter();
    facts.extend(set.map(|it| ("Set", text(format!("{} = {}", it.path, it.value)))));
    let facts = Layout::over(facts)
        .column("What", |(what, _)| Cell::text(*what))
        .column("Value", |(_, value)| value.clone())
        .table();
    let about = "Inputs behind the numbers, and how to reproduce them";
    let facts = Sheet::new("Provenance", about, facts, "results.json");

    let bases = from.bases.iter().map(|base| (&base.file, &base.text));
    let files = bases.chain([(&from.scenario_file, &from.scenario_text)]);
    let lines = files.flat_map(|(file, text)| {
        let lines = (1_u64..).zip(text.lines());
        lines.map(move |(number, line)| (file, number, line))
    });
    let lines = Layout::over(lines)
        .column("File", |(file, ..)| Cell::text(*file))
        .column("Line", |(_, number, _)| Cell::count(*number))
        .column("Text", |(.., line)| Cell::text(*line))
        .table();
    let about = "The text of the scenario and of the files that it extends";
    let mut text = Sheet::new("Scenario", about, lines, "results.json");
    text.frozen = 2;
    [facts, text]
}
