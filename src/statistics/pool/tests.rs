use super::search::holds;
use super::*;
use crate::statistics::Ratio;

fn times(minutes: &[i64], longer: f64) -> Times {
    let mut sample = Sample::default();
    for minute in minutes {
        sample.add(Span::from_micros(minute * 60_000_000));
    }
    Times::new(sample, longer)
}

/// Makes a pool of replications with `batches` batches each; a generator gives the times in
/// minutes.
fn pool(replications: usize, batches: usize, keep: Keep) -> Pool {
    let mut pool = Pool::new(&[0.5, 0.95], keep);
    for replication in 0..replications {
        let minute = |batch: usize| {
            let number = (replication * 7919 + batch * 104_729) % 1009;
            // one part varies within a replication, the other only between replications
            (number + replication * 31 % 97) as i64
        };
        let minutes: Vec<i64> = (0..batches).map(minute).collect();
        pool.add(times(&minutes, 0.0));
    }
    pool
}

#[test]
fn a_quantile_is_that_of_all_batches_and_what_is_missing_is_longer() {
    let mut pool = Pool::new(&[0.5, 0.75], Keep::Values);
    pool.add(times(&[60, 120], 0.0));
    pool.add(times(&[180, 240, 300], 3.0));
    let found = pool.quantiles(&mut Student::new(0.95));
    // of eight batches the fourth lasts 4 h, the sixth was never released
    assert_eq!((found[0].value, found[1].value), (Some(4.0), None));
    assert_eq!(pool.parts(&found[0]), [2.0, 2.0]);
    assert_eq!(pool.batches(), [2.0, 6.0]);
    assert!(pool.parts(&found[1]).is_empty());
    // two replications are too few for an upper end
    assert_eq!(found[0].upper, None);
}

/// Compares the interval with its definition, time by time.
#[test]
fn the_interval_is_where_that_of_the_share_holds_the_wanted_one() {
    let pool = pool(20, 50, Keep::Values);
    let mut student = Student::new(0.95);
    let found = pool.quantiles(&mut student);
    let Store::Exact(all) = &pool.store else {
        panic!("a thousand times are kept")
    };
    for (found, p) in found.iter().zip([0.5, 0.95]) {
        let holds = |minute: i64| {
            let mut ratio = Ratio::default();
            for times in all {
                let limit = Span::from_micros(minute * 60_000_000);
                ratio.add(times.sample.counts_within(&[limit])[0] as f64, 50.0);
            }
            holds(&ratio, p, &mut Student::new(0.95))
        };
        let minutes: Vec<i64> = (0..1200).filter(|minute| holds(*minute)).collect();
        let hours = |minute: i64| minute as f64 / 60.0;
        let (lower, upper) = (found.lower.expect("one"), found.upper.expect("one"));
        assert!((lower - hours(minutes[0])).abs() < 1e-9);
        // the upper end is the next time that occurs
        let last = hours(minutes[minutes.len() - 1]);
        assert!(last <= upper && upper < last + 0.2, "{last} {upper}");
        let value = found.value.expect("one");
        assert!(lower < value && value < upper);
        assert!(found.slope.expect("one") > 0.0);
    }
}

/// Sums by bucket agree with the exact times to within a bucket, and the parts of each replication
/// are known although only some of its counts are kept.
#[test]
fn buckets_agree_with_the_times_themselves() {
    let pooled = pool(200, 300, Keep::Values);
    let Store::Buckets(buckets) = &pooled.store else {
        panic!("60,000 times are too many")
    };
    let kept = buckets.trail.as_ref().expect("values are kept");
    assert!(kept.steps() < 200 * 200, "{}", kept.steps());
    let exact = all_of(200, 300);
    let mut student = Student::new(0.95);
    for (found, exact) in pooled.quantiles(&mut student).iter().zip(exact) {
        let near = |one: Option<f64>, other: Option<f64>| {
            let (one, other) = (one.expect("one"), other.expect("one"));
            assert!((one / other - 1.0).abs() < 3e-3, "{one} {other}");
        };
        near(found.value, exact.0.value);
        near(found.lower, exact.0.lower);
        near(found.upper, exact.0.upper);
        let parts = pooled.parts(found);
        let (sum, of_exact) = (parts.iter().sum::<f64>(), exact.1.iter().sum::<f64>());
        assert!((sum / of_exact - 1.0).abs() < 3e-3, "{sum} {of_exact}");
        let apart = parts.iter().zip(&exact.1).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) <= 3.0);
    }
    let flat = pool(200, 300, Keep::Summary);
    assert_eq!(
        flat.quantiles(&mut Student::new(0.95)),
        pooled.quantiles(&mut Student::new(0.95))
    );
}

/// Makes the quantiles of the same replications from exact times.
fn all_of(replications: usize, batches: usize) -> Vec<(Quantile, Vec<f64>)> {
    let mut exact = pool(1, batches, Keep::Values);
    let Store::Exact(all) = &mut exact.store else {
        panic!("few times are kept")
    };
    all.clear();
    exact.batches.clear();
    exact.replications = 0;
    for part in 0..replications {
        let minute = |batch: usize| {
            let number = (part * 7919 + batch * 104_729) % 1009;
            (number + part * 31 % 97) as i64
        };
        let minutes: Vec<i64> = (0..batches).map(minute).collect();
        all.push(times(&minutes, 0.0));
        exact.batches.push(batches as f64);
        exact.replications += 1;
    }
    let found = exact.quantiles(&mut Student::new(0.95));
    let parts = |it: &Quantile| exact.parts(it);
    found.iter().map(|it| (*it, parts(it))).collect()
}

#[test]
fn times_that_never_vary_are_certain() {
    let mut pool = Pool::new(&[0.5, 0.95], Keep::Values);
    (0..12).for_each(|_| pool.add(times(&[30; 8], 0.0)));
    for found in pool.quantiles(&mut Student::new(0.95)) {
        assert_eq!(
            (found.value, found.lower, found.upper),
            (Some(0.5), None, None)
        );
    }
}
