//! `[staffing]` by the clock: numbers for blocks of the day and for shifts.

use clearway::scenario::{Document, Problems, Staffing};

use super::{SOUND, problems, report};

/// The valid scenario with a team, and these entries to choose from.
fn choosing(entries: &str) -> String {
    format!(
        "{SOUND}\n[teams.officers]\nlabel = \"Officers\"\nmembers = 4\n[staffing.choose]\n{entries}\n"
    )
}

/// Reads what to choose from as `clearway staff` does: after the scenario itself was checked.
fn staffing(text: &str) -> Result<Staffing, Problems> {
    let document = Document::parse("peak.toml", text)?;
    document.compile()?;
    document.staffing()
}

fn said(cases: &[(&'static str, &str)]) -> String {
    let said =
        |(about, entries): &(&'static str, &str)| (*about, problems(staffing(&choosing(entries))));
    report(cases.iter().map(said))
}

const LANES: &str = "\"stations.inspection.lanes\"";
const MEMBERS: &str = "\"teams.officers.members\"";

fn lanes(rest: &str) -> String {
    format!("{LANES} = {{ from = 2, to = 9, {rest} }}")
}

fn members(rest: &str) -> String {
    format!("{MEMBERS} = {{ from = 0, to = 9, {rest} }}")
}

#[test]
fn blocks_and_shifts() {
    insta::assert_snapshot!(said(&[
        ("blocks of a team", &members("every = \"4 h\"")),
        ("shifts of a station", &lanes("shifts = [\"06:00-14:00\"]")),
        (
            "blocks and shifts",
            &lanes("every = \"4 h\", shifts = [\"06:00-14:00\"]")
        ),
        (
            "blocks of something else",
            "\"stations.inspection.lanes.0.open\" = { from = 2, to = 9, every = \"4 h\" }"
        ),
        (
            "shifts of something else",
            "\"arrivals.commercial.per_day\" = { from = 2, to = 9, shifts = [\"06:00-14:00\"] }"
        ),
        ("blocks that do not divide a day", &lanes("every = \"5 h\"")),
        ("blocks of seconds", &lanes("every = \"30 s\"")),
        ("blocks of two days", &lanes("every = \"2 days\"")),
        ("a bare number", &lanes("every = 4")),
        ("no time of day", &lanes("every = \"4 h\", start = \"6\"")),
        ("no such time", &lanes("every = \"4 h\", start = \"six\"")),
        (
            "a day from 06:00",
            &lanes("every = \"24 h\", start = \"06:00\"")
        ),
        (
            "a start of shifts",
            &members("start = \"06:00\", shifts = [\"06:00-14:00\"]")
        ),
        ("no shifts", &members("shifts = []")),
        (
            "no hours",
            &members("shifts = [\"06:00-14:00\", \"morning\"]")
        ),
        (
            "a shift twice",
            &members("shifts = [\"06:00-14:00\", \"06:00-14:00\"]")
        ),
        ("a misspelt key", &lanes("evry = \"4 h\"")),
        (
            "keys of blocks without blocks",
            &lanes("start = \"06:00\", max_changes = 2, pool = 9")
        ),
        (
            "days without blocks",
            &lanes("days = [\"mon-sun\"], at_least = 1, cost_per_hour = []")
        ),
        (
            "no such station",
            "\"stations.inspektion.lanes\" = { from = 1, to = 2, every = \"8 h\" }"
        ),
        (
            "no such team",
            "\"teams.offices.members\" = { from = 1, to = 2, shifts = [\"06:00-14:00\"] }"
        ),
        (
            "no last number",
            "\"stations.inspection.lanes\" = { from = 1, every = \"8 h\" }"
        ),
        ("too many numbers", &lanes("every = \"1 min\"")),
    ]));
}

#[test]
fn days_and_numbers() {
    let blocks = |rest: &str| lanes(&format!("every = \"8 h\", {rest}"));
    let shifts = |rest: &str| {
        members(&format!(
            "shifts = [\"06:00-14:00\", \"14:00-22:00\", \"22:00-06:00\"], {rest}"
        ))
    };
    let range = |range: &str| format!("{LANES} = {{ {range}, every = \"8 h\" }}");
    insta::assert_snapshot!(said(&[
        ("no holiday", &blocks("days = [\"mon-fri\", \"sat, sun\"]")),
        (
            "no Sunday",
            &blocks("days = [\"mon-fri\", \"sat, holiday\"]")
        ),
        (
            "a weekend twice",
            &blocks("days = [\"mon-sat\", \"sat, sun\", \"holiday\"]")
        ),
        ("no days", &blocks("days = []")),
        (
            "no such day",
            &blocks("days = [\"mon-fri\", \"satt, sun\"]")
        ),
        ("an empty range", &range("from = 9, to = 2")),
        ("a negative number", &range("from = -1, to = 2")),
        ("half a lane", &range("from = 1, to = 2.5")),
        ("half a step", &range("from = 1, to = 2, step = 0.5")),
        ("no step", &range("from = 1, to = 2, step = 0")),
        (
            "too many lanes",
            &range("from = 1, to = 2_000_000, step = 1_000_000")
        ),
        ("at least more than the range", &blocks("at_least = 10")),
        ("a small pool", &shifts("at_least = 2, pool = 5")),
        ("a pool below the range", &blocks("pool = 5")),
        ("too few costs", &shifts("cost_per_hour = [60, 90]")),
        ("a negative cost", &shifts("cost_per_hour = [60, 60, -90]")),
        ("a cost for all", &shifts("cost_per_hour = 60")),
    ]));
}

#[test]
fn a_chosen_path_stands_alone() {
    let dated = |set: &str, entries: &str| {
        let change = format!("[[changes]]\nat = 2020-04-17\nset = {{ {set} }}\n");
        let swept = "\"stations.inspection.lanes\" = { from = 4, to = 12 }\n\"stations.doc";
        let text = choosing(entries).replace(swept, "\"stations.doc");
        problems(staffing(&format!("{text}\n{change}")))
    };
    let blocks = lanes("every = \"8 h\"");
    let plain = format!("{LANES} = {{ from = 2, to = 9 }}");
    let addressed =
        format!("{plain}\n\"changes.0.set.stations.inspection.lanes\" = {{ from = 2, to = 9 }}");
    let row = "\"stations.inspection.lanes.0.open\" = 3";
    insta::assert_snapshot!(report([
        (
            "two entries",
            problems(staffing(&choosing(&format!(
                "{blocks}\n\"stations.inspection.lanes.0.open\" = [3, 4]"
            ))))
        ),
        (
            "a change of the path",
            dated("\"stations.inspection.lanes\" = 3", &blocks)
        ),
        ("a change below", dated(row, &blocks)),
        (
            "a change above",
            dated(
                "\"stations.inspection.lanes\" = 3",
                "\"stations.inspection.lanes.0.open\" = [3, 4]"
            )
        ),
        (
            "a plain path",
            dated("\"stations.inspection.lanes\" = 3", &plain)
        ),
        (
            "a row of rows that are chosen",
            dated(
                row,
                &format!("{blocks}\n\"changes.0.set.stations.inspection.lanes.0.open\" = [3, 4]")
            )
        ),
        (
            "the change is chosen too",
            dated("\"stations.inspection.lanes\" = 3", &addressed)
        ),
    ]));
}

#[test]
fn values_and_amounts() {
    let indifferent =
        format!("{SOUND}\n[staffing]\nindifferent = -3\nchoose = {{ {LANES} = [3] }}");
    insta::assert_snapshot!(report([
        ("a negative difference", problems(staffing(&indifferent))),
        (
            "a value that is no number of lanes",
            problems(staffing(&choosing(&format!("{LANES} = [3, \"three\"]"))))
        ),
        (
            "a negative number of lanes",
            problems(staffing(&choosing(&format!("{LANES} = [3, -3]"))))
        ),
        (
            "values that fit alone, but not together",
            problems(staffing(&choosing(
                "\"stations.documents.next.inspection\" = [0.5, 0.9]\n\
                 \"stations.documents.next.correction\" = [0.1, 0.4]"
            )))
        ),
        (
            "no lane in any arrangement",
            problems(staffing(&choosing(&format!(
                "{LANES} = {{ from = 0, to = 0 }}"
            ))))
        ),
        (
            "no lane in one arrangement",
            problems(staffing(&choosing(&format!(
                "{LANES} = {{ from = 0, to = 2 }}"
            ))))
        ),
    ]));
}

#[test]
fn too_many_other_values() {
    let shares = "{ from = 0.0, to = 0.5, step = 0.01 }";
    insta::assert_snapshot!(report([
        (
            "of one path",
            problems(staffing(&choosing(&format!(
                "{LANES} = [3, 4]\n\"stations.documents.next.inspection\" = \
                 {{ from = 0.0, to = 0.5, step = 0.0004 }}"
            ))))
        ),
        (
            "of two paths together",
            problems(staffing(&choosing(&format!(
                "{LANES} = [3, 4]\n\"stations.documents.next.correction\" = {{ from = 0.0, to = 0.4, \
                 step = 0.02 }}\n\"stations.documents.next.inspection\" = {shares}"
            ))))
        ),
    ]));
}
