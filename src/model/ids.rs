//! Positions in a model's lists, and the classes of batches.

use serde::{Deserialize, Serialize};

/// Position of a kind of goods in [`Model::goods`](super::Model::goods).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoodsId(pub u32);

/// Position of an arrival stream in [`Model::streams`](super::Model::streams).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u32);

/// Position of a station in [`Model::stations`](super::Model::stations).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StationId(pub u32);

/// Position of a team in [`Model::teams`](super::Model::teams).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamId(pub u32);

/// Position of a class in [`Model::classes`](super::Model::classes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

macro_rules! positions {
    ($($id:ident),*) => {$(
        impl $id {
            /// Returns the position as an index into the model's list.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// Returns the id of a position.
            #[inline]
            pub fn new(index: usize) -> Self {
                Self(index as u32)
            }
        }
    )*};
}
positions!(GoodsId, StreamId, StationId, TeamId, ClassId);

/// A pair of stream and goods that occurs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// The arrival stream.
    pub stream: StreamId,
    /// The goods; `None` if the stream names none.
    pub goods: Option<GoodsId>,
    /// Share of the stream's batches that hold these goods.
    pub share: f64,
}
