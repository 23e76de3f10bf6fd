//! Sentences on which arrangement is best.

use super::parts::thing;
use crate::metric::Metric;
use crate::report::wording;
use crate::results::{Best, CompareOutcome, Comparison, Rank, Results};

/// Most arrangements that one sentence names.
const NAMED: usize = 8;

/// Returns a sentence for each metric, and one on the arrangements that miss a target.
pub(super) fn sentences(results: &Results, compare: &CompareOutcome) -> Vec<String> {
    let of_metric = |best: &Best| of_metric(results, compare, best);
    let mut out: Vec<String> = compare.best.iter().filter_map(of_metric).collect();
    out.extend(why_more(compare));
    out.extend(compare.best.first().and_then(|it| apart(compare, it)));
    out
}

/// Explains how an arrangement can be called best, or worse than the best, although no
/// difference from the baseline is shown.
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
            "The best is judged by one-sided bounds against the best of the others only, so it can \
             be known even where a comparison with {} shows no difference.",
            first.label
        )
    })
}

/// Returns the labels of the arrangements whose positions `is_meant` accepts.
fn labels(compare: &CompareOutcome, best: &Best, is_meant: impl Fn(usize) -> bool) -> Vec<String> {
    let both = compare.arrangements.iter().zip(&best.ranks).enumerate();
    let meant = both.filter(|(at, _)| is_meant(*at));
    meant.map(|(_, (it, _))| it.label.clone()).collect()
}

/// Returns a sentence such as "By the cost a day, the best is among A, B and C; worse than the
/// best: D by at least 12 CNY."
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
            format!("by {thing}, the best is among {number} arrangements, listed in best.csv")
        }
        _ => format!("by {thing}, the best is among {}", wording::listed(&among)),
    };
    let worse = worse(results, compare, best);
    let parts: Vec<String> = std::iter::once(first).chain(worse).collect();
    Some(format!("{}.", wording::capitalised(&parts.join("; "))))
}

/// Names each arrangement that is worse than the best, with a lower bound on the difference.
fn worse(results: &Results, compare: &CompareOutcome, best: &Best) -> Vec<String> {
    let quantity = wording::difference_quantity(best.metric, &results.plan);
    let ranks = compare.arrangements.iter().zip(&best.ranks);
    let worse: Vec<_> = ranks.filter(|(_, it)| it.rank == Rank::Worse).collect();
    let clause = |(of, it): &(&crate::results::Arrangement, &crate::results::Ranked)| {
        let amount = it.worse_by.map_or_else(String::new, |amount| {
            format!(" by at least {}", wording::at_least(quantity, amount))
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
        out.push(format!("{rest} more are worse, listed in best.csv"));
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
        "the values are not comparable, or are only bounds"
    } else {
        "the results do not hold the values of single replications"
    }
}

/// Says which arrangements miss a target and so cannot be the best.
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
        [one] => format!("{named} {verb} a target; {one} is the only arrangement that does not."),
        _ => format!("{named} {verb} a target and cannot be the best."),
    })
}
