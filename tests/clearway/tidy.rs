//! Rules for the source: layers, sizes of files, and what must not be in them.

mod imports;
mod remains;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use clearway::metric::{Aim, Metric, ScopeKind};

/// Layers, lowest first: a module uses only layers before its own.
const LAYERS: [&[&str]; 14] = [
    &["time", "random", "input", "output"],
    &["calendar", "distribution"],
    &["model"],
    &["metric"],
    &["observe"],
    &["engine", "theory"],
    &["statistics"],
    &["scenario"],
    &["experiment"],
    &["results", "event_log"],
    &["study"],
    &["report"],
    &["live"],
    &["cli"],
];

const LONGEST_FILE: usize = 450;
const LONGEST_LINE: usize = 100;

fn sources(folder: &str) -> Vec<PathBuf> {
    files(folder, "rs")
}

/// Returns the files of a folder and its subfolders whose names end like this.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = vec![];
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Returns the top-level module of a file of `src`.
fn module(path: &Path) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let relative = path.strip_prefix(source).expect("a file of src");
    let first = relative.components().next().expect("a name");
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn modules_use_only_the_layers_before_their_own() {
    for file in imports::files() {
        let of_file = match file.module.first() {
            Some(module) if module != "main" => module.as_str(),
            _ => continue,
        };
        let own = layer(of_file).unwrap_or_else(|| panic!("{of_file} has no layer"));
        for path in file.uses() {
            let Some(used) = path.first() else { continue };
            let Some(other) = layer(used) else { continue };
            assert!(
                other < own || used == of_file,
                "{} uses {used}, a layer not before its own",
                file.module.join("::")
            );
        }
    }
}

