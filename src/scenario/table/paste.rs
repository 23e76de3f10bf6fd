//! The text to paste into a scenario so that a table can be read.

/// The `file` of a scenario as it is written there.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Paste {
    written: String,
    /// Does advice only name entries?
    of_entries: bool,
}

/// Limit on the bytes of a table that is repeated in advice.
const LONGEST: usize = 400;

impl Paste {
    /// Makes advice on a `file` whose value is written like this.
    pub(in crate::scenario) fn new(written: &str) -> Self {
        Self {
            written: written.trim().to_owned(),
            of_entries: false,
        }
    }

    /// Returns advice that only names entries: where several are missing, none of the whole tables
    /// would hold the others.
    pub(in crate::scenario) fn of_entries(&self) -> Self {
        Self {
            of_entries: true,
            ..self.clone()
        }
    }

    /// Returns advice on a `file` to which this key is added too.
    pub(in crate::scenario) fn extended(&self, key: &str, value: &str) -> Self {
        match self.with(key, value).strip_prefix("file = ") {
            Some(written) => Self::new(written),
            None => self.of_entries(),
        }
    }

    /// Returns the value of `file` with one more key.
    pub(in crate::scenario) fn with(&self, key: &str, value: &str) -> String {
        self.with_all(&[(key, value)])
    }

    /// Returns the value of `file` with more keys. The entries of a value such as `{ a = 1 }` are
    /// added to those that its key has.
    pub(in crate::scenario) fn with_all(&self, more: &[(&str, &str)]) -> String {
        let entries = more.iter().map(|(key, value)| format!("{key} = {value}"));
        let entries: Vec<String> = entries.collect();
        let entries = entries.join(", ");
        let is_short = self.written.len() <= LONGEST && !self.written.contains('\n');
        let is_text = self.written.starts_with(['"', '\'']);
        let elsewhere = || {
            if is_text {
                format!("{entries} in file = {{ path = {}, ... }}", self.written)
            } else {
                format!("{entries} in the table of \"file\"")
            }
        };
        if !is_short || self.of_entries {
            return elsewhere();
        }
        if is_text {
            return format!("file = {{ path = {}, {entries} }}", self.written);
        }
        let table = self.written.strip_prefix('{');
        let Some(table) = table.and_then(|table| table.strip_suffix('}')) else {
            return elsewhere();
        };
        let mut table = table.trim().trim_end_matches(',').to_owned();
        for (key, value) in more {
            match (place(&table, key), inner(value)) {
                (None, _) => table = format!("{table}, {key} = {value}"),
                (Some(at), Some(entries)) if table[at..].starts_with('{') => {
                    let is_empty = table[at + 1..].trim_start().starts_with('}');
                    let gap = if is_empty { " " } else { "," };
                    table.insert_str(at + 1, &format!(" {entries}{gap}"));
                }
                (Some(_), _) => return elsewhere(),
            }
        }
        format!("file = {{ {table} }}")
    }
}

/// Returns the entries of a table in braces.
fn inner(value: &str) -> Option<&str> {
    Some(value.strip_prefix('{')?.strip_suffix('}')?.trim())
}

/// Returns where the value of a key begins; `None` if the table does not have the key.
fn place(table: &str, key: &str) -> Option<usize> {
    let mut found = table.match_indices(key).filter_map(|(at, _)| {
        let is_start = table[..at].ends_with([' ', ',', '{']) || at == 0;
        let rest = table[at + key.len()..].trim_start().strip_prefix('=')?;
        is_start.then(|| table.len() - rest.trim_start().len())
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_added_where_they_belong() {
        let of = |written: &str, key: &str, value: &str| Paste::new(written).with(key, value);
        assert_eq!(
            of("\"a.csv\"", "decimal", "\"comma\""),
            "file = { path = \"a.csv\", decimal = \"comma\" }"
        );
        let names = "{ path = \"names = 1.csv\", names = { \"1\" = \"a\" } }";
        assert_eq!(
            of(names, "names", "{ \"2\" = \"b\" }"),
            "file = { path = \"names = 1.csv\", names = { \"2\" = \"b\", \"1\" = \"a\" } }"
        );
        assert_eq!(
            of(
                "{ path = \"a\", columns = {} }",
                "columns",
                "{ units = \"Qty\" }"
            ),
            "file = { path = \"a\", columns = { units = \"Qty\" } }"
        );
        assert_eq!(
            of("{ path = \"a\", from = 2020-04-01 }", "from", "2020-05-01"),
            "from = 2020-05-01 in the table of \"file\""
        );
    }
}
