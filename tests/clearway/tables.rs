//! Tables from outside: one register in every form, what is decided, asked or refused, and what is
//! drawn.

mod books;
mod limits;
mod registers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearway::engine::{Limits, simulate};
use clearway::model::{ArrivalProcess, TracedBatch};
use clearway::observe::{Batch, Observer};
use clearway::random::Address;
use clearway::scenario::{Document, Problems, Scenario};

/// Compiles a scenario of April 2020 whose stream has these lines, with a table beside it.
fn april(stream: &str, name: &str, bytes: &[u8]) -> Result<Scenario, Problems> {
    compiled(stream, "\"10 min\"", name, bytes)
}

fn compiled(stream: &str, service: &str, name: &str, bytes: &[u8]) -> Result<Scenario, Problems> {
    let text = format!(
        "[run]\nkind = \"period\"\nstart = 2020-04-01\nlength = \"30 days\"\nreplications = 2\n\
         [goods.masks]\nunits = 5\n[goods.other]\nunits = 7\n\
         [arrivals.a]\n{stream}\nto = \"desk\"\n\
         [stations.desk]\nlanes = 1\nservice = {service}\nnext = \"released\"\n"
    );
    let files = BTreeMap::from([
        (PathBuf::from("april.toml"), text.into_bytes()),
        (PathBuf::from(name), bytes.to_vec()),
    ]);
    Document::load(Path::new("april.toml"), files)?.compile()
}

fn batches(scenario: &Scenario) -> &[TracedBatch] {
    match &scenario.model.streams()[0].process {
        ArrivalProcess::Trace(batches) => batches,
        other => panic!("not a table: {other:?}"),
    }
}

/// Returns the batches as lines, then the notes; or the problems.
fn read(stream: &str, name: &str, bytes: &[u8]) -> String {
    match april(stream, name, bytes) {
        Err(problems) => problems.to_string(),
        Ok(scenario) => {
            let model = &scenario.model;
            let line = |batch: &TracedBatch| {
                let at = model.calendar().date_time(batch.time);
                let goods = model.classes()[batch.class.index()].goods;
                let goods = goods.map_or("-", |goods| ["masks", "other"][goods.index()]);
                format!("{at} {goods} {}", batch.units)
            };
            let lines = batches(&scenario).iter().map(line);
            let notes = scenario.notes.iter().map(|note| format!("note: {note}"));
            let lines: Vec<String> = lines.chain(notes).collect();
            lines.join("\n") + "\n"
        }
    }
}

fn csv(form: &str, text: &str) -> String {
    let form = if form.is_empty() {
        String::new()
    } else {
        format!(", {form}")
    };
    let stream = format!("file = {{ path = \"april.csv\"{form} }}");
    read(&stream, "april.csv", text.as_bytes())
}

const REGISTER: &str = "arrived,goods,units\n2020-04-13T08:30:00,masks,1000.5\n\
                        2020-04-13T09:00:15,other,7\n2020-04-14T00:00:00,masks,390000\n";

#[test]
fn one_register_reads_alike_in_every_form() {
    let expected = "2020-04-13T08:30:00 masks 1000.5\n2020-04-13T09:00:15 other 7\n\
                    2020-04-14T00:00:00 masks 390000\n";
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        if big {
            units.flat_map(u16::to_be_bytes).collect()
        } else {
            units.flat_map(u16::to_le_bytes).collect()
        }
    };
    let marked = format!("\u{feff}{REGISTER}");
    let mut forms = vec![
        REGISTER.as_bytes().to_vec(),
        marked.clone().into_bytes(),
        REGISTER.replace('\n', "\r\n").into_bytes(),
        REGISTER.replace('\n', "\r").into_bytes(),
        format!(
            "\n{}\n,,\n , \n",
            REGISTER.replace("\n2020-04-14", "\n,,\n2020-04-14")
        )
        .into_bytes(),
    ];
    for separator in [";", "\t", "|"] {
        let text = REGISTER.replace(',', separator);
        forms.push(text.clone().into_bytes());
        forms.push(format!("sep={separator}\r\n{text}").into_bytes());
        forms.push(format!("\"sep={separator}\"\n{text}").into_bytes());
    }
    for big in [false, true] {
        forms.push(utf16(&marked, big));
        forms.push(utf16(REGISTER, big));
        forms.push(utf16(&marked.replace(',', "\t"), big));
    }
    for form in forms {
        let said = read("file = \"april.csv\"", "april.csv", &form);
        assert_eq!(said, expected, "{}", String::from_utf8_lossy(&form));
    }
    for (name, bytes) in [
        ("april.xlsx", books::excel(&["Register"])),
        ("april.ods", books::open_document()),
        ("april.csv", books::excel(&["Register"])),
    ] {
        let said = read(&format!("file = \"{name}\""), name, &bytes);
        assert_eq!(said, expected, "{name}");
    }
    let stream = "file = { path = \"april.xlsx\", sheet = \"Register\" }";
    let said = read(stream, "april.xlsx", &books::excel(&["Notes", "Register"]));
    assert_eq!(said, expected);
}

