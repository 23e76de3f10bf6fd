//! Workbooks, made for tests.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use zip::write::SimpleFileOptions;

/// Returns a zip archive of these files.
pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in files {
        let options = SimpleFileOptions::default();
        archive.start_file(*name, options).expect("a file");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

fn saved(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().expect("a workbook")
}

fn register(sheet: &mut Worksheet) {
    let format = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (column, heading) in (1..).zip(["arrived", "goods", "units"]) {
        sheet.write(2, column, heading).expect("written");
    }
    let rows = [
        ("2020-04-13T08:30:00", "masks", 1000.5),
        ("2020-04-13T09:00:15", "other", 7.0),
        ("2020-04-14", "masks", 390_000.0),
    ];
    for (row, (at, goods, units)) in [3, 4, 6].into_iter().zip(rows) {
        let at = ExcelDateTime::parse_from_str(at).expect("a date");
        sheet
            .write_with_format(row, 1, &at, &format)
            .expect("written");
        sheet.write(row, 2, goods).expect("written");
        sheet.write(row, 3, units).expect("written");
    }
    sheet
        .write(4, 9, "a remark beside the table")
        .expect("written");
}

/// Returns a workbook with the register in the last of these sheets.
pub(super) fn excel(sheets: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    for name in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        if sheets.last() == Some(name) {
            register(sheet);
        }
    }
    saved(book)
}

/// Returns a workbook with the register and a total below it.
pub(super) fn excel_with_total() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    register(sheet);
    sheet.write(7, 1, "Total").expect("written");
    sheet.write(7, 3, 391_007.5).expect("written");
    saved(book)
}

/// Returns a workbook of lengths of time: half an hour and an hour.
pub(super) fn excel_times() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "t").expect("written");
    let rows = [("hh:mm", 0.5 / 24.0), ("[h]:mm", 1.0 / 24.0)];
    for (row, (format, days)) in (1..).zip(rows) {
        let format = Format::new().set_num_format(format);
        sheet
            .write_with_format(row, 0, days, &format)
            .expect("written");
    }
    saved(book)
}

/// Returns a spreadsheet of `OpenDocument` with the register.
pub(super) fn open_document() -> Vec<u8> {
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let date = |at: &str| {
        format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{at}\"><text:p>x\
             </text:p></table:table-cell>"
        )
    };
    let number = |number: f64| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>x\
             </text:p></table:table-cell>"
        )
    };
    let row = |cells: [String; 3]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let empty = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell \
                 table:number-columns-repeated=\"16384\"/></table:table-row>";
    open_document_of(
        &[
            row([text("arrived"), text("goods"), text("units")]),
            row([date("2020-04-13T08:30:00"), text("masks"), number(1000.5)]),
            row([date("2020-04-13T09:00:15"), text("other"), number(7.0)]),
            empty.to_owned(),
            row([date("2020-04-14"), text("masks"), number(390_000.0)]),
            empty.replace("\"3\"", "\"1000000\""),
        ]
        .concat(),
    )
}

/// Returns a spreadsheet of `OpenDocument` with these rows.
pub(super) fn open_document_of(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
         <office:spreadsheet><table:table table:name=\"Register\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        (
            "META-INF/manifest.xml",
            "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
    ])
}
