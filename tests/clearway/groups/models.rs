//! Models whose shares are skewed, and what is true of them from long runs.

use clearway::metric::{Metric, Scope};
use clearway::model::{Model, ReleaseTarget, Target};
use clearway::time::Span;

use super::known::KNOWN;
use crate::harness::scenario;

/// A model by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// The shipped peak day, one day after one day of warm-up.
    PeakDay,
    /// One lane, busy 90 % of the time, over one day from empty.
    OneLane90,
    /// One lane, busy 90 %, over one day after three: nearly stationary.
    OneLane90Settled,
    /// One lane, busy 80 %, over three days after one.
    OneLane80,
    /// Three lanes, busy 80 %, over three days after one.
    ThreeLanes,
    /// Twenty lanes, busy 90 %, over one day after one.
    TwentyLanes,
    /// One lane, busy 50 %, whose services are log-normal with a coefficient of variation of 3,
    /// over one day from empty.
    Uneven,
    /// All batches arrive on Mondays; a week.
    Mondays,
    /// Two very days, as a `period`, that begin with a backlog.
    Period,
    /// Three lanes, and one batch in thirty goes on to a second station; one day from empty.
    Seldom,
}

/// All models.
pub(crate) const PORTS: [Port; 10] = [
    Port::PeakDay,
    Port::OneLane90,
    Port::OneLane90Settled,
    Port::OneLane80,
    Port::ThreeLanes,
    Port::TwentyLanes,
    Port::Uneven,
    Port::Mondays,
    Port::Period,
    Port::Seldom,
];

/// A scenario of one station.
fn one_station(run: &str, arrivals: &str, station: &str) -> String {
    format!(
        "[run]\nstart = 2020-04-13\n{run}\n[target]\n\
         release = {{ within = \"1 h\", share = 0.95 }}\n\
         [arrivals.all]\n{arrivals}\nto = \"desk\"\n[stations.desk]\n{station}\n"
    )
}

fn text(port: Port) -> String {
    let day = |before: &str, length: &str| format!("warm_up = \"{before}\"\nlength = \"{length}\"");
    let lanes = |lanes: u32, service: &str| {
        format!("lanes = {lanes}\nservice = {{ {service} }}\nnext = \"released\"")
    };
    let exponential = |mean: &str| format!("exponential = {{ mean = \"{mean}\" }}");
    let poisson = "per_day = 288";
    match port {
        Port::PeakDay => {
            let shipped = include_str!("../../../scenarios/peak-day.toml");
            let shorter = shipped.replace("\"2 days\"", "\"1 day\"");
            let shorter = shorter.replace("\"10 days\"", "\"1 day\"");
            assert!(shorter.matches("\"1 day\"").count() == 2, "{shorter}");
            shorter
        }
        Port::OneLane90 => one_station(
            &day("0 h", "1 day"),
            poisson,
            &lanes(1, &exponential("4.5 min")),
        ),
        Port::OneLane90Settled => one_station(
            &day("3 days", "1 day"),
            poisson,
            &lanes(1, &exponential("4.5 min")),
        ),
        Port::OneLane80 => one_station(
            &day("1 day", "3 days"),
            poisson,
            &lanes(1, &exponential("4 min")),
        ),
        Port::ThreeLanes => one_station(
            &day("1 day", "3 days"),
            poisson,
            &lanes(3, &exponential("12 min")),
        ),
        Port::TwentyLanes => one_station(
            &day("1 day", "1 day"),
            poisson,
            &lanes(20, &exponential("90 min")),
        ),
        Port::Uneven => one_station(
            &day("0 h", "1 day"),
            poisson,
            &lanes(1, "lognormal = { mean = \"2.5 min\", cv = 3 }"),
        ),
        Port::Mondays => one_station(
            &day("0 h", "7 days"),
            "per_day = 288\n\
             days = { tue = 0, wed = 0, thu = 0, fri = 0, sat = 0, sun = 0 }",
            &lanes(1, &exponential("4 min")),
        ),
        Port::Period => one_station(
            "kind = \"period\"\nlength = \"2 days\"\nbacklog = { desk = 20 }",
            poisson,
            &lanes(1, &exponential("4 min")),
        ),
        Port::Seldom => {
            let desk = "lanes = 3\nservice = { exponential = { mean = \"12 min\" } }\n\
                        next = { lab = 0.03, released = \"rest\" }\n[stations.lab]\n";
            let lab = lanes(1, &exponential("2 h"));
            one_station(&day("0 h", "1 day"), poisson, &format!("{desk}{lab}"))
        }
    }
}

/// The compiled model, with a target on the share released within some minutes alone.
pub(crate) fn model(port: Port, minutes: f64, share: f64) -> Model {
    let model = scenario(&text(port)).model;
    let within = Span::from_micros_f64(minutes * 60e6);
    let target = Target {
        batches_per_day: None,
        units_per_day: None,
        release: Some(ReleaseTarget { within, share }),
        tolerance: model.target().tolerance,
    };
    model.with_target(target)
}

/// A true value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    pub port: Port,
    /// The target of the model in minutes.
    pub minutes: f64,
    pub metric: Metric,
    /// The true value.
    pub truth: f64,
    /// Its standard error.
    #[allow(dead_code, reason = "told to the reader")]
    pub error: f64,
    /// The skewness of what a replication contributes.
    pub skewness: f64,
}

impl Known {
    /// A row of the table.
    pub(crate) const fn new(
        port: Port,
        minutes: f64,
        metric: Metric,
        truth: f64,
        error: f64,
        skewness: f64,
    ) -> Self {
        Self {
            port,
            minutes,
            metric,
            truth,
            error,
            skewness,
        }
    }

    /// The scope of the metric.
    pub(crate) fn scope(&self) -> Scope {
        match self.metric {
            Metric::WaitMean => Scope::station("lab"),
            _ => Scope::All,
        }
    }
}

/// The share released within some minutes.
pub(crate) fn share_known(port: Port, minutes: f64) -> Known {
    let of_share = |it: &&Known| {
        it.port == port && it.minutes == minutes && it.metric == Metric::ReleasedWithin
    };
    *KNOWN.iter().find(of_share).expect("a row of the table")
}
