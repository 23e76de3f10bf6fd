//! Paths of settings with misspelt parts, and the whole path that was probably meant.

use super::file::File;
use super::meant::{self, Change};
use super::nowhere::{NAMED, OTHERS, PLAIN, written};
use super::path::Path;
use super::problem::{Complaint, Problem, SourceKind};
use super::setting::Setting;
use super::tree::{Content, Node, position};
use super::{reader, suggest};

/// Keys whose numbers are counts.
const COUNTS: [&str; 14] = [
    "lanes",
    "open",
    "on",
    "members",
    "replications",
    "max_replications",
    "min_replications",
    "room",
    "batches",
    "first",
    "up_to",
    "at_least",
    "observed",
    "seed",
];

/// Returns the problem of a setting whose path begins with what is no section, or leads to a part
/// of an entry that does not exist, with the whole path that was probably meant. A whole new entry
/// may be set.
pub(super) fn misspelt(root: &Node, setting: &Setting) -> Option<Problem> {
    let steps = setting.path().steps();
    let first = steps[0].as_str();
    let meant = || {
        let path = meant(root, setting)?;
        Some(format!(
            "write {}",
            written(&path, &setting.place_of_path())
        ))
    };
    if !sections().any(|section| section == first) {
        let section = suggest::nearest(first, sections())?;
        let help = meant().unwrap_or_else(|| format!("did you mean \"{section}\"?"));
        let complaint = Complaint::new(format!("unknown key \"{first}\""), help);
        return Some(complaint.at(setting.step_place(0).clone()));
    }
    let [_, name, _, ..] = steps else {
        return None;
    };
    let (_, noun) = NAMED.iter().find(|(section, _)| *section == first)?;
    let entries = root.child(first).and_then(Node::as_table);
    if entries.is_some_and(|it| it.contains_key(name)) {
        return None;
    }
    let known = entries.into_iter().flatten().map(|(name, _)| name.as_str());
    let help = meant().unwrap_or_else(|| suggest::did_you_mean(name, known));
    let complaint = Complaint::new(format!("unknown {noun} \"{name}\""), help);
    Some(complaint.at(setting.step_place(1).clone()))
}

/// Returns the names of sections and of keys without a section.
fn sections() -> impl Iterator<Item = &'static str> + Clone {
    let named = NAMED.iter().map(|(section, _)| *section);
    named.chain(PLAIN).chain(OTHERS)
}

/// Returns the path that was probably meant, if it is another one.
fn meant(root: &Node, setting: &Setting) -> Option<Path> {
    let mut steps = setting.path().steps().to_vec();
    if !sections().any(|section| section == steps[0]) {
        let section = suggest::nearest(&steps[0], sections())?;
        section.clone_into(&mut steps[0]);
    }
    let is_named = NAMED.iter().any(|(section, _)| *section == steps[0]);
    if is_named && steps.len() > 2 {
        let entries = root.child(&steps[0])?.as_table()?;
        if !entries.contains_key(&steps[1]) {
            let names = entries.keys().map(String::as_str);
            let name = suggest::nearest(&steps[1], names)?;
            name.clone_into(&mut steps[1]);
        }
    }
    // what the keys below are called is known when they are read
    for _ in 0..steps.len() {
        let mut root = root.clone();
        put(&mut root, &steps, setting)?;
        let path: Path = steps.iter().cloned().collect();
        let (_, unread) = reader::read::<File>(&root, &Path::default());
        let wrong = unread
            .iter()
            .find(|it| it.is_renamed && path.starts_with(&it.path));
        let Some((place, key)) = wrong.and_then(|it| {
            let place = it.path.steps().len().checked_sub(1)?;
            Some((place, it.meant.as_ref()?.last().to_owned()))
        }) else {
            break;
        };
        steps[place] = key;
    }
    let path: Path = steps.into_iter().collect();
    (path != *setting.path()).then_some(path)
}

/// Sets the value of a setting at another path; `None` if it leads nowhere.
fn put(root: &mut Node, steps: &[String], setting: &Setting) -> Option<()> {
    let mut node = root;
    for step in steps {
        node = match &mut node.content {
            Content::Table(table) => table
                .entry(step.clone())
                .or_insert_with(|| Node::new_table(setting.step_place(0).clone())),
            Content::List(items) => items.get_mut(position(step)?)?,
            Content::Scalar(_) => return None,
        };
    }
    *node = setting.node().clone();
    Some(())
}

/// Returns the problem of a change of a number, such as by a percentage, with the number that it
/// would become; `None` if there is no such number.
pub(super) fn change_of_number(old: &Node, setting: &Setting) -> Option<Problem> {
    let node = setting.node();
    let text = node.as_text()?;
    let change = Change::read(text)?;
    let (number, is_whole) = match &old.content {
        Content::Scalar(toml::Value::Integer(number)) => (*number as f64, true),
        Content::Scalar(toml::Value::Float(number)) => (*number, false),
        _ => return None,
    };
    let new = (number * change.factor() * 1e9).round() / 1e9;
    let is_count = is_whole && COUNTS.contains(&setting.path().last());
    let values = if is_count && new.fract() != 0.0 {
        meant::wholes(new)
    } else {
        new.to_string()
    };
    let path = match node.place.source.kind {
        SourceKind::Argument => format!("{}=", setting.path()),
        SourceKind::File | SourceKind::Absent => String::new(),
    };
    let values: Vec<String> = values
        .split(" or ")
        .map(|it| format!("{path}{it}"))
        .collect();
    let words = change.in_words();
    let message = format!("\"{text}\" is a change, and the new value belongs here");
    let help = format!(
        "write {} for {words} {number}",
        suggest::in_words(&values, "or")
    );
    Some(Complaint::new(message, help).at(node.place.clone()))
}
