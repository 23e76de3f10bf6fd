//! Paths of settings that lead nowhere because a part is missing, and where they were meant to
//! lead.

use indexmap::IndexMap;

use super::path::Path;
use super::problem::{Complaint, Place, Problem, SourceKind};
use super::setting::Setting;
use super::suggest;
use super::tree::{Content, Node};

/// Sections whose keys are names, each with the noun for one entry.
pub(super) const NAMED: [(&str, &str); 5] = [
    ("goods", "goods"),
    ("arrivals", "arrival stream"),
    ("teams", "team"),
    ("variants", "variant"),
    ("stations", "station"),
];

/// Sections without names.
pub(super) const PLAIN: [&str; 3] = ["run", "target", "costs"];

/// Keys and sections that are no part of another section.
pub(super) const OTHERS: [&str; 7] = [
    "extends", "title", "question", "sources", "changes", "sweep", "staffing",
];

/// Limit on the paths that are offered.
const MOST_OFFERED: usize = 6;

/// Limit on the bytes of a list that is written with a new row.
const LONGEST_LIST: usize = 600;

/// Returns the problem of a setting in whose path a name, a section or a key is missing; `None` if
/// nothing is known to be missing.
pub(super) fn missing(root: &Node, setting: &Setting) -> Option<Problem> {
    let steps = setting.path().steps();
    let sections = root.as_table()?;
    let first = steps[0].as_str();
    let named = NAMED.iter().find(|(section, _)| *section == first);
    let (message, meant, depth) = match (named, steps) {
        _ if let Some(path) = in_other_case(root, steps) => (
            format!("{} is written in small letters", setting.path()),
            vec![path],
            0,
        ),
        (Some((_, noun)), [_, name, rest @ ..]) => {
            let entries = sections.get(first)?.as_table()?;
            let (message, meant) = in_section(noun, (first, entries), (name, rest), setting)?;
            (message, meant, 1)
        }
        (None, _) if !PLAIN.contains(&first) && !OTHERS.contains(&first) => {
            let meant = elsewhere(sections, steps);
            (format!("\"{first}\" is not a section"), meant, 0)
        }
        _ => return None,
    };
    if meant.is_empty() {
        return None;
    }
    let whole = setting.place_of_path();
    let offered: Vec<String> = meant
        .iter()
        .take(MOST_OFFERED)
        .map(|path| written(path, &whole))
        .collect();
    let others = if meant.len() > MOST_OFFERED {
        ", or the same with another name"
    } else {
        ""
    };
    let help = format!("write {}{others}", suggest::in_words(&offered, "or"));
    Some(Complaint::new(message, help).at(setting.step_place(depth).clone()))
}

/// Returns what is missing in a path into a section of entries with names, and the paths that can
/// be meant.
fn in_section(
    noun: &str,
    (section, entries): (&str, &IndexMap<String, Node>),
    (name, rest): (&String, &[String]),
    setting: &Setting,
) -> Option<(String, Vec<Path>)> {
    let path = setting.path();
    let is_table = setting.node().as_table().is_some();
    if entries.get(name).is_some_and(|it| it.as_table().is_some()) {
        let is_whole = rest.is_empty() && !is_table;
        let message = || format!("{path} is a whole {noun}; the key after its name is missing");
        return is_whole.then(|| (message(), keys_like(section, name, &entries[name], setting)));
    }
    if rest.is_empty() && is_table {
        return None;
    }
    let inner = |entry: &String| -> Path {
        let outer = [section, entry, name].map(str::to_owned).into_iter();
        outer.chain(rest.iter().cloned()).collect()
    };
    let tables = || entries.iter().filter(|(_, it)| it.as_table().is_some());
    let holds = |entry: &Node| entry.child(name).is_some();
    let holders: Vec<Path> = tables()
        .filter(|(_, it)| holds(it))
        .map(|(entry, _)| inner(entry))
        .collect();
    let message = format!("the name of the {noun} is missing in {path}");
    if !holders.is_empty() {
        let leads = |path: &&Path| {
            let below: Path = path.steps()[2..].iter().cloned().collect();
            entries[&path.steps()[1]].get(&below).is_some()
        };
        let leading: Vec<Path> = holders.iter().filter(leads).cloned().collect();
        return Some((message, if leading.is_empty() { holders } else { leading }));
    }
    let names = entries.keys().map(String::as_str);
    if let Some(near) = suggest::nearest(name, names) {
        let message = format!("unknown {noun} \"{name}\", and the key after its name is missing");
        let is_whole = rest.is_empty();
        return is_whole.then(|| (message, keys_like(section, near, &entries[near], setting)));
    }
    let all = tables().map(|(entry, _)| inner(entry));
    rest.is_empty().then(|| (message, all.collect()))
}

