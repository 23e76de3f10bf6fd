//! The kinds of scopes.

/// The kind of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeKind {
    /// All batches and the port as a whole.
    All,
    /// An arrival stream.
    Arrivals,
    /// A kind of goods.
    Goods,
    /// A station.
    Station,
    /// A team.
    Team,
}

impl ScopeKind {
    /// The kinds of the parts of a port.
    pub const PARTS: [Self; 4] = [Self::Arrivals, Self::Goods, Self::Station, Self::Team];

    /// Returns the section of the scenario that names the scopes of this kind; `None` for `All`.
    pub fn section(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Arrivals => Some("arrivals"),
            Self::Goods => Some("goods"),
            Self::Station => Some("stations"),
            Self::Team => Some("teams"),
        }
    }

    /// Returns the kind of the scopes that a section of the scenario names.
    pub fn of_section(section: &str) -> Option<Self> {
        let mut kinds = Self::PARTS.into_iter();
        kinds.find(|kind| kind.section() == Some(section))
    }
}
