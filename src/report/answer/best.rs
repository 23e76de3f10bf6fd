//! Which arrangement is best, in words.

use super::compare::thing;
use crate::metric::Metric;
use crate::report::wording;
use crate::results::{Best, CompareOutcome, Comparison, Estimate, Rank, Results};

/// Arrangements that a sentence names.
const NAMED: usize = 8;

/// A sentence for each metric, and one on those that are left out.
pub(super) fn sentences(results: &Results, compare: &CompareOutcome) -> Vec<String> {
    let of_metric = |best: &Best| of_metric(results, compare, best);
    let mut out: Vec<String> = compare.best.iter().filter_map(of_metric).collect();
    out.extend(why_more(compare));
    out.extend(compare.best.first().and_then(|it| apart(compare, it)));
    out
}

/// Why one can be called best, or worse than it, where its difference from the first is not shown.
fn why_more(compare: &CompareOutcome) -> Option<String> {
    let is_open = |best: &Best| {
        let decides = |rank: Rank| matches!(rank, Rank::Best | Rank::Worse);
        let mut differences = compare.differences.iter();
        best.ranks.iter().any(|it| decides(it.rank))
            && differences.any(|it| {
                it.metric == best.metric && it.verdict == Some(Comparison::NoDifferenceShown)
            })
    };
    let first = compare.arrangements.first()?;
    compare.best.iter().any(is_open).then(|| {
        format!(
            "The best is judged one-sidedly and only against the best of the others, so it can be \
             known where a difference from {} is not shown.",
            first.label
        )
    })
}

/// The labels of the arrangements of a rank, where they are few enough to name.
fn labels(compare: &CompareOutcome, best: &Best, is_meant: impl Fn(usize) -> bool) -> Vec<String> {
    let both = compare.arrangements.iter().zip(&best.ranks).enumerate();
    let meant = both.filter(|(at, _)| is_meant(*at));
    meant.map(|(_, (it, _))| it.label.clone()).collect()
}

/// "By the cost a day, the best is among A, B and C; D is worse than the best by at least 12 CNY."
fn of_metric(results: &Results, compare: &CompareOutcome, best: &Best) -> Option<String> {
    let thing = thing(results, best.metric);
    let of = |rank: Rank| labels(compare, best, |at| best.ranks[at].rank == rank);
    let (alone, among) = (of(Rank::Best), of(Rank::Among));
    let first = match (alone.as_slice(), among.len()) {
        ([one], _) => format!("by {thing}, the best is {one}"),
        (_, 0) if of(Rank::Unknown).is_empty() => return None,
        (_, 0) => format!(
            "which is best by {thing} is not known: {}",
            why_unknown(compare, best)
        ),
        (_, number) if number > NAMED => {
            format!("by {thing}, the best is among {number} arrangements, which are in best.csv")
        }
        _ => format!("by {thing}, the best is among {}", wording::listed(&among)),
    };
    let worse = worse(results, compare, best);
    let parts: Vec<String> = std::iter::once(first).chain(worse).collect();
    Some(format!("{}.", wording::capitalised(&parts.join("; "))))
}

/// Each arrangement that is worse, with the least by which it is.
fn worse(results: &Results, compare: &CompareOutcome, best: &Best) -> Vec<String> {
    let quantity = wording::difference_quantity(best.metric, &results.plan);
    let ranks = compare.arrangements.iter().zip(&best.ranks);
    let worse: Vec<_> = ranks.filter(|(_, it)| it.rank == Rank::Worse).collect();
    let clause = |(of, it): &(&crate::results::Arrangement, &crate::results::Ranked)| {
        let amount = it.worse_by.map_or_else(String::new, |amount| {
            let amount = Estimate {
                mean: Some(amount),
                ..Estimate::default()
            };
            format!(" by at least {}", wording::mean(quantity, &amount))
        });
        format!("{}{amount}", of.label)
    };
    let named: Vec<String> = worse.iter().take(NAMED).map(clause).collect();
    let mut out = vec![];
    if !named.is_empty() {
        out.push(format!("worse than the best: {}", wording::listed(&named)));
    }
    if worse.len() > NAMED {
        let rest = worse.len() - NAMED;
        out.push(format!("{rest} more are worse, which are in best.csv"));
    }
    out
}

fn why_unknown(compare: &CompareOutcome, best: &Best) -> &'static str {
    let has_values = |metric: Metric| {
        let mut of_metric = compare.differences.iter().filter(|it| it.metric == metric);
        of_metric.any(|it| it.difference.half_width.is_some())
    };
    if compare.replications < 2 {
        "one replication does not show how much is chance"
    } else if has_values(best.metric) {
        "what is known of it is not the same thing, or only bounds"
    } else {
        "the values of single replications are not there"
    }
}

/// Which arrangements miss a target, and what that means for the best.
fn apart(compare: &CompareOutcome, best: &Best) -> Option<String> {
    let missing = labels(compare, best, |at| best.ranks[at].misses);
    let verb = if missing.len() == 1 { "misses" } else { "miss" };
    if missing.is_empty() {
        return None;
    }
    if missing.len() == compare.arrangements.len() {
        return Some("Every arrangement misses a target.".to_owned());
    }
    let named = if missing.len() > NAMED {
        format!("{} arrangements", missing.len())
    } else {
        wording::listed(&missing)
    };
    let only = labels(compare, best, |at| best.ranks[at].rank == Rank::Only);
    let named = wording::capitalised(&named);
    Some(match only.as_slice() {
        [one] => format!("{named} {verb} a target; {one} is the only arrangement that is left."),
        _ => format!("{named} {verb} a target and cannot be the best."),
    })
}
