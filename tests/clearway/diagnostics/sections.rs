//! Invalid sections, files and arguments, and their exact messages.

use super::{changed, compile, messages, problems, report, set};

#[test]
fn lanes() {
    let lanes = "lanes = 4";
    insta::assert_snapshot!(messages(&[
        ("negative", lanes, "lanes = -4"),
        ("half a lane", lanes, "lanes = 4.5"),
        ("in quotes", lanes, "lanes = \"4\""),
        ("a word", lanes, "lanes = \"unlimted\""),
        ("truth", lanes, "lanes = true"),
        ("too many", lanes, "lanes = 1_000_001"),
        ("never open", lanes, "lanes = 0"),
        ("no rows", lanes, "lanes = []"),
        ("a row without open", ", open = 9", ""),
        (
            "a row that is a number",
            "{ hours = \"06:00-22:00\", open = 9 }",
            "9"
        ),
        (
            "a table",
            lanes,
            "lanes = { hours = \"06:00-22:00\", open = 9 }"
        ),
        ("none", "lanes = 4\n", ""),
        ("cost", lanes, "lanes = 4\ncost_per_lane_hour = -3"),
    ]));
}

#[test]
fn routes() {
    let rules = "{ to = { released = 0.98, correction = 0.02 } },";
    insta::assert_snapshot!(messages(&[
        (
            "no rule fits always",
            rules,
            "{ when = { visits = 2 }, to = \"released\" },"
        ),
        (
            "unreachable rule",
            "{ goods = [\"ventilators\"], visits = 1 }",
            "{ }"
        ),
        (
            "rules in a rule",
            rules,
            "{ to = [{ to = \"released\" }] },"
        ),
        (
            "visits on arrival",
            "priority = 1\nto = \"documents\"",
            "to = [{ when = { visits = 1 }, to = \"documents\" }, { to = \"released\" }]"
        ),
        ("0 visits", "visits = 1", "visits = 0"),
        ("negative units", "visits = 1", "units_over = -1"),
        ("no batch fits", "goods = [\"ventilators\"]", "goods = []"),
        (
            "one name without brackets",
            "goods = [\"ventilators\"]",
            "goods = \"ventilators\""
        ),
        (
            "no way out",
            rules,
            "{ to = { correction = 1, released = 0 } },"
        ),
        ("no next", "next = \"inspection\"\n", ""),
        ("a number", "next = \"inspection\"", "next = 1"),
        ("no to", "priority = 1\nto = \"documents\"", "priority = 1"),
    ]));
}

#[test]
fn arrivals() {
    insta::assert_snapshot!(messages(&[
        ("hours too few", "hours = [1.5, 1.5,", "hours = ["),
        ("negative hour", "hours = [1.5,", "hours = [-1.5,"),
        (
            "one hour no number",
            "hours = [1.5, 1.5,",
            "hours = [1.5, \"x\","
        ),
        ("no rate", "per_day = 124\n", ""),
        (
            "two rates",
            "per_day = 124\n",
            "per_day = 124\nevery = \"10 min\"\n"
        ),
        ("negative rate", "per_day = 124", "per_day = -124"),
        (
            "hours of gaps",
            "every = {",
            "process = \"poisson\"\nevery = {"
        ),
        (
            "exact and half",
            "per_day = 124",
            "process = \"exact\"\nper_day = 124.5"
        ),
        (
            "exact and a factor",
            "per_day = 124",
            "process = \"exact\"\nper_day = 126"
        ),
        ("negative factor", "sat = 0.5", "sat = -0.5"),
        ("far too many", "per_day = 124", "per_day = 1e9"),
        ("priority", "priority = 1", "priority = \"high\""),
        ("half a priority", "priority = 1", "priority = 1.5"),
    ]));
}

#[test]
fn run_and_target() {
    let replications = "replications = 40";
    insta::assert_snapshot!(messages(&[
        ("no start", "start = 2020-04-13\n", ""),
        ("no length", "length = \"10 days\"\n", ""),
        ("no replication", replications, "replications = 0"),
        (
            "too many replications",
            replications,
            "replications = 2_000_000"
        ),
        ("negative seed", replications, "seed = -1"),
        (
            "seed beyond all numbers",
            replications,
            "seed = 99999999999999999999"
        ),
        ("confidence in percent", replications, "confidence = 95"),
        ("no confidence", replications, "confidence = 0.2"),
        ("share in percent", "share = 0.95", "share = 95"),
        ("share of 0", "share = 0.95", "share = 0"),
        ("no share", ", share = 0.95", ""),
        ("tolerance", "batches_per_day = 134", "tolerance = 5"),
        (
            "target of 0",
            "batches_per_day = 134",
            "batches_per_day = 0"
        ),
        ("a title that is none", "title = \"Peak day\"", "title = 1"),
    ]));
}

