//! The HTML file of a page: what is printed, the data, the engine and the scripts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, PreEscaped, html};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::report;
use crate::results::Results;
use crate::scenario::Setting;

use super::files::Packed;

/// The engine: WebAssembly, packed by gzip. `live/build` makes it.
const ENGINE: &[u8] = include_bytes!("../../../live/engine.wasm.gz");

/// SHA-256 of the sources of the engine.
const SOURCES: &str = include_str!("../../../live/engine.sha256");

/// The scripts and the style of the page. `live/page/build` makes them.
const START: &str = include_str!("../../../live/page/start.js");
const PAGE: &[u8] = include_bytes!("../../../live/page/page.js.gz");
const PAGE_HASH: &str = include_str!("../../../live/page/page.js.sha256");
const STYLE: &str = include_str!("../../../live/page/page.css");

/// What the page shows before it is live, and where it cannot be.
#[derive(Clone, Copy)]
pub(super) enum Printed<'a> {
    /// The list of the scenarios.
    List,
    /// The report of a run.
    Report(&'a Results),
}

/// Returns the file of a page.
pub(super) fn document(packed: &Packed, settings: &[Setting], printed: Printed<'_>) -> String {
    let (title, content, report_script, style) = match printed {
        Printed::List => {
            let title = match packed.scenarios.as_slice() {
                [only] => only.title.clone(),
                _ => "clearway".to_owned(),
            };
            (title, list(packed), None, report::plain_style().to_owned())
        }
        Printed::Report(results) => (
            results.heading.title.clone(),
            report::content(results),
            Some(report::SCRIPT),
            report::style(),
        ),
    };
    let policy = policy(report_script);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "clearway " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(style)) (PreEscaped(STYLE)) }
            }
            body {
                div #printed { (PreEscaped(content)) }
                p #why role="status" hidden {}
                noscript { p {
                    "This page computes scenarios in the browser, which needs scripts: allow them \
                     for this file, or use the command clearway."
                } }
                div #live hidden {}
                script type="application/json" #clearway-data {
                    (PreEscaped(data(packed, settings, printed)))
                }
                script type="text/plain" #clearway-engine { (in_85_digits(ENGINE)) }
                script type="text/plain" #clearway-page { (STANDARD.encode(PAGE)) }
                @if let Some(script) = report_script { script { (PreEscaped(script)) } }
                script { (PreEscaped(START)) }
            }
        }
    }
    .into_string()
}

/// Digits of [`in_85_digits`], which `live/page/src/worker.js` has too: none of them means anything
/// in HTML.
const DIGITS: &[u8; 85] =
    b"!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}";

/// Returns bytes as text: 5 digits of base 85, the first the most significant, for each 4 bytes,
/// and one digit more than bytes for the rest. It is 6 % shorter than base64.
fn in_85_digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for chunk in bytes.chunks(4) {
        let mut padded = [0; 4];
        padded[..chunk.len()].copy_from_slice(chunk);
        let mut number = u32::from_be_bytes(padded);
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[(number % 85) as usize];
            number /= 85;
        }
        text.extend(
            digits[..=chunk.len()]
                .iter()
                .map(|digit| char::from(*digit)),
        );
    }
    text
}

/// Returns the content security policy: nothing is fetched or sent, and only these scripts run.
fn policy(report_script: Option<&str>) -> String {
    let mut scripts = vec![hash(START), PAGE_HASH.trim().to_owned()];
    scripts.extend(report_script.map(hash));
    let scripts: Vec<String> = scripts.iter().map(|hash| format!("'{hash}'")).collect();
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; worker-src blob:; \
         style-src 'unsafe-inline'; img-src data: blob:; font-src data:; form-action 'none'; \
         base-uri 'none'",
        scripts.join(" ")
    )
}

/// Returns the hash of a script in the form of a policy.
fn hash(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script)))
}

/// Returns the list of the scenarios with their questions.
fn list(packed: &Packed) -> String {
    html! {
        main {
            header {
                p.kind { "Customs clearance simulation" }
                h1 { "clearway" }
            }
            ul.scenarios { @for scenario in &packed.scenarios {
                li {
                    strong dir="auto" { (scenario.title) }
                    @if let Some(question) = &scenario.question {
                        br;
                        span dir="auto" { (question) }
                    }
                }
            } }
        }
    }
    .into_string()
}

/// Returns the data of the page as JSON that cannot end its element.
fn data(packed: &Packed, settings: &[Setting], printed: Printed<'_>) -> String {
    let scenarios = packed.scenarios.iter().map(|it| {
        json!({
            "main": it.main,
            "title": it.title,
            "question": it.question,
            "files": it.files,
        })
    });
    let files = packed.files.iter().map(|(name, bytes)| {
        let contents = match std::str::from_utf8(bytes) {
            Ok(text) => json!(text),
            Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
        };
        (name.clone(), contents)
    });
    let set = settings.iter().map(|it| {
        let value = match it.value() {
            toml::Value::String(text) => text,
            value => value.to_string(),
        };
        json!([it.path().to_string(), value])
    });
    let data = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "engine_hash": SOURCES.trim(),
        "live": matches!(printed, Printed::Report(_)),
        "scenarios": scenarios.collect::<Value>(),
        "files": files.collect::<serde_json::Map<_, _>>(),
        "set": set.collect::<Value>(),
    });
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_base_85_stand_for_the_bytes() {
        // 0x4d616e20 = 1,298,230,816 = (((24 * 85 + 73) * 85 + 80) * 85 + 78) * 85 + 61
        let digit = |at: usize| char::from(DIGITS[at]);
        let word: String = [24, 73, 80, 78, 61].map(digit).iter().collect();
        assert_eq!(in_85_digits(b"Man "), word);
        let all: String = [0; 5].map(digit).iter().collect();
        assert_eq!(in_85_digits(&[0; 4]), all);
        assert_eq!(in_85_digits(&[0xff; 4]).len(), 5);
        assert_eq!(in_85_digits(&[1; 7]).len(), 9);
        assert!(in_85_digits(b"").is_empty());
    }
}
