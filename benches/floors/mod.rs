//! Hand-written programs that do the work of one queue or one network and nothing else: what the
//! engine is measured against.

pub(crate) mod heap;
pub(crate) mod plain;
pub(crate) mod recursion;
pub(crate) mod tuned;
pub(crate) mod w3;
