//! The rows of `lanes` or `members` that a choice by the clock stands for.

use super::clock::Clock;
use super::slot::Slot;

/// A row as it is written.
#[derive(Clone, Debug, PartialEq)]
struct Row<'a> {
    days: Option<&'a str>,
    slot: Slot,
    number: u64,
}

/// Returns the list of rows with these numbers, given by kind of day and block. Equal blocks that
/// follow each other on one kind of day are one row; rows of 0 are left out, unless all are 0.
pub(super) fn rows(clock: &Clock, numbers: &[u64]) -> toml::Value {
    let mut rows: Vec<Row<'_>> = vec![];
    for (kind, numbers) in clock.days.iter().zip(numbers.chunks(clock.slots.len())) {
        let slots = clock.slots.iter().copied().zip(numbers.iter().copied());
        let of_kind = if clock.adds_up() {
            slots.collect()
        } else {
            merged(slots.collect(), clock.days.len() == 1)
        };
        let days = kind.label.as_deref();
        rows.extend(
            of_kind
                .into_iter()
                .map(|(slot, number)| Row { days, slot, number }),
        );
    }
    let none = Row {
        days: None,
        slot: Slot::whole_day(None),
        number: 0,
    };
    rows.retain(|row| row.number > 0);
    if rows.is_empty() {
        rows.push(none);
    }
    let written = rows.iter().map(|row| written(row, clock.count_key()));
    toml::Value::Array(written.collect())
}

/// Joins equal blocks that follow each other. `alike` says that all days are alike, so that the
/// last block of a day may be joined with the first of the next day.
fn merged(blocks: Vec<(Slot, u64)>, alike: bool) -> Vec<(Slot, u64)> {
    let (first, number) = blocks[0];
    let start = first.from;
    let is_same = |(slot, other): &(Slot, u64)| *other == number && slot.cost == first.cost;
    if alike && blocks.iter().all(is_same) {
        return vec![(Slot::whole_day(first.cost), number)];
    }
    // a block that begins after midnight belongs to a day of its own: by the clock, from 00:00
    let mut blocks = blocks;
    blocks.sort_by_key(|(slot, _)| slot.from);
    let mut runs: Vec<(Slot, u64)> = vec![];
    for (slot, number) in blocks {
        let joined = runs.last().filter(|(_, last)| *last == number);
        match joined.and_then(|(last, _)| last.joined(&slot)) {
            Some(joined) => *runs.last_mut().expect("there is a last run") = (joined, number),
            None => runs.push((slot, number)),
        }
    }
    if alike && runs.len() > 1 {
        let ((first, of_first), (last, of_last)) = (runs[0], runs[runs.len() - 1]);
        if of_first == of_last
            && let Some(joined) = last.joined(&first)
        {
            let position = runs.len() - 1;
            runs[position] = (joined, of_last);
            runs.remove(0);
        }
    }
    let from_start = runs.iter().position(|(slot, _)| slot.from >= start);
    runs.rotate_left(from_start.unwrap_or(0));
    runs
}

fn written(row: &Row<'_>, count: &str) -> toml::Value {
    let mut table = toml::Table::new();
    if let Some(days) = row.days {
        table.insert("days".to_owned(), days.into());
    }
    table.insert("hours".to_owned(), row.slot.hours().into());
    table.insert(count.to_owned(), (row.number as i64).into());
    if let Some(cost) = row.slot.cost {
        let cost = if cost.fract() == 0.0 {
            toml::Value::Integer(cost as i64)
        } else {
            toml::Value::Float(cost)
        };
        table.insert("cost_per_hour".to_owned(), cost);
    }
    toml::Value::Table(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(start: i64, length: i64, numbers: &[u64]) -> Vec<(Slot, u64)> {
        let start = crate::time::Span::from_hours(start);
        let slots = Slot::blocks(start, length * 60);
        slots.into_iter().zip(numbers.iter().copied()).collect()
    }

    fn told(runs: Vec<(Slot, u64)>) -> Vec<String> {
        let row = |(slot, number): (Slot, u64)| format!("{} {number}", slot.hours());
        runs.into_iter().map(row).collect()
    }

    #[test]
    fn equal_neighbours_are_one_row_over_midnight_too_if_all_days_are_alike() {
        let numbers = [2, 2, 5, 5, 3, 2];
        let day = blocks(0, 4, &numbers);
        assert_eq!(
            told(merged(day.clone(), true)),
            ["08:00-16:00 5", "16:00-20:00 3", "20:00-08:00 2"]
        );
        assert_eq!(
            told(merged(day, false)),
            [
                "00:00-08:00 2",
                "08:00-16:00 5",
                "16:00-20:00 3",
                "20:00-24:00 2"
            ]
        );
        assert_eq!(told(merged(blocks(0, 4, &[3; 6]), true)), ["00:00-24:00 3"]);
        assert_eq!(told(merged(blocks(6, 8, &[3; 3]), true)), ["00:00-24:00 3"]);
    }

    #[test]
    fn a_block_over_midnight_belongs_to_its_first_day() {
        // 06-14, 14-22, 22-06: nothing begins between 00:00 and 06:00
        assert_eq!(
            told(merged(blocks(6, 8, &[4, 2, 2]), false)),
            ["06:00-14:00 4", "14:00-06:00 2"]
        );
        // 02-06 begins on the day itself
        assert_eq!(
            told(merged(blocks(6, 4, &[4, 4, 4, 2, 2, 2]), false)),
            ["06:00-18:00 4", "18:00-02:00 2", "02:00-06:00 2"]
        );
        assert_eq!(
            told(merged(blocks(6, 4, &[4, 4, 4, 2, 2, 2]), true)),
            ["06:00-18:00 4", "18:00-06:00 2"]
        );
        // a row of 24 hours from 02:00 cannot be written
        assert_eq!(
            told(merged(blocks(6, 4, &[4; 6]), false)),
            ["22:00-02:00 4", "02:00-22:00 4"]
        );
    }
}
