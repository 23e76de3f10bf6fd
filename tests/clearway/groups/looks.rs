//! Replications that are added until something is decided or narrow enough.

use clearway::experiment::{Effort, Standing, Unwatched, sweep, together};
use clearway::metric::Metric;
use clearway::scenario::{Document, Scenario, Setting};
use clearway::statistics::{Depth, Keep, Precision, Range, Stopping, Width};
use rayon::prelude::*;

use super::measure::{observe, of_all, share_of};
use super::models::{Port, model, share_known};
use super::parent;

/// The most replications of a run.
const MOST: u32 = 2000;

fn effort(seed: u64, stopping: Stopping) -> Effort {
    Effort {
        replications: MOST,
        stopping,
        keep: Keep::Summary,
        seed,
        confidence: 0.95,
    }
}

/// Runs of each case.
const RUNS: u64 = 1000;

/// The share of runs of which something holds, and two standard errors of it.
fn share(runs: u64, holds: impl Fn(u64) -> bool + Sync) -> (f64, f64) {
    let count = (0..runs).into_par_iter().filter(|run| holds(*run)).count();
    let (count, runs) = (count as f64, runs as f64);
    let share = count / runs;
    (share, 2.0 * (share * (1.0 - share) / runs).sqrt())
}

/// Does the truth a quarter of a point below the target end as "met"?
#[test]
#[ignore = "long"]
fn coverage_of_verdicts_at_looks() {
    let mut failed = vec![];
    for (port, minutes) in [
        (Port::PeakDay, 240.0),
        (Port::OneLane90Settled, 132.0),
        (Port::OneLane80, 59.0),
    ] {
        let wanted = share_known(port, minutes).truth + 0.0025;
        let model = model(port, minutes, wanted);
        let (new, margin) = share(RUNS, |seed| {
            let effort = effort(seed, Stopping::Verdict);
            let run = together(&[(&model, effort)], Depth::Metrics, &Unwatched);
            run[0].verdicts()[0].standing == Standing::Met
        });
        let (old, _) = share(RUNS / 4, |seed| {
            let within = |it| {
                share_of(
                    &observe(&model, seed, it),
                    of_all(&model, Metric::ReleasedWithin),
                )
            };
            followed(within, wanted) == Standing::Met
        });
        let line = format!(
            "| {port:?}, truth 0.25 points below, followed until decided | met | {:.1} | \
             {:.1} +- {:.1} | 0.0-2.5 |",
            100.0 * old,
            100.0 * new,
            100.0 * margin
        );
        println!("{line}");
        if new > 0.025 || old <= 0.025 {
            failed.push(line);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The parent's verdict, followed from 20 replications on: as many more as were said to decide,
/// until it is decided.
fn followed(within: impl Fn(u64) -> (f64, f64), wanted: f64) -> Standing {
    let (mut values, mut trials) = (vec![], 0.0);
    let mut next = 20;
    loop {
        while values.len() < next {
            let (part, whole) = within(values.len() as u64);
            trials += whole;
            values.push((whole > 0.0).then(|| part / whole));
        }
        let estimate = parent::estimate(&values, Range::Share, trials);
        let standing = parent::standing(&estimate, wanted);
        let more = parent::to_decide(&estimate, wanted).unwrap_or(u64::MAX);
        if standing != Standing::Undecided || values.len() >= MOST as usize {
            return standing;
        }
        next = (more as usize).clamp(next + 1, MOST as usize);
    }
}

/// How often the interval holds the truth where a share is to be known to within 2 %.
#[test]
#[ignore = "long"]
fn coverage_of_a_share_to_a_precision() {
    let known = share_known(Port::OneLane90Settled, 132.0);
    let model = model(known.port, known.minutes, 0.95);
    let position = of_all(&model, Metric::ReleasedWithin);
    let precision = Precision {
        position,
        width: Width::Relative(0.02),
        min_replications: Precision::FEWEST_OF_A_SHARE,
        is_raised: true,
    };
    let (new, margin) = share(RUNS, |seed| {
        let effort = effort(seed, Stopping::Width(precision));
        let run = together(&[(&model, effort)], Depth::Metrics, &Unwatched);
        let estimate = run[0].estimates[position];
        let ends = estimate.lower.zip(estimate.upper);
        ends.is_some_and(|(lower, upper)| (lower..=upper).contains(&known.truth))
    });
    let (old, _) = share(RUNS, |seed| {
        let mut values = vec![];
        loop {
            let (part, whole) = share_of(&observe(&model, seed, values.len() as u64), position);
            values.push((whole > 0.0).then(|| part / whole));
            if values.len() < Precision::FEWEST as usize {
                continue;
            }
            let estimate = parent::estimate(&values, Range::Share, whole * values.len() as f64);
            let (mean, half_width) = (
                estimate.mean.expect("one"),
                estimate.half_width.expect("one"),
            );
            if half_width <= 0.02 * mean || values.len() as u32 == MOST {
                return (mean - known.truth).abs() <= half_width;
            }
        }
    });
    println!(
        "| {:?}, share to within 2 % of it | coverage | {:.1} | {:.1} +- {:.1} | 90.0-100.0 |",
        known.port,
        100.0 * old,
        100.0 * new,
        100.0 * margin
    );
    assert!(new >= 0.90 && old < 0.90, "{new} {old}");
}

fn peak_day(set: &[String]) -> Scenario {
    let text = include_str!("../../../scenarios/peak-day.toml");
    let document = Document::parse("peak-day.toml", text).expect("TOML");
    let settings = set
        .iter()
        .map(|it| Setting::from_argument(it).expect("a setting"));
    let settings: Vec<Setting> = settings.collect();
    let compiled = document.with(&settings).and_then(|it| it.compile());
    compiled.unwrap_or_else(|problems| panic!("{problems}"))
}

/// The standings of arrangements of the peak day, and the replications they took.
fn swept(points: &[(u32, f64)], rule: &[&str]) -> (Vec<Vec<Standing>>, u64) {
    let arrangement = |point: u64| {
        let (bays, opened) = points[point as usize];
        let mut set = vec![
            format!("stations.inspection.lanes={bays}"),
            format!("stations.documents.next.inspection={opened}"),
        ];
        set.extend(rule.iter().map(|it| (*it).to_owned()));
        let scenario = peak_day(&set);
        let effort = scenario.effort();
        (scenario.model, effort)
    };
    let conclude = |_, _: &_, replicated: &clearway::experiment::Replicated| {
        let standings = replicated.verdicts().into_iter().map(|it| it.standing);
        (
            standings.collect::<Vec<_>>(),
            u64::from(replicated.replications()),
        )
    };
    let found = sweep(points.len() as u64, arrangement, conclude, &Unwatched);
    let (standings, replications): (Vec<_>, Vec<u64>) = found.into_iter().unzip();
    (standings, replications.iter().sum())
}

/// Decides points of the shipped sweep, at most 100 replications each, and by 100 each: says what
/// share of the replications it took, which verdicts contradict each other, and how many are weaker
/// (close or undecided) though 100 fixed replications decide: the last look has only a part of the
/// error.
fn decided(points: &[(u32, f64)]) -> (f64, Vec<String>, usize) {
    let verdict = ["run.precision=verdict", "run.max_replications=100"];
    let (decided, taken) = swept(points, &verdict);
    let (fixed, all) = swept(points, &["run.replications=100"]);
    let (mut contradictions, mut weaker) = (vec![], 0);
    for ((point, decided), fixed) in points.iter().zip(&decided).zip(&fixed) {
        for (decided, fixed) in decided.iter().zip(fixed) {
            match (decided, fixed) {
                (Standing::Met, Standing::Missed) | (Standing::Missed, Standing::Met) => {
                    contradictions.push(format!("{point:?}: {decided:?} instead of {fixed:?}"));
                }
                (_, Standing::Undecided) => {}
                _ => weaker += usize::from(decided != fixed),
            }
        }
    }
    (taken as f64 / all as f64, contradictions, weaker)
}

/// The shipped sweep at its narrowest: nine batches in ten are opened.
#[test]
fn verdicts_take_a_part_of_the_replications_of_a_sweep() {
    let points: Vec<(u32, f64)> = (2..=14).map(|bays| (bays, 0.9)).collect();
    let (taken, contradictions, weaker) = decided(&points);
    assert!(taken <= 0.45, "{taken}");
    assert!(contradictions.is_empty(), "{contradictions:#?}");
    assert_eq!(weaker, 0);
}

/// The whole of it: 130 points.
#[test]
#[ignore = "long"]
fn coverage_of_verdicts_in_the_shipped_sweep() {
    let tenths = (1..=10).map(|tenth| f64::from(tenth) / 10.0);
    let points: Vec<(u32, f64)> = (2..=14)
        .flat_map(|bays| tenths.clone().map(move |opened| (bays, opened)))
        .collect();
    let (taken, contradictions, weaker) = decided(&points);
    println!(
        "| shipped sweep, decided | replications | 100 | {:.1} | 0-45 |",
        100.0 * taken
    );
    println!("{weaker} of 390 verdicts are weaker than those of 100 fixed replications");
    assert!(taken <= 0.45, "{taken}");
    assert!(contradictions.is_empty(), "{contradictions:#?}");
    assert!(weaker <= 8, "{weaker}");
}
