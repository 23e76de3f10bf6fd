//! Misspelt keys: their values are checked as those of the keys that were probably meant, so that a
//! misspelt key or header hides no other problem.

use super::diagnostics::Diagnostics;
use crate::scenario::document::Document;
use crate::scenario::file::File;
use crate::scenario::path::Path;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::reader;

/// Returns all problems of a document with misspelt keys, which `check` finds once their values
/// have the keys that were probably meant; `None` if there are no such keys.
pub(super) fn problems<T>(
    document: &Document,
    diagnostics: &Diagnostics<'_>,
    check: impl FnOnce(&Document) -> Result<T, Problems>,
) -> Option<Problems> {
    if !diagnostics.has_renamed() {
        return None;
    }
    let mut mended = document.clone();
    let mut told: Vec<Problem> = vec![];
    let (_, unread) = reader::read::<File>(document.root(), &Path::default());
    for unread in unread.into_iter().filter(|it| it.is_renamed) {
        let Some(meant) = &unread.meant else { continue };
        if mended.root.rename(&unread.path, meant.last()) {
            told.extend(document.unread(unread));
        }
    }
    if told.is_empty() {
        return None;
    }
    told.extend(check(&mended).err().into_iter().flatten());
    Some(Problems::new(told))
}
