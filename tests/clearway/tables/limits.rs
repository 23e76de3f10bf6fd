//! Workbooks that unfold to more than they seem to hold.

use std::io::{Cursor, Write as _};
use std::time::Instant;

use zip::write::SimpleFileOptions;

use super::{books, read};

const ROW: &str = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>arrived\
                   </text:p></table:table-cell></table:table-row>";

/// A cell with a value that is repeated, in a row that is.
fn repeated(rows: u64, columns: u64, text: &str) -> String {
    format!(
        "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
         table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>{text}\
         </text:p></table:table-cell></table:table-row>"
    )
}

#[test]
fn repeated_cells_are_counted_before_they_are_laid_out() {
    let many = "the workbook has more than 30 million cells";
    let long = "x".repeat(100_000);
    let spaces = |count: u64| format!("<text:s text:c=\"{count}\"/>");
    let parts = "<text:span>twenty letters, more</text:span>".repeat(200);
    let inner = "<table:table-cell></table:table-cell>";
    let within = |name: &str| {
        format!(
            "<{name}>{}</{name}>{long}",
            inner.repeat(usize::from(name != "table:table-row"))
        )
    };
    for (rows, is_refused) in [
        (format!("{ROW}{}", repeated(1_048_575, 16_384, "1")), true),
        (format!("{ROW}{}", repeated(4_000_000_000, 40, "1")), true),
        (
            format!("{ROW}{}", repeated(1, 16_384, "1").repeat(2_000)),
            true,
        ),
        (format!("{ROW}{}", repeated(1, 16_384, &long)), true),
        // spaces, texts in many parts, texts after other elements
        (
            format!("{ROW}{}", repeated(1, 1, &spaces(2_000_000_000))),
            true,
        ),
        (
            format!(
                "{ROW}{}",
                repeated(1, 1, &spaces(65_000).repeat(200)).repeat(100)
            ),
            true,
        ),
        (format!("{ROW}{}", repeated(1_000_000, 1, &parts)), true),
        (
            format!(
                "{ROW}{}",
                repeated(1_000_000, 1, &within("table:table-row"))
            ),
            true,
        ),
        (
            format!(
                "{ROW}{}",
                repeated(1_000_000, 1, &within("office:annotation")),
            ),
            true,
        ),
        (format!("{ROW}{}", repeated(1_000, 1, &spaces(8))), false),
        (format!("{ROW}{}", repeated(1_000, 1, &parts)), false),
        // what programs write below and beside every table
        (
            format!(
                "{ROW}{}",
                repeated(1_048_575, 16_384, "1")
                    .replace(" office:value-type=\"string\"", "")
                    .replace("<text:p>1</text:p>", "")
            ),
            false,
        ),
        (format!("{ROW}{}", repeated(100_000, 1, "x")), false),
    ] {
        let start = Instant::now();
        let said = read("file = \"a.ods\"", "a.ods", &books::open_document_of(&rows));
        assert_eq!(
            said.contains(many),
            is_refused,
            "{}",
            &said[..said.len().min(400)]
        );
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}

#[test]
fn a_workbook_unpacks_to_a_limit() {
    let mut archive = zip::ZipWriter::new(Cursor::new(vec![]));
    let options = SimpleFileOptions::default();
    let zeros = vec![b'0'; 1 << 20];
    for name in [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ] {
        archive.start_file(name, options).expect("a file");
        if name.ends_with("sheet1.xml") {
            for _ in 0..1100 {
                archive.write_all(&zeros).expect("written");
            }
        }
    }
    let bytes = archive.finish().expect("an archive").into_inner();
    assert!(bytes.len() < 3 << 20, "{} bytes", bytes.len());
    let said = read("file = \"a.xlsx\"", "a.xlsx", &bytes);
    assert!(said.contains("unpacks to more than 1024 MB"), "{said}");
}
