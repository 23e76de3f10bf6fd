//! Settings, `path = value`: every alternative is its file with a list of settings.

use std::collections::BTreeSet;
use std::fmt;

use super::path::Path;
use super::problem::{Complaint, Place, Problem, Problems, Source};
use super::syntax;
use super::tree::Node;

/// A value for a path of a document, with the place at which it was written.
#[derive(Clone, Debug)]
pub struct Setting {
    path: Path,
    /// Place of each step of the path.
    steps: Vec<Place>,
    node: Node,
}

impl Setting {
    /// Parses the argument of `--set`: `PATH=VALUE`. VALUE is read as TOML, or as text if it is not
    /// TOML.
    ///
    /// # Errors
    /// If the argument has no `=` or no path.
    pub fn from_argument(argument: &str) -> Result<Self, Problems> {
        let (path, value) = split_argument("--set", argument, "stations.inspection.lanes=12")?;
        let node = syntax::parse_value(&value).unwrap_or_else(|| text(&value));
        Ok(Self::new(path.0, path.1, node))
    }

    /// Makes a setting. The part of the path behind a `set` becomes one key, even if it was written
    /// without quotes, as in `changes.0.set.stations.inspection.lanes`.
    pub(super) fn new(path: Path, mut steps: Vec<Place>, node: Node) -> Self {
        let path = joined(path);
        steps.truncate(path.steps().len());
        Self { path, steps, node }
    }

    /// Refuses settings, applied in order, of which a later one replaces all that an earlier one
    /// set.
    ///
    /// # Errors
    /// The first setting that replaces an earlier one.
    pub fn check_once(settings: &[Self]) -> Result<(), Problem> {
        let mut earlier: BTreeSet<&[String]> = BTreeSet::new();
        for setting in settings {
            let steps = setting.path.steps();
            let replaced = earlier.range(steps..).next();
            if let Some(replaced) = replaced.filter(|it| it.starts_with(steps)) {
                let replaced: Path = replaced.iter().cloned().collect();
                let path = &setting.path;
                let message = if replaced == *path {
                    format!("{path} is set twice")
                } else {
                    format!("{path} is set after {replaced}, and replaces it")
                };
                let complaint = Complaint::new(message, "take one of the two out");
                return Err(complaint.at(setting.place_of_path()));
            }
            earlier.insert(steps);
        }
        Ok(())
    }

    /// Returns the place of the whole path.
    pub(super) fn place_of_path(&self) -> Place {
        let (first, last) = (&self.steps[0], &self.steps[self.steps.len() - 1]);
        first.at(first.span.start..last.span.end)
    }

    /// Returns the path that is set.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the value.
    pub fn value(&self) -> toml::Value {
        self.node.to_value()
    }

    pub(super) fn node(&self) -> &Node {
        &self.node
    }

    /// Returns the place of a step of the path, by its depth.
    pub(super) fn step_place(&self, depth: usize) -> &Place {
        &self.steps[depth]
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} = {}", self.path, self.value())
    }
}

impl Problem {
    /// Adds the case to the message if the problem points at none of these settings.
    pub(super) fn under(self, settings: &[Setting], case: &str) -> Self {
        let is_in = |it: &Setting| self.is_in(it.step_place(0)) || self.is_in(&it.node.place);
        if settings.iter().any(is_in) {
            self
        } else {
            self.when(case)
        }
    }
}

impl Problems {
    /// Applies [`Problem::under`] to each problem.
    pub(super) fn under(self, settings: &[Setting], case: &str) -> Self {
        Self::new(
            self.into_iter()
                .map(|it| it.under(settings, case))
                .collect(),
        )
    }
}

/// Returns the path with all that follows a `set` as one key.
pub(super) fn joined(path: Path) -> Path {
    match path.steps() {
        [section, name, set, rest @ ..]
            if rest.len() > 1
                && set == "set"
                && ["variants", "changes"].contains(&section.as_str()) =>
        {
            let inner: Path = rest.iter().cloned().collect();
            let outer = [section, name, set].map(String::as_str);
            Path::of(outer).child(&inner.to_string())
        }
        _ => path,
    }
}

/// Returns what to write instead of a text that is not a path: the path that is meant if another
/// mark parts its steps.
pub(super) fn instead_of_path(written: &str) -> Option<Path> {
    let marks = ['/', '\\', ':', '>', ',', '[', ']'];
    let steps = written.split(marks).filter(|it| !it.is_empty());
    let dotted = steps.collect::<Vec<_>>().join(".");
    Path::parse(&dotted).map(|(path, _)| path)
}

/// A path and the place of each of its steps.
pub(super) type PlacedPath = (Path, Vec<Place>);

/// Splits `PATH=VALUE` into its path and the place of its value.
pub(super) fn split_argument(
    name: &str,
    argument: &str,
    example: &str,
) -> Result<(PlacedPath, Place), Problem> {
    let whole = Source::argument(name, argument).place(0..argument.len());
    let help = format!("write PATH=VALUE, such as {example}");
    let Some(equals) = equals_sign(argument) else {
        let help = with_equals(argument).unwrap_or(help);
        return Err(Complaint::new("there is no \"=\"", help).at(whole));
    };
    let Some((path, spans)) = Path::parse(&argument[..equals]) else {
        let meant = instead_of_path(&argument[..equals]);
        let help = meant.map_or(help, |path| format!("write {path}{}", &argument[equals..]));
        let complaint = Complaint::new("this is not a path", help);
        return Err(complaint.at(whole.at(0..equals)));
    };
    let steps = spans.into_iter().map(|span| whole.at(span)).collect();
    let value = &argument[equals + 1..];
    let start = argument.len() - value.trim_start().len();
    let end = start + value.trim().len();
    Ok(((path, steps), whole.at(start..end)))
}

/// Returns what to write instead of a path without `=`: with what follows it as the value.
fn with_equals(argument: &str) -> Option<String> {
    let argument = argument.trim();
    let Some((path, value)) = argument.split_once([':', ' ', ',', ';']) else {
        Path::parse(argument)?;
        return Some(format!(
            "write {argument}=VALUE, with the new value as VALUE"
        ));
    };
    Path::parse(path)?;
    let value = value.trim_start_matches([':', ' ', '>']);
    (!value.is_empty()).then(|| format!("write {path}={value}"))
}

/// Makes a text value of the text at a place.
pub(super) fn text(place: &Place) -> Node {
    Node::text(place.text(), place.clone())
}

/// Returns the position of the first `=` outside quoted keys.
fn equals_sign(argument: &str) -> Option<usize> {
    let mut quote = None;
    argument
        .char_indices()
        .find(|(_, character)| {
            match (quote, *character) {
                (None, '"' | '\'') => quote = Some(*character),
                (Some(open), close) if open == close => quote = None,
                _ => {}
            }
            quote.is_none() && *character == '='
        })
        .map(|(position, _)| position)
}