#[test]
fn sweeps() {
    let lanes = "{ from = 4, to = 12 }";
    insta::assert_snapshot!(messages(&[
        ("turned around", lanes, "{ from = 12, to = 4 }"),
        ("no step", lanes, "{ from = 4, to = 12, step = 0 }"),
        ("too many", lanes, "{ from = 4, to = 1e9 }"),
        ("empty", lanes, "[]"),
        ("no end", lanes, "{ from = 4 }"),
        ("misspelt", lanes, "{ from = 4, until = 12 }"),
        ("one value", lanes, "12"),
        (
            "unknown station",
            "\"stations.inspection.lanes\"",
            "\"stations.inspektion.lanes\""
        ),
        (
            "unknown key",
            "\"stations.inspection.lanes\"",
            "\"stations.inspection.lames\""
        ),
        (
            "later key",
            "\"stations.inspection.lanes\"",
            "\"stations.inspection.room\""
        ),
        (
            "no table",
            "\"stations.inspection.lanes\"",
            "\"stations.documents.lanes.open\""
        ),
        (
            "no row",
            "\"stations.inspection.lanes\"",
            "\"stations.inspection.lanes.2.open\""
        ),
        (
            "no path",
            "\"stations.inspection.lanes\"",
            "\"stations..lanes\""
        ),
        (
            "no quotes",
            "\"stations.inspection.lanes\"",
            "stations.inspection.lanes"
        ),
    ]));
}

#[test]
fn syntax() {
    insta::assert_snapshot!(messages(&[
        (
            "text without quotes",
            "length = \"10 days\"",
            "length = 10 days"
        ),
        (
            "name without quotes",
            "lanes = \"unlimited\"",
            "lanes = unlimited"
        ),
        ("open quote", "title = \"Peak day\"", "title = \"Peak day"),
        (
            "open bracket",
            "holidays = [2020-05-01]",
            "holidays = [2020-05-01"
        ),
        (
            "open brace",
            "{ within = \"4 h\", share = 0.95 }",
            "{ within = \"4 h\", share = 0.95"
        ),
        ("no value", "priority = 1", "priority ="),
        ("colon", "priority = 1", "priority: 1"),
        ("two in one line", "priority = 1\n", "priority = 1 "),
        (
            "section twice",
            "[stations.correction]",
            "[stations.inspection]"
        ),
        ("open header", "[target]", "[target"),
        ("two at once", "lanes = 4\n", "lanes = four\nlanes 4\n"),
    ]));
}

#[test]
fn whole_files() {
    let many = r#"
[run]
start = 2020-04-13
lenght = "10 days"
[arrivals.trucks]
per_day = 40
to = "gate"
[stations.gate]
lanes = -1
service = { exponential = { mean = 5 } }
next = { yard = 0.5, released = 0.4 }
[stations.yard]
lanes = 2
next = "gaet"
room = 3
"#;
    insta::assert_snapshot!(report([
        ("an empty file", problems(compile(""))),
        ("many problems at once", problems(compile(many))),
        (
            "sections that are values",
            problems(compile("run = 1\nstations = []\narrivals = \"x\"\n"))
        ),
        (
            "with Windows line ends",
            problems(compile(
                &changed("lanes = 4", "lanes = -4").replace('\n', "\r\n")
            ))
        ),
        (
            "with a byte-order mark",
            problems(compile("\u{feff}titel = \"x\""))
        ),
        (
            "wide characters",
            problems(compile("title = \"口罩\"\nsources = [\"口罩\", 3]\n"))
        ),
        (
            "units without goods",
            problems(compile(
                r#"
[run]
start = 2020-04-13
length = "1 day"
[target]
units_per_day = 5
[arrivals.trucks]
per_day = 0
to = "released"
[stations.gate]
lanes = 1
service = "1 min"
next = "released"
"#
            ))
        ),
    ]));
}

#[test]
fn settings() {
    let said = |argument: &&'static str| (*argument, problems(set(&[argument])));
    let arguments = [
        "stations.inspection.lanes",
        "=12",
        "stations..lanes=12",
        "stations.inspection.lanes=-1",
        "stations.inspektion.lanes=12",
        "stations.inspection.lames=12",
        "stations.inspection.lanes.2.open=12",
        "stations.documents.lanes.open=12",
        "stations.correction.next.released=0.5",
        "stations.documents.next.inspection=1.5",
        "stations.documents.next.xray=0.05",
        "stations.correction.next=nowhere",
        "stations.documents.service=10",
        "run.length=10 dyas",
        "teams.inspectors.members.1.on=12",
        "arrivals.commercial.hours.3=many",
        "stations.documents.service={ triangular = { min = \"9 min\", mode = \"8 min\", max = \"1 h\" } }",
        "target.release.share=95",
        "sweep.\"stations.inspection.lanes\".from=13",
    ];
    let both = problems(set(&[
        "stations.documents.lanes=none",
        "stations.correction.lanes=-2",
    ]));
    insta::assert_snapshot!(report(arguments.iter().map(said).chain([("two", both)])));
}
