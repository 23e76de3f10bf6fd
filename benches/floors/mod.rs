//! Hand-written programs for one queue or one network, with which the engine is compared.

pub(crate) mod heap;
pub(crate) mod plain;
pub(crate) mod recursion;
pub(crate) mod tuned;
pub(crate) mod w3;
