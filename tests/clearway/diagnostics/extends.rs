//! `extends`: a file that starts from another one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clearway::input::Disk;
use clearway::model::Lanes;
use clearway::scenario::{Document, Problems, Scenario};
use clearway::time::{Span, Time};

use super::{SOUND, problems, report};

/// Writes files into a folder and compiles the first; messages come without the folder's name.
fn compiled(files: &[(&str, &str)]) -> (Result<Scenario, Problems>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let document = Document::load(&folder.path().join(files[0].0), Disk);
    let compiled = document.and_then(|document| document.compile());
    let said = match &compiled {
        Ok(_) => "no problem found".to_owned(),
        Err(problems) => problems.to_string(),
    };
    (
        compiled,
        said.replace(&format!("{}/", folder.path().display()), ""),
    )
}

fn said(files: &[(&str, &str)]) -> String {
    compiled(files).1
}

#[test]
fn a_file_changes_only_what_it_names() {
    let over = "extends = \"base/peak.toml\"\ntitle = \"Night\"\nsweep = {}\n\
                run.seed = 9\n[stations.documents]\nlanes = 6\nnext = \"inspection\"\n\
                [goods.masks]\nunits = 5\n[stations.gate]\nlanes = 1\nservice = \"1 min\"\n\
                next = \"released\"\n";
    let (scenario, said) = compiled(&[("night.toml", over), ("base/peak.toml", SOUND)]);
    let scenario = scenario.unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(scenario.heading.title.as_deref(), Some("Night"));
    assert_eq!((scenario.seed, scenario.replications), (9, 40));
    let names: Vec<&str> = scenario
        .model
        .stations()
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["documents", "inspection", "correction", "gate"]);
    let documents = &scenario.model.stations()[0];
    let Lanes::Scheduled(lanes) = &documents.lanes else {
        panic!("counted");
    };
    assert_eq!(
        lanes.open_at(scenario.model.calendar(), Time::START + Span::HOUR),
        6
    );
    assert_eq!(documents.next.destinations().len(), 1);
    assert_eq!(scenario.model.goods()[0].units.mean(), 5.0);
}

#[test]
fn files_that_a_base_names_lie_beside_it() {
    let base = SOUND.replace(
        "{ uniform = { min = \"8 h\", max = \"36 h\" } }",
        "{ empirical = { file = \"times.csv\", column = \"time\" } }",
    );
    let files = [
        ("over.toml", "extends = \"base/peak.toml\"\n"),
        ("base/peak.toml", base.as_str()),
        ("base/times.csv", "time\n8 h\n"),
    ];
    assert_eq!(said(&files), "no problem found");
}

#[test]
fn the_texts_of_all_files_are_kept() {
    let files = [
        ("a.toml", SOUND),
        ("b.toml", "extends = \"a.toml\"\n"),
        ("c.toml", "extends = \"b.toml\"\n"),
    ];
    let files: BTreeMap<PathBuf, Vec<u8>> =
        files.map(|(name, text)| (name.into(), text.into())).into();
    let document = Document::load(Path::new("c.toml"), files).expect("sound");
    let bases: Vec<&str> = document.bases().map(|(_, text)| text).collect();
    assert_eq!(bases, [SOUND, "extends = \"a.toml\"\n"]);
    assert!(document.text().contains("b.toml"));
}

#[test]
fn wrong_bases() {
    let wrong = SOUND.replace("lanes = 4\n", "lanes = -4\n");
    let bare = "extends = \"peak.toml\"\n";
    let over = |text: &str, base: &str| said(&[("over.toml", text), ("peak.toml", base)]);
    insta::assert_snapshot!(report([
        (
            "not there",
            said(&[("over.toml", "extends = \"peek.toml\"\n")])
        ),
        ("no text", said(&[("over.toml", "extends = 3\n")])),
        (
            "itself",
            said(&[("over.toml", "extends = \"over.toml\"\n")])
        ),
        (
            "a circle",
            said(&[
                ("a.toml", "extends = \"b.toml\"\n"),
                ("b.toml", "extends = \"sub/../c.toml\"\n"),
                ("sub/x", ""),
                ("c.toml", "extends = \"a.toml\"\n"),
            ])
        ),
        ("wrong in the base", over(bare, &wrong)),
        (
            "right over wrong",
            over(
                "extends = \"peak.toml\"\n[stations.documents]\nlanes = 3\n",
                &wrong
            )
        ),
        (
            "wrong over right",
            over(
                "extends = \"peak.toml\"\n[stations.documents]\nlanes = -3\nlame = 1\n",
                SOUND
            )
        ),
        (
            "a slip in a name",
            over(
                "extends = \"peak.toml\"\n[stations.document]\nlanes = 3\n",
                SOUND
            )
        ),
        ("no TOML", over(bare, "[run\n")),
        (
            "a sweep of it",
            over("extends = \"peak.toml\"\n[sweep]\nextends = [1]\n", SOUND)
        ),
    ]));
    let setting = clearway::scenario::Setting::from_argument("extends=x.toml").expect("a setting");
    insta::assert_snapshot!("set_extends", problems(super::sound().with(&[setting])));
}
