//! Results of `compare`, `staff` and `stress`, from a port small enough for a quick search.

use std::fs;

use clearway::results::Results;

use crate::harness::{clearway, text};

/// Two stations, an expensive and a cheap one, with a target that some arrangements miss.
const PORT: &str = r#"
title = "A small port with two stations"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "4 days"
replications = 12
[target]
batches_per_day = 48
release = { within = "4 h", share = 0.8 }
[arrivals.a]
per_day = 48
to = "documents"
[stations.documents]
label = "Document review and electronic comparison"
lanes = 2
cost_per_lane_hour = 10
service = { exponential = { mean = "20 min" } }
next = "inspection"
[stations.inspection]
lanes = 4
cost_per_lane_hour = 30
service = { exponential = { mean = "60 min" } }
next = "released"
[variants.fewer]
label = "3 lanes at inspection, and a label that goes on for longer than its place"
set = { "stations.inspection.lanes" = 3 }
[variants.same]
set = { "stations.documents.lanes" = 2 }
[staffing]
choose = { "stations.inspection.lanes" = { from = 2, to = 5 }, "stations.documents.lanes" = [1, 2] }
"#;

/// Returns the results of a comparison, of a search for the cheapest arrangement and of one for the
/// breaking point.
pub(super) fn all() -> Vec<(&'static str, Results)> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("port.toml"), PORT).expect("a scenario");
    let results = |name: &'static str| {
        let output = clearway(folder.path(), &[name, "port.toml", "--out", name]);
        let file = folder.path().join(name).join("results.json");
        let json =
            fs::read_to_string(file).unwrap_or_else(|_| panic!("{name}: {}", text(&output.stderr)));
        (name, Results::from_json(&json).expect(name))
    };
    ["compare", "staff", "stress"].map(results).into()
}
