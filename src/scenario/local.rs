//! Numbers, shares and dates as people write them elsewhere, and how they are written here. No
//! reading drops or adds a digit.

use jiff::civil::Date;

use super::suggest;

/// Returns a text with the dashes and no-break spaces of word processors as `-` and space.
pub(super) fn plain(text: &str) -> String {
    let plain = |letter| match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Returns the possible readings of a percentage such as `95 %` as a share; none for other texts.
pub(super) fn shares(text: &str) -> Vec<String> {
    let text = text.trim();
    let Some(number) = text.strip_suffix('%').or_else(|| text.strip_prefix('%')) else {
        return vec![];
    };
    suggest::readings(number)
        .iter()
        .map(|it| hundredth(it))
        .collect()
}

/// Moves the point of a number two digits to the left.
pub(super) fn hundredth(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let whole = format!("{whole:0>3}");
    let (whole, moved) = whole.split_at(whole.len() - 2);
    let decimals = format!("{moved}{decimals}");
    let decimals = decimals.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{decimals}")
    }
}

/// Returns advice on how to write a percentage as a share; `None` if the text is none. `whole`
/// turns a reading into the text to write.
pub(super) fn write_share(text: &str, whole: impl Fn(&str) -> String) -> Option<String> {
    match shares(text).as_slice() {
        [] => None,
        [one] => Some(format!("write {}", whole(one))),
        [one, other, ..] => Some(format!(
            "write {}, or {} where the comma begins the decimals",
            whole(one),
            whole(other)
        )),
    }
}

/// As [`write_share`], where a share or another number can belong: all of something, or more, is
/// seldom what a share is.
pub(super) fn write_share_or_number(text: &str, whole: impl Fn(&str) -> String) -> Option<String> {
    let numbers = suggest::readings(text.trim().trim_matches('%'));
    match (shares(text).as_slice(), numbers.as_slice()) {
        ([one], [number]) if one.parse().is_ok_and(|share: f64| share >= 1.0) => Some(format!(
            "write {}, or {number} if no share is meant",
            whole(one)
        )),
        _ => write_share(text, whole),
    }
}

/// Returns the possible readings of a date, with its time if it has one, as a TOML date; the one
/// in which the day comes first before that in which the month does.
pub(super) fn dates(text: &str) -> Vec<String> {
    let text = plain(text.trim());
    let text = text.replace(['年', '月'], "-").replace('日', " ");
    let text = without_day(text.trim_end());
    let (date, time) = split_time(text);
    let Some(time) = time else {
        return vec![];
    };
    let separators = ['.', '/', '-', ' ', ','];
    let parts: Vec<&str> = date.split(separators).filter(|it| !it.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        return vec![];
    };
    let is_named = parts.iter().any(|part| month_of(part).is_some());
    if date.contains([' ', ',']) && !is_named {
        return vec![];
    }
    let dotted = date.contains('.');
    let orders: &[[&str; 3]] = match month_of(first) {
        // a name of a month: the day and the year follow
        Some(_) => &[[third, first, second]],
        None if first.len() == 4 => &[[first, second, third], [first, third, second]],
        None if dotted || month_of(second).is_some() => {
            &[[third, second, first], [third, first, second]]
        }
        None => &[[third, second, first], [third, first, second]],
    };
    let mut readings: Vec<String> = vec![];
    for [year, month, day] in orders {
        let reading = date_of(year, month, day).map(|date| format!("{date}{time}"));
        let is_settled = (dotted || first.len() == 4) && !readings.is_empty();
        readings.extend(reading.filter(|it| !is_settled && !readings.contains(it)));
    }
    readings
}

/// Returns a date without the English name of its day of the week.
fn without_day(text: &str) -> &str {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let end = text.find(|it: char| !it.is_ascii_alphabetic());
    let (word, rest) = text.split_at(end.unwrap_or(0));
    let lower = word.to_ascii_lowercase();
    let is_day = word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&lower));
    if is_day {
        rest.trim_start_matches(['.', ',', ' '])
    } else {
        text
    }
}

/// Returns advice on a number that can be a date: one of eight digits, or a day that spreadsheets
/// count.
pub(super) fn date_of_number(number: i64) -> Option<String> {
    const COUNTED: std::ops::Range<i64> = 20_000..80_000;
    if COUNTED.contains(&number) {
        let days = jiff::Span::new().days(number);
        let date = Date::constant(1899, 12, 30).checked_add(days).ok()?;
        return Some(format!(
            "write {date} if {number} is the day of a spreadsheet"
        ));
    }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = Date::new(i16::try_from(year).ok()?, month, day).ok()?;
    (1900..2200)
        .contains(&year)
        .then(|| format!("write {date}"))
}

/// Splits a date and its time; the time is written as in TOML, empty if there is none, and `None`
/// if it cannot be read.
fn split_time(text: &str) -> (&str, Option<String>) {
    let Some(colon) = text.find(':') else {
        return (text, Some(String::new()));
    };
    let before = &text[..colon];
    let Some(gap) = before.rfind([' ', 'T']) else {
        return (text, None);
    };
    let parts: Vec<&str> = text[gap + 1..].trim().split(':').collect();
    let number = |text: &&str| text.parse::<u8>().ok();
    let parts: Option<Vec<u8>> = parts.iter().map(number).collect();
    let time = match parts.as_deref() {
        Some([hour, minute]) if *hour < 24 && *minute < 60 => {
            Some(format!("T{hour:02}:{minute:02}:00"))
        }
        Some([hour, minute, second]) if *hour < 24 && *minute < 60 && *second < 60 => {
            Some(format!("T{hour:02}:{minute:02}:{second:02}"))
        }
        _ => None,
    };
    (before[..gap].trim_end_matches([' ', ',']), time)
}

