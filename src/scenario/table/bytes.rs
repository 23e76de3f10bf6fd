//! Finds out what the bytes of a file are: text in one of the Unicode encodings, or a workbook.

#[cfg(feature = "desktop")]
use std::io::{BufReader, Cursor, Read, copy, sink};

#[cfg(feature = "desktop")]
use super::bomb;
use crate::scenario::problem::Complaint;

/// Limit on the bytes that a workbook unpacks to.
#[cfg(feature = "desktop")]
const UNPACKED: u64 = 1 << 30;

/// The contents of a file with a table.
pub(super) enum Contents {
    /// A text.
    Text(String),
    /// A workbook: its bytes.
    #[cfg(feature = "desktop")]
    Workbook(Vec<u8>, Format),
}

/// The format of a workbook.
#[cfg(feature = "desktop")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `.xlsx`
    Excel,
    /// `.ods`
    OpenDocument,
}

/// Advice on every file that is neither a text nor a workbook that can be read.
const SAVE_AS: &str = "open it and save it as \"Excel Workbook (*.xlsx)\", as \"OpenDocument \
                       Spreadsheet (*.ods)\" or as \"CSV UTF-8 (comma delimited)\"";

/// Returns the contents. The error holds what the file seems to be instead, and the text before
/// the first byte that cannot be read.
pub(super) fn contents(bytes: Vec<u8>) -> Result<Contents, (Complaint, String)> {
    let refuse = |message: &str| Err((Complaint::new(message, SAVE_AS), String::new()));
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let protected: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let is_protected = bytes.windows(protected.len()).any(|it| it == protected);
        return refuse(if is_protected {
            "the workbook is protected by a password"
        } else {
            "the file is an old Excel workbook (.xls)"
        });
    }
    if let Some(text) = utf16(&bytes) {
        return text.map(Contents::Text);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let valid = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let message =
                "the file is not UTF-8 text from here on, but perhaps Latin-1, GBK or Windows text";
            let help = "save it again as \"CSV UTF-8 (comma delimited)\"";
            return Err((Complaint::new(message, help), valid));
        }
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let start = start
        .get(..start.floor_char_boundary(400))
        .unwrap_or_default();
    let lower = start.to_lowercase();
    if lower.starts_with('<') && (lower.contains("<html") || lower.contains("<table")) {
        return refuse("the file is a web page, although programs may call it .xls");
    }
    if lower.starts_with("<?xml") {
        return refuse("the file is XML, such as an Excel 2003 workbook");
    }
    if start.starts_with("[{") || start.starts_with("{\"") {
        return refuse("the file seems to be JSON, not a table");
    }
    let text = match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    };
    Ok(Contents::Text(lines(text)))
}

/// Returns a workbook, or what the zip archive is instead.
#[cfg(feature = "desktop")]
fn workbook(bytes: Vec<u8>) -> Result<Contents, (Complaint, String)> {
    match format(&bytes) {
        Ok(format) => Ok(Contents::Workbook(bytes, format)),
        Err(message) => Err((Complaint::new(message, SAVE_AS), String::new())),
    }
}

/// Refuses a workbook, which only the command reads.
#[cfg(not(feature = "desktop"))]
fn workbook(_bytes: Vec<u8>) -> Result<Contents, (Complaint, String)> {
    let message = "workbooks can be read by the command only, not by this page";
    let help = "save the sheet as \"CSV UTF-8 (comma delimited)\" and name that file";
    Err((Complaint::new(message, help), String::new()))
}

/// Turns the line ends of old systems into line feeds.
fn lines(text: String) -> String {
    if text.contains('\r') && !text.contains('\n') {
        text.replace('\r', "\n")
    } else {
        text
    }
}

/// Decodes UTF-16; `None` if the bytes are not UTF-16. Without a byte-order mark, the zeros of
/// plain letters and digits tell the order.
fn utf16(bytes: &[u8]) -> Option<Result<String, (Complaint, String)>> {
    let zeros = |from: usize| {
        let every_second = bytes.iter().skip(from).step_by(2).take(32);
        every_second.filter(|byte| **byte == 0).count()
    };
    let (little, body) = match bytes {
        [0xff, 0xfe, body @ ..] => (true, body),
        [0xfe, 0xff, body @ ..] => (false, body),
        _ if zeros(1) > 8 && zeros(0) == 0 => (true, bytes),
        _ if zeros(0) > 8 && zeros(1) == 0 => (false, bytes),
        _ if bytes.iter().take(64).any(|byte| *byte == 0) => {
            let message = "the file holds zero bytes, so it is not text";
            return Some(Err((Complaint::new(message, SAVE_AS), String::new())));
        }
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    };
    // a file cut in the middle of a letter ends without it: its last cell would be wrong
    let text = String::from_utf16(&body.chunks_exact(2).map(unit).collect::<Vec<u16>>());
    Some(match text {
        Ok(text) if body.len() % 2 == 0 => Ok(lines(text)),
        _ => {
            let message = "the file begins like UTF-16 text but is cut off or damaged";
            Err((Complaint::new(message, SAVE_AS), String::new()))
        }
    })
}

/// Returns the format of a workbook, or a message on what the file is instead. The unpacked size
/// is measured, because a zip file can state another one.
#[cfg(feature = "desktop")]
fn format(bytes: &[u8]) -> Result<Format, String> {
    let damaged = |_| "the file begins like a workbook but is cut off or damaged".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err("the file is a binary Excel workbook (.xlsb)".to_owned());
    }
    let format = if has("content.xml") {
        Format::OpenDocument
    } else if has("[Content_Types].xml") && has("xl/workbook.xml") {
        Format::Excel
    } else {
        return Err("the file is a zip archive but not a workbook".to_owned());
    };
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let size = copy(&mut entry.take(UNPACKED + 1 - unpacked), &mut sink());
        unpacked += size.map_err(|_| "the workbook is damaged".to_owned())?;
        if unpacked > UNPACKED {
            return Err(format!(
                "the workbook unpacks to more than {} MB",
                UNPACKED >> 20
            ));
        }
    }
    if format == Format::OpenDocument {
        let content = archive.by_name("content.xml").map_err(damaged)?;
        if !bomb::is_bounded(BufReader::new(content)) {
            return Err(format!(
                "the workbook has more than {} million cells, which are too many of an .ods file",
                bomb::MOST_CELLS / 1_000_000
            ));
        }
    }
    Ok(format)
}
