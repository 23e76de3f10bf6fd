//! How often intervals hold the truth where shares are skewed, and how often "met" is said though
//! the truth lies on the target, beside what was said before: the mean of the replications' shares
//! with a t-interval, its verdict from two replications on.
//!
//! The truth is that of long runs with other seeds ([`known::KNOWN`]). Groups go through the
//! product's own estimators and verdicts. A short form is part of every test run, the long one is
//!
//! ```text
//! .ci/long coverage
//! ```
//!
//! Bands: where n >= 40 and n >= 2 g^2, with g the skewness of a replication's share, 93 to 97 % of
//! the intervals hold the truth and at most 4 % lie on the good side of it; of 20 replications at
//! least 90 % and at most 9.5 %; met on the target in at most 5 % (many lanes, and the three lanes of
//! `Port::Seldom`, of which 7.2 +- 0.7 % were measured with 40 replications: 8 %), elsewhere too,
//! where no coverage can be promised: of shares of 0.999 most groups hold no late batch.
//!
//! Measured on 27 November 2026, in %, +- 2 standard errors (coverage; intervals on the good side
//! in brackets):
//!
//! | test | parent's value | new value | band |
//! | --- | --- | --- | --- |
//! | one peak day, 0.963 (g -3.2), n = 20 | 82.5 (17.4) | 94.8 +- 0.4 (4.0 +- 0.4) | 90 (9.5) |
//! | the same, n = 40 | 86.3 (13.6) | 96.5 +- 0.5 (2.0 +- 0.4) | 93-97 (4) |
//! | the same, n = 100 | 88.6 (11.3) | 96.3 +- 0.8 (1.4 +- 0.5) | 93-97 (4) |
//! | peak day, 0.988 (g -5.8), n = 100 | 84.0 (16.0) | 96.8 +- 0.8 (1.4 +- 0.5) | 93-97 (4) |
//! | one lane at 0.9, a day from empty, 0.952 (g -3.6) | | | |
//! | the same, n = 20 | 80.9 (19.0) | 93.9 +- 0.8 (5.0 +- 0.7) | 90 (9.5) |
//! | the same, n = 40 | 85.4 (14.3) | 95.5 +- 0.9 (2.8 +- 0.7) | 93-97 (4) |
//! | p95 of the same, n = 20 | 21.4 (78.6) | 94.5 +- 0.7 (4.4 +- 0.6) | 90 (9.5) |
//! | p95 of the same, n = 40 | 4.5 (95.5) | 96.2 +- 0.8 (1.9 +- 0.6) | 93-97 (4) |
//! | wait of 3 batches in 100 (g 3.6), n = 20 | 77.4 (22.6) | 92.2 +- 0.8 (6.1 +- 0.8) | 90 (9.5) |
//! | the same, n = 40 | 73.5 (26.5) | 93.3 +- 1.1 (4.5 +- 0.9) | 93-97 (4) |
//! | met with the truth on the target, one lane, n = 40 | 14.3 | 1.8 +- 0.6 | 0-5 |
//! | met with the truth on the target, peak day, n = 40 | 13.6 | 1.4 +- 0.3 | 0-5 |
//! | the same, n = 100 | 11.3 | 1.4 +- 0.5 | 0-5 |
//! | met, truth 0.25 points below, followed until decided, peak day | 18.7 | 0.7 +- 0.9 | 0-2.5 |
//! | share known to within 2 %, one lane at 0.9 after three days | 65.3 | 90.7 +- 3.4 | 90-100 |
//! | replications of the shipped sweep, decided | 100 | 38.1 | 0-45 |
//!
//! Of the sweep's 390 verdicts 6 were close or undecided where 100 fixed replications say met, none
//! contradicted them.

mod known;
mod looks;
mod measure;
mod models;
mod parent;
mod truths;

use std::ops::RangeInclusive;

use clearway::metric::Metric;

use known::KNOWN;
use measure::{Pair, measure};
use models::{Known, Port, share_known};

/// What is promised of a cell: the coverage, how many intervals may miss on the good side, and how
/// often the target may be called met though the truth lies on it.
#[derive(Clone, Debug)]
struct Band {
    coverage: Option<RangeInclusive<f64>>,
    good: f64,
    met: f64,
}

fn band(known: &Known, size: usize) -> Band {
    // of a share of 0.999 most samples of 40 hold no late batch
    let is_rare = known.metric == Metric::ReleasedWithin && known.truth > 0.995;
    // what 40 replications can do, 20 do with less
    let is_promised = size.max(40) as f64 >= 2.0 * known.skewness.powi(2) && !is_rare;
    // of many lanes the few late batches come together; so they do on a single day of three lanes
    // that begins empty, of which 40 replications do not show the rare bad ones
    let met = match known.port {
        Port::TwentyLanes | Port::Seldom => 0.08,
        _ => 0.05,
    };
    match size {
        40.. if is_promised => Band {
            coverage: Some(0.93..=0.97),
            good: 0.04,
            met,
        },
        20..40 if is_promised => Band {
            coverage: Some(0.90..=1.0),
            good: 0.095,
            met: 0.0,
        },
        _ => Band {
            coverage: None,
            good: 1.0,
            met: if size < 40 { 0.0 } else { met },
        },
    }
}

