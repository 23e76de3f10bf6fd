//! Comparisons of folders of finished runs.

use clearway::experiment::{Comparison, Unwatched, together};
use clearway::metric::{Metric, Scope};
use clearway::results::{
    CompareOutcome, Compared, Folder, Outcome, Question, Rank, Results, compared, compared_folders,
};
use clearway::scenario::Document;
use clearway::statistics::Depth;

use crate::harness::{answered, document};

const PORT: &str = r#"
[run]
start = 2020-04-13
warm_up = "1 day"
length = "2 days"
replications = 20
seed = 1
[target]
batches_per_day = 48
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 48
to = "desk"
[stations.desk]
lanes = 2
cost_per_lane_hour = 10
service = { exponential = { mean = "30 min" } }
next = "released"
"#;

/// Returns the results of a run, written and read again.
fn folder(name: &str, text: &str) -> Folder {
    let written = serde_json::to_string(&answered(text)).expect("JSON");
    Folder {
        name: name.to_owned(),
        results: Results::from_json(&written).expect("results"),
    }
}

fn outcome(results: &Results) -> &CompareOutcome {
    match &results.outcome {
        Outcome::Compare(compare) => compare,
        other => panic!("{other:?} is no comparison"),
    }
}

fn of_folders(folders: &[Folder]) -> Results {
    compared_folders(folders).unwrap_or_else(|message| panic!("{message}"))
}

/// Returns the comparison of scenarios that are run together.
fn direct(texts: &[&str]) -> Results {
    let documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
    let scenarios = documents.iter().map(Document::compile);
    let scenarios: Result<Vec<_>, _> = scenarios.collect();
    let scenarios = scenarios.unwrap_or_else(|problems| panic!("{problems}"));
    let effort = scenarios[0].effort();
    let models: Vec<_> = scenarios.iter().map(|it| (&it.model, effort)).collect();
    let replicated = together(&models, Depth::Metrics, &Unwatched);
    let arrangements: Vec<Compared<'_>> = (documents.iter().zip(&scenarios))
        .map(|(document, scenario)| Compared {
            reference: false,
            name: "test".to_owned(),
            label: "test".to_owned(),
            why: None,
            question: Question {
                document,
                settings: &[],
                scenario,
            },
        })
        .collect();
    compared(&arrangements, &replicated)
}

fn near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
        _ => one == other,
    }
}

/// Control variates are used from twelve replications on.
const CONTROLLED: [Metric; 3] = [
    Metric::ArrivedPerDay,
    Metric::ReleasedPerDay,
    Metric::UnitsReleasedPerDay,
];

/// A comparison of folders with the same seed equals one of their scenarios, for ratios, quantiles,
/// means and shares that are the same in all replications.
#[test]
fn folders_of_one_seed_say_what_their_scenarios_say() {
    let slow = PORT.replace("30 min", "35 min");
    let fast = PORT.replace("30 min", "1 min");
    let texts = [PORT, &slow, &fast];
    for replications in ["replications = 20", "replications = 10"] {
        let texts = texts.map(|text| text.replace("replications = 20", replications));
        let texts = texts.each_ref().map(String::as_str);
        let direct = direct(&texts);
        let folders = texts.map(|text| folder("test", text));
        let found = of_folders(&folders);
        let (direct, found) = (outcome(&direct), outcome(&found));
        assert_eq!(direct.differences.len(), found.differences.len());
        for (one, other) in direct.differences.iter().zip(&found.differences) {
            assert_eq!((one.metric, &one.scope), (other.metric, &other.scope));
            let is_plain = replications == "replications = 10";
            if !is_plain && CONTROLLED.contains(&one.metric) {
                continue;
            }
            let (a, b) = (&one.difference, &other.difference);
            let is_same = near(a.mean, b.mean)
                && near(a.lower, b.lower)
                && near(a.upper, b.upper)
                && near(one.baseline, other.baseline)
                && near(one.variance_ratio, other.variance_ratio);
            assert!(is_same, "{:?} {:?}: {a:?} {b:?}", one.metric, one.scope);
            assert_eq!(one.verdict, other.verdict);
        }
        for (one, other) in direct.best.iter().zip(&found.best) {
            for (a, b) in one.ranks.iter().zip(&other.ranks) {
                if replications == "replications = 10" || !CONTROLLED.contains(&one.metric) {
                    assert_eq!((a.rank, a.against), (b.rank, b.against));
                    assert!(
                        near(a.lower, b.lower) && near(a.upper, b.upper),
                        "{a:?} {b:?}"
                    );
                }
            }
        }
        assert!(found.of_folders && !found.unpaired);
    }
}

