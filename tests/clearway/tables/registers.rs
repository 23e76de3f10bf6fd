//! Registers as planners have them: each gives the right batches, or a refusal that names the cause
//! and what to write; what it says to write works when it is pasted.

use std::fmt::Write as _;

use super::{csv, read, report};

const HEADINGS: &str = "arrived,goods,units\n";

/// Reads rows below the usual headings.
fn rows(rows: &str) -> String {
    csv("", &format!("{HEADINGS}{rows}\n"))
}

#[test]
fn headings_of_planners_are_found_or_asked_for_in_one_paste() {
    let title = "Register of port X,,\n,,\narrived,goods,units\n2020-04-13 08:30,masks,1\n";
    let chinese = "到达时间,品名,数量\n2020-04-13 08:30,masks,1000\n";
    let own = "Nr;Date;Time;HS code;Qty\n1;13.04.2020;08:30;masks;1000\n";
    insta::assert_snapshot!(report([
        ("a title of the same width", csv("", title)),
        (
            "a title of one cell",
            csv("", &title.replace(",,\n,,\n", "\n\n"))
        ),
        (
            "a title with semicolons below",
            csv(
                "",
                "Register, port X\narrived;goods;units\n2020-04-13 08:30;;1,5\n"
            ),
        ),
        (
            "a comment",
            csv("", &format!("# exported\n{HEADINGS}2020-04-13,,1\n"))
        ),
        ("Chinese", csv("", chinese)),
        (
            "other letters",
            csv("", "Arrived,Goods,Units\n2020-04-13,masks,1\n")
        ),
        (
            "a unit",
            csv("", "arrived,goods,units (pcs)\n2020-04-13,masks,1\n")
        ),
        ("words and two columns of time", csv("", own)),
        ("none is guessed", csv("", "a,b\nx,y\n")),
        (
            "counts",
            csv("counts = \"day\"", "day,trucks\n2020-04-13,3\n")
        ),
        (
            "a column of no width",
            csv("", "\u{200b}arrived,goods,units\n2020-04-13,,1\n")
        ),
        (
            "an empty heading",
            csv("", "arrived,,goods,units\n2020-04-13 08:00,x,masks,1\n")
        ),
        ("only headings", csv("", HEADINGS)),
        ("JSON", csv("", "[{\"arrived\": \"2020-04-13\"}]")),
    ]));
}

