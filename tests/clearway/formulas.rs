//! Exact results of queueing theory, written for the tests and independent of the crate, so that
//! the crate is not checked against itself.
//!
//! Rates and times are in one unit of the caller's choice; `offered` is arrival rate times mean
//! service. Every wait is the time from joining to the beginning of service.

pub(crate) mod chains;
pub(crate) mod shifts;

use statrs::distribution::{ContinuousCDF, Gamma};

/// Probability that all of `lanes` are taken in M/G/c/c (Erlang 1917), by the recursion
/// B(c) = a B(c-1) / (c + a B(c-1)).
pub(crate) fn erlang_b(lanes: u32, offered: f64) -> f64 {
    (1..=lanes).fold(1.0, |blocked, lanes| {
        offered * blocked / (f64::from(lanes) + offered * blocked)
    })
}

/// Probability of waiting in M/M/c (Erlang 1917): C = B / (1 - rho (1 - B)).
pub(crate) fn erlang_c(lanes: u32, offered: f64) -> f64 {
    let (blocked, utilisation) = (erlang_b(lanes, offered), offered / f64::from(lanes));
    blocked / (1.0 - utilisation * (1.0 - blocked))
}

/// Mean wait in M/M/c: C / (c mu - lambda).
pub(crate) fn mmc_wait(lanes: u32, arrivals: f64, service: f64) -> f64 {
    let spare = f64::from(lanes) / service - arrivals;
    erlang_c(lanes, arrivals * service) / spare
}

/// Quantile of the wait in M/M/c, from P(W > t) = C exp(-(c mu - lambda) t).
pub(crate) fn mmc_wait_quantile(lanes: u32, arrivals: f64, service: f64, share: f64) -> f64 {
    let free = f64::from(lanes) / service - arrivals;
    let waits = erlang_c(lanes, arrivals * service);
    ((waits / (1.0 - share)).ln() / free).max(0.0)
}

/// Quantile of the time from arrival to departure in M/M/1, which is exponential with rate
/// mu - lambda.
pub(crate) fn mm1_sojourn_quantile(arrivals: f64, service: f64, share: f64) -> f64 {
    -(1.0 - share).ln() / (service.recip() - arrivals)
}

/// Mean wait in M/G/1 from the first two moments of service (Pollaczek 1930; Khinchine 1932):
/// lambda E[S^2] / (2 (1 - rho)).
pub(crate) fn mg1_wait(arrivals: f64, service: f64, second_moment: f64) -> f64 {
    arrivals * second_moment / (2.0 * (1.0 - arrivals * service))
}

/// Mean wait in `M/E_k/1`: Pollaczek-Khinchine with E[S^2] = (1 + 1/k) E[S]^2.
pub(crate) fn mek1_wait(arrivals: f64, service: f64, stages: u32) -> f64 {
    mg1_wait(
        arrivals,
        service,
        (1.0 + f64::from(stages).recip()) * service * service,
    )
}

/// Mean waits by class, highest priority first, in M/M/c with one service rate and no
/// interruption (Cobham 1954; Kella and Yechiali 1985):
/// `W_k = C / (c mu) / ((1 - sigma_(k-1)) (1 - sigma_k))`.
pub(crate) fn mmc_priority_waits(lanes: u32, arrivals: &[f64], service: f64) -> Vec<f64> {
    let offered = arrivals.iter().sum::<f64>() * service;
    let delay = erlang_c(lanes, offered) * service / f64::from(lanes);
    let loads = arrivals
        .iter()
        .map(|rate| rate * service / f64::from(lanes));
    priority_waits(delay, loads)
}

/// Mean waits by class, highest priority first, in M/G/1 without interruption, from (arrival
/// rate, mean service, second moment) of each class (Cobham 1954):
/// `W_k = (sum of lambda E[S^2]) / 2 / ((1 - sigma_(k-1)) (1 - sigma_k))`.
pub(crate) fn mg1_priority_waits(classes: &[(f64, f64, f64)]) -> Vec<f64> {
    let residual = classes.iter().map(|(rate, _, second)| rate * second / 2.0);
    let loads = classes.iter().map(|(rate, service, _)| rate * service);
    priority_waits(residual.sum(), loads)
}

/// Returns `W_0` over the products of the capacities that the classes above each class, without and
/// with it, leave free.
fn priority_waits(delay: f64, loads: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut above = 0.0;
    loads
        .map(|load| {
            let wait = delay / ((1.0 - above) * (1.0 - above - load));
            above += load;
            wait
        })
        .collect()
}

/// Mean wait in M/D/c (Crommelin 1932; Franx 2001). The number waiting after one more service
/// time is max(0, that number + Poisson(a) - c), a random walk with a barrier, whose mean is
/// the sum over k of `E[max(0, Poisson(k a) - k c)] / k` (Spitzer 1956); over lambda by Little.
pub(crate) fn mdc_wait(lanes: u32, arrivals: f64, service: f64) -> f64 {
    let offered = arrivals * service;
    let mut waiting = 0.0;
    for k in 1..1_000_000_u32 {
        let (mean, limit) = (f64::from(k) * offered, f64::from(k * lanes));
        // E[max(0, N - m)] = a P(N >= m) - m P(N >= m + 1); P(N >= m) = P(Gamma(m, 1) <= a)
        let at_least = |count: f64| Gamma::new(count, 1.0).expect("positive").cdf(mean);
        let term = (mean * at_least(limit) - limit * at_least(limit + 1.0)) / f64::from(k);
        waiting += term;
        if term < 1e-13 * waiting {
            break;
        }
    }
    waiting / arrivals
}