/// Each lane costs the same: one more costs 240 a day in every replication, so the cheaper port is
/// the best by cost, and the faster one by time.
#[test]
fn the_best_differs_by_what_is_asked() {
    let more = PORT.replace("lanes = 2", "lanes = 3");
    let found = direct(&[PORT, &more]);
    let best = &outcome(&found).best;
    let ranks = |metric: Metric| {
        let best = best.iter().find(|it| it.metric == metric).expect("asked");
        best.ranks.iter().map(|it| it.rank).collect::<Vec<_>>()
    };
    let asked: Vec<Metric> = best.iter().map(|it| it.metric).collect();
    let wanted = [
        Metric::ReleasedPerDay,
        Metric::ReleasedWithin,
        Metric::CostPerDay,
    ];
    assert_eq!(asked, wanted);
    assert!(best[0].ranks.iter().all(|it| !it.misses), "{best:?}");
    assert_eq!(ranks(Metric::ReleasedWithin), [Rank::Worse, Rank::Best]);
    assert_eq!(ranks(Metric::CostPerDay), [Rank::Best, Rank::Worse]);
    let cost = &best[2].ranks[1];
    assert!(near(cost.worse_by, Some(240.0)), "{cost:?}");
    let said = clearway::report::summary(&found).replace('\n', " ");
    assert!(
        said.contains("By the cost a day, the best is test; worse than the best: test"),
        "{said}"
    );
}

/// Replications with different seeds do not form pairs: the interval is Welch's, and the report
/// says so.
/// If an arrangement is called the best although no difference from the baseline is shown, the
/// report explains how that is possible; otherwise it does not.
#[test]
fn why_a_best_one_can_be_known_without_a_difference() {
    let more = PORT.replace("lanes = 2", "lanes = 3");
    let found = direct(&[PORT, &more]);
    let why = "The best is judged by one-sided bounds against the best of the others only, so it \
               can be known even where a comparison with test shows no difference.";
    let said = |verdict: Comparison, ranks: [Rank; 2]| {
        let mut found = found.clone();
        let Outcome::Compare(compare) = &mut found.outcome else {
            panic!("a comparison")
        };
        compare
            .best
            .retain(|it| it.metric == Metric::ReleasedWithin);
        for (of, rank) in compare.best[0].ranks.iter_mut().zip(ranks) {
            of.rank = rank;
        }
        for it in &mut compare.differences {
            let is_it = it.metric == Metric::ReleasedWithin && it.verdict.is_some();
            it.verdict = if is_it { Some(verdict) } else { it.verdict };
        }
        let told = clearway::report::summary(&found).replace('\n', " ");
        let page = clearway::report::page(&found).replace('\u{a0}', " ");
        assert_eq!(told.contains(why), page.contains(why), "{told}");
        told.contains(why)
    };
    let open = Comparison::NoDifferenceShown;
    assert!(said(open, [Rank::Worse, Rank::Best]));
    assert!(said(open, [Rank::Among, Rank::Worse]));
    assert!(!said(open, [Rank::Among, Rank::Among]));
    assert!(!said(Comparison::Better, [Rank::Worse, Rank::Best]));
}

