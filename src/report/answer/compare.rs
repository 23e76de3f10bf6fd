//! The answer of a comparison: what differs, by how much, and what could not be shown.

use super::parts::{self, Answer, how_to_decide, in_time, thing};
use crate::metric::{Metric, Scope};
use crate::report::lookup;
use crate::report::wording::{self, Quantity};
use crate::results::{
    Arrangement, CompareOutcome, Comparison, Difference, Estimate, Results, Standing,
};

/// Most alternatives that have a sentence each.
const SENTENCES: usize = 8;

/// Returns the answer of a comparison.
pub(super) fn of_compare(results: &Results, compare: &CompareOutcome) -> Answer {
    let Some((baseline, alternatives)) = compare.arrangements.split_first() else {
        return Answer {
            headline: "Nothing was compared.".to_owned(),
            details: Vec::new(),
        };
    };
    let mut details = Vec::new();
    let headline = match alternatives {
        [alternative] => format!(
            "{}, compared with {}: {}.",
            wording::capitalised(&alternative.label),
            baseline.label,
            clauses(results, compare, 1, Naming::Named)
        ),
        _ => grouped(compare, baseline),
    };
    if alternatives.len() > 1 {
        let sentence = |position: usize| {
            let clauses = clauses(results, compare, position, Naming::Bare);
            let of = &compare.arrangements[position];
            let label = wording::capitalised(&of.label);
            let mark = if of.reference { NO_CHOICE } else { "" };
            format!("{label}{mark}: {clauses}.")
        };
        details.extend((1..=alternatives.len().min(SENTENCES)).map(sentence));
        if alternatives.len() > SENTENCES {
            let rest = alternatives.len() - SENTENCES;
            details.push(format!(
                "{rest} more are in the report and in comparison.csv."
            ));
        }
    }
    details.extend(brought_back(results, compare));
    details.extend(super::best::sentences(results, compare));
    let free = compare.arrangements.iter().flat_map(|it| &it.free);
    details.extend(parts::free(results, free));
    details.extend(targets(compare));
    let open = |it: &Arrangement| lookup::overall(&it.verdicts) == Some(Standing::Undecided);
    if compare.arrangements.iter().any(open) {
        details.push(how_to_decide(results).to_owned());
    }
    details.extend(saved(compare));
    details.extend(super::studies::other(results));
    Answer { headline, details }
}

/// Marks an arrangement that cannot be chosen.
const NO_CHOICE: &str = " (for comparison only: it cannot be chosen)";

/// Groups of alternatives by their judged differences.
const GROUPS: [&str; 5] = [
    "better",
    "worse",
    "better in one respect and worse in another",
    "no difference shown",
    "not known",
];

/// Returns the position in [`GROUPS`] of the group to which an alternative belongs.
fn overall(compare: &CompareOutcome, alternative: usize) -> usize {
    let has = |wanted| judged(compare, alternative).any(|it| it.verdict == Some(wanted));
    match (has(Comparison::Better), has(Comparison::Worse)) {
        (true, false) => 0,
        (false, true) => 1,
        (true, true) => 2,
        (false, false) if has(Comparison::NoDifferenceShown) => 3,
        (false, false) => 4,
    }
}

/// Returns the judged differences of an alternative.
fn judged(compare: &CompareOutcome, alternative: usize) -> impl Iterator<Item = &Difference> {
    let of_it = move |it: &&Difference| it.alternative == alternative && it.verdict.is_some();
    compare.differences.iter().filter(of_it)
}

/// Returns a sentence such as "Compared with X, better: A and B; worse: C."
fn grouped(compare: &CompareOutcome, baseline: &Arrangement) -> String {
    let all = 1..compare.arrangements.len();
    let mut meant: Vec<usize> = all.clone().filter(|at| is_choice(compare, *at)).collect();
    if meant.is_empty() {
        meant = all.collect();
    }
    let group = |(wanted, words): (usize, &&str)| {
        let of_it = meant.iter().copied();
        let of_it = of_it.filter(|at| overall(compare, *at) == wanted);
        let labels = wording::listed(of_it.map(|at| compare.arrangements[at].label.as_str()));
        (!labels.is_empty()).then(|| format!("{words}: {labels}"))
    };
    let groups: Vec<String> = GROUPS.iter().enumerate().filter_map(group).collect();
    format!("Compared with {}, {}.", baseline.label, groups.join("; "))
}

/// Can the arrangement be chosen?
fn is_choice(compare: &CompareOutcome, at: usize) -> bool {
    !compare.arrangements[at].reference
}

/// Says how much of what an arrangement that cannot be chosen would save each alternative saves, in
/// the mean release time.
fn brought_back(results: &Results, compare: &CompareOutcome) -> Vec<String> {
    let quantity = wording::difference_quantity(Metric::ReleaseTimeMean, &results.plan);
    let saved = |at: usize| {
        let mut of_it = judged(compare, at).filter(|it| it.metric == Metric::ReleaseTimeMean);
        let better = of_it.find(|it| it.verdict == Some(Comparison::Better))?;
        better.difference.mean.map(|_| size(&better.difference))
    };
    let all = || 1..compare.arrangements.len();
    let label = |at: usize| compare.arrangements[at].label.as_str();
    let of_reference = |at: usize| {
        let whole = wording::mean(quantity, &saved(at)?);
        let part = |other: usize| {
            let part = wording::mean(quantity, &saved(other)?);
            Some(format!("{} brings back {part} of it", label(other)))
        };
        let others = all().filter(|other| is_choice(compare, *other));
        let parts: Vec<String> = others.filter_map(part).take(SENTENCES).collect();
        let parts = match parts.as_slice() {
            [] => "no alternative is shown to bring back any of it".to_owned(),
            parts => wording::listed(parts),
        };
        Some(format!(
            "Beside {}, {} costs each batch {whole} on average; {parts}.",
            label(at),
            label(0)
        ))
    };
    let references = all().filter(|at| !is_choice(compare, *at));
    references.filter_map(of_reference).collect()
}

