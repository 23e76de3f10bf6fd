//! Batches of a table whose instants, and perhaps goods and units, are drawn in each replication.

use crate::time::{Span, Time};

/// What is drawn for a batch of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The stretch in which it arrives, at a random instant.
    pub slot: Slot,
    /// Does its due time move with its arrival? Otherwise it is that of the table.
    pub due_moves: bool,
    /// What the table says of its contents; the rest is drawn.
    pub given: Given,
}

/// A stretch in which batches arrive at random instants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot {
    /// The day that begins at this midnight; the density follows the hours of the stream.
    Day(Time),
    /// The hour that begins at this instant.
    Hour(Time),
}

/// What a table says of the contents of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Its goods and units.
    GoodsAndUnits,
    /// Its goods: units are drawn.
    Goods,
    /// Nothing: goods are drawn by the stream's shares, and units.
    Nothing,
}

impl Slot {
    /// Returns the start of the stretch.
    pub fn start(self) -> Time {
        match self {
            Self::Day(start) | Self::Hour(start) => start,
        }
    }

    /// Returns the end of the stretch.
    pub fn end(self) -> Time {
        match self {
            Self::Day(start) => start + Span::DAY,
            Self::Hour(start) => start + Span::HOUR,
        }
    }

    /// Returns the instant before which this share of the batches of the stretch arrives, given the
    /// shares of the hours of a day; the share is in [0, 1).
    pub fn at(self, share: f64, hours: &[f64; 24]) -> Time {
        let hour = Span::HOUR.micros() as f64;
        let within = |start: Time, part: f64| {
            let micros = (part * hour) as i64;
            start + Span::from_micros(micros.max(0).min(Span::HOUR.micros() - 1))
        };
        match self {
            Self::Hour(start) => within(start, share),
            Self::Day(start) => {
                let mut below = 0.0;
                let mut last = 0;
                for (hour, weight) in hours.iter().enumerate().filter(|(_, it)| **it > 0.0) {
                    last = hour;
                    if share < below + weight {
                        break;
                    }
                    below += weight;
                }
                let start = start + Span::from_hours(last as i64);
                within(start, (share - below) / hours[last])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_divided_by_the_weights_of_its_hours() {
        let mut hours = [0.0; 24];
        (hours[8], hours[20]) = (0.75, 0.25);
        let day = Slot::Day(Time::START);
        let minutes = |share: f64| day.at(share, &hours).micros() / 60_000_000;
        assert_eq!(minutes(0.0), 8 * 60);
        assert_eq!(minutes(0.375), 8 * 60 + 30);
        assert_eq!(minutes(0.75), 20 * 60);
        assert_eq!(minutes(0.875), 20 * 60 + 30);
        assert_eq!(minutes(1.0_f64.next_down()), 20 * 60 + 59);
        let hour = Slot::Hour(Time::START + Span::HOUR);
        assert_eq!(hour.at(0.5, &hours).micros(), 90 * 60_000_000);
    }
}
