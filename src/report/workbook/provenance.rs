//! How to get the numbers again.

use crate::results::Results;

use super::Item;
use super::sheet::Sheet;

/// What the numbers rest on, and the text of the scenario, a line a row.
pub(super) fn sheets<'a>(results: &Results) -> [Sheet<'a>; 2] {
    let from = &results.provenance;
    let plan = &results.plan;
    let about = "What the numbers rest on and how to get them again";
    let mut facts = Sheet::new("Provenance", about, &["What", "Value"]);
    let mut rows = vec![
        ("Made by", Item::text(format!("clearway {}", from.version))),
        ("Scenario file", Item::text(&from.scenario_file)),
        ("SHA-256 of the scenario", Item::text(&from.scenario_sha256)),
        ("Seed", Item::text(from.seed.to_string())),
        (
            "Replications asked for",
            Item::count(from.replications.into()),
        ),
        (
            "Confidence of intervals",
            Item::Number(super::Look::Share, Some(plan.confidence)),
        ),
        ("Start of the run", Item::instant(&plan.start)),
        (
            "Start of the measured window",
            Item::instant(&plan.window_start),
        ),
        (
            "End of the measured window",
            Item::instant(&plan.window_end),
        ),
    ];
    let sources = results.heading.sources.iter();
    rows.extend(sources.map(|source| ("Source", Item::text(source))));
    let set = from.settings.iter();
    let set = set.map(|it| ("Set", Item::text(format!("{} = {}", it.path, it.value))));
    rows.extend(set);
    let rows: Vec<Vec<Item<'_>>> = rows
        .into_iter()
        .map(|(what, value)| vec![Item::text(what), value])
        .collect();
    facts.add_rows(rows.into_iter(), "results.json");

    let about = "The text of the scenario and of the files that it extends";
    let mut text = Sheet::new("Scenario", about, &["File", "Line", "Text"]);
    text.frozen = 2;
    let bases = from.bases.iter().map(|base| (&base.file, &base.text));
    let files = bases.chain([(&from.scenario_file, &from.scenario_text)]);
    let rows: Vec<Vec<Item<'_>>> = files
        .flat_map(|(file, text)| {
            (1..).zip(text.lines()).map(move |(number, line)| {
                vec![Item::text(file), Item::count(number), Item::text(line)]
            })
        })
        .collect();
    text.add_rows(rows.into_iter(), "results.json");
    [facts, text]
}