/// Whether the first interval of a sentence says what kind of interval it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Named,
    Bare,
}

/// Returns the differences of an alternative in words: first what is better, then what is worse,
/// then what shows no difference.
fn clauses(
    results: &Results,
    compare: &CompareOutcome,
    alternative: usize,
    mut naming: Naming,
) -> String {
    let order = [
        Comparison::Better,
        Comparison::Worse,
        Comparison::NoDifferenceShown,
        Comparison::Unknown,
    ];
    let mut out = Vec::new();
    for wanted in order {
        for it in judged(compare, alternative).filter(|it| it.verdict == Some(wanted)) {
            let name = match naming {
                Naming::Named => format!("{} ", wording::interval_name(results.plan.confidence)),
                Naming::Bare => String::new(),
            };
            out.push(clause(results, it, wanted, &name));
            naming = Naming::Bare;
        }
    }
    out.join("; ")
}

/// Returns one difference in words; `name` says what kind of interval it has.
fn clause(results: &Results, it: &Difference, verdict: Comparison, name: &str) -> String {
    let thing = thing(results, it.metric);
    let quantity = wording::difference_quantity(it.metric, &results.plan);
    let (Some(mean), true) = (it.difference.mean, verdict != Comparison::Unknown) else {
        return format!("nothing can be said of {thing}");
    };
    if verdict == Comparison::NoDifferenceShown {
        if it.difference.half_width == Some(0.0) {
            return format!("no difference in {thing}: the same in every replication");
        }
        let between = wording::signed_interval(quantity, &it.difference, "and");
        let between = between.map_or_else(String::new, |ends| format!(": between {ends}"));
        return format!("no difference shown in {thing}{between}");
    }
    let size = size(&it.difference);
    let (shown, interval) = (
        wording::mean(quantity, &size),
        wording::interval(quantity, &size),
    );
    let interval = interval.map_or_else(String::new, |it| format!(" ({name}{it})"));
    let more = if mean > 0.0 { "more" } else { "fewer" };
    match it.metric {
        Metric::ReleasedPerDay => format!("{shown} {more} batches are released a day{interval}"),
        Metric::UnitsReleasedPerDay => format!("{shown} {more} units are released a day{interval}"),
        Metric::ReleaseTimeMean => {
            let later = if mean > 0.0 { "later" } else { "sooner" };
            format!("a batch is released {shown} {later} on average{interval}")
        }
        Metric::ReleasedWithin => format!(
            "{shown} {more} of the batches are released {}{interval}",
            in_time(results)
        ),
        _ => format!(
            "{thing} differs by {}",
            wording::signed(quantity, &it.difference)
        ),
    }
}

/// Returns a difference without its sign, its interval turned with it.
fn size(difference: &Estimate) -> Estimate {
    match difference.mean {
        Some(mean) if mean < 0.0 => Estimate {
            mean: Some(-mean),
            lower: difference.upper.map(|upper| -upper),
            upper: difference.lower.map(|lower| -lower),
            ..*difference
        },
        _ => *difference,
    }
}

/// Says which arrangements meet their targets.
fn targets(compare: &CompareOutcome) -> Option<String> {
    let of = |wanted| {
        let same = |it: &&Arrangement| lookup::overall(&it.verdicts) == Some(wanted);
        let labels = compare.arrangements.iter().filter(same);
        let labels = wording::listed(labels.map(|it| it.label.as_str()));
        (!labels.is_empty()).then_some(labels)
    };
    let met = of(Standing::Met).map(|it| format!("every target is met by {it}"));
    let missed = of(Standing::Missed).map(|it| format!("at least one is missed by {it}"));
    let close = of(Standing::Close).map(|it| format!("close to the limit for {it}"));
    let open = of(Standing::Undecided).map(|it| format!("undecided for {it}"));
    let parts: Vec<String> = [met, missed, close, open].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Targets: {}.", parts.join("; ")))
}

/// Says how many replications common random numbers saved.
fn saved(compare: &CompareOutcome) -> Option<String> {
    let ratio = |metric: Metric| {
        let of_it = |it: &&Difference| it.metric == metric && it.scope == Scope::All;
        let ratios = compare.differences.iter().filter(of_it);
        // the alternative that gains least
        ratios.filter_map(|it| it.variance_ratio).reduce(f64::min)
    };
    let metrics = compare.judged.iter().copied();
    let metrics = metrics.chain([Metric::ReleaseTimeMean]);
    let best = metrics.filter_map(ratio).reduce(f64::max)?;
    let without = (f64::from(compare.replications) * best).round();
    (best >= 1.5).then(|| {
        format!(
            "All arrangements were simulated with the same random numbers: without that, equally \
             narrow intervals would have taken up to {} replications instead of {}.",
            wording::exact(Quantity::Number, without),
            compare.replications
        )
    })
}