/// Returns the paths of the keys of an entry whose values are of the same kind as the one that is
/// set; of all keys if there are none.
fn keys_like(section: &str, name: &str, entry: &Node, setting: &Setting) -> Vec<Path> {
    let kind = |node: &Node| match &node.content {
        Content::Scalar(toml::Value::Integer(_) | toml::Value::Float(_)) => 0,
        Content::Scalar(_) => 1,
        Content::List(_) => 2,
        Content::Table(_) => 3,
    };
    let keys = entry.as_table().into_iter().flatten();
    let is_like = |node: &Node| kind(node) == kind(setting.node());
    let path = |key: &String| Path::of([section, name, key]);
    let like: Vec<Path> = keys
        .clone()
        .filter(|(_, node)| is_like(node))
        .map(|(key, _)| path(key))
        .collect();
    if like.is_empty() {
        keys.map(|(key, _)| path(key)).collect()
    } else {
        like
    }
}

/// Returns the path to a value of the document that only differs in capital letters.
fn in_other_case(root: &Node, steps: &[String]) -> Option<Path> {
    let mut node = root;
    let mut path = Path::default();
    for step in steps {
        let child = node.child(step).map(|child| (step, child));
        let other = || {
            let mut keys = node.as_table()?.iter();
            keys.find(|(key, _)| key.to_lowercase() == step.to_lowercase())
        };
        let (key, child) = child.or_else(other)?;
        path = path.child(key);
        node = child;
    }
    (path.steps() != steps).then_some(path)
}

/// Returns the paths in a section that end in these steps, of which the first is no section.
fn elsewhere(sections: &IndexMap<String, Node>, steps: &[String]) -> Vec<Path> {
    let first = &steps[0];
    let known = sections.keys().map(String::as_str);
    let known = known.chain(PLAIN).chain(OTHERS);
    let known = known.chain(NAMED.iter().map(|(section, _)| *section));
    let known: Vec<&str> = known.filter(|it| it != first).collect();
    if suggest::nearest(first, known).is_some() {
        return vec![];
    }
    let below = |outer: &[&str]| -> Path {
        let outer = outer.iter().map(|step| (*step).to_owned());
        outer.chain(steps.iter().cloned()).collect()
    };
    let mut meant = vec![];
    for section in PLAIN {
        if sections
            .get(section)
            .and_then(|it| it.child(first))
            .is_some()
        {
            meant.push(below(&[section]));
        }
    }
    for (section, _) in NAMED.iter().filter(|(section, _)| *section != "variants") {
        let entries = sections.get(*section).and_then(Node::as_table);
        for (name, entry) in entries.into_iter().flatten() {
            if name == first && steps.len() > 1 {
                meant.push(below(&[section]));
            }
            if entry.child(first).is_some() {
                meant.push(below(&[section, name]));
            }
        }
    }
    meant
}

/// Returns the problem of a path that leads to a row that a list does not have, at this depth.
pub(super) fn no_such_row(root: &Node, setting: &Setting, depth: usize) -> Problem {
    let steps = setting.path().steps();
    let list: Path = steps[..depth].iter().cloned().collect();
    let (step, rest) = (&steps[depth], &steps[depth + 1..]);
    let rows = match root.get(&list).map(|node| &node.content) {
        Some(Content::List(rows)) => rows.as_slice(),
        _ => &[],
    };
    let message = format!("{list} is a list and has no row \"{step}\"");
    let whole = setting.place_of_path();
    let own = rows
        .iter()
        .enumerate()
        .filter(|(_, it)| it.child(step).is_some());
    let own: Vec<String> = own
        .take(MOST_OFFERED)
        .map(|(row, _)| list.item(row))
        .map(|row| -> Path { row.steps().iter().chain(&steps[depth..]).cloned().collect() })
        .map(|path| written(&path, &whole))
        .collect();
    let known = match rows.len() {
        0 => "it is empty".to_owned(),
        1 => "its only row is 0".to_owned(),
        count => format!("its rows are 0 to {}", count - 1),
    };
    let help = if own.is_empty() {
        let added = added(rows, &list, rest, setting);
        added.map_or(known.clone(), |added| format!("{known}; {added}"))
    } else {
        format!("{known}: write {}", suggest::in_words(&own, "or"))
    };
    Complaint::new(message, help).at(setting.step_place(depth).clone())
}

