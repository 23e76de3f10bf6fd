//! A sentence that the reader must know.

use serde::{Deserialize, Serialize};

/// What the reader must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// How grave it is.
    pub severity: Severity,
    /// One or two plain sentences.
    pub text: String,
}

/// How grave a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The numbers cannot be used as they are.
    Warning,
    /// Good to know.
    Remark,
}

/// A note without which the numbers mislead.
pub(super) fn warning(text: String) -> Note {
    Note {
        severity: Severity::Warning,
        text,
    }
}

/// A note that is good to know.
pub(super) fn remark(text: String) -> Note {
    Note {
        severity: Severity::Remark,
        text,
    }
}
