//! Local search: from an arrangement that meets the target to cheaper ones near it.
#![expect(
    clippy::option_option,
    reason = "the outer `None` is an interruption, the inner one that nothing was found"
)]

use crate::experiment::Standing;

use super::shapes::{self, Move};
use super::space::{At, Block};
use super::trials::Trials;
use super::units::Unit;

/// Safety factors of square-root staffing, in ascending order (Jennings, Mandelbaum, Massey and
/// Whitt 1996): m + beta sqrt(v) lanes, m and v the mean and variance of the lagged load.
const BETAS: std::ops::RangeInclusive<i32> = -10..=60;
const BETA_STEP: f64 = 0.05;

/// Number of replications that measure the gain of one more.
const GLANCE: u32 = 20;

/// Most combined moves that are tried from one arrangement, the most promising first.
const COMBINED: usize = 6;

/// Most combined moves of days with a limit on changes that are tried from one arrangement.
const SHAPES: usize = 24;

/// Most replications that decide whether a move is taken.
const MOST: u32 = 80;

/// Most steps downward from an arrangement that misses the target although it has the most of
/// everything.
const STEPS: u32 = 50;

/// The search from one arrangement to the next.
pub(super) struct Local<'s, 'a> {
    trials: &'s mut Trials<'a>,
    /// Coordinates that move together.
    units: Vec<Unit>,
    /// Whether combined moves are tried, which cost many replications.
    combines: bool,
    /// Whether every exchange of two units is tried.
    exchanges: bool,
    /// Effects of single moves, measured at an arrangement that may lie some moves back.
    effects: Option<(At, Effects)>,
}

impl<'s, 'a> Local<'s, 'a> {
    pub(super) fn new(
        trials: &'s mut Trials<'a>,
        units: Vec<Unit>,
        combines: bool,
        exchanges: bool,
    ) -> Self {
        Self {
            trials,
            units,
            combines,
            exchanges,
            effects: None,
        }
    }

