//! Which arrangement is best: Hsu's constrained intervals by hand, and their coverage.

use clearway::experiment::{Finished, Rank, Ranked, best};
use clearway::metric::{Metric, Scope};
use clearway::statistics::{Estimate, Observed, Stored};

/// Returns an arrangement whose only metric has these values.
struct Stub {
    metric: Metric,
    values: Vec<f64>,
    seed: u64,
    is_bound: bool,
}

impl Finished for Stub {
    fn seed(&self) -> u64 {
        self.seed
    }

    fn confidence(&self) -> f64 {
        0.95
    }

    fn metrics(&self) -> Vec<(Metric, &Scope)> {
        vec![(self.metric, &Scope::All)]
    }

    fn position(&self, metric: Metric, scope: &Scope) -> Option<usize> {
        (metric == self.metric && *scope == Scope::All).then_some(0)
    }

    fn observed(&self, _position: usize) -> Observed {
        let values: Vec<Option<f64>> = self.values.iter().copied().map(Some).collect();
        let stored = Stored {
            metric: self.metric,
            estimate: &Estimate::default(),
            confidence: 0.95,
            values: &values,
            parts: &[],
            wholes: &[],
            slope: None,
        };
        stored.observed(values.len())
    }

    fn is_lower_bound(&self, _position: usize) -> bool {
        self.is_bound
    }
}

fn stubs(metric: Metric, values: &[Vec<f64>]) -> Vec<Stub> {
    let stub = |values: &Vec<f64>| Stub {
        metric,
        values: values.clone(),
        seed: 1,
        is_bound: false,
    };
    values.iter().map(stub).collect()
}

fn ranked(stubs: &[Stub], admitted: &[bool], metrics: u32) -> Vec<Ranked> {
    let finished: Vec<&dyn Finished> = stubs.iter().map(|it| it as &dyn Finished).collect();
    best(&finished, stubs[0].metric, admitted, metrics)
}

fn ranks(found: &[Ranked]) -> Vec<Rank> {
    found.iter().map(|it| it.rank).collect()
}

/// B less A is 2, 1, 2, 3, 2, C less A is -5, -4, -5, -6, -5, so that B less C is 7, 5, 7, 9, 7.
fn three() -> Vec<Vec<f64>> {
    vec![
        vec![10.0, 11.0, 12.0, 13.0, 14.0],
        vec![12.0, 12.0, 14.0, 16.0, 16.0],
        vec![5.0, 7.0, 7.0, 7.0, 9.0],
    ]
}

#[track_caller]
fn near(found: Option<f64>, wanted: f64) {
    let found = found.expect("a number");
    assert!((found - wanted).abs() < 1e-5, "{found} is not {wanted}");
}

/// By hand: standard errors sqrt(0.5 / 5) = 0.316228 of B less A, and sqrt(2 / 5) = 0.632456 of B
/// less C; at 0.05 / 2 on one side t(4) = 2.776445, so half-widths 0.877989 and 1.755978.
#[test]
fn three_by_hand() {
    let found = ranked(&stubs(Metric::ReleasedPerDay, &three()), &[true; 3], 1);
    assert_eq!(ranks(&found), [Rank::Worse, Rank::Best, Rank::Worse]);
    assert_eq!(found[0].against, Some(1));
    near(found[0].difference, -2.0);
    near(found[0].lower, -2.877_989);
    near(found[0].upper, 0.0);
    near(found[0].worse_by, 1.122_011);
    assert_eq!(found[1].against, Some(0));
    near(found[1].difference, 2.0);
    near(found[1].lower, 0.0);
    near(found[1].upper, 2.877_989);
    assert_eq!(found[1].worse_by, None);
    near(found[2].lower, -8.755_978);
    near(found[2].worse_by, 5.244_022);
}

/// The same numbers as costs: less is better, and the intervals keep the sign of the difference.
#[test]
fn less_is_better_for_costs() {
    let found = ranked(&stubs(Metric::CostPerDay, &three()), &[true; 3], 1);
    assert_eq!(ranks(&found), [Rank::Worse, Rank::Worse, Rank::Best]);
    near(found[1].difference, 7.0);
    near(found[1].lower, 0.0);
    near(found[1].upper, 8.755_978);
    near(found[1].worse_by, 5.244_022);
    near(found[0].worse_by, 4.122_011);
    near(found[2].upper, 0.0);
    near(found[2].lower, -5.877_989);
}

/// The error probability is divided among the metrics: at 0.05 / 4 on one side t(4) = 3.495406.
#[test]
fn more_metrics_are_more_careful() {
    let found = ranked(&stubs(Metric::ReleasedPerDay, &three()), &[true; 3], 2);
    near(found[0].worse_by, 2.0 - 3.495_406 * 0.1_f64.sqrt());
}

/// If intervals hold zero, no arrangement is called the best.
#[test]
fn equal_arrangements_are_all_among_the_best() {
    let same = vec![three()[0].clone(); 2];
    let found = ranked(&stubs(Metric::ReleasedPerDay, &same), &[true; 2], 1);
    assert_eq!(ranks(&found), [Rank::Among; 2]);
    near(found[0].lower, 0.0);
    near(found[0].upper, 0.0);
    // a third arrangement is found to be worse than both
    let found = ranked(
        &stubs(
            Metric::ReleasedPerDay,
            &[same, vec![three()[2].clone()]].concat(),
        ),
        &[true; 3],
        1,
    );
    assert_eq!(ranks(&found), [Rank::Among, Rank::Among, Rank::Worse]);
    near(found[2].worse_by, 4.122_011);
}

