//! Advice on files that are not there.

use std::path::Path;

use super::suggest;
use crate::input::Files;

/// Limit on the names that are listed.
const SHOWN: usize = 6;

/// Returns advice on a file that is not there: the one in its folder whose name is most like its
/// own, or else those there whose names have one of these endings; `None` if there are none.
/// `written` is the path as it was written, and `own` the file in which it is.
pub(super) fn near(
    path: &Path,
    (written, own): (&str, &Path),
    endings: &[&str],
    files: &dyn Files,
) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut names = files.names(folder);
    names.retain(|it| folder.join(it) != own);
    names.retain(|it| {
        let lower = it.to_lowercase();
        it != name && endings.iter().any(|ending| lower.ends_with(ending))
    });
    let outer = written.strip_suffix(name)?;
    // "data/april.csv" where the file that names it is in the folder "data"
    let above = path
        .ancestors()
        .nth(Path::new(written).components().count());
    let is_above = |folder: &Path| files.names(folder).iter().any(|it| it == name);
    if !outer.is_empty() && names.is_empty() && above.is_some_and(is_above) {
        return Some(format!("did you mean \"{name}\"?"));
    }
    let stem = |name: &str| {
        let ending = endings.iter().find_map(|it| name.strip_suffix(it));
        ending.unwrap_or(name).to_owned()
    };
    let same_stem = names.iter().find(|it| stem(it) == stem(name));
    let all = names.iter().map(String::as_str);
    let nearest = same_stem.map(String::as_str);
    if let Some(nearest) = nearest.or_else(|| suggest::nearest(name, all.clone())) {
        return Some(format!("did you mean \"{outer}{nearest}\"?"));
    }
    let mut shown: Vec<String> = all
        .take(SHOWN)
        .map(|it| format!("\"{outer}{it}\""))
        .collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    match shown.as_slice() {
        [] => None,
        [only] => Some(format!("the only such file there is {only}")),
        shown => Some(format!("there are {}", suggest::in_words(shown, "and"))),
    }
}