#[test]
fn what_is_ambiguous_is_decided_by_a_row_or_asked_back() {
    insta::assert_snapshot!([undeclared(), declared()].join("\n"));
}

/// Dates and numbers of which the file shows no form.
fn undeclared() -> String {
    let dates = |rows: &str| csv("", &format!("arrived,goods,units\n{rows}"));
    let units = |units: &str| {
        let rows = units
            .split(' ')
            .map(|it| format!("2020-04-13T08:00;;{it}\n"));
        csv(
            "",
            &format!("arrived;goods;units\n{}", rows.collect::<String>()),
        )
    };
    report([
        ("a date", dates("03/04/2020 08:00,masks,1\n")),
        (
            "decided",
            dates("03/04/2020 08:00,masks,1\n13/04/2020,masks,1\n"),
        ),
        (
            "decided",
            dates("03/04/2020 08:00,,1\n13/04/2020 8:05 PM,,1\n"),
        ),
        (
            "month first",
            dates("04/03/2020 08:00,,1\n4/13/2020 12:05 AM,,1\n"),
        ),
        (
            "both",
            dates("13/04/2020 08:00,,1\n4/13/2020 12:05 AM,,1\n"),
        ),
        ("the same", dates("04.04.2020 08:00,,1\n")),
        ("two digits", dates("13.04.20 08:00,,1\n")),
        ("a number", units("1.000 2.500")),
        ("decided by comma", units("1.000 2.500,5")),
        ("decided by point", units("1.000 2500.5")),
        ("by thousands", units("1.000 2.500.000")),
        ("both marks", units("2500,5 2500.5")),
        ("no number", units("inf NaN 1e400 12% 0x10 1_0")),
    ])
}

/// Dates, numbers and headings whose form the table says.
fn declared() -> String {
    let of = |form: &str, row: &str| csv(form, &format!("arrived;goods;units\n{row}\n"));
    report([
        ("both at once", of("", "03/04/2020 08:00;;1.000")),
        (
            "declared",
            of(
                "decimal = \"comma\", dates = \"mm/dd/yyyy\"",
                "04/03/2020 08:00;;1.000",
            ),
        ),
        (
            "declared point",
            of("decimal = \"point\"", "2020-04-03 08:00;;1.000"),
        ),
        (
            "declared otherwise",
            of("decimal = \"point\"", "2020-04-03 08:00;;1000,5"),
        ),
        ("serial", of("", "43934.3541666667;;1")),
        ("as serial", of("dates = \"serial\"", "43934.3541666667;;1")),
        ("a total", of("", "2020-04-03 08:00;;1\nTotal;;1")),
        ("a total without text", of("", "2020-04-03 08:00;;1\n;;1")),
        (
            "names",
            of("dates = \"d mmm yy hh:mm\"", "3 Apr 20 08:00;;1"),
        ),
        (
            "a wrong pattern",
            of("dates = \"dd.mm.jjjj\"", "3 Apr 20 08:00;;1"),
        ),
        (
            "a wrong zone",
            of("zone = \"Shanghai\"", "2020-04-03 08:00;;1"),
        ),
        ("no sheets", of("sheet = \"A\"", "2020-04-03 08:00;;1")),
        (
            "a heading twice",
            csv("", "arrived,goods,units,units\n2020-04-13T08:30,,1,2\n"),
        ),
        (
            "other headings",
            csv("", "Lodged,HS,Qty\n2020-04-13T08:30,,1\n"),
        ),
    ])
}

fn report<const N: usize>(cases: [(&str, String); N]) -> String {
    let case = |(about, said): (&str, String)| format!("## {about}\n{said}");
    cases.map(case).join("\n")
}