#[test]
fn dates_of_planners_have_one_reading_or_none() {
    let cases = [
        "２０２０-０４-１３ ０８:３０,masks,１０００",
        "2020年4月13日 08:30,masks,1",
        "2020年4月13日8时30分,masks,1",
        "\"Apr 13, 2020 8:30 AM\",masks,1",
        "Mon 13 Apr 2020 08:30,masks,1",
        "13. April 2020 08:30,masks,1",
        "202004130830,masks,1",
        "2020-04-13\u{a0}08:30\u{200b},masks,1",
        "13. Mai 2020 08:30,masks,1",
        "13 avril 2020,masks,1",
        "2020-04-13 24:00,masks,1",
        "2020-04-13 8h30,masks,1",
        "2020-04-13 08:30 CEST,masks,1",
        "2020-04-13 08:00-09:00,masks,1",
        "2020-04-13T08:00-09:00,masks,1",
        "2020-04-13 20:00-05:00,masks,1",
        "13-04-20 08:30,masks,1",
        "13-Apr-20 08:30,masks,1",
        "1586766600,masks,1",
        "08:30,masks,1",
        "\"43934,3541666667\",masks,1",
        "13/04/2563 08:30,masks,1",
        "04/03/2019 08:30,masks,1\n13/04/2020 08:30,masks,1",
        "2020-04-13 00:00,masks,1\n2020-04-14 08:30,masks,1",
    ];
    let mut text = String::new();
    for case in cases {
        let _ = write!(text, "## {case}\n{}\n", rows(case));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn numbers_names_and_rows_of_planners() {
    let semicolons = |units: &str| {
        csv(
            "",
            &format!("arrived;goods;units\n2020-04-13 08:30;masks;{units}\n"),
        )
    };
    insta::assert_snapshot!(report([
        ("no-break spaces", semicolons("12\u{202f}500,5")),
        ("no reading", semicolons("1,00,000")),
        ("none", rows("2020-04-13 08:30,masks,N/A")),
        (
            "thousands without quotes",
            rows("2020-04-13 08:30,masks,1,000")
        ),
        ("a note", rows("2020-04-13 08:30,masks,1\nSource: customs")),
        ("a total", rows("2020-04-13 08:30,masks,1\n,,1")),
        (
            "unknown goods",
            rows("2020-04-13 08:30,Masks,1\n2020-04-13 08:30,3004,1\n2020-04-13 08:30,3004,2")
        ),
        (
            "goods that are others",
            csv(
                "otherwise = \"other\"",
                &format!("{HEADINGS}2020-04-13 08:30,3004,1\n2020-04-13 08:30,,1\n")
            )
        ),
        (
            "names that are not all",
            csv(
                "names = { \"3004\" = \"masks\" }",
                &format!("{HEADINGS}2020-04-13 08:30,03004,1\n")
            )
        ),
        (
            "priority and due",
            csv(
                "",
                "arrived;goods;units;priority;due\n2020-04-13 08:30;;1;1.0;24 h\n\
                 2020-04-13 08:30;;1;high;24\n2020-04-13 08:30;;1;1;1,5 h\n\
                 2020-04-13 08:30;;1;1;soon\n"
            )
        ),
        (
            "a due date of two readings beside other dates",
            csv(
                "dates = \"dd.mm.yyyy\"",
                "arrived;goods;units;due\n2020-04-13 08:30;;1;03.05.2020 08:00\n"
            )
        ),
        (
            "the decimal comma of a serial day",
            csv(
                "dates = \"serial\"",
                "arrived;goods;units\n43934,3541666667;;1\n"
            )
        ),
        (
            "a pattern of Chinese",
            csv(
                "dates = \"yyyy年m月d日\"",
                &format!("{HEADINGS}2020年4月13日,,1\n")
            )
        ),
    ]));
}

#[test]
fn hours_of_counts_may_be_spans_and_rows_of_one_date_are_told() {
    let hours = |text: &str| {
        let form = "counts = \"hour\", columns = { arrived = [\"date\", \"hour\"] }";
        csv(form, &format!("date,hour,batches\n{text}"))
    };
    let at_eight = "2020-04-13T08:30:00 - 0\n";
    for hour in ["8", "08:00", "08:00-09:00", "08:00-08:59", "8-9", "8 AM"] {
        assert_eq!(hours(&format!("2020-04-13,{hour},1\n")), at_eight, "{hour}");
    }
    for wrong in ["24", "08:00-10:00", "08:30-09:30", "8.5", "night"] {
        let said = hours(&format!("2020-04-13,{wrong},1\n"));
        assert!(said.contains("april.csv:2:12: "), "{wrong}: {said}");
    }
    let form = "counts = \"day\", columns = { arrived = \"date\" }";
    let said = csv(
        form,
        "date,post,batches\n2020-04-13,A,1\n2020-04-13,B,2\n2020-04-14,A,1\n",
    );
    assert!(
        said.contains("note: april.csv: 1 date has several rows of the same goods"),
        "{said}"
    );
}

/// Returns the advice of what was said: the table to paste, the first of several.
fn advice(said: &str) -> &str {
    let (_, rest) = said
        .split_once("write file = { ")
        .expect("a table to paste");
    let rest = rest.split(" }, or file = ").next().expect("a table");
    let end = rest
        .find(" } if ")
        .or(rest.find(" }, each"))
        .or(rest.find(" } to "));
    let end = end.or(rest.find(" };")).unwrap_or(rest.len());
    rest[..end].trim_end()
}

#[test]
fn what_is_advised_works_when_it_is_pasted() {
    let cases = [
        "到达时间,品名,数量\n2020-04-13 08:30,masks,1000\n",
        "Lodged,HS,Qty\n2020-04-13 08:30,3004,1000\n",
        "Nr;Date;Time;HS code;Qty\n1;13.04.2020;08:30;masks;1000\n",
        "arrived,goods,units\n03/04/2020 08:30,masks,1\n",
        "arrived,goods,units\n2020-04-13 08:30,masks,\"1,000\"\n",
        "arrived,goods,units\n43934.354,masks,1\n",
        "arrived,goods,units\n13-Apr-20 08:30,masks,1\n",
        "arrived,goods,units\n2020-04-13 08:30,3004,1\n2020-04-13 08:30,3005,1\n",
        "arrived,goods,units\n2020-03-13 08:30,masks,1\n2020-04-13 08:30,masks,1\n",
    ];
    for text in cases {
        let mut said = csv("", text);
        let mut rounds = 0;
        while said.contains("help: ") {
            rounds += 1;
            assert!(rounds <= 2, "{text}{said}");
            // the goods of a code are left to be filled in
            let advice = advice(&said).replace("NAME", "masks");
            let stream = format!("file = {{ {advice} }}");
            said = read(&stream, "april.csv", text.as_bytes());
        }
        // unknown goods below headings that are not known yet need a second round
        let is_both = text.contains("HS,Qty");
        assert_eq!(rounds, if is_both { 2 } else { 1 }, "{text}{said}");
        assert!(said.starts_with("2020-04-"), "{text}{said}");
    }
}

/// Headings, goods and rows that are all wrong are told in one round; the last advice on the table
/// has the columns and the names.
#[test]
fn headings_names_and_rows_are_told_together() {
    let table = "Date;Product;Qty\n2020-04-14 08:00;Masken;10\n2020-04-14 09:00;Gowns;x\n\
                 ٢٠٢٠-٠٤-١٤ ٠٨:٠٠;Masken;١٠\n";
    insta::assert_snapshot!(csv("", table));
}

#[test]
fn all_wrong_cells_of_a_row_are_told_together() {
    let dues = |rows: &str| csv("", &format!("arrived,goods,units,due,priority\n{rows}\n"));
    insta::assert_snapshot!(report([
        (
            "an unclear date and no number",
            rows("04/05/2020 08:00,masks,abc")
        ),
        (
            "an unclear number and no date",
            rows("2020-04-14 08:00,masks,\"1,500\"\n2020-04-14 25:00,masks,\"2,500\"")
        ),
        (
            "due too early and no number",
            dues("2020-04-14T08:00,masks,abc,2020-04-13T08:00:00,1")
        ),
        (
            "due too early and no priority",
            dues("2020-04-14T08:00,masks,3,2020-04-13T08:00:00,high")
        ),
        (
            "before the run and due too early",
            dues("2020-04-10T08:00,masks,3,2020-04-09T08:00:00,1")
        ),
        (
            "four cells",
            dues("2020-04-14T08:00,mask,1x,2020-04-32,high")
        ),
    ]));
}
