//! The same question gives the same bytes.

use clearway::random::{Address, Purpose, Substream};
use rand::RngExt as _;

use crate::harness::{answered, found, replicated, values};

const PORT: &str = r#"
[run]
start = 2020-04-13T06:00:00
warm_up = "1 day"
length = "3 days"
replications = 70
seed = 7
[target]
batches_per_day = 134
release = { within = "4 h", share = 0.9 }
[goods.masks]
units = { lognormal = { mean = 324_000, cv = 1.5 } }
[goods.kits]
units = 40
[arrivals.trade]
per_day = 124
goods = { masks = 0.9, kits = 0.1 }
hours = [1, 1, 1, 1, 1, 1, 2, 3, 4, 6, 7, 6, 4, 6, 7, 7, 7, 6, 5, 4, 3, 3, 2, 2]
to = "documents"
[arrivals.donations]
per_day = 10
process = "exact"
goods = "masks"
priority = 1
to = "documents"
[stations.documents]
lanes = 4
service = { triangular = { min = "4 min", mode = "10 min", max = "30 min" } }
next = { inspection = 0.9, released = "rest" }
[stations.inspection]
lanes = [{ hours = "06:00-22:00", open = 11 }, { hours = "22:00-06:00", open = 8 }]
service = { gamma = { mean = "75 min", cv = 0.3 } }
next = [{ when = { visits = 1 }, to = { inspection = 0.05, released = "rest" } }, { to = "released" }]
"#;

fn json(text: &str, threads: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool");
    let results = pool.install(|| answered(text));
    serde_json::to_string(&results).expect("results are JSON")
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let one = json(PORT, 1);
    for threads in [2, 3, 8] {
        assert!(
            one == json(PORT, threads),
            "{threads} threads differ from one"
        );
    }
}

/// A station without visits, a stream without batches and other labels change no number.
#[test]
fn what_is_not_used_changes_no_number() {
    let more = format!(
        "{}\n[stations.archive]\nlanes = 1\nservice = \"1 h\"\nnext = \"released\"\n\
         [arrivals.nothing]\nper_day = 0\nto = \"archive\"\n",
        PORT.replace(
            "[stations.documents]",
            "[stations.documents]\nlabel = \"单证审核\""
        )
    );
    let (before, after) = (replicated(PORT), replicated(&more));
    for entry in before.catalogue().entries() {
        let position = after
            .tally
            .position(entry.metric, &entry.scope)
            .expect("still there");
        let first = before
            .tally
            .position(entry.metric, &entry.scope)
            .expect("it is");
        assert_eq!(
            before.tally.values(first),
            after.tally.values(position),
            "{} of {} moved",
            entry.metric,
            entry.scope
        );
    }
}

/// The order of sections in the file changes no batch: random numbers depend on names, not on
/// positions.
#[test]
fn the_order_of_stations_and_streams_changes_no_batch() {
    let (head, rest) = PORT.split_once("[arrivals.donations]").expect("a section");
    let (donations, stations) = rest.split_once("[stations.documents]").expect("a section");
    let (head, trade) = head.split_once("[arrivals.trade]").expect("a section");
    let swapped = format!(
        "{head}[arrivals.donations]{donations}[arrivals.trade]{trade}[stations.documents]{stations}"
    );
    let (before, after) = (replicated(PORT), replicated(&swapped));
    for scope in ["arrivals.trade", "arrivals.donations", "goods.kits"] {
        for metric in [
            "arrived_per_day",
            "units_released_per_day",
            "release_time.mean",
        ] {
            let value = |of| found(of, metric, scope).mean;
            let gap = (value(&before) / value(&after) - 1.0).abs();
            assert!(gap < 1e-12, "{metric} of {scope} moved by {gap}");
        }
    }
}

/// The same time in another unit gives the same results.
#[test]
fn the_unit_of_a_time_changes_no_number() {
    let other = PORT
        .replace("\"4 min\"", "\"240 s\"")
        .replace("\"75 min\"", "\"1.25 h\"")
        .replace("\"3 days\"", "\"72 h\"")
        .replace("\"1 day\"", "\"1440 min\"");
    assert_ne!(PORT, other);
    assert_eq!(values(&replicated(PORT)), values(&replicated(&other)));
}

/// More replications leave the first ones unchanged.
#[test]
fn more_replications_begin_with_the_same_ones() {
    let few = replicated(&PORT.replace("replications = 70", "replications = 30"));
    let many = replicated(PORT);
    for (few, many) in values(&few).iter().zip(&values(&many)) {
        assert_eq!(few[..], many[..30]);
    }
}

/// Pins the random numbers of an address: other numbers would change every result.
#[test]
fn pinned_values() {
    let batch = Address::replication(134, 2).stream("commercial").batch(17);
    let mut generator = batch.draw(Substream::at(Purpose::Service, "inspection"), 1);
    let values: [u64; 2] = [generator.random(), generator.random()];
    assert_eq!(values, [0xa56f_2fc0_16bf_e33d, 0x5db3_5622_30cc_82f1]);
    // to nine digits: the last ones belong to the platform's `exp`
    let mean = found(&replicated(PORT), "release_time.mean", "all").mean;
    assert_eq!(format!("{mean:.9}"), "1.691910779");
}