/// The root in (0, 1) of sigma = A*(mu (1 - sigma)), where A* is the Laplace-Stieltjes transform
/// of the time between arrivals (Kendall 1953), by bisection.
pub(crate) fn gim1_sigma(transform: impl Fn(f64) -> f64, service: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1e-9);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if transform((1.0 - middle) / service) > middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Mean wait in GI/M/1 (Kendall 1953): sigma / (mu (1 - sigma)).
pub(crate) fn gim1_wait(transform: impl Fn(f64) -> f64, service: f64) -> f64 {
    let sigma = gim1_sigma(transform, service);
    sigma * service / (1.0 - sigma)
}

/// Mean wait in D/M/1: GI/M/1 with A*(s) = exp(-s gap).
pub(crate) fn dm1_wait(gap: f64, service: f64) -> f64 {
    gim1_wait(|s| (-s * gap).exp(), service)
}

/// Mean wait in GI/M/1 with gamma gaps of this mean and coefficient of variation:
/// A*(s) = (1 + s theta)^(-k), k = 1 / cv^2, theta = mean / k.
pub(crate) fn gamma_m1_wait(gap: f64, cv: f64, service: f64) -> f64 {
    let shape = cv.powi(-2);
    gim1_wait(|s| (1.0 + s * gap / shape).powf(-shape), service)
}

/// A station of an open network.
pub(crate) struct Node {
    /// How many batches it serves at once.
    pub(crate) lanes: u32,
    /// Mean of its exponential service.
    pub(crate) service: f64,
    /// Poisson arrivals from outside.
    pub(crate) arrivals: f64,
    /// Probability of going to each station next; what is missing leaves.
    pub(crate) next: Vec<f64>,
}

/// Arrival rates of an open network: x = arrivals + x P, by fixed-point iteration (Jackson 1957).
pub(crate) fn traffic(nodes: &[Node]) -> Vec<f64> {
    let mut rates = vec![0.0; nodes.len()];
    for _ in 0..100_000 {
        for (to, node) in nodes.iter().enumerate() {
            let inflow = nodes
                .iter()
                .zip(&rates)
                .map(|(from, rate)| from.next[to] * rate);
            let inflow: f64 = inflow.sum();
            rates[to] = node.arrivals + inflow;
        }
    }
    rates
}

/// Mean time from arrival to departure in an open Jackson network (Jackson 1957): every station
/// is an M/M/c of its own, and Little's law over the whole.
pub(crate) fn jackson_sojourn(nodes: &[Node]) -> f64 {
    let inside = nodes
        .iter()
        .zip(traffic(nodes))
        .map(|(node, rate)| rate * (mmc_wait(node.lanes, rate, node.service) + node.service));
    inside.sum::<f64>() / nodes.iter().map(|node| node.arrivals).sum::<f64>()
}

/// Mean number inside M(t)/G/infinity at time `at` (Khinchine 1955; Eick, Massey and Whitt 1993,
/// The physics of the Mt/G/infinity queue): the integral over u >= 0 of lambda(at - u) P(S > u),
/// by the midpoint rule with `step`, back to `reach` before.
pub(crate) fn mtginf_mean(
    rate: impl Fn(f64) -> f64,
    still_inside: impl Fn(f64) -> f64,
    at: f64,
    reach: f64,
    step: f64,
) -> f64 {
    let panels = (reach / step).round() as u32;
    let ages = (0..panels).map(|panel| (f64::from(panel) + 0.5) * step);
    ages.map(|age| rate(at - age) * still_inside(age))
        .sum::<f64>()
        * step
}

