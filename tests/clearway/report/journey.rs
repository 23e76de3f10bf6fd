//! Charts, sections and summary on times at stations, teams, costs and lateness.

use clearway::metric::Metric;
use clearway::report::{self, Chart, Table};
use clearway::results::{Results, Study};

use super::fixture;
use super::odd::named;

/// Returns the chart of the times at stations.
fn chart(results: Results) -> Option<Chart<'static>> {
    let charts = report::charts(Box::leak(Box::new(results)));
    charts
        .into_iter()
        .find(|chart| chart.name == "where-the-time-goes")
}

/// Returns the numbers of a column.
fn column(table: &Table<'_>, heading: &str) -> Vec<f64> {
    let at = table.columns.iter().position(|it| it.heading == heading);
    let at = at.unwrap_or_else(|| panic!("no column {heading} in {:?}", table.columns));
    let value = |row: &Vec<report::Cell<'_>>| row[at].full().unwrap_or(f64::NAN);
    table.rows.iter().map(value).collect()
}

/// Text with ordinary spaces.
fn spaced(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[track_caller]
fn assert_near(found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for (one, other) in found.iter().zip(wanted) {
        assert!((one - other).abs() < 1e-9, "{found:?} {wanted:?}");
    }
}

#[test]
fn a_bar_is_a_visits_mean_times_the_visits_of_a_batch() {
    let chart = chart(fixture::run()).expect("a chart");
    let visits = [1.0, 120.6 / 134.0, 2.7 / 134.0];
    let service = [14.67 / 60.0, 1.25, 22.0];
    let load = |visits: f64, service: f64, lanes: f64| visits * service / 24.0 / lanes;
    let wait = [
        service[0] * load(134.0, service[0], 4.0).powi(2) * 0.6,
        service[1] * load(120.6, service[1], 9.0).powi(2) * 0.6,
        0.0,
    ];
    let of = |values: [f64; 3], factor: f64| {
        let mut all: Vec<f64> = (0..3).map(|at| values[at] * visits[at] * factor).collect();
        all.push(all.iter().sum());
        all
    };
    let (work, waits) = (of(service, 1.0), of(wait, 1.0));
    assert_near(&column(&chart.table, "Work"), &work);
    assert_near(&column(&chart.table, "Waiting: lanes busy"), &of(wait, 0.6));
    assert_near(&column(&chart.table, "Waiting: closed"), &of(wait, 0.25));
    assert_near(&column(&chart.table, "Waiting: no staff"), &of(wait, 0.15));
    let total: Vec<f64> = work
        .iter()
        .zip(&waits)
        .map(|(work, wait)| work + wait)
        .collect();
    assert_near(&column(&chart.table, "Together"), &total);
    assert_near(&column(&chart.table, "Share")[3..], &[1.0]);
    assert!(
        chart
            .title
            .contains("2\u{a0}h\u{a0}03\u{a0}min from arrival to release")
    );
    for cause in ["broken down", "blocked downstream", "cause unknown"] {
        assert!(!chart.svg.contains(cause), "{cause} does not occur");
    }
}

#[test]
fn waits_without_their_causes_are_still_waits() {
    let older = chart(named("older")).expect("a chart");
    let wanted = [
        "Station",
        "Visits a batch",
        "Work",
        "Waiting",
        "Together",
        "Share",
    ];
    let headings = older.table.columns.iter().map(|it| it.heading.as_str());
    assert_eq!(headings.collect::<Vec<_>>(), wanted);
    let split = chart(fixture::run()).expect("a chart");
    assert_near(
        &column(&older.table, "Together"),
        &column(&split.table, "Together"),
    );

    let mut partly = fixture::run();
    let metrics = &mut fixture::inside(&mut partly).metrics;
    metrics
        .list_mut()
        .retain(|it| it.metric != Metric::WaitBusyMean);
    let partly = chart(partly).expect("a chart");
    assert_near(
        &column(&partly.table, "Waiting: cause unknown"),
        &column(&split.table, "Waiting: lanes busy"),
    );
}

#[test]
fn many_stations_share_a_bar_and_the_chart_says_so() {
    let chart = chart(named("40-stations")).expect("a chart");
    assert_eq!(chart.table.rows.len(), 41);
    for svg in [&chart.svg, &chart.narrow] {
        assert!(svg.contains("29 other stations"));
        // the name of each bar, and its text under the pointer
        assert_eq!(svg.matches("Border post").count(), 2 * 11);
    }
    assert!(spaced(&chart.svg).contains("The 11 stations that take"));
}

#[test]
fn nothing_to_draw_is_no_chart_and_no_time_is_an_empty_one() {
    assert_eq!(chart(named("no-numbers")), None);
    let zero = chart(named("all-zero")).expect("a chart");
    assert!(zero.title.contains(": 0\u{a0}min from"));
    assert!(!zero.svg.contains("Waiting"));
    let waitless = chart(named("no-waits")).expect("a chart");
    assert!(!waitless.svg.contains("Waiting"));
}

#[test]
fn sections_stand_only_where_there_is_something_to_say() {
    let page = |name| spaced(&report::page(&named(name)));
    let (run, older, everything) = (page("run"), page("older"), page("everything"));
    for (title, of_run, of_everything) in [
        (">Teams</h3>", true, true),
        ("<h2>Costs</h2>", true, true),
        (">Lateness</h3>", false, true),
        (">Lanes blocked</th>", false, true),
        ("class=\"number\">Turned away<", false, true),
    ] {
        assert_eq!(run.contains(title), of_run, "{title}");
        assert_eq!(everything.contains(title), of_everything, "{title}");
        assert!(!older.contains(title), "{title}");
    }
    assert!(!page("all-zero").contains("<h2>Costs</h2>"));
    assert!(run.contains(">43,204 CNY<") && run.contains("42,792 to 43,616 CNY"));
    assert!(everything.contains(">43,204 万元人民币<"));
    assert!(page("no-currency").contains(">43,204<"));
}

#[test]
fn the_summary_tells_cost_and_lateness_where_there_are_any() {
    let told = |name| report::summary(&named(name));
    let line = |name, start| {
        let told = told(name);
        let found = told.lines().find(|line| line.trim().starts_with(start));
        found.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let cost = "Cost a day 43,204 CNY 42,792 to 43,616 CNY";
    assert_eq!(line("run", "Cost a day").as_deref(), Some(cost));
    let late = "Late, of those with a due time 13.7 % 12.9 to 14.5 %";
    assert_eq!(line("everything", "Late").as_deref(), Some(late));
    assert_eq!(line("run", "Late"), None);
    assert_eq!(line("older", "Cost"), None);
    assert_eq!(line("all-zero", "Cost"), None);
}

#[test]
fn results_from_before_there_were_currencies_still_read() {
    let mut value = serde_json::to_value(fixture::run()).expect("a value");
    let plan = value["plan"].as_object_mut().expect("a plan");
    plan.remove("currency");
    let results: Results = serde_json::from_value(value).expect("results");
    assert_eq!(results.plan.currency, None);
}

#[test]
fn a_period_tells_from_which_day_on_the_backlog_passes_the_arrivals() {
    let mut results = fixture::run();
    results.plan.steady = false;
    let told = |results: &Results| spaced(&report::summary(results).replace('\n', " "));
    assert!(!told(&results).contains("more batches are inside"));
    for (at, day) in fixture::inside(&mut results).daily.iter_mut().enumerate() {
        day.arrived = fixture::estimate(100.0, 3.0);
        // 70, 80, 90, 100, 110, ... up to 140, then hardly less
        let backlog = 70.0 + if at < 8 { 10.0 * at as f64 } else { 65.0 };
        day.backlog = fixture::estimate(backlog, 15.0);
    }
    // shown from 120 on, which is the first above 100 by more than 15; allowed from 90 on
    let sentence = "From Fri 17 Apr 2020 on more batches are inside at the end of a day than \
        arrive in it, on average over the replications (by its intervals, from a day between Wed \
        15 Apr 2020 and Sat 18 Apr 2020 on). There are most on Mon 20 Apr 2020: 140 (125 to 155).";
    assert!(told(&results).contains(sentence), "{}", told(&results));
    // it is not told as lasting where it does not
    let days = fixture::inside(&mut results).daily.len();
    let set = |results: &mut Results, at: usize, backlog: f64| {
        fixture::inside(results).daily[at].backlog = fixture::estimate(backlog, 15.0);
    };
    set(&mut results, days - 1, 60.0);
    let sentence = "From Fri 17 Apr 2020 to ";
    assert!(told(&results).contains(sentence), "{}", told(&results));
    set(&mut results, 0, 110.0);
    let sentence = format!(
        "On {} of {days} days with arrivals, first on Mon 13 Apr 2020 more batches are inside at \
         the end of a day than arrive in it, on average over the replications. There are most on",
        days - 4
    );
    assert!(told(&results).contains(&sentence), "{}", told(&results));
}

#[test]
fn the_commands_that_answer_what_else_is_asked_are_named() {
    let mut results = fixture::run();
    let told = |results: &Results| spaced(&report::summary(results).replace('\n', " "));
    assert!(!told(&results).contains("also asks"));
    results.heading.studies = vec![Study::Compare, Study::Staff];
    let file = &results.provenance.scenario_file;
    let sentence = format!(
        "The scenario also asks which of its variants is better (clearway compare {file}) and the \
         cheapest staffing that meets the target (clearway staff {file})."
    );
    assert!(told(&results).contains(&sentence), "{}", told(&results));
}
