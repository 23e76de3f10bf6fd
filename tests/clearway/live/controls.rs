//! Controls: every one is accepted by the commands wherever it is moved.

use std::path::Path;

use clearway::scenario::{Control, Document, Problems, Setting};

use super::{invented, load, shipped};

/// Returns the texts of values to which a control can be moved.
fn moves(control: &Control) -> Vec<String> {
    let Some(range) = control.range else {
        return control.options.clone();
    };
    let steps = ((range.max - range.min) / range.step).floor();
    let near = ((range.value - range.min) / range.step).round();
    let at = [0.0, (steps / 3.0).floor(), near - 1.0, near + 1.0, steps];
    let at = at.iter().filter(|step| **step >= 0.0 && **step <= steps);
    let numbers = at.map(|step| {
        // as a slider computes it
        let number = range.min + step * range.step;
        format!("{number:.9}")
            .parse::<f64>()
            .expect("a number")
            .to_string()
    });
    numbers
        .map(|it| control.form.replacen("{}", &it, 1))
        .collect()
}

/// Compiles a document with a setting, as `run --set` does.
fn run(document: &Document, set: &str) -> Result<(), Problems> {
    let with = document.with(&[Setting::from_argument(set)?])?;
    with.without_searches().compile().map(drop)
}

/// Moves every control of a document.
fn move_all(name: &str, document: &Document) {
    let controls = document.controls();
    assert!(controls.len() > 5, "{name} has {} controls", controls.len());
    for control in &controls {
        run(document, &control.set).unwrap_or_else(|it| panic!("{name}: {}: {it}", control.set));
        let moves = moves(control);
        assert!(moves.len() > 1, "{name}: {control:?} does not move");
        for text in moves {
            let set = format!("{}={text}", control.path);
            run(document, &set).unwrap_or_else(|it| panic!("{name}: {set}: {it}"));
        }
    }
}

#[test]
fn every_control_can_be_moved_wherever_it_goes() {
    for name in shipped() {
        move_all(&name, &load(&name));
    }
    let quay = Document::load(Path::new("quay.toml"), invented()).expect("sound");
    move_all("quay.toml", &quay);
}

/// The paths of `[sweep]` and `[staffing]` come first; every lane, member, share, volume and
/// parameter of a service time has a control.
#[test]
fn a_scenario_shows_all_that_can_be_moved() {
    let quay = Document::load(Path::new("quay.toml"), invented()).expect("sound");
    let shown: Vec<String> = quay
        .controls()
        .iter()
        .map(|it| {
            let first = if it.first { "* " } else { "" };
            let range = it.range.map_or_else(
                || it.options.join(" | "),
                |it| format!("{} to {} by {}", it.min, it.max, it.step),
            );
            format!(
                "{first}{}: {} [{}] {range}",
                it.group_label, it.label, it.set
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
