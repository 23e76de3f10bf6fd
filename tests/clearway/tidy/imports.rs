//! Finds which files of `src` use which, by imports and full paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{code, sources};

/// A path from the crate on, such as `["scenario", "path", "Path"]`.
type Names = Vec<String>;

/// A file of `src`.
pub(super) struct File {
    /// Its module.
    pub(super) module: Names,
    /// Its code without comments, unit tests, imports and declarations of modules.
    body: String,
    /// Meaning of each name that it imports and of each module below it.
    names: BTreeMap<String, Names>,
    /// The names that others can import from it.
    passed_on: BTreeSet<String>,
}

impl File {
    fn read(path: &Path) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let name = path.strip_prefix(source).expect("a file of src");
        let steps = name.with_extension("");
        let steps = steps.iter().map(|step| step.to_string_lossy().into_owned());
        let text = fs::read_to_string(path).expect("a readable file");
        let mut file = Self {
            module: steps.filter(|step| step != "lib").collect(),
            body: String::new(),
            names: BTreeMap::new(),
            passed_on: BTreeSet::new(),
        };
        let mut statement = String::new();
        for (_, line) in code(&text) {
            let line = line.trim();
            let (visibility, rest) = match line.strip_prefix("pub") {
                Some(rest) => rest.split_once(' ').unwrap_or(("", rest)),
                None => ("none", line),
            };
            if let Some(child) = rest
                .strip_prefix("mod ")
                .and_then(|it| it.strip_suffix(';'))
            {
                let path = file.module.iter().cloned().chain([child.to_owned()]);
                let path = path.collect();
                file.names.insert(child.to_owned(), path);
            } else if !statement.is_empty() || rest.starts_with("use ") {
                if statement.is_empty() {
                    statement = format!("{visibility} ");
                }
                statement.push_str(rest);
                if line.ends_with(';') {
                    file.import(&std::mem::take(&mut statement));
                }
            } else {
                file.body.push_str(line);
                file.body.push('\n');
            }
        }
        file
    }

    /// Adds the names of a `use`, after its visibility.
    fn import(&mut self, statement: &str) {
        let (visibility, paths) = statement.split_once(" use ").expect("a use");
        for path in expand(paths.trim_end_matches(';')) {
            let (path, renamed) = path.split_once(" as ").unwrap_or((&path, ""));
            let path = path.trim_end_matches("::self");
            let name = path.rsplit("::").next().expect("at least nothing");
            let name = if renamed.is_empty() { name } else { renamed };
            if let Some(path) = self.absolute(path) {
                self.names.insert(name.to_owned(), path);
            }
            if visibility != "none" {
                self.passed_on.insert(name.to_owned());
            }
        }
    }

    /// Returns the path from the crate root for a path in this file; `None` if it is of another
    /// crate.
    fn absolute(&self, path: &str) -> Option<Names> {
        let mut steps = path.split("::").peekable();
        let mut found = match *steps.peek()? {
            "crate" => vec![],
            "super" | "self" => self.module.clone(),
            name => {
                let known = self.names.get(name)?;
                steps.next();
                return Some(
                    known
                        .iter()
                        .cloned()
                        .chain(steps.map(str::to_owned))
                        .collect(),
                );
            }
        };
        for step in steps {
            match step {
                "crate" | "self" => {}
                "super" => drop(found.pop()),
                step => found.push(step.to_owned()),
            }
        }
        Some(found)
    }

    /// Returns everything that it uses, as paths from the crate root.
    pub(super) fn uses(&self) -> BTreeSet<Names> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let words: BTreeSet<&str> = self.body.split(|c| !is_part(c)).collect();
        let written = words.iter().filter_map(|word| self.absolute(word));
        // a re-export is not a use
        let imported = self
            .names
            .iter()
            .filter(|(name, _)| !self.passed_on.contains(*name));
        written
            .chain(imported.map(|(_, path)| path.clone()))
            .collect()
    }
}

