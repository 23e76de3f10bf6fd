//! One of several things, by chance.

/// Things with their shares, one of which is picked by inverting their running sums, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<T> {
    /// The shares, which sum to one, and the things.
    things: Vec<(f64, T)>,
    /// Running sums of the shares. The last one, and what fills up the last row, is infinite, so
    /// that every draw falls below it, whatever was rounded.
    limits: Vec<Limits>,
}

/// Limits that are looked at together.
type Limits = [f64; 4];

impl<T> Choice<T> {
    /// A choice among things with shares that sum to one; the last has what the others leave.
    ///
    /// # Panics
    /// Where there is nothing to choose from.
    pub fn new(mut things: Vec<(f64, T)>) -> Self {
        let mut limits = vec![[f64::INFINITY; 4]; things.len().div_ceil(4)];
        let (last, others) = things
            .split_last_mut()
            .expect("a choice is among one or more");
        let mut sum = 0.0;
        let places = limits.iter_mut().flatten();
        for (limit, (share, _)) in places.zip(others) {
            sum += *share;
            *limit = sum;
        }
        last.0 = (1.0 - sum).max(0.0);
        Self { things, limits }
    }

    /// The thing whose running sum is the first above a uniform draw from [0, 1).
    #[inline(always)]
    pub fn pick(&self, draw: f64) -> &T {
        let row = match self.limits.as_slice() {
            [_] => 0,
            rows => rows.partition_point(|row| row[3] <= draw),
        };
        // counted, not searched: the end of a search is mispredicted
        let passed = self.limits[row].iter().filter(|limit| draw >= **limit);
        &self.things[4 * row + passed.count()].1
    }

    /// The shares and the things, in order.
    pub fn iter(&self) -> impl Iterator<Item = (f64, &T)> {
        self.things.iter().map(|(share, thing)| (*share, thing))
    }

    /// The things, in order.
    pub fn things_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.things.iter_mut().map(|(_, thing)| thing)
    }

    /// The only thing, where there is no choice.
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
