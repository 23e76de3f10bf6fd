//! The end of the report: where the numbers come from, how they were made, and how to make them
//! again.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{
    CompareOutcome, ENOUGH, FEWEST, Outcome, Precision, Results, Settled, Target,
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
        wording::things(days as u64, "day")
    } else {
        wording::mean(Quantity::Hours, &wording::alone(Some(hours)))
    }
}

/// The method, a paragraph each.
fn sentences(results: &Results) -> Vec<String> {
    let plan = &results.plan;
    let mut out = vec![
        format!(
            "Each replication simulates the port event by event, every batch on its own, from {}. \
             {}",
            wording::date_time(&plan.start),
            window(results)
        ),
        format!(
            "A measured batch arrives in the window and is followed until it leaves, for up to {} \
             past the window's end, while arrivals go on. Release time runs from arrival to \
             release. Time averages and counts a day are over the window itself.",
            span(plan.follow_up_hours)
        ),
        estimates(results),
        "Where batches were not released by the end of the follow-up, mean release times and \
         waits are marked “at least”: the true values are larger. A quantile of release times \
         counts these batches as longer than all others, and is empty where it lies among them. \
         A batch that was not released counts as not released in time. Batches that are refused \
         or withdrawn have no release time and are in no mean and no quantile of it."
            .to_owned(),
    ];
    out.extend(controls(results));
    out.extend(warm_up_judged(results));
    if let Outcome::Compare(compare) = &results.outcome {
        out.push(differences(compare));
    }
    out.extend(judged(results));
    out.push(
        "Stations are called overloaded where the offered load, from the arrival rates, the \
         routing and the mean service times, reaches all that can be done: the lanes that are open \
         and not broken, those on demand, and what is finished after closing. Batches that a full \
         room sends away and those that may lose patience do not count. Of a process that goes on \
         no steady state is claimed then."
            .to_owned(),
    );
    out
}

/// The measured window.
fn window(results: &Results) -> String {
    let plan = &results.plan;
    let length = span(plan.window_hours);
    let warm_up = if plan.warm_up_hours > 0.0 {
        let warm_up = span(plan.warm_up_hours);
        format!("after a warm-up of {warm_up} that is not measured")
    } else {
        "without a warm-up".to_owned()
    };
    if plan.steady {
        format!("The measured window is {length} of an ongoing process, {warm_up}.")
    } else {
        format!("The measured window is these very days: {length}, {warm_up}.")
    }
}

/// How the numbers and their intervals come about.
fn estimates(results: &Results) -> String {
    let replications = replications(results);
    if lookup::replications(results).1 == 1 {
        return format!("{replications} One replication has no interval.");
    }
    let trials = if results.plan.steady && results.plan.window_hours >= 24.0 {
        "over the effective number of days (Kish 1965), or over the replications where rules \
         change in the window"
    } else {
        "over the replications"
    };
    format!(
        "{replications} In a mean or a share of batches or visits, those of all replications \
         count alike: it is the ratio of two sums over the replications (Cochran 1977). Its {} \
         allows for the skewness of that ratio (Hall 1992), from 10 replications on, so that its \
         ends need not lie equally far from the number. A quantile is that of the batches of all \
         replications; its interval goes from the shortest to the longest time at which the \
         interval of the share released by then holds the share that is asked for (Woodruff 1952), \
         and has no upper end where no time ends it. Time averages and counts a day are means over \
         replications with Student t intervals. Intervals are clipped to what is possible. Where \
         all replications agree on a share of 0 or 1, the interval is the exact binomial one \
         (Clopper and Pearson 1934) {trials}.",
        wording::interval_name(results.plan.confidence)
    )
}

/// What control variates are, where there are any, and which files are without them.
fn controls(results: &Results) -> Option<String> {
    let is_used = lookup::simulated(results)
        .iter()
        .any(|(metrics, verdicts, _)| {
            let of_verdicts = verdicts.iter().any(|it| it.controls > 0);
            of_verdicts || metrics.iter().any(|it| it.plain.is_some())
        });
    let plain = match &results.outcome {
        Outcome::Run(_) => {
            " The files metrics.csv, daily.csv and hourly.csv, and the charts by day and by hour, \
             are plain: they do without it."
        }
        Outcome::Sweep(_) | Outcome::Staff(_) | Outcome::Stress(_) | Outcome::Compare(_) => "",
    };
    is_used.then(|| {
        format!(
            "How many batches and units arrive from Poisson streams is known on average. Whatever \
             counts arrived or released batches or units is corrected by how far these two numbers \
             were off in the replications (control variates; Lavenberg and Welch 1981), with one \
             set of weights for all, so that parts still add up to their totals.{plain}"
        )
    })
}

/// What the words of verdicts mean.
fn judged(results: &Results) -> Option<String> {
    let is_judged = lookup::simulated(results).iter().any(|it| !it.1.is_empty());
    is_judged.then_some(())?;
    let (plan, target) = (&results.plan, &results.plan.target);
    let tolerance = wording::exact(Quantity::Share, plan.target.tolerance);
    let mut text = "A target is met where the whole interval lies on its good side, missed where \
        it lies on its bad side, and else undecided."
        .to_owned();
    if target.release_share.is_some() {
        let _ = write!(
            text,
            " A share near 1 is skewed, and among few replications the rare bad ones may all be \
             missing: so a share is called met only from {ENOUGH} replications on, and only if a \
             quarter of them (at least 10, at most 20) hold a late batch or the number of days \
             with a late batch alone proves it; missed only from {FEWEST} replications on."
        );
    }
    if target.batches_per_day.is_some() || target.units_per_day.is_some() {
        let _ = write!(
            text,
            " The good side of a throughput target begins {tolerance} below it, the tolerance, \
             because a port that keeps up releases on average exactly what arrives."
        );
    }
    text.push_str(
        " A replication that gave up at a limit leaves a target undecided, unless it would be \
         missed even if that replication was perfect.",
    );
    if asks_for_verdicts(results) || !matches!(results.outcome, Outcome::Run(_)) {
        text.push_str(&zone(target));
    }
    Some(text)
}