/// The mean of [`mtginf_mean`] over a stretch of time, at the midpoints of this many parts.
pub(crate) fn mtginf_mean_over(
    rate: impl Fn(f64) -> f64,
    still_inside: impl Fn(f64) -> f64,
    (from, to): (f64, f64),
    parts: u32,
    (reach, step): (f64, f64),
) -> f64 {
    let part = (to - from) / f64::from(parts);
    let times = (0..parts).map(|at| from + part * (f64::from(at) + 0.5));
    let means = times.map(|at| mtginf_mean(&rate, &still_inside, at, reach, step));
    means.sum::<f64>() / f64::from(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, expected: f64, relative: f64) {
        let gap = (found - expected).abs() / expected.abs();
        assert!(gap <= relative, "{found} instead of {expected}");
    }

    /// Values printed in every table of Erlang's formulas; C from a textbook's M/M/3 at load 2.
    #[test]
    fn erlang_tables() {
        near(erlang_b(5, 3.0), 0.110_054, 1e-5);
        near(erlang_b(10, 5.0), 0.018_385, 1e-4);
        near(erlang_b(1, 0.8), 0.8 / 1.8, 1e-14);
        near(erlang_c(1, 0.8), 0.8, 1e-14);
        near(erlang_c(3, 2.0), 4.0 / 9.0, 1e-14);
        near(mmc_wait(3, 2.0, 1.0), 4.0 / 9.0, 1e-14);
        near(mmc_wait(1, 0.8, 1.0), 4.0, 1e-13);
    }

    #[test]
    fn quantiles_of_exponential_tails() {
        near(
            mm1_sojourn_quantile(0.8, 1.0, 0.95),
            5.0 * 20f64.ln(),
            1e-13,
        );
        let t = mmc_wait_quantile(3, 2.0, 1.0, 0.9);
        near(4.0 / 9.0 * (-t).exp(), 0.1, 1e-13);
        assert_eq!(mmc_wait_quantile(3, 2.0, 1.0, 0.5), 0.0, "most do not wait");
    }

    #[test]
    fn pollaczek_khinchine_covers_its_special_cases() {
        near(mg1_wait(0.8, 1.0, 2.0), 4.0, 1e-13);
        near(mg1_wait(0.8, 1.0, 1.0), 2.0, 1e-13);
        near(mek1_wait(0.8, 1.0, 1), 4.0, 1e-13);
        near(mek1_wait(0.8, 1.0, 4), 2.5, 1e-13);
    }

    /// Kleinrock's conservation law (1965): the load-weighted mean wait is that of first-come.
    #[test]
    fn priorities_conserve_the_waiting_work() {
        let rates = [0.5, 1.0, 0.9];
        let waits = mmc_priority_waits(3, &rates, 1.0);
        let weighted: f64 = waits
            .iter()
            .zip(&rates)
            .map(|(wait, rate)| wait * rate)
            .sum();
        near(weighted / 2.4, mmc_wait(3, 2.4, 1.0), 1e-13);
        assert!(waits[0] < waits[1] && waits[1] < waits[2]);
        let classes = [(0.2, 1.0, 1.5), (0.1, 4.0, 20.0)];
        let waits = mg1_priority_waits(&classes);
        near(waits[0], 1.15 / 0.8, 1e-13);
        near(0.2 * waits[0] + 0.4 * waits[1], 0.6 * 1.15 / 0.4, 1e-13);
    }

    /// One lane against Pollaczek-Khinchine; several against Crommelin's own equations, the number
    /// inside at multiples of D, iterated to its limit.
    #[test]
    fn constant_service() {
        near(mdc_wait(1, 0.8, 1.0), 2.0, 1e-9);
        for (lanes, offered) in [(2, 1.6), (3, 2.4), (5, 3.0)] {
            let waiting = chains::crommelin_waiting(lanes as usize, offered);
            near(mdc_wait(lanes, offered, 1.0), waiting / offered, 1e-8);
        }
    }

    /// D/M/1 at load 0.5: sigma = 0.203188 (root of sigma = exp(-2 (1 - sigma))).
    #[test]
    fn general_gaps() {
        near(gim1_sigma(|s| (-2.0 * s).exp(), 1.0), 0.203_187_87, 1e-8);
        near(dm1_wait(2.0, 1.0), 0.203_187_87 / 0.796_812_13, 1e-7);
        near(gim1_wait(|s| 0.8 / (0.8 + s), 1.0), 4.0, 1e-8);
        near(gamma_m1_wait(1.25, 1.0, 1.0), 4.0, 1e-8);
        // E_2/M/1 at gap 2: sigma solves s (2 - s)^2 = 1, so sigma = (3 - sqrt 5) / 2
        let sigma = (3.0 - 5f64.sqrt()) / 2.0;
        near(
            gamma_m1_wait(2.0, 0.5f64.sqrt(), 1.0),
            sigma / (1.0 - sigma),
            1e-8,
        );
    }

    /// A single M/M/1 with geometric feedback is an M/M/1 of the summed work.
    #[test]
    fn networks() {
        let node = |arrivals, next: &[f64]| Node {
            lanes: 1,
            service: 1.0,
            arrivals,
            next: next.to_vec(),
        };
        near(
            jackson_sojourn(&[node(0.4, &[0.5])]),
            1.0 / (0.5 - 0.4),
            1e-12,
        );
        let rates = traffic(&[node(1.0, &[0.0, 0.8]), node(0.0, &[0.5, 0.25])]);
        near(rates[0], 1.0 / (1.0 - 0.4 / 0.75), 1e-12);
    }

    /// Closed form for a sinusoidal rate and exponential service (Eick, Massey and Whitt 1993,
    /// Mt/G/infinity queues with sinusoidal arrival rates).
    #[test]
    fn moving_rates_without_waiting() {
        let gamma = 2.0;
        let rate = |t: f64| 10.0 + 5.0 * (gamma * t).sin();
        let found = mtginf_mean(rate, |age| (-age).exp(), 1.3, 40.0, 1e-3);
        let angle = gamma * 1.3;
        let swing = 5.0 * (angle.sin() - gamma * angle.cos()) / (1.0 + gamma * gamma);
        near(found, 10.0 + swing, 1e-6);
    }
}
