//! The report: one self-contained HTML page, laid out like a Time Release Study with the answer
//! first.
//!
//! Each kind of outcome has a module that turns it into [`house::Chapter`]s; heading, answer,
//! notes, contents, method and provenance are common to all.

mod compare;
mod explore;
pub(super) mod house;
mod method;
mod provenance;
pub(super) mod run;
mod staff;
mod stress;
mod sweep;
mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::answer::{self, Answer};
use super::charts::Chart;
use super::digest::{self, Digest};
use super::fonts;
use super::wording;
use crate::results::{Outcome, Results, Severity};
use house::Chapter;

/// Content security policy of the page: browsers do not let it fetch anything.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
    img-src data:; font-src data:";

/// The script of the page.
pub const SCRIPT: &str = include_str!("page/script.js");

/// Style sheet of the page, without the fonts.
pub(super) const STYLE: &str = include_str!("page/style.css");

/// Returns the page, with the charts inside.
pub(super) fn page(results: &Results, digest: &Digest, charts: &[Chart<'_>]) -> String {
    let body = html! {
        (content(results, digest, charts))
        script { (PreEscaped(SCRIPT)) }
    };
    let generator = format!("clearway {}", results.provenance.version);
    file(&results.heading.title, Some((&generator, digest)), &body)
}

/// Returns the loads of the stations, by theory alone.
pub(super) fn loads(results: &Results) -> Markup {
    if let Outcome::Run(run) = &results.outcome {
        run::loads(results, run)
    } else {
        html! {}
    }
}

/// Returns what the page shows, without its script.
pub(super) fn content(results: &Results, digest: &Digest, charts: &[Chart<'_>]) -> Markup {
    let answer = answer::answer(results);
    let (tiles, mut chapters) = match &results.outcome {
        Outcome::Run(run) => (
            run::tiles(results, run),
            run::chapters(results, run, charts),
        ),
        Outcome::Sweep(sweep) => (vec![], sweep::chapters(results, sweep, charts)),
        Outcome::Staff(search) => (vec![], staff::chapters(results, search, charts)),
        Outcome::Stress(search) => (vec![], stress::chapters(results, search, charts)),
        Outcome::Compare(found) => (vec![], compare::chapters(results, found, charts)),
    };
    chapters.retain(|chapter| !chapter.body.0.is_empty());
    chapters.extend(ending(results, digest));
    match &results.outcome {
        Outcome::Run(run) => chapters.push(run::appendix(results, run)),
        Outcome::Compare(found) => chapters.push(compare::appendix(results, found)),
        Outcome::Sweep(_) | Outcome::Staff(_) | Outcome::Stress(_) => {}
    }
    chapters.retain(|chapter| !chapter.body.0.is_empty());
    html! {
        main {
            (heading(results))
            (answered(&answer))
            (house::tiles(&tiles))
            (assumed(results))
            (notes(results))
            (house::contents(&chapters))
            (house::chapters(&chapters))
        }
    }
}

/// Returns a page of another kind in the same style.
#[cfg(feature = "desktop")]
pub(super) fn plain(title: &str, body: &Markup) -> String {
    let body = html! { main { header { h1 { (title) } } (body) } };
    file(title, None, &body)
}

/// Returns the whole file of a page. `made` has the program, and the digest of its results.
fn file(title: &str, made: Option<(&str, &Digest)>, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if let Some((generator, digest)) = made {
                    meta name="generator" content=(generator);
                    meta name=(digest::NAME) content=(digest);
                }
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(style())) }
            }
            body { (body) }
        }
    }
    .into_string()
}

/// Returns the style sheet, with the fonts inside.
pub(super) fn style() -> String {
    let face = |bytes: &[u8], weight: u16| {
        format!(
            "@font-face{{font-family:\"Noto Sans\";font-weight:{weight};\
             src:url(data:font/ttf;base64,{}) \
             format(\"truetype\")}}\n",
            STANDARD.encode(bytes)
        )
    };
    let faces = face(fonts::REGULAR, 400) + &face(fonts::BOLD, 700);
    faces + STYLE
}

/// Returns the title, the question and the measured window.
fn heading(results: &Results) -> Markup {
    let plan = &results.plan;
    let (number, what) = match &results.outcome {
        Outcome::Run(run) => (run.replications.into(), "replication"),
        Outcome::Sweep(sweep) => (sweep.points.len() as u64, "arrangement"),
        Outcome::Staff(staff) => (staff.arrangements, "arrangement"),
        Outcome::Stress(stress) => (stress.replications.into(), "replication"),
        Outcome::Compare(compare) => (compare.arrangements.len() as u64, "arrangement"),
    };
    let runs = match &results.outcome {
        Outcome::Staff(staff) => wording::arrangements(staff.arrangements),
        _ => wording::things(number, what),
    };
    html! {
        header {
            p.kind { "Customs clearance simulation · report" }
            h1 dir="auto" { (results.heading.title) }
            @if let Some(question) = &results.heading.question {
                p.question dir="auto" { (question) }
            }
            p.window {
                "Measured from " (wording::date_time(&plan.window_start))
                " to " (wording::date_time(&plan.window_end)) " · " (runs)
                " · " (results.provenance.scenario_file)
            }
        }
    }
}

/// Returns the section with the answer.
fn answered(answer: &Answer) -> Markup {
    html! {
        section.answer aria-label="Answer" {
            p.headline { (answer.headline) }
            @for sentence in &answer.details {
                p { (sentence) }
            }
        }
    }
}

/// Most letters of the assumptions before the chapters.
const ASSUMED: usize = 240;

/// Names the assumptions among the sources in one line; the chapter on sources has them in full.
fn assumed(results: &Results) -> Markup {
    let sources = results.heading.sources.iter();
    let of_source = |source: &String| {
        let (head, rest) = source.split_once(':')?;
        let is_meant = head.trim().to_lowercase().starts_with("assum");
        is_meant.then(|| rest.trim().trim_end_matches('.').to_owned())
    };
    let all: Vec<String> = sources.filter_map(of_source).collect();
    html! {
        @if !all.is_empty() {
            p.remark.assumed dir="auto" {
                "Assumed: " (wording::cut(&all.join("; "), ASSUMED)) " ("
                a href="#sources" { "sources" } ")"
            }
        }
    }
}

/// Returns the section with warnings and notes.
fn notes(results: &Results) -> Markup {
    html! {
        @if !results.notes.is_empty() {
            section.notes aria-label="Notes" {
                @for note in &results.notes {
                    @match note.severity {
                        Severity::Warning => {
                            p.note.warning { strong { "Warning. " } (note.text) }
                        }
                        Severity::Remark => { p.note { strong { "Note. " } (note.text) } }
                    }
                }
            }
        }
    }
}

/// Returns the chapters at the end of every report.
fn ending(results: &Results, digest: &Digest) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    if !results.heading.sources.is_empty() {
        let body = method::sources(results);
        chapters.push(Chapter::new("sources", "Sources and assumptions", body));
    }
    chapters.push(Chapter::new("words", "Words", words::words()));
    chapters.push(Chapter::new("method", "Method", method::method(results)));
    let body = provenance::provenance(results, digest);
    chapters.push(Chapter::new("repeat", "How to repeat this", body));
    chapters
}
