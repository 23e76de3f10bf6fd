//! Randomness as a pure function of an address.
//!
//! Every random number of a run belongs to an address: (seed, replication, arrival stream, batch
//! number, purpose, station, visit). An address is hashed to the seed of a small generator of its
//! own, so no generator is shared: batch 17 draws the same sizes and times whatever else the
//! scenario contains, and two alternatives with the same seed see the same batches (common random
//! numbers).
//!
//! Names enter by their text, not by their position: adding a station or a stream, or changing the
//! order of the file, changes no other number.
//!
//! The generator is `SplitMix64` (Steele, Lea and Flood 2014), and the mixing function is its
//! finaliser (Stafford's variant 13); names are hashed with FNV-1a (Fowler, Noll and Vo). A test
//! pins values of all three.
//!
//! Streams, batches and substreams are each mixed once. The parts that distinguish the draws of one
//! batch, substream and visit, are only added to its address, because the generator mixes the sum
//! for its first word. A test compares neighbouring addresses.

use std::convert::Infallible;

use rand::rand_core::{TryRng, utils};

/// The odd number nearest to 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The generator of every address: `SplitMix64`. It is implemented here because a new generator is
/// made for nearly every draw, and common crates make one by a call that is not inlined.
#[derive(Clone, Debug)]
pub struct Generator(u64);

impl TryRng for Generator {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = mix(self.0);
        self.0 = self.0.wrapping_add(GOLDEN);
        Ok(word)
    }

    #[inline]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

/// The purpose of a draw, which is part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The gap before a batch of an arrival stream.
    Arrival = 1,
    /// Which goods a batch holds.
    Goods = 2,
    /// How many units a batch holds.
    Units = 3,
    /// Where a batch goes next.
    Route = 4,
    /// How long the service of a batch takes.
    Service = 5,
    /// The position in a queue that is served in random order.
    Order = 6,
    /// How long after its arrival a batch is due.
    Due = 7,
    /// How long a batch waits for its first service before it is withdrawn.
    Patience = 8,
    /// How many batches arrive together, at the address of the first one.
    Group = 9,
    /// The time from a lane's repair to its next breakdown.
    Breakdown = 10,
    /// How long a lane's repair takes.
    Repair = 11,
    /// Which stream a batch of the backlog belongs to.
    Backlog = 12,
}

/// A part of an address that is known before the run: a purpose, with or without a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substream(u64);

impl Substream {
    /// Returns the substream of a purpose at a named station.
    pub fn at(purpose: Purpose, station: &str) -> Self {
        Self(mix(
            hash_name(station).wrapping_add((purpose as u64).wrapping_mul(GOLDEN))
        ))
    }

    /// Returns the substream of a purpose without a station, for draws at a batch's arrival.
    pub fn birth(purpose: Purpose) -> Self {
        Self(mix((purpose as u64).wrapping_mul(GOLDEN)))
    }
}

/// The address of a replication, stream, lane or batch, where the addresses of its random numbers
/// begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(u64);

impl Address {
    /// Returns the address of one replication under a seed.
    pub fn replication(seed: u64, replication: u64) -> Self {
        Self(mix(
            mix(seed.wrapping_add(GOLDEN)).wrapping_add(replication.wrapping_mul(GOLDEN))
        ))
    }

    /// Returns the address of a named arrival stream in this replication.
    #[must_use]
    pub fn stream(self, name: &str) -> Self {
        Self(mix(self.0 ^ hash_name(name)))
    }

    /// Returns the address of a batch of this stream by its number.
    #[inline]
    #[must_use]
    pub fn batch(self, number: u64) -> Self {
        Self(mix(self
            .0
            .wrapping_add(number.wrapping_add(1).wrapping_mul(GOLDEN))))
    }

    /// Returns the address of the batches that wait at a named station at the start of this
    /// replication; [`Self::batch`] numbers them.
    #[must_use]
    pub fn backlog(self, station: &str) -> Self {
        Self(mix(mix(self.0 ^ hash_name(station)).wrapping_add(GOLDEN)))
    }