    /// Returns the arrangement with the least safety factor that meets the target, for a family, or
    /// else the one with the most of everything, if that meets it; the outer `None` if interrupted.
    pub(super) fn start(&mut self, family: usize) -> Option<Option<At>> {
        let space = self.trials.space;
        let whole = space.whole(family);
        let mut profiles: Vec<At> = vec![];
        for step in BETAS {
            let profile = self.profile(&whole, f64::from(step) * BETA_STEP);
            let allowed = space.cheapest(&Block {
                low: profile,
                ..whole.clone()
            });
            profiles.extend(allowed.filter(|it| profiles.last() != Some(it)));
        }
        let (mut from, mut to) = (0, profiles.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.trials.inferred(&profiles[middle])? == Standing::Met {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        let most = Some(whole.high).filter(|most| space.allows(most));
        for start in profiles.into_iter().skip(from).take(1).chain(most) {
            if self.trials.test(&start)? == Standing::Met {
                return Some(Some(start));
            }
        }
        Some(None)
    }

    /// Looks for an arrangement that meets the target although the one with the most of everything
    /// misses it: goes from there to the fewer lanes and members that improve the result most, step
    /// by step.
    pub(super) fn below(&mut self, family: usize) -> Option<Option<At>> {
        let space = self.trials.space;
        let mut at = space.whole(family).high;
        for _ in 0..STEPS {
            if space.allows(&at) && self.trials.test(&at)? == Standing::Met {
                return Some(Some(at));
            }
            self.trials.glance(&at, GLANCE)?;
            let mut best: Option<(f64, At)> = None;
            for unit in 0..self.units.len() {
                let all = self.units[unit].iter().map(|it| at[*it]).min().unwrap_or(0) as isize;
                let powers = (0..31).map(|power| 1_isize << power);
                let steps = powers.take_while(|step| *step < all).chain([all]);
                let less = steps.filter(|step| *step > 0);
                let less = less.filter_map(|step| self.moved(&at, &[(unit, -step)]));
                let less: Vec<At> = less.collect();
                for less in less {
                    self.trials.glance(&less, GLANCE)?;
                    let gain = self.trials.difference(&less, &at);
                    if let Some(gain) = gain.filter(|it| *it > best.as_ref().map_or(0.0, |it| it.0))
                    {
                        best = Some((gain, less));
                    }
                }
            }
            let Some((_, better)) = best else {
                return Some(None);
            };
            at = better;
        }
        Some(None)
    }

    /// Returns the numbers of square-root staffing, with the most where the load is unknown; the
    /// coordinates of a unit get the same number.
    fn profile(&self, whole: &Block, beta: f64) -> At {
        let mut at = whole.low.clone();
        for (index, it) in self.trials.space.coordinates.iter().enumerate() {
            if it.counts {
                let wanted = it.load.map_or(f64::INFINITY, |(m, v)| m + beta * v.sqrt());
                let enough = it.numbers.iter().position(|number| *number >= wanted);
                at[index] = enough.unwrap_or(whole.high[index]);
            }
        }
        for unit in &self.units {
            let most = unit.iter().map(|it| at[*it]).max().unwrap_or(0);
            for index in unit {
                at[*index] = most;
            }
        }
        at
    }

    /// Searches from an arrangement that meets the target until no move leads to a cheaper one.
    pub(super) fn improve(&mut self, start: At) -> Option<At> {
        let mut at = self.descend(start)?;
        loop {
            let combined = if self.combines {
                self.by_effects(&at)?
            } else {
                None
            };
            let found = match combined {
                None => self.reshaped(&at)?,
                found => found,
            };
            let found = match found {
                None if self.exchanges => self.exchanged(&at)?,
                found => found,
            };
            let Some(found) = found else { return Some(at) };
            at = self.descend(found)?;
        }
    }

    /// Takes away lanes and members, the dearest first, while the target is met.
    fn descend(&mut self, start: At) -> Option<At> {
        let mut at = start;
        loop {
            let before = at.clone();
            for unit in self.dearest_first(&at) {
                at = self.lower(at, unit)?;
            }
            if at == before {
                return Some(at);
            }
        }
    }

    /// Takes away 1, 2, 4, ... of a unit while the target is met.
    fn lower(&mut self, mut at: At, unit: usize) -> Option<At> {
        let mut step = 1;
        while let Some(less) = self.moved(&at, &[(unit, -step)]) {
            if !self.is_better(&less, &at)? {
                if step == 1 {
                    break;
                }
                step = 1;
                continue;
            }
            at = less;
            step *= 2;
        }
        Some(at)
    }

    /// Does an arrangement meet the target, at a lower cost than another?
    fn is_better(&mut self, new: &At, old: &At) -> Option<bool> {
        let space = self.trials.space;
        if !space.allows(new) || space.price(new) >= self.cost(old) {
            return Some(false);
        }
        Some(self.trials.meets(new, MOST)? && (space.complete || self.cost(new) < self.cost(old)))
    }

    /// Returns the whole cost of an arrangement if it was simulated, else its price.
    fn cost(&self, at: &At) -> f64 {
        match self.trials.run(at) {
            Some(run) if run.search.fold.count() > 0 => self.trials.cost(at),
            _ => self.trials.space.price(at),
        }
    }

    /// Returns an arrangement after moves of units; `None` if a value would leave its range.
    fn moved(&self, at: &At, moves: &[(usize, isize)]) -> Option<At> {
        let mut changed = at.clone();
        for (unit, step) in moves {
            for index in &self.units[*unit] {
                let length = self.trials.space.coordinates[*index].numbers.len();
                let value = changed[*index].checked_add_signed(*step)?;
                if value >= length {
                    return None;
                }
                changed[*index] = value;
            }
        }
        Some(changed)
    }

    /// Returns what a move adds to the price.
    fn added(&self, at: &At, moves: &[(usize, isize)]) -> Option<f64> {
        let space = self.trials.space;
        let changed = self.moved(at, moves)?;
        Some(space.price(&changed) - space.price(at))
    }

    fn dearest_first(&self, at: &At) -> Vec<usize> {
        let units =
            (0..self.units.len()).filter_map(|unit| Some((unit, self.added(at, &[(unit, -1)])?)));
        let mut units: Vec<(usize, f64)> = units.collect();
        units.sort_by(|(a, one), (b, other)| one.total_cmp(other).then(a.cmp(b)));
        units.into_iter().map(|(unit, _)| unit).collect()
    }

    /// Tries combined moves by the effects of single ones, which are measured again at this
    /// arrangement if those from before lead no further.
    fn by_effects(&mut self, at: &At) -> Option<Option<At>> {
        if let Some((from, effects)) = self.effects.take()
            && from != *at
            && let Some(found) = self.combined(at, &effects)?
        {
            self.effects = Some((from, effects));
            return Some(Some(found));
        }
        let effects = self.effects(at)?;
        let found = self.combined(at, &effects)?;
        self.effects = Some((at.clone(), effects));
        Some(found)
    }

    /// Tries one more of a unit with fewer of one or two others, the most promising first.
    fn combined(&mut self, at: &At, effects: &Effects) -> Option<Option<At>> {
        let mut tries: Vec<(f64, At)> = vec![];
        let units = self.units.len();
        for up in 0..units {
            let Some(gain) = effects.more[up] else {
                continue;
            };
            for one in (0..units).filter(|it| *it != up) {
                let Some(loss) = effects.less[one] else {
                    continue;
                };
                for other in (one..units).filter(|it| *it != up) {
                    let Some(second) = effects.less[other] else {
                        continue;
                    };
                    let moves = if one == other {
                        vec![(up, 1), (one, -1)]
                    } else {
                        vec![(up, 1), (one, -1), (other, -1)]
                    };
                    let second = if one == other { 0.0 } else { second };
                    if self.added(at, &moves).is_some_and(|added| added < 0.0)
                        && let Some(moved) = self.moved(at, &moves)
                    {
                        tries.push((gain + loss + second, moved));
                    }
                }
            }
        }
        tries.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        for (_, moved) in tries.into_iter().take(COMBINED) {
            if self.is_better(&moved, at)? {
                return Some(Some(moved));
            }
        }
        Some(None)
    }

    /// Tries other shapes of days whose changes are limited: first a single move that makes the day
    /// cheaper, then one that makes it dearer and one, as often as it takes, that pays for it, the
    /// most promising first.
    fn reshaped(&mut self, at: &At) -> Option<Option<At>> {
        let space = self.trials.space;
        let price = space.price(at);
        let all = shapes::moves(space, at).into_iter();
        let all = all.filter_map(|it| Some((it, it.applied(space, at)?)));
        let moved: Vec<(Move, At)> = all.collect();
        let cheaper = |(_, it): &&(Move, At)| space.price(it) < price;
        let mut singles: Vec<&At> = moved.iter().filter(cheaper).map(|(_, it)| it).collect();
        singles.sort_by(|one, other| space.price(other).total_cmp(&space.price(one)));
        for shape in singles {
            if self.is_better(shape, at)? {
                return Some(Some(shape.clone()));
            }
        }
        let mut gains: Vec<Option<f64>> = vec![];
        for (_, shape) in &moved {
            self.trials.glance(shape, GLANCE)?;
            gains.push(self.trials.difference(shape, at));
        }
        let effects = || moved.iter().zip(&gains);
        let mut tries: Vec<(f64, At)> = vec![];
        for ((_, dearer), gain) in effects().filter(|(it, _)| space.price(&it.1) >= price) {
            for ((cheaper, _), loss) in effects().filter(|(it, _)| space.price(&it.1) < price) {
                if let (Some(gain), Some(loss)) = (gain, loss)
                    && let Some((both, times)) = cheaper.repeated(space, dearer, price)
                {
                    tries.push((gain + loss * times as f64, both));
                }
            }
        }
        tries.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        for (_, shape) in tries.into_iter().take(SHAPES) {
            if self.is_better(&shape, at)? {
                return Some(Some(shape));
            }
        }
        Some(None)
    }

    /// Tries every pair of one less here and one more there that is cheaper.
    fn exchanged(&mut self, at: &At) -> Option<Option<At>> {
        let units = self.units.len();
        let mut tries: Vec<(f64, At)> = vec![];
        for up in 0..units {
            for down in (0..units).filter(|it| *it != up) {
                // the fewest steps down that make it cheaper
                let steps = (1..).map(|step| [(up, 1), (down, -step)]);
                let mut priced = steps.map_while(|moves| Some((self.added(at, &moves)?, moves)));
                if let Some((added, moves)) = priced.find(|(added, _)| *added < 0.0)
                    && let Some(moved) = self.moved(at, &moves)
                {
                    tries.push((added, moved));
                }
            }
        }
        tries.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        for (_, moved) in tries {
            if self.is_better(&moved, at)? {
                return Some(Some(moved));
            }
        }
        Some(None)
    }

    /// Is a unit part of a day whose changes are limited?
    fn is_limited(&self, unit: usize) -> bool {
        let rules = self.trials.space.rules.iter();
        let limited = rules.filter(|rule| rule.law.max_changes.is_some());
        let mut days = limited.flat_map(|rule| &rule.law.days);
        days.any(|day| self.units[unit].iter().any(|it| day.contains(it)))
    }

    /// Measures what one more and one less of each unit would do, unless changes are limited there;
    /// `None` if interrupted.
    fn effects(&mut self, at: &At) -> Option<Effects> {
        let units = self.units.len();
        let mut effects = Effects {
            more: vec![None; units],
            less: vec![None; units],
        };
        let moved: Vec<usize> = (0..units).filter(|it| !self.is_limited(*it)).collect();
        for unit in moved {
            for (step, of) in [(1, &mut effects.more), (-1, &mut effects.less)] {
                let Some(moved) = self.moved(at, &[(unit, step)]) else {
                    continue;
                };
                self.trials.glance(&moved, GLANCE)?;
                of[unit] = self.trials.difference(&moved, at);
            }
        }
        Some(effects)
    }
}

/// What one more and one less of each unit adds to the result for the target; `None` if there is
/// no such value or the arrangement cannot run.
struct Effects {
    more: Vec<Option<f64>>,
    less: Vec<Option<f64>>,
}
