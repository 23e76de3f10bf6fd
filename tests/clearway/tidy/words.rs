//! Plain English: words and phrases that the style avoids.

use std::fs;
use std::path::Path;

use super::files;

/// Avoided phrases, with better ones.
const AVOIDED: [(&str, &str); 23] = [
    ("so many", "this many, or the number"),
    ("so-many", "this many, or the number"),
    ("so manieth", "the ordinal"),
    ("so-manieth", "the ordinal"),
    ("so often", "this often"),
    ("so few", "this few"),
    ("whoever", "what does it"),
    ("nobody", "no batch, no member, none"),
    ("somebody", "a batch, a member, one"),
    ("anybody", "any batch, any member, any"),
    ("who waits", "what waits"),
    ("without number", "unlimited"),
    ("this is no ", "this is not a"),
    ("are the most", "the limit is"),
    ("for the second time", "twice"),
    ("says itself", "already says"),
    ("tells of", "describes"),
    ("told of", "named"),
    ("sinking", "sifted down"),
    ("sinks down", "is sifted down"),
    ("foretell", "predict"),
    ("foretold", "predicted"),
    ("come to its end", "finish"),
];

#[test]
fn words_that_the_style_avoids_are_not_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "tests", "benches", "examples", "scenarios", "docs"];
    let kinds = ["rs", "js", "snap", "toml", "json", "md"];
    let in_folders = folders
        .iter()
        .flat_map(|folder| kinds.iter().flat_map(|kind| files(folder, kind)));
    let texts = ["README.md", "CHANGELOG.md", "Cargo.toml"].map(|name| root.join(name));
    let here = root.join(file!());
    for path in in_folders.chain(texts).filter(|path| *path != here) {
        let text = fs::read_to_string(&path).expect("a readable file");
        for (number, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            for (avoided, better) in AVOIDED {
                let (name, number) = (path.display(), number + 1);
                assert!(
                    !line.contains(avoided),
                    "{name}:{number} has \"{avoided}\": write {better}"
                );
            }
        }
    }
}