/// English names of the months.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns the month of an English name or of its first letters, at least three.
pub(super) fn month_of(name: &str) -> Option<i8> {
    let name = name.to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| month.starts_with(&name));
    place
        .filter(|_| name.len() >= 3)
        .map(|place| place as i8 + 1)
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if ![year, day].into_iter().all(is_number) || day.len() > 2 {
        return None;
    }
    let year: i16 = match year.len() {
        2 => 2000 + year.parse::<i16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let month = match month_of(month) {
        Some(month) => month,
        None if month.len() <= 2 && is_number(month) => month.parse().ok()?,
        None => return None,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

/// Returns advice on how to write a date; `None` if the text has no reading as a date.
pub(super) fn write_date(text: &str) -> Option<String> {
    match dates(text).as_slice() {
        [] => None,
        [one] => Some(format!("write {one}")),
        [one, other, ..] => Some(format!(
            "write {one}, or {other} where the month comes first"
        )),
    }
}

/// Returns the two numbers, and the step if there is one, of a range written like `4-10`, `4 to 10`
/// or `4:10`.
pub(super) fn range(text: &str) -> Option<(f64, f64, Option<f64>)> {
    let text = plain(text).to_lowercase();
    let text = text
        .replace('…', "..")
        .replace("...", "..")
        .replace("..=", "..");
    let text = text
        .replace("..", ":")
        .replace(" step ", ":")
        .replace(" by ", ":");
    let text = text.replace(" to ", ":").replace(" bis ", ":");
    let separator = if text.contains(':') { ':' } else { '-' };
    let parts: Option<Vec<f64>> = text
        .split(separator)
        .map(|part| part.trim().parse().ok().filter(|it: &f64| it.is_finite()))
        .collect();
    match *parts? {
        [from, to] => Some((from, to, None)),
        [from, to, step] if separator == ':' => Some((from, to, Some(step))),
        _ => None,
    }
}

/// Returns the 24 weights of the hours that clock spans such as `08:00-17:00` cover; `None` if one
/// of them is no clock span.
pub fn weights(spans: &[&str]) -> Option<String> {
    let mut minutes = [0_u32; 24];
    for span in spans {
        let span = plain(span);
        let (from, to) = span.split_once('-')?;
        let (from, to) = (minute_of(from)?, minute_of(to)?);
        let covered = (to + 24 * 60 - from - 1) % (24 * 60) + 1;
        for minute in from..from + covered {
            minutes[minute as usize / 60 % 24] += 1;
        }
    }
    let weight = |it: &u32| {
        let text = format!("{:.4}", f64::from(*it) / 60.0);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let weights: Vec<String> = minutes.iter().map(weight).collect();
    Some(format!("[{}]", weights.join(", ")))
}

fn minute_of(clock: &str) -> Option<u32> {
    let (hour, minute) = clock.trim().split_once(':').unwrap_or((clock.trim(), "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_keep_every_digit() {
        for (text, share) in [
            ("98%", "0.98"),
            ("95,5 %", "0.955"),
            ("2 %", "0.02"),
            ("100 %", "1"),
            ("0.125%", "0.00125"),
            ("250 %", "2.5"),
            ("%50", "0.5"),
        ] {
            assert_eq!(shares(text), [share], "{text}");
        }
        assert!(shares("98").is_empty() && shares("%").is_empty() && shares("inf %").is_empty());
    }

    #[test]
    fn dates_have_all_their_readings_and_no_other() {
        let cases: [(&str, &[&str]); 16] = [
            ("13.04.2020", &["2020-04-13"]),
            ("04.05.2026", &["2026-05-04"]),
            ("04/05/2026", &["2026-05-04", "2026-04-05"]),
            ("13/04/2020", &["2020-04-13"]),
            ("04/13/2020", &["2020-04-13"]),
            ("2020/4/3", &["2020-04-03"]),
            ("2020–04–13", &["2020-04-13"]),
            ("2020-13-04", &["2020-04-13"]),
            ("13.4.20 8:05", &["2020-04-13T08:05:00"]),
            ("13 April 2020", &["2020-04-13"]),
            ("Apr 13, 2020", &["2020-04-13"]),
            ("2020年4月13日", &["2020-04-13"]),
            ("31.02.2020", &[]),
            ("12,5,20", &[]),
            ("10 10 20", &[]),
            ("1.000,5", &[]),
        ];
        for (text, read) in cases {
            assert_eq!(dates(text), read, "{text}");
        }
    }

    #[test]
    fn ranges_and_clock_spans_are_read() {
        for text in [
            "4-10", "4–10", "4:10", "4 to 10", "4...10", "4..=10", "4 - 10",
        ] {
            assert_eq!(range(text), Some((4.0, 10.0, None)), "{text}");
        }
        assert_eq!(range("4:10:2"), Some((4.0, 10.0, Some(2.0))));
        assert_eq!(range("2020-04-13").or(range("4")).or(range("inf-4")), None);
        let night = weights(&["22:30-02:00"]).expect("a span");
        assert!(
            night.starts_with("[1, 1, 0") && night.ends_with("0, 0.5, 1]"),
            "{night}"
        );
        assert_eq!(weights(&["morning"]), None);
    }
}
