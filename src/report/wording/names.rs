//! The names of metrics in words.

use super::capitalised;

/// A metric's name in words; in some scopes it counts something else.
pub(in crate::report) fn metric(name: &str, scope: &str) -> String {
    let of_team = scope.starts_with("teams.");
    let words = match name {
        "arrived_per_day" => "Batches arrived a day",
        "released_per_day" => "Batches released a day",
        "units_released_per_day" => "Units released a day",
        "release_time.mean" => "Release time, mean",
        "release_time.min" => "Release time, shortest",
        "release_time.max" => "Release time, longest",
        "release_time.p50" => "Release time, half within",
        "release_time.p90" => "Release time, 90 % within",
        "release_time.p95" => "Release time, 95 % within",
        "release_time.p99" => "Release time, 99 % within",
        "released_within" => "Released within the target time",
        "late_share" => "Late, of those with a due time",
        "lateness.mean" => "Lateness of those with a due time, mean",
        "refused_share" => "Refused",
        "withdrawn_share" => "Withdrawn",
        "unreleased" => "Batches not released, a replication",
        "days_cleared" => "Days cleared",
        "in_system.mean" => "Batches inside, mean",
        "backlog.day_end" => "Batches inside at 24:00",
        "cost_per_day" => "Cost a day",
        "cost_lanes_per_day" => "Cost a day, lanes",
        "cost_staff_per_day" => "Cost a day, staff",
        "cost_overtime_per_day" => "Cost a day, overtime",
        "cost_delay_per_day" => "Cost a day, delay",
        "visits_per_day" => "Visits a day",
        "wait.mean" => "Wait, mean",
        "wait.p95" => "Wait, 95 % within",
        "wait_busy.mean" => "Wait, lanes busy, mean",
        "wait_closed.mean" => "Wait, closed, mean",
        "wait_staff.mean" => "Wait, no staff, mean",
        "wait_broken.mean" => "Wait, broken down, mean",
        "wait_blocked.mean" => "Wait, blocked downstream, mean",
        "service.mean" => "Service time, mean",
        "queue.mean" => "Batches waiting, mean",
        "queue.max" => "Batches waiting, most",
        "busy.mean" => "Lanes at work, mean",
        "utilisation" => "Utilisation",
        "lanes_open.mean" => "Lanes open, mean",
        "overtime_per_day" if of_team => "Overtime a day, member-hours",
        "overtime_per_day" => "Overtime a day, lane-hours",
        "blocked.mean" => "Lanes blocked, mean",
        "turned_away_share" => "Turned away",
        "members_on.mean" => "Members on duty, mean",
        other => return capitalised(&other.replace(['_', '.'], " ")),
    };
    words.to_owned()
}
