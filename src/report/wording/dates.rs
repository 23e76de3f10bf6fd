//! Dates and times as people write them.

use jiff::civil::{Date, DateTime};

/// Reads an ISO 8601 date-time, or a date as its midnight.
pub(in crate::report) fn instant(text: &str) -> Option<DateTime> {
    text.parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(DateTime::from))
        .ok()
}

/// Returns the day and month, such as "13 Apr".
pub(in crate::report) fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// Returns a date and time such as "13 Apr 2020, 08:00"; a text that is not a date is unchanged.
pub(in crate::report) fn date_time(text: &str) -> String {
    instant(text).map_or_else(
        || text.to_owned(),
        |time| time.strftime("%-d %b %Y, %H:%M").to_string(),
    )
}

/// Returns a date such as "Mon 13 Apr 2020"; a text that is not a date is unchanged.
pub(in crate::report) fn date(text: &str) -> String {
    instant(text).map_or_else(
        || text.to_owned(),
        |time| time.strftime("%a %-d %b %Y").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shown_as_people_write_them() {
        assert_eq!(date_time("2020-04-13T08:00:00"), "13 Apr 2020, 08:00");
        assert_eq!(date("2020-04-13"), "Mon 13 Apr 2020");
        assert_eq!(date_time("tomorrow"), "tomorrow");
    }
}
