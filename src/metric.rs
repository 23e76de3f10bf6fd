//! The metrics, scopes and targets: their names, units, quantities, estimators, ranges, good sides
//! and words.
//!
//! The names are a stable interface for every reader of `metrics.csv`, and they occur only in
//! files. All other code uses a [`Metric`] of a [`Scope`], or an [`Aim`].

mod aim;
mod kind;
mod scope;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use aim::Aim;
pub use kind::ScopeKind;
pub use scope::{Name, Scope};

/// The kind of quantity that a number expresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// A span of time, in hours.
    Hours,
    /// A share in [0, 1].
    Share,
    /// An amount of money, in the currency of the scenario.
    Money,
    /// Any other number, such as batches, units or lanes.
    Number,
}

/// How a metric is estimated from replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Estimator {
    /// The mean of the values of all replications.
    Mean,
    /// The ratio of two sums over all replications, so that all batches, visits or days count
    /// alike.
    Ratio,
    /// The quantile at this percentage over the batches of all replications.
    Quantile(u8),
}

impl Estimator {
    /// Returns the quantile's share of all batches, in (0, 1); `None` for a mean or a ratio.
    pub fn share(self) -> Option<f64> {
        match self {
            Self::Mean | Self::Ratio => None,
            Self::Quantile(percent) => Some(f64::from(percent) / 100.0),
        }
    }
}

/// The possible values of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Range {
    /// At least 0.
    NonNegative,
    /// From 0 to 1.
    Share,
}

impl Range {
    /// Returns the largest possible value.
    pub fn upper(self) -> f64 {
        match self {
            Self::NonNegative => f64::INFINITY,
            Self::Share => 1.0,
        }
    }
}

/// Which values of a metric are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Good {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither: the metric describes the arrangement or the arrivals.
    Neither,
}

/// Defines the metrics of a table with one row for each: `Variant = name, unit; quantity,
/// estimator, range, good side, censored; words`. The unit and the words for a team follow behind a
/// `|` if they differ.
macro_rules! metrics {
    ($(
        $variant:ident = $name:literal, $unit:literal $(| $team_unit:literal)?;
        $quantity:ident, $estimator:ident $(($percent:literal))?, $range:ident, $good:ident,
        $censored:literal; $words:literal $(| $team_words:literal)?;
    )*) => {
        /// A metric. Metrics are in the order of `metrics.csv` within a scope.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $(#[doc = concat!("`", $name, "`: ", $words, ".")] $variant,)*
        }

        impl Metric {
            /// All metrics.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the name, as in `metrics.csv`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the metric of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Returns the unit, as in `metrics.csv`.
            pub fn unit(self, kind: ScopeKind) -> &'static str {
                match self {
                    $(Self::$variant => of_kind(kind, $unit, &[$($team_unit)?]),)*
                }
            }

            /// Returns the kind of quantity.
            pub fn quantity(self) -> Quantity {
                match self {
                    $(Self::$variant => Quantity::$quantity,)*
                }
            }

            /// Returns how it is estimated from replications.
            pub fn estimator(self) -> Estimator {
                match self {
                    $(Self::$variant => Estimator::$estimator $(($percent))?,)*
                }
            }

            /// Returns the possible values.
            pub fn range(self) -> Range {
                match self {
                    $(Self::$variant => Range::$range,)*
                }
            }

            /// Returns which values are better.
            pub fn good(self) -> Good {
                match self {
                    $(Self::$variant => Good::$good,)*
                }
            }

            /// Is it censored, so that its true value can only be larger if measured batches were
            /// not released?
            pub fn is_censored(self) -> bool {
                match self {
                    $(Self::$variant => $censored,)*
                }
            }

            /// Returns its description in words.
            pub fn words(self, kind: ScopeKind) -> &'static str {
                match self {
                    $(Self::$variant => of_kind(kind, $words, &[$($team_words)?]),)*
                }
            }
        }
    };
}

/// Returns the text for a kind of scope; teams may have a text of their own.
fn of_kind(kind: ScopeKind, text: &'static str, of_teams: &[&'static str]) -> &'static str {
    match (kind, of_teams) {
        (ScopeKind::Team, [of_team]) => of_team,
        _ => text,
    }
}

