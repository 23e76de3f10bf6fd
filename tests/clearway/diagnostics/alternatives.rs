//! Variants: the same file with other values.

use super::{SOUND, changed, compile, messages, problems, report};
use clearway::scenario::Document;

fn with_variants(variants: &str) -> String {
    format!("{SOUND}\n{variants}")
}

#[test]
fn a_variant_is_a_list_of_settings() {
    let text = with_variants(
        "[variants.night]\nlabel = \"At night\"\nwhy = \"x\"\n\
         set = { \"stations.documents.lanes\" = 2, \"run.seed\" = 7 }\n[variants.none]\nset = {}\n",
    );
    let document = Document::parse("peak.toml", &text).expect("sound");
    assert_eq!(problems(document.compile()), "no problem found");
    assert_eq!(document.variants().collect::<Vec<_>>(), ["night", "none"]);
    let settings = document.variant("night").expect("known");
    let shown: Vec<String> = settings.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["stations.documents.lanes = 2", "run.seed = 7"]);
    let scenario = document.with(&settings).and_then(|it| it.compile());
    assert_eq!(
        scenario
            .unwrap_or_else(|problems| panic!("{problems}"))
            .seed,
        7
    );
    insta::assert_snapshot!(report([
        ("misspelt", problems(document.variant("nihgt"))),
        ("unknown", problems(document.variant("holiday"))),
        ("none", problems(super::sound().variant("night"))),
    ]));
}

#[test]
fn wrong_variants() {
    let with = |set: &str| {
        problems(compile(&with_variants(&format!(
            "[variants.more]\n{set}\n"
        ))))
    };
    insta::assert_snapshot!(report([
        ("nothing set", with("")),
        ("a value alone", with("set = 12")),
        (
            "no quotes",
            with("set = { stations.inspection.lanes = 12 }")
        ),
        ("no path", with("set = { \"stations..lanes\" = 12 }")),
        (
            "unknown station",
            with("set = { \"stations.inspektion.lanes\" = 12 }")
        ),
        (
            "unknown key",
            with("set = { \"stations.inspection.lames\" = 12 }")
        ),
        (
            "wrong value",
            with("set = { \"stations.inspection.lanes\" = -12 }")
        ),
        (
            "elsewhere wrong",
            with(
                "set = { \"stations.documents.next\" = \"correction\", \"stations.correction.next\" = \"documents\" }"
            )
        ),
        (
            "no row",
            with("set = { \"stations.inspection.lanes.2.open\" = 12 }")
        ),
        (
            "another file",
            with("set = { \"extends\" = \"other.toml\" }")
        ),
        ("misspelt key", with("sets = { }")),
    ]));
    insta::assert_snapshot!(
        "names_of_variants",
        messages(&[
            (
                "a name with a blank",
                "[sweep]",
                "[variants.\"more bays\"]\nset = {}\n[sweep]"
            ),
            ("a list", "[sweep]", "[[variants]]\nset = {}\n[sweep]"),
        ])
    );
    let both = changed("lanes = 4\n", "lanes = -4\n");
    let both = format!("{both}\n[variants.more]\nset = {{ \"stations.inspektion.lanes\" = 3 }}\n");
    insta::assert_snapshot!("a_file_and_its_variant", problems(compile(&both)));
}
