//! Comparisons of arrangements.

use std::sync::atomic::{AtomicU32, Ordering};

use clearway::experiment::{
    Comparison, Difference, Effort, Unwatched, Watcher, compare, judged, together,
};
use clearway::input::Disk;
use clearway::metric::Scope;
use clearway::scenario::{Document, Setting};
use clearway::statistics::{Catalogue, Depth};

use crate::harness::{named, scenario};

const PORT: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "2 days"
replications = 40
[target]
batches_per_day = 48
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[stations.desk]
lanes = 2
service = { exponential = { mean = "30 min" } }
next = "released"
"#;

/// The differences of scope `all` between two scenarios, by the metric's name.
fn differences(one: &str, other: &str) -> impl Fn(&str) -> Difference + use<> {
    let pair = [scenario(one), scenario(other)];
    let effort = pair[0].effort();
    let models = [&pair[0], &pair[1]].map(|scenario| (&scenario.model, effort));
    let found = together(&models, Depth::Metrics, &Unwatched);
    let judged = judged(pair[0].model.target());
    let found = compare(&found[0], &found[1], &judged, judged.len() as u32);
    let catalogue = Catalogue::new(&pair[0].model);
    move |metric: &str| {
        let position = catalogue
            .position(named(metric), &Scope::All)
            .expect("a metric");
        let of_it = found.iter().find(|it| it.baseline == position);
        *of_it.expect("both have it")
    }
}

/// Common random numbers: on the peak day, with nine bays against ten, paired intervals are
/// narrower than unpaired ones at least 2.5 times for the mean release time and 8 times for the
/// batches released a day.
#[test]
fn pairing_narrows_what_the_peak_day_has_in_common() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/peak-day.toml");
    let document = Document::load(&path, Disk).unwrap_or_else(|problems| panic!("{problems}"));
    let bays = |bays: u32| {
        let setting = Setting::from_argument(&format!("stations.inspection.lanes={bays}"));
        let setting = setting.unwrap_or_else(|problems| panic!("{problems}"));
        let document = document.with(&[setting]).expect("the path is there");
        document
            .compile_alone()
            .unwrap_or_else(|problems| panic!("{problems}"))
    };
    let pair = [bays(9), bays(10)];
    let effort = Effort {
        replications: 60,
        ..pair[0].effort()
    };
    let models = [&pair[0], &pair[1]].map(|scenario| (&scenario.model, effort));
    let found = together(&models, Depth::Metrics, &Unwatched);
    let narrower = |metric: &str| {
        let position = found[0].tally.of_all(named(metric));
        let difference = compare(&found[0], &found[1], &[], 1)[position];
        // Welch's interval for independent replications, at the paired one's degrees of freedom
        let squares: f64 = (found.iter())
            .map(|it| {
                it.estimates[position]
                    .half_width
                    .expect("it varies")
                    .powi(2)
            })
            .sum();
        squares.sqrt() / difference.paired.estimate.half_width.expect("it varies")
    };
    let (time, batches) = (narrower("release_time.mean"), narrower("released_per_day"));
    assert!(time >= 2.5, "{time}");
    assert!(batches >= 8.0, "{batches}");
}

#[test]
fn a_difference_that_is_there_is_shown_and_none_is_not() {
    let more = differences(PORT, &PORT.replace("lanes = 2", "lanes = 3"));
    assert_eq!(more("release_time.mean").verdict, Some(Comparison::Better));
    assert_eq!(more("released_within").verdict, Some(Comparison::Better));
    assert_eq!(
        more("released_per_day").verdict,
        Some(Comparison::NoDifferenceShown)
    );
    // a metric that is not judged has no verdict
    assert_eq!(more("in_system.mean").verdict, None);
    assert!(more("in_system.mean").paired.estimate.upper.expect("known") < 0.0);
    let fewer = differences(&PORT.replace("lanes = 2", "lanes = 3"), PORT);
    assert_eq!(fewer("release_time.mean").verdict, Some(Comparison::Worse));
}

/// The same port with another label is the same in every replication.
#[test]
fn the_same_arrangement_differs_in_nothing() {
    let same = differences(
        PORT,
        &PORT.replace("lanes = 2", "lanes = 2\nlabel = \"Schalter\""),
    );
    for metric in ["released_per_day", "release_time.mean"] {
        let difference = same(metric);
        let estimate = difference.paired.estimate;
        assert_eq!((estimate.mean, estimate.half_width), (Some(0.0), Some(0.0)));
        assert_eq!(difference.verdict, Some(Comparison::NoDifferenceShown));
    }
}

/// If all batches are in time in every replication of both, neither is proven to be perfect.
#[test]
fn shares_that_never_vary_are_not_called_different() {
    let easy = PORT.replace(
        "exponential = { mean = \"30 min\" }",
        "constant = \"1 min\"",
    );
    let same = differences(&easy, &easy.replace("1 min", "2 min"))("released_within");
    let estimate = same.paired.estimate;
    assert_eq!(estimate.mean, Some(0.0));
    assert!(estimate.half_width.expect("bounded") > 0.0);
    assert_eq!(same.verdict, Some(Comparison::NoDifferenceShown));
}

