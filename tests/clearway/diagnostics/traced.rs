//! `arrivals.*.file`: batches from a CSV file.

use clearway::model::{ArrivalProcess, ClassId, GoodsId, TracedBatch};
use clearway::scenario::{Problems, Scenario};
use clearway::time::{Span, Time};

use super::{changed, compile_beside, problems, report};

/// Compiles the valid scenario with its donations from a file and with another passage replaced.
fn traced(csv: &[u8], passage: &str, replacement: &str) -> Result<Scenario, Problems> {
    let every = "every = { exponential = { mean = \"2 h\" } }\ngoods = \"masks\"";
    let text = changed(every, "file = \"april.csv\"").replace(passage, replacement);
    compile_beside(&text, "april.csv", csv)
}

fn said(csv: &str) -> String {
    said_of(csv.as_bytes(), "priority", "priority")
}

fn said_of(csv: &[u8], passage: &str, replacement: &str) -> String {
    problems(traced(csv, passage, replacement))
}

#[test]
fn rows_become_batches_in_order_of_time() {
    let csv = "\u{feff}who,arrived,goods,units,priority,due\r\n\
               x, 2020-04-14T06:00:00,masks,30000,,\r\n\
               \"y, z\",2020-04-13 08:30,ventilators,7.5,5,24 h\r\n\
               \r\n\
               z,2020-04-14T06:00,masks,4000,-1,2020-04-15T00:00:00\r\n\
               late,2020-05-25T00:00:00,masks,1,9,\r\n";
    let compiled = traced(csv.as_bytes(), "priority", "priority");
    let model = compiled
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model;
    let stream = &model.streams()[1];
    let ArrivalProcess::Trace(batches) = &stream.process else {
        panic!("a trace");
    };
    assert_eq!(model.priorities(), [5, 1, 0, -1]);
    let at = |minutes: i64| Time::START + Span::from_micros(minutes * 60_000_000);
    let batch = |time, class, units, rank, due| TracedBatch {
        time,
        class: ClassId(class),
        units,
        rank,
        due,
        drawn: None,
    };
    let expected = [
        batch(at(8 * 60 + 30), 2, 7.5, 0, Some(at(32 * 60 + 30))),
        batch(at(30 * 60), 3, 30_000.0, 1, None),
        batch(at(30 * 60), 3, 4_000.0, 3, Some(at(48 * 60))),
    ];
    assert_eq!(batches.as_slice(), expected);
    let goods: Vec<_> = model.classes()[2..]
        .iter()
        .map(|class| class.goods)
        .collect();
    assert_eq!(goods, [Some(GoodsId(1)), Some(GoodsId(0))]);
    assert_eq!(stream.mix.iter().next(), Some((1.0 / 3.0, &ClassId(2))));
    assert_eq!(stream.rank, 1);
}

#[test]
fn rows_are_blamed_one_by_one() {
    let head = "arrived,goods,units,priority,due\n";
    let row = |row: &str| said(&format!("{head}{row}\n"));
    insta::assert_snapshot!(report([
        ("no date", row(",masks,1,,")),
        ("a date alone", row("2020-04-14,masks,1,,")),
        ("day first", row("14/04/2020 08:00,masks,1,,")),
        ("points", row("14.04.2020 08:00,masks,1,,")),
        ("slashes", row("2020/04/14 08:00,masks,1,,")),
        ("a spreadsheet's number", row("43935.33,masks,1,,")),
        ("a time zone", row("2020-04-14T08:00:00Z,masks,1,,")),
        ("no date at all", row("yesterday,masks,1,,")),
        ("no such day", row("2020-04-31T08:00:00,masks,1,,")),
        ("before the run", row("2020-04-12T23:59:59,masks,1,,")),
        ("unknown goods", row("2020-04-14T08:00:00,mask,1,,")),
        ("no units", row("2020-04-14T08:00:00,masks,,,")),
        (
            "marks in numbers",
            row("2020-04-14T08:00:00,masks,\"390,000\",,")
        ),
        (
            "a decimal comma",
            row("2020-04-14T08:00:00,masks,\"1000,5\",,")
        ),
        ("negative units", row("2020-04-14T08:00:00,masks,-4,,")),
        ("units in words", row("2020-04-14T08:00:00,masks,many,,")),
        (
            "priority in words",
            row("2020-04-14T08:00:00,masks,1,high,")
        ),
        (
            "due before arrival",
            row("2020-04-14T08:00:00,masks,1,,2020-04-14T07:00:00")
        ),
        ("due in words", row("2020-04-14T08:00:00,masks,1,,soon")),
        ("a cell too few", row("2020-04-14T08:00:00,masks,1,")),
        ("an open quote", row("\"2020-04-14T08:00:00,masks,1,,")),
        (
            "text after a quote",
            row("\"2020-04-14T08:00:00\"x,masks,1,,")
        ),
        ("all after the run", row("2021-04-14T08:00:00,masks,1,,")),
        (
            "many at once",
            said(&format!("{head}{}", "x,mask,y,,\n".repeat(9)))
                .lines()
                .filter(|line| line.starts_with("april.csv"))
                .collect::<Vec<_>>()
                .join("\n")
        ),
    ]));
}

#[test]
fn files_are_told_what_they_are() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("arrived,goods\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let file = "file = \"april.csv\"";
    insta::assert_snapshot!(report([
        ("empty", said("")),
        ("headings alone", said("arrived,goods,units\n")),
        (
            "semicolons",
            said("arrived;goods;units\n2020-04-14T08:00:00;masks;1\n")
        ),
        ("tabs", said("arrived\tgoods\tunits\n")),
        ("UTF-16", said_of(&utf16, "priority", "priority")),
        (
            "Latin-1",
            said_of(
                b"arrived,goods,units\n2020-04-14T08:00:00,caf\xe9,1\n",
                "priority",
                "priority"
            )
        ),
        (
            "a workbook",
            said_of(b"PK\x03\x04....", "priority", "priority")
        ),
        ("no columns", said("a,b\n1,2\n")),
        ("misspelt columns", said("arived,goods,units,prioriti\n")),
        ("not there", said_of(b"", file, "file = \"mai.csv\"")),
        (
            "goods twice",
            said_of(b"", file, "file = \"april.csv\"\ngoods = \"masks\"")
        ),
        (
            "rates too",
            said_of(b"", file, "file = \"april.csv\"\nhours = [1]\ngroup = 2")
        ),
        (
            "two ways",
            said_of(b"", file, "file = \"april.csv\"\nper_day = 3")
        ),
        ("no text", said_of(b"", file, "file = 3")),
    ]));
}