/// Measures a known value, prints a line for each size, and says which cells lie outside of their
/// bands: the product's, then the parent's.
fn hold(known: &Known, sizes: &[usize], groups: u64) -> (Vec<String>, Vec<String>) {
    let mut outside = (vec![], vec![]);
    for (size, Pair { parent, new }) in sizes.iter().zip(measure(known, sizes, groups)) {
        let band = band(known, *size);
        let name = format!(
            "{:?} {} within {} min, n = {size}",
            known.port,
            known.metric.name(),
            known.minutes
        );
        let is_share = known.metric == Metric::ReleasedWithin;
        let mut lines = vec![(
            "coverage",
            parent.coverage(),
            new.coverage(),
            band.coverage.clone(),
        )];
        let good = band.coverage.is_some().then_some(0.0..=band.good);
        lines.push(("good side", parent.misses_good(), new.misses_good(), good));
        if is_share {
            lines.push((
                "met on target",
                parent.met(),
                new.met(),
                Some(0.0..=band.met),
            ));
        }
        for (what, of_parent, of_new, band) in lines {
            let margin = new.margin(of_new);
            let told = band.as_ref().map_or_else(
                || "none".to_owned(),
                |band| format!("{:.1}-{:.1}", 100.0 * band.start(), 100.0 * band.end()),
            );
            let line = format!(
                "| {name}, g {:.1} | {what} | {:.1} | {:.1} +- {:.1} | {told} |",
                known.skewness,
                100.0 * of_parent,
                100.0 * of_new,
                100.0 * margin
            );
            println!("{line}");
            let Some(band) = band else { continue };
            // a band is broken where two standard errors do not reach it
            if of_new + margin < *band.start() || of_new - margin > *band.end() {
                outside.0.push(line.clone());
            }
            if !band.contains(&of_parent) {
                outside.1.push(line);
            }
        }
    }
    outside
}

/// Does the parent's coverage lie outside of the band where it was measured to?
fn fails_in(outside: &[String], port: Port, size: usize) -> bool {
    let (of_port, of_size) = (
        format!("| {port:?} released_within"),
        format!("n = {size},"),
    );
    let is_it = |line: &&String| {
        line.starts_with(&of_port) && line.contains(&of_size) && line.contains("| coverage |")
    };
    outside.iter().any(|line| is_it(&line))
}

/// The short form of [`coverage_of_skewed_shares`]: 2,000 groups of 40 and 4,000 of 20 of the most
/// telling models.
#[test]
fn intervals_of_skewed_shares_hold_the_truth() {
    for known in [
        share_known(Port::OneLane90, 104.0),
        share_known(Port::PeakDay, 240.0),
    ] {
        let (new, parent) = hold(&known, &[20, 40], 2000);
        assert!(new.is_empty(), "{new:#?}");
        assert!(fails_in(&parent, known.port, 20) && fails_in(&parent, known.port, 40));
    }
}

/// The same of a quantile, and of the wait at a station that few batches visit.
#[test]
fn intervals_of_quantiles_and_rare_visits_hold_the_truth() {
    let is_wanted = |known: &&Known| match known.metric {
        Metric::ReleaseTimeP95 => known.port == Port::OneLane90,
        metric => metric == Metric::WaitMean,
    };
    for known in KNOWN.iter().filter(is_wanted) {
        let (new, parent) = hold(known, &[20, 40], 2000);
        assert!(new.is_empty(), "{new:#?}");
        assert!(!parent.is_empty(), "{known:?}");
    }
}

/// Every known value of a model, in at least 2,000 groups of 10, 20, 40 and 100.
fn hold_all(port: Port) {
    let (mut new, mut parent) = (vec![], vec![]);
    for known in KNOWN.iter().filter(|known| known.port == port) {
        let (of_new, of_parent) = hold(known, &[10, 20, 40, 100], 2000);
        new.extend(of_new);
        parent.extend(of_parent);
    }
    assert!(new.is_empty(), "{new:#?}");
    if let Port::PeakDay | Port::OneLane90 | Port::OneLane90Settled = port {
        assert!(fails_in(&parent, port, 40), "{parent:#?}");
    }
}

/// A long test of each model.
macro_rules! coverage_by_model {
    ($($name:ident: $port:ident,)*) => {
        $(
            #[test]
            #[ignore = "long"]
            fn $name() {
                hold_all(Port::$port);
            }
        )*
    };
}

coverage_by_model! {
    coverage_of_the_peak_day: PeakDay,
    coverage_of_one_lane_at_90: OneLane90,
    coverage_of_one_lane_at_90_settled: OneLane90Settled,
    coverage_of_one_lane_at_80: OneLane80,
    coverage_of_three_lanes: ThreeLanes,
    coverage_of_twenty_lanes: TwentyLanes,
    coverage_of_uneven_services: Uneven,
    coverage_of_mondays: Mondays,
    coverage_of_a_period: Period,
    coverage_of_a_seldom_visited_station: Seldom,
}
