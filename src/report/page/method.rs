//! The end of the report: where the numbers come from, how they were made, and how to make them
//! again.

use maud::{Markup, html};

use crate::metric::Scope;
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{
    CompareOutcome, Estimate, Outcome, Precision, Provenance, Results, Setting, SweptPath, Verdict,
};

/// Where the scenario's numbers come from.
pub(super) fn sources(results: &Results) -> Markup {
    html! {
        ul { @for source in &results.heading.sources { li dir="auto" { (source) } } }
    }
}

/// How the numbers were made.
pub(super) fn method(results: &Results) -> Markup {
    html! { @for sentence in &sentences(results) { p { (sentence) } } }
}

/// A span of the plan in words.
fn span(hours: f64) -> String {
    let days = hours / 24.0;
    if days >= 1.0 && days.fract() == 0.0 {
        wording::count(days as u64, "day", "days")
    } else {
        wording::mean(
            Quantity::Hours,
            &Estimate {
                mean: Some(hours),
                ..Estimate::default()
            },
        )
    }
}

/// The method, a paragraph each.
fn sentences(results: &Results) -> Vec<String> {
    let plan = &results.plan;
    let interval = wording::interval_name(plan);
    let kind = if plan.steady {
        "a window of a process that goes on"
    } else {
        "these very days"
    };
    let warm_up = if plan.warm_up_hours > 0.0 {
        format!(
            "after a warm-up of {} that is not measured",
            span(plan.warm_up_hours)
        )
    } else {
        "without a warm-up".to_owned()
    };
    let mut out = vec![
        format!(
            "Each replication simulates the port event by event, every batch on its own, from {}. \
             Measured is {kind}: {} {warm_up}.",
            wording::date_time(&plan.start),
            span(plan.window_hours)
        ),
        format!(
            "A measured batch arrives in the window and is followed until it leaves, for up to {} \
             past the window's end, while arrivals go on. Release time runs from arrival to \
             release. Time averages and counts a day are over the window itself.",
            span(plan.follow_up_hours)
        ),
        format!(
            "{} Each number is the mean over replications, and its {interval} is a Student t \
             interval over the replications' values, clipped to what is possible; where all \
             replications agree on a share of 0 or 1, an exact binomial bound stands instead. A \
             quantile is estimated in each replication and averaged. With one replication there \
             are no intervals.",
            replications(results)
        ),
        "Where batches were not released by the end of the follow-up, means and quantiles of the \
         release time are marked “at least”: the true values are larger. A batch that was not \
         released counts as not released in time."
            .to_owned(),
    ];
    if let Outcome::Compare(compare) = &results.outcome {
        out.push(differences(compare));
    }
    if results.plan.target.batches_per_day.is_some() || results.plan.target.units_per_day.is_some()
    {
        out.push(format!(
            "A target is met when the whole interval lies on its good side, missed when on its \
             bad side, and otherwise undecided. A throughput target's good side begins {} below \
             it, because a port that keeps up releases on average exactly what arrives.",
            wording::exact(Quantity::Share, plan.target.tolerance)
        ));
    }
    if verdicts(results).any(|verdict| verdict.controls > 0) {
        out.push(
            "The throughput verdicts use the arrived batches and units, whose true means are \
             known, as control variates (Lavenberg and Welch 1981); the metrics are plain means."
                .to_owned(),
        );
    }
    out.push(
        "Stations are called overloaded where the offered load, from the arrival rates, the \
         routing and the mean service times, reaches the open lanes over a week. Their queues \
         grow without end, so that no steady state is claimed."
            .to_owned(),
    );
    out
}

/// All verdicts of the results.
fn verdicts(results: &Results) -> Box<dyn Iterator<Item = &Verdict> + '_> {
    match &results.outcome {
        Outcome::Run(run) => Box::new(run.verdicts.iter()),
        Outcome::Sweep(sweep) => Box::new(sweep.points.iter().flat_map(|point| &point.verdicts)),
        Outcome::Staff(staff) => {
            Box::new(staff.candidates.iter().flat_map(|it| &it.point.verdicts))
        }
        Outcome::Stress(stress) => Box::new(stress.points.iter().flat_map(|it| &it.point.verdicts)),
        Outcome::Compare(compare) => {
            Box::new(compare.arrangements.iter().flat_map(|it| &it.verdicts))
        }
    }
}

/// "40 replications were run."
fn replications(results: &Results) -> String {
    let asked = results.provenance.replications;
    let each = match &results.outcome {
        Outcome::Run(_) => "",
        Outcome::Sweep(_) | Outcome::Compare(_) => {
            " for each arrangement, all with the same random numbers"
        }
        Outcome::Staff(staff) => return super::staff::replications(staff),
        Outcome::Stress(_) => " at every multiple, all with the same random numbers",
    };
    let (_, done) = lookup::replications(results);
    let verb = if done == 1 { "was" } else { "were" };
    let words = wording::replications(results);
    match &results.provenance.precision {
        Some(precision) if precision.reached || done == asked => {
            format!(
                "{words} {verb} run{each}. {}",
                sequential(results, precision)
            )
        }
        None if done >= asked => format!("{words} {verb} run{each}."),
        _ => format!("{words} of {asked} {verb} finished and counted."),
    }
}

