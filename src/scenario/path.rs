//! Paths into a document: `stations.inspection.lanes`, `teams.inspectors.members.1.on`.

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// The path from the root of a document to one of its values: keys of tables, and positions in
/// lists, counted from 0. It is written with dots, and keys that are not bare are quoted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<String>);

impl Path {
    /// Makes the path of these steps.
    pub(super) fn of<const N: usize>(steps: [&str; N]) -> Self {
        Self(steps.map(str::to_owned).to_vec())
    }

    /// Returns the steps, outermost first.
    pub fn steps(&self) -> &[String] {
        &self.0
    }

    /// Returns the path of a key of the table at this path.
    #[must_use]
    pub(super) fn child(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(key.to_owned());
        Self(steps)
    }

    /// Returns the path of an element of the list at this path.
    #[must_use]
    pub(super) fn item(&self, position: usize) -> Self {
        self.child(&position.to_string())
    }

    /// Returns the path of the table that holds this value; the parent of the root is the root.
    #[must_use]
    pub(super) fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// Returns the last step; empty for the root.
    pub(super) fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Is `other` this path or one of its ancestors?
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Finds two of these paths that are equal or of which one is an ancestor of the other, and
    /// returns their positions in ascending order; `None` if there is no such pair.
    pub fn overlap(paths: &[&Self]) -> Option<(usize, usize)> {
        let mut order: Vec<usize> = (0..paths.len()).collect();
        order.sort_by_key(|position| &paths[*position].0);
        // the descendants of a path are sorted directly behind it
        let pair = order
            .windows(2)
            .find(|pair| paths[pair[1]].starts_with(paths[pair[0]]))?;
        Some((pair[0].min(pair[1]), pair[0].max(pair[1])))
    }

    /// Does the path match a pattern such as `stations.*.room`?
    pub(super) fn matches(&self, pattern: &str) -> bool {
        let mut parts = pattern.split('.');
        let fits = |step: &String| {
            parts
                .next()
                .is_some_and(|part| part == "*" || part == step.as_str())
        };
        self.0.iter().all(fits) && parts.next().is_none()
    }

    /// Parses a path, and returns it with the byte range of each of its steps in the text.
    pub(super) fn parse(text: &str) -> Option<(Self, Vec<Range<usize>>)> {
        // a path is a TOML key; the position of the value shows where the key ended
        let line = format!("{text} = 0");
        let root = DeTable::parse(&line).ok()?;
        let (mut steps, mut spans) = (vec![], vec![]);
        let mut table = root.get_ref();
        loop {
            let (key, value) = table.iter().next()?;
            steps.push(key.get_ref().to_string());
            spans.push(key.span());
            match value.get_ref() {
                DeValue::Table(inner) if table.len() == 1 => table = inner,
                DeValue::Integer(_) if value.span() == (text.len() + 3..line.len()) => {
                    return Some((Self(steps), spans));
                }
                _ => return None,
            }
        }
    }
}

impl FromIterator<String> for Path {
    fn from_iter<I: IntoIterator<Item = String>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// Can the text be a TOML key without quotes?
pub(super) fn is_bare(key: &str) -> bool {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !key.is_empty() && key.chars().all(bare)
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            if position > 0 {
                formatter.write_str(".")?;
            }
            if is_bare(step) {
                formatter.write_str(step)?;
            } else {
                write!(formatter, "{}", toml::Value::from(step.as_str()))?;
            }
        }
        Ok(())
    }
}