/// Returns the paths of a `use`, such as `a::{b, c::{d, e}}`.
fn expand(text: &str) -> Vec<String> {
    let Some((prefix, rest)) = text.split_once('{') else {
        return vec![text.trim().to_owned()];
    };
    let (mut depth, mut part, mut found) = (0, String::new(), vec![]);
    for letter in rest.chars() {
        match letter {
            ',' | '}' if depth == 0 => {
                found.extend(expand(&std::mem::take(&mut part)));
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        part.push(letter);
    }
    found.retain(|path| !path.is_empty());
    found
        .iter()
        .map(|path| format!("{}{path}", prefix.trim()))
        .collect()
}

/// Returns all files of `src`.
pub(super) fn files() -> Vec<File> {
    sources("src").iter().map(|path| File::read(path)).collect()
}

/// Returns the file that defines the item of a path; `None` for a module as a whole.
fn definer<'f>(files: &'f [File], path: &[String]) -> Option<&'f File> {
    let holds = |file: &&File| path.starts_with(&file.module);
    let file = files
        .iter()
        .filter(holds)
        .max_by_key(|file| file.module.len())?;
    let name = path.get(file.module.len())?;
    match file
        .names
        .get(name)
        .filter(|_| file.passed_on.contains(name))
    {
        Some(elsewhere) => definer(files, elsewhere),
        None => Some(file),
    }
}

/// Returns which files use which, among the files of these folders.
pub(super) fn edges<'f>(
    files: &'f [File],
    folders: &[&str],
) -> BTreeMap<&'f [String], BTreeSet<&'f [String]>> {
    let is_in = |file: &&File| {
        file.module
            .first()
            .is_some_and(|it| folders.contains(&it.as_str()))
    };
    let of_file = |file: &'f File| {
        let paths = file.uses();
        let definers = paths.iter().filter_map(|path| definer(files, path));
        let others = definers.filter(is_in).map(|it| it.module.as_slice());
        others.filter(|other| *other != file.module).collect()
    };
    let files = files.iter().filter(is_in);
    files
        .map(|file| (file.module.as_slice(), of_file(file)))
        .collect()
}

/// Returns a cycle: each of its files uses the next, and the last uses the first.
fn circle<'f>(edges: &BTreeMap<&'f [String], BTreeSet<&'f [String]>>) -> Option<Vec<String>> {
    let mut left = edges.clone();
    loop {
        let ends = left
            .iter()
            .filter(|(_, used)| used.iter().all(|it| !left.contains_key(it)));
        let ends: Vec<&[String]> = ends.map(|(file, _)| *file).collect();
        if ends.is_empty() {
            break;
        }
        left.retain(|file, _| !ends.contains(file));
    }
    let mut way = vec![*left.keys().next()?];
    loop {
        let next = left[way[way.len() - 1]]
            .iter()
            .find(|it| left.contains_key(*it))?;
        if let Some(start) = way.iter().position(|it| it == next) {
            return Some(way[start..].iter().map(|it| it.join("::")).collect());
        }
        way.push(next);
    }
}

#[test]
fn files_do_not_use_each_other_in_a_circle() {
    let files = files();
    let modules: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.module.first())
        .map(String::as_str)
        .collect();
    let modules: Vec<&str> = modules.into_iter().collect();
    let edges = edges(&files, &modules);
    let count: usize = edges.values().map(BTreeSet::len).sum();
    assert!(count > 3 * edges.len(), "{count} uses are seen");
    assert_eq!(circle(&edges), None, "a circle of files");
}

#[test]
fn imports_are_seen_in_all_their_forms() {
    let used = [
        "a::{self, b::{C, D}}",
        "super::{e as f, super::g::H}",
        "i::J",
    ];
    let paths: Vec<String> = used.into_iter().flat_map(expand).collect();
    let expected = [
        "a::self",
        "a::b::C",
        "a::b::D",
        "super::e as f",
        "super::super::g::H",
        "i::J",
    ];
    assert_eq!(paths, expected);
    let names = |text: &str| -> Names { text.split("::").map(str::to_owned).collect() };
    let files = files();
    let reads = definer(&files, &names("scenario::file::Duration")).expect("a file");
    assert_eq!(reads.module, names("scenario::file::duration"));
    let one = names("a");
    let two = names("b");
    let edges = |from: [&'static str; 2]| -> BTreeMap<&[String], BTreeSet<&[String]>> {
        let to = |name| BTreeSet::from([if name == "a" { &*one } else { &*two }]);
        BTreeMap::from([(&*one, to(from[0])), (&*two, to(from[1]))])
    };
    assert_eq!(
        circle(&edges(["b", "a"])),
        Some(vec!["a".to_owned(), "b".to_owned()])
    );
}
