//! `clearway page`: one file that holds the engine and scenarios, and runs in a browser.

mod document;
mod files;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::results::Results;
use crate::scenario::{Problems, Setting};

use super::failure::Failure;
use super::folder::written;
use super::terminal;
use super::whole_file::WholeFile;

use document::{Printed, document};
use files::library;

/// Arguments of `page`.
#[derive(Args)]
pub(super) struct PageArguments {
    /// Scenario files; without any, the page holds the examples that come with clearway
    #[arg(value_name = "FILE")]
    scenarios: Vec<PathBuf>,
    /// File to write
    #[arg(long, value_name = "PAGE.html", default_value = "clearway.html")]
    out: PathBuf,
    /// Do not tell what was written
    #[arg(long)]
    quiet: bool,
}

/// Writes a page with scenarios and the engine.
pub(super) fn page(arguments: &PageArguments) -> Result<(), Failure> {
    let packed = if arguments.scenarios.is_empty() {
        library()?
    } else {
        files::read(&arguments.scenarios)?
    };
    let out = &arguments.out;
    let is_source = |path: &PathBuf| {
        let real = |path: &Path| path.canonicalize().ok();
        real(path).is_some_and(|it| Some(it) == real(out))
    };
    if let Some(source) = packed.read.iter().find(|path| is_source(path)) {
        let source = source.display();
        let message = format!("the page would be written over {source}: name another file");
        return Err(Failure::Usage(message));
    }
    write(out, &document(&packed, &[], Printed::List))?;
    if !arguments.quiet {
        let out = out.display();
        terminal::print(&format!("Written to {out}: open it in a browser\n"))?;
    }
    Ok(())
}

/// Returns the report of a run as a page that also holds its scenario and the engine.
pub(super) fn live_report(
    scenario: &Path,
    settings: &[Setting],
    results: &Results,
) -> Result<String, Problems> {
    let packed = files::read(&[scenario.to_owned()])?;
    Ok(document(&packed, settings, Printed::Report(results)))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let outcome = WholeFile::create(path.to_owned()).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.finish()
    });
    written(path, outcome)?;
    Ok(())
}