    /// Returns the address of a lane of a named station, by its number, in this replication; its
    /// breakdowns are numbered like visits.
    #[must_use]
    pub fn lane(self, station: &str, number: u64) -> Self {
        self.backlog(station).batch(number)
    }

    /// Returns the generator of a batch in a substream, on its visit of this ordinal (from 1; 0 if
    /// visits do not apply).
    #[inline]
    pub fn draw(self, substream: Substream, visit: u32) -> Generator {
        let visit = u64::from(visit).wrapping_mul(GOLDEN.rotate_left(32));
        Generator((self.0 ^ substream.0).wrapping_add(visit))
    }
}

/// Finaliser of `SplitMix64`: a bijection of 64-bit words in which every input bit flips about half
/// of the output bits (Steele, Lea and Flood 2014, figure 16, constants of variant 13).
#[inline]
fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// FNV-1a of the name's bytes, mixed once more because its high bits are weak.
fn hash_name(name: &str) -> u64 {
    mix(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn parts_of_an_address_are_told_apart() {
        let run = Address::replication(134, 0);
        let draw =
            |address: Address, substream, visit| address.draw(substream, visit).random::<u64>();
        let inspection = Substream::at(Purpose::Service, "inspection");
        let batch = run.stream("commercial").batch(17);
        let value = draw(batch, inspection, 1);
        assert_eq!(value, draw(batch, inspection, 1));
        for other in [
            draw(batch, inspection, 2),
            draw(batch, Substream::at(Purpose::Route, "inspection"), 1),
            draw(batch, Substream::at(Purpose::Service, "documents"), 1),
            draw(batch, Substream::birth(Purpose::Service), 1),
            draw(run.stream("commercial").batch(18), inspection, 1),
            draw(run.stream("donations").batch(17), inspection, 1),
            draw(
                Address::replication(134, 1).stream("commercial").batch(17),
                inspection,
                1,
            ),
            draw(
                Address::replication(135, 0).stream("commercial").batch(17),
                inspection,
                1,
            ),
        ] {
            assert_ne!(value, other);
        }
    }

    /// Draws whose addresses differ in only one part must look independent: uncorrelated, and with
    /// pairs that fill a grid evenly.
    #[test]
    fn neighbouring_addresses_look_independent() {
        let stream = Address::replication(1, 0).stream("commercial");
        let service = Substream::at(Purpose::Service, "inspection");
        let route = Substream::at(Purpose::Route, "inspection");
        let elsewhere = Substream::at(Purpose::Service, "documents");
        // of each draw: 0 for a batch or 1 for the next one, the substream, the visit
        let pairs = [
            ("stations", (0, service, 1), (0, elsewhere, 1)),
            ("purposes", (0, service, 1), (0, route, 1)),
            ("visits", (0, service, 1), (0, service, 2)),
            ("none and first visit", (0, service, 0), (0, service, 1)),
            ("batches", (0, service, 1), (1, service, 1)),
        ];
        let (count, cells) = (200_000_u64, 16_usize);
        let n = count as f64;
        for (what, one, other) in pairs {
            let value = |number: u64, (after, substream, visit): (u64, Substream, u32)| -> f64 {
                let batch = stream.batch(2 * number + after);
                batch.draw(substream, visit).random()
            };
            let mut grid = vec![0.0_f64; cells * cells];
            let mut product = 0.0;
            for number in 0..count {
                let (x, y) = (value(number, one), value(number, other));
                product += (x - 0.5) * (y - 0.5);
                let cell = |share: f64| (share * cells as f64) as usize;
                grid[cell(x) * cells + cell(y)] += 1.0;
            }
            let correlation = 12.0 * product / n;
            let errors = correlation * n.sqrt();
            assert!(errors.abs() < 4.5, "{what}: correlation {correlation}");
            let expected = n / grid.len() as f64;
            let squares = grid.iter().map(|found| (found - expected).powi(2));
            let (chi_square, degrees) = (squares.sum::<f64>() / expected, grid.len() as f64 - 1.0);
            let errors = (chi_square - degrees) / (2.0 * degrees).sqrt();
            assert!(errors.abs() < 4.5, "{what}: chi-square {chi_square}");
        }
    }
}