#[test]
fn the_core_does_no_input_and_reads_no_clock() {
    let core = [
        "time",
        "random",
        "calendar",
        "distribution",
        "model",
        "metric",
        "observe",
        "engine",
        "theory",
        "statistics",
        "experiment",
    ];
    let forbidden = [
        "std::fs",
        "std::io",
        "SystemTime",
        "Instant::now",
        "println!",
        "thread_rng",
        "static mut",
        "env!(",
    ];
    for path in sources("src")
        .iter()
        .filter(|path| core.contains(&module(path).as_str()))
    {
        let text = fs::read_to_string(path).expect("a readable file");
        for word in forbidden {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
    for path in sources("src")
        .iter()
        .filter(|path| module(path) == "engine")
    {
        let text = fs::read_to_string(path).expect("a readable file");
        for word in ["serde", "statistics", "dyn ", "HashMap"] {
            assert!(
                !text.replace("no statistics", "").contains(word),
                "{} has {word}",
                path.display()
            );
        }
    }
}

/// The library can run without a file system and without threads: files are read by one
/// implementation of a trait, and only the command line writes them.
#[test]
fn only_input_and_the_command_line_touch_files() {
    let forbidden = [
        "std::fs",
        "fs::",
        "File::",
        "canonicalize",
        "tempfile",
        "std::thread",
        "std::env",
    ];
    for path in sources("src") {
        if matches!(module(&path).as_str(), "input" | "cli") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable file");
        for (number, line) in code(&text) {
            for word in forbidden {
                let name = path.display();
                assert!(!line.contains(word), "{name}:{number} has {word}");
            }
        }
    }
}

#[test]
fn only_check_makes_a_model() {
    for path in sources("src") {
        let text = fs::read_to_string(&path).expect("a readable file");
        let text = text.replace("impl Model {", "");
        let makes = text.contains("Model {") && !text.contains("pub struct Model {");
        let in_check = path
            .to_string_lossy()
            .replace('\\', "/")
            .contains("scenario/check");
        assert!(!makes || in_check, "{} makes a Model", path.display());
    }
}

/// Returns the lines of a file with their numbers, without comments and unit tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("#[cfg(test)]").next().expect("at least nothing");
    let lines = code.lines().zip(1..).map(|(line, number)| (number, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Names of metrics, scopes and targets belong in files: code uses the enums.
#[test]
fn names_of_metrics_scopes_and_targets_stand_in_one_place() {
    // fates of a batch, as event logs name them
    let others = [("event_log", "unreleased")];
    let metrics = Metric::ALL.iter().map(|metric| metric.name());
    let metrics: Vec<(&str, String)> = metrics.map(|it| (it, format!("\"{it}\""))).collect();
    let aims = Aim::ALL.map(|aim| format!("\"{aim}\""));
    let sections = ScopeKind::PARTS.into_iter().filter_map(ScopeKind::section);
    let scopes: Vec<String> = sections.map(|section| format!("\"{section}.")).collect();
    for path in sources("src") {
        let of_file = module(&path);
        if of_file == "metric" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable file");
        for (number, line) in code(&text) {
            let place = format!("{}:{number}", path.display());
            for (name, quoted) in &metrics {
                let is_other = others.contains(&(of_file.as_str(), *name));
                assert!(is_other || !line.contains(quoted), "{place} has {quoted}");
            }
            // keys and paths of the scenario format may look like such names
            let is_path = matches!(of_file.as_str(), "scenario" | "study" | "cli");
            for text in aims.iter().chain(&scopes) {
                assert!(is_path || !line.contains(text), "{place} has {text}");
            }
            assert!(!line.contains("\"all\""), "{place} has \"all\"");
        }
    }
}

#[test]
fn files_and_lines_stay_short() {
    for path in ["src", "benches"].into_iter().flat_map(sources) {
        let text = fs::read_to_string(&path).expect("a readable file");
        let lines = text.lines().count();
        let name = path.display();
        assert!(lines <= LONGEST_FILE, "{name} has {lines} lines");
        for (number, line) in text.lines().enumerate() {
            let (length, number) = (line.chars().count(), number + 1);
            assert!(
                length <= LONGEST_LINE,
                "{name}:{number} has {length} characters"
            );
        }
    }
}

/// `clamp` panics if its limits cross or are NaN: its limits must therefore be literals or
/// constants.
#[test]
fn clamps_have_constant_limits() {
    let is_constant = |limit: &str| {
        let letters = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-.".contains(c);
        limit.trim().chars().all(letters)
    };
    for path in sources("src") {
        let text = fs::read_to_string(&path).expect("a readable file");
        for limits in text.split(".clamp(").skip(1) {
            let limits = limits.split(')').next().expect("at least nothing");
            let sound = limits.split(',').all(is_constant);
            assert!(sound, "{}: clamp({limits})", path.display());
        }
    }
}

/// Text reaches the terminal through one function, which makes it safe.
#[test]
fn commands_print_by_the_terminal_alone() {
    let printing = [
        "println!",
        "print!(",
        "stdout()",
        "stderr()",
        "io::stdout",
        "io::stderr",
    ];
    for path in sources("src") {
        if path.ends_with("cli/terminal.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable file");
        for word in printing {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}

/// A file of the engine: its name as in the crate doc's table, and its code without tests and
/// comments.
struct EngineFile {
    name: String,
    code: String,
}

impl EngineFile {
    fn read(path: &Path) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let name = path.strip_prefix(source).expect("a file of src");
        let name = name.with_extension("").display().to_string();
        let text = fs::read_to_string(path).expect("a readable file");
        let lines: Vec<&str> = code(&text).map(|(_, line)| line).collect();
        Self {
            name: name.replace(['/', '\\'], "::"),
            code: lines.join("\n"),
        }
    }

    /// Returns the code of its `impl` blocks for the engine.
    fn methods(&self) -> impl Iterator<Item = &str> {
        let blocks = self.code.split("\nimpl").skip(1);
        let blocks = blocks.filter(|block| {
            block
                .lines()
                .next()
                .is_some_and(|it| it.contains(" Engine<"))
        });
        blocks.map(|block| block.split("\n}").next().expect("at least nothing"))
    }

    /// Returns the methods that it defines for the engine.
    fn defines(&self) -> impl Iterator<Item = &str> {
        self.methods()
            .flat_map(|block| block.split("fn ").skip(1))
            .map(first_word)
    }

    /// Returns the engine's methods that its methods call.
    fn calls(&self) -> impl Iterator<Item = &str> {
        let after_self = |block| str::split(block, "self").skip(1);
        let rest = self.methods().flat_map(after_self).map(str::trim_start);
        let names = rest
            .filter_map(|rest| rest.strip_prefix('.'))
            .map(|rest| (first_word(rest), rest));
        names
            .filter(|(name, rest)| rest[name.len()..].starts_with('('))
            .map(|(name, _)| name)
    }
}

/// Returns the name at the start of a text.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// Returns the files of the engine in the order of the crate doc's table.
fn engine_table() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("src/lib.rs")).expect("a readable file");
    let (_, section) = text
        .split_once("//! # Inside the engine")
        .expect("the section");
    let section = section.split("//! # ").next().expect("at least nothing");
    let rows = section.lines().filter(|line| line.starts_with("//! |"));
    let names = rows.filter_map(|row| row.split('`').nth(1));
    names.map(str::to_owned).collect()
}

/// In the order of the crate doc's table, each file of the engine imports and calls only files
/// before it, so neither imports nor calls form a cycle.
#[test]
fn files_of_the_engine_import_and_call_only_those_before_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine.rs");
    let mut files: Vec<EngineFile> = sources("src/engine")
        .iter()
        .map(|it| EngineFile::read(it))
        .collect();
    files.push(EngineFile::read(&root));
    let table = engine_table();
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let mut listed: Vec<&str> = table.iter().map(String::as_str).collect();
    names.sort_unstable();
    listed.sort_unstable();
    assert_eq!(names, listed, "the crate doc lists the engine's files");
    let place = |name: &str| table.iter().position(|it| it == name);
    let all = imports::files();
    let imported = imports::edges(&all, &["engine"]);
    let mut edges = [0, 0];
    for (file, used) in &imported {
        for used in used {
            let (name, used) = (file.join("::"), used.join("::"));
            assert!(place(&used) < place(&name), "{name} imports {used}");
            edges[0] += 1;
        }
    }
    for file in &files {
        for call in file.calls() {
            let of_file = |file: &&EngineFile| file.defines().any(|name| name == call);
            let called = files.iter().find(of_file);
            let Some(called) = called.filter(|called| called.name != file.name) else {
                continue;
            };
            let (name, called) = (&file.name, &called.name);
            assert!(
                place(called) < place(name),
                "{name} calls {call} of {called}"
            );
            edges[1] += 1;
        }
    }
    let are_seen = edges.iter().all(|count| *count > 40);
    assert!(are_seen, "imports and calls are not seen: {edges:?}");
}
