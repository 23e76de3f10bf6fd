//! Notes: warnings and remarks for the reader of results.

use serde::{Deserialize, Serialize};

/// A warning or remark for the reader of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Warning or remark.
    pub severity: Severity,
    /// One or two plain sentences.
    pub text: String,
}

/// Severity of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The numbers cannot be used as they are.
    Warning,
    /// Useful to know.
    Remark,
}

/// Returns a note without which the numbers mislead.
pub(super) fn warning(text: String) -> Note {
    Note {
        severity: Severity::Warning,
        text,
    }
}

/// Returns a note that is useful but not essential.
pub(super) fn remark(text: String) -> Note {
    Note {
        severity: Severity::Remark,
        text,
    }
}
