//! `results.json`, and its SHA-256, by which a page and a workbook name the results they show.

use std::fmt::{self, Write as _};
use std::io::{self, Write};
#[cfg(feature = "desktop")]
use std::io::{Cursor, Read as _};

use sha2::{Digest as _, Sha256};
#[cfg(feature = "desktop")]
use zip::ZipArchive;

use crate::results::Results;

/// Name of the digest in a page (`meta`) and in a workbook (custom property).
pub(super) const NAME: &str = "results-sha256";

/// Part of a workbook with its custom properties.
#[cfg(feature = "desktop")]
const PROPERTIES: &str = "docProps/custom.xml";

/// Limit on the size of the custom properties, in bytes.
#[cfg(feature = "desktop")]
const MOST: u64 = 1 << 20;

/// Number of hexadecimal digits.
const DIGITS: usize = 64;

/// The SHA-256 of `results.json`, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// Computes the digest of the `results.json` of these results.
    pub fn of(results: &Results) -> io::Result<Self> {
        let mut hash = Hash(Sha256::new());
        write_results(results, &mut hash)?;
        Ok(Self(hexadecimal(&hash.0.finalize())))
    }

    /// Computes the digest of the bytes of a file.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(hexadecimal(&Sha256::digest(bytes)))
    }

    /// Finishes a digest.
    pub fn of_hash(hash: Sha256) -> Self {
        Self(hexadecimal(&hash.finalize()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Writes `results.json`.
pub fn write_results(results: &Results, mut output: impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut output, results)?;
    output.write_all(b"\n")
}

/// Adds what is written to a digest.
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes bytes as hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns the digest of the results that a page shows; `None` if it names none.
pub fn of_page(page: &str) -> Option<Digest> {
    after(page, &format!("<meta name=\"{NAME}\" content=\""))
}

/// Returns the digest of the results that a workbook shows; `None` if it names none.
#[cfg(feature = "desktop")]
pub fn of_workbook(bytes: &[u8]) -> Option<Digest> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let properties = archive.by_name(PROPERTIES).ok()?;
    let mut text = String::new();
    properties.take(MOST).read_to_string(&mut text).ok()?;
    let (_, property) = text.split_once(&format!("name=\"{NAME}\""))?;
    after(property, "<vt:lpwstr>")
}

/// Returns the digest that follows a passage of a text.
fn after(text: &str, passage: &str) -> Option<Digest> {
    let (_, rest) = text.split_once(passage)?;
    let digits = rest.get(..DIGITS)?;
    let is_digest = digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_digest.then(|| Digest(digits.to_owned()))
}