metrics! {
    // metrics of batches
    ArrivedPerDay = "arrived_per_day", "batches/day";
        Number, Mean, NonNegative, Neither, false; "Batches arrived a day";
    ReleasedPerDay = "released_per_day", "batches/day";
        Number, Mean, NonNegative, More, false; "Batches released a day";
    UnitsReleasedPerDay = "units_released_per_day", "units/day";
        Number, Mean, NonNegative, More, false; "Units released a day";
    ReleaseTimeMean = "release_time.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Release time, mean";
    ReleaseTimeMin = "release_time.min", "h";
        Hours, Mean, NonNegative, Less, false; "Release time, shortest of a window, on average";
    ReleaseTimeP50 = "release_time.p50", "h";
        Hours, Quantile(50), NonNegative, Less, false; "Release time, half within";
    ReleaseTimeP90 = "release_time.p90", "h";
        Hours, Quantile(90), NonNegative, Less, false; "Release time, 90 % within";
    ReleaseTimeP95 = "release_time.p95", "h";
        Hours, Quantile(95), NonNegative, Less, false; "Release time, 95 % within";
    ReleaseTimeP99 = "release_time.p99", "h";
        Hours, Quantile(99), NonNegative, Less, false; "Release time, 99 % within";
    ReleaseTimeMax = "release_time.max", "h";
        Hours, Mean, NonNegative, Less, true; "Release time, longest of a window, on average";
    ReleasedWithin = "released_within", "share";
        Share, Ratio, Share, More, false; "Released within the target time";
    LateShare = "late_share", "share";
        Share, Ratio, Share, Less, false; "Late, of those with a due time";
    LatenessMean = "lateness.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Lateness of those with a due time, mean";
    RefusedShare = "refused_share", "share";
        Share, Ratio, Share, Less, false; "Refused";
    WithdrawnShare = "withdrawn_share", "share";
        Share, Ratio, Share, Less, false; "Withdrawn";
    Unreleased = "unreleased", "batches";
        Number, Mean, NonNegative, Less, false; "Unreleased batches, per replication";

    // metrics of the port as a whole
    DaysCleared = "days_cleared", "share";
        Share, Ratio, Share, More, false; "Days cleared";
    InSystemMean = "in_system.mean", "batches";
        Number, Mean, NonNegative, Less, false; "Batches inside, mean";
    BacklogDayEnd = "backlog.day_end", "batches";
        Number, Mean, NonNegative, Less, false; "Batches inside at 24:00";
    CostPerDay = "cost_per_day", "cost/day";
        Money, Mean, NonNegative, Less, false; "Cost a day";
    CostLanesPerDay = "cost_lanes_per_day", "cost/day";
        Money, Mean, NonNegative, Less, false; "Cost a day, lanes";
    CostStaffPerDay = "cost_staff_per_day", "cost/day";
        Money, Mean, NonNegative, Less, false; "Cost a day, staff";
    CostOvertimePerDay = "cost_overtime_per_day", "cost/day";
        Money, Mean, NonNegative, Less, false; "Cost a day, overtime";
    CostDelayPerDay = "cost_delay_per_day", "cost/day";
        Money, Mean, NonNegative, Less, false; "Cost a day, delay";
    Gridlocked = "gridlocked", "share";
        Share, Ratio, Share, Less, false; "Replications that lock up";
    BestPossible = "best_possible", "share";
        Share, Ratio, Share, Neither, false; "Best possible share within the target time";

    // metrics of stations and teams
    VisitsPerDay = "visits_per_day", "visits/day";
        Number, Mean, NonNegative, Neither, false; "Visits a day";
    WaitMean = "wait.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, mean";
    WaitP95 = "wait.p95", "h";
        Hours, Quantile(95), NonNegative, Less, true; "Wait, 95 % within";
    WaitBusyMean = "wait_busy.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, lanes busy, mean";
    WaitClosedMean = "wait_closed.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, closed, mean";
    WaitStaffMean = "wait_staff.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, no staff, mean";
    WaitBrokenMean = "wait_broken.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, broken down, mean";
    WaitBlockedMean = "wait_blocked.mean", "h";
        Hours, Ratio, NonNegative, Less, true; "Wait, blocked downstream, mean";
    ServiceMean = "service.mean", "h";
        Hours, Ratio, NonNegative, Neither, false; "Service time, mean";
    QueueMean = "queue.mean", "batches";
        Number, Mean, NonNegative, Less, false; "Batches waiting, mean";
    QueueMax = "queue.max", "batches";
        Number, Mean, NonNegative, Less, false; "Batches waiting, most in a window, on average";
    BusyMean = "busy.mean", "lanes";
        Number, Mean, NonNegative, Neither, false; "Lanes at work, mean";
    Utilisation = "utilisation", "share";
        Share, Ratio, Share, Neither, false; "Utilisation";
    LanesOpenMean = "lanes_open.mean", "lanes";
        Number, Mean, NonNegative, Neither, false; "Lanes open, mean";
    MembersOnMean = "members_on.mean", "members";
        Number, Mean, NonNegative, Neither, false; "Members on duty, mean";
    OvertimePerDay = "overtime_per_day", "lane-hours/day" | "member-hours/day";
        Number, Mean, NonNegative, Less, false;
        "Overtime a day, lane-hours" | "Overtime a day, member-hours";
    BlockedMean = "blocked.mean", "lanes";
        Number, Mean, NonNegative, Less, false; "Lanes blocked, mean";
    TurnedAwayShare = "turned_away_share", "share";
        Share, Ratio, Share, Less, false; "Turned away";
}

