//! Edits: a setting is written into the text, and nothing else changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearway::scenario::{Document, Setting};
use proptest::prelude::*;

use super::{INVENTED, files_of, invented, load, shipped, text};

fn setting(argument: &str) -> Setting {
    Setting::from_argument(argument).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Returns the files of an example.
fn files(name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_of(name);
    let files = files.as_object().expect("files").iter();
    let text = |it: &serde_json::Value| it.as_str().expect("a text").as_bytes().to_vec();
    files
        .map(|(name, it)| (PathBuf::from(name), text(it)))
        .collect()
}

#[track_caller]
fn edited(text: &str, arguments: &[&str]) -> String {
    let document = Document::parse("a.toml", text).expect("sound");
    let settings: Vec<Setting> = arguments.iter().map(|it| setting(it)).collect();
    document
        .edited(&settings)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_value_changes_where_it_is_and_its_comment_stays() {
    let text = "# top\n[stations.a]\nlanes = 4 # four\nroom.x = 1\n\n[[rows]]\non = 1 # one\n\
                [[rows]] # second\non = 2\n# end\n";
    let after = edited(text, &["stations.a.lanes=5", "rows.1.on=7", "rows.0.on=3"]);
    let expected = text
        .replace("lanes = 4 #", "lanes = 5 #")
        .replace("on = 2", "on = 7")
        .replace("on = 1 #", "on = 3 #");
    assert_eq!(after, expected);
}

#[test]
fn values_in_braces_lists_and_dotted_keys_change_in_place() {
    let text = "a.b = { c = 1, d = [ 1, { on = 2 }, 3 ] } # x\r\n# y\r\na.e = 'z'\r\n";
    let after = edited(text, &["a.b.c=2", "a.b.d.1.on=9", "a.b.d.0=8", "a.e=4 h"]);
    let expected = "a.b = { c = 2, d = [ 8, { on = 9 }, 3 ] } # x\r\n# y\r\na.e = \"4 h\"\r\n";
    assert_eq!(after, expected);
}

#[test]
fn missing_keys_are_added_where_they_belong() {
    let text = "[stations.a] # first\nlanes = 4\n\n# of b\n[stations.b]\nlanes = 1\n";
    let after = edited(
        text,
        &["stations.a.room=3", "run.seed=7", "run.backlog.a=2"],
    );
    let expected = "[stations.a] # first\nlanes = 4\nroom = 3\n\n# of b\n[stations.b]\nlanes = 1\n\
                    \n[run]\nseed = 7\n\n[run.backlog]\na = 2\n";
    assert_eq!(after, expected);
}

#[test]
fn a_value_of_another_file_is_written_into_this_one() {
    let document = Document::load(Path::new("quay.toml"), invented()).expect("sound");
    let settings = [
        setting("stations.slow_hall.lanes.0.open=4"),
        setting("stations.slow_hall.next.kelter-2=0.5"),
    ];
    let after = document.edited(&settings).expect("edited");
    let (_, quay) = INVENTED[0];
    assert!(after.starts_with("# A quay with invented names.\n"));
    assert!(after.contains("per_day = 70   # more than the rules say"));
    let mut files = invented();
    files.insert("quay.toml".into(), after.clone().into_bytes());
    let again = Document::load(Path::new("quay.toml"), files).expect("sound");
    let model = |document: &Document| document.compile().expect("sound").model;
    assert_eq!(
        model(&again),
        model(&document.with(&settings).expect("sound"))
    );
    assert!(after.len() > quay.len());
}

#[test]
fn a_variant_is_kept_under_its_name() {
    let text = text("peak-day.toml");
    let document = Document::parse("a.toml", &text).expect("sound");
    let set = [setting("stations.inspection.lanes=12")];
    let set = document.as_variant("twelve_bays", Some("Twelve bays"), &set);
    let after = document.edited(&set).expect("edited");
    assert!(after.starts_with(&text), "{after}");
    let again = Document::parse("a.toml", &after).expect("sound");
    assert_eq!(again.variant_label("twelve_bays"), "Twelve bays");
    let kept = again.variant("twelve_bays").expect("there");
    assert_eq!(kept[0].to_string(), "stations.inspection.lanes = 12");
    again.compile().expect("sound");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any control of any example, moved: the text says what the setting says, its comments stay,
    /// and no more than one line changes, or one is added, if the value was in the file.
    #[test]
    fn an_edit_is_a_setting_in_the_text(which in 0_usize..1000, share in 0.0..1.0_f64) {
        let names = shipped();
        let name = &names[which % names.len()];
        let document = load(name);
        let controls = document.controls();
        let control = &controls[which / names.len() % controls.len()];
        let value = control.range.map_or_else(
            || control.options[0].clone(),
            |it| {
                let step = (share * (it.max - it.min) / it.step).floor();
                let number = it.min + step * it.step;
                let number: f64 = format!("{number:.9}").parse().expect("a number");
                control.form.replacen("{}", &number.to_string(), 1)
            },
        );
        let set = setting(&format!("{}={value}", control.path));
        let before = text(name);
        let after = document.edited(std::slice::from_ref(&set)).expect("edited");
        let mut files = files(name);
        files.insert(name.into(), after.clone().into_bytes());
        let again = Document::load(Path::new(name), files).expect("sound");
        let model = |document: &Document| {
            document.without_searches().compile().expect("sound").model
        };
        prop_assert_eq!(model(&again), model(&document.with(&[set]).expect("sound")));
        let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        // a value of another file is written into this one
        let is_here = before.parse::<toml::Table>().is_ok_and(|it| !it.contains_key("extends"));
        if !is_here {
            prop_assert!(new.len() >= old.len());
            return Ok(());
        }
        prop_assert_eq!(old.len(), new.len());
        let changed = old.iter().zip(&new).filter(|(old, new)| old != new);
        for (old, new) in changed.clone() {
            let comment = |line: &str| line.split_once('#').map(|it| it.1.to_owned());
            prop_assert_eq!(comment(old), comment(new));
        }
        prop_assert!(changed.count() <= 1);
    }
}
