//! `[variants]`: each must be a sound scenario.

use super::findings::Findings;
use crate::scenario::file::File;
use crate::scenario::path::Path;

/// Variants of a file, at most.
const MOST_VARIANTS: usize = 1_000;

/// Compiles every variant, where the file itself is sound.
pub(super) fn check(file: &File, findings: &mut Findings<'_>) {
    let section = Path::of(["variants"]);
    for (name, variant) in &file.variants {
        let path = section.child(name);
        findings.check_new_name(&path, "variant");
        if variant.set.is_none() {
            let help = "write set = { \"stations.inspection.lanes\" = 12 }";
            findings.missing(&path.child("set"), help);
        }
    }
    if file.variants.len() > MOST_VARIANTS {
        let message = format!(
            "{} variants; the limit is {MOST_VARIANTS}",
            file.variants.len()
        );
        findings.key(&section, message, "write fewer variants, or a [sweep]");
        return;
    }
    let is_sound = findings.is_empty();
    for name in file.variants.keys() {
        let document = findings.document();
        let settings = match document.settings_at(&section.child(name).child("set")) {
            Ok(settings) => settings,
            Err(problems) => {
                findings.extend(problems);
                continue;
            }
        };
        let varied = match document.with(&settings) {
            Ok(varied) => varied,
            Err(problems) => {
                findings.extend(problems.iter().cloned().collect());
                continue;
            }
        };
        if is_sound && let Err(problems) = varied.compile_alone() {
            let when = format!("with variant \"{name}\"");
            let tagged = problems
                .iter()
                .cloned()
                .map(|it| it.under(&settings, &when));
            findings.extend(tagged.collect());
        }
    }
}
