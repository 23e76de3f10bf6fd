//! How often searches keep their guarantee, over many seeds. These tests take minutes:
//!
//! ```text
//! cargo test --release --test clearway -- --ignored coverage_
//! ```

use crate::search::{
    Order, breaking_point, brute_force, ends, keeps_the_guarantee, search_pair, stress_single,
};

/// Number of searches in each check of `staff`.
const RUNS: u64 = 1000;
/// Number of intervals in the check of `stress`.
const INTERVALS: u64 = 1000;

fn staff_keeps_its_guarantee(order: Order) {
    let (mut kept, mut replications) = (0, 0);
    for seed in 0..RUNS {
        let found = search_pair(1000 + seed, order);
        kept += u64::from(keeps_the_guarantee(order, found.choice.as_ref()));
        replications += found.replications;
    }
    let mean = replications as f64 / RUNS as f64;
    let brute_force = brute_force(order);
    eprintln!(
        "{order:?}: {kept} of {RUNS} kept, {mean:.0} replications a search, {brute_force:.0} by \
         brute force"
    );
    assert!(10.0 * mean <= brute_force);
    assert!(kept as f64 >= 0.95 * RUNS as f64);
}

#[test]
#[ignore = "takes minutes"]
fn coverage_staff_in_order_of_cost() {
    staff_keeps_its_guarantee(Order::Price);
}

#[test]
#[ignore = "takes minutes"]
fn coverage_staff_where_more_never_harms() {
    staff_keeps_its_guarantee(Order::Proven);
}

#[test]
#[ignore = "takes minutes"]
fn coverage_staff_as_if_more_never_harmed() {
    staff_keeps_its_guarantee(Order::Unproven);
}

/// The interval is computed from those of the share in time, which is skewed: see `statistics`.
#[test]
#[ignore = "takes minutes"]
fn coverage_stress_intervals() {
    let exact = breaking_point();
    let (mut covered, mut above) = (0, 0);
    for seed in 0..INTERVALS {
        let (lower, upper) = ends(stress_single(5000 + seed, 100));
        covered += u64::from((lower..=upper).contains(&exact));
        above += u64::from(lower > exact);
    }
    let covered = covered as f64 / INTERVALS as f64;
    let above = above as f64 / INTERVALS as f64;
    eprintln!("{covered} of {INTERVALS} intervals hold the breaking point, {above} lie above it");
    assert!((0.93..=0.97).contains(&covered));
    assert!(above <= 0.04);
}