/// Returns how a row is added to a list: the whole list with the new row, in which the values that
/// are not set are left to be filled in.
fn added(rows: &[Node], list: &Path, rest: &[String], setting: &Setting) -> Option<String> {
    let value = setting.value().to_string();
    let row = match (rest, rows.last().map(|row| &row.content)) {
        ([], _) => value,
        ([key], Some(Content::Table(known))) => {
            let others = known.keys().filter(|it| *it != key);
            let dots = |key: &String| match &known[key].content {
                Content::Scalar(toml::Value::String(_)) => "\"...\"",
                _ => "...",
            };
            let others = others.map(|key| format!(", {key} = {}", dots(key)));
            let others: Vec<String> = others.collect();
            format!("{{ {key} = {value}{} }}", others.concat())
        }
        _ => return None,
    };
    let mut items: Vec<String> = rows.iter().map(|row| row.to_value().to_string()).collect();
    items.push(row.clone());
    let items = items.join(", ");
    let is_argument = setting.place_of_path().source.kind == SourceKind::Argument;
    let whole = if is_argument {
        format!("{list}=[{items}]")
    } else {
        format!("{} = [{items}]", suggest::toml_text(&list.to_string()))
    };
    Some(if whole.len() > LONGEST_LIST {
        format!("to add one, write {row} behind them in {list}")
    } else {
        format!("to add one, write {whole}")
    })
}

/// Returns how a value without keys is set instead of a key in it.
pub(super) fn as_a_whole(so_far: &Path, setting: &Setting) -> String {
    let value = setting.value();
    match setting.place_of_path().source.kind {
        SourceKind::Argument => format!("write {so_far}={value}"),
        SourceKind::File | SourceKind::Absent => {
            format!(
                "write {} = {value}",
                suggest::toml_text(&so_far.to_string())
            )
        }
    }
}

/// Returns the path from a key down through tables that each have one key, and the value there.
pub(super) fn leaf<'n>(key: &str, node: &'n Node) -> (Path, &'n Node) {
    let (mut path, mut node) = (Path::of([key]), node);
    while let Some((inner, below)) = node
        .as_table()
        .filter(|it| it.len() == 1)
        .and_then(|it| it.first())
    {
        path = path.child(inner);
        node = below;
    }
    (path, node)
}

/// Writes a path in place of the one that is written at a place.
pub(super) fn written(path: &Path, place: &Place) -> String {
    match place.source.kind {
        SourceKind::Argument => format!("{path}{}", &place.source.text[place.span.end..]),
        SourceKind::File | SourceKind::Absent => suggest::toml_text(&path.to_string()),
    }
}

/// Returns what is wrong with a value directly in a section of entries with names.
pub(super) fn without_name(section: &str, entries: &IndexMap<String, Node>) -> Option<Complaint> {
    let (_, noun) = NAMED.iter().find(|(named, _)| *named == section)?;
    let mut names = entries
        .iter()
        .filter(|(_, it)| it.as_table().is_some())
        .map(|(name, _)| Path::of([section, name]));
    let others = match (names.next(), names.next()) {
        (None, _) => String::new(),
        (Some(one), None) => format!("; or move it below [{one}]"),
        (Some(one), Some(_)) => format!("; or move it below one of them, such as [{one}]"),
    };
    let message = format!("the name of the {noun} is missing");
    let help = format!("write [{section}.NAME] above it, with a name of your choice{others}");
    Some(Complaint::new(message, help))
}