#[test]
fn zones_become_local_time() {
    let rows = |form: &str, rows: &str| csv(form, &format!("arrived,goods,units\n{rows}"));
    let berlin = "zone = \"Europe/Berlin\"";
    let utc = "2020-04-13T08:30:00Z,,1\n2020-04-13T08:30:00+08:00,,1\n";
    assert_eq!(
        rows(berlin, utc),
        "2020-04-13T02:30:00 - 1\n2020-04-13T10:30:00 - 1\n"
    );
    let mixed = rows("", utc);
    assert!(
        mixed.contains("april.csv:3:1: ") && mixed.contains("another offset"),
        "{mixed}"
    );
    let one = rows("", "2020-04-13T08:30:00+0800,,1\n");
    assert!(one.starts_with("2020-04-13T08:30:00 - 1\nnote: "), "{one}");
    for form in ["", berlin] {
        let partly = rows(form, "2020-04-13T08:30:00,,1\n2020-04-13T08:30:00Z,,1\n");
        assert!(
            partly.contains("april.csv:3:1: ") && partly.contains("has a zone"),
            "{partly}"
        );
    }
    // clocks go forward on the last Sunday of March, and back on the last one of October
    let zone = "zone = \"America/New_York\", from = 2020-04-01";
    let text = "arrived,goods,units\n2020-03-08T02:30:00,,1\n";
    let gap = csv(zone, text);
    assert!(gap.contains("does not exist in America/New_York"), "{gap}");
    let twice = csv(
        zone,
        "arrived,goods,units\n2019-11-03T01:30:00,,1\n2020-04-02T01:30,,1\n",
    );
    assert!(twice.starts_with("2020-04-02T01:30:00 - 1\n"), "{twice}");
}

#[test]
fn columns_names_and_dates_are_those_of_the_planner() {
    let text = "Nr;Date;Time;HS;Qty\n1;31.03.2020;23:59;3004;1\n2;01.04.2020;00:00;3004;2\n\
                3;13.04.2020;8:30 PM;9999;1.500\n4;30.04.2020;10:00;masks;4\n\
                5;01.05.2020;00:00;3004;5\n";
    let form = "columns = { arrived = [\"Date\", \"Time\"], goods = \"HS\", units = \"Qty\" }, \
                decimal = \"comma\", names = { \"3004\" = \"masks\" }, otherwise = \"other\", \
                from = 2020-04-01, to = 2020-05-01";
    assert_eq!(
        csv(form, text),
        "2020-04-01T00:00:00 masks 2\n2020-04-13T20:30:00 other 1500\n\
         2020-04-30T10:00:00 masks 4\n\
         note: april.csv: that the day comes first was read from \"31.03.2020\" in row 2 for the \
         column \"Date\".\nnote: april.csv: \"from\" and \"to\" leave out 2 rows.\nnote: april.csv: \
         \"otherwise\" makes \"other\" of 1 row: \"9999\".\n"
    );
    let unknown = csv(&form.replace("otherwise = \"other\", ", ""), text);
    assert!(
        unknown.contains("april.csv:4:22: unknown goods \"9999\""),
        "{unknown}"
    );
    let early = csv("", "arrived,goods,units\n2020-03-13T08:30,,1\n");
    assert!(early.contains("from = 2020-04-01 }"), "{early}");
    let late = csv(
        "",
        "arrived,goods,units\n2020-04-13T08:30,,1\n2020-07-13T08:30,,1\n",
    );
    assert!(
        late.contains("1 row after the end of the run left out"),
        "{late}"
    );
}

