//! What a scenario wants of a file with a table.

/// What is wanted of a file.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Wanted<'a> {
    /// The path of the file as the scenario writes it.
    pub(in crate::scenario) written: &'a str,
    /// Name of the sheet, if one is named.
    pub(in crate::scenario) sheet: Option<&'a str>,
    /// Headings by which the row of headings is found.
    pub(in crate::scenario) headings: &'a [String],
    /// What a row describes, for messages.
    pub(in crate::scenario) rows_are: &'a str,
}