/// Are replications added until every target is decided?
fn asks_for_verdicts(results: &Results) -> bool {
    matches!(
        results.provenance.precision,
        Some(Precision::Verdict { .. })
    )
}

/// What the tolerance means where it does not matter on which side the truth is.
fn zone(target: &Target) -> String {
    let points = |share: f64| wording::exact(Quantity::Points, share);
    let share = target
        .release_share
        .map(|share| target.tolerance.min((1.0 - share) / 2.0))
        .filter(|zone| *zone > 0.0)
        .map(|zone| format!("{} on each side of the share", points(zone)));
    let throughput = target.batches_per_day.or(target.units_per_day).map(|_| {
        let tolerance = wording::exact(Quantity::Share, target.tolerance);
        format!("{tolerance} of the target on each side of where a throughput's good side begins")
    });
    let widths: Vec<String> = share.into_iter().chain(throughput).collect();
    if widths.is_empty() {
        return String::new();
    }
    format!(
        " Close to the limit it does not matter on which side the truth is: within {}.",
        wording::listed(&widths)
    )
}

/// How it is told whether the warm-up is long enough; nothing where there is none by design.
fn warm_up_judged(results: &Results) -> Option<String> {
    if !results.plan.steady {
        return None;
    }
    let Outcome::Run(run) = &results.outcome else {
        return Some(
            "Whether the warm-up is long enough is judged by the command run alone, and was not \
             judged here."
                .to_owned(),
        );
    };
    let settling = run.settling.as_ref()?;
    let relaxation = settling.relaxation.as_ref().map_or_else(String::new, |it| {
        format!(
            " By theory the busiest station, {}, forgets its start within about {}: its relaxation \
             time, in which the effect of an empty start shrinks to about a third (exact for one \
             lane with Poisson arrivals and exponential service, otherwise an order of magnitude; \
             Cohen 1982, Odoni and Roth 1983).",
            wording::label(results, &it.scope),
            wording::exact(Quantity::Hours, it.hours)
        )
    });
    let judged = match settling.judgement {
        Settled::NotJudged => {
            "Whether the warm-up is long enough was not judged: the notes say why."
        }
        Settled::Never => "The warm-up was not judged, because a station or a team cannot keep up.",
        Settled::InTime | Settled::TooLate | Settled::NotYet => {
            "The warm-up is called too short only where MSER (White 1997), on the mean number of \
             batches inside over replications, proposes a later start that would move the mean, \
             and where the days before that start differ from those after it in a paired test \
             over replications at 1 %."
        }
    };
    Some(format!("{judged}{relaxation}"))
}

/// "40 replications were run."
fn replications(results: &Results) -> String {
    let asked = results.provenance.replications;
    let each = match &results.outcome {
        Outcome::Run(_) => "",
        Outcome::Compare(compare) if compare.of_folders => return of_folders(compare),
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
        Some(precision) if precision.is_reached() || done == asked => {
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
    let most = wording::exact(Quantity::Number, f64::from(results.provenance.replications));
    let aim = wording::precision(results, precision);
    match precision {
        Precision::Width(asked) => format!(
            "They were added one by one until {aim} (Chow and Robbins 1965), at least {} and at \
             most {most}. Intervals that were waited for hold the true value a little less often \
             than their confidence says.",
            asked.min_replications,
        ),
        Precision::Verdict { .. } => format!(
            "They were added until {aim}, at most {most}. The results were looked at after 10 and \
             20 replications, when a target can only be missed, then after 40, 80, 160 and so on. \
             The error that the confidence allows is spent over the looks (Lan and DeMets 1983), \
             so that however many there were, a verdict is wrong no more often than that. A target \
             is close where its whole interval lies so near to the limit that the side does not \
             matter. Interval, confidence and number of replications of a target are those of the \
             look that decided it; all other numbers are from all replications."
        ),
    }
}

/// How many replications finished runs hold.
fn of_folders(compare: &CompareOutcome) -> String {
    let words = wording::things(compare.replications, "replication");
    format!(
        "The arrangements were run before, and are compared by what their folders hold: {words} \
         of the baseline took part."
    )
}

/// How differences were judged.
fn differences(compare: &CompareOutcome) -> String {
    let pairs = if compare.unpaired {
        "Where the seed is the same, all arrangements saw the same arrivals, sizes, service times \
         and routes (common random numbers), and the interval of a difference is that of the \
         differences of pairs of replications. Where seeds differ, it is that of two independent \
         samples (Welch 1947)."
    } else {
        "All arrangements saw the same arrivals, sizes, service times and routes (common random \
         numbers), so that replications pair up: the interval of a difference is made of what the \
         pairs differ by, in the same way as that of a single number."
    };
    format!(
        "{pairs} Judged are only {}: what the target is about, \
         or batches released a day where there is none, and the mean release time. Their \
         intervals are widened so that all {} hold together (Bonferroni). “Better” and “worse” \
         are said where the whole interval lies on one side of zero; otherwise no difference is \
         shown, which does not mean that there is none. Which arrangement is best is asked of \
         what the target is about and of cost: each against the best of the others, by bounds of \
         one side that hold together over all others and all these metrics (Hsu 1984). With the \
         confidence of the run the best one is among those that may be.",
        wording::things(compare.judged.len() as u64, "metric"),
        wording::things(compare.simultaneous, "interval"),
    )
}
