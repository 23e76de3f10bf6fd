//! Days of the week and clock hours in the words of other places.

use super::bare::bare;
use crate::scenario::local;

/// Names of days, by their first letters, and of several days.
const DAYS: [(&str, &[&str]); 10] = [
    (
        "mon",
        &[
            "mo",
            "mon",
            "monday",
            "montag",
            "lundi",
            "lunes",
            "周一",
            "星期一",
        ],
    ),
    (
        "tue",
        &[
            "tu",
            "tue",
            "tues",
            "tuesday",
            "di",
            "dienstag",
            "mardi",
            "martes",
            "周二",
            "星期二",
        ],
    ),
    (
        "wed",
        &[
            "we",
            "wed",
            "wednesday",
            "mi",
            "mittwoch",
            "mercredi",
            "周三",
            "星期三",
        ],
    ),
    (
        "thu",
        &[
            "th",
            "thu",
            "thur",
            "thurs",
            "thursday",
            "do",
            "donnerstag",
            "jeudi",
            "周四",
            "星期四",
        ],
    ),
    (
        "fri",
        &[
            "fr",
            "fri",
            "friday",
            "freitag",
            "vendredi",
            "viernes",
            "周五",
            "星期五",
        ],
    ),
    (
        "sat",
        &[
            "sa",
            "sat",
            "saturday",
            "samstag",
            "sonnabend",
            "samedi",
            "周六",
            "星期六",
        ],
    ),
    (
        "sun",
        &[
            "su",
            "sun",
            "sunday",
            "so",
            "sonntag",
            "dimanche",
            "周日",
            "星期日",
            "星期天",
        ],
    ),
    (
        "holiday",
        &["holiday", "holidays", "feiertag", "feiertage", "节假日"],
    ),
    (
        "mon-fri",
        &[
            "weekday",
            "weekdays",
            "werktag",
            "werktage",
            "workday",
            "workdays",
            "working days",
            "工作日",
        ],
    ),
    ("sat, sun", &["weekend", "weekends", "wochenende", "周末"]),
];

/// Returns the days that a text in other words means, as they are written here.
pub(in crate::scenario) fn days(text: &str) -> Option<String> {
    let text = bare(text).to_lowercase();
    if [
        "daily",
        "every day",
        "all days",
        "always",
        "täglich",
        "每天",
    ]
    .contains(&text.as_str())
    {
        return Some("mon-sun, holiday".to_owned());
    }
    let mut text = local::plain(&text);
    for word in [" to ", " bis ", " through ", "..", " - ", "至", "到"] {
        text = text.replace(word, "-");
    }
    for word in [" and ", " und ", ";", "/", "+", "&", "、"] {
        text = text.replace(word, ",");
    }
    let day = |name: &str| {
        let name = name.trim().trim_end_matches('.');
        let found = DAYS.iter().find(|(_, names)| names.contains(&name));
        found.map(|(day, _)| *day)
    };
    let piece = |piece: &str| match piece.split_once('-') {
        Some((first, last)) => Some(format!("{}-{}", day(first)?, day(last)?)),
        None => day(piece).map(str::to_owned),
    };
    let pieces: Option<Vec<String>> = text.split(',').map(piece).collect();
    pieces.map(|pieces| pieces.join(", "))
}

/// Returns clock hours without what is written around them elsewhere, such as `8 Uhr bis 17 Uhr` or
/// `8am-5pm`; the hours are not checked.
pub(in crate::scenario) fn hours(text: &str) -> String {
    let mut text = local::plain(text).to_lowercase();
    for word in [" to ", " bis ", " until ", " till ", "..", "~", "至", "到"] {
        text = text.replace(word, "-");
    }
    for word in ["uhr", "o'clock", "hrs", "点"] {
        text = text.replace(word, "");
    }
    let clocks = text.split('-').map(|clock| {
        let clock = clock.trim();
        let half = |mark: &str| clock.strip_suffix(mark).map(str::trim_end);
        let (clock, is_late) = match (half("am").or(half("a.m.")), half("pm").or(half("p.m."))) {
            (Some(clock), _) => (clock, Some(false)),
            (None, Some(clock)) => (clock, Some(true)),
            (None, None) => (clock, None),
        };
        let clock = clock.strip_suffix('h').unwrap_or(clock).replace('h', ":");
        let (hour, rest) = clock.split_at(clock.find([':', '.']).unwrap_or(clock.len()));
        match (hour.parse::<u32>(), is_late) {
            (Ok(hour @ 1..=12), Some(is_late)) => {
                format!("{}{rest}", hour % 12 + if is_late { 12 } else { 0 })
            }
            _ => clock,
        }
    });
    clocks.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_other_words_are_those_of_the_format() {
        let cases = [
            ("Mo-Fr", "mon-fri"),
            ("Monday to Friday", "mon-fri"),
            ("Mo., Mi.", "mon, wed"),
            ("weekdays", "mon-fri"),
            ("Sa/So", "sat, sun"),
            ("Sat & Sun", "sat, sun"),
            ("周一至周五", "mon-fri"),
            ("weekend and holidays", "sat, sun, holiday"),
            ("daily", "mon-sun, holiday"),
        ];
        for (text, wanted) in cases {
            assert_eq!(days(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(days("mon-fry").or(days("")).or(days("some days")), None);
    }

    #[test]
    fn hours_of_other_words_are_bare() {
        let cases = [
            ("08:00-17:00 Uhr", "08:00-17:00"),
            ("8 Uhr bis 17 Uhr", "8-17"),
            ("8am-5pm", "8-17"),
            ("8:30 a.m. - 12:15 p.m.", "8:30-12:15"),
            ("12am-12pm", "0-12"),
            ("8h30-17h", "8:30-17"),
            ("8点至17点", "8-17"),
        ];
        for (text, wanted) in cases {
            assert_eq!(hours(text), wanted, "{text}");
        }
    }
}
