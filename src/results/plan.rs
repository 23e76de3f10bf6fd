//! The run as planned.

use serde::{Deserialize, Serialize};

use crate::calendar::DayKind;
use crate::metric::Scope;
use crate::model::{self, Model, ReleaseTarget, RunKind};
use crate::scenario::{Document, Scenario};
use crate::time::{Span, Time};

use super::Setting;

/// The run as planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Whether the run is of a steady process (`true`) or of exactly these days.
    pub steady: bool,
    /// Start of the run.
    pub start: String,
    /// Start of the measured window.
    pub window_start: String,
    /// End of the measured window.
    pub window_end: String,
    /// Length of the warm-up in hours.
    pub warm_up_hours: f64,
    /// Length of the measured window in hours.
    pub window_hours: f64,
    /// Length of the follow-up in hours.
    pub follow_up_hours: f64,
    /// Confidence of every interval, such as 0.95.
    pub confidence: f64,
    /// The target that results are compared with.
    pub target: Target,
    /// Currency of costs, such as "CNY"; `None` if the scenario names none.
    #[serde(default)]
    pub currency: Option<String>,
    /// Names and labels of arrival streams, goods, stations and teams, in file order.
    pub scopes: Vec<ScopeLabel>,
    /// The dated changes, in the order in which they come into force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<DatedChange>,
    /// Dates of the holidays on which hours of the measured window lie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

/// Values that change on a date, or for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedChange {
    /// The instant from which they are in force.
    pub at: String,
    /// The instant at which the old values return; `None` if they never do.
    pub until: Option<String>,
    /// The paths that are set, each with its value.
    pub set: Vec<Setting>,
    /// The reason; `None` if the scenario gives none.
    pub why: Option<String>,
}

impl DatedChange {
    /// Returns the dated changes of a scenario, the earliest first.
    pub(super) fn of(document: &Document) -> Vec<Self> {
        let change = |at: usize| {
            let value = document.value(&["changes", &at.to_string()])?;
            let instant = |key: &str| {
                let text = value.get(key)?.as_datetime()?.to_string();
                let is_date = !text.contains('T');
                Some(if is_date { text + "T00:00:00" } else { text })
            };
            let set = value.get("set")?.as_table()?.iter();
            Some(Self {
                at: instant("at")?,
                until: instant("until"),
                set: set
                    .map(|(path, value)| Setting {
                        path: path.clone(),
                        value: value.to_string(),
                    })
                    .collect(),
                why: value
                    .get("why")
                    .and_then(|it| it.as_str())
                    .map(str::to_owned),
            })
        };
        let mut changes: Vec<Self> = (0..).map_while(change).collect();
        changes.sort_by(|one, other| one.at.cmp(&other.at));
        changes
    }
}

/// The target that results are compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Target for batches released a day.
    pub batches_per_day: Option<f64>,
    /// Target for units released a day.
    pub units_per_day: Option<f64>,
    /// Longest release time in hours that counts as in time.
    pub release_within_hours: Option<f64>,
    /// Target for the share of batches released in time.
    pub release_share: Option<f64>,
    /// See [`model::Target::tolerance`].
    pub tolerance: f64,
}

/// Label of a part of the port that has its own metrics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeLabel {
    /// The part.
    pub scope: Scope,
    /// Label shown in reports.
    pub label: String,
}

impl Target {
    /// Converts the target to that of a model.
    pub(super) fn of_model(&self) -> model::Target {
        let release = self.release_within_hours.zip(self.release_share);
        model::Target {
            batches_per_day: self.batches_per_day,
            units_per_day: self.units_per_day,
            release: release.map(|(hours, share)| ReleaseTarget {
                within: Span::from_micros((hours * 3.6e9).round() as i64),
                share,
            }),
            tolerance: self.tolerance,
        }
    }
}

/// Returns the holidays of the measured window.
fn holidays(model: &Model) -> Vec<String> {
    let (calendar, plan) = (&model.calendar, &model.plan);
    let (first, end) = (calendar.day(plan.window_start()), plan.window_end());
    let days = (first..).take_while(|day| calendar.midnight(*day) < end);
    let holidays = days.filter(|day| calendar.kind(*day) == DayKind::HOLIDAY);
    holidays.map(|day| calendar.date(day).to_string()).collect()
}

pub(super) fn plan(scenario: &Scenario) -> Plan {
    let model = &scenario.model;
    let (plan, target) = (&model.plan, &model.target);
    Plan {
        steady: plan.kind == RunKind::Steady,
        start: instant(model, Time::START),
        window_start: instant(model, plan.window_start()),
        window_end: instant(model, plan.window_end()),
        warm_up_hours: plan.warm_up.hours(),
        window_hours: plan.length.hours(),
        follow_up_hours: plan.follow_up.hours(),
        confidence: scenario.confidence,
        target: Target {
            batches_per_day: target.batches_per_day,
            units_per_day: target.units_per_day,
            release_within_hours: target.release.map(|release| release.within.hours()),
            release_share: target.release.map(|release| release.share),
            tolerance: target.tolerance,
        },
        currency: scenario.currency.clone(),
        scopes: scopes(model),
        changes: vec![],
        holidays: holidays(model),
    }
}

/// Returns the parts of the port with their labels, in file order.
fn scopes(model: &Model) -> Vec<ScopeLabel> {
    let streams = model.streams.iter();
    let streams = streams.map(|it| (Scope::arrivals(&it.name), &it.label));
    let goods = model.goods.iter();
    let goods = goods.map(|it| (Scope::goods(&it.name), &it.label));
    let stations = model.stations.iter();
    let stations = stations.map(|it| (Scope::station(&it.name), &it.label));
    let teams = model.teams.iter();
    let teams = teams.map(|it| (Scope::team(&it.name), &it.label));
    let all = streams.chain(goods).chain(stations).chain(teams);
    all.map(|(scope, label)| ScopeLabel {
        scope,
        label: label.clone(),
    })
    .collect()
}

pub(super) fn instant(model: &Model, time: Time) -> String {
    model.calendar.date_time(time).to_string()
}
