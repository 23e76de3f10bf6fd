//! Queues with exact formulas, and an approximation for the others. Times are in the unit of the
//! mean service time, loads in lanes.

/// Returns the probability that an arriving batch must wait in M/M/c, for a load below `lanes`:
/// Erlang's C formula (1917), from the recursion of his B formula.
pub(super) fn erlang_c(lanes: u32, load: f64) -> f64 {
    let blocked = (1..=lanes).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let lanes = f64::from(lanes);
    lanes * blocked / (lanes - load * (1.0 - blocked))
}

/// Returns the mean wait in M/M/c: C / (c - a) service times.
pub(super) fn wait_exponential(lanes: u32, load: f64) -> f64 {
    erlang_c(lanes, load) / (f64::from(lanes) - load)
}

/// Returns the quantile of the wait in M/M/c at `share`: the wait has an atom of 1 - C at 0 and an
/// exponential tail with rate c - a.
pub(super) fn wait_quantile(lanes: u32, load: f64, share: f64) -> f64 {
    let tail = erlang_c(lanes, load) / (1.0 - share);
    if tail <= 1.0 {
        return 0.0;
    }
    tail.ln() / (f64::from(lanes) - load)
}

/// Returns the mean wait of the batches that get in, in M/M/c with this many waiting places, at any
/// load (Gross and Harris 1998, section 2.5): the mean number waiting divided by the rate of
/// batches that get in.
pub(super) fn wait_with_places(lanes: u32, places: u32, load: f64) -> f64 {
    // probabilities relative to that of all lanes busy and no batch waiting
    let ratio = load / f64::from(lanes);
    let (mut waiting, mut queued, mut full) = (0.0, 0.0, 1.0);
    for number in 1..=places {
        full *= ratio;
        waiting += f64::from(number) * full;
        queued += full;
    }
    let below: f64 = (1..=lanes)
        .rev()
        .scan(1.0, |state, busy| {
            *state *= f64::from(busy) / load;
            Some(*state)
        })
        .sum();
    let all = below + 1.0 + queued;
    waiting / (load * (all - full))
}

/// Returns the mean wait in G/G/c by Allen and Cunneen (1978): that of M/M/c times the mean of the
/// squared coefficients of variation of gaps and service. For one lane and regular arrivals the
/// correction of Kraemer and Langenbach-Belz (1976) applies, as in Whitt (1983, equation 44).
///
/// For a fractional mean number of lanes, the wait in M/M/c is by Sakasegawa's formula (1977).
pub(super) fn wait_general(lanes: f64, load: f64, arrivals_scv: f64, service_scv: f64) -> f64 {
    let busy = load / lanes;
    let exponential = if lanes.fract() == 0.0 {
        wait_exponential(lanes as u32, load)
    } else {
        busy.powf((2.0 * (lanes + 1.0)).sqrt() - 1.0) / (lanes * (1.0 - busy))
    };
    let spread = f64::midpoint(arrivals_scv, service_scv);
    let regular = if lanes == 1.0 && arrivals_scv < 1.0 && spread > 0.0 {
        let part = (1.0 - arrivals_scv).powi(2) / (2.0 * spread);
        (-2.0 * (1.0 - busy) / 3.0 / busy * part).exp()
    } else {
        1.0
    };
    exponential * spread * regular
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, exact: f64) {
        assert!(
            (found - exact).abs() < 1e-9 * exact.max(1.0),
            "{found} {exact}"
        );
    }

    #[test]
    fn known_values() {
        // M/M/1: rho / (1 - rho)
        near(wait_exponential(1, 0.8), 4.0);
        // M/M/2: rho^2 / (1 - rho^2)
        near(wait_exponential(2, 1.0), 1.0 / 3.0);
        near(erlang_c(2, 1.0), 1.0 / 3.0);
        // P(W > t) = rho exp(-(1 - rho) t)
        near(wait_quantile(1, 0.8, 0.95), (0.8_f64 / 0.05).ln() / 0.2);
        near(wait_quantile(1, 0.04, 0.95), 0.0);
        // M/D/1 waits half as long as M/M/1
        near(wait_general(1.0, 0.8, 1.0, 0.0), 2.0);
        near(wait_general(2.0, 1.0, 1.0, 1.0), 1.0 / 3.0);
    }

    #[test]
    fn waiting_places() {
        // M/M/1 with one waiting place: states 0, 1, 2 with probabilities 1 : a : a^2
        for load in [0.5, 1.0, 3.0] {
            let wait = load * load / (load * (1.0 + load));
            near(wait_with_places(1, 1, load), wait);
        }
        near(wait_with_places(3, 0, 2.0), 0.0);
        near(wait_with_places(2, 400, 1.0), wait_exponential(2, 1.0));
    }
}
