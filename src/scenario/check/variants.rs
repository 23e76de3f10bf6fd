//! Checks `[variants]`: each must be a sound scenario.

use super::alone::compile_alone;
use super::diagnostics::Diagnostics;
use crate::scenario::document::Document;
use crate::scenario::file::File;
use crate::scenario::path::Path;
use crate::scenario::problem::Problems;

/// Limit on the variants of a file.
const MOST_VARIANTS: usize = 1_000;

/// Checks every variant; compiles each if the file itself is sound.
pub(super) fn check(file: &File, diagnostics: &mut Diagnostics<'_>) {
    let section = Path::of(["variants"]);
    for (name, variant) in &file.variants {
        let path = section.child(name);
        diagnostics.check_new_name(&path, "variant");
        if variant.set.is_none() {
            let help = "write set = { \"stations.inspection.lanes\" = 12 }";
            diagnostics.missing(&path.child("set"), help);
        }
    }
    if file.variants.len() > MOST_VARIANTS {
        let message = format!(
            "{} variants; the limit is {MOST_VARIANTS}",
            file.variants.len()
        );
        diagnostics.key(&section, message, "write fewer variants, or a [sweep]");
        return;
    }
    let is_sound = diagnostics.so_far().is_ok();
    for name in file.variants.keys() {
        if let Err(problems) = check_one(name, is_sound, diagnostics.document()) {
            diagnostics.tell(problems);
        }
    }
}

/// Applies the settings of a variant, and compiles it if the file itself is sound.
fn check_one(name: &str, is_sound: bool, document: &Document) -> Result<(), Problems> {
    let settings = document.settings_at(&Path::of(["variants", name, "set"]))?;
    let varied = document.with(&settings)?;
    if is_sound {
        let case = format!("with variant \"{name}\"");
        compile_alone(&varied).map_err(|problems| problems.under(&settings, &case))?;
    }
    Ok(())
}