/// If nothing is released in time, both times are only bounds, and their difference is not known.
#[test]
fn bounds_of_times_are_no_times() {
    let drowned = PORT
        .replace("lanes = 2", "lanes = 1")
        .replace("2 days", "20 days");
    let drowned = drowned.replace("[target]", "follow_up = \"1 h\"\n[target]");
    let worse = differences(&drowned, &drowned.replace("30 min", "40 min"));
    assert_eq!(
        worse("release_time.mean").verdict,
        Some(Comparison::Unknown)
    );
    assert_eq!(worse("released_per_day").verdict, Some(Comparison::Worse));
}

mod command {
    //! `clearway compare` on the command line.

    use std::fs;

    use super::PORT;
    use crate::harness::{clearway, text};

    /// A port with two variants, another without, and one that cannot be read.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let variants = "
[variants.three_desks]
label = \"Three desks\"
why = \"the room is there\"
set = { \"stations.desk.lanes\" = 3 }
[variants.slower]
set = { \"stations.desk.service\" = \"50 min\" }
";
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("written");
        };
        write("port.toml", &format!("{PORT}{variants}"));
        write(
            "other.toml",
            &PORT.replace("[run]", "title = \"The other port\"\n[run]\nseed = 9"),
        );
        write("wrong.toml", &PORT.replace("lanes", "lames"));
        folder
    }

    #[test]
    fn variants_of_a_file() {
        let folder = folder();
        let output = clearway(folder.path(), &["compare", "port.toml"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout).replace('\n', " ");
        let answer = "Compared with the scenario as it is, better: Three desks; worse: slower.";
        assert!(said.contains(answer), "{said}");
        let out = folder.path().join("output/port-compare");
        let rows = fs::read_to_string(out.join("comparison.csv")).expect("a table");
        let mut lines = rows.lines();
        assert_eq!(
            lines.next(),
            Some(
                "metric,scope,unit,baseline,alternative,difference,half_width,lower,upper,\
                 adjusted,verdict"
            )
        );
        let judged: Vec<&str> = lines.filter(|line| line.contains(",yes,")).collect();
        assert_eq!(judged.len(), 6, "{rows}");
        assert!(judged[0].starts_with("released_per_day,all,batches/day,port,three_desks,"));
        assert!(
            judged
                .iter()
                .any(|row| row.ends_with(",no difference shown"))
        );
        let verdicts = rows.lines().filter(|line| line.contains(",no,"));
        assert!(verdicts.into_iter().all(|line| line.ends_with(",no,")));
        let page = fs::read_to_string(out.join("report.html")).expect("a page");
        assert!(page.contains("Three desks") && page.contains("the room is there"));
        assert!(page.contains("clearway compare port.toml --baseline port --seed 1"));
        assert!(out.join("charts/difference-release-time-mean.png").exists());
    }

    #[test]
    fn another_baseline_settings_and_seeds() {
        let folder = folder();
        let results = |out: &str, more: &[&str]| {
            let arguments = [
                "compare",
                "port.toml",
                "--quiet",
                "--no-report",
                "--out",
                out,
            ];
            let output = clearway(folder.path(), &[&arguments, more].concat());
            assert!(output.status.success(), "{}", text(&output.stderr));
            let path = folder.path().join(out).join("results.json");
            let json = fs::read_to_string(path).expect("results");
            serde_json::from_str::<serde_json::Value>(&json).expect("JSON")
        };
        let more = [
            "--baseline",
            "slower",
            "--set",
            "run.length=3 days",
            "--replications",
            "5",
        ];
        let found = results(
            "one",
            &[more.as_slice(), &["--seed", "3", "--threads", "1"]].concat(),
        );
        let compare = &found["outcome"]["compare"];
        assert_eq!(compare["replications"], 5);
        assert_eq!(compare["arrangements"][0]["name"], "slower");
        assert_eq!(compare["arrangements"][1]["name"], "port");
        assert_eq!(found["provenance"]["settings"][0]["path"], "run.length");
        assert_eq!(
            found["provenance"]["settings"].as_array().map(Vec::len),
            Some(3)
        );
        let again = results(
            "two",
            &[more.as_slice(), &["--seed", "3", "--threads", "4"]].concat(),
        );
        assert_eq!(found, again);
    }

    #[test]
    fn several_files_under_one_seed() {
        let folder = folder();
        let output = clearway(
            folder.path(),
            &["compare", "port.toml", "other.toml", "--out", "both"],
        );
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout).replace('\n', " ");
        // the same port with another name: no difference at all
        assert!(
            said.contains("The other port, compared with port: no difference"),
            "{said}"
        );
        assert!(said.contains("the same in every replication"), "{said}");
        assert!(
            said.contains("The seed, replications and confidence of port are also"),
            "{said}"
        );
        let page = fs::read_to_string(folder.path().join("both/report.html")).expect("a page");
        assert!(page.contains("clearway compare port.toml other.toml --seed 1"));
    }

