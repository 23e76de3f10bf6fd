//! The text to paste into a scenario so that a table can be read.

/// The `file` of a scenario as it is written there.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Paste {
    written: String,
}

/// Limit on the bytes of a table that is repeated in advice.
const LONGEST: usize = 300;

impl Paste {
    /// Makes advice on a `file` whose value is written like this.
    pub(in crate::scenario) fn new(written: &str) -> Self {
        Self {
            written: written.trim().to_owned(),
        }
    }

    /// Returns the value of `file` with one more key.
    pub(in crate::scenario) fn with(&self, key: &str, value: &str) -> String {
        let entry = format!("{key} = {value}");
        let is_short = self.written.len() <= LONGEST && !self.written.contains('\n');
        let has_key = self.written.contains(&format!("{key} ="));
        let table = self.written.strip_prefix('{');
        let table = table.and_then(|table| table.strip_suffix('}'));
        match table {
            Some(table) if is_short && !has_key => {
                let table = table.trim().trim_end_matches(',');
                format!("file = {{ {table}, {entry} }}")
            }
            None if is_short && self.written.starts_with(['"', '\'']) => {
                format!("file = {{ path = {}, {entry} }}", self.written)
            }
            _ => format!("{entry} in the table of \"file\""),
        }
    }
}