#[test]
fn other_seeds_are_compared_unpaired() {
    let other = PORT
        .replace("seed = 1", "seed = 2")
        .replace("lanes = 2", "lanes = 3");
    let paired = PORT.replace("lanes = 2", "lanes = 3");
    let (one, two) = (folder("one", PORT), folder("two", &other));
    let found = of_folders(&[one.clone(), two]);
    let same = of_folders(&[one, folder("two", &paired)]);
    let width = |results: &Results, metric: Metric| {
        let differences = outcome(results).differences.iter();
        let mut of_it = differences.filter(|it| it.metric == metric && it.scope == Scope::All);
        let found = of_it.next().expect("a difference");
        (
            found.difference.half_width.expect("a width"),
            found.variance_ratio,
        )
    };
    let time = Metric::ReleaseTimeMean;
    assert!(width(&found, time).0 > width(&same, time).0);
    assert_eq!(width(&found, time).1, None);
    assert!(outcome(&found).unpaired && !outcome(&same).unpaired);
    let told = "Other seeds than that of one were used for: two. Their replications simulate \
                other batches and are not paired, so intervals are wider than with the same seed \
                (Welch 1947).";
    assert!(
        found.notes.iter().any(|note| note.text == told),
        "{:?}",
        found.notes
    );
}

/// The first replications of the longer run are those of the shorter one.
#[test]
fn the_first_replications_pair_up() {
    let longer = PORT.replace("replications = 20", "replications = 30");
    let found = of_folders(&[folder("one", PORT), folder("two", &longer)]);
    let differences = outcome(&found).differences.iter();
    for it in differences.filter(|it| it.metric.estimator().share().is_none()) {
        let mean = it.difference.mean.unwrap_or(0.0);
        assert!(mean.abs() < 1e-9, "{:?} {:?}: {mean}", it.metric, it.scope);
        assert!(!matches!(
            it.verdict,
            Some(Comparison::Better | Comparison::Worse)
        ));
    }
    let told = "More replications than in others of the same seed were run for: two. Differences \
                use only the first replications, which all of them have; means use all.";
    assert!(
        found.notes.iter().any(|note| note.text == told),
        "{:?}",
        found.notes
    );
}

#[test]
fn folders_that_cannot_be_compared_are_refused() {
    let refused = |other: Folder| {
        compared_folders(&[folder("a", PORT), other]).expect_err("it cannot be compared")
    };
    let with = |from: &str, to: &str| folder("b", &PORT.replace(from, to));
    assert_eq!(
        refused(with("\"2 days\"", "\"3 days\"")),
        "the measured window of a is 2020-04-14T00:00:00 to 2020-04-16T00:00:00 (steady), of b is \
         2020-04-14T00:00:00 to 2020-04-17T00:00:00 (steady): only runs over the same window can \
         be compared"
    );
    assert_eq!(
        refused(with("share = 0.9", "share = 0.8")),
        "the target of a is batches_per_day = 48, release = { within = \"2 h\", share = 0.9 }, \
         tolerance = 0.01, of b is batches_per_day = 48, release = { within = \"2 h\", share = \
         0.8 }, tolerance = 0.01: only runs with the same target can be compared"
    );
    assert_eq!(
        refused(with("seed = 1", "confidence = 0.9")),
        "the confidence of a is 0.95, of b is 0.9: only runs with the same confidence can be \
         compared"
    );
    let mut dropped = with("seed = 1", "seed = 1");
    if let Outcome::Run(run) = &mut dropped.results.outcome {
        for it in run.metrics.list_mut() {
            (it.values, it.parts, it.wholes) = (vec![], vec![], vec![]);
        }
    }
    assert_eq!(
        refused(dropped),
        "b holds no values of single replications, because they were too many to keep, or \
         run.keep = \"summary\" dropped them: replications cannot be paired; run it again without \
         keep or with fewer replications"
    );
    let comparison = Folder {
        name: "b".to_owned(),
        results: direct(&[PORT, PORT]),
    };
    assert_eq!(
        refused(comparison),
        "b holds a comparison: only folders of finished runs can be compared"
    );
}

mod command {
    //! On the command line.

    use std::fs;

    use super::PORT;
    use crate::harness::{clearway, text};

