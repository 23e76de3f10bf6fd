//! Sentences must not contradict the numbers beside them.

use clearway::metric::Metric;
use clearway::report;
use clearway::results::{Basis, Outcome, Results, TheoryWait};

use super::fixture::{self, bays, estimate, inside, shares};
use super::unserved::told;
use crate::harness::answered;

/// A port with twice the work of a lane on two days of the window, and no other overload.
const SHORT_OF_LANES: &str = r#"
[run]
start = 2024-01-01
kind = "period"
length = "9 days"
replications = 5
[arrivals.a]
per_day = 48
to = "x"
[stations.x]
label = "Desk"
lanes = 3
service = "60 min"
next = "released"
[[changes]]
at = 2024-01-04
set = { "stations.x.lanes" = 1 }
[[changes]]
at = 2024-01-06
set = { "stations.x.lanes" = 3 }
"#;

#[test]
fn a_run_tells_of_overload_on_some_of_its_days() {
    let told = told(&answered(SHORT_OF_LANES));
    let note = "From 2024-01-04 to 2024-01-06 Desk cannot keep up with what arrives: its work \
                fills 2.00 lanes on average and 1.00 are open";
    assert!(told.contains(note), "{told}");
    assert_eq!(told.matches("cannot keep up").count(), 1, "{told}");
    let words = "by theory its work fills 78 % of the hours of its 1 to 3 lanes, and a batch waits";
    assert!(told.contains(words), "{told}");
    let words = "Its load is not even: from 4 Jan to 6 Jan 2024 more arrives than can be done \
                 (load 200 %, work for 2.00 of 1 lane).";
    assert!(told.contains(words), "{told}");
}

/// Of several stretches without enough lanes, all are told, and how bad the worst is; a heavy one is
/// told even if nothing is overloaded.
#[test]
fn the_worst_stretch_of_the_bottleneck_is_told() {
    let at = |date: &str, lanes: u32| {
        format!("[[changes]]\nat = {date}\nset = {{ \"stations.x.lanes\" = {lanes} }}\n")
    };
    let of_changes = |changes: &[(&str, u32)]| {
        let (port, _) = SHORT_OF_LANES.split_once("[[changes]]").expect("changes");
        let changes: String = changes
            .iter()
            .map(|(date, lanes)| at(date, *lanes))
            .collect();
        told(&answered(&format!(
            "{}{changes}",
            port.replace("lanes = 3", "lanes = 4")
        )))
    };
    let worse = of_changes(&[("2024-01-07", 1), ("2024-01-09T12:00:00", 0)]);
    let words = "Its load is not even: from 7 Jan 2024 on more arrives than can be done, most from \
                 7 Jan 2024 to 9 Jan 2024, 12:00 (load 200 %, work for 2.00 of 1 lane).";
    assert!(worse.contains(words), "{worse}");
    let heavy = of_changes(&[("2024-01-04", 3), ("2024-01-06", 4)]);
    let words = "Its load is not even: it is highest from 4 Jan to 6 Jan 2024 (load 67 %, work for \
                 2.00 of 3 lanes).";
    assert!(heavy.contains(words), "{heavy}");
    assert!(!of_changes(&[]).contains("not even"));
}

/// Thousands are set apart by a comma wherever a number is told.
#[test]
fn thousands_are_written_in_one_way() {
    let long = regex_lite::Regex::new(r"(^|[^0-9.])[0-9]{4,}").expect("a pattern");
    let date = regex_lite::Regex::new(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z][a-z]{2} [0-9]{4}")
        .expect("a pattern");
    // the values of a sweep are those of the file
    let all = super::odd::all().into_iter();
    for (name, results) in all.filter(|(name, _)| *name != "sweep-of-2000") {
        let told = told(&results).replace('\u{a0}', " ");
        let titles = [&results.heading.title, &results.provenance.scenario_file];
        let told = titles
            .iter()
            .fold(told, |told, title| told.replace(title.as_str(), ""));
        let told = date.replace_all(&told, "");
        if let Some(found) = long.find(&told) {
            let before: Vec<char> = told[..found.start()].chars().rev().take(60).collect();
            let before: String = before.into_iter().rev().collect();
            panic!("{name}: {before}{}", found.as_str());
        }
    }
    let mut results = fixture::run();
    for metric in inside(&mut results).metrics.list_mut() {
        if metric.metric == Metric::CostPerDay {
            metric.estimate = estimate(3613.8, 0.7);
        }
    }
    let page = report::page(&results).replace('\u{a0}', " ");
    assert!(page.contains("3,614"), "as exact as people pay");
    assert!(!page.contains("3,613.8"));
}

/// The assumptions are named before the first chapter; the chapter on sources has them in full.
#[test]
fn assumptions_are_named_early() {
    let mut results = fixture::run();
    results.heading.sources = vec![
        "Volumes: China Daily".to_owned(),
        "Assumptions: hourly profile, costs.".to_owned(),
    ];
    let page = report::page(&results);
    let (early, _) = page.split_once("class=\"chapter\"").expect("chapters");
    assert!(early.contains("Assumed: hourly profile, costs ("));
    assert!(early.contains("href=\"#sources\""));
    results.heading.sources.pop();
    assert!(!report::page(&results).contains("Assumed: "));
}

