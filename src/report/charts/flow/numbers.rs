//! Where the numbers of the ways stand: each on or beside its own way, and clear of all others.

use crate::report::charts::canvas::Point;

/// Height of a number, in pixels.
const HEIGHT: f64 = 13.0;
/// Room around a number, in pixels.
const ROOM: f64 = 3.0;
/// Distance of a number beside its way from other ways, in pixels.
const APART: f64 = 7.0;

/// A way as it is drawn: the points of its middle, and half of its height.
pub(super) struct Ribbon {
    pub(super) points: Vec<Point>,
    pub(super) half: f64,
}

impl Ribbon {
    /// Returns the middle of the way at a horizontal position; `None` where it is not.
    fn at(&self, x: f64) -> Option<f64> {
        let after = self.points.iter().position(|point| point.0 >= x)?;
        let (x2, y2) = self.points[after];
        let (x1, y1) = *self.points.get(after.checked_sub(1)?)?;
        Some(y1 + (y2 - y1) * (x - x1) / (x2 - x1).max(1e-9))
    }

    /// Does the way pass through the rectangle?
    fn passes(&self, (from, to): (Point, Point)) -> bool {
        let places = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| from.0 + (to.0 - from.0) * share);
        let middles: Vec<f64> = places.iter().filter_map(|x| self.at(*x)).collect();
        // a steep way passes between two of the places
        let pairs = middles
            .windows(2)
            .map(|two| (two[0].min(two[1]), two[0].max(two[1])));
        let alone = middles.iter().map(|y| (*y, *y));
        let mut spans = pairs.chain(alone);
        spans.any(|(low, high)| high + self.half > from.1 && low - self.half < to.1)
    }
}

/// Returns the rectangle of a number of this width around its middle, with some room.
pub(super) fn around((x, y): Point, width: f64) -> (Point, Point) {
    let (aside, up) = (width / 2.0 + ROOM, HEIGHT / 2.0);
    ((x - aside, y - up), (x + aside, y + up))
}

/// The place of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) middle: Point,
    /// Whether it is on a way that is less high than the number.
    pub(super) covers: bool,
}

/// Returns the place of the number of the ribbon `own`: on it if it is high enough, else close
/// above or below it, else over it; as near to its middle as no other ribbon passes and nothing in
/// `taken` is. `None` if there is no such place.
pub(super) fn spot(
    ribbons: &[&Ribbon],
    own: usize,
    width: f64,
    taken: &[(Point, Point)],
) -> Option<Spot> {
    let ribbon = ribbons[own];
    let (first, last) = (ribbon.points.first()?.0, ribbon.points.last()?.0);
    let middle = f64::midpoint(first, last);
    let mut places: Vec<f64> = (1..24)
        .map(|piece| first + (last - first) * f64::from(piece) / 24.0)
        .collect();
    places.sort_by(|one, other| (one - middle).abs().total_cmp(&(other - middle).abs()));
    let others = || ribbons.iter().enumerate().filter(|(at, _)| *at != own);
    // a number beside its way keeps more distance from others than from its own
    let is_clear = |(x, y): Point, distance: f64| {
        let (from, to) = around((x, y), width);
        let wide = ((from.0, from.1 - distance), (to.0, to.1 + distance));
        let apart = |(other, end): &(Point, Point)| {
            to.0 <= other.0 || end.0 <= from.0 || to.1 <= other.1 || end.1 <= from.1
        };
        taken.iter().all(apart) && !others().any(|(_, it)| it.passes(wide))
    };
    let shifted = |x: &f64, shift: f64| ribbon.at(*x).map(|y| (*x, y + shift));
    let is_high = 2.0 * ribbon.half >= HEIGHT + 2.0;
    let beside = ribbon.half + HEIGHT / 2.0 + 1.0;
    let besides = places.iter().filter(|_| !is_high);
    let besides = besides.flat_map(|x| [shifted(x, -beside), shifted(x, beside)]);
    // beside a steep way it would lie on it
    let mut besides = besides
        .flatten()
        .filter(|spot| !ribbon.passes(around(*spot, width)));
    let found = besides.find(|spot| is_clear(*spot, APART));
    if let Some(middle) = found {
        return Some(Spot {
            middle,
            covers: false,
        });
    }
    let mut over = places.iter().filter_map(|x| shifted(x, 0.0));
    let middle = over.find(|spot| is_clear(*spot, 0.0))?;
    Some(Spot {
        middle,
        covers: !is_high,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight(from: Point, to: Point, half: f64) -> Ribbon {
        let point = |piece: i32| {
            let share = f64::from(piece) / 10.0;
            let between = |one: f64, other: f64| one + (other - one) * share;
            (between(from.0, to.0), between(from.1, to.1))
        };
        Ribbon {
            points: (0..=10).map(point).collect(),
            half,
        }
    }

    /// Two ways from one box, a broad one up and a thin one below it.
    #[test]
    fn a_number_stands_on_or_beside_its_own_way_only() {
        let broad = straight((0.0, 50.0), (84.0, 30.0), 17.0);
        let thin = straight((0.0, 69.0), (300.0, 80.0), 1.0);
        let ribbons = [&broad, &thin];
        let first = spot(&ribbons, 0, 20.0, &[]).expect("a place").middle;
        assert!((first.1 - broad.at(first.0).expect("there")).abs() < 1e-9);
        let second = spot(&ribbons, 1, 20.0, &[around(first, 20.0)]).expect("a place");
        assert!(!second.covers);
        let second = second.middle;
        let away = (second.1 - thin.at(second.0).expect("there")).abs();
        assert!((6.0..12.0).contains(&away), "{away}");
        let ((left, top), (right, bottom)) = around(second, 20.0);
        assert!(!broad.passes(((left, top - APART), (right, bottom + APART))));
        assert!(!thin.passes(around(second, 20.0)));
    }

    /// Beside a steep way there is no place: the number interrupts it.
    #[test]
    fn a_number_covers_a_steep_way() {
        let steep = straight((0.0, 0.0), (60.0, 400.0), 2.0);
        let boxes = [
            ((-90.0, -50.0), (0.0, 450.0)),
            ((60.0, -50.0), (150.0, 450.0)),
        ];
        let found = spot(&[&steep], 0, 20.0, &boxes).expect("a place");
        assert!(found.covers);
        assert!((found.middle.1 - steep.at(found.middle.0).expect("there")).abs() < 1e-9);
    }

    #[test]
    fn a_number_without_a_clear_place_is_left_out() {
        let one = straight((0.0, 50.0), (60.0, 50.0), 1.0);
        let above = straight((0.0, 45.0), (60.0, 45.0), 2.0);
        let below = straight((0.0, 55.0), (60.0, 55.0), 2.0);
        assert!(spot(&[&one, &above, &below], 0, 20.0, &[]).is_none());
        let wall = ((0.0, 0.0), (60.0, 100.0));
        assert!(spot(&[&one], 0, 20.0, &[wall]).is_none());
    }
}
