//! The engine of the crate on scenario files, with all standard metrics.

use clearway::engine::{Limits, simulate};
use clearway::metric::{Metric, Scope};
use clearway::model::Model;
use clearway::random::Address;
use clearway::scenario::{Document, Setting};
use clearway::statistics::{Catalogue, Depth, Recorder};

/// A compiled scenario.
pub(crate) struct Port {
    model: Model,
    catalogue: Catalogue,
}

/// The result of one replication.
pub(crate) struct Run {
    /// Number of batches that arrived.
    pub(crate) batches: u64,
    values: Vec<Option<f64>>,
}

impl Port {
    /// Compiles a scenario with settings.
    pub(crate) fn new(text: &str, settings: &[&str]) -> Self {
        let settings: Vec<Setting> = settings
            .iter()
            .map(|it| Setting::from_argument(it).expect("a setting"))
            .collect();
        let document = Document::parse("bench.toml", text).and_then(|it| it.with(&settings));
        let scenario = document.and_then(|document| document.compile());
        let model = scenario
            .unwrap_or_else(|problems| panic!("{problems}"))
            .model;
        Self {
            catalogue: Catalogue::new(&model),
            model,
        }
    }

    /// Makes the M/M/c queue at utilisation 0.9 with this number of lanes, mean service 1 minute,
    /// for about this number of batches.
    pub(crate) fn single(lanes: u32, batches: u64) -> Self {
        let days = batches as f64 / (1440.0 * 0.9 * f64::from(lanes));
        let text = format!(
            "[run]\nstart = 2020-04-13\nlength = \"{days:.0} days\"\nreplications = 1\n\
             [arrivals.a]\nper_day = {}\nto = \"s\"\n\
             [stations.s]\nlanes = {lanes}\nservice = {{ exponential = {{ mean = \"1 min\" }} }}\n\
             next = \"released\"\n",
            1440.0 * 0.9 * f64::from(lanes)
        );
        Self::new(&text, &[])
    }

    /// Makes the network W3 in a port of this size.
    pub(crate) fn w3(size: u32) -> Self {
        let large = [
            "arrivals.normal.per_day=115200",
            "arrivals.urgent.per_day=28800",
            "stations.documents.lanes=600",
            "stations.x_ray.lanes=200",
            "stations.inspection.lanes=1000",
            "run.length=\"13 days\"",
            "run.warm_up=\"1 day\"",
        ];
        Self::new(
            include_str!("../w3.toml"),
            if size == 1 { &[] } else { &large },
        )
    }

    /// Makes the network W3 for about this number of batches, starting empty.
    pub(crate) fn w3_of(batches: u64) -> Self {
        let length = format!("run.length=\"{batches} min\"");
        Self::new(
            include_str!("../w3.toml"),
            &[&length, "run.warm_up=\"0 days\""],
        )
    }

    /// Runs a replication.
    pub(crate) fn run(&self, replication: u64) -> Run {
        let wanted = || true;
        let mut recorder = Recorder::new(&self.model, Depth::Detail, &wanted);
        let address = Address::replication(3, replication);
        let (ledger, ending) = simulate(&self.model, address, Limits::default(), &mut recorder);
        let observations = recorder.finish(ending);
        let values = observations
            .values
            .iter()
            .map(|value| value.value())
            .collect();
        Run {
            batches: ledger.created,
            values,
        }
    }

    /// Returns a metric of a replication in minutes.
    pub(crate) fn minutes(&self, run: &Run, metric: Metric, scope: &Scope) -> f64 {
        let position = self.catalogue.position(metric, scope).expect("a metric");
        run.values[position].expect("a value") * 60.0
    }
}
