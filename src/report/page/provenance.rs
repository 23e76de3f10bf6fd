//! The chapter on how to make the numbers again.

use maud::{Markup, html};

use crate::metric::Scope;
use crate::report::digest::Digest;
use crate::report::wording::{self, quoted};
use crate::results::{Arrangement, Outcome, Provenance, Results, Setting, SweptPath};

/// Returns the command and the files that give the same numbers.
pub(super) fn provenance(results: &Results, digest: &Digest) -> Markup {
    let made = &results.provenance;
    html! {
        pre.command tabindex="0" { code { (command(results)) } }
        dl {
            dt { "clearway" } dd { "version " (made.version) }
            dt { "Scenario file" } dd { (made.scenario_file) }
            dt { "SHA-256 of its text" } dd.hash { (made.scenario_sha256) }
            dt { "SHA-256 of results.json" } dd.hash { (digest) }
            dt { "Seed" } dd { (made.seed) }
            dt { "Replications" } dd { (wording::replications(results)) }
            @if !made.settings.is_empty() {
                dt { "Changed on the command line" }
                dd {
                    @for setting in &made.settings {
                        code { (setting.path) " = " (setting.value) } br;
                    }
                }
            }
        }
        @for base in &made.bases {
            details {
                summary { "The file that it extends, " (base.file) }
                pre tabindex="0" { code { (base.text) } }
            }
        }
        details {
            summary { "The scenario file" }
            pre tabindex="0" { code { (made.scenario_text) } }
        }
    }
}

/// Returns the arguments that name files: the scenario file; for a comparison all scenario files or
/// folders, or a single file and its baseline variant.
fn files(results: &Results) -> Vec<String> {
    let made = &results.provenance;
    let Outcome::Compare(compare) = &results.outcome else {
        return vec![quoted(made.scenario())];
    };
    if compare.of_folders {
        let folders = compare.arrangements.iter();
        return folders.map(|it| quoted(&it.name)).collect();
    }
    let others = compare.arrangements.iter();
    let others: Vec<_> = others.filter(|it| it.scenario_text.is_some()).collect();
    // without the folders of one of them, those of the others would mislead
    let has_paths = others.iter().all(|it| it.scenario_path.is_some());
    let first = if has_paths || others.is_empty() {
        made.scenario()
    } else {
        &made.scenario_file
    };
    let path = |it: &&Arrangement| match &it.scenario_path {
        Some(path) if made.scenario_path.is_some() => quoted(path),
        _ => quoted(&it.scenario_file),
    };
    let mut files = vec![quoted(first)];
    files.extend(others.iter().map(path));
    if let ([_], [baseline, ..]) = (files.as_slice(), compare.arrangements.as_slice()) {
        files.extend(["--baseline".to_owned(), quoted(&baseline.name)]);
    }
    files
}

/// Returns the command that gives the same numbers.
fn command(results: &Results) -> String {
    let made: &Provenance = &results.provenance;
    let (verb, replications) = match &results.outcome {
        Outcome::Run(_) => ("run", made.replications),
        Outcome::Sweep(_) => ("sweep", made.replications),
        Outcome::Staff(staff) => ("staff", staff.most_replications),
        Outcome::Stress(_) => ("stress", made.replications),
        Outcome::Compare(_) => ("compare", made.replications),
    };
    let mut words = vec!["clearway".to_owned(), verb.to_owned()];
    words.extend(files(results));
    if matches!(&results.outcome, Outcome::Compare(compare) if compare.of_folders) {
        return words.join(" ");
    }
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    for Setting { path, value } in &made.settings {
        option("--set", quoted(&format!("{path}={value}")));
    }
    match &results.outcome {
        Outcome::Sweep(sweep) => {
            for SweptPath { path, values, .. } in &sweep.paths {
                option("--vary", quoted(&format!("{path}={}", as_range(values))));
            }
        }
        Outcome::Stress(stress) => {
            let stream = stress.stream.iter().filter_map(Scope::name);
            stream.for_each(|name| option("--stream", quoted(name)));
        }
        Outcome::Run(_) | Outcome::Staff(_) | Outcome::Compare(_) => {}
    }
    option("--seed", made.seed.to_string());
    if made.precision.is_none() {
        option("--replications", replications.to_string());
    }
    words.join(" ")
}

/// Returns the values of a path as the command line takes them: "4..14", or one by one.
fn as_range(values: &[String]) -> String {
    let whole: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    let whole = whole.filter(|it| it.len() > 2 && it.windows(2).all(|two| two[1] == two[0] + 1));
    match whole.as_deref() {
        Some([first, .., last]) => format!("{first}..{last}"),
        _ => values.join(","),
    }
}
