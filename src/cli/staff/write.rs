//! `staff --write`: a scenario that extends the searched one with the chosen arrangement.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::folder::written;
use crate::cli::terminal;
use crate::cli::whole_file::WholeFile;
use crate::input::{Disk, Files as _};
use crate::output::printable;
use crate::scenario::{Document, Setting};
use crate::study::Asked;

/// The beginning of every file that is written, by which it is known again.
const MARK: &str = "# Written by clearway staff --write";

/// Refuses a file that holds anything else than an earlier roster, and one that the scenario is
/// made of.
pub(super) fn check(file: Option<&Path>, document: &Document) -> Result<(), Failure> {
    let Some(file) = file else {
        return Ok(());
    };
    let shown = file.display();
    let own = std::iter::once(document.name()).chain(document.bases().map(|(name, _)| name));
    let identity = Disk.identity(file);
    if own
        .map(Path::new)
        .any(|name| Disk.identity(name) == identity)
    {
        let message = format!("--write {shown} would replace the scenario: name another file");
        return Err(Failure::Usage(message));
    }
    match fs::read(file) {
        Ok(bytes) if bytes.starts_with(MARK.as_bytes()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) => {
            let message = format!(
                "{shown} exists, and \"staff --write\" has not written it: name another file"
            );
            Err(Failure::Usage(message))
        }
        Err(error) => Err(Failure::Usage(format!("cannot write {shown}: {error}"))),
    }
}

/// Writes the file, and says what in it needs a correction.
pub(super) fn write(file: &Path, asked: &Asked, chosen: &[Setting]) -> Result<(), Failure> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let extends = written(folder, path_from(folder, Path::new(asked.document.name())))?;
    let stale = asked.document.paths_into_rows(chosen);
    let text = text(&extends, asked, chosen, &stale)?;
    let outcome = WholeFile::create(file.to_owned()).and_then(|mut whole| {
        whole.write_all(text.as_bytes())?;
        whole.finish()
    });
    written(folder, outcome)?;
    if !stale.is_empty() {
        terminal::warn(&format!(
            "rows are chosen anew, so these paths may lead to other rows in {}, or to none: {}",
            file.display(),
            stale.join(", ")
        ));
    }
    Ok(())
}

/// Makes the text of the file.
fn text(
    extends: &str,
    asked: &Asked,
    chosen: &[Setting],
    stale: &[String],
) -> Result<String, Failure> {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let base = printable(extends);
    let asked_for = asked.variant.iter().chain(&asked.set).next().is_some();
    let asked_for = if asked_for {
        ", but for the variant and\n# the values of the command line, which follow too"
    } else {
        ""
    };
    let mut text = format!(
        "{MARK}, which replaces this file when it is run again.\n#\n\
         # The cheapest arrangement that meets the target of {base}.\n\
         # All else is as in that file{asked_for}; the lines below can be pasted into it.\n"
    );
    if !stale.is_empty() {
        text.push_str("#\n# These paths may lead to other rows than in that file, or to none:\n");
        for path in stale {
            let _ = writeln!(text, "# {}", printable(path));
        }
    }
    let _ = writeln!(text, "\nextends = {}", quoted(extends));
    // in the order in which they apply: the variant, the chosen values, the command line
    let settings: Vec<Setting> = asked
        .variant
        .iter()
        .chain(chosen)
        .chain(&asked.set)
        .filter(|setting| !is_effort(setting))
        .cloned()
        .collect();
    let is_titled = settings.iter().any(|it| it.path().to_string() == "title");
    if let Some(title) = asked.document.title().filter(|_| !is_titled) {
        let _ = writeln!(
            text,
            "title = {}",
            quoted(&format!("{title}: chosen arrangement"))
        );
    }
    let rows = asked.document.pasteable(&settings)?;
    // keys without a header directly follow those above
    let gap = if rows.starts_with('[') { "\n" } else { "" };
    let _ = write!(text, "{gap}{rows}");
    Ok(text)
}

/// Does the setting only say how often the search may run each arrangement?
fn is_effort(setting: &Setting) -> bool {
    setting.path().to_string() == "run.replications"
}

/// Returns the path of a file from a folder, which is created if it is missing.
fn path_from(folder: &Path, file: &Path) -> io::Result<String> {
    let or_here = |folder: &Path| {
        let here = folder.as_os_str().is_empty();
        PathBuf::from(if here { Path::new(".") } else { folder })
    };
    fs::create_dir_all(or_here(folder))?;
    let from = fs::canonicalize(or_here(folder))?;
    let name = file.file_name().unwrap_or(file.as_os_str());
    let to = fs::canonicalize(or_here(file.parent().unwrap_or(Path::new(""))))?.join(name);
    Ok(relative(&from, &to))
}

/// Returns the path from one absolute folder to an absolute file, with forward slashes; the file's
/// own path if the two have no common root.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return to.iter().collect::<PathBuf>().display().to_string();
    }
    let up = from[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter();
    let down = down.map(|step| step.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<String>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_up_to_the_common_folder_and_down() {
        let path = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(path("/a/b", "/a/b/peak.toml"), "peak.toml");
        assert_eq!(path("/a/b/c", "/a/d/peak.toml"), "../../d/peak.toml");
        assert_eq!(path("/", "/a/peak.toml"), "a/peak.toml");
    }
}