/// Returns what the report says about a wait by theory beside a simulated one, in hours.
fn compared(theory: f64, simulated: (f64, f64)) -> String {
    let mut results = fixture::run();
    let run = inside(&mut results);
    let scope = run.load[0].scope.clone();
    let metrics = run.metrics.list_mut().iter_mut();
    let wait = |it: &&mut clearway::results::MetricResult| {
        it.metric == Metric::WaitMean && it.scope == scope
    };
    for metric in metrics.filter(wait) {
        metric.estimate = estimate(simulated.0, simulated.1);
    }
    run.theory = vec![TheoryWait {
        scope,
        basis: Basis::Exponential,
        exact: true,
        wait_hours: Some(theory),
        wait_p95_hours: None,
        caveats: vec![],
        apart: false,
    }];
    let page = report::page(&results).replace('\u{a0}', " ");
    let table = page.split("Waits by theory").last().expect("a table");
    let row = table.split("M/M/c (exact").nth(1).expect("a row");
    row.split("</tr>").next().expect("cells").to_owned()
}

/// Theory is said to agree only if it lies inside the interval.
#[test]
fn theory_agrees_only_inside_the_interval() {
    assert!(compared(0.1, (0.11, 0.02)).contains(">agree<"));
    // 0.04 s and 1.8 s, of a service of a quarter of an hour
    let near_zero = compared(0.000_01, (0.000_5, 0.000_1));
    assert!(near_zero.contains("both near 0"), "{near_zero}");
    assert!(!near_zero.contains("agree"), "{near_zero}");
    let seconds = compared(0.002, (0.006, 0.001));
    assert!(seconds.contains("less than 30 s apart"), "{seconds}");
    let tenth = compared(1.0, (1.05, 0.01));
    assert!(tenth.contains("less than 10 % apart"), "{tenth}");
}

/// A confidence below 1 is not shown as 100 %.
#[test]
fn a_confidence_is_told_in_all_its_digits() {
    let mut results = fixture::run();
    results.plan.confidence = 0.999_999;
    for verdict in &mut inside(&mut results).verdicts {
        verdict.confidence = 0.999_999;
    }
    let told = told(&results);
    assert!(told.contains("99.9999 % interval"), "{told}");
    assert!(!told.contains("100 % interval"), "{told}");
}

/// A value with unfinished combinations is not said to have none that meets the targets.
#[test]
fn a_stopped_sweep_claims_nothing_of_what_it_did_not_try() {
    let mut results: Results = fixture::sweep(vec![bays(5), shares(&["0.5", "0.7", "0.9"])]);
    let Outcome::Sweep(sweep) = &mut results.outcome else {
        panic!("a sweep")
    };
    // for the last share only the smallest number of bays is finished, which does not meet the
    // targets
    sweep
        .points
        .retain(|point| point.at[1] < 2 || point.at[0] == 0);
    let told = told(&results);
    assert!(told.contains("The first value of"), "{told}");
    assert!(!told.contains("there is none"), "{told}");
}

/// A port where few batches arrive.
const QUIET: &str = r#"
[run]
start = 2020-04-13
length = "2 days"
replications = 5
[target]
release = { within = "2 h", share = 0.9 }
[arrivals.a]
per_day = 0.00001
to = "desk"
[stations.desk]
lanes = 2
service = { exponential = { mean = "30 min" } }
next = "released"
"#;

/// No share of batches is shown if no batch arrived.
#[test]
fn a_port_without_arrivals_has_no_share() {
    let results = answered(QUIET);
    let page = report::page(&results).replace('\u{a0}', " ");
    for told in [told(&results).replace('\u{a0}', " "), page] {
        let words = "no batch arrived that could be released within 2 h, against a target of 90 %";
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("– of the batches"), "{told}");
    }
}

/// One replication has no interval: no chart mentions one, or a band or bar that shows it.
#[test]
fn charts_of_one_replication_speak_of_no_interval() {
    let busy = QUIET.replace("0.00001", "60");
    let once = answered(&busy.replace("replications = 5", "replications = 1"));
    let said = |results: &Results| {
        let charts = report::charts(results).into_iter();
        let texts = charts.flat_map(|it| [it.svg, it.narrow, it.caption]);
        texts.collect::<Vec<_>>().join("\n")
    };
    let words = said(&once).replace('\u{a0}', " ");
    assert!(words.contains("one replication has no interval"), "{words}");
    assert!(!words.contains("95 % interval"));
    assert!(
        !report::page(&once)
            .replace('\u{a0}', " ")
            .contains("with their 95 % interval")
    );
    assert!(
        said(&answered(&busy))
            .replace('\u{a0}', " ")
            .contains("band: 95 % interval")
    );
}

/// An empty queue is "0", not "0.0".
#[test]
fn no_cell_of_a_map_is_zero_in_decimals() {
    let results = answered(&QUIET.replace("0.00001", "20"));
    let mut charts = report::charts(&results).into_iter();
    let map = charts.find(|it| it.name == "batches-waiting-by-hour-and-station");
    let map = map.expect("a map");
    assert!(
        map.svg.contains("\n0\n") && map.svg.contains("\n0.1\n"),
        "{}",
        map.svg
    );
    assert!(!map.svg.contains("\n0.0\n"), "{}", map.svg);
}
