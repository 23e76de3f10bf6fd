//! A random choice among several things.

/// Things with their shares; one of them is drawn by inversion of the prefix sums of the shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<T> {
    /// The shares, whose sum is 1, and the things.
    things: Vec<(f64, T)>,
    /// Prefix sums of the shares, in rows. The last sum and the padding of the last row are
    /// infinite, so that every draw lies below them in spite of rounding.
    limits: Vec<Limits>,
}

/// A row of limits, which are compared together.
type Limits = [f64; 4];

impl<T> Choice<T> {
    /// Makes a choice among things with shares whose sum is 1; the last share is set to what the
    /// others leave.
    ///
    /// # Panics
    /// If there is nothing to choose from.
    pub fn new(mut things: Vec<(f64, T)>) -> Self {
        let mut limits = vec![[f64::INFINITY; 4]; things.len().div_ceil(4)];
        let (last, others) = things
            .split_last_mut()
            .expect("a choice has at least one thing");
        let mut sum = 0.0;
        let places = limits.iter_mut().flatten();
        for (limit, (share, _)) in places.zip(others) {
            sum += *share;
            *limit = sum;
        }
        last.0 = (1.0 - sum).max(0.0);
        Self { things, limits }
    }

    /// Returns the thing whose prefix sum is the first above a uniform draw from [0, 1).
    #[inline(always)]
    pub fn pick(&self, draw: f64) -> &T {
        let row = match self.limits.as_slice() {
            [_] => 0,
            rows => rows.partition_point(|row| row[3] <= draw),
        };
        // counted rather than searched: the branch that ends a search is mispredicted
        let passed = self.limits[row].iter().filter(|limit| draw >= **limit);
        &self.things[4 * row + passed.count()].1
    }

    /// Iterates over the shares and the things, in order.
    pub fn iter(&self) -> impl Iterator<Item = (f64, &T)> {
        self.things.iter().map(|(share, thing)| (*share, thing))
    }

    /// Iterates over the things, in order.
    pub fn things_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.things.iter_mut().map(|(_, thing)| thing)
    }

    /// Returns the only thing, if there is no choice.
    #[inline(always)]
    pub fn only(&self) -> Option<&T> {
        match self.things.as_slice() {
            [(_, only)] => Some(only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_sums_are_inverted_in_order() {
        for count in [1, 2, 4, 5, 8, 9, 40] {
            let share = 1.0 / f64::from(count);
            let choice = Choice::new((0..count).map(|thing| (share, thing)).collect());
            assert_eq!(choice.only().is_some(), count == 1);
            let mut sum = 0.0;
            for thing in 0..count {
                assert_eq!(*choice.pick(sum), thing, "of {count}");
                sum += share;
                assert_eq!(*choice.pick(sum.next_down()), thing, "of {count}");
            }
            assert_eq!(*choice.pick(1.0_f64.next_down()), count - 1);
        }
    }
}