    #[test]
    fn two_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        fs::write(path.join("port.toml"), PORT).expect("written");
        for (out, set) in [("out/two", "2"), ("out/three", "3")] {
            let set = format!("stations.desk.lanes={set}");
            let run = [
                "run",
                "port.toml",
                "--no-report",
                "--out",
                out,
                "--set",
                &set,
            ];
            assert!(clearway(path, &run).status.success());
        }
        let output = clearway(path, &["compare", "out/two", "out/three"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let said = text(&output.stdout).replace('\n', " ");
        let answer =
            "By the cost a day, the best is two; worse than the best: three by at least 240";
        assert!(said.contains(answer), "{said}");
        let written = path.join("output/two-compare");
        let rows = fs::read_to_string(written.join("best.csv")).expect("a table");
        assert!(rows.starts_with(
            "metric,scope,unit,arrangement,against,difference,lower,upper,worse_by,misses_target,\
             standing\nreleased_per_day,all,batches/day,two,three,"
        ));
        let page = fs::read_to_string(written.join("report.html")).expect("a page");
        assert!(page.contains("clearway compare two three<"));
        assert!(page.contains("Which is best"));
        let refusals = [
            (
                &["out/two", "port.toml"][..],
                "error: out/two is a folder and port.toml is not: name only folders of finished \
                 runs, or only scenario files\n",
            ),
            (
                &["out/two"],
                "error: nothing to compare: name several folders of finished runs\n",
            ),
            (
                &["out/two", "out/three", "--seed", "3"],
                "error: --seed cannot change runs that are finished: leave it out, or compare \
                 scenario files\n",
            ),
            (
                &["out/two", "out/three", "--out", "out/three"],
                "error: the comparison would be written over the results of out/three: name \
                 another folder with --out\n",
            ),
            (
                &["out/two", "out"],
                "error: there is no out/results.json: name a folder that clearway has written\n",
            ),
            (
                &["out/two", "out/three", "--baseline", "four"],
                "error: no arrangement \"four\" to compare with; there are two, three\n",
            ),
        ];
        for (arguments, told) in refusals {
            let output = clearway(path, &[&["compare"], arguments].concat());
            assert_eq!(text(&output.stderr), told);
            assert_eq!(output.status.code(), Some(2));
        }
    }
}

/// A team that is short is named as the arrangement's own comparison names it.
#[test]
fn short_teams_of_folders_are_named() {
    let short = PORT.replace("lanes = 2", "lanes = 2\nstaff = { officers = 2 }");
    let short = format!("{short}[teams.officers]\nmembers = 1\n");
    let short = short.replace("[stations.desk]", "[stations.desk]\nlabel = \"Desk\"");
    let members = |number: &str| short.replace("members = 1", &format!("members = {number}"));
    let texts = [members("6"), members("2")];
    let overloaded = |results: &Results| -> Vec<Vec<Scope>> {
        let arrangements = outcome(results).arrangements.iter();
        arrangements.map(|it| it.overloaded.clone()).collect()
    };
    let folders = [folder("many", &texts[0]), folder("few", &texts[1])];
    let found = overloaded(&of_folders(&folders));
    assert_eq!(found, [vec![], vec![Scope::team("officers")]]);
    assert_eq!(found, overloaded(&direct(&[&texts[0], &texts[1]])));
}

/// The report of a run corrects for how many batches happened to arrive; folders cannot, and say so.
#[test]
fn folders_say_that_their_means_are_plain() {
    let folders = [
        folder("two", PORT),
        folder("three", &PORT.replace("lanes = 2", "lanes = 3")),
    ];
    let found = of_folders(&folders);
    let released = |metrics: &clearway::results::Metrics| {
        let metric = metrics.find(&Scope::All, Metric::ReleasedPerDay);
        metric.and_then(|it| it.estimate.mean).expect("a mean")
    };
    let Outcome::Run(run) = &folders[0].results.outcome else {
        panic!("a run")
    };
    let of_run = released(&run.metrics);
    let compared = released(&outcome(&found).arrangements[0].metrics);
    assert!((of_run - compared).abs() > 1e-6, "{of_run} and {compared}");
    let told = "So means of arrivals and releases here can differ from those in these reports";
    let mut notes = found.notes.iter();
    assert!(
        notes.any(|note| note.text.contains(told)),
        "{:?}",
        found.notes
    );
}