/// What a sequential rule means for the numbers.
fn sequential(results: &Results, precision: &Precision) -> String {
    format!(
        "They were added one by one until {} (Chow and Robbins 1965), at least {} and at most {}. \
         Intervals that were waited for hold the true value a little less often than their \
         confidence says.",
        wording::precision(results, precision),
        precision.min_replications,
        wording::exact(Quantity::Number, f64::from(results.provenance.replications))
    )
}

/// How differences were judged.
fn differences(compare: &CompareOutcome) -> String {
    format!(
        "All arrangements saw the same arrivals, sizes, service times and routes (common random \
         numbers), so that replications pair up: the interval of a difference is a Student t \
         interval over the differences of pairs. Judged are only {}: what the target is about, \
         or batches released a day where there is none, and the mean release time. Their \
         intervals are widened so that all {} hold together (Bonferroni). “Better” and “worse” \
         are said where the whole interval lies on one side of zero; otherwise no difference is \
         shown, which does not mean that there is none.",
        wording::count(compare.judged.len() as u64, "metric", "metrics"),
        wording::count(u64::from(compare.simultaneous), "interval", "intervals"),
    )
}

/// How to get the same numbers again.
pub(super) fn provenance(results: &Results) -> Markup {
    let made = &results.provenance;
    html! {
        pre.command tabindex="0" { code { (command(results)) } }
        dl {
            dt { "clearway" } dd { "version " (made.version) }
            dt { "Scenario file" } dd { (made.scenario_file) }
            dt { "SHA-256 of its text" } dd.hash { (made.scenario_sha256) }
            dt { "Seed" } dd { (made.seed) }
            dt { "Replications" } dd { (wording::replications(results)) }
            @if !made.settings.is_empty() {
                dt { "Changed on the command line" }
                dd {
                    @for setting in &made.settings {
                        code { (setting.path) " = " (setting.value) } br;
                    }
                }
            }
        }
        @for base in &made.bases {
            details {
                summary { "The file that it extends, " (base.file) }
                pre tabindex="0" { code { (base.text) } }
            }
        }
        details {
            summary { "The scenario file" }
            pre tabindex="0" { code { (made.scenario_text) } }
        }
    }
}

/// The files of the command; of a comparison, the one whose variant is the baseline, or all files.
fn files(results: &Results) -> Vec<String> {
    let made = &results.provenance;
    let Outcome::Compare(compare) = &results.outcome else {
        return vec![quoted(&made.scenario_file)];
    };
    let others = compare
        .arrangements
        .iter()
        .filter(|it| it.scenario_text.is_some());
    let files = others.map(|it| it.scenario_file.as_str());
    let mut files: Vec<String> = std::iter::once(made.scenario_file.as_str())
        .chain(files)
        .map(quoted)
        .collect();
    if let ([_], [baseline, ..]) = (files.as_slice(), compare.arrangements.as_slice()) {
        files.extend(["--baseline".to_owned(), quoted(&baseline.name)]);
    }
    files
}

/// The command that makes the same numbers.
fn command(results: &Results) -> String {
    let made: &Provenance = &results.provenance;
    let (verb, paths): (&str, &[SweptPath]) = match &results.outcome {
        Outcome::Run(_) => ("run", &[]),
        Outcome::Sweep(sweep) => ("sweep", &sweep.paths),
        Outcome::Staff(_) => ("staff", &[]),
        Outcome::Stress(_) => ("stress", &[]),
        Outcome::Compare(_) => ("compare", &[]),
    };
    let mut words = vec!["clearway".to_owned(), verb.to_owned()];
    words.extend(files(results));
    for Setting { path, value } in &made.settings {
        words.extend(["--set".to_owned(), quoted(&format!("{path}={value}"))]);
    }
    for SweptPath { path, values, .. } in paths {
        words.extend([
            "--vary".to_owned(),
            quoted(&format!("{path}={}", as_range(values))),
        ]);
    }
    let mut replications = made.replications;
    match &results.outcome {
        Outcome::Run(_) | Outcome::Sweep(_) | Outcome::Compare(_) => {}
        Outcome::Staff(staff) => replications = staff.most_replications,
        Outcome::Stress(stress) => {
            let stream = stress.stream.iter().filter_map(Scope::name);
            words.extend(stream.flat_map(|name| ["--stream".to_owned(), quoted(name)]));
        }
    }
    words.extend(["--seed".to_owned(), made.seed.to_string()]);
    if made.precision.is_none() {
        words.extend(["--replications".to_owned(), replications.to_string()]);
    }
    words.join(" ")
}

/// The values of a path as the command line takes them: "4..14", or one by one.
fn as_range(values: &[String]) -> String {
    let whole: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    let whole = whole.filter(|it| it.len() > 2 && it.windows(2).all(|two| two[1] == two[0] + 1));
    match whole.as_deref() {
        Some([first, .., last]) => format!("{first}..{last}"),
        _ => values.join(","),
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let harmless = |letter: char| letter.is_alphanumeric() || "._-=/,+:".contains(letter);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
