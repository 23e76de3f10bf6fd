//! The answer of a comparison: what differs, by how much, and what could not be shown.

use super::parts::{Answer, how_to_decide, in_time, thing};
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
            let label = wording::capitalised(&compare.arrangements[position].label);
            format!("{label}: {clauses}.")
        };
        details.extend((1..=alternatives.len().min(SENTENCES)).map(sentence));
        if alternatives.len() > SENTENCES {
            let rest = alternatives.len() - SENTENCES;
            details.push(format!(
                "{rest} more are in the report and in comparison.csv."
            ));
        }
    }
    details.extend(super::best::sentences(results, compare));
    details.extend(targets(compare));
    let open = |it: &Arrangement| lookup::overall(&it.verdicts) == Some(Standing::Undecided);
    if compare.arrangements.iter().any(open) {
        details.push(how_to_decide(results).to_owned());
    }
    details.extend(saved(compare));
    Answer { headline, details }
}

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
    let group = |(wanted, words): (usize, &&str)| {
        let of_it = (1..compare.arrangements.len()).filter(|at| overall(compare, *at) == wanted);
        let labels = wording::listed(of_it.map(|at| compare.arrangements[at].label.as_str()));
        (!labels.is_empty()).then(|| format!("{words}: {labels}"))
    };
    let groups: Vec<String> = GROUPS.iter().enumerate().filter_map(group).collect();
    format!("Compared with {}, {}.", baseline.label, groups.join("; "))
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