#[test]
fn what_is_not_known_is_not_ranked() {
    let of =
        |values: &[Vec<f64>]| ranks(&ranked(&stubs(Metric::CostPerDay, values), &[true; 2], 1));
    assert_eq!(of(&[vec![1.0], vec![2.0]]), [Rank::Unknown; 2]);
    // four equal differences come by chance once in sixteen, five once in 32
    let constant = |n: usize| vec![vec![1.0; n], vec![2.0; n]];
    assert_eq!(of(&constant(4)), [Rank::Unknown; 2]);
    assert_eq!(of(&constant(5)), [Rank::Best, Rank::Worse]);
}

/// A release time that is a lower bound may be longer: its arrangement can be ruled out, but cannot
/// rule out another.
#[test]
fn lower_bounds_rule_out_none() {
    let mut two = stubs(Metric::ReleaseTimeMax, &three()[..2]);
    two[1].is_bound = true;
    assert_eq!(
        ranks(&ranked(&two, &[true; 2], 1)),
        [Rank::Best, Rank::Worse]
    );
    two[1].is_bound = false;
    two[0].is_bound = true;
    assert_eq!(ranks(&ranked(&two, &[true; 2], 1)), [Rank::Among; 2]);
    two[1].is_bound = true;
    assert_eq!(ranks(&ranked(&two, &[true; 2], 1)), [Rank::Unknown; 2]);
}

#[test]
fn those_not_admitted_are_left_out() {
    let stubs = stubs(Metric::ReleasedPerDay, &three());
    let found = ranked(&stubs, &[true, false, true], 1);
    assert_eq!(ranks(&found), [Rank::Best, Rank::LeftOut, Rank::Worse]);
    // the bounds are still those of three arrangements
    near(found[2].worse_by, 4.122_011);
    let found = ranked(&stubs, &[false, false, true], 1);
    assert_eq!(ranks(&found), [Rank::LeftOut, Rank::LeftOut, Rank::Only]);
}

/// Replications with different seeds do not form pairs: with s^2 / n of 2.5 / 5 and 4 / 5 Welch has
/// 7.55 degrees of freedom, and B less A of 2 is within the half-width of 2.66.
#[test]
fn other_seeds_are_not_paired() {
    let mut two = stubs(Metric::ReleasedPerDay, &three()[..2]);
    assert_eq!(
        ranks(&ranked(&two, &[true; 2], 1)),
        [Rank::Worse, Rank::Best]
    );
    two[1].seed = 2;
    let found = ranked(&two, &[true; 2], 1);
    assert_eq!(ranks(&found), [Rank::Among; 2]);
    // one-sided at 0.05
    let freedom = 1.3_f64.powi(2) / (0.25 / 4.0 + 0.64 / 4.0);
    let mut student = clearway::statistics::Student::new(0.9);
    near(
        found[1].upper,
        2.0 + student.quantile_at(freedom) * 1.3_f64.sqrt(),
    );
}

/// Uniform numbers in (0, 1): Steele, Lea and Flood's split-mix of 2014.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON / 4.0
    }

    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// The sum of twelve uniforms less 6.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// How often the true best is among the best, and how often all amounts are true, of four
/// arrangements with these true values: each replication has a part in common.
fn coverage(
    truths: [f64; 4],
    replications: usize,
    groups: u64,
    noise: fn(&mut Numbers) -> f64,
) -> (f64, f64) {
    let (mut holds, mut true_amounts) = (0, 0);
    let least = truths.into_iter().fold(f64::INFINITY, f64::min);
    let best = truths
        .iter()
        .position(|it| *it == least)
        .expect("a best one");
    for group in 0..groups {
        let mut numbers = Numbers(group * 1_000_003 + replications as u64);
        let mut values = vec![vec![]; 4];
        for _ in 0..replications {
            let common = 3.0 * noise(&mut numbers);
            for (values, truth) in values.iter_mut().zip(truths) {
                values.push(100.0 + truth + common + noise(&mut numbers));
            }
        }
        let found = ranked(&stubs(Metric::CostPerDay, &values), &[true; 4], 1);
        holds += u32::from(matches!(found[best].rank, Rank::Best | Rank::Among));
        let is_true = found
            .iter()
            .zip(truths)
            .all(|(found, truth)| found.worse_by.is_none_or(|amount| amount <= truth - least));
        true_amounts += u32::from(is_true);
    }
    let share = |count: u32| f64::from(count) / groups as f64;
    (share(holds), share(true_amounts))
}

/// Returns the random part of a replication.
type Noise = fn(&mut Numbers) -> f64;

/// Equal values are the hardest case, in which the error probability is nearly used up; a clear
/// best is found.
fn cases(groups: u64) {
    let exponential = |numbers: &mut Numbers| numbers.exponential();
    let normal = |numbers: &mut Numbers| numbers.normal();
    let noises: [(&str, Noise); 2] = [("normal", normal), ("exponential", exponential)];
    let margin = 2.0 * (0.95 * 0.05 / groups as f64).sqrt();
    for (name, noise) in noises {
        for truths in [[0.0; 4], [0.0, 0.1, 0.2, 0.4], [0.0, 0.0, 2.0, 4.0]] {
            for replications in [5, 20] {
                let (holds, amounts) = coverage(truths, replications, groups, noise);
                println!(
                    "{name}, {truths:?}, n = {replications}: among the best {holds:.4}, amounts \
                     true {amounts:.4}"
                );
                assert!(holds >= 0.95 - margin, "{name} {truths:?}: {holds}");
                // each of three amounts has its third of the error
                assert!(amounts >= 0.95 - margin, "{name} {truths:?}: {amounts}");
            }
        }
    }
}

#[test]
fn the_true_best_is_among_the_best() {
    cases(400);
}

#[test]
#[ignore = "long"]
fn the_true_best_is_among_the_best_long() {
    cases(10_000);
}
