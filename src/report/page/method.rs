//! The chapters on the sources of the scenario's numbers and on the method of the simulation.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{
    CompareOutcome, ENOUGH, FEWEST, Outcome, Precision, Results, Settled, Target,
};

/// Returns the list of the sources and assumptions of the scenario.
pub(super) fn sources(results: &Results) -> Markup {
    html! {
        ul { @for source in &results.heading.sources { li dir="auto" { (source) } } }
    }
}

/// Returns the chapter on the method.
pub(super) fn method(results: &Results) -> Markup {
    html! { @for sentence in &sentences(results) { p { (sentence) } } }
}

/// Returns a duration of the plan in words.
fn span(hours: f64) -> String {
    let days = hours / 24.0;
    if days >= 1.0 && days.fract() == 0.0 {
        wording::things(days as u64, "day")
    } else {
        wording::mean(Quantity::Hours, &wording::alone(Some(hours)))
    }
}

/// Returns the paragraphs of the chapter on the method.
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
             after the end of the window, while arrivals continue. The release time runs from \
             arrival to release. Time averages and counts a day are over the window itself.",
            span(plan.follow_up_hours)
        ),
        estimates(results),
        "Where batches were not released by the end of the follow-up, mean release times and \
         waits are marked “at least”: the true values are larger. A quantile of release times \
         counts these batches as longer than all others, and is empty where it lies among them. \
         A batch that was not released counts as not released in time. Batches that are refused \
         or withdrawn have no release time and do not count in its mean and quantiles."
            .to_owned(),
    ];
    out.extend(controls(results));
    out.extend(warm_up_judged(results));
    if let Outcome::Compare(compare) = &results.outcome {
        out.push(differences(compare));
    }
    out.extend(judged(results));
    out.push(
        "A station is called overloaded where its offered load, computed from the arrival rates, \
         the routing and the mean service times, reaches its capacity: the lanes that are open and \
         not broken, lanes on demand, and work that is finished after closing. Batches that a full \
         room turns away and batches that may lose patience do not count. An ongoing process with \
         an overloaded station has no steady state."
            .to_owned(),
    );
    out
}

/// Describes the measured window.
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
        format!("The measured window is a particular period: {length}, {warm_up}.")
    }
}

/// Explains the estimates and their intervals.
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
        "{replications} In a mean or a share of batches or visits, each batch or visit of any \
         replication has the same weight: it is the ratio of two sums over the replications \
         (Cochran 1977). From 10 replications on, its {} allows for the skewness of that ratio \
         (Hall 1992), so that its ends need not be equally far from the estimate. A quantile is \
         taken over the batches of all replications; its interval goes from the shortest to the \
         longest time at which the interval of the share released by then holds the share of the \
         quantile (Woodruff 1952), and has no upper end if there is no longest time. Time averages \
         and counts a day are means over replications with Student t intervals. Intervals are \
         clipped to possible values. If a share is 0 or 1 in all replications, its interval is the \
         exact binomial one (Clopper and Pearson 1934) {trials}.",
        wording::interval_name(results.plan.confidence)
    )
}

/// Explains control variates, if any were used, and names the files without them.
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
             are without this correction."
        }
        Outcome::Sweep(_) | Outcome::Staff(_) | Outcome::Stress(_) | Outcome::Compare(_) => "",
    };
    is_used.then(|| {
        format!(
            "The expected numbers of batches and units from Poisson streams are known. Counts of \
             arrived or released batches and units are corrected for how far the simulated numbers \
             differ from the expected ones (control variates; Lavenberg and Welch 1981), with one \
             set of weights for all, so that parts still add up to their totals.{plain}"
        )
    })
}

/// Explains the verdicts.
fn judged(results: &Results) -> Option<String> {
    let is_judged = lookup::simulated(results).iter().any(|it| !it.1.is_empty());
    is_judged.then_some(())?;
    let (plan, target) = (&results.plan, &results.plan.target);
    let tolerance = wording::exact(Quantity::Share, plan.target.tolerance);
    let mut text = "A target is met where the whole interval lies on its good side, missed where \
        it lies on its bad side, and otherwise undecided."
        .to_owned();
    if target.release_share.is_some() {
        let _ = write!(
            text,
            " A share near 1 has a skewed distribution, and a few replications may contain none of \
             the rare bad ones. A share is therefore called met only with at least {ENOUGH} \
             replications, and only if a quarter of them (at least 10, at most 20) hold a late \
             batch or the number of days with a late batch alone proves it; it is called missed \
             only with at least {FEWEST} replications."
        );
    }
    if target.batches_per_day.is_some() || target.units_per_day.is_some() {
        let _ = write!(
            text,
            " The good side of a throughput target begins {tolerance} (the tolerance) below it, \
             because a port that keeps up releases on average exactly what arrives."
        );
    }
    text.push_str(
        " A replication that reached a limit and was stopped leaves a target undecided, unless \
         the target would be missed even if that replication had been perfect.",
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

/// Explains within which distance of its limit a target is called close.
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
        " Near its limit it does not matter on which side the true value lies: within {}.",
        wording::listed(&widths)
    )
}