impl Metric {
    /// Is it a share of trials: of batches, visits or days, each of which counts or does not?
    pub fn is_share_of_trials(self) -> bool {
        self.range() == Range::Share
            && self.estimator() == Estimator::Ratio
            && self != Self::Utilisation
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::from_name(name).ok_or_else(|| format!("unknown metric \"{name}\""))
    }
}

/// Most decimals of a share in percent.
const MOST_DECIMALS: usize = 9;

/// Returns the number of decimals, at least `decimals`, with which a share in percent looks neither
/// like 0 % nor like 100 % unless it is.
pub fn decimals_of_share(share: f64, decimals: usize) -> usize {
    if !(0.0..1.0).contains(&share) || share == 0.0 {
        return decimals;
    }
    let percent = share * 100.0;
    let is_apart = |decimals: &usize| {
        let shown: f64 = format!("{percent:.decimals$}").parse().unwrap_or(percent);
        shown > 0.0 && shown < 100.0
    };
    // closer to an end than that is a rounding error
    (decimals..=MOST_DECIMALS)
        .find(is_apart)
        .unwrap_or(decimals)
}

/// Returns a share in percent with at least this number of decimals, without its unit.
pub fn in_percent(share: f64, decimals: usize) -> String {
    let decimals = decimals_of_share(share, decimals);
    format!("{:.decimals$}", share * 100.0)
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

/// Reads a value that files contain as text.
fn from_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = String>,
{
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_found_by_its_name() {
        for metric in Metric::ALL {
            assert_eq!(Metric::from_name(metric.name()), Some(*metric));
            let text = serde_json::to_string(metric).expect("a text");
            assert_eq!(text, format!("\"{}\"", metric.name()));
            let read: Metric = serde_json::from_str(&text).expect("a metric");
            assert_eq!(read, *metric);
        }
        let unknown = serde_json::from_str::<Metric>("\"happiness\"").expect_err("no metric");
        let message = "unknown metric \"happiness\"";
        assert!(unknown.to_string().starts_with(message), "{unknown}");
    }

    #[test]
    fn a_row_does_not_contradict_itself() {
        for metric in Metric::ALL {
            let is_share = metric.quantity() == Quantity::Share;
            assert_eq!(metric.range() == Range::Share, is_share, "{metric}");
            let is_time = metric.unit(ScopeKind::All) == "h";
            assert_eq!(metric.quantity() == Quantity::Hours, is_time, "{metric}");
            if let Estimator::Quantile(percent) = metric.estimator() {
                assert!(metric.name().ends_with(&format!(".p{percent}")), "{metric}");
            }
            if is_share {
                assert_eq!(metric.estimator(), Estimator::Ratio, "{metric}");
            }
        }
    }

    /// A share below 1 is never told as 100 %, and one above 0 never as 0 %.
    #[test]
    fn no_share_is_rounded_to_all_or_none() {
        let cases = [
            (0.9996, 1, "99.96"),
            (0.9999, 1, "99.99"),
            (0.99999, 2, "99.999"),
            (0.9994, 1, "99.9"),
            (0.996, 0, "99.6"),
            (1.0, 1, "100.0"),
            (1.0 - 1e-16, 1, "100.0"),
            (0.0004, 1, "0.04"),
            (0.004, 0, "0.4"),
            (0.0, 1, "0.0"),
            (1.0004, 0, "100"),
            (1.11, 0, "111"),
        ];
        for (share, decimals, shown) in cases {
            assert_eq!(in_percent(share, decimals), shown, "{share}");
        }
    }

    #[test]
    fn overtime_is_of_lanes_or_of_members() {
        let units = [ScopeKind::Station, ScopeKind::Team].map(|it| Metric::OvertimePerDay.unit(it));
        assert_eq!(units, ["lane-hours/day", "member-hours/day"]);
        let words = [ScopeKind::Station, ScopeKind::Team].map(|it| Metric::WaitMean.words(it));
        assert_eq!(words, ["Wait, mean"; 2]);
    }
}