    #[test]
    fn what_cannot_be_compared_is_told() {
        let folder = folder();
        for (arguments, told) in [
            (
                &["other.toml"][..],
                "nothing to compare: write [variants.NAME]",
            ),
            (
                &["port.toml", "--baseline", "sloer"],
                "no arrangement \"sloer\" to compare with; there are port, three_desks, slower",
            ),
            (
                &["port.toml", "--set", "stations.desk.lanes=4"],
                "--set stations.desk.lanes replaces all that the variant \"three_desks\"",
            ),
            (&["port.toml", "wrong.toml"], "lames"),
            (&[], "FILE"),
        ] {
            let output = clearway(folder.path(), &[&["compare"], arguments].concat());
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains(told), "{said}");
            assert!(!folder.path().join("output").exists());
        }
    }
}

/// Equal arrangements are simulated once, and have the same results.
#[test]
fn nothing_is_simulated_twice() {
    #[derive(Default)]
    struct Count(AtomicU32);
    impl Watcher for Count {
        fn done(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let three = scenario(&PORT.replace("lanes = 2", "lanes = 3"));
    let two = [scenario(PORT), scenario(PORT)];
    let effort = two[0].effort();
    let models = [&two[0], &three, &two[1]].map(|it| (&it.model, effort));
    let count = Count::default();
    let found = together(&models, Depth::Metrics, &count);
    let seen = count.0.load(Ordering::Relaxed);
    assert!((80..80 + 64).contains(&seen), "{seen}");
    let share = |at: usize| found[at].of_all(named("released_within"));
    assert_eq!(share(0), share(2));
    assert_ne!(share(0), share(1));
}

/// What cannot be chosen shows what something costs, but is never the best; what each alternative
/// brings back of it, and what else the file asks, is told.
#[test]
fn what_cannot_be_chosen_is_never_the_best() {
    let with = |choice: &str| {
        let text = format!(
            "{PORT}[variants.ample]\nlabel = \"No outage\"\n{choice}\
             set = {{ \"stations.desk.lanes\" = 5 }}\n\
             [variants.third]\nlabel = \"A third desk\"\n\
             set = {{ \"stations.desk.lanes\" = 3 }}\n[sweep]\n\"stations.desk.lanes\" = [2, 3]\n"
        );
        let documents = [crate::harness::document(&text)];
        let comparison = clearway::study::Comparison::new(&documents, &[], None);
        let comparison = comparison.unwrap_or_else(|refusal| panic!("{refusal:?}"));
        let replicated = together(&comparison.arrangements(), Depth::Metrics, &Unwatched);
        let results = comparison.results(&replicated);
        let told = clearway::report::summary(&results);
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let (answer, _) = told.split_once("Arrangement Batches").expect("a table");
        (results, answer.to_owned())
    };
    let (results, told) = with("choice = false\n");
    let headline = "Compared with the scenario as it is, better: A third desk.";
    assert!(told.contains(headline), "{told}");
    let words = "No outage (for comparison only: it cannot be chosen): a batch is released ";
    assert!(told.contains(words), "{told}");
    let words = regex_lite::Regex::new(
        "Beside No outage, the scenario as it is costs each batch [0-9.]+ min on average; A third \
         desk brings back [0-9.]+ min of it\\.",
    );
    assert!(words.expect("a pattern").is_match(&told), "{told}");
    let bests = told.split(". ").filter(|it| it.contains("the best is"));
    assert!(bests.clone().count() > 0 && bests.clone().all(|it| !it.contains("No outage")));
    assert!(told.contains("(clearway sweep "), "{told}");
    assert!(!told.contains("(clearway compare "), "{told}");
    let page = clearway::report::page(&results);
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(at("<h2>All metrics</h2>") > at("<h2>How to repeat this</h2>"));
    assert!(!told.contains("counts as free"), "{told}");
    let (_, told) = with("");
    assert!(
        told.contains("better: No outage and A third desk."),
        "{told}"
    );
    assert!(!told.contains("brings back"), "{told}");
}

/// A variant with more lanes for which no cost is given does not seem cheap without a word.
#[test]
fn a_variant_with_free_lanes_says_so() {
    let port = PORT.replace("next = \"released\"", "next = \"gate\"");
    let text = format!(
        "{port}[stations.gate]\nlanes = 1\ncost_per_lane_hour = 20\nservice = \"5 min\"\n\
         next = \"released\"\n[variants.third]\nset = {{ \"stations.desk.lanes\" = 3 }}\n"
    );
    let told = |text: &str| {
        let documents = [crate::harness::document(text)];
        let comparison = clearway::study::Comparison::new(&documents, &[], None);
        let comparison = comparison.unwrap_or_else(|refusal| panic!("{refusal:?}"));
        let replicated = together(&comparison.arrangements(), Depth::Metrics, &Unwatched);
        let told = clearway::report::summary(&comparison.results(&replicated));
        told.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let words = "No cost is given for a lane at desk: it counts as free.";
    assert!(told(&text).contains(words), "{}", told(&text));
    let paid = text.replace("lanes = 2\n", "lanes = 2\ncost_per_lane_hour = 30\n");
    assert!(!told(&paid).contains(words));
    let unpaid = text.replace("cost_per_lane_hour = 20\n", "");
    assert!(!told(&unpaid).contains(words));
}