/// Explains how the warm-up was judged; `None` if the window is a particular
/// period.
fn warm_up_judged(results: &Results) -> Option<String> {
    if !results.plan.steady {
        return None;
    }
    let Outcome::Run(run) = &results.outcome else {
        return Some(
            "Whether the warm-up is long enough was not judged here; only the command run judges \
             it."
            .to_owned(),
        );
    };
    let settling = run.settling.as_ref()?;
    let fades = settling.relaxation.as_ref();
    let fades = fades.and_then(|it| wording::fades(results, it));
    let relaxation = fades.map_or_else(String::new, |fades| {
        format!(
            " {fades} by theory: this is the relaxation time, in which the effect shrinks to about \
             a third (exact for one lane with Poisson arrivals and exponential service, otherwise \
             an order of magnitude; Cohen 1982, Odoni and Roth 1983)."
        )
    });
    let judged = match settling.judgement {
        Settled::NotJudged => {
            "Whether the warm-up is long enough was not judged: the notes say why."
        }
        Settled::Never => {
            "The warm-up was not judged, because a station or a team cannot keep up: the number of \
             batches inside never settles."
        }
        Settled::InTime | Settled::TooLate | Settled::NotYet => {
            "The warm-up is called too short only where MSER (White 1997), on the mean number of \
             batches inside over replications, proposes a later start that would move the mean, \
             and where the days before that start differ from those after it in a paired test \
             over replications at 1 %."
        }
    };
    Some(format!("{judged}{relaxation}"))
}

/// Returns a sentence such as "40 replications were run."
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

/// Explains the stopping rule and what it means for the numbers.
fn sequential(results: &Results, precision: &Precision) -> String {
    let most = wording::exact(Quantity::Number, f64::from(results.provenance.replications));
    let aim = wording::precision(results, precision);
    match precision {
        Precision::Width(asked) => format!(
            "They were added one by one until {aim} (Chow and Robbins 1965), at least {} and at \
             most {most}. Intervals on which the number of replications depends hold the true \
             value slightly less often than their confidence says.",
            asked.min_replications,
        ),
        Precision::Verdict { .. } => format!(
            "They were added until {aim}, at most {most}. The results were looked at after 10 and \
             20 replications, when a target can only be missed, then after 40, 80, 160 and so on. \
             The error probability that the confidence allows is divided among the looks (Lan and \
             DeMets 1983), so that it holds for any number of looks. A target is close where its \
             whole interval lies so near to the limit that the side does not matter. The interval, \
             confidence and number of replications of a target are those of the look that decided \
             it; all other numbers are from all replications."
        ),
    }
}

/// Says how many replications finished runs hold.
fn of_folders(compare: &CompareOutcome) -> String {
    let words = wording::things(compare.replications, "replication");
    format!(
        "The arrangements were run earlier and are compared by the results in their folders, with \
         {words} of the baseline."
    )
}

/// Explains how differences were judged.
fn differences(compare: &CompareOutcome) -> String {
    let pairs = if compare.unpaired {
        "Where the seed is the same, all arrangements saw the same arrivals, sizes, service times \
         and routes (common random numbers), and the interval of a difference is that of the \
         differences of pairs of replications. Where seeds differ, it is that of two independent \
         samples (Welch 1947)."
    } else {
        "All arrangements saw the same arrivals, sizes, service times and routes (common random \
         numbers), so that replications form pairs: the interval of a difference is computed from \
         the differences of the pairs, in the same way as that of a single number."
    };
    format!(
        "{pairs} Only {} are judged: those of the targets, or batches released a day if there \
         is no target, and the mean release time. Their intervals are widened so that all {} hold \
         together (Bonferroni). A difference is called better or worse where its whole interval \
         lies on one side of zero; otherwise no difference is shown, which does not mean that \
         there is none. The best arrangement is sought by the metrics of the targets and by cost: \
         each arrangement is compared with the best of the others, by one-sided bounds that hold \
         together for all arrangements and all these metrics (Hsu 1984). With the confidence of \
         the run, the best arrangement is among those called best or among the best.",
        wording::things(compare.judged.len() as u64, "metric"),
        wording::things(compare.simultaneous, "interval"),
    )
}
