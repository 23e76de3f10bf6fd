//! Turns the findings of experiments into [`Results`](super::Results).

mod compare;
mod finished;
mod one_more;
mod roster;
mod run;
mod staff;
mod stress;
mod sweep;

pub use compare::compared;
pub use finished::{Folder, compared_folders};
