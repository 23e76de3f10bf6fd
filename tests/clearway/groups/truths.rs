//! Long runs, from which the true values of [`super::models`] are.

use clearway::metric::{Metric, Scope};
use clearway::model::Model;
use clearway::statistics::{Keep, Ratio, Sample, Student, Tally};
use clearway::time::Span;
use rayon::prelude::*;

use super::measure::{observe, share_of};
use super::models::{PORTS, Port, model};

/// Replications of a long run, in parts of 200.
const PARTS: u64 = 500;
const PART: u64 = 200;
/// The seed of long runs, not that of the groups.
const SEED: u64 = 98_765;

/// Prints a row of the table of true values for each share and quantile of each model. Skewness is
/// that of the shares; of a quantile it is that of the share near it.
#[test]
#[ignore = "long"]
fn truths() {
    PORTS.into_iter().for_each(truths_of);
}

/// Minutes within which about 95, 99 and 99.9 % are released; the shipped 4 hours of the peak day.
fn limits(port: Port, model: &Model) -> Vec<f64> {
    let mut all = Sample::default();
    for number in 0..20 * PART {
        all.merge(observe(model, SEED + 1, number).times[0].sample());
    }
    let minutes = |hours: Option<f64>| (hours.expect("batches") * 60.0).round();
    let mut limits = all.quantiles([0.95, 0.99, 0.999]).map(minutes).to_vec();
    if port == Port::PeakDay {
        limits[0] = 240.0;
    }
    limits
}

fn truths_of(port: Port) {
    let first = model(port, 60.0, 0.5);
    let limits = limits(port, &first);
    let spans: Vec<Span> = limits
        .iter()
        .map(|it| Span::from_micros_f64(it * 60e6))
        .collect();
    let mut tally = Tally::new(&first, Keep::Summary);
    let mut shares = vec![Ratio::default(); limits.len()];
    for part in 0..PARTS {
        let numbers = (part * PART..(part + 1) * PART).into_par_iter();
        let seen: Vec<_> = numbers.map(|it| observe(&first, SEED, it)).collect();
        for mut seen in seen {
            let counts = seen.times[0].sample().counts_within(&spans);
            for (share, count) in shares.iter_mut().zip(counts) {
                share.add(count as f64, seen.times[0].batches());
            }
            tally.add(&mut seen);
        }
    }
    let n = f64::from(tally.replications());
    for (share, minutes) in shares.iter().zip(&limits) {
        let variation = share.variation().expect("many");
        let error = variation.deviation / n.sqrt();
        println!(
            "known({port:?}, {minutes:?}, Metric::ReleasedWithin, {:.6}, {error:.6}, {:.2}),",
            variation.centre, variation.skewness
        );
    }
    let quantile = |tally: &Tally, metric| {
        let position = tally.of_all(metric);
        tally.estimate(position, &mut Student::new(0.95))
    };
    for metric in [Metric::ReleaseTimeP95, Metric::ReleaseTimeP99] {
        let it = quantile(&tally, metric);
        let error = it.half_width.expect("an interval") / 1.96;
        println!(
            "known({port:?}, {:?}, Metric::{metric:?}, {:.6}, {error:.6}, 0.0),",
            limits[0],
            it.mean.expect("a quantile")
        );
    }
    if port == Port::Seldom {
        wait(&first, limits[0]);
    }
}

/// The mean wait over visits of the second station.
fn wait(model: &Model, minutes: f64) {
    let tally = Tally::new(model, Keep::Summary);
    let position = tally.position(Metric::WaitMean, &Scope::station("lab"));
    let position = position.expect("a lab");
    let mut waits = Ratio::default();
    for part in 0..PARTS {
        let numbers = (part * PART..(part + 1) * PART).into_par_iter();
        let pairs: Vec<_> = numbers
            .map(|it| share_of(&observe(model, SEED, it), position))
            .collect();
        for (part, whole) in pairs {
            waits.add(part, whole);
        }
    }
    let variation = waits.variation().expect("many");
    println!(
        "known(Seldom, {minutes:?}, Metric::WaitMean, {:.6}, {:.6}, {:.2}),",
        variation.centre,
        variation.deviation / f64::from(variation.replications).sqrt(),
        variation.skewness
    );
}
