//! Tables, each laid out once by its subject. The writers (page, terminal, CSV files and workbook)
//! know only tables, not subjects.

mod cell;
mod changes;
mod compare;
mod points;
mod roster;
mod run;
mod series;
mod stations;
mod table;
mod theory;

pub use cell::Cell;
pub(super) use cell::{Tone, Value};
pub(super) use changes::{dated, left_behind, one_more};
pub(super) use compare::{JUDGED, arrangements, best, differences};
#[cfg(feature = "desktop")]
pub(super) use points::sweep;
pub(super) use points::{all_of_sweep, changes};
pub(super) use points::{candidates, cost as cost_of_search, multiples, points};
pub(super) use points::{first_to_meet, frontier, grid, important, qualifying, staffing, stress};
pub(super) use roster::{judged_by_one, posted, roster};
#[cfg(feature = "desktop")]
pub(super) use run::every_metric;
pub(super) use run::{arrivals, costs, goods, lateness, metrics, targets, teams};
pub(super) use series::{daily, hourly, release_times};
pub(super) use stations::{journey, loads, stations, steps};
pub use table::{Column, Table};
pub(super) use table::{Layout, Parts};
pub(super) use theory::theory;
