//! Dates and times as people write them.

use jiff::civil::{Date, DateTime, Time};

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

/// Returns a date such as "13 Apr 2020" for its midnight, and a date and time otherwise; a text
/// that is not a date is unchanged.
pub(in crate::report) fn day_or_time(text: &str) -> String {
    let shown = date_time(text);
    let day = shown.strip_suffix(", 00:00").map(str::to_owned);
    day.unwrap_or(shown)
}

/// Returns words such as "from 26 Apr to 1 May 2020", without what both ends have in common.
pub(in crate::report) fn period(from: &str, until: &str) -> String {
    let (Some(begin), Some(end)) = (instant(from), instant(until)) else {
        return format!("from {from} to {until}");
    };
    let (first, last) = (day_or_time(from), day_or_time(until));
    let is_midnight = |it: DateTime| it.time() == Time::midnight();
    if begin.date() == end.date() {
        format!("from {first} to {}", end.strftime("%H:%M"))
    } else if begin.year() == end.year() && is_midnight(begin) && is_midnight(end) {
        format!("from {} to {last}", day(begin.date()))
    } else {
        format!("from {first} to {last}")
    }
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
        let cases = [
            (
                "2020-04-26T00:00:00",
                "2020-05-01T00:00:00",
                "from 26 Apr to 1 May 2020",
            ),
            ("2019-12-26", "2020-01-01", "from 26 Dec 2019 to 1 Jan 2020"),
            (
                "2020-04-15T08:00:00",
                "2020-04-15T16:00:00",
                "from 15 Apr 2020, 08:00 to 16:00",
            ),
            (
                "2020-04-15",
                "2020-04-16T12:00:00",
                "from 15 Apr 2020 to 16 Apr 2020, 12:00",
            ),
        ];
        for (from, until, words) in cases {
            assert_eq!(period(from, until), words);
        }
    }
}