#[test]
fn other_files_are_refused_with_what_to_save_as() {
    let binary = books::zip(&[("xl/workbook.bin", "x")]);
    let mut protected = vec![0xd0, 0xcf, 0x11, 0xe0];
    protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let of = |name: &str, bytes: &[u8]| read(&format!("file = \"{name}\""), name, bytes);
    let in_sheet = "file = { path = \"a.xlsx\", sheet = \"Registre\" }";
    insta::assert_snapshot!(report([
        ("an old workbook", of("a.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0])),
        ("a password", of("a.xlsx", &protected)),
        ("a binary workbook", of("a.xlsb", &binary)),
        (
            "another archive",
            of("a.zip", &books::zip(&[("a.txt", "x")]))
        ),
        ("cut off", of("a.xlsx", &books::excel(&["A"])[..2000])),
        (
            "a web page",
            of("a.xls", b"<html><body><table><tr><td>arrived")
        ),
        ("zeros", of("a.csv", &[0; 100])),
        (
            "sheets",
            of("a.xlsx", &books::excel(&["Notes", "Register"]))
        ),
        (
            "no such sheet",
            read(in_sheet, "a.xlsx", &books::excel(&["Notes", "Register"]))
        ),
        ("an empty sheet", of("a.ods", &books::open_document_of(""))),
        ("a cell", of("a.xlsx", &books::excel_with_total())),
    ]));
}

/// Collects the minutes of arrivals and the units.
#[derive(Default)]
struct Arrived(Vec<(i64, f64)>);

impl Observer for Arrived {
    fn arrived(&mut self, time: clearway::time::Time, batch: &Batch) {
        self.0.push((time.micros() / 60_000_000, batch.units));
    }
}

fn arrived(scenario: &Scenario, replication: u64) -> Vec<(i64, f64)> {
    let mut arrived = Arrived::default();
    let address = Address::replication(1, replication);
    simulate(&scenario.model, address, Limits::default(), &mut arrived);
    arrived
        .0
        .sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
    arrived.0
}

#[test]
fn counts_arrive_at_random_instants_of_their_date_or_hour() {
    let stream = |form: &str, more: &str| {
        format!("file = {{ path = \"n.csv\", columns = {{ arrived = \"date\" }}, {form} }}\n{more}")
    };
    let weights = "hours = [0,0,0,0,0,0,0,0,1,3,0,0,0,0,0,0,0,0,0,0,0,0,0,0]\n\
                   goods = { masks = 0.25, other = 0.75 }";
    let text = b"date,batches\n2020-04-02,400\n2020-04-03,0\n2020-04-04,40\n";
    let days = april(&stream("counts = \"day\"", weights), "n.csv", text);
    let days = days.unwrap_or_else(|problems| panic!("{problems}"));
    let (one, other) = (arrived(&days, 0), arrived(&days, 1));
    assert_ne!(one, other, "each replication draws its own instants");
    for found in [&one, &other] {
        let on = |day: i64| found.iter().filter(move |(at, _)| at / 1440 == day);
        assert_eq!([1, 2, 3].map(|day| on(day).count()), [400, 0, 40]);
        assert!(
            found
                .iter()
                .all(|(at, _)| (480..600).contains(&(at % 1440)))
        );
        let late = on(1).filter(|(at, _)| at % 1440 >= 540).count();
        // 300 expected, standard deviation 8.7
        assert!((260..=340).contains(&late), "{late}");
        let masks = found.iter().filter(|(_, units)| *units == 5.0).count();
        assert!((75..=145).contains(&masks), "{masks} of 440, 110 expected");
    }
    let hour = b"date,hour,batches\n2020-04-02,8,30\n2020-04-02,23:00,12\n";
    let form = stream("counts = \"hour\"", "").replace("\"date\"", "[\"date\", \"hour\"]");
    let hours = april(&form, "n.csv", hour).unwrap_or_else(|problems| panic!("{problems}"));
    let found = arrived(&hours, 0);
    let within = |hour: i64| found.iter().filter(|(at, _)| at / 60 == 24 + hour).count();
    assert_eq!((within(8), within(23), found.len()), (30, 12, 42));
}

#[test]
fn values_are_times_with_units_or_numbers() {
    let mean = |form: &str, name: &str, bytes: &[u8]| {
        let service = format!("{{ empirical = {{ file = \"{name}\", column = \"t\"{form} }} }}");
        match compiled("per_day = 3", &service, name, bytes) {
            Ok(scenario) => {
                let times = &scenario.model.stations()[0].service.times;
                format!("{} min", times[0].mean() / 60e6)
            }
            Err(problems) => problems.to_string(),
        }
    };
    let of = |form: &str, text: &str| mean(form, "t.csv", format!("n;t\n{text}").as_bytes());
    assert_eq!(of(", unit = \"min\"", "1;10\n2;20\n"), "15 min");
    assert_eq!(of(", unit = \"h\"", "1;0,5\n2;1,5\n"), "60 min");
    assert_eq!(of("", "1;PT10M\n2;0:20:00\n3;30 min\n"), "20 min");
    assert_eq!(of(", unit = \"h:mm\"", "1;0:10\n2;1:10\n"), "40 min");
    assert_eq!(of(", unit = \"m:ss\"", "1;0:30\n2;1:30\n"), "1 min");
    assert_eq!(mean("", "t.xlsx", &books::excel_times()), "45 min");
    insta::assert_snapshot!(report([
        ("no unit", of("", "1;10\n")),
        ("two readings", of("", "1;0:10\n")),
        ("a unit that is none", of(", unit = \"mn\"", "1;10\n")),
        ("a decimal comma", of("", "1;1,5 h\n")),
        ("negative", of("", "1;-3 min\n")),
        ("negative number", of(", unit = \"min\"", "1;-3\n")),
        ("no value", of("", "1;\n")),
        ("no number", of(", unit = \"min\"", "1;inf\n")),
        ("no column", of("", "").replace("n;t", "")),
        ("a key of arrivals", {
            let service = "{ empirical = { file = { path = \"t.csv\", counts = \"day\" }, column = \
                           \"t\" } }";
            let found = compiled("per_day = 3", service, "t.csv", b"n;t\n1;1 min\n");
            found.map_or_else(|problems| problems.to_string(), |_| "read".to_owned())
        }),
    ]));
}
